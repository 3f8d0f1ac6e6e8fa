//! Photographs: kept before anything is said of them, never altered, never lost.

use crate::common;
use crate::common::{Device, NOW, WANG, jpeg, shot, sighting, standard};
use serde_json::json;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use xuncun_app::api::{Fix, PairOddity, Phase, PhotoSource, TakePhoto};
use xuncun_app::{ErrorCode, Media, MediaBody, MediaKind, meta};
use xuncun_domain::standard::Standard;

fn file(id: &str) -> TakePhoto {
    TakePhoto { source: PhotoSource::File, ..shot(id, Some("H1"), None, Phase::Overview) }
}

#[tokio::test]
async fn a_file_is_kept_byte_for_byte_and_waits_to_be_sent() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let bytes = jpeg(7);
    let photo = ma.app.take_photo(&ma.caller(), file(&id), bytes.clone()).unwrap();
    let media = ma.app.media(&ma.caller(), &photo.id, MediaKind::Original).await.unwrap();
    assert_eq!((media.clone().into_bytes().unwrap(), media.mime.as_str()), (bytes.clone(), "image/jpeg"));
    assert_eq!((photo.width, photo.height, photo.by.as_str()), (64, 48, "ma"));

    // Before the smaller pictures are made, the original stands in for them.
    let thumb = ma.app.media(&ma.caller(), &photo.id, MediaKind::Thumb).await.unwrap();
    assert_eq!(thumb.body, media.body);
    assert_eq!(ma.app.develop().unwrap(), 1);
    assert_eq!(ma.app.develop().unwrap(), 0, "once is enough");
    let thumb = ma.app.media(&ma.caller(), &photo.id, MediaKind::Thumb).await.unwrap();
    assert_ne!(thumb.body, media.body);

    // Thumbnail first, then what the desk looks at, the original last.
    let kinds: Vec<String> = ma.app.store().uploads(10).unwrap().into_iter().map(|upload| upload.kind).collect();
    assert_eq!(kinds, ["thumb", "evidence", "original"]);
    let line = ma.call("sync_status", json!(null)).await;
    assert_eq!((&line["photosWaiting"], &line["photosDelivered"], &line["inspectionsWaiting"]), (&json!(1), &json!(0), &json!(1)));
    assert_eq!(line["deliveredAt"], json!(null));
}

/// What a phone's own camera wrote, or a chat program passed on: nothing is refused for what it is, and what it is stands in its row.
#[tokio::test]
async fn a_file_is_kept_whatever_its_format_and_marked_with_where_it_came_from() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let named = |name: &str| TakePhoto { name: Some(name.into()), taken_at: NOW - 5, ..file(&id) };
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let photo = ma.app.take_photo(&ma.caller(), named("IMG_0001.HEIC"), heic.clone()).unwrap();
    assert_eq!((photo.source, photo.taken_at, photo.width, photo.here), (PhotoSource::File, NOW - 5, 0, true));
    assert_eq!(ma.app.develop().unwrap(), 0, "no smaller pictures are made of it");
    for kind in [MediaKind::Thumb, MediaKind::Original] {
        let media = ma.app.media(&ma.caller(), &photo.id, kind).await.unwrap();
        assert_eq!((media.clone().into_bytes().unwrap(), media.mime.as_str()), (heic.clone(), "image/heic"));
    }
    assert_eq!(ma.app.marked(&ma.caller(), &photo.id).await.unwrap_err().code, ErrorCode::PhotoUnsupported);
    assert_eq!(ma.app.store().uploads(10).unwrap().len(), 1, "the original waits to be sent");

    let forwarded = ma.app.take_photo(&ma.caller(), named("mmexport1731234567890.jpg"), jpeg(3)).unwrap();
    assert_eq!(forwarded.source, PhotoSource::Forwarded);
    let dated = xuncun_photo::stamp(&jpeg(4), NOW - 86_400_000, 480, None).unwrap();
    let gallery = ma.app.take_photo(&ma.caller(), named("IMG_20261104.jpg"), dated).unwrap();
    assert_eq!((gallery.source, gallery.taken_at), (PhotoSource::Gallery, NOW - 86_400_000));
    assert_eq!(ma.app.take_photo(&ma.caller(), named("notes.txt"), b"no picture".to_vec()).unwrap_err().code, ErrorCode::NotAPhoto);
}

#[tokio::test]
async fn a_marked_copy_bears_what_the_rows_say_and_leaves_the_original_alone() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let large = wall();
    let photo = ma.app.take_photo(&ma.caller(), file(&id), large.clone()).unwrap();
    assert_eq!(photo.code.len(), 14, "{}", photo.code);
    let marked = ma.app.marked(&ma.caller(), &photo.id).await.unwrap();
    let (plain, with_mark) = (image::load_from_memory(&large).unwrap().into_rgb8(), image::load_from_memory(&marked).unwrap().into_rgb8());
    assert_eq!(plain.dimensions(), with_mark.dimensions());
    let far = |x, y| plain.get_pixel(x, y).0.iter().zip(with_mark.get_pixel(x, y).0).any(|(a, b)| a.abs_diff(b) > 40);
    assert!(!far(600, 20), "the top is as it was");
    assert!(far(20, 460), "the foot bears the mark");
    let media = ma.app.media(&ma.caller(), &photo.id, MediaKind::Original).await.unwrap();
    assert_eq!(media.into_bytes().unwrap(), large, "the original bears none");
    let stranger = Device::new("cadre");
    assert!(stranger.app.marked(&stranger.caller(), &photo.id).await.is_err());
}

/// Where a picture lies that was not made to be shown.
fn file_of(media: Media) -> PathBuf {
    match media.body {
        MediaBody::File(path) => path,
        MediaBody::Made(bytes) => panic!("{} bytes that lie nowhere", bytes.len()),
    }
}

/// A light picture with room for a mark.
fn wall() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(640, 480, image::Rgb([230, 220, 200])).write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn what_our_camera_took_carries_its_time_and_position() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let fix = Fix { lon: 106.6847, lat: 35.5428, accuracy: 6.0, altitude: Some(1300.0), bearing: Some(90.0) };
    let taken = TakePhoto { fix: Some(fix), ..shot(&id, None, None, Phase::Near) };
    let photo = ma.app.take_photo(&ma.caller(), taken, jpeg(8)).unwrap();
    assert_eq!(photo.fix, Some(fix));
    let media = ma.app.media(&ma.caller(), &photo.id, MediaKind::Original).await.unwrap();
    let exif = xuncun_photo::Original::inspect(&media.into_bytes().unwrap()).unwrap().exif;
    assert_eq!((exif.taken_at, exif.offset_min), (Some(NOW), Some(480)));
    assert!(exif.fix.is_some_and(|at| (at.lon - 106.6847).abs() < 1e-6 && (at.lat - 35.5428).abs() < 1e-6));

    let nowhere = TakePhoto { fix: Some(Fix { lon: 0.0, lat: 0.0, ..fix }), ..shot(&id, None, None, Phase::Near) };
    assert_eq!(ma.app.take_photo(&ma.caller(), nowhere, jpeg(9)).unwrap_err().code, ErrorCode::PositionNotReal);
    let unknown = ma.app.take_photo(&ma.caller(), shot(&id, None, None, Phase::Near), jpeg(10)).unwrap();
    assert_eq!(unknown.fix, None, "no position is no position");
}

/// The standard of a district that judges by this picture.
fn judging_by(picture: serde_json::Value) -> Standard {
    let mut document = serde_json::to_value(standard().document()).unwrap();
    document["evidence_picture"] = picture;
    Standard::load(&document.to_string()).unwrap()
}

#[tokio::test]
async fn the_standard_says_by_what_picture_a_photograph_is_judged() {
    let big = || {
        let picture = image::RgbImage::from_fn(1_600, 1_200, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    };
    let made = |device: &Device| device.app.store().uploads(10).unwrap().into_iter().map(|upload| upload.kind).collect::<Vec<_>>();
    for (picture, side, kinds) in [
        (json!({"jpeg": {"side": 800, "quality": 60}}), 800, &["thumb", "evidence", "original"][..]),
        (json!("original"), 1_600, &["thumb", "original"]),
    ] {
        let ma = Device::under("ma", &judging_by(picture));
        let id = ma.start(WANG).await;
        let photo = ma.app.take_photo(&ma.caller(), file(&id), big()).unwrap();
        ma.app.develop().unwrap();
        assert_eq!(made(&ma), kinds);
        let shown = ma.app.media(&ma.caller(), &photo.id, MediaKind::Evidence).await.unwrap().into_bytes().unwrap();
        let original = xuncun_photo::Original::inspect(&shown).unwrap();
        assert_eq!((original.width, original.height), (side, side * 3 / 4));
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_at_the_shutter_is_told() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let fix = Fix { lon: 106.6847, lat: 35.5428, accuracy: 6.0, altitude: None, bearing: None };
    let take = |taken_at: i64, fixed_at: Option<i64>, n: i64| {
        let taken = TakePhoto { fix: Some(fix), taken_at, fixed_at, ..shot(&id, None, None, Phase::Near) };
        ma.app.take_photo(&ma.caller(), taken, jpeg(n)).unwrap()
    };
    let right = take(NOW, Some(NOW - 20_000), 1);
    assert_eq!(right.clock_off, None);
    // The receiver's time is in the file, for whoever reads it elsewhere.
    let media = ma.app.media(&ma.caller(), &right.id, MediaKind::Original).await.unwrap();
    let exif = xuncun_photo::Original::inspect(&media.into_bytes().unwrap()).unwrap().exif;
    assert_eq!(exif.fix.and_then(|fix| fix.at), Some(NOW - 20_000));
    assert_eq!(take(NOW, Some(NOW - 3 * 3_600_000), 2).clock_off, Some(180), "a satellite's time is nobody's to set");
    // Somebody sets the clock back by two days, out of reach of any satellite and of the server.
    let now = ma.clock.load(Ordering::SeqCst);
    ma.clock.store(now - 2 * 86_400_000, Ordering::SeqCst);
    let back = take(NOW - 2 * 86_400_000, None, 3);
    assert!(matches!(back.clock_off, Some(-2_881..=-2_879)), "{:?}", back.clock_off);
    // The server has told this device that its clock is an hour ahead.
    ma.clock.store(now + 3_600_000, Ordering::SeqCst);
    ma.app.store().observe_server_time(now + 3_600_000, now).unwrap();
    let ahead = take(NOW + 3_600_000, None, 4);
    assert!(matches!(ahead.clock_off, Some(59..=61)), "{:?}", ahead.clock_off);
}

#[tokio::test]
async fn a_second_try_of_a_shot_is_the_same_photograph() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let key = "0198f3a0-0000-7000-8000-000000000001";
    let taken = TakePhoto { key: Some(key.into()), ..shot(&id, None, None, Phase::Near) };
    let take = |bytes| ma.app.take_photo(&ma.caller(), taken.clone(), bytes);
    let first = take(jpeg(12)).unwrap();
    assert_eq!((first.id.as_str(), take(jpeg(12)).unwrap().id.as_str()), (key, key));
    assert_eq!(ma.view(&id).await["photos"], 1);
    assert_eq!(take(jpeg(200)).unwrap_err().code, ErrorCode::BadRequest, "one key is one picture");

    ma.call("seal_now", json!(null)).await;
    ma.call("move_photo", json!({"inspection": id, "photo": key, "item": null, "sighting": null, "phase": "near", "removed": true})).await;
    assert_eq!(take(jpeg(12)).unwrap_err().code, ErrorCode::PhotoUnknown, "what was taken out does not come back by a late second try");
    assert_eq!(ma.view(&id).await["photos"], 0);
    let wrong = TakePhoto { key: Some("1".into()), ..shot(&id, None, None, Phase::Near) };
    assert_eq!(ma.app.take_photo(&ma.caller(), wrong, jpeg(14)).unwrap_err().code, ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_second_try_of_a_new_sighting_is_the_same_row() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let key = "0198f3a0-0000-7000-8000-000000000002";
    let seen = |count: u32| {
        let mut put = sighting(&id, "firewood", "", count);
        put["key"] = json!(key);
        put
    };
    ma.call("put_sighting", seen(1)).await;
    let view = ma.call("put_sighting", seen(2)).await;
    assert_eq!(view["sightings"].as_array().map(Vec::len), Some(1));
    assert_eq!((&view["sightings"][0]["id"], &view["sightings"][0]["count"]), (&json!(key), &json!(2)));

    ma.call("seal_now", json!(null)).await;
    ma.call("remove_sighting", json!({"inspection": id, "id": key})).await;
    assert_eq!(ma.refusal("put_sighting", seen(1)).await, ErrorCode::SightingUnknown);
}

#[tokio::test]
async fn a_better_position_from_soon_after_the_shutter_counts_and_the_first_stays() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let poor = Fix { lon: 106.0, lat: 35.0, accuracy: 46.0, altitude: Some(1500.0), bearing: Some(90.0) };
    let taken = TakePhoto { fix: Some(poor), ..shot(&id, Some("H1"), None, Phase::Overview) };
    let at = taken.taken_at;
    let photo = ma.app.take_photo(&ma.caller(), taken, jpeg(30)).unwrap();
    assert_eq!((photo.fix, photo.fix_after), (Some(poor), None));
    let later = |accuracy: f64, seconds: i64| {
        let fix = json!({"lon": 106.0002, "lat": 35.0001, "accuracy": accuracy, "altitude": 1490.0, "bearing": null});
        json!({"inspection": id, "photo": photo.id, "fix": fix, "at": at + seconds * 1_000})
    };
    let shown = async || {
        let view = ma.view(&id).await;
        let items = view["groups"].as_array().unwrap().iter().flat_map(|group| group["items"].as_array().unwrap().clone());
        let photo = items.filter(|item| item["id"] == "H1").map(|item| item["photos"][0].clone()).next().unwrap();
        (photo["fix"]["accuracy"].as_f64(), photo["fixAfter"].as_u64(), photo["fix"]["bearing"].as_f64())
    };
    ma.call("add_fix", later(5.0, 40)).await;
    assert_eq!(shown().await, (Some(46.0), None, Some(90.0)), "too late to count");
    for _ in 0..2 {
        ma.call("add_fix", later(9.0, 12)).await;
    }
    assert_eq!(shown().await, (Some(9.0), Some(12), Some(90.0)), "where the camera looked is known from the shutter alone");
    let number = |sql: &str| ma.app.store().read(|conn| Ok(conn.query_row(sql, [], |row| row.get::<_, f64>(0))?)).unwrap();
    assert_eq!(number("SELECT CAST(count(*) AS REAL) FROM photo_fix"), 2.0, "both are kept, each once");
    assert_eq!(number("SELECT accuracy FROM photo"), 46.0, "and so is the first");
    for wrong in [later(5.0, 61), later(5.0, -1)] {
        assert_eq!(ma.refusal("add_fix", wrong).await, ErrorCode::BadRequest);
    }
    let mut nowhere = later(5.0, 5);
    (nowhere["fix"]["lon"], nowhere["fix"]["lat"]) = (json!(0.0), json!(0.0));
    assert_eq!(ma.refusal("add_fix", nowhere).await, ErrorCode::PositionNotReal);
}

#[tokio::test]
async fn a_photograph_from_after_is_held_against_the_one_from_before() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let seen = ma.call("put_sighting", sighting(&id, "firewood", "", 1)).await["sightings"][0]["id"].as_str().unwrap().to_owned();
    let there = |lat: f64| Some(Fix { lon: 106.0, lat, accuracy: 5.0, altitude: None, bearing: Some(80.0) });
    let take = |phase, lat, minutes: i64, pair: Option<&str>, bytes| {
        let taken = TakePhoto { fix: there(lat), pair: pair.map(str::to_owned), ..shot(&id, None, Some(&seen), phase) };
        let taken = TakePhoto { taken_at: taken.taken_at + minutes * 60_000, ..taken };
        ma.app.take_photo(&ma.caller(), taken, bytes).unwrap()
    };
    let before = take(Phase::Near, 35.0, 0, None, jpeg(40));
    assert_eq!(before.pair, None);
    let good = take(Phase::After, 35.0001, 60, Some(&before.id), jpeg(41)).pair.unwrap();
    assert_eq!((good.before.as_str(), good.metres.map(f64::round), good.later, good.odd), (before.id.as_str(), Some(11.0), 3_600_000, vec![]));
    let odd = take(Phase::After, 35.01, -1, Some(&before.id), jpeg(42)).pair.unwrap();
    assert_eq!(odd.odd, [PairOddity::Far, PairOddity::Order], "it is kept all the same");
    assert_eq!(take(Phase::After, 35.0, 9, Some("nowhere"), jpeg(43)).pair, None, "a partner that is not there is no reason to lose it");
    assert_eq!(take(Phase::Wide, 35.0, 9, Some(&before.id), jpeg(44)).pair, None);
    ma.call("move_photo", json!({"inspection": id, "photo": before.id, "item": null, "sighting": null, "phase": "near", "removed": true})).await;
    let view = ma.view(&id).await;
    let left = view["sightings"][0]["photos"].as_array().unwrap();
    assert!(left.iter().all(|photo| photo["pair"].is_null()), "its partner was taken out since");
}

#[tokio::test]
async fn a_file_has_its_own_position_or_none() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let here = Fix { lon: 106.0, lat: 35.0, accuracy: 5.0, altitude: None, bearing: None };
    let of = |bytes: Vec<u8>| ma.app.take_photo(&ma.caller(), TakePhoto { fix: Some(here), ..file(&id) }, bytes).unwrap().fix;
    assert_eq!(of(jpeg(20)), None, "chosen here is not taken here");
    let stamped = |lon: f64, lat: f64| {
        let fix = xuncun_photo::Fix { lon, lat, accuracy: None, altitude: None, bearing: None, at: None };
        xuncun_photo::stamp(&jpeg(21), NOW, 480, Some(&fix)).unwrap()
    };
    let there = of(stamped(106.7, 35.6)).unwrap();
    assert!((there.lon - 106.7).abs() < 1e-6 && (there.lat - 35.6).abs() < 1e-6 && there.accuracy == 100.0, "{there:?}");
    // A position that no receiver can have measured is none, and no reason to refuse the picture.
    assert_eq!(of(stamped(0.000_000_5, 0.0)), None);
}

#[tokio::test]
async fn what_is_no_photograph_is_refused_and_leaves_nothing() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let before = ma.view(&id).await;
    for (bytes, code) in [
        (Vec::new(), ErrorCode::NotAPhoto),
        (b"#!/bin/sh\necho no picture\n".to_vec(), ErrorCode::NotAPhoto),
        (vec![0; 200 << 20], ErrorCode::PhotoTooLarge),
    ] {
        assert_eq!(ma.app.take_photo(&ma.caller(), file(&id), bytes).unwrap_err().code, code);
    }
    assert_eq!(ma.view(&id).await, before);
    assert!(ma.app.store().uploads(10).unwrap().is_empty());
    // Neither is a photograph taken of what is not there.
    let elsewhere = |args| ma.app.take_photo(&ma.caller(), args, jpeg(1)).unwrap_err().code;
    assert_eq!(elsewhere(shot("nowhere", None, None, Phase::Near)), ErrorCode::InspectionUnknown);
    assert_eq!(elsewhere(shot(&id, Some("X9"), None, Phase::Near)), ErrorCode::ItemUnknown);
    assert_eq!(elsewhere(shot(&id, None, Some("none"), Phase::Near)), ErrorCode::SightingUnknown);
}

#[tokio::test]
async fn smaller_pictures_are_made_after_a_restart() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = ma.photograph(&id, Some("H1"), None, Phase::Overview);
    let ma = ma.restarted();
    assert_eq!(ma.app.develop().unwrap(), 1);
    let (thumb, original) = (
        ma.app.media(&ma.caller(), &photo.id, MediaKind::Thumb).await.unwrap(),
        ma.app.media(&ma.caller(), &photo.id, MediaKind::Original).await.unwrap(),
    );
    assert_ne!(thumb.body, original.body);
    assert_eq!(ma.view(&id).await["photos"], 1);
}

#[tokio::test]
async fn a_photograph_that_cannot_be_decoded_keeps_its_original() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let mut cut = jpeg(11);
    cut.truncate(cut.len() - cut.len() / 4);
    // If the header alone tells that it is damaged, it is refused; else it is kept as it is.
    if let Ok(photo) = ma.app.take_photo(&ma.caller(), file(&id), cut.clone()) {
        ma.app.develop().unwrap();
        let media = ma.app.media(&ma.caller(), &photo.id, MediaKind::Original).await.unwrap();
        assert_eq!(media.into_bytes().unwrap(), cut);
    }
    assert_eq!(ma.app.develop().unwrap(), 0, "not tried for ever");
}

#[tokio::test]
async fn one_photograph_that_waits_keeps_no_other_waiting() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let store = ma.app.store();
    // By somebody who may not write there: first in the queue, whatever came before it.
    let forbidden = "00000000-0000-7000-8000-000000000000";
    let columns =
        |sha256: &str| [("owner_table", "inspection".into()), ("owner_id", id.as_str().into()), ("sha256", sha256.into()), ("phase", "near".into())];
    let hash = store.blobs().put(&jpeg(30)).unwrap().to_string();
    let work = common::stream(WANG, xuncun_domain::stream::Class::Work);
    store
        .write(&common::actor("nobody", NOW), |tx| {
            tx.put("photo", &work, forbidden, &columns(&hash))?;
            tx.set_intent(&format!("develop/{forbidden}"), Some("{}"))
        })
        .unwrap();
    let away = ma.photograph(&id, Some("H1"), None, Phase::Overview);
    let well = ma.photograph(&id, Some("H1"), None, Phase::Evidence);
    let path = file_of(ma.app.media(&ma.caller(), &away.id, MediaKind::Original).await.unwrap());
    let aside = path.with_extension("aside");
    std::fs::rename(&path, &aside).unwrap();
    let thumb = |photo: String| {
        let ma = &ma;
        async move { ma.app.media(&ma.caller(), &photo, MediaKind::Thumb).await.map(file_of) }
    };
    assert_eq!(ma.app.develop().unwrap(), 1);
    assert_ne!(thumb(well.id.clone()).await.unwrap(), file_of(ma.app.media(&ma.caller(), &well.id, MediaKind::Original).await.unwrap()));
    assert_eq!(store.intents().unwrap().len(), 2, "both are still to be made");
    // Where nothing could be done at all, it is said why.
    assert_eq!(ma.app.develop().unwrap_err().code, ErrorCode::Forbidden);
    // The bytes can be read again; then they cannot be decoded any more, which no waiting mends.
    std::fs::rename(&aside, &path).unwrap();
    assert_eq!(ma.app.develop().unwrap(), 1);
    assert_ne!(thumb(away.id.clone()).await.unwrap(), path);
    let broken = ma.photograph(&id, Some("H1"), None, Phase::Evidence);
    let path = file_of(ma.app.media(&ma.caller(), &broken.id, MediaKind::Original).await.unwrap());
    std::fs::write(&path, b"spoiled").unwrap();
    assert_eq!(ma.app.develop().unwrap(), 1);
    assert_eq!(store.intents().unwrap().len(), 1, "not tried for ever");
}

#[tokio::test]
async fn a_photograph_finds_its_place_and_stays_when_its_sighting_goes() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = ma.photograph(&id, None, None, Phase::Near);
    let place = |item: Option<&str>, sighting: Option<&str>, removed: bool| json!({"inspection": id, "photo": photo.id, "item": item, "sighting": sighting, "phase": "wide", "removed": removed});
    let view = ma.call("move_photo", place(Some("H1"), None, false)).await;
    assert_eq!(view["unclassified"], json!([]));
    let view = ma.see(&id, "posting", "", 3).await;
    let seen = view["sightings"][0]["id"].as_str().unwrap().to_owned();
    let view = ma.call("move_photo", place(None, Some(&seen), false)).await;
    assert_eq!((&view["sightings"][0]["photos"][0]["id"], &view["sightings"][0]["photos"][0]["phase"]), (&json!(photo.id), &json!("wide")));
    let view = ma.call("remove_sighting", json!({"inspection": id, "id": seen})).await;
    assert_eq!((&view["sightings"], &view["unclassified"][0]["id"]), (&json!([]), &json!(photo.id)));
    let view = ma.call("move_photo", place(None, None, true)).await;
    assert_eq!((&view["unclassified"], &view["photos"]), (&json!([]), &json!(0)));
}

#[test]
fn particulars_travel_percent_encoded() {
    let json = serde_json::to_string(&shot("i", Some("H1"), None, Phase::Overview)).unwrap();
    let encoded: String =
        json.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
    assert_eq!(meta::<TakePhoto>(&encoded).unwrap().item.as_deref(), Some("H1"));
    for text in ["", "%", "%zz", "%7B", "[]"] {
        assert_eq!(meta::<TakePhoto>(text).unwrap_err().code, ErrorCode::BadRequest, "{text}");
    }
}
