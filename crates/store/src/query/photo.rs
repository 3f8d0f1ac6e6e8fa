//! Photographs of a visit and of its sightings, and what was made from them.

use super::{Found, Stamp, pair, text};
use crate::query::finding::Finding;
use crate::query::visit::Visit;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;
use xuncun_domain::photo_clock::clock_off;
use xuncun_domain::photo_fix::{Later, counting};
use xuncun_domain::photo_mark::Mark;
use xuncun_domain::stream::{Class, StreamError, StreamId};

/// A photo row.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
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
    /// What it shows.
    pub phase: String,
    /// SHA-256 of the original, hex.
    pub sha256: String,
    /// Bytes of the original.
    pub size: i64,
    /// Type of the original.
    pub mime: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// When it was taken.
    pub taken_at: i64,
    /// Zone offset, minutes east.
    pub offset_min: i32,
    /// Longitude, latitude, accuracy: what the device had at the shutter.
    pub position: Option<(f64, f64, f64)>,
    /// Metres.
    pub altitude: Option<f64>,
    /// What it found after the shutter and counts instead.
    pub found_later: Option<FoundLater>,
    /// Degrees from north.
    pub bearing: Option<f64>,
    /// `camera`, `gallery`, `forwarded` or `file`.
    pub source: String,
    /// Row id of the photograph that it pairs with.
    pub pair: Option<String>,
    /// How far the device's clock was ahead, minutes, where that is in doubt.
    pub clock_off: Option<i32>,
    /// When whoever lives there agreed, of one taken in a home.
    pub consent_at: Option<i64>,
    /// The photograph that it stands for, where that is seen by fewer.
    pub copy_of: Option<String>,
    /// Who took it, where another wrote its row.
    pub taken_by: Option<String>,
    /// Who wrote its row last.
    pub stamp: Stamp,
    /// A receipt says that the server has the original.
    pub delivered: bool,
    /// What was drawn on it, in the order in which it was.
    pub marks: Vec<Mark>,
}

/// A position that was found after the shutter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundLater {
    /// Longitude, latitude, accuracy.
    pub position: (f64, f64, f64),
    /// Metres.
    pub altitude: Option<f64>,
    /// Milliseconds after the shutter.
    pub after_ms: i64,
}

const PHOTO: &str = "SELECT p.id, s.stream AS stream_text, p.owner_table, p.owner_id, p.item, p.phase, p.sha256, p.size, p.mime, p.width, p.height, p.taken_at, p.offset_min,
    p.lon, p.lat, p.accuracy, p.altitude, p.bearing, p.source, p.pair, p.fixed_at, p.clock_ahead, p.consent_at, p.copy_of, p.taken_by, p.author, p.hlc, d.device,
    EXISTS (SELECT 1 FROM blob_receipt b WHERE b.sha256 = unhex(p.sha256) AND b.stream = p.stream) AS delivered
  FROM photo p JOIN stream_ref s ON s.ref = p.stream LEFT JOIN device_ref d ON d.ref = p.v_device WHERE p.deleted = 0";

impl Photo {
    fn read(row: &Row<'_>) -> Found<Self> {
        let accuracy: Option<f64> = row.get("accuracy")?;
        Ok(Self {
            id: row.get("id")?,
            stream: row.get("stream_text")?,
            owner_table: text(row, "owner_table")?,
            owner_id: text(row, "owner_id")?,
            item: text(row, "item")?,
            phase: text(row, "phase")?,
            sha256: text(row, "sha256")?,
            size: row.get::<_, Option<i64>>("size")?.unwrap_or_default(),
            mime: text(row, "mime")?,
            width: row.get::<_, Option<u32>>("width")?.unwrap_or_default(),
            height: row.get::<_, Option<u32>>("height")?.unwrap_or_default(),
            taken_at: row.get::<_, Option<i64>>("taken_at")?.unwrap_or_default(),
            offset_min: row.get::<_, Option<i32>>("offset_min")?.unwrap_or_default(),
            position: pair(row, "lon", "lat")?.zip(accuracy).map(|((lon, lat), accuracy)| (lon, lat, accuracy)),
            altitude: row.get("altitude")?,
            found_later: None,
            bearing: row.get("bearing")?,
            source: text(row, "source")?,
            pair: row.get("pair")?,
            clock_off: clock_off(row.get::<_, Option<i64>>("taken_at")?.unwrap_or_default(), row.get("fixed_at")?, row.get("clock_ahead")?),
            consent_at: row.get("consent_at")?,
            copy_of: row.get("copy_of")?,
            taken_by: row.get("taken_by")?,
            stamp: Stamp::read(row)?,
            delivered: row.get("delivered")?,
            marks: Vec::new(),
        })
    }

    /// The stream that it and what belongs to it lie in.
    ///
    /// # Errors
    /// A name that is none.
    pub fn stream(&self) -> Result<StreamId, StreamError> {
        self.stream.parse()
    }

    /// It shows a home: its row lies where personal data does.
    pub fn is_private(&self) -> bool {
        self.stream().is_ok_and(|stream| stream.class == Class::Private)
    }

    /// Who took it.
    pub fn taker(&self) -> &str {
        self.taken_by.as_deref().unwrap_or(&self.stamp.author)
    }

    /// The photograph that was taken: itself, or the one that it stands for.
    pub fn taken(&self) -> &str {
        self.copy_of.as_deref().unwrap_or(&self.id)
    }

    /// Whether both show the same sighting, or the same item of one visit.
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        (&self.stream, &self.owner_table, &self.owner_id, &self.item) == (&other.stream, &other.owner_table, &other.owner_id, &other.item)
    }

    /// The position that counts (longitude, latitude, accuracy), and the altitude there.
    pub fn place(&self) -> Option<((f64, f64, f64), Option<f64>)> {
        let later = self.found_later.map(|found| (found.position, found.altitude));
        later.or_else(|| self.position.map(|position| (position, self.altitude)))
    }

    /// With what other rows say of it.
    fn whole(self, conn: &Connection) -> Found<Self> {
        self.with_found(conn)?.with_marks(conn)
    }

    /// With the marks on it. One without a place (of another version, or broken) is none.
    fn with_marks(mut self, conn: &Connection) -> Found<Self> {
        let mut statement = conn.prepare_cached(
            "SELECT m.id, m.kind, m.x1, m.y1, m.x2, m.y2, m.text FROM photo_mark m JOIN stream_ref s ON s.ref = m.stream
             WHERE m.photo = ?1 AND s.stream = ?2 AND m.deleted = 0 ORDER BY m.drawn_at, m.id",
        )?;
        let rows = statement.query_map(params![self.id, self.stream], |row| {
            let Some(((x1, y1), (x2, y2))) = pair(row, "x1", "y1")?.zip(pair(row, "x2", "y2")?) else { return Ok(None) };
            Ok(Some(Mark { id: row.get("id")?, photo: self.id.clone(), kind: text(row, "kind")?, x1, y1, x2, y2, text: text(row, "text")? }))
        })?;
        self.marks = rows.filter_map(Result::transpose).collect::<Found<_>>()?;
        Ok(self)
    }

    /// With the later position that counts, if there is one.
    fn with_found(mut self, conn: &Connection) -> Found<Self> {
        let mut statement = conn.prepare_cached(
            "SELECT f.lon, f.lat, f.accuracy, f.altitude, f.fixed_at FROM photo_fix f JOIN stream_ref s ON s.ref = f.stream
             WHERE f.photo = ?1 AND s.stream = ?2 AND f.deleted = 0 AND f.accuracy > 0 AND f.fixed_at IS NOT NULL ORDER BY f.fixed_at, f.id",
        )?;
        let rows = statement.query_map(params![self.id, self.stream], |row| {
            let (accuracy, altitude) = (row.get("accuracy")?, row.get("altitude")?);
            let after_ms = row.get::<_, i64>("fixed_at")?.saturating_sub(self.taken_at);
            Ok(pair(row, "lon", "lat")?.map(|(lon, lat)| FoundLater { position: (lon, lat, accuracy), altitude, after_ms }))
        })?;
        let found: Vec<FoundLater> = rows.filter_map(Result::transpose).collect::<Found<_>>()?;
        let later: Vec<Later> = found.iter().map(|one| Later { accuracy: one.position.2, after_ms: one.after_ms }).collect();
        self.found_later = counting(self.position.map(|(_, _, accuracy)| accuracy), &later).map(|at| found[at]);
        Ok(self)
    }
}

/// The photographs of a visit and of its sightings, in the order they were taken; with those that were taken in homes, whose rows lie in the village's
/// `private` stream. A photograph whose sighting was deleted is still there.
pub fn of_visit(conn: &Connection, visit: &Visit) -> Found<Vec<Photo>> {
    let sql = format!(
        "{PHOTO} AND p.stream IN (?2, ?3) AND (p.owner_table = 'inspection' AND p.owner_id = ?1
           OR p.owner_table = 'sighting' AND p.stream = ?2 AND p.owner_id IN (SELECT id FROM sighting WHERE inspection = ?1 AND stream = ?2))
         ORDER BY p.taken_at, p.id"
    );
    let found: Vec<Photo> = conn.prepare_cached(&sql)?.query_map(params![visit.id, visit.stream, visit.homes], Photo::read)?.collect::<Found<_>>()?;
    found.into_iter().map(|photo| photo.whole(conn)).collect()
}

/// The photographs of a finding, in the order they were taken.
pub fn of_finding(conn: &Connection, finding: &Finding) -> Found<Vec<Photo>> {
    let sql = format!("{PHOTO} AND p.owner_table = 'finding' AND p.owner_id = ?1 AND p.stream = ?2 ORDER BY p.taken_at, p.id");
    let found: Vec<Photo> = conn.prepare_cached(&sql)?.query_map(params![finding.id, finding.stream], Photo::read)?.collect::<Found<_>>()?;
    found.into_iter().map(|photo| photo.whole(conn)).collect()
}

/// Of a stream's findings the first photograph each that is not from after it was cleared: finding → photograph.
pub fn first_of_findings(conn: &Connection, stream: i64) -> Found<HashMap<String, String>> {
    let mut statement = conn.prepare_cached(
        "SELECT owner_id, id FROM photo WHERE owner_table = 'finding' AND stream = ?1 AND deleted = 0 AND phase IS NOT 'after'
         AND owner_id IN (SELECT id FROM finding WHERE stream = ?1) ORDER BY taken_at DESC, id DESC",
    )?;
    statement.query_map([stream], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The photograph of that id. An id in several streams is somebody's mistake: the first stream's is taken.
pub fn photo(conn: &Connection, id: &str) -> Found<Option<Photo>> {
    let mut statement = conn.prepare_cached(&format!("{PHOTO} AND p.id = ?1 ORDER BY p.stream LIMIT 1"))?;
    statement.query_row([id], Photo::read).optional()?.map(|photo| photo.whole(conn)).transpose()
}

/// The photographs whose original's hash begins so (lower-case hex), the earliest first. Without an index: it is asked by hand, now and then.
pub fn beginning_with(conn: &Connection, digits: &str) -> Found<Vec<Photo>> {
    let mut statement = conn.prepare_cached(&format!("{PHOTO} AND substr(p.sha256, 1, length(?1)) = ?1 ORDER BY p.taken_at, p.id"))?;
    let found: Vec<Photo> = statement.query_map([digits], Photo::read)?.collect::<Found<_>>()?;
    found.into_iter().map(|photo| photo.whole(conn)).collect()
}

/// Does a receipt name the original by now?
pub fn is_delivered(conn: &Connection, photo: &Photo) -> Found<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM blob_receipt b JOIN stream_ref s ON s.ref = b.stream WHERE b.sha256 = unhex(?1) AND s.stream = ?2)",
    )?;
    statement.query_row([&photo.sha256, &photo.stream], |row| row.get(0))
}

/// What a photograph looks like, as its rendition's row says; none before it has one.
pub fn look(conn: &Connection, photo: &Photo) -> Found<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.phash FROM rendition r JOIN stream_ref s ON s.ref = r.stream
         WHERE r.photo = ?1 AND s.stream = ?2 AND r.phash IS NOT NULL AND r.deleted = 0 ORDER BY r.id LIMIT 1",
    )?;
    statement.query_row(params![photo.id, photo.stream], |row| row.get(0)).optional()
}

/// The ids of the photographs whose look satisfies `like`, of all that are here.
pub fn looking_like(conn: &Connection, mut like: impl FnMut(&str) -> bool) -> Found<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT phash, photo FROM rendition WHERE phash IS NOT NULL AND deleted = 0")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        // An odd row of a newer or a broken app looks like nothing.
        if row.get_ref(0)?.as_str().is_ok_and(&mut like) {
            found.extend(row.get::<_, Option<String>>(1)?);
        }
    }
    Ok(found)
}

/// A picture made from a photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Row id.
    pub id: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Type.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Which blurs were made unrecognisable in it, in short; none of one that shows everything.
    pub burnt: Option<String>,
}

/// The rendition of that kind in which these blurs are, in the photograph's own stream; else another one of that kind.
pub fn rendition(conn: &Connection, photo: &Photo, kind: &str, burnt: Option<&str>) -> Found<Option<Rendition>> {
    let mut made = renditions(conn, photo, kind)?;
    let at = made.iter().position(|one| one.burnt.as_deref() == burnt).unwrap_or_default();
    Ok((!made.is_empty()).then(|| made.swap_remove(at)))
}

/// Every rendition of that kind, in the photograph's own stream: several, where people blurred parts of it apart.
pub fn renditions(conn: &Connection, photo: &Photo, kind: &str) -> Found<Vec<Rendition>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.id, r.sha256, r.mime, r.size, r.burnt FROM rendition r JOIN stream_ref s ON s.ref = r.stream
         WHERE r.photo = ?1 AND s.stream = ?2 AND r.kind = ?3 AND r.deleted = 0 ORDER BY r.id",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Rendition {
            id: text(row, "id")?,
            sha256: text(row, "sha256")?,
            mime: text(row, "mime")?,
            size: row.get::<_, Option<i64>>("size")?.unwrap_or_default(),
            burnt: row.get("burnt")?,
        })
    };
    statement.query_map(params![photo.id, photo.stream, kind], read)?.collect()
}
