//! What a person has in hand: a device's replica, and the clock on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use xuncun_app::api::DoorKind;
use xuncun_app::{App, AppOptions};
use xuncun_domain::grant::{Action, Grant, Role, may};
use xuncun_domain::stream::StreamId;
use xuncun_domain::table::table;
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

    /// A person's grants as this device knows them.
    pub fn grants_of(&self, person: &str) -> Vec<Grant> {
        let sql = "SELECT id, role, prefixes, valid_from, valid_to, team FROM \"grant\" WHERE person = ?1 AND deleted = 0 ORDER BY id";
        self.store()
            .read(|conn| {
                let mut query = conn.prepare(sql)?;
                let mut rows = query.query([person])?;
                let mut grants = Vec::new();
                while let Some(row) = rows.next()? {
                    let (role, prefixes): (String, String) = (row.get(1)?, row.get(2)?);
                    grants.push(Grant {
                        id: row.get(0)?,
                        person: person.to_owned(),
                        role: role.parse().unwrap_or(Role::Cadre),
                        prefixes: serde_json::from_str(&prefixes).unwrap_or_default(),
                        valid_from: row.get(3)?,
                        valid_to: row.get(4)?,
                        team: row.get(5)?,
                    });
                }
                Ok(grants)
            })
            .unwrap()
    }

    /// Under which grant the person may write these rows, as far as the device knows; else nobody writes them here.
    pub fn actor(&self, name: &str, stream: &StreamId, now: i64) -> Option<Actor> {
        let clock_ms = self.clock_ms(now);
        let believed = clock_ms + self.store().clock_offset_ms().unwrap();
        let table = table(name)?;
        let grant = self.grants_of(&self.person).into_iter().find(|grant| may(grant, Action::Write, stream, table, believed).is_ok())?;
        Some(Actor { person: self.person.clone(), grant: grant.id, grant_version: 1, clock_ms })
    }
}
