//! The largest photographs of today's phones, 48 megapixels, on a tablet with little memory.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use xuncun_photo::{Format, Picture};

// The one allocator of the tests, with its one exception from the ban of unsafe code; its crate needs the server, which takes minutes to build.
#[path = "../../../tests/hostile/src/memory.rs"]
mod memory;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

const SIZE: (u32, u32) = (8064, 5952);

fn jpeg() -> Vec<u8> {
    // Cheap to make, with grain enough for a file as large as a phone's.
    let raster = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let grain = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE35) >> 27;
        image::Rgb([(x >> 6) as u8 + grain as u8, (y >> 6) as u8 + grain as u8, ((x + y) >> 7) as u8 + grain as u8])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).write_image(raster.as_raw(), SIZE.0, SIZE.1, ExtendedColorType::Rgb8).unwrap();
    bytes
}

#[test]
fn forty_eight_megapixels_take_no_more_than_half_again_of_what_they_unpack_to() {
    let bytes = jpeg();
    let unpacked = SIZE.0 as usize * SIZE.1 as usize * 3;
    let peak = memory::peak(|| {
        // The file itself is in memory as well.
        let file = bytes.clone();
        let (original, picture) = Picture::open(&file).unwrap();
        assert_eq!((original.format, original.width, original.height), (Format::Jpeg, SIZE.0, SIZE.1));
        let (evidence, thumbnail) = (picture.evidence().unwrap(), picture.thumbnail().unwrap());
        assert_eq!((evidence.width, thumbnail.width), (2048, 320));
        picture.look().unwrap();
    });
    assert!(bytes.len() > 12 << 20 && peak > unpacked, "{} bytes, {peak} counted", bytes.len());
    println!("{} MB of file and {} MB unpacked: {} MB held at most", bytes.len() >> 20, unpacked >> 20, peak >> 20);
    assert!(peak <= unpacked * 3 / 2, "{peak} bytes for {unpacked} unpacked");
}
