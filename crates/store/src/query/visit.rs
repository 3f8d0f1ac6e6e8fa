//! A visit and what was recorded in it. The rows of a visit lie in its village's `work` stream, and the photographs of homes in its `private` one; rows
//! elsewhere that name it are not of it.

use super::{Found, Stamp, flag, pair, stream_ref, text};
use rusqlite::{Connection, OptionalExtension, Row, params};
use xuncun_domain::stream::StreamId;

/// An inspection row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Row id.
    pub id: String,
    /// Number of the stream, for the other queries of the visit.
    pub stream: i64,
    /// Number of the stream of the village's homes, once there is something in it.
    pub homes: Option<i64>,
    /// Round's row id.
    pub round: String,
    /// Village code.
    pub village: String,
    /// Team's row id.
    pub team: String,
    /// Civil day.
    pub day: String,
    /// `open` or `unannounced`.
    pub kind: String,
    /// Standard's row id.
    pub standard: String,
    /// When it began.
    pub started_at: i64,
    /// Witness, as stored; the kind is empty until there is one.
    pub witness: WitnessColumns,
    /// Who wrote the row last.
    pub stamp: Stamp,
}

/// The witness's columns of an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WitnessColumns {
    /// `signed`, `refused`, `absent`, `unannounced` or empty.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Reason.
    pub reason: String,
    /// SHA-256 (hex) of the strokes' blob.
    pub strokes: Option<String>,
}

/// The row that a visit's witness is in: `<inspection>/witness`, of the same table. Were the witness in the visit's own row, another inspector's
/// tablet that begins the visit apart would contradict it.
pub fn witness_id(inspection: &str) -> String {
    format!("{inspection}/witness")
}

/// A visit with its witness: of the witness's own row, or of the visit's row if it has one itself.
const VISIT: &str = "SELECT i.id, i.stream, (SELECT h.ref FROM stream_ref h WHERE h.stream = i.village || '/private') AS homes, i.round, i.village, i.team, i.day, i.kind, i.standard, i.started_at,
    coalesce(w.witness_kind, i.witness_kind) AS witness_kind,
    iif(w.witness_kind IS NULL, i.witness_name, w.witness_name) AS witness_name,
    iif(w.witness_kind IS NULL, i.witness_reason, w.witness_reason) AS witness_reason,
    iif(w.witness_kind IS NULL, i.witness_strokes, w.witness_strokes) AS witness_strokes,
    i.author, i.hlc, d.device
  FROM inspection i JOIN stream_ref s ON s.ref = i.stream AND s.stream = i.village || '/work' LEFT JOIN device_ref d ON d.ref = i.v_device
    LEFT JOIN inspection w ON w.id = i.id || '/witness' AND w.stream = i.stream AND w.deleted = 0
  WHERE i.deleted = 0";

impl Visit {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self {
            id: row.get("id")?,
            stream: row.get("stream")?,
            homes: row.get("homes")?,
            round: text(row, "round")?,
            village: text(row, "village")?,
            team: text(row, "team")?,
            day: text(row, "day")?,
            kind: text(row, "kind")?,
            standard: text(row, "standard")?,
            started_at: row.get::<_, Option<i64>>("started_at")?.unwrap_or_default(),
            witness: WitnessColumns {
                kind: text(row, "witness_kind")?,
                name: text(row, "witness_name")?,
                reason: text(row, "witness_reason")?,
                strokes: row.get::<_, Option<String>>("witness_strokes")?.filter(|sha| !sha.is_empty()),
            },
            stamp: Stamp::read(row)?,
        })
    }
}

/// The visit of that id.
pub fn visit(conn: &Connection, id: &str) -> Found<Option<Visit>> {
    conn.prepare_cached(&format!("{VISIT} AND i.id = ?1"))?.query_row([id], Visit::read).optional()
}

/// The visits of a team in a round, by day.
pub fn of_team(conn: &Connection, round: &str, team: &str) -> Found<Vec<Visit>> {
    conn.prepare_cached(&format!("{VISIT} AND i.round = ?1 AND i.team = ?2 ORDER BY i.day, i.id"))?.query_map([round, team], Visit::read)?.collect()
}

/// Visits of a team in a round that were never accepted: those of an earlier round that still ask for something. At most `limit` of them, in no
/// order: a round that was never reviewed must not be read whole for each first screen.
pub fn unsettled(conn: &Connection, round: &str, team: &str, limit: u32) -> Found<Vec<Visit>> {
    let sql = format!(
        "{VISIT} AND i.round = ?1 AND i.team = ?2 AND NOT EXISTS (
           SELECT 1 FROM review r WHERE r.id > i.id || '/' AND r.id < i.id || '0' AND r.stream = i.stream AND r.verdict = 'accepted' AND r.deleted = 0)
         LIMIT ?3"
    );
    conn.prepare_cached(&sql)?.query_map(params![round, team, limit], Visit::read)?.collect()
}

/// The visits of a round, by team and day.
pub fn of_round(conn: &Connection, round: &str) -> Found<Vec<Visit>> {
    conn.prepare_cached(&format!("{VISIT} AND i.round = ?1 ORDER BY i.team, i.day, i.id"))?.query_map([round], Visit::read)?.collect()
}

/// The visits of a village, by its work stream, the latest first; at most `limit`.
pub fn of_village(conn: &Connection, stream: &StreamId, limit: u32) -> Found<Vec<Visit>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Vec::new()) };
    conn.prepare_cached(&format!("{VISIT} AND i.stream = ?1 ORDER BY i.day DESC, i.id DESC LIMIT ?2"))?
        .query_map(params![stream, limit], Visit::read)?
        .collect()
}

/// A row whose heads say different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rival {
    /// `inspection`, `answer`, `sighting` or `photo`.
    pub table: String,
    /// Stream as text: the visit's, or that of the village's homes.
    pub stream: String,
    /// Row id.
    pub id: String,
}

/// The rows of a visit that two people changed differently; one that a side deleted is among them.
pub fn rivals(conn: &Connection, visit: &Visit) -> Found<Vec<Rival>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.tbl, r.id, s.stream FROM (
           SELECT 'inspection' AS tbl, id, stream FROM inspection WHERE id IN (?1, ?1 || '/witness') AND stream = ?2 AND conflict = 2
           UNION ALL SELECT 'answer', id, stream FROM answer WHERE id > ?1 || '/' AND id < ?1 || '0' AND stream = ?2 AND conflict = 2
           UNION ALL SELECT 'sighting', id, stream FROM sighting WHERE inspection = ?1 AND stream = ?2 AND conflict = 2
           UNION ALL SELECT 'photo', id, stream FROM photo WHERE owner_id = ?1 AND stream IN (?2, ?3) AND conflict = 2
           UNION ALL SELECT 'photo', p.id, p.stream FROM sighting g JOIN photo p ON p.owner_id = g.id AND p.stream = g.stream
             WHERE g.inspection = ?1 AND g.stream = ?2 AND p.conflict = 2) r
         JOIN stream_ref s ON s.ref = r.stream ORDER BY 1, 2",
    )?;
    let read = |row: &Row<'_>| Ok(Rival { table: row.get(0)?, id: row.get(1)?, stream: row.get(2)? });
    statement.query_map(params![visit.id, visit.stream, visit.homes], read)?.collect()
}

/// An answer row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Item id.
    pub item: String,
    /// Household from 1.
    pub household: Option<u32>,
    /// JSON of the value; `None` is 未答.
    pub value: Option<String>,
    /// Note.
    pub note: String,
    /// Who wrote it last.
    pub stamp: Stamp,
}

/// The answers of a visit, by id.
pub fn answers(conn: &Connection, visit: &Visit) -> Found<Vec<Answer>> {
    let mut statement = conn.prepare_cached(
        "SELECT a.item, a.household, a.value, a.note, a.author, a.hlc, d.device FROM answer a LEFT JOIN device_ref d ON d.ref = a.v_device
         WHERE a.id > ?1 || '/' AND a.id < ?1 || '0' AND a.stream = ?2 AND a.deleted = 0 ORDER BY a.id",
    )?;
    let rows = statement.query_map(params![visit.id, visit.stream], |row| {
        Ok(Answer {
            item: text(row, "item")?,
            household: row.get("household")?,
            value: row.get("value")?,
            note: text(row, "note")?,
            stamp: Stamp::read(row)?,
        })
    })?;
    rows.collect()
}

/// A sighting row.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Row id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Grade, or empty.
    pub grade: String,
    /// Places.
    pub count: u32,
    /// Longitude and latitude, and accuracy in metres.
    pub position: Option<(f64, f64, f64)>,
    /// Landmark.
    pub landmark: String,
    /// 当场整改.
    pub fixed_on_spot: bool,
    /// 移交.
    pub transferred: bool,
    /// The finding that it is.
    pub finding: Option<String>,
    /// The last day on which that was to be cleared, when it was said to be the same.
    pub finding_due: Option<String>,
    /// It had been closed by then.
    pub finding_closed: bool,
    /// How large it is, as JSON, or empty.
    pub size: String,
    /// How hard it is to clear, or empty.
    pub difficulty: String,
    /// Note.
    pub note: String,
    /// When it was seen.
    pub seen_at: i64,
    /// Who wrote it last.
    pub stamp: Stamp,
}

/// The visit in which something was seen, also if it was taken out and its row names none any more: then `None`.
pub fn inspection_of_sighting(conn: &Connection, id: &str) -> Found<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT inspection FROM sighting WHERE id = ?1 AND inspection IS NOT NULL LIMIT 1")?;
    statement.query_row([id], |row| row.get(0)).optional()
}

/// The ids of what a team saw, in all its visits.
pub fn sightings_of_team(conn: &Connection, team: &str) -> Found<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT g.id FROM inspection i JOIN sighting g ON g.inspection = i.id AND g.stream = i.stream WHERE i.team = ?1 AND i.deleted = 0",
    )?;
    statement.query_map([team], |row| row.get(0))?.collect()
}

/// The sightings of a visit, newest first.
pub fn sightings(conn: &Connection, visit: &Visit) -> Found<Vec<Sighting>> {
    let mut statement = conn.prepare_cached(
        "SELECT g.id, g.kind, g.grade, g.count, g.lon, g.lat, g.accuracy, g.landmark, g.fixed_on_spot, g.transferred, g.finding, g.finding_due, g.finding_closed, g.size, g.difficulty, g.note, g.seen_at,
           g.author, g.hlc, d.device FROM sighting g LEFT JOIN device_ref d ON d.ref = g.v_device
         WHERE g.inspection = ?1 AND g.stream = ?2 AND g.deleted = 0 ORDER BY g.seen_at DESC, g.id DESC",
    )?;
    let rows = statement.query_map(params![visit.id, visit.stream], |row| {
        let accuracy: Option<f64> = row.get("accuracy")?;
        Ok(Sighting {
            id: row.get("id")?,
            kind: text(row, "kind")?,
            grade: text(row, "grade")?,
            count: row.get::<_, Option<u32>>("count")?.unwrap_or_default(),
            position: pair(row, "lon", "lat")?.zip(accuracy).map(|((lon, lat), accuracy)| (lon, lat, accuracy)),
            landmark: text(row, "landmark")?,
            fixed_on_spot: flag(row, "fixed_on_spot")?,
            transferred: flag(row, "transferred")?,
            finding: row.get("finding")?,
            finding_due: row.get("finding_due")?,
            finding_closed: flag(row, "finding_closed")?,
            size: text(row, "size")?,
            difficulty: text(row, "difficulty")?,
            note: text(row, "note")?,
            seen_at: row.get::<_, Option<i64>>("seen_at")?.unwrap_or_default(),
            stamp: Stamp::read(row)?,
        })
    })?;
    rows.collect()
}
