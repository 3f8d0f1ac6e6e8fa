//! 清理台账: a village's days.

use super::{Found, Stamp, stream_ref, text};
use rusqlite::{Connection, Row, params};
use xuncun_domain::stream::StreamId;

/// A day's row. Its id is the day, so that what two people enter of one day meets in one row; a row that is called otherwise is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleanup {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// JSON of what was entered.
    pub fields: String,
    /// Two people entered different things.
    pub conflict: bool,
    /// A receipt names it, or it came from the server.
    pub delivered: bool,
    /// Who entered it last, when.
    pub stamp: Stamp,
}

const CLEANUP: &str = "SELECT c.id, c.fields, c.conflict, c.author, c.hlc, d.device,
    c.v_device IS NOT NULL AND (d.device <> ?4 OR c.v_seq <= coalesce(v.seq, 0)) AS delivered
  FROM cleanup c LEFT JOIN device_ref d ON d.ref = c.v_device LEFT JOIN delivered v ON v.stream = c.stream AND v.device = c.v_device
  WHERE c.stream = ?1 AND c.id BETWEEN ?2 AND ?3 AND c.id = c.day AND c.deleted = 0";

impl Cleanup {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self {
            day: row.get("id")?,
            fields: text(row, "fields")?,
            conflict: row.get::<_, i64>("conflict")? == 2,
            delivered: row.get::<_, Option<bool>>("delivered")?.unwrap_or_default(),
            stamp: Stamp::read(row)?,
        })
    }
}

/// A village's days from one to another, earliest first. `device` is this device's id.
pub fn of_village(conn: &Connection, stream: &StreamId, (from, to): (&str, &str), device: &[u8]) -> Found<Vec<Cleanup>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Vec::new()) };
    conn.prepare_cached(&format!("{CLEANUP} ORDER BY c.id"))?.query_map(params![stream, from, to, device], Cleanup::read)?.collect()
}

/// Every village's days that are here: village code, day, JSON of what was entered. By village, earliest first.
pub fn all(conn: &Connection) -> Found<Vec<(String, String, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.code, c.id, c.fields FROM cleanup c JOIN stream_ref s ON s.ref = c.stream WHERE c.id = c.day AND c.deleted = 0 ORDER BY s.code, c.id",
    )?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, text(row, "fields")?)))?.collect()
}
