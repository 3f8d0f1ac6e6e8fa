//! The ground under a district's map, as tiles in one file: [PMTiles 3](https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md), which a
//! device reads piece by piece without any network.
//!
//! A [`Ground`] of our own is [packed](pack()), an archive or an `.mbtiles` that an operator brings is [taken](take) if the map can show it.
//! Positions are longitude and latitude in degrees, WGS-84.

mod clip;
mod error;
mod ground;
mod inspect;
mod mbtiles;
mod pack;
mod project;
pub mod tianditu;

pub use error::BasemapError;
pub use ground::{Ground, Line, LineKind, Place, PlaceKind};
pub use inspect::{Info, TileKind, inspect};
pub use pack::{ZOOMS, pack};

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

/// How an SQLite file begins (<https://sqlite.org/fileformat.html#magic_header_string>).
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// Takes a map that an operator brings to `to`: an archive as it is, an `.mbtiles` converted. `to` is whole and durable, or not there.
///
/// # Errors
/// [`BasemapError`], where it is no map, or none that can be shown.
pub fn take(from: &Path, to: &Path) -> Result<Info, BasemapError> {
    let mut magic = [0; 16];
    let read = File::open(from)?.read(&mut magic)?;
    let beside = to.with_extension("new");
    let written = if read == magic.len() && magic == *SQLITE { mbtiles::convert(from, &beside) } else { copy(from, &beside) };
    let taken = written.and_then(|()| inspect(&beside)).and_then(|info| {
        place(&beside, to)?;
        Ok(info)
    });
    if taken.is_err() {
        std::fs::remove_file(&beside).ok();
    }
    taken
}

/// Packs a ground into the file `to`, which is whole and durable, or not there.
///
/// # Errors
/// [`BasemapError`].
pub fn pack_into(ground: &Ground, name: &str, to: &Path) -> Result<Info, BasemapError> {
    let beside = to.with_extension("new");
    let packed = File::create(&beside).map_err(BasemapError::from).and_then(|file| {
        let mut file = BufWriter::new(file);
        pack(ground, name, &mut file)?;
        file.flush()?;
        place(&beside, to)?;
        inspect(to)
    });
    if packed.is_err() {
        std::fs::remove_file(&beside).ok();
    }
    packed
}

fn copy(from: &Path, to: &Path) -> Result<(), BasemapError> {
    inspect(from)?;
    // The bytes alone: whoever may read the operator's file is not the question here.
    std::io::copy(&mut File::open(from)?, &mut File::create(to)?)?;
    Ok(())
}

/// Gives a finished file its place, durably: its bytes first, then its name.
fn place(beside: &Path, to: &Path) -> std::io::Result<()> {
    File::open(beside)?.sync_all()?;
    std::fs::rename(beside, to)?;
    match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// Name of the file, in a server's data folder and in a device's.
pub const FILE: &str = "basemap.pmtiles";

/// Which file lies there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Another one for each file that is laid there: for an `ETag`, without its quotation marks.
    pub tag: String,
    /// Its length.
    pub bytes: u64,
}

impl Version {
    /// Of a file that is open: whatever takes its place meanwhile is another one.
    ///
    /// # Errors
    /// The disk's.
    pub fn of(file: &File) -> std::io::Result<Self> {
        let found = file.metadata()?;
        let since = found.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Ok(Self { tag: format!("{:x}-{:x}", found.len(), since.as_micros()), bytes: found.len() })
    }
}

/// Opens what lies at a place; `None` where nothing does.
///
/// # Errors
/// The disk's.
pub fn open(path: &Path) -> std::io::Result<Option<(File, Version)>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    let version = Version::of(&file)?;
    Ok(Some((file, version)))
}
