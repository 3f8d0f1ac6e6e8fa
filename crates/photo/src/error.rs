//! Why a file is not taken as a photograph.

/// Refusals, each with a code that the UI translates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The bytes are no picture at all (or no bytes).
    #[error("not a photograph")]
    NotAPhoto,
    /// A picture in a format that is not decoded here.
    #[error("{0} pictures are not supported")]
    Unsupported(&'static str),
    /// Cut off or damaged inside.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// More bytes than are taken.
    #[error("{bytes} bytes are too many")]
    TooManyBytes {
        /// Size of the file.
        bytes: u64,
    },
    /// More pixels than are unpacked.
    #[error("{width} × {height} pixels are too many")]
    TooManyPixels {
        /// Columns, as the header says.
        width: u32,
        /// Rows, as the header says.
        height: u32,
    },
    /// A rendition could not be made; the original is fine.
    #[error("the rendition could not be made: {0}")]
    Rendition(String),
}

impl PhotoError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAPhoto => "photo_not_a_photo",
            Self::Unsupported(_) => "photo_unsupported",
            Self::Damaged(_) => "photo_damaged",
            Self::TooManyBytes { .. } | Self::TooManyPixels { .. } => "photo_too_large",
            Self::Rendition(_) => "photo_rendition",
        }
    }
}
