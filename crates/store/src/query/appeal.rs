//! 申诉: what a township says against a deduction, and what became of it.

use super::{Found, Stamp, stream_ref, text};
use rusqlite::{Connection, Row};
use xuncun_domain::stream::StreamId;

/// An appeal row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Row id.
    pub id: String,
    /// The notice that it is about.
    pub notice: String,
    /// The item.
    pub item: String,
    /// Why.
    pub reason: String,
    /// The verdict; empty until there is one.
    pub verdict: String,
    /// The verdict's words.
    pub verdict_reason: String,
    /// Who wrote it last, when.
    pub stamp: Stamp,
}

/// The appeals of a village, by its open stream. There are few in a whole district: they are gone through without an index.
pub fn of_village(conn: &Connection, stream: &StreamId) -> Found<Vec<Appeal>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Vec::new()) };
    let mut statement = conn.prepare_cached(
        "SELECT a.id, a.notice, a.item, a.reason, a.verdict, a.verdict_reason, a.author, a.hlc, d.device
         FROM appeal a LEFT JOIN device_ref d ON d.ref = a.v_device WHERE a.stream = ?1 AND a.deleted = 0 ORDER BY a.id",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Appeal {
            id: row.get("id")?,
            notice: text(row, "notice")?,
            item: text(row, "item")?,
            reason: text(row, "reason")?,
            verdict: text(row, "verdict")?,
            verdict_reason: text(row, "verdict_reason")?,
            stamp: Stamp::read(row)?,
        })
    };
    statement.query_map([stream], read)?.collect()
}
