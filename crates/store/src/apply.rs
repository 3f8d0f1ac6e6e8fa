//! Applying commits of other devices, and meeting one's own again.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::chain::{self, ChainHead, ChainStep};
use xuncun_journal::{DeviceId, Entry, JournalError, Refusal};

use crate::Result;
use crate::heal::Refused;
use crate::known_keys::KnownKeys;
use crate::row::RowName;
use crate::seal::{ACCEPTED, REFUSED, chain_head, set_chain_head};
use crate::store::{Replica, Store};
use crate::verify::{Checked, Verdict, verify_ahead};

/// Commits of one transaction: enough that its flush costs little, few enough that a tap does not wait long for it.
const COMMITS: usize = 500;

/// What became of a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ApplyOutcome {
    /// Commits that were new and are applied, also such as had waited.
    pub applied: usize,
    /// Commits that were there before.
    pub already: usize,
    /// Commits that wait for their parent, a base, or the row that names their device.
    pub waiting: usize,
    /// Slots that hold another commit than the one that came.
    pub forked: Vec<Slot>,
    /// Commits that are not what they claim. They were not taken.
    pub rejected: Vec<Rejected>,
}

/// A place in a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// The chain's stream.
    pub stream: StreamId,
    /// The chain's device.
    pub device: DeviceId,
    /// The position.
    pub seq: u64,
}

/// A commit that was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected {
    /// Its place in the page.
    pub index: usize,
    /// Why.
    pub error: JournalError,
}

impl Store {
    /// Verifies and merges commits, in any order, any of them again. What is pending is sealed first.
    ///
    /// Each transaction takes up to 500 of them; if a later one fails (a full disk), what came before stays, and the same
    /// page may be given again.
    pub fn apply(&self, entries: &[Entry]) -> Result<ApplyOutcome> {
        self.apply_from(Source::Anybody, entries)
    }

    pub(crate) fn apply_from(&self, source: Source, entries: &[Entry]) -> Result<ApplyOutcome> {
        if entries.is_empty() {
            return Ok(ApplyOutcome::default());
        }
        let keys = self.read(KnownKeys::load)?;
        let outcome = verify_ahead(entries, keys, |batches| {
            let mut outcome = ApplyOutcome::default();
            let mut index = 0;
            while let Some(mut page) = batches.next() {
                while page.len() < COMMITS
                    && let Some(more) = batches.next()
                {
                    page.extend(more);
                }
                self.transact(|replica| {
                    replica.seal_all()?;
                    replica.apply_page(source, page, &mut index, &mut outcome)
                })?;
            }
            Ok::<_, crate::StoreError>(outcome)
        })?;
        self.finish_erasing();
        Ok(outcome)
    }
}

/// Where commits come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The server: what rests on a place of ours rests on what the server has there, and until it has answered that may be another commit than ours.
    Server,
    /// Whoever has them.
    Anybody,
}

/// Ends of chains during a transaction, written back at its end.
pub(crate) struct Chains {
    source: Source,
    heads: HashMap<(i64, i64), (Option<ChainHead>, bool)>,
    /// This device's number; none before it was asked for.
    own: Option<i64>,
}

impl Chains {
    pub(crate) fn of(source: Source) -> Self {
        Self { source, heads: HashMap::new(), own: None }
    }
}

impl Replica<'_> {
    pub(crate) fn apply_page(&mut self, source: Source, page: Vec<Verdict<'_>>, index: &mut usize, outcome: &mut ApplyOutcome) -> Result<()> {
        let mut chains = Chains::of(source);
        let mut some_wait = self.some_wait()?;
        for verdict in page {
            match verdict {
                Ok(commit) => {
                    let taken = self.take(&mut chains, &commit, outcome)?;
                    some_wait |= taken == Taken::Waits;
                    if taken.is_settled() && some_wait {
                        self.wake(&mut chains, &commit, outcome)?;
                    }
                }
                Err(error) => outcome.rejected.push(Rejected { index: *index, error }),
            }
            *index += 1;
        }
        self.keep_chains(chains)
    }

    /// Takes one commit: applies it, lets it wait, or finds that it is there.
    pub(crate) fn take(&mut self, chains: &mut Chains, commit: &Checked<'_>, outcome: &mut ApplyOutcome) -> Result<Taken> {
        let header = &commit.header;
        let stream = self.session.refs.stream(self.conn, &header.stream)?;
        let device = self.session.refs.device(self.conn, &header.device)?;
        let slot = Slot { stream: header.stream, device: header.device, seq: header.seq };
        if !commit.verified {
            // For the row that names the device: no position stands for it.
            outcome.waiting += usize::from(self.wait(commit, stream, device, (device, 0))?);
            return Ok(Taken::Waits);
        }
        match chain::step(header, self.chain(chains, stream, device)?) {
            ChainStep::Past => {
                let Some(accepted) = self.same_is_there(commit, stream, device)? else {
                    outcome.forked.push(slot);
                    return Ok(Taken::Not);
                };
                outcome.already += 1;
                return Ok(if accepted { Taken::Accepted } else { Taken::Not });
            }
            ChainStep::Fork => {
                outcome.forked.push(slot);
                return Ok(Taken::Not);
            }
            ChainStep::Gap => {
                let before = (device, header.seq as i64 - 1);
                outcome.waiting += usize::from(self.wait(commit, stream, device, before)?);
                return Ok(Taken::Waits);
            }
            ChainStep::Next => {}
        }
        if let Some(base) = self.unmet_base(chains, commit, stream)? {
            outcome.waiting += usize::from(self.wait(commit, stream, device, base)?);
            return Ok(Taken::Waits);
        }
        self.log(commit, stream, device)?;
        if let Some(body) = &commit.body {
            self.apply_body(header, body, |_, _| true)?;
            self.keep_keys(header, body)?;
        }
        if let Some(erasure) = &commit.erasure {
            self.apply_erasure(stream, erasure, |_, _| true)?;
            self.erase_copies(commit, stream, &BTreeSet::new())?;
        }
        let head = ChainHead { seq: header.seq, hash: commit.hash };
        chains.heads.insert((stream, device), (Some(head), true));
        self.session.clock.observe(header.hlc);
        outcome.applied += 1;
        Ok(Taken::Applied)
    }

    pub(crate) fn chain(&self, chains: &mut Chains, stream: i64, device: i64) -> Result<Option<ChainHead>> {
        if let Some((head, _)) = chains.heads.get(&(stream, device)) {
            return Ok(*head);
        }
        let head = chain_head(self.conn, stream, device)?;
        chains.heads.insert((stream, device), (head, false));
        Ok(head)
    }

    pub(crate) fn keep_chains(&self, chains: Chains) -> Result<()> {
        for ((stream, device), (head, changed)) in chains.heads {
            if changed {
                set_chain_head(self.conn, stream, device, head)?;
            }
        }
        Ok(())
    }

    /// A base that is not applied yet, as (device, seq) in this replica's numbers.
    fn unmet_base(&mut self, chains: &mut Chains, commit: &Checked<'_>, stream: i64) -> Result<Option<(i64, i64)>> {
        let own = commit.header.device;
        let put = commit.body.iter().flat_map(|body| &body.tables).flat_map(|table| &table.rows).flat_map(|row| &row.bases);
        let replaced = commit.erasure.iter().flat_map(|erasure| &erasure.replaced).flat_map(|part| &part.rows).flat_map(|(_, bases)| bases);
        // Bases of the commit's own device are before it in its chain.
        for base in put.chain(replaced).filter(|base| base.device != own) {
            let device = self.session.refs.device(self.conn, &base.device)?;
            let ours = match chains.own {
                Some(ours) => ours,
                None => *chains.own.insert(self.own_device()?),
            };
            let reached = if device == ours && chains.source == Source::Server {
                self.settled(stream, device)?
            } else {
                self.chain(chains, stream, device)?.map_or(0, |head| head.seq)
            };
            if base.seq > reached {
                return Ok(Some((device, base.seq as i64)));
            }
        }
        Ok(None)
    }

    /// This device's number; 0 of a replica that is nobody's yet.
    fn own_device(&mut self) -> Result<i64> {
        let Ok(identity) = self.identity() else { return Ok(0) };
        let own = identity.key.id();
        self.session.refs.device(self.conn, &own)
    }

    /// Up to where the server has taken a chain, or refused of it for good.
    pub(crate) fn settled(&self, stream: i64, device: i64) -> Result<u64> {
        // From the end of the chain, where what is not settled is little: this is asked for every base in a page.
        let sql = "SELECT seq FROM commit_log WHERE stream = ?1 AND device = ?2 AND state >= ?3 ORDER BY seq DESC LIMIT 1";
        let seq: Option<i64> = self.conn.prepare_cached(sql)?.query_row([stream, device, ACCEPTED], |row| row.get(0)).optional()?;
        Ok(seq.unwrap_or_default().unsigned_abs())
    }

    /// Whether the slot holds this very commit; then, whether it is an own one that is accepted by that, or refused.
    fn same_is_there(&mut self, commit: &Checked<'_>, stream: i64, device: i64) -> Result<Option<bool>> {
        let found = self
            .conn
            .prepare_cached("SELECT hash, state FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3")?
            .query_row(params![stream, device, commit.header.seq as i64], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((hash, state)) = found else { return Ok(None) };
        if hash != commit.hash.0 {
            return Ok(None);
        }
        self.fill(commit, stream, device)?;
        let refused = commit.entry.refused;
        if refused.is_some() && state != REFUSED {
            let refused = Refused { stream, device, seq: commit.header.seq, code: refused.unwrap_or(Refusal::Forbidden) };
            self.refuse(&refused)?;
        } else if refused.is_none() && state < ACCEPTED {
            self.accept(stream, device, commit.header.seq)?;
        } else if refused.is_none() && state == REFUSED {
            self.reinstate(stream, device, commit.header.seq, commit.entry.body.as_deref())?;
        }
        self.erase(commit, stream, device)?;
        Ok(Some(state < ACCEPTED))
    }

    /// A commit of which a repair could save the hash alone gets its content again, in its old place.
    fn fill(&mut self, commit: &Checked<'_>, stream: i64, device: i64) -> Result<()> {
        let Some(body) = &commit.body else { return Ok(()) };
        let header = &commit.header;
        let filled = self
            .conn
            .prepare_cached(
                "UPDATE commit_log SET envelope = ?4, body = ?5, hlc = ?6, author = ?7 \
                 WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND body IS NULL AND erased IS NULL AND state = ?8",
            )?
            .execute(params![
                stream,
                device,
                header.seq as i64,
                commit.entry.envelope,
                commit.entry.body,
                header.hlc.0 as i64,
                header.author,
                ACCEPTED
            ])?;
        if filled > 0 {
            let rows: BTreeSet<RowName> = body.to_puts().iter().map(RowName::of).collect();
            self.rebuild_rows(stream, &rows)?;
            self.keep_keys(header, body)?;
        }
        Ok(())
    }

    fn log(&self, commit: &Checked<'_>, stream: i64, device: i64) -> Result<()> {
        let header = &commit.header;
        let refused = commit.entry.refused;
        self.conn
            .prepare_cached(
                "INSERT INTO commit_log (stream, device, seq, hlc, author, hash, envelope, body, state, refusal, erased) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                stream,
                device,
                header.seq as i64,
                header.hlc.0 as i64,
                header.author,
                &commit.hash.0[..],
                commit.entry.envelope,
                commit.body.as_ref().and(commit.entry.body.as_ref()),
                if refused.is_some() { REFUSED } else { ACCEPTED },
                refused.map(Refusal::as_str),
                commit.erasure.as_ref().and(commit.entry.erasure.as_ref()),
            ])?;
        Ok(())
    }
}

/// What was done with a commit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Applied,
    /// It was here, and is the server's by now.
    Accepted,
    Waits,
    Not,
}

impl Taken {
    /// What rests on it may be taken.
    pub(crate) fn is_settled(self) -> bool {
        matches!(self, Self::Applied | Self::Accepted)
    }
}
