//! Answers: one tap, one row.

use crate::api::{CloseGroup, InspectionView, SetAnswer};
use crate::edit::settle;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::answer::{AnswerValue, check, nothing_to_note};
use xuncun_domain::inspection::answer_id;
use xuncun_domain::standard::{AnswerRule, Item};
use xuncun_journal::Value;
use xuncun_store::WriteTx;

/// Answers an item, or one household of a sampled item; or takes the answer back.
pub fn set_answer(app: &App, caller: &Caller, args: SetAnswer) -> Result<InspectionView, AppError> {
    app.edit(caller, &args.inspection, |tx, record| {
        let kept =
            record.answers.iter().find(|answer| answer.item == args.item && answer.household == args.household).map(|answer| answer.note.clone());
        let note = args.note.clone().or(kept).unwrap_or_default();
        check(&record.standard, &args.item, args.household, args.value, &note)?;
        put(tx, record, &args.item, args.household, args.value, &note)
    })
}

/// 本组其余无问题: everything in the group that is still open is answered as having no fault. What was answered stays, and so does a measure
/// without a target.
pub fn close_group(app: &App, caller: &Caller, args: CloseGroup) -> Result<InspectionView, AppError> {
    app.edit(caller, &args.inspection, |tx, record| {
        record.standard.group(&args.group).ok_or(ErrorCode::ItemUnknown)?;
        for item in record.standard.items_of(&args.group) {
            close(tx, record, item)?;
        }
        Ok(())
    })
}

fn close(tx: &mut WriteTx<'_, '_>, record: &Record, item: &Item) -> Result<(), AppError> {
    let Some(score) = record.sheet.item(&item.id).filter(|score| score.unanswered) else { return Ok(()) };
    let note = |household: Option<u32>| {
        record.answers.iter().find(|answer| answer.item == item.id && answer.household == household).map_or("", |answer| &answer.note)
    };
    let Some(value) = nothing_to_note(item) else { return Ok(()) };
    if let AnswerRule::Households { .. } = item.answer {
        for household in score.households_open.iter().copied() {
            put(tx, record, &item.id, Some(household), Some(value), note(Some(household)))?;
        }
        return Ok(());
    }
    put(tx, record, &item.id, None, Some(value), note(None))
}

fn put(
    tx: &mut WriteTx<'_, '_>,
    record: &Record,
    item: &str,
    household: Option<u32>,
    value: Option<AnswerValue>,
    note: &str,
) -> Result<(), AppError> {
    let json = value.map(|value| serde_json::to_string(&value)).transpose().map_err(AppError::internal)?;
    let id = answer_id(&record.row.id, item, household);
    settle(tx, record, "answer", &id)?;
    tx.put(
        "answer",
        &record.stream,
        &id,
        &[
            ("inspection", Value::from(record.row.id.as_str())),
            ("item", Value::from(item)),
            ("household", Value::from(household.map(i64::from))),
            ("value", Value::from(json)),
            ("note", Value::from(note)),
        ],
    )?;
    Ok(())
}
