//! Marks on photographs: drawn and taken out one by one; what is blurred is blurred for everybody.

use crate::common::{Device, WANG, jpeg, shot};
use serde_json::{Value as Json, json};
use xuncun_app::api::{Phase, PhotoSource, PhotoView, TakePhoto};
use xuncun_app::{ErrorCode, Media, MediaBody, MediaKind};

fn mark(inspection: &str, photo: &str, kind: &str, [x1, y1, x2, y2]: [f64; 4]) -> Json {
    json!({"inspection": inspection, "photo": photo, "kind": kind, "x1": x1, "y1": y1, "x2": x2, "y2": y2, "text": ""})
}

fn photo_of(view: &Json) -> PhotoView {
    serde_json::from_value(view["unclassified"][0].clone()).unwrap()
}

/// The pen was here.
fn is_red(jpeg: &[u8], (x, y): (f64, f64)) -> bool {
    let picture = image::load_from_memory(jpeg).unwrap().into_rgb8();
    let at = |part: f64, size: u32| (part * f64::from(size)) as u32;
    let [red, green, blue] = picture.get_pixel(at(x, picture.width()), at(y, picture.height())).0;
    red > 120 && green < 90 && blue < 90
}

#[tokio::test]
async fn a_mark_is_drawn_once_and_taken_out_again() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = ma.photograph(&id, None, None, Phase::Near);
    assert_eq!((photo.marks.len(), photo.blurred), (0, None));
    let mut arrow = mark(&id, &photo.id, "arrow", [0.9, 0.8, 0.4, 0.3]);
    arrow["key"] = json!("0198f3a0-0000-7000-8000-000000000009");
    ma.call("add_mark", arrow.clone()).await;
    ma.call("add_mark", arrow.clone()).await;
    let mut words = mark(&id, &photo.id, "text", [0.1, 0.2, 0.0, 0.0]);
    words["text"] = json!(" 二社路口 ");
    let shown = photo_of(&ma.call("add_mark", words).await);
    let drawn: Vec<_> =
        shown.marks.iter().map(|mark| (format!("{:?}", mark.kind), [mark.x1, mark.y1, mark.x2, mark.y2], mark.text.as_str())).collect();
    assert_eq!(drawn, [("Arrow".into(), [0.9, 0.8, 0.4, 0.3], ""), ("Text".into(), [0.1, 0.2, 0.1, 0.2], "二社路口")], "once, and the latest last");

    arrow["x1"] = json!(0.1);
    assert_eq!(ma.refusal("add_mark", arrow.clone()).await, ErrorCode::BadRequest, "a mark is not changed");
    ma.call("seal_now", json!(null)).await;
    let remove = json!({"inspection": id, "id": shown.marks[0].id});
    let left = photo_of(&ma.call("remove_mark", remove.clone()).await);
    assert_eq!(left.marks, [shown.marks[1].clone()]);
    assert_eq!(ma.refusal("remove_mark", remove).await, ErrorCode::MarkUnknown);
    arrow["x1"] = json!(0.9);
    assert_eq!(ma.refusal("add_mark", arrow).await, ErrorCode::MarkUnknown, "what was taken out does not come back by a late second try");
}

#[tokio::test]
async fn a_copy_with_a_watermark_has_them_drawn_in() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = ma.app.take_photo(&ma.caller(), shot(&id, None, None, Phase::Near), plate()).unwrap();
    let marked = async || ma.app.marked(&ma.caller(), &photo.id).await.unwrap();
    assert!(!is_red(&marked().await, (0.42, 0.32)));
    let drawn = photo_of(&ma.call("add_mark", mark(&id, &photo.id, "arrow", [0.9, 0.8, 0.4, 0.3])).await);
    assert!(is_red(&marked().await, (0.42, 0.32)));
    ma.call("remove_mark", json!({"inspection": id, "id": drawn.marks[0].id})).await;
    assert!(!is_red(&marked().await, (0.42, 0.32)), "taken out, it is in no later copy");
}

#[tokio::test]
async fn what_is_no_mark_is_refused_with_its_reason() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = ma.photograph(&id, None, None, Phase::Near);
    let refused = async |args: Json| ma.refusal("add_mark", args).await;
    assert_eq!(refused(mark(&id, "none", "arrow", [0.1, 0.1, 0.5, 0.5])).await, ErrorCode::PhotoUnknown);
    assert_eq!(refused(mark(&id, &photo.id, "arrow", [0.1, 0.1, 0.5, 1.5])).await, ErrorCode::MarkMalformed);
    assert_eq!(refused(mark(&id, &photo.id, "blur", [0.1, 0.1, 0.5, 0.105])).await, ErrorCode::MarkMalformed);
    assert_eq!(refused(mark(&id, &photo.id, "text", [0.1; 4])).await, ErrorCode::MarkTextMissing);
    assert_eq!(refused(mark(&id, &photo.id, "star", [0.1; 4])).await, ErrorCode::BadRequest);
    let mut long = mark(&id, &photo.id, "text", [0.1; 4]);
    long["text"] = json!("字".repeat(41));
    assert_eq!(refused(long).await, ErrorCode::MarkTextTooLong);
    for at in 0..50 {
        ma.call("add_mark", mark(&id, &photo.id, "circle", [0.1, 0.1, 0.5, 0.5 + f64::from(at) / 200.0])).await;
    }
    assert_eq!(refused(mark(&id, &photo.id, "circle", [0.1, 0.1, 0.9, 0.9])).await, ErrorCode::TooManyMarks);
    // Of what cannot be decoded here nothing can be made unrecognisable.
    let heic = TakePhoto { source: PhotoSource::File, ..shot(&id, None, None, Phase::Near) };
    let heic = ma.app.take_photo(&ma.caller(), heic, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()).unwrap();
    assert_eq!(refused(mark(&id, &heic.id, "blur", [0.1, 0.1, 0.5, 0.5])).await, ErrorCode::PhotoUnsupported);
    ma.call("add_mark", mark(&id, &heic.id, "circle", [0.1, 0.1, 0.5, 0.5])).await;
}

#[tokio::test]
async fn marks_are_part_of_what_is_submitted() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = ma.app.take_photo(&ma.caller(), shot(&id, Some("H1"), None, Phase::Overview), jpeg(7)).unwrap();
    let view = ma.call("add_mark", mark(&id, &photo.id, "circle", [0.1, 0.1, 0.5, 0.5])).await;
    let item =
        view["groups"].as_array().unwrap().iter().flat_map(|group| group["items"].as_array().unwrap()).find(|item| item["id"] == "H1").unwrap();
    let drawn = item["photos"][0]["marks"][0]["id"].clone();
    ma.complete(&id).await;
    ma.submit(&id).await;
    assert_eq!(ma.refusal("add_mark", mark(&id, &photo.id, "arrow", [0.1, 0.1, 0.5, 0.5])).await, ErrorCode::NotEditable);
    assert_eq!(ma.refusal("remove_mark", json!({"inspection": id, "id": drawn})).await, ErrorCode::NotEditable);
}

/// A light wall with a dark number on it, so large that it is seen in every smaller picture.
fn plate() -> Vec<u8> {
    let dark = |x: u32, y: u32| (240..400).contains(&x) && (160..320).contains(&y) && (x / 10 + y / 10).is_multiple_of(2);
    let wall = image::RgbImage::from_fn(640, 480, |x, y| if dark(x, y) { image::Rgb([20, 20, 20]) } else { image::Rgb([230, 220, 200]) });
    let mut bytes = std::io::Cursor::new(Vec::new());
    wall.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Whether the number can still be made out: light and dark change from one stroke to the next.
fn is_legible(media: Media) -> bool {
    let picture = image::load_from_memory(&media.into_bytes().unwrap()).unwrap().into_luma8();
    let scale = f64::from(picture.width()) / 640.0;
    let at = |x: u32| picture.get_pixel((f64::from(x) * scale) as u32, (245.0 * scale) as u32).0[0];
    (24..39).all(|stroke| at(stroke * 10 + 5).abs_diff(at(stroke * 10 + 15)) > 60)
}

const NUMBER: [f64; 4] = [0.35, 0.3, 0.65, 0.7];
const KINDS: [MediaKind; 3] = [MediaKind::Thumb, MediaKind::Evidence, MediaKind::Original];

async fn legible(device: &Device, photo: &str) -> [bool; 3] {
    let mut seen = [false; 3];
    for (seen, kind) in seen.iter_mut().zip(KINDS) {
        *seen = is_legible(device.app.media(&device.caller(), photo, kind).await.unwrap());
    }
    seen
}

fn queued(device: &Device) -> Vec<(String, String)> {
    device.app.store().uploads(10).unwrap().into_iter().map(|upload| (upload.kind, upload.sha256.to_string())).collect()
}

fn renditions(device: &Device) -> Vec<(String, String, Option<String>)> {
    let sql = "SELECT sha256, coalesce(phash, ''), burnt FROM rendition WHERE deleted = 0 ORDER BY id DESC";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    device.app.store().read(|conn| Ok(conn.prepare(sql)?.query_map([], read)?.collect::<Result<_, _>>()?)).unwrap()
}

#[tokio::test]
async fn what_is_blurred_is_blurred_in_every_picture_from_the_first_moment() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let file = TakePhoto { source: PhotoSource::File, ..shot(&id, None, None, Phase::Near) };
    let photo = ma.app.take_photo(&ma.caller(), file, plate()).unwrap();
    ma.app.develop().unwrap();
    assert_eq!(legible(&ma, &photo.id).await, [true; 3]);
    let before = renditions(&ma);
    assert!(before.iter().all(|(.., burnt)| burnt.is_none()));

    let view = photo_of(&ma.call("add_mark", mark(&id, &photo.id, "blur", NUMBER)).await);
    assert!(view.blurred.is_some());
    assert_eq!(legible(&ma, &photo.id).await, [false; 3], "before the darkroom has done anything");
    assert!(!is_legible_bytes(ma.app.marked(&ma.caller(), &photo.id).await.unwrap()), "nor with a watermark");
    assert_eq!(queued(&ma).iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["original"], "what shows it does not leave");

    assert_eq!(ma.app.develop().unwrap(), 1);
    assert_eq!(legible(&ma, &photo.id).await, [false; 3]);
    let burnt = renditions(&ma);
    assert!(burnt.iter().all(|(.., digest)| *digest == view.blurred));
    assert_eq!((burnt.len(), &burnt[0].1), (2, &before[0].1), "what it looks like is told from what was not blurred");
    assert!(burnt.iter().zip(&before).all(|(new, old)| new.0 != old.0));
    let sent: Vec<_> = queued(&ma).into_iter().map(|(_, sha256)| sha256).collect();
    assert_eq!(sent, [burnt[0].0.clone(), burnt[1].0.clone(), photo.sha256.clone()]);

    // A second blur; the first pictures, burnt otherwise, are burnt on before they are shown.
    let mut second = mark(&id, &photo.id, "blur", [0.0, 0.0, 0.2, 0.2]);
    second["key"] = json!("0198f3a0-0000-7000-8000-00000000000a");
    ma.call("add_mark", second).await;
    assert_eq!(legible(&ma, &photo.id).await, [false; 3]);
    for mark in photo_of(&ma.view(&id).await).marks {
        ma.call("remove_mark", json!({"inspection": id, "id": mark.id})).await;
    }
    assert_eq!(ma.app.develop().unwrap(), 1);
    assert_eq!((renditions(&ma), legible(&ma, &photo.id).await), (before, [true; 3]), "and as it was when all are taken out");
}

fn is_legible_bytes(bytes: Vec<u8>) -> bool {
    is_legible(Media { body: MediaBody::Made(bytes), mime: "image/jpeg".into() })
}

#[tokio::test]
async fn a_blur_that_is_drawn_while_pictures_are_made_is_in_them_all_the_same() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let file = TakePhoto { source: PhotoSource::File, ..shot(&id, None, None, Phase::Near) };
    let photo = ma.app.take_photo(&ma.caller(), file, plate()).unwrap();
    // Drawn before the first pictures are made: there are never any others.
    ma.call("add_mark", mark(&id, &photo.id, "blur", NUMBER)).await;
    assert_eq!(legible(&ma, &photo.id).await, [false; 3]);
    assert_eq!(ma.app.develop().unwrap(), 1);
    assert!(renditions(&ma).iter().all(|(.., burnt)| burnt.is_some()));
    let looks = renditions(&ma)[0].1.clone();
    let twin = TakePhoto { source: PhotoSource::File, ..shot(&id, Some("H1"), None, Phase::Overview) };
    ma.app.take_photo(&ma.caller(), twin, plate()).unwrap();
    ma.app.develop().unwrap();
    assert!(renditions(&ma).iter().filter(|(_, look, _)| *look == looks).count() == 2, "a copy is still found by its look");
}

/// Two tablets of a team that know of one photograph of a visit; its bytes are on the first alone.
async fn shared() -> (Device, Device, String, PhotoView) {
    let (ma, zhao) = (Device::new("ma"), Device::new("zhao"));
    let id = ma.start(WANG).await;
    let file = TakePhoto { source: PhotoSource::File, ..shot(&id, None, None, Phase::Near) };
    let photo = ma.app.take_photo(&ma.caller(), file, plate()).unwrap();
    ma.app.develop().unwrap();
    ma.call("seal_now", json!(null)).await;
    ma.give(&zhao);
    (ma, zhao, id, photo)
}

#[tokio::test]
async fn a_colleague_blurs_from_what_is_there_and_signs_for_it() {
    let (ma, zhao, id, photo) = shared().await;
    let before = renditions(&zhao);
    zhao.call("add_mark", mark(&id, &photo.id, "blur", NUMBER)).await;
    assert_eq!(zhao.app.develop().unwrap_err().code, ErrorCode::PhotoNotHere, "nothing is here yet to make them from");
    assert_eq!(zhao.app.media(&zhao.caller(), &photo.id, MediaKind::Thumb).await.unwrap_err().code, ErrorCode::PhotoNotHere);

    // The evidence picture has come: the original stays where it was taken.
    let evidence = ma.app.media(&ma.caller(), &photo.id, MediaKind::Evidence).await.unwrap().into_bytes().unwrap();
    zhao.app.store().blobs().put(&evidence).unwrap();
    assert_eq!(legible(&zhao, &photo.id).await, [false; 3]);
    assert_eq!(zhao.app.develop().unwrap(), 1);
    let after = renditions(&zhao);
    assert!(after.iter().all(|(.., burnt)| burnt.is_some()));
    assert_eq!(after[0].1, before[0].1, "its look is as the original's");
    let author = "SELECT count(DISTINCT author) * 10 + sum(author = 'zhao') FROM rendition WHERE deleted = 0";
    assert_eq!(zhao.app.store().read(|conn| Ok(conn.query_row(author, [], |row| row.get::<_, i64>(0))?)).unwrap(), 12, "her device signs for her");
    zhao.call("seal_now", json!(null)).await;

    // On the other tablet the picture that is there is out of date at once.
    zhao.give(&ma);
    assert_eq!(legible(&ma, &photo.id).await, [false; 3]);
}

#[tokio::test]
async fn two_who_blur_apart_have_nothing_to_settle_and_see_what_both_covered() {
    let (ma, zhao, id, photo) = shared().await;
    let evidence = ma.app.media(&ma.caller(), &photo.id, MediaKind::Evidence).await.unwrap().into_bytes().unwrap();
    zhao.app.store().blobs().put(&evidence).unwrap();
    ma.call("add_mark", mark(&id, &photo.id, "blur", NUMBER)).await;
    zhao.call("add_mark", mark(&id, &photo.id, "blur", [0.0, 0.0, 0.1, 0.1])).await;
    for device in [&ma, &zhao] {
        assert_eq!(device.app.develop().unwrap(), 1);
        device.call("seal_now", json!(null)).await;
    }
    ma.give(&zhao);
    zhao.give(&ma);
    for device in [&ma, &zhao] {
        assert_eq!(legible(device, &photo.id).await, [false; 3]);
        assert_eq!(device.call("inbox", json!(null)).await["conflicts"], json!([]));
        let view = photo_of(&device.view(&id).await);
        assert_eq!(view.marks.len(), 2);
        let found = device.call("find_photo", json!({"code": photo.code})).await;
        assert_eq!(found["photos"][0]["photo"]["blurred"], json!(view.blurred), "its code leads to what is covered");
        assert_eq!(found["photos"][0]["photo"]["marks"].as_array().unwrap().len(), 2);
    }
    // Whoever draws next has pictures made that show neither.
    ma.call("add_mark", mark(&id, &photo.id, "blur", [0.9, 0.9, 1.0, 1.0])).await;
    assert_eq!(ma.app.develop().unwrap(), 1);
    assert_eq!(renditions(&ma).len(), 2);
}
