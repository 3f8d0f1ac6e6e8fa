//! Writes the demo district through the doors that real people use.
//!
//! The place, its people and their rights are signed by the district's root key; rounds, visits and verdicts are written by devices of
//! their own, each with a replica and a key from the seed, and pushed through the protocol like anybody's.

mod cases;
mod device;
mod pictures;
mod reader;
mod record;
mod rows;

use crate::plan::Plan;
use crate::scene::SceneError;
use crate::{District, Outcome, PlannedCase, PlannedVisit};
use async_trait::async_trait;
use device::DemoDevice;
use pictures::Pictures;
use reader::Reader;
use record::Recorded;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use xuncun_domain::Millis;
use xuncun_domain::calendar::{Calendar, DEFAULT_CALENDAR};
use xuncun_domain::standard::Standard;
use xuncun_journal::Value;
use xuncun_sync::protocol::{Protocol, ProtocolError, Session};

/// A row for the root key to sign.
#[derive(Debug, Clone, PartialEq)]
pub struct RootRow {
    /// Table, e.g. `division`.
    pub table: &'static str,
    /// Stream, e.g. `629900/open`.
    pub stream: String,
    /// Row id.
    pub id: String,
    /// Columns.
    pub columns: Vec<(&'static str, Value)>,
}

/// A device of somebody in the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDevice {
    /// Ed25519 public key.
    pub public_key: [u8; 32],
    /// Whose it is.
    pub person: String,
    /// Name in the district's list.
    pub name: String,
    /// Since when, milliseconds since 1970.
    pub valid_from: Millis,
}

/// The district's office, as far as the demo needs it: the server implements it over its own storage and root key.
#[async_trait]
pub trait Office: Send + Sync {
    /// Signs rows with the root key.
    async fn put(&self, rows: Vec<RootRow>) -> Result<(), DemoError>;
    /// Registers a device and signs it in.
    async fn add_device(&self, device: NewDevice) -> Result<Session, DemoError>;
    /// The way in for commits and photographs.
    fn protocol(&self) -> Arc<dyn Protocol>;
    /// The root's public key.
    fn root_public_key(&self) -> [u8; 32];
    /// Id of the server's own device.
    fn server_device(&self) -> [u8; 16];
}

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The office refused or failed.
    #[error("office: {0}")]
    Office(String),
    /// The server refused or failed.
    #[error("protocol: {0}")]
    Protocol(#[from] ProtocolError),
    /// The server refused a commit of the demo: its rows break a rule.
    #[error("a commit of {stream} was refused: {code}")]
    Refused {
        /// Stream.
        stream: String,
        /// Refusal code.
        code: String,
    },
    /// A replica failed.
    #[error("store: {0}")]
    Store(#[from] xuncun_store::StoreError),
    /// The app could not show a visit.
    #[error("app: {0}")]
    App(#[from] xuncun_app::AppError),
    /// A page could not be made or read.
    #[error("journal: {0}")]
    Journal(#[from] xuncun_journal::JournalError),
    /// A picture could not be drawn.
    #[error(transparent)]
    Scene(#[from] SceneError),
    /// A picture was not taken for a photograph.
    #[error("photo: {0}")]
    Photo(#[from] xuncun_photo::PhotoError),
    /// The shipped standard or calendar is broken.
    #[error("document: {0}")]
    Document(String),
    /// A thread of the demo ended early.
    #[error("a thread ended early: {0}")]
    Thread(#[from] tokio::task::JoinError),
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Villages.
    pub villages: usize,
    /// Visits of both rounds.
    pub visits: usize,
    /// Photographs.
    pub photos: usize,
    /// Devices.
    pub devices: usize,
}

/// Makes the district of `seed` as of `now` in an empty district. `scratch` is an empty folder for the devices' replicas; it is the caller's to remove.
pub async fn populate(office: &dyn Office, seed: u64, now: Millis, scratch: &Path) -> Result<Summary, DemoError> {
    let district = District::generate(seed);
    let plan = Plan::make(&district, &standard()?, &calendar()?, now);
    write(office, &district, &plan, now, scratch).await
}

fn calendar() -> Result<Calendar, DemoError> {
    Calendar::load(DEFAULT_CALENDAR).map_err(|error| DemoError::Document(error.to_string()))
}

fn standard() -> Result<Standard, DemoError> {
    Standard::default_standard().map_err(|error| DemoError::Document(error.to_string()))
}

/// Writes a district and a plan, which may have been changed since they were made, into an empty district.
pub async fn write(office: &dyn Office, district: &District, plan: &Plan, now: Millis, scratch: &Path) -> Result<Summary, DemoError> {
    let standard = standard()?;
    let calendar = calendar()?;
    let after = plan.cases().filter_map(|case| case.after.clone());
    let drawing = tokio::spawn(Pictures::draw(plan.visits.iter().flat_map(|visit| visit.photos.clone()).chain(after).collect()));

    office.put(rows::district(district)).await?;
    office.put(rows::people(district, now)).await?;
    office.put(rows::documents(district, &standard, &calendar)).await?;
    tracing::info!(villages = district.villages.len(), people = district.people.len(), "the district is laid out");

    let mut devices = enrol(office, district, plan, scratch).await?;
    let pictures = drawing.await??;
    tracing::info!(photos = pictures.len(), "the scenes are drawn");

    let supervisor = devices.get_mut(&district.guide.supervisor).ok_or_else(|| DemoError::Office("no supervisor".into()))?;
    record::rounds(supervisor, district, plan, &standard)?;
    supervisor.push().await?;
    let mut reviews = Vec::new();
    for visit in &plan.visits {
        let Some(device) = devices.get_mut(&visit.inspector) else { continue };
        let recorded = record::visit(device, visit, &standard, &pictures)?;
        if matches!(visit.outcome, Outcome::Returned(_) | Outcome::Accepted) {
            reviews.push((visit, recorded));
        }
    }
    for device in devices.values_mut() {
        device.push().await?;
    }
    let round_names: BTreeMap<&str, &str> = plan.rounds.iter().map(|round| (round.id.as_str(), round.name.as_str())).collect();
    let supervisor = devices.get(&district.guide.supervisor).filter(|_| !reviews.is_empty());
    let reader = match supervisor {
        Some(supervisor) => Some(Reader::pull(office, supervisor, &scratch.join("reader")).await?),
        None => None,
    };
    // Each device's clock goes forward alone: what happened is written in the order in which it did.
    let mut events: Vec<(Millis, Event<'_>)> = Vec::new();
    events.extend(reviews.iter().filter_map(|(visit, recorded)| Some((visit.reviewed_at?, Event::Review(visit, recorded)))));
    events.extend(plan.cases().flat_map(|case| case.steps.iter().enumerate().map(move |(n, step)| (step.at, Event::Step(case, n)))));
    events.sort_by_key(|(at, _)| *at);
    let taken_by = |case: &PlannedCase| {
        let visit = plan.visits.iter().find(|visit| visit.facts.sightings.iter().any(|sighting| sighting.id == case.sighting.id));
        visit.map(|visit| visit.inspector.as_str()).unwrap_or_default()
    };
    for (_, event) in events {
        match event {
            Event::Review(visit, recorded) => {
                let Some((supervisor, reader)) = devices.get(&district.guide.supervisor).zip(reader.as_ref()) else { continue };
                let name = round_names.get(visit.facts.visit.round.as_str()).copied().unwrap_or_default();
                let deductions = reader.deductions(&visit.facts.visit.id).await?;
                record::review(supervisor, visit, recorded, name, deductions)?;
            }
            Event::Step(case, n) => {
                let Some(device) = devices.get_mut(&case.steps[n].person) else { continue };
                cases::step(device, case, n, taken_by(case), &calendar.id, &pictures)?;
            }
        }
    }
    for device in devices.values_mut() {
        device.push().await?;
    }
    Ok(Summary { villages: district.villages.len(), visits: plan.visits.len(), photos: pictures.len(), devices: devices.len() })
}

/// Something that happened after the visits.
enum Event<'a> {
    Review(&'a PlannedVisit, &'a Recorded),
    Step(&'a PlannedCase, usize),
}

/// A device for the supervisor and for everybody who has inspected or taken a step.
async fn enrol(office: &dyn Office, district: &District, plan: &Plan, scratch: &Path) -> Result<BTreeMap<String, DemoDevice>, DemoError> {
    let mut people: Vec<&str> = plan.visits.iter().map(|visit| visit.inspector.as_str()).collect();
    people.push(&district.guide.supervisor);
    people.extend(plan.cases().flat_map(|case| case.steps.iter().map(|step| step.person.as_str())));
    people.sort_unstable();
    people.dedup();
    let mut devices = BTreeMap::new();
    for person in people {
        let device = DemoDevice::enrol(office, district, person, plan.rounds[0].period.from.start(), scratch).await?;
        devices.insert(person.to_string(), device);
    }
    Ok(devices)
}
