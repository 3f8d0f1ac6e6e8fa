//! The first screen, the search, and what a device remembers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Device, FAR, LI, WANG};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;

fn villages(cards: &Json) -> Vec<&str> {
    cards.as_array().unwrap().iter().map(|card| card["village"]["id"].as_str().unwrap()).collect()
}

fn at(lon: f64, lat: f64) -> Json {
    json!({"lon": lon, "lat": lat, "accuracy": 10.0, "altitude": null, "bearing": null})
}

#[tokio::test]
async fn what_is_due_comes_nearest_first_and_what_is_begun_before_it() {
    let ma = Device::new("ma");
    let today = ma.call("today", json!({"position": null})).await;
    assert_eq!(villages(&today["cards"]), [WANG, LI, FAR]);
    assert_eq!(
        (&today["assigned"], &today["done"], &today["round"]["name"], &today["round"]["standardDefault"]),
        (&json!(3), &json!(0), &json!("11月下半月"), &json!(true))
    );
    let today = ma.call("today", json!({"position": at(106.5, 35.5)})).await;
    assert_eq!(villages(&today["cards"]), [FAR, LI, WANG]);
    assert!(today["cards"][0]["distance"].as_f64().unwrap() < 1.0);

    let id = ma.start(LI).await;
    ma.answer(&id, "H1", json!({"kind": "count", "n": 1})).await;
    let today = ma.call("today", json!({"position": at(106.5, 35.5)})).await;
    assert_eq!(villages(&today["cards"]), [LI, FAR, WANG]);
    let card = &today["cards"][0];
    assert_eq!(
        (&card["status"], &card["inspection"], &card["delivered"], &today["unfinished"]),
        (&json!("open"), &json!(id), &json!(false), &json!(1))
    );
    // Measures without a target leave the count as what need not be answered.
    assert_eq!((&card["answered"], &card["items"], &card["score"]), (&json!(10), &json!(24), &json!("99.00")));

    ma.complete(&id).await;
    ma.submit(&id).await;
    let today = ma.call("today", json!({"position": null})).await;
    assert_eq!(villages(&today["cards"]), [WANG, FAR, LI]);
    assert_eq!((&today["done"], &today["unfinished"], &today["cards"][2]["score"]), (&json!(1), &json!(0), &json!("99.00")));
}

#[tokio::test]
async fn another_team_has_another_day() {
    let sun = Device::new("sun");
    let today = sun.call("today", json!({"position": null})).await;
    assert_eq!((&today["cards"], &today["assigned"]), (&json!([]), &json!(0)));
    // A village that is not assigned can be visited all the same, and is on the list then.
    sun.start(FAR).await;
    let today = sun.call("today", json!({"position": null})).await;
    assert_eq!((villages(&today["cards"]), &today["cards"][0]["assigned"]), (vec![FAR], &json!(false)));
}

#[tokio::test]
async fn what_was_left_of_the_last_round_is_brought_up() {
    let ma = Device::new("ma");
    let id = ma.start(LI).await;
    // Ten days on, in a month without a round.
    ma.clock.fetch_add(10 * 24 * 3600 * 1000, std::sync::atomic::Ordering::SeqCst);
    let today = ma.call("today", json!({"position": null})).await;
    assert_eq!((&today["round"], villages(&today["cards"]), &today["cards"][0]["inspection"]), (&json!(null), vec![LI], &json!(id)));
    assert_eq!(ma.refusal("start_inspection", json!({"village": WANG, "kind": "open"})).await, ErrorCode::NoRound);
    // Two months on it is over.
    ma.clock.fetch_add(60 * 24 * 3600 * 1000, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(ma.call("today", json!({"position": null})).await["cards"], json!([]));
}

#[tokio::test]
async fn a_village_is_found_by_what_people_type() {
    let ma = Device::new("ma");
    for (query, expected) in [
        ("wjg", vec![WANG]),
        ("cx", vec![LI]),
        ("zx", vec![LI]),
        ("重兴", vec![LI]),
        (FAR, vec![FAR]),
        ("629900100", vec![WANG, LI]),
        ("xyz", vec![]),
    ] {
        let found = ma.call("search_villages", json!({"query": query, "position": null})).await;
        assert_eq!(villages(&found), expected, "{query}");
    }
    ma.start(WANG).await;
    let found = ma.call("search_villages", json!({"query": "wjg", "position": null})).await;
    assert_eq!((&found[0]["status"], &found[0]["township"]["name"]), (&json!("open"), &json!("红泉镇")));
}

#[tokio::test]
async fn a_killed_app_reopens_on_the_same_place_with_everything_there() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    ma.call("remember_place", json!({"route": format!("/visit/{id}")})).await;
    ma.call("set_preferences", json!({"locale": "en", "theme": "night", "textSize": 150})).await;
    ma.answer(&id, "T2", json!({"kind": "level", "level": "poor"})).await;
    let before = ma.view(&id).await;

    let ma = ma.restarted();
    let status = ma.call("status", json!(null)).await;
    assert_eq!(
        (&status["place"], &status["preferences"]),
        (&json!(format!("/visit/{id}")), &json!({"locale": "en", "theme": "night", "textSize": 150}))
    );
    assert_eq!(
        (&status["me"]["person"], &status["me"]["roles"], &status["me"]["team"]["name"]),
        (&json!("ma"), &json!(["inspector"]), &json!("督查四组"))
    );
    assert_eq!((&status["demo"], &status["today"], &status["district"]["id"]), (&json!(true), &json!("2026-11-23"), &json!("629900")));
    assert_eq!(ma.view(&id).await, before);
    assert_eq!(ma.refusal("set_preferences", json!({"locale": "en", "theme": "night", "textSize": 99})).await, ErrorCode::BadRequest);
}

#[tokio::test]
async fn an_unannounced_visit_needs_no_witness() {
    let ma = Device::new("ma");
    let view = ma.call("start_inspection", json!({"village": WANG, "kind": "unannounced"})).await;
    let id = view["id"].as_str().unwrap();
    assert_eq!((&view["kind"], &view["witness"]["kind"]), (&json!("unannounced"), &json!("unannounced")));
    for group in view["groups"].as_array().unwrap() {
        ma.call("close_group", json!({"inspection": id, "group": group["id"]})).await;
    }
    ma.submit(id).await;
}
