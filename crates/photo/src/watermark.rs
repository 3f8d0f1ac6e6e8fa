//! A watermark: when, where, what, who and a code to verify it by, drawn over a copy of a photograph whenever one is shown, printed or
//! exported. The original never has one.
//!
//! It stands at the bottom left on a dark ground, in the fonts that travel with the app. Each row is drawn within its own box alone, so
//! that no text, whatever it is made of, can cover another or leave the ground.

mod layout;

use crate::PhotoError;
use crate::lettering::mix;
use crate::picture::{self, EVIDENCE_QUALITY, Picture, Rendition};
use image::RgbImage;
use layout::{Line, Panel};

/// The rule at the left edge: its colour, and its width in pixels.
const RULE: [u8; 3] = [0x0B, 0x5D, 0x4B];
const RULE_WIDTH: u32 = 4;
/// How much of the picture is seen through the ground.
const THROUGH: f32 = 0.4;

/// What a watermark says, each line optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watermark {
    /// Label and words, as they are to be read. A line without words is left out.
    pub lines: Vec<(String, String)>,
    /// The verification code, digits and letters; what stands before its last space, if anything, is its label. Empty for none.
    pub code: String,
}

impl Picture {
    /// As [`Picture::evidence`], with the mark burnt in.
    ///
    /// The mark takes at most 45 % of the height: words are cut after two rows, then lines are left out from the last one on, then the code
    /// is made smaller. A code that cannot be read in full is left out, and so a very small picture may bear no mark.
    ///
    /// # Errors
    /// `Rendition`.
    pub fn marked(&self, mark: &Watermark) -> Result<Rendition, PhotoError> {
        let mut raster = self.raster.clone();
        if let Some(panel) = Panel::fit(mark, raster.width(), raster.height()) {
            ground(&mut raster, &panel);
            for line in &panel.lines {
                draw(&mut raster, &panel, line);
            }
        }
        Ok(picture::rendition(self.jpeg(&raster, EVIDENCE_QUALITY)?, &raster))
    }
}

fn ground(raster: &mut RgbImage, panel: &Panel) {
    for y in panel.top..raster.height() {
        for x in 0..panel.width.min(raster.width()) {
            let pixel = raster.get_pixel_mut(x, y);
            pixel.0 = if x < RULE_WIDTH { RULE } else { pixel.0.map(|channel| mix(0.0, channel, 1.0 - THROUGH)) };
        }
    }
}

fn draw(raster: &mut RgbImage, panel: &Panel, line: &Line) {
    let box_x = i64::from(RULE_WIDTH)..i64::from(panel.width.min(raster.width()));
    let box_y = i64::from(line.top.max(panel.top))..i64::from(line.bottom.min(raster.height()));
    for (shape, x) in line.row.placed(line.x, line.size) {
        shape.cover((x, line.baseline), line.size, |x, y, cover| {
            if let (true, true, Ok(x), Ok(y)) = (box_x.contains(&x), box_y.contains(&y), u32::try_from(x), u32::try_from(y)) {
                let pixel = raster.get_pixel_mut(x, y);
                pixel.0 = pixel.0.map(|channel| mix(255.0, channel, cover * line.strength));
            }
        });
    }
}
