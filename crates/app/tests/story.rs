//! A village's day, by commands alone: begun, answered, refused, submitted, sent back, mended, accepted, told to the village.

use crate::common;
use crate::common::{Device, WANG};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;
use xuncun_app::api::Phase;

fn missing(view: &Json) -> Vec<(String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    view["missing"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["blocks"] == true)
        .map(|entry| (text(&entry["kind"]), text(&entry["item"])))
        .collect()
}

fn item<'a>(view: &'a Json, id: &str) -> &'a Json {
    let items = view["groups"].as_array().unwrap().iter().flat_map(|group| group["items"].as_array().unwrap());
    items.into_iter().find(|item| item["id"] == id).unwrap()
}

#[tokio::test]
async fn a_visit_from_its_beginning_to_the_villages_notice() {
    let (ma, director, cadre) = (Device::new("ma"), Device::new("director"), Device::new("cadre"));

    // Begun; begun again, it is the same visit.
    let id = ma.start(WANG).await;
    assert_eq!(ma.start(WANG).await, id);
    let view = ma.view(&id).await;
    assert_eq!((&view["status"], &view["editable"], &view["score"]["unanswered"]), (&json!("open"), &json!(true), &json!(15)));
    assert_eq!(
        (&view["village"]["name"], &view["township"]["name"], &view["round"]["name"]),
        (&json!("王家沟村"), &json!("红泉镇"), &json!("11月下半月"))
    );

    // Nothing is assumed: the submission is refused with the list.
    let outcome = ma.call("submit", json!({"inspection": id})).await;
    assert_eq!(outcome["submitted"], false);
    assert_eq!(missing(&outcome["view"]).len(), 16, "15 items and the witness: {}", outcome["missing"]);

    // Answered, tap by tap.
    let view = ma.answer(&id, "H1", json!({"kind": "count", "n": 1})).await;
    assert_eq!(
        (&item(&view, "H1")["got"], &item(&view, "H1")["terms"][0]),
        (&json!("9"), &json!({"rule": "each", "count": 1, "each": "1", "lost": "1", "detail": ""}))
    );
    let view = ma.answer(&id, "T2", json!({"kind": "level", "level": "fair"})).await;
    assert_eq!(item(&view, "T2")["lost"], "2");
    ma.call("set_answer", json!({"inspection": id, "item": "J4", "household": 2, "value": {"kind": "household", "tick": "fail"}, "note": "门后"}))
        .await;
    let view = ma.see(&id, "firewood", "", 2).await;
    let pile = view["sightings"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!((&view["sightings"][0]["lost"], &item(&view, "W1")["lost"]), (&json!("2"), &json!("2")));
    assert_eq!(
        ma.refusal("set_answer", json!({"inspection": id, "item": "W1", "household": null, "value": {"kind": "count", "n": 3}, "note": null})).await,
        ErrorCode::DerivedFromSightings
    );

    // Photographs: the near one in the walk, the wide one after.
    let near = ma.photograph(&id, None, None, Phase::Near);
    assert!(near.here && !near.delivered);
    let view = ma.view(&id).await;
    assert_eq!(view["unclassified"][0]["id"], near.id.as_str());
    assert!(missing(&view).contains(&("unclassified".into(), String::new())));
    let mut attached = common::sighting(&id, "firewood", "", 2);
    attached["id"] = json!(pile);
    attached["photo"] = json!(near.id);
    let view = ma.call("put_sighting", attached).await;
    assert_eq!((&view["unclassified"], &view["sightings"][0]["photosMissing"]), (&json!([]), &json!(1)));
    assert!(missing(&view).contains(&("photos".into(), "W1".into())));

    ma.complete(&id).await;
    let view = ma.view(&id).await;
    assert_eq!(missing(&view), []);
    let score = view["score"]["total"].clone();
    assert_eq!(score, "94.00", "H1 −1, T2 −2, W1 −2, J4 −1; no measure has a target");
    let view = ma.submit(&id).await;
    assert_eq!((&view["status"], &view["editable"]), (&json!("submitted"), &json!(false)));
    assert_eq!(
        ma.refusal("set_answer", json!({"inspection": id, "item": "H1", "household": null, "value": null, "note": null})).await,
        ErrorCode::NotEditable
    );

    // At the desk: the same score to the last digit, on another replica.
    ma.give(&director);
    let queue = director.call("review_queue", json!({"filter": "waiting", "query": "wjg"})).await;
    let row = &queue["rows"][0];
    assert_eq!((&row["inspection"], &row["score"], &row["doubtful"], &queue["waiting"]), (&json!(id), &score, &json!(false), &json!(1)));
    let seen = director.call("submission", json!({"inspection": id})).await;
    assert_eq!((&seen["inspection"]["score"]["total"], &seen["submission"]["score"], &seen["reviewable"]), (&score, &score, &json!(true)));
    assert_eq!(seen["inspection"]["deductions"].as_array().unwrap().len(), 4);
    assert_eq!(seen["inspection"]["editable"], false, "a supervisor does not inspect");
    let judge = |verdict: &str, reason: &str, seen: &Json| json!({"submission": seen["submission"]["id"], "contentHash": seen["submission"]["contentHash"], "verdict": verdict, "reason": reason});

    // Sent back, with a reason.
    assert_eq!(director.refusal("review", judge("returned", " ", &seen)).await, ErrorCode::ReasonMissing);
    assert_eq!(ma.refusal("review", judge("accepted", "", &seen)).await, ErrorCode::Forbidden);
    let back = director.call("review", judge("returned", "W1 缺近处照片", &seen)).await;
    assert_eq!((&back["inspection"]["status"], &back["reviewable"]), (&json!("returned"), &json!(false)));
    assert_eq!(director.refusal("review", judge("accepted", "", &seen)).await, ErrorCode::NotWaiting);
    director.give(&ma);
    let today = ma.call("today", json!({"position": null})).await;
    assert_eq!(
        (&today["returned"], &today["cards"][0]["returned"]["reason"], &today["cards"][0]["returned"]["by"]),
        (&json!(1), &json!("W1 缺近处照片"), &json!("director"))
    );

    // Mended, and submitted again.
    let view = ma.answer(&id, "H1", json!({"kind": "count", "n": 3})).await;
    assert_eq!((&view["status"], &view["editable"]), (&json!("returned"), &json!(true)));
    let view = ma.submit(&id).await;
    assert_eq!((&view["status"], &view["score"]["total"]), (&json!("submitted"), &json!("92.00")));
    ma.give(&director);

    // Accepted: the village is told in the same transaction.
    let seen = director.call("submission", json!({"inspection": id})).await;
    assert_eq!(seen["submission"]["n"], 2);
    let done = director.call("review", judge("accepted", "", &seen)).await;
    assert_eq!(done["inspection"]["status"], "accepted");
    let told: Vec<&str> = done["history"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    let order = ["started", "submitted", "returned", "submitted", "accepted"];
    assert_eq!(told.iter().filter(|what| order.contains(what)).copied().collect::<Vec<_>>(), order, "{told:?}");
    assert!(["answered", "sighted", "photographed", "witnessed", "noticed"].iter().all(|what| told.contains(what)), "{told:?}");
    let photographed: u64 = done["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["what"] == "photographed")
        .map(|entry| entry["count"].as_u64().unwrap())
        .sum();
    assert_eq!(json!(photographed), done["inspection"]["photos"], "a photograph that was moved is still one photograph");
    let sent_back = done["history"].as_array().unwrap().iter().find(|entry| entry["what"] == "returned").unwrap();
    assert_eq!(
        (&sent_back["who"], &sent_back["device"], &sent_back["detail"]),
        (&json!("director"), &json!("tablet of director"), &json!("W1 缺近处照片"))
    );
    assert_eq!(director.call("review_queue", json!({"filter": "waiting", "query": ""})).await["waiting"], 0);

    director.give(&cadre);
    let notices = cadre.call("notices", json!(null)).await;
    let notice = &notices["rows"][0];
    assert_eq!((&notice["score"], &notice["round"], &notice["deductions"][0]["item"]), (&json!("92.00"), &json!("11月下半月"), &json!("H1")));
    assert!(notice["deductions"].as_array().unwrap().iter().all(|deduction| deduction["photos"] == json!([])), "photographs are the supervisors'");

    // And no more than that.
    for (name, args) in [
        ("inspection", json!({"inspection": id})),
        ("submission", json!({"inspection": id})),
        ("today", json!({"position": null})),
        ("review_queue", json!({"filter": "all", "query": ""})),
        ("overview", json!(null)),
    ] {
        assert_eq!(cadre.refusal(name, args).await, ErrorCode::Forbidden, "{name}");
    }
    director.give(&ma);
    assert_eq!(ma.view(&id).await["status"], "accepted");
    let overview = director.call("overview", json!(null)).await;
    assert_eq!(
        (&overview["planned"], &overview["inspected"], &overview["waiting"], &overview["roundDay"]),
        (&json!(3), &json!(1), &json!(0), &json!(8))
    );
    assert_eq!(overview["villages"].as_array().unwrap().iter().find(|village| village["code"] == WANG).unwrap()["score"], "92.00");
    assert_eq!(overview["teams"][0]["inspected"], 1);
}

#[tokio::test]
async fn two_inspectors_who_begin_apart_share_one_visit() {
    let (ma, zhao) = (Device::new("ma"), Device::new("zhao"));
    let id = ma.start(WANG).await;
    assert_eq!(zhao.start(WANG).await, id);
    ma.see(&id, "firewood", "", 1).await;
    zhao.see(&id, "manure", "", 2).await;
    ma.answer(&id, "H1", json!({"kind": "count", "n": 0})).await;
    zhao.answer(&id, "T2", json!({"kind": "level", "level": "good"})).await;
    ma.give(&zhao);
    zhao.give(&ma);
    let (here, there) = (ma.view(&id).await, zhao.view(&id).await);
    assert_eq!(item(&here, "W1")["lost"], "3", "what both saw adds up");
    assert_eq!((&here["score"], &here["missing"], &here["sightings"]), (&there["score"], &there["missing"], &there["sightings"]));
    assert_eq!(here["conflicts"], 0, "they began it each: {here}");
}

#[tokio::test]
async fn two_answers_for_one_slot_are_a_conflict_that_stops_the_submission() {
    let (ma, zhao, director) = (Device::new("ma"), Device::new("zhao"), Device::new("director"));
    let id = ma.start(WANG).await;
    zhao.start(WANG).await;
    ma.complete(&id).await;
    zhao.answer(&id, "H1", json!({"kind": "count", "n": 4})).await;
    zhao.give(&ma);
    let view = ma.view(&id).await;
    assert_eq!(view["conflicts"], 1);
    assert!(missing(&view).contains(&("conflict".into(), "H1".into())), "the list leads to its place");
    let sides = view["rivals"][0]["sides"].as_array().unwrap();
    let mut said: Vec<(&str, u64)> = sides.iter().map(|side| (side["by"].as_str().unwrap(), side["value"]["n"].as_u64().unwrap())).collect();
    said.sort_unstable();
    assert_eq!((&view["rivals"][0]["item"], said), (&json!("H1"), vec![("ma", 0), ("zhao", 4)]), "both sides are shown");
    assert_eq!(ma.call("submit", json!({"inspection": id})).await["submitted"], false);
    ma.give(&director);
    assert_eq!(director.call("review_queue", json!({"filter": "waiting", "query": ""})).await["waiting"], 0);

    // Entered again, it stands for both, on every replica.
    let view = ma.answer(&id, "H1", json!({"kind": "count", "n": 4})).await;
    assert_eq!((&view["conflicts"], &view["rivals"], &item(&view, "H1")["lost"]), (&json!(0), &json!([]), &json!("4")));
    ma.submit(&id).await;
    ma.give(&zhao);
    let there = zhao.view(&id).await;
    assert_eq!((&there["conflicts"], &there["status"], &item(&there, "H1")["lost"]), (&json!(0), &json!("submitted"), &json!("4")));
}

#[tokio::test]
async fn a_visit_begun_as_two_kinds_is_settled_by_its_witness() {
    let (ma, zhao) = (Device::new("ma"), Device::new("zhao"));
    let id = ma.start(WANG).await;
    zhao.call("start_inspection", json!({"village": WANG, "kind": "unannounced"})).await;
    zhao.give(&ma);
    let view = ma.view(&id).await;
    assert_eq!(view["conflicts"], 1);
    let kind = if view["kind"] == "open" { "absent" } else { "unannounced" };
    let view = ma.call("set_witness", json!({"inspection": id, "kind": kind, "name": "", "reason": "都在镇上开会", "strokes": []})).await;
    assert_eq!((&view["conflicts"], &view["witness"]["kind"]), (&json!(0), &json!(kind)));
}

#[tokio::test]
async fn a_verdict_is_on_what_was_looked_at() {
    let (ma, zhao, director) = (Device::new("ma"), Device::new("zhao"), Device::new("director"));
    let id = ma.start(WANG).await;
    zhao.start(WANG).await;
    ma.complete(&id).await;
    ma.submit(&id).await;
    ma.give(&director);
    let seen = director.call("submission", json!({"inspection": id})).await;
    let accept = |seen: &Json| json!({"submission": seen["submission"]["id"], "contentHash": seen["submission"]["contentHash"], "verdict": "accepted", "reason": ""});

    // The other inspector's tablet comes in between the look and the verdict.
    zhao.see(&id, "garbage", "", 1).await;
    zhao.give(&director);
    assert_eq!(director.refusal("review", accept(&seen)).await, ErrorCode::SubmissionChanged);
    let again = director.call("submission", json!({"inspection": id})).await;
    assert_eq!((&again["submission"]["unchanged"], &again["reviewable"]), (&json!(false), &json!(true)));
    let row = &director.call("review_queue", json!({"filter": "waiting", "query": ""})).await["rows"][0];
    assert_eq!(row["doubtful"], true);
    let done = director.call("review", accept(&again)).await;
    assert_eq!((&done["inspection"]["status"], &done["inspection"]["score"]["total"]), (&json!("accepted"), &json!("99.00")));

    // What comes after the verdict brings it back into the queue.
    zhao.see(&id, "earth", "", 1).await;
    zhao.give(&director);
    let queue = director.call("review_queue", json!({"filter": "waiting", "query": ""})).await;
    assert_eq!((&queue["waiting"], &queue["rows"][0]["inspection"], &queue["rows"][0]["doubtful"]), (&json!(1), &json!(id), &json!(true)));
    assert_eq!(director.call("review_queue", json!({"filter": "accepted", "query": ""})).await["found"], 0);
}

#[tokio::test]
async fn what_comes_into_conflict_after_its_submission_is_sent_back_and_settled() {
    let (ma, zhao, director) = (Device::new("ma"), Device::new("zhao"), Device::new("director"));
    let judge = |verdict: &str, seen: &Json| json!({"submission": seen["submission"]["id"], "contentHash": seen["submission"]["contentHash"], "verdict": verdict, "reason": "H1 请商定"});
    let id = ma.start(WANG).await;
    zhao.start(WANG).await;
    ma.complete(&id).await;
    ma.submit(&id).await;
    // Apart from each other, without a network: neither saw what the other entered.
    zhao.answer(&id, "H1", json!({"kind": "count", "n": 4})).await;
    for (from, to) in [(&ma, &director), (&zhao, &director), (&zhao, &ma), (&ma, &zhao)] {
        from.give(to);
    }
    let answer = json!({"inspection": id, "item": "H1", "household": null, "value": {"kind": "count", "n": 4}, "note": null});
    for inspector in [&ma, &zhao] {
        assert_eq!(inspector.refusal("set_answer", answer.clone()).await, ErrorCode::NotEditable);
    }
    let row = &director.call("review_queue", json!({"filter": "waiting", "query": ""})).await["rows"][0];
    assert_eq!((&row["inspection"], &row["doubtful"]), (&json!(id), &json!(true)));
    let seen = director.call("submission", json!({"inspection": id})).await;
    assert_eq!((&seen["inspection"]["conflicts"], &seen["reviewable"]), (&json!(1), &json!(true)));
    assert_eq!(director.refusal("review", judge("accepted", &seen)).await, ErrorCode::InConflict);
    let back = director.call("review", judge("returned", &seen)).await;
    assert_eq!(back["inspection"]["status"], "returned");

    // Either inspector settles it, and submits again.
    director.give(&zhao);
    let view = zhao.answer(&id, "H1", json!({"kind": "count", "n": 4})).await;
    assert_eq!((&view["conflicts"], &view["editable"]), (&json!(0), &json!(true)));
    let view = zhao.submit(&id).await;
    assert_eq!((&view["status"], &view["score"]["total"]), (&json!("submitted"), &json!("96.00")));
    zhao.give(&director);
    let seen = director.call("submission", json!({"inspection": id})).await;
    assert_eq!((&seen["submission"]["n"], &seen["inspection"]["conflicts"]), (&json!(2), &json!(0)));
    assert_eq!(director.call("review", judge("accepted", &seen)).await["inspection"]["status"], "accepted");
}

#[tokio::test]
async fn what_comes_into_conflict_after_its_acceptance_waits_again() {
    let (ma, zhao, director) = (Device::new("ma"), Device::new("zhao"), Device::new("director"));
    let id = ma.start(WANG).await;
    zhao.start(WANG).await;
    // The earlier one: what is shown, and its hash, stay what was accepted.
    zhao.answer(&id, "H1", json!({"kind": "count", "n": 4})).await;
    ma.clock.fetch_add(60_000, std::sync::atomic::Ordering::SeqCst);
    ma.complete(&id).await;
    ma.submit(&id).await;
    ma.give(&director);
    let seen = director.call("submission", json!({"inspection": id})).await;
    let accept =
        json!({"submission": seen["submission"]["id"], "contentHash": seen["submission"]["contentHash"], "verdict": "accepted", "reason": ""});
    assert_eq!(director.call("review", accept).await["inspection"]["status"], "accepted");
    zhao.give(&director);
    let queue = director.call("review_queue", json!({"filter": "waiting", "query": ""})).await;
    assert_eq!((&queue["waiting"], &queue["rows"][0]["inspection"], &queue["rows"][0]["doubtful"]), (&json!(1), &json!(id), &json!(true)));
    let again = director.call("submission", json!({"inspection": id})).await;
    assert_eq!(
        (&again["submission"]["unchanged"], &again["inspection"]["status"], &again["reviewable"]),
        (&json!(true), &json!("submitted"), &json!(true))
    );
}
