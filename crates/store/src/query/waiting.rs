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
