//! Text in the fonts that travel with the app, for whatever is drawn: characters as shapes, measured in ems, laid in rows.
//!
//! A page, a picture or a mark asks for [`Text::rows`] and places them; sizes and places are its own.

mod glyphs;
mod text;

pub use glyphs::{BOLD, Face, REGULAR, Shape, Weight};
pub use text::{Row, Text};

use ab_glyph::{Glyph, GlyphId, OutlineCurve, OutlinedGlyph, PxScale, PxScaleFactor, point};
use image::RgbImage;

impl Row {
    /// Each shape with where it begins, in pixels: the row begins at `from`, an em is `size`.
    pub fn placed(&self, from: f32, size: f32) -> impl Iterator<Item = (&Shape, f32)> {
        self.shapes.iter().scan(from, move |at, shape| {
            let x = *at;
            *at += shape.advance * size;
            Some((shape, x))
        })
    }

    /// Draws it into a picture, from `x` on along the baseline; what lies outside is left out.
    pub fn draw(&self, raster: &mut RgbImage, x: f32, baseline: f32, size: f32, colour: [u8; 3]) {
        for (shape, x) in self.placed(x, size) {
            shape.cover((x, baseline), size, |x, y, cover| {
                if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
                    && let Some(pixel) = raster.get_pixel_mut_checked(x, y)
                {
                    for (channel, over) in pixel.0.iter_mut().zip(colour) {
                        *channel = mix(f32::from(over), *channel, cover);
                    }
                }
            });
        }
    }
}

/// A piece of a shape's outline, in ems from where the character stands on its baseline, upwards: where it begins, where it bends, where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Curve {
    Line([[f32; 2]; 2]),
    Quad([[f32; 2]; 3]),
    Cubic([[f32; 2]; 4]),
}

impl Shape {
    /// Its outline. A piece that does not begin where the one before ended begins another contour; what they enclose is filled by the nonzero rule.
    pub fn curves(&self) -> impl Iterator<Item = Curve> {
        let at = |point: &ab_glyph::Point| [point.x / self.units, point.y / self.units];
        self.outline.iter().flat_map(|outline| &outline.curves).map(move |curve| match curve {
            OutlineCurve::Line(a, b) => Curve::Line([at(a), at(b)]),
            OutlineCurve::Quad(a, b, c) => Curve::Quad([at(a), at(b), at(c)]),
            OutlineCurve::Cubic(a, b, c, d) => Curve::Cubic([at(a), at(b), at(c), at(d)]),
        })
    }

    /// Calls `paint` with each pixel that it touches and how much of it is covered, 0 to 1.
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn cover(&self, (x, baseline): (f32, f32), size: f32, mut paint: impl FnMut(i64, i64, f32)) {
        let Some(outline) = &self.outline else { return };
        let scale = size / self.units;
        let place = Glyph { id: GlyphId(0), scale: PxScale::from(size), position: point(x, baseline) };
        let drawn = OutlinedGlyph::new(place, outline.as_ref().clone(), PxScaleFactor { horizontal: scale, vertical: scale });
        let corner = drawn.px_bounds().min;
        drawn.draw(|dx, dy, cover| paint(corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy), cover.clamp(0.0, 1.0)));
    }
}

/// `over` laid on `under`, covering so much of it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn mix(over: f32, under: u8, cover: f32) -> u8 {
    (over * cover + f32::from(under) * (1.0 - cover)).round() as u8
}
