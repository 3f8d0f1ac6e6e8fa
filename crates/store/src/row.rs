//! Rows as they lie in the replica: the head that is shown in the row's own table, further heads beside it.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension, Statement, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::columns::{decode_columns, encode_columns};
use xuncun_journal::{Hlc, Put, Value};

use crate::Result;
use crate::cell::{Cell, Read, fit};
use crate::schema::{FIRST_COLUMN, Shape, shape};

/// A row as application code sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Whether it is gone.
    pub deleted: bool,
    /// Who wrote what is shown.
    pub author: String,
    /// When.
    pub hlc: Hlc,
    /// Whether further heads differ from it.
    pub conflict: bool,
    /// Its columns with values, by name; those of newer versions too. Columns that are null are left out.
    pub columns: Vec<(String, Value)>,
}

impl Row {
    /// The value of a column; null where it has none.
    #[must_use]
    pub fn column(&self, name: &str) -> &Value {
        self.columns.iter().find(|(own, _)| own == name).map_or(&Value::Null, |(_, value)| value)
    }
}

/// A version by this replica's number for its device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stamp {
    pub(crate) device: i64,
    pub(crate) seq: i64,
}

/// What a head says: the columns that are not null, in the order of their names.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Content {
    pub(crate) deleted: bool,
    pub(crate) columns: Vec<(String, Value)>,
}

impl Content {
    pub(crate) fn new(deleted: bool, mut columns: Vec<(String, Value)>) -> Self {
        columns.retain(|(_, value)| !value.is_null());
        columns.sort_by(|a, b| a.0.cmp(&b.0));
        Self { deleted, columns }
    }
}

/// One head of a row.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct StoredHead {
    /// None while the row is pending and was never sealed.
    pub(crate) stamp: Option<Stamp>,
    pub(crate) hlc: Hlc,
    pub(crate) author: String,
    pub(crate) content: Content,
}

/// How the heads beside the shown one stand to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rivalry {
    /// There are none.
    Alone = 0,
    /// They say the same.
    Agreeing = 1,
    /// Some say something else: a conflict.
    Conflict = 2,
}

impl Rivalry {
    pub(crate) fn between(shown: &Content, others: &[StoredHead]) -> Self {
        if others.is_empty() {
            Self::Alone
        } else if others.iter().all(|other| other.content == *shown) {
            Self::Agreeing
        } else {
            Self::Conflict
        }
    }

    fn from_sql(number: i64) -> Self {
        match number {
            0 => Self::Alone,
            1 => Self::Agreeing,
            _ => Self::Conflict,
        }
    }
}

/// Which row.
#[derive(Clone)]
pub(crate) struct RowKey<'a> {
    pub(crate) shape: &'static Shape,
    pub(crate) table: &'a str,
    pub(crate) id: &'a str,
    pub(crate) stream: i64,
}

impl<'a> RowKey<'a> {
    pub(crate) fn new(table: &'a str, id: &'a str, stream: i64) -> Self {
        Self { shape: shape(table), table, id, stream }
    }

    /// The id in SQL: rows of unknown tables share one table, so theirs is led by the table's name.
    pub(crate) fn sql_id(&self) -> Cow<'a, str> {
        if self.shape.is_unknown() { Cow::Owned(format!("{}\u{1f}{}", self.table, self.id)) } else { Cow::Borrowed(self.id) }
    }
}

/// The shown head of a row, and how others stand to it.
pub(crate) fn read(conn: &Connection, key: &RowKey<'_>) -> Result<Option<(StoredHead, Rivalry)>> {
    let mut statement = conn.prepare_cached(&key.shape.select)?;
    let found = statement.query_row(params![key.sql_id(), key.stream], |row| Ok(from_row(key.shape, row, 0))).optional()?;
    found.transpose()
}

/// The shown head from the columns v_device … that begin at `first`.
pub(crate) fn from_row(shape: &Shape, row: &rusqlite::Row<'_>, first: usize) -> Result<(StoredHead, Rivalry)> {
    let device: Option<i64> = row.get(first)?;
    let seq: Option<i64> = row.get(first + 1)?;
    let hlc: i64 = row.get(first + 2)?;
    let extra: Option<Vec<u8>> = row.get(first + 6)?;
    let mut columns = match extra {
        Some(extra) => decode_columns(&extra)?,
        None => Vec::new(),
    };
    for (place, column) in shape.columns.iter().enumerate() {
        let Read(value) = row.get(first + 7 + place)?;
        if !value.is_null() {
            columns.push((column.name.to_owned(), value));
        }
    }
    let head = StoredHead {
        stamp: device.zip(seq).map(|(device, seq)| Stamp { device, seq }),
        hlc: Hlc(hlc.unsigned_abs()),
        author: row.get(first + 3)?,
        content: Content::new(row.get(first + 4)?, columns),
    };
    Ok((head, Rivalry::from_sql(row.get(first + 5)?)))
}

/// Writes the shown head of a row.
pub(crate) fn write(conn: &Connection, key: &RowKey<'_>, head: &StoredHead, rivalry: Rivalry) -> Result<()> {
    let mut statement = conn.prepare_cached(&key.shape.write)?;
    let mut extra: Vec<(String, Value)> = Vec::new();
    let mut own = vec![None; key.shape.columns.len()];
    for (name, value) in &head.content.columns {
        let place = key.shape.place(name);
        match place.and_then(|place| Some((place, fit(key.shape.columns[place].kind, value.borrow())?))) {
            Some((place, value)) => own[place] = Some(value),
            None => extra.push((name.clone(), value.clone())),
        }
    }
    bind_fixed(&mut statement, key, head.stamp, head.hlc, &head.author, head.content.deleted)?;
    statement.raw_bind_parameter(8, rivalry as i64)?;
    statement.raw_bind_parameter(9, (!extra.is_empty()).then(|| encode_columns(&extra)))?;
    for (place, value) in own.iter().enumerate() {
        statement.raw_bind_parameter(FIRST_COLUMN + place, value.map(Cell))?;
    }
    statement.raw_execute()?;
    Ok(())
}

/// Binds the parameters 1 to 7 of a statement that writes a row.
pub(crate) fn bind_fixed(statement: &mut Statement<'_>, key: &RowKey<'_>, stamp: Option<Stamp>, hlc: Hlc, author: &str, deleted: bool) -> Result<()> {
    statement.raw_bind_parameter(1, key.sql_id())?;
    statement.raw_bind_parameter(2, key.stream)?;
    statement.raw_bind_parameter(3, stamp.map(|stamp| stamp.device))?;
    statement.raw_bind_parameter(4, stamp.map(|stamp| stamp.seq))?;
    statement.raw_bind_parameter(5, hlc.0 as i64)?;
    statement.raw_bind_parameter(6, author)?;
    statement.raw_bind_parameter(7, deleted)?;
    Ok(())
}

/// Removes a row with all its heads.
pub(crate) fn remove(conn: &Connection, key: &RowKey<'_>) -> Result<()> {
    conn.prepare_cached(&key.shape.remove)?.execute(params![key.sql_id(), key.stream])?;
    remove_others(conn, key)
}

fn remove_others(conn: &Connection, key: &RowKey<'_>) -> Result<()> {
    conn.prepare_cached("DELETE FROM other_head WHERE tbl = ?1 AND id = ?2 AND stream = ?3")?.execute(params![key.table, key.id, key.stream])?;
    Ok(())
}

/// The heads beside the shown one, in no particular order.
pub(crate) fn read_others(conn: &Connection, key: &RowKey<'_>) -> Result<Vec<StoredHead>> {
    let mut statement = conn.prepare_cached(
        "SELECT v_device, v_seq, hlc, author, deleted, columns FROM other_head \
         WHERE tbl = ?1 AND id = ?2 AND stream = ?3",
    )?;
    let mut rows = statement.query(params![key.table, key.id, key.stream])?;
    let mut others = Vec::new();
    while let Some(row) = rows.next()? {
        let hlc: i64 = row.get(2)?;
        let columns: Vec<u8> = row.get(5)?;
        others.push(StoredHead {
            stamp: Some(Stamp { device: row.get(0)?, seq: row.get(1)? }),
            hlc: Hlc(hlc.unsigned_abs()),
            author: row.get(3)?,
            content: Content::new(row.get(4)?, decode_columns(&columns)?),
        });
    }
    Ok(others)
}

/// Replaces the heads beside the shown one.
pub(crate) fn write_others(conn: &Connection, key: &RowKey<'_>, others: &[StoredHead]) -> Result<()> {
    remove_others(conn, key)?;
    let mut statement = conn.prepare_cached(
        "INSERT INTO other_head (tbl, id, stream, v_device, v_seq, hlc, author, deleted, columns) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for other in others {
        // A head that was never sealed is the shown one of a pending row, never another.
        let Some(stamp) = other.stamp else { continue };
        statement.execute(params![
            key.table,
            key.id,
            key.stream,
            stamp.device,
            stamp.seq,
            other.hlc.0 as i64,
            other.author,
            other.content.deleted,
            encode_columns(&other.content.columns),
        ])?;
    }
    Ok(())
}

/// A row's identity, owned.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct RowName {
    pub(crate) table: String,
    pub(crate) id: String,
}

impl RowName {
    pub(crate) fn of(put: &Put) -> Self {
        Self { table: put.table.clone(), id: put.id.clone() }
    }
}

/// The row that application code asks for.
pub(crate) fn get(conn: &Connection, table: &str, stream: &StreamId, id: &str) -> Result<Option<Row>> {
    let Some(stream) = crate::refs::find_stream(conn, stream)? else { return Ok(None) };
    let found = read(conn, &RowKey::new(table, id, stream))?;
    Ok(found.map(|(head, rivalry)| Row {
        deleted: head.content.deleted,
        author: head.author,
        hlc: head.hlc,
        conflict: rivalry == Rivalry::Conflict,
        columns: head.content.columns,
    }))
}
