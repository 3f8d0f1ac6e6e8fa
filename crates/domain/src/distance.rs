//! How far apart two places are.

use geo::{Distance, Haversine, Point};

/// Metres between two points of (longitude, latitude), along the great circle.
#[must_use]
pub fn distance(from: (f64, f64), to: (f64, f64)) -> f64 {
    Haversine.distance(Point::from(from), Point::from(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_111_kilometres() {
        let metres = distance((106.0, 35.0), (106.0, 36.0));
        assert!((metres - 111_195.0).abs() < 1.0, "{metres}");
        assert!(distance((106.0, 35.0), (106.0, 35.0)) < 1e-6);
        // A degree of longitude is shorter by the cosine of the latitude.
        let east = distance((106.0, 60.0), (107.0, 60.0));
        assert!((east / metres - 0.5).abs() < 0.001, "{east}");
    }
}
