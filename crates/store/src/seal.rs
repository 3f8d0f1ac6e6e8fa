//! Sealing: pending rows become signed commits, one a person, grant and stream, each naming the others.

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::chain::ChainHead;
use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{Hash, HeaderFields, Hlc, Put, Sealed, Value, Version, limits, seal};

use crate::Result;
use crate::refs::{ActorKey, actor_key};
use crate::row::{self, Rivalry, RowKey};
use crate::store::{Replica, Store};
use crate::write::decode_stamps;

/// `commit_log.state` of an own commit that was never sent.
pub(crate) const UNSENT: i64 = 0;
/// … that was sent, without an answer so far.
pub(crate) const SENT: i64 = 1;
/// … that the server accepted, as all commits of others.
pub(crate) const ACCEPTED: i64 = 2;
/// … that the server refused for good.
pub(crate) const REFUSED: i64 = 3;

/// Rows are collected into a commit up to this many estimated bytes, well below the limit of a body.
const COMMIT_BYTES: usize = limits::BODY_BYTES / 2;

/// An own commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommitRef {
    /// Its stream.
    pub stream: StreamId,
    /// Its place in this device's chain of that stream.
    pub seq: u64,
    /// The hash of its header.
    pub hash: Hash,
}

impl Store {
    /// Makes commits of everything that is pending. Done on submitting, on leaving a screen, before a sync; and always
    /// before anything is applied.
    pub fn seal(&self) -> Result<Vec<CommitRef>> {
        if self.read(|conn| Ok(!has_pending(conn)?))? {
            return Ok(Vec::new());
        }
        self.transact(|replica| replica.seal_all())
    }
}

pub(crate) fn has_pending(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM pending)")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// A pending row.
struct Pending {
    actor: i64,
    stream: i64,
    table: String,
    id: String,
    bases: Vec<u8>,
    hlc: Hlc,
}

/// Rows that become one commit.
struct Draft {
    stream: i64,
    hlc: Hlc,
    puts: Vec<Put>,
    /// Which of the puts' rows have heads beside the one that is put.
    rivals: Vec<usize>,
    bytes: usize,
}

impl Replica<'_> {
    /// See [`Store::seal`].
    pub(crate) fn seal_all(&mut self) -> Result<Vec<CommitRef>> {
        if !has_pending(self.conn)? {
            return Ok(Vec::new());
        }
        let pending = read_pending(self.conn)?;
        let mut made = Vec::new();
        for rows in pending.chunk_by(|a, b| a.actor == b.actor) {
            let actor = actor_key(self.conn, rows[0].actor)?;
            let mut drafts: Vec<Draft> = Vec::new();
            for row in rows {
                self.collect(row, &mut drafts)?;
            }
            self.seal_drafts(&actor, drafts, &mut made)?;
        }
        self.conn.prepare_cached("DELETE FROM pending")?.execute([])?;
        Ok(made)
    }

    /// Adds a pending row to the last draft, or to a new one.
    fn collect(&mut self, pending: &Pending, drafts: &mut Vec<Draft>) -> Result<()> {
        let key = RowKey::new(&pending.table, &pending.id, pending.stream);
        let Some((head, rivalry)) = row::read(self.conn, &key)? else { return Ok(()) };
        let mut bases = Vec::new();
        for stamp in decode_stamps(&pending.bases) {
            let device = self.session.refs.device_id(self.conn, stamp.device)?;
            bases.push(Version { device, seq: stamp.seq.unsigned_abs() });
        }
        bases.sort_unstable();
        if planted::on(Bug::SingleBase) {
            bases.truncate(1);
        }
        let bytes = weight(&key, &head.content.columns) + bases.len() * 28;
        let fits = |draft: &&mut Draft| draft.stream == pending.stream && draft.bytes + bytes <= COMMIT_BYTES && draft.puts.len() < limits::PUTS;
        let draft = match drafts.last_mut().filter(fits) {
            Some(draft) => draft,
            None => {
                let draft = Draft { stream: pending.stream, hlc: Hlc(0), puts: Vec::new(), rivals: Vec::new(), bytes: 0 };
                drafts.push(draft);
                let last = drafts.len() - 1;
                &mut drafts[last]
            }
        };
        if rivalry != Rivalry::Alone {
            draft.rivals.push(draft.puts.len());
        }
        draft.bytes += bytes;
        // The last tap's time is the commit's: it is later than every version that any of its rows replaces.
        draft.hlc = draft.hlc.max(pending.hlc);
        draft.puts.push(Put {
            table: pending.table.clone(),
            id: pending.id.clone(),
            deleted: head.content.deleted,
            bases,
            columns: head.content.columns,
        });
        Ok(())
    }

    fn seal_drafts(&mut self, actor: &ActorKey, drafts: Vec<Draft>, made: &mut Vec<CommitRef>) -> Result<()> {
        let key = self.identity()?.key.clone();
        let device = self.session.refs.device(self.conn, &key.id())?;
        // Places first, so that each can name the others.
        let mut names: Vec<(StreamId, u64)> = Vec::new();
        for draft in &drafts {
            let stream = self.session.refs.stream_id(self.conn, draft.stream)?;
            let before = names.iter().filter(|(named, _)| *named == stream).count() as u64;
            let head = chain_head(self.conn, draft.stream, device)?;
            names.push((stream, head.map_or(0, |head| head.seq) + before + 1));
        }
        for (index, draft) in drafts.iter().enumerate() {
            let (stream, seq) = names[index];
            let others = names.iter().filter(|name| **name != names[index]).take(limits::ALSO);
            let fields = HeaderFields {
                stream,
                seq,
                parent: chain_head(self.conn, draft.stream, device)?.map(|head| head.hash),
                hlc: draft.hlc,
                author: actor.person.clone(),
                grant: actor.grant.clone(),
                grant_version: actor.grant_version,
                also: others.map(|(stream, seq)| format!("{stream}#{seq}")).collect(),
            };
            let sealed = seal(&key, fields, &draft.puts)?;
            self.log_own(draft.stream, device, &sealed)?;
            for put in &draft.puts {
                let key = RowKey::new(&put.table, &put.id, draft.stream);
                self.conn.prepare_cached(&key.shape.stamp)?.execute(params![device, seq as i64, draft.hlc.0 as i64, key.sql_id(), draft.stream])?;
            }
            for place in &draft.rivals {
                let put = &draft.puts[*place];
                self.place_heads(&RowKey::new(&put.table, &put.id, draft.stream))?;
            }
            made.push(CommitRef { stream, seq, hash: sealed.header_hash });
        }
        Ok(())
    }

    /// Shows the greatest head of a row. While it was pending its own was shown; a row that was recorded again may be older
    /// than what came meanwhile.
    fn place_heads(&mut self, key: &RowKey<'_>) -> Result<()> {
        let Some((shown, _)) = row::read(self.conn, key)? else { return Ok(()) };
        let mut heads = vec![(self.head_of(&shown)?, shown)];
        for other in row::read_others(self.conn, key)? {
            heads.push((self.head_of(&other)?, other));
        }
        if heads.iter().all(|(head, _)| *head <= heads[0].0) {
            return Ok(());
        }
        heads.sort_by_key(|(head, _)| std::cmp::Reverse(*head));
        let mut heads = heads.into_iter().map(|(_, head)| head);
        let Some(shown) = heads.next() else { return Ok(()) };
        let others: Vec<_> = heads.collect();
        row::write(self.conn, key, &shown, Rivalry::between(&shown.content, &others))?;
        row::write_others(self.conn, key, &others)
    }

    fn log_own(&mut self, stream: i64, device: i64, sealed: &Sealed) -> Result<()> {
        let header = &sealed.header;
        self.conn
            .prepare_cached(
                "INSERT INTO commit_log (stream, device, seq, hlc, author, hash, envelope, body, state) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                stream,
                device,
                header.seq as i64,
                header.hlc.0 as i64,
                header.author,
                &sealed.header_hash.0[..],
                sealed.commit.envelope,
                sealed.commit.body,
                UNSENT,
            ])?;
        set_chain_head(self.conn, stream, device, Some(ChainHead { seq: header.seq, hash: sealed.header_hash }))
    }
}

fn read_pending(conn: &Connection) -> Result<Vec<Pending>> {
    let mut statement = conn.prepare_cached("SELECT actor, stream, tbl, id, bases, hlc FROM pending ORDER BY actor, stream, tbl, id")?;
    let rows = statement.query_map([], |row| {
        let hlc: i64 = row.get(5)?;
        Ok(Pending { actor: row.get(0)?, stream: row.get(1)?, table: row.get(2)?, id: row.get(3)?, bases: row.get(4)?, hlc: Hlc(hlc.unsigned_abs()) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// About how many bytes a row takes in a body, never fewer.
fn weight(key: &RowKey<'_>, columns: &[(String, Value)]) -> usize {
    let values = columns.iter().map(|(name, value)| {
        name.len()
            + match value {
                Value::Text(text) => text.len() + 5,
                Value::Bytes(bytes) => bytes.len() + 5,
                _ => 9,
            }
    });
    // Columns that only other rows of the table fill cost a byte each.
    key.table.len() + key.id.len() + limits::COLUMNS + values.sum::<usize>()
}

/// The last header of a chain.
pub(crate) fn chain_head(conn: &Connection, stream: i64, device: i64) -> Result<Option<ChainHead>> {
    let mut statement = conn.prepare_cached("SELECT seq, hash FROM chain WHERE stream = ?1 AND device = ?2")?;
    let found = statement.query_row([stream, device], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).optional()?;
    found.map(|(seq, hash)| Ok(ChainHead { seq: seq.unsigned_abs(), hash: Hash::from_slice(&hash)? })).transpose()
}

/// Moves the end of a chain.
pub(crate) fn set_chain_head(conn: &Connection, stream: i64, device: i64, head: Option<ChainHead>) -> Result<()> {
    match head {
        Some(head) => conn
            .prepare_cached(
                "INSERT INTO chain (stream, device, seq, hash) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (stream, device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
            )?
            .execute(params![stream, device, head.seq as i64, &head.hash.0[..]])?,
        None => conn.prepare_cached("DELETE FROM chain WHERE stream = ?1 AND device = ?2")?.execute([stream, device])?,
    };
    Ok(())
}
