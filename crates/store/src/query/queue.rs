//! The desk's queue: the latest submission of every visit, and the last verdict on it.

use super::{Found, text};
use rusqlite::{Connection, Row};

/// A visit's latest submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Visit.
    pub inspection: String,
    /// Round's row id.
    pub round: String,
    /// Village code.
    pub village: String,
    /// Submission's row id.
    pub submission: String,
    /// Hash of the content that was submitted.
    pub content_hash: String,
    /// Score that the inspector's device computed.
    pub score: Option<String>,
    /// When it was submitted.
    pub submitted_at: i64,
    /// Person.
    pub by: String,
    /// Last verdict on it: `accepted` or `returned`, or none.
    pub verdict: Option<String>,
}

/// The last verdict on submission `b`, of several the latest by clock.
const VERDICT: &str = "(SELECT r.verdict FROM review r WHERE r.id > b.id || '/' AND r.id < b.id || '0' AND r.stream = b.stream AND r.deleted = 0 ORDER BY r.hlc DESC, r.id DESC LIMIT 1)";

/// A later submission of the same visit replaces `b`.
const REPLACED: &str = "EXISTS (SELECT 1 FROM submission later WHERE later.id > i.id || '/' AND later.id < i.id || '0' AND later.stream = b.stream AND later.n > b.n AND later.deleted = 0)";

/// `joined` names submissions `b` and their visits `i`, in the order in which they are to be gone through.
fn rows(conn: &Connection, joined: &str, condition: &str, values: impl rusqlite::Params) -> Found<Vec<Queued>> {
    let sql = format!(
        r#"SELECT i.id AS inspection, i.round, i.village, b.id, b.content_hash, b.score, b.submitted_at, b."by", {VERDICT} AS verdict
           FROM {joined}
           WHERE i.deleted = 0 AND b.deleted = 0 AND {condition} AND NOT {REPLACED} ORDER BY b.submitted_at, b.id"#
    );
    let read = |row: &Row<'_>| {
        Ok(Queued {
            inspection: row.get("inspection")?,
            round: text(row, "round")?,
            village: text(row, "village")?,
            submission: row.get("id")?,
            content_hash: text(row, "content_hash")?,
            score: row.get("score")?,
            submitted_at: row.get::<_, Option<i64>>("submitted_at")?.unwrap_or_default(),
            by: text(row, "by")?,
            verdict: row.get("verdict")?,
        })
    };
    conn.prepare_cached(&sql)?.query_map(values, read)?.collect()
}

/// Submissions without a verdict, oldest first: goes through all submissions, and by its primary key to the reviews of each.
pub fn unjudged(conn: &Connection) -> Found<Vec<Queued>> {
    rows(
        conn,
        "submission b CROSS JOIN inspection i ON i.id = substr(b.id, 1, 36) AND i.stream = b.stream",
        "NOT EXISTS (SELECT 1 FROM review r WHERE r.id > b.id || '/' AND r.id < b.id || '0' AND r.stream = b.stream AND r.deleted = 0)",
        [],
    )
}

/// The latest submission of every visit in a round, oldest first: goes through the round's visits.
pub fn of_round(conn: &Connection, round: &str) -> Found<Vec<Queued>> {
    let joined = "inspection i CROSS JOIN submission b ON b.id > i.id || '/' AND b.id < i.id || '0' AND b.stream = i.stream";
    rows(conn, joined, "i.round = ?1", [round])
}
