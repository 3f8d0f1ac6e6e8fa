//! Voice notes of a visit and of its sightings, and of a finding.

use super::{Found, Stamp, text};
use crate::query::finding::Finding;
use crate::query::visit::Visit;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A voice note's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Row id.
    pub id: String,
    /// Stream as text.
    pub stream: String,
    /// `inspection`, `sighting` or `finding`.
    pub owner_table: String,
    /// Row id of the owner.
    pub owner_id: String,
    /// Item id, or empty.
    pub item: String,
    /// SHA-256 of the sound, hex.
    pub sha256: String,
    /// Type.
    pub mime: String,
    /// How long it is; 0 where that is not known.
    pub duration_ms: i64,
    /// When it began.
    pub recorded_at: i64,
    /// Who said it (wrote its row last).
    pub stamp: Stamp,
    /// A receipt says that the server has the sound.
    pub delivered: bool,
}

const VOICE: &str = "SELECT v.id, s.stream AS stream_text, v.owner_table, v.owner_id, v.item, v.sha256, v.mime, v.duration_ms, v.recorded_at,
    v.author, v.hlc, d.device, EXISTS (SELECT 1 FROM blob_receipt b WHERE b.sha256 = unhex(v.sha256) AND b.stream = v.stream) AS delivered
  FROM voice_note v JOIN stream_ref s ON s.ref = v.stream LEFT JOIN device_ref d ON d.ref = v.v_device WHERE v.deleted = 0";

impl Voice {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self {
            id: row.get("id")?,
            stream: row.get("stream_text")?,
            owner_table: text(row, "owner_table")?,
            owner_id: text(row, "owner_id")?,
            item: text(row, "item")?,
            sha256: text(row, "sha256")?,
            mime: text(row, "mime")?,
            duration_ms: row.get::<_, Option<i64>>("duration_ms")?.unwrap_or_default(),
            recorded_at: row.get::<_, Option<i64>>("recorded_at")?.unwrap_or_default(),
            stamp: Stamp::read(row)?,
            delivered: row.get("delivered")?,
        })
    }
}

/// The voice notes of a visit and of its sightings, in the order in which they were said. Those of a sighting that was taken out are gone with it,
/// as its note is, and are there again if it is.
pub fn of_visit(conn: &Connection, visit: &Visit) -> Found<Vec<Voice>> {
    let sql = format!(
        "{VOICE} AND v.stream = ?2 AND (v.owner_table = 'inspection' AND v.owner_id = ?1
           OR v.owner_table = 'sighting' AND v.owner_id IN (SELECT id FROM sighting WHERE inspection = ?1 AND stream = ?2 AND deleted = 0))
         ORDER BY v.recorded_at, v.id"
    );
    conn.prepare_cached(&sql)?.query_map(params![visit.id, visit.stream], Voice::read)?.collect()
}

/// The voice notes of a finding, in the order in which they were said.
pub fn of_finding(conn: &Connection, finding: &Finding) -> Found<Vec<Voice>> {
    let sql = format!("{VOICE} AND v.owner_table = 'finding' AND v.owner_id = ?1 AND v.stream = ?2 ORDER BY v.recorded_at, v.id");
    conn.prepare_cached(&sql)?.query_map(params![finding.id, finding.stream], Voice::read)?.collect()
}

/// The voice note of that id. An id in several streams is somebody's mistake: the first stream's is taken.
pub fn voice(conn: &Connection, id: &str) -> Found<Option<Voice>> {
    let mut statement = conn.prepare_cached(&format!("{VOICE} AND v.id = ?1 ORDER BY v.stream LIMIT 1"))?;
    statement.query_row([id], Voice::read).optional()
}
