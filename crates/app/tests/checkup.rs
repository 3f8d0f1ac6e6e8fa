//! The daily look at the data: by itself, while nobody taps; what it finds is said on the sync line and repaired when asked.

use crate::common::{Device, WANG};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use xuncun_app::{App, AppOptions, api::DoorKind, put_down, repair_folder};

/// A visit with an answer, sealed, as after leaving the screen.
async fn visited(device: &Device) -> String {
    let visit = device.start(WANG).await;
    device.answer(&visit, "H1", json!({ "kind": "count", "n": 2 })).await;
    device.call("seal_now", json!(null)).await;
    visit
}

/// As a worn flash memory does: an answer is another than was signed.
fn altered(device: &Device) {
    let conn = rusqlite::Connection::open(device.dir.path().join("replica.sqlite")).unwrap();
    assert_eq!(conn.execute("UPDATE answer SET value = replace(value, '2', '3')", []).unwrap(), 1);
}

fn last_sound(app: &App) -> Option<String> {
    app.store().preference("sound_at").unwrap()
}

/// Waits for a change after which `holds`. The test's own clock moves on whenever nobody works.
async fn until(app: &App, holds: impl Fn(&App) -> bool) {
    let mut changes = app.changes();
    let wait = async {
        while !holds(app) {
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(7 * 24 * 60 * 60), wait).await.expect("it comes to that");
}

#[tokio::test(start_paused = true)]
async fn damage_is_found_without_being_asked_for_said_and_repaired() {
    let device = Device::new("ma");
    let visit = visited(&device).await;
    altered(&device);
    let app = Arc::clone(&device.app);
    let running = tokio::spawn(async move { app.run().await });
    assert_eq!(device.call("sync_status", json!(null)).await["damaged"], false);
    until(&device.app, App::is_damaged).await;
    assert_eq!(device.call("sync_status", json!(null)).await["damaged"], true);
    assert_eq!(last_sound(&device.app), None);
    // Nothing stops before the person wants it to.
    device.answer(&visit, "T1", json!({ "kind": "count", "n": 1 })).await;

    let Device { app, dir, .. } = device;
    put_down(app).await;
    running.await.unwrap();
    let report = repair_folder(dir.path()).unwrap();
    assert!(report.enrolled && report.commits > 0, "{report:?}");
    let app = App::open(dir.path(), AppOptions::new(DoorKind::App)).unwrap();
    assert!(app.look().unwrap() && !app.is_damaged());
    let value: String =
        app.store().read(|conn| Ok(conn.query_row("SELECT value FROM answer WHERE id = ?1", [format!("{visit}/H1")], |row| row.get(0))?)).unwrap();
    assert!(value.contains('2'), "what was signed, and not what the memory made of it: {value}");
}

#[tokio::test(start_paused = true)]
async fn sound_data_is_looked_at_once_a_day_and_not_while_somebody_taps() {
    let device = Device::new("ma");
    let visit = visited(&device).await;
    let app = Arc::clone(&device.app);
    let running = tokio::spawn(async move { app.run().await });
    for n in 0..5 {
        tokio::time::sleep(Duration::from_secs(45)).await;
        device.answer(&visit, "H1", json!({ "kind": "count", "n": n })).await;
        assert_eq!(last_sound(&device.app), None, "somebody is at work");
    }
    until(&device.app, |app| last_sound(app).is_some()).await;
    let first = last_sound(&device.app);
    tokio::time::sleep(Duration::from_secs(23 * 60 * 60)).await;
    assert_eq!(last_sound(&device.app), first);
    until(&device.app, |app| last_sound(app) != first).await;
    // Opened anew on the same day, there is nothing to do.
    let second = last_sound(&device.app);
    device.app.close().unwrap();
    running.await.unwrap();
    let device = device.restarted();
    let app = Arc::clone(&device.app);
    let running = tokio::spawn(async move { app.run().await });
    tokio::time::sleep(Duration::from_secs(60 * 60)).await;
    assert_eq!(last_sound(&device.app), second);
    device.app.close().unwrap();
    running.await.unwrap();
}
