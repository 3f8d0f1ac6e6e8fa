//! Geometries as a GeoPackage holds them: a header, then well-known binary.

use crate::boundary::{Ring, extent};
use crate::map::{Fault, Kind, Positions};

/// EPSG's number of WGS-84.
pub(super) const WGS84: i32 = 4326;

const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_POLYGON: u32 = 6;

/// A point, without an envelope.
pub(super) fn point(at: [f64; 2]) -> Vec<u8> {
    let mut out = header(None);
    begin(&mut out, POINT);
    position(&mut out, at);
    out
}

/// None without a polygon.
pub(super) fn multi_polygon(polygons: &Vec<Vec<Ring>>) -> Option<Vec<u8>> {
    let mut out = header(Some(extent(polygons.iter().flatten().flatten())?));
    begin(&mut out, MULTI_POLYGON);
    count(&mut out, polygons.len());
    for polygon in polygons {
        begin(&mut out, POLYGON);
        count(&mut out, polygon.len());
        for ring in polygon {
            count(&mut out, ring.len());
            ring.iter().for_each(|at| position(&mut out, *at));
        }
    }
    Some(out)
}

/// Little-endian, of version 1; the envelope is west, south, east, north.
fn header(envelope: Option<[f64; 4]>) -> Vec<u8> {
    let mut out = b"GP".to_vec();
    out.extend([0, if envelope.is_some() { 0b11 } else { 0b01 }]);
    out.extend(WGS84.to_le_bytes());
    if let Some([west, south, east, north]) = envelope {
        [west, east, south, north].iter().for_each(|n| out.extend(n.to_le_bytes()));
    }
    out
}

fn begin(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

#[allow(clippy::cast_possible_truncation)]
fn count(out: &mut Vec<u8>, n: usize) {
    out.extend((n as u32).to_le_bytes());
}

fn position(out: &mut Vec<u8>, at: [f64; 2]) {
    at.iter().for_each(|n| out.extend(n.to_le_bytes()));
}

/// The rings of a geometry; a point is a ring of one position. No ring if it is empty.
pub(super) fn read(blob: &[u8], kind: Kind, positions: &mut Positions) -> Result<Vec<Ring>, Fault> {
    let short = || Fault::from("its geometry is cut off");
    let (head, rest) = blob.split_at_checked(8).ok_or_else(short)?;
    if !head.starts_with(b"GP") || head[3] & 0b10_0000 != 0 {
        return Err("its geometry is not one of the standard".into());
    }
    let envelope = match head[3] >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("its envelope is not one of the standard".into()),
    };
    let mut bytes = Bytes { rest: rest.get(envelope..).ok_or_else(short)?, little: true };
    geometry(&mut bytes, kind, positions)
}

struct Bytes<'a> {
    rest: &'a [u8],
    little: bool,
}

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or("its geometry is cut off")?;
        self.rest = rest;
        Ok(*head)
    }

    fn number(&mut self) -> Result<u32, Fault> {
        let bytes = self.take()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// As many parts of at least `least` bytes as the rest has room for.
    fn count(&mut self, least: usize) -> Result<usize, Fault> {
        let n = self.number()? as usize;
        if n > self.rest.len() / least { Err("its geometry is cut off".into()) } else { Ok(n) }
    }

    fn float(&mut self) -> Result<f64, Fault> {
        let bytes = self.take()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// The kind of a geometry, and how many numbers its positions have.
    fn begin(&mut self) -> Result<(u32, usize), Fault> {
        self.little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err("its byte order is unknown".into()),
        };
        // ISO adds thousands for heights and measures; others set high bits.
        let code = self.number()?;
        let (plain, high) = (code & 0x0FFF_FFFF, code >> 30);
        let more = match plain / 1000 {
            0 => high.count_ones() as usize,
            1 | 2 => 1,
            3 => 2,
            _ => return Err("its kind is unknown".into()),
        };
        Ok((plain % 1000, 2 + more))
    }

    fn position(&mut self, numbers: usize) -> Result<[f64; 2], Fault> {
        let at = [self.float()?, self.float()?];
        for _ in 2..numbers {
            self.float()?;
        }
        Ok(at)
    }
}

fn geometry(bytes: &mut Bytes, kind: Kind, positions: &mut Positions) -> Result<Vec<Ring>, Fault> {
    let (code, numbers) = bytes.begin()?;
    match (kind, code) {
        (Kind::Points, POINT) => {
            let at = bytes.position(numbers)?;
            // An empty point is written so.
            if at.iter().all(|n| n.is_nan()) { Ok(Vec::new()) } else { Ok(vec![vec![positions.take(at)?]]) }
        }
        (Kind::Points, MULTI_POINT) => match bytes.count(21)? {
            0 => Ok(Vec::new()),
            1 => part(bytes, POINT).and_then(|numbers| Ok(vec![vec![positions.take(bytes.position(numbers)?)?]])),
            _ => Err("several points where one is expected".into()),
        },
        (Kind::Areas, POLYGON) => polygon(bytes, numbers, positions),
        (Kind::Areas, MULTI_POLYGON) => {
            let mut all = Vec::new();
            for _ in 0..bytes.count(9)? {
                let numbers = part(bytes, POLYGON)?;
                all.extend(polygon(bytes, numbers, positions)?);
            }
            Ok(all)
        }
        _ => Err(Fault::Part(format!("a geometry of kind {code} where {} is expected", kind.named()))),
    }
}

fn part(bytes: &mut Bytes, wanted: u32) -> Result<usize, Fault> {
    let (code, numbers) = bytes.begin()?;
    if code == wanted { Ok(numbers) } else { Err("a part of its geometry is of another kind".into()) }
}

fn polygon(bytes: &mut Bytes, numbers: usize, positions: &mut Positions) -> Result<Vec<Ring>, Fault> {
    let mut all = Vec::new();
    for _ in 0..bytes.count(4)? {
        let corners = bytes.count(8 * numbers)?;
        let mut ring = Vec::with_capacity(corners);
        for _ in 0..corners {
            ring.push(positions.take(bytes.position(numbers)?)?);
        }
        all.push(Positions::ring(ring)?);
    }
    Ok(all)
}
