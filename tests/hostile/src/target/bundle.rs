//! A bundle, as it lies on a stick, or sealed by a device that may seal what it likes. The first byte says which.

use super::kind;
use crate::keys::{BUNDLE, COMMIT, DEVICE, OTHER, envelope, key};
use minicbor::Encoder;
use xuncun_journal::bundle::read::{Contents, Place, read};
use xuncun_journal::bundle::write::Writer;
use xuncun_journal::bundle::{Blob, BundleError};
use xuncun_journal::{Hash, limits};

const DISTRICT: &str = "629900";
/// Of commits; what is more is not written once more, so that the reader's memory counts and not the check's.
const WRITTEN_AGAIN: usize = 1 << 20;

pub fn check(bytes: &[u8]) {
    let (kind, rest) = kind(bytes);
    if kind % 2 == 0 {
        taken(rest);
        return;
    }
    let by_another = [rest, &seal(OTHER, BUNDLE, rest)].concat();
    assert!(contents(&by_another).is_err(), "another key sealed it");
    let for_a_commit = [rest, &seal(DEVICE, COMMIT, rest)].concat();
    assert!(contents(&for_a_commit).is_err(), "the signature is for something else");
    taken(&[rest, &seal(DEVICE, BUNDLE, rest)].concat());
}

/// The last record: over the hash and the number of all bytes before it.
fn seal(secret: [u8; 32], purpose: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut payload = Vec::new();
    Encoder::new(&mut payload).array(2).unwrap().bytes(&Hash::of(bytes).0).unwrap().u64(bytes.len() as u64).unwrap();
    let mut record = Vec::new();
    Encoder::new(&mut record).array(2).unwrap().u8(4).unwrap().bytes(&envelope(secret, purpose, &payload)).unwrap();
    record
}

fn contents(bytes: &[u8]) -> Result<Contents, BundleError> {
    let device = key(DEVICE);
    read(bytes, DISTRICT, |maker| if *maker == device.id() { Ok(device.public()) } else { Err(BundleError::MakerUnknown) })
}

fn taken(bytes: &[u8]) {
    let Ok(found) = contents(bytes) else { return };
    let (manifest, sizes) = (&found.manifest, found.blobs.iter().map(|place| place.blob.size));
    assert_eq!((manifest.district.as_str(), manifest.maker), (DISTRICT, key(DEVICE).id()));
    let counted = (found.commits.len() as u64, found.receipts.len() as u64, found.blobs.len() as u64, sizes.sum());
    assert_eq!(counted, (manifest.commits, manifest.receipts, manifest.blobs, manifest.blob_bytes));
    for pair in found.blobs.windows(2) {
        assert!(name(&pair[0].blob) < name(&pair[1].blob), "a blob occurs once, in order");
    }
    for place in &found.blobs {
        assert!((1..=limits::BLOB_BYTES).contains(&place.blob.size));
        assert_eq!(Hash::of(at(bytes, place)), place.blob.sha256, "a blob is what its name says, where it is said to be");
    }
    assert!(read(bytes, "629901", |_| Ok(key(DEVICE).public())).is_err(), "it is of another district");
    assert!(read(bytes, DISTRICT, |_| Ok(key(OTHER).public())).is_err(), "another device made it");
    assert!(contents(&bytes[..bytes.len() - 1]).is_err() && contents(&[bytes, &[0]].concat()).is_err(), "a byte fewer, a byte more");
    if found.commits.iter().map(|entry| entry.envelope.len() + entry.body.as_ref().map_or(0, Vec::len)).sum::<usize>() < WRITTEN_AGAIN {
        written_again(bytes, &found);
    }
}

const fn name(blob: &Blob) -> (xuncun_domain::stream::StreamId, Hash) {
    (blob.stream, blob.sha256)
}

fn at<'a>(bytes: &'a [u8], place: &Place) -> &'a [u8] {
    &bytes[usize::try_from(place.at).unwrap()..][..usize::try_from(place.blob.size).unwrap()]
}

/// How commits are cut into pages, and how these are compressed, is the writer's.
fn written_again(bytes: &[u8], found: &Contents) {
    let mut writer = Writer::begin(Vec::new(), found.manifest.clone()).expect("what was read can be written");
    writer.commits(&found.commits).unwrap();
    for receipt in &found.receipts {
        writer.receipt(receipt).unwrap();
    }
    for place in &found.blobs {
        writer.blob(&place.blob, &mut at(bytes, place)).unwrap();
    }
    let again = contents(&writer.finish(&key(DEVICE)).unwrap()).expect("what was written can be read");
    let blobs = |contents: &Contents| contents.blobs.iter().map(|place| place.blob.clone()).collect::<Vec<_>>();
    assert_eq!((&again.manifest, &again.commits, &again.receipts, blobs(&again)), (&found.manifest, &found.commits, &found.receipts, blobs(found)));
}
