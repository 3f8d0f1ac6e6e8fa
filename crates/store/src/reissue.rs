//! *Reissue*, the one healing act: the device's own suffix of a chain that the server has not taken is void (kept, with the
//! reason), un-applied, and its rows are recorded again on the accepted state.
//!
//! Facts in the rows (`taken_at`, `seen_at`) are never restamped, and neither is the time at which something was written,
//! but for a clock that was wrong: a grant that has ended since still covers it. Each row again replaces the versions that
//! its author saw, and no others: what came meanwhile stays beside it as a conflict, and a conflict that was settled stays so.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::chain::ChainHead;
use xuncun_journal::hlc::MAX_AHEAD_MS;
use xuncun_journal::{Clock, Hlc, Put, Refusal, Version, limits};

use crate::Result;
use crate::error::StoreError;
use crate::heal::Healed;
use crate::refs::ActorKey;
use crate::row::{self, Content, Rivalry, RowKey, RowName, Stamp, StoredHead};
use crate::seal::{ACCEPTED, REFUSED, set_chain_head};
use crate::store::{Replica, Store, last_hlc};
use crate::write::encode_stamps;

/// A row of a void suffix: what it said last, in whose name and when, and the versions outside of the suffix that it replaced.
struct VoidRow {
    actor: ActorKey,
    hlc: Hlc,
    put: Put,
    bases: BTreeSet<Version>,
}

/// A void suffix.
pub(crate) struct Void {
    stream: i64,
    /// The first position that is free again.
    pub(crate) from: u64,
    /// Written by a clock that was ahead.
    ahead: bool,
    rows: BTreeMap<RowName, VoidRow>,
}

impl Store {
    /// Voids the own commits of this stream from `from_seq` on that the server has not taken, and records their rows again.
    ///
    /// Answers the first position that is free again, if there was anything to void.
    pub fn reissue(&self, stream: &StreamId, from_seq: u64, code: Refusal, server_ms: i64) -> Result<Option<u64>> {
        self.transact(|replica| {
            replica.seal_all()?;
            let healed = replica.reissue_all(BTreeMap::from([(*stream, (from_seq, code))]), server_ms)?;
            Ok(healed.into_iter().find_map(|healed| match healed {
                Healed::Reissued { stream: reissued, from, .. } if reissued == *stream => Some(from),
                _ => None,
            }))
        })
    }
}

impl Replica<'_> {
    /// Reissues each stream from a position on. Where one is for a clock ahead, every stream is from where the wrong time
    /// begins in it: it would come back from any. What is before that place may be on the server, and is left alone.
    pub(crate) fn reissue_all(&mut self, mut streams: BTreeMap<StreamId, (u64, Refusal)>, server_ms: i64) -> Result<Vec<Healed>> {
        let clock_ahead = streams.values().any(|(_, code)| *code == Refusal::ClockAhead);
        if clock_ahead {
            for (stream, from) in self.ahead_of(server_ms)? {
                let first = streams.entry(stream).or_insert((from, Refusal::ClockAhead));
                first.0 = first.0.min(from);
            }
        }
        let mut healed = Vec::new();
        let mut voids = Vec::new();
        for (stream, (from, code)) in streams {
            if let Some(void) = self.void(&stream, from, code)? {
                healed.push(Healed::Reissued { stream, from: void.from, code });
                voids.push(void);
            }
        }
        if clock_ahead {
            self.session.clock = Clock::new(last_hlc(self.conn)?);
        }
        self.record_again(voids, server_ms)?;
        Ok(healed)
    }

    /// Records the rows of void suffixes again, on what is accepted by now.
    pub(crate) fn record_again(&mut self, voids: Vec<Void>, server_ms: i64) -> Result<()> {
        for void in voids {
            for (name, row) in void.rows {
                let key = RowKey::new(&name.table, &name.id, void.stream);
                self.record_void(&key, row, void.ahead.then_some(server_ms))?;
            }
        }
        Ok(())
    }

    /// One row again: pending, in place of the versions that its author had replaced.
    fn record_void(&mut self, key: &RowKey<'_>, void: VoidRow, ahead_of: Option<i64>) -> Result<()> {
        let mut stamps = BTreeSet::new();
        for base in void.bases {
            self.counting(key, base, &mut stamps)?;
        }
        let stamps: Vec<Stamp> = stamps.into_iter().map(|(device, seq)| Stamp { device, seq }).collect();
        let mut heads = Vec::new();
        if let Some((shown, rivalry)) = row::read(self.conn, key)? {
            heads.push(shown);
            if rivalry != Rivalry::Alone {
                heads.extend(row::read_others(self.conn, key)?);
            }
        }
        let (replaced, staying): (Vec<_>, Vec<_>) = heads.into_iter().partition(|head| head.stamp.is_some_and(|stamp| stamps.contains(&stamp)));
        // The versions that are heads come first, should there be more than a put may name.
        let mut bases: Vec<Stamp> = replaced.iter().filter_map(|head| head.stamp).collect();
        bases.extend(stamps.iter().filter(|stamp| !replaced.iter().any(|head| head.stamp == Some(**stamp))));
        bases.truncate(limits::BASES);
        let hlc = match ahead_of {
            Some(server_ms) => self.corrected(void.hlc, server_ms),
            None => void.hlc,
        };
        // Never before what it replaces.
        let hlc = replaced.iter().fold(hlc, |hlc, head| hlc.max(Hlc(head.hlc.0.saturating_add(1))));
        self.session.clock.observe(hlc);
        let actor = self.session.refs.actor(self.conn, &void.actor)?;
        self.conn.prepare_cached("INSERT INTO pending (tbl, id, stream, actor, bases, hlc) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
            key.table,
            key.id,
            key.stream,
            actor,
            encode_stamps(&bases),
            hlc.0 as i64
        ])?;
        let content = Content::new(void.put.deleted, void.put.columns);
        let rivalry = Rivalry::between(&content, &staying);
        let stamp = replaced.first().and_then(|head| head.stamp);
        row::write(self.conn, key, &StoredHead { stamp, hlc, author: void.actor.person, content }, rivalry)?;
        row::write_others(self.conn, key, &staying)
    }

    /// When something was written by a clock that was ahead of the server's, as far as can be known.
    fn corrected(&self, hlc: Hlc, server_ms: i64) -> Hlc {
        let written = hlc.physical_ms().saturating_add(self.session.clock_offset.min(0));
        Hlc::from_parts(written.min(server_ms), hlc.0 as u16)
    }

    /// The versions that a base stands for: itself, or what it replaced if it was refused.
    fn counting(&mut self, key: &RowKey<'_>, base: Version, found: &mut BTreeSet<(i64, i64)>) -> Result<()> {
        let mut looked_at = BTreeSet::new();
        let mut open = vec![base];
        while let Some(base) = open.pop() {
            if !looked_at.insert(base) {
                continue;
            }
            let device = self.session.refs.device(self.conn, &base.device)?;
            let seq = base.seq as i64;
            let state: Option<i64> = self
                .conn
                .prepare_cached("SELECT state FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3")?
                .query_row(params![key.stream, device, seq], |row| row.get(0))
                .optional()?;
            match state {
                None => {}
                Some(REFUSED) => {
                    let refused = self.logged(key.stream, device, base.seq)?;
                    let puts = refused.map_or(Ok(Vec::new()), |logged| logged.puts())?;
                    open.extend(puts.into_iter().filter(|put| put.table == key.table && put.id == key.id).flat_map(|put| put.bases));
                }
                Some(_) => drop(found.insert((device, seq))),
            }
        }
        Ok(())
    }

    /// Voids a suffix: kept as drafts with the reason, un-applied, its places free again.
    pub(crate) fn void(&mut self, stream: &StreamId, from: u64, code: Refusal) -> Result<Option<Void>> {
        let own = self.identity()?.key.id();
        let device = self.session.refs.device(self.conn, &own)?;
        let stream = self.session.refs.stream(self.conn, stream)?;
        // What the server took, or refused for good, keeps its place.
        let from = from.max(self.settled(stream, device)? + 1);
        let mut rows = BTreeMap::new();
        let mut next = from;
        while let Some(logged) = self.logged(stream, device, next)? {
            self.keep_draft(stream, &logged, code, true)?;
            let actor =
                ActorKey { person: logged.header.author.clone(), grant: logged.header.grant.clone(), grant_version: logged.header.grant_version };
            let hlc = logged.header.hlc;
            for put in logged.puts()? {
                let outside = put.bases.iter().copied().filter(|base| base.device != own || base.seq < from);
                let mut bases: BTreeSet<Version> = outside.collect();
                let name = RowName::of(&put);
                if let Some(before) = rows.remove(&name) {
                    let before: VoidRow = before;
                    bases.extend(before.bases);
                }
                rows.insert(name, VoidRow { actor: actor.clone(), hlc, put, bases });
            }
            next = logged.seq + 1;
        }
        if next == from {
            return Ok(None);
        }
        self.conn.execute("DELETE FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq >= ?3", params![stream, device, from as i64])?;
        let last = match from - 1 {
            0 => None,
            seq => {
                let parent = self.logged(stream, device, seq)?;
                let parent = parent.ok_or_else(|| StoreError::Corrupt(format!("commit {seq} of stream {stream}")))?;
                Some(ChainHead { seq, hash: parent.header.hash() })
            }
        };
        set_chain_head(self.conn, stream, device, last)?;
        self.rebuild_rows(stream, &rows.keys().cloned().collect())?;
        Ok(Some(Void { stream, from, ahead: code == Refusal::ClockAhead, rows }))
    }

    /// Streams with own commits that the server has not taken and must refuse for their time, each with the first of them.
    fn ahead_of(&mut self, server_ms: i64) -> Result<Vec<(StreamId, u64)>> {
        let limit = Hlc::from_parts(server_ms.saturating_add(MAX_AHEAD_MS), u16::MAX);
        let mut statement = self.conn.prepare_cached("SELECT stream, min(seq) FROM commit_log WHERE state < ?1 AND hlc > ?2 GROUP BY stream")?;
        let found = statement.query_map(params![ACCEPTED, limit.0 as i64], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        let found = found.collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
        found.into_iter().map(|(stream, seq)| Ok((self.session.refs.stream_id(self.conn, stream)?, seq.unsigned_abs()))).collect()
    }

    /// Streams with own commits that the server has not taken.
    pub(crate) fn unaccepted_streams(&mut self) -> Result<Vec<StreamId>> {
        let mut statement = self.conn.prepare_cached("SELECT DISTINCT stream FROM commit_log WHERE state < ?1")?;
        let numbers = statement.query_map([ACCEPTED], |row| row.get(0))?;
        let numbers = numbers.collect::<rusqlite::Result<Vec<i64>>>()?;
        numbers.into_iter().map(|stream| self.session.refs.stream_id(self.conn, stream)).collect()
    }
}
