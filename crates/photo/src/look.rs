//! What a photograph looks like, in 18 bytes: the same for a copy that was recompressed, made smaller or cut at its edges.
//!
//! Brightness is compared with that of the neighbours to the right and below, on a grid of nine by nine (the double gradient of
//! [`image_hasher`]): 144 signs, of which a copy changes few and another picture about half. Measured on 216 drawn scenes
//! (`tests/lookalikes.rs`) against nine kinds of hash of that library; this one told copies from others best.

use crate::{PhotoError, picture};
use image::RgbImage;
use image_hasher::{HashAlg, HasherConfig};
use std::fmt;
use std::str::FromStr;

const BYTES: usize = 18;
/// Asked for this size, the double gradient has [`BYTES`].
const GRID: u32 = 16;

/// A photograph's look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look([u8; BYTES]);

impl Look {
    /// Most differing signs of a slightly cropped copy (up to 6 % of its edges). Among two photographs that are compared for a
    /// reason (before and after, say) no more means "nothing changed".
    pub const ALIKE: u32 = 27;
    /// Most differing signs of a copy that was recompressed or made smaller. Few enough to search a whole district's photographs by.
    pub const COPY: u32 = 14;

    pub(crate) fn of(raster: &RgbImage) -> Result<Self, PhotoError> {
        let small = picture::shrink(raster, picture::THUMB_SIDE)?;
        let hash = HasherConfig::new().hash_alg(HashAlg::DoubleGradient).hash_size(GRID, GRID).to_hasher().hash_image(small.as_ref());
        hash.as_bytes().try_into().map(Self).map_err(|_| PhotoError::Rendition("a look of another length".into()))
    }

    /// In how many of 144 signs the two differ.
    #[must_use]
    pub fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }
}

/// As it is written in a `rendition` row (`phash`): 36 hexadecimal digits.
impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for Look {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; BYTES];
        hex::decode_to_slice(text, &mut bytes).map(|()| Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    #[test]
    fn is_read_as_it_was_written() {
        let look = Look([0xA5; BYTES]);
        assert_eq!(look.to_string().parse::<Look>().unwrap(), look);
        for bad in ["", "a5", "zz"] {
            assert!(bad.parse::<Look>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn every_sign_counts_once() {
        assert_eq!(Look([0; BYTES]).distance(&Look([0xFF; BYTES])), 144);
        let mut one = [0; BYTES];
        one[7] = 0b1000;
        assert_eq!(Look([0; BYTES]).distance(&Look(one)), 1);
    }

    #[test]
    fn the_smallest_picture_has_one() {
        assert!(Look::of(&RgbImage::new(1, 1)).is_ok());
    }
}
