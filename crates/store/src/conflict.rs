//! Rows with several heads that say different things: both sides are kept and shown, until a person settles it.

use std::cmp::Reverse;

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Hlc, Value, Version, decode_body, peek};

use crate::Result;
use crate::refs::{device_id, find_device, stream_id};
use crate::row::{self, RowKey, Stamp, StoredHead};
use crate::schema;
use crate::store::Store;
use crate::write::{WriteTx, decode_stamps};

/// A row in conflict.
#[derive(Clone, PartialEq, Debug)]
pub struct Conflict {
    /// The table.
    pub table: String,
    /// The stream.
    pub stream: StreamId,
    /// The row's id.
    pub id: String,
    /// The side that queries see.
    pub shown: Side,
    /// The others, the latest first. Some may say the same as the shown one.
    pub others: Vec<Side>,
}

/// One side of a conflict.
#[derive(Clone, PartialEq, Debug)]
pub struct Side {
    /// Which commit wrote it; none while it is not sealed.
    pub version: Option<Version>,
    /// When.
    pub hlc: Hlc,
    /// Who.
    pub author: String,
    /// Whether it is a deletion.
    pub deleted: bool,
    /// Its columns with values, by name.
    pub columns: Vec<(String, Value)>,
    /// The versions that it was written on; none where the row was new to it.
    pub bases: Vec<Base>,
}

/// A version that a side was written on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Base {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub hlc: Hlc,
}

impl Store {
    /// Every row in conflict, by table, stream and id.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        self.read(|conn| {
            let mut conflicts = Vec::new();
            // Rows beside shown ones are few; whether a row is in conflict is noted on the row itself.
            let mut statement = conn.prepare_cached(
                "SELECT DISTINCT o.tbl, s.stream, o.id, o.stream FROM other_head AS o \
                 JOIN stream_ref AS s ON s.ref = o.stream ORDER BY o.tbl, s.stream, o.id",
            )?;
            let mut rows = statement.query([])?;
            while let Some(found) = rows.next()? {
                let (table, id): (String, String) = (found.get(0)?, found.get(2)?);
                let number: i64 = found.get(3)?;
                conflicts.extend(conflict(conn, &RowKey::new(&table, &id, number))?);
            }
            Ok(conflicts)
        })
    }

    /// The conflict of one row, if it is in one.
    pub fn conflict_of(&self, table: &str, stream: &StreamId, id: &str) -> Result<Option<Conflict>> {
        self.read(|conn| match crate::refs::find_stream(conn, stream)? {
            Some(stream) => conflict(conn, &RowKey::new(table, id, stream)),
            None => Ok(None),
        })
    }

    /// How many rows are in conflict.
    pub fn conflict_count(&self) -> Result<usize> {
        self.read(|conn| {
            let mut count = 0;
            for shape in schema::all() {
                let sql = format!("SELECT count(*) FROM \"{}\" WHERE conflict = 2", shape.name);
                count += conn.prepare_cached(&sql)?.query_row([], |row| row.get::<_, i64>(0))?;
            }
            Ok(count.unsigned_abs() as usize)
        })
    }
}

impl WriteTx<'_, '_> {
    /// The conflict of one row as it is within this transaction, if it is in one.
    pub fn conflict(&self, table: &str, stream: &StreamId, id: &str) -> Result<Option<Conflict>> {
        match crate::refs::find_stream(self.conn(), stream)? {
            Some(stream) => conflict(self.conn(), &RowKey::new(table, id, stream)),
            None => Ok(None),
        }
    }

    /// Which commit wrote what is shown of a row; none where there is no such row, or it is not sealed yet.
    pub fn version_of(&self, table: &str, stream: &StreamId, id: &str) -> Result<Option<Version>> {
        let Some(stream) = crate::refs::find_stream(self.conn(), stream)? else { return Ok(None) };
        let stamp = row::read(self.conn(), &RowKey::new(table, id, stream))?.and_then(|(shown, _)| shown.stamp);
        stamp.map(|stamp| version(self.conn(), stamp)).transpose()
    }
}

fn version(conn: &Connection, stamp: Stamp) -> Result<Version> {
    Ok(Version { device: device_id(conn, stamp.device)?, seq: stamp.seq.unsigned_abs() })
}

/// What the commit of a side, or its pending row, says that it replaces.
fn bases(conn: &Connection, key: &RowKey<'_>, stamp: Option<Stamp>) -> Result<Vec<Base>> {
    let mut bases = Vec::new();
    let mut pending = conn.prepare_cached("SELECT bases FROM pending WHERE tbl = ?1 AND id = ?2 AND stream = ?3")?;
    let mut stamps: Vec<Stamp> = Vec::new();
    match stamp {
        None => {
            let noted: Option<Vec<u8>> = pending.query_row(params![key.table, key.id, key.stream], |row| row.get(0)).optional()?;
            stamps = decode_stamps(&noted.unwrap_or_default());
        }
        Some(stamp) => {
            let sql = "SELECT envelope, body FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3";
            let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?));
            let found = conn.prepare_cached(sql)?.query_row([key.stream, stamp.device, stamp.seq], read).optional()?;
            if let Some((envelope, Some(body))) = found {
                let header = peek(&envelope)?.header;
                let put = decode_body(&header, &body)?.into_iter().find(|put| put.table == key.table && put.id == key.id);
                for base in put.into_iter().flat_map(|put| put.bases) {
                    stamps.extend(find_device(conn, &base.device)?.map(|device| Stamp { device, seq: base.seq as i64 }));
                }
            }
        }
    }
    for stamp in stamps {
        let sql = "SELECT author, hlc FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3";
        let read = |row: &rusqlite::Row<'_>| Ok(Base { author: row.get(0)?, hlc: Hlc(row.get::<_, i64>(1)?.unsigned_abs()) });
        bases.extend(conn.prepare_cached(sql)?.query_row([key.stream, stamp.device, stamp.seq], read).optional()?);
    }
    Ok(bases)
}

fn conflict(conn: &Connection, key: &RowKey<'_>) -> Result<Option<Conflict>> {
    let Some((shown, row::Rivalry::Conflict)) = row::read(conn, key)? else { return Ok(None) };
    let mut others = Vec::new();
    for other in row::read_others(conn, key)? {
        others.push(side(conn, key, other)?);
    }
    others.sort_by_key(|side| Reverse((side.hlc, side.version)));
    Ok(Some(Conflict {
        table: key.table.to_owned(),
        stream: stream_id(conn, key.stream)?,
        id: key.id.to_owned(),
        shown: side(conn, key, shown)?,
        others,
    }))
}

fn side(conn: &Connection, key: &RowKey<'_>, head: StoredHead) -> Result<Side> {
    Ok(Side {
        version: head.stamp.map(|stamp| version(conn, stamp)).transpose()?,
        bases: bases(conn, key, head.stamp)?,
        hlc: head.hlc,
        author: head.author,
        deleted: head.content.deleted,
        columns: head.content.columns,
    })
}
