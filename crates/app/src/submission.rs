//! One submission on the desk.

use crate::api::{SubmissionBrief, SubmissionRef, SubmissionView};
use crate::app::stream;
use crate::names::Names;
use crate::record::Record;
use crate::{App, AppError, Caller, history, lookalike};
use xuncun_domain::inspection::Status;
use xuncun_domain::stream::Class;
use xuncun_store::query::{Connection, district, notice};

/// A visit with its submission, its history and its place.
pub fn submission(app: &App, caller: &Caller, args: SubmissionRef) -> Result<SubmissionView, AppError> {
    app.read(|conn| show(app, conn, caller, &args.inspection))
}

/// As [`submission`], on what a transaction sees.
pub fn show(app: &App, conn: &Connection, caller: &Caller, inspection: &str) -> Result<SubmissionView, AppError> {
    let record = Record::load(conn, &app.standards, caller, inspection)?;
    let names = Names::new(conn);
    let open = stream(&record.row.village, Class::Open)?;
    let may_judge = caller.may_write(&[(&record.stream, "review"), (&open, "notice")]);
    Ok(SubmissionView {
        inspection: app.show_record(conn, caller, &record)?,
        submission: brief(&record, &names)?,
        history: history::of(conn, &record, &names)?,
        seen_before: lookalike::seen_before(conn, caller, &record.photos, &names)?,
        boundary: district::boundary(conn, &record.row.village)?,
        centre: names.division(&record.row.village)?.and_then(|village| village.centre),
        last_score: notice::last_score(conn, &open, &record.row.day)?,
        reviewable: may_judge && record.status == Status::Submitted,
    })
}

fn brief(record: &Record, names: &Names<'_>) -> Result<Option<SubmissionBrief>, AppError> {
    let Some(submission) = record.submission() else { return Ok(None) };
    Ok(Some(SubmissionBrief {
        id: submission.id.clone(),
        n: submission.n,
        content_hash: record.content_hash.clone(),
        unchanged: !record.changed(),
        score: submission.score.clone(),
        by: names.person(&submission.by)?,
        at: submission.submitted_at,
    }))
}
