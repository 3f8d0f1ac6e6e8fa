//! From the pile to its clearance, and back: an inspector, a cadre, a township's deputy and a supervisor, each on a device of their own and each without
//! a network when they act. One thing is cleared, one is given more time, one is not the village's; and what was cleared is there again.

use serde_json::{Value, json};
use xuncun_app::api::{Assigned, FindingStatus, FindingView, Findings, InspectionView, Phase, StepKind, TakePhoto};
use xuncun_demo::scene::Scene;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};
use xuncun_tests::picture;
use xuncun_tests::server::TestServer;
use xuncun_tests::visit::shot;

/// What was handed out.
struct Handed {
    garbage: String,
    ditch: String,
    shed: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_pile_to_its_clearance_and_back() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let guide = &district.guide;
    let mut ma = Device::enrolled(&server.invite(&guide.inspector).await, "一组 1 号平板").await;
    let mut cadre = Device::enrolled(&server.invite(&guide.cadre).await, "村里手机").await;
    let mut deputy = Device::enrolled(&server.invite(&guide.township).await, "乡镇手机").await;
    let mut desk = Device::enrolled(&server.invite(&guide.supervisor).await, "督查室电脑").await;
    ma.deliver_first().await;
    for device in [&mut ma, &mut cadre, &mut deputy, &mut desk] {
        device.deliver().await;
    }
    let village = district.village("柳树湾").unwrap().code.clone();

    let (visit, handed) = hands_out(&mut ma, &mut server, &village).await;
    let all = |findings: &Findings| findings.rows.len() == 3 && findings.rows.iter().all(|row| row.status == FindingStatus::Open);
    let tasks: Findings = cadre.until("what is to be done", "findings", json!({ "mine": true }), all).await;
    assert!(tasks.rows.iter().all(|row| row.mine && row.days_left.is_some_and(|days| days >= 0)), "{:?}", tasks.rows);
    let _: Findings = deputy.until("what the villages have to do", "findings", json!({}), all).await;

    // The cadre clears one thing and asks for time for another; the battery goes before anything was sent.
    server.stop().await;
    let before = cadre.finding(&handed.garbage).await.photos[0].id.clone();
    let of = TakePhoto { inspection: None, finding: Some(handed.garbage.clone()), pair: Some(before), ..shot("", None, None, Phase::After) };
    let after = cadre.photograph(&of, &picture::scene(Scene::Garbage, 77)).await.unwrap();
    let without = taking(&cadre.finding(&handed.garbage).await, StepKind::Reply, "", &[]);
    assert_eq!(cadre.refusal("take_step", without).await, "after_photo_missing");
    cadre.step(&handed.garbage, StepKind::Reply, "已清理干净", &[&after.id]).await;
    cadre.step(&handed.shed, StepKind::AskTime, "等户主回来", &[]).await;
    cadre.kill().await;
    cadre.open().await;
    assert_eq!(cadre.finding(&handed.garbage).await.brief.status, FindingStatus::Replied);
    // The deputy says that the ditch is the water office's.
    deputy.step(&handed.ditch, StepKind::AskMove, "水务局的渠", &[]).await;

    server.start().await;
    cadre.deliver().await;
    deputy.deliver().await;
    deputy.stands(&handed.garbage, FindingStatus::Replied).await;
    desk.stands(&handed.shed, FindingStatus::OpenAsked).await;
    desk.stands(&handed.ditch, FindingStatus::Disputed).await;

    // 乡镇初核 and the office's two words, again without a network.
    server.stop().await;
    deputy.step(&handed.garbage, StepKind::Check, "属实", &[]).await;
    let asked = desk.finding(&handed.shed).await.steps.last().unwrap().due.clone().unwrap();
    let granted = desk.step(&handed.shed, StepKind::GrantTime, "", &[]).await;
    assert_eq!((granted.brief.status, granted.brief.due), (FindingStatus::Open, Some(asked)), "what was asked for");
    desk.step(&handed.ditch, StepKind::GrantMove, "", &[]).await;
    server.start().await;
    deputy.deliver().await;
    desk.deliver().await;
    cadre.stands(&handed.ditch, FindingStatus::Moved).await;
    ma.stands(&handed.garbage, FindingStatus::Checked).await;

    // 复核 on the spot, 销号 in the office.
    server.stop().await;
    ma.step(&handed.garbage, StepKind::Verify, "", &[]).await;
    server.start().await;
    ma.deliver().await;
    desk.stands(&handed.garbage, FindingStatus::Verified).await;
    server.stop().await;
    desk.step(&handed.garbage, StepKind::Close, "", &[]).await;
    server.start().await;
    desk.deliver().await;
    ma.stands(&handed.garbage, FindingStatus::Closed).await;

    // It is back, and the inspector says that it is the same.
    server.stop().await;
    let again = ma.spot(&visit, "garbage", "", &picture::scene(Scene::Garbage, 78)).await;
    let seen = ma.inspection(&visit).await.sightings.into_iter().find(|one| one.id == again).unwrap();
    assert_eq!(seen.same.first().map(|same| (same.id.clone(), same.status)), Some((handed.garbage.clone(), FindingStatus::Closed)));
    let link = json!({ "inspection": visit, "sighting": again, "finding": handed.garbage });
    let _: InspectionView = ma.call("link_sighting", link).await;
    let made: Assigned = ma.call("assign", order(&visit)).await;
    assert_eq!(made.findings.iter().map(|one| &one.id).collect::<Vec<_>>(), [&handed.garbage]);
    server.start().await;
    ma.deliver().await;
    for device in [&mut cadre, &mut deputy, &mut desk] {
        device.stands(&handed.garbage, FindingStatus::Open).await;
    }

    // All four tell the same story.
    let kinds = [StepKind::Assign, StepKind::Reply, StepKind::Check, StepKind::Verify, StepKind::Close, StepKind::Reopen];
    for device in [&mut ma, &mut cadre, &mut deputy, &mut desk] {
        let view = device.finding(&handed.garbage).await;
        assert_eq!(view.steps.iter().filter_map(|step| step.kind).collect::<Vec<_>>(), kinds);
        assert!(view.steps.iter().all(|step| step.aside.is_none()));
        assert_eq!(device.finding(&handed.shed).await.steps.len(), 3);
        device.close().await;
    }
    server.stop().await;
}

/// The visit, without a network, and what was seen in it: garbage, a ditch, a shed.
async fn hands_out(ma: &mut Device, server: &mut TestServer, village: &str) -> (String, Handed) {
    server.stop().await;
    let visit = ma.start(village).await.id;
    let mut seen = Vec::new();
    for (kind, scene) in [("garbage", Scene::Garbage), ("dumping", Scene::DitchDumping), ("illegal_structure", Scene::IllegalShed)] {
        let sighting = ma.spot(&visit, kind, "", &picture::scene(scene, 1)).await;
        ma.wide(&visit, &sighting, &picture::scene(scene, 2)).await;
        seen.push(sighting);
    }
    let made: Assigned = ma.call("assign", order(&visit)).await;
    assert_eq!(made.findings.len(), 3);
    server.start().await;
    ma.deliver().await;
    let mut seen = seen.into_iter();
    let mut next = || seen.next().unwrap();
    (visit, Handed { garbage: next(), ditch: next(), shed: next() })
}

fn order(visit: &str) -> Value {
    json!({ "inspection": visit, "sightings": [], "toTownship": false, "term": null, "note": "" })
}

fn taking(view: &FindingView, kind: StepKind, note: &str, photos: &[&str]) -> Value {
    let key = uuid::Uuid::now_v7().to_string();
    json!({ "finding": view.brief.id, "kind": kind, "answers": view.last, "note": note, "photos": photos, "due": null, "key": key })
}

/// What people do about findings, as commands.
trait OfFindings {
    async fn finding(&mut self, id: &str) -> FindingView;
    async fn step(&mut self, id: &str, kind: StepKind, note: &str, photos: &[&str]) -> FindingView;
    async fn stands(&mut self, id: &str, status: FindingStatus);
}

impl OfFindings for Device {
    async fn finding(&mut self, id: &str) -> FindingView {
        self.call("finding", json!({ "finding": id })).await
    }

    async fn step(&mut self, id: &str, kind: StepKind, note: &str, photos: &[&str]) -> FindingView {
        let view = self.finding(id).await;
        self.call("take_step", taking(&view, kind, note, photos)).await
    }

    async fn stands(&mut self, id: &str, status: FindingStatus) {
        let _: Value = self.call("sync_now", Value::Null).await;
        let _: FindingView =
            self.until("where it stands", "finding", json!({ "finding": id }), |view: &FindingView| view.brief.status == status).await;
    }
}
