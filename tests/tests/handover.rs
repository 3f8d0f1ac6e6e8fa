//! Hand-over without a network, with real devices and a real server: a visit leaves a village on a stick and comes back as 送达.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use xuncun_app::api::{BundleKind, HandOver, InspectionView, SyncStatus, Today, VisitStatus};
use xuncun_demo::scene::Scene;
use xuncun_store::Store;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};
use xuncun_tests::picture;
use xuncun_tests::server::TestServer;

/// Two photographs in three sizes each, and the witness's strokes.
const FILES: u32 = 7;

struct Stage {
    server: TestServer,
    ma: Device,
    wang: Device,
    village: String,
    stick: TempDir,
}

/// Two tablets of one team that know the round, and then no network.
async fn stage() -> Stage {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let mut ma = Device::enrolled(&server.invite(&district.guide.inspector).await, "一组 1 号平板").await;
    let mut wang = Device::enrolled(&server.invite(&district.guide.colleague).await, "一组 2 号平板").await;
    for device in [&mut ma, &mut wang] {
        device.until("the round", "today", json!({ "position": null }), |t: &Today| t.round.is_some() && t.assigned > 0).await;
        // Each knows the other: the second of them was enrolled after the first had pulled.
        device.deliver().await;
    }
    server.stop().await;
    let village = district.village("柳树湾").unwrap().code.clone();
    Stage { server, ma, wang, village, stick: tempfile::tempdir().unwrap() }
}

impl Stage {
    fn on_stick(&self, name: &str) -> PathBuf {
        self.stick.path().join(name)
    }
}

/// A whole visit with photographs, submitted offline. Answers with its id when all its pictures are made.
async fn visited(device: &mut Device, village: &str) -> String {
    let visit = device.start(village).await.id;
    let pile = device.spot(&visit, "firewood", "", &picture::scene(Scene::Firewood, 1)).await;
    device.wide(&visit, &pile, &picture::scene(Scene::Firewood, 2)).await;
    device.answer_the_rest(&visit).await;
    device.sign(&visit).await;
    let outcome = device.submit(&visit).await;
    let needed: Vec<_> = outcome.missing.iter().filter(|missing| missing.blocks).collect();
    assert!(outcome.submitted, "{needed:?}");
    device.until("the smaller pictures", "handover", Value::Null, |h: &HandOver| h.files == FILES).await;
    visit
}

fn delivered(status: &SyncStatus) -> bool {
    status.changes_waiting == 0 && status.photos_waiting == 0 && status.inspections_waiting == 0 && status.delivered_at.is_some()
}

fn altered(from: &Path, to: &Path) {
    let mut bytes = std::fs::read(from).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(to, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_carries_a_visit_to_the_server_and_the_receipts_back() {
    let mut stage = stage().await;
    let visit = visited(&mut stage.ma, &stage.village).await;
    let (bundle, receipts, bad) = (stage.on_stick("visit.xuncun"), stage.on_stick("back.xuncun"), stage.on_stick("bad.xuncun"));
    let made = stage.ma.save_bundle(json!({ "what": "unsent" }), &bundle).await.unwrap();
    assert_eq!((made.kind, made.files, made.files_missing), (BundleKind::Unsent, FILES, 0));
    assert!(!delivered(&stage.ma.sync_status().await), "a stick is no server");
    // From here on the first tablet stays in the village, switched off.
    stage.ma.close().await;

    altered(&bundle, &bad);
    assert_eq!(stage.wang.take_bundle(&bad).await.unwrap_err().code, "bundle_damaged");
    let taken = stage.wang.take_bundle(&bundle).await.unwrap();
    assert_eq!((taken.applied, taken.carried, taken.files, taken.left_out), (0, made.changes, FILES, 0));
    assert_eq!(taken.bundle.maker, "一组 1 号平板");
    let here = json!({ "inspection": visit });
    assert_eq!(stage.wang.refusal("inspection", here.clone()).await, "inspection_unknown", "whoever carries a bundle does not apply it");
    assert_eq!(stage.wang.take_bundle(&bundle).await.unwrap().already, made.changes + FILES, "already there");

    stage.server.start().await;
    let _: Value = stage.wang.call("sync_now", Value::Null).await;
    let over = |h: &HandOver| h.carried == 0 && h.carried_files == 0;
    let told: HandOver = stage.wang.until("all of it to be carried", "handover", Value::Null, over).await;
    assert_eq!((told.to_give_back, told.held, told.changes), (made.changes + FILES, 0, 0));
    let back = stage.wang.save_bundle(json!({ "what": "receipts" }), &receipts).await.unwrap();
    assert!(back.receipts > 0 && back.changes == 0 && back.files == 0);
    // Now it is the server's, and comes to her like anybody's work.
    let submitted = |view: &InspectionView| view.status == VisitStatus::Submitted;
    stage
        .wang
        .until("the visit", "today", json!({ "position": null }), |t: &Today| t.cards.iter().any(|card| card.inspection.as_ref() == Some(&visit)))
        .await;
    stage.wang.until("the submission", "inspection", here.clone(), submitted).await;
    stage.server.stop().await;

    stage.ma.open().await;
    assert!(!delivered(&stage.ma.sync_status().await));
    let outcome = stage.ma.take_bundle(&receipts).await.unwrap();
    assert_eq!((outcome.bundle.kind, outcome.applied, outcome.carried), (BundleKind::Receipts, 0, 0));
    assert!(outcome.receipts > 0);
    assert!(delivered(&stage.ma.sync_status().await), "送达, without the tablet ever having met the server");
    let view = stage.ma.inspection(&visit).await;
    assert_eq!((view.photos, view.photos_delivered), (2, 2));
    let empty = stage.ma.save_bundle(json!({ "what": "unsent" }), &bundle).await.unwrap_err();
    assert_eq!(empty.code, "bundle_empty");

    stage.server.start().await;
    for device in [&mut stage.ma, &mut stage.wang] {
        device.deliver().await;
        device.close().await;
    }
    let dump = |device: &Device| Store::open(&device.data()).unwrap().dump().unwrap();
    assert!(dump(&stage.ma) == dump(&stage.wang), "two replicas with the same grants differ");
    assert!(stage.server.ask(&["verify"]).await.contains(": 0 damaged"));
    stage.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_command_line_takes_a_stick_and_gives_one_back() {
    let mut stage = stage().await;
    let visit = visited(&mut stage.ma, &stage.village).await;
    let (bundle, receipts, bad) = (stage.on_stick("visit.xuncun"), stage.on_stick("back.xuncun"), stage.on_stick("bad.xuncun"));
    let made = stage.ma.save_bundle(json!({ "what": "unsent" }), &bundle).await.unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    altered(&bundle, &bad);
    assert!(stage.server.refuses(&["bundle", "take", &path(&bad)]).await.contains("damaged"));
    std::fs::write(&bad, &std::fs::read(&bundle).unwrap()[..5_000]).unwrap();
    assert!(stage.server.refuses(&["bundle", "take", &path(&bad)]).await.contains("cut off"));

    let said = stage.server.ask(&["bundle", "take", &path(&bundle), "--receipts", &path(&receipts)]).await;
    assert!(said.contains(&format!("{} commits and {FILES} photographs taken, 0 already there, 0 not taken", made.changes)), "{said}");
    let again = stage.server.ask(&["bundle", "take", &path(&bundle)]).await;
    assert!(again.contains("already") && again.contains("0 commits and 0 photographs taken"), "{again}");
    assert!(stage.server.ask(&["verify"]).await.contains(": 0 damaged"));

    let outcome = stage.ma.take_bundle(&receipts).await.unwrap();
    assert!(outcome.receipts > 0);
    assert!(delivered(&stage.ma.sync_status().await));

    // A village for a tablet without a network: what the server accepted is seen there, by its receipts.
    let status: Value = stage.wang.call("status", Value::Null).await;
    let village = stage.on_stick("village.xuncun");
    let device = status["device"].as_str().unwrap();
    stage.server.ask(&["bundle", "give", &path(&village), "--device", device, "--village", &stage.village]).await;
    let outcome = stage.wang.take_bundle(&village).await.unwrap();
    assert_eq!((outcome.applied, outcome.carried, outcome.files, outcome.left_out), (made.changes, 0, FILES, 0));
    let view = stage.wang.inspection(&visit).await;
    assert_eq!((view.status, view.photos), (VisitStatus::Submitted, 2));
    assert!(stage.wang.take_bundle(&village).await.unwrap().already > 0);
    assert_eq!(stage.wang.inspection(&visit).await.score.total, stage.ma.inspection(&visit).await.score.total);
    for device in [&mut stage.ma, &mut stage.wang] {
        device.close().await;
    }
}
