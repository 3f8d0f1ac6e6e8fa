//! How large what was seen is: measured by whoever sees it, kept through later changes, handed out with it, sorted by.

use crate::common::{Device, WANG, sighting};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;

fn pile() -> Json {
    json!({"shape": "dome", "length": 30, "width": 20, "height": 12})
}

fn with(mut put: Json, more: &Json) -> Json {
    for (key, value) in more.as_object().unwrap() {
        put[key] = value.clone();
    }
    put
}

fn text(size: &Json) -> Json {
    json!([&size["shape"], &size["length"], &size["area"], &size["storeys"], &size["usage"], &size["basis"]])
}

#[tokio::test]
async fn what_was_measured_stays_until_it_is_measured_again() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let put = sighting(&id, "earth", "", 2);
    let view = ma.call("put_sighting", with(put.clone(), &json!({"size": pile(), "difficulty": "medium"}))).await;
    let seen = &view["sightings"][0];
    assert_eq!((text(&seen["size"]), &seen["difficulty"]), (json!(["dome", 30, null, null, null, null]), &json!("medium")));

    // One more place, by the walk, which says nothing of sizes.
    let again = with(put.clone(), &json!({"id": seen["id"], "count": 3}));
    let view = ma.call("put_sighting", again).await;
    assert_eq!((&view["sightings"][0]["size"], &view["sightings"][0]["count"]), (&seen["size"], &json!(3)));

    // It turns out to be a shed: a shed has no height of a pile.
    let shed = json!({"id": seen["id"], "kind": "illegal_structure", "size": {"shape": "dome", "length": 30, "area": 36, "storeys": 1, "usage": "storage", "basis": "城乡规划法第六十五条"}});
    let view = ma.call("put_sighting", with(put.clone(), &shed)).await;
    assert_eq!(text(&view["sightings"][0]["size"]), json!([null, null, 36, 1, "storage", "城乡规划法第六十五条"]));

    let view = ma.call("put_sighting", with(put, &json!({"id": seen["id"], "size": {}}))).await;
    assert_eq!(view["sightings"][0]["size"], Json::Null, "and a size that says nothing takes it out");
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let put = |size: Json| with(sighting(&id, "earth", "", 1), &json!({"size": size}));
    assert_eq!(ma.refusal("put_sighting", put(json!({"shape": "cone", "length": 0}))).await, ErrorCode::SizeOutOfRange);
    assert_eq!(ma.refusal("put_sighting", put(json!({"shape": "cone", "length": 2001}))).await, ErrorCode::SizeOutOfRange);
    assert_eq!(ma.refusal("put_sighting", put(json!({"shape": "heap"}))).await, ErrorCode::BadRequest);
    let long = with(sighting(&id, "illegal_structure", "", 1), &json!({"size": {"area": 9, "basis": "法".repeat(201)}}));
    assert_eq!(ma.refusal("put_sighting", long).await, ErrorCode::BasisTooLong);
    assert_eq!(ma.view(&id).await["sightings"], json!([]));
}

#[tokio::test]
async fn a_finding_has_it_from_its_sighting_and_the_easy_ones_come_first() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    for (kind, difficulty) in [("earth", json!("hard")), ("manure", Json::Null), ("firewood", json!("easy")), ("clutter", json!("medium"))] {
        ma.call("put_sighting", with(sighting(&id, kind, "", 2), &json!({"size": pile(), "difficulty": difficulty}))).await;
    }
    ma.call("assign", json!({"inspection": id, "sightings": [], "toTownship": false, "term": null, "note": ""})).await;
    let easy = ma.call("findings", json!({"order": "easy"})).await;
    let kinds: Vec<&str> = easy["rows"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["firewood", "clutter", "earth", "manure"]);
    assert!(easy["rows"].as_array().unwrap().iter().all(|row| row["size"]["height"] == 12));
}
