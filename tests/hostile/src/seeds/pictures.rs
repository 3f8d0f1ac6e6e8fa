//! Seeds that are pictures: small ones of each format, and files whose headers promise what is not there.

use super::{Seeds, named};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use xuncun_photo::{Fix, stamp};

const FIX: Fix = Fix { lon: 106.684_7, lat: 35.542_8, accuracy: Some(4.5), altitude: Some(1_375.25), bearing: Some(271.5), at: Some(TAKEN - 1_750) };
const TAKEN: i64 = 1_795_397_415_250;

fn raster(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7) as u8, (y * 11) as u8, (x * y) as u8]))
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let (image, mut bytes) = (raster(width, height), Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, 40).write_image(image.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn other(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(raster(width, height)).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn put(mut bytes: Vec<u8>, at: usize, with: &[u8]) -> Vec<u8> {
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

/// A chunk of a PNG with a right checksum, before the picture's data.
fn chunk(png: &[u8], name: &[u8; 4], data: &[u8], claimed: usize) -> Vec<u8> {
    let mut crc = !0_u32;
    for byte in name.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let length = u32::try_from(claimed).unwrap().to_be_bytes();
    [&png[..33], &length, name, data, &(!crc).to_be_bytes(), &png[33..]].concat()
}

/// A colour profile that unpacks to twenty megabytes: one literal, then the longest repetition again and again.
fn profile_bomb() -> Vec<u8> {
    let (mut bits, mut bytes) = ((0_u64, 0_u32), vec![0x78, 0x9c]);
    let mut push = |value: u64, count: u32| {
        bits.0 |= value << bits.1;
        bits.1 += count;
        while bits.1 >= 8 {
            bytes.push((bits.0 & 255) as u8);
            bits = (bits.0 >> 8, bits.1 - 8);
        }
    };
    push(0b011, 3);
    // Literal 0 is 00110000, most significant bit first.
    push(0b0000_1100, 8);
    for _ in 0..80_000 {
        // Length 258 is 11000101, distance 1 is 00000.
        push(0b1010_0011, 8);
        push(0, 5);
    }
    push(0, 7);
    push(0, 7);
    bytes.extend([0; 4]);
    [&b"icc\0\0"[..], &bytes].concat()
}

/// Of [`crate::Target`] `picture`.
pub fn picture() -> Seeds {
    let (photo, png, webp) = (jpeg(24, 16), other(12, 8, ImageFormat::Png), other(12, 8, ImageFormat::WebP));
    let sof = photo.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let stamped = stamp(&photo, TAKEN, 480, Some(&FIX)).unwrap();
    named(vec![
        ("photo.jpg", photo.clone()),
        ("stamped.jpg", stamped),
        ("narrow.jpg", jpeg(1, 300)),
        ("picture.png", png.clone()),
        ("picture.webp", webp.clone()),
        ("huge.jpg", put(photo.clone(), sof + 5, &[0xff, 0xff, 0xff, 0xff])),
        ("flat.jpg", put(photo.clone(), sof + 5, &[0, 0, 0, 0])),
        ("cut.jpg", photo[..photo.len() - 2].to_vec()),
        ("huge.png", put(png.clone(), 16, &[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff])),
        ("claimed-exif.png", chunk(&png, b"eXIf", &[0; 8], 0x7fff_ffff)),
        ("profile-bomb.png", chunk(&png, b"iCCP", &profile_bomb(), profile_bomb().len())),
        ("huge.webp", put(webp.clone(), 21, &[0xff, 0xff, 0xff, 0x0f])),
        ("claimed.webp", [&b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\x08\0\0\0\x0b\0\0\x07\0\0"[..], &webp[12..], b"EXIF\xff\xff\xff\x7f"].concat()),
        ("video.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2".to_vec()),
        ("said.webm", b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm".to_vec()),
        ("said.m4a", b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom".to_vec()),
        ("said.wav", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0".to_vec()),
        ("said.ogg", b"OggS\0\x02\0\0\0\0\0\0\0\0".to_vec()),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
    ])
}

/// A TIFF of one directory, little-endian.
fn tiff(entries: &[(u16, u16, u32, u32)], next: u32) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    for (tag, kind, count, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend(next.to_le_bytes());
    bytes
}

/// Of [`crate::Target`] `exif`.
pub fn exif() -> Seeds {
    let stamped = stamp(&jpeg(8, 8), TAKEN, 480, Some(&FIX)).unwrap();
    let at = stamped.windows(6).position(|six| six == b"Exif\0\0").unwrap() + 6;
    let length = usize::from(u16::from_be_bytes([stamped[at - 8], stamped[at - 7]])) - 8;
    let whole = stamped[at..at + length].to_vec();
    let gps = whole.windows(4).position(|four| four == 4_500_u32.to_be_bytes() || four == 45_u32.to_be_bytes());
    let denominators = gps.map_or_else(|| whole.clone(), |at| put(whole.clone(), at + 4, &[0; 4]));
    named(vec![
        ("stamped", whole),
        ("no-denominator", denominators),
        ("endless-count", tiff(&[(0x8825, 4, 1, 26), (0x0004, 5, 0xffff_ffff, 8)], 0)),
        ("loop", tiff(&[(0x8769, 4, 1, 8), (0x8825, 4, 1, 8)], 8)),
        ("many-entries", tiff(&[(0x9003, 2, 20, 8); 3_000], 0)),
        ("beyond", tiff(&[(0x9003, 2, 20, 0xffff_fff0)], 0xffff_fff0)),
        ("big-endian", b"MM\0*\0\0\0\x08\0\0\0\0\0\0".to_vec()),
        ("cut", b"II*\0\x08\0\0\0\xff\xff".to_vec()),
        ("empty", vec![]),
    ])
}
