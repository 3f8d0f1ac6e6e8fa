//! `docs/protocol.md` is enough: a client written from it alone shares a visit with ours, and both hold the same.

use serde_json::{Value, json};
use std::path::Path;
use xuncun_app::api::{InspectionView, Today, VisitStatus};
use xuncun_demo::scene::Scene;
use xuncun_domain::answer::AnswerValue;
use xuncun_store::Store;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};
use xuncun_tests::second_client::{SecondClient, run};
use xuncun_tests::{picture, soon};

#[tokio::test]
async fn the_golden_files_are_made_by_it_byte_for_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/journal/tests/golden");
    let made = run("golden", &folder.join("made_of.json"), &[]).await;
    let made = made.as_object().unwrap();
    for name in ["header", "body", "commit", "push", "push_reply", "pull", "receipt", "erasure", "claim", "push_proven", "pull_erased", "link"] {
        let golden = std::fs::read_to_string(folder.join(format!("{name}.hex"))).unwrap();
        let mut golden = hex::decode(golden.trim()).unwrap();
        // Two versions of zstd compress differently; the protocol is what comes out.
        if ["push", "pull", "push_proven", "pull_erased"].contains(&name) {
            golden = zstd::stream::decode_all(golden.as_slice()).unwrap();
        }
        assert_eq!(made[name], hex::encode(golden), "{name}");
    }
    // Bundles are the one part of the protocol that it leaves out.
    let is_golden = |name: &std::ffi::OsStr| Path::new(name).extension().is_some_and(|e| e == "hex") && name != "bundle.hex";
    let files = std::fs::read_dir(&folder).unwrap().filter(|entry| is_golden(&entry.as_ref().unwrap().file_name()));
    assert_eq!(files.count(), made.len(), "a golden file that the second client does not make");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_client_shares_a_visit_with_ours() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let guide = &district.guide;
    let village = district.village("柳树湾").unwrap();
    let (python, joined) = SecondClient::enrolled(&server.invite(&guide.inspector).await, "另一种平板").await;
    assert_eq!(joined["person"], guide.inspector.as_str());
    assert!(joined["pages"].as_u64().unwrap() > 1, "several pages, so the cursor was used: {joined}");

    // Ours begins the visit and answers; the other does not know of it yet.
    let mut wang = Device::enrolled(&server.invite(&guide.colleague).await, "一组 2 号平板").await;
    wang.until("the round", "today", json!({ "position": null }), |today: &Today| today.round.is_some() && today.assigned > 0).await;
    let begun = wang.start(&village.code).await;
    let visit = begun.id.clone();
    wang.answer(&visit, "H1", None, AnswerValue::Count { n: 2 }).await;
    wang.leave().await;
    wang.deliver().await;

    let photo = picture::scene(Scene::Firewood, 1);
    let file = python.file("photo.jpg", &photo);
    let inspected = python.run("inspect", &[&village.name, &begun.day, file.to_str().unwrap()]).await;
    assert_eq!(inspected["inspection"], visit.as_str(), "one visit by (round, village, team, day)");
    assert_eq!(inspected["refused"], json!(["forbidden", "forbidden"]));
    assert_eq!(inspected["after"], Value::Null, "the chain goes on behind the refusals");

    // What it sent, ours pulls; what both answered differently is a conflict on both sides.
    let here = json!({ "inspection": visit });
    let both = |view: &InspectionView| view.sightings.len() == 1 && view.conflicts > 0;
    let _: Value = wang.call("sync_now", Value::Null).await;
    let view = wang.until("the other's sighting", "inspection", here.clone(), both).await;
    assert_eq!((view.sightings[0].count, view.sightings[0].landmark.as_str()), (2, "二社涝坝旁"));
    assert_eq!(view.sightings[0].id, inspected["sighting"].as_str().unwrap());
    assert_eq!(view.sightings[0].photos[0].id, inspected["photo"].as_str().unwrap());
    let said = view.groups.iter().flat_map(|group| &group.items).flat_map(|item| &item.voices).map(|voice| voice.id.as_str());
    assert_eq!(said.collect::<Vec<_>>(), [inspected["voice"].as_str().unwrap()]);
    let rows = same(&python, &mut wang).await;
    assert!(rows.contains(&format!("answer {}/work {visit}/H1 conflict=2\n", village.code)), "both sides are kept");

    // It settles what is in conflict and submits: ours computes the same hash of the content.
    let submitted = python.run("submit", &[&village.name, &begun.day]).await;
    assert!(submitted["settled"].as_array().unwrap().contains(&json!(["answer", format!("{visit}/H1")])), "{submitted}");
    let _: Value = wang.call("sync_now", Value::Null).await;
    let done = |view: &InspectionView| view.status == VisitStatus::Submitted;
    wang.until("the submission", "inspection", here.clone(), done).await;
    let rows = same(&python, &mut wang).await;
    assert!(!rows.contains("conflict=2"), "nothing is in conflict any more");
    let mut desk = Device::enrolled(&server.invite(&guide.supervisor).await, "督查室电脑").await;
    let _: Value = desk.until("the submission on the desk", "review_queue", json!({ "filter": "waiting", "query": "" }), listed(&visit)).await;
    let seen: xuncun_app::api::SubmissionView = desk.call("submission", here).await;
    let brief = seen.submission.unwrap();
    assert!(brief.unchanged, "the submission names the content that ours sees");
    assert_eq!(brief.content_hash, submitted["content_hash"].as_str().unwrap());

    // The sighting is erased by law, and with it what else its commit said: on both sides, whichever of them wrote it.
    let stream = format!("{}/work", village.code);
    let id = inspected["sighting"].as_str().unwrap();
    let row = ["erase", "row", "--stream", &stream, "--table", "sighting", "--id", id, "--by", "office", "--reason", "on request"];
    assert!(server.ask(&row).await.contains(&format!("answer {visit}/H1")), "what goes with it is said first");
    server.ask(&[&row[..], &["--yes"]].concat()).await;
    assert!(server.ask(&["erase", "list"]).await.contains("on request"));
    assert!(server.ask(&["verify"]).await.contains("1 bodies erased by law, "));
    let _: Value = wang.call("sync_now", Value::Null).await;
    let gone = |view: &InspectionView| view.sightings.is_empty();
    wang.until("the erasure", "inspection", json!({ "inspection": visit }), gone).await;
    let rows = same(&python, &mut wang).await;
    assert!(!rows.contains(id) && !rows.contains("二社涝坝旁"));
    soon("all to close", async {
        desk.close().await;
        wang.close().await;
        server.stop().await;
    })
    .await;
}

fn listed(visit: &str) -> impl Fn(&Value) -> bool {
    move |queue| queue["rows"].as_array().is_some_and(|rows| rows.iter().any(|row| row["inspection"] == visit))
}

/// Both have pulled everything and hold the same rows with the same heads, and the same ends of all chains. Answers with the text.
async fn same(python: &SecondClient, device: &mut Device) -> String {
    device.deliver().await;
    python.run("pull", &[]).await;
    device.close().await;
    let ours = Store::open(&device.data()).unwrap().dump().unwrap();
    let theirs = python.dump().await;
    if ours != theirs {
        let (first, second) = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b).unwrap_or_default();
        panic!("{} and {} lines; they differ at\n{first}\n{second}", ours.lines().count(), theirs.lines().count());
    }
    device.open().await;
    ours
}
