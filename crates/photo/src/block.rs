//! Where a file keeps its EXIF, and reading it: the first block there is, as long as it can be read.

use crate::Format;
use exif::{Exif, In, Reader, Tag};
use image::metadata::Orientation;
use std::io::Cursor;

/// How EXIF is named in a JPEG; some programs put it before the block in a PNG or a WebP as well.
const NAME: &[u8] = b"Exif\0\0";

/// What can be read of a file's EXIF; nothing if there is none.
pub(crate) fn open(bytes: &[u8]) -> Option<Exif> {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = match chunk(bytes) {
        Some(block) => reader.read_raw(block.to_vec()),
        None => reader.read_from_container(&mut Cursor::new(bytes)),
    };
    read.or_else(|error| error.distill_partial_result(|_| {})).ok()
}

/// Which way up the picture is. A decoder may take it from the last of two blocks; this is the one that the other facts come from.
pub(crate) fn orientation(exif: Option<&Exif>) -> Orientation {
    let value = exif.and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    value.and_then(|value| Orientation::from_exif(u8::try_from(value).ok()?)).unwrap_or(Orientation::NoTransforms)
}

/// The chunk of EXIF in a PNG or a WebP.
fn chunk(bytes: &[u8]) -> Option<&[u8]> {
    let (png, mut at) = match Format::sniff(bytes).ok()? {
        Format::Png => (true, 8_usize),
        Format::WebP => (false, 12),
        _ => return None,
    };
    loop {
        let head: [u8; 8] = bytes.get(at..at.checked_add(8)?)?.try_into().ok()?;
        let [a, b, c, d, e, f, g, h] = head;
        let (length, kind) = if png { (u32::from_be_bytes([a, b, c, d]), [e, f, g, h]) } else { (u32::from_le_bytes([e, f, g, h]), [a, b, c, d]) };
        let end = (at + 8).checked_add(usize::try_from(length).ok()?)?;
        let data = bytes.get(at + 8..end)?;
        if matches!(&kind, b"eXIf" | b"EXIF") {
            return Some(data.strip_prefix(NAME).unwrap_or(data));
        }
        // A PNG's chunk is followed by its checksum, a WebP's of odd length by a byte that fills it up.
        at = if png { end.checked_add(4)? } else { end.checked_add(data.len() % 2)? };
    }
}
