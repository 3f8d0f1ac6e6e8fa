//! The write door: the one way in which application code writes synced rows.

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_domain::table;
use xuncun_journal::{Hlc, Value, limits};

use crate::Result;
use crate::cell::fit;
use crate::error::StoreError;
use crate::refs::ActorKey;
use crate::row::{self, Content, Rivalry, Row, RowKey, Stamp, StoredHead};
use crate::store::{Replica, Session, Store};

/// The most that one row may weigh in a commit's body: several of the largest texts, and still several rows a commit.
const ROW_BYTES: usize = limits::BODY_BYTES / 2;

/// In whose name rows are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The person.
    pub person: String,
    /// The grant by which the server is to judge it.
    pub grant: String,
    /// The version of that person's grants that this device knows.
    pub grant_version: u64,
    /// The wall clock, in milliseconds since 1970 UTC.
    pub clock_ms: i64,
}

/// The write door, open.
pub struct WriteTx<'a, 'b> {
    replica: &'a mut Replica<'b>,
    actor: ActorKey,
    clock_ms: i64,
}

impl Store {
    /// Runs `f` in one transaction. When this returns, what it wrote is durable; if `f` fails, nothing was written.
    pub fn write<T>(&self, actor: &Actor, f: impl FnOnce(&mut WriteTx<'_, '_>) -> Result<T>) -> Result<T> {
        self.try_write(actor, f)
    }

    /// As [`Store::write`], for an error type of the caller's.
    pub fn try_write<T, E: From<StoreError>>(
        &self,
        actor: &Actor,
        f: impl FnOnce(&mut WriteTx<'_, '_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.transact(|replica| {
            let key = ActorKey { person: actor.person.clone(), grant: actor.grant.clone(), grant_version: actor.grant_version };
            let clock_ms = actor.clock_ms.saturating_add(replica.session.clock_offset);
            f(&mut WriteTx { replica, actor: key, clock_ms })
        })
    }
}

impl WriteTx<'_, '_> {
    /// Writes a whole row. Columns that are not named become null; columns that this version does not know stay as they
    /// are. Where the row says the same already, nothing happens.
    ///
    /// Fails with `bad_table`, `bad_column`, `bad_stream` (faults of the caller) and `too_large`.
    pub fn put(&mut self, table: &str, stream: &StreamId, id: &str, columns: &[(&str, Value)]) -> Result<()> {
        self.edit(table, stream, id, Edit { columns, keep: false, deleted: false, all_heads: false })
    }

    /// Writes some columns of a row; the others stay as they are.
    pub fn update(&mut self, table: &str, stream: &StreamId, id: &str, columns: &[(&str, Value)]) -> Result<()> {
        self.edit(table, stream, id, Edit { columns, keep: true, deleted: false, all_heads: false })
    }

    /// Deletes a row. Where there is none, nothing happens.
    pub fn delete(&mut self, table: &str, stream: &StreamId, id: &str) -> Result<()> {
        self.edit(table, stream, id, Edit { columns: &[], keep: false, deleted: true, all_heads: false })
    }

    /// Settles a conflict: a whole row that replaces every head.
    pub fn resolve(&mut self, table: &str, stream: &StreamId, id: &str, columns: &[(&str, Value)]) -> Result<()> {
        self.edit(table, stream, id, Edit { columns, keep: false, deleted: false, all_heads: true })
    }

    /// A row as it is within this transaction.
    pub fn get(&self, table: &str, stream: &StreamId, id: &str) -> Result<Option<Row>> {
        row::get(self.replica.conn, table, stream, id)
    }

    /// The connection, for reading within this transaction. Synced rows are not to be written past the door.
    #[must_use]
    pub fn conn(&self) -> &Connection {
        self.replica.conn
    }

    /// The wall clock of this transaction, corrected where the device's is known to be wrong. Milliseconds since 1970 UTC.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.clock_ms
    }

    /// How far a clock that reads `wall_ms` is ahead (or, below 0, behind) of what this replica knows of the time: it has heard the server's, and it
    /// has given out later moments before. Milliseconds.
    #[must_use]
    pub fn clock_ahead(&self, wall_ms: i64) -> i64 {
        wall_ms.saturating_sub(self.clock_ms.max(self.replica.session.clock.last().physical_ms()))
    }

    /// What local tables need.
    pub(crate) fn parts(&mut self) -> (&Connection, &mut Session) {
        (self.replica.conn, self.replica.session)
    }

    fn edit(&mut self, table: &str, stream: &StreamId, id: &str, edit: Edit<'_>) -> Result<()> {
        check(table, stream, id, &edit)?;
        if self.replica.session.identity.is_none() {
            return Err(StoreError::NotEnrolled);
        }
        if self.replica.session.retired {
            return Err(StoreError::Retired);
        }
        let stream = self.replica.session.refs.stream(self.replica.conn, stream)?;
        let key = RowKey::new(table, id, stream);
        self.replica.record(&key, &self.actor, self.clock_ms, &edit)
    }
}

/// What is to become of a row.
pub(crate) struct Edit<'a> {
    pub(crate) columns: &'a [(&'a str, Value)],
    /// Whether columns that are not named stay.
    pub(crate) keep: bool,
    pub(crate) deleted: bool,
    /// Whether every head is replaced, not only the shown one.
    pub(crate) all_heads: bool,
}

impl Edit<'_> {
    /// The row's new content, given what is shown.
    fn over(&self, key: &RowKey<'_>, shown: Option<&Content>) -> Content {
        if self.deleted {
            return Content::new(true, Vec::new());
        }
        let mut columns: Vec<(String, Value)> = self.columns.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        if let Some(shown) = shown {
            // Columns of newer versions are carried through.
            let carried = shown
                .columns
                .iter()
                .filter(|(name, _)| (self.keep || key.shape.place(name).is_none()) && !self.columns.iter().any(|(named, _)| named == name));
            columns.extend(carried.cloned());
        }
        Content::new(false, columns)
    }
}

impl Replica<'_> {
    /// Writes a row and notes it as pending with the versions that it replaces.
    pub(crate) fn record(&mut self, key: &RowKey<'_>, actor: &ActorKey, clock_ms: i64, edit: &Edit<'_>) -> Result<()> {
        let conn = self.conn;
        let mut found = row::read(conn, key)?;
        let content = edit.over(key, found.as_ref().map(|(shown, _)| &shown.content));
        let actor_ref = self.session.refs.actor(conn, actor)?;
        if self.needs_nothing(key, actor_ref, edit, &content, found.as_ref())? {
            return Ok(());
        }
        let hlc = self.session.clock.tick(clock_ms);
        let mut bases = Vec::new();
        bases.extend(found.as_ref().and_then(|(shown, _)| shown.stamp));
        let mut noted = self.note(key, actor_ref, &bases, hlc)?;
        if noted == Noted::OfAnother {
            // Another person's or grant's taps on this row become a commit of their own first.
            self.seal_all()?;
            found = row::read(conn, key)?;
            bases = found.as_ref().and_then(|(shown, _)| shown.stamp).into_iter().collect();
            noted = self.note(key, actor_ref, &bases, hlc)?;
        }
        let mut rivalry = Rivalry::Alone;
        if let Some((shown, Rivalry::Agreeing | Rivalry::Conflict)) = &found {
            // Heads that say what is shown were seen too, and are replaced with it; the others stay beside. A later tap
            // before sealing has nothing new to replace, unless it settles the conflict.
            let mut others = row::read_others(conn, key)?;
            if noted == Noted::First || edit.all_heads {
                let room = limits::BASES.saturating_sub(1);
                let (replaced, staying): (Vec<_>, Vec<_>) = others.into_iter().partition(|other| edit.all_heads || other.content == shown.content);
                bases.extend(replaced.iter().take(room).filter_map(|other| other.stamp));
                others = staying;
                others.extend(replaced.into_iter().skip(room));
                self.note_bases(key, &bases)?;
                row::write_others(conn, key, &others)?;
            }
            rivalry = Rivalry::between(&content, &others);
        }
        let stamp = found.and_then(|(shown, _)| shown.stamp);
        let head = StoredHead { stamp, hlc, author: actor.person.clone(), content };
        row::write(conn, key, &head, rivalry)
    }

    /// Whether the row says so already, or was never sealed and is to be gone: then it never was.
    fn needs_nothing(&self, key: &RowKey<'_>, actor: i64, edit: &Edit<'_>, content: &Content, found: Option<&(StoredHead, Rivalry)>) -> Result<bool> {
        let Some((shown, rivalry)) = found else { return Ok(edit.deleted) };
        if shown.content == *content {
            return Ok(!edit.all_heads || *rivalry == Rivalry::Alone);
        }
        if edit.deleted && shown.stamp.is_none() && *rivalry == Rivalry::Alone {
            let forgotten = self
                .conn
                .prepare_cached("DELETE FROM pending WHERE tbl = ?1 AND id = ?2 AND stream = ?3 AND actor = ?4")?
                .execute(params![key.table, key.id, key.stream, actor])?;
            if forgotten == 1 {
                row::remove(self.conn, key)?;
            }
            return Ok(forgotten == 1);
        }
        Ok(false)
    }

    fn note(&self, key: &RowKey<'_>, actor: i64, bases: &[Stamp], hlc: Hlc) -> Result<Noted> {
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO pending (tbl, id, stream, actor, bases, hlc) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (tbl, id, stream) DO NOTHING",
        )?;
        let bases = encode_stamps(bases);
        let first = insert.execute(params![key.table, key.id, key.stream, actor, bases, hlc.0 as i64])? == 1;
        if first {
            return Ok(Noted::First);
        }
        let mut update = self.conn.prepare_cached("UPDATE pending SET hlc = ?5 WHERE tbl = ?1 AND id = ?2 AND stream = ?3 AND actor = ?4")?;
        let again = update.execute(params![key.table, key.id, key.stream, actor, hlc.0 as i64])? == 1;
        Ok(if again { Noted::Again } else { Noted::OfAnother })
    }

    /// Replaces the versions that a pending row replaces, keeping those of its first tap.
    fn note_bases(&self, key: &RowKey<'_>, bases: &[Stamp]) -> Result<()> {
        let mut select = self.conn.prepare_cached("SELECT bases FROM pending WHERE tbl = ?1 AND id = ?2 AND stream = ?3")?;
        let first: Option<Vec<u8>> = select.query_row(params![key.table, key.id, key.stream], |row| row.get(0)).optional()?;
        let mut all = decode_stamps(&first.unwrap_or_default());
        for base in bases {
            if !all.contains(base) {
                all.push(*base);
            }
        }
        self.conn.prepare_cached("UPDATE pending SET bases = ?4 WHERE tbl = ?1 AND id = ?2 AND stream = ?3")?.execute(params![
            key.table,
            key.id,
            key.stream,
            encode_stamps(&all)
        ])?;
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Noted {
    First,
    Again,
    OfAnother,
}

/// Versions in this replica's numbers: 16 bytes each.
pub(crate) fn encode_stamps(stamps: &[Stamp]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(stamps.len() * 16);
    for stamp in stamps {
        bytes.extend(stamp.device.to_be_bytes());
        bytes.extend(stamp.seq.to_be_bytes());
    }
    bytes
}

/// What [`encode_stamps`] wrote.
pub(crate) fn decode_stamps(bytes: &[u8]) -> Vec<Stamp> {
    let number = |bytes: &[u8]| bytes.try_into().map(i64::from_be_bytes).unwrap_or_default();
    bytes.chunks_exact(16).map(|pair| Stamp { device: number(&pair[..8]), seq: number(&pair[8..]) }).collect()
}

/// Refuses what no reader would accept, before anything is written.
fn check(name: &str, stream: &StreamId, id: &str, edit: &Edit<'_>) -> Result<()> {
    let table = table::table(name).ok_or_else(|| StoreError::BadTable(name.to_owned()))?;
    if !table.allows(stream) {
        return Err(StoreError::BadStream { table: name.to_owned(), stream: stream.to_string() });
    }
    if id.is_empty() || id.len() > limits::ID_BYTES {
        return Err(StoreError::TooLarge(format!("{name}.id")));
    }
    let mut bytes = 0;
    for (column, value) in edit.columns {
        let full = || format!("{name}.{column}");
        let own = table.column(column).ok_or_else(|| StoreError::BadColumn(full()))?;
        if fit(own.kind, value.borrow()).is_none() {
            return Err(StoreError::BadColumn(full()));
        }
        let length = match value {
            Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            _ => 9,
        };
        bytes += length + 8;
        if length > limits::TEXT_BYTES || bytes > ROW_BYTES {
            return Err(StoreError::TooLarge(full()));
        }
    }
    Ok(())
}
