//! Why a file is no map, or none that can be shown.

/// What was wrong, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum BasemapError {
    /// It is neither a PMTiles archive nor an `.mbtiles`.
    #[error("this is no map: it is neither a PMTiles archive (version 3) nor an .mbtiles file")]
    NoMap,
    /// Its header names bytes that are not there: the file was cut off, or altered.
    #[error("this map is damaged or was cut off: fetch it again ({0})")]
    Damaged(&'static str),
    /// Readers look for the root directory in the first 16,384 bytes, where the format has it, and nowhere else.
    #[error("this map cannot be read piece by piece: its root directory does not end within the first 16,384 bytes; pack it anew")]
    RootBehind,
    /// It has tiles of a kind that the map does not draw.
    #[error("this map cannot be shown: its tiles are {0}; vector tiles (MVT), PNG, JPEG and WebP can be")]
    Kind(String),
    /// It is compressed in a way that browsers do not unpack.
    #[error("this map cannot be shown: it is compressed by {0}; pack it with gzip, or not at all")]
    Compression(String),
    /// It has not a single tile.
    #[error("this map is empty")]
    Empty,
    /// A tile that is larger than any that can be drawn.
    #[error("this map has a tile of {0} bytes: pack it with smaller ones")]
    TileTooLarge(usize),
    /// Tiles could not be made.
    #[error("the map could not be packed: {0}")]
    Pack(String),
    /// Its database cannot be read.
    #[error("this .mbtiles cannot be read: {0}")]
    Database(#[from] rusqlite::Error),
    /// The disk.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl BasemapError {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoMap => "basemap_no_map",
            Self::Damaged(_) | Self::Database(_) => "basemap_damaged",
            Self::RootBehind => "basemap_root",
            Self::Kind(_) => "basemap_kind",
            Self::Compression(_) => "basemap_compression",
            Self::Empty => "basemap_empty",
            Self::TileTooLarge(_) => "basemap_tile_too_large",
            Self::Pack(_) => "basemap_pack",
            Self::Io(_) => "io",
        }
    }
}

impl From<pmtiles::PmtError> for BasemapError {
    fn from(error: pmtiles::PmtError) -> Self {
        match error {
            pmtiles::PmtError::Reading(error) => Self::Io(error),
            other => Self::Pack(other.to_string()),
        }
    }
}

impl From<mvt::Error> for BasemapError {
    fn from(error: mvt::Error) -> Self {
        Self::Pack(error.to_string())
    }
}
