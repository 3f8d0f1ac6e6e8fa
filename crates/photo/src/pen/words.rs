//! Words on a photograph: `wordsOf` of `ui/src/shared/marks.ts`, but in the fonts that travel with the app, of which the Chinese one has one weight.

use super::{PAPER, Piece, Point, RED, stroke};
use crate::lettering::{Shape, Text, Weight};
use ab_glyph::OutlineCurve;
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
        let pieces = row.placed(*x, size).flat_map(|(shape, x)| outline(shape, (x, *baseline), size)).collect::<Vec<_>>();
        stroke(raster, &pieces, EDGE * unit, PAPER);
    }
    for (row, x, baseline) in &placed {
        row.draw(raster, *x, *baseline, size, RED);
    }
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
