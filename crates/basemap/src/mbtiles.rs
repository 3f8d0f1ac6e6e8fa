//! Maps in a database: [MBTiles 1.3](https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md), whose rows count from the south.

use crate::error::BasemapError;
use flate2::Compression as Level;
use flate2::write::GzEncoder;
use pmtiles::{Compression, PmTilesWriter, TileCoord, TileId, TileType};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The last zoom whose tiles have numbers.
const LAST_ZOOM: u8 = 22;
/// Bytes of the largest tile that is taken.
const LARGEST: usize = 8 << 20;
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Writes the tiles of a database as an archive.
pub(crate) fn convert(from: &Path, to: &Path) -> Result<(), BasemapError> {
    let db = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let said = |name: &str| -> Result<Option<String>, BasemapError> {
        Ok(db.query_row("SELECT value FROM metadata WHERE name = ?1", [name], |row| row.get(0)).optional()?)
    };
    let (kind, compression) = match said("format")?.as_deref() {
        Some("pbf") => (TileType::Mvt, Compression::Gzip),
        Some("png") => (TileType::Png, Compression::None),
        Some("jpg" | "jpeg") => (TileType::Jpeg, Compression::None),
        Some("webp") => (TileType::Webp, Compression::None),
        other => return Err(BasemapError::Kind(other.unwrap_or("unknown").to_owned())),
    };
    let tiles = numbered(&db)?;
    let (Some(first), Some(last)) = (tiles.values().map(|at| at.0).min(), tiles.values().map(|at| at.0).max()) else {
        return Err(BasemapError::Empty);
    };
    let (west, south, east, north) = said("bounds")?.and_then(|text| corners(&text)).unwrap_or((-180.0, -85.0, 180.0, 85.0));
    let mut out = BufWriter::new(File::create(to)?);
    let mut writer = PmTilesWriter::new(kind)
        .precompressed(compression)
        .min_zoom(first)
        .max_zoom(last)
        .bounds(west, south, east, north)
        .center(f64::midpoint(west, east), f64::midpoint(south, north))
        .center_zoom(first)
        .metadata(metadata(said("name")?, said("attribution")?, said("json")?))
        .create(&mut out)?;
    let mut read = db.prepare("SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3")?;
    for (id, place) in tiles {
        let bytes: Vec<u8> = read.query_row(place, |row| row.get(0))?;
        if bytes.len() > LARGEST {
            return Err(BasemapError::TileTooLarge(bytes.len()));
        }
        let bytes = if compression == Compression::Gzip && !bytes.starts_with(GZIP) { gzipped(&bytes)? } else { bytes };
        writer.add_tile(id.into(), &bytes)?;
    }
    writer.finalize()?;
    Ok(out.flush()?)
}

/// Zoom, column and row of each tile as the database has them, in the order of the archive.
fn numbered(db: &Connection) -> Result<BTreeMap<TileId, (u8, u32, u32)>, BasemapError> {
    let mut all = db.prepare("SELECT zoom_level, tile_column, tile_row FROM tiles")?;
    let mut rows = all.query([])?;
    let mut tiles = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (zoom, column, south): (u8, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if zoom > LAST_ZOOM || column >= 1 << zoom || south >= 1 << zoom {
            return Err(BasemapError::Damaged("a tile beyond the map"));
        }
        let at = TileCoord::new(zoom, column, (1 << zoom) - 1 - south)?;
        tiles.insert(TileId::from(at), (zoom, column, south));
    }
    Ok(tiles)
}

/// `west,south,east,north` in degrees.
fn corners(text: &str) -> Option<(f64, f64, f64, f64)> {
    let mut numbers = text.split(',').map(|part| part.trim().parse::<f64>().ok().filter(|number| number.is_finite()));
    Some((numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()??))
}

/// What the archive says of itself; the layers of vector tiles stand in the database's `json`.
fn metadata(name: Option<String>, attribution: Option<String>, json: Option<String>) -> String {
    let more: serde_json::Value = json.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let layers = more.get("vector_layers").cloned().unwrap_or_else(|| serde_json::json!([]));
    serde_json::json!({ "name": name, "attribution": attribution, "vector_layers": layers }).to_string()
}

fn gzipped(bytes: &[u8]) -> Result<Vec<u8>, BasemapError> {
    let mut packed = GzEncoder::new(Vec::new(), Level::default());
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}
