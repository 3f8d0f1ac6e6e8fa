//! A file that claims to be a photograph, or a voice note.

use xuncun_domain::voice_note::Container;
use xuncun_photo::{EVIDENCE_SIDE, Format, MAX_PIXELS, Original, Picture, THUMB_SIDE, sha256, stamp};

/// Pictures of more pixels are not unpacked here: a check takes milliseconds.
const UNPACKED: u64 = 64 * 1024;

/// The same bytes may claim to be a voice note: what they are is told by their first 64, and is a sound.
fn sound(bytes: &[u8]) {
    let found = Container::sniff(bytes);
    assert_eq!(Container::sniff(&bytes[..bytes.len().min(64)]), found);
    assert!(found.is_none_or(|container| container.mime().starts_with("audio/")));
    let picture = Format::sniff(bytes).is_ok();
    assert!(!(picture && found.is_some()), "a photograph is no voice note");
}

pub fn check(bytes: &[u8]) {
    sound(bytes);
    let original = match Original::inspect(bytes) {
        Ok(original) => original,
        Err(error) => {
            assert!(error.code().starts_with("photo_"));
            return;
        }
    };
    let pixels = u64::from(original.width) * u64::from(original.height);
    assert!(pixels <= MAX_PIXELS && (pixels > 0) == original.format.is_decoded());
    assert_eq!((original.sha256, original.size), (sha256(bytes), bytes.len() as u64), "the original is what it is");
    assert_eq!(Format::sniff(bytes), Ok(original.format));
    super::exif::sound(&original.exif);
    if let Ok(stamped) = stamp(bytes, 1_795_397_415_250, 480, None) {
        let again = Original::inspect(&stamped).expect("a stamped photograph is one");
        assert_eq!((again.width, again.height, again.exif.taken_at), (original.width, original.height, Some(1_795_397_415_250)));
    }
    if pixels <= UNPACKED
        && let Ok(mut picture) = original.decode(bytes)
    {
        for (rendition, side) in [(picture.thumbnail(), THUMB_SIDE), (picture.evidence(), EVIDENCE_SIDE)] {
            let Ok(rendition) = rendition else { continue };
            assert!(rendition.width > 0 && rendition.height > 0 && rendition.width.max(rendition.height) <= side);
            let made = Original::inspect(&rendition.bytes).expect("a rendition is a photograph");
            assert_eq!((made.width, made.height), (rendition.width, rendition.height));
        }
        // A box of any numbers, those of the file among them.
        let [x, y] = [0, 1].map(|half| f64::from_le_bytes(std::array::from_fn(|at| bytes.get(half * 8 + at).copied().unwrap_or_default())));
        let size = |picture: &Picture| picture.evidence().ok().map(|made| (made.width, made.height));
        let before = size(&picture);
        picture.burn(&[[x, y, 1.0, 1.0], [0.25, 0.25, 0.5, 0.75]]);
        assert_eq!(size(&picture), before, "burnt, it is as large");
    }
}
