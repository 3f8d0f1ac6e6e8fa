//! Photographs of homes: with consent, as personal data, and never what a score rests on.

use crate::common;
use crate::common::{Device, NOW, WANG, jpeg, shot};
use serde_json::{Value as Json, json};
use xuncun_app::api::{Phase, PhotoView, TakePhoto};
use xuncun_app::{AppError, ErrorCode, MediaKind};

/// In the kitchen of somebody who agreed.
fn kitchen(inspection: &str) -> TakePhoto {
    TakePhoto { consent_at: Some(NOW - 5_000), ..shot(inspection, Some("J3"), None, Phase::Evidence) }
}

fn take(device: &Device, args: TakePhoto, picture: i64) -> Result<PhotoView, AppError> {
    device.app.take_photo(&device.caller(), args, jpeg(picture))
}

fn photos_of(view: &Json, item: &str) -> Vec<PhotoView> {
    let mut items = view["groups"].as_array().unwrap().iter().flat_map(|group| group["items"].as_array().unwrap());
    serde_json::from_value(items.find(|one| one["id"] == item).unwrap()["photos"].clone()).unwrap()
}

/// The streams in which a table's rows lie.
fn streams(device: &Device, table: &str) -> Vec<String> {
    let sql = format!("SELECT DISTINCT s.stream FROM {table} t JOIN stream_ref s ON s.ref = t.stream WHERE t.deleted = 0 ORDER BY 1");
    device.app.store().read(|conn| Ok(conn.prepare(&sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)).unwrap()
}

#[tokio::test]
async fn a_home_is_photographed_with_consent_alone() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let unasked = TakePhoto { consent_at: None, ..kitchen(&id) };
    assert_eq!(take(&ma, unasked, 1).unwrap_err().code, ErrorCode::ConsentMissing);

    let photo = take(&ma, kitchen(&id), 1).unwrap();
    assert_eq!((photo.private, photo.consent_at), (true, Some(NOW - 5_000)));
    // Outdoors nobody is asked, and what a screen says of it is not kept.
    let tree = take(&ma, TakePhoto { item: Some("H1".into()), phase: Phase::Overview, ..kitchen(&id) }, 2).unwrap();
    assert_eq!((tree.private, tree.consent_at), (false, None));
    assert_eq!(take(&ma, TakePhoto { key: Some(photo.id.clone()), ..kitchen(&id) }, 1).unwrap().id, photo.id, "a second try is the same photograph");
}

#[tokio::test]
async fn no_home_is_photographed_in_an_unannounced_visit() {
    let ma = Device::new("ma");
    let visit = ma.call("start_inspection", json!({"village": WANG, "kind": "unannounced"})).await;
    let refused = take(&ma, kitchen(visit["id"].as_str().unwrap()), 1).unwrap_err();
    assert_eq!(refused.code, ErrorCode::HomeUnannounced, "else the village's cadre would see by it that somebody was there");
}

#[tokio::test]
async fn all_that_belongs_to_it_lies_with_the_personal_data() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = take(&ma, kitchen(&id), 1).unwrap();
    let fix = json!({"lon": 106.6, "lat": 35.5, "accuracy": 8.0, "altitude": null, "bearing": null});
    ma.call("add_fix", json!({"inspection": id, "photo": photo.id, "fix": fix, "at": NOW + 5_000})).await;
    let blur = json!({"inspection": id, "photo": photo.id, "kind": "blur", "x1": 0.1, "y1": 0.1, "x2": 0.5, "y2": 0.5, "text": ""});
    ma.call("add_mark", blur).await;
    assert_eq!(ma.app.develop().unwrap(), 1);
    for table in ["photo", "photo_fix", "photo_mark", "rendition"] {
        assert_eq!(streams(&ma, table), [format!("{WANG}/private")], "{table}");
    }
    let queued = ma.app.store().uploads(10).unwrap();
    assert!(queued.len() == 3 && queued.iter().all(|upload| upload.stream.to_string() == format!("{WANG}/private")));

    let shown = photos_of(&ma.view(&id).await, "J3").remove(0);
    assert_eq!((shown.marks.len(), shown.fix_after), (1, Some(5)));
    ma.call("remove_mark", json!({"inspection": id, "id": shown.marks[0].id})).await;
    ma.call("move_photo", json!({"inspection": id, "photo": photo.id, "item": null, "sighting": null, "phase": "evidence", "removed": true})).await;
    assert!(photos_of(&ma.view(&id).await, "J3").is_empty());
}

#[tokio::test]
async fn it_never_changes_what_it_is() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let home = take(&ma, kitchen(&id), 1).unwrap();
    let loose = ma.photograph(&id, None, None, Phase::Near);
    let to =
        |photo: &str, item: &str| json!({"inspection": id, "photo": photo, "item": item, "sighting": null, "phase": "evidence", "removed": false});
    assert_eq!(ma.refusal("move_photo", to(&home.id, "H1")).await, ErrorCode::PhotoOtherClass);
    assert_eq!(ma.refusal("move_photo", to(&loose.id, "J3")).await, ErrorCode::PhotoOtherClass);
    let moved = ma.call("move_photo", to(&home.id, "J2")).await;
    assert_eq!(photos_of(&moved, "J2")[0].id, home.id, "from the kitchen to the living room");
    let seen = json!({"photo": home.id});
    let mut sighting = common::sighting(&id, "firewood", "", 1);
    sighting["photo"] = seen["photo"].clone();
    assert_eq!(ma.refusal("put_sighting", sighting).await, ErrorCode::PhotoOtherClass);
}

/// The law may have a photograph of a home erased: what was accepted stays accepted.
#[tokio::test]
async fn no_submission_rests_on_it() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    ma.complete(&id).await;
    ma.submit(&id).await;
    // A team-mate's tablet, which has not heard of the submission.
    let (zhao, director) = (Device::new("zhao"), Device::new("director"));
    assert_eq!(zhao.start(WANG).await, id);
    take(&zhao, kitchen(&id), 1).unwrap();
    for tablet in [&ma, &zhao] {
        tablet.call("seal_now", json!(null)).await;
        tablet.give(&director);
    }
    let desk = director.call("submission", json!({"inspection": id})).await;
    assert_eq!((desk["inspection"]["status"].as_str(), photos_of(&desk["inspection"], "J3").len()), (Some("submitted"), 1));
    assert_eq!(desk["submission"]["unchanged"], true);
}

#[tokio::test]
async fn the_team_the_desk_and_the_village_see_it_and_nobody_else() {
    let (ma, cadre, nobody) = (Device::new("ma"), Device::new("cadre"), Device::new("nobody"));
    let (zhao, director) = (Device::new("zhao"), Device::new("director"));
    let id = ma.start(WANG).await;
    let photo = take(&ma, kitchen(&id), 1).unwrap();
    for device in [&zhao, &director, &cadre, &nobody] {
        ma.give(device);
    }
    assert_eq!(photos_of(&zhao.view(&id).await, "J3")[0].consent_at, Some(NOW - 5_000));
    assert_eq!(photos_of(&director.view(&id).await, "J3")[0].id, photo.id);
    let look = async |device: &Device| device.app.media(&device.caller(), &photo.id, MediaKind::Thumb).await.unwrap_err().code;
    assert_eq!(look(&cadre).await, ErrorCode::PhotoNotHere, "the village may see it, and has it still to fetch");
    assert_eq!(look(&nobody).await, ErrorCode::Forbidden);
    assert_eq!(cadre.refusal("inspection", json!({"inspection": id})).await, ErrorCode::Forbidden, "and nothing of the visit");
}

#[tokio::test]
async fn two_who_place_it_differently_settle_it_like_any_other() {
    let (ma, zhao) = (Device::new("ma"), Device::new("zhao"));
    let id = ma.start(WANG).await;
    let photo = take(&ma, kitchen(&id), 1).unwrap();
    ma.call("seal_now", json!(null)).await;
    ma.give(&zhao);
    let to = |item: &str| json!({"inspection": id, "photo": photo.id, "item": item, "sighting": null, "phase": "evidence", "removed": false});
    ma.call("move_photo", to("J2")).await;
    zhao.call("move_photo", to("J4")).await;
    for device in [&ma, &zhao] {
        device.call("seal_now", json!(null)).await;
    }
    ma.give(&zhao);
    let view = zhao.view(&id).await;
    assert_eq!((view["rivals"].as_array().unwrap().len(), view["rivals"][0]["sides"].as_array().unwrap().len()), (1, 2));
    let settled = zhao.call("move_photo", to("J2")).await;
    assert_eq!((settled["rivals"].as_array().unwrap().len(), photos_of(&settled, "J2").len()), (0, 1));
}
