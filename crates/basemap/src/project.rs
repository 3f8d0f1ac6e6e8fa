//! Where a place lies in the square that tiles divide: spherical Mercator, as every web map has it (EPSG:3857).

use crate::ground::Spot;
use std::f64::consts::PI;

/// Where Mercator's square ends, degrees of latitude.
const EDGE: f64 = 85.051_128_779_806_59;

/// East and south of the square's north-western corner, both 0 to 1.
pub(crate) fn square((lon, lat): Spot) -> (f64, f64) {
    let lat = lat.clamp(-EDGE, EDGE).to_radians();
    let x = (lon + 180.0) / 360.0;
    let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / PI) / 2.0;
    (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_square_has_greenwich_and_the_equator_in_its_middle() {
        assert_eq!(super::square((0.0, 0.0)), (0.5, 0.5));
        let (x, y) = super::square((-180.0, 85.051_128_779_806_59));
        assert!(x.abs() < 1e-12 && y.abs() < 1e-12, "{x} {y}");
        // By asinh, as https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames has it: 6524.02, 3230.90.
        let (x, y) = super::square((106.7, 35.5));
        assert_eq!(((x * 8192.0) as u32, (y * 8192.0) as u32), (6524, 3230));
    }
}
