//! Is the replica sound? Its pages, its commits and chains, its rows against the commits that they come from, and the photographs that are
//! still to be sent. Reads only, beside any writer.

use std::collections::{HashMap, HashSet};
use std::fmt;

use rusqlite::Connection;
use xuncun_journal::{Body, Erasure, Hash, Header};

use crate::Result;
use crate::error::StoreError;
use crate::known_keys::KnownKeys;
use crate::refs::{device_id, stream_id};
use crate::row::{self, Content, RowKey, Stamp, StoredHead};
use crate::schema;
use crate::seal::REFUSED;
use crate::store::Store;
use crate::upload::Upload;
use crate::verify::check;

/// Something that is not as it was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Damage {
    /// The database's own structure; what SQLite says of it.
    Pages(String),
    /// A commit that is not what its signature or its header says, or a hole in its chain.
    Commit {
        /// The chain's stream.
        stream: String,
        /// The position.
        seq: u64,
    },
    /// A row that says something else than its commit, or that no commit explains.
    Row {
        /// Its table.
        table: String,
        /// Its id.
        id: String,
    },
    /// A photograph in the queue whose file is gone or altered.
    Photo {
        /// The hash that its bytes should have, as 64 hex digits.
        sha256: String,
    },
}

impl Damage {
    /// The code that the UI translates.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pages(_) => "damaged_pages",
            Self::Commit { .. } => "damaged_commit",
            Self::Row { .. } => "damaged_row",
            Self::Photo { .. } => "damaged_photo",
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pages(what) => write!(to, "pages: {what}"),
            Self::Commit { stream, seq } => write!(to, "commit {seq} in {stream}"),
            Self::Row { table, id } => write!(to, "row {id} of {table}"),
            Self::Photo { sha256 } => write!(to, "photograph {sha256}"),
        }
    }
}

impl Store {
    /// Reads everything and says what is damaged; nothing is changed.
    ///
    /// Fails only where the disk does (`io`): damage of the database is part of the answer.
    pub fn check(&self) -> Result<Vec<Damage>> {
        let mut found = self.read(damage_of)?;
        let queue = match self.uploads(usize::MAX >> 1) {
            Err(error) if is_damage(&error) => {
                found.push(Damage::Pages(error.to_string()));
                Vec::new()
            }
            queue => queue?,
        };
        for upload in queue {
            match self.blobs().read_checked(&upload.sha256) {
                Ok(_) => {}
                // Delivered, and freed, since the queue was read.
                Err(StoreError::BlobMissing) if !self.waits_for(&upload)? => {}
                Err(StoreError::BlobMissing | StoreError::BlobDamaged) => found.push(Damage::Photo { sha256: upload.sha256.to_hex() }),
                Err(error) => return Err(error),
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

impl Store {
    fn waits_for(&self, upload: &Upload) -> Result<bool> {
        let queue = self.uploads(usize::MAX >> 1)?;
        Ok(queue.iter().any(|other| (&other.stream, &other.sha256) == (&upload.stream, &upload.sha256)))
    }
}

/// What is damaged within the database.
pub(crate) fn damage_of(conn: &Connection) -> Result<Vec<Damage>> {
    let mut found = Vec::new();
    let looked = pages(conn, &mut found).and_then(|()| {
        let mut commits = Commits { conn, heads: HashMap::new(), emptied: emptied(conn)?, found: Vec::new() };
        let walked = commits.walk();
        found.append(&mut commits.found);
        walked?;
        chains(conn, &commits.heads, &mut found)?;
        strangers(conn, &mut found)
    });
    match looked {
        Err(error) if is_damage(&error) => found.push(Damage::Pages(error.to_string())),
        other => other?,
    }
    Ok(found)
}

/// What cannot be read although the disk reads it, and what is nothing that anybody wrote.
const fn is_damage(error: &StoreError) -> bool {
    !matches!(error, StoreError::Io(_) | StoreError::Busy | StoreError::DiskFull)
}

fn pages(conn: &Connection, found: &mut Vec<Damage>) -> Result<()> {
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if said != "ok" {
            found.push(Damage::Pages(said));
        }
    }
    Ok(())
}

struct Commits<'a> {
    conn: &'a Connection,
    /// The end of each chain so far, by this replica's numbers.
    heads: HashMap<(i64, i64), (u64, Hash)>,
    /// Rows of which an erased body replaced a version: there may be nothing left of them.
    emptied: HashSet<(i64, String, String)>,
    found: Vec<Damage>,
}

fn emptied(conn: &Connection) -> Result<HashSet<(i64, String, String)>> {
    let mut emptied = HashSet::new();
    let mut statement = conn.prepare("SELECT stream, erased FROM commit_log WHERE erased IS NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (stream, record): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        // A record that is damaged is found with its commit.
        let Ok(erasure) = Erasure::peek(&record) else { continue };
        let names = erasure.replaced.into_iter().flat_map(|part| part.rows.into_iter().map(move |(id, _)| (part.table.clone(), id)));
        emptied.extend(names.map(|(table, id)| (stream, table, id)));
    }
    Ok(emptied)
}

impl Commits<'_> {
    fn walk(&mut self) -> Result<()> {
        let mut keys = KnownKeys::load(self.conn)?;
        let mut statement =
            self.conn.prepare("SELECT stream, device, seq, hash, envelope, body, state, hlc, author, erased FROM commit_log ORDER BY ref")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (stream, device, seq): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (hash, envelope, body): (Vec<u8>, Vec<u8>, Option<Vec<u8>>) = (row.get(3)?, row.get(4)?, row.get(5)?);
            let (state, hlc, author): (i64, i64, String) = (row.get(6)?, row.get(7)?, row.get(8)?);
            let damage = Damage::Commit { stream: stream_id(self.conn, stream)?.to_string(), seq: seq.unsigned_abs() };
            let entry = xuncun_journal::Entry { erasure: row.get(9)?, ..xuncun_journal::Entry::new(envelope, body) };
            let both = entry.body.is_some() && entry.erasure.is_some();
            let Ok(commit) = check(&entry, &mut keys).map_err(|_| ()).and_then(|commit| if both { Err(()) } else { Ok(commit) }) else {
                self.found.push(damage);
                continue;
            };
            let header = &commit.header;
            let named =
                header.stream == stream_id(self.conn, stream)? && header.device == device_id(self.conn, device)? && header.seq == seq.unsigned_abs();
            let noted = hash == commit.hash.0 && hlc == header.hlc.0 as i64 && author == header.author && (0..=REFUSED).contains(&state);
            if !named || !noted || !commit.verified || !self.follows((stream, device), header, commit.hash) {
                self.found.push(damage);
            }
            if let (Some(body), true) = (&commit.body, state != REFUSED) {
                self.rows(header, Stamp { device, seq }, stream, body)?;
            }
        }
        Ok(())
    }

    fn follows(&mut self, chain: (i64, i64), header: &Header, hash: Hash) -> bool {
        let before = self.heads.insert(chain, (header.seq, hash));
        match before {
            Some((seq, parent)) => header.seq == seq + 1 && header.parent == Some(parent),
            None => header.seq == 1,
        }
    }

    /// Rows that show this commit must say what it says; those that it made must be there.
    fn rows(&mut self, header: &Header, stamp: Stamp, stream: i64, body: &Body<'_>) -> Result<()> {
        for put in body.to_puts() {
            let key = RowKey::new(&put.table, &put.id, stream);
            let content = Content::new(put.deleted, put.columns);
            let sound = match row::read(self.conn, &key)? {
                None => self.emptied.contains(&(stream, put.table.clone(), put.id.clone())),
                Some((shown, _)) if shown.stamp == Some(stamp) => {
                    // A later tap that is not sealed yet keeps the version that it will replace.
                    shown.hlc > header.hlc || (shown.content == content && shown.author == header.author && shown.hlc == header.hlc)
                }
                Some(_) => {
                    let other = row::read_others(self.conn, &key)?.into_iter().find(|other| other.stamp == Some(stamp));
                    other.is_none_or(|other| other.content == content && other.author == header.author && other.hlc == header.hlc)
                }
            };
            if !sound {
                self.found.push(Damage::Row { table: put.table, id: put.id });
            }
        }
        Ok(())
    }
}

/// The noted ends of chains are those of the commits.
fn chains(conn: &Connection, heads: &HashMap<(i64, i64), (u64, Hash)>, found: &mut Vec<Damage>) -> Result<()> {
    let mut noted = 0;
    let mut statement = conn.prepare("SELECT stream, device, seq, hash FROM chain")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (stream, device, seq): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let hash: Vec<u8> = row.get(3)?;
        noted += 1;
        if !heads.get(&(stream, device)).is_some_and(|(last, end)| *last == seq.unsigned_abs() && end.0[..] == hash) {
            found.push(Damage::Commit { stream: stream_id(conn, stream)?.to_string(), seq: seq.unsigned_abs() });
        }
    }
    if noted != heads.len() {
        found.push(Damage::Pages(format!("{noted} chains, {} in the log", heads.len())));
    }
    Ok(())
}

/// Rows whose version no commit has, or that are pending without a note of it.
fn strangers(conn: &Connection, found: &mut Vec<Damage>) -> Result<()> {
    let mut known = conn.prepare("SELECT hlc, state FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3")?;
    let mut pending = conn.prepare("SELECT EXISTS (SELECT 1 FROM pending WHERE tbl = ?1 AND id = ?2 AND stream = ?3)")?;
    for shape in schema::all() {
        let mut statement = conn.prepare(&shape.select_all)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (sql_id, stream): (String, i64) = (row.get(0)?, row.get(1)?);
            let (head, _): (StoredHead, _) = row::from_row(shape, row, 2)?;
            let (table, id) = match sql_id.split_once('\u{1f}') {
                Some(parts) if shape.is_unknown() => parts,
                _ => (shape.name, sql_id.as_str()),
            };
            let sealed = match head.stamp {
                Some(stamp) => known
                    .query_row([stream, stamp.device, stamp.seq], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
                    .is_ok_and(|(hlc, state)| state != REFUSED && hlc == head.hlc.0 as i64),
                None => false,
            };
            if !sealed && !pending.query_row((table, id, stream), |row| row.get(0))? {
                found.push(Damage::Row { table: table.to_owned(), id: id.to_owned() });
            }
        }
    }
    Ok(())
}
