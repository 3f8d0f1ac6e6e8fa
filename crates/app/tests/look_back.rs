//! 回头看抽查: closed findings that are looked at again, by lot; on replicas that are apart.

use crate::common::{Device, FAR, LI, NOW, WANG};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use xuncun_app::ErrorCode;

const DAY: i64 = 24 * 3600 * 1000;

/// Findings in three villages, seen to be gone and closed by the supervisor at once; on the supervisor's replica.
async fn closed(director: &Device, sun: &Device, villages: &[&str]) -> Vec<String> {
    let ma = Device::new("ma");
    let mut ids = Vec::new();
    for village in villages {
        let key = uuid::Uuid::now_v7().to_string();
        ma.call("report_finding", json!({"village": village, "key": key, "kind": "earth", "count": 1, "fix": null, "landmark": "村口", "note": ""}))
            .await;
        ids.push(key);
    }
    ma.give(director);
    for id in &ids {
        step(director, id, "assign").await;
    }
    ma.give(sun);
    director.give(sun);
    for id in &ids {
        step(sun, id, "verify").await;
    }
    sun.give(director);
    for id in &ids {
        step(director, id, "close").await;
    }
    ids
}

async fn step(device: &Device, finding: &str, kind: &str) -> Json {
    let last = device.call("finding", json!({"finding": finding})).await["last"].clone();
    let key = uuid::Uuid::now_v7();
    device.call("take_step", json!({"finding": finding, "kind": kind, "answers": last, "note": "看过", "photos": [], "due": null, "key": key})).await
}

fn draw(filters: Json, days: u32, count: u32) -> Json {
    json!({"filters": filters, "days": days, "count": count, "perTownship": true, "key": uuid::Uuid::now_v7()})
}

async fn listed(device: &Device, draw: &Json) -> BTreeSet<String> {
    let list = device.call("findings", json!({"draw": draw["id"]})).await;
    list["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_drawn_is_listed_and_followed_until_it_was_looked_at() {
    let [director, sun] = ["director", "sun"].map(Device::new);
    let ids = closed(&director, &sun, &[WANG, WANG, LI, FAR]).await;
    assert_eq!(director.refusal("draw_look_back", draw(json!({}), 7, 2)).await, ErrorCode::NothingToDraw, "closed today");
    director.clock.store(NOW + 8 * DAY, Ordering::SeqCst);
    let frame = director.call("findings", json!({"statuses": ["closed"], "closedDays": 7, "limit": 1})).await;
    assert_eq!(frame["total"], 4, "how many there are to draw from is said before");
    assert_eq!(director.call("findings", json!({"closedDays": 9})).await["total"], 0);

    let args = draw(json!({"due": "overdue", "unsettled": true}), 7, 2);
    let made = director.call("draw_look_back", args.clone()).await;
    assert_eq!((&made["frame"], &made["drawn"], &made["looked"], &made["repeats"]), (&json!(4), &json!(2), &json!(0), &json!(true)), "{made}");
    assert_eq!(made["seed"].as_str().unwrap().len(), 64);
    let drawn = listed(&director, &made).await;
    assert_eq!(drawn.len(), 2);
    assert!(drawn.contains(&ids[3]), "the only one of its township: one of each is among them");
    // A second try is the same draw; another one is another, and both stay.
    assert_eq!(director.call("draw_look_back", args).await["seed"], made["seed"]);
    director.call("draw_look_back", draw(json!({"townships": ["629900101"]}), 0, 5)).await;
    let all = director.call("look_backs", json!(null)).await;
    assert_eq!((all["rows"].as_array().unwrap().len(), &all["mayDraw"]), (2, &json!(true)));
    assert_eq!((&all["rows"][0]["frame"], &all["rows"][0]["filter"]["townships"]), (&json!(1), &json!(["629900101"])), "the latest first");

    // Somebody goes there: one is still gone, one is back.
    director.give(&sun);
    sun.clock.store(NOW + 9 * DAY, Ordering::SeqCst);
    let there = sun.call("look_backs", json!(null)).await;
    assert_eq!((&there["rows"][1]["seed"], &there["rows"][1]["repeats"], &there["mayDraw"]), (&made["seed"], &json!(true), &json!(false)));
    assert_eq!(listed(&sun, &made).await, drawn);
    let mut left = drawn.iter();
    step(&sun, left.next().unwrap(), "look_again").await;
    step(&sun, left.next().unwrap(), "reopen").await;
    sun.give(&director);
    let after = &director.call("look_backs", json!(null)).await["rows"][1];
    assert_eq!((&after["seen"], &after["looked"], &after["back"]), (&json!(2), &json!(2), &json!(1)), "{after}");
    assert_eq!(listed(&director, &made).await, drawn, "what was drawn stays drawn, wherever it stands by now");
}

#[tokio::test]
async fn no_draw_takes_the_place_of_another() {
    let [director, sun] = ["director", "sun"].map(Device::new);
    closed(&director, &sun, &[WANG, LI]).await;
    let elsewhere = Device::new("ma");
    director.give(&elsewhere);
    let first = director.call("draw_look_back", draw(json!({}), 0, 1)).await;
    let second = director.call("draw_look_back", draw(json!({}), 0, 1)).await;
    assert_ne!((&first["id"], &first["seed"]), (&second["id"], &second["seed"]));
    director.give(&elsewhere);
    let there = elsewhere.call("look_backs", json!(null)).await;
    assert_eq!(there["rows"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn who_does_not_plan_draws_nothing_and_villages_hear_nothing() {
    let [director, sun, ma, cadre, township] = ["director", "sun", "ma", "cadre", "township"].map(Device::new);
    closed(&director, &sun, &[WANG, LI]).await;
    for other in [&ma, &cadre, &township] {
        director.give(other);
        assert_eq!(other.refusal("draw_look_back", draw(json!({}), 0, 1)).await, ErrorCode::Forbidden, "{}", other.person);
    }
    let made = director.call("draw_look_back", draw(json!({}), 0, 2)).await;
    for outsider in ["cadre", "township", "nobody"] {
        let caller = director.app.person_caller(outsider).unwrap();
        let refused = director.app.dispatch(&caller, "look_backs", json!(null)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Forbidden, "{outsider}");
    }
    // The draw is no way to a list either, even where the replica holds it.
    let caller = director.app.person_caller("cadre").unwrap();
    let list = director.app.dispatch(&caller, "findings", json!({"draw": made["id"]})).await.unwrap();
    assert_eq!(list["total"], 0);
    assert_eq!(director.refusal("draw_look_back", draw(json!({}), 0, 0)).await, ErrorCode::CountOutOfRange);
    assert_eq!(director.refusal("draw_look_back", draw(json!({"from": "昨天"}), 0, 1)).await, ErrorCode::BadRequest);
    assert_eq!(director.call("findings", json!({"draw": "none"})).await["total"], 0);
}

#[tokio::test]
async fn a_draw_that_does_not_repeat_says_so() {
    let [director, sun] = ["director", "sun"].map(Device::new);
    closed(&director, &sun, &[WANG, LI, FAR]).await;
    let made = director.call("draw_look_back", draw(json!({}), 0, 1)).await;
    let id = made["id"].as_str().unwrap();
    // Somebody with a supervisor's right, past the command: another one instead of what was drawn.
    director
        .app
        .store()
        .read(|conn| Ok(conn.query_row("SELECT document FROM draw WHERE id = ?1", [id], |row| row.get::<_, String>(0))?))
        .map(|document| {
            let mut document: Json = serde_json::from_str(&document).unwrap();
            document["chosen"] = json!([uuid::Uuid::now_v7()]);
            let actor = xuncun_store::Actor { person: "director".into(), grant: "director/supervisor".into(), grant_version: 0, clock_ms: NOW };
            let stream = crate::common::stream(crate::common::COUNTY, xuncun_domain::stream::Class::Work);
            director
                .app
                .store()
                .write(&actor, |tx| tx.put("draw", &stream, id, &[("document", xuncun_journal::Value::from(document.to_string()))]).map(|_| ()))
                .unwrap();
        })
        .unwrap();
    let rows = director.call("look_backs", json!(null)).await;
    assert_eq!((&rows["rows"][0]["repeats"], &rows["rows"][0]["seen"]), (&json!(false), &json!(0)));
}
