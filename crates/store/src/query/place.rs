//! Places within a division: 组 (社) and landmarks.

use super::{Found, pair, text};
use rusqlite::{Connection, params};

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Row id.
    pub id: String,
    /// `group`, or a kind of landmark.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Longitude and latitude, if known.
    pub at: Option<(f64, f64)>,
}

/// The places of a division, by their ids.
pub fn of_division(conn: &Connection, code: &str) -> Found<Vec<Place>> {
    let mut statement =
        conn.prepare_cached("SELECT id, kind, name, lon, lat FROM place WHERE division = ?1 AND deleted = 0 ORDER BY length(id), id")?;
    let read =
        |row: &rusqlite::Row<'_>| Ok(Place { id: row.get("id")?, kind: text(row, "kind")?, name: text(row, "name")?, at: pair(row, "lon", "lat")? });
    statement.query_map(params![code], read)?.collect()
}
