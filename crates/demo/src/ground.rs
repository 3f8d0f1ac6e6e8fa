//! The ground of the demo district: borders as they are, and invented roads and rivers between its villages.

use crate::COUNTY_NAME;
use crate::boundary::{Km, Ring, on_globe};
use crate::dice::Dice;
use crate::district::District;
use xuncun_basemap::{Ground, Line, LineKind, Place, PlaceKind};

type Spot = (f64, f64);

/// How far the rivers run east and west of the seat, kilometres.
const REACH: f64 = 32.0;
/// Kilometres between the corners of a river.
const STEP: f64 = 0.4;
/// A road bends at its middle by this part of its length.
const BEND: f64 = 0.12;

/// The ground of a district. The same on every machine.
pub fn ground(district: &District) -> Ground {
    let mut dice = Dice::new(district.seed, "ground");
    let mut lines = rivers(&mut dice);
    let seats: Vec<Spot> = district.townships.iter().map(|township| township.centre).collect();
    lines.extend(roads(LineKind::MainRoad, &seats, &mut dice));
    for township in &district.townships {
        let mut stops = vec![township.centre];
        stops.extend(township.villages.iter().filter_map(|village| district.villages.get(*village)).map(|village| village.centre));
        lines.extend(roads(LineKind::VillageRoad, &stops, &mut dice));
    }
    lines.extend(district.villages.iter().flat_map(|village| borders(LineKind::VillageBorder, &village.boundary)));
    lines.extend(district.townships.iter().flat_map(|township| borders(LineKind::TownshipBorder, &township.boundary)));
    let place = |kind, name: &str, at| Place { kind, name: name.to_owned(), at };
    let mut places: Vec<Place> = district.townships.iter().map(|one| place(PlaceKind::Township, &one.name, one.centre)).collect();
    places.push(place(PlaceKind::District, COUNTY_NAME, on_globe((0.0, 0.0))));
    for village in &district.villages {
        places.push(place(PlaceKind::Village, &village.name, village.centre));
        places.extend(village.groups.iter().map(|(name, at)| place(PlaceKind::Group, name, *at)));
    }
    Ground { lines, places }
}

fn borders(kind: LineKind, rings: &[Ring]) -> impl Iterator<Item = Line> + '_ {
    rings.iter().map(move |ring| Line { kind, points: ring.clone() })
}

/// One river through the middle of the district and two that come down to it.
fn rivers(dice: &mut Dice) -> Vec<Line> {
    let (turn, width) = (dice.real(0.0..std::f64::consts::TAU), dice.real(2.5..4.5));
    let north = |east: f64| (east / 9.0 + turn).sin() * width + (east / 2.7).sin() * 0.5 - 2.0;
    let steps = (REACH * 2.0 / STEP) as i32;
    let main = (0..=steps).map(|step| f64::from(step) * STEP - REACH).map(|east| (east, north(east)));
    let mut rivers = vec![river(main)];
    for (mouth, side) in [(dice.real(-18.0..-8.0), 1.0), (dice.real(6.0..18.0), -1.0)] {
        let lean = dice.real(-0.3..0.3);
        let steps = (20.0 / STEP) as i32;
        let down = (0..=steps).rev().map(move |step| f64::from(step) * STEP);
        let path = down.map(|away| (mouth + away * lean + (away / 2.1).sin() * 0.4 * (away / 4.0).min(1.0), north(mouth) + side * away));
        rivers.push(river(path));
    }
    rivers
}

fn river(path: impl Iterator<Item = Km>) -> Line {
    Line { kind: LineKind::River, points: path.map(on_globe).collect() }
}

/// Roads that join all stops by the shortest ways (Prim's tree), each bent a little.
fn roads(kind: LineKind, stops: &[Spot], dice: &mut Dice) -> Vec<Line> {
    let Some((first, others)) = stops.split_first() else { return Vec::new() };
    let mut joined = vec![*first];
    let mut waiting = others.to_vec();
    let mut lines = Vec::with_capacity(waiting.len());
    while let Some((from, next)) = nearest(&joined, &waiting) {
        let to = waiting.swap_remove(next);
        let push = dice.real(-BEND..BEND);
        let (east, north) = (to.0 - from.0, to.1 - from.1);
        let middle = (from.0 + east / 2.0 - north * push, from.1 + north / 2.0 + east * push);
        lines.push(Line { kind, points: vec![from, middle, to] });
        joined.push(to);
    }
    lines
}

/// The shortest way from what is joined to what is not: where it begins, and which of the waiting it leads to.
fn nearest(joined: &[Spot], waiting: &[Spot]) -> Option<(Spot, usize)> {
    let ways = joined.iter().flat_map(|from| waiting.iter().enumerate().map(move |(at, to)| ((from.0 - to.0).hypot(from.1 - to.1), *from, at)));
    ways.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, from, at)| (from, at))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeSet;

    fn key((lon, lat): Spot) -> (i64, i64) {
        ((lon * 1e5).round() as i64, (lat * 1e5).round() as i64)
    }

    #[test]
    fn every_village_is_on_a_road_that_leads_to_its_township() {
        let district = District::generate(7);
        let ground = ground(&district);
        let count = |kind| ground.lines.iter().filter(|line| line.kind == kind).count();
        assert_eq!((count(LineKind::MainRoad), count(LineKind::VillageRoad)), (district.townships.len() - 1, district.villages.len()));
        let on_road: BTreeSet<_> =
            ground.lines.iter().filter(|line| line.kind == LineKind::VillageRoad).flat_map(|line| line.points.iter().map(|at| key(*at))).collect();
        assert!(district.villages.iter().all(|village| on_road.contains(&key(village.centre))));
    }

    #[test]
    fn it_is_packed_whole() {
        let district = District::generate(7);
        let dir = tempfile::tempdir().unwrap();
        let info = xuncun_basemap::pack_into(&ground(&district), "清源县", &dir.path().join("ground.pmtiles")).unwrap();
        assert!(info.bytes > 100_000, "{info:?}");
    }
}
