//! Little room on the disk: a warning first, then no more photographs; answers go on.

use crate::common::{Device, WANG, jpeg, shot};
use serde_json::json;
use std::sync::atomic::Ordering;
use xuncun_app::ErrorCode;
use xuncun_app::api::Phase;

#[tokio::test]
async fn little_room_is_said_and_hardly_any_stops_photographs_alone() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photograph = |n: i64| ma.app.take_photo(&ma.caller(), shot(&id, Some("H1"), None, Phase::Overview), jpeg(n));
    for (free, left, stopped) in
        [(1_000_000_000, None, false), (999_999_999, Some(999), false), (300_000_000, Some(300), false), (299_999_999, Some(299), true)]
    {
        ma.space.store(free, Ordering::SeqCst);
        let line = ma.call("sync_status", json!(null)).await;
        let expected = left.map_or(json!(null), |left| json!({ "megabytes": left, "photosStopped": stopped }));
        assert_eq!(line["space"], expected, "{free}");
    }
    let refused = photograph(1).unwrap_err();
    assert_eq!((refused.code, serde_json::to_value(&refused.params).unwrap()), (ErrorCode::SpaceLow, json!({ "left": 299.0 })));
    let answer = json!({ "inspection": id, "item": "H1", "household": null, "value": { "kind": "count", "n": 1 }, "note": null });
    ma.call("set_answer", answer).await;
    ma.space.store(300_000_000, Ordering::SeqCst);
    photograph(1).unwrap();
}
