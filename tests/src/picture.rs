//! Photographs for the tests: drawn scenes, and one of noise where size matters.

use image::codecs::jpeg::JpegEncoder;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use xuncun_demo::scene::{Scene, Shot, View};

/// A drawn scene as JPEG; another seed is another picture.
pub fn scene(scene: Scene, seed: u64) -> Vec<u8> {
    Shot { scene, view: View::Near, seed }.jpeg().unwrap()
}

/// A JPEG of about `kilobytes`, of noise that no coding makes small.
pub fn noise(kilobytes: usize, seed: u64) -> Vec<u8> {
    let mut rng = StdRng::seed_from_u64(seed);
    let side = ((kilobytes * 1024) as f64 / 2.2).sqrt() as u32;
    let pixels: Vec<u8> = (0..side as usize * side as usize * 3).map(|_| rng.random()).collect();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95).encode(&pixels, side, side, image::ExtendedColorType::Rgb8).unwrap();
    bytes
}
