//! `basemap`.

use super::Failure;
use crate::config::Config;
use clap::Args;
use std::path::PathBuf;
use xuncun_basemap::{FILE, TileKind, take};

/// A ground map.
#[derive(Args)]
pub(super) struct Basemap {
    /// The .pmtiles (version 3) or .mbtiles file.
    from: PathBuf,
}

pub(super) fn basemap(config: &Config, basemap: &Basemap) -> Result<(), Failure> {
    if !config.data.join("server.db").is_file() {
        return Err(format!("there is no district in {}", config.data.display()).into());
    }
    let info = take(&basemap.from, &config.data.join(FILE)).map_err(|error| format!("{}: {error}", basemap.from.display()))?;
    let kind = match info.kind {
        TileKind::Vector => "vector tiles",
        TileKind::Raster => "pictures",
    };
    let (west, south, east, north) = info.bounds;
    println!("The ground is laid: {kind}, zoom {} to {}, {:.1} MB.", info.zooms.0, info.zooms.1, info.bytes as f64 / 1e6);
    println!("It reaches from {west:.4}, {south:.4} to {east:.4}, {north:.4} (longitude, latitude). Devices fetch it within a day.");
    Ok(())
}
