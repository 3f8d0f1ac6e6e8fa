//! Bundles: their bytes are fixed, and whatever else comes is refused with a code before anything of it is believed.

use crate::common::{NOW, STREAM, key, sealed, server_key};
use proptest::prelude::*;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use xuncun_journal::bundle::read::{Contents, read};
use xuncun_journal::bundle::write::Writer;
use xuncun_journal::bundle::{Blob, BundleError, Manifest, What};
use xuncun_journal::{DeviceId, Entry, Hash, PublicKey, Receipt, ReceiptBlob, Refusal, limits};

const PHOTO: &[u8] = b"a photograph";

fn entries() -> Vec<Entry> {
    let commit = sealed().commit;
    vec![Entry::new(commit.envelope.clone(), commit.body), Entry::refused(commit.envelope, Refusal::Forbidden)]
}

fn receipt() -> Vec<u8> {
    let blobs = vec![ReceiptBlob { stream: STREAM.parse().unwrap(), sha256: Hash::of(PHOTO), size: PHOTO.len() as u64, let_go: false }];
    let receipt = Receipt { district: "629900".into(), epoch: [3; 16], at: NOW, heads: vec![], refused: vec![], listed: 256, blobs };
    receipt.sign(&server_key()).unwrap()
}

fn photo(bytes: &[u8]) -> Blob {
    let stream = STREAM.parse().unwrap();
    Blob { stream, sha256: Hash::of(bytes), kind: "original".into(), mime: "image/jpeg".into(), size: bytes.len() as u64 }
}

fn made(what: What, entries: &[Entry], receipts: &[Vec<u8>], files: &[Vec<u8>]) -> Vec<u8> {
    let mut files: Vec<(Blob, &Vec<u8>)> = files.iter().map(|bytes| (photo(bytes), bytes)).collect();
    files.sort_by_key(|(blob, _)| (blob.stream, blob.sha256));
    files.dedup_by_key(|(blob, _)| blob.sha256);
    let manifest = Manifest {
        district: "629900".into(),
        maker: key().id(),
        made_at: NOW,
        what,
        commits: entries.len() as u64,
        receipts: receipts.len() as u64,
        blobs: files.len() as u64,
        blob_bytes: files.iter().map(|(blob, _)| blob.size).sum(),
    };
    let mut writer = Writer::begin(Vec::new(), manifest).unwrap();
    writer.commits(entries).unwrap();
    for receipt in receipts {
        writer.receipt(receipt).unwrap();
    }
    for (blob, bytes) in &files {
        writer.blob(blob, &mut bytes.as_slice()).unwrap();
    }
    writer.finish(&key()).unwrap()
}

fn small() -> Vec<u8> {
    made(What::Unsent, &entries(), &[receipt()], &[PHOTO.to_vec()])
}

fn known(maker: &DeviceId) -> Result<PublicKey, BundleError> {
    if *maker == key().id() { Ok(key().public()) } else { Err(BundleError::MakerUnknown) }
}

fn taken(bytes: &[u8]) -> Result<Contents, BundleError> {
    read(bytes, "629900", known)
}

fn refused(bytes: &[u8]) -> &'static str {
    taken(bytes).unwrap_err().code()
}

#[test]
fn golden() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/bundle.hex");
    let written = small();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, format!("{}\n", hex::encode(&written))).unwrap();
    }
    let bytes = hex::decode(std::fs::read_to_string(&path).unwrap().trim()).unwrap();
    assert_eq!(hex::encode(&written), hex::encode(&bytes), "a bundle is written otherwise than before");
    let contents = taken(&bytes).unwrap();
    assert_eq!((contents.manifest.what, contents.manifest.maker, contents.manifest.made_at), (What::Unsent, key().id(), NOW));
    assert_eq!((&contents.commits, &contents.receipts), (&entries(), &vec![receipt()]));
    let place = &contents.blobs[0];
    assert_eq!(place.blob, photo(PHOTO));
    let (at, size) = (usize::try_from(place.at).unwrap(), PHOTO.len());
    assert_eq!(&bytes[at..at + size], PHOTO, "a blob lies in the file as it is");
}

#[test]
fn no_cut_and_no_altered_byte_is_accepted() {
    let bytes = small();
    for length in 0..bytes.len() {
        let code = refused(&bytes[..length]);
        assert!(["bundle_not_one", "bundle_cut"].contains(&code), "cut to {length}: {code}");
    }
    for place in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80, 0xff] {
            let mut altered = bytes.clone();
            altered[place] ^= flip;
            assert!(refused(&altered).starts_with("bundle_"), "byte {place} flipped by {flip:#x}");
        }
    }
    let mut longer = bytes;
    longer.push(0);
    assert_eq!(refused(&longer), "bundle_damaged");
}

#[test]
fn a_bundle_is_of_its_maker_and_its_district() {
    let bytes = small();
    let elsewhere = read(bytes.as_slice(), "629901", known).unwrap_err();
    assert_eq!(elsewhere.code(), "bundle_wrong_district");
    let stranger = read(bytes.as_slice(), "629900", |_| Err(BundleError::MakerUnknown)).unwrap_err();
    assert_eq!(stranger.code(), "bundle_maker_unknown");
    let other = read(bytes.as_slice(), "629900", |_| Ok(server_key().public())).unwrap_err();
    assert_eq!(other.code(), "bundle_damaged");
    assert_eq!(refused(b""), "bundle_not_one");
    assert_eq!(refused(b"PK\x03\x04 is an archive, no bundle"), "bundle_not_one");
    let mut newer = bytes;
    newer[14] = b'2';
    assert_eq!(refused(&newer), "bundle_newer");
}

/// Records as an attacker writes them: well formed up to where the reader must stop.
fn crafted(records: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"xuncun-bundle/1\n".to_vec();
    records.iter().for_each(|record| bytes.extend_from_slice(record));
    bytes
}

fn manifest(what: &str, counts: [u64; 4]) -> Vec<u8> {
    let mut e = minicbor::Encoder::new(Vec::new());
    e.array(9).unwrap().u8(0).unwrap().str("629900").unwrap().bytes(&key().id().0).unwrap().u64(1).unwrap().str(what).unwrap();
    for count in counts {
        e.u64(count).unwrap();
    }
    e.into_writer()
}

fn record(kind: u8, fields: u64, rest: impl FnOnce(&mut minicbor::Encoder<Vec<u8>>)) -> Vec<u8> {
    let mut e = minicbor::Encoder::new(Vec::new());
    e.array(fields).unwrap().u8(kind).unwrap();
    rest(&mut e);
    e.into_writer()
}

fn page(count: u64, unpacked: &[u8]) -> Vec<u8> {
    let packed = zstd::bulk::compress(unpacked, 3).unwrap();
    record(1, 3, |e| {
        e.u64(count).unwrap().bytes(&packed).unwrap();
    })
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    // 9 MiB of zeros in a kilobyte; then pages that are each within bounds, and too much together.
    assert_eq!(refused(&crafted(&[manifest("unsent", [1, 0, 0, 0]), page(1, &vec![0; 9 << 20])])), "bundle_too_large");
    let empty_commits = [0x83, 0x40, 0xf6, 0xf6].repeat(1_000_000);
    assert_eq!(refused(&crafted(&[manifest("unsent", [1, 0, 0, 0]), page(1_000_000, &empty_commits)])), "bundle_too_large");
    let large = {
        let mut e = minicbor::Encoder::new(Vec::new());
        e.array(3).unwrap().bytes(&[]).unwrap().bytes(&vec![0; limits::BODY_BYTES]).unwrap().null().unwrap();
        e.into_writer()
    };
    let pages = vec![page(7, &large.repeat(7)); 12];
    let records: Vec<Vec<u8>> = std::iter::once(manifest("unsent", [84, 0, 0, 0])).chain(pages).collect();
    assert_eq!(refused(&crafted(&records)), "bundle_too_large");
}

#[test]
fn huge_claims_cost_nothing() {
    for counts in [[u64::MAX, 0, 0, 0], [0, u64::MAX, 0, 0], [0, 0, u64::MAX, 0]] {
        assert_eq!(refused(&crafted(&[manifest("unsent", counts)])), "bundle_too_large");
    }
    let blob = |size: u64| {
        record(3, 6, |e| {
            e.str(STREAM).unwrap().bytes(&[0; 32]).unwrap().str("original").unwrap().str("image/jpeg").unwrap().bytes_len(size).unwrap();
        })
    };
    assert_eq!(refused(&crafted(&[manifest("unsent", [0, 0, 1, 1]), blob(u64::MAX)])), "bundle_too_large");
    assert_eq!(refused(&crafted(&[manifest("unsent", [0, 0, 1, 1]), blob(limits::BLOB_BYTES)])), "bundle_cut");
    let receipt = record(2, 2, |e| {
        e.bytes_len(1 << 40).unwrap();
    });
    assert_eq!(refused(&crafted(&[manifest("receipts", [0, 1, 0, 0]), receipt])), "bundle_too_large");
    assert_eq!(refused(&crafted(&[manifest("unsent", [0; 4]), vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03]])), "bundle_damaged");
}

#[test]
fn names_are_never_paths() {
    for name in ["../../etc/passwd", "629900100201/../work", "/629900100201/work", "629900100201/work/..", "C:\\x/work", "629900100201\0/work"] {
        let blob = record(3, 6, |e| {
            e.str(name).unwrap().bytes(&[0; 32]).unwrap().str("x").unwrap().str("x").unwrap().bytes(b"x").unwrap();
        });
        assert_eq!(refused(&crafted(&[manifest("unsent", [0, 0, 1, 1]), blob])), "bundle_damaged", "{name}");
        assert_eq!(refused(&crafted(&[manifest(&format!("village/{name}"), [0; 4])])), "bundle_damaged", "{name}");
    }
}

#[test]
fn records_stand_in_their_one_order() {
    let receipt = record(2, 2, |e| {
        e.bytes(b"r").unwrap();
    });
    let blob = |bytes: &[u8]| {
        record(3, 6, |e| {
            e.str(STREAM).unwrap().bytes(&Hash::of(bytes).0).unwrap().str("x").unwrap().str("x").unwrap().bytes(bytes).unwrap();
        })
    };
    for records in [
        vec![manifest("unsent", [0, 1, 1, 1]), blob(b"x"), receipt.clone()],
        vec![manifest("unsent", [0, 0, 2, 2]), blob(b"x"), blob(b"x")],
        vec![manifest("unsent", [0; 4]), manifest("unsent", [0; 4])],
        vec![
            manifest("unsent", [0; 4]),
            record(9, 2, |e| {
                e.u8(1).unwrap();
            }),
        ],
        vec![
            manifest("unsent", [0, 1, 0, 0]),
            record(2, 3, |e| {
                e.bytes(b"r").unwrap().u8(1).unwrap();
            }),
        ],
        vec![manifest("somewhere", [0; 4])],
        vec![receipt],
    ] {
        assert_eq!(refused(&crafted(&records)), "bundle_damaged");
    }
}

/// A bundle whose seal is right over a manifest that promises more than came.
#[test]
fn what_is_promised_and_not_there_is_missed() {
    let manifest = |commits| Manifest {
        district: "629900".into(),
        maker: key().id(),
        made_at: 1,
        what: What::Unsent,
        commits,
        receipts: 0,
        blobs: 0,
        blob_bytes: 0,
    };
    assert!(Writer::begin(Vec::new(), manifest(1)).unwrap().finish(&key()).is_err(), "a writer keeps its promise");
    assert!(Writer::begin(Vec::new(), manifest(0)).unwrap().finish(&server_key()).is_err(), "or another signs");
    let mut writer = Writer::begin(Vec::new(), Manifest { blobs: 1, blob_bytes: 5, ..manifest(0) }).unwrap();
    assert_eq!(writer.blob(&photo(b"photo"), &mut b"phot0".as_slice()).unwrap_err().code(), "bundle_damaged");
}

#[test]
fn a_village_is_a_village() {
    let code = "629900100201".parse().unwrap();
    assert_eq!(taken(&made(What::Village(code), &entries(), &[], &[])).unwrap().manifest.what, What::Village(code));
    assert_eq!(refused(&crafted(&[manifest("village/629900", [0; 4])])), "bundle_damaged", "a county is none");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_goes_in_comes_out(commits in 0..40_usize, receipts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..5), files in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..2_000), 0..6)) {
        let entries: Vec<Entry> = entries().into_iter().cycle().take(commits).collect();
        let bytes = made(What::Unsent, &entries, &receipts, &files);
        let contents = taken(&bytes).unwrap();
        prop_assert_eq!(&contents.commits, &entries);
        prop_assert_eq!(&contents.receipts, &receipts);
        for place in &contents.blobs {
            let mut found = Vec::new();
            let mut file = Cursor::new(&bytes);
            file.set_position(place.at);
            file.take(place.blob.size).read_to_end(&mut found).unwrap();
            prop_assert_eq!(Hash::of(&found), place.blob.sha256);
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(taken(&bytes).is_err());
        prop_assert!(taken(&crafted(&[manifest("unsent", [5, 5, 5, 5]), bytes])).is_err());
    }

    #[test]
    fn no_span_of_a_bundle_can_be_another(from in 0..1_000_usize, noise in prop::collection::vec(any::<u8>(), 1..40)) {
        let mut bytes = small();
        let from = from % bytes.len();
        let until = (from + noise.len()).min(bytes.len());
        bytes[from..until].copy_from_slice(&noise[..until - from]);
        prop_assert_eq!(taken(&bytes).is_ok(), bytes == small());
    }
}
