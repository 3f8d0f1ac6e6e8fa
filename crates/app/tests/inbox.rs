//! What needs a person: changes that the server refused, and rows that two people changed differently.

use crate::common;
use crate::common::{Device, WANG, sighting, stream};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;
use xuncun_app::api::Phase;
use xuncun_domain::stream::Class;
use xuncun_journal::Refusal;
use xuncun_store::{CommitVerdict, WipeReason};

async fn inbox(device: &Device) -> Json {
    device.call("inbox", json!(null)).await
}

fn keep(conflict: &Json, keep: Json) -> Json {
    json!({"table": conflict["table"], "stream": conflict["stream"], "id": conflict["id"], "seen": conflict["seen"], "keep": keep})
}

/// The server refuses what this device has not delivered in the village.
fn refuse(device: &Device, refusal: Refusal) {
    let store = device.app.store();
    let unsent = store.unsent(usize::MAX).unwrap();
    let last = unsent.iter().filter(|commit| commit.stream == stream(WANG, Class::Work)).map(|commit| commit.seq).max().unwrap();
    let verdicts: Vec<CommitVerdict> =
        (1..=last).map(|seq| CommitVerdict { stream: stream(WANG, Class::Work), seq, refusal: (seq == last).then_some(refusal) }).collect();
    store.mark_verdicts(&verdicts, common::NOW).unwrap();
}

/// Two inspectors of a team in one visit, each with an answer of their own to the same item.
async fn contested(first: Json, second: Json) -> (Device, Device, String) {
    let (ma, zhao) = (Device::new("ma"), Device::new("zhao"));
    let id = ma.start(WANG).await;
    ma.give(&zhao);
    ma.call("set_answer", first_of(&id, first)).await;
    zhao.call("set_answer", first_of(&id, second)).await;
    ma.give(&zhao);
    zhao.give(&ma);
    (ma, zhao, id)
}

fn first_of(id: &str, answer: Json) -> Json {
    json!({"inspection": id, "item": "H1", "household": null, "value": answer["value"], "note": answer["note"]})
}

#[tokio::test]
async fn a_conflict_shows_what_differs_and_a_choice_settles_it_for_all() {
    let one = json!({"value": {"kind": "count", "n": 1}, "note": "村口"});
    let three = json!({"value": {"kind": "count", "n": 3}, "note": "村口"});
    let (ma, zhao, id) = contested(one, three).await;
    let seen = inbox(&ma).await;
    assert_eq!(seen["refused"], json!([]));
    let conflict = &seen["conflicts"][0];
    assert_eq!(
        (&conflict["table"], &conflict["subject"]["item"]["id"], &conflict["subject"]["inspection"]),
        (&json!("answer"), &json!("H1"), &json!(id))
    );
    assert_eq!(conflict["both"], json!(null), "a number is one or the other");
    let sides = conflict["sides"].as_array().unwrap();
    assert_eq!(sides.len(), 2);
    for side in sides {
        let names: Vec<&str> = side["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["value"], "the note is the same, and not shown");
        assert_eq!(side["bases"], json!([]), "both began from nothing");
    }
    let at = sides.iter().position(|side| side["fields"][0]["value"]["value"]["n"] == 1).unwrap();
    assert_eq!(ma.call("sync_status", json!(null)).await["conflicts"], 1);
    // Another team neither sees nor settles it.
    let sun = Device::new("sun");
    ma.give(&sun);
    zhao.give(&sun);
    assert_eq!(inbox(&sun).await["conflicts"], json!([]));
    assert_eq!(sun.refusal("settle", keep(conflict, json!({"kind": "side", "at": at}))).await, ErrorCode::Forbidden);
    assert_eq!(ma.refusal("settle", keep(conflict, json!({"kind": "both"}))).await, ErrorCode::NotBoth);
    assert_eq!(ma.refusal("settle", keep(conflict, json!({"kind": "side", "at": 7}))).await, ErrorCode::BadRequest);
    let left = ma.call("settle", keep(conflict, json!({"kind": "side", "at": at}))).await;
    assert_eq!(left["conflicts"], json!([]));
    ma.give(&zhao);
    assert_eq!(inbox(&zhao).await["conflicts"], json!([]), "one signed put for everybody");
    let item = |view: &Json| {
        view["groups"].as_array().unwrap().iter().flat_map(|g| g["items"].as_array().unwrap().clone()).find(|i| i["id"] == "H1").unwrap()
    };
    assert_eq!(item(&zhao.view(&id).await)["value"]["n"], 1);
    assert_eq!(ma.refusal("settle", keep(conflict, json!({"kind": "side", "at": at}))).await, ErrorCode::ConflictChanged);
}

#[tokio::test]
async fn a_conflict_that_changed_since_it_was_looked_at_is_looked_at_again() {
    let one = json!({"value": {"kind": "count", "n": 1}, "note": ""});
    let three = json!({"value": {"kind": "count", "n": 3}, "note": ""});
    let (ma, zhao, id) = contested(one, three).await;
    let conflict = inbox(&ma).await["conflicts"][0].clone();
    zhao.call("set_answer", first_of(&id, json!({"value": {"kind": "count", "n": 5}, "note": ""}))).await;
    zhao.give(&ma);
    // Zhao's answer settled it: there is nothing to choose any more, and nothing is written over it unseen.
    assert_eq!(ma.refusal("settle", keep(&conflict, json!({"kind": "side", "at": 0}))).await, ErrorCode::ConflictChanged);
}

#[tokio::test]
async fn free_words_are_joined_and_sightings_kept_as_two() {
    let near = json!({"value": {"kind": "count", "n": 1}, "note": "村口"});
    let far = json!({"value": {"kind": "count", "n": 1}, "note": "河边"});
    let (ma, zhao, id) = contested(near, far).await;
    let conflict = inbox(&ma).await["conflicts"][0].clone();
    assert_eq!(conflict["both"], "joined");
    ma.call("settle", keep(&conflict, json!({"kind": "both"}))).await;
    let view = ma.view(&id).await;
    let items = view["groups"].as_array().unwrap().iter().flat_map(|g| g["items"].as_array().unwrap().clone());
    assert_eq!(items.into_iter().find(|i| i["id"] == "H1").unwrap()["note"], "河边；村口", "the earlier first, by their clocks");

    let seen = ma.call("put_sighting", sighting(&id, "firewood", "", 1)).await;
    let spot = seen["sightings"][0]["id"].clone();
    ma.photograph(&id, None, spot.as_str(), Phase::Near);
    ma.give(&zhao);
    let mut change = sighting(&id, "firewood", "", 2);
    change["id"] = spot.clone();
    ma.call("put_sighting", change.clone()).await;
    change["kind"] = json!("manure");
    zhao.call("put_sighting", change).await;
    zhao.give(&ma);
    let conflict = inbox(&ma).await["conflicts"][0].clone();
    assert_eq!((&conflict["both"], &conflict["table"]), (&json!("two"), &json!("sighting")));
    assert!(conflict["sides"].as_array().unwrap().iter().all(|side| side["bases"][0]["by"].is_string()), "both changed what was there: {conflict}");
    assert!(conflict["sides"].as_array().unwrap().iter().any(|side| side["photos"].as_array().unwrap().len() == 1));
    ma.call("settle", keep(&conflict, json!({"kind": "both"}))).await;
    let view = ma.view(&id).await;
    let mut kinds: Vec<String> = view["sightings"].as_array().unwrap().iter().map(|s| format!("{} {}", s["kind"], s["count"])).collect();
    kinds.sort();
    assert_eq!(kinds, [r#""firewood" 2"#, r#""manure" 2"#]);
    assert_eq!(view["conflicts"], 0);
    ma.give(&zhao);
    assert_eq!(zhao.view(&id).await["sightings"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn one_who_took_it_out_and_one_who_changed_it() {
    let (ma, zhao) = (Device::new("ma"), Device::new("zhao"));
    let id = ma.start(WANG).await;
    let seen = ma.call("put_sighting", sighting(&id, "firewood", "", 1)).await;
    let spot = seen["sightings"][0]["id"].clone();
    ma.give(&zhao);
    ma.call("remove_sighting", json!({"inspection": id, "id": spot})).await;
    let mut change = sighting(&id, "firewood", "", 4);
    change["id"] = spot.clone();
    zhao.call("put_sighting", change).await;
    zhao.give(&ma);
    let conflict = inbox(&ma).await["conflicts"][0].clone();
    let sides = conflict["sides"].as_array().unwrap();
    assert_eq!(conflict["both"], json!(null));
    let removed = sides.iter().position(|side| side["removed"] == true).unwrap();
    assert!(sides[1 - removed]["fields"].as_array().unwrap().iter().any(|field| field["name"] == "count"));
    let left = ma.call("settle", keep(&conflict, json!({"kind": "side", "at": removed}))).await;
    assert_eq!(left["conflicts"], json!([]));
    ma.give(&zhao);
    for device in [&ma, &zhao] {
        let view = device.view(&id).await;
        assert_eq!((&view["sightings"], &view["conflicts"]), (&json!([]), &json!(0)));
    }
}

#[tokio::test]
async fn a_refused_change_is_shown_in_words_and_can_be_recorded_again_or_put_aside() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    ma.app.store().seal().unwrap();
    ma.call("set_answer", first_of(&id, json!({"value": {"kind": "count", "n": 2}, "note": "村口"}))).await;
    ma.app.store().seal().unwrap();
    refuse(&ma, Refusal::Forbidden);
    let seen = inbox(&ma).await;
    let refused = &seen["refused"][0];
    assert_eq!((&refused["code"], &refused["recordable"]), (&json!("forbidden"), &json!(true)));
    let row = &refused["rows"][0];
    assert_eq!((&row["subject"]["table"], &row["subject"]["item"]["id"]), (&json!("answer"), &json!("H1")));
    assert!(row["fields"].as_array().unwrap().iter().any(|field| field["name"] == "note" && field["value"]["text"] == "村口"));
    assert!(row["fields"].as_array().unwrap().iter().all(|field| field["name"] != "inspection"), "no ids");
    assert_eq!(ma.refusal("record_again", json!({"id": "99"})).await, ErrorCode::DraftUnknown);
    let draft = json!({"id": refused["id"]});
    let again = ma.call("record_again", draft.clone()).await;
    assert_eq!((&again["recorded"], &again["left"], &again["inbox"]["refused"]), (&json!(1), &json!(0), &json!([])));
    let view = ma.view(&id).await;
    let items = view["groups"].as_array().unwrap().iter().flat_map(|g| g["items"].as_array().unwrap().clone());
    assert_eq!(items.into_iter().find(|i| i["id"] == "H1").unwrap()["value"]["n"], 2);
    assert_eq!(ma.app.store().all_drafts().unwrap().len(), 1, "it is kept for ever");

    // Refused again, and answered anew meanwhile: what stands now is not written over.
    ma.app.store().seal().unwrap();
    refuse(&ma, Refusal::Forbidden);
    ma.call("set_answer", first_of(&id, json!({"value": {"kind": "count", "n": 7}, "note": ""}))).await;
    let draft = json!({"id": inbox(&ma).await["refused"][0]["id"]});
    let again = ma.call("record_again", draft).await;
    assert_eq!((&again["recorded"], &again["left"]), (&json!(0), &json!(1)));

    ma.app.store().seal().unwrap();
    refuse(&ma, Refusal::Forbidden);
    let draft = json!({"id": inbox(&ma).await["refused"][0]["id"]});
    assert_eq!(ma.call("dismiss", draft).await["refused"], json!([]));
    assert_eq!(ma.app.store().all_drafts().unwrap().len(), 3);
}

#[tokio::test]
async fn what_rights_do_not_allow_now_is_not_recorded_again() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let shown = ma.view(&id).await;
    assert_eq!(shown["editable"], true);
    ma.app.store().seal().unwrap();
    refuse(&ma, Refusal::Forbidden);
    let refused = inbox(&ma).await["refused"][0].clone();
    assert_eq!(refused["recordable"], true, "the visit itself was refused, and may be begun again");
    ma.app.store().retire().unwrap();
    assert_eq!(inbox(&ma).await["refused"][0]["recordable"], false);
    assert_eq!(ma.refusal("record_again", json!({"id": refused["id"]})).await, ErrorCode::DeviceRetired);
    assert_eq!(ma.call("sync_status", json!(null)).await["standing"], "retired");
}

#[tokio::test]
async fn a_wiped_device_says_why_it_is_empty() {
    let ma = Device::new("ma");
    ma.start(WANG).await;
    assert_eq!(ma.call("status", json!(null)).await["wiped"], json!(null));
    ma.app.store().wipe(WipeReason::Lost, common::NOW).unwrap();
    let status = ma.call("status", json!(null)).await;
    assert_eq!((&status["me"], &status["wiped"]["why"], &status["wiped"]["district"]), (&json!(null), &json!("lost"), &json!("清源县（示例）")));
    assert_eq!(ma.call("sync_status", json!(null)).await["standing"], "unenrolled");
    assert_eq!(ma.refusal("today", json!({"position": null})).await, ErrorCode::NotEnrolled);
}

#[tokio::test]
async fn what_is_left_undone_in_a_submitted_visit_can_still_be_settled() {
    let one = json!({"value": {"kind": "count", "n": 1}, "note": ""});
    let (ma, zhao) = (Device::new("ma"), Device::new("zhao"));
    let id = ma.start(WANG).await;
    ma.give(&zhao);
    zhao.call("set_answer", first_of(&id, one)).await;
    ma.complete(&id).await;
    ma.submit(&id).await;
    zhao.give(&ma);
    let view = ma.view(&id).await;
    assert_eq!((&view["status"], &view["conflicts"], &view["editable"]), (&json!("submitted"), &json!(1), &json!(false)), "{}", view["missing"]);
    let conflict = inbox(&ma).await["conflicts"][0].clone();
    ma.call("settle", keep(&conflict, json!({"kind": "side", "at": 0}))).await;
    assert_eq!(ma.view(&id).await["conflicts"], 0);
}
