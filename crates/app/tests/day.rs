//! The first screen, the search, and what a device remembers.

use crate::common;
use crate::common::{Device, FAR, LI, WANG};
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
        // A township stands for its villages.
        ("红泉", vec![WANG, LI]),
        ("hqz", vec![WANG, LI]),
        ("大岭乡", vec![FAR]),
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
async fn the_nearest_of_many_are_found() {
    let ma = Device::new("ma");
    // More villages than one answer holds, in a row to the east.
    let actor = common::actor("root", common::NOW);
    let open = common::stream(common::COUNTY, xuncun_domain::stream::Class::Open);
    ma.app
        .store()
        .write(&actor, |tx| {
            for n in 0..60_i32 {
                let columns = [
                    ("name", format!("柳湾{n}村").as_str().into()),
                    ("level", "village".into()),
                    ("lon", (107.0 + f64::from(n) / 100.0).into()),
                    ("lat", 35.0.into()),
                ];
                tx.put("division", &open, &format!("629900102{}", 201 + n), &columns)?;
            }
            Ok(())
        })
        .unwrap();
    let far = ma.call("search_villages", json!({"query": "柳湾", "position": at(107.6, 35.0)})).await;
    let found = villages(&far);
    assert_eq!((found.len(), found[0], found[49]), (50, "629900102260", "629900102211"), "the nearest, and they come first");
    let anywhere = ma.call("search_villages", json!({"query": "柳湾", "position": null})).await;
    assert_eq!(villages(&anywhere)[0], "629900102201");
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
        (&json!(format!("/visit/{id}")), &json!({"locale": "en", "theme": "night", "textSize": 150, "originalsOnMetered": false}))
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

/// A round of today by another standard: its id, and its document if it is here.
fn round_by(ma: &Device, standard: &str, document: Option<&str>) {
    use xuncun_domain::stream::Class;
    let store = ma.app.store();
    let day = |day: &str| xuncun_journal::Value::from(day);
    if let Some(document) = document {
        let open = common::stream(common::COUNTY, Class::Open);
        let columns = [("document", document.into()), ("title", "另一套".into())];
        store.write(&common::actor("root", common::NOW), |tx| tx.put("standard", &open, standard, &columns)).unwrap();
    }
    let work = common::stream(common::COUNTY, Class::Work);
    let columns = [("kind", "regular".into()), ("from_day", day("2026-11-23")), ("to_day", day("2026-11-23")), ("standard", standard.into())];
    store.write(&common::actor("director", common::NOW), |tx| tx.put("round", &work, "2026-11-00", &columns)).unwrap();
}

#[tokio::test]
async fn a_standard_that_cannot_be_scored_with_is_said_to_be_so() {
    let newer = r#"{"format": 2, "chapters": []}"#;
    let mut heavier: Json = serde_json::from_str(&common::standard().to_json()).unwrap();
    heavier["items"][0]["points"] = json!("11");
    for (standard, document, code) in [
        ("missing", None, ErrorCode::NoStandard),
        ("newer", Some(newer.to_owned()), ErrorCode::StandardNewer),
        ("heavier", Some(heavier.to_string()), ErrorCode::StandardBroken),
        ("cut", Some("{".to_owned()), ErrorCode::StandardBroken),
    ] {
        let ma = Device::new("ma");
        round_by(&ma, standard, document.as_deref());
        let refused = ma.try_call("start_inspection", json!({"village": WANG, "kind": "open"})).await.unwrap_err();
        assert_eq!(refused.code, code, "{standard}");
        assert_eq!(refused.params.contains_key("detail"), code == ErrorCode::StandardBroken, "{standard}: {refused}");
        assert_eq!(ma.refusal("today", json!({"position": null})).await, code, "{standard}");
    }
}
