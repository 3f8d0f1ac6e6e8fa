//! A device that was reported lost, or handed in: it obeys the root's signed word and nothing less.

use crate::support;
use crate::support::district::{Device, bytes};
use crate::support::{Call, Fake};
use std::sync::Arc;
use std::time::Duration;
use xuncun_journal::{DeviceKey, PublicKey};
use xuncun_store::WipeReason;
use xuncun_sync::protocol::Params;
use xuncun_sync::{NewDevice, Phase};

fn key_of(device: &Device) -> PublicKey {
    device.store.identity().unwrap().unwrap().key.public()
}

async fn at_work(fake: &Arc<Fake>) -> Device {
    let device = Device::enrolled(fake).await;
    device.answer("i/1", "x");
    device.tap("i/2", "y");
    device.photo(&bytes(40_000, 1), "original", 3);
    device
}

fn gone(device: &Device) -> Option<WipeReason> {
    let note = device.store.tombstone().unwrap()?;
    assert!(device.store.identity().unwrap().is_none() && device.store.dump().unwrap().is_empty());
    Some(note.why)
}

#[tokio::test(start_paused = true)]
async fn a_lost_device_wipes_at_once_and_may_be_enrolled_anew() {
    let fake = Fake::district();
    let mut device = at_work(&fake).await;
    {
        let mut state = fake.state();
        state.turn_away = Some("lost");
        state.proof = fake.revocation(&fake.root, &key_of(&device), "lost");
    }
    let state = device.sync().await;
    assert_eq!((state.phase, state.problem), (Phase::Idle, None), "nobody's device any more");
    assert_eq!(gone(&device), Some(WipeReason::Lost));
    let calls = fake.state().calls.len();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(fake.state().calls.len(), calls, "and silent");
    fake.state().turn_away = None;
    device.engine.enrol(&fake.invite("AGAIN"), NewDevice::here("平板")).await.unwrap();
    assert_eq!(device.sync().await.problem, None);
    assert!(gone(&device).is_none());
    device.answer("i/9", "new");
    device.until_delivered(Duration::from_secs(60)).await;
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_forged_refusal_wipes_nothing_and_is_said_so() {
    for code in ["lost", "retired"] {
        let fake = Fake::district();
        let mut device = at_work(&fake).await;
        let (own, other) = (key_of(&device), DeviceKey::generate());
        let mut broken = fake.revocation(&fake.root, &own, code);
        broken.insert("envelope".into(), "not base64".into());
        let mut without_body = fake.revocation(&fake.root, &own, code);
        without_body.remove("body");
        let forged = [
            Params::new(),
            fake.revocation(&other, &own, code),
            fake.revocation(&fake.key, &own, code),
            fake.revocation(&fake.root, &other.public(), code),
            broken,
            without_body,
        ];
        for (at, proof) in forged.into_iter().enumerate() {
            {
                let mut state = fake.state();
                state.turn_away = Some(code);
                state.proof = proof;
            }
            let state = device.sync().await;
            assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("revocation_unverified")), "{code} {at}");
            assert!(gone(&device).is_none() && !device.store.is_retired().unwrap(), "{code} {at}");
        }
        // The honest server is back: nothing was lost.
        fake.state().turn_away = None;
        device.sync().await;
        device.until_delivered(Duration::from_secs(60)).await;
        device.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_roots_word_counts_and_not_the_servers_code() {
    let fake = Fake::district();
    let mut device = at_work(&fake).await;
    fake.set_offline(true);
    {
        let mut state = fake.state();
        state.turn_away = Some("lost");
        state.proof = fake.revocation(&fake.root, &key_of(&device), "retired");
    }
    fake.set_offline(false);
    device.sync().await;
    assert!(gone(&device).is_none() && device.store.is_retired().unwrap(), "it delivers what it has first");
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_device_that_was_handed_in_delivers_what_it_has_and_wipes_then() {
    let fake = Fake::district();
    let mut device = at_work(&fake).await;
    let id = key_of(&device).id();
    fake.set_offline(true);
    {
        let mut state = fake.state();
        state.turn_away = Some("retired");
        state.proof = fake.revocation(&fake.root, &key_of(&device), "retired");
    }
    device.tap("i/3", "written before it heard of it");
    fake.set_offline(false);
    device.sync().await;
    assert_eq!(gone(&device), Some(WipeReason::Retired));
    let accepted = fake.state().log.iter().filter(|entry| xuncun_journal::peek(&entry.envelope).unwrap().header.device == id).count();
    assert!(accepted >= 2, "{accepted}");
    assert_eq!(fake.state().blobs.len(), 1, "the photograph, too");
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_the_server_does_not_take_of_it_stays_until_a_person_decides() {
    let fake = Fake::district();
    let mut device = at_work(&fake).await;
    {
        let mut state = fake.state();
        state.turn_away = Some("retired");
        state.proof = fake.revocation(&fake.root, &key_of(&device), "retired");
        // Written after it was handed in.
        state.refuse = vec![(support::district::WORK.into(), xuncun_journal::Refusal::Retired, usize::MAX)];
    }
    device.answer("i/3", "too late");
    let state = device.sync().await;
    assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("retired")));
    assert!(gone(&device).is_none() && device.store.is_retired().unwrap());
    assert_eq!(fake.state().blobs.len(), 1, "photographs are delivered all the same");
    let pushes = fake.state().count(Call::Push);
    tokio::time::sleep(Duration::from_secs(1000)).await;
    assert!(fake.state().count(Call::Push) - pushes <= 4, "not hammered");
    // Its person signs in again: the data stays, under another key.
    {
        let mut state = fake.state();
        state.turn_away = None;
        state.refuse.clear();
    }
    device.engine.renew(&fake.invite("AGAIN"), NewDevice::here("平板")).await.unwrap();
    device.until_delivered(Duration::from_secs(60)).await;
    assert!(!device.store.is_retired().unwrap());
    device.stop().await;
}
