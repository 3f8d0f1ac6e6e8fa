//! A tablet's disk is nearly full. What the server has, and its backup, too, leaves it, the oldest first; what is seen without the network stays, and
//! whoever wants to see an original is sent it.

use serde_json::{Value, json};
use xuncun_app::api::{Phase, SyncStatus, Today};
use xuncun_journal::Hash;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};
use xuncun_tests::picture;
use xuncun_tests::visit::shot;

/// More than anybody is warned of.
const PLENTY: u64 = 64_000_000_000;

/// The original's file, if it is on the tablet.
fn on(device: &Device, sha256: &str) -> bool {
    device.data().join("blobs").join(&sha256[..2]).join(sha256).exists()
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_leave_a_full_tablet_once_a_backup_has_them() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let mut tablet = Device::enrolled(&server.invite(&district.guide.inspector).await, "一组 1 号平板").await;
    tablet.has_free(PLENTY);
    tablet.deliver_first().await;
    let today: Today = tablet.call("today", json!({ "position": null })).await;
    let visit = tablet.start(&today.cards[0].village.id).await.id;
    let mut taken = Vec::new();
    for seed in 0..4 {
        let photo = tablet.photograph(&shot(&visit, None, Some("H1"), Phase::Overview), &picture::heavy(900, seed)).await.unwrap();
        taken.push(photo.sha256);
    }
    tablet.deliver().await;
    tablet.close().await;
    // Tonight's backup has all four; another is taken in the morning.
    let shelf = tempfile::tempdir().unwrap();
    server.ask(&["backup", shelf.path().join("backup").to_str().unwrap()]).await;
    tablet.open().await;
    let late = tablet.photograph(&shot(&visit, None, Some("H1"), Phase::Overview), &picture::heavy(900, 9)).await.unwrap().sha256;
    tablet.deliver().await;
    tablet.close().await;

    // Some 200 MB over what a person is warned below are wanted: far more than there is to give.
    tablet.has_free(990_000_000);
    tablet.open().await;
    let line: SyncStatus = tablet.until("originals to leave", "sync_status", Value::Null, |line: &SyncStatus| line.originals_left > 0).await;
    assert_eq!(line.originals_left, 4);
    assert!(taken.iter().all(|sha256| !on(&tablet, sha256)), "a backup has them");
    assert!(on(&tablet, &late), "no backup has it");
    let view = tablet.inspection(&visit).await;
    assert_eq!(view.photos, 5);
    let shown = view.groups.iter().flat_map(|group| &group.items).flat_map(|item| &item.photos).collect::<Vec<_>>();
    assert_eq!((shown.len(), shown.iter().filter(|photo| photo.here).count()), (5, 1));
    assert!(shown.iter().all(|photo| photo.delivered));
    let found: Vec<String> = tablet.try_call("check", Value::Null).await.unwrap();
    assert_eq!(found, Vec::<String>::new(), "nothing is missed");
    tablet.close().await;

    // The server has every byte.
    server.stop().await;
    for sha256 in taken.iter().chain([&late]) {
        let bytes = std::fs::read(server.data().join("blobs").join(&sha256[..2]).join(sha256)).unwrap();
        assert_eq!(Hash::of(&bytes).to_hex(), *sha256);
    }
}
