//! A photograph that was used before, elsewhere: the reviewer is told where.

use crate::common::{Device, FAR, LI, NOW, WANG, shot};
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;
use xuncun_app::api::{Phase, PhotoSource, PhotoView, TakePhoto};

/// A place like no other: fields of light and dark.
fn place(number: u32) -> RgbImage {
    let field = |x: u32, y: u32| {
        (number.wrapping_mul(2_654_435_761) ^ (x / 40).wrapping_mul(0x9E37_79B1) ^ (y / 40).wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D) >> 24
    };
    RgbImage::from_fn(400, 320, |x, y| Rgb([u8::try_from(field(x, y)).unwrap(), u8::try_from(x / 2).unwrap(), u8::try_from(y / 2).unwrap()]))
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
    bytes
}

/// As a chat sends it on: smaller, and pressed harder.
fn forwarded(picture: &RgbImage) -> Vec<u8> {
    jpeg(&resize(picture, 260, 208, FilterType::Triangle), 45)
}

fn kept(device: &Device, visit: &str, item: &str, minutes: i64, source: PhotoSource, bytes: Vec<u8>) -> PhotoView {
    let taken = TakePhoto { taken_at: NOW + minutes * 60_000, source, ..shot(visit, Some(item), None, Phase::Overview) };
    device.app.take_photo(&device.caller(), taken, bytes).unwrap()
}

async fn seen(device: &Device, visit: &str) -> Vec<(String, String, String, bool)> {
    let view = device.call("submission", json!({ "inspection": visit })).await;
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let all = view["seenBefore"].as_array().unwrap().iter();
    all.map(|one| (text(&one["photo"]), text(&one["earlier"]), text(&one["village"]["name"]), one["sameFile"].as_bool().unwrap())).collect()
}

/// What a pair's check says of one photograph: its look is known, and where it was before.
async fn used(device: &Device, photo: &str) -> (bool, Option<String>) {
    let said = device.call("used_before", json!({ "photo": photo })).await;
    (said["known"].as_bool().unwrap(), said["earlier"]["village"]["name"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_copy_of_another_villages_photograph_is_pointed_at() {
    let ma = Device::new("ma");
    let (wang, li) = (ma.start(WANG).await, ma.start(LI).await);
    let first = kept(&ma, &wang, "H1", 1, PhotoSource::Camera, jpeg(&place(1), 90));
    let file = kept(&ma, &wang, "T1", 2, PhotoSource::File, jpeg(&place(2), 90));
    let copy = kept(&ma, &li, "H1", 30, PhotoSource::File, forwarded(&place(1)));
    let again = kept(&ma, &li, "T1", 31, PhotoSource::File, jpeg(&place(2), 90));
    kept(&ma, &li, "Y1", 32, PhotoSource::Camera, jpeg(&place(3), 90));
    assert_eq!(used(&ma, &copy.id).await, (false, None), "its look is not known yet");
    ma.app.develop().unwrap();

    let wangjiagou = "王家沟村".to_owned();
    for (photo, before) in [(&copy, Some(&wangjiagou)), (&again, Some(&wangjiagou)), (&first, None)] {
        assert_eq!(used(&ma, &photo.id).await, (true, before.cloned()), "asked by itself");
    }
    assert_eq!(ma.refusal("used_before", json!({ "photo": "unknown" })).await, ErrorCode::PhotoUnknown);
    assert_eq!(seen(&ma, &li).await, [(copy.id, first.id, wangjiagou.clone(), false), (again.id.clone(), file.id, wangjiagou, true)]);
    assert!(seen(&ma, &wang).await.is_empty(), "the first to show a place does not repeat it");

    // Taken out again, it is no photograph of the visit.
    let out = json!({"inspection": li, "photo": again.id, "item": null, "sighting": null, "phase": "overview", "removed": true});
    ma.call("move_photo", out).await;
    assert_eq!(seen(&ma, &li).await.len(), 1);
}

#[tokio::test]
async fn two_photographs_of_one_thing_may_look_alike() {
    let ma = Device::new("ma");
    let wang = ma.start(WANG).await;
    kept(&ma, &wang, "H1", 1, PhotoSource::Camera, jpeg(&place(1), 90));
    kept(&ma, &wang, "H1", 2, PhotoSource::Camera, jpeg(&place(1), 70));
    ma.app.develop().unwrap();
    assert!(seen(&ma, &wang).await.is_empty());
}

#[tokio::test]
async fn nobody_learns_of_a_photograph_that_they_may_not_read() {
    let (gao, sun, director) = (Device::new("gao"), Device::new("sun"), Device::new("director"));
    let far = sun.start(FAR).await;
    kept(&sun, &far, "H1", 1, PhotoSource::Camera, jpeg(&place(1), 90));
    let wang = gao.start(WANG).await;
    let copy = kept(&gao, &wang, "H1", 30, PhotoSource::File, forwarded(&place(1)));
    for device in [&gao, &sun] {
        device.app.develop().unwrap();
        device.call("seal_now", json!(null)).await;
        device.give(&director);
    }
    assert_eq!(seen(&director, &wang).await.len(), 1);

    // Its row lies in gao's replica too, which no server would have given it: the answer still does not speak of it.
    let commits = sun.app.store().unsent(64 << 20).unwrap();
    let entries: Vec<_> = commits.into_iter().map(|commit| xuncun_journal::Entry::new(commit.envelope, commit.body)).collect();
    gao.app.store().apply(&entries).unwrap();
    assert!(seen(&gao, &wang).await.is_empty());
    assert_eq!(used(&gao, &copy.id).await, (true, None));
    assert!(used(&director, &copy.id).await.1.is_some());
}
