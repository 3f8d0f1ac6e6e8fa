//! Odd EXIF, as cameras, phones, apps and malice write it: none of it crashes, all that can be read is read, and the original stays what it is.
//!
//! The files are built here, byte by byte: what is odd about each is in its line.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, RgbImage};
use xuncun_photo::{ExifFacts, Original, Picture, sha256, stamp};

/// 2026-11-23 09:30:15 in UTC+08:00.
const TAKEN: i64 = 1_795_397_415_000;
const HOUR: i64 = 3_600_000;
const HERE: (f64, f64) = (106.25, 35.5);

const BYTE: u16 = 1;
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;
const UNDEFINED: u16 = 7;
const SIGNED: u16 = 10;

/// A line of a directory.
#[derive(Clone)]
struct Line {
    tag: u16,
    kind: u16,
    count: u32,
    value: What,
}

#[derive(Clone)]
enum What {
    /// Bytes: in the line if there are no more than four, else behind the directories.
    Bytes(Vec<u8>),
    /// Numbers, brought into the file's byte order.
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
    /// An offset as it is, whatever lies there.
    At(u32),
}

fn text(tag: u16, text: &[u8]) -> Line {
    Line { tag, kind: ASCII, count: text.len() as u32, value: What::Bytes(text.to_vec()) }
}

fn short(tag: u16, value: u16) -> Line {
    Line { tag, kind: SHORT, count: 1, value: What::Shorts(vec![value]) }
}

fn fractions(tag: u16, parts: &[(u32, u32)]) -> Line {
    Line { tag, kind: RATIONAL, count: parts.len() as u32, value: What::Longs(parts.iter().flat_map(|(n, d)| [*n, *d]).collect()) }
}

/// The directories of a file, and what is odd about how they lie.
#[derive(Clone)]
struct Tiff {
    big: bool,
    main: Vec<Line>,
    taken: Vec<Line>,
    gps: Vec<Line>,
    /// Where the main directory says that the next one is.
    next: u32,
}

impl Tiff {
    /// Nothing odd: orientation 6, a time with its offset, a place.
    fn plain(big: bool) -> Self {
        Self {
            big,
            main: vec![text(0x010F, b"Xuncun\0"), short(0x0112, 6)],
            taken: vec![text(0x9003, b"2026:11:23 09:30:15\0"), text(0x9011, b"+08:00\0")],
            gps: vec![text(1, b"N\0"), fractions(2, &[(35, 1), (30, 1), (0, 1)]), text(3, b"E\0"), fractions(4, &[(106, 1), (15, 1), (0, 1)])],
            next: 0,
        }
    }

    /// With a line instead of the one of the same tag, or beside the others.
    fn with(mut self, line: Line) -> Self {
        let directory = match line.tag {
            0..0x100 => &mut self.gps,
            0x9000.. => &mut self.taken,
            _ => &mut self.main,
        };
        directory.retain(|old| old.tag != line.tag);
        directory.push(line);
        directory.sort_by_key(|line| line.tag);
        self
    }

    fn without(mut self, tags: &[u16]) -> Self {
        for directory in [&mut self.main, &mut self.taken, &mut self.gps] {
            directory.retain(|line| !tags.contains(&line.tag));
        }
        self
    }

    fn u16(&self, n: u16) -> [u8; 2] {
        if self.big { n.to_be_bytes() } else { n.to_le_bytes() }
    }

    fn u32(&self, n: u32) -> [u8; 4] {
        if self.big { n.to_be_bytes() } else { n.to_le_bytes() }
    }

    fn bytes(&self) -> Vec<u8> {
        let size = |lines: usize| 2 + 12 * lines as u32 + 4;
        let taken_at = 8 + size(self.main.len() + 2);
        let gps_at = taken_at + size(self.taken.len());
        let mut behind_at = gps_at + size(self.gps.len());
        let pointer = |tag, at| Line { tag, kind: LONG, count: 1, value: What::Longs(vec![at]) };
        let mut main = self.main.clone();
        for line in [pointer(0x8769, taken_at), pointer(0x8825, gps_at)] {
            // A pointer may be among the odd things.
            if main.iter().all(|old| old.tag != line.tag) {
                main.push(line);
            }
        }
        while main.len() < self.main.len() + 2 {
            main.push(short(0xFFFE, 0));
        }
        let mut bytes = if self.big { b"MM\0*\0\0\0\x08".to_vec() } else { b"II*\0\x08\0\0\0".to_vec() };
        let mut behind = Vec::new();
        for (lines, next) in [(&main, self.next), (&self.taken, 0), (&self.gps, 0)] {
            bytes.extend(self.u16(lines.len() as u16));
            for line in lines {
                bytes.extend([self.u16(line.tag), self.u16(line.kind)].concat());
                bytes.extend(self.u32(line.count));
                let mut value: Vec<u8> = match &line.value {
                    What::Bytes(value) => value.clone(),
                    What::Shorts(parts) => parts.iter().flat_map(|part| self.u16(*part)).collect(),
                    What::Longs(parts) => parts.iter().flat_map(|part| self.u32(*part)).collect(),
                    What::At(offset) => self.u32(*offset).to_vec(),
                };
                if value.len() > 4 {
                    bytes.extend(self.u32(behind_at));
                    behind_at += value.len() as u32;
                    behind.extend(value);
                } else {
                    value.resize(4, 0);
                    bytes.extend(value);
                }
            }
            bytes.extend(self.u32(next));
        }
        bytes.extend(behind);
        bytes
    }
}

fn raster() -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| image::Rgb([(x * 9) as u8, (y * 13) as u8, 80]))
}

/// An APP1 segment.
fn app1(name: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(2 + name.len() + data.len()).unwrap().to_be_bytes();
    [&[0xFF, 0xE1], &length[..], name, data].concat()
}

fn exif(tiff: &[u8]) -> Vec<u8> {
    app1(b"Exif\0\0", tiff)
}

/// A JPEG with these segments at its beginning.
fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let (image, mut bytes) = (raster(), Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, 80).write_image(image.as_raw(), 24, 16, ExtendedColorType::Rgb8).unwrap();
    [&[0xFF, 0xD8], &segments.concat()[..], &bytes[2..]].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |c, _| (c >> 1) ^ (0xEDB8_8320 & (c & 1).wrapping_neg())))
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(raster()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG with a chunk `eXIf` behind its header.
fn png(tiff: &[u8]) -> Vec<u8> {
    let (whole, named) = (encoded(ImageFormat::Png), [b"eXIf", tiff].concat());
    let (length, sum) = ((tiff.len() as u32).to_be_bytes(), crc32(&named).to_be_bytes());
    [&whole[..33], &length, &named, &sum, &whole[33..]].concat()
}

/// A WebP in the extended form, with a chunk `EXIF` at its end.
fn webp(tiff: &[u8]) -> Vec<u8> {
    let whole = encoded(ImageFormat::WebP);
    let mut chunk = [b"EXIF", &(tiff.len() as u32).to_le_bytes()[..], tiff].concat();
    if chunk.len() % 2 == 1 {
        chunk.push(0);
    }
    // Flags: there is EXIF; then width and height less one.
    let extended = b"WEBPVP8X\x0A\0\0\0\x08\0\0\0\x17\0\0\x0F\0\0";
    let inside = [&extended[..], &whole[12..], &chunk].concat();
    [b"RIFF", &(inside.len() as u32).to_le_bytes()[..], &inside].concat()
}

/// Odd in one thing; whatever it is, the rest is read.
struct Odd {
    what: &'static str,
    bytes: Vec<u8>,
    taken_at: Option<i64>,
    offset_min: Option<i32>,
    place: Option<(f64, f64)>,
    /// Does it stand on its side?
    turned: bool,
}

impl Odd {
    fn new(what: &'static str, bytes: Vec<u8>) -> Self {
        Self { what, bytes, taken_at: Some(TAKEN), offset_min: Some(480), place: Some(HERE), turned: true }
    }

    fn tiff(what: &'static str, tiff: &Tiff) -> Self {
        Self::new(what, jpeg(&[exif(&tiff.bytes())]))
    }

    fn nowhere(self) -> Self {
        Self { place: None, ..self }
    }

    fn timeless(self) -> Self {
        Self { taken_at: None, offset_min: None, ..self }
    }

    fn at(self, taken_at: i64, offset_min: Option<i32>) -> Self {
        Self { taken_at: Some(taken_at), offset_min, ..self }
    }

    fn upright(self) -> Self {
        Self { turned: false, ..self }
    }

    fn silent(self) -> Self {
        self.nowhere().timeless().upright()
    }

    fn check(&self) {
        let (what, hash) = (self.what, sha256(&self.bytes));
        let (original, picture) = Picture::open(&self.bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((original.sha256, original.size), (hash, self.bytes.len() as u64), "{what}");
        let ExifFacts { taken_at, offset_min, fix } = original.exif;
        let place = fix.map(|fix| (fix.lon, fix.lat));
        assert_eq!((taken_at, offset_min, place), (self.taken_at, self.offset_min, self.place), "{what}");
        let size = if self.turned { (16, 24) } else { (24, 16) };
        assert_eq!((original.width, original.height), size, "{what}");
        for rendition in [picture.evidence(), picture.thumbnail()] {
            let rendition = rendition.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!((rendition.width, rendition.height), size, "{what}");
            assert!(Original::inspect(&rendition.bytes).is_ok(), "{what}");
        }
        // Our own camera's picture may come with any of it as well, and what we write is then what counts.
        if self.bytes.starts_with(&[0xFF, 0xD8]) {
            let ours = Original::inspect(&stamp(&self.bytes, TAKEN + 1, -210, None).unwrap()).unwrap();
            assert_eq!(ours.exif, ExifFacts { taken_at: Some(TAKEN + 1), offset_min: Some(-210), fix: None }, "{what}");
            assert_eq!((ours.width, ours.height), size, "{what}");
        }
    }
}

fn check(all: &[Odd]) {
    for odd in all {
        odd.check();
    }
}

fn le() -> Tiff {
    Tiff::plain(false)
}

#[test]
fn both_byte_orders_and_every_container_are_read() {
    let (le, be) = (le().bytes(), Tiff::plain(true).bytes());
    check(&[
        Odd::new("little-endian", jpeg(&[exif(&le)])),
        Odd::new("big-endian", jpeg(&[exif(&be)])),
        Odd::new("in a PNG", png(&le)),
        Odd::new("in a PNG, big-endian", png(&be)),
        Odd::new("in a WebP", webp(&le)),
        Odd::new("in a WebP, big-endian", webp(&be)),
        Odd::new("in a WebP, with the name that it has in a JPEG", webp(&[b"Exif\0\0", &le[..]].concat())),
        Odd::new("in a PNG, with the name that it has in a JPEG", png(&[b"Exif\0\0", &le[..]].concat())),
    ]);
}

#[test]
fn segments_may_be_many_large_and_in_any_order() {
    let (plain, other) = (le().bytes(), le().with(short(0x0112, 1)).with(text(0x9003, b"2001:01:01 01:01:01\0")).bytes());
    let xmp = app1(b"http://ns.adobe.com/xap/1.0/\0", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
    let full = [&plain[..], &vec![0; 65_535 - 8 - plain.len()]].concat();
    check(&[
        Odd::new("XMP before EXIF", jpeg(&[xmp.clone(), exif(&plain)])),
        Odd::new("XMP behind EXIF", jpeg(&[exif(&plain), xmp])),
        Odd::new("the first of two counts", jpeg(&[exif(&plain), exif(&other)])),
        Odd::new("a full segment of 64 KB", jpeg(&[exif(&full)])),
        Odd::new("an empty segment", jpeg(&[exif(b"")])).silent(),
        Odd::new("no TIFF in it", jpeg(&[exif(b"neither II nor MM")])).silent(),
        Odd::new("another number than 42", jpeg(&[exif(b"II+\0\x08\0\0\0\0\0\0\0\0\0")])).silent(),
        Odd::new("cut off in its header", jpeg(&[exif(&plain[..6])])).silent(),
    ]);
}

#[test]
fn directories_may_loop_or_lie_beyond_the_end() {
    let pointer = |tag, at| Line { tag, kind: LONG, count: 1, value: What::Longs(vec![at]) };
    check(&[
        Odd::tiff("the next directory is the first again", &Tiff { next: 8, ..le() }),
        Odd::tiff("the next directory is beyond the end", &Tiff { next: 0xFFFF_FFF0, ..le() }),
        Odd::tiff("the next directory is in the middle of a line", &Tiff { next: 15, ..le() }),
        Odd::tiff("GPS is the main directory again", &le().with(pointer(0x8825, 8))).nowhere(),
        Odd::tiff("GPS is beyond the end", &le().with(pointer(0x8825, 0xFFFF_FFFF))).nowhere(),
        Odd::tiff("the time's directory is beyond the end", &le().with(pointer(0x8769, 0x0001_0000))).timeless(),
        Odd::tiff("the time's directory is itself", &le().with(pointer(0x9FFF, 1)).with(pointer(0x8769, 8))).timeless(),
        Odd::new("the first directory is beyond the end", jpeg(&[exif(b"II*\0\xFF\xFF\xFF\x7F")])).silent(),
        Odd::new("65,535 lines, none there", jpeg(&[exif(b"MM\0*\0\0\0\x08\xFF\xFF")])).silent(),
    ]);
}

#[test]
fn counts_and_offsets_may_claim_anything() {
    let line = |tag, kind, count, at| Line { tag, kind, count, value: What::At(at) };
    check(&[
        Odd::tiff("a text of four gigabytes", &le().with(line(0x010E, ASCII, 0xFFFF_FFFF, 8))),
        Odd::tiff("fractions that overflow in bytes", &le().with(line(0x011A, RATIONAL, 0x2000_0001, 8))),
        Odd::tiff("the latitude's offset is beyond the end", &le().with(line(2, RATIONAL, 3, 0xFFFF_0000))).nowhere(),
        Odd::tiff("a latitude of two billion parts", &le().with(line(2, RATIONAL, 0x7FFF_FFFF, 8))).nowhere(),
        Odd::tiff("a latitude without parts", &le().with(line(2, RATIONAL, 0, 0))).nowhere(),
        Odd::tiff("the time's offset is beyond the end", &le().with(line(0x9003, ASCII, 20, 0x7FFF_FFFF))).timeless(),
        Odd::tiff("a kind of value that there is not", &le().with(line(0x010E, 99, 4, 8))),
        Odd::tiff("two orientations' worth of count", &le().with(line(0x0112, SHORT, 0x4000_0000, 6))).upright(),
    ]);
}

#[test]
fn a_position_is_read_if_it_is_sure_to_be_one() {
    let latitude = |parts: &[(u32, u32)]| le().with(fractions(2, parts));
    let signed = Line { tag: 2, kind: SIGNED, count: 3, value: What::Longs(vec![35, 1, 30, 1, 0, 1]) };
    let mut south = Odd::tiff("small letters", &le().with(text(1, b"s\0")).with(text(3, b"w\0")));
    south.place = Some((-106.25, -35.5));
    check(&[
        south,
        Odd::tiff("degrees are 0/0", &latitude(&[(0, 0), (30, 1), (0, 1)])).nowhere(),
        Odd::tiff("seconds are 0/0", &latitude(&[(35, 1), (30, 1), (0, 0)])),
        Odd::tiff("everything in the degrees", &latitude(&[(355, 10), (0, 0), (0, 0)])),
        Odd::tiff("signed fractions", &le().with(signed)),
        Odd::tiff("more than ninety degrees", &latitude(&[(91, 1), (0, 1), (0, 1)])).nowhere(),
        Odd::tiff("endless degrees", &latitude(&[(u32::MAX, 1), (u32::MAX, 1), (u32::MAX, 1)])).nowhere(),
        Odd::tiff("swapped references", &le().with(text(1, b"E\0")).with(text(3, b"N\0"))).nowhere(),
        Odd::tiff("no references", &le().without(&[1, 3])).nowhere(),
        Odd::tiff("empty references", &le().with(text(1, b"\0\0")).with(text(3, b"\0\0"))).nowhere(),
        Odd::tiff("references without their nulls", &le().with(text(1, b"N")).with(text(3, b"E"))),
        Odd::tiff("degrees as whole numbers", &le().with(Line { tag: 2, kind: LONG, count: 3, value: What::Longs(vec![35, 30, 0]) })).nowhere(),
        Odd::tiff("an altitude of 0/0", &le().with(fractions(6, &[(0, 0)]))),
        Odd::tiff("a bearing of 400°", &le().with(fractions(17, &[(400, 1)]))),
        Odd::tiff("a receiver's date that is none", &le().with(text(29, b"0000:00:00\0")).with(fractions(7, &[(0, 0), (0, 0), (0, 0)]))),
    ]);
}

#[test]
fn a_time_is_read_however_it_is_written() {
    let at = |time: &[u8]| le().with(text(0x9003, time));
    let offset = |offset: &[u8]| le().with(text(0x9011, offset));
    let utc = TAKEN + 8 * HOUR;
    check(&[
        Odd::tiff("all zeros", &at(b"0000:00:00 00:00:00\0")).timeless(),
        Odd::tiff("blank", &at(b"    :  :     :  :  \0")).timeless(),
        Odd::tiff("spaces alone", &at(b"                   \0")).timeless(),
        Odd::tiff("nothing", &at(b"\0")).timeless(),
        Odd::tiff("spaces for zeros", &at(b"2026:11:23  9:30:15\0")),
        Odd::tiff("a space behind", &at(b"2026:11:23 09:30:15 \0")),
        Odd::tiff("no null behind", &at(b"2026:11:23 09:30:15")),
        Odd::tiff("strokes", &at(b"2026-11-23 09:30:15\0")),
        Odd::tiff("a T in the middle", &at(b"2026-11-23T09:30:15\0")),
        Odd::tiff("in wide letters", &at("２０２６:11:23 09:30:15\0".as_bytes())).timeless(),
        Odd::tiff("no UTF-8 either", &at(b"\xFF\xFE:\xC3\x28:23 09:30:15\0")).timeless(),
        Odd::tiff("the 31st of February", &at(b"2026:02:31 09:30:15\0")).timeless(),
        Odd::tiff("a date alone", &at(b"2026:11:23\0")).timeless(),
        Odd::tiff("an offset without its null", &offset(b"+08:00")),
        Odd::tiff("an offset with two", &offset(b"+08:00\0\0")),
        Odd::tiff("Z", &offset(b"Z\0")).at(utc, Some(0)),
        Odd::tiff("an offset without a colon", &offset(b"-0330\0")).at(TAKEN + 11 * HOUR + HOUR / 2, Some(-210)),
        Odd::tiff("an offset of one digit", &offset(b"+9:00\0")).at(TAKEN - HOUR, Some(540)),
        Odd::tiff("a blank offset: civil time in China", &offset(b"   :  \0")).at(TAKEN, None),
        Odd::tiff("an offset of 99 hours", &offset(b"+99:99\0")).at(TAKEN, None),
        Odd::tiff("words for an offset", &offset("北京时间\0".as_bytes())).at(TAKEN, None),
        Odd::tiff("no offset", &le().without(&[0x9011])).at(TAKEN, None),
        Odd::tiff("blank thousandths", &le().with(text(0x9291, b"   \0"))),
        Odd::tiff("thousandths that are words", &le().with(text(0x9291, b"abc\0"))),
        Odd::tiff("thousandths of twenty digits", &le().with(text(0x9291, b"25000000000000000000\0"))).at(TAKEN + 250, Some(480)),
        Odd::tiff("the time of digitizing alone", &le().without(&[0x9003, 0x9011]).with(text(0x9004, b"2026:11:23 09:30:15\0"))).at(TAKEN, None),
    ]);
}

#[test]
fn what_is_not_asked_for_does_no_harm() {
    let blob: Vec<u8> = (0..40_000_u32).map(|n| ((n * n) >> 3) as u8).collect();
    let note = Line { tag: 0x927C, kind: UNDEFINED, count: 40_000, value: What::Bytes(blob) };
    check(&[
        Odd::tiff("a maker's note", &le().with(note)),
        Odd::tiff("a maker in UTF-8", &le().with(text(0x010F, "华为\0".as_bytes()))),
        Odd::tiff("a maker in GBK, without a null", &le().with(text(0x010F, b"\xBB\xAA\xCE\xAA"))),
        Odd::tiff("a version of GPS that there is not", &le().with(Line { tag: 0, kind: BYTE, count: 4, value: What::Bytes(vec![255; 4]) })),
        Odd::tiff("orientation 0", &le().with(short(0x0112, 0))).upright(),
        Odd::tiff("orientation 9", &le().with(short(0x0112, 9))).upright(),
        Odd::tiff("orientation 65,535", &le().with(short(0x0112, 65_535))).upright(),
        Odd::tiff("no orientation", &le().without(&[0x0112])).upright(),
    ]);
}
