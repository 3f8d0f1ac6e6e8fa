//! Receipts: the only thing after which something counts as delivered.

use rusqlite::{OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::receipt::{Receipt, ReceiptBlob, ReceiptHead};
use xuncun_journal::{DeviceId, Hash, PublicKey};

use crate::Result;
use crate::apply::Slot;
use crate::error::StoreError;
use crate::heal::Refused;
use crate::refs::{find_device, find_stream};
use crate::seal::{ACCEPTED, REFUSED};
use crate::store::{Replica, Store};

/// What a receipt brought.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReceiptOutcome {
    /// When the server signed it, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The server's epoch.
    pub epoch: [u8; 16],
    /// Chains that it moved forward.
    pub delivered_chains: usize,
    /// Blobs that were not known to be there before.
    pub delivered_blobs: usize,
    /// Commits that the server holds and this replica does not, not even waiting: of each chain the last. A tail that was cut off, one
    /// that is yet to come, or one before it that was altered on the way.
    pub missing: Vec<Slot>,
    /// Heads that are another commit here: one of the two sides was altered or forked.
    pub contradictions: Vec<Slot>,
}

impl Store {
    /// Verifies a receipt and notes what it delivers. Its page is to be applied first: the server's key may come with it.
    ///
    /// Fails with `receipt_unverified` unless a server of this district signed it.
    pub fn add_receipt(&self, bytes: &[u8]) -> Result<ReceiptOutcome> {
        let outcome = self.transact(|replica| replica.note_receipt(bytes))?;
        self.free_delivered();
        Ok(outcome)
    }

    /// What was carried for others and is delivered takes no room any more. The receipt counts, whether that is possible now or not.
    pub(crate) fn free_delivered(&self) {
        if let Err(error) = self.free_carried() {
            tracing::warn!(%error, "delivered files of others are still here");
        }
    }

    /// Up to which position of a chain a receipt says that the server holds it; 0 for nothing.
    pub fn delivered_upto(&self, stream: &StreamId, device: &DeviceId) -> Result<u64> {
        self.read(|conn| {
            let (Some(stream), Some(device)) = (find_stream(conn, stream)?, find_device(conn, device)?) else {
                return Ok(0);
            };
            let found: Option<i64> = conn
                .prepare_cached("SELECT seq FROM delivered WHERE stream = ?1 AND device = ?2")?
                .query_row([stream, device], |row| row.get(0))
                .optional()?;
            Ok(found.map_or(0, i64::unsigned_abs))
        })
    }

    /// Whether a receipt says that the server holds this blob in this stream.
    pub fn blob_delivered(&self, stream: &StreamId, sha256: &Hash) -> Result<bool> {
        self.read(|conn| {
            let Some(stream) = find_stream(conn, stream)? else { return Ok(false) };
            Ok(conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM blob_receipt WHERE sha256 = ?1 AND stream = ?2)")?
                .query_row(params![&sha256.0[..], stream], |row| row.get(0))?)
        })
    }

    /// The server's time on the last receipt, in milliseconds since 1970 UTC.
    pub fn last_receipt_ms(&self) -> Result<Option<i64>> {
        self.read(|conn| {
            let sql = "SELECT value FROM meta WHERE name = 'last_receipt'";
            Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?)
        })
    }
}

impl Replica<'_> {
    /// As [`Store::add_receipt`], in a transaction of the caller's.
    pub(crate) fn note_receipt(&mut self, bytes: &[u8]) -> Result<ReceiptOutcome> {
        let receipt = self.verify_receipt(bytes)?;
        if self.refuses_anew(&receipt)? {
            // What is refused is un-applied, and rows are made anew from commits: a tap must be in one by then.
            self.seal_all()?;
        }
        let conn = self.conn;
        let number = conn.prepare_cached("INSERT INTO receipt (at, bytes) VALUES (?1, ?2)")?.insert(params![receipt.at, bytes])?;
        let mut outcome = ReceiptOutcome { at: receipt.at, epoch: receipt.epoch, ..ReceiptOutcome::default() };
        for refused in &receipt.refused {
            let (stream, device) = self.slot(&refused.stream, &refused.device)?;
            let code = refused.refusal;
            self.refuse(&Refused { stream, device, seq: refused.seq, code })?;
            let named = receipt.heads.iter().find(|head| (head.stream, head.device, head.seq) == (refused.stream, refused.device, refused.seq));
            if let Some(head) = named {
                conn.prepare_cached("INSERT OR IGNORE INTO refusal_proof VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
                    stream,
                    device,
                    refused.seq as i64,
                    &head.hash.0[..],
                    number
                ])?;
            }
        }
        for head in &receipt.heads {
            self.deliver_chain(head, number, &mut outcome)?;
            self.note_server_head(head, &receipt.epoch)?;
            self.deliver_carried(head, number)?;
        }
        for blob in &receipt.blobs {
            let stream = self.session.refs.stream(conn, &blob.stream)?;
            outcome.delivered_blobs += self.deliver_blob(stream, blob, number)?;
        }
        forget_unused(conn)?;
        Ok(outcome)
    }

    /// Does it say of a commit that counts here that it was refused? Every receipt names again what of a chain was refused before.
    fn refuses_anew(&mut self, receipt: &Receipt) -> Result<bool> {
        for refused in &receipt.refused {
            let (stream, device) = self.slot(&refused.stream, &refused.device)?;
            let sql = "SELECT EXISTS (SELECT 1 FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND state <> ?4)";
            let counts: bool = self.conn.prepare_cached(sql)?.query_row(params![stream, device, refused.seq as i64, REFUSED], |row| row.get(0))?;
            if counts {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn slot(&mut self, stream: &StreamId, device: &DeviceId) -> Result<(i64, i64)> {
        Ok((self.session.refs.stream(self.conn, stream)?, self.session.refs.device(self.conn, device)?))
    }

    fn verify_receipt(&self, bytes: &[u8]) -> Result<Receipt> {
        let district = &self.identity()?.district;
        let mut statement = self.conn.prepare_cached("SELECT key FROM device_key WHERE kind = 'server'")?;
        let keys = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        for key in keys {
            let key = PublicKey::from_bytes(&key?)?;
            if let Ok(receipt) = Receipt::open(bytes, &key)
                && receipt.district == *district
            {
                self.conn.execute(
                    "INSERT INTO meta VALUES ('last_receipt', ?1) \
                     ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
                    [receipt.at],
                )?;
                return Ok(receipt);
            }
        }
        Err(StoreError::ReceiptUnverified)
    }

    fn deliver_chain(&mut self, head: &ReceiptHead, receipt: i64, outcome: &mut ReceiptOutcome) -> Result<()> {
        let (stream, device) = self.slot(&head.stream, &head.device)?;
        let seq = head.seq as i64;
        let here: Option<Vec<u8>> = self
            .conn
            .prepare_cached("SELECT hash FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3")?
            .query_row([stream, device, seq], |row| row.get(0))
            .optional()?;
        let slot = Slot { stream: head.stream, device: head.device, seq: head.seq };
        match here {
            None => {
                let hole = self.hole_before(stream, device, head.seq, head.hash)?;
                outcome.missing.extend(hole.map(|seq| Slot { seq, ..slot }));
                if let Some(upto) = self.sound_upto(stream, device, head)? {
                    outcome.delivered_chains += self.chain_is_there(stream, device, upto, receipt)?;
                }
            }
            Some(hash) if hash != head.hash.0 => outcome.contradictions.push(slot),
            Some(_) => outcome.delivered_chains += self.chain_is_there(stream, device, seq, receipt)?,
        }
        Ok(())
    }

    /// Up to where a receipt stands for another device's chain although the end that it names is not applied here: up to that end if it waits, else
    /// for what came whole before the hole. Else, if the server is restored before the page comes again, nobody could bring that back.
    ///
    /// Not of this device's own chain, where what is recorded next takes the hole's place.
    fn sound_upto(&mut self, stream: i64, device: i64, head: &ReceiptHead) -> Result<Option<i64>> {
        if head.device == self.identity()?.key.id() {
            return Ok(None);
        }
        let seq = head.seq as i64;
        if self.waits_as(stream, device, head.seq, head.hash)?.is_some() {
            return Ok(Some(seq));
        }
        let sql = "SELECT max(seq) FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq < ?3 AND state >= ?4";
        Ok(self.conn.prepare_cached(sql)?.query_row([stream, device, seq, ACCEPTED], |row| row.get(0))?)
    }

    /// The server holds the chain up to here. Answers how many chains that moved forward.
    fn chain_is_there(&self, stream: i64, device: i64, seq: i64, receipt: i64) -> Result<usize> {
        let moved = self
            .conn
            .prepare_cached(
                "INSERT INTO delivered (stream, device, seq, receipt) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (stream, device) DO UPDATE SET seq = excluded.seq, receipt = excluded.receipt \
                 WHERE excluded.seq > seq",
            )?
            .execute([stream, device, seq, receipt])?;
        self.conn
            .prepare_cached("UPDATE commit_log SET state = ?4, held = NULL WHERE stream = ?1 AND device = ?2 AND seq <= ?3 AND state < ?4")?
            .execute([stream, device, seq, ACCEPTED])?;
        Ok(moved)
    }

    fn deliver_blob(&self, stream: i64, blob: &ReceiptBlob, receipt: i64) -> Result<usize> {
        let sha256 = &blob.sha256.0[..];
        let new = self
            .conn
            .prepare_cached(
                "INSERT INTO blob_receipt (stream, sha256, size, receipt) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![stream, sha256, blob.size as i64, receipt])?;
        if blob.let_go {
            // Proven by this receipt, where the one before said less.
            self.conn
                .prepare_cached("UPDATE blob_receipt SET let_go = 1, receipt = ?3 WHERE stream = ?1 AND sha256 = ?2 AND let_go = 0")?
                .execute(params![stream, sha256, receipt])?;
        }
        self.conn
            .prepare_cached(
                "UPDATE upload SET state = 1, sent = size, url = NULL, last_error = NULL \
                 WHERE stream = ?1 AND sha256 = ?2",
            )?
            .execute(params![stream, sha256])?;
        Ok(new)
    }
}

/// Receipts that later ones made superfluous need not be kept.
fn forget_unused(conn: &rusqlite::Connection) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM receipt WHERE ref NOT IN (SELECT receipt FROM delivered) \
         AND ref NOT IN (SELECT receipt FROM blob_receipt) \
         AND ref NOT IN (SELECT receipt FROM refusal_proof) \
         AND ref NOT IN (SELECT receipt FROM carried WHERE receipt IS NOT NULL)",
    )?
    .execute([])?;
    Ok(())
}
