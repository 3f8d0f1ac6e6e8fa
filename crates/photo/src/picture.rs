//! A decoded photograph and the renditions made of it.

use crate::raster::Raster;
use crate::{Look, Original, PhotoError};
use fast_image_resize as fir;
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use std::borrow::Cow;

/// Longest side of a thumbnail, pixels.
pub const THUMB_SIDE: u32 = 320;
/// Most bytes of a thumbnail.
pub const THUMB_BYTES: usize = 20 * 1024;
/// Longest side of an evidence rendition, pixels.
pub const EVIDENCE_SIDE: u32 = 2048;
pub(crate) const EVIDENCE_QUALITY: u8 = 80;
/// A thumbnail's quality is sought between these.
const THUMB_QUALITY: (u8, u8) = (25, 82);

/// A JPEG made of a photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// JPEG bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Rendition {
    /// Renditions are always JPEG.
    pub const MIME: &'static str = "image/jpeg";
}

/// A decoded photograph, upright, no larger than an evidence rendition: the full raster is let go at once.
#[derive(Debug, Clone)]
pub struct Picture {
    pub(crate) raster: RgbImage,
    profile: Option<Vec<u8>>,
}

impl Picture {
    pub(crate) fn new(mut full: Raster, orientation: Orientation, profile: Option<Vec<u8>>) -> Result<Self, PhotoError> {
        // Turning the small raster is cheaper than turning the large one.
        while full.size().0.max(full.size().1) >= 3 * EVIDENCE_SIDE {
            full.halve();
        }
        let small = match resized(full.bytes(), full.size(), EVIDENCE_SIDE)? {
            Some(small) => {
                drop(full);
                small
            }
            None => full.into_image(),
        };
        let mut upright = DynamicImage::ImageRgb8(small);
        upright.apply_orientation(orientation);
        Ok(Self { raster: upright.into_rgb8(), profile })
    }

    /// Inspects and decodes in one go.
    ///
    /// # Errors
    /// As [`Original::inspect`] and [`Original::decode`].
    pub fn open(bytes: &[u8]) -> Result<(Original, Self), PhotoError> {
        let original = Original::inspect(bytes)?;
        let picture = original.decode(bytes)?;
        Ok((original, picture))
    }

    /// What it shows, upright.
    #[must_use]
    pub fn pixels(&self) -> &RgbImage {
        &self.raster
    }

    /// At most [`THUMB_SIDE`] pixels and [`THUMB_BYTES`] bytes: the best quality that fits, then fewer pixels.
    ///
    /// # Errors
    /// `Rendition`.
    pub fn thumbnail(&self) -> Result<Rendition, PhotoError> {
        let mut side = THUMB_SIDE;
        loop {
            let raster = shrink(&self.raster, side)?;
            let (mut low, mut high) = THUMB_QUALITY;
            // What fits at its best needs no search.
            let finest = self.jpeg(&raster, high)?;
            if finest.len() <= THUMB_BYTES {
                return Ok(rendition(finest, &raster));
            }
            high -= 1;
            let mut best = None;
            while low <= high {
                let quality = low + (high - low) / 2;
                let bytes = self.jpeg(&raster, quality)?;
                if bytes.len() <= THUMB_BYTES {
                    best = Some(bytes);
                    low = quality + 1;
                } else {
                    high = quality - 1;
                }
            }
            if let Some(bytes) = best {
                return Ok(rendition(bytes, &raster));
            }
            if side < 32 {
                return Err(PhotoError::Rendition("no thumbnail fits".into()));
            }
            side = side * 3 / 4;
        }
    }

    /// At most [`EVIDENCE_SIDE`] pixels, quality 80: what the desk looks at.
    ///
    /// # Errors
    /// `Rendition`.
    pub fn evidence(&self) -> Result<Rendition, PhotoError> {
        self.evidence_of(EVIDENCE_SIDE, EVIDENCE_QUALITY)
    }

    /// The same of another size (at most [`EVIDENCE_SIDE`]) and quality, as a district's standard may ask for.
    ///
    /// # Errors
    /// `Rendition`.
    pub fn evidence_of(&self, side: u32, quality: u8) -> Result<Rendition, PhotoError> {
        let raster = shrink(&self.raster, side)?;
        Ok(rendition(self.jpeg(&raster, quality)?, &raster))
    }

    /// What it looks like, to find copies of it by.
    ///
    /// # Errors
    /// `Rendition`.
    pub fn look(&self) -> Result<Look, PhotoError> {
        Look::of(&self.raster)
    }

    /// Colours at half the size of light, as phones and sharp keep them. What it gives may differ by machine (it takes what the processor
    /// offers): a rendition is made once, by its device, and known by its hash from then on.
    pub(crate) fn jpeg(&self, raster: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoError> {
        let failed = |e: &dyn std::fmt::Display| PhotoError::Rendition(e.to_string());
        let side = |pixels: u32| u16::try_from(pixels).map_err(|e| failed(&e));
        let (width, height) = (side(raster.width())?, side(raster.height())?);
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, quality);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        if let Some(profile) = &self.profile {
            // Without it a phone's wide colours would look pale.
            encoder.add_icc_profile(profile).map_err(|e| failed(&e))?;
        }
        encoder.encode(raster.as_raw(), width, height, ColorType::Rgb).map_err(|e| failed(&e))?;
        Ok(bytes)
    }
}

pub(crate) fn rendition(bytes: Vec<u8>, raster: &RgbImage) -> Rendition {
    Rendition { sha256: crate::sha256(&bytes), bytes, width: raster.width(), height: raster.height() }
}

/// Size with the longest side at most `side`; never larger than it is.
fn fitted(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scaled = |n: u32| {
        let n = (u64::from(n) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(n).unwrap_or(side).max(1)
    };
    (scaled(width), scaled(height))
}

pub(crate) fn shrink(raster: &RgbImage, side: u32) -> Result<Cow<'_, RgbImage>, PhotoError> {
    Ok(resized(raster.as_raw(), raster.dimensions(), side)?.map_or(Cow::Borrowed(raster), Cow::Owned))
}

/// Pixels of that width and height with the longest side at most `side`; nothing if they fit.
fn resized(pixels: &[u8], (width, height): (u32, u32), side: u32) -> Result<Option<RgbImage>, PhotoError> {
    let to = fitted(width, height, side);
    if to == (width, height) {
        return Ok(None);
    }
    let failed = |e: &dyn std::fmt::Display| PhotoError::Rendition(e.to_string());
    let source = fir::images::ImageRef::new(width, height, pixels, fir::PixelType::U8x3).map_err(|e| failed(&e))?;
    let mut target = fir::images::Image::new(to.0, to.1, fir::PixelType::U8x3);
    let options = fir::ResizeOptions::new().resize_alg(fir::ResizeAlg::Convolution(fir::FilterType::CatmullRom));
    fir::Resizer::new().resize(&source, &mut target, &options).map_err(|e| failed(&e))?;
    RgbImage::from_raw(to.0, to.1, target.into_vec()).map(Some).ok_or_else(|| failed(&"size"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    #[test]
    fn the_longest_side_fits_and_nothing_vanishes() {
        for (size, side, expected) in [
            ((4000, 3000), 320, (320, 240)),
            ((3000, 4000), 320, (240, 320)),
            ((320, 320), 320, (320, 320)),
            ((321, 1), 320, (320, 1)),
            ((9_000, 2), 320, (320, 1)),
            ((100, 80), 320, (100, 80)),
        ] {
            assert_eq!(fitted(size.0, size.1, side), expected, "{size:?}");
        }
    }
}
