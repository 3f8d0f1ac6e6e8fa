//! What comes from the server: page boundaries, live news, altered commits, blobs on demand.

use crate::support::district::{Device, OPEN, WORK, bytes};
use crate::support::{Call, Fake, Fault};
use std::time::Duration;
use xuncun_journal::{Entry, Hash, peek};
use xuncun_sync::{Phase, SyncState};

fn divisions(device: &Device) -> usize {
    let count: i64 = device.store.read(|c| Ok(c.query_row("SELECT count(*) FROM division", [], |r| r.get(0))?)).unwrap();
    usize::try_from(count).unwrap()
}

#[tokio::test(start_paused = true)]
async fn page_boundaries() {
    let page = 4;
    for count in [0, 1, page - 1, page, page + 1, 2 * page, 2 * page + 1] {
        let fake = Fake::district();
        let mut device = Device::enrolled(&fake).await;
        fake.state().page_entries = Some(page);
        let before = fake.state().count(Call::Pull);
        fake.plant_divisions(count);
        let state = device.sync().await;
        assert_eq!((divisions(&device), state.problem), (count, None));
        device.sync().await;
        assert_eq!(divisions(&device), count);
        let pulls = fake.state().count(Call::Pull) - before;
        assert!(pulls <= count.div_ceil(page) + 4, "{count}: {pulls}");
        device.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn news_comes_at_once_and_without_a_live_line_within_a_minute() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.plant_divisions(2);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(divisions(&device), 2);
    device.stop().await;

    let fake = Fake::district();
    for _ in 0..100 {
        fake.fail(Call::Live, Fault::Status(404));
    }
    let mut device = Device::enrolled(&fake).await;
    fake.plant_divisions(2);
    tokio::time::sleep(Duration::from_secs(121)).await;
    assert_eq!(divisions(&device), 2);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_live_line_that_failed_once_is_tried_again_soon() {
    let fake = Fake::district();
    fake.fail(Call::Live, Fault::Status(502));
    let mut device = Device::enrolled(&fake).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    fake.plant_divisions(2);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(divisions(&device), 2);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_altered_commit_is_detected_and_the_cursor_stays_before_it() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.plant_divisions(3);
    let good = {
        let mut state = fake.state();
        let at = state.log.len() - 2;
        let good = state.log[at].clone();
        let last = state.log[at].envelope.len() - 1;
        state.log[at].envelope[last] ^= 1;
        (at, good)
    };
    let cursor = device.store.cursor().unwrap();
    let state = device.sync().await;
    assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("tampered")));
    assert_eq!(device.store.cursor().unwrap(), cursor);
    // Our own work still leaves.
    device.answer("i/1", "x");
    device.sync().await;
    assert!(device.delivered());
    fake.state().log[good.0] = good.1;
    assert_eq!(device.sync().await.problem, None);
    assert_eq!(divisions(&device), 3);
    device.stop().await;
}

/// The server may be restored before the page comes again.
#[tokio::test(start_paused = true)]
async fn what_was_whole_in_a_page_with_an_altered_commit_can_be_brought_back() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let offers = |device: &Device| device.store.lacking(&[9; 16], 0, 1 << 20).unwrap().len();
    let before = offers(&device);
    fake.plant("629900100201/open", "notice", "n1");
    fake.plant_divisions(1);
    if let Some(altered) = fake.state().log.last_mut() {
        let last = altered.envelope.len() - 1;
        altered.envelope[last] ^= 1;
    }
    let state = device.sync().await;
    assert_eq!((state.problem.as_deref(), divisions(&device)), (Some("tampered"), 0));
    assert_eq!(offers(&device), before + 1, "the notice is here, with the receipt for it");
    device.stop().await;
}

/// The receipt names the end of a chain; of what is before a hole in it, and of what waits behind, it says as much.
#[tokio::test(start_paused = true)]
async fn what_stands_around_an_altered_commit_in_its_chain_can_be_brought_back() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let offers = |device: &Device| device.store.lacking(&[9; 16], 0, 1 << 20).unwrap().len();
    let before = offers(&device);
    for id in ["n1", "n2", "n3"] {
        fake.plant(OPEN, "notice", id);
    }
    let honest = {
        let mut state = fake.state();
        let at = state.log.len() - 2;
        let honest = state.log[at].clone();
        let last = state.log[at].envelope.len() - 1;
        state.log[at].envelope[last] ^= 1;
        honest
    };
    assert_eq!(device.sync().await.problem.as_deref(), Some("tampered"));
    assert_eq!(offers(&device), before + 1, "the first, by the receipt for the third");
    // The server is restored to before all three. Somebody else brings back the second.
    device.store.apply(&[honest]).unwrap();
    assert_eq!(offers(&device), before + 3, "the third waited for it, with its receipt");
    device.stop().await;
}

/// Flips a bit of the device in a commit's header: it is now another device's, which nobody here knows, and no forgery to see by itself.
fn make_it_anothers(entry: &mut Entry) {
    let device = peek(&entry.envelope).unwrap().header.device.0;
    let at = entry.envelope.windows(device.len()).position(|bytes| bytes == device).unwrap();
    entry.envelope[at] ^= 1;
    assert_ne!(peek(&entry.envelope).unwrap().header.device.0, device);
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_became_another_devices_on_the_way_is_missed_wherever_it_stood_in_its_chain() {
    for (which, of) in [(0, 1), (2, 3), (1, 3), (0, 3)] {
        let fake = Fake::district();
        let mut device = Device::enrolled(&fake).await;
        fake.state().on_the_way = Some(Box::new(move |page| {
            assert_eq!(page.len(), of);
            make_it_anothers(&mut page[which]);
        }));
        let cursor = device.store.cursor().unwrap();
        fake.plant_divisions(of);
        let tampered = |state: &SyncState| state.problem.as_deref() == Some("tampered");
        tokio::time::timeout(Duration::from_secs(600), device.engine.status().wait_for(tampered)).await.expect("it is noticed").unwrap();
        assert_eq!(device.store.cursor().unwrap(), cursor, "{which} of {of}: the page is asked for again");
        // What follows it in its chain waits, and nothing shows it as delivered.
        assert_eq!(divisions(&device), which);
        assert_eq!(device.sync().await.problem, None, "{which} of {of}: an honest page");
        assert_eq!(divisions(&device), of);
        assert_ne!(device.store.cursor().unwrap(), cursor);
        device.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_promises_more_and_never_moves_on_is_told_so() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.plant_divisions(3);
    fake.state().page_entries = Some(0);
    let before = fake.state().calls.len();
    let state = device.sync().await;
    assert_eq!(state.problem.as_deref(), Some("no_progress"));
    assert!(fake.state().calls.len() - before < 10);
    fake.state().page_entries = None;
    assert_eq!(device.sync().await.problem, None);
    assert_eq!(divisions(&device), 3);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_blob_is_fetched_once_and_only_under_its_own_name() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let photo = bytes(2_000_000, 4);
    let sha = Hash::of(&photo);
    fake.state().blobs.insert((WORK.into(), sha.0), photo.clone());
    fake.fail(Call::Blob, Fault::LoseRequest);
    fake.fail(Call::Blob, Fault::LoseReply);
    device.engine.fetch_blob(WORK, sha.0).await.unwrap();
    assert_eq!(device.store.blobs().read_checked(&sha).unwrap(), photo);
    let calls = fake.state().calls.len();
    device.engine.fetch_blob(WORK, sha.0).await.unwrap();
    assert_eq!(fake.state().calls.len(), calls, "it is here already");

    let wrong = Hash::of(b"something else");
    fake.state().blobs.insert((WORK.into(), wrong.0), photo);
    assert_eq!(device.engine.fetch_blob(WORK, wrong.0).await.unwrap_err().code(), "blob_mismatch");
    assert!(!device.store.blobs().has(&wrong));
    assert_eq!(device.engine.fetch_blob(WORK, [7; 32]).await.unwrap_err().code(), "blob_unknown");
    fake.set_offline(true);
    assert_eq!(device.engine.fetch_blob(WORK, [7; 32]).await.unwrap_err().code(), "server_unreachable");
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_ground_map_is_gone_on_with_where_it_was_cut_and_replaced_whole() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("basemap.pmtiles");
    let fetch = async |sound: bool| device.engine.fetch_basemap(&to, 4_000_000, |_| sound).await;
    assert_eq!(fetch(true).await.unwrap_err().code(), "basemap_none");

    let first = bytes(3_000_000, 5);
    fake.state().basemap = Some(("first", first.clone()));
    // The question of which one it is, a few pieces, and then the line is gone for good.
    for fault in [Fault::Pass, Fault::Pass, Fault::Pass, Fault::LoseRequest, Fault::LoseRequest, Fault::LoseRequest, Fault::LoseRequest] {
        fake.fail(Call::Blob, fault);
    }
    assert_eq!(fetch(true).await.unwrap_err().code(), "server_unreachable");
    let part = std::fs::read(folder.path().join("basemap.part")).unwrap();
    assert!(!part.is_empty() && first.starts_with(&part) && !to.exists(), "{} of it", part.len());
    let before = fake.state().calls.len();
    assert!(fetch(true).await.unwrap());
    assert_eq!(std::fs::read(&to).unwrap(), first);
    let again = fake.state().calls.len() - before;
    std::fs::remove_file(&to).unwrap();
    let before = fake.state().calls.len();
    assert!(fetch(true).await.unwrap(), "what is not there is fetched, whatever was noted");
    assert!(fake.state().calls.len() - before > again, "what had come was not asked for again");
    let before = fake.state().calls.len();
    assert!(!fetch(true).await.unwrap());
    assert_eq!(fake.state().calls.len(), before + 1, "one question, and it is the same");

    // Another one, of which a part came before it was replaced once more.
    fake.state().basemap = Some(("second", bytes(3_000_000, 6)));
    for fault in [Fault::Pass, Fault::Pass, Fault::LoseRequest, Fault::LoseRequest, Fault::LoseRequest, Fault::LoseRequest] {
        fake.fail(Call::Blob, fault);
    }
    assert!(fetch(true).await.is_err());
    let third = bytes(900_000, 7);
    fake.state().basemap = Some(("third", third.clone()));
    assert_eq!(fetch(false).await.unwrap_err().code(), "blob_mismatch", "what is not sound takes no place");
    assert_eq!(std::fs::read(&to).unwrap(), first);
    assert!(fetch(true).await.unwrap());
    assert_eq!(std::fs::read(&to).unwrap(), third, "no piece of another");
    fake.state().basemap = Some(("vast", bytes(4_000_001, 8)));
    assert_eq!(fetch(true).await.unwrap_err().code(), "disk_full", "there is no room for it");
    fake.fail(Call::Blob, Fault::Garbage);
    assert!(fetch(true).await.is_err(), "a page to sign in to the network");
    assert_eq!(std::fs::read(&to).unwrap(), third);
    device.stop().await;
}
