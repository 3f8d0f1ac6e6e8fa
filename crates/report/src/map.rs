//! Places and areas read from maps that others made.

use crate::boundary::Ring;
use crate::{ReportError, geojson, geopackage};
use serde_json::{Map, Value};

/// Most bytes of a file that is read: GeoJSON unpacks to many times its size.
pub const MAX_GEOJSON: usize = 32 << 20;
/// The same of a GeoPackage.
pub const MAX_GEOPACKAGE: usize = 256 << 20;
/// Most features, and most positions of all of them together.
pub const MAX_FEATURES: usize = 100_000;
/// See [`MAX_FEATURES`].
pub const MAX_POSITIONS: usize = 4_000_000;

/// A point of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Of which layer; none in GeoJSON.
    pub layer: Option<String>,
    /// Longitude and latitude, degrees of WGS-84; none if the map knows of it, but not where it is.
    pub at: Option<[f64; 2]>,
    /// What the map says of it.
    pub properties: Map<String, Value>,
}

/// A piece of ground, of one or more parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Of which layer; none in GeoJSON.
    pub layer: Option<String>,
    /// Closed rings of longitude and latitude, holes among them. Empty if the map knows of it, but not where it is.
    pub rings: Vec<Ring>,
    /// What the map says of it.
    pub properties: Map<String, Value>,
}

/// The points of a GeoJSON file or of all layers of points of a GeoPackage.
///
/// # Errors
/// `NotAMap`, `Feature` (one that is no point, or not on the globe), `Reference`, `TooMany`, `NoLayer`.
pub fn read_points(bytes: &[u8]) -> Result<Vec<Place>, ReportError> {
    let found = read(bytes, Kind::Points)?;
    Ok(found
        .into_iter()
        .map(|one| Place { layer: one.layer, at: one.rings.first().and_then(|ring| ring.first()).copied(), properties: one.properties })
        .collect())
}

/// The areas of a GeoJSON file or of all layers of polygons of a GeoPackage.
///
/// # Errors
/// As [`read_points`]; and a ring of fewer than three corners.
pub fn read_boundaries(bytes: &[u8]) -> Result<Vec<Area>, ReportError> {
    read(bytes, Kind::Areas)
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Points,
    Areas,
}

/// Points are areas of one ring of one position on the way.
fn read(bytes: &[u8], kind: Kind) -> Result<Vec<Area>, ReportError> {
    if geopackage::is_database(bytes) { geopackage::read(bytes, kind) } else { geojson::read(bytes, kind) }
}

impl Place {
    /// False for what is no longitude and latitude.
    pub(crate) fn is_on_globe([lon, lat]: [f64; 2]) -> bool {
        (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
    }
}

/// Counts the positions of a file, and checks each.
#[derive(Default)]
pub(crate) struct Positions(usize);

impl Positions {
    pub fn take(&mut self, at: [f64; 2]) -> Result<[f64; 2], Fault> {
        self.0 += 1;
        if self.0 > MAX_POSITIONS {
            return Err(Fault::Whole(ReportError::TooMany { what: "positions", most: MAX_POSITIONS }));
        }
        if Place::is_on_globe(at) {
            return Ok(at);
        }
        let hint = if Place::is_on_globe([at[1], at[0]]) { "; longitude goes first" } else { "" };
        Err(Fault::Part(format!("{}, {} is not on the globe{hint}", at[0], at[1])))
    }

    /// Closed, if it was left open.
    pub fn ring(mut ring: Ring) -> Result<Ring, Fault> {
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
        }
        if ring.len() < 4 { Err(Fault::Part("a ring of fewer than three corners".into())) } else { Ok(ring) }
    }
}

/// What is wrong: with one feature, or with the file.
#[derive(Debug)]
pub(crate) enum Fault {
    Part(String),
    Whole(ReportError),
}

impl Fault {
    /// `at` counts from 0.
    pub fn of_feature(self, at: usize) -> ReportError {
        match self {
            Self::Part(why) => ReportError::Feature { at: at + 1, why },
            Self::Whole(error) => error,
        }
    }
}

impl From<&str> for Fault {
    fn from(why: &str) -> Self {
        Self::Part(why.to_owned())
    }
}

/// True for WGS-84 and CGCS2000, of which the second lies within a tenth of a millimetre of the first.
pub(crate) fn is_taken(authority: &str, number: i64) -> bool {
    authority.eq_ignore_ascii_case("EPSG") && matches!(number, 4326 | 4490)
}
