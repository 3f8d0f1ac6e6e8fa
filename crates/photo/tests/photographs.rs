//! Real bytes through the whole of the crate: orientations, renditions, EXIF, and everything that is no photograph.

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use img_parts::ImageEXIF;
use std::io::Cursor;
use xuncun_photo::{ExifFacts, Fix, Format, MAX_BYTES, Original, PhotoError, Picture, THUMB_BYTES, THUMB_SIDE, stamp};

const FIX: Fix =
    Fix { lon: 104.123_456_7, lat: 35.987_654_3, accuracy: Some(4.5), altitude: Some(1875.25), bearing: Some(271.5), at: Some(TAKEN - 1_750) };
/// 2026-11-23 09:30:15.250 in UTC+08:00.
const TAKEN: i64 = 1_795_397_415_250;

fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality).write_image(image.as_raw(), image.width(), image.height(), ExtendedColorType::Rgb8).unwrap();
    out
}

/// 48×32 with a corner each of red, green, blue and white, clockwise from the top left.
fn corners() -> RgbImage {
    RgbImage::from_fn(48, 32, |x, y| match (x < 24, y < 16) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (false, false) => Rgb([0, 0, 255]),
        (true, false) => Rgb([255, 255, 255]),
    })
}

fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let [r, g, b, ..] = state.to_le_bytes();
        Rgb([r, g, b])
    })
}

fn with_exif(jpeg: Vec<u8>, fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    for field in fields {
        writer.push_field(field);
    }
    let mut exif = Cursor::new(Vec::new());
    writer.write(&mut exif, true).unwrap();
    let mut parts = img_parts::jpeg::Jpeg::from_bytes(jpeg.into()).unwrap();
    parts.set_exif(Some(exif.into_inner().into()));
    parts.encoder().bytes().to_vec()
}

/// A HEIF container with nothing in it but EXIF: the file's brands, then of the one item what it is and where it lies (ISO/IEC 23008-12).
fn heic(exif: &[u8]) -> Vec<u8> {
    let boxed = |kind: &[u8; 4], parts: &[&[u8]]| {
        let body = parts.concat();
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], kind, &body].concat()
    };
    let ftyp = boxed(b"ftyp", &[b"heic", &[0; 4], b"mif1heic"]);
    let item = boxed(b"infe", &[&[2, 0, 0, 0], &[0, 1, 0, 0], b"Exif", &[0]]);
    let items = boxed(b"iinf", &[&[0; 4], &[0, 1], &item]);
    let meta = |at: u32| {
        let length = u32::try_from(exif.len() + 4).unwrap().to_be_bytes();
        let place = boxed(b"iloc", &[&[0; 4], &[0x44, 0], &[0, 1], &[0, 1, 0, 0, 0, 1], &at.to_be_bytes(), &length]);
        boxed(b"meta", &[&[0; 4], &items, &place])
    };
    let at = ftyp.len() + meta(0).len() + 8;
    let data = boxed(b"mdat", &[&[0; 4], exif]);
    [ftyp, meta(u32::try_from(at).unwrap()), data].concat()
}

fn field(tag: Tag, value: Value) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value }
}

fn ascii(text: &str) -> Value {
    Value::Ascii(vec![text.as_bytes().to_vec()])
}

fn fractions(parts: &[(u32, u32)]) -> Value {
    Value::Rational(parts.iter().map(|(n, d)| exif::Rational { num: *n, denom: *d }).collect())
}

/// Which of the four colours a corner shows.
fn colour(image: &RgbImage, x: u32, y: u32) -> char {
    match image.get_pixel(x, y).0.map(|c| c > 128) {
        [true, false, false] => 'r',
        [false, true, false] => 'g',
        [false, false, true] => 'b',
        [true, true, true] => 'w',
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_eight_orientations_stand_upright() {
    // Corners clockwise from the top left, as a viewer shows them for EXIF orientation 1 to 8.
    let upright = ["rgbw", "grwb", "bwrg", "wbgr", "rwbg", "wrgb", "bgrw", "gbwr"];
    for (n, expected) in (1_u16..).zip(upright) {
        let bytes = with_exif(jpeg(&corners(), 95), &[field(Tag::Orientation, Value::Short(vec![n]))]);
        let (original, picture) = Picture::open(&bytes).unwrap();
        for rendition in [picture.evidence().unwrap(), picture.thumbnail().unwrap()] {
            let shown = image::load_from_memory(&rendition.bytes).unwrap().into_rgb8();
            let (w, h) = shown.dimensions();
            assert_eq!((w, h), if n < 5 { (48, 32) } else { (32, 48) }, "{n}");
            assert_eq!((w, h), (original.width, original.height), "{n}");
            assert_eq!((w, h), (rendition.width, rendition.height), "{n}");
            let seen: String = [(4, 4), (w - 5, 4), (w - 5, h - 5), (4, h - 5)].map(|(x, y)| colour(&shown, x, y)).iter().collect();
            assert_eq!(seen, expected, "orientation {n}");
        }
    }
}

#[test]
fn a_thumbnail_of_noise_fits_and_a_calm_one_is_good() {
    let (_, noisy) = Picture::open(&jpeg(&noise(1600, 1200), 90)).unwrap();
    let thumb = noisy.thumbnail().unwrap();
    assert!(thumb.bytes.len() <= THUMB_BYTES, "{}", thumb.bytes.len());
    assert!(thumb.width <= THUMB_SIDE && thumb.width > THUMB_SIDE / 4);
    assert_eq!(thumb.sha256, xuncun_photo::sha256(&thumb.bytes));

    let calm = RgbImage::from_fn(1600, 900, |x, y| Rgb([(x / 8) as u8, (y / 8) as u8, 90]));
    let thumb = Picture::open(&jpeg(&calm, 90)).unwrap().1.thumbnail().unwrap();
    assert_eq!((thumb.width, thumb.height), (320, 180));
    assert!(thumb.bytes.len() <= THUMB_BYTES);
}

#[test]
fn evidence_is_bounded_and_small_pictures_are_not_blown_up() {
    let (original, picture) = Picture::open(&jpeg(&RgbImage::from_pixel(3000, 2000, Rgb([9, 99, 199])), 80)).unwrap();
    let evidence = picture.evidence().unwrap();
    assert_eq!((original.width, original.height), (3000, 2000));
    assert_eq!((evidence.width, evidence.height), (2048, 1365));
    let small = Picture::open(&jpeg(&corners(), 90)).unwrap().1;
    assert_eq!((small.evidence().unwrap().width, small.thumbnail().unwrap().width), (48, 48));
}

#[test]
fn png_and_webp_are_photographs_too() {
    for (format, kind) in [(image::ImageFormat::Png, Format::Png), (image::ImageFormat::WebP, Format::WebP)] {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(corners()).write_to(&mut bytes, format).unwrap();
        let bytes = bytes.into_inner();
        let (original, picture) = Picture::open(&bytes).unwrap();
        assert_eq!((original.format, original.width, original.size), (kind, 48, bytes.len() as u64));
        let shown = image::load_from_memory(&picture.evidence().unwrap().bytes).unwrap().into_rgb8();
        assert_eq!(colour(&shown, 44, 28), 'b');
        for cut in [bytes.len() / 2, bytes.len() - 20] {
            let code = Picture::open(&bytes[..cut]).unwrap_err().code();
            assert_eq!(code, "photo_damaged", "{kind:?} {cut}");
        }
    }
}

#[test]
fn a_jpeg_cut_off_anywhere_is_refused_with_a_code() {
    let whole = stamp(&jpeg(&noise(320, 200), 80), TAKEN, 480, Some(&FIX)).unwrap();
    assert!(Picture::open(&whole).is_ok());
    for cut in (3..whole.len()).step_by(97).chain([whole.len() - 1, whole.len() - 2]) {
        let error = Picture::open(&whole[..cut]).unwrap_err();
        assert!(matches!(error, PhotoError::Damaged(_)), "{cut}: {error}");
    }
    // What phones append (a motion picture, a depth map) does no harm.
    let mut longer = whole;
    longer.extend_from_slice(b"appended");
    assert!(Picture::open(&longer).is_ok());
}

#[test]
fn what_is_no_photograph_is_named() {
    for (bytes, code) in [
        (&b""[..], "photo_not_a_photo"),
        (b"<html>413</html>", "photo_not_a_photo"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "photo_not_a_photo"),
        (b"\xFF\xD8\xFF", "photo_damaged"),
        (b"\x89PNG\r\n\x1a\n", "photo_damaged"),
        (b"RIFF\x04\0\0\0WEBP", "photo_damaged"),
    ] {
        assert_eq!(Original::inspect(bytes).unwrap_err().code(), code, "{bytes:?}");
    }
}

#[test]
fn what_is_not_decoded_here_is_kept_as_it_came() {
    for (bytes, mime) in [
        (&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], "image/heic"),
        (b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1", "image/avif"),
        (b"GIF89a\x01\0\x01\0", "image/gif"),
        (b"II*\0\x08\0\0\0\0\0", "image/tiff"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "image/bmp"),
        (b"\xFF\x0A\0\0", "image/jxl"),
    ] {
        let original = Original::inspect(bytes).unwrap();
        assert_eq!((original.format.mime(), original.format.is_decoded(), original.width, original.height), (mime, false, 0, 0));
        assert_eq!(original.sha256, xuncun_photo::sha256(bytes));
        assert_eq!(original.decode(bytes).unwrap_err().code(), "photo_unsupported");
    }
}

/// The EXIF of an iPhone's file is read although its pixels are not.
#[test]
fn a_heic_says_when_and_where_it_was_taken() {
    let stamped = stamp(&jpeg(&corners(), 90), TAKEN, 480, Some(&FIX)).unwrap();
    let exif = img_parts::jpeg::Jpeg::from_bytes(stamped.into()).unwrap().exif().unwrap();
    let heic = heic(&exif);
    let original = Original::inspect(&heic).unwrap();
    assert_eq!((original.format, original.exif.taken_at, original.exif.offset_min), (Format::Heic, Some(TAKEN), Some(480)));
    assert!(original.exif.fix.is_some_and(|fix| (fix.lon - FIX.lon).abs() < 1e-6 && (fix.lat - FIX.lat).abs() < 1e-6));
}

#[test]
fn a_pixel_bomb_is_refused_by_its_header() {
    // A PNG of 60,000 × 60,000 in under a hundred bytes: signature, IHDR, the beginning of IDAT.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR".to_vec();
    bomb.extend_from_slice(&60_000_u32.to_be_bytes());
    bomb.extend_from_slice(&60_000_u32.to_be_bytes());
    bomb.extend_from_slice(&[8, 2, 0, 0, 0]);
    let crc = crc32(&bomb[12..]);
    bomb.extend_from_slice(&crc.to_be_bytes());
    bomb.extend_from_slice(&[0, 0, 0, 20]);
    bomb.extend_from_slice(b"IDAT\x78\x9c");
    assert_eq!(Original::inspect(&bomb).unwrap_err(), PhotoError::TooManyPixels { width: 60_000, height: 60_000 });

    // A JPEG whose frame header lies about its size.
    let mut jpeg = jpeg(&corners(), 80);
    let sof = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    jpeg[sof + 5..sof + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    assert_eq!(Original::inspect(&jpeg).unwrap_err().code(), "photo_too_large");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |c, _| (c >> 1) ^ (0xEDB8_8320 & (c & 1).wrapping_neg())))
}

#[test]
fn too_many_bytes_are_refused_unseen() {
    let mut bytes = jpeg(&corners(), 80);
    bytes.resize(usize::try_from(MAX_BYTES).unwrap(), 0);
    assert!(Original::inspect(&bytes).is_ok());
    bytes.push(0);
    assert_eq!(Original::inspect(&bytes).unwrap_err(), PhotoError::TooManyBytes { bytes: MAX_BYTES + 1 });
}

#[test]
fn a_stamp_is_read_back_and_leaves_the_picture_alone() {
    let plain = jpeg(&corners(), 90);
    for fix in [
        FIX,
        Fix { lon: -179.999_999_9, lat: -0.000_02, accuracy: None, altitude: Some(-3.5), bearing: None, at: None },
        Fix { lon: 104.999_999_999, lat: 36.0, ..FIX },
    ] {
        let stamped = stamp(&plain, TAKEN, 480, Some(&fix)).unwrap();
        let (original, picture) = Picture::open(&stamped).unwrap();
        assert_eq!((original.exif.taken_at, original.exif.offset_min), (Some(TAKEN), Some(480)));
        let read = original.exif.fix.unwrap();
        assert!((read.lon - fix.lon).abs() < 3e-8 && (read.lat - fix.lat).abs() < 3e-8, "{read:?}");
        assert_eq!((read.accuracy, read.altitude, read.bearing, read.at), (fix.accuracy, fix.altitude, fix.bearing, fix.at));
        assert_eq!(picture.evidence().unwrap(), Picture::open(&plain).unwrap().1.evidence().unwrap());
        // Everything but the EXIF segment is the same, byte for byte.
        let mut parts = img_parts::jpeg::Jpeg::from_bytes(stamped.into()).unwrap();
        parts.set_exif(None);
        assert_eq!(parts.encoder().bytes().to_vec(), plain);
    }
}

#[test]
fn a_stamp_in_another_zone_is_the_same_moment() {
    let plain = jpeg(&corners(), 90);
    for offset in [0, -210, 345, 840] {
        let read = ExifFacts::read(&stamp(&plain, TAKEN, offset, None).unwrap());
        assert_eq!(read, ExifFacts { taken_at: Some(TAKEN), offset_min: Some(offset), fix: None });
    }
    assert!(stamp(&plain, i64::MAX, 480, None).is_err());
    assert!(stamp(&plain, TAKEN, i32::MAX, None).is_err());
    assert_eq!(stamp(b"\x89PNG\r\n\x1a\n", TAKEN, 480, None).unwrap_err().code(), "photo_unsupported");
}

#[test]
fn a_bearing_that_rounds_up_to_a_full_turn_is_north() {
    for (bearing, read) in [(359.999, 0.0), (359.99, 359.99), (360.0, 0.0), (-90.0, 270.0)] {
        let stamped = stamp(&jpeg(&corners(), 90), TAKEN, 480, Some(&Fix { bearing: Some(bearing), ..FIX })).unwrap();
        assert_eq!(ExifFacts::read(&stamped).fix.unwrap().bearing, Some(read), "{bearing}");
    }
}

#[test]
fn a_receivers_time_that_has_no_date_is_left_out() {
    for at in [i64::MIN, -1, i64::MAX] {
        let stamped = stamp(&jpeg(&corners(), 90), TAKEN, 480, Some(&Fix { at: Some(at), ..FIX })).unwrap();
        assert_eq!(ExifFacts::read(&stamped).fix, Some(Fix { at: None, ..ExifFacts::read(&stamped).fix.unwrap() }), "{at}");
    }
    let clock = |date: &str, clock: &[(u32, u32)]| {
        let place = fractions(&[(35, 1), (30, 1), (0, 1)]);
        let fields = [
            field(Tag::GPSLatitudeRef, ascii("N")),
            field(Tag::GPSLatitude, place.clone()),
            field(Tag::GPSLongitudeRef, ascii("E")),
            field(Tag::GPSLongitude, place),
            field(Tag::GPSDateStamp, ascii(date)),
            field(Tag::GPSTimeStamp, fractions(clock)),
        ];
        ExifFacts::read(&with_exif(jpeg(&corners(), 90), &fields)).fix.unwrap().at
    };
    assert_eq!(clock("2026:11:23", &[(1, 1), (30, 1), (15_250, 1000)]), Some(TAKEN));
    assert_eq!(clock("2026:11:23", &[(3, 2), (0, 1), (15, 1)]), Some(TAKEN - 250), "an hour and a half");
    for (date, time) in
        [("9999:12:31", (24, 1)), ("2026:13:01", (1, 1)), ("2026:11", (1, 1)), ("", (1, 1)), ("2026:11:23", (1, 0)), ("2026:11:23", (25, 1))]
    {
        assert_eq!(clock(date, &[time, (0, 1), (0, 1)]), None, "{date} {time:?}");
    }
}

#[test]
fn the_orientation_survives_a_stamp() {
    let turned = with_exif(jpeg(&corners(), 90), &[field(Tag::Orientation, Value::Short(vec![6]))]);
    let original = Original::inspect(&stamp(&turned, TAKEN, 480, None).unwrap()).unwrap();
    assert_eq!((original.width, original.height), (32, 48));
}

#[test]
fn no_position_is_no_position() {
    let plain = jpeg(&corners(), 90);
    for fix in [Fix { lon: 0.0, lat: 0.0, ..FIX }, Fix { lon: f64::NAN, ..FIX }, Fix { lat: 90.01, ..FIX }] {
        assert_eq!(ExifFacts::read(&stamp(&plain, TAKEN, 480, Some(&fix)).unwrap()).fix, None);
    }
    let position = |seconds: (u32, u32), degrees: (u32, u32)| {
        let place = [degrees, (30, 1), seconds];
        let bytes = with_exif(
            plain.clone(),
            &[
                field(Tag::GPSLatitudeRef, ascii("N")),
                field(Tag::GPSLatitude, fractions(&place)),
                field(Tag::GPSLongitudeRef, ascii("E")),
                field(Tag::GPSLongitude, fractions(&place)),
            ],
        );
        ExifFacts::read(&bytes).fix
    };
    assert_eq!(position((0, 1), (35, 1)).map(|f| (f.lon, f.lat)), Some((35.5, 35.5)));
    assert_eq!(position((0, 0), (35, 1)).map(|f| f.lat), Some(35.5), "decimal minutes");
    assert_eq!(position((0, 1), (0, 0)), None, "0/0 degrees");
    assert_eq!(position((0, 1), (200, 1)), None, "out of range");
}

#[test]
fn a_time_without_a_zone_is_civil_time_in_china() {
    let bytes = with_exif(jpeg(&corners(), 90), &[field(Tag::DateTimeOriginal, ascii("2026:11:23 09:30:15"))]);
    assert_eq!(ExifFacts::read(&bytes), ExifFacts { taken_at: Some(TAKEN - 250), offset_min: None, fix: None });
    for nonsense in ["2026:13:40 25:61:61", "    :  :     :  :  ", "0000:00:00 00:00:00", ""] {
        let bytes = with_exif(jpeg(&corners(), 90), &[field(Tag::DateTimeOriginal, ascii(nonsense))]);
        assert_eq!(ExifFacts::read(&bytes).taken_at, None, "{nonsense}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Whatever is damaged in a real file: an answer or a coded refusal, never a panic.
    #[test]
    fn damage_never_panics(at in 2_usize..900, byte: u8, cut in 0_usize..4000) {
        let mut bytes = stamp(&jpeg(&noise(64, 48), 60), TAKEN, 480, Some(&FIX)).unwrap();
        if let Some(b) = bytes.get_mut(at) {
            *b = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut % 700));
        if let Ok((_, picture)) = Picture::open(&bytes) {
            let _ = picture.thumbnail();
        }
    }
}

#[test]
fn a_cut_off_picture_of_any_format_is_refused() {
    let picture = DynamicImage::ImageRgb8(noise(64, 48));
    for format in [image::ImageFormat::Jpeg, image::ImageFormat::Png, image::ImageFormat::WebP] {
        let mut whole = Cursor::new(Vec::new());
        picture.write_to(&mut whole, format).unwrap();
        let whole = whole.into_inner();
        assert!(Original::inspect(&whole).is_ok(), "{format:?}");
        let mut longer = whole.clone();
        longer.extend_from_slice(b"what an app appended");
        assert!(Original::inspect(&longer).is_ok(), "{format:?} with something behind");
        for left in [whole.len() - 1, whole.len() * 3 / 4, whole.len() / 2] {
            assert!(matches!(Original::inspect(&whole[..left]), Err(PhotoError::Damaged(_))), "{format:?}, {left} of {}", whole.len());
        }
    }
}
