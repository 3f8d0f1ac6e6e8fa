//! What must hold on the way and at the end, and the calm in which a story ends.

use super::check;
use super::device::{Device, Life};
use super::erasure;
use super::ledger;
use super::people::Person;
use super::safe::Mood;
use super::world::{MINUTE, World};
use std::collections::{BTreeMap, BTreeSet};
use xuncun_domain::grant::{ReadScope, readable};

/// Exchanges a device within which all must be equal once the faults have stopped.
pub const EXCHANGES: usize = 20;

impl World {
    async fn found(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if self.server.is_up() {
            ledger::on_server(&self.server.endpoint(), &mut found).await;
        }
        for device in self.devices.iter().filter(|device| device.life != Life::Gone) {
            ledger::on_device(device, &mut found);
        }
        found
    }

    /// Every acknowledged tap is on the server or on a living device.
    pub(super) async fn nothing_is_lost(&mut self) -> Result<(), check::Wrong> {
        if !self.server.is_up() {
            self.server.start().await;
        }
        let found = self.found().await;
        if let Some(tap) = self.ledger().missing(&found).first() {
            return Err(format!("a tap is lost: {}", tap.told));
        }
        // What follows may take a device away, and with it what it was wrongly told.
        for device in self.devices.iter().filter(|device| device.life != Life::Gone) {
            let person = self.people.iter().find(|person| person.id == device.person);
            check::nothing_rightful_is_refused(device, person.map_or(&[], |person| &person.grants), self.now())?;
        }
        Ok(())
    }

    /// What is nowhere now was taken, as the story told.
    pub(super) async fn excuse(&mut self) {
        if !self.server.is_up() {
            self.server.start().await;
        }
        let found = self.found().await;
        let excused = self.ledger().excuse(&found);
        if excused > 0 {
            self.tell(format!("{excused} taps went with it"));
        }
    }

    /// The faults stop. Within a bounded number of exchanges all are equal, and everything is there.
    pub async fn settle(&mut self) -> Result<(), check::Wrong> {
        {
            let mut air = self.air();
            (air.trouble, air.largest_page) = (0, None);
        }
        if let Some(safe) = &self.server.safe
            && safe.mood() != Mood::Dead
        {
            safe.set_mood(Mood::Well);
        }
        self.server.start().await;
        self.tell("the faults stop");
        self.settling = true;
        for device in &self.devices {
            device.line.cut(false);
        }
        for round in 0..EXCHANGES {
            let before = self.server.last_position();
            let mut well = true;
            for at in 0..self.devices.len() {
                if self.devices[at].life != Life::Gone {
                    self.pass(MINUTE).await;
                    well &= self.exchange(at).await?;
                }
            }
            self.pass(10 * MINUTE).await;
            if round == 5 {
                self.server.end_recovery().await;
            } else if well && !self.server.recovering && self.server.last_position() == before && self.hold().await.is_ok() {
                // Nobody has anything to say any more, and what must hold does.
                return Ok(());
            }
        }
        self.hold().await
    }

    /// Everything that must hold at the end.
    async fn hold(&mut self) -> Result<(), check::Wrong> {
        self.nothing_is_lost().await?;
        check::server_is_sound(&self.server).await?;
        let living: Vec<&Device> = self.devices.iter().filter(|device| device.life != Life::Gone).collect();
        let erased = self.server.endpoint().storage().erasures().await.map_err(|error| error.to_string())?;
        for device in &living {
            erasure::is_gone(device, &erased)?;
            check::delivered(device)?;
            check::conflicts_are_shown(device)?;
            let person = self.people.iter().find(|person| person.id == device.person);
            let ever: Vec<ReadScope> = person.iter().flat_map(|person| &person.grants).map(|grant| readable([grant], grant.valid_from)).collect();
            check::reads_no_more(device, &ever)?;
        }
        let reference = self.server.reference(&self.folder.join(format!("reference-{}", self.exchanges)), &self.clock, &self.air).await?;
        let now = self.now();
        // A move that a restored server forgot before any device heard of it never was.
        let grants = |person: &Person| if self.restored { reference.screen().grants_of(&person.id) } else { person.grants.clone() };
        let scopes: BTreeMap<&str, ReadScope> = self.people.iter().map(|person| (person.id.as_str(), readable(&grants(person), now))).collect();
        let compared: Vec<(&Device, ReadScope)> =
            living.iter().filter_map(|device| Some((*device, scopes.get(device.person.as_str())?.clone()))).collect();
        check::equal(reference.store(), &compared)?;
        self.what_left_is_held(&reference).await?;
        let scores = check::scores_are_equal(&reference.screen(), &compared)?;
        if let Some(newcomer) = &self.newcomer {
            newcomer.is_carried(reference.store())?;
        }
        *self.air().counts.entry("scores compared").or_default() += scores as u64;
        Ok(())
    }
}
