//! Maps as GDAL reads and writes them. Coordinates agree to a ten-millionth of a degree.

use crate::common::{boundaries, boundary_words, cleanup_words, cleanups, finding_words, findings, measures, path, run};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use xuncun_report::boundary::{Boundary, Ring};
use xuncun_report::finding::Finding;
use xuncun_report::map::{MAX_FEATURES, MAX_GEOJSON};
use xuncun_report::{Layers, Moment, ReportError, cleanup, geopackage, read_boundaries, read_points};

const CLOSE: f64 = 1e-7;

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// What GDAL makes of a file, in another format; its bytes.
    fn converted(&self, from: &Path, to: &str, arguments: &[&str]) -> Vec<u8> {
        let out = self.path(to);
        run("ogr2ogr", &[arguments, &[path(&out), path(from)]].concat());
        std::fs::read(out).unwrap()
    }
}

fn package() -> Vec<u8> {
    let (findings, boundaries, cleanups, measures) = (findings(), boundaries(), cleanups(), measures());
    let (first, second, third) = (finding_words(), boundary_words(), cleanup_words());
    let layers = Layers {
        findings: Some((&findings, &first)),
        boundaries: Some((&boundaries, &second)),
        cleanups: Some((&cleanups, &measures, &third)),
        made_at: Moment(1_794_242_399_000),
    };
    geopackage(&layers).unwrap()
}

fn features(bytes: &[u8]) -> Vec<Value> {
    let file: Value = serde_json::from_slice(bytes).unwrap();
    file["features"].as_array().unwrap().clone()
}

fn near(a: [f64; 2], b: [f64; 2]) -> bool {
    (a[0] - b[0]).abs() <= CLOSE && (a[1] - b[1]).abs() <= CLOSE
}

/// The same rings, wherever each begins and whichever way it runs.
fn assert_same_ground(found: &[Ring], wanted: &[Ring]) {
    let corners = |rings: &[Ring]| {
        let mut all: Vec<Vec<(i64, i64)>> = rings
            .iter()
            .map(|ring| {
                let mut ring: Vec<(i64, i64)> = ring[1..].iter().map(|at| ((at[0] / CLOSE).round() as i64, (at[1] / CLOSE).round() as i64)).collect();
                ring.sort_unstable();
                ring
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(corners(found), corners(wanted));
}

#[test]
fn gdal_reads_the_findings_geojson() {
    let files = Files::new();
    let file = files.put("findings.geojson", &Finding::geojson(&findings()));
    let said = run("ogrinfo", &["-so", "-al", path(&file)]);
    for wanted in ["Geometry: Point", "Feature Count: 2", "ID[\"EPSG\",4326]", "count: Integer", "due: Date", "seen_at: DateTime"] {
        assert!(said.contains(wanted), "{wanted} in {said}");
    }
    let back = features(&files.converted(&file, "back.geojson", &["-lco", "COORDINATE_PRECISION=9"]));
    let at = &back[0]["geometry"]["coordinates"];
    assert!(near([at[0].as_f64().unwrap(), at[1].as_f64().unwrap()], findings()[0].position.unwrap()), "{at}");
    assert_eq!(back[0]["properties"]["landmark"], "二组,\"老槐树\"旁\n路北");
    assert!(back[1]["geometry"].is_null());
    let own = read_points(&Finding::geojson(&findings())).unwrap();
    assert_eq!(own[0].at, findings()[0].position);
    assert_eq!((own[0].properties["seen_at"].as_str(), own[1].at), (Some("2026-11-08T09:41:07+08:00"), None));
}

#[test]
fn boundaries_are_polygons_with_holes_that_turn_the_right_way() {
    let files = Files::new();
    let bytes = Boundary::geojson(&boundaries());
    let written = features(&bytes);
    let polygons: Vec<Vec<Ring>> = serde_json::from_value(written[0]["geometry"]["coordinates"].clone()).unwrap();
    assert_eq!(polygons.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1], "an outside with its hole, the island in it, the other part");
    let area =
        |ring: &Ring| ring.windows(2).map(|two| (two[0][0] - 106.0) * (two[1][1] - 35.0) - (two[1][0] - 106.0) * (two[0][1] - 35.0)).sum::<f64>();
    assert!(polygons.iter().all(|rings| area(&rings[0]) > 0.0 && rings[1..].iter().all(|hole| area(hole) < 0.0)));
    assert!(written[1]["geometry"].is_null());
    let file = files.put("boundaries.geojson", &bytes);
    let valid = run(
        "ogrinfo",
        &[
            "-q",
            "-dialect",
            "sqlite",
            "-sql",
            "SELECT count(*) AS bad FROM boundaries WHERE geometry IS NOT NULL AND NOT ST_IsValid(geometry)",
            path(&file),
        ],
    );
    assert!(valid.contains("bad (Integer) = 0") || valid.contains("bad (Integer64) = 0"), "{valid}");
    assert_same_ground(&read_boundaries(&bytes).unwrap()[0].rings, &boundaries()[0].rings);
}

#[test]
fn gdal_reads_the_geopackage() {
    let files = Files::new();
    let file = files.put("xuncun.gpkg", &package());
    let said = run("ogrinfo", &["-al", "-ro", path(&file)]);
    for wanted in [
        "Layer name: findings",
        "Geometry: Point",
        "Layer name: boundaries",
        "Geometry: Multi Polygon",
        "Layer name: cleanups",
        "Geometry: None",
        "ID[\"EPSG\",4326]",
        "due (Date) = 2026/11/11",
        "garbage_m3 (Real) = 12.5",
        "day (Date) = 2026/11/08",
    ] {
        assert!(said.contains(wanted), "{wanted} in {said}");
    }
    let points = features(&files.converted(&file, "points.geojson", &["-lco", "COORDINATE_PRECISION=9", "-sql", "SELECT * FROM findings"]));
    let at = &points[0]["geometry"]["coordinates"];
    assert!(near([at[0].as_f64().unwrap(), at[1].as_f64().unwrap()], findings()[0].position.unwrap()), "{at}");
    assert!(points[1]["geometry"].is_null());
    let areas = files.converted(&file, "areas.geojson", &["-lco", "COORDINATE_PRECISION=9", "-sql", "SELECT * FROM boundaries"]);
    assert_same_ground(&read_boundaries(&areas).unwrap()[0].rings, &boundaries()[0].rings);
}

#[test]
fn the_geopackage_is_one_by_its_own_rules() {
    let files = Files::new();
    let bytes = package();
    assert_eq!(&bytes[68..72], b"GPKG");
    let conn = Connection::open(files.put("xuncun.gpkg", &bytes)).unwrap();
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("PRAGMA user_version"), 10_300);
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(conn.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    assert_eq!(number("SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326)"), 3);
    assert_eq!(number("SELECT count(*) FROM gpkg_contents WHERE data_type = 'features'"), 2);
    assert_eq!(number("SELECT count(*) FROM gpkg_contents WHERE last_change = '2026-11-09T16:39:59.000Z'"), 3);
    assert_eq!(number("SELECT count(*) FROM gpkg_geometry_columns g JOIN gpkg_contents c USING (table_name) WHERE g.srs_id = c.srs_id"), 2);
    let title = "SELECT title FROM gpkg_data_columns WHERE table_name = 'findings' AND column_name = 'due'";
    assert_eq!(conn.query_row(title, [], |row| row.get::<_, String>(0)).unwrap(), "整改期限");
    assert_eq!(package(), bytes, "the same lists make the same bytes");
}

#[test]
fn our_own_geopackage_is_read_back() {
    let points = read_points(&package()).unwrap();
    assert_eq!((points.len(), points[0].at, points[1].at), (2, findings()[0].position, None));
    assert_eq!((points[0].layer.as_deref(), points[0].properties["overdue_days"].as_i64()), (Some("findings"), Some(-2)));
    let areas = read_boundaries(&package()).unwrap();
    assert_same_ground(&areas[0].rings, &boundaries()[0].rings);
    assert_eq!((areas[0].properties["name"].as_str(), areas[1].rings.len()), (Some("柳湾镇"), 0));
}

#[test]
fn names_that_stand_twice_do_not_stop_a_geopackage() {
    let mut measures = measures();
    measures[0].key = "day".into();
    measures[1].key = "we\"ird' ;--".into();
    measures.push(cleanup_measure("", "出动人数"));
    let (rows, mut words, mut points) = (cleanups(), cleanup_words(), finding_words());
    words.sheet.clone_from(&points.sheet);
    points.note.clone_from(&points.code);
    let findings = findings();
    let layers =
        Layers { findings: Some((&findings, &points)), boundaries: None, cleanups: Some((&rows, &measures, &words)), made_at: Moment(i64::MAX) };
    let files = Files::new();
    let said = run("ogrinfo", &["-al", path(&files.put("odd.gpkg", &geopackage(&layers).unwrap()))]);
    assert!(said.contains("day_2 (Real) = 12.5") && said.contains("we\"ird' ;-- (Real) = 40"), "{said}");
}

fn cleanup_measure(key: &str, title: &str) -> cleanup::Measure {
    cleanup::Measure { key: key.into(), title: title.into() }
}

#[test]
fn what_gdal_writes_is_read() {
    let files = Files::new();
    let points = files.put("points.geojson", &Finding::geojson(&findings()));
    let areas = files.put("areas.geojson", &Boundary::geojson(&boundaries()));
    let every: [&[&str]; 4] = [&[], &["-nlt", "PROMOTE_TO_MULTI"], &["-dim", "XYZ"], &["-dim", "XYZM", "-a_srs", "EPSG:4490"]];
    for (n, arguments) in every.iter().enumerate() {
        let bytes = files.converted(&points, &format!("points{n}.gpkg"), arguments);
        let found = read_points(&bytes).unwrap();
        assert!(near(found[0].at.unwrap(), findings()[0].position.unwrap()), "{arguments:?}: {:?}", found[0]);
        assert_eq!((found.len(), found[1].at, found[0].properties["village"].as_str()), (2, None, Some("东关村")));
        let bytes = files.converted(&areas, &format!("areas{n}.gpkg"), arguments);
        assert_same_ground(&read_boundaries(&bytes).unwrap()[0].rings, &boundaries()[0].rings);
    }
    for (n, arguments) in [&["-lco", "RFC7946=YES"][..], &["-lco", "WRITE_BBOX=YES", "-lco", "COORDINATE_PRECISION=9"]].iter().enumerate() {
        let found = read_points(&files.converted(&points, &format!("points{n}.geojson"), arguments)).unwrap();
        assert!(near(found[0].at.unwrap(), findings()[0].position.unwrap()), "{found:?}");
        let found = read_boundaries(&files.converted(&areas, &format!("areas{n}.geojson"), arguments)).unwrap();
        assert_same_ground(&found[0].rings, &boundaries()[0].rings);
    }
    // Left in WAL mode, as a program that has it open leaves it.
    let mut bytes = files.converted(&points, "wal.gpkg", &[]);
    bytes[18..20].fill(2);
    assert_eq!(read_points(&bytes).unwrap().len(), 2);
}

#[test]
fn other_reference_systems_are_refused() {
    let files = Files::new();
    let points = files.put("points.geojson", &Finding::geojson(&findings()[..1]));
    let mercator = files.converted(&points, "mercator.gpkg", &["-t_srs", "EPSG:3857"]);
    assert!(matches!(read_points(&mercator), Err(ReportError::Reference(name)) if name.contains("Mercator")));
    let mercator = files.converted(&points, "mercator.geojson", &["-t_srs", "EPSG:3857"]);
    assert!(matches!(read_points(&mercator), Err(ReportError::Reference(name)) if name.contains("3857")));
    assert!(matches!(read_boundaries(&files.converted(&points, "points.gpkg", &[])), Err(ReportError::NoLayer(_))));
}

fn why(file: &Value) -> String {
    let bytes = file.to_string().into_bytes();
    format!(
        "{} | {}",
        read_points(&bytes).map_or_else(|why| why.to_string(), |_| "taken".into()),
        read_boundaries(&bytes).map_or_else(|why| why.to_string(), |_| "taken".into())
    )
}

#[test]
fn bad_geojson_is_refused_with_the_reason() {
    let feature = |geometry: Value| json!({ "type": "FeatureCollection", "features": [{ "type": "Feature", "geometry": null, "properties": {} }, { "type": "Feature", "geometry": geometry, "properties": null }] });
    let point = |at: Value| feature(json!({ "type": "Point", "coordinates": at }));
    let ring = |at: Value| feature(json!({ "type": "Polygon", "coordinates": [at] }));
    let cases = [
        (json!([1, 2]), "without a type"),
        (json!({ "type": "FeatureCollection" }), "a collection without features"),
        (json!({ "type": "Topology", "objects": {} }), "Topology"),
        (point(json!([35.5, 106.7])), "feature 2: 35.5, 106.7 is not on the globe; longitude goes first"),
        (point(json!([1e9, 0])), "feature 2: 1000000000, 0 is not on the globe"),
        (point(json!([106.7])), "feature 2: a position is two numbers"),
        (point(json!(["106", "35"])), "feature 2: a position is two numbers"),
        (point(json!(null)), "feature 2: its coordinates are no list"),
        (ring(json!([[1, 1], [2, 2], [1, 1]])), "feature 2: a ring of fewer than three corners"),
        (feature(json!({ "coordinates": [1, 2] })), "its geometry has no type"),
        (feature(json!({ "type": "GeometryCollection", "geometries": [] })), "a GeometryCollection where a point is expected"),
        (feature(json!({ "type": "MultiPoint", "coordinates": [[1, 2], [3, 4]] })), "several points where one is expected"),
        (json!({ "type": "Feature", "geometry": null, "properties": [] }), "its properties are no object"),
        (json!({ "type": "FeatureCollection", "features": [7] }), "feature 1: not a feature"),
        (json!({ "type": "FeatureCollection", "features": vec![0; MAX_FEATURES + 1] }), "more than 100000 features"),
    ];
    for (file, wanted) in cases {
        let said = why(&file);
        assert!(said.contains(wanted), "{said} but not {wanted}");
    }
    for bytes in [&b""[..], b"{", b"\xFF\xFE", b"PK\x03\x04", &[b'['; 100_000], &vec![b' '; MAX_GEOJSON + 1]] {
        assert!(read_points(bytes).is_err() && read_boundaries(bytes).is_err());
    }
    assert_eq!(read_points("\u{FEFF}{\"type\":\"Point\",\"coordinates\":[106.5,35.5,1200]}".as_bytes()).unwrap()[0].at, Some([106.5, 35.5]));
}

/// A package with one thing changed, as SQL.
fn changed(sql: &str) -> Vec<u8> {
    let files = Files::new();
    let file = files.put("x.gpkg", &package());
    let conn = Connection::open(&file).unwrap();
    conn.execute_batch(sql).unwrap();
    drop(conn);
    std::fs::read(file).unwrap()
}

#[test]
fn bad_geopackages_are_refused_with_the_reason() {
    let forever = "ALTER TABLE findings RENAME TO f; CREATE VIEW findings AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n;";
    let cases = [
        ("DROP TABLE gpkg_geometry_columns", "a database without gpkg_geometry_columns"),
        (forever, "no layer of points"),
        ("UPDATE findings SET geom = 'text'", "feature 1: its geometry is no geometry"),
        ("UPDATE findings SET geom = x'47500001e6100000'", "feature 1: its geometry is cut off"),
        ("UPDATE findings SET geom = x'4750'", "feature 1: its geometry is cut off"),
        ("UPDATE findings SET geom = x'47502001e6100000'", "feature 1: its geometry is cut off"),
        ("UPDATE findings SET geom = x'00'", "feature 1: its geometry is cut off"),
        ("UPDATE findings SET geom = x'0000000000000000'", "its geometry is not one of the standard"),
        ("UPDATE findings SET geom = (SELECT geom FROM boundaries LIMIT 1)", "a geometry of kind 6 where a point is expected"),
        ("UPDATE findings SET geom = x'47500001e61000000104000000ffffffff'", "feature 1: its geometry is cut off"),
        ("UPDATE gpkg_geometry_columns SET column_name = 'nothing'", "findings has no column nothing"),
        ("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 3857", "WGS 84 geodetic"),
        ("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 4326", "positions in"),
    ];
    for (sql, wanted) in cases {
        let said = read_points(&changed(&format!("PRAGMA foreign_keys = OFF; {sql}"))).map_or_else(|why| why.to_string(), |_| "taken".into());
        assert!(said.contains(wanted), "{sql}: {said} but not {wanted}");
    }
    let whole = package();
    for cut in [16, 100, 4096, whole.len() / 2, whole.len() - 1] {
        assert!(read_points(&whole[..cut]).is_err(), "cut to {cut}");
    }
}

#[test]
fn cleanups_have_no_geometry() {
    let written = features(&cleanup::geojson(&cleanups(), &measures()));
    assert!(written.iter().all(|one| one["geometry"].is_null()));
    assert_eq!(
        written[0]["properties"],
        json!({ "village_code": "620802100201", "township": "柳湾镇", "village": "东关村", "day": "2026-11-08", "garbage_m3": 12.5, "people": 40.0 })
    );
}
