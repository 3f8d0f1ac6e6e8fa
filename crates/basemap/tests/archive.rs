//! Archives that are made here are read by another reader; what is no map is refused.
#![allow(missing_docs, clippy::unwrap_used)]

use pmtiles::{AsyncPmTilesReader, TileCoord};
use rusqlite::Connection;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use xuncun_basemap::{Ground, Info, Line, LineKind, Place, PlaceKind, TileKind, ZOOMS, inspect, pack, pack_into, take};

/// 柳树湾 beside a river, on a road to 红泉镇.
fn valley() -> Ground {
    let line = |kind, points: &[(f64, f64)]| Line { kind, points: points.to_vec() };
    let place = |kind, name: &str, at| Place { kind, name: name.to_owned(), at };
    Ground {
        lines: vec![
            line(LineKind::River, &[(106.2, 35.5), (106.5, 35.52), (106.9, 35.49)]),
            line(LineKind::MainRoad, &[(106.40, 35.60), (106.55, 35.58), (106.70, 35.50)]),
            line(LineKind::VillageRoad, &[(106.70, 35.50), (106.74, 35.53)]),
            line(LineKind::TownshipBorder, &[(106.3, 35.4), (106.8, 35.4), (106.8, 35.7), (106.3, 35.7), (106.3, 35.4)]),
        ],
        places: vec![place(PlaceKind::Township, "红泉镇", (106.70, 35.50)), place(PlaceKind::Village, "柳树湾村", (106.74, 35.53))],
    }
}

fn packed(dir: &TempDir) -> (PathBuf, Info) {
    let path = dir.path().join("ground.pmtiles");
    let info = pack_into(&valley(), "清源县", &path).unwrap();
    (path, info)
}

/// The tile, unpacked, that holds a place.
async fn tile(path: &Path, zoom: u8, (lon, lat): (f64, f64)) -> Option<Vec<u8>> {
    let tiles = f64::from(1_u32 << zoom);
    let x = (lon + 180.0) / 360.0 * tiles;
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * tiles;
    let reader = AsyncPmTilesReader::new_with_path(path).await.unwrap();
    reader.get_tile_decompressed(TileCoord::new(zoom, x as u32, y as u32).unwrap()).await.unwrap().map(|bytes| bytes.to_vec())
}

fn has(tile: &[u8], words: &str) -> bool {
    tile.windows(words.len()).any(|part| part == words.as_bytes())
}

#[tokio::test]
async fn a_ground_is_in_the_tiles_where_it_lies_and_in_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let (path, info) = packed(&dir);
    assert_eq!((info.kind, info.zooms), (TileKind::Vector, (*ZOOMS.start(), *ZOOMS.end())));
    assert!((info.bounds.0 - 106.2).abs() < 1e-6 && (info.bounds.3 - 35.7).abs() < 1e-6, "{info:?}");
    let village = tile(&path, 14, (106.74, 35.53)).await.unwrap();
    assert!(has(&village, "柳树湾村") && has(&village, "road"), "the village with its road");
    assert!(!has(&village, "红泉镇") && !has(&village, "river"), "what lies elsewhere is not in it");
    let river = tile(&path, 14, (106.35, 35.51)).await.unwrap();
    assert!(has(&river, "river") && !has(&river, "road"));
    assert_eq!(tile(&path, 14, (106.35, 35.62)).await, None, "nothing there, no tile");
    let county = tile(&path, 6, (106.5, 35.5)).await.unwrap();
    assert!(has(&county, "main") && has(&county, "township"), "from far away the roads between townships");
    assert!(!has(&county, "柳树湾村"), "and no village");
}

#[tokio::test]
async fn its_metadata_names_its_layers() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = packed(&dir);
    let said = AsyncPmTilesReader::new_with_path(&path).await.unwrap().get_metadata().await.unwrap();
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let layers: Vec<&str> = said["vector_layers"].as_array().unwrap().iter().map(|layer| layer["id"].as_str().unwrap()).collect();
    assert_eq!((said["name"].as_str().unwrap(), layers), ("清源县", vec!["boundary", "place", "river", "road"]));
}

#[test]
fn the_same_ground_gives_the_same_bytes_and_none_gives_none() {
    let bytes = |ground: &Ground| {
        let mut out = Cursor::new(Vec::new());
        pack(ground, "清源县", &mut out).map(|()| out.into_inner())
    };
    assert_eq!(bytes(&valley()).unwrap(), bytes(&valley()).unwrap());
    assert_eq!(bytes(&Ground::default()).unwrap_err().code(), "basemap_empty");
}

fn mbtiles(path: &Path, format: &str, tiles: &[(u8, u32, u32, &[u8])]) {
    let db = Connection::open(path).unwrap();
    db.execute_batch("CREATE TABLE metadata (name TEXT, value TEXT); CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);").unwrap();
    for (name, value) in [("format", format), ("name", "卫星"), ("bounds", "106.0,35.0,107.0,36.0"), ("attribution", "测绘局")] {
        db.execute("INSERT INTO metadata VALUES (?1, ?2)", [name, value]).unwrap();
    }
    for (zoom, column, row, bytes) in tiles {
        db.execute("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)", (zoom, column, row, bytes)).unwrap();
    }
}

#[tokio::test]
async fn an_operators_database_is_taken_with_its_rows_turned_to_the_north() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("map.mbtiles"), dir.path().join("basemap.pmtiles"));
    // Row 1 of zoom 1 counts from the south: the north-eastern quarter.
    mbtiles(&from, "png", &[(0, 0, 0, b"\x89PNG all"), (1, 1, 1, b"\x89PNG north-east"), (1, 1, 0, b"\x89PNG south-east")]);
    let info = take(&from, &to).unwrap();
    assert_eq!((info.kind, info.zooms, info.bounds), (TileKind::Raster, (0, 1), (106.0, 35.0, 107.0, 36.0)));
    assert_eq!(tile(&to, 1, (106.5, 35.5)).await.unwrap(), b"\x89PNG north-east");
    assert_eq!(tile(&to, 1, (106.5, -35.5)).await.unwrap(), b"\x89PNG south-east");
}

#[tokio::test]
async fn vector_tiles_of_a_database_are_packed_once() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("map.mbtiles"), dir.path().join("basemap.pmtiles"));
    mbtiles(&from, "pbf", &[(0, 0, 0, b"plain"), (1, 1, 1, &gzip(b"packed"))]);
    take(&from, &to).unwrap();
    assert_eq!(tile(&to, 0, (0.0, 0.0)).await.unwrap(), b"plain");
    assert_eq!(tile(&to, 1, (106.5, 35.5)).await.unwrap(), b"packed");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn what_is_no_map_is_refused_in_words_and_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let (good, _) = packed(&dir);
    let archive = std::fs::read(&good).unwrap();
    let altered = |at: usize, byte: u8| {
        let mut bytes = archive.clone();
        bytes[at] = byte;
        bytes
    };
    let far = |at: usize| {
        let mut bytes = archive.clone();
        bytes[at..at + 8].copy_from_slice(&u64::MAX.to_le_bytes());
        bytes
    };
    let root_behind = || {
        let mut bytes = archive.clone();
        bytes[8..16].copy_from_slice(&16_300_u64.to_le_bytes());
        bytes
    };
    let place = dir.path().join("basemap.pmtiles");
    take(&good, &place).unwrap();
    for (bytes, code) in [
        (b"".to_vec(), "basemap_no_map"),
        (b"PMTiles\x02 an older one".to_vec(), "basemap_no_map"),
        (b"\xff\xd8\xff\xe0 a photograph".repeat(20), "basemap_no_map"),
        (archive[..archive.len() - 1].to_vec(), "basemap_damaged"),
        (archive[..127].to_vec(), "basemap_damaged"),
        (far(8), "basemap_damaged"),
        (far(16), "basemap_damaged"),
        (far(56), "basemap_damaged"),
        (root_behind(), "basemap_root"),
        (altered(97, 4), "basemap_compression"),
        (altered(98, 3), "basemap_compression"),
        (altered(99, 0), "basemap_kind"),
        (altered(99, 99), "basemap_damaged"),
        (altered(100, 23), "basemap_damaged"),
        (b"SQLite format 3\0 and nothing behind it".to_vec(), "basemap_damaged"),
    ] {
        let from = dir.path().join("brought");
        std::fs::write(&from, &bytes).unwrap();
        let error = take(&from, &place).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert_eq!(std::fs::read(&place).unwrap(), archive, "the map of before stays");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3, "nothing is left lying about");
    }
}

#[test]
fn a_database_that_cannot_be_shown_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("basemap.pmtiles");
    for (name, format, tiles, code) in [
        ("none", "png", vec![], "basemap_empty"),
        ("kind", "tiff", vec![(0, 0, 0, &b"II"[..])], "basemap_kind"),
        ("beyond", "png", vec![(1, 2, 0, &b"\x89PNG"[..])], "basemap_damaged"),
        ("deep", "png", vec![(40, 0, 0, &b"\x89PNG"[..])], "basemap_damaged"),
    ] {
        let from = dir.path().join(name);
        mbtiles(&from, format, &tiles);
        assert_eq!(take(&from, &to).unwrap_err().code(), code, "{name}");
        assert!(!to.exists());
    }
}

proptest::proptest! {
    /// Whatever the bytes behind the magic, they are looked at and no more.
    #[test]
    fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("brought");
        let magic = b"PMTiles\x03";
        let shared = bytes.len().min(magic.len());
        bytes[..shared].copy_from_slice(&magic[..shared]);
        std::fs::write(&path, &bytes).unwrap();
        let _ = inspect(&path);
        let _ = take(&path, &dir.path().join("basemap.pmtiles"));
    }
}
