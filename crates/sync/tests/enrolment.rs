//! Joining a district, and everything that can be wrong with a link.

use crate::support::district::{COUNTY, Device, PERSON};
use crate::support::{Call, Fake, Fault};
use std::sync::{Arc, Mutex};
use xuncun_journal::DeviceKey;
use xuncun_sync::{NewDevice, Phase, SyncError};

fn code(result: Result<(), SyncError>) -> String {
    result.unwrap_err().code().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_device_joins_and_pulls_with_progress() {
    let fake = Fake::district();
    fake.plant_divisions(40);
    fake.state().page_entries = Some(10);
    let mut device = Device::bare(&fake);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut states = device.engine.status();
    let noted = Arc::clone(&seen);
    let watcher = tokio::spawn(async move {
        while states.changed().await.is_ok() {
            if let Some(progress) = states.borrow_and_update().pulling {
                noted.lock().unwrap().push(progress);
            }
        }
    });
    device.start();
    assert_eq!(device.sync().await.phase, Phase::Idle, "nobody yet");
    device.engine.enrol(&fake.invite("7H2K-9Q"), NewDevice::here(" 四组 2 号平板 ")).await.unwrap();
    device.sync().await;
    let state = device.until_idle().await;
    assert_eq!((state.problem, state.pulling), (None, None));
    let identity = device.store.identity().unwrap().unwrap();
    assert_eq!((identity.district.as_str(), identity.person.as_str()), (COUNTY, PERSON));
    assert_eq!(identity.root_key.fingerprint(), fake.root.public().fingerprint());
    let divisions: i64 = device.store.read(|c| Ok(c.query_row("SELECT count(*) FROM division", [], |r| r.get(0))?)).unwrap();
    assert_eq!(divisions, 40);
    device.stop().await;
    drop(device);
    watcher.abort();
    let seen = seen.lock().unwrap();
    assert!(seen.len() >= 2, "{seen:?}");
    assert!(seen.windows(2).all(|w| w[0].0 < w[1].0), "{seen:?}");
    assert!(seen.iter().all(|(done, total)| done <= total), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn each_wrong_link_has_its_code_and_leaves_nothing_behind() {
    let fake = Fake::district();
    let device = Device::bare(&fake);
    let mut link = fake.invite("GOOD-1");
    let here = || NewDevice::here("x");

    let mut unknown = link.clone();
    unknown.code = "NOPE-1".into();
    assert_eq!(code(device.engine.enrol(&unknown, here()).await), "code_unknown");

    link.fingerprint = DeviceKey::generate().public().fingerprint();
    assert_eq!(code(device.engine.enrol(&link, here()).await), "fingerprint_mismatch");
    assert!(device.store.identity().unwrap().is_none());

    fake.set_offline(true);
    assert_eq!(code(device.engine.enrol(&link, here()).await), "server_unreachable");
    fake.set_offline(false);
    fake.fail(Call::Enroll, Fault::Garbage);
    assert_eq!(code(device.engine.enrol(&link, here()).await), "bad_reply");
    fake.fail(Call::Enroll, Fault::Busy);
    assert_eq!(code(device.engine.enrol(&link, here()).await), "server_busy");

    link.fingerprint = fake.root.public().fingerprint();
    device.engine.enrol(&link, here()).await.unwrap();
    assert_eq!(code(device.engine.enrol(&link, here()).await), "already_enrolled");

    let other = Device::bare(&fake);
    assert_eq!(code(other.engine.enrol(&link, here()).await), "code_used");
    assert!(other.store.identity().unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_lost_reply_does_not_use_up_the_code() {
    let fake = Fake::district();
    let link = fake.invite("GOOD-1");
    let device = Device::bare(&fake);
    fake.fail(Call::Enroll, Fault::LoseReply);
    assert_eq!(code(device.engine.enrol(&link, NewDevice::here("x")).await), "server_unreachable");
    // Even the app's death in between does not: the key was kept.
    let mut device = device.reborn(&fake).await;
    device.engine.enrol(&link, NewDevice::here("x")).await.unwrap();
    assert_eq!(device.sync().await.problem, None);
    let devices: i64 = device.store.read(|c| Ok(c.query_row("SELECT count(*) FROM device WHERE kind = 'app'", [], |r| r.get(0))?)).unwrap();
    assert_eq!(devices, 1);
    device.stop().await;
}
