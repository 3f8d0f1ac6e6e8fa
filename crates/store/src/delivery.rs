//! What is only on this device. "送达" is the opposite of being counted here, and only a receipt ends it.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use xuncun_journal::{Hlc, Put, commit, decode_body};

use crate::Result;
use crate::refs::find_device;
use crate::row::{self, RowKey};
use crate::store::Store;

/// What no receipt names yet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Undelivered {
    /// Own commits.
    pub commits: usize,
    /// Rows that are not sealed into a commit yet.
    pub pending_rows: usize,
    /// The inspections that these touch.
    pub inspections: BTreeSet<String>,
    /// Files.
    pub uploads: usize,
    /// What of those files is still to be sent, in bytes.
    pub upload_bytes: u64,
    /// When the oldest of all these was made, in milliseconds since 1970 UTC.
    pub oldest_ms: Option<i64>,
}

impl Undelivered {
    /// Whether everything that was made here has been delivered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.commits == 0 && self.pending_rows == 0 && self.uploads == 0
    }

    fn note_age(&mut self, made_ms: i64) {
        self.oldest_ms = Some(self.oldest_ms.map_or(made_ms, |oldest| oldest.min(made_ms)));
    }
}

impl Store {
    /// What of this device's work no receipt names yet.
    pub fn undelivered(&self) -> Result<Undelivered> {
        let Some(identity) = self.identity()? else { return Ok(Undelivered::default()) };
        self.read(|conn| {
            let mut undelivered = Undelivered::default();
            if let Some(device) = find_device(conn, &identity.key.id())? {
                count_commits(conn, device, &mut undelivered)?;
            }
            count_pending(conn, &mut undelivered)?;
            count_uploads(conn, &mut undelivered)?;
            Ok(undelivered)
        })
    }
}

/// The record of an erasure says as much as a receipt does: the server that signed it had the commit.
fn count_commits(conn: &Connection, device: i64, undelivered: &mut Undelivered) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT c.hlc, c.stream, c.envelope, c.body FROM chain AS e \
         LEFT JOIN delivered AS d ON d.stream = e.stream AND d.device = e.device \
         JOIN commit_log AS c ON c.stream = e.stream AND c.device = e.device AND c.seq > coalesce(d.seq, 0) \
         WHERE e.device = ?1 AND e.seq > coalesce(d.seq, 0) AND c.state < 3 AND c.erased IS NULL",
    )?;
    let mut rows = statement.query([device])?;
    while let Some(row) = rows.next()? {
        let hlc: i64 = row.get(0)?;
        undelivered.commits += 1;
        undelivered.note_age(Hlc(hlc.unsigned_abs()).physical_ms());
        let (envelope, body): (Vec<u8>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
        let header = commit::peek(&envelope)?.header;
        for put in body.map_or(Ok(Vec::new()), |body| decode_body(&header, &body))? {
            undelivered.inspections.extend(inspection_of(conn, row.get(1)?, &put)?);
        }
    }
    Ok(())
}

fn count_pending(conn: &Connection, undelivered: &mut Undelivered) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT tbl, id, stream, hlc FROM pending")?;
    let mut rows = statement.query([])?;
    while let Some(pending) = rows.next()? {
        let (table, id): (String, String) = (pending.get(0)?, pending.get(1)?);
        let hlc: i64 = pending.get(3)?;
        undelivered.pending_rows += 1;
        undelivered.note_age(Hlc(hlc.unsigned_abs()).physical_ms());
        let stream = pending.get(2)?;
        if let Some((head, _)) = row::read(conn, &RowKey::new(&table, &id, stream))? {
            let put = Put { table, id, deleted: false, bases: Vec::new(), columns: head.content.columns };
            undelivered.inspections.extend(inspection_of(conn, stream, &put)?);
        }
    }
    Ok(())
}

fn count_uploads(conn: &Connection, undelivered: &mut Undelivered) -> Result<()> {
    let (uploads, bytes, oldest): (i64, i64, Option<i64>) = conn
        .prepare_cached("SELECT count(*), coalesce(sum(size - sent), 0), min(queued_at) FROM upload WHERE state <> 1 AND carried = 0")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    undelivered.uploads = uploads.unsigned_abs() as usize;
    undelivered.upload_bytes = bytes.unsigned_abs();
    if let Some(oldest) = oldest {
        undelivered.note_age(oldest);
    }
    Ok(())
}

/// The inspection that a row belongs to.
pub(crate) fn inspection_of(conn: &Connection, stream: i64, put: &Put) -> Result<Option<String>> {
    let column = |name: &str| put.columns.iter().find(|(own, _)| own == name).and_then(|(_, value)| value.as_text());
    let whole = |id: &str| id.split('/').next().map(str::to_owned);
    Ok(match put.table.as_str() {
        // A visit's witness is in a row of its own beneath it.
        "inspection" | "answer" | "submission" | "review" => whole(&put.id),
        // A deleted sighting names it no more; the commits before it did.
        "sighting" | "presence" => column("inspection").map(str::to_owned),
        "photo" | "voice_note" => match column("owner_table") {
            Some("inspection") => column("owner_id").map(str::to_owned),
            Some("answer") => column("owner_id").and_then(whole),
            Some("sighting") => column("owner_id").and_then(|id| {
                conn.prepare_cached("SELECT inspection FROM sighting WHERE id = ?1 AND stream = ?2")
                    .and_then(|mut owner| owner.query_row(params![id, stream], |row| row.get(0)))
                    .ok()
            }),
            _ => None,
        },
        _ => None,
    })
}
