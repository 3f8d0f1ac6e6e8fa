//! Arrows and ellipses as pieces of lines: `arrowOf` and `ellipseOf` of `ui/src/shared/marks.ts`.

use super::Piece;
use std::f32::consts::TAU;

/// An arrow's head, along it and across.
const HEAD: f32 = 44.0;
const WING: f32 = 20.0;
/// Straight pieces of an ellipse.
const PIECES: u16 = 180;

/// The shaft and the two wings of its head. A short arrow has a smaller head.
pub(super) fn arrow(ends: [f64; 4], size: (f32, f32), unit: f32) -> Option<Vec<Piece>> {
    let [ax, ay, bx, by] = pixels(ends, size)?;
    let length = (bx - ax).hypot(by - ay).max(f32::MIN_POSITIVE);
    let (ux, uy) = ((bx - ax) / length, (by - ay) / length);
    let head = (HEAD * unit).min(length / 2.0);
    let wing = WING / HEAD * head;
    let (x, y) = (bx - ux * head, by - uy * head);
    let tip = (bx, by);
    Some(vec![((ax, ay), tip), ((x - uy * wing, y + ux * wing), tip), (tip, (x + uy * wing, y - ux * wing))])
}

/// An ellipse that fills its box.
pub(super) fn ellipse(area: [f64; 4], size: (f32, f32)) -> Option<Vec<Piece>> {
    let [ax, ay, bx, by] = pixels(area, size)?;
    let (cx, cy, rx, ry) = (f32::midpoint(ax, bx), f32::midpoint(ay, by), (bx - ax).abs() / 2.0, (by - ay).abs() / 2.0);
    let at = |step: u16| {
        let (sin, cos) = (f32::from(step) / f32::from(PIECES) * TAU).sin_cos();
        (cx + rx * cos, cy + ry * sin)
    };
    Some((0..PIECES).map(|step| (at(step), at(step + 1))).collect())
}

/// None of what is no number, or lies far outside of any picture.
#[allow(clippy::cast_possible_truncation)]
fn pixels(fractions: [f64; 4], size: (f32, f32)) -> Option<[f32; 4]> {
    let sane = fractions.iter().all(|at| (-1.0..=2.0).contains(at));
    let [ax, ay, bx, by] = fractions.map(|at| at as f32);
    sane.then_some([ax * size.0, ay * size.1, bx * size.0, by * size.1])
}
