//! Words on a photograph: `wordsOf` of `ui/src/shared/marks.ts`, but in the fonts that travel with the app, of which the Chinese one has one weight.

use super::{PAPER, Piece, Point, RED, stroke};
use crate::watermark::glyphs::{Shape, Weight};
use crate::watermark::mix;
use crate::watermark::text::{Row, Text};
use ab_glyph::{Glyph, GlyphId, OutlineCurve, OutlinedGlyph, PxScale, PxScaleFactor, point};
use image::RgbImage;

/// The size of a text, from line to line, and the paper around it.
const LETTER: f32 = 42.0;
const LINE: f32 = 50.0;
const EDGE: f32 = 9.0;
/// Rows that are looked at.
const ROWS: usize = 12;
/// Straight pieces of a curve of a letter.
const PIECES: u8 = 6;

/// To the right of its point, or to the left where there is more room; broken into lines that fit, and never off the picture.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
pub(super) fn draw(raster: &mut RgbImage, at: [f64; 2], text: &str, unit: f32) {
    if !at.iter().all(|one| (0.0..=1.0).contains(one)) {
        return;
    }
    let (width, height) = (raster.width() as f32, raster.height() as f32);
    let (x, y) = (at[0] as f32 * width, at[1] as f32 * height);
    let size = LETTER * unit;
    let leftwards = x > width / 2.0;
    let room = (if leftwards { x } else { width - x } - size / 2.0).max(size * 2.0);
    let rows = Text::new(text, Weight::Bold, 0.0).rows(room / size, ROWS);
    let lowest = height - rows.len().saturating_sub(1) as f32 * LINE * unit - size / 4.0;
    let first = (y + size / 3.0).min(lowest).max(size);
    let placed = rows.iter().enumerate().map(|(n, row)| (row, if leftwards { x - row.width * size } else { x }, first + n as f32 * LINE * unit));
    let placed = placed.collect::<Vec<_>>();
    for (row, x, baseline) in &placed {
        let pieces = shapes(row, *x, size).flat_map(|(shape, x)| outline(shape, (x, *baseline), size)).collect::<Vec<_>>();
        stroke(raster, &pieces, EDGE * unit, PAPER);
    }
    for (row, x, baseline) in &placed {
        for (shape, x) in shapes(row, *x, size) {
            fill(raster, shape, (x, *baseline), size);
        }
    }
}

/// Each with where it begins.
fn shapes(row: &Row, from: f32, size: f32) -> impl Iterator<Item = (&Shape, f32)> {
    row.shapes.iter().scan(from, move |at, shape| {
        let x = *at;
        *at += shape.advance * size;
        Some((shape, x))
    })
}

/// The line around a letter, in straight pieces.
fn outline(shape: &Shape, (x, baseline): Point, size: f32) -> Vec<Piece> {
    let scale = size / shape.units;
    let place = |at: ab_glyph::Point| (x + at.x * scale, baseline - at.y * scale);
    let mut pieces = Vec::new();
    for curve in shape.outline.iter().flat_map(|outline| &outline.curves) {
        let along: Vec<Point> = match curve {
            OutlineCurve::Line(a, b) => vec![place(*a), place(*b)],
            OutlineCurve::Quad(a, b, c) => (0..=PIECES).map(|step| bent(&[place(*a), place(*b), place(*c)], step)).collect(),
            OutlineCurve::Cubic(a, b, c, d) => (0..=PIECES).map(|step| bent(&[place(*a), place(*b), place(*c), place(*d)], step)).collect(),
        };
        pieces.extend(along.windows(2).map(|two| (two[0], two[1])));
    }
    pieces
}

/// A point of a Bézier curve, by de Casteljau.
fn bent(controls: &[Point], step: u8) -> Point {
    let t = f32::from(step) / f32::from(PIECES);
    let mut points = controls.to_vec();
    while points.len() > 1 {
        points = points.windows(2).map(|two| (two[0].0 + (two[1].0 - two[0].0) * t, two[0].1 + (two[1].1 - two[0].1) * t)).collect();
    }
    points.first().copied().unwrap_or_default()
}

#[allow(clippy::cast_possible_truncation)]
fn fill(raster: &mut RgbImage, shape: &Shape, (x, baseline): Point, size: f32) {
    let Some(outline) = &shape.outline else { return };
    let scale = size / shape.units;
    let place = Glyph { id: GlyphId(0), scale: PxScale::from(size), position: point(x, baseline) };
    let drawn = OutlinedGlyph::new(place, outline.as_ref().clone(), PxScaleFactor { horizontal: scale, vertical: scale });
    let corner = drawn.px_bounds().min;
    drawn.draw(|dx, dy, cover| {
        let (x, y) = (corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy));
        if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
            && let Some(pixel) = raster.get_pixel_mut_checked(x, y)
        {
            for (channel, over) in pixel.0.iter_mut().zip(RED) {
                *channel = mix(f32::from(over), *channel, cover.clamp(0.0, 1.0));
            }
        }
    });
}
