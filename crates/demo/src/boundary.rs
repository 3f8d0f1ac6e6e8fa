//! Where the villages lie: sites within a wavy outline, their Voronoi cells, and unions of cells, in kilometres on a plane.
//!
//! Cells are kept by topology: a border between two villages is one arc that both share, bent once. So neighbours meet without
//! gaps, and a township's border is exactly the arcs that its villages do not share. Sites beyond the outline give the outer
//! villages their far side; they are no villages themselves.

use crate::dice::Dice;
use spade::{DelaunayTriangulation, Point2, Triangulation};
use std::collections::BTreeMap;

/// East and north of the county seat, kilometres.
pub type Km = (f64, f64);
/// A closed ring of longitude and latitude: the last point is the first again.
pub type Ring = Vec<(f64, f64)>;

/// The county seat: where the plane touches the globe.
const SEAT: (f64, f64) = (106.7, 35.5);
const KM_PER_DEGREE: f64 = 111.2;
/// Half the district's extent, east and north.
const HALF: Km = (29.0, 18.5);

/// The cells of all villages with the arcs between them.
pub struct Cells {
    /// Positions of the villages; index = village.
    pub sites: Vec<Km>,
    /// Villages that share a border, sorted.
    pub neighbours: Vec<Vec<usize>>,
    rings: Vec<Vec<usize>>,
    arcs: BTreeMap<(usize, usize), Vec<Km>>,
    corners: Vec<Km>,
}

impl Cells {
    /// `count` villages within the outline that `dice` draws. `None` only if the plane is too small for them.
    pub fn scatter(count: usize, dice: &mut Dice) -> Option<Self> {
        let all = jittered_grid(count, dice);
        let mut mesh: DelaunayTriangulation<Point2<f64>> = DelaunayTriangulation::new();
        for site in &all {
            mesh.insert(Point2::new(site.0, site.1)).ok()?;
        }
        let mut corners: BTreeMap<usize, Km> = BTreeMap::new();
        let (mut rings, mut neighbours) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for vertex in mesh.vertices().take(count) {
            let mut ring = Vec::new();
            let mut beside = Vec::new();
            for edge in vertex.out_edges() {
                let face = edge.face().as_inner()?;
                let centre = face.circumcenter();
                corners.insert(face.index(), (centre.x, centre.y));
                ring.push(face.index());
                if edge.to().index() < count {
                    beside.push(edge.to().index());
                }
            }
            beside.sort_unstable();
            rings.push(ring);
            neighbours.push(beside);
        }
        let size = corners.keys().last()? + 1;
        let corners: Vec<Km> = (0..size).map(|id| corners.get(&id).copied().unwrap_or_default()).collect();
        let arcs = bend(&rings, &corners, dice);
        let sites = mesh.vertices().take(count).map(|v| (v.position().x, v.position().y)).collect();
        Some(Self { sites, neighbours, rings, arcs, corners })
    }

    /// Border of the union of `villages`, as closed rings in longitude and latitude.
    pub fn border(&self, villages: &[usize]) -> Vec<Ring> {
        let mut next: BTreeMap<usize, usize> = BTreeMap::new();
        let mut inner = std::collections::BTreeSet::new();
        for (from, to) in villages.iter().flat_map(|v| edges(&self.rings[*v])) {
            inner.insert((from, to));
        }
        for (from, to) in &inner {
            if !inner.contains(&(*to, *from)) {
                next.insert(*from, *to);
            }
        }
        let mut rings = Vec::new();
        while let Some((start, _)) = next.first_key_value() {
            let (start, mut at) = (*start, *start);
            let mut ring = Vec::new();
            while let Some(to) = next.remove(&at) {
                ring.push(on_globe(self.corners[at]));
                ring.extend(self.arc(at, to).map(on_globe));
                at = to;
            }
            ring.push(on_globe(self.corners[start]));
            rings.push(ring);
        }
        rings
    }

    /// Points between two corners, in walking order, without the corners.
    fn arc(&self, from: usize, to: usize) -> Box<dyn Iterator<Item = Km> + '_> {
        let points = self.arcs.get(&(from.min(to), from.max(to))).map(Vec::as_slice).unwrap_or_default();
        if from < to { Box::new(points.iter().copied()) } else { Box::new(points.iter().rev().copied()) }
    }
}

/// Longitude and latitude of a point on the plane, to five decimals (about a metre).
pub fn on_globe((east, north): Km) -> (f64, f64) {
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    let lon = SEAT.0 + east / (KM_PER_DEGREE * SEAT.1.to_radians().cos());
    (round(lon), round(SEAT.1 + north / KM_PER_DEGREE))
}

/// Sites on a shaken hexagonal grid, those within the outline first: exactly `count` of them are villages, the rest surround them.
fn jittered_grid(count: usize, dice: &mut Dice) -> Vec<Km> {
    let area = std::f64::consts::PI * HALF.0 * HALF.1;
    let step = (area / count as f64 / 0.866).sqrt();
    let waves: Vec<(f64, f64)> = (2..7).map(|k| (dice.real(0.25..0.5) / f64::from(k), dice.real(0.0..std::f64::consts::TAU))).collect();
    let reach = |(east, north): Km| {
        let angle = (north / HALF.1).atan2(east / HALF.0);
        let bulge: f64 = waves.iter().zip(2..).map(|((size, turn), k)| size * 0.35 * (f64::from(k) * angle + turn).cos()).sum();
        (east / HALF.0).hypot(north / HALF.1) / (1.0 + bulge)
    };
    let rows = (HALF.1 * 1.8 / (step * 0.866)) as i32;
    let columns = (HALF.0 * 1.8 / step) as i32;
    let mut sites = Vec::new();
    for row in -rows..=rows {
        for column in -columns..=columns {
            let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
            let shake = step * 0.34;
            sites.push(((f64::from(column) + shift) * step + dice.real(-shake..shake), f64::from(row) * step * 0.866 + dice.real(-shake..shake)));
        }
    }
    sites.sort_by(|a, b| reach(*a).total_cmp(&reach(*b)));
    sites
}

fn edges(ring: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Bends every border once, so that it looks like a ridge or a gully rather than a ruler: midpoints are pushed aside.
fn bend(rings: &[Vec<usize>], corners: &[Km], dice: &mut Dice) -> BTreeMap<(usize, usize), Vec<Km>> {
    let mut arcs = BTreeMap::new();
    for (a, b) in rings.iter().flat_map(|ring| edges(ring)) {
        arcs.entry((a.min(b), a.max(b))).or_insert_with(Vec::new);
    }
    for ((a, b), points) in &mut arcs {
        let (from, to) = (corners[*a], corners[*b]);
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        if length > 0.35 {
            let middle = aside(from, to, dice);
            if length > 1.0 {
                points.push(aside(from, middle, dice));
            }
            points.push(middle);
            if length > 1.0 {
                points.push(aside(middle, to, dice));
            }
        }
    }
    arcs
}

fn aside(from: Km, to: Km, dice: &mut Dice) -> Km {
    let push = dice.real(-0.13..0.13);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    (from.0 + dx / 2.0 - dy * push, from.1 + dy / 2.0 + dx * push)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn area(ring: &Ring) -> f64 {
        ring.windows(2).map(|pair| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1).sum::<f64>() / 2.0
    }

    #[test]
    fn villages_tile_the_district_without_gaps() {
        let cells = Cells::scatter(120, &mut Dice::new(3, "boundary")).unwrap();
        let all: Vec<usize> = (0..120).collect();
        let outline = cells.border(&all);
        let sum: f64 = all.iter().map(|v| area(&cells.border(&[*v])[0])).sum();
        let whole: f64 = outline.iter().map(area).sum();
        assert!((sum - whole).abs() / whole < 1e-9, "{sum} of {whole}");
        assert!(whole > 0.0, "rings run counter-clockwise");
    }

    #[test]
    fn rings_are_closed_and_neighbours_share_points() {
        let cells = Cells::scatter(60, &mut Dice::new(5, "boundary")).unwrap();
        for village in 0..60 {
            let rings = cells.border(&[village]);
            assert_eq!(rings.len(), 1);
            assert_eq!(rings[0].first(), rings[0].last());
            for beside in &cells.neighbours[village] {
                let other = &cells.border(&[*beside])[0];
                assert!(rings[0].iter().filter(|p| other.contains(p)).count() >= 2);
            }
        }
    }
}
