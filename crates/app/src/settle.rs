//! Settling a conflict: one side, the other, or both, as a signed put that names every side.

use crate::api::{Both, Inbox, Keep, Settle};
use crate::inbox::{both, inbox, joined_day, seen, settles, sides};
use crate::{App, AppError, Caller, ErrorCode, field_words};
use uuid::Uuid;
use xuncun_domain::limit::{check_landmark, check_note};
use xuncun_domain::stream::StreamId;
use xuncun_domain::table::table;
use xuncun_journal::Value;
use xuncun_store::{Conflict, Side, WriteTx};

/// Between two people's words.
const JOIN: &str = "；";

/// Makes the chosen side stand. The other stays in the commits.
pub fn settle(app: &App, caller: &Caller, args: Settle) -> Result<Inbox, AppError> {
    caller.person()?;
    let stream: StreamId = args.stream.parse().map_err(|_| AppError::from(ErrorCode::BadRequest))?;
    caller.check_read(&stream)?;
    let actor = caller.actor(&[(&stream, args.table.as_str())], app.wall())?;
    app.store.try_write(&actor, |tx| {
        // Settled or changed since it was looked at: whoever decides has to see what there is.
        let conflict = tx.conflict(&args.table, &stream, &args.id)?.ok_or(ErrorCode::ConflictChanged)?;
        if seen(&conflict) != args.seen {
            return Err(ErrorCode::ConflictChanged.into());
        }
        if !settles(tx.conn(), caller, &conflict) {
            return Err(ErrorCode::Forbidden.into());
        }
        match args.keep {
            Keep::Side { at } => {
                let side = sides(&conflict).nth(at as usize).ok_or(ErrorCode::BadRequest)?;
                stand(tx, &conflict, side)
            }
            Keep::Both => match both(&conflict).ok_or(ErrorCode::NotBoth)? {
                Both::Joined => join(tx, &conflict),
                Both::Two => two(tx, &conflict),
                Both::Filled => filled(tx, &conflict),
            },
        }
    })?;
    inbox(app, caller, ())
}

fn stand(tx: &mut WriteTx<'_, '_>, conflict: &Conflict, side: &Side) -> Result<(), AppError> {
    if side.deleted {
        // What replaces every side, and then is gone.
        tx.resolve(&conflict.table, &conflict.stream, &conflict.id, &known(conflict, &conflict.shown.columns))?;
        return Ok(tx.delete(&conflict.table, &conflict.stream, &conflict.id)?);
    }
    Ok(tx.resolve(&conflict.table, &conflict.stream, &conflict.id, &known(conflict, &side.columns))?)
}

/// The words of both, the earlier first; everything else is the same.
fn join(tx: &mut WriteTx<'_, '_>, conflict: &Conflict) -> Result<(), AppError> {
    let mut all: Vec<&Side> = sides(conflict).collect();
    all.sort_by_key(|side| side.hlc);
    let mut columns = known(conflict, &conflict.shown.columns);
    for name in field_words::differences(&[&all[0].columns, &all[1].columns]) {
        let words: Vec<&str> =
            all.iter().filter_map(|side| field_words::column(&side.columns, &name).as_text()).filter(|text| !text.is_empty()).collect();
        let joined = words.join(JOIN);
        if name == "landmark" {
            check_landmark(&joined)?
        } else {
            check_note(&joined)?
        }
        let Some(name) = table(&conflict.table).and_then(|table| table.column(&name)).map(|column| column.name) else { continue };
        columns.retain(|(own, _)| *own != name);
        columns.push((name, Value::from(joined)));
    }
    Ok(tx.resolve(&conflict.table, &conflict.stream, &conflict.id, &columns)?)
}

/// One entry of the day with what both filled in.
fn filled(tx: &mut WriteTx<'_, '_>, conflict: &Conflict) -> Result<(), AppError> {
    let both = joined_day(conflict).ok_or(ErrorCode::NotBoth)?;
    let mut columns = known(conflict, &conflict.shown.columns);
    columns.retain(|(name, _)| *name != "fields");
    columns.push(("fields", Value::from(both.to_json())));
    Ok(tx.resolve(&conflict.table, &conflict.stream, &conflict.id, &columns)?)
}

/// What is shown keeps the row and its photographs; the other side becomes a sighting of its own.
fn two(tx: &mut WriteTx<'_, '_>, conflict: &Conflict) -> Result<(), AppError> {
    stand(tx, conflict, &conflict.shown)?;
    for other in &conflict.others {
        tx.put(&conflict.table, &conflict.stream, &Uuid::now_v7().to_string(), &known(conflict, &other.columns))?;
    }
    Ok(())
}

/// The columns that this version knows; the others of the shown side are carried through by the write door.
fn known<'a>(conflict: &Conflict, columns: &'a [(String, Value)]) -> Vec<(&'a str, Value)> {
    let table = table(&conflict.table);
    let own = |name: &str| table.is_some_and(|table| table.column(name).is_some());
    columns.iter().filter(|(name, _)| own(name)).map(|(name, value)| (name.as_str(), value.clone())).collect()
}
