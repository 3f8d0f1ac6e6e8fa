//! How long the renditions of a 12-megapixel photograph take on one core: `taskset -c 0 cargo run --release -p xuncun-photo --example speed`.
//!
//! With a folder as its argument it leaves the photograph and both renditions there, for others to be measured at.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program fails loudly and speaks on standard output")]

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use std::time::Duration;
use xuncun_photo::Original;

const SIZE: (u32, u32) = (4000, 3000);
const RUNS: usize = 9;

/// A number from 0 to 1 for a point of a grid.
fn grid(x: u32, y: u32, octave: u32) -> f32 {
    let mixed = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ octave.wrapping_mul(0xC2B2_AE3D)).wrapping_mul(0x27D4_EB2F);
    ((mixed ^ (mixed >> 15)) & 0xFFFF) as f32 / 65_535.0
}

/// Clouds at one scale.
fn cloud(x: u32, y: u32, octave: u32) -> f32 {
    let (cell, size) = ((x >> octave, y >> octave), (1_u32 << octave) as f32);
    let (fx, fy) = ((x & ((1 << octave) - 1)) as f32 / size, (y & ((1 << octave) - 1)) as f32 / size);
    let row = |y| grid(cell.0, y, octave) * (1.0 - fx) + grid(cell.0 + 1, y, octave) * fx;
    row(cell.1) * (1.0 - fy) + row(cell.1 + 1) * fy
}

/// Large forms, ever smaller detail, an edge: what a photograph of a village has for a codec.
fn photograph() -> Vec<u8> {
    let raster = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let light = [(10, 0.9), (8, 0.6), (6, 0.35), (4, 0.2), (2, 0.2), (1, 0.15), (0, 0.1)]
            .iter()
            .map(|(octave, weight)| (cloud(x, y, *octave) - 0.5) * weight);
        let wall = if (x / 700 + y / 500) % 3 == 0 { 0.12 } else { 0.0 };
        let light = 0.5 + light.sum::<f32>() * 0.5 + wall;
        let warm = (cloud(x, y, 9) - 0.5) * 0.3;
        Rgb([light + warm, light, light - warm].map(|part| (part.clamp(0.0, 1.0) * 255.0) as u8))
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).write_image(raster.as_raw(), SIZE.0, SIZE.1, ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// Time that this thread has had a processor: the machine may be busy with other things.
fn processor() -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(said.split(' ').next().unwrap().parse().unwrap())
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

fn main() {
    let folder = std::env::args().nth(1).map(std::path::PathBuf::from);
    let kept = folder.as_ref().map(|folder| folder.join("photograph.jpg"));
    let bytes = kept.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_else(photograph);
    let mut times: [Vec<Duration>; 5] = Default::default();
    let mut made = None;
    for _ in 0..RUNS {
        let begun = processor();
        let original = Original::inspect(&bytes).unwrap();
        let inspected = processor() - begun;
        let picture = original.decode(&bytes).unwrap();
        let decoded = processor() - begun;
        let evidence = picture.evidence().unwrap();
        let shown = processor() - begun;
        let thumbnail = picture.thumbnail().unwrap();
        let all = processor() - begun;
        for (times, time) in times.iter_mut().zip([inspected, decoded - inspected, shown - decoded, all - shown, all]) {
            times.push(time);
        }
        made = Some((evidence, thumbnail));
    }
    let (evidence, thumbnail) = made.unwrap();
    let [inspected, decoded, shown, thumb, all] = times.map(median);
    println!("inspect {inspected:.1} ms, decode and shrink {decoded:.1} ms, evidence {shown:.1} ms, thumbnail {thumb:.1} ms; in all {all:.1} ms");
    println!("{} bytes of file, {} of evidence, {} of thumbnail", bytes.len(), evidence.bytes.len(), thumbnail.bytes.len());
    if let Some(folder) = folder {
        for (name, bytes) in [("photograph.jpg", &bytes), ("evidence.jpg", &evidence.bytes), ("thumbnail.jpg", &thumbnail.bytes)] {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}
