//! Photographs: resumed by the byte, never ahead of commits, delivered by receipt alone.

use crate::support::district::{Device, WORK, bytes, stream};
use crate::support::{Call, Fake, Fault};
use std::time::Duration;
use xuncun_store::let_go::Spare;
use xuncun_sync::{Conditions, Phase};

/// The chunks follow on each other from 0 to the end: nothing was sent twice, nothing left out.
fn assert_contiguous(chunks: &[(u64, usize)], size: usize) {
    let mut at = 0;
    for (offset, length) in chunks {
        assert_eq!(*offset, at, "{chunks:?}");
        at += *length as u64;
    }
    assert_eq!(at, size as u64);
}

#[tokio::test(start_paused = true)]
async fn an_upload_is_resumed_by_the_byte_after_the_app_was_killed() {
    let fake = Fake::district();
    let device = Device::enrolled(&fake).await;
    let photo = bytes(3_000_001, 5);
    let sha = device.photo(&photo, "original", 3);
    // Two chunks go through; the answer to the third is lost, and there the app dies.
    for fault in [Fault::Pass, Fault::Pass, Fault::LoseReply] {
        fake.fail(Call::Patch, fault);
    }
    device.engine.trigger();
    while !fake.state().faults.is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let mut device = device.reborn(&fake).await;
    device.until_delivered(Duration::from_secs(60)).await;
    {
        let state = fake.state();
        assert_contiguous(&state.patched, photo.len());
        assert_eq!(state.count(Call::Create), 1, "the same upload went on");
        assert!(state.count(Call::Offset) >= 1);
        assert_eq!(state.blobs[&(WORK.to_owned(), sha.0)], photo);
    }
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn commits_wait_behind_no_more_than_one_chunk() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let store = std::sync::Arc::clone(&device.store);
    let actor = device.actor();
    let submit = move || {
        store.write(&actor, |tx| tx.put("answer", &stream(WORK), "i/1", &[("note", "提交".into())])).unwrap();
        store.seal().unwrap();
    };
    {
        let mut state = fake.state();
        state.largest_chunk = Some(64 << 10);
        state.meanwhile = Some((5, Box::new(submit)));
    }
    device.photo(&bytes(4 << 20, 6), "original", 3);
    device.engine.trigger();
    device.until_delivered(Duration::from_secs(60)).await;
    {
        let state = fake.state();
        let patches = state.calls.iter().enumerate().filter(|(_, c)| **c == Call::Patch).map(|(i, _)| i);
        // Some were refused as too large before the fifth went through.
        let then = patches.take(state.count(Call::Patch) - state.patched.len() + 5).last().unwrap() + 1;
        let pushed = state.calls[then..].iter().position(|c| *c == Call::Push).expect("pushed");
        assert!(pushed <= 2, "{:?}", &state.calls[then..then + pushed + 1]);
        assert!(state.calls[then + pushed..].iter().filter(|c| **c == Call::Patch).count() > 10, "the photograph went on after it");
    }
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_goes_beside_the_chunk_that_is_under_way() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.state().chunk_waits_for_push = true;
    device.photo(&bytes(1 << 20, 6), "original", 3);
    device.engine.trigger();
    while fake.state().chunks_waiting == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    device.answer("i/1", "提交");
    device.until_delivered(Duration::from_secs(60)).await;
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_held_already_is_asked_for_first_and_the_rest_goes_side_by_side() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.set_offline(true);
    let photos: Vec<Vec<u8>> = (0..12).map(|n| bytes(9_000, n)).collect();
    let hashes: Vec<_> = photos.iter().map(|photo| device.photo(photo, "thumb", 1)).collect();
    for (hash, photo) in hashes.iter().zip(&photos).take(5) {
        fake.state().blobs.insert((WORK.into(), hash.0), photo.clone());
    }
    let before = fake.state().calls.len();
    fake.set_offline(false);
    device.sync().await;
    assert!(device.delivered());
    {
        let state = fake.state();
        let calls: Vec<Call> = state.calls[before..].iter().copied().filter(|c| matches!(c, Call::Missing | Call::Create | Call::Patch)).collect();
        assert_eq!(calls[0], Call::Missing);
        assert_eq!(calls.iter().filter(|c| **c == Call::Missing).count(), 1, "one question for all of them");
        assert_eq!((state.patched.len(), calls.iter().filter(|c| **c == Call::Create).count()), (7, 7));
        assert_eq!(calls[1..5], [Call::Create; 4], "four at once");
    }
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_server_is_asked_what_may_leave_and_what_it_lost_is_sent_once_more() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let [kept, lost] = [1, 2].map(|n| device.photo(&bytes(9_000, n), "original", 3));
    device.sync().await;
    assert!(device.delivered());
    let spare = || [kept, lost].map(|sha256| Spare { stream: stream(WORK), sha256, size: 9_000, taken_at: 0, may_leave: false }).to_vec();
    device.engine.ask_let_go(spare()).await.unwrap();
    assert_eq!(device.store.let_go(&spare(), u64::MAX).unwrap(), (0, 0), "no backup has them");
    fake.state().backed_up = true;
    fake.state().blobs.remove(&(WORK.into(), lost.0));
    device.engine.ask_let_go(spare()).await.unwrap();
    assert_eq!(device.store.let_go(&spare(), u64::MAX).unwrap(), (1, 9_000));
    assert!(!device.store.blobs().has(&kept) && !device.delivered());
    device.sync().await;
    assert!(device.delivered() && fake.state().blobs.contains_key(&(WORK.into(), lost.0)), "it was here still");
    fake.set_offline(true);
    assert_eq!(device.engine.ask_let_go(spare()).await.unwrap_err().code(), "server_unreachable");
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_file_that_the_server_does_not_take_is_put_aside_with_its_reason() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.set_offline(true);
    let poison = device.photo(&bytes(40_000, 1), "original", 3);
    let good: Vec<_> = (2..6).map(|n| device.photo(&bytes(40_000, n), "original", 3)).collect();
    fake.state().poison = Some(poison.0);
    fake.set_offline(false);
    device.sync().await;
    assert!(good.iter().all(|hash| fake.state().blobs.contains_key(&(WORK.to_owned(), hash.0))), "the rest goes on in the same round");
    let left = device.store.uploads(10).unwrap();
    assert_eq!((left.len(), left[0].sha256, left[0].last_error.as_deref()), (1, poison, Some("too_large")));
    // It is never given up: when the server takes it after all, it goes by itself.
    fake.state().poison = None;
    device.until_delivered(Duration::from_secs(3_600)).await;
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn small_things_go_first() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.set_offline(true);
    let original = device.photo(&bytes(100_000, 1), "original", 3);
    let evidence = device.photo(&bytes(50_000, 2), "evidence", 2);
    let thumb = device.photo(&bytes(9_000, 3), "thumb", 1);
    device.tap("i/1", "x");
    let before = fake.state().calls.len();
    fake.set_offline(false);
    device.sync().await;
    assert!(device.delivered());
    {
        let state = fake.state();
        let order: Vec<Call> = state.calls[before..].iter().copied().filter(|c| matches!(c, Call::Push | Call::Patch)).collect();
        assert_eq!(order[0], Call::Push);
        let sizes: Vec<usize> = state.patched.iter().map(|(_, n)| *n).collect();
        assert_eq!(sizes, [9_000, 50_000, 100_000]);
        assert!([original, evidence, thumb].iter().all(|h| state.blobs.contains_key(&(WORK.to_owned(), h.0))));
    }
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn originals_wait_for_a_free_link_and_for_power() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let metered = Conditions { metered: true, ..Conditions::default() };
    device.engine.set_conditions(metered);
    device.photo(&bytes(100_000, 1), "original", 3);
    device.photo(&bytes(50_000, 2), "evidence", 2);
    device.photo(&bytes(9_000, 3), "thumb", 1);
    device.sync().await;
    assert_eq!(device.store.undelivered().unwrap().uploads, 1, "thumbnails and evidence go");
    device.engine.set_conditions(Conditions { battery_low: true, ..Conditions::default() });
    device.sync().await;
    assert_eq!(device.store.undelivered().unwrap().uploads, 1);
    device.engine.set_conditions(Conditions { originals_anyway: true, ..metered });
    device.until_delivered(Duration::from_secs(5)).await;
    device.photo(&bytes(100_000, 4), "original", 3);
    device.engine.set_conditions(Conditions::default());
    device.until_delivered(Duration::from_secs(5)).await;
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_blob_that_the_server_has_is_not_sent_again() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let photo = bytes(100_000, 1);
    let sha = xuncun_journal::Hash::of(&photo);
    fake.state().blobs.insert((WORK.into(), sha.0), photo.clone());
    device.photo(&photo, "original", 3);
    device.sync().await;
    assert!(device.delivered());
    assert!(fake.state().patched.is_empty());
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_the_server_forgot_begins_anew() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    let photo = bytes(1_500_000, 1);
    let sha = device.photo(&photo, "original", 3);
    fake.state().largest_chunk = Some(128 << 10);
    device.engine.trigger();
    while fake.state().patched.len() < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    fake.forget_uploads();
    device.until_delivered(Duration::from_secs(60)).await;
    assert_eq!(fake.state().blobs[&(WORK.to_owned(), sha.0)], photo);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_photograph_that_is_gone_or_altered_holds_up_no_other() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.set_offline(true);
    let gone = device.photo(&bytes(40_000, 1), "original", 3);
    let altered = device.photo(&bytes(40_000, 2), "original", 3);
    let good = device.photo(&bytes(40_000, 3), "original", 3);
    std::fs::remove_file(device.store.blobs().path(&gone)).unwrap();
    std::fs::write(device.store.blobs().path(&altered), bytes(40_000, 9)).unwrap();
    fake.set_offline(false);
    device.sync().await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(fake.state().blobs.contains_key(&(WORK.to_owned(), good.0)));
    assert!(!fake.state().blobs.contains_key(&(WORK.to_owned(), altered.0)), "other bytes under its name reach nobody");
    let left = device.store.failed_uploads(10).unwrap();
    let mut codes: Vec<_> = left.iter().map(|u| u.last_error.clone().unwrap()).collect();
    codes.sort();
    assert_eq!(codes, ["blob_damaged", "blob_missing"]);
    let tried = fake.state().calls.len();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(fake.state().calls.len() - tried < 200, "put off, not hammered");
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_receipt_by_another_key_delivers_nothing() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.forge_receipts(true);
    device.answer("i/1", "x");
    device.photo(&bytes(10_000, 1), "thumb", 1);
    device.sync().await;
    let left = device.store.undelivered().unwrap();
    assert_eq!((left.commits, left.uploads), (1, 1), "nothing is called delivered on a stranger's word");
    fake.forge_receipts(false);
    device.answer("i/2", "y");
    device.until_delivered(Duration::from_secs(120)).await;
    assert_eq!(device.sync().await.phase, Phase::Idle);
    device.stop().await;
}
