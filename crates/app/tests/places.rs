//! 组 and landmarks, tapped instead of typed.

use crate::common::{Device, LI, WANG};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;

fn at(lon: f64) -> Json {
    json!({"lon": lon, "lat": 35.0, "accuracy": 6.0, "altitude": null, "bearing": null})
}

fn names(places: &Json) -> Vec<&str> {
    places.as_array().unwrap().iter().map(|place| place["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_groups_of_a_village_are_there_to_tap_the_nearest_first() {
    let cadre = Device::new("cadre");
    let places = cadre.call("places", json!({"village": WANG, "fix": null})).await;
    assert_eq!(names(&places), ["一组", "二组", "十组"], "in their own order");
    let near = cadre.call("places", json!({"village": WANG, "fix": at(106.0)})).await;
    assert_eq!(names(&near), ["二组", "一组", "十组"], "one that nobody has placed comes last");
    assert_eq!(near[0], json!({"id": format!("{WANG}/2"), "group": true, "name": "二组"}));
    assert_eq!(cadre.refusal("places", json!({"village": LI, "fix": null})).await, ErrorCode::Forbidden);
    assert_eq!(cadre.refusal("places", json!({"village": WANG, "fix": at(206.0)})).await, ErrorCode::PositionNotReal);
}
