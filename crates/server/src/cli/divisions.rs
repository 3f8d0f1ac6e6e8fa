//! `divisions`.

use super::Failure;
use crate::divisions::{Reading, compare};
use crate::endpoint::Endpoint;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use xuncun_report::map::MAX_GEOPACKAGE;

/// A map of divisions.
#[derive(Args)]
pub(super) struct Divisions {
    /// The GeoJSON or GeoPackage file, in WGS-84 or CGCS2000: one area (or several) a division.
    from: PathBuf,
    /// The property with the division's code, of 6, 9 or 12 digits.
    #[arg(long, default_value = "code")]
    code: String,
    /// The property with its name.
    #[arg(long, default_value = "name")]
    name: String,
    /// Straighten bends smaller than so many metres.
    #[arg(long, default_value_t = 2.0)]
    simplify: f64,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn divisions(endpoint: &Arc<Endpoint>, divisions: Divisions) -> Result<(), Failure> {
    let Divisions { from, code, name, simplify, dry_run } = divisions;
    let said = |why: &dyn std::fmt::Display| format!("{}: {why}", from.display());
    let size = std::fs::metadata(&from).map_err(|error| said(&error))?.len();
    if size > MAX_GEOPACKAGE as u64 {
        return Err(said(&format!("{size} bytes are more than is read ({MAX_GEOPACKAGE})")).into());
    }
    let map = std::fs::read(&from).map_err(|error| said(&error))?;
    let changes = compare(endpoint, &map, &Reading { code, name, simplify }).await.map_err(|error| said(&error))?;
    for (code, name) in &changes.new {
        println!("new      {code}  {name}");
    }
    for code in &changes.changed {
        println!("changed  {code}");
    }
    let counts = format!("{} new, {} changed, {} as they were", changes.new.len(), changes.changed.len(), changes.same);
    if dry_run {
        println!("{counts}. Nothing was written.");
        return Ok(());
    }
    changes.sign(endpoint).await.map_err(|error| said(&error))?;
    println!("{counts}. Signed by the root key; devices have it with their next sync.");
    Ok(())
}
