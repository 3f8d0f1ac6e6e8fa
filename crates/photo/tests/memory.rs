//! The largest photographs of today's phones, 48 megapixels, on a tablet with little memory.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use xuncun_photo::{Format, Original, PhotoError, Picture};

// The one allocator of the tests, with its one exception from the ban of unsafe code; its crate needs the server, which takes minutes to build.
#[path = "../../../tests/hostile/src/memory.rs"]
mod memory;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

const SIZE: (u32, u32) = (8064, 5952);

fn jpeg(size: (u32, u32), progressive: bool, sampling: SamplingFactor) -> Vec<u8> {
    // Cheap to make, with grain enough for a file as large as a phone's.
    let raster = RgbImage::from_fn(size.0, size.1, |x, y| {
        let grain = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE35) >> 27;
        image::Rgb([(x >> 6) as u8 + grain as u8, (y >> 6) as u8 + grain as u8, ((x + y) >> 7) as u8 + grain as u8])
    });
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 85);
    encoder.set_sampling_factor(sampling);
    encoder.set_progressive(progressive);
    encoder.encode(raster.as_raw(), size.0 as u16, size.1 as u16, ColorType::Rgb).unwrap();
    bytes
}

/// The most that is held at once while the renditions are made, the file included.
fn peak_of(bytes: &[u8], size: (u32, u32)) -> usize {
    memory::peak(|| {
        // The file itself is in memory as well.
        let file = bytes.to_vec();
        let (original, picture) = Picture::open(&file).unwrap();
        assert_eq!((original.format, original.width, original.height), (Format::Jpeg, size.0, size.1));
        let (evidence, thumbnail) = (picture.evidence().unwrap(), picture.thumbnail().unwrap());
        assert_eq!((evidence.width, thumbnail.width), (2048, 320));
        picture.look().unwrap();
    })
}

const fn unpacked(size: (u32, u32)) -> usize {
    size.0 as usize * size.1 as usize * 3
}

#[test]
fn forty_eight_megapixels_take_no_more_than_half_again_of_what_they_unpack_to() {
    let bytes = jpeg(SIZE, false, SamplingFactor::F_1_1);
    let (peak, unpacked) = (peak_of(&bytes, SIZE), unpacked(SIZE));
    assert!(bytes.len() > 12 << 20 && peak > unpacked, "{} bytes, {peak} counted", bytes.len());
    println!("{} MB of file and {} MB unpacked: {} MB held at most", bytes.len() >> 20, unpacked >> 20, peak >> 20);
    assert!(peak <= unpacked * 3 / 2, "{peak} bytes for {unpacked} unpacked");
}

#[test]
fn a_progressive_one_takes_no_more_than_that_or_is_left_as_it_is() {
    let most = unpacked(SIZE) * 3 / 2;
    // Its coefficients are as large as its pixels: what is decoded of them takes twice its own unpacked size.
    let smaller = (6528, 4896);
    let bytes = jpeg(smaller, true, SamplingFactor::F_2_2);
    let peak = peak_of(&bytes, smaller);
    println!("progressive: {} MB of file and {} MB unpacked: {} MB held at most", bytes.len() >> 20, unpacked(smaller) >> 20, peak >> 20);
    assert!(peak > unpacked(smaller) * 3 / 2 && peak <= most, "{peak} bytes, {most} at most");
    // All of 48 megapixels would take 2.1 times, or 3.1: the photograph is known and kept, and no rendition is made.
    for sampling in [SamplingFactor::F_2_2, SamplingFactor::F_1_1] {
        let bytes = jpeg(SIZE, true, sampling);
        let peak = memory::peak(|| {
            let file = bytes.clone();
            let original = Original::inspect(&file).unwrap();
            assert_eq!((original.width, original.height), SIZE);
            let refused = original.decode(&file).unwrap_err();
            assert_eq!(refused, PhotoError::TooManyPixels { width: SIZE.0, height: SIZE.1 });
        });
        assert!(peak < unpacked(SIZE) / 2, "nothing is unpacked: {peak}");
    }
}
