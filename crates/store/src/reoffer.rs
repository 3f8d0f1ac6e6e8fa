//! After the server was restored from a backup: which commits and files of others this replica can bring back to it.
//!
//! Whatever a receipt names was accepted once; the server verifies it again by its signature, so that it does not matter who
//! carries it.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::receipt::ReceiptHead;
use xuncun_journal::{Commit, DeviceId, Hash};

use crate::Result;
use crate::named::named_files;
use crate::refs::{find_stream, stream_id};
use crate::seal::ACCEPTED;
use crate::store::{Replica, Store};

/// Files of others wait behind everything of this device's own; see [`Store::forget_upload`].
pub const FOREIGN_PRIORITY: i64 = 9;

/// Numbers of what waits are behind those of all that is applied.
const BEHIND: i64 = 1 << 53;

/// A commit of another device that the server lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Its number in this replica's log: the next page is behind it.
    pub number: i64,
    /// What is sent. Without a body where the body was refused or erased, with the server's word for that as far as it is here.
    pub commit: Commit,
}

/// A file that rows of this replica name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NamedBlob {
    /// The stream that is to hold it.
    pub stream: StreamId,
    /// Its hash.
    pub sha256: Hash,
}

impl Store {
    /// Accepted commits of other devices that a receipt names, and of which the server has not said in this epoch that it
    /// holds them: those behind the number `after` in the order in which they were applied, at least one if there is one,
    /// then as many as fit into `max_bytes`. Records of erasures are always among them, also such as wait here or are of a chain that no receipt
    /// names here, since it may not be read any more: a backup may have what was erased since.
    pub fn lacking(&self, epoch: &[u8; 16], after: i64, max_bytes: usize) -> Result<Vec<Offer>> {
        let Some(identity) = self.identity()? else { return Ok(Vec::new()) };
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT c.ref, c.envelope, iif(c.state = 3, NULL, c.body), coalesce(c.erased, r.bytes) FROM commit_log AS c \
                 LEFT JOIN delivered AS v ON v.stream = c.stream AND v.device = c.device AND c.seq <= v.seq \
                 LEFT JOIN server_head AS h ON h.stream = c.stream AND h.device = c.device AND h.epoch = ?1 \
                 LEFT JOIN refusal_proof AS p ON c.state = 3 AND p.stream = c.stream AND p.device = c.device AND p.seq = c.seq AND p.hash = c.hash \
                 LEFT JOIN receipt AS r ON r.ref = p.receipt \
                 WHERE c.ref > ?2 AND c.state >= ?3 AND (v.seq IS NOT NULL AND c.seq > coalesce(h.seq, 0) OR c.erased IS NOT NULL) \
                 AND c.device NOT IN (SELECT ref FROM device_ref WHERE device = ?4) \
                 UNION ALL SELECT ref + ?5, envelope, NULL, erased FROM waiting WHERE ref + ?5 > ?2 AND erased IS NOT NULL ORDER BY 1",
            )?;
            let mut rows = statement.query(params![&epoch[..], after, ACCEPTED, &identity.key.id().0[..], BEHIND])?;
            let mut offers: Vec<Offer> = Vec::new();
            let mut bytes = 0;
            while let Some(row) = rows.next()? {
                let commit = Commit { envelope: row.get(1)?, body: row.get(2)?, proof: row.get(3)? };
                bytes += commit.envelope.len() + commit.body.as_ref().or(commit.proof.as_ref()).map_or(0, Vec::len) + 16;
                if bytes > max_bytes && !offers.is_empty() {
                    break;
                }
                offers.push(Offer { number: row.get(0)?, commit });
            }
            Ok(offers)
        })
    }

    /// Of these chains of commits, in order, the receipts that name them as held by the server at least up to there, each once: with the first that it
    /// is for. A server that was restored since believes them more than its own judgement, which may rest on less than the one that took
    /// the commits knew, or on rights that have ended.
    pub fn receipts_for(&self, commits: &[(StreamId, DeviceId, u64)]) -> Result<Vec<Option<Vec<u8>>>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT r.ref, r.bytes FROM delivered AS v JOIN receipt AS r ON r.ref = v.receipt JOIN stream_ref AS s ON s.ref = v.stream \
                 JOIN device_ref AS d ON d.ref = v.device WHERE s.stream = ?1 AND d.device = ?2 AND v.seq >= ?3",
            )?;
            let mut shown = BTreeSet::new();
            let mut receipts = Vec::with_capacity(commits.len());
            for (stream, device, seq) in commits {
                let found = statement.query_row(params![stream.to_string(), &device.0[..], *seq as i64], |row| Ok((row.get(0)?, row.get(1)?)));
                let found: Option<(i64, Vec<u8>)> = found.optional()?;
                receipts.push(found.filter(|(number, _)| shown.insert(*number)).map(|(_, bytes)| bytes));
            }
            Ok(receipts)
        })
    }

    /// What the root signed in the county's open stream, from this place of its chain on: at least one commit if there is one, then as many as
    /// fit into `max_bytes`. Envelopes and bodies, up to the first whose body is not here.
    pub fn root_chain(&self, from: u64, max_bytes: usize) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let Some(identity) = self.identity()? else { return Ok(Vec::new()) };
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT c.envelope, iif(c.state = 3, NULL, c.body) FROM commit_log AS c JOIN stream_ref AS s ON s.ref = c.stream \
                 JOIN device_ref AS d ON d.ref = c.device WHERE s.stream = ?1 AND d.device = ?2 AND c.seq >= ?3 ORDER BY c.seq",
            )?;
            let mut rows = statement.query(params![
                format!("{}/open", identity.district),
                &identity.root_key.id().0[..],
                i64::try_from(from).unwrap_or(i64::MAX)
            ])?;
            let mut chain: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
            let mut bytes = 0;
            while let Some(row) = rows.next()? {
                let (envelope, body): (Vec<u8>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?);
                let Some(body) = body else { break };
                bytes += envelope.len() + body.len() + 16;
                if bytes > max_bytes && !chain.is_empty() {
                    break;
                }
                chain.push((envelope, body));
            }
            Ok(chain)
        })
    }

    /// Files that rows name, behind `after`, by stream and hash: at most `limit`, and all of one stream. Whether they are here
    /// is for the caller to see.
    pub fn named_blobs(&self, after: Option<&NamedBlob>, limit: usize) -> Result<Vec<NamedBlob>> {
        self.read(|conn| {
            let named = named_files(|_| true);
            let mut statement = conn.prepare_cached(&format!(
                "SELECT s.stream, b.sha256 FROM (SELECT stream, sha256 FROM ({named}) \
                 UNION SELECT stream, lower(hex(sha256)) FROM upload WHERE state = 1) AS b JOIN stream_ref AS s ON s.ref = b.stream \
                 WHERE (s.stream, b.sha256) > (?1, ?2) ORDER BY s.stream, b.sha256 LIMIT ?3",
            ))?;
            let (stream, sha256) = after.map(|blob| (blob.stream.to_string(), blob.sha256.to_hex())).unwrap_or_default();
            let mut rows = statement.query(params![stream, sha256, limit as i64])?;
            let mut named: Vec<NamedBlob> = Vec::new();
            while let Some(row) = rows.next()? {
                let (stream, sha256): (String, String) = (row.get(0)?, row.get(1)?);
                // A row that names no hash names no file.
                let (Ok(stream), Ok(sha256)) = (stream.parse(), Hash::from_hex(&sha256)) else { continue };
                if named.first().is_some_and(|first| first.stream != stream) {
                    break;
                }
                named.push(NamedBlob { stream, sha256 });
            }
            Ok(named)
        })
    }

    /// Queues files that are here and that the server has lost.
    pub fn upload_again(&self, lost: &[NamedBlob]) -> Result<()> {
        let mut sizes = Vec::with_capacity(lost.len());
        for blob in lost {
            sizes.push(self.blobs().size(&blob.sha256)?);
        }
        self.transact(|replica| {
            for (blob, size) in lost.iter().zip(&sizes) {
                replica.queue_again(blob, *size)?;
            }
            Ok(())
        })
    }

    /// Forgets a file of somebody else's that this device may not upload; whoever may will.
    pub fn forget_upload(&self, stream: &StreamId, sha256: &Hash) -> Result<()> {
        self.transact(|replica| {
            let Some(stream) = find_stream(replica.conn, stream)? else { return Ok(()) };
            let sql = "DELETE FROM upload WHERE stream = ?1 AND sha256 = ?2 AND priority = ?3 AND state <> 1";
            replica.conn.execute(sql, params![stream, &sha256.0[..], FOREIGN_PRIORITY])?;
            Ok(())
        })
    }

    /// The streams of this device's own chains.
    pub fn own_streams(&self) -> Result<Vec<StreamId>> {
        let Some(identity) = self.identity()? else { return Ok(Vec::new()) };
        self.read(|conn| {
            let mut statement = conn.prepare("SELECT c.stream FROM chain AS c JOIN device_ref AS d ON d.ref = c.device WHERE d.device = ?1")?;
            let numbers = statement.query_map([&identity.key.id().0[..]], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            numbers.into_iter().map(|number| stream_id(conn, number)).collect()
        })
    }
}

impl Replica<'_> {
    /// Notes that the server said in this epoch that it holds a chain up to here.
    pub(crate) fn note_server_head(&mut self, head: &ReceiptHead, epoch: &[u8; 16]) -> Result<()> {
        let (stream, device) = (self.session.refs.stream(self.conn, &head.stream)?, self.session.refs.device(self.conn, &head.device)?);
        self.conn
            .prepare_cached(
                "INSERT INTO server_head (stream, device, epoch, seq) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (stream, device) \
                 DO UPDATE SET seq = iif(epoch = excluded.epoch, max(seq, excluded.seq), excluded.seq), epoch = excluded.epoch",
            )?
            .execute(params![stream, device, &epoch[..], head.seq as i64])?;
        Ok(())
    }

    fn queue_again(&mut self, blob: &NamedBlob, size: u64) -> Result<()> {
        let stream = self.session.refs.stream(self.conn, &blob.stream)?;
        let key = params![stream, &blob.sha256.0[..]];
        self.conn.prepare_cached("DELETE FROM blob_receipt WHERE stream = ?1 AND sha256 = ?2")?.execute(key)?;
        // What no row names any more was signed, or is gone from them since.
        let named = named_files(|_| true);
        self.conn
            .prepare_cached(&format!(
                "INSERT INTO upload (stream, sha256, kind, mime, size, priority, queued_at) \
                 SELECT ?1, ?2, coalesce(kind, 'evidence'), coalesce(mime, 'application/octet-stream'), ?4, ?5, 0 FROM (\
                 SELECT rank, kind, mime FROM ({named}) WHERE stream = ?1 AND sha256 = ?3 \
                 UNION ALL SELECT 99, 'strokes', NULL) WHERE true ORDER BY rank LIMIT 1 \
                 ON CONFLICT (sha256, stream) DO UPDATE SET state = 0, sent = 0, url = NULL, last_error = NULL",
            ))?
            .execute(params![stream, &blob.sha256.0[..], blob.sha256.to_hex(), size as i64, FOREIGN_PRIORITY])?;
        Ok(())
    }
}
