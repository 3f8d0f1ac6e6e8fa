//! A list of findings, for tables and maps.

use crate::table::{Cell, Column, Table};
use crate::{Moment, Place};
use serde::{Deserialize, Serialize};
use time::Date;
use ts_rs::TS;

/// One finding, as it stands. Positions are raw WGS-84. Empty words are nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finding {
    /// Short code, as it is read aloud.
    pub code: String,
    /// Stable name of the kind, `firewood` say.
    pub kind: String,
    /// The kind in words.
    pub kind_name: String,
    /// Where it stands, in words.
    pub status: String,
    /// Name of the township.
    pub township: String,
    /// Name of the village.
    pub village: String,
    /// 组 and landmark.
    pub landmark: String,
    /// How many.
    pub count: Option<i64>,
    /// How large, in words.
    pub size: String,
    /// Longitude and latitude, degrees.
    pub position: Option<[f64; 2]>,
    /// Metres.
    pub accuracy: Option<f64>,
    /// When it was seen.
    pub seen_at: Option<Moment>,
    /// Last day of its deadline.
    pub due: Option<Date>,
    /// Days past it; 0 or less is in time.
    pub overdue_days: Option<i64>,
    /// When it was closed (销号).
    pub closed_at: Option<Moment>,
    /// Further words.
    pub note: String,
}

/// Titles of the columns, in their order, and the name of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct FindingWords {
    pub sheet: String,
    pub code: String,
    pub kind: String,
    pub kind_name: String,
    pub status: String,
    pub township: String,
    pub village: String,
    pub landmark: String,
    pub count: String,
    pub size: String,
    pub lon: String,
    pub lat: String,
    pub accuracy: String,
    pub seen_at: String,
    pub due: String,
    pub overdue_days: String,
    pub closed_at: String,
    pub note: String,
}

/// What a column is called in maps, where programs read it: these names never change.
pub(crate) const KEYS: [&str; 17] = [
    "code",
    "kind",
    "kind_name",
    "status",
    "township",
    "village",
    "landmark",
    "count",
    "size",
    "lon",
    "lat",
    "accuracy",
    "seen_at",
    "due",
    "overdue_days",
    "closed_at",
    "note",
];

/// The table of these findings.
#[must_use]
pub fn table(findings: &[Finding], words: &FindingWords) -> Table {
    let widths = [12.0, 12.0, 12.0, 10.0, 12.0, 12.0, 28.0, 8.0, 16.0, 13.0, 13.0, 9.0, 17.0, 12.0, 9.0, 17.0, 30.0];
    let columns = words.titles().into_iter().zip(widths).map(|(title, width)| Column::new(title, width)).collect();
    Table { name: words.sheet.clone(), columns, rows: findings.iter().map(Finding::cells).collect() }
}

impl FindingWords {
    /// In the order of [`KEYS`].
    pub(crate) fn titles(&self) -> [&str; 17] {
        [
            &self.code,
            &self.kind,
            &self.kind_name,
            &self.status,
            &self.township,
            &self.village,
            &self.landmark,
            &self.count,
            &self.size,
            &self.lon,
            &self.lat,
            &self.accuracy,
            &self.seen_at,
            &self.due,
            &self.overdue_days,
            &self.closed_at,
            &self.note,
        ]
    }
}

impl Finding {
    /// Where it is, if that is a place on the globe.
    pub(crate) fn place(&self) -> Option<[f64; 2]> {
        self.position.filter(|at| Place::is_on_globe(*at))
    }

    /// In the order of [`KEYS`].
    pub(crate) fn cells(&self) -> Vec<Cell> {
        let place = self.place();
        vec![
            Cell::text(&self.code),
            Cell::text(&self.kind),
            Cell::text(&self.kind_name),
            Cell::text(&self.status),
            Cell::text(&self.township),
            Cell::text(&self.village),
            Cell::text(&self.landmark),
            self.count.map_or(Cell::Empty, Cell::Whole),
            Cell::text(&self.size),
            Cell::number(place.map(|at| at[0]), 7),
            Cell::number(place.map(|at| at[1]), 7),
            Cell::number(self.accuracy, 1),
            self.seen_at.map_or(Cell::Empty, Cell::Moment),
            self.due.map_or(Cell::Empty, Cell::Day),
            self.overdue_days.map_or(Cell::Empty, Cell::Whole),
            self.closed_at.map_or(Cell::Empty, Cell::Moment),
            Cell::text(&self.note),
        ]
    }
}
