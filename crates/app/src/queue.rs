//! The desk's queue of submissions.

use crate::api::{Queue, QueueArgs, QueueFilter, QueueRow, VisitStatus};
use crate::names::Names;
use crate::standing::Standing;
use crate::{App, AppError, Caller};
use std::collections::BTreeSet;
use xuncun_domain::inspection::Status;
use xuncun_domain::search::SearchKey;
use xuncun_domain::stream::Class;
use xuncun_store::query::queue::{self, Queued};
use xuncun_store::query::{Connection, round};

/// Rows that one answer holds.
const ROWS: usize = 1000;
/// Judged visits are listed for a quarter after their round.
const JUDGED_DAYS: i32 = 92;
/// Accepted visits are watched for late changes for a month after their round.
const WATCHED_DAYS: i32 = 31;

/// The submissions that wait for a verdict, or those that had one, oldest first.
pub fn review_queue(app: &App, caller: &Caller, args: QueueArgs) -> Result<Queue, AppError> {
    caller.check_read(&app.county(Class::Work)?)?;
    app.read(|conn| {
        let names = Names::new(conn);
        let waiting = waiting(app, conn, caller)?;
        let in_all = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        let listed = match args.filter {
            QueueFilter::Waiting => waiting,
            QueueFilter::Returned => judged(app, conn, caller)?.into_iter().filter(|row| row.verdict.as_deref() == Some("returned")).collect(),
            QueueFilter::Accepted => accepted(app, conn, caller, &waiting)?,
            QueueFilter::All => {
                let mut rows = judged(app, conn, caller)?;
                let known: BTreeSet<String> = rows.iter().map(|row| row.submission.clone()).collect();
                rows.extend(waiting.into_iter().filter(|row| !known.contains(&row.submission)));
                rows.sort_by(|a, b| (a.submitted_at, &a.submission).cmp(&(b.submitted_at, &b.submission)));
                rows
            }
        };
        let mut rows = Vec::new();
        let mut found = 0;
        for queued in listed {
            if !matches(&queued, &args.query, &names)? {
                continue;
            }
            found += 1;
            if rows.len() < ROWS {
                rows.push(show(app, conn, &queued, &names)?);
            }
        }
        Ok(Queue { rows, found, waiting: in_all, as_of: app.now()? })
    })
}

/// The submissions that wait in the places that the caller sees: without a verdict, or accepted when their content was another.
pub fn waiting(app: &App, conn: &Connection, caller: &Caller) -> Result<Vec<Queued>, AppError> {
    let mut rows = seen(caller, queue::unjudged(conn)?);
    for row in since(app, conn, caller, WATCHED_DAYS)?.into_iter().filter(|row| row.verdict.as_deref() == Some("accepted")) {
        if app.standing(conn, &row.inspection, &row.village)?.is_some_and(|standing| standing.status == Status::Submitted) {
            rows.push(row);
        }
    }
    rows.sort_by(|a, b| (a.submitted_at, &a.submission).cmp(&(b.submitted_at, &b.submission)));
    Ok(rows)
}

fn accepted(app: &App, conn: &Connection, caller: &Caller, waiting: &[Queued]) -> Result<Vec<Queued>, AppError> {
    let waiting: BTreeSet<&str> = waiting.iter().map(|row| row.submission.as_str()).collect();
    let stands = |row: &Queued| row.verdict.as_deref() == Some("accepted") && !waiting.contains(row.submission.as_str());
    Ok(judged(app, conn, caller)?.into_iter().filter(stands).collect())
}

fn judged(app: &App, conn: &Connection, caller: &Caller) -> Result<Vec<Queued>, AppError> {
    Ok(since(app, conn, caller, JUDGED_DAYS)?.into_iter().filter(|row| row.verdict.is_some()).collect())
}

/// The latest submissions of the visits in the rounds that run or ended within so many days.
fn since(app: &App, conn: &Connection, caller: &Caller, days: i32) -> Result<Vec<Queued>, AppError> {
    let today = app.today()?;
    let mut rounds = round::recent(conn, &today.plus(-days).to_string(), &today.to_string())?;
    rounds.extend(round::running(conn, &today.to_string())?);
    let mut rows = Vec::new();
    for round in rounds {
        rows.extend(seen(caller, queue::of_round(conn, &round.id)?));
    }
    rows.sort_by(|a, b| (a.submitted_at, &a.submission).cmp(&(b.submitted_at, &b.submission)));
    Ok(rows)
}

/// The county's `work` says which rounds there are; what was found in a village is for those who may read that village's. A server's replica holds
/// everybody's.
pub fn seen(caller: &Caller, mut rows: Vec<Queued>) -> Vec<Queued> {
    rows.retain(|row| caller.reads_in(&row.village, Class::Work));
    rows
}

fn matches(row: &Queued, query: &str, names: &Names<'_>) -> Result<bool, AppError> {
    if query.trim().is_empty() {
        return Ok(true);
    }
    let village = SearchKey::new(&names.place(&row.village)?.name, &row.village);
    Ok(village.matches(query).is_some() || SearchKey::new(&names.person(&row.by)?, "").matches(query).is_some())
}

fn show(app: &App, conn: &Connection, row: &Queued, names: &Names<'_>) -> Result<QueueRow, AppError> {
    // A visit that cannot be read here is listed with what its submission says of it.
    let by_verdict = match row.verdict.as_deref() {
        Some("accepted") => Status::Accepted,
        Some("returned") => Status::Returned,
        _ => Status::Submitted,
    };
    let unread = || Standing { status: by_verdict, score: row.score.clone(), doubtful: true, photos: 0, delivered: 0 };
    let standing = app.standing(conn, &row.inspection, &row.village)?.unwrap_or_else(unread);
    Ok(QueueRow {
        inspection: row.inspection.clone(),
        submission: row.submission.clone(),
        village: names.place(&row.village)?,
        township: names.township(&row.village)?,
        inspector: names.person(&row.by)?,
        submitted_at: row.submitted_at,
        score: standing.score,
        status: VisitStatus::from(standing.status),
        photos_here: standing.delivered,
        photos: standing.photos,
        doubtful: standing.doubtful,
    })
}
