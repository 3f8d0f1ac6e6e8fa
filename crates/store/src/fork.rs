//! When the server holds another commit in one of this device's own places.
//!
//! A tablet restored from an old image has forgotten what it sent: it catches up with its own chain, and what it wrote since
//! is recorded again behind it ([`crate::reissue`]). But where the server's commit stands in the place of one that a receipt
//! names, or the fork comes again after that healing, a second device uses the same key, and a person has to sign in again
//! ([`Store::renew`]).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, Entry, Refusal};

use crate::Result;
use crate::apply::{ApplyOutcome, Slot, Source};
use crate::error::StoreError;
use crate::heal::Healed;
use crate::known_keys::KnownKeys;
use crate::store::{Replica, Store};
use crate::verify::{Checked, Verdict, admit};

/// Names in `meta`: how often the server said `fork`; and, as JSON, from where on it contradicts what receipts name.
const FORKS: &str = "forks";
const CONTRADICTED: &str = "contradicted";

/// What became of a page that may hold this device's own commits.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CatchUp {
    /// As of [`Store::apply`]; of its forks only those of other devices are left.
    pub outcome: ApplyOutcome,
    /// Own chains that were caught up with, and what was recorded again behind them.
    pub healed: Vec<Healed>,
    /// Own places in which the server holds another commit than one that a receipt names.
    pub contradicted: Vec<Slot>,
}

impl CatchUp {
    /// A chain of our own that goes on behind another commit than ours is no other device's forgery.
    fn set_own_forks_aside(&mut self, own: &DeviceId) {
        for slot in std::mem::take(&mut self.outcome.forked) {
            if slot.device != *own {
                self.outcome.forked.push(slot);
            } else if !self.contradicted.contains(&slot) {
                self.contradicted.push(slot);
            }
        }
    }
}

impl Store {
    /// As [`Store::apply`], for a page of the server's: where it brings other commits of this device's own than those that
    /// wait here to be sent, those here are recorded again behind them.
    pub fn catch_up(&self, entries: &[Entry], server_ms: i64) -> Result<CatchUp> {
        let Some(own) = self.identity()?.map(|identity| identity.key.id()) else { return Ok(CatchUp::default()) };
        let mut keys = self.read(KnownKeys::load)?;
        let checked: Vec<Verdict<'_>> = entries.iter().filter(|entry| is_of(entry, &own)).map(|entry| admit(entry, &mut keys)).collect();
        let commits: Vec<&Checked<'_>> = checked.iter().flatten().collect();
        let taken = |conn: &Connection| -> Result<Vec<Slot>> {
            let mut taken = Vec::new();
            for commit in &commits {
                taken.extend(taken_by(conn, commit)?);
            }
            Ok(taken)
        };
        // What is pending would be sealed into the places that the page brings.
        if !commits.is_empty() {
            self.seal()?;
        }
        if self.read(taken)?.is_empty() {
            let mut caught = CatchUp { outcome: self.apply_from(Source::Server, entries)?, ..CatchUp::default() };
            caught.set_own_forks_aside(&own);
            if !caught.contradicted.is_empty() {
                self.transact(|replica| note_contradicted(replica.conn, &caught.contradicted))?;
            }
            return Ok(caught);
        }
        let caught = self.transact(|replica| {
            replica.seal_all()?;
            let mut caught = CatchUp::default();
            let mut behind: BTreeSet<StreamId> = BTreeSet::new();
            for slot in taken(replica.conn)? {
                if slot.seq <= replica.proven(&slot)? {
                    caught.contradicted.push(slot);
                } else {
                    behind.insert(slot.stream);
                }
            }
            // Where receipts are contradicted, by this page or by one before, the chain cannot be caught up with: what waits in it waits for
            // the new key, which takes back all from there on.
            let known = contradicted(replica.conn)?;
            behind.retain(|stream| !known.contains_key(stream) && !caught.contradicted.iter().any(|slot| slot.stream == *stream));
            let mut voids = Vec::new();
            for stream in behind {
                if let Some(void) = replica.void(&stream, 1, Refusal::Fork)? {
                    caught.healed.push(Healed::Reissued { stream, from: void.from, code: Refusal::Fork });
                    voids.push(void);
                }
            }
            let mut keys = KnownKeys::load(replica.conn)?;
            let page = entries.iter().map(|entry| admit(entry, &mut keys)).collect();
            replica.apply_page(Source::Server, page, &mut 0, &mut caught.outcome)?;
            replica.record_again(voids, server_ms)?;
            caught.set_own_forks_aside(&own);
            note_contradicted(replica.conn, &caught.contradicted)?;
            Ok::<_, StoreError>(caught)
        })?;
        self.finish_erasing();
        Ok(caught)
    }

    /// Notes that the server answered `fork`. True the first time: the device's own chain is to be pulled, which heals what a
    /// restored image did. False from then on: a person is needed.
    pub fn note_fork(&self) -> Result<bool> {
        self.transact(|replica| {
            replica.conn.execute("INSERT INTO meta VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1", [FORKS])?;
            Ok(!needs_link(replica.conn)?)
        })
    }

    /// Whether the device's key is used twice, so that a person has to sign in again before anything more can be sent.
    pub fn needs_link(&self) -> Result<bool> {
        self.read(needs_link)
    }
}

impl Replica<'_> {
    /// Up to where the server has said that it holds this device's chain: by receipt, or by taking or refusing it.
    fn proven(&mut self, slot: &Slot) -> Result<u64> {
        let (stream, device) = (self.session.refs.stream(self.conn, &slot.stream)?, self.session.refs.device(self.conn, &slot.device)?);
        let sql = "SELECT seq FROM delivered WHERE stream = ?1 AND device = ?2";
        let delivered: Option<i64> = self.conn.query_row(sql, [stream, device], |row| row.get(0)).optional()?;
        Ok(self.settled(stream, device)?.max(delivered.unwrap_or_default().unsigned_abs()))
    }
}

fn is_of(entry: &Entry, device: &DeviceId) -> bool {
    xuncun_journal::peek(&entry.envelope).is_ok_and(|opened| opened.header.device == *device)
}

/// The place that the server has given to another commit than the one that is held in it, as an own commit of the server's tells: its own
/// place or, where the chain here ends before it, its parent's, which need not be in the page: it may have been altered on the way.
fn taken_by(conn: &Connection, commit: &Checked<'_>) -> Result<Option<Slot>> {
    let header = &commit.header;
    let place = |seq| Slot { stream: header.stream, device: header.device, seq };
    if let Some(hash) = held(conn, &place(header.seq))? {
        return Ok((hash != commit.hash.0).then(|| place(header.seq)));
    }
    let before = place(header.seq.saturating_sub(1));
    let another = held(conn, &before)?.is_some_and(|hash| header.parent.is_none_or(|parent| hash != parent.0));
    Ok(another.then_some(before))
}

/// The hash of the commit that is held in a place.
fn held(conn: &Connection, slot: &Slot) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT c.hash FROM commit_log AS c JOIN stream_ref AS s ON s.ref = c.stream JOIN device_ref AS d ON d.ref = c.device \
               WHERE s.stream = ?1 AND d.device = ?2 AND c.seq = ?3";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(params![slot.stream.to_string(), &slot.device.0[..], slot.seq as i64], |row| row.get(0)).optional()?)
}

fn needs_link(conn: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?1 AND value > 1 OR name = ?2)";
    Ok(conn.prepare_cached(sql)?.query_row([FORKS, CONTRADICTED], |row| row.get(0))?)
}

fn note_contradicted(conn: &Connection, slots: &[Slot]) -> Result<()> {
    if slots.is_empty() {
        return Ok(());
    }
    let mut known = contradicted(conn)?;
    for slot in slots {
        let from = known.entry(slot.stream).or_insert(slot.seq);
        *from = slot.seq.min(*from);
    }
    let text: BTreeMap<String, u64> = known.into_iter().map(|(stream, from)| (stream.to_string(), from)).collect();
    let json = serde_json::to_string(&text).map_err(|error| StoreError::Io(error.to_string()))?;
    conn.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [CONTRADICTED, &json])?;
    Ok(())
}

/// From where on the server's chain of this device is another than what receipts name, by stream.
pub(crate) fn contradicted(conn: &Connection) -> Result<BTreeMap<StreamId, u64>> {
    let found: Option<String> = conn.query_row("SELECT value FROM meta WHERE name = ?1", [CONTRADICTED], |row| row.get(0)).optional()?;
    let text: BTreeMap<String, u64> = found.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(text.into_iter().filter_map(|(stream, from)| Some((stream.parse().ok()?, from))).collect())
}

/// A new key has a chain of its own.
pub(crate) fn forget(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM meta WHERE name IN (?1, ?2)", [FORKS, CONTRADICTED])?;
    Ok(())
}
