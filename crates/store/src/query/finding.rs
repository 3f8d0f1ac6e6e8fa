//! Findings (问题) and the steps of their loop. They lie in their village's `open` stream; where one stands, `xuncun_domain::step::case` says.

use super::{Found, Stamp, pair, stream_ref, text};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;
use xuncun_domain::step::Step;
use xuncun_domain::stream::StreamId;

/// A finding row.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Row id.
    pub id: String,
    /// Number of its stream, for its steps.
    pub stream: i64,
    /// Village code, by its stream.
    pub village: String,
    /// The sighting that it was made of; none of what a village reported itself.
    pub sighting: Option<String>,
    /// Kind of sighting.
    pub kind: String,
    /// Longitude, latitude, accuracy.
    pub position: Option<(f64, f64, f64)>,
    /// Landmark and 组.
    pub landmark: String,
    /// Places.
    pub count: u32,
    /// Note.
    pub note: String,
    /// When it was seen.
    pub seen_at: i64,
    /// 先易后难: how hard it is to clear, if somebody said.
    pub difficulty: String,
    /// How large it is, as JSON, if somebody said.
    pub size: String,
    /// The finding that it was said to be the same place as, by row id.
    pub same_as: Option<String>,
    /// Two people changed it differently.
    pub conflict: bool,
    /// Who made it.
    pub stamp: Stamp,
}

const FINDING: &str = "SELECT f.id, f.stream, s.code, f.sighting, f.kind, f.lon, f.lat, f.accuracy, f.landmark, f.count, f.note, f.seen_at, f.difficulty, f.size, f.same_as, f.conflict,
    f.author, f.hlc, d.device
  FROM finding f JOIN stream_ref s ON s.ref = f.stream LEFT JOIN device_ref d ON d.ref = f.v_device WHERE f.deleted = 0";

impl Finding {
    fn read(row: &Row<'_>) -> Found<Self> {
        let accuracy: Option<f64> = row.get("accuracy")?;
        Ok(Self {
            id: row.get("id")?,
            stream: row.get("stream")?,
            village: row.get("code")?,
            sighting: row.get("sighting")?,
            kind: text(row, "kind")?,
            position: pair(row, "lon", "lat")?.zip(accuracy).map(|((lon, lat), accuracy)| (lon, lat, accuracy)),
            landmark: text(row, "landmark")?,
            count: row.get::<_, Option<u32>>("count")?.unwrap_or(1),
            note: text(row, "note")?,
            seen_at: row.get::<_, Option<i64>>("seen_at")?.unwrap_or_default(),
            difficulty: text(row, "difficulty")?,
            size: text(row, "size")?,
            same_as: row.get::<_, Option<String>>("same_as")?.filter(|id| !id.is_empty()),
            conflict: row.get::<_, Option<i64>>("conflict")?.unwrap_or_default() == 2,
            stamp: Stamp::read(row)?,
        })
    }
}

/// The finding of that id. An id in several streams is somebody's mistake: the first stream's is taken.
pub fn finding(conn: &Connection, id: &str) -> Found<Option<Finding>> {
    conn.prepare_cached(&format!("{FINDING} AND f.id = ?1 ORDER BY f.stream LIMIT 1"))?.query_row([id], Finding::read).optional()
}

/// The finding of that id in that stream.
pub fn in_stream(conn: &Connection, stream: &StreamId, id: &str) -> Found<Option<Finding>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(None) };
    conn.prepare_cached(&format!("{FINDING} AND f.id = ?1 AND f.stream = ?2"))?.query_row(params![id, stream], Finding::read).optional()
}

/// The findings of a village, by its open stream.
pub fn of_village(conn: &Connection, stream: &StreamId) -> Found<Vec<Finding>> {
    stream_ref(conn, stream)?.map_or_else(|| Ok(Vec::new()), |stream| numbered(conn, stream))
}

/// Of each village whose findings were ever written here: the number of its open stream, its code, and a mark that is another one after whatever
/// changed its findings, their steps or their photographs.
pub fn marks(conn: &Connection) -> Found<Vec<(i64, String, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.ref, s.code, m.mark FROM finding_mark m JOIN stream_ref s ON s.ref = m.stream WHERE s.class = 'open' ORDER BY s.code",
    )?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

/// The findings of a village, by the number of its open stream.
pub fn numbered(conn: &Connection, stream: i64) -> Found<Vec<Finding>> {
    conn.prepare_cached(&format!("{FINDING} AND f.stream = ?1 ORDER BY f.id"))?.query_map([stream], Finding::read)?.collect()
}

/// Every finding's id, with its village's code.
pub fn ids(conn: &Connection) -> Found<Vec<(String, String)>> {
    let mut statement = conn.prepare_cached("SELECT f.id, s.code FROM finding f JOIN stream_ref s ON s.ref = f.stream WHERE f.deleted = 0")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// A step with what only its history shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// What the loop knows of it.
    pub step: Step,
    /// Kind as stored: a newer version may have more.
    pub kind: String,
    /// Words.
    pub note: String,
    /// The photographs that it shows, by id.
    pub photos: Vec<String>,
    /// The voice notes that it says, by id.
    pub voices: Vec<String>,
    /// Who took it.
    pub stamp: Stamp,
    /// The server has it, by receipt.
    pub delivered: bool,
}

const STEP: &str = "SELECT p.id, p.finding, p.stream, p.kind, p.note, p.answers, p.role, p.due, p.photos, p.voices, p.author, p.hlc, d.device,
    EXISTS (SELECT 1 FROM delivered v WHERE v.stream = p.stream AND v.device = p.v_device AND v.seq >= p.v_seq) AS delivered
  FROM step p LEFT JOIN device_ref d ON d.ref = p.v_device WHERE p.deleted = 0";

impl StepRow {
    /// A role, a kind or a day that this version does not know is none.
    fn read(row: &Row<'_>) -> Found<Self> {
        let (kind, stamp) = (text(row, "kind")?, Stamp::read(row)?);
        let step = Step {
            id: row.get("id")?,
            kind: kind.parse().ok(),
            answers: row.get::<_, Option<String>>("answers")?.filter(|id| !id.is_empty()),
            due: text(row, "due")?.parse().ok(),
            roles: text(row, "role")?.parse().into_iter().collect(),
            at: stamp.at(),
            hlc: stamp.hlc,
        };
        let ids = |column| Ok::<_, super::QueryError>(serde_json::from_str(&text(row, column)?).unwrap_or_default());
        Ok(Self { step, kind, note: text(row, "note")?, photos: ids("photos")?, voices: ids("voices")?, stamp, delivered: row.get("delivered")? })
    }
}

/// The steps of a finding, in the order of their clocks.
pub fn steps(conn: &Connection, finding: &Finding) -> Found<Vec<StepRow>> {
    let mut statement = conn.prepare_cached(&format!("{STEP} AND p.finding = ?1 AND p.stream = ?2 ORDER BY p.hlc, p.id"))?;
    statement.query_map(params![finding.id, finding.stream], StepRow::read)?.collect()
}

/// The steps of a stream's findings: finding → steps, in no order.
pub fn steps_in(conn: &Connection, stream: i64) -> Found<HashMap<String, Vec<Step>>> {
    let mut statement = conn.prepare_cached(&format!("{STEP} AND p.stream = ?1 AND p.finding IN (SELECT id FROM finding WHERE stream = ?1)"))?;
    let mut rows = statement.query([stream])?;
    let mut steps: HashMap<_, Vec<Step>> = HashMap::new();
    while let Some(row) = rows.next()? {
        steps.entry(text(row, "finding")?).or_default().push(StepRow::read(row)?.step);
    }
    Ok(steps)
}
