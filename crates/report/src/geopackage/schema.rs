//! The tables that make a database a GeoPackage, and a layer of rows in it.

use super::blob::WGS84;
use rusqlite::types::Value;
use rusqlite::{Connection, ToSql, params, params_from_iter};

/// `GPKG`, and version 1.3.0.
const BEGIN: &str = "
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
";

const WGS84_WKT: &str = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]"#;

/// Makes an empty database an empty GeoPackage.
pub(super) fn begin(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(BEGIN)?;
    conn.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84 geodetic', ?1, 'EPSG', ?1, ?2, 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid')",
        params![WGS84, WGS84_WKT],
    )?;
    Ok(())
}

/// A column of a layer: its name, its type in the words of the format, and its title.
pub(super) struct Column {
    pub key: String,
    pub kind: &'static str,
    pub title: String,
}

impl Column {
    pub fn new(key: &str, kind: &'static str, title: &str) -> Self {
        Self { key: key.to_owned(), kind, title: title.to_owned() }
    }
}

/// A table that the contents name.
pub(super) struct Layer<'a> {
    pub table: &'static str,
    pub title: &'a str,
    /// Type of the geometry.
    pub geometry: Option<&'static str>,
    pub columns: Vec<Column>,
}

impl Layer<'_> {
    /// Makes it, with these rows: a geometry and as many values as there are columns.
    pub fn fill(
        mut self,
        conn: &Connection,
        made_at: &str,
        extent: Option<[f64; 4]>,
        rows: impl Iterator<Item = (Option<Vec<u8>>, Vec<Value>)>,
    ) -> rusqlite::Result<()> {
        self.name_columns();
        self.declare(conn, made_at, extent)?;
        let columns: Vec<String> =
            self.geometry.map(|_| "geom".to_owned()).into_iter().chain(self.columns.iter().map(|column| quoted(&column.key))).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let mut insert = conn.prepare(&format!("INSERT INTO {} ({}) VALUES ({marks})", self.table, columns.join(", ")))?;
        for (geometry, values) in rows {
            let geometry = self.geometry.map(|_| geometry.map_or(Value::Null, Value::Blob));
            insert.execute(params_from_iter(geometry.into_iter().chain(values)))?;
        }
        Ok(())
    }

    /// Names of columns come from outside: none is empty, none stands twice or for a column that each layer has.
    fn name_columns(&mut self) {
        let mut taken = vec!["fid".to_owned(), "geom".to_owned()];
        for column in &mut self.columns {
            let wanted = if column.key.trim().is_empty() { "column" } else { column.key.trim() };
            let wanted: String = wanted.chars().filter(|c| !c.is_control()).collect();
            let mut name = wanted.clone();
            let mut n = 2;
            while taken.contains(&name.to_lowercase()) {
                name = format!("{wanted}_{n}");
                n += 1;
            }
            taken.push(name.to_lowercase());
            column.key = name;
        }
    }

    fn declare(&self, conn: &Connection, made_at: &str, extent: Option<[f64; 4]>) -> rusqlite::Result<()> {
        let geometry = self.geometry.map(|kind| format!(", geom {kind}")).unwrap_or_default();
        let columns: String = self.columns.iter().map(|column| format!(", {} {}", quoted(&column.key), column.kind)).collect();
        conn.execute(&format!("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL{geometry}{columns})", self.table), [])?;
        let kind = if self.geometry.is_some() { "features" } else { "attributes" };
        // What a layer is called has to be its own.
        let taken: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM gpkg_contents WHERE identifier = ?1)", [self.title], |row| row.get(0))?;
        let title = if taken || self.title.is_empty() { self.table } else { self.title };
        let reference = self.geometry.map(|_| WGS84);
        let [west, south, east, north] = extent.map_or([None; 4], |extent| extent.map(Some));
        let known: [&dyn ToSql; 9] = [&self.table, &kind, &title, &made_at, &west, &south, &east, &north, &reference];
        conn.execute("INSERT INTO gpkg_contents VALUES (?1, ?2, ?3, '', ?4, ?5, ?6, ?7, ?8, ?9)", known.as_slice())?;
        if let Some(kind) = self.geometry {
            conn.execute("INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)", params![self.table, kind, WGS84])?;
        }
        let mut titles: Vec<&str> = Vec::new();
        for column in &self.columns {
            // A title that stands twice names but one column.
            let name = Some(column.title.as_str()).filter(|title| !title.is_empty() && !titles.contains(title));
            titles.extend(name);
            conn.execute(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?1, ?2, ?3, ?4)",
                params![self.table, column.key, name, column.title],
            )?;
        }
        Ok(())
    }
}

/// A name for SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
