//! Changing a visit: the one way for every command that does.

use crate::api::{Fix, InspectionView};
use crate::app::stream;
use crate::names::Names;
use crate::pictures::Pictures;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode, view};
use uuid::Uuid;
use xuncun_domain::Millis;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::sighting::Position;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Value;
use xuncun_store::query::{Connection, people, visit};
use xuncun_store::{Actor, WriteTx};

/// What an inspector records in a visit: who may write one of these tables may write all.
const TABLES: [(Class, &str); 14] = [
    (Class::Work, "inspection"),
    (Class::Work, "answer"),
    (Class::Work, "sighting"),
    (Class::Work, "photo"),
    (Class::Work, "rendition"),
    (Class::Work, "photo_fix"),
    (Class::Work, "photo_mark"),
    (Class::Work, "voice_note"),
    (Class::Work, "presence"),
    (Class::Work, "submission"),
    // What was taken in homes.
    (Class::Private, "photo"),
    (Class::Private, "rendition"),
    (Class::Private, "photo_fix"),
    (Class::Private, "photo_mark"),
];

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
            Some(village) => recorder(caller, &stream(&village, Class::Work)?.code, self.wall()),
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

/// A position as a screen sends it.
///
/// # Errors
/// `position_not_real`.
pub fn position(fix: &Fix) -> Result<Position, AppError> {
    let position = Position { lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy };
    if position.is_real() { Ok(position) } else { Err(ErrorCode::PositionNotReal.into()) }
}

/// Settles a row that two people changed differently, before it is changed: whoever enters it again has seen what is there, so that what they enter
/// stands for all sides. The other sides stay in the commits.
pub fn settle(tx: &mut WriteTx<'_, '_>, record: &Record, table: &str, id: &str) -> Result<(), AppError> {
    let Some(rival) = record.rivals.iter().find(|rival| rival.table == table && rival.id == id) else { return Ok(()) };
    let stream: StreamId = rival.stream.parse().map_err(AppError::internal)?;
    let Some(row) = tx.get(table, &stream, id)? else { return Ok(()) };
    let columns: Vec<(&str, Value)> = row.columns.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    Ok(tx.resolve(table, &stream, id, &columns)?)
}

/// The caller as the author of what is recorded in visits of a village.
///
/// # Errors
/// `not_enrolled`, `forbidden`, `device_retired`.
pub fn recorder(caller: &Caller, village: &DivisionCode, now: Millis) -> Result<Actor, AppError> {
    let writes = TABLES.map(|(class, table)| (StreamId::new(*village, class), table));
    caller.actor(&writes.each_ref().map(|(stream, table)| (stream, *table)), now)
}

/// May this caller change the visit where it stands? Its team's inspectors may, while it is open or was sent back, unless the village is their own.
pub fn check_editable(conn: &Connection, caller: &Caller, record: &Record) -> Result<(), AppError> {
    if recorder(caller, &record.stream.code, caller.now()).is_err() || caller.team(conn)?.as_deref() != Some(&record.row.team) {
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
