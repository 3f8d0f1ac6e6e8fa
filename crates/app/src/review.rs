//! The supervisor's verdict on a submission, and what an accepted visit tells its village.

use crate::api::{DeductionView, ReviewArgs, SubmissionView, Verdict};
use crate::app::stream;
use crate::names::Names;
use crate::pictures::Pictures;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode, submission, view};
use uuid::Uuid;
use xuncun_domain::inspection::{Status, Verdict as Judged};
use xuncun_domain::limit::check_reason;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Value;
use xuncun_store::WriteTx;
use xuncun_store::query::visit;

/// Accepts the latest submission of a visit, or sends it back. What is accepted is the content that was looked at: the verdict names its hash, and
/// is refused if the content is another by now. Acceptance and the village's notice are one transaction.
pub fn review(app: &App, caller: &Caller, args: ReviewArgs) -> Result<SubmissionView, AppError> {
    caller.person()?;
    let inspection = args.submission.rsplit_once('/').map_or(args.submission.as_str(), |(inspection, _)| inspection);
    let village = app.read(|conn| Ok(visit::visit(conn, inspection)?.map(|visit| visit.village)))?;
    let Some(village) = village else {
        return Err(if caller.reads_visits() { ErrorCode::SubmissionUnknown } else { ErrorCode::Forbidden }.into());
    };
    let (work, open) = (stream(&village, Class::Work)?, stream(&village, Class::Open)?);
    let actor = caller.actor(&[(&work, "review"), (&open, "notice")], app.wall())?;
    app.store.try_write(&actor, |tx| {
        let record = Record::load(tx.conn(), &app.standards, caller, inspection)?;
        check(&record, &args)?;
        let id = format!("{}/{}", args.submission, Uuid::now_v7());
        let verdict = Judged::from(args.verdict);
        tx.put(
            "review",
            &record.stream,
            &id,
            &[
                ("submission", Value::from(args.submission.as_str())),
                ("verdict", Value::from(verdict.as_str())),
                ("reason", Value::from(args.reason.trim())),
                ("content_hash", Value::from(record.content_hash.as_str())),
            ],
        )?;
        if args.verdict == Verdict::Accepted {
            let deductions = deductions(app, tx, &record)?;
            notify(tx, &open, &record, &args.submission, deductions)?;
        }
        Ok::<_, AppError>(())
    })?;
    app.store.seal()?;
    app.engine.trigger();
    // The history is told by what is sealed: the verdict is in it by now.
    app.read(|conn| submission::show(app, conn, caller, inspection))
}

fn check(record: &Record, args: &ReviewArgs) -> Result<(), AppError> {
    let latest = record.submission().ok_or(ErrorCode::SubmissionUnknown)?;
    if latest.id != args.submission {
        let known = record.submissions.iter().any(|submission| submission.id == args.submission);
        return Err(if known { ErrorCode::NotWaiting } else { ErrorCode::SubmissionUnknown }.into());
    }
    if record.status != Status::Submitted {
        return Err(ErrorCode::NotWaiting.into());
    }
    // What is in conflict cannot be accepted; sent back, its inspectors settle it, and nobody else can.
    if args.verdict == Verdict::Accepted && record.conflicts() > 0 {
        return Err(ErrorCode::InConflict.into());
    }
    if record.content_hash != args.content_hash {
        return Err(ErrorCode::SubmissionChanged.into());
    }
    check_reason(&args.reason)?;
    if args.verdict == Verdict::Returned && args.reason.trim().is_empty() { Err(ErrorCode::ReasonMissing.into()) } else { Ok(()) }
}

/// The deductions as the village gets them: without photographs, which are the supervisors'.
fn deductions(app: &App, tx: &WriteTx<'_, '_>, record: &Record) -> Result<Vec<DeductionView>, AppError> {
    let shown = view::inspection(record, &Names::new(tx.conn()), &Pictures::of(app), false)?;
    Ok(shown.deductions.into_iter().map(|deduction| DeductionView { photos: Vec::new(), ..deduction }).collect())
}

fn notify(tx: &mut WriteTx<'_, '_>, open: &StreamId, record: &Record, submission: &str, deductions: Vec<DeductionView>) -> Result<(), AppError> {
    let deductions = serde_json::to_string(&deductions).map_err(AppError::internal)?;
    tx.put(
        "notice",
        open,
        // One submission tells its village once; accepted again after a late change, the notice says the new score.
        submission,
        &[
            ("inspection", Value::from(record.row.id.as_str())),
            ("submission", Value::from(submission)),
            ("score", Value::from(record.sheet.total_text())),
            ("deductions", Value::from(deductions)),
            ("round_name", Value::from(record.round.name.as_str())),
            ("day", Value::from(record.row.day.as_str())),
            ("kind", Value::from(record.row.kind.as_str())),
        ],
    )?;
    Ok(())
}
