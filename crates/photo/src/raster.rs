//! A photograph's whole raster: the one large piece of memory that it takes, held only until it is made smaller.

use image::{ColorType, DynamicImage, ImageDecoder, ImageResult, RgbImage};
use memmap2::MmapMut;

/// From so many bytes on the system itself is asked for the memory, in large pages where it has them: 12 megapixels touched for the first time in
/// pages of 4 KiB cost a seventh of the whole way from the file to its renditions.
const LARGE: u64 = 8 << 20;

/// Red, green, blue: a byte each, row by row, nothing between.
pub(crate) struct Raster {
    bytes: Bytes,
    width: u32,
    height: u32,
}

enum Bytes {
    Small(Vec<u8>),
    Large(MmapMut),
}

impl Raster {
    pub(crate) fn decode(decoder: impl ImageDecoder) -> ImageResult<Self> {
        let (width, height) = decoder.dimensions();
        if decoder.color_type() == ColorType::Rgb8
            && let Some(mut large) = large(decoder.total_bytes())
        {
            decoder.read_image(&mut large)?;
            return Ok(Self { bytes: Bytes::Large(large), width, height });
        }
        DynamicImage::from_decoder(decoder).map(|image| opaque(image).into())
    }

    pub(crate) const fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        let all: &[u8] = match &self.bytes {
            Bytes::Small(bytes) => bytes,
            Bytes::Large(bytes) => bytes,
        };
        &all[..self.width as usize * self.height as usize * 3]
    }

    /// Half as wide and high, in the same memory: a 48-megapixel raster leaves little for another. The last odd column and row are left out.
    pub(crate) fn halve(&mut self) {
        let bytes: &mut [u8] = match &mut self.bytes {
            Bytes::Small(bytes) => bytes,
            Bytes::Large(bytes) => bytes,
        };
        let row = self.width as usize * 3;
        (self.width, self.height) = (self.width / 2, self.height / 2);
        let mut to = 0;
        for y in 0..self.height as usize {
            for x in 0..self.width as usize {
                // Never behind where it writes.
                let from = 2 * y * row + 6 * x;
                for at in from..from + 3 {
                    let sum = [at, at + 3, at + row, at + row + 3].iter().fold(2, |sum, at| sum + u16::from(bytes[*at]));
                    bytes[to] = (sum / 4) as u8;
                    to += 1;
                }
            }
        }
    }

    /// As it is. Of a large one the bytes are copied: the system gets its memory back.
    pub(crate) fn into_image(self) -> RgbImage {
        let (width, height) = self.size();
        let bytes = match self.bytes {
            Bytes::Small(mut bytes) => {
                bytes.truncate(width as usize * height as usize * 3);
                bytes
            }
            Bytes::Large(_) => self.bytes().to_vec(),
        };
        RgbImage::from_raw(width, height, bytes).unwrap_or_default()
    }
}

impl From<RgbImage> for Raster {
    fn from(image: RgbImage) -> Self {
        let (width, height) = image.dimensions();
        Self { bytes: Bytes::Small(image.into_raw()), width, height }
    }
}

/// Memory of that size, if it is worth it and the system has it; otherwise the allocator has the last word.
fn large(bytes: u64) -> Option<MmapMut> {
    let memory = (bytes >= LARGE).then(|| MmapMut::map_anon(usize::try_from(bytes).ok()?).ok())??;
    // A wish: small pages do, too.
    #[cfg(target_os = "linux")]
    let _ = memory.advise(memmap2::Advice::HugePage);
    Some(memory)
}

/// RGB; what is transparent becomes white.
fn opaque(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let mut rgb = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in rgb.pixels_mut().zip(rgba.pixels()) {
        let alpha = u32::from(from[3]);
        for channel in 0..3 {
            let mixed = (u32::from(from[channel]) * alpha + 255 * (255 - alpha)) / 255;
            to[channel] = u8::try_from(mixed).unwrap_or(255);
        }
    }
    rgb
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    fn drawn(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 10) as u8, (y * 10) as u8, 255]))
    }

    #[test]
    fn a_halved_raster_is_the_mean_of_four() {
        let mut raster = Raster::from(drawn(5, 3));
        raster.halve();
        assert_eq!(raster.size(), (2, 1));
        assert_eq!(raster.into_image().pixels().map(|p| p.0).collect::<Vec<_>>(), [[5, 5, 255], [25, 5, 255]]);
    }

    #[test]
    fn a_large_raster_is_what_a_small_one_is() {
        let image = drawn(2_000, 1_500);
        let mut memory = large(9_000_000).unwrap();
        memory.copy_from_slice(image.as_raw());
        assert!(large(LARGE - 1).is_none(), "what is small stays with the allocator");
        let (mut big, mut small) = (Raster { bytes: Bytes::Large(memory), width: 2_000, height: 1_500 }, Raster::from(image.clone()));
        assert_eq!(big.bytes(), image.as_raw());
        big.halve();
        small.halve();
        assert_eq!(big.bytes(), small.bytes());
        assert_eq!(big.into_image(), small.into_image());
    }

    #[test]
    fn transparent_becomes_white() {
        let clear = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(2, 2, image::Rgba([0, 0, 0, 0])));
        assert!(opaque(clear).pixels().all(|p| p.0 == [255, 255, 255]));
    }
}
