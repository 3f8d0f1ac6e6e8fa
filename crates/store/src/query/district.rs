//! The place: divisions, their boundaries, and the district's settings.

use super::{Found, flag, pair, text};
use rusqlite::{Connection, OptionalExtension, Row};

/// A division.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    /// 6, 9 or 12 digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// `county`, `township` or `village`.
    pub level: String,
    /// Demonstration village or township.
    pub demonstration: bool,
    /// Centre: longitude, latitude.
    pub centre: Option<(f64, f64)>,
    /// Households, if known.
    pub households: Option<u32>,
    /// People, if known.
    pub people: Option<u32>,
}

impl Division {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self {
            code: row.get("id")?,
            name: text(row, "name")?,
            level: text(row, "level")?,
            demonstration: flag(row, "demonstration")?,
            centre: pair(row, "lon", "lat")?,
            households: row.get("households")?,
            people: row.get("people")?,
        })
    }
}

/// Rings of longitude and latitude, as the row's JSON has them.
pub type Rings = Vec<Vec<(f64, f64)>>;

const COLUMNS: &str = "SELECT id, name, level, demonstration, lon, lat, households, people FROM division WHERE deleted = 0";

/// Every division, a parent before what it holds.
pub fn divisions(conn: &Connection) -> Found<Vec<Division>> {
    conn.prepare_cached(&format!("{COLUMNS} ORDER BY id"))?.query_map([], Division::read)?.collect()
}

/// The division of that code.
pub fn division(conn: &Connection, code: &str) -> Found<Option<Division>> {
    conn.prepare_cached(&format!("{COLUMNS} AND id = ?1"))?.query_row([code], Division::read).optional()
}

/// The boundaries of every division of that level: code and rings. A boundary that is no JSON of rings is none.
pub fn boundaries(conn: &Connection) -> Found<Vec<(String, Rings)>> {
    let mut statement = conn.prepare_cached("SELECT id, boundary FROM division WHERE deleted = 0 AND boundary IS NOT NULL ORDER BY id")?;
    statement.query_map([], |row| Ok((row.get(0)?, rings(&row.get::<_, String>(1)?))))?.collect()
}

/// The boundaries of the villages whose middles lie nearest to a place of (longitude, latitude): to find the one that it lies in without reading them all.
pub fn villages_near(conn: &Connection, (lon, lat): (f64, f64), most: u32) -> Found<Vec<(String, Rings)>> {
    // A degree of longitude is shorter by the cosine of the latitude.
    let shorten = lat.to_radians().cos();
    let mut statement = conn.prepare_cached(
        "SELECT id, boundary FROM division WHERE deleted = 0 AND level = 'village' AND boundary IS NOT NULL AND lon IS NOT NULL AND lat IS NOT NULL
         ORDER BY (lon - ?1) * (lon - ?1) * ?3 * ?3 + (lat - ?2) * (lat - ?2), id LIMIT ?4",
    )?;
    statement.query_map((lon, lat, shorten, most), |row| Ok((row.get(0)?, rings(&row.get::<_, String>(1)?))))?.collect()
}

/// One division's boundary.
pub fn boundary(conn: &Connection, code: &str) -> Found<Rings> {
    let json: Option<Option<String>> =
        conn.prepare_cached("SELECT boundary FROM division WHERE id = ?1 AND deleted = 0")?.query_row([code], |row| row.get(0)).optional()?;
    Ok(json.flatten().map(|json| rings(&json)).unwrap_or_default())
}

fn rings(json: &str) -> Rings {
    serde_json::from_str(json).unwrap_or_default()
}

/// A setting's value, by the setting's row id.
pub fn setting(conn: &Connection, id: &str) -> Found<Option<String>> {
    conn.prepare_cached("SELECT value FROM setting WHERE id = ?1 AND deleted = 0")?.query_row([id], |row| row.get(0)).optional()
}

/// The district's setting of that name as a number, or what holds where it is not set or is none.
pub fn number<T: std::str::FromStr>(conn: &Connection, (name, default): (&str, T)) -> Found<T> {
    Ok(setting(conn, name)?.and_then(|text| text.parse().ok()).unwrap_or(default))
}

/// A standard's document, by the standard's row id.
pub fn standard(conn: &Connection, id: &str) -> Found<Option<String>> {
    conn.prepare_cached("SELECT document FROM standard WHERE id = ?1 AND deleted = 0")?.query_row([id], |row| row.get(0)).optional()
}

/// Row id of the standard that was published last.
pub fn latest_standard(conn: &Connection) -> Found<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT id FROM standard WHERE deleted = 0 ORDER BY published DESC, hlc DESC LIMIT 1")?;
    statement.query_row([], |row| row.get(0)).optional()
}

/// The document of the calendar that was published last.
pub fn latest_calendar(conn: &Connection) -> Found<Option<String>> {
    conn.prepare_cached("SELECT document FROM calendar WHERE deleted = 0 ORDER BY hlc DESC LIMIT 1")?.query_row([], |row| row.get(0)).optional()
}
