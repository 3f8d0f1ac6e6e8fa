//! Whether somebody who opens a visit is in its village, and what they say when their position says otherwise.

use crate::sighting::Position;
use geo::{Contains, Coord, Distance, Euclidean, LineString, Point, Polygon};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Metres in a degree of latitude, as in [`crate::distance`].
const DEGREE: f64 = 111_195.0;

/// What was answered to 「您在某村吗？」.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// In the village, whatever the position says: borders are drawn coarsely, and receivers err in narrow valleys.
    Here,
    /// Not in the village.
    Elsewhere,
}

impl Presence {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Elsewhere => "elsewhere",
        }
    }
}

impl FromStr for Presence {
    type Err = UnknownPresence;

    fn from_str(text: &str) -> Result<Self, UnknownPresence> {
        [Self::Here, Self::Elsewhere].into_iter().find(|said| said.as_str() == text).ok_or(UnknownPresence)
    }
}

/// An answer that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown answer")]
pub struct UnknownPresence;

/// Metres from a position to a boundary of rings of (longitude, latitude): 0 within it, `None` where there is no boundary. What is in an even number
/// of rings is outside: a hole, say.
#[must_use]
pub fn metres_outside(rings: &[Vec<(f64, f64)>], at: Position) -> Option<f64> {
    // On a plane about the position: over the some kilometres of a village it errs by less than any receiver.
    let shorten = at.lat.to_radians().cos();
    let flat = |&(lon, lat): &(f64, f64)| Coord { x: (lon - at.lon) * DEGREE * shorten, y: (lat - at.lat) * DEGREE };
    let here = Point::new(0.0, 0.0);
    let rings: Vec<Polygon> =
        rings.iter().filter(|ring| ring.len() > 2).map(|ring| Polygon::new(LineString(ring.iter().map(flat).collect()), Vec::new())).collect();
    if rings.iter().filter(|ring| ring.contains(&here)).count() % 2 == 1 {
        return Some(0.0);
    }
    rings.iter().map(|ring| Euclidean.distance(&here, ring.exterior())).min_by(f64::total_cmp)
}

/// Whether a position speaks against its person's being in the village: outside the boundary by more than the position's accuracy.
#[must_use]
pub fn is_elsewhere(rings: &[Vec<(f64, f64)>], at: Position) -> bool {
    metres_outside(rings, at).is_some_and(|metres| metres > at.accuracy)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square about (106, 35), a kilometre from its middle to each side, and a hole of 200 m in its middle where asked.
    fn square(hole: bool) -> Vec<Vec<(f64, f64)>> {
        let ring = |metres: f64| {
            let (north, east) = (metres / DEGREE, metres / DEGREE / 35_f64.to_radians().cos());
            vec![(106.0 - east, 35.0 - north), (106.0 + east, 35.0 - north), (106.0 + east, 35.0 + north), (106.0 - east, 35.0 + north)]
        };
        if hole { vec![ring(1000.0), ring(100.0)] } else { vec![ring(1000.0)] }
    }

    fn east(metres: f64, accuracy: f64) -> Position {
        Position { lon: 106.0 + metres / DEGREE / 35_f64.to_radians().cos(), lat: 35.0, accuracy }
    }

    #[test]
    fn who_is_within_the_border_is_there() {
        assert_eq!(metres_outside(&square(false), east(999.0, 6.0)), Some(0.0));
        assert!(!is_elsewhere(&square(false), east(999.0, 6.0)));
    }

    #[test]
    fn who_is_beyond_it_by_more_than_the_position_is_unsure_of_is_asked() {
        let away = metres_outside(&square(false), east(1040.0, 6.0)).unwrap_or_default();
        assert!((away - 40.0).abs() < 0.5, "{away}");
        assert!(is_elsewhere(&square(false), east(1040.0, 30.0)));
        assert!(!is_elsewhere(&square(false), east(1040.0, 50.0)), "the circle reaches over the border");
    }

    #[test]
    fn a_hole_is_another_villages_ground() {
        assert!(is_elsewhere(&square(true), east(0.0, 20.0)));
        assert!(!is_elsewhere(&square(true), east(300.0, 20.0)));
    }

    #[test]
    fn a_village_without_a_boundary_asks_nobody() {
        assert_eq!(metres_outside(&[], east(0.0, 6.0)), None);
        assert_eq!(metres_outside(&[vec![(106.0, 35.0)]], east(0.0, 6.0)), None, "a point is no boundary");
        assert!(!is_elsewhere(&[], east(0.0, 6.0)));
    }
}
