//! A village's day, end to end: a real server process, real device processes, and everything that happens to them.

use serde_json::{Value, json};
use xuncun_app::api::{InspectionView, Queue, Status, SubmissionView, Today, VillageCard, VisitStatus};
use xuncun_demo::scene::Scene;
use xuncun_domain::answer::AnswerValue;
use xuncun_store::Store;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};
use xuncun_tests::picture;
use xuncun_tests::server::TestServer;

/// Kilobytes of the photograph whose upload is interrupted, and how many have gone up by then.
const HEAVY: (usize, u64) = (2_500, 1_800);
/// Bytes that may go up twice: the chunk that was under way, and what is said around it.
const AGAIN: u64 = (256 + 64) * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn village_day_begins_with_an_enrolment_that_says_what_is_wrong() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    let link = server.invite(&district.guide.inspector).await;
    let late = server.invite_too_late(&district.guide.inspector).await;
    let mut device = Device::unpack().await;
    let enrol = |link: &str| json!({ "link": link, "deviceName": "一组 1 号平板" });

    assert_eq!(device.refusal("today", json!({ "position": null })).await, "not_enrolled");
    assert_eq!(device.refusal("check_link", json!({ "link": "你好" })).await, "link_malformed");
    assert_eq!(device.refusal("enrol", enrol(&link)).await, "server_unreachable");

    server.start().await;
    assert_eq!(device.refusal("enrol", enrol(&altered(&link, "&c="))).await, "code_unknown");
    assert_eq!(device.refusal("enrol", enrol(&late)).await, "code_expired");
    assert_eq!(device.refusal("enrol", enrol(&altered(&link, "&f="))).await, "fingerprint_mismatch");

    let status: Status = device.call("enrol", enrol(&format!("请点开：{link} 谢谢"))).await;
    assert_eq!(status.me.unwrap().name, "马建国");
    let mut second = Device::unpack().await;
    assert_eq!(second.refusal("enrol", enrol(&link)).await, "code_used");

    let today: Today =
        device.until("the round that is due", "today", json!({ "position": null }), |t: &Today| t.round.is_some() && t.assigned > 0).await;
    assert_eq!(today.round.unwrap().name, plan.rounds[1].name);
    device.deliver().await;
    server.stop().await;
    device.close().await;
}

/// The link with the second character after `mark` changed: the first of a fingerprint has only eight digits to choose from.
fn altered(link: &str, mark: &str) -> String {
    let at = link.find(mark).unwrap() + mark.len() + 1;
    let other = if &link[at..=at] == "7" { "8" } else { "7" };
    format!("{}{other}{}", &link[..at], &link[at + 1..])
}

#[tokio::test(flavor = "multi_thread")]
async fn village_day() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let guide = &district.guide;
    let mut ma = Device::enrolled(&server.invite(&guide.inspector).await, "一组 1 号平板").await;
    let mut wang = Device::enrolled(&server.invite(&guide.colleague).await, "一组 2 号平板").await;
    for device in [&mut ma, &mut wang] {
        device.until("the round", "today", json!({ "position": null }), |t: &Today| t.round.is_some() && t.assigned > 0).await;
        device.deliver().await;
    }
    let found: Vec<VillageCard> = ma.call("search_villages", json!({ "query": "wjg", "position": null })).await;
    assert!(found.iter().any(|card| card.village.name == "王家沟村"), "{found:?}");
    let village = district.village("柳树湾").unwrap().code.clone();

    // Without a network, two inspectors begin the same visit.
    server.stop().await;
    let visit = ma.start(&village).await.id;
    assert_eq!(wang.start(&village).await.id, visit, "one visit by (round, village, team, day)");
    let firewood = ma.spot(&visit, "firewood", "", &picture::scene(Scene::Firewood, 1)).await;
    ma.wide(&visit, &firewood, &picture::scene(Scene::Firewood, 2)).await;
    let shed = wang.spot(&visit, "illegal_structure", "", &picture::scene(Scene::IllegalShed, 3)).await;
    wang.wide(&visit, &shed, &picture::scene(Scene::IllegalShed, 4)).await;
    wang.leave().await;
    let typed = json!({ "inspection": visit, "item": "W1", "household": null, "value": { "kind": "count", "n": 2 }, "note": null });
    assert_eq!(ma.refusal("set_answer", typed).await, "derived_from_sightings");

    killed_while_answering(&mut ma, &visit).await;
    refused_with_a_list(&mut ma, &visit).await;

    // The network is back: what both saw adds up on both.
    server.start().await;
    for device in [&mut ma, &mut wang] {
        device.deliver().await;
        let both = |view: &InspectionView| view.sightings.len() == 2 && view.inspectors.len() == 2;
        let view = device.until("the colleague's sighting", "inspection", json!({ "inspection": visit }), both).await;
        assert_eq!(item(&view, "W1").lost, "1");
        assert_eq!(item(&view, "W2").lost, "2");
    }

    server.stop().await;
    ma.answer_the_rest(&visit).await;
    ma.sign(&visit).await;
    let near = ma.spot(&visit, "garbage", "", &picture::heavy(HEAVY.0, 9)).await;
    ma.wide(&visit, &near, &picture::scene(Scene::Garbage, 5)).await;
    let outcome = ma.submit(&visit).await;
    assert!(outcome.submitted, "{:?}", outcome.missing);
    let score = outcome.view.score.total.clone().unwrap();

    killed_while_uploading(&mut ma, &mut server).await;
    let mut desk = Device::enrolled(&server.invite(&guide.supervisor).await, "督查室电脑").await;
    reviewed(&mut desk, &mut ma, &visit, &score).await;

    // Replicas with the same rights hold the same bytes.
    wang.deliver().await;
    let accepted = |view: &InspectionView| view.status == VisitStatus::Accepted;
    let his = ma.until("the acceptance", "inspection", json!({ "inspection": visit }), accepted).await;
    let hers = wang.until("the acceptance", "inspection", json!({ "inspection": visit }), accepted).await;
    assert_eq!(his.score.total, hers.score.total);
    ma.deliver().await;
    ma.close().await;
    wang.close().await;
    let dump = |device: &Device| Store::open(&device.data()).unwrap().dump().unwrap();
    assert!(dump(&ma) == dump(&wang), "two replicas with the same grants differ");
    desk.close().await;
    server.stop().await;
}

/// Every answer that was acknowledged is there after the process was killed, and the app is where it was.
async fn killed_while_answering(device: &mut Device, visit: &str) {
    let route = format!("#/visit/{visit}");
    let () = device.call("remember_place", json!({ "route": route })).await;
    device.answer(visit, "H1", None, AnswerValue::Count { n: 2 }).await;
    let last = device.answer(visit, "T1", None, AnswerValue::Count { n: 1 }).await;
    // Answers that are under way when the battery goes.
    for n in 0..20_u32 {
        let answer = json!({ "inspection": visit, "item": "Y2", "household": null, "value": { "kind": "count", "n": n }, "note": null });
        drop(device.send("set_answer", answer, None).await);
    }
    device.kill().await;
    device.open().await;
    let status: Status = device.call("status", Value::Null).await;
    assert_eq!(status.place.as_deref(), Some(route.as_str()));
    let view = device.inspection(visit).await;
    assert_eq!(item(&view, "H1").value, Some(AnswerValue::Count { n: 2 }));
    assert_eq!(item(&view, "T1").value, Some(AnswerValue::Count { n: 1 }));
    let seen =
        |view: &InspectionView| -> Vec<(String, u32, usize)> { view.sightings.iter().map(|s| (s.id.clone(), s.count, s.photos.len())).collect() };
    assert_eq!(seen(&view), seen(&last));
    assert_eq!((view.photos, view.photos_delivered), (2, 0));
}

/// A submission with something missing is refused, and each entry of the list leads somewhere.
async fn refused_with_a_list(device: &mut Device, visit: &str) {
    let outcome = device.submit(visit).await;
    assert!(!outcome.submitted && outcome.missing.iter().any(|missing| missing.blocks));
    for missing in outcome.missing.iter().filter(|missing| missing.blocks) {
        assert!(missing.item.is_some() || missing.sighting.is_some() || missing.kind == xuncun_app::api::MissingKind::Witness, "{missing:?}");
        assert!(missing.count > 0);
    }
    assert_eq!(device.inspection(visit).await.status, VisitStatus::Open);
}

/// The upload of a heavy photograph is killed in the middle and goes on from there.
async fn killed_while_uploading(device: &mut Device, server: &mut TestServer) {
    server.wire.hold_after(HEAVY.1 * 1024);
    server.start().await;
    let sync = device.send("sync_now", Value::Null, None).await;
    server.wire.holding().await;
    device.kill().await;
    drop(sync);
    server.wire.cut();
    let waiting = Store::open(&device.data()).unwrap().uploads(1_000).unwrap();
    let done = waiting.iter().map(|upload| upload.offset).max().unwrap();
    assert!(done > 2 * AGAIN, "{done} bytes of an upload are known to be there: too few for the test to tell");
    let left: u64 = waiting.iter().map(|upload| upload.size - upload.offset).sum();
    let before = server.wire.passed().up;
    server.wire.release();
    device.open().await;
    let status = device.deliver().await;
    assert_eq!(status.photos_waiting, 0);
    let again = server.wire.passed().up - before;
    assert!(again < left + AGAIN, "{again} bytes went up for {left} that were left: the upload began anew");
}

/// The desk returns the visit with a reason, the inspector amends, the desk accepts.
async fn reviewed(desk: &mut Device, inspector: &mut Device, visit: &str, score: &str) {
    let queue = json!({ "filter": "waiting", "query": "" });
    let row = |queue: &Queue| queue.rows.iter().find(|row| row.inspection == visit).cloned();
    let waiting = desk.until("the submission", "review_queue", queue.clone(), |q: &Queue| row(q).is_some()).await;
    assert_eq!(row(&waiting).unwrap().score.as_deref(), Some(score), "the same score to the last digit");
    let here = json!({ "inspection": visit });
    let seen: SubmissionView = desk.call("submission", here.clone()).await;
    let first = seen.submission.unwrap();
    assert!(first.unchanged && seen.reviewable);
    assert_eq!((seen.inspection.score.total.as_deref(), first.score.as_deref()), (Some(score), Some(score)));
    assert!(seen.inspection.deductions.iter().any(|d| d.item == "W1" && !d.photos.is_empty()));
    assert!(!seen.boundary.is_empty());

    let verdict = |submission: &str, hash: &str, verdict: &str, reason: &str| json!({ "submission": submission, "contentHash": hash, "verdict": verdict, "reason": reason });
    assert_eq!(desk.refusal("review", verdict(&first.id, &first.content_hash, "returned", " ")).await, "reason_missing");
    let reason = "Y3 请补拍管护制度";
    let _: SubmissionView = desk.call("review", verdict(&first.id, &first.content_hash, "returned", reason)).await;
    desk.deliver().await;

    let back = |view: &InspectionView| view.status == VisitStatus::Returned;
    let _: Value = inspector.call("sync_now", Value::Null).await;
    let view = inspector.until("the return", "inspection", here.clone(), back).await;
    assert_eq!(view.returned.unwrap().reason, reason);
    inspector.answer(visit, "H1", None, AnswerValue::Count { n: 4 }).await;
    let outcome = inspector.submit(visit).await;
    assert!(outcome.submitted, "{:?}", outcome.missing);
    let amended = outcome.view.score.total.unwrap();
    assert_ne!(amended, score);
    inspector.deliver().await;

    let again = |view: &SubmissionView| view.submission.as_ref().is_some_and(|s| s.n == 2 && s.unchanged);
    let _: Value = desk.call("sync_now", Value::Null).await;
    let seen = desk.until("the second submission", "submission", here.clone(), again).await;
    let second = seen.submission.unwrap();
    assert_eq!(seen.inspection.score.total.as_deref(), Some(amended.as_str()));
    let stale = desk.refusal("review", verdict(&first.id, &first.content_hash, "accepted", "")).await;
    assert!(["submission_changed", "not_waiting"].contains(&stale.as_str()), "{stale}");
    let done: SubmissionView = desk.call("review", verdict(&second.id, &second.content_hash, "accepted", "")).await;
    assert_eq!(done.inspection.status, VisitStatus::Accepted);
    let told: Vec<String> = done.history.iter().map(|entry| serde_json::to_value(entry.what).unwrap().as_str().unwrap().to_owned()).collect();
    for what in ["started", "sighted", "photographed", "answered", "submitted", "returned", "accepted"] {
        assert!(told.iter().any(|entry| entry == what), "{what} is missing in {told:?}");
    }
    for (who, device) in [("马建国", "一组 1 号平板"), ("王秀兰", "一组 2 号平板"), ("李怀民", "督查室电脑")] {
        assert!(done.history.iter().any(|entry| entry.who == who && entry.device == device), "{who} on {device}: {:?}", done.history);
    }
    desk.deliver().await;
}

fn item(view: &InspectionView, id: &str) -> xuncun_app::api::ItemView {
    view.groups.iter().flat_map(|group| &group.items).find(|item| item.id == id).unwrap().clone()
}
