//! Who is who in a story: its people, their devices and grants, and what happens to those.

use super::chance::Chance;
use super::check;
use super::device::{Device, Life};
use super::safehouse::COUNTY;
use super::work::VILLAGES;
use super::world::{BEGIN, DAY, World};
use xuncun_domain::grant::{Grant, Role};
use xuncun_server::endpoint::Endpoint;
use xuncun_server::endpoint::office::{NewPerson, RootRow};

/// Whose the newer app is. It keeps its grant: it has no replica, and could not bring back what it was refused.
pub(super) const NEWCOMER: &str = "insp-5";

/// A person with every grant that he or she ever had.
pub(super) struct Person {
    pub id: String,
    pub role: Role,
    pub grants: Vec<Grant>,
}

impl World {
    /// A person joins, with a first grant.
    pub(super) async fn add_person(&mut self, id: &str, role: Role, prefix: &str) {
        let prefixes = vec![prefix.parse().unwrap()];
        let valid_from = BEGIN - DAY;
        let person = NewPerson {
            id: id.into(),
            name: id.into(),
            title: String::new(),
            role,
            prefixes: prefixes.clone(),
            valid_from,
            valid_to: None,
            team: None,
        };
        self.server.endpoint().add_person(person).await.unwrap();
        let grant = Grant { id: format!("{id}/{role}"), person: id.into(), role, prefixes, valid_from, valid_to: None, team: None };
        self.people.push(Person { id: id.into(), role, grants: vec![grant] });
    }

    /// The person gets one more device.
    pub(super) async fn enrol(&mut self, person: usize, dice: &mut Chance) {
        let id = self.people[person].id.clone();
        let name = format!("{id}@{}", self.devices.len());
        let link = self.server.endpoint().invite(&id, DAY).await.unwrap();
        let folder = self.folder.join(format!("device-{}", self.devices.len()));
        let mut device = Device::new(name, id, folder, &self.clock, &self.server.place, &self.air);
        device.enrol(&link, dice).await;
        device.exchange().await;
        self.devices.push(device);
    }

    /// What the app asks a person for, when a key is used twice or the server has forgotten the device.
    pub(super) async fn sign_in_again(&mut self, at: usize, problem: &str) -> Result<(), check::Wrong> {
        // A tablet that was handed in is asked about only where it does not come to its end: its key is in use elsewhere.
        let asked = self.devices[at].life == Life::Used || self.settling;
        if !self.is_well() || self.server.recovering || self.devices[at].line.is_cut() || !asked {
            return Ok(());
        }
        self.devices[at].life = Life::Used;
        let trouble = std::mem::take(&mut self.air().trouble);
        self.count("people who signed in again");
        self.tell(format!("{} signs in again on {} after {problem}", self.devices[at].person, self.devices[at].name));
        let link = self.server.endpoint().invite(&self.devices[at].person, DAY).await.map_err(|error| error.to_string())?;
        let mut dice = Chance::of(self.seed, self.now().unsigned_abs() ^ at as u64);
        self.devices[at].renew(&link, &mut dice).await?;
        self.air().trouble = trouble;
        Ok(())
    }

    /// Somebody is moved to another village or township.
    pub(super) async fn grant_moves(&mut self, dice: &mut Chance, now: i64) -> Result<(), check::Wrong> {
        if !self.is_well() || self.server.recovering {
            return Ok(());
        }
        let at = dice.below(self.people.len());
        if self.people[at].role == Role::Supervisor || self.people[at].id == NEWCOMER {
            return Ok(());
        }
        let village = *dice.pick(&VILLAGES).unwrap_or(&VILLAGES[0]);
        let prefix = match self.people[at].role {
            Role::Township => &village[..9],
            Role::Inspector if dice.one_in(2) => &village[..9],
            _ => village,
        };
        let endpoint = self.server.endpoint();
        let person = &mut self.people[at];
        let mut rows = Vec::new();
        if let Some(last) = person.grants.last_mut() {
            last.valid_to = Some(now);
            rows.push(grant_row(&endpoint, last));
        }
        let id = format!("{}/{}/{}", person.id, person.role, person.grants.len());
        let grant = Grant {
            id,
            person: person.id.clone(),
            role: person.role,
            prefixes: vec![prefix.parse().unwrap()],
            valid_from: now,
            valid_to: None,
            team: None,
        };
        rows.push(grant_row(&endpoint, &grant));
        person.grants.push(grant);
        let told = format!("{} moves to {prefix}", person.id);
        endpoint.sign_rows(rows).await.map_err(|error| error.to_string())?;
        self.count("grants moved");
        self.tell(told);
        Ok(())
    }
}

fn grant_row(endpoint: &Endpoint, grant: &Grant) -> RootRow {
    let prefixes: Vec<String> = grant.prefixes.iter().map(ToString::to_string).collect();
    let columns = vec![
        ("person".into(), grant.person.as_str().into()),
        ("role".into(), grant.role.as_str().into()),
        ("prefixes".into(), serde_json::json!(prefixes).to_string().into()),
        ("valid_from".into(), grant.valid_from.into()),
        ("valid_to".into(), grant.valid_to.into()),
    ];
    endpoint.row("grant", grant.id.clone(), columns)
}

/// The people of every story.
pub(super) fn cast() -> Vec<(&'static str, Role, &'static str)> {
    vec![
        ("sup-1", Role::Supervisor, COUNTY),
        ("sup-2", Role::Supervisor, COUNTY),
        ("insp-1", Role::Inspector, COUNTY),
        ("insp-2", Role::Inspector, COUNTY),
        ("insp-3", Role::Inspector, "629900100"),
        ("insp-4", Role::Inspector, "629900101"),
        ("insp-5", Role::Inspector, COUNTY),
        ("cadre-1", Role::Cadre, VILLAGES[0]),
        ("cadre-2", Role::Cadre, VILLAGES[1]),
        ("cadre-3", Role::Cadre, VILLAGES[2]),
        ("cadre-4", Role::Cadre, VILLAGES[3]),
        ("cadre-5", Role::Cadre, VILLAGES[4]),
        ("town-1", Role::Township, "629900100"),
        ("town-2", Role::Township, "629900101"),
    ]
}
