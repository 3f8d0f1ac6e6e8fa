//! Commits that came before what they rest on.
//!
//! Each waits for one position of its stream; once that is applied it is tried again, and may then wait for another. So a
//! page in the worst of orders costs one more look a commit, not one a pair.

use rusqlite::params;
use xuncun_journal::{Entry, Hash, Header, Refusal, peek};

use crate::Result;
use crate::apply::{ApplyOutcome, Chains, Source};
use crate::known_keys::KnownKeys;
use crate::seal::chain_head;
use crate::store::Replica;
use crate::verify::{Checked, admit};

/// A commit taken from the table.
struct Waiting {
    number: i64,
    entry: Entry,
    verified: bool,
}

impl Replica<'_> {
    pub(crate) fn some_wait(&self) -> Result<bool> {
        let mut statement = self.conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM waiting)")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// The last position, at or before that of a commit which a receipt names, of which the commit is neither here nor waiting; none if the
    /// chain holds together from there back to what is here.
    ///
    /// Each header names the hash of the one before it: what waits is what the server signed for, though the device's key may not be known yet.
    pub(crate) fn hole_before(&mut self, stream: i64, device: i64, seq: u64, hash: Hash) -> Result<Option<u64>> {
        let here = chain_head(self.conn, stream, device)?.map_or(0, |head| head.seq);
        if seq <= here {
            // The chain goes on behind the place, and nothing is in it.
            return Ok(Some(seq));
        }
        let (mut seq, mut wanted) = (seq, Some(hash));
        while seq > here {
            let Some(hash) = wanted else { return Ok(Some(seq)) };
            let Some(header) = self.waits_as(stream, device, seq, hash)? else { return Ok(Some(seq)) };
            (seq, wanted) = (seq - 1, header.parent);
        }
        Ok(None)
    }

    /// The commit with that hash, if it waits in that place.
    pub(crate) fn waits_as(&self, stream: i64, device: i64, seq: u64, hash: Hash) -> Result<Option<Header>> {
        let sql = "SELECT envelope FROM waiting WHERE stream = ?1 AND device = ?2 AND seq = ?3";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![stream, device, seq as i64])?;
        while let Some(row) = rows.next()? {
            let opened = peek(&row.get::<_, Vec<u8>>(0)?)?;
            if opened.header_hash == hash {
                return Ok(Some(opened.header));
            }
        }
        Ok(None)
    }

    /// Lets a commit wait for a position (device, seq); answers whether it was not waiting before.
    pub(crate) fn wait(&self, commit: &Checked<'_>, stream: i64, device: i64, (for_device, for_seq): (i64, i64)) -> Result<bool> {
        let new = self
            .conn
            .prepare_cached(
                "INSERT INTO waiting (stream, device, seq, envelope_hash, envelope, body, refused, verified, for_device, for_seq, erased) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                stream,
                device,
                commit.header.seq as i64,
                &Hash::of(&commit.entry.envelope).0[..],
                commit.entry.envelope,
                commit.entry.body,
                commit.entry.refused.map(Refusal::as_str),
                commit.verified,
                for_device,
                for_seq,
                commit.entry.erasure,
            ])?;
        if new == 0 {
            // The server's latest word on it counts; what was erased stays so.
            self.conn
                .prepare_cached(
                    "UPDATE waiting SET refused = ?2, erased = coalesce(erased, ?4), \
                     body = iif(coalesce(erased, ?4) IS NULL, coalesce(?3, body), NULL) WHERE envelope_hash = ?1",
                )?
                .execute(params![
                    &Hash::of(&commit.entry.envelope).0[..],
                    commit.entry.refused.map(Refusal::as_str),
                    commit.entry.body,
                    commit.entry.erasure
                ])?;
        }
        Ok(new == 1)
    }

    /// Tries again what waited for a commit that was just applied, and what waited for that in turn.
    pub(crate) fn wake(&mut self, chains: &mut Chains, applied: &Checked<'_>, outcome: &mut ApplyOutcome) -> Result<()> {
        let woken = self.ready(applied)?;
        self.try_again(chains, woken, outcome)
    }

    /// Tries again what waited for a place of ours, which the server has taken. What comes of it is told to nobody who waits for it.
    pub(crate) fn wake_for(&mut self, stream: i64, device: i64, seq: u64) -> Result<()> {
        if !self.some_wait()? {
            return Ok(());
        }
        let (mut chains, mut outcome) = (Chains::of(Source::Server), ApplyOutcome::default());
        let woken = self.waiting_for(stream, device, seq)?;
        self.try_again(&mut chains, woken, &mut outcome)?;
        self.keep_chains(chains)
    }

    fn try_again(&mut self, chains: &mut Chains, mut woken: Vec<Waiting>, outcome: &mut ApplyOutcome) -> Result<()> {
        if woken.is_empty() {
            return Ok(());
        }
        let mut keys = KnownKeys::load(self.conn)?;
        while let Some(waiting) = woken.pop() {
            self.conn.prepare_cached("DELETE FROM waiting WHERE ref = ?1")?.execute([waiting.number])?;
            let commit = match admit(&waiting.entry, &mut keys) {
                Ok(commit) => commit,
                // Stored before its signature could be verified; now it can, and does not hold.
                Err(error) => {
                    tracing::warn!(%error, verified = waiting.verified, "a waiting commit is not what it claims");
                    continue;
                }
            };
            outcome.waiting = outcome.waiting.saturating_sub(1);
            if self.take(chains, &commit, outcome)?.is_settled() {
                woken.extend(self.ready(&commit)?);
            }
        }
        Ok(())
    }

    /// What waited for this commit: for its position, or for the keys that it names.
    fn ready(&mut self, applied: &Checked<'_>) -> Result<Vec<Waiting>> {
        let header = &applied.header;
        let stream = self.session.refs.stream(self.conn, &header.stream)?;
        let device = self.session.refs.device(self.conn, &header.device)?;
        let mut ready = self.waiting_for(stream, device, header.seq)?;
        let named = applied.body.iter().flat_map(|body| self.named_devices(header, body));
        for named in named.collect::<Vec<_>>() {
            let device = self.session.refs.device(self.conn, &named.key.id())?;
            ready.extend(self.select(
                "SELECT ref, envelope, body, refused, verified, erased FROM waiting WHERE device = ?1 AND verified = 0 \
                 ORDER BY seq DESC",
                &[device],
            )?);
        }
        Ok(ready)
    }

    fn waiting_for(&self, stream: i64, device: i64, seq: u64) -> Result<Vec<Waiting>> {
        self.select(
            "SELECT ref, envelope, body, refused, verified, erased FROM waiting \
             WHERE stream = ?1 AND for_device = ?2 AND for_seq <= ?3 AND verified = 1",
            &[stream, device, seq as i64],
        )
    }

    fn select(&self, sql: &str, numbers: &[i64]) -> Result<Vec<Waiting>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(numbers), |row| {
            let refused: Option<String> = row.get(3)?;
            Ok(Waiting {
                number: row.get(0)?,
                entry: Entry { envelope: row.get(1)?, body: row.get(2)?, refused: refused.map(|code| Refusal::parse(&code)), erasure: row.get(5)? },
                verified: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
