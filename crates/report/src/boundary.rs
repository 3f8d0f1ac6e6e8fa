//! Boundaries of divisions, for tables and maps.

use crate::table::{Cell, Column, Table};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A closed ring of longitude and latitude.
pub type Ring = Vec<[f64; 2]>;

/// A division and the ground it covers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Boundary {
    /// Division code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `county`, `township`, `village`.
    pub level: String,
    /// Rings, each the outside of a piece of ground; a ring that lies within another one is a hole in it.
    pub rings: Vec<Ring>,
}

/// Titles of the columns, in their order, and the name of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct BoundaryWords {
    pub sheet: String,
    pub code: String,
    pub name: String,
    pub level: String,
    pub lon: String,
    pub lat: String,
}

/// What a column is called in maps.
pub(crate) const KEYS: [&str; 3] = ["code", "name", "level"];

/// The table of these: with the middle of each one's box, for a table holds no ground.
#[must_use]
pub fn table(boundaries: &[Boundary], words: &BoundaryWords) -> Table {
    let titles = [(&words.code, 14.0), (&words.name, 20.0), (&words.level, 12.0), (&words.lon, 13.0), (&words.lat, 13.0)];
    let columns = titles.into_iter().map(|(title, width)| Column::new(title, width)).collect();
    let row = |one: &Boundary| {
        let middle = extent(one.rings.iter().flatten()).map(|[west, south, east, north]| [f64::midpoint(west, east), f64::midpoint(south, north)]);
        let mut cells = one.cells();
        cells.extend([Cell::number(middle.map(|at| at[0]), 7), Cell::number(middle.map(|at| at[1]), 7)]);
        cells
    };
    Table { name: words.sheet.clone(), columns, rows: boundaries.iter().map(row).collect() }
}

impl BoundaryWords {
    pub(crate) fn titles(&self) -> [&str; 3] {
        [&self.code, &self.name, &self.level]
    }
}

impl Boundary {
    /// In the order of [`KEYS`].
    pub(crate) fn cells(&self) -> Vec<Cell> {
        vec![Cell::text(&self.code), Cell::text(&self.name), Cell::text(&self.level)]
    }

    /// Polygons, each its outside first, counter-clockwise, then its holes, clockwise (RFC 7946). Rings that enclose nothing are left out.
    pub(crate) fn polygons(&self) -> Vec<Vec<Ring>> {
        let rings: Vec<Ring> = self.rings.iter().filter_map(closed).collect();
        let depth = |at: usize| {
            rings.iter().enumerate().filter(|(other, ring)| *other != at && within(&rings[at], ring)).map(|(other, _)| other).collect::<Vec<_>>()
        };
        let around: Vec<Vec<usize>> = (0..rings.len()).map(depth).collect();
        let outside = |at: &usize| around[*at].len().is_multiple_of(2);
        let polygon = |at: usize| {
            let holes = (0..rings.len()).filter(|hole| !outside(hole) && around[*hole].contains(&at) && around[*hole].len() == around[at].len() + 1);
            let turned = |ring: &Ring, left: bool| if (area(ring) > 0.0) == left { ring.clone() } else { ring.iter().rev().copied().collect() };
            [turned(&rings[at], true)].into_iter().chain(holes.map(|hole| turned(&rings[hole], false))).collect()
        };
        (0..rings.len()).filter(outside).map(polygon).collect()
    }
}

/// West, south, east and north of these.
pub(crate) fn extent<'a>(points: impl Iterator<Item = &'a [f64; 2]>) -> Option<[f64; 4]> {
    let grow = |all: Option<[f64; 4]>, at: &[f64; 2]| {
        let [west, south, east, north] = all.unwrap_or([at[0], at[1], at[0], at[1]]);
        Some([west.min(at[0]), south.min(at[1]), east.max(at[0]), north.max(at[1])])
    };
    points.fold(None, grow)
}

/// With its first point last; none if it encloses nothing or leaves the globe.
fn closed(ring: &Ring) -> Option<Ring> {
    let mut ring = ring.clone();
    ring.dedup();
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    (ring.len() >= 4 && ring.iter().all(|at| crate::Place::is_on_globe(*at)) && area(&ring) != 0.0).then_some(ring)
}

/// Twice the signed area: positive if it runs counter-clockwise.
fn area(ring: &[[f64; 2]]) -> f64 {
    let Some(from) = ring.first() else { return 0.0 };
    // Relative to a point of it, or small rings would drown in rounding.
    let cross = |a: &[f64; 2], b: &[f64; 2]| (a[0] - from[0]) * (b[1] - from[1]) - (b[0] - from[0]) * (a[1] - from[1]);
    ring.windows(2).map(|two| cross(&two[0], &two[1])).sum()
}

/// True if most points of one lie inside of the other: they may touch.
fn within(ring: &Ring, other: &Ring) -> bool {
    let inside = ring.iter().skip(1).filter(|at| encloses(other, **at)).count();
    area(ring).abs() < area(other).abs() && inside * 2 > ring.len() - 1
}

/// By how often a line to the east crosses the ring.
fn encloses(ring: &Ring, at: [f64; 2]) -> bool {
    let crossed = |two: &&[[f64; 2]]| {
        let (a, b) = (two[0], two[1]);
        (a[1] > at[1]) != (b[1] > at[1]) && at[0] < (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) + a[0]
    };
    ring.windows(2).filter(crossed).count() % 2 == 1
}
