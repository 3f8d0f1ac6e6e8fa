//! No tomorrow's inspection ever lies in a cadre's database file: its bytes are read.

use serde_json::json;
use std::path::Path;
use xuncun_app::api::{Status, Today};
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};

/// A round's name that stands nowhere else.
const PLANTED: &str = "暗访-石破天惊-7f3a";

#[tokio::test(flavor = "multi_thread")]
async fn a_cadres_file_holds_no_byte_of_a_work_row() {
    let (district, mut plan) = untouched();
    plan.rounds[1].name = PLANTED.into();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let guide = &district.guide;
    let mut cadre = Device::enrolled(&server.invite(&guide.cadre).await, "柳树湾 手机").await;
    let mut inspector = Device::enrolled(&server.invite(&guide.inspector).await, "一组 1 号平板").await;
    inspector.until("the round", "today", json!({ "position": null }), |today: &Today| today.round.is_some()).await;
    let visit = inspector.start(&district.village("柳树湾").unwrap().code).await.id;
    inspector.leave().await;
    inspector.deliver().await;
    cadre.deliver().await;
    cadre.until("the cadre's own place", "status", json!(null), |status: &Status| status.me.is_some()).await;
    cadre.deliver().await;
    cadre.close().await;
    inspector.close().await;
    server.stop().await;

    let village = district.village("柳树湾").unwrap();
    assert!(holds(&cadre.data(), village.name.as_bytes()), "the cadre's replica has what is open, so it did sync");
    for secret in [PLANTED.as_bytes(), visit.as_bytes(), plan.rounds[1].id.as_bytes()] {
        assert!(holds(&inspector.data(), secret), "the inspector's replica has it, so the search can find it");
        assert!(!holds(&cadre.data(), secret), "{} lies in the cadre's files", String::from_utf8_lossy(secret));
    }
}

/// Does any file below the folder hold these bytes?
fn holds(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { holds(&path, needle) } else { std::fs::read(&path).unwrap().windows(needle.len()).any(|window| window == needle) }
    })
}
