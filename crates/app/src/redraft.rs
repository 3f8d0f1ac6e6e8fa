//! What the server refused, and what its author does about it: record it again where that is allowed now, or put it aside.

use crate::api::{DraftRef, Inbox, RecordedAgain};
use crate::edit::check_editable;
use crate::inbox::{drafts, inbox, inspection_of};
use crate::record::Record;
use crate::standards::Standards;
use crate::{App, AppError, Caller, ErrorCode};
use std::collections::BTreeSet;
use xuncun_domain::table::table;
use xuncun_journal::{Put, Value};
use xuncun_store::query::Connection;
use xuncun_store::{Draft, WriteTx};

/// Records the rows of a draft again, under the rights of now. A row that somebody has changed since is left as it is.
pub fn record_again(app: &App, caller: &Caller, args: DraftRef) -> Result<RecordedAgain, AppError> {
    let draft = find(app, caller, &args)?;
    let tables: BTreeSet<&str> = draft.puts.iter().map(|put| put.table.as_str()).collect();
    let writes: Vec<_> = tables.into_iter().map(|table| (&draft.stream, table)).collect();
    let actor = caller.actor(&writes, app.wall())?;
    let (recorded, left) = app.store.try_write(&actor, |tx| {
        allowed(tx.conn(), &app.standards, caller, &draft)?;
        let (mut recorded, mut left) = (0, 0);
        for put in &draft.puts {
            if record(tx, &draft, put)? { recorded += 1 } else { left += 1 }
        }
        tx.dismiss_draft(draft.number)?;
        Ok::<_, AppError>((recorded, left))
    })?;
    Ok(RecordedAgain { recorded, left, inbox: inbox(app, caller, ())? })
}

/// Puts a draft aside. It is still kept.
pub fn dismiss(app: &App, caller: &Caller, args: DraftRef) -> Result<Inbox, AppError> {
    let draft = find(app, caller, &args)?;
    app.store.dismiss_draft(draft.number)?;
    inbox(app, caller, ())
}

/// May the caller write all of it where it was, as things are now?
pub fn allowed(conn: &Connection, standards: &Standards, caller: &Caller, draft: &Draft) -> Result<(), AppError> {
    let stream = &draft.stream;
    for put in &draft.puts {
        // A table of a newer version cannot be written by this one.
        let known = table(&put.table).ok_or(ErrorCode::Forbidden)?;
        caller.actor(&[(stream, known.name)], 0)?;
    }
    let mut visits: BTreeSet<String> = BTreeSet::new();
    for put in draft.puts.iter().filter(|put| !matches!(put.table.as_str(), "review" | "notice")) {
        visits.extend(inspection_of(conn, &put.table, &put.id, &put.columns));
    }
    for visit in visits {
        match Record::load(conn, standards, caller, &visit) {
            Ok(record) => check_editable(conn, caller, &record)?,
            // The visit itself is among what was refused.
            Err(error) if error.code == ErrorCode::InspectionUnknown => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn find(app: &App, caller: &Caller, args: &DraftRef) -> Result<Draft, AppError> {
    if caller.person().is_ok() && caller.roles().is_empty() {
        return Err(ErrorCode::Forbidden.into());
    }
    let wanted: i64 = args.id.parse().unwrap_or_default();
    drafts(app, caller)?.into_iter().find(|draft| draft.number == wanted).ok_or_else(|| ErrorCode::DraftUnknown.into())
}

/// Writes one row, unless it is another by now than the one that the draft was written on.
fn record(tx: &mut WriteTx<'_, '_>, draft: &Draft, put: &Put) -> Result<bool, AppError> {
    let stream = &draft.stream;
    let there = tx.get(&put.table, stream, &put.id)?;
    let on_it = tx.version_of(&put.table, stream, &put.id)?.is_some_and(|version| put.bases.contains(&version));
    if there.is_some() && !on_it {
        return Ok(false);
    }
    if put.deleted {
        tx.delete(&put.table, stream, &put.id)?;
        return Ok(true);
    }
    let own = |name: &str| table(&put.table).is_some_and(|table| table.column(name).is_some());
    let columns: Vec<(&str, Value)> = put.columns.iter().filter(|(name, _)| own(name)).map(|(name, value)| (name.as_str(), value.clone())).collect();
    tx.put(&put.table, stream, &put.id, &columns)?;
    Ok(true)
}
