//! Days of clean-up work, for tables.

use crate::table::{Cell, Column, Table};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::Date;
use ts_rs::TS;

/// What is measured: the columns between the day and the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measure {
    /// Stable name: small letters, digits and `_`.
    pub key: String,
    /// As it is to be read, with its unit.
    pub title: String,
}

/// A village's work of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleanup {
    /// Division code of the village.
    pub village_code: String,
    /// Name of the township.
    pub township: String,
    /// Name of the village.
    pub village: String,
    /// The day.
    pub day: Date,
    /// In the order of the measures.
    pub amounts: Vec<Option<f64>>,
}

/// Titles of the first columns, in their order, and the name of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct CleanupWords {
    pub sheet: String,
    pub village_code: String,
    pub township: String,
    pub village: String,
    pub day: String,
}

/// What the first columns are called where programs read them.
pub(crate) const KEYS: [&str; 4] = ["village_code", "township", "village", "day"];

/// The table of these.
#[must_use]
pub fn table(cleanups: &[Cleanup], measures: &[Measure], words: &CleanupWords) -> Table {
    let first = words.titles().into_iter().zip([14.0, 14.0, 14.0, 12.0]).map(|(title, width)| Column::new(title, width));
    let columns = first.chain(measures.iter().map(|measure| Column::new(&measure.title, 12.0))).collect();
    Table { name: words.sheet.clone(), columns, rows: cleanups.iter().map(|one| one.cells(measures.len())).collect() }
}

/// As GeoJSON, without geometry: for programs that read all three lists alike.
#[must_use]
pub fn geojson(cleanups: &[Cleanup], measures: &[Measure]) -> Vec<u8> {
    let feature = |one: &Cleanup| {
        let mut properties = Map::new();
        for (key, cell) in KEYS.into_iter().chain(measures.iter().map(|measure| measure.key.as_str())).zip(one.cells(measures.len())) {
            properties.insert(key.to_owned(), crate::geojson::value(&cell));
        }
        json!({ "type": "Feature", "geometry": Value::Null, "properties": properties })
    };
    crate::geojson::collection(cleanups.iter().map(feature).collect())
}

impl CleanupWords {
    pub(crate) fn titles(&self) -> [&str; 4] {
        [&self.village_code, &self.township, &self.village, &self.day]
    }
}

impl Cleanup {
    pub(crate) fn cells(&self, measures: usize) -> Vec<Cell> {
        let amounts = (0..measures).map(|at| Cell::number(self.amounts.get(at).copied().flatten(), 0));
        [Cell::text(&self.village_code), Cell::text(&self.township), Cell::text(&self.village), Cell::Day(self.day)]
            .into_iter()
            .chain(amounts)
            .collect()
    }
}
