//! GeoPackages that others made. They are databases from outside: read in memory, of plain tables alone, and with bounds.

use super::{blob, schema::quoted};
use crate::ReportError;
use crate::map::{Area, Kind, MAX_FEATURES, MAX_GEOPACKAGE, Positions, is_taken};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

/// What every SQLite database begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Largest value of a cell, bytes.
const LARGEST: i32 = 64 << 20;
/// Columns that are looked at.
const MOST_COLUMNS: usize = 500;

/// True for a SQLite database, whatever is in it.
pub(crate) fn is_database(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// # Errors
/// As [`crate::read_points`].
pub(crate) fn read(bytes: &[u8], kind: Kind) -> Result<Vec<Area>, ReportError> {
    if bytes.len() > MAX_GEOPACKAGE {
        return Err(ReportError::TooMany { what: "bytes", most: MAX_GEOPACKAGE });
    }
    if !is_whole(bytes) {
        return Err(ReportError::NotAMap("a database that is cut off".into()));
    }
    let conn = open(bytes).map_err(not_a_map)?;
    let layers = layers(&conn, kind)?;
    if layers.is_empty() {
        return Err(ReportError::NoLayer(kind.layer()));
    }
    let (mut all, mut positions) = (Vec::new(), Positions::default());
    for layer in layers {
        layer.read(&conn, kind, &mut positions, &mut all)?;
    }
    Ok(all)
}

/// As many pages as its head says: SQLite itself notices only when it needs one that is missing.
fn is_whole(bytes: &[u8]) -> bool {
    let Some(head) = bytes.get(..100) else { return false };
    let size = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let pages = u32::from_be_bytes([head[28], head[29], head[30], head[31]]);
    // Programs of long ago did not keep the count: then it is not of this change.
    head[24..28] != head[92..96] || size * u64::from(pages) <= bytes.len() as u64
}

#[allow(clippy::needless_pass_by_value)]
fn not_a_map(why: rusqlite::Error) -> ReportError {
    ReportError::NotAMap(why.to_string())
}

fn open(bytes: &[u8]) -> rusqlite::Result<Connection> {
    let mut bytes = bytes.to_vec();
    // A file left in WAL mode cannot be opened in memory: these two bytes say so.
    if let Some(mode) = bytes.get_mut(18..20) {
        mode.fill(1);
    }
    let mut conn = Connection::open_in_memory()?;
    let length = bytes.len();
    conn.deserialize_read_exact("main", bytes.as_slice(), length, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST)?;
    Ok(conn)
}

/// A view could run for ever, and a virtual table do anything.
fn is_plain(conn: &Connection, table: &str) -> Result<bool, ReportError> {
    let found = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    let sql: Option<String> = conn.query_row(found, [table], |row| row.get(0)).optional().map_err(not_a_map)?;
    Ok(sql.is_some_and(|sql| !sql.trim_start().to_uppercase().starts_with("CREATE VIRTUAL")))
}

struct Layer {
    table: String,
    geometry: String,
}

fn layers(conn: &Connection, kind: Kind) -> Result<Vec<Layer>, ReportError> {
    for table in ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"] {
        if !is_plain(conn, table)? {
            return Err(ReportError::NotAMap(format!("a database without {table}")));
        }
    }
    let listed = "SELECT g.table_name, g.column_name, upper(g.geometry_type_name), s.organization, s.organization_coordsys_id, s.srs_name
        FROM gpkg_geometry_columns g JOIN gpkg_contents c ON lower(c.table_name) = lower(g.table_name) AND c.data_type = 'features'
        LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id ORDER BY g.table_name LIMIT 1000";
    let mut statement = conn.prepare(listed).map_err(not_a_map)?;
    let mut rows = statement.query([]).map_err(not_a_map)?;
    let mut layers = Vec::new();
    while let Some(row) = rows.next().map_err(not_a_map)? {
        let text = |at: usize| row.get::<_, Option<String>>(at).map_err(not_a_map).map(Option::unwrap_or_default);
        let (table, geometry, shape) = (text(0)?, text(1)?, text(2)?);
        if !kind.shapes().contains(&shape.as_str()) || !is_plain(conn, &table)? {
            continue;
        }
        let number: Option<i64> = row.get(4).map_err(not_a_map)?;
        if !number.is_some_and(|number| text(3).is_ok_and(|authority| is_taken(&authority, number))) {
            return Err(ReportError::Reference(text(5)?.chars().take(80).collect()));
        }
        layers.push(Layer { table, geometry });
    }
    Ok(layers)
}

impl Layer {
    fn read(&self, conn: &Connection, kind: Kind, positions: &mut Positions, all: &mut Vec<Area>) -> Result<(), ReportError> {
        let columns = self.columns(conn)?;
        let names: Vec<String> = [&self.geometry].into_iter().chain(&columns).map(|name| quoted(name)).collect();
        let select = format!("SELECT {} FROM {}", names.join(", "), quoted(&self.table));
        let mut statement = conn.prepare(&select).map_err(not_a_map)?;
        let mut rows = statement.query([]).map_err(not_a_map)?;
        while let Some(row) = rows.next().map_err(not_a_map)? {
            if all.len() == MAX_FEATURES {
                return Err(ReportError::TooMany { what: "features", most: MAX_FEATURES });
            }
            let rings = match row.get_ref(0).map_err(not_a_map)? {
                ValueRef::Null => Vec::new(),
                ValueRef::Blob(bytes) => blob::read(bytes, kind, positions).map_err(|fault| fault.of_feature(all.len()))?,
                _ => return Err(ReportError::Feature { at: all.len() + 1, why: "its geometry is no geometry".into() }),
            };
            all.push(Area { layer: Some(self.table.clone()), rings, properties: properties(row, &columns) });
        }
        Ok(())
    }

    /// All but the geometry and what is computed when it is read.
    fn columns(&self, conn: &Connection) -> Result<Vec<String>, ReportError> {
        let mut statement = conn.prepare("SELECT name, hidden FROM pragma_table_xinfo(?1)").map_err(not_a_map)?;
        let found = statement.query_map(params![self.table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).map_err(not_a_map)?;
        let found: Vec<(String, i64)> = found.take(MOST_COLUMNS + 1).collect::<Result<_, _>>().map_err(not_a_map)?;
        if found.len() > MOST_COLUMNS {
            return Err(ReportError::TooMany { what: "columns", most: MOST_COLUMNS });
        }
        let stored = |name: &str| found.iter().any(|(other, hidden)| other.eq_ignore_ascii_case(name) && *hidden == 0);
        if !stored(&self.geometry) {
            return Err(ReportError::NotAMap(format!("{} has no column {}", self.table, self.geometry)));
        }
        Ok(found.iter().filter(|(name, hidden)| *hidden == 0 && !name.eq_ignore_ascii_case(&self.geometry)).map(|(name, _)| name.clone()).collect())
    }
}

fn properties(row: &Row, columns: &[String]) -> Map<String, Value> {
    let value = |at: usize| match row.get_ref(at + 1).ok()? {
        ValueRef::Null => Some(Value::Null),
        ValueRef::Integer(number) => Some(number.into()),
        ValueRef::Real(number) => Some(number.into()),
        ValueRef::Text(words) => Some(String::from_utf8_lossy(words).into()),
        // A picture, say.
        ValueRef::Blob(_) => None,
    };
    columns.iter().enumerate().filter_map(|(at, name)| Some((name.clone(), value(at)?))).collect()
}

impl Kind {
    fn shapes(self) -> &'static [&'static str] {
        match self {
            Self::Points => &["POINT", "MULTIPOINT", "GEOMETRY"],
            Self::Areas => &["POLYGON", "MULTIPOLYGON", "GEOMETRY"],
        }
    }

    fn layer(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Areas => "polygons",
        }
    }
}
