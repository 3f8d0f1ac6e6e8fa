//! Marks on photographs: drawn and taken out one by one; what is blurred is blurred for everybody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Device, WANG, jpeg, shot};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;
use xuncun_app::api::{Phase, PhotoSource, PhotoView, TakePhoto};

fn mark(inspection: &str, photo: &str, kind: &str, [x1, y1, x2, y2]: [f64; 4]) -> Json {
    json!({"inspection": inspection, "photo": photo, "kind": kind, "x1": x1, "y1": y1, "x2": x2, "y2": y2, "text": ""})
}

fn photo_of(view: &Json) -> PhotoView {
    serde_json::from_value(view["unclassified"][0].clone()).unwrap()
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
