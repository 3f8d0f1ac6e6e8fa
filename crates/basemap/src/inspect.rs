//! Looking at an archive before anybody relies on it: what it says of itself, and whether what it names is there.

use crate::error::BasemapError;
use bytes::Bytes;
use pmtiles::{Compression, Header, TileType};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Length of the header, bytes.
const HEADER: usize = 127;
/// Where the root directory has to end.
const ROOT_WITHIN: u64 = 16_384;
/// The last zoom that the map can ask for.
const LAST_ZOOM: u8 = 24;

/// What kind of tiles it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TileKind {
    /// Shapes, which the map paints.
    Vector,
    /// Pictures.
    Raster,
}

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Info {
    /// Its tiles.
    pub kind: TileKind,
    /// First and last zoom.
    pub zooms: (u8, u8),
    /// West, south, east and north, in degrees.
    pub bounds: (f64, f64, f64, f64),
    /// Its length.
    pub bytes: u64,
}

/// Looks at an archive. Its tiles are not unpacked.
///
/// # Errors
/// [`BasemapError`] where it is none, or none that can be shown.
pub fn inspect(path: &Path) -> Result<Info, BasemapError> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut header = Vec::with_capacity(HEADER);
    Read::by_ref(&mut file).take(HEADER as u64).read_to_end(&mut header)?;
    look(&header, bytes)
}

/// Looks at the header of an archive of this length.
pub(crate) fn look(header: &[u8], length: u64) -> Result<Info, BasemapError> {
    if header.len() < HEADER || !header.starts_with(b"PMTiles\x03") {
        return Err(BasemapError::NoMap);
    }
    // Root directory, metadata, leaf directories and tiles: where each begins, and how long it is.
    for (at, what) in [(8, "root directory"), (24, "metadata"), (40, "leaf directories"), (56, "tiles")] {
        let (from, size) = (number(header, at), number(header, at + 8));
        if from.checked_add(size).is_none_or(|end| end > length) {
            return Err(BasemapError::Damaged(what));
        }
    }
    if number(header, 8).saturating_add(number(header, 16)) > ROOT_WITHIN {
        return Err(BasemapError::RootBehind);
    }
    if number(header, 16) == 0 || number(header, 64) == 0 {
        return Err(BasemapError::Empty);
    }
    let said = Header::try_from_bytes(Bytes::copy_from_slice(header)).map_err(|_| BasemapError::Damaged("header"))?;
    for compression in [said.internal_compression(), said.tile_compression] {
        if !matches!(compression, Compression::None | Compression::Gzip) {
            return Err(BasemapError::Compression(format!("{compression:?}")));
        }
    }
    let kind = match said.tile_type {
        TileType::Mvt => TileKind::Vector,
        TileType::Png | TileType::Jpeg | TileType::Webp => TileKind::Raster,
        other => return Err(BasemapError::Kind(format!("{other:?}"))),
    };
    let bounds = (said.min_longitude, said.min_latitude, said.max_longitude, said.max_latitude);
    let sound = said.min_zoom <= said.max_zoom && said.max_zoom <= LAST_ZOOM && bounds.0 <= bounds.2 && bounds.1 <= bounds.3;
    if !sound {
        return Err(BasemapError::Damaged("header"));
    }
    Ok(Info { kind, zooms: (said.min_zoom, said.max_zoom), bounds, bytes: length })
}

fn number(header: &[u8], at: usize) -> u64 {
    header.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}
