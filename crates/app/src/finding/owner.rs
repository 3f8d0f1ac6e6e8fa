//! Whose it is (户主、产权人): written by the village and its township, and shown to those alone who may read the village's personal data. It is no part
//! of the finding's own row, which everybody in the place reads, and goes into nothing that is handed on.

use super::FindingRecord;
use super::view::whole;
use crate::api::{FindingView, OwnerView, SetOwner};
use crate::names::Names;
use crate::{App, AppError, Caller};
use xuncun_domain::owner::Owner;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Value;
use xuncun_store::query::{Connection, owner};

const TABLE: &str = "owner";

/// Where personal data about a finding lies.
fn private(record: &FindingRecord) -> StreamId {
    StreamId::new(record.stream.code, Class::Private)
}

/// May the caller write whose it is?
pub fn may_write(caller: &Caller, record: &FindingRecord) -> bool {
    caller.may_write(&[(&private(record), TABLE)])
}

/// Whose it is, for who may read it.
pub fn shown(conn: &Connection, caller: &Caller, record: &FindingRecord, names: &Names<'_>) -> Result<Option<OwnerView>, AppError> {
    let stream = private(record);
    if !caller.reads(&stream) {
        return Ok(None);
    }
    let Some(row) = owner::of_finding(conn, &stream, &record.row.id)? else { return Ok(None) };
    let (by, at) = (names.person(&row.stamp.author)?, row.stamp.at());
    Ok(Some(OwnerView { name: row.name, phone: row.phone, by, at, conflict: row.conflict }))
}

/// Writes whose it is, or takes it back. The row has the finding's id, so that two who write it apart write one row.
///
/// # Errors
/// `finding_unknown`, `forbidden`, `name_too_long`, `phone_malformed`.
pub fn set_owner(app: &App, caller: &Caller, args: SetOwner) -> Result<FindingView, AppError> {
    let record = app.read(|conn| FindingRecord::load(conn, caller, &args.finding))?;
    let (stream, id) = (private(&record), record.row.id.as_str());
    let actor = caller.actor(&[(&stream, TABLE)], app.wall())?;
    let owner = Owner::typed(&args.name, &args.phone)?;
    app.store.try_write(&actor, |tx| {
        if owner.is_empty() {
            return Ok::<_, AppError>(tx.delete(TABLE, &stream, id)?);
        }
        let columns = [("finding", Value::from(id)), ("name", Value::from(owner.name.as_str())), ("phone", Value::from(owner.phone.as_str()))];
        Ok(tx.put(TABLE, &stream, id, &columns)?)
    })?;
    app.store.seal()?;
    app.engine.trigger();
    app.read(|conn| whole(app, conn, caller, &FindingRecord::load(conn, caller, id)?))
}
