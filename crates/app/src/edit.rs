//! Changing a visit: the one way for every command that does.

use crate::api::InspectionView;
use crate::app::stream;
use crate::names::Names;
use crate::pictures::Pictures;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode, view};
use uuid::Uuid;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Value;
use xuncun_store::query::{Connection, people, visit};
use xuncun_store::{Actor, WriteTx};

/// Everything that an inspector records in a visit lies in the village's `work` stream: who may write one table of these may write all.
const TABLES: [&str; 9] = ["inspection", "answer", "sighting", "photo", "rendition", "photo_fix", "photo_mark", "voice_note", "submission"];

impl App {
    /// Changes a visit in one transaction and shows it as it is then. The caller is checked again on what the transaction sees.
    pub(crate) fn edit(
        &self,
        caller: &Caller,
        inspection: &str,
        change: impl FnOnce(&mut WriteTx<'_, '_>, &Record) -> Result<(), AppError>,
    ) -> Result<InspectionView, AppError> {
        let actor = self.inspector(caller, inspection)?;
        self.store.try_write(&actor, |tx| {
            let record = Record::load(tx.conn(), &self.standards, caller, inspection)?;
            check_editable(tx.conn(), caller, &record)?;
            change(tx, &record)?;
            self.show(tx.conn(), caller, inspection)
        })
    }

    /// The visit as it is, for this caller.
    pub(crate) fn show(&self, conn: &Connection, caller: &Caller, inspection: &str) -> Result<InspectionView, AppError> {
        let record = Record::load(conn, &self.standards, caller, inspection)?;
        self.show_record(conn, caller, &record)
    }

    /// A visit that was read already, for this caller.
    pub(crate) fn show_record(&self, conn: &Connection, caller: &Caller, record: &Record) -> Result<InspectionView, AppError> {
        let editable = check_editable(conn, caller, record).is_ok();
        view::inspection(record, &Names::new(conn), &Pictures::of(self), editable)
    }

    /// The caller as the author of rows of a visit.
    pub(crate) fn inspector(&self, caller: &Caller, inspection: &str) -> Result<Actor, AppError> {
        caller.person()?;
        let village = self.read(|conn| Ok(visit::visit(conn, inspection)?.map(|visit| visit.village)))?;
        match village {
            Some(village) => caller.actor(&writes(&stream(&village, Class::Work)?), self.wall()),
            None if caller.reads_visits() => Err(ErrorCode::InspectionUnknown.into()),
            None => Err(ErrorCode::Forbidden.into()),
        }
    }
}

/// The id of a new row: the one that the screen made before its first try, or one of our own.
///
/// # Errors
/// `bad_request` if it is no UUID.
pub fn fresh_id(key: Option<&str>) -> Result<String, AppError> {
    let Some(key) = key else { return Ok(Uuid::now_v7().to_string()) };
    let id = Uuid::parse_str(key).map_err(|error| AppError::new(ErrorCode::BadRequest).with("detail", error.to_string()))?;
    Ok(id.to_string())
}

/// Settles a row that two people changed differently, before it is changed: whoever enters it again has seen what is there, so that what they enter
/// stands for all sides. The other sides stay in the commits.
pub fn settle(tx: &mut WriteTx<'_, '_>, record: &Record, table: &str, id: &str) -> Result<(), AppError> {
    if !record.rivals.iter().any(|rival| rival.table == table && rival.id == id) {
        return Ok(());
    }
    let Some(row) = tx.get(table, &record.stream, id)? else { return Ok(()) };
    let columns: Vec<(&str, Value)> = row.columns.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    Ok(tx.resolve(table, &record.stream, id, &columns)?)
}

/// What recording in a visit writes.
pub fn writes(stream: &StreamId) -> [(&StreamId, &'static str); 9] {
    TABLES.map(|table| (stream, table))
}

/// May this caller change the visit where it stands? Its team's inspectors may, while it is open or was sent back, unless the village is their own.
pub fn check_editable(conn: &Connection, caller: &Caller, record: &Record) -> Result<(), AppError> {
    if !caller.may_write(&writes(&record.stream)) || caller.team(conn)?.as_deref() != Some(&record.row.team) {
        return Err(ErrorCode::Forbidden.into());
    }
    check_not_own(conn, caller, &record.row.village)?;
    if record.is_open() { Ok(()) } else { Err(ErrorCode::NotEditable.into()) }
}

/// Nobody inspects a village that they answer for (包抓).
pub fn check_not_own(conn: &Connection, caller: &Caller, village: &str) -> Result<(), AppError> {
    let own = people::duties(conn, caller.person()?)?;
    if own.iter().any(|duty| duty == village) { Err(ErrorCode::OwnVillage.into()) } else { Ok(()) }
}
