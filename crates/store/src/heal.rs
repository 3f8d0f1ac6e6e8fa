//! What the server's verdicts ask for: a commit is accepted, kept for later, un-applied and kept as a draft, or recorded
//! again (see [`crate::reissue`]).

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_domain::table::FILE_COLUMNS;
use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{Hash, Header, Put, Refusal, commit, decode_body};

use crate::Result;
use crate::error::StoreError;
use crate::named::is_named;
use crate::outbox::CommitVerdict;
use crate::row::RowName;
use crate::seal::{ACCEPTED, REFUSED, SENT};
use crate::store::{Replica, Store};

/// What was done about a refusal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Healed {
    /// Un-applied for good; its content is a draft.
    Drafted {
        /// The chain's stream.
        stream: StreamId,
        /// The position.
        seq: u64,
        /// Why.
        code: Refusal,
    },
    /// The chain from here on was void, and its rows are pending again.
    Reissued {
        /// The chain's stream.
        stream: StreamId,
        /// The first position that is free again.
        from: u64,
        /// Why.
        code: Refusal,
    },
    /// Kept, to be sent again later.
    Held {
        /// The chain's stream.
        stream: StreamId,
        /// The position.
        seq: u64,
        /// Why.
        code: Refusal,
    },
}

/// A commit that the server refused for good.
pub(crate) struct Refused {
    pub(crate) stream: i64,
    pub(crate) device: i64,
    pub(crate) seq: u64,
    pub(crate) code: Refusal,
}

/// A stored commit, read back.
pub(crate) struct Logged {
    pub(crate) seq: u64,
    pub(crate) header: Header,
    envelope: Vec<u8>,
    body: Option<Vec<u8>>,
}

impl Logged {
    pub(crate) fn puts(&self) -> Result<Vec<Put>> {
        match &self.body {
            Some(body) => Ok(decode_body(&self.header, body)?),
            None => Ok(Vec::new()),
        }
    }
}

impl Store {
    /// Does for each own commit what its verdict asks for, in one transaction. `server_ms` is the server's clock.
    pub fn mark_verdicts(&self, verdicts: &[CommitVerdict], server_ms: i64) -> Result<Vec<Healed>> {
        if verdicts.is_empty() {
            return Ok(Vec::new());
        }
        self.transact(|replica| {
            if planted::on(Bug::PendingLostOnReissue) && verdicts.iter().any(|verdict| verdict.refusal.is_some()) {
                replica.conn.execute("DELETE FROM pending", [])?;
            }
            replica.seal_all()?;
            let key = replica.identity()?.key.id();
            let device = replica.session.refs.device(replica.conn, &key)?;
            let mut healed = Vec::new();
            let mut reissue: BTreeMap<StreamId, (u64, Refusal)> = BTreeMap::new();
            for verdict in verdicts {
                let CommitVerdict { stream, seq, refusal } = *verdict;
                let number = replica.session.refs.stream(replica.conn, &stream)?;
                if refusal.is_none_or(Refusal::is_verdict) {
                    replica.settle_again(number, device, seq)?;
                }
                match refusal {
                    None => replica.accept(number, device, seq)?,
                    Some(code) if code.is_verdict() => {
                        if replica.refuse(&Refused { stream: number, device, seq, code })? {
                            healed.push(Healed::Drafted { stream, seq, code });
                        }
                    }
                    Some(code @ (Refusal::RefusedBase | Refusal::ClockAhead)) => {
                        // The first of a chain to meet it: those after it rest on it.
                        let first = reissue.entry(stream).or_insert((seq, code));
                        if seq < first.0 {
                            *first = (seq, code);
                        }
                    }
                    Some(code) => {
                        replica.hold(number, device, seq, code)?;
                        healed.push(Healed::Held { stream, seq, code });
                    }
                }
            }
            healed.extend(replica.reissue_all(reissue, server_ms)?);
            // Not before all of them are known: what rests on one may rest on another.
            for verdict in verdicts.iter().filter(|verdict| verdict.refusal.is_none_or(Refusal::is_verdict)) {
                let stream = replica.session.refs.stream(replica.conn, &verdict.stream)?;
                replica.wake_for(stream, device, verdict.seq)?;
            }
            Ok(healed)
        })
    }
}

impl Replica<'_> {
    /// The server has it.
    pub(crate) fn accept(&self, stream: i64, device: i64, seq: u64) -> Result<()> {
        self.conn
            .prepare_cached(
                "UPDATE commit_log SET state = ?4, held = NULL \
                 WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND state < ?4",
            )?
            .execute(params![stream, device, seq as i64, ACCEPTED])?;
        Ok(())
    }

    /// A header that was refused before and offered again has its place again.
    fn settle_again(&self, stream: i64, device: i64, seq: u64) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE commit_log SET held = NULL WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND state = ?4 AND held IS NOT NULL")?
            .execute(params![stream, device, seq as i64, REFUSED])?;
        Ok(())
    }

    fn hold(&self, stream: i64, device: i64, seq: u64, code: Refusal) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE commit_log SET held = ?4 WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND state <= ?5")?
            .execute(params![stream, device, seq as i64, code.as_str(), SENT])?;
        Ok(())
    }

    /// Un-applies a commit, which keeps its place in the chain but counts no more, and keeps its content as a draft.
    /// Answers whether it counted until now.
    pub(crate) fn refuse(&mut self, refused: &Refused) -> Result<bool> {
        let counted = self
            .conn
            .prepare_cached(
                "UPDATE commit_log SET state = ?4, refusal = ?5, held = NULL \
                 WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND state <> ?4",
            )?
            .execute(params![refused.stream, refused.device, refused.seq as i64, REFUSED, refused.code.as_str()])?;
        if counted == 0 {
            self.settle_again(refused.stream, refused.device, refused.seq)?;
            return Ok(false);
        }
        if let Some(logged) = self.logged(refused.stream, refused.device, refused.seq)? {
            let puts = logged.puts()?;
            let own = self.identity()?.key.id();
            if self.session.refs.device(self.conn, &own)? == refused.device {
                self.keep_draft(refused.stream, &logged, refused.code, false)?;
            }
            self.rebuild_rows(refused.stream, &puts.iter().map(RowName::of).collect())?;
            self.forget_uploads(refused.stream, &puts)?;
        }
        Ok(true)
    }

    /// What was refused counts after all: a server that was restored has judged it anew.
    pub(crate) fn reinstate(&mut self, stream: i64, device: i64, seq: u64, body: Option<&[u8]>) -> Result<()> {
        self.conn
            .prepare_cached(
                "UPDATE commit_log SET state = ?4, refusal = NULL, held = NULL, body = coalesce(body, ?5) \
                 WHERE stream = ?1 AND device = ?2 AND seq = ?3",
            )?
            .execute(params![stream, device, seq as i64, ACCEPTED, body])?;
        let Some(logged) = self.logged(stream, device, seq)? else { return Ok(()) };
        self.rebuild_rows(stream, &logged.puts()?.iter().map(RowName::of).collect())
    }

    /// Files that only these rows named are not to be sent any more; they stay on the device, with the draft.
    fn forget_uploads(&self, stream: i64, puts: &[Put]) -> Result<()> {
        for hash in self.unnamed_files(stream, puts)? {
            self.conn.prepare_cached("DELETE FROM upload WHERE stream = ?1 AND sha256 = ?2 AND state <> 1")?.execute(params![stream, &hash.0[..]])?;
        }
        Ok(())
    }

    /// The files that these puts named, and that no row of the stream names any more.
    pub(crate) fn unnamed_files(&self, stream: i64, puts: &[Put]) -> Result<Vec<Hash>> {
        let mut unnamed = Vec::new();
        for put in puts {
            let Some(column) = file_column(&put.table) else { continue };
            let named = put.columns.iter().find(|(name, _)| name == column).and_then(|(_, value)| value.as_text());
            let Some(sha256) = named else { continue };
            if let (false, Ok(hash)) = (is_named(self.conn, Some(stream), sha256)?, Hash::from_hex(sha256)) {
                unnamed.push(hash);
            }
        }
        Ok(unnamed)
    }

    /// A stored commit.
    pub(crate) fn logged(&self, stream: i64, device: i64, seq: u64) -> Result<Option<Logged>> {
        let mut statement = self.conn.prepare_cached("SELECT envelope, body FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3")?;
        let found = statement.query_row(params![stream, device, seq as i64], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((envelope, body)) = found else { return Ok(None) };
        let envelope: Vec<u8> = envelope;
        let corrupt = |_| StoreError::Corrupt(format!("commit {seq} of stream {stream}"));
        let header = commit::peek(&envelope).map_err(corrupt)?.header;
        Ok(Some(Logged { seq, header, envelope, body }))
    }

    pub(crate) fn keep_draft(&self, stream: i64, logged: &Logged, code: Refusal, reissued: bool) -> Result<()> {
        // What has no body any more has nothing to keep.
        let Some(body) = &logged.body else { return Ok(()) };
        self.conn
            .prepare_cached(
                "INSERT INTO draft (stream, seq, code, at, envelope, body, reissued) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![stream, logged.seq as i64, code.as_str(), logged.header.hlc.physical_ms(), logged.envelope, body, reissued,])?;
        Ok(())
    }
}

fn file_column(table: &str) -> Option<&'static str> {
    FILE_COLUMNS.iter().find(|file| file.table == table).map(|file| file.column)
}
