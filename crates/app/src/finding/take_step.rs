//! Taking a step of a finding's loop.

use super::FindingRecord;
use super::terms::Reckoner;
use super::view::{needs_reason, proposed, whole};
use crate::api::{FindingView, TakeStep};
use crate::edit::fresh_id;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::calendar::Day;
use xuncun_domain::grant::own_id;
use xuncun_domain::limit::{check_note, check_reason};
use xuncun_domain::step::{StepKind, allowed};
use xuncun_journal::Value;

/// A deadline lies at most so many days ahead.
const DUE_DAYS: i32 = 366;

/// Takes a step: the caller's own word, sealed at once. A second try with the same key is answered as the first.
///
/// # Errors
/// `finding_unknown`, `forbidden`, `finding_moved_on` (what it answers is not the last step any more), `not_your_step`, `reason_missing`,
/// `after_photo_missing`, `photo_unknown`, `voice_unknown`, `due_out_of_range`, `note_too_long`, `bad_request` (its key is no UUID).
pub fn take_step(app: &App, caller: &Caller, args: TakeStep) -> Result<FindingView, AppError> {
    let key = fresh_id(Some(&args.key))?;
    let id = own_id(caller.person()?, &key);
    let kind = StepKind::from(args.kind);
    let today = app.today()?;
    let (record, mine) = app.read(|conn| {
        let record = FindingRecord::load(conn, caller, &args.finding)?;
        let mine = record.roles(conn, caller)?;
        Ok((record, mine))
    })?;
    if record.steps.iter().any(|row| row.step.id == id) {
        return app.read(|conn| whole(app, conn, caller, &record));
    }
    // The role is chosen by where the finding stands; what the transaction sees may be another state, which is checked again there.
    let fitting: Vec<_> = mine.into_iter().filter(|role| allowed(record.case.status, kind, &[*role]).is_some()).collect();
    if fitting.is_empty() {
        return Err(if record.case.last() == args.answers.as_deref() { ErrorCode::NotYourStep } else { ErrorCode::FindingMovedOn }.into());
    }
    let (actor, role) = caller.actor_as(&fitting, &[(&record.stream, "step")], app.wall())?;
    app.store.try_write(&actor, |tx| {
        let record = FindingRecord::load(tx.conn(), caller, &args.finding)?;
        if record.steps.iter().any(|row| row.step.id == id) {
            return Ok(());
        }
        if record.case.last() != args.answers.as_deref() {
            return Err(ErrorCode::FindingMovedOn.into());
        }
        if allowed(record.case.status, kind, &[role]).is_none() {
            return Err(ErrorCode::NotYourStep.into());
        }
        check(&record, kind, &args)?;
        let reckoner = Reckoner::load(tx.conn())?;
        let due = due(&record, kind, &args, today, &reckoner)?;
        let ids = |ids: &[String]| serde_json::to_string(ids).map(|text| Some(text).filter(|_| !ids.is_empty())).map_err(AppError::internal);
        tx.put(
            "step",
            &record.stream,
            &id,
            &[
                ("finding", Value::from(record.row.id.as_str())),
                ("kind", Value::from(kind.as_str())),
                ("note", Value::from(args.note.trim())),
                ("answers", Value::from(args.answers.clone())),
                ("role", Value::from(role.as_str())),
                ("due", Value::from(due.map(|day| day.to_string()))),
                ("calendar", Value::from(due.map(|_| reckoner.calendar.id))),
                ("photos", Value::from(ids(&args.photos)?)),
                ("voices", Value::from(ids(&args.voices)?)),
            ],
        )?;
        Ok::<_, AppError>(())
    })?;
    app.store.seal()?;
    app.engine.trigger();
    app.read(|conn| whole(app, conn, caller, &FindingRecord::load(conn, caller, &args.finding)?))
}

fn check(record: &FindingRecord, kind: StepKind, args: &TakeStep) -> Result<(), AppError> {
    if needs_reason(kind) {
        check_reason(&args.note)?;
        if args.note.trim().is_empty() && args.voices.is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
    }
    check_note(&args.note)?;
    for id in &args.voices {
        record.voice(id)?;
    }
    let mut after = false;
    for id in &args.photos {
        after |= record.photo(id)?.phase == "after";
    }
    if kind == StepKind::Reply && !after { Err(ErrorCode::AfterPhotoMissing.into()) } else { Ok(()) }
}

/// The deadline that the step says, if it says one.
fn due(record: &FindingRecord, kind: StepKind, args: &TakeStep, today: Day, reckoner: &Reckoner) -> Result<Option<Day>, AppError> {
    let Some(proposed) = proposed(record, kind, today, reckoner) else { return Ok(None) };
    let out_of_range = || AppError::from(ErrorCode::DueOutOfRange);
    let day = args.due.as_deref().map(|text| text.parse::<Day>().map_err(|_| out_of_range())).transpose()?.unwrap_or(proposed);
    if (today..=today.plus(DUE_DAYS)).contains(&day) { Ok(Some(day)) } else { Err(out_of_range()) }
}
