//! Writes one file of each kind into a folder, to look at: `cargo run -p xuncun-report --example samples -- FOLDER`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../tests/common/mod.rs"]
#[allow(dead_code)] // What the tests look at their files with stands there, too.
mod common;

use std::path::PathBuf;
use xuncun_report::boundary::Boundary;
use xuncun_report::finding::Finding;
use xuncun_report::notice::NoticeFinding;
use xuncun_report::share::Share;
use xuncun_report::table::Table;
use xuncun_report::{Layers, Moment, boundary, cleanup, finding, geopackage};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder"));
    let put = |name: &str, bytes: Vec<u8>| std::fs::write(folder.join(name), bytes).unwrap();
    let words = common::notice_words();

    let several = common::notice((0..11).map(common::notice_finding).collect());
    put("notice.pdf", several.pdf(&words).unwrap());
    put("notice.docx", several.docx(&words).unwrap());
    let landmark: String = (0..200).map(|n| format!("村道{n:03}号电杆以北约 20 米，")).collect();
    let odd = NoticeFinding { kind: "乱搭乱建（𰻝麵 😀）".into(), landmark, ..common::notice_finding(1) };
    let long = common::notice(vec![common::notice_finding(0), odd, common::notice_finding(3)]);
    put("long.pdf", long.pdf(&words).unwrap());
    put("long.docx", long.docx(&words).unwrap());
    let nothing = common::notice(Vec::new());
    put("nothing.pdf", nothing.pdf(&words).unwrap());

    put("share.jpg", common::share().jpeg(&common::share_words()).unwrap());
    let bare = Share { photo: None, landmark: "很长的位置描述，".repeat(30), ..common::share() };
    put("share-bare.jpg", bare.jpeg(&common::share_words()).unwrap());

    let (findings, boundaries, cleanups, measures) = (common::findings(), common::boundaries(), common::cleanups(), common::measures());
    let (first, second, third) = (common::finding_words(), common::boundary_words(), common::cleanup_words());
    let tables = [finding::table(&findings, &first), boundary::table(&boundaries, &second), cleanup::table(&cleanups, &measures, &third)];
    put("tables.xlsx", Table::workbook(&tables.iter().collect::<Vec<_>>()).unwrap());
    put("findings.csv", tables[0].csv());
    put("findings.geojson", Finding::geojson(&findings));
    put("boundaries.geojson", Boundary::geojson(&boundaries));
    let layers = Layers {
        findings: Some((&findings, &first)),
        boundaries: Some((&boundaries, &second)),
        cleanups: Some((&cleanups, &measures, &third)),
        made_at: Moment(1_794_242_399_000),
    };
    put("xuncun.gpkg", geopackage(&layers).unwrap());
}
