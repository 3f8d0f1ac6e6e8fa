//! Originals wait for a network that costs nothing and for power, and say so; what could not be sent says why.

use crate::common::{Device, WANG, jpeg, shot};
use serde_json::{Value, json};
use xuncun_app::ErrorCode;
use xuncun_app::api::Phase;

async fn photographed(device: &Device) {
    let id = device.start(WANG).await;
    device.app.take_photo(&device.caller(), shot(&id, Some("H1"), None, Phase::Overview), jpeg(1)).unwrap();
}

async fn wait(device: &Device, metered: bool, battery: Option<u32>, charging: bool) -> Value {
    device.call("set_conditions", json!({ "metered": metered, "battery": battery, "charging": charging })).await;
    device.call("sync_status", json!(null)).await["originalsWait"].clone()
}

#[tokio::test]
async fn they_wait_on_mobile_networks_and_low_batteries_alone() {
    let ma = Device::new("ma");
    assert_eq!(wait(&ma, true, None, false).await, json!(null), "nothing waits that is not there");
    photographed(&ma).await;
    for (metered, battery, charging, expected) in [
        (false, None, false, json!(null)),
        (true, None, false, json!("metered")),
        (false, Some(15), false, json!(null)),
        (false, Some(14), false, json!("battery")),
        (false, Some(14), true, json!(null)),
        (true, Some(3), false, json!("battery")),
        (true, Some(3), true, json!("metered")),
    ] {
        assert_eq!(wait(&ma, metered, battery, charging).await, expected, "{metered} {battery:?} {charging}");
    }
    assert_eq!(ma.refusal("set_conditions", json!({ "metered": false, "battery": 101, "charging": false })).await, ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_person_lets_them_go_now_or_always() {
    let ma = Device::new("ma");
    photographed(&ma).await;
    assert_eq!(wait(&ma, true, Some(50), false).await, json!("metered"));
    assert_eq!(ma.call("send_originals", json!(null)).await["originalsWait"], json!(null));
    assert_eq!(wait(&ma, true, Some(49), false).await, json!(null), "for as long as it is this network");
    assert_eq!(wait(&ma, false, Some(49), false).await, json!(null));
    assert_eq!(wait(&ma, true, Some(49), false).await, json!("metered"), "the next one is asked about anew");
    let mut preferences = ma.call("status", json!(null)).await["preferences"].clone();
    preferences["originalsOnMetered"] = json!(true);
    ma.call("set_preferences", preferences).await;
    assert_eq!(ma.call("sync_status", json!(null)).await["originalsWait"], json!(null));
    assert_eq!(wait(&ma, true, Some(9), false).await, json!("battery"), "that is another matter");
}

#[tokio::test]
async fn what_could_not_be_sent_says_why_and_is_tried_again_when_asked() {
    let ma = Device::new("ma");
    photographed(&ma).await;
    let store = ma.app.store();
    assert_eq!(ma.call("sync_status", json!(null)).await["setAside"], json!([]));
    let upload = store.uploads(1).unwrap().remove(0);
    store.upload_put_aside(&upload.stream, &upload.sha256, "too_large").unwrap();
    let aside = ma.call("sync_status", json!(null)).await["setAside"][0].clone();
    assert_eq!((&aside["code"], &aside["again"], &aside["place"]["id"]), (&json!("too_large"), &json!(true), &json!(WANG)));
    store.upload_failed(&upload.stream, &upload.sha256, "blob_damaged").unwrap();
    let line = ma.call("sync_status", json!(null)).await;
    assert_eq!((&line["setAside"][0]["code"], &line["setAside"][0]["again"]), (&json!("blob_damaged"), &json!(false)));
    assert_eq!(line["photosWaiting"], json!(1), "it is not delivered, and nobody says so");
    store.retry_uploads().unwrap();
    assert_eq!(store.uploads(10).unwrap().len(), 1);
}
