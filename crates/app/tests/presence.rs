//! A visit that is opened from outside its village: its person is asked, and the reviewer reads what they said.

use crate::common::{Device, FAR, WANG};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;

/// In 上坪村, some 70 kilometres from 王家沟村.
const IN_FAR: (f64, f64) = (106.58, 35.52);
const IN_WANG: (f64, f64) = (106.08, 35.02);

fn at((lon, lat): (f64, f64), accuracy: f64) -> Json {
    json!({"lon": lon, "lat": lat, "accuracy": accuracy, "altitude": null, "bearing": null})
}

async fn ask(device: &Device, id: &str, fix: Json) -> Json {
    device.call("where_am_i", json!({"inspection": id, "fix": fix})).await
}

#[tokio::test]
async fn whoever_is_in_the_village_is_not_asked() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    assert_eq!(ask(&ma, &id, at(IN_WANG, 8.0)).await, json!({"ask": false, "metres": 0, "inside": null}));
    // Two metres beyond the border, by a receiver that is unsure of eight.
    let beyond = ask(&ma, &id, at((106.05, 35.0 - 0.00002), 8.0)).await;
    assert_eq!((&beyond["ask"], &beyond["metres"]), (&json!(false), &json!(2)));
}

#[tokio::test]
async fn whoever_is_elsewhere_is_asked_until_they_say_that_they_are_there() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let asked = ask(&ma, &id, at(IN_FAR, 8.0)).await;
    assert_eq!((&asked["ask"], &asked["inside"]["id"]), (&json!(true), &json!(FAR)));
    assert!(asked["metres"].as_u64().unwrap() > 40_000, "{asked}");

    let key = uuid::Uuid::now_v7();
    let say = |answer: &str, key: uuid::Uuid| json!({"inspection": id, "fix": at(IN_FAR, 8.0), "answer": answer, "key": key});
    ma.call("say_presence", say("elsewhere", key)).await;
    assert_eq!(ask(&ma, &id, at(IN_FAR, 8.0)).await["ask"], true, "somebody who was not there may come back and still not be");
    let view = ma.call("say_presence", say("here", uuid::Uuid::now_v7())).await;
    assert_eq!(ask(&ma, &id, at(IN_FAR, 8.0)).await["ask"], false);

    // Both stand, in their order; a lost reply doubles nothing.
    ma.call("say_presence", say("elsewhere", key)).await;
    let said: Vec<&str> = view["presences"].as_array().unwrap().iter().map(|said| said["answer"].as_str().unwrap()).collect();
    assert_eq!(said, ["elsewhere", "here"]);
    let now = ma.view(&id).await;
    assert_eq!(now["presences"], view["presences"]);
    let first = &now["presences"][0];
    assert_eq!((&first["by"], &first["accuracy"], &first["inside"]["id"]), (&json!("ma"), &json!(8), &json!(FAR)));
    // The content is what was seen, not from where: nothing is to be submitted anew for it.
    ma.complete(&id).await;
    ma.submit(&id).await;
    assert_eq!(ma.refusal("say_presence", say("here", uuid::Uuid::now_v7())).await, ErrorCode::NotEditable);
}

#[tokio::test]
async fn a_position_that_no_receiver_measures_is_refused() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    assert_eq!(ma.refusal("where_am_i", json!({"inspection": id, "fix": at((0.0, 0.0), 8.0)})).await, ErrorCode::PositionNotReal);
    let say = json!({"inspection": id, "fix": at((106.0, 95.0), 8.0), "answer": "here", "key": null});
    assert_eq!(ma.refusal("say_presence", say).await, ErrorCode::PositionNotReal);
    assert_eq!(ma.view(&id).await["presences"], json!([]));
}

#[tokio::test]
async fn the_reviewer_reads_it_and_the_village_does_not() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    ma.call("say_presence", json!({"inspection": id, "fix": at(IN_FAR, 8.0), "answer": "here", "key": null})).await;
    ma.app.store().seal().unwrap();
    let history = ma.call("submission", json!({"inspection": id})).await["history"].clone();
    let asked = history.as_array().unwrap().iter().find(|entry| entry["what"] == "asked").unwrap();
    assert_eq!((&asked["who"], &asked["detail"]), (&json!("ma"), &json!("here")));
}
