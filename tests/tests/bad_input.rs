//! Bad input at a device's door: each has its code, none loses what was there.

use serde_json::{Value, json};
use xuncun_app::api::{InspectionView, Phase, SyncStatus, Today};
use xuncun_demo::scene::Scene;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};
use xuncun_tests::picture;
use xuncun_tests::visit::shot;

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_input_has_its_code_and_changes_nothing() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let link = server.invite(&district.guide.inspector).await;
    let mut device = Device::unpack().await;
    let named = |name: &str| json!({ "link": link, "deviceName": name });
    assert_eq!(device.refusal("enrol", named(&"长".repeat(61))).await, "name_too_long");
    assert_eq!(device.refusal("enrol", named(" ")).await, "name_missing");
    let _: Value = device.call("enrol", named(&"长".repeat(60))).await;
    device.until("the round", "today", json!({ "position": null }), |today: &Today| today.round.is_some() && today.assigned > 0).await;

    for village in ["629900100999", "六二九九", ""] {
        assert_eq!(device.refusal("start_inspection", json!({ "village": village, "kind": "open" })).await, "village_unknown", "{village:?}");
    }
    let visit = device.start(&district.village("柳树湾").unwrap().code).await.id;
    device.spot(&visit, "firewood", "", &picture::scene(Scene::Firewood, 1)).await;
    let before = device.inspection(&visit).await;

    let answer =
        |item: &str, note: &str| json!({ "inspection": visit, "item": item, "household": null, "value": { "kind": "count", "n": 1 }, "note": note });
    assert_eq!(device.refusal("set_answer", answer("H1", &"记".repeat(10_000))).await, "note_too_long");
    assert_eq!(device.refusal("set_answer", answer("X9", "")).await, "item_unknown");
    assert_eq!(device.refusal("set_answer", answer("Y1", "")).await, "answer_kind_mismatch");
    assert_eq!(device.refusal("submit", json!({ "inspection": "nobody" })).await, "inspection_unknown");
    assert_eq!(device.refusal("launch", Value::Null).await, "unknown_command");
    assert_eq!(device.refusal("set_answer", json!({ "inspection": 7 })).await, "bad_request");

    let meta = shot(&visit, None, None, Phase::Near);
    let mut huge = picture::scene(Scene::Garbage, 2);
    huge.resize(200 * 1024 * 1024, 0);
    for (bytes, code) in [(b"no photograph".to_vec(), "not_a_photo"), (Vec::new(), "not_a_photo"), (huge, "photo_too_large")] {
        assert_eq!(device.photograph(&meta, &bytes).await.unwrap_err().code, code);
    }
    // Beside what the sync does meanwhile.
    let content = |view: &InspectionView| {
        (view.score.total.clone(), view.photos, view.missing.clone(), view.sightings.iter().map(|s| s.id.clone()).collect::<Vec<_>>())
    };
    assert_eq!(content(&device.inspection(&visit).await), content(&before));
    device.deliver().await;
    device.close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_a_year_off_harms_nobody() {
    const YEAR: i64 = 365 * 24 * 3_600_000;
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let village = &district.village("柳树湾").unwrap().code;
    let mut ahead = Device::unpack_with_clock(YEAR).await;
    let mut right = Device::enrolled(&server.invite(&district.guide.colleague).await, "一组 2 号平板").await;
    let _: Value = ahead.call("enrol", json!({ "link": server.invite(&district.guide.inspector).await, "deviceName": "一组 1 号平板" })).await;
    for device in [&mut ahead, &mut right] {
        device.until("the round", "today", json!({ "position": null }), |today: &Today| today.round.is_some()).await;
    }
    let visit = ahead.start(village).await.id;
    ahead.spot(&visit, "firewood", "", &picture::scene(Scene::Firewood, 1)).await;
    let status = ahead.deliver().await;
    assert!(status.refused.is_empty() && status.clock_ahead.is_some_and(|ahead| ahead > YEAR / 2), "{status:?}");

    // Whoever comes after the wrong clock still has the last word.
    let _: SyncStatus = right.call("sync_now", Value::Null).await;
    let here = json!({ "inspection": visit });
    right.start(village).await;
    let view = right.until("the sighting", "inspection", here.clone(), |view: &InspectionView| view.sightings.len() == 1).await;
    let gone: InspectionView = right.call("remove_sighting", json!({ "inspection": visit, "id": view.sightings[0].id })).await;
    assert!(gone.sightings.is_empty());
    right.deliver().await;
    let _: SyncStatus = ahead.call("sync_now", Value::Null).await;
    ahead.until("the removal", "inspection", here, |view: &InspectionView| view.sightings.is_empty()).await;
    ahead.close().await;
    right.close().await;
    server.stop().await;
}
