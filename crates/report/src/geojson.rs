//! GeoJSON (RFC 7946): longitude first, WGS-84, as many decimals as a position has.

mod read;

pub(crate) use read::read;

use crate::boundary::{self, Boundary};
use crate::finding::{self, Finding};
use crate::table::Cell;
use crate::when::day;
use serde_json::{Map, Value, json};

impl Finding {
    /// These as GeoJSON; one without a position has no geometry.
    #[must_use]
    pub fn geojson(findings: &[Self]) -> Vec<u8> {
        let feature = |one: &Self| {
            let geometry = one.place().map_or(Value::Null, |at| json!({ "type": "Point", "coordinates": at }));
            let known = finding::KEYS.into_iter().zip(one.cells()).filter(|(key, _)| !matches!(*key, "lon" | "lat"));
            feature(geometry, known)
        };
        collection(findings.iter().map(feature).collect())
    }
}

impl Boundary {
    /// These as GeoJSON, each a `MultiPolygon`; one without a ring has no geometry.
    #[must_use]
    pub fn geojson(boundaries: &[Self]) -> Vec<u8> {
        let feature = |one: &Self| {
            let polygons = one.polygons();
            let geometry = if polygons.is_empty() { Value::Null } else { json!({ "type": "MultiPolygon", "coordinates": polygons }) };
            feature(geometry, boundary::KEYS.into_iter().zip(one.cells()))
        };
        collection(boundaries.iter().map(feature).collect())
    }
}

fn feature(geometry: Value, known: impl Iterator<Item = (&'static str, Cell)>) -> Value {
    let properties: Map<String, Value> = known.map(|(key, cell)| (key.to_owned(), value(&cell))).collect();
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

pub(crate) fn collection(features: Vec<Value>) -> Vec<u8> {
    json!({ "type": "FeatureCollection", "features": features }).to_string().into_bytes()
}

pub(crate) fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(words) => json!(words),
        Cell::Whole(number) => json!(number),
        Cell::Number(number, _) => json!(number),
        Cell::Day(date) => json!(day(*date)),
        Cell::Moment(at) => json!(at.rfc3339()),
    }
}
