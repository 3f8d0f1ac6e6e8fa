//! GeoPackage 1.3: a SQLite database with findings as points, boundaries as `MultiPolygon`, and clean-ups without geometry.
//!
//! It is made in memory: whoever keeps it writes it as one file.

mod blob;
mod read;
mod schema;

pub(crate) use read::{is_database, read};

use crate::boundary::{self, Boundary, BoundaryWords};
use crate::cleanup::{self, Cleanup, CleanupWords, Measure};
use crate::finding::{self, Finding, FindingWords};
use crate::table::{Cell, printable};
use crate::when::day;
use crate::{Moment, ReportError};
use rusqlite::Connection;
use rusqlite::types::Value;
use schema::{Column, Layer};

/// What goes in. A list that is not given makes no layer; one that is empty makes an empty layer.
#[derive(Debug, Clone, Copy)]
pub struct Layers<'a> {
    /// Points, layer `findings`.
    pub findings: Option<(&'a [Finding], &'a FindingWords)>,
    /// Areas, layer `boundaries`.
    pub boundaries: Option<(&'a [Boundary], &'a BoundaryWords)>,
    /// Table `cleanups`.
    pub cleanups: Option<(&'a [Cleanup], &'a [Measure], &'a CleanupWords)>,
    /// What the file says of when it was made.
    pub made_at: Moment,
}

/// The bytes of a GeoPackage.
///
/// # Errors
/// `Make`.
pub fn geopackage(layers: &Layers) -> Result<Vec<u8>, ReportError> {
    write(layers).map_err(ReportError::make("GeoPackage"))
}

fn write(layers: &Layers) -> rusqlite::Result<Vec<u8>> {
    let mut conn = Connection::open_in_memory()?;
    schema::begin(&conn)?;
    let made_at = layers.made_at.geopackage().unwrap_or_else(|| "1970-01-01T00:00:00.000Z".into());
    let tx = conn.transaction()?;
    if let Some((findings, words)) = layers.findings {
        let columns = finding::KEYS.into_iter().zip(words.titles()).map(|(key, title)| Column::new(key, kind_of_finding(key), title));
        let columns: Vec<Column> = columns.filter(|column| !is_position(&column.key)).collect();
        let layer = Layer { table: "findings", title: &words.sheet, geometry: Some("POINT"), columns };
        let row = |one: &Finding| {
            let cells = finding::KEYS.into_iter().zip(one.cells()).filter(|(key, _)| !is_position(key)).map(|(_, cell)| value(cell)).collect();
            (one.place().map(blob::point), cells)
        };
        layer.fill(
            &tx,
            &made_at,
            boundary::extent(findings.iter().filter_map(Finding::place).collect::<Vec<_>>().iter()),
            findings.iter().map(row),
        )?;
    }
    if let Some((boundaries, words)) = layers.boundaries {
        let columns = boundary::KEYS.into_iter().zip(words.titles()).map(|(key, title)| Column::new(key, "TEXT", title)).collect();
        let layer = Layer { table: "boundaries", title: &words.sheet, geometry: Some("MULTIPOLYGON"), columns };
        let areas: Vec<_> = boundaries.iter().map(Boundary::polygons).collect();
        let row = |(one, area): (&Boundary, &Vec<_>)| (blob::multi_polygon(area), one.cells().into_iter().map(value).collect());
        layer.fill(&tx, &made_at, boundary::extent(areas.iter().flatten().flatten().flatten()), boundaries.iter().zip(&areas).map(row))?;
    }
    if let Some((cleanups, measures, words)) = layers.cleanups {
        let first =
            cleanup::KEYS.into_iter().zip(words.titles()).map(|(key, title)| Column::new(key, if key == "day" { "DATE" } else { "TEXT" }, title));
        let columns = first.chain(measures.iter().map(|measure| Column::new(&measure.key, "DOUBLE", &measure.title))).collect();
        let layer = Layer { table: "cleanups", title: &words.sheet, geometry: None, columns };
        let row = |one: &Cleanup| (None, one.cells(measures.len()).into_iter().map(value).collect());
        layer.fill(&tx, &made_at, None, cleanups.iter().map(row))?;
    }
    tx.commit()?;
    Ok(conn.serialize("main")?.to_vec())
}

fn is_position(key: &str) -> bool {
    matches!(key, "lon" | "lat")
}

fn kind_of_finding(key: &str) -> &'static str {
    match key {
        "count" | "overdue_days" => "INTEGER",
        "accuracy" => "DOUBLE",
        "seen_at" | "closed_at" => "DATETIME",
        "due" => "DATE",
        _ => "TEXT",
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(words) => Value::Text(printable(&words)),
        Cell::Whole(number) => Value::Integer(number),
        Cell::Number(number, _) => Value::Real(number),
        Cell::Day(date) => Value::Text(day(date)),
        Cell::Moment(at) => at.geopackage().map_or(Value::Null, Value::Text),
    }
}
