//! Findings: from what was seen in a visit to its clearance, on replicas that are apart.

use crate::common::{Device, LI, NOW, WANG, jpeg, shot};
use serde_json::{Value as Json, json};
use std::sync::atomic::Ordering;
use xuncun_app::api::{Phase, PhotoView, TakePhoto};
use xuncun_app::{AppError, ErrorCode};

const DAY: i64 = 24 * 3600 * 1000;

/// A manure heap with its two photographs, in a visit that is open.
async fn seen(device: &Device, village: &str) -> (String, String) {
    let visit = device.start(village).await;
    let view = device.see(&visit, "manure", "", 2).await;
    let sighting = view["sightings"][0]["id"].as_str().unwrap().to_owned();
    for phase in [Phase::Near, Phase::Wide] {
        device.photograph(&visit, None, Some(&sighting), phase);
    }
    assert!(device.app.develop().unwrap() > 0);
    (visit, sighting)
}

async fn assign(device: &Device, visit: &str) -> Json {
    device.call("assign", order(visit)).await["findings"].clone()
}

fn order(visit: &str) -> Json {
    json!({"inspection": visit, "sightings": [], "toTownship": false, "term": null, "note": ""})
}

async fn whole(device: &Device, id: &str) -> Json {
    device.call("finding", json!({"finding": id})).await
}

fn after(device: &Device, finding: &str, pair: Option<&str>) -> Result<PhotoView, AppError> {
    let args = TakePhoto { inspection: None, finding: Some(finding.into()), pair: pair.map(Into::into), ..shot("", None, None, Phase::After) };
    device.app.take_photo(&device.caller(), args, jpeg(device.clock.fetch_add(1, Ordering::SeqCst)))
}

/// What the caller does about it as it stands on their device.
async fn step(device: &Device, finding: &str, kind: &str, note: &str, photos: &[&str]) -> Result<Json, AppError> {
    let last = whole(device, finding).await["last"].clone();
    device.try_call("take_step", answering(finding, kind, &last, note, photos)).await
}

fn answering(finding: &str, kind: &str, last: &Json, note: &str, photos: &[&str]) -> Json {
    let key = uuid::Uuid::now_v7().to_string();
    json!({"finding": finding, "kind": kind, "answers": last, "note": note, "photos": photos, "due": null, "key": key})
}

fn kinds(view: &Json) -> Vec<&str> {
    view["next"].as_array().unwrap().iter().map(|next| next["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn from_the_pile_to_its_clearance() {
    let [ma, cadre, township, director] = ["ma", "cadre", "township", "director"].map(Device::new);
    let (visit, sighting) = seen(&ma, WANG).await;
    let made = assign(&ma, &visit).await;
    assert_eq!(made[0]["id"], sighting, "whoever hands it out makes the same finding");
    // 3 working days from Monday the 23rd.
    assert_eq!((&made[0]["status"], &made[0]["due"], &made[0]["daysLeft"]), (&json!("open"), &json!("2026-11-26"), &json!(3)));
    assert_eq!(ma.refusal("assign", order(&visit)).await, ErrorCode::NothingToAssign, "once is enough");
    let view = ma.view(&visit).await;
    assert_eq!(view["sightings"][0]["photos"].as_array().unwrap().len(), 2, "the sighting keeps its own");

    // The village is told, of nothing but its own.
    ma.give(&cadre);
    let list = cadre.call("findings", json!({"mine": true})).await;
    assert_eq!((list["rows"].as_array().unwrap().len(), &list["mine"], &list["rows"][0]["kindName"]), (1, &json!(1), &json!("粪堆")));
    assert_eq!(list["rows"][0]["photo"], made[0]["photo"]);
    let there = whole(&cadre, &sighting).await;
    assert_eq!((kinds(&there), there["inspection"].is_null()), (vec!["reply", "ask_time"], true));
    assert!(there["photos"].as_array().unwrap().iter().all(|photo| photo["by"] == "ma"), "whoever took them, not whoever handed it out");

    assert_eq!(step(&cadre, &sighting, "reply", "已清理", &[]).await.unwrap_err().code, ErrorCode::AfterPhotoMissing);
    let before = there["photos"][0]["id"].as_str().unwrap();
    cadre.clock.fetch_add(DAY, Ordering::SeqCst);
    let cleared = after(&cadre, &sighting, Some(before)).unwrap();
    assert_eq!(cleared.pair.as_ref().map(|pair| pair.before.as_str()), Some(before));
    let replied = step(&cadre, &sighting, "reply", "已清理", &[&cleared.id]).await.unwrap();
    assert_eq!(
        (&replied["brief"]["status"], &replied["brief"]["daysLeft"], replied["next"].as_array().unwrap().len()),
        (&json!("replied"), &Json::Null, 0)
    );
    assert_eq!(replied["steps"][1]["photos"], json!([cleared.id]));

    // The township looks first, then an inspector, and the office strikes it off.
    for device in [&ma, &cadre] {
        device.give(&township);
    }
    assert_eq!(kinds(&whole(&township, &sighting).await), ["check", "send_back"]);
    step(&township, &sighting, "check", "属实", &[]).await.unwrap();
    for device in [&cadre, &township] {
        device.give(&ma);
    }
    assert_eq!(kinds(&whole(&ma, &sighting).await), ["verify", "send_back"]);
    step(&ma, &sighting, "verify", "", &[]).await.unwrap();
    for device in [&ma, &cadre, &township] {
        device.give(&director);
    }
    let closed = step(&director, &sighting, "close", "", &[]).await.unwrap();
    assert_eq!(closed["brief"]["status"], "closed");
    let told: Vec<&str> = closed["steps"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
    assert_eq!(told, ["assign", "reply", "check", "verify", "close"]);

    // And it is back: the look-back opens it again, with a new deadline.
    director.give(&ma);
    assert_eq!(step(&ma, &sighting, "reopen", " ", &[]).await.unwrap_err().code, ErrorCode::ReasonMissing);
    let open = step(&ma, &sighting, "reopen", "又堆上了", &[]).await.unwrap();
    assert_eq!((&open["brief"]["status"], &open["brief"]["due"]), (&json!("open"), &json!("2026-11-26")));
}

#[tokio::test]
async fn of_two_who_are_apart_the_table_says_who_counts() {
    let [ma, cadre, township, director] = ["ma", "cadre", "township", "director"].map(Device::new);
    let (visit, sighting) = seen(&ma, WANG).await;
    assign(&ma, &visit).await;
    for device in [&cadre, &township, &director] {
        ma.give(device);
    }
    // The village has cleared it, the township says it is not theirs, at the same time.
    let photo = after(&cadre, &sighting, None).unwrap();
    let cadres = step(&cadre, &sighting, "reply", "已清理", &[&photo.id]).await.unwrap();
    let asked = step(&township, &sighting, "ask_move", "公路段的路肩", &[]).await.unwrap();
    assert_eq!(asked["brief"]["status"], "disputed");
    cadre.give(&township);
    township.give(&cadre);
    let (here, there) = (whole(&cadre, &sighting).await, whole(&township, &sighting).await);
    assert_eq!((&here["brief"]["status"], &there["brief"]["status"]), (&json!("replied"), &json!("replied")), "the answer stands higher");
    assert_eq!(here["steps"][2]["aside"], "overruled", "and what did not count is in the history, for both");
    // Who looked at what was then goes no further, and nothing is lost by it.
    let late = answering(&sighting, "send_back", &cadres["steps"][0]["id"], "还在", &[]);
    assert_eq!(township.refusal("take_step", late).await, ErrorCode::FindingMovedOn);
    // A second try of the same step is the same step.
    let again = answering(&sighting, "check", &there["last"], "属实", &[]);
    township.call("take_step", again.clone()).await;
    assert_eq!(township.call("take_step", again).await["steps"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn each_does_what_their_role_does() {
    let [ma, sun, cadre, deputy, director] = ["ma", "sun", "cadre", "deputy", "director"].map(Device::new);
    let (visit, sighting) = seen(&ma, WANG).await;
    assert_eq!(cadre.refusal("assign", order(&visit)).await, ErrorCode::Forbidden);
    assign(&ma, &visit).await;
    for device in [&sun, &cadre, &deputy, &director] {
        ma.give(device);
    }
    assert_eq!(step(&cadre, &sighting, "verify", "", &[]).await.unwrap_err().code, ErrorCode::NotYourStep);
    assert_eq!(step(&sun, &sighting, "verify", "", &[]).await.unwrap()["brief"]["status"], "verified", "whoever comes by");
    assert_eq!(step(&deputy, &sighting, "verify", "", &[]).await.unwrap_err().code, ErrorCode::NotYourStep, "nobody inspects their own village");
    assert!(whole(&deputy, &sighting).await["next"].as_array().unwrap().is_empty());
    let elsewhere = seen(&ma, LI).await;
    assign(&ma, &elsewhere.0).await;
    ma.give(&cadre);
    assert_eq!(cadre.refusal("finding", json!({"finding": elsewhere.1})).await, ErrorCode::FindingUnknown, "another village's");
    assert_eq!(cadre.call("findings", json!({})).await["total"], 1);
    let filters = cadre.call("finding_filters", json!(null)).await;
    assert_eq!((filters["villages"].as_array().unwrap().len(), &filters["villages"][0]["id"]), (1, &json!(WANG)), "of what it sees alone");
    assert_eq!(director.call("finding_filters", json!(null)).await["kinds"][0]["id"], "manure");
    assert_eq!(director.call("findings", json!({"kinds": ["earth"]})).await["total"], 0);
}

#[tokio::test]
async fn more_time_is_asked_for_and_given() {
    let [ma, cadre, director] = ["ma", "cadre", "director"].map(Device::new);
    let (visit, sighting) = seen(&ma, WANG).await;
    assign(&ma, &visit).await;
    ma.give(&cadre);
    let asked = step(&cadre, &sighting, "ask_time", "车坏了", &[]).await.unwrap();
    assert_eq!((&asked["brief"]["status"], &asked["brief"]["due"]), (&json!("open_asked"), &json!("2026-11-26")), "asking moves nothing");
    for device in [&ma, &cadre] {
        device.give(&director);
    }
    let wished = &whole(&director, &sighting).await["next"][0];
    assert_eq!((&wished["kind"], &wished["due"]), (&json!("grant_time"), &json!("2026-12-01")));
    let last = whole(&director, &sighting).await["last"].clone();
    let with_day = |day: &str| {
        let mut args = answering(&sighting, "grant_time", &last, "", &[]);
        args["due"] = json!(day);
        args
    };
    for day in ["2026-11-22", "2029-01-01", "明天"] {
        assert_eq!(director.refusal("take_step", with_day(day)).await, ErrorCode::DueOutOfRange, "{day}");
    }
    let granted = director.call("take_step", with_day("2026-11-30")).await;
    assert_eq!((&granted["brief"]["status"], &granted["brief"]["due"]), (&json!("open"), &json!("2026-11-30")));
    // And it passes.
    director.clock.fetch_add(8 * DAY, Ordering::SeqCst);
    let list = director.call("findings", json!({"due": "overdue"})).await;
    assert_eq!((&list["total"], &list["overdue"], &list["rows"][0]["daysLeft"]), (&json!(1), &json!(1), &json!(-1)));
}

#[tokio::test]
async fn an_unannounced_visit_shows_nothing_before_it_was_accepted() {
    let [ma, director] = ["ma", "director"].map(Device::new);
    let view = ma.call("start_inspection", json!({"village": WANG, "kind": "unannounced"})).await;
    let visit = view["id"].as_str().unwrap();
    let seen = ma.see(visit, "firewood", "", 1).await;
    assert_eq!(ma.refusal("assign", order(visit)).await, ErrorCode::VisitNotOver);
    assert_eq!(director.refusal("assign", order(visit)).await, ErrorCode::InspectionUnknown);
    let open: i64 = ma.app.store().read(|conn| Ok(conn.query_row("SELECT count(*) FROM finding", [], |row| row.get(0))?)).unwrap();
    assert_eq!((open, seen["sightings"].as_array().unwrap().len()), (0, 1));
}

#[tokio::test]
async fn what_is_blurred_stays_blurred_in_the_village() {
    let [ma, cadre] = ["ma", "cadre"].map(Device::new);
    let (visit, sighting) = seen(&ma, WANG).await;
    let photo = ma.view(&visit).await["sightings"][0]["photos"][0]["id"].clone();
    ma.call("add_mark", json!({"inspection": visit, "photo": photo, "kind": "blur", "x1": 0.1, "y1": 0.1, "x2": 0.5, "y2": 0.5, "text": ""})).await;
    ma.app.develop().unwrap();
    assign(&ma, &visit).await;
    let open = format!("{WANG}/open");
    let queued: Vec<_> = ma.app.store().uploads(50).unwrap().into_iter().filter(|upload| upload.stream.to_string() == open).collect();
    let originals = queued.iter().filter(|upload| upload.kind == "original").count();
    assert_eq!((queued.len(), originals), (5, 1), "two smaller pictures of each, and the original of the one that shows nobody");
    ma.give(&cadre);
    let there = whole(&cadre, &sighting).await;
    let shown: Vec<&Json> = there["photos"].as_array().unwrap().iter().filter(|photo| !photo["blurred"].is_null()).collect();
    assert_eq!((shown.len(), shown[0]["marks"].as_array().unwrap().len()), (1, 1));
}

#[tokio::test]
async fn a_village_reports_its_own_and_clears_it() {
    let [cadre, ma] = ["cadre", "ma"].map(Device::new);
    let key = uuid::Uuid::now_v7().to_string();
    let report = |village: &str, count: u32| json!({"village": village, "key": key, "kind": "earth", "count": count, "fix": null, "landmark": "村口", "note": ""});
    assert_eq!(cadre.refusal("report_finding", report(LI, 1)).await, ErrorCode::Forbidden);
    assert_eq!(cadre.refusal("report_finding", report(WANG, 0)).await, ErrorCode::CountOutOfRange);
    let made = cadre.call("report_finding", report(WANG, 1)).await;
    assert_eq!((&made["brief"]["status"], kinds(&made)), (&json!("reported"), vec!["reply"]));
    let by_code = cadre.call("finding", json!({"finding": made["brief"]["code"]})).await;
    assert_eq!(by_code["brief"]["id"], key);
    let photo = after(&cadre, &key, None).unwrap();
    assert_eq!(step(&cadre, &key, "reply", "", &[&photo.id]).await.unwrap()["brief"]["status"], "replied");
    cadre.give(&ma);
    assert_eq!(kinds(&whole(&ma, &key).await), ["verify", "send_back"]);
    // What stands for a photograph is not one that was used before.
    assert_eq!(ma.call("used_before", json!({"photo": photo.id})).await["earlier"], Json::Null);
}

#[tokio::test]
async fn a_photograph_is_of_one_thing() {
    let ma = Device::new("ma");
    let (visit, sighting) = seen(&ma, WANG).await;
    assign(&ma, &visit).await;
    let both = TakePhoto { finding: Some(sighting), ..shot(&visit, None, None, Phase::After) };
    assert_eq!(ma.app.take_photo(&ma.caller(), both, jpeg(NOW)).unwrap_err().code, ErrorCode::BadRequest);
    let neither = TakePhoto { inspection: None, ..shot("", None, None, Phase::After) };
    assert_eq!(ma.app.take_photo(&ma.caller(), neither, jpeg(NOW)).unwrap_err().code, ErrorCode::BadRequest);
}
