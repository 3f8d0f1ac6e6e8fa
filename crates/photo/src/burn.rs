//! Making parts of a picture unrecognisable: a coarse mosaic in place of what was there. Of each block a coarse mean colour is left, so that
//! nothing undoes it: there is no key, no layer, and no pixel of what was covered.

use crate::Picture;
use image::{Rgb, RgbImage};

/// Blocks across the shorter side of a box at most: of a face so few tell nobody who it is, of a door plate no digit.
const BLOCKS: u32 = 4;
/// A block's colour is rounded to so many steps of a channel: from exact means, whoever knows the font could try out which number gives them.
const STEP: u64 = 16;

impl Picture {
    /// Makes these boxes (left, top, right, bottom, as fractions of the upright picture) unrecognisable, for good. What lies outside of the
    /// picture, or is no number, covers nothing.
    pub fn burn(&mut self, boxes: &[[f64; 4]]) {
        let size = self.raster.dimensions();
        for area in boxes.iter().filter_map(|one| Area::of(*one, size)) {
            area.cover(&mut self.raster);
        }
    }
}

/// A box in pixels: from, and behind.
struct Area {
    x: (u32, u32),
    y: (u32, u32),
}

impl Area {
    /// Outwards to whole pixels.
    fn of([x1, y1, x2, y2]: [f64; 4], (width, height): (u32, u32)) -> Option<Self> {
        Some(Self { x: span(x1, x2, width)?, y: span(y1, y2, height)? })
    }

    fn cover(&self, raster: &mut RgbImage) {
        let shorter = (self.x.1 - self.x.0).min(self.y.1 - self.y.0);
        let block = shorter.div_ceil(BLOCKS).max(1);
        for top in (self.y.0..self.y.1).step_by(block as usize) {
            for left in (self.x.0..self.x.1).step_by(block as usize) {
                fill(raster, (left, (left + block).min(self.x.1)), (top, (top + block).min(self.y.1)));
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn span(a: f64, b: f64, size: u32) -> Option<(u32, u32)> {
    let (low, high) = (a.min(b).max(0.0), a.max(b).min(1.0));
    let (from, behind) = ((low * f64::from(size)).floor() as u32, (high * f64::from(size)).ceil() as u32);
    // `min` and `max` pass over what is no number.
    (!a.is_nan() && !b.is_nan() && from < behind.min(size)).then_some((from, behind.min(size)))
}

/// One colour for a block.
fn fill(raster: &mut RgbImage, x: (u32, u32), y: (u32, u32)) {
    let places = move || (y.0..y.1).flat_map(move |y| (x.0..x.1).map(move |x| (x, y)));
    let mut sums = [0_u64; 3];
    for (x, y) in places() {
        for (sum, channel) in sums.iter_mut().zip(raster.get_pixel(x, y).0) {
            *sum += u64::from(channel);
        }
    }
    let count = places().count().max(1) as u64;
    let coarse = sums.map(|sum| u8::try_from(sum / count / STEP * STEP + STEP / 2).unwrap_or(u8::MAX));
    for (x, y) in places() {
        raster.put_pixel(x, y, Rgb(coarse));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;
    use image::metadata::Orientation;
    use std::collections::BTreeSet;

    /// A picture of which no two neighbours are alike.
    fn busy(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7 + y * 13) as u8, (x * 31) as u8, (y * 29 + x) as u8]))
    }

    fn picture(raster: RgbImage) -> Picture {
        Picture::new(raster.into(), Orientation::NoTransforms, None).unwrap()
    }

    fn colours(picture: &Picture, x: (u32, u32), y: (u32, u32)) -> BTreeSet<[u8; 3]> {
        (y.0..y.1).flat_map(|y| (x.0..x.1).map(move |x| (x, y))).map(|(x, y)| picture.raster.get_pixel(x, y).0).collect()
    }

    #[test]
    fn of_what_is_covered_a_few_colours_are_left_and_the_rest_is_as_it_was() {
        let before = busy(400, 300);
        let mut after = picture(before.clone());
        after.burn(&[[0.25, 0.5, 0.5, 0.6]]);
        let inside = |x: u32, y: u32| (100..200).contains(&x) && (150..180).contains(&y);
        assert!(before.enumerate_pixels().all(|(x, y, pixel)| inside(x, y) || after.raster.get_pixel(x, y) == pixel));
        let left = colours(&after, (100, 200), (150, 180));
        assert!(left.len() <= 4 * 13, "{} colours of 3000 pixels", left.len());
        assert!(left.iter().flatten().all(|channel| channel % 16 == 8), "and only coarse ones");
    }

    #[test]
    fn pictures_that_differ_within_a_block_alone_come_out_alike() {
        // What was there cannot be told from what is left: other pixels give the very same picture.
        let stripes = |turned: bool| {
            RgbImage::from_fn(80, 80, |x, y| if ((if turned { x } else { y }) % 2) == 0 { Rgb([0, 0, 0]) } else { Rgb([200, 200, 200]) })
        };
        let burnt = |turned| {
            let mut picture = picture(stripes(turned));
            picture.burn(&[[0.0, 0.0, 1.0, 1.0]]);
            picture.raster
        };
        assert!(burnt(true) == burnt(false));
    }

    #[test]
    fn a_second_time_changes_nothing_and_order_hides_no_less() {
        let boxes = [[0.1, 0.1, 0.5, 0.6], [0.3, 0.2, 0.9, 0.7]];
        let mut once = picture(busy(200, 200));
        once.burn(&boxes[..1]);
        let mut twice = once.clone();
        twice.burn(&boxes[..1]);
        assert!(once.raster == twice.raster);
        once.burn(&boxes);
        assert!(colours(&once, (60, 180), (40, 140)).len() <= 4 * 8 + 16);
    }

    #[test]
    fn no_box_is_too_odd() {
        let before = busy(50, 40);
        let mut same = picture(before.clone());
        same.burn(&[[f64::NAN, 0.0, 1.0, 1.0], [0.5, 0.5, 0.5, 0.9], [2.0, 0.0, 3.0, 1.0], [-2.0, -2.0, -1.0, -1.0]]);
        assert!(same.raster == before);
        for all in [[0.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0], [-9.0, f64::NEG_INFINITY, 9.0, f64::INFINITY]] {
            let mut covered = picture(before.clone());
            covered.burn(&[all]);
            assert!(colours(&covered, (0, 50), (0, 40)).len() <= 20, "{all:?}");
        }
        let mut smallest = picture(RgbImage::from_pixel(1, 1, Rgb([9, 99, 255])));
        smallest.burn(&[[0.4, 0.4, 0.6, 0.6]]);
        assert_eq!(smallest.raster.get_pixel(0, 0).0, [8, 104, 248]);
    }

    #[test]
    fn a_box_is_of_the_upright_picture() {
        // Lies on its side: its left half is the upright one's upper half.
        let lying = RgbImage::from_fn(40, 20, |x, _| if x < 20 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) });
        let mut upright = Picture::new(lying.into(), Orientation::Rotate90, None).unwrap();
        upright.burn(&[[0.0, 0.5, 1.0, 1.0]]);
        assert_eq!(colours(&upright, (0, 20), (0, 20)), BTreeSet::from([[255, 0, 0]]));
        assert_eq!(colours(&upright, (0, 20), (20, 40)), BTreeSet::from([[8, 8, 248]]));
    }
}
