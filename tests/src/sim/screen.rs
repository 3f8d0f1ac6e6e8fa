//! What a person has in hand: a device's replica, and the clock on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use xuncun_app::api::DoorKind;
use xuncun_app::{App, AppOptions};
use xuncun_domain::grant::{Action, Grant, may};
use xuncun_domain::stream::StreamId;
use xuncun_domain::table::table;
use xuncun_store::query::people::{self, VersionedGrant};
use xuncun_store::{Actor, Store};

/// A device as the person before it has it.
#[derive(Clone)]
pub struct Screen {
    /// The device's name in the story.
    pub device: String,
    /// The person.
    pub person: String,
    pub(super) store: Arc<Store>,
    pub(super) skew: Arc<AtomicI64>,
}

impl Screen {
    /// The replica.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The app's commands over it.
    pub fn app(&self) -> Arc<App> {
        App::over(self.store.clone(), AppOptions::new(DoorKind::App))
    }

    /// What its own clock shows.
    pub fn clock_ms(&self, now: i64) -> i64 {
        now + self.skew.load(Ordering::SeqCst)
    }

    /// A person's grants as this device knows them, each with its version.
    fn versions_of(&self, person: &str) -> Vec<VersionedGrant> {
        self.store().read(|conn| Ok(people::grants(conn, person)?)).unwrap()
    }

    /// A person's grants as this device knows them.
    pub fn grants_of(&self, person: &str) -> Vec<Grant> {
        self.versions_of(person).into_iter().map(|held| held.grant).collect()
    }

    /// Under which grant the person may write these rows, as far as the device knows; else nobody writes them here.
    pub fn actor(&self, name: &str, stream: &StreamId, now: i64) -> Option<Actor> {
        let clock_ms = self.clock_ms(now);
        let believed = clock_ms + self.store().clock_offset_ms().unwrap();
        let table = table(name)?;
        let held = self.versions_of(&self.person).into_iter().find(|held| may(&held.grant, Action::Write, stream, table, believed).is_ok())?;
        Some(Actor { person: self.person.clone(), grant: held.grant.id, grant_version: held.version, clock_ms })
    }
}
