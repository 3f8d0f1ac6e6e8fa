//! The largest photographs of today's phones, 48 megapixels, on a tablet with little memory.
//! What the system counts is asked, in a process of its own: a part of the memory comes past the allocator.
#![cfg(target_os = "linux")]

use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use std::path::PathBuf;
use std::process::Command;
use xuncun_photo::{Format, Original, PhotoError};

/// Names the photograph to the process that is to make its renditions.
const PHOTOGRAPH: &str = "XUNCUN_TEST_PHOTOGRAPH";

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

/// A line of `/proc/self/status` in bytes.
fn status(name: &str) -> usize {
    let said = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = said.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_matches([':', '\t', ' ']).strip_suffix(" kB").unwrap().trim().parse::<usize>().unwrap() * 1024
}

/// The most that a process holds at once while it makes the renditions, the file included, beyond what it held before.
fn peak_of(bytes: &[u8]) -> usize {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let mut process = Command::new(std::env::current_exe().unwrap());
    let done = process.args(["--exact", "memory::one_photograph", "--ignored", "--nocapture"]).env(PHOTOGRAPH, file.path()).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    said.lines().find_map(|line| line.split_once("held ")).unwrap_or_else(|| panic!("{said}")).1.parse().unwrap()
}

#[test]
#[ignore = "the other tests run it, each in a process of its own"]
fn one_photograph() {
    let path = PathBuf::from(std::env::var_os(PHOTOGRAPH).unwrap());
    let before = status("VmRSS");
    let file = std::fs::read(path).unwrap();
    let original = Original::inspect(&file).unwrap();
    assert_eq!(original.format, Format::Jpeg);
    match original.decode(&file) {
        Ok(picture) => {
            let (evidence, thumbnail) = (picture.evidence().unwrap(), picture.thumbnail().unwrap());
            assert_eq!((evidence.width, thumbnail.width), (2048, 320));
            picture.look().unwrap();
        }
        Err(refused) => assert_eq!(refused, PhotoError::TooManyPixels { width: original.width, height: original.height }),
    }
    println!("\nheld {}", status("VmHWM") - before);
}

const fn unpacked(size: (u32, u32)) -> usize {
    size.0 as usize * size.1 as usize * 3
}

#[test]
fn forty_eight_megapixels_take_no_more_than_half_again_of_what_they_unpack_to() {
    let bytes = jpeg(SIZE, false, SamplingFactor::F_1_1);
    let (peak, unpacked) = (peak_of(&bytes), unpacked(SIZE));
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
    let peak = peak_of(&bytes);
    println!("progressive: {} MB of file and {} MB unpacked: {} MB held at most", bytes.len() >> 20, unpacked(smaller) >> 20, peak >> 20);
    assert!(peak > unpacked(smaller) * 3 / 2 && peak <= most, "{peak} bytes, {most} at most");
    // All of 48 megapixels would take 2.1 times, or 3.1: the photograph is known and kept, and no rendition is made.
    for sampling in [SamplingFactor::F_2_2, SamplingFactor::F_1_1] {
        let bytes = jpeg(SIZE, true, sampling);
        let peak = peak_of(&bytes);
        assert!(peak < unpacked(SIZE) / 2, "nothing is unpacked: {peak}");
    }
}
