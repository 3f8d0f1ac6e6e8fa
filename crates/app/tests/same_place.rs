//! The same place again: a sighting that is a finding already, what it costs then, and one that was closed and is back.

use crate::common;
use crate::common::{Device, LI, WANG};
use serde_json::{Value as Json, json};
use std::sync::atomic::Ordering;
use xuncun_app::ErrorCode;
use xuncun_app::api::Phase;

const DAY: i64 = 24 * 3600 * 1000;

/// Of a visit of its own day.
async fn sees(device: &Device, village: &str, kind: &str) -> (String, Json) {
    let visit = device.start(village).await;
    let view = device.see(&visit, kind, "", 1).await;
    let sighting = view["sightings"].as_array().unwrap().iter().find(|one| one["kind"] == kind).unwrap().clone();
    (visit, sighting)
}

async fn assign(device: &Device, visit: &str) -> Json {
    device.call("assign", json!({"inspection": visit, "sightings": [], "toTownship": false, "term": null, "note": ""})).await["findings"].clone()
}

async fn link(device: &Device, visit: &str, sighting: &Json, finding: &Json) -> Json {
    let view = device.call("link_sighting", json!({"inspection": visit, "sighting": sighting["id"], "finding": finding})).await;
    view["sightings"].as_array().unwrap().iter().find(|one| one["id"] == sighting["id"]).unwrap().clone()
}

async fn step(device: &Device, finding: &Json, kind: &str, photos: Json) {
    let last = device.call("finding", json!({"finding": finding})).await["last"].clone();
    let key = uuid::Uuid::now_v7().to_string();
    device
        .call("take_step", json!({"finding": finding, "kind": kind, "answers": last, "note": "见照片", "photos": photos, "due": null, "key": key}))
        .await;
}

#[tokio::test]
async fn what_is_known_there_is_offered_before_a_village_reports_it() {
    let ma = Device::new("ma");
    let (visit, _) = sees(&ma, WANG, "manure").await;
    let near = |kind: &str, lon: f64| json!({"village": WANG, "kind": kind, "fix": {"lon": lon, "lat": 35.0, "accuracy": 6.0, "altitude": null, "bearing": null}});
    assert_eq!(ma.call("findings_near", near("manure", 106.0)).await, json!([]), "what nobody handed out is no finding");
    let finding = assign(&ma, &visit).await[0].clone();
    // 0.0001 degrees are nine metres here: within both circles of six.
    let known = ma.call("findings_near", near("manure", 106.0001)).await;
    assert_eq!((&known[0]["id"], &known[0]["metres"]), (&finding["id"], &json!(9)));
    assert_eq!(ma.call("findings_near", near("manure", 106.001)).await, json!([]), "ninety metres are another place");
    assert_eq!(ma.call("findings_near", near("earth", 106.0)).await, json!([]), "another kind is another thing");
    let mut nowhere = near("manure", 106.0);
    nowhere["fix"]["lat"] = json!(95.0);
    assert_eq!(ma.refusal("findings_near", nowhere).await, ErrorCode::PositionNotReal);
}

#[tokio::test]
async fn what_is_a_finding_already_is_offered_where_it_was_seen() {
    let ma = Device::new("ma");
    let (first, seen) = sees(&ma, WANG, "manure").await;
    assert_eq!(seen["same"], json!([]), "nothing is known there yet");
    let finding = assign(&ma, &first).await[0].clone();
    ma.clock.fetch_add(DAY, Ordering::SeqCst);
    let (visit, again) = sees(&ma, WANG, "manure").await;
    assert_ne!(visit, first);
    let offered = &again["same"][0];
    assert_eq!(
        (&offered["id"], &offered["code"], &offered["metres"], &offered["due"]),
        (&finding["id"], &finding["code"], &json!(0), &finding["due"])
    );
    // Another kind is another thing, and so is another village's.
    assert_eq!(sees(&ma, WANG, "earth").await.1["same"], json!([]));
    assert_eq!(sees(&ma, LI, "manure").await.1["same"], json!([]));

    // Within its deadline it is not deducted again, and it is taken back as easily.
    let lost = again["lost"].clone();
    assert_ne!(lost, "0");
    let linked = link(&ma, &visit, &again, &finding["id"]).await;
    assert_eq!((&linked["finding"]["code"], &linked["same"], &linked["lost"]), (&finding["code"], &json!([]), &json!("0")));
    let apart = link(&ma, &visit, &again, &Json::Null).await;
    assert_eq!((&apart["finding"], &apart["lost"], apart["same"].as_array().unwrap().len()), (&Json::Null, &lost, 1));
    // What was said of it stays when it is mended.
    link(&ma, &visit, &again, &finding["id"]).await;
    let mut mended = common::sighting(&visit, "manure", "", 2);
    mended["id"] = again["id"].clone();
    let view = ma.call("put_sighting", mended).await;
    let row = view["sightings"].as_array().unwrap().iter().find(|one| one["id"] == again["id"]).unwrap();
    assert_eq!((&row["finding"]["id"], &row["count"]), (&finding["id"], &json!(2)));
    // It is handed out already.
    let view = ma.view(&visit).await;
    assert_eq!(view["sightings"].as_array().unwrap().len(), 2);
    assert_eq!(assign(&ma, &visit).await.as_array().unwrap().len(), 1, "the earth alone");
}

#[tokio::test]
async fn past_its_deadline_it_is_deducted_again_by_the_deadline_that_it_had() {
    let ma = Device::new("ma");
    let (first, _) = sees(&ma, WANG, "manure").await;
    let finding = assign(&ma, &first).await[0].clone();
    assert_eq!(finding["due"], "2026-11-26");
    ma.clock.fetch_add(4 * DAY, Ordering::SeqCst);
    let (visit, again) = sees(&ma, WANG, "manure").await;
    let linked = link(&ma, &visit, &again, &finding["id"]).await;
    assert_eq!(linked["lost"], again["lost"], "deducted again");
    let items = ma.view(&visit).await;
    let told =
        items["deductions"].as_array().unwrap().iter().any(|one| one["terms"].as_array().unwrap().iter().any(|term| term["rule"] == "overdue"));
    assert!(told, "{}", items["deductions"]);
    // More time, granted later, changes nothing of what was seen.
    let director = Device::new("director");
    ma.give(&director);
    let (asked, due) = (director.call("finding", json!({"finding": finding["id"]})).await, "2026-12-20");
    assert_eq!(asked["brief"]["status"], "open");
    let cadre = Device::new("cadre");
    ma.give(&cadre);
    let last = cadre.call("finding", json!({"finding": finding["id"]})).await["last"].clone();
    let key = uuid::Uuid::now_v7().to_string();
    let ask = json!({"finding": finding["id"], "kind": "ask_time", "answers": last, "note": "车坏了", "photos": [], "due": due, "key": key});
    cadre.call("take_step", ask).await;
    cadre.give(&director);
    step(&director, &finding["id"], "grant_time", json!([])).await;
    cadre.give(&ma);
    director.give(&ma);
    assert_eq!(ma.call("finding", json!({"finding": finding["id"]})).await["brief"]["due"], due);
    let view = ma.view(&visit).await;
    assert_eq!(view["sightings"][0]["lost"], again["lost"]);
}

#[tokio::test]
async fn one_that_was_closed_and_is_back_counts_as_new_and_is_opened_again() {
    let [ma, cadre, township, director] = ["ma", "cadre", "township", "director"].map(Device::new);
    let (first, _) = sees(&ma, WANG, "manure").await;
    let finding = assign(&ma, &first).await[0].clone();
    ma.give(&cadre);
    let args = xuncun_app::api::TakePhoto {
        inspection: None,
        finding: finding["id"].as_str().map(Into::into),
        ..common::shot("", None, None, Phase::After)
    };
    let after = cadre.app.take_photo(&cadre.caller(), args, common::jpeg(7)).unwrap();
    step(&cadre, &finding["id"], "reply", json!([after.id])).await;
    ma.give(&township);
    cadre.give(&township);
    step(&township, &finding["id"], "check", json!([])).await;
    cadre.give(&ma);
    township.give(&ma);
    step(&ma, &finding["id"], "verify", json!([])).await;
    for device in [&ma, &cadre, &township] {
        device.give(&director);
    }
    step(&director, &finding["id"], "close", json!([])).await;
    director.give(&ma);

    ma.clock.fetch_add(DAY, Ordering::SeqCst);
    let (visit, again) = sees(&ma, WANG, "manure").await;
    assert_eq!((&again["same"][0]["id"], &again["same"][0]["status"]), (&finding["id"], &json!("closed")));
    ma.photograph(&visit, None, again["id"].as_str(), Phase::Near);
    assert!(ma.app.develop().unwrap() > 0);
    let linked = link(&ma, &visit, &again, &finding["id"]).await;
    assert_eq!(linked["lost"], again["lost"], "it is as bad as a new one");
    let made = assign(&ma, &visit).await;
    assert_eq!((made.as_array().unwrap().len(), &made[0]["id"], &made[0]["status"]), (1, &finding["id"], &json!("open")));
    let whole = ma.call("finding", json!({"finding": finding["id"]})).await;
    let last = whole["steps"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["kind"], last["photos"].as_array().unwrap().len()), (&json!("reopen"), 1), "and it shows what it looks like now");
    let refused = ma.refusal("assign", json!({"inspection": visit, "sightings": [], "toTownship": false, "term": null, "note": ""})).await;
    assert_eq!(refused, ErrorCode::NothingToAssign, "once");
}

#[tokio::test]
async fn only_a_finding_of_that_village_and_not_itself() {
    let ma = Device::new("ma");
    let (first, seen) = sees(&ma, WANG, "manure").await;
    let finding = assign(&ma, &first).await[0].clone();
    let order = |visit: &str, sighting: &Json, finding: &Json| json!({"inspection": visit, "sighting": sighting["id"], "finding": finding});
    assert_eq!(ma.refusal("link_sighting", order(&first, &seen, &finding["id"])).await, ErrorCode::FindingUnknown, "itself");
    let (other, far) = sees(&ma, LI, "manure").await;
    assert_eq!(ma.refusal("link_sighting", order(&other, &far, &finding["id"])).await, ErrorCode::FindingUnknown, "another village's");
    assert_eq!(ma.refusal("link_sighting", order(&other, &far, &json!("none"))).await, ErrorCode::FindingUnknown);
    assert_eq!(ma.refusal("link_sighting", order(&other, &json!({"id": "none"}), &Json::Null)).await, ErrorCode::SightingUnknown);
}
