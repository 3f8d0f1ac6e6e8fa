//! Which picture format some bytes are in, by their first bytes; a file's name or declared type is never believed.

use crate::PhotoError;

/// Formats that are taken. The first three are decoded here; the others are kept as they came, and shown by whatever platform can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG (JFIF or EXIF).
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// HEIC, what many phones' own cameras write.
    Heic,
    /// AVIF.
    Avif,
    /// GIF.
    Gif,
    /// TIFF, and what is built like it.
    Tiff,
    /// Windows bitmap.
    Bmp,
    /// JPEG XL.
    Jxl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 9] = [Self::Jpeg, Self::Png, Self::WebP, Self::Heic, Self::Avif, Self::Gif, Self::Tiff, Self::Bmp, Self::Jxl];

    /// Looks at the first bytes.
    ///
    /// # Errors
    /// `NotAPhoto` for what is none of these.
    pub fn sniff(bytes: &[u8]) -> Result<Self, PhotoError> {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        kept(bytes).ok_or(PhotoError::NotAPhoto)
    }

    /// Are renditions made of it here?
    #[must_use]
    pub fn is_decoded(self) -> bool {
        self.codec().is_some()
    }

    /// Media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Heic => "image/heic",
            Self::Avif => "image/avif",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Jxl => "image/jxl",
        }
    }

    pub(crate) fn codec(self) -> Option<image::ImageFormat> {
        match self {
            Self::Jpeg => Some(image::ImageFormat::Jpeg),
            Self::Png => Some(image::ImageFormat::Png),
            Self::WebP => Some(image::ImageFormat::WebP),
            Self::Heic | Self::Avif | Self::Gif | Self::Tiff | Self::Bmp | Self::Jxl => None,
        }
    }
}

/// A picture that is kept and not decoded.
fn kept(bytes: &[u8]) -> Option<Format> {
    if bytes.get(4..8) == Some(b"ftyp") {
        // ISO base media file: the brand says which; a video has other brands and is no photograph.
        return match bytes.get(8..12)? {
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => Some(Format::Heic),
            b"avif" | b"avis" => Some(Format::Avif),
            _ => None,
        };
    }
    if bytes.starts_with(b"GIF8") {
        return Some(Format::Gif);
    }
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return Some(Format::Tiff);
    }
    if bytes.starts_with(&[0xFF, 0x0A]) || bytes.starts_with(b"\0\0\0\x0CJXL ") {
        return Some(Format::Jxl);
    }
    (bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4])).then_some(Format::Bmp)
}
