//! Whatever single thing fails, wherever: everything arrives, once, and within a bounded number of exchanges.

use crate::support::district::{Device, WORK, bytes};
use crate::support::{Call, Fake, Fault};
use std::time::Duration;
use xuncun_sync::Phase;

const FAULTS: [Fault; 6] = [Fault::LoseRequest, Fault::LoseReply, Fault::Status(500), Fault::TooLarge, Fault::Busy, Fault::Garbage];

#[tokio::test(start_paused = true)]
async fn every_reply_may_be_lost_refused_or_garbled() {
    for call in [Call::Push, Call::Pull, Call::Create, Call::Patch, Call::Offset, Call::Missing, Call::Live] {
        for fault in FAULTS {
            for times in 1..=2 {
                let fake = Fake::district();
                let mut device = Device::enrolled(&fake).await;
                for _ in 0..times {
                    fake.fail(call, fault);
                }
                if matches!(call, Call::Offset) {
                    // Something must break for the offset to be asked.
                    fake.fail(Call::Patch, Fault::LoseReply);
                }
                if matches!(call, Call::Missing) {
                    fake.fail(Call::Patch, Fault::LoseReply);
                }
                let before = fake.state().calls.len();
                device.tap("i/1", "柴草");
                let photo = bytes(700_000, 7);
                let sha = device.photo(&photo, "original", 3);
                let thumb = device.photo(&bytes(9_000, 8), "thumb", 1);
                device.engine.trigger();
                device.until_delivered(Duration::from_secs(90)).await;
                let context = format!("{call:?} {fault:?} ×{times}");
                device.sync().await;
                assert_eq!(device.until_idle().await.problem, None, "{context}");
                fake.assert_holds_all_of(&device);
                {
                    let state = fake.state();
                    assert_eq!(state.blobs.get(&(WORK.into(), sha.0)), Some(&photo), "{context}");
                    assert!(state.blobs.contains_key(&(WORK.into(), thumb.0)), "{context}");
                    let spent = state.calls.len() - before;
                    assert!(spent < 60, "{context}: {spent} calls");
                }
                device.stop().await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn everything_leaves_within_ten_seconds_of_the_servers_return() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.set_offline(true);
    device.tap("i/1", "垃圾");
    device.answer("i/2", "粪堆");
    device.photo(&bytes(300_000, 1), "original", 3);
    assert_eq!(device.sync().await.phase, Phase::Offline);
    // An afternoon without a network: never given up, and never quieter than promised.
    tokio::time::sleep(Duration::from_secs(4 * 3600)).await;
    assert_eq!(device.engine.status().borrow().problem.as_deref(), Some("server_unreachable"));
    assert!(!device.delivered());
    fake.set_offline(false);
    device.until_delivered(Duration::from_secs(10)).await;
    fake.assert_holds_all_of(&device);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_tap_leaves_by_itself_and_a_sealed_one_at_once() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    device.answer("i/1", "a");
    let took = device.until_delivered(Duration::from_secs(2)).await;
    assert!(took < Duration::from_secs(2));
    device.tap("i/2", "b");
    device.tap("i/3", "c");
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(!device.delivered(), "taps are gathered into one commit");
    device.until_delivered(Duration::from_secs(10)).await;
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_sync_with_nothing_new_is_one_request() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    device.sync().await;
    let before = fake.state().calls.len();
    device.sync().await;
    assert_eq!(fake.state().calls[before..], [Call::Pull]);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn pages_that_a_proxy_refuses_are_halved() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.state().largest_page = Some(3_000);
    for n in 0..40 {
        device.answer(&format!("i/{n}"), &hex::encode(bytes(300, n)));
    }
    device.sync().await;
    assert!(device.delivered());
    assert!(fake.state().count(Call::Push) > 5);
    fake.assert_holds_all_of(&device);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn one_commit_that_no_page_can_hold_is_told_and_holds_up_no_photograph() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.state().largest_page = Some(100);
    device.answer("i/1", "too large for this proxy");
    device.photo(&bytes(50_000, 3), "thumb", 1);
    let before = fake.state().count(Call::Push);
    let state = device.sync().await;
    assert_eq!(state.problem.as_deref(), Some("too_large"));
    assert_eq!(fake.state().count(Call::Push), before + 1, "nothing stands beside it that could be left out");
    let left = device.store.undelivered().unwrap();
    assert_eq!((left.commits, left.uploads), (1, 0));
    fake.state().largest_page = None;
    device.until_delivered(Duration::from_secs(90)).await;
    device.stop().await;
}
