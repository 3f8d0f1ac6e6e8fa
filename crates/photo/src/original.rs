//! An original photograph: its hash, and what its header says, before anything is decoded.

use crate::picture::Picture;
use crate::raster::Raster;
use crate::{ExifFacts, Format, PhotoError, block, scans};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageError, ImageReader, Limits};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// Most bytes of a photograph: 64 MiB.
pub const MAX_BYTES: u64 = 64 << 20;
/// Most pixels that are unpacked: 100 million.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Most memory that a decoder may take for one picture.
const MAX_DECODER_BYTES: u64 = 512 << 20;
/// Most memory for the pixels of a JPEG that comes in several passes and what its decoder holds beside them: half again of what 48 megapixels
/// unpack to, the most that any other photograph of a phone takes.
const MAX_PASSES_BYTES: u64 = 48_000_000 * 3 * 3 / 2;
/// Most memory for what stands beside the pixels (profiles, texts): a megabyte of it may come out of a kilobyte.
const MAX_ASIDE_BYTES: u64 = 16 << 20;
/// Colour profiles above this are left out of renditions.
const MAX_PROFILE: usize = 4096;

/// SHA-256 of a photograph's bytes: its name everywhere.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What is known of an original without decoding it.
#[derive(Debug, Clone, PartialEq)]
pub struct Original {
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Bytes.
    pub size: u64,
    /// Format by the first bytes.
    pub format: Format,
    /// Width in pixels, upright; 0 of a picture that is not decoded here.
    pub width: u32,
    /// Height in pixels, upright; 0 of a picture that is not decoded here.
    pub height: u32,
    /// What its EXIF says.
    pub exif: ExifFacts,
}

impl Original {
    /// Hashes, then checks size, format and header. Of a picture that is not decoded here no more is known than its EXIF.
    ///
    /// # Errors
    /// `TooManyBytes`, `NotAPhoto`, `TooManyPixels`, `Damaged`.
    pub fn inspect(bytes: &[u8]) -> Result<Self, PhotoError> {
        let size = bytes.len() as u64;
        if size > MAX_BYTES {
            return Err(PhotoError::TooManyBytes { bytes: size });
        }
        let sha256 = sha256(bytes);
        let format = Format::sniff(bytes)?;
        let exif = block::open(bytes);
        let (width, height) = match format.codec() {
            Some(codec) => upright(header(bytes, format, codec)?.dimensions(), block::orientation(exif.as_ref())),
            None => (0, 0),
        };
        let whole = match format {
            Format::Jpeg => jpeg_is_whole(bytes),
            Format::Png => png_is_whole(bytes),
            Format::WebP => webp_is_whole(bytes),
            Format::Heic | Format::Avif | Format::Gif | Format::Tiff | Format::Bmp | Format::Jxl => true,
        };
        if !whole {
            return Err(PhotoError::Damaged("the end is missing".into()));
        }
        Ok(Self { sha256, size, format, width, height, exif: exif.as_ref().map(ExifFacts::of).unwrap_or_default() })
    }

    /// Decodes the same bytes, once for all renditions. A progressive JPEG of more than some 36 megapixels (24 with colours in full size) is
    /// not: it would take twice the memory of any other. It is kept, and shown by whatever else can.
    ///
    /// # Errors
    /// `Unsupported`, `Damaged`, `TooManyPixels`, `Rendition`.
    pub fn decode(&self, bytes: &[u8]) -> Result<Picture, PhotoError> {
        let codec = self.format.codec().ok_or(PhotoError::Unsupported(self.format.mime()))?;
        let mut decoder = header(bytes, self.format, codec)?;
        if self.format == Format::Jpeg {
            let held = scans::held(bytes);
            if held > 0 && held + decoder.total_bytes() > MAX_PASSES_BYTES {
                return Err(PhotoError::TooManyPixels { width: self.width, height: self.height });
            }
        }
        let orientation = block::orientation(block::open(bytes).as_ref());
        let profile = decoder.icc_profile().ok().flatten().filter(|p| p.len() <= MAX_PROFILE && p.get(16..20) == Some(b"RGB "));
        let raster = Raster::decode(decoder).map_err(|e| unreadable(&e, self.width, self.height))?;
        Picture::new(raster, orientation, profile)
    }
}

/// Opens the decoder, which reads the header alone, and refuses what would unpack to too much.
fn header(bytes: &[u8], format: Format, codec: image::ImageFormat) -> Result<impl ImageDecoder + '_, PhotoError> {
    // A decoder takes as much memory as a chunk claims to be long, so none may claim what is not there.
    if format == Format::WebP && !webp_is_whole(bytes) {
        return Err(PhotoError::Damaged("the end is missing".into()));
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ASIDE_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), codec);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|e| unreadable(&e, 0, 0))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_DECODER_BYTES {
        return Err(PhotoError::TooManyPixels { width, height });
    }
    if width == 0 || height == 0 {
        return Err(PhotoError::Damaged("no pixels".into()));
    }
    Ok(decoder)
}

fn unreadable(error: &ImageError, width: u32, height: u32) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooManyPixels { width, height },
        other => PhotoError::Damaged(other.to_string()),
    }
}

fn upright((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}

/// The decoder fills a cut-off JPEG with grey and says nothing; evidence must not be half a picture.
///
/// Inside the scans 0xFF is always followed by 0x00 or a restart marker, so an end marker after the first scan's beginning is
/// the real one (the EXIF thumbnail's lies before it). What phones append after the end does no harm.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let (Some(0xFF), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) {
        match marker {
            0xFF => at += 1,
            0xDA => return bytes[at..].windows(2).any(|w| w == [0xFF, 0xD9]),
            0x01 | 0xD0..=0xD8 => at += 2,
            _ => match bytes.get(at + 2..at + 4) {
                Some(length) => at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2),
                None => return false,
            },
        }
    }
    false
}

/// A PNG is a signature of 8 bytes and chunks of length, type, data and checksum, the last of them `IEND`.
fn png_is_whole(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let (Some(length), Some(kind)) = (bytes.get(at..at + 4), bytes.get(at + 4..at + 8)) {
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let Some(end) = at.checked_add(12).and_then(|end| end.checked_add(length)).filter(|end| *end <= bytes.len()) else { return false };
        if kind == b"IEND" {
            return true;
        }
        at = end;
    }
    false
}

/// The file is as long as it says, and so is every chunk in it. What follows the file's own length does no harm.
fn webp_is_whole(bytes: &[u8]) -> bool {
    let length = |at: usize| bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok()).map(|four| u32::from_le_bytes(four) as usize);
    let Some(end) = length(4).and_then(|length| length.checked_add(8)).filter(|end| *end <= bytes.len()) else { return false };
    let mut at = 12;
    while at + 8 <= end {
        match length(at + 4).and_then(|length| length.checked_add(at + 8)) {
            // A chunk of odd length is followed by a byte that fills it up.
            Some(next) if next <= end => at = next + (next & 1),
            _ => return false,
        }
    }
    true
}
