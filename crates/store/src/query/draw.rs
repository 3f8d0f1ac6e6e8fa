//! 抽签: draws, each a row of a county's work stream. What was drawn from is in rows of its own, `<draw>/frame/<n>`: a value has a bound, a frame may have
//! thousands of ids.

use super::{Found, Stamp, stream_ref, text};
use rusqlite::{Connection, OptionalExtension, Row, params};
use xuncun_domain::stream::StreamId;

/// A draw row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Row id.
    pub id: String,
    /// Its stream, as text.
    pub stream: String,
    /// JSON: what was drawn, and how.
    pub document: String,
    /// Who drew, when.
    pub stamp: Stamp,
}

const DRAW: &str = "SELECT w.id, s.stream, w.document, w.author, w.hlc, d.device
  FROM draw w JOIN stream_ref s ON s.ref = w.stream LEFT JOIN device_ref d ON d.ref = w.v_device WHERE w.deleted = 0";

impl Draw {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self { id: row.get("id")?, stream: row.get("stream")?, document: text(row, "document")?, stamp: Stamp::read(row)? })
    }
}

/// The row id of a part of a draw's frame, from 1.
pub fn frame_id(draw: &str, part: usize) -> String {
    format!("{draw}/frame/{part:04}")
}

/// The draws of a stream, the latest first, without their frames.
pub fn all(conn: &Connection, stream: &StreamId) -> Found<Vec<Draw>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Vec::new()) };
    conn.prepare_cached(&format!("{DRAW} AND w.stream = ?1 AND instr(w.id, '/') = 0 ORDER BY w.hlc DESC, w.id DESC"))?
        .query_map([stream], Draw::read)?
        .collect()
}

/// The draw of that id; of several streams' the first.
pub fn draw(conn: &Connection, id: &str) -> Found<Option<Draw>> {
    conn.prepare_cached(&format!("{DRAW} AND w.id = ?1 ORDER BY w.stream LIMIT 1"))?.query_row([id], Draw::read).optional()
}

/// The parts of what a draw was drawn from, in their order.
pub fn frame(conn: &Connection, draw: &Draw) -> Found<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT w.document FROM draw w JOIN stream_ref s ON s.ref = w.stream
         WHERE w.id > ?1 || '/frame/' AND w.id < ?1 || '/frame0' AND s.stream = ?2 AND w.deleted = 0 ORDER BY w.id",
    )?;
    statement.query_map(params![draw.id, draw.stream], |row| text(row, "document"))?.collect()
}
