//! Seeds of bundles: the golden one, one of a village as a device makes it, and nasty ones.

use super::{Seeds, golden, led, named};
use crate::keys::{DEVICE, key};
use xuncun_journal::bundle::write::Writer;
use xuncun_journal::bundle::{Blob, Manifest, What};
use xuncun_journal::{Entry, Hash, Refusal};

const LINE: &[u8] = b"xuncun-bundle/1\n";

/// A bundle without its last record: the target seals it.
fn unsealed(bundle: &[u8]) -> &[u8] {
    let at = bundle.windows(4).rposition(|bytes| bytes == b"\x82\x04\x58\x71").expect("a seal of 113 bytes");
    &bundle[..at]
}

/// The first line and a manifest that promises so many commits, receipts and blobs.
fn begun(counts: [&[u8]; 4]) -> Vec<u8> {
    [LINE, b"\x89\x00\x66629900\x50", &key(DEVICE).id().0, b"\x1a\x7f\xff\xff\xff\x66unsent", &counts.concat()].concat()
}

fn with(counts: [&[u8]; 4], records: &[u8]) -> Vec<u8> {
    led(1, &[&begun(counts), records].concat())
}

/// A page record around what is packed.
fn page(count: &[u8], packed: &[u8]) -> Vec<u8> {
    let length = u32::try_from(packed.len()).unwrap().to_be_bytes();
    [b"\x83\x01", count, b"\x5a", &length, packed].concat()
}

/// A village with photographs in two streams, a refused commit, and many commits in one page.
fn village() -> Vec<u8> {
    let (envelope, body) = (golden("commit"), golden("body"));
    let mut entries = vec![Entry::new(envelope.clone(), Some(body)); 40];
    entries.push(Entry::refused(envelope, Refusal::Forbidden));
    let photo = |stream: &str, kind: &str, bytes: &'static [u8]| {
        let (stream, size) = (stream.parse().unwrap(), bytes.len() as u64);
        (Blob { stream, sha256: Hash::of(bytes), kind: kind.into(), mime: "image/jpeg".into(), size }, bytes)
    };
    let files = [photo("629900100201/open", "thumb", b"\xff\xd8 small"), photo("629900100201/work", "original", &[0x5a; 900])];
    let manifest = Manifest {
        district: "629900".into(),
        maker: key(DEVICE).id(),
        made_at: 1_795_420_800_000,
        what: What::Village("629900100201".parse().unwrap()),
        commits: entries.len() as u64,
        receipts: 2,
        blobs: files.len() as u64,
        blob_bytes: files.iter().map(|(blob, _)| blob.size).sum(),
    };
    let mut writer = Writer::begin(Vec::new(), manifest).unwrap();
    writer.commits(&entries).unwrap();
    for _ in 0..2 {
        writer.receipt(&golden("receipt")).unwrap();
    }
    for (blob, mut bytes) in files {
        writer.blob(&blob, &mut bytes).unwrap();
    }
    writer.finish(&key(DEVICE)).unwrap()
}

/// Of [`crate::Target`] `bundle`.
pub fn bundle() -> Seeds {
    let (golden, village) = (golden("bundle"), village());
    let packed = |plain: &[u8]| zstd::bulk::compress(plain, 3).unwrap();
    let bomb = packed(&b"\x83\x40\xf6\xf6".repeat(2_000_000));
    // As large as a body may be, and next to nothing when packed: 70 MiB in ten pages.
    let large = [&b"\x83\x40\x5a\x00\x10\x00\x00"[..], &[0; 1 << 20], b"\xf6"].concat();
    let one: [&[u8]; 4] = [b"\x01", b"\x01", b"\x01", b"\x01"];
    let (none, many): (&[u8], &[u8]) = (b"\x00", b"\x1a\x00\x01\x86\xa0");
    let blob = |rest: &[u8]| [&b"\x86\x03\x71629900100201/work\x58\x20"[..], &Hash::of(b"x").0, b"\x65thumb\x6aimage/jpeg", rest].concat();
    named(vec![
        ("golden", led(0, &golden)),
        ("golden-unsealed", led(1, unsealed(&golden))),
        ("village", led(0, &village)),
        ("village-unsealed", led(1, unsealed(&village))),
        ("cut", led(0, &golden[..golden.len() / 2])),
        ("sealed-twice", led(1, &golden)),
        ("nothing", with([none, none, none, none], b"")),
        ("one-blob", with([none, none, b"\x01", b"\x01"], &blob(b"\x41x"))),
        ("blob-twice", with([none, none, b"\x02", b"\x02"], &[blob(b"\x41x"), blob(b"\x41x")].concat())),
        ("blob-of-another", with(one, &blob(b"\x41y"))),
        ("blob-endless", with(one, &blob(b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff"))),
        ("blob-of-65-mib", with(one, &blob(b"\x5a\x04\x10\x00\x00"))),
        ("blob-not-shortest", with([none, none, b"\x01", b"\x01"], &blob(b"\x58\x01x"))),
        ("receipt-endless", with(one, b"\x82\x02\x5a\xff\xff\xff\xff")),
        ("receipts-of-nothing", with([none, many, none, none], &b"\x82\x02\x40".repeat(20_000))),
        ("receipts-out-of-order", with(one, &[blob(b"\x41x"), b"\x82\x02\x40".to_vec()].concat())),
        ("page-of-nothing", with(one, &page(b"\x00", &packed(b"")))),
        ("page-of-fewer", with([b"\x02", none, none, none], &page(b"\x02", &packed(b"\x83\x40\xf6\xf6")))),
        ("page-of-more", with([b"\x01", none, none, none], &page(b"\x01", &packed(&b"\x83\x40\xf6\xf6".repeat(3))))),
        ("bomb-of-entries", with([many, none, none, none], &page(many, &bomb))),
        ("bomb-again-and-again", with([many, none, none, none], &page(b"\x07", &packed(&large.repeat(7))).repeat(10))),
        ("manifest-endless", with([b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", none, none, none], b"")),
        ("village-of-a-county", led(1, &[LINE, b"\x89\x00\x66629900\x50", &key(DEVICE).id().0, b"\x00\x6evillage/629900\x00\x00\x00\x00"].concat())),
        ("manifest-twice", led(1, &[begun([none; 4]), begun([none; 4])[LINE.len()..].to_vec()].concat())),
        ("newer", led(0, b"xuncun-bundle/2\n")),
        ("name-alone", led(0, b"xuncun-bundle/")),
        ("empty", vec![]),
    ])
}
