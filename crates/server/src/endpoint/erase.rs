//! Erasing bodies by law: somebody asks that their data be deleted. The header stays, with the chain, the hash and the receipts; in place of the
//! body stands a record that the server has signed: who erased it, when, why. Replicas erase theirs when they hear of it, and offer the
//! record where they would have offered the body.
//!
//! A body is erased whole, since its author signed it whole: what else stands in it goes with it, and an operator is shown that first. A
//! part that the server kept in its own name would let it rewrite what others have signed.

use super::{Endpoint, directory, fault};
use crate::storage::{Erased, StorageError, StoredCommit};
use std::collections::BTreeSet;
use xuncun_domain::grant::DeviceKind;
use xuncun_domain::stream::StreamId;
use xuncun_domain::table::FILE_COLUMNS;
use xuncun_journal::{Body, DeviceId, Erasure, Hash, Header, JournalError, PublicKey, Put, Replaced, decode_body, peek};
use xuncun_sync::protocol::Reply;

/// Commits read at a time.
const STEP: usize = 500;

/// A row of which nothing is to be left.
#[derive(Debug, Clone)]
pub struct RowToErase {
    /// Its stream.
    pub stream: StreamId,
    /// Its table.
    pub table: String,
    /// Its id.
    pub id: String,
}

/// A body that goes with the row.
#[derive(Debug, Clone)]
pub struct Doomed {
    /// Who made the commit: the device.
    pub device: DeviceId,
    /// Its place in the chain.
    pub seq: u64,
    /// Its author.
    pub author: String,
    /// When it was made, in milliseconds since 1970.
    pub made_at: i64,
    /// The rows in it: table and id.
    pub rows: Vec<(String, String)>,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// No body in that stream holds such a row.
    #[error("no commit of this stream holds a row {0} of {1}")]
    NoSuchRow(String, String),
    /// The record must say who and why.
    #[error("say who erases it and why")]
    Unexplained,
    /// Without it nobody would know whose signatures count.
    #[error("commit {seq} of {device} says who is who: it cannot be erased")]
    WhoIsWho {
        /// The device.
        device: DeviceId,
        /// The place in its chain.
        seq: u64,
    },
    /// The record cannot be made, or a stored commit cannot be read.
    #[error("{0}")]
    Journal(#[from] JournalError),
    /// The storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A body that is there.
struct Held {
    header: Header,
    hash: Hash,
    bytes: Vec<u8>,
    puts: Vec<Put>,
}

impl Held {
    fn read(commit: StoredCommit) -> Result<Option<Self>, JournalError> {
        let Some(bytes) = commit.body else { return Ok(None) };
        let opened = peek(&commit.envelope)?;
        let puts = decode_body(&opened.header, &bytes)?;
        Ok(Some(Self { header: opened.header, hash: opened.header_hash, bytes, puts }))
    }
}

impl Endpoint {
    /// The bodies that go with a row: every one that holds it, and those with the renditions, later positions and marks of a photograph.
    ///
    /// # Errors
    /// [`EraseError`].
    pub async fn doomed_with(&self, row: &RowToErase) -> Result<Vec<Doomed>, EraseError> {
        let all = self.bodies(&row.stream).await?;
        let (doomed, _) = part(&all, row);
        if doomed.is_empty() {
            return Err(EraseError::NoSuchRow(row.id.clone(), row.table.clone()));
        }
        let told = doomed.into_iter().map(|held| Doomed {
            device: held.header.device,
            seq: held.header.seq,
            author: held.header.author.clone(),
            made_at: held.header.hlc.physical_ms(),
            rows: held.puts.iter().map(|put| (put.table.clone(), put.id.clone())).collect(),
        });
        Ok(told.collect())
    }

    /// Erases a row: all bodies that hold it, and the files that nothing else in the stream names. Answers how many bodies.
    ///
    /// # Errors
    /// [`EraseError`]; then nothing was erased.
    pub async fn erase(&self, row: &RowToErase, by: &str, reason: &str) -> Result<usize, EraseError> {
        if by.trim().is_empty() || reason.trim().is_empty() {
            return Err(EraseError::Unexplained);
        }
        let all = self.bodies(&row.stream).await?;
        let (doomed, traceless) = part(&all, row);
        if doomed.is_empty() {
            return Err(EraseError::NoSuchRow(row.id.clone(), row.table.clone()));
        }
        let who_is_who = row.stream == self.district.open_stream();
        if let Some(held) = doomed.iter().find(|held| who_is_who && held.puts.iter().any(|put| directory::TABLES.contains(&put.table.as_str()))) {
            return Err(EraseError::WhoIsWho { device: held.header.device, seq: held.header.seq });
        }
        let mut erased = Vec::new();
        for held in &doomed {
            let body = Body::decode(&held.header, &held.bytes)?;
            let record = Erasure {
                district: self.district.code.to_string(),
                at: self.now(),
                stream: row.stream,
                device: held.header.device,
                seq: held.header.seq,
                hash: held.hash,
                by: by.trim().to_owned(),
                reason: reason.trim().to_owned(),
                replaced: Replaced::of(&body, |table, id| traceless.contains(&(table, id))),
            };
            erased.push(to_erase(held, record.sign(&self.server)?));
        }
        if let Some(first) = erased.first_mut() {
            first.files = files_of_these_alone(&all, &doomed);
        }
        Ok(self.forget(row.stream, erased).await?)
    }

    /// A device brings the record of an erasure that a backup did not have, of a commit whose body is here.
    pub(super) async fn erase_again(&self, record: Vec<u8>) -> Reply<()> {
        let Ok(erasure) = Erasure::peek(&record) else { return Ok(()) };
        let all = self.bodies(&erasure.stream).await.map_err(|error| match error {
            EraseError::Storage(error) => fault(error),
            error => fault(StorageError::Damaged(error.to_string())),
        })?;
        let doomed: Vec<&Held> = all.iter().filter(|held| erasure.is_of(&held.header, held.hash)).collect();
        let Some(held) = doomed.first() else { return Ok(()) };
        let erased = Erased { files: files_of_these_alone(&all, &doomed), ..to_erase(held, record) };
        self.forget(erasure.stream, vec![erased]).await.map_err(fault)?;
        Ok(())
    }

    async fn forget(&self, stream: StreamId, erased: Vec<Erased>) -> Result<usize, StorageError> {
        let gone = self.storage.erase(erased).await?;
        if gone > 0 {
            tracing::warn!(%stream, bodies = gone, "bodies were erased");
            self.announce(vec![stream]);
        }
        Ok(gone)
    }

    async fn bodies(&self, stream: &StreamId) -> Result<Vec<Held>, EraseError> {
        let mut all = Vec::new();
        let stream = stream.to_string();
        for head in self.storage.chain_heads().await?.into_iter().filter(|head| head.stream == stream) {
            let mut from = 1;
            while from <= head.seq {
                let commits = self.storage.chain(&stream, head.device, from, STEP).await?;
                let Some(last) = commits.last() else { break };
                from = last.seq + 1;
                for commit in commits {
                    all.extend(Held::read(commit)?);
                }
            }
        }
        Ok(all)
    }

    /// The keys with which this district's servers sign: this one's, and those that the root has named.
    pub(crate) fn server_keys(&self) -> Vec<PublicKey> {
        let directory = self.directory();
        let named = directory.devices.values().filter(|device| device.kind == DeviceKind::Server).map(|device| device.key);
        std::iter::once(self.server.public()).chain(named).collect()
    }
}

/// The bodies that hold the row, or renditions, positions and marks of it, and the rows of which nothing is to be left.
fn part<'a>(all: &'a [Held], row: &'a RowToErase) -> (Vec<&'a Held>, BTreeSet<(&'a str, &'a str)>) {
    let mut rows = BTreeSet::from([(row.table.as_str(), row.id.as_str())]);
    if row.table == "photo" {
        let of_it =
            |put: &&Put| matches!(put.table.as_str(), "rendition" | "photo_fix" | "photo_mark") && column(put, "photo") == Some(row.id.as_str());
        rows.extend(all.iter().flat_map(|held| &held.puts).filter(of_it).map(|put| (put.table.as_str(), put.id.as_str())));
    }
    let holds = |held: &&Held| held.puts.iter().any(|put| rows.contains(&(put.table.as_str(), put.id.as_str())));
    (all.iter().filter(holds).collect(), rows)
}

/// Files that these bodies name and no other does.
fn files_of_these_alone(all: &[Held], doomed: &[&Held]) -> Vec<Hash> {
    let is_doomed = |held: &&Held| doomed.iter().any(|other| other.hash == held.hash);
    let named_still: BTreeSet<Hash> = all.iter().filter(|held| !is_doomed(held)).flat_map(files).collect();
    let named: BTreeSet<Hash> = doomed.iter().flat_map(|held| files(held)).collect();
    named.difference(&named_still).copied().collect()
}

fn files(held: &Held) -> impl Iterator<Item = Hash> {
    held.puts.iter().filter_map(|put| {
        let file = FILE_COLUMNS.iter().find(|file| file.table == put.table)?;
        Hash::from_hex(column(put, file.column)?).ok()
    })
}

fn column<'a>(put: &'a Put, name: &str) -> Option<&'a str> {
    put.columns.iter().find(|(own, _)| own == name).and_then(|(_, value)| value.as_text())
}

fn to_erase(held: &Held, record: Vec<u8>) -> Erased {
    Erased {
        stream: held.header.stream.to_string(),
        device: held.header.device,
        seq: held.header.seq,
        header_hash: held.hash,
        record,
        files: Vec::new(),
    }
}
