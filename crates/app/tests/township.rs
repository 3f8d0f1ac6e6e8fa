//! The township's page: what is due in its villages, what they were told, what would raise their score.

use crate::common::{COUNTY, Device, FAR, LI, NOW, WANG, actor, stream};
use serde_json::{Value as Json, json};
use std::sync::atomic::Ordering;
use xuncun_app::ErrorCode;
use xuncun_app::api::Phase;
use xuncun_domain::stream::Class;
use xuncun_journal::Value;

const DAY: i64 = 24 * 3600 * 1000;

/// A visit that saw these, each with its photographs, and was accepted; its id.
async fn inspected(ma: &Device, director: &Device, village: &str, kinds: &[&str]) -> String {
    let visit = ma.start(village).await;
    for kind in kinds {
        ma.see(&visit, kind, "", 1).await;
    }
    ma.complete(&visit).await;
    ma.submit(&visit).await;
    ma.give(director);
    let seen = director.call("submission", json!({"inspection": visit})).await;
    let submission = &seen["submission"];
    let verdict = json!({"submission": submission["id"], "contentHash": submission["contentHash"], "verdict": "accepted", "reason": ""});
    director.call("review", verdict).await;
    visit
}

async fn assign(device: &Device, visit: &str, to_township: bool) -> Json {
    let order = json!({"inspection": visit, "sightings": [], "toTownship": to_township, "term": null, "note": ""});
    device.call("assign", order).await["findings"].clone()
}

async fn step(device: &Device, finding: &str, kind: &str) {
    let view = device.call("finding", json!({"finding": finding})).await;
    let photos: Vec<&Json> = view["photos"].as_array().unwrap().iter().filter(|photo| photo["phase"] == "after").map(|photo| &photo["id"]).collect();
    let args = json!({"finding": finding, "kind": kind, "answers": view["last"], "note": "看过", "photos": photos, "due": null, "key": uuid::Uuid::now_v7()});
    device.call("take_step", args).await;
}

async fn page(device: &Device) -> Json {
    device.call("township", json!({"township": null})).await
}

fn row<'a>(page: &'a Json, village: &str) -> &'a Json {
    page["villages"].as_array().unwrap().iter().find(|row| row["village"]["id"] == village).unwrap()
}

/// Every figure of the page is the length of the list that it opens.
async fn figures_hold(device: &Device, page: &Json) {
    let cuts = [
        ("overdue", json!({"due": "overdue"})),
        ("dueToday", json!({"due": "today"})),
        ("sentBack", json!({"sentBack": true})),
        ("toForward", json!({"statuses": ["at_township"]})),
        ("toCheck", json!({"statuses": ["replied"]})),
        ("asked", json!({"statuses": ["open_asked", "disputed"]})),
        ("open", json!({"unsettled": true})),
    ];
    for (count, mut args) in cuts {
        args["townships"] = json!([page["township"]["id"]]);
        assert_eq!(device.call("findings", args.clone()).await["total"], page["counts"][count], "{count}");
        for row in page["villages"].as_array().unwrap() {
            args["villages"] = json!([row["village"]["id"]]);
            assert_eq!(device.call("findings", args.clone()).await["total"], row["counts"][count], "{count} of {}", row["village"]["name"]);
        }
    }
}

#[tokio::test]
async fn a_deputy_sees_what_is_due_by_village() {
    let [ma, director, township, cadre] = ["ma", "director", "township", "cadre"].map(Device::new);
    let empty = page(&township).await;
    assert_eq!((&empty["township"]["name"], &empty["choices"].as_array().unwrap().len()), (&json!("红泉镇"), &1));
    assert_eq!(empty["villages"].as_array().unwrap().len(), 2, "its villages and no other's");
    assert_eq!((&empty["counts"]["open"], &empty["gains"], &empty["villages"][0]["told"]), (&json!(0), &json!([]), &json!(null)));

    // One village's heap is the village's to clear, another's the township's to hand on.
    let wang = inspected(&ma, &director, WANG, &["manure"]).await;
    let li = inspected(&ma, &director, LI, &["firewood"]).await;
    let far = inspected(&ma, &director, FAR, &["earth"]).await;
    let manure = assign(&director, &wang, false).await[0]["id"].as_str().unwrap().to_owned();
    let firewood = assign(&director, &li, true).await[0]["id"].as_str().unwrap().to_owned();
    assign(&director, &far, false).await;
    director.give(&township);
    director.give(&cadre);
    let now = page(&township).await;
    assert_eq!((&now["counts"]["open"], &now["counts"]["toForward"], &now["counts"]["dueToday"]), (&json!(2), &json!(1), &json!(0)));
    assert_eq!(row(&now, LI)["counts"]["toForward"], 1);
    figures_hold(&township, &now).await;

    // On its last day.
    township.clock.store(NOW + 3 * DAY, Ordering::SeqCst);
    let now = page(&township).await;
    assert_eq!((&now["counts"]["dueToday"], &now["counts"]["overdue"]), (&json!(2), &json!(0)));
    step(&township, &firewood, "forward").await;

    // Answered by the village, sent back by the township; the other's deadline passes.
    cadre.clock.store(NOW + 2 * DAY, Ordering::SeqCst);
    let after = xuncun_app::api::TakePhoto { inspection: None, finding: Some(manure.clone()), ..crate::common::shot("", None, None, Phase::After) };
    cadre.app.take_photo(&cadre.caller(), after, crate::common::jpeg(77)).unwrap();
    step(&cadre, &manure, "reply").await;
    cadre.give(&township);
    let now = page(&township).await;
    assert_eq!((&row(&now, WANG)["counts"]["toCheck"], &row(&now, WANG)["counts"]["dueToday"]), (&json!(1), &json!(0)), "answered is not due");
    step(&township, &manure, "send_back").await;
    step(&township, &firewood, "ask_move").await;
    township.clock.store(NOW + 5 * DAY, Ordering::SeqCst);
    let now = page(&township).await;
    let counts = &now["counts"];
    assert_eq!((&counts["overdue"], &counts["sentBack"], &counts["toCheck"], &counts["asked"]), (&json!(1), &json!(1), &json!(0), &json!(1)));
    assert_eq!(now["villages"][0]["village"]["id"], WANG, "the overdue one first");
    figures_hold(&township, &now).await;
}

#[tokio::test]
async fn the_score_is_of_what_was_told_and_points_are_what_the_notice_took() {
    let [ma, director, township] = ["ma", "director", "township"].map(Device::new);
    let wang = inspected(&ma, &director, WANG, &["manure", "illegal_structure"]).await;
    inspected(&ma, &director, LI, &["firewood"]).await;
    assign(&director, &wang, false).await;
    director.give(&township);

    let now = page(&township).await;
    assert_eq!(now["score"], json!({"mean": null, "n": 2, "villages": 2, "sample": 3}), "样本不足");
    let county = stream(COUNTY, Class::Open);
    let setting = [("name", Value::from("township_sample")), ("value", Value::from("2"))];
    township.app.store().write(&actor("township", NOW), |tx| tx.put("setting", &county, "township_sample", &setting)).unwrap();
    let now = page(&township).await;
    let scores: Vec<&str> = [WANG, LI].map(|village| row(&now, village)["told"]["score"].as_str().unwrap()).into();
    assert_eq!(scores, ["97.00", "99.00"]);
    assert_eq!(now["score"], json!({"mean": "98.00", "n": 2, "villages": 2, "sample": 2}));

    let gains = now["gains"].as_array().unwrap();
    let of =
        |gain: &Json| format!("{} {} {}", gain["village"]["name"].as_str().unwrap(), gain["item"].as_str().unwrap(), gain["lost"].as_str().unwrap());
    assert_eq!(gains.iter().map(of).collect::<Vec<_>>(), ["王家沟村 W2 2", "王家沟村 W1 1", "重兴村 W1 1"], "the most first");
    assert_eq!((&gains[0]["ahead"], &gains[0]["open"], &gains[0]["overdue"]), (&json!(null), &json!(1), &json!(0)), "in time it costs nothing more");
    assert_eq!((&gains[2]["open"], gains[2]["notice"].is_string()), (&json!(0), true));

    // Missed, the heap costs again at the next visit; the structure has fifteen days.
    township.clock.store(NOW + 5 * DAY, Ordering::SeqCst);
    let now = page(&township).await;
    let gains = now["gains"].as_array().unwrap();
    assert_eq!((&gains[1]["item"], &gains[1]["ahead"], &gains[1]["overdue"]), (&json!("W1"), &json!("1"), &json!(1)));
    assert_eq!(gains[0]["ahead"], json!(null));
    assert!(gains[1]["kinds"].as_array().unwrap().contains(&json!("manure")));
}

#[tokio::test]
async fn what_has_grades_is_not_priced_before_it_is_seen() {
    let [ma, director, township] = ["ma", "director", "township"].map(Device::new);
    let wang = inspected(&ma, &director, WANG, &["dumping"]).await;
    assign(&director, &wang, false).await;
    director.give(&township);
    township.clock.store(NOW + 5 * DAY, Ordering::SeqCst);
    let gain = page(&township).await["gains"][0].clone();
    assert_eq!((&gain["item"], &gain["ahead"], &gain["byGrade"], &gain["lost"]), (&json!("W3"), &json!(null), &json!(1), &json!("1")));
}

#[tokio::test]
async fn it_is_for_whoever_answers_for_a_township_and_for_supervisors() {
    let [ma, director, township, cadre, gao] = ["ma", "director", "township", "cadre", "gao"].map(Device::new);
    let asking = |code: Option<&str>| json!({"township": code});
    for stranger in [&ma, &cadre, &gao] {
        for code in [None, Some("629900100")] {
            assert_eq!(stranger.refusal("township", asking(code)).await, ErrorCode::Forbidden, "{}", stranger.person);
        }
    }
    for code in ["629900101", COUNTY, WANG, "629900999", "no code"] {
        assert_eq!(township.refusal("township", asking(Some(code))).await, ErrorCode::Forbidden, "{code}");
    }
    let there = director.call("township", asking(Some("629900101"))).await;
    assert_eq!((&there["township"]["name"], there["choices"].as_array().unwrap().len()), (&json!("大岭乡"), 2));
    assert_eq!(there["villages"][0]["village"]["id"], FAR);
    assert_eq!(page(&director).await["township"]["id"], "629900100");
}

#[tokio::test]
async fn codes_are_for_its_own_cadres_alone_and_by_the_server() {
    let [director, township, cadre] = ["director", "township", "cadre"].map(Device::new);
    let cadres = page(&township).await["cadres"].clone();
    let names: Vec<&str> = cadres.as_array().unwrap().iter().map(|one| one["person"]["id"].as_str().unwrap()).collect();
    assert_eq!((names, &cadres[0]["villages"][0]["name"]), (vec!["cadre", "clerk"], &json!("王家沟村")));
    assert_eq!(page(&director).await["cadres"], json!([]), "who may look does not make codes");
    let asking = |person: &str| json!({"person": person, "signIn": false});
    // The rules let it through; without a network there is no code.
    assert_eq!(township.refusal("invite", asking("cadre")).await, ErrorCode::ServerUnreachable);
    for (device, person) in
        [(&township, "director"), (&township, "township"), (&township, "gao"), (&township, "unknown"), (&director, "cadre"), (&cadre, "clerk")]
    {
        assert_eq!(device.refusal("invite", asking(person)).await, ErrorCode::Forbidden, "{} for {person}", device.person);
    }
}
