//! Packing a ground: each zoom's lines, simplified and cut into tiles, in the order in which the archive keeps them.

use crate::clip::{Point, pieces};
use crate::error::BasemapError;
use crate::ground::{Ground, Spot};
use crate::project::square;
use geo::{Coord, LineString, Simplify};
use mvt::{Feature, GeomEncoder, GeomType, Layer, Tile};
use pmtiles::{Compression, PmTilesWriter, TileCoord, TileId, TileType};
use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::ops::RangeInclusive;

/// Zooms that are packed: from where a county is a stamp to where a courtyard can be told from its neighbour. The map enlarges the last.
pub const ZOOMS: RangeInclusive<u8> = 6..=14;
/// Parts of a tile's side.
const EXTENT: u32 = 4096;
/// Parts around a tile that it has too, so that a thick line is not cut at its edge.
const MARGIN: f64 = 64.0;
/// Bends smaller than this are straightened, in parts of a tile: half a pixel on a sharp screen.
const STRAIGHT: f64 = 4.0;

/// The layers, and their fields, as the archive's metadata names them.
const LAYERS: [(&str, &[&str]); 4] = [("boundary", &["level"]), ("place", &["name", "level"]), ("river", &[]), ("road", &["class"])];

/// Writes a ground as an archive. The same ground gives the same bytes.
///
/// # Errors
/// `basemap_empty` for a ground without anything, and the disk's.
pub fn pack<W: Write + Seek>(ground: &Ground, name: &str, out: W) -> Result<(), BasemapError> {
    let (west, south, east, north) = bounds(ground).ok_or(BasemapError::Empty)?;
    let mut tiles: BTreeMap<TileId, Vec<u8>> = BTreeMap::new();
    for zoom in ZOOMS {
        for ((x, y), tile) in cut(ground, zoom)? {
            tiles.insert(TileCoord::new(zoom, x, y)?.into(), tile.to_bytes()?);
        }
    }
    let layers: Vec<serde_json::Value> = LAYERS
        .iter()
        .map(|(id, fields)| {
            let fields: serde_json::Map<String, serde_json::Value> = fields.iter().map(|field| ((*field).to_owned(), "String".into())).collect();
            serde_json::json!({ "id": id, "fields": fields, "minzoom": ZOOMS.start(), "maxzoom": ZOOMS.end() })
        })
        .collect();
    let metadata = serde_json::json!({ "name": name, "type": "baselayer", "vector_layers": layers });
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .tile_compression(Compression::Gzip)
        .min_zoom(*ZOOMS.start())
        .max_zoom(*ZOOMS.end())
        .bounds(west, south, east, north)
        .center(f64::midpoint(west, east), f64::midpoint(south, north))
        .center_zoom(10)
        .metadata(metadata.to_string())
        .create(out)?;
    for (id, bytes) in tiles {
        writer.add_tile(id.into(), &bytes)?;
    }
    Ok(writer.finalize()?)
}

/// West, south, east and north of everything.
fn bounds(ground: &Ground) -> Option<(f64, f64, f64, f64)> {
    let all = ground.lines.iter().flat_map(|line| line.points.iter().copied()).chain(ground.places.iter().map(|place| place.at));
    all.fold(None, |found, (lon, lat)| {
        let (west, south, east, north) = found.unwrap_or((lon, lat, lon, lat));
        Some((west.min(lon), south.min(lat), east.max(lon), north.max(lat)))
    })
}

/// Layers of a tile that is being filled, by name.
type Filling = BTreeMap<&'static str, Layer>;

/// The tiles of one zoom.
fn cut(ground: &Ground, zoom: u8) -> Result<BTreeMap<(u32, u32), Tile>, BasemapError> {
    let side = f64::from(1_u32 << zoom) * f64::from(EXTENT);
    let mut filling: BTreeMap<(u32, u32), Filling> = BTreeMap::new();
    for line in ground.lines.iter().filter(|line| line.kind.first_zoom() <= zoom) {
        let points = straightened(&line.points, side);
        for at in touched(&points, zoom) {
            let (left, top) = corner(at);
            let shifted: Vec<_> = points.iter().map(|(x, y)| (x - left, y - top)).collect();
            let mut encoder = GeomEncoder::new(GeomType::Linestring);
            for piece in pieces(&shifted, -MARGIN, f64::from(EXTENT) + MARGIN) {
                // One that is a single point at this zoom would be a line without length.
                if piece.iter().any(|at| rounded(*at) != rounded(piece[0])) {
                    for (x, y) in piece {
                        encoder.add_point(x, y)?;
                    }
                    encoder.complete_geom()?;
                }
            }
            let geometry = encoder.encode()?;
            if !geometry.is_empty() {
                add(&mut filling, at, line.kind.layer(), geometry, |feature| {
                    if let Some((key, value)) = line.kind.tag() {
                        feature.add_tag_string(key, value);
                    }
                });
            }
        }
    }
    for place in ground.places.iter().filter(|place| place.kind.first_zoom() <= zoom) {
        let (x, y) = square(place.at);
        let at = tile_of((x * side, y * side), zoom);
        let (left, top) = corner(at);
        let geometry = GeomEncoder::new(GeomType::Point).point(x * side - left, y * side - top)?.encode()?;
        add(&mut filling, at, "place", geometry, |feature| {
            feature.add_tag_string("name", &place.name);
            feature.add_tag_string("level", place.kind.level());
        });
    }
    filling.into_iter().map(|(at, layers)| Ok((at, finished(layers)?))).collect()
}

fn add(filling: &mut BTreeMap<(u32, u32), Filling>, at: (u32, u32), layer: &'static str, geometry: mvt::GeomData, tag: impl FnOnce(&mut Feature)) {
    let layers = filling.entry(at).or_default();
    let before = layers.remove(layer).unwrap_or_else(|| Tile::new(EXTENT).create_layer(layer));
    let mut feature = before.into_feature(geometry);
    tag(&mut feature);
    layers.insert(layer, feature.into_layer());
}

fn finished(layers: Filling) -> Result<Tile, BasemapError> {
    let mut tile = Tile::new(EXTENT);
    for layer in layers.into_values() {
        tile.add_layer(layer)?;
    }
    Ok(tile)
}

/// Corners in parts of a tile from the square's corner, without the bends that nobody would see at this zoom.
fn straightened(points: &[Spot], side: f64) -> Vec<Point> {
    let line: LineString = points.iter().map(|spot| square(*spot)).map(|(x, y)| Coord { x: x * side, y: y * side }).collect();
    line.simplify(STRAIGHT).into_iter().map(|at| (at.x, at.y)).collect()
}

/// The tiles that the box around a line meets, with their margins.
fn touched(points: &[Point], zoom: u8) -> Vec<(u32, u32)> {
    let Some(first) = points.first() else { return Vec::new() };
    let (mut least, mut most) = (*first, *first);
    for (x, y) in points {
        least = (least.0.min(*x), least.1.min(*y));
        most = (most.0.max(*x), most.1.max(*y));
    }
    let (left, top) = tile_of((least.0 - MARGIN, least.1 - MARGIN), zoom);
    let (right, bottom) = tile_of((most.0 + MARGIN, most.1 + MARGIN), zoom);
    (left..=right).flat_map(|x| (top..=bottom).map(move |y| (x, y))).collect()
}

fn tile_of((x, y): Point, zoom: u8) -> (u32, u32) {
    let last = (1_u32 << zoom) - 1;
    // A number beyond its type becomes the type's end, which `min` brings back into the square.
    let place = |parts: f64| ((parts / f64::from(EXTENT)).max(0.0) as u32).min(last);
    (place(x), place(y))
}

fn rounded((x, y): Point) -> (i64, i64) {
    (x.round() as i64, y.round() as i64)
}

fn corner((x, y): (u32, u32)) -> Point {
    (f64::from(x) * f64::from(EXTENT), f64::from(y) * f64::from(EXTENT))
}
