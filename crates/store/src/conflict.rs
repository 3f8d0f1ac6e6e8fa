//! Rows with several heads that say different things: both sides are kept and shown, until a person settles it.

use std::cmp::Reverse;

use rusqlite::Connection;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Hlc, Value, Version};

use crate::Result;
use crate::refs::{device_id, stream_id};
use crate::row::{self, RowKey, StoredHead};
use crate::schema;
use crate::store::Store;

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

fn conflict(conn: &Connection, key: &RowKey<'_>) -> Result<Option<Conflict>> {
    let Some((shown, row::Rivalry::Conflict)) = row::read(conn, key)? else { return Ok(None) };
    let mut others = Vec::new();
    for other in row::read_others(conn, key)? {
        others.push(side(conn, other)?);
    }
    others.sort_by_key(|side| Reverse((side.hlc, side.version)));
    Ok(Some(Conflict { table: key.table.to_owned(), stream: stream_id(conn, key.stream)?, id: key.id.to_owned(), shown: side(conn, shown)?, others }))
}

fn side(conn: &Connection, head: StoredHead) -> Result<Side> {
    let version = match head.stamp {
        Some(stamp) => Some(Version { device: device_id(conn, stamp.device)?, seq: stamp.seq.unsigned_abs() }),
        None => None,
    };
    Ok(Side { version, hlc: head.hlc, author: head.author, deleted: head.content.deleted, columns: head.content.columns })
}
