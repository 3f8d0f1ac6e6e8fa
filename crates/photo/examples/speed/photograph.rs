//! A 12-megapixel photograph to measure by, of nothing but arithmetic: here, and in `make bench` beside another's renditions of it.

use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

const SIZE: (u16, u16) = (4000, 3000);

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

/// Large forms, ever smaller detail, an edge: what a photograph of a village has for a codec. Quality 90, colours at half the size, as of a phone.
pub fn photograph() -> Vec<u8> {
    let raster = RgbImage::from_fn(SIZE.0.into(), SIZE.1.into(), |x, y| {
        let light = [(10, 0.9), (8, 0.6), (6, 0.35), (4, 0.2), (2, 0.2), (1, 0.15), (0, 0.1)]
            .iter()
            .map(|(octave, weight)| (cloud(x, y, *octave) - 0.5) * weight);
        let wall = if (x / 700 + y / 500) % 3 == 0 { 0.12 } else { 0.0 };
        let light = 0.5 + light.sum::<f32>() * 0.5 + wall;
        let warm = (cloud(x, y, 9) - 0.5) * 0.3;
        Rgb([light + warm, light, light - warm].map(|part| (part.clamp(0.0, 1.0) * 255.0) as u8))
    });
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(raster.as_raw(), SIZE.0, SIZE.1, ColorType::Rgb).unwrap();
    bytes
}
