//! Findings (问题): made of what was seen, or reported by a village itself, and taken through their loop.
//!
//! Where one stands, and who may do what about it, `xuncun_domain::step` says; here are the commands over it.

mod assign;
mod casebook;
mod copied;
mod filters;
mod list;
mod look_back;
pub mod maker;
mod owner;
mod report;
mod same;
mod same_place;
mod take_step;
mod terms;
mod view;

pub use assign::assign;
pub use casebook::Casebook;
pub use filters::finding_filters;
pub use list::{Filter, Line, findings, lines};
pub use look_back::{draw_look_back, look_backs};
pub use owner::set_owner;
pub use report::report_finding;
pub use same::{Known, findings_near, link_sighting};
pub use same_place::say_same;
pub use take_step::take_step;
pub use view::{Shown, whole};

use crate::api::{FindingRef, FindingView};
use crate::app::stream;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::grant::Role;
use xuncun_domain::step::{Case, case};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_domain::{finding as rules, photo_code};
use xuncun_store::query::finding::{self, Finding, StepRow};
use xuncun_store::query::photo::{self, Photo};
use xuncun_store::query::voice::{self, Voice};
use xuncun_store::query::{Connection, people};

/// A finding as the replica holds it, with what derives from it.
pub struct FindingRecord {
    /// The village's `open` stream, where all of it lies but whose it is.
    pub stream: StreamId,
    pub row: Finding,
    pub steps: Vec<StepRow>,
    pub case: Case,
    pub photos: Vec<Photo>,
    pub voices: Vec<Voice>,
}

impl FindingRecord {
    /// Reads the finding of that id, or of that code, if the caller may.
    ///
    /// # Errors
    /// `not_enrolled`, `finding_unknown`, `forbidden`.
    pub fn load(conn: &Connection, caller: &Caller, id: &str) -> Result<Self, AppError> {
        caller.person()?;
        let row = match finding::finding(conn, id)? {
            None if photo_code::beginning(id).is_some() => with_code(conn, caller, id)?,
            found => found,
        };
        // To somebody without any rights, an id says nothing, not even that it is unknown.
        let unknown = if caller.roles().is_empty() { ErrorCode::Forbidden } else { ErrorCode::FindingUnknown };
        let row = row.ok_or(unknown)?;
        let stream = stream(&row.village, Class::Open)?;
        caller.check_read(&stream)?;
        let steps = finding::steps(conn, &row)?;
        let case = case(&steps.iter().map(|row| row.step.clone()).collect::<Vec<_>>());
        let photos = photo::of_finding(conn, &row)?;
        let voices = voice::of_finding(conn, &row)?;
        Ok(Self { stream, row, steps, case, photos, voices })
    }

    /// The photograph of that id.
    pub fn photo(&self, id: &str) -> Result<&Photo, AppError> {
        self.photos.iter().find(|photo| photo.id == id).ok_or_else(|| ErrorCode::PhotoUnknown.into())
    }

    /// The voice note of that id.
    pub fn voice(&self, id: &str) -> Result<&Voice, AppError> {
        self.voices.iter().find(|voice| voice.id == id).ok_or_else(|| ErrorCode::VoiceUnknown.into())
    }

    /// Did that person say it, and does no step say it yet?
    pub fn is_unsaid(&self, voice: &Voice, person: &str) -> bool {
        voice.stamp.author == person && !self.steps.iter().any(|row| row.voices.contains(&voice.id))
    }

    /// As what the caller may take steps about it.
    pub fn roles(&self, conn: &Connection, caller: &Caller) -> Result<Vec<Role>, AppError> {
        let own = people::duties(conn, caller.person()?)?.contains(&self.row.village);
        Ok(roles(caller, &self.stream, own))
    }
}

/// As what the caller may take steps about what lies there. Nobody inspects a village that they answer for (包抓).
fn roles(caller: &Caller, stream: &StreamId, answers_for_it: bool) -> Vec<Role> {
    let mut roles = caller.roles_for(stream, "step");
    roles.retain(|role| !(answers_for_it && *role == Role::Inspector));
    roles
}

/// The finding that bears a code, of those that the caller sees; of several the first.
fn with_code(conn: &Connection, caller: &Caller, code: &str) -> Result<Option<Finding>, AppError> {
    let wanted = photo_code::beginning(code);
    let bears = |id: &str, village: &str| photo_code::beginning(&rules::code(id)) == wanted && caller.reads_in(village, Class::Open);
    let found = finding::ids(conn)?.into_iter().find(|(id, village)| bears(id, village));
    Ok(found.map(|(id, _)| finding::finding(conn, &id)).transpose()?.flatten())
}

/// One finding, whole.
///
/// # Errors
/// Those of [`FindingRecord::load`].
pub fn finding(app: &App, caller: &Caller, args: FindingRef) -> Result<FindingView, AppError> {
    app.read(|conn| view::whole(app, conn, caller, &FindingRecord::load(conn, caller, args.finding.trim())?))
}
