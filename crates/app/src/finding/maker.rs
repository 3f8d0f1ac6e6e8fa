//! Who made a finding. Its row may have been written again since, by whoever said which other one it is: the first who wrote it is in the commits.

use super::FindingRecord;
use crate::AppError;
use xuncun_domain::Millis;
use xuncun_domain::step::StepKind;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{decode_body, peek};
use xuncun_store::query::finding::Finding;
use xuncun_store::query::{Connection, history};

/// A commit may be dated a little before what it tells, where a clock was put right.
const EARLIER: Millis = 24 * 3600 * 1000;

/// Whoever handed it out, or reported it, by person.
pub fn of(conn: &Connection, record: &FindingRecord) -> Result<String, AppError> {
    // What was seen in a visit begins with its 交办.
    let handed_out = |kind| matches!(kind, Some(StepKind::Assign | StepKind::AssignTownship));
    let first = record.row.sighting.as_ref().and_then(|_| record.steps.iter().find(|row| handed_out(row.step.kind)));
    match first {
        Some(row) => Ok(row.stamp.author.clone()),
        None => reporter(conn, &record.stream, &record.row),
    }
}

/// Whoever reported it.
pub fn reporter(conn: &Connection, stream: &StreamId, row: &Finding) -> Result<String, AppError> {
    let first = history::first(conn, stream, row.seen_at.saturating_sub(EARLIER), |commit| {
        // What cannot be read is of a newer version.
        let header = peek(&commit.envelope).ok()?.header;
        let puts = decode_body(&header, &commit.body).ok()?;
        puts.iter().any(|put| put.table == "finding" && put.id == row.id).then_some(header.author)
    })?;
    Ok(first.unwrap_or_else(|| row.stamp.author.clone()))
}
