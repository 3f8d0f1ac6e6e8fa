//! 反馈: what visits told the villages.

use super::{Found, Stamp, stream_ref, text};
use rusqlite::{Connection, OptionalExtension, Row, params};
use xuncun_domain::stream::StreamId;

/// A notice row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Row id.
    pub id: String,
    /// Village code, by its stream.
    pub village: String,
    /// The visit.
    pub inspection: String,
    /// Score.
    pub score: Option<String>,
    /// JSON of the deductions.
    pub deductions: String,
    /// Round's name.
    pub round_name: String,
    /// Day of the visit.
    pub day: String,
    /// `open` or `unannounced`.
    pub kind: String,
    /// Who made it, when.
    pub stamp: Stamp,
}

const NOTICE: &str = "SELECT n.id, s.code, n.inspection, n.score, n.deductions, n.round_name, n.day, n.kind, n.author, n.hlc, d.device
  FROM notice n JOIN stream_ref s ON s.ref = n.stream LEFT JOIN device_ref d ON d.ref = n.v_device WHERE n.deleted = 0";

impl Notice {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self {
            id: row.get("id")?,
            village: row.get("code")?,
            inspection: text(row, "inspection")?,
            score: row.get("score")?,
            deductions: text(row, "deductions")?,
            round_name: text(row, "round_name")?,
            day: text(row, "day")?,
            kind: text(row, "kind")?,
            stamp: Stamp::read(row)?,
        })
    }
}

/// The notices of one village, newest visit first, at most `limit`.
pub fn of_village(conn: &Connection, stream: &StreamId, limit: u32) -> Found<Vec<Notice>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Vec::new()) };
    conn.prepare_cached(&format!("{NOTICE} AND n.stream = ?1 ORDER BY n.day DESC, n.hlc DESC LIMIT ?2"))?
        .query_map(params![stream, limit], Notice::read)?
        .collect()
}

/// The score of a village's latest accepted visit before `day`: a notice is made on acceptance, so it need not look at the visits.
pub fn last_score(conn: &Connection, stream: &StreamId, day: &str) -> Found<Option<String>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(None) };
    let mut statement =
        conn.prepare_cached("SELECT score FROM notice WHERE stream = ?1 AND day < ?2 AND deleted = 0 ORDER BY day DESC, hlc DESC LIMIT 1")?;
    Ok(statement.query_row(params![stream, day], |row| row.get::<_, Option<String>>(0)).optional()?.flatten())
}

/// The notices of a visit, latest first: a second acceptance makes a second one.
pub fn of_visit(conn: &Connection, stream: &StreamId, inspection: &str) -> Found<Vec<Notice>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Vec::new()) };
    conn.prepare_cached(&format!("{NOTICE} AND n.stream = ?1 AND n.inspection = ?2 ORDER BY n.hlc DESC"))?
        .query_map(params![stream, inspection], Notice::read)?
        .collect()
}
