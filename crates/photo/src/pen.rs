//! Marks drawn into a copy of a photograph: arrows, circles and words, in red with paper around them. Shapes, sizes and colours are those that
//! `ui/src/shared/marks.ts` and `MarkLayer.vue` draw over a picture on a screen: whoever changes one of them changes the other.
//!
//! Sizes are those of a sheet whose longer side is a thousand. A line is drawn by its distance from each pixel, so that its ends and joints are round.

mod shape;
mod words;

use crate::Picture;
use crate::lettering::mix;
use image::RgbImage;

const RED: [u8; 3] = [0xB3, 0x26, 0x1E];
const PAPER: [u8; 3] = [0xFF; 3];
/// How wide the pen's line is, and the paper around it.
const PEN: f32 = 8.0;
const EDGE: f32 = 14.0;
const LONG: f32 = 1000.0;

/// A mark that is drawn. Points are fractions of the upright picture, from the top left.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// From the first point to the second, where its head is.
    Arrow([f64; 4]),
    /// The ellipse in the box.
    Circle([f64; 4]),
    /// Words at a point.
    Words([f64; 2], String),
}

/// A point in pixels, and a straight piece of a line.
type Point = (f32, f32);
type Piece = (Point, Point);

impl Picture {
    /// Draws these, in their order. What is no number draws nothing.
    pub fn draw(&mut self, drawings: &[Drawing]) {
        #[allow(clippy::cast_precision_loss)]
        let size = (self.raster.width() as f32, self.raster.height() as f32);
        let unit = size.0.max(size.1) / LONG;
        for drawing in drawings {
            match drawing {
                Drawing::Arrow(ends) => self.line(shape::arrow(*ends, size, unit), unit),
                Drawing::Circle(area) => self.line(shape::ellipse(*area, size), unit),
                Drawing::Words(at, text) => words::draw(&mut self.raster, *at, text, unit),
            }
        }
    }

    fn line(&mut self, pieces: Option<Vec<Piece>>, unit: f32) {
        let pieces = pieces.unwrap_or_default();
        stroke(&mut self.raster, &pieces, EDGE * unit, PAPER);
        stroke(&mut self.raster, &pieces, PEN * unit, RED);
    }
}

/// How much of each pixel of a box is covered.
struct Cover {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
    parts: Vec<f32>,
}

impl Cover {
    /// Of pieces within the picture, so many pixels around them.
    fn of(pieces: &[Piece], reach: f32, raster: &RgbImage) -> Option<Self> {
        let points = || pieces.iter().flat_map(|(a, b)| [*a, *b]);
        if points().next().is_none() || points().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return None;
        }
        let (left, right) = span(points().map(|point| point.0), reach, raster.width());
        let (top, bottom) = span(points().map(|point| point.1), reach, raster.height());
        let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
        Some(Self { left, top, width, height, parts: vec![0.0; width as usize * height as usize] })
    }

    #[allow(clippy::cast_precision_loss)]
    fn add(&mut self, piece: Piece, half: f32) {
        let (left, right) = span([piece.0.0, piece.1.0].into_iter(), half + 1.0, self.left + self.width);
        let (top, bottom) = span([piece.0.1, piece.1.1].into_iter(), half + 1.0, self.top + self.height);
        for y in top.max(self.top)..bottom {
            for x in left.max(self.left)..right {
                let far = distance((x as f32 + 0.5, y as f32 + 0.5), piece);
                let part = &mut self.parts[((y - self.top) * self.width + x - self.left) as usize];
                *part = part.max((half + 0.5 - far).clamp(0.0, 1.0));
            }
        }
    }

    fn paint(&self, raster: &mut RgbImage, colour: [u8; 3]) {
        for (at, part) in (0_u32..).zip(&self.parts).filter(|(_, part)| **part > 0.0) {
            let pixel = raster.get_pixel_mut(self.left + at % self.width, self.top + at / self.width);
            for (channel, over) in pixel.0.iter_mut().zip(colour) {
                *channel = mix(f32::from(over), *channel, *part);
            }
        }
    }
}

fn stroke(raster: &mut RgbImage, pieces: &[Piece], width: f32, colour: [u8; 3]) {
    let half = width / 2.0;
    let Some(mut cover) = Cover::of(pieces, half + 1.0, raster) else { return };
    for piece in pieces {
        cover.add(*piece, half);
    }
    cover.paint(raster, colour);
}

/// Whole pixels around these, within the picture.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn span(along: impl Iterator<Item = f32>, reach: f32, most: u32) -> (u32, u32) {
    let (low, high) = along.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
    (((low - reach).floor().max(0.0) as u32).min(most), ((high + reach).ceil().max(0.0) as u32).min(most))
}

fn distance((x, y): Point, ((ax, ay), (bx, by)): Piece) -> f32 {
    let (dx, dy) = (bx - ax, by - ay);
    let long = dx * dx + dy * dy;
    let share = if long > 0.0 { (((x - ax) * dx + (y - ay) * dy) / long).clamp(0.0, 1.0) } else { 0.0 };
    (x - ax - dx * share).hypot(y - ay - dy * share)
}
