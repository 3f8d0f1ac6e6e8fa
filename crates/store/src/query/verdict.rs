//! Submissions and the verdicts on them.

use super::{Found, Stamp, text};
use crate::query::visit::Visit;
use rusqlite::{Connection, Row, params};

/// A submission row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Row id, `<inspection>/<n>`.
    pub id: String,
    /// 1, 2, …
    pub n: u32,
    /// Hash of the content that was submitted.
    pub content_hash: String,
    /// Score that the inspector's device computed.
    pub score: Option<String>,
    /// When.
    pub submitted_at: i64,
    /// Person.
    pub by: String,
    /// Who wrote the row.
    pub stamp: Stamp,
}

/// A review row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Row id.
    pub id: String,
    /// The submission that was looked at.
    pub submission: String,
    /// `accepted` or `returned`.
    pub verdict: String,
    /// The reviewer's words.
    pub reason: String,
    /// The content that was looked at.
    pub content_hash: String,
    /// Who wrote it.
    pub stamp: Stamp,
}

/// The submissions of a visit, by n.
pub fn submissions(conn: &Connection, visit: &Visit) -> Found<Vec<Submission>> {
    let mut statement = conn.prepare_cached(
        r#"SELECT b.id, b.n, b.content_hash, b.score, b.submitted_at, b."by", b.author, b.hlc, d.device
           FROM submission b LEFT JOIN device_ref d ON d.ref = b.v_device
           WHERE b.id > ?1 || '/' AND b.id < ?1 || '0' AND b.stream = ?2 AND b.deleted = 0 ORDER BY b.n, b.id"#,
    )?;
    let read = |row: &Row<'_>| {
        Ok(Submission {
            id: row.get("id")?,
            n: row.get::<_, Option<u32>>("n")?.unwrap_or_default(),
            content_hash: text(row, "content_hash")?,
            score: row.get("score")?,
            submitted_at: row.get::<_, Option<i64>>("submitted_at")?.unwrap_or_default(),
            by: text(row, "by")?,
            stamp: Stamp::read(row)?,
        })
    };
    statement.query_map(params![visit.id, visit.stream], read)?.collect()
}

/// The reviews of a visit's submissions, oldest first.
pub fn reviews(conn: &Connection, visit: &Visit) -> Found<Vec<Review>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.id, r.submission, r.verdict, r.reason, r.content_hash, r.author, r.hlc, d.device
         FROM review r LEFT JOIN device_ref d ON d.ref = r.v_device
         WHERE r.id > ?1 || '/' AND r.id < ?1 || '0' AND r.stream = ?2 AND r.deleted = 0 ORDER BY r.hlc, r.id",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Review {
            id: row.get("id")?,
            submission: text(row, "submission")?,
            verdict: text(row, "verdict")?,
            reason: text(row, "reason")?,
            content_hash: text(row, "content_hash")?,
            stamp: Stamp::read(row)?,
        })
    };
    statement.query_map(params![visit.id, visit.stream], read)?.collect()
}
