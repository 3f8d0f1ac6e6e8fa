//! The verification code at a photograph's foot leads back to it, for those who may see it.

use crate::common::{Device, FAR, LI, NOW, WANG, jpeg, shot};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;
use xuncun_app::api::{Phase, PhotoSource, PhotoView, TakePhoto};
use xuncun_journal::Hash;

async fn found(device: &Device, code: &str) -> Vec<Json> {
    device.call("find_photo", json!({ "code": code })).await["photos"].as_array().unwrap().clone()
}

async fn refused(device: &Device, code: &str) -> ErrorCode {
    device.refusal("find_photo", json!({ "code": code })).await
}

fn file(device: &Device, visit: &str, item: &str, minutes: i64) -> PhotoView {
    let taken = TakePhoto { taken_at: NOW + minutes * 60_000, source: PhotoSource::File, ..shot(visit, Some(item), None, Phase::Overview) };
    device.app.take_photo(&device.caller(), taken, jpeg(7)).unwrap()
}

#[tokio::test]
async fn a_code_as_people_type_it_leads_to_the_photograph_in_its_visit() {
    let ma = Device::new("ma");
    let wang = ma.start(WANG).await;
    let photo = ma.photograph(&wang, Some("H1"), None, Phase::Overview);
    ma.photograph(&wang, Some("T1"), None, Phase::Overview);

    let sloppy = photo.code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    let all = found(&ma, &format!("  {sloppy} ")).await;
    assert_eq!(all.len(), 1);
    let one = &all[0];
    assert_eq!(one["photo"], serde_json::to_value(&photo).unwrap());
    assert_eq!((&one["inspection"], &one["village"]["id"], &one["village"]["name"]), (&json!(wang), &json!(WANG), &json!("王家沟村")));
    assert!(!one["title"].as_str().unwrap().is_empty());
    assert_eq!(one["held"], "agrees");
}

#[tokio::test]
async fn the_original_is_read_anew() {
    let ma = Device::new("ma");
    let wang = ma.start(WANG).await;
    let photo = ma.photograph(&wang, Some("H1"), None, Phase::Overview);
    let path = ma.app.store().blobs().path(&Hash::from_hex(&photo.sha256).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(found(&ma, &photo.code).await[0]["held"], "away");
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(found(&ma, &photo.code).await[0]["held"], "differs");
}

#[tokio::test]
async fn one_file_handed_in_twice_is_found_twice() {
    let ma = Device::new("ma");
    let (wang, li) = (ma.start(WANG).await, ma.start(LI).await);
    let (second, first) = (file(&ma, &li, "H1", 30), file(&ma, &wang, "H1", 1));
    assert_eq!(first.code, second.code);
    let ids: Vec<Json> = found(&ma, &first.code).await.iter().map(|one| one["photo"]["id"].clone()).collect();
    assert_eq!(ids, [json!(first.id), json!(second.id)]);

    // Taken out again, it is no photograph of the visit.
    let out = json!({"inspection": wang, "photo": first.id, "item": null, "sighting": null, "phase": "overview", "removed": true});
    ma.call("move_photo", out).await;
    assert_eq!(found(&ma, &first.code).await.len(), 1);
}

#[tokio::test]
async fn what_is_no_code_and_what_nothing_bears_are_told_apart() {
    let ma = Device::new("ma");
    for wrong in ["", "王家沟", "7K3M-9QPD-2F4", "7K3M-9QPD-2F4H-1", "7K3M-9QPD-2F4U"] {
        assert_eq!(refused(&ma, wrong).await, ErrorCode::PhotoCodeMalformed, "{wrong}");
    }
    assert_eq!(refused(&ma, "7K3M-9QPD-2F4H").await, ErrorCode::PhotoCodeUnknown);
}

#[tokio::test]
async fn nobody_is_led_to_a_photograph_that_they_may_not_read() {
    let (gao, sun, director) = (Device::new("gao"), Device::new("sun"), Device::new("director"));
    let far = sun.start(FAR).await;
    let photo = sun.photograph(&far, Some("H1"), None, Phase::Overview);
    sun.call("seal_now", json!(null)).await;
    sun.give(&director);
    let seen = found(&director, &photo.code).await;
    assert_eq!((&seen[0]["inspection"], &seen[0]["held"]), (&json!(far), &json!("away")));

    // Its row lies in gao's replica too, which no server would have given it: the answer is that of a code that nothing bears.
    let commits = sun.app.store().unsent(64 << 20).unwrap();
    let entries: Vec<_> = commits.into_iter().map(|commit| xuncun_journal::Entry::new(commit.envelope, commit.body)).collect();
    gao.app.store().apply(&entries).unwrap();
    assert_eq!(refused(&gao, &photo.code).await, ErrorCode::PhotoCodeUnknown);
}
