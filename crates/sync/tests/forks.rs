//! A tablet that was restored from an image heals by itself; one that was copied needs a person, once, and keeps everything.

use crate::support::Fake;
use crate::support::district::{Device, WORK};
use std::collections::BTreeSet;
use std::time::Duration;
use xuncun_journal::{Refusal, decode_body, peek};
use xuncun_sync::{NewDevice, Phase};

fn notes(fake: &Fake) -> BTreeSet<String> {
    let mut notes = BTreeSet::new();
    for entry in &fake.state().log {
        let (header, Some(body)) = (peek(&entry.envelope).unwrap().header, &entry.body) else { continue };
        let puts = decode_body(&header, body).unwrap();
        notes.extend(
            puts.iter().flat_map(|put| &put.columns).filter(|(name, _)| name == "note").map(|(_, value)| value.as_text().unwrap().to_owned()),
        );
    }
    notes
}

#[tokio::test(start_paused = true)]
async fn a_restored_image_catches_up_by_itself() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    device.answer("i/1", "before");
    device.sync().await;
    let mut image = device.image(&fake);
    for n in 2..5 {
        device.answer(&format!("i/{n}"), &format!("after {n}"));
        device.sync().await;
    }
    device.stop().await;
    // So few at a time that the own chain comes in several pages.
    fake.state().page_entries = Some(2);
    image.answer("i/2", "on the restored one");
    image.answer("i/7", "on the restored one, too");
    image.start();
    image.sync().await;
    image.until_delivered(Duration::from_secs(60)).await;
    let state = image.sync().await;
    assert_eq!(state.problem, None);
    fake.assert_holds_all_of(&image);
    for said in ["after 2", "after 4", "on the restored one", "on the restored one, too"] {
        assert!(notes(&fake).contains(said), "{said}");
    }
    // It goes on as if nothing had been.
    image.answer("i/8", "later");
    image.until_delivered(Duration::from_secs(60)).await;
    image.stop().await;
}

#[tokio::test(start_paused = true)]
async fn two_tablets_with_one_key_end_with_a_person_and_lose_nothing() {
    let fake = Fake::district();
    let one = Device::enrolled(&fake).await;
    one.answer("i/0", "together");
    one.sync().await;
    let mut two = one.image(&fake);
    two.start();
    let mut turns = 0;
    let mut said = BTreeSet::new();
    // Both write without a network and come back in turn.
    let stopped = loop {
        turns += 1;
        assert!(turns < 10, "the fork is noticed");
        for (device, name) in [(&one, "one"), (&two, "two")] {
            fake.set_offline(true);
            let note = format!("{name} {turns}");
            device.answer(&format!("i/{name}{turns}"), &note);
            said.insert(note);
        }
        fake.set_offline(false);
        let states = [one.sync().await, two.sync().await];
        if let Some(at) = states.iter().position(|state| state.problem.as_deref() == Some("fork")) {
            break at;
        }
    };
    let mut devices = [one, two];
    let state = devices[stopped].sync().await;
    assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("fork")));
    let link = fake.invite("AGAIN");
    let before = devices[stopped].store.identity().unwrap().unwrap().key.id();
    devices[stopped].engine.renew(&link, NewDevice::here("平板")).await.unwrap();
    assert_ne!(devices[stopped].store.identity().unwrap().unwrap().key.id(), before);
    for device in &mut devices {
        device.sync().await;
        device.until_delivered(Duration::from_secs(60)).await;
        assert_eq!(device.sync().await.problem, None);
    }
    assert!(said.is_subset(&notes(&fake)), "{said:?}");
    // A new key forks no more.
    for device in &devices {
        device.answer("i/last", "last");
        device.sync().await;
        assert!(device.delivered());
    }
    for device in &mut devices {
        device.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_device_that_the_server_forgot_goes_on_under_a_new_key() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    device.answer("i/1", "kept");
    fake.state().refuse = vec![(WORK.into(), Refusal::UnknownDevice, usize::MAX)];
    let state = device.sync().await;
    assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("unknown_device")));
    device.tap("i/2", "kept, too");
    fake.state().refuse.clear();
    // A link of another district is refused before its code is used.
    let mut elsewhere = fake.invite("AGAIN");
    elsewhere.fingerprint = [9; 16];
    let refused = device.engine.renew(&elsewhere, NewDevice::here("平板")).await.unwrap_err();
    assert_eq!(refused.code(), "another_district");
    device.engine.renew(&fake.invite("AGAIN"), NewDevice::here("平板")).await.unwrap();
    device.until_delivered(Duration::from_secs(60)).await;
    assert!(notes(&fake).contains("kept") && notes(&fake).contains("kept, too"));
    fake.assert_holds_all_of(&device);
    device.stop().await;
}
