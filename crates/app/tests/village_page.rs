//! A village's page: one story of visits, findings and the ledger, by what the caller may read.

use crate::common::{Device, LI, NOW, WANG};
use serde_json::{Value as Json, json};
use std::sync::atomic::Ordering;
use xuncun_app::ErrorCode;
use xuncun_app::api::Phase;

const DAY: i64 = 24 * 3600 * 1000;

async fn story(device: &Device, args: Json) -> Json {
    device.call("village_story", args).await
}

/// What is told, in its order: of a step what was done, else what it is.
fn told(story: &Json) -> Vec<&str> {
    story["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["what"]["step"].as_str().or_else(|| entry["what"]["kind"].as_str()))
        .collect()
}

/// A visit with a manure heap, submitted, accepted, and its finding handed out.
async fn accepted(ma: &Device, director: &Device) -> (String, String) {
    let visit = ma.start(WANG).await;
    let sighting = ma.see(&visit, "manure", "", 2).await["sightings"][0]["id"].as_str().unwrap().to_owned();
    for phase in [Phase::Near, Phase::Wide] {
        ma.photograph(&visit, None, Some(&sighting), phase);
    }
    ma.complete(&visit).await;
    ma.submit(&visit).await;
    ma.give(director);
    let view = director.call("submission", json!({"inspection": visit})).await;
    let verdict = json!({"submission": format!("{visit}/1"), "contentHash": view["submission"]["contentHash"], "verdict": "accepted", "reason": ""});
    director.call("review", verdict).await;
    let order = json!({"inspection": visit, "sightings": [], "toTownship": false, "term": null, "note": "清干净"});
    director.call("assign", order).await;
    (visit, sighting)
}

#[tokio::test]
async fn a_supervisor_reads_the_whole_story_newest_first() {
    let [ma, director, cadre] = ["ma", "director", "cadre"].map(Device::new);
    let (visit, sighting) = accepted(&ma, &director).await;
    director.give(&cadre);
    cadre.call("put_ledger", json!({"village": WANG, "day": "2026-11-17", "figures": [{"figure": "garbage", "amount": "3.5"}], "roads": []})).await;
    cadre.call("put_ledger", json!({"village": WANG, "day": "2026-11-20", "figures": [{"figure": "garbage", "amount": "1"}], "roads": []})).await;
    cadre.call("put_ledger", json!({"village": WANG, "day": "2026-11-09", "figures": [{"figure": "people", "amount": "12"}], "roads": []})).await;
    cadre.app.store().seal().unwrap();
    cadre.give(&director);

    let whole = story(&director, json!({"village": WANG})).await;
    assert_eq!((&whole["village"]["name"], &whole["township"]["name"], &whole["seesVisits"]), (&json!("王家沟村"), &json!("红泉镇"), &json!(true)));
    assert_eq!(whole["duty"][0]["id"], "deputy");
    assert_eq!(told(&whole), ["assign", "visit", "ledger", "ledger"], "{whole}");
    let entries = whole["entries"].as_array().unwrap();
    let step = &entries[0]["what"];
    assert_eq!((&step["of"]["finding"], &step["of"]["landmark"], &step["of"]["note"]), (&json!(sighting), &json!("二社涝坝旁"), &json!("清干净")));
    assert_eq!((&step["role"], &step["due"], &step["aside"]), (&json!("supervisor"), &json!("2026-11-26"), &json!(null)));
    let seen = &entries[1]["what"];
    assert_eq!((&seen["inspection"], &seen["status"], &seen["team"]["name"]), (&json!(visit), &json!("accepted"), &json!("督查四组")));
    // A week's days are one entry, at its last day.
    let week = &entries[2]["what"];
    assert_eq!((&entries[2]["day"], &week["from"], &week["days"]), (&json!("2026-11-20"), &json!("2026-11-17"), &json!(2)));
    assert!(week["figures"].as_array().unwrap().iter().any(|figure| figure["figure"] == "garbage" && figure["amount"] == "4.5"), "{week}");

    let score = &whole["scores"][0];
    assert_eq!((&score["day"], &score["score"], &score["round"]), (&json!("2026-11-23"), &seen["score"], &json!("11月下半月")));
    assert!(!score["standard"].is_null(), "a score changes its meaning with the standard");
}

#[tokio::test]
async fn what_is_not_accepted_is_for_those_who_read_visits() {
    let [ma, director, cadre] = ["ma", "director", "cadre"].map(Device::new);
    let visit = ma.start(WANG).await;
    ma.complete(&visit).await;
    ma.submit(&visit).await;
    for device in [&director, &cadre] {
        ma.give(device);
    }
    let waiting = story(&director, json!({"village": WANG})).await;
    assert_eq!(
        (&waiting["entries"][0]["what"]["status"], &waiting["scores"]),
        (&json!("submitted"), &json!([])),
        "waits, and is no point of the line"
    );
    let there = story(&cadre, json!({"village": WANG})).await;
    assert_eq!((&there["entries"], &there["scores"], &there["seesVisits"]), (&json!([]), &json!([]), &json!(false)));
    assert_eq!(cadre.refusal("village_story", json!({"village": LI})).await, ErrorCode::Forbidden);
    // On a replica that holds everything, as the server's web pages have, it is the caller that counts.
    let as_cadre = director.app.person_caller("cadre").unwrap();
    let through = director.app.dispatch(&as_cadre, "village_story", json!({"village": WANG})).await.unwrap();
    assert_eq!(through["entries"], json!([]));

    let view = director.call("submission", json!({"inspection": visit})).await;
    let hash = &view["submission"]["contentHash"];
    director.call("review", json!({"submission": format!("{visit}/1"), "contentHash": hash, "verdict": "accepted", "reason": ""})).await;
    director.give(&cadre);
    let there = story(&cadre, json!({"village": WANG})).await;
    assert_eq!(told(&there), ["visit"], "what it was told");
    let seen = &there["entries"][0]["what"];
    assert_eq!((&seen["inspection"], &seen["team"], &seen["score"]), (&json!(null), &json!(null), &there["scores"][0]["score"]));
    assert_eq!(there["scores"][0]["standard"], json!(null));
    assert_eq!(director.refusal("village_story", json!({"village": "629900100999"})).await, ErrorCode::VillageUnknown);
    assert_eq!(director.refusal("village_story", json!({"village": "629900100"})).await, ErrorCode::VillageUnknown, "a township has no page");
}

#[tokio::test]
async fn a_long_story_comes_in_pages_and_in_parts() {
    let cadre = Device::new("cadre");
    for n in 0..5 {
        let key = uuid::Uuid::now_v7();
        cadre.clock.store(NOW + n * DAY, Ordering::SeqCst);
        cadre
            .call(
                "report_finding",
                json!({"village": WANG, "key": key, "kind": "earth", "count": 1, "fix": null, "landmark": format!("{n}"), "note": ""}),
            )
            .await;
    }
    cadre.call("put_ledger", json!({"village": WANG, "day": "2026-11-24", "figures": [{"figure": "trees", "amount": "3"}], "roads": []})).await;
    let mut keys = Vec::new();
    let mut before = Json::Null;
    for size in [2, 2, 2] {
        let page = story(&cadre, json!({"village": WANG, "before": before, "limit": 2})).await;
        assert_eq!(page["entries"].as_array().unwrap().len(), size);
        keys.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry["key"].as_str().unwrap().to_owned()));
        before = page["before"].clone();
    }
    assert_eq!(before, Json::Null, "the last page says that it is the last");
    let mut sorted = keys.clone();
    sorted.sort();
    sorted.dedup();
    sorted.reverse();
    assert_eq!((keys.len(), &keys), (6, &sorted), "each once, newest first");
    assert_eq!(told(&story(&cadre, json!({"village": WANG, "part": "ledger"})).await), ["ledger"]);
    assert_eq!(told(&story(&cadre, json!({"village": WANG, "part": "findings", "limit": 3})).await), ["reported"; 3]);
    assert_eq!(story(&cadre, json!({"village": WANG, "part": "visits"})).await["entries"], json!([]));
}
