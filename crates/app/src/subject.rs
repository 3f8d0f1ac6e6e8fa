//! What a photograph or a voice note is of: a visit, or a finding.

use crate::edit::check_editable;
use crate::finding::FindingRecord;
use crate::photo_row::Owner;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::stream::StreamId;
use xuncun_store::Actor;
use xuncun_store::query::Connection;
use xuncun_store::query::photo::Photo;
use xuncun_store::query::voice::Voice;

/// As it stands.
pub enum Subject {
    Visit(Box<Record>),
    Finding(Box<FindingRecord>),
}

/// Which one: exactly one of the two is given.
#[derive(Debug, Clone, Copy)]
pub struct SubjectRef<'a> {
    pub inspection: Option<&'a str>,
    pub finding: Option<&'a str>,
}

impl SubjectRef<'_> {
    fn unclear() -> AppError {
        AppError::new(ErrorCode::BadRequest).with("detail", "inspection, finding")
    }

    /// The caller as the author of rows of these tables that belong to it.
    ///
    /// # Errors
    /// `bad_request` (neither, or both), `forbidden`, `inspection_unknown`, `finding_unknown`, `device_retired`.
    pub fn actor(&self, app: &App, caller: &Caller, tables: &[&'static str]) -> Result<Actor, AppError> {
        match (self.inspection, self.finding) {
            (Some(inspection), None) => app.inspector(caller, inspection),
            (None, Some(finding)) => {
                let stream = app.read(|conn| Ok(FindingRecord::load(conn, caller, finding)?.stream))?;
                let writes: Vec<_> = tables.iter().map(|table| (&stream, *table)).collect();
                caller.actor(&writes, app.wall())
            }
            _ => Err(Self::unclear()),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// `bad_request` (neither, or both), and those of reading a visit or a finding.
    pub fn load(&self, app: &App, conn: &Connection, caller: &Caller) -> Result<Subject, AppError> {
        match (self.inspection, self.finding) {
            (Some(inspection), None) => Ok(Subject::Visit(Box::new(Record::load(conn, &app.standards, caller, inspection)?))),
            (None, Some(finding)) => Ok(Subject::Finding(Box::new(FindingRecord::load(conn, caller, finding)?))),
            _ => Err(Self::unclear()),
        }
    }
}

impl Subject {
    /// The stream of what is said of it, and of what is seen outdoors.
    pub fn stream(&self) -> StreamId {
        match self {
            Self::Visit(record) => record.stream,
            Self::Finding(record) => record.stream,
        }
    }

    /// The photograph of that id.
    pub fn photo(&self, id: &str) -> Result<&Photo, AppError> {
        match self {
            Self::Visit(record) => record.photo(id),
            Self::Finding(record) => record.photo(id),
        }
    }

    /// The voice note of that id.
    pub fn voice(&self, id: &str) -> Result<&Voice, AppError> {
        match self {
            Self::Visit(record) => record.voice(id),
            Self::Finding(record) => record.voice(id),
        }
    }

    /// May something be added where it stands? To a finding always: whoever comes by late still has something to show and to say.
    pub fn check(&self, conn: &Connection, caller: &Caller) -> Result<(), AppError> {
        match self {
            Self::Visit(record) => check_editable(conn, caller, record),
            Self::Finding(_) => Ok(()),
        }
    }

    /// Whom of it something belongs to.
    pub fn owner<'a>(&'a self, item: Option<&'a str>, sighting: Option<&'a str>) -> Result<Owner<'a>, AppError> {
        match self {
            Self::Visit(record) => Owner::of(record, item, sighting),
            Self::Finding(record) => Ok(Owner::finding(record)),
        }
    }
}
