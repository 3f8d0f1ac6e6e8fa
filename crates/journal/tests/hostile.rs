//! Bytes from outside: whatever they are, they are refused with a code or read as what they are, and nothing panics.

use crate::common::{fields, key, puts, sealed, server_key};
use proptest::prelude::*;
use xuncun_journal::columns::{decode_columns, encode_columns};
use xuncun_journal::commit::seal_with_salt;
use xuncun_journal::ids::Version;
use xuncun_journal::limits;
use xuncun_journal::{
    Body, DeviceKey, EnrolLink, Header, JournalError, PublicKey, PullReply, PushReply, PushRequest, Put, Receipt, Refusal, Value, check_body,
    decode_body, open, peek, seal,
};

#[test]
fn no_altered_byte_of_an_envelope_is_accepted() {
    let sealed = sealed();
    let public = key().public();
    for place in 0..sealed.commit.envelope.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut altered = sealed.commit.envelope.clone();
            altered[place] ^= flip;
            assert!(open(&altered, &public).is_err(), "byte {place} flipped by {flip:#x}");
        }
    }
}

#[test]
fn no_altered_byte_of_a_body_is_accepted() {
    let sealed = sealed();
    let body = sealed.commit.body.unwrap();
    for place in 0..body.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut altered = body.clone();
            altered[place] ^= flip;
            assert_eq!(check_body(&sealed.header, &altered), Err(JournalError::WrongBody));
            // Whoever forgets the check above still does not panic.
            let _ = decode_body(&sealed.header, &altered);
        }
    }
}

#[test]
fn nothing_cut_short_or_made_longer_is_accepted() {
    let sealed = sealed();
    let public = key().public();
    let envelope = sealed.commit.envelope;
    for length in 0..envelope.len() {
        assert!(open(&envelope[..length], &public).is_err());
    }
    let mut longer = envelope.clone();
    longer.push(0);
    assert!(open(&longer, &public).is_err());
    let body = sealed.commit.body.unwrap();
    for length in 0..body.len() {
        assert!(check_body(&sealed.header, &body[..length]).is_err());
        assert!(decode_body(&sealed.header, &body[..length]).is_err());
    }
}

#[test]
fn a_commit_of_another_key_is_refused() {
    let envelope = sealed().commit.envelope;
    assert_eq!(open(&envelope, &server_key().public()), Err(JournalError::WrongDevice));
    assert_eq!(JournalError::WrongDevice.refusal(), Refusal::BadSignature);
    assert_eq!(peek(&envelope).unwrap().header, sealed().header);
}

#[test]
fn an_unprotected_header_cannot_be_smuggled_in() {
    let envelope = sealed().commit.envelope;
    let at = envelope.windows(4).position(|w| w == [0x43, 0xa1, 0x01, 0x27]).unwrap() + 4;
    assert_eq!(envelope[at], 0xa0);
    let mut altered = envelope.clone();
    altered.splice(at..=at, [0xa1, 0x04, 0x41, 0x00]);
    assert_eq!(open(&altered, &key().public()), Err(JournalError::Malformed("envelope")));
}

#[test]
fn weak_keys_are_no_keys() {
    let mut identity = [0; 32];
    identity[0] = 1;
    for weak in [[0; 32], identity] {
        assert!(PublicKey::from_bytes(&weak).is_err());
    }
    assert!(PublicKey::from_bytes(&[1; 31]).is_err());
}

#[test]
fn a_base_that_could_never_be_met_is_refused() {
    let own = key().id();
    for seq in [0, 3, 4, limits::SEQ + 1] {
        let mut puts = puts();
        puts[0].bases = vec![Version { device: own, seq }];
        assert_eq!(seal(&key(), fields(), &puts), Err(JournalError::BadBody("base")), "{seq}");
    }
    let twice = Version { device: own, seq: 1 };
    let mut puts = puts();
    puts[0].bases = vec![twice, twice];
    assert_eq!(seal(&key(), fields(), &puts), Err(JournalError::BadBody("base")));
}

#[test]
fn what_no_reader_takes_is_not_written() {
    let refused = |change: &dyn Fn(&mut Vec<Put>)| {
        let mut puts = puts();
        change(&mut puts);
        seal(&key(), fields(), &puts).unwrap_err().refusal()
    };
    assert_eq!(refused(&|puts| puts.push(puts[0].clone())), Refusal::BadBody);
    assert_eq!(refused(&|puts| puts[0].id.clear()), Refusal::BadBody);
    assert_eq!(refused(&|puts| puts[0].table = "drop table;".into()), Refusal::BadBody);
    assert_eq!(refused(&|puts| puts[0].columns[0].0 = "Round".into()), Refusal::BadBody);
    assert_eq!(refused(&|puts| puts[0].id = "x".repeat(limits::ID_BYTES + 1)), Refusal::TooLarge);
    let long = Value::from("注".repeat(limits::TEXT_BYTES / 3 + 1));
    assert_eq!(refused(&|puts| puts[0].columns[0].1 = long.clone()), Refusal::TooLarge);
    let many = |count: usize| -> Vec<Put> { (0..count).map(|n| Put { id: format!("{n:06}"), columns: vec![], ..puts()[0].clone() }).collect() };
    assert!(seal(&key(), fields(), &many(limits::PUTS)).is_ok());
    assert_eq!(seal(&key(), fields(), &many(limits::PUTS + 1)), Err(JournalError::TooLarge("puts")));
    let mut first = fields();
    first.seq = 1;
    assert!(seal(&key(), first, &[]).is_err(), "the first header has no parent");
    let mut orphan = fields();
    orphan.parent = None;
    assert!(seal(&key(), orphan, &[]).is_err(), "every later one has");
}

#[test]
fn a_header_of_a_newer_format_is_not_called_broken() {
    let mut bytes = sealed().header.encode();
    assert_eq!(bytes[1], 1);
    bytes[1] = 2;
    assert_eq!(Header::decode(&bytes), Err(JournalError::Unsupported("header")));
    assert_eq!(JournalError::Unsupported("header").refusal(), Refusal::Unsupported);
}

#[test]
fn a_bomb_is_refused_before_it_fills_memory() {
    let zeros = vec![0; 512 * 1024 * 1024];
    let bomb = zstd::bulk::compress(&zeros, 1).unwrap();
    assert!(bomb.len() < 64 * 1024);
    assert_eq!(PushRequest::decode(&bomb), Err(JournalError::TooLarge("page")));
    assert_eq!(PullReply::decode(&bomb), Err(JournalError::TooLarge("page")));
    // An array that claims four thousand million entries.
    let mut claim = vec![0x86, 0x40, 0x00, 0x9a];
    claim.extend([0xff; 4]);
    let claim = zstd::bulk::compress(&claim, 1).unwrap();
    assert!(PullReply::decode(&claim).is_err());
    assert!(PushReply::decode(&[0x84, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
}

#[test]
fn a_page_of_exactly_the_limit_passes_and_one_more_does_not() {
    let commit = |length| xuncun_journal::Commit::new(vec![], Some(vec![0; length]));
    let whole = limits::PAGE_BYTES / limits::BODY_BYTES;
    // Each commit costs array 1 + empty envelope 1 + body head 5 bytes.
    let mut page = PushRequest { commits: (0..whole).map(|_| commit(limits::BODY_BYTES - 7)).collect() };
    assert_eq!(PushRequest::decode(&page.encode().unwrap()).unwrap(), page);
    page.commits[0] = commit(limits::BODY_BYTES - 6);
    assert_eq!(page.encode(), Err(JournalError::TooLarge("page")));
}

#[test]
fn links_that_are_not_ours() {
    let f = "0".repeat(26);
    for bad in [
        "",
        "xuncun://enrol",
        "xuncun://enrol?",
        "xuncun://enrol?s=https%3A%2F%2Fa&c=ABCD",
        &format!("xuncun://enrol?s=https%3A%2F%2Fa&c=ABCD&f={}", &f[1..]),
        &format!("xuncun://enrol?s=https%3A%2F%2Fa&c=ABCD&f=Z{}", &f[1..]),
        &format!("xuncun://enrol?s=ftp%3A%2F%2Fa&c=ABCD&f={f}"),
        &format!("xuncun://enrol?s=https%3A%2F%2F&c=ABCD&f={f}"),
        &format!("xuncun://enrol?s=https%3A%2F%2Fme%40a&c=ABCD&f={f}"),
        &format!("xuncun://enrol?s=https%3A%2F%2Fa%ZZ&c=ABCD&f={f}"),
        &format!("xuncun://enrol?s=https%3A%2F%2Fa&c=AB<D&f={f}"),
        &format!("xuncun://enrol?s=https%3A%2F%2Fa&c=ABCD&c=EFGH&f={f}"),
        &format!("https://a/other#s=https%3A%2F%2Fa&c=ABCD&f={f}"),
        &format!("javascript:alert(1)/enrol#s=https%3A%2F%2Fa&c=ABCD&f={f}"),
        "巡村",
    ] {
        assert_eq!(EnrolLink::parse(bad).map_err(|e| e.code()), Err("link_malformed"), "{bad}");
    }
    let good = format!("  xuncun://enrol?s=http%3a%2f%2f127.0.0.1:8600&c=abcd&f={f}&new=1\n");
    assert_eq!(EnrolLink::parse(&good).unwrap().server, "http://127.0.0.1:8600");
}

fn read_everything(bytes: &[u8]) {
    let header = sealed().header;
    let public = key().public();
    let _ = Header::decode(bytes);
    let _ = Body::decode(&header, bytes);
    let _ = open(bytes, &public);
    let _ = peek(bytes);
    let _ = Receipt::open(bytes, &public);
    let _ = PushRequest::decode(bytes);
    let _ = PushReply::decode(bytes);
    let _ = PullReply::decode(bytes);
    let _ = decode_columns(bytes);
    let _ = EnrolLink::parse(&String::from_utf8_lossy(bytes));
    if let Ok(packed) = zstd::bulk::compress(bytes, 1) {
        let _ = PushRequest::decode(&packed);
        let _ = PullReply::decode(&packed);
    }
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::Int),
        prop::num::f64::NORMAL.prop_map(Value::Real),
        ".{0,40}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
    ]
}

proptest! {
    #[test]
    fn random_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_everything(&bytes);
    }

    #[test]
    fn real_bytes_with_random_changes_do_no_harm(
        pick in 0_usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let sealed = sealed();
        let mut bytes = match pick {
            0 => sealed.header.encode(),
            1 => sealed.commit.body.unwrap(),
            2 => sealed.commit.envelope,
            _ => PushRequest { commits: vec![sealed.commit] }.encode().unwrap(),
        };
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        read_everything(&bytes);
    }

    #[test]
    fn a_body_says_what_was_put(
        rows in prop::collection::btree_map("[a-z]{1,8}", prop::collection::vec(value(), 3), 1..20),
        salt in any::<[u8; 16]>(),
    ) {
        let puts: Vec<Put> = rows.into_iter().map(|(id, values)| Put {
            table: "answer".into(),
            id,
            deleted: false,
            bases: vec![],
            columns: ["a", "b", "c"].iter().map(|name| (*name).to_owned()).zip(values)
                .filter(|(_, value)| !value.is_null()).collect(),
        }).collect();
        let key = DeviceKey::from_bytes(&[5; 32]);
        let sealed = seal_with_salt(&key, fields(), &puts, salt).unwrap();
        let body = sealed.commit.body.unwrap();
        check_body(&sealed.header, &body).unwrap();
        // The columns' order is the body's; as a set they are the same.
        let sorted = |mut puts: Vec<Put>| { for put in &mut puts { put.columns.sort_by(|a, b| a.0.cmp(&b.0)); } puts };
        prop_assert_eq!(sorted(decode_body(&sealed.header, &body).unwrap()), sorted(puts.clone()));
        let columns = &puts[0].columns;
        prop_assert_eq!(&decode_columns(&encode_columns(columns)).unwrap(), columns);
    }

    #[test]
    fn a_link_says_what_was_meant(host in "[a-z]{1,12}", port in 1_u16.., code in "[A-Z0-9]{4,12}", fingerprint in any::<[u8; 16]>()) {
        let link = EnrolLink { server: format!("http://{host}:{port}"), code, fingerprint };
        prop_assert_eq!(EnrolLink::parse(&link.to_uri()).unwrap(), link.clone());
        prop_assert_eq!(EnrolLink::parse(&link.to_uri().replace("xuncun://enrol?", "https://h/enrol#")).unwrap(), link);
    }
}
