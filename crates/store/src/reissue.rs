//! *Reissue*, the one healing act: the device's own suffix of a chain that the server has not taken is void (kept, with the
//! reason), un-applied, and its rows are recorded again on the accepted state.
//!
//! Facts in the rows (`taken_at`, `seen_at`) are never restamped; only the commits' own times are new.

use std::collections::BTreeMap;

use rusqlite::params;
use xuncun_domain::stream::StreamId;
use xuncun_journal::chain::ChainHead;
use xuncun_journal::{Clock, Put, Refusal, Value};

use crate::Result;
use crate::error::StoreError;
use crate::heal::Healed;
use crate::refs::ActorKey;
use crate::row::{RowKey, RowName};
use crate::seal::{ACCEPTED, set_chain_head};
use crate::store::{Replica, Store, last_hlc};
use crate::write::Edit;

/// Rows of a void suffix: the last that each of them said, and in whose name.
pub(crate) struct Void {
    stream: i64,
    /// The first position that is free again.
    pub(crate) from: u64,
    rows: BTreeMap<RowName, (ActorKey, Put)>,
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
    /// Reissues each stream from a position on. Where one is for a clock ahead, all streams are: the wrong time is in all
    /// of them, and would come back from any.
    pub(crate) fn reissue_all(&mut self, mut streams: BTreeMap<StreamId, (u64, Refusal)>, server_ms: i64) -> Result<Vec<Healed>> {
        let clock_ahead = streams.values().any(|(_, code)| *code == Refusal::ClockAhead);
        if clock_ahead {
            for stream in self.unaccepted_streams()? {
                streams.entry(stream).or_insert((1, Refusal::ClockAhead));
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
            for (actor, put) in void.rows.into_values() {
                let columns: Vec<(&str, Value)> = put.columns.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
                // One head is replaced, even where the void put settled a conflict: there may be heads now that its author
                // never saw. The conflict is shown again.
                let edit = Edit { columns: &columns, keep: false, deleted: put.deleted, all_heads: false };
                let key = RowKey::new(&put.table, &put.id, void.stream);
                self.record(&key, &actor, server_ms, &edit)?;
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
        let settled: i64 = self.conn.query_row(
            "SELECT coalesce(max(seq), 0) FROM commit_log WHERE stream = ?1 AND device = ?2 AND state >= ?3",
            [stream, device, ACCEPTED],
            |row| row.get(0),
        )?;
        let from = from.max(settled.unsigned_abs() + 1);
        let mut rows = BTreeMap::new();
        let mut next = from;
        while let Some(logged) = self.logged(stream, device, next)? {
            self.keep_draft(stream, &logged, code, true)?;
            let actor =
                ActorKey { person: logged.header.author.clone(), grant: logged.header.grant.clone(), grant_version: logged.header.grant_version };
            for put in logged.puts()? {
                rows.insert(RowName::of(&put), (actor.clone(), put));
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
        Ok(Some(Void { stream, from, rows }))
    }

    /// Streams with own commits that the server has not taken.
    pub(crate) fn unaccepted_streams(&mut self) -> Result<Vec<StreamId>> {
        let mut statement = self.conn.prepare_cached("SELECT DISTINCT stream FROM commit_log WHERE state < ?1")?;
        let numbers = statement.query_map([ACCEPTED], |row| row.get(0))?;
        let numbers = numbers.collect::<rusqlite::Result<Vec<i64>>>()?;
        numbers.into_iter().map(|stream| self.session.refs.stream_id(self.conn, stream)).collect()
    }
}
