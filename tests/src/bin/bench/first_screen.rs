//! The inspector's first screen over a replica that holds a district-year, against one whose district has only been laid out.

use crate::apply::PAGE;
use crate::measure::{Measure, median};
use crate::year::{Year, inspections};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use xuncun_app::api::{DoorKind, Today};
use xuncun_app::{App, AppOptions};
use xuncun_demo::populate::{NewDevice, Office};
use xuncun_journal::page::PullReply;
use xuncun_journal::{DeviceId, DeviceKey, Entry, PublicKey};
use xuncun_store::{Identity, Store};
use xuncun_sync::protocol::{PullRequest, Session};
use xuncun_tests::district::{founded, untouched};

const LOOKS: usize = 60;

pub async fn measure() -> Vec<Measure> {
    let folder = tempfile::tempdir().unwrap();
    let (district, plan) = untouched();
    let office = founded(&folder.path().join("server"), &district, &plan).await;
    let mut year = Year::new();
    year.register(&office).await;
    let inspector = &district.guide.inspector;
    let (_, entries) = pulled(&office, inspector).await;
    let empty = replica(&folder.path().join("empty"), &office, inspector, &entries);
    let holding = replica(&folder.path().join("year"), &office, inspector, &entries);
    let commits: Vec<Entry> = (0..inspections()).map(|n| year.inspection(n)).collect();
    for page in commits.chunks(PAGE) {
        assert_eq!(holding.store().apply(page).unwrap().applied, page.len());
    }
    let (mut ours, mut against) = (Vec::new(), Vec::new());
    for _ in 0..LOOKS {
        ours.push(look(&holding).await);
        against.push(look(&empty).await);
    }
    let said = format!("with {} inspections", commits.len());
    vec![Measure::ratio("first_screen_time", 1.3, (&said, median(ours)), ("with none", median(against)))]
}

async fn look(app: &Arc<App>) -> Duration {
    let begun = Instant::now();
    let caller = app.device_caller().unwrap();
    let today = app.dispatch(&caller, "today", json!({ "position": null })).await.unwrap();
    app.dispatch(&caller, "status", Value::Null).await.unwrap();
    app.dispatch(&caller, "sync_status", Value::Null).await.unwrap();
    let time = begun.elapsed();
    let today: Today = serde_json::from_value(today).unwrap();
    assert!(today.assigned > 0 && !today.cards.is_empty());
    time
}

/// A session of that person's device, and everything that they may read.
pub async fn pulled(office: &dyn Office, person: &str) -> (Session, Vec<Entry>) {
    let key = DeviceKey::from_bytes(&[77; 32]);
    let device = NewDevice { public_key: *key.public().as_bytes(), person: person.to_owned(), name: "平板".into(), valid_from: 0 };
    let session = office.add_device(device).await.unwrap();
    let (mut cursor, mut entries) = (None, Vec::new());
    loop {
        let page = office.protocol().pull(&session, PullRequest { cursor, max_bytes: None }).await.unwrap();
        let page = PullReply::decode(&page).unwrap();
        entries.extend(page.entries);
        if !page.more {
            return (session, entries);
        }
        cursor = Some(page.cursor);
    }
}

/// A device of that person's that holds so much.
pub fn replica(folder: &Path, office: &dyn Office, person: &str, entries: &[Entry]) -> Arc<App> {
    let store = Store::open(folder).unwrap();
    let identity = Identity {
        key: DeviceKey::from_bytes(&[77; 32]),
        district: xuncun_demo::COUNTY.into(),
        district_name: xuncun_demo::COUNTY_NAME.into(),
        root_key: PublicKey::from_bytes(&office.root_public_key()).unwrap(),
        server_url: String::new(),
        token: String::new(),
        person: person.to_owned(),
        server_device: DeviceId(office.server_device()),
    };
    store.set_identity(&identity).unwrap();
    for page in entries.chunks(PAGE) {
        store.apply(page).unwrap();
    }
    App::over(Arc::new(store), AppOptions::new(DoorKind::App))
}
