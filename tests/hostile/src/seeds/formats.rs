//! Seeds of the journal's formats and of what is said around them.

use super::{Seeds, golden, led, named};
use crate::keys::{COMMIT, DEVICE, RECEIPT, SERVER, envelope, key, wrapped};
use xuncun_journal::commit::seal_with_salt;
use xuncun_journal::ids::{Hash, Version};
use xuncun_journal::{HeaderFields, Hlc, Put, Value};
use xuncun_sync::protocol::{EnrollReply, EnrollRequest, MissingReply, WireCommit};
use xuncun_sync::wire::encode_missing;

/// A header and a body, the header's length in front.
fn pair(header: &[u8], body: &[u8]) -> Vec<u8> {
    [&u16::try_from(header.len()).unwrap().to_be_bytes(), header, body].concat()
}

/// A body `[salt, rest]`, the rest as it is given.
fn body(rest: &[u8]) -> Vec<u8> {
    [&[0x82, 0x50], &[0x11; 16][..], rest].concat()
}

/// Of [`crate::Target`] `commit`.
pub fn commit() -> Seeds {
    let (header, golden_body) = (golden("header"), golden("body"));
    let first = HeaderFields {
        stream: "629900/open".parse().unwrap(),
        seq: 1,
        parent: None,
        hlc: Hlc(u64::MAX >> 1),
        author: "村".into(),
        grant: String::new(),
        grant_version: (1 << 53) - 1,
        also: vec!["a#1".into(); 64],
    };
    let wide = Put {
        table: "t".into(),
        id: "r".into(),
        deleted: false,
        bases: (2..64).map(|seq| Version { device: key(SERVER).id(), seq }).collect(),
        columns: (0..100).map(|n| (format!("c{n}"), Value::Int(i64::MIN))).collect(),
    };
    let sealed = seal_with_salt(&key(DEVICE), first, &[wide], [0; 16]).unwrap();
    let with = |rest: &[u8]| pair(&header, &body(rest));
    named(vec![
        ("golden", pair(&header, &golden_body)),
        ("first-and-wide", pair(&sealed.header.encode(), &sealed.commit.body.unwrap())),
        ("no-tables", with(&[0x80])),
        ("no-rows", with(b"\x81\x83\x61a\x81\x61b\x80")),
        ("rows-out-of-order", with(b"\x81\x83\x61a\x80\x82\x83\x61y\x00\x80\x83\x61x\x00\x80")),
        ("row-twice", with(b"\x81\x83\x61a\x80\x82\x83\x61x\x00\x80\x83\x61x\x00\x80")),
        ("column-twice", with(b"\x81\x83\x61a\x82\x61b\x61b\x80")),
        ("nan", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\xfb\x7f\xf8\x00\x00\x00\x00\x00\x00")),
        ("infinity", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\xfb\xff\xf0\x00\x00\x00\x00\x00\x00")),
        ("minus-zero", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\xfb\x80\x00\x00\x00\x00\x00\x00\x00")),
        ("half-float", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\xf9\x3c\x00")),
        ("surrogate", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\x63\xed\xa0\x80")),
        ("beyond-i64", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\x1b\xff\xff\xff\xff\xff\xff\xff\xff")),
        ("number-not-shortest", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\x18\x05")),
        ("length-not-shortest", with(b"\x81\x83\x61a\x81\x61b\x81\x84\x61x\x00\x80\x78\x01y")),
        ("array-not-shortest", with(b"\x98\x01\x83\x61a\x80\x80")),
        ("indefinite-array", with(b"\x9f\xff")),
        ("indefinite-text", with(b"\x81\x83\x7f\x61a\xff\x80\x80")),
        ("endless-rows", with(b"\x81\x83\x61a\x80\x9b\xff\xff\xff\xff\xff\xff\xff\xff")),
        ("endless-text", with(b"\x81\x83\x7b\x7f\xff\xff\xff\xff\xff\xff\xff")),
        ("own-base", with(b"\x81\x83\x61a\x80\x81\x83\x61x\x00\x81\x03")),
        ("base-zero", with(b"\x81\x83\x61a\x80\x81\x83\x61x\x00\x81\x00")),
        ("deep", with(&[0x81; 5_000])),
        ("header-not-shortest", pair(&[&header[..1], b"\x18\x01", &header[2..]].concat(), &golden_body)),
        ("header-of-later", pair(&[&header[..1], b"\x02", &header[2..]].concat(), &golden_body)),
        ("empty", vec![]),
    ])
}

/// Of [`crate::Target`] `cose`.
pub fn cose() -> Seeds {
    let (commit, payload) = (golden("commit"), golden("header"));
    let signature = &commit[commit.len() - 64..];
    let unprotected = [&commit[..6], b"\xa1\x04\x41\x00", &commit[7..]].concat();
    let untagged = commit[1..].to_vec();
    let (zeros, small) = ([0; 64], [&[1], &[0; 63][..]].concat());
    named(vec![
        ("golden", commit.clone()),
        ("receipt", golden("receipt")),
        ("by-the-server", envelope(SERVER, COMMIT, &payload)),
        ("for-a-receipt", envelope(DEVICE, RECEIPT, &payload)),
        ("unprotected-header", unprotected),
        ("untagged", untagged),
        ("signature-of-zeros", wrapped(&payload, &zeros)),
        ("small-order", wrapped(&payload, &small)),
        ("signature-cut", wrapped(&payload, &signature[..63])),
        ("no-payload", [&commit[..7], b"\xf6\x58\x40", signature].concat()),
        ("detached-alg", [b"\xd2\x84\x40\xa1\x01\x27", &commit[7..]].concat()),
        ("many-nothings", [&b"\xd2\x84\x43\xa1\x01\x27\xa0\x99\x3f\x00"[..], &[0xf6; 0x3f00]].concat()),
        ("deep", [&b"\xd2\x84\x43\xa1\x01\x27"[..], &[0x81; 8_000]].concat()),
        ("deep-tags", vec![0xd2; 8_000]),
        ("endless", b"\xd2\x84\x43\xa1\x01\x27\xa0\x5b\x7f\xff\xff\xff\xff\xff\xff\xff".to_vec()),
        ("empty", vec![]),
    ])
}

/// Of [`crate::Target`] `receipt`.
pub fn receipt() -> Seeds {
    let signed = golden("receipt");
    let payload = signed[9..signed.len() - 66].to_vec();
    let head = |rest: &[u8]| [&b"\x88\x02\x66629900\x50"[..], &[3; 16], b"\x1a\x7f\xff\xff\xff", rest].concat();
    named(vec![
        ("golden", payload),
        ("signed", signed),
        ("nothing", head(b"\x80\x80\x00\x80")),
        ("before", [&b"\x87\x01\x66629900\x50"[..], &[3; 16], b"\x1a\x7f\xff\xff\xff\x80\x80\x80"].concat()),
        ("endless", head(b"\x9a\xff\xff\xff\xff")),
        ("hundred-thousand", head(b"\x9a\x00\x01\x86\xa0\x80")),
        ("not-shortest", head(b"\x98\x00\x80\x00\x80")),
        ("indefinite", head(b"\x9f\xff\x80\x00\x80")),
        ("of-later", b"\x89\x03".to_vec()),
        ("many-nothings", [&b"\xd2\x84\x43\xa1\x01\x27\xa0\x99\xff\xf0"[..], &[0xf6; 0xfff0]].concat()),
        ("deep", vec![0x81; 20_000]),
    ])
}

/// Of [`crate::Target`] `erasure`.
pub fn erasure() -> Seeds {
    let signed = golden("erasure");
    // Behind the head of a byte string whose length takes one byte or two.
    let payload = signed[if signed[7] == 0x58 { 9 } else { 10 }..signed.len() - 66].to_vec();
    let head = |rest: &[u8]| {
        let stream = b"\x71629900100201/work";
        [&b"\x8a\x01\x66629900\x1a\x7f\xff\xff\xff"[..], stream, &[0x50], &[7; 16], &[0x03, 0x58, 0x20], &[9; 32], b"\x61a\x61b", rest].concat()
    };
    named(vec![
        ("golden", payload),
        ("signed", signed),
        ("nothing", head(b"\x80")),
        ("row-without-bases", head(b"\x81\x82\x61t\x81\x82\x61r\x80")),
        ("table-without-rows", head(b"\x81\x82\x61t\x80")),
        ("rows-out-of-order", head(b"\x81\x82\x61t\x82\x82\x61s\x81\x01\x82\x61r\x81\x01")),
        ("own-base", head(b"\x81\x82\x61t\x81\x82\x61r\x81\x03")),
        ("endless-tables", head(b"\x9a\xff\xff\xff\xff")),
        ("endless-rows", head(b"\x81\x82\x61t\x9a\xff\xff\xff\xff")),
        ("of-later", b"\x8b\x02".to_vec()),
        ("deep", vec![0x81; 20_000]),
    ])
}

/// Of [`crate::Target`] `page`.
pub fn page() -> Seeds {
    let plain = |packed: &[u8]| zstd::stream::decode_all(packed).unwrap();
    let (push, pull) = (golden("push"), golden("pull"));
    let bomb = |item: &[u8], times: usize| zstd::bulk::compress(&item.repeat(times), 3).unwrap();
    named(vec![
        ("push", led(0, &push)),
        ("push-plain", led(1, &plain(&push))),
        ("push-reply", led(2, &golden("push_reply"))),
        ("pull", led(3, &pull)),
        ("pull-plain", led(4, &plain(&pull))),
        ("push-proven", led(1, &plain(&golden("push_proven")))),
        ("push-body-and-proof", led(1, b"\x83\x40\x41\x00\x40")),
        ("push-no-proof", led(1, b"\x83\x40\xf6\xf6")),
        ("pull-erased", led(4, &plain(&golden("pull_erased")))),
        ("pull-erased-and-refused", led(4, b"\x86\x40\x00\x81\x84\x40\xf6\x61x\x40\xf6\x00\x00")),
        ("push-nothing", led(1, &[])),
        ("bomb-of-zeros", led(0, &bomb(&[0; 1024], 32 * 1024))),
        ("bomb-of-commits", led(0, &bomb(b"\x82\x40\xf6", 2_700_000))),
        ("bomb-of-entries", led(3, &bomb(b"\x83\x40\xf6\xf6", 2_000_000))),
        ("push-not-shortest", led(1, b"\x82\x58\x01\x00\xf6")),
        ("push-array-not-shortest", led(1, b"\x98\x02\x40\xf6")),
        ("push-indefinite", led(1, b"\x9f\x40\xf6\xff")),
        ("push-endless", led(1, b"\x82\x5b\x7f\xff\xff\xff\xff\xff\xff\xff")),
        ("reply-endless", led(2, b"\x84\x9b\xff\xff\xff\xff\xff\xff\xff\xff")),
        ("reply-not-shortest", led(2, b"\x84\x80\x18\x01\xf6\x80")),
        ("pull-endless", led(4, b"\x86\x40\x00\x9a\xff\xff\xff\xff")),
        ("window", led(0, b"\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00")),
        ("skippable", led(0, b"\x50\x2a\x4d\x18\xff\xff\xff\xff")),
        ("deep", led(1, &[0x81; 20_000])),
    ])
}

/// Of [`crate::Target`] `enrolment`.
pub fn enrolment() -> Seeds {
    let request = EnrollRequest { code: "7KQM-2F4D-XW".into(), public_key: [7; 32], device_name: "平板".into(), platform: "linux".into() };
    let reply = EnrollReply {
        district: "629900".into(),
        district_name: "清源县".into(),
        root_public_key: [1; 32],
        token: "t".into(),
        person: "p".into(),
        commits: vec![WireCommit { envelope: golden("commit"), body: golden("body") }],
        server_device: [9; 16],
        server_ms: 1_795_420_800_000,
    };
    let missing = MissingReply { missing: vec![[1; 32]], receipt: Some(golden("receipt")) };
    named(vec![
        ("request", led(0, &request.encode())),
        ("reply", led(1, &reply.encode())),
        ("missing", led(2, &encode_missing("629900100201/work", &[[1; 32], [2; 32]]))),
        ("missing-reply", led(3, &missing.encode())),
        ("request-of-later", led(0, &[&[0x85][..], &request.encode()[1..], &[0x81; 2_000]].concat())),
        ("request-much-later", led(0, &[&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], &request.encode()[1..]].concat())),
        ("reply-endless", led(1, &[&reply.encode()[..52], &[0x9a, 0xff, 0xff, 0xff, 0xff]].concat())),
        ("missing-too-many", led(2, b"\x82\x61x\x99\x03\xe9")),
        ("missing-endless", led(3, b"\x82\x9b\xff\xff\xff\xff\xff\xff\xff\xff")),
    ])
}

/// Of [`crate::Target`] `cursor`.
pub fn cursor() -> Seeds {
    let fields: Vec<u8> = (0..80).collect();
    named(vec![
        ("made-up", led(0, &[1; 37])),
        ("made-up-with-backfill", led(0, &[1; 53])),
        ("own", led(1, &fields)),
        ("own-with-backfill", led(3, &fields)),
        ("altered", led(1, &[&fields[..40], &[0, 0, 0, 1]].concat())),
        ("cut", led(5, &fields[..40])),
        ("empty", vec![]),
        ("hash", led(0, &Hash::of(b"cursor").0)),
    ])
}
