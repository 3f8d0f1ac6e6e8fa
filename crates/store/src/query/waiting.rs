//! What of this device's own work no receipt names yet, by place.

use super::Found;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Codes of the divisions in whose streams something is not delivered: a pending row, a commit beyond what the receipts name, or a file on its
/// way. `device` is this device's id.
pub fn places(conn: &Connection, device: &[u8]) -> Found<BTreeSet<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.code FROM pending p JOIN stream_ref s ON s.ref = p.stream
         UNION SELECT s.code FROM device_ref d JOIN chain c ON c.device = d.ref JOIN stream_ref s ON s.ref = c.stream
           LEFT JOIN delivered v ON v.stream = c.stream AND v.device = c.device WHERE d.device = ?1 AND c.seq > coalesce(v.seq, 0)
         UNION SELECT s.code FROM upload u JOIN stream_ref s ON s.ref = u.stream WHERE u.state <> 1 AND u.carried = 0",
    )?;
    statement.query_map([device], |row| row.get(0))?.collect()
}

/// Photographs' originals of this device: on their way, and delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Photos {
    /// No receipt names them yet.
    pub waiting: u32,
    /// A receipt names them.
    pub delivered: u32,
}

/// Counts the originals in the upload queue.
pub fn photos(conn: &Connection) -> Found<Photos> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FILTER (WHERE state <> 1), count(*) FILTER (WHERE state = 1) FROM upload WHERE kind = 'original' AND carried = 0",
    )?;
    statement.query_row([], |row| Ok(Photos { waiting: row.get(0)?, delivered: row.get(1)? }))
}

/// What waits in one stream, and the originals of it that a receipt names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The stream, `code/class`.
    pub stream: String,
    /// Pending rows, and commits beyond what the receipts name.
    pub changes: u32,
    /// Files on their way.
    pub uploads: u32,
    /// Originals.
    pub photos: Photos,
    /// When the oldest of what waits was made, in milliseconds since 1970.
    pub oldest: Option<i64>,
}

/// The same as [`places`], stream by stream and counted. `device` is this device's id.
pub fn by_stream(conn: &Connection, device: &[u8]) -> Found<Vec<Waiting>> {
    // An hlc has its milliseconds above 16 bits of counter.
    let mut statement = conn.prepare_cached(
        "SELECT s.code || '/' || s.class AS stream, sum(w.changes), sum(w.uploads), sum(w.photos), sum(w.delivered), min(w.at) FROM (
           SELECT stream, 1 AS changes, 0 AS uploads, 0 AS photos, 0 AS delivered, hlc >> 16 AS at FROM pending
           UNION ALL SELECT c.stream, 1, 0, 0, 0, l.hlc >> 16 FROM device_ref d JOIN chain c ON c.device = d.ref
             LEFT JOIN delivered v ON v.stream = c.stream AND v.device = c.device
             JOIN commit_log l ON l.stream = c.stream AND l.device = c.device AND l.seq > coalesce(v.seq, 0)
             WHERE d.device = ?1 AND c.seq > coalesce(v.seq, 0) AND l.state < 3
           UNION ALL SELECT stream, 0, state <> 1, kind = 'original' AND state <> 1, kind = 'original' AND state = 1,
             CASE WHEN state <> 1 THEN queued_at END FROM upload
         ) w JOIN stream_ref s ON s.ref = w.stream GROUP BY w.stream",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Waiting {
            stream: row.get(0)?,
            changes: row.get(1)?,
            uploads: row.get(2)?,
            photos: Photos { waiting: row.get(3)?, delivered: row.get(4)? },
            oldest: row.get(5)?,
        })
    };
    statement.query_map([device], read)?.collect()
}
