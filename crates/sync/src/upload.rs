//! Sending blobs by tus: asked for first, created once, resumed by the byte, in chunks. A blob counts as delivered only by the server's signed
//! receipt.
//!
//! What arrived of a chunk before its line broke stays: chunks go without a checksum of their own, and the whole is held against its hash. Where
//! that fails although the file here is sound, it is sent again with a checksum each.

mod failure;
mod file;
mod known;

use crate::error::SyncError;
use crate::link::Link;
use crate::plan::BlobKind;
use crate::protocol::{BlobHash, ProtocolError, UploadChunk, UploadCreate, UploadState};
use crate::receipt::note_receipt;
use crate::replica::{Replica, blob_kind};
use failure::{Failure, concerns_all, each};
use file::{damaged, note, progress, put_aside, read_chunk};
use futures_util::future::join_all;
use known::Known;
use sha2::{Digest, Sha256};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use xuncun_store::Upload;
use xuncun_store::reoffer::FOREIGN_PRIORITY;

/// Uploads looked at in one go.
const WINDOW: usize = 256;
/// A blob that failed waits this long, doubling with each failure, while others go on.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// Up to this many bytes a blob is small: the way there and back takes longer than its bytes.
const SMALL: u64 = 64 << 10;
/// So many small ones are on their way at once.
const TOGETHER: usize = 4;
/// Blobs asked about in one question.
const QUESTION: usize = 1_000;

type Key = (String, BlobHash);

/// What is known of the uploads in this session. The queue itself is rows in the store.
pub struct Uploads {
    known: Mutex<Known>,
    together: usize,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { known: Mutex::default(), together: TOGETHER }
    }
}

/// How many of each kind can be worked on now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Thumbnails and other small blobs.
    pub thumbs: u32,
    /// Evidence renditions.
    pub evidence: u32,
    /// Voice notes.
    pub voices: u32,
    /// Originals.
    pub originals: u32,
}

impl Uploads {
    /// Small ones, too, go one by one: in a simulation, whose order must not hang on which thread is quicker.
    #[must_use]
    pub fn one_by_one() -> Self {
        Self { together: 1, ..Self::default() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After a broken connection the server may hold more, or less, than we were told.
    pub fn lost_touch(&self) {
        self.known().agreed.clear();
    }

    /// A person asked: nothing is put off any longer.
    pub fn forget_waits(&self) {
        self.known().deferred.clear();
    }

    /// When the first of those that were put off may be tried again.
    #[must_use]
    pub fn next_wait(&self) -> Option<Instant> {
        let now = Instant::now();
        self.known().deferred.values().map(|(at, _)| *at).filter(|at| *at > now).min()
    }

    /// What can be worked on now.
    ///
    /// # Errors
    /// The store's.
    pub async fn waiting(&self, replica: &Replica) -> Result<Waiting, SyncError> {
        let mut waiting = Waiting::default();
        for upload in self.ready(replica).await? {
            match blob_kind(&upload.kind) {
                BlobKind::Thumb => waiting.thumbs += 1,
                BlobKind::Evidence => waiting.evidence += 1,
                BlobKind::Voice => waiting.voices += 1,
                BlobKind::Original => waiting.originals += 1,
            }
        }
        Ok(waiting)
    }

    async fn ready(&self, replica: &Replica) -> Result<Vec<Upload>, SyncError> {
        // Those that were put off stand in the queue, too: the window reaches beyond them.
        let window = WINDOW + self.known().deferred.len();
        let queued = replica.call(move |store| store.uploads(window)).await?;
        let (now, known) = (Instant::now(), self.known());
        Ok(queued.into_iter().filter(|u| known.deferred.get(&key(u)).is_none_or(|(at, _)| *at <= now)).collect())
    }

    /// One bounded piece of the first upload of this kind, or of the first few while they are small: at most one question and one chunk each.
    ///
    /// # Errors
    /// Those that concern every upload (no connection, no rights, a full disk). What is wrong with one blob alone is noted
    /// with it, and it is put off.
    pub async fn piece(&self, link: &Link, replica: &Replica, kind: BlobKind) -> Result<(), SyncError> {
        let mut ready = self.ready(replica).await?;
        ready.retain(|upload| blob_kind(&upload.kind) == kind);
        if self.ask(link, replica, &ready).await? {
            // Some are delivered by now.
            return Ok(());
        }
        let small = ready.iter().take(self.together).take_while(|upload| upload.size <= SMALL).count();
        ready.truncate(small.max(1));
        let tried = join_all(ready.iter().map(|upload| self.one(link, replica, upload))).await;
        tried.into_iter().collect()
    }

    /// Asks which of those that were never begun the server lacks, stream by stream. One alone is asked for by beginning it. True if it has some.
    async fn ask(&self, link: &Link, replica: &Replica, ready: &[Upload]) -> Result<bool, SyncError> {
        let fresh: Vec<&Upload> = {
            let known = self.known();
            let mut fresh = ready.iter().filter(|upload| upload.url.is_none() && !known.asked.contains(&key(upload)));
            let first = fresh.next();
            first.into_iter().chain(fresh.filter(|upload| first.is_some_and(|first| first.stream == upload.stream))).take(QUESTION).collect()
        };
        let [first, _, ..] = fresh[..] else { return Ok(false) };
        let hashes = fresh.iter().map(|upload| upload.sha256.0).collect();
        let reply = link.protocol.missing(&link.session, &first.stream.to_string(), hashes).await;
        if let Err(error) = &reply
            && concerns_all(error)
        {
            self.lost_touch();
            return Err(error.clone().into());
        }
        self.known().asked.extend(fresh.iter().map(|upload| key(upload)));
        // Where the question is refused, each upload hears why.
        let Some((receipt, missing)) = reply.ok().and_then(|reply| Some((reply.receipt?, reply.missing))) else { return Ok(false) };
        let mut has_some = false;
        for upload in fresh.into_iter().filter(|upload| !missing.contains(&upload.sha256.0)) {
            has_some |= match self.believe(replica, upload, receipt.clone()).await {
                Ok(()) => true,
                Err(Failure::Blob(_)) => false,
                Err(Failure::All(error)) => return Err(error),
            };
        }
        Ok(has_some)
    }

    async fn one(&self, link: &Link, replica: &Replica, upload: &Upload) -> Result<(), SyncError> {
        match self.advance(link, replica, upload).await {
            Ok(()) => Ok(()),
            Err(Failure::Blob(code)) => {
                self.put_off(upload);
                tracing::warn!(stream = %upload.stream, code, "a blob could not be uploaded now");
                match code {
                    "forbidden" if upload.priority == FOREIGN_PRIORITY => {
                        let (stream, hash) = (upload.stream, upload.sha256);
                        replica.call(move |store| store.forget_upload(&stream, &hash)).await
                    }
                    // No waiting brings the file back: it is told, and not tried again by itself.
                    "blob_missing" | "blob_damaged" => note(replica, upload, code).await,
                    _ => put_aside(replica, upload, code).await,
                }
            }
            Err(Failure::All(error)) => {
                self.lost_touch();
                if !error.is_unreachable() {
                    self.put_off(upload);
                }
                Err(error)
            }
        }
    }

    fn put_off(&self, upload: &Upload) {
        let mut known = self.known();
        let (at, times) = known.deferred.entry(key(upload)).or_insert((Instant::now(), 0));
        *at = Instant::now() + FIRST_WAIT.saturating_mul(1 << (*times).min(10)).min(LONGEST_WAIT);
        *times += 1;
        known.agreed.remove(&key(upload));
    }

    async fn advance(&self, link: &Link, replica: &Replica, upload: &Upload) -> Result<(), Failure> {
        let Some((url, offset)) = self.agree(link, replica, upload).await? else { return Ok(()) };
        if offset >= upload.size {
            return self.confirm(link, replica, upload).await;
        }
        let (most, careful) = {
            let known = self.known();
            (known.chunk.size(), known.careful.contains(&key(upload)))
        };
        let bytes = read_chunk(replica, upload, offset, most).await?;
        let (length, full) = (bytes.len() as u64, bytes.len() == most);
        let checksum = careful.then(|| Sha256::digest(&bytes).into());
        let began = Instant::now();
        match link.protocol.upload_patch(&link.session, UploadChunk { url, offset, checksum, bytes }).await {
            Ok(state) if state.offset != offset + length => Err(Failure::All(ProtocolError::Decode("another offset".into()).into())),
            Ok(state) => {
                {
                    let mut known = self.known();
                    if full {
                        known.chunk.went_through(began.elapsed());
                    }
                    known.deferred.remove(&key(upload));
                }
                self.keep(link, replica, upload, state).await
            }
            Err(ProtocolError::TooLarge) if self.known().chunk.cap() => Ok(()),
            Err(error) => {
                if matches!(error, ProtocolError::Unreachable(_)) {
                    self.known().broke = Some((key(upload), offset));
                }
                self.refused(replica, upload, error).await
            }
        }
    }

    /// Where to go on: creates the upload, or asks how far it is. `None` if that already delivered it.
    async fn agree(&self, link: &Link, replica: &Replica, upload: &Upload) -> Result<Option<(String, u64)>, Failure> {
        let state = match &upload.url {
            Some(url) if self.known().agreed.contains(&key(upload)) => return Ok(Some((url.clone(), upload.offset))),
            Some(url) => match link.protocol.upload_offset(&link.session, url).await {
                Ok(state) => state,
                Err(error) => return self.refused(replica, upload, error).await.map(|()| None),
            },
            None => {
                let create =
                    UploadCreate { stream: upload.stream.to_string(), sha256: upload.sha256.0, size: upload.size, mime: upload.mime.clone() };
                link.protocol.upload_create(&link.session, create).await.map_err(each)?
            }
        };
        if state.offset > upload.size {
            return Err(Failure::All(ProtocolError::Decode("more than there is".into()).into()));
        }
        let found = (state.url.clone(), state.offset);
        self.known().after_break(&key(upload), found.1);
        if state.receipt.is_some() {
            return self.keep(link, replica, upload, state).await.map(|()| None);
        }
        progress(replica, upload, Some(found.0.clone()), found.1).await?;
        self.known().agreed.insert(key(upload));
        Ok(Some(found))
    }

    /// Keeps what the server told: the offset, or the receipt.
    async fn keep(&self, link: &Link, replica: &Replica, upload: &Upload, state: UploadState) -> Result<(), Failure> {
        let offset = state.offset;
        progress(replica, upload, Some(state.url), offset).await?;
        match state.receipt {
            Some(receipt) => self.believe(replica, upload, receipt).await,
            None if offset >= upload.size => self.confirm(link, replica, upload).await,
            None => Ok(()),
        }
    }

    /// Everything is there, but the receipt was lost: the question what is missing is answered with one.
    async fn confirm(&self, link: &Link, replica: &Replica, upload: &Upload) -> Result<(), Failure> {
        let reply = link.protocol.missing(&link.session, &upload.stream.to_string(), vec![upload.sha256.0]).await.map_err(each)?;
        match reply.receipt {
            Some(receipt) if reply.missing.is_empty() => self.believe(replica, upload, receipt).await,
            _ => {
                progress(replica, upload, None, 0).await?;
                Err(Failure::Blob("upload_gone"))
            }
        }
    }

    async fn believe(&self, replica: &Replica, upload: &Upload, receipt: Vec<u8>) -> Result<(), Failure> {
        let (stream, hash) = (upload.stream, upload.sha256);
        let delivered = replica
            .call(move |store| {
                note_receipt(store, &receipt)?;
                store.blob_delivered(&stream, &hash)
            })
            .await?;
        let mut known = self.known();
        known.agreed.remove(&key(upload));
        if !delivered {
            return Err(Failure::Blob("receipt_unverified"));
        }
        known.forget(&key(upload));
        Ok(())
    }

    /// Tried again at once, once; a server that never agrees is put off. A chunk that goes through wipes the slate.
    fn again(&self, upload: &Upload, code: &'static str) -> Result<(), Failure> {
        let mut known = self.known();
        match known.deferred.insert(key(upload), (Instant::now(), 1)) {
            None => Ok(()),
            Some(before) => {
                known.deferred.insert(key(upload), before);
                Err(Failure::Blob(code))
            }
        }
    }

    /// What a refusal means for this blob.
    async fn refused(&self, replica: &Replica, upload: &Upload, error: ProtocolError) -> Result<(), Failure> {
        self.known().agreed.remove(&key(upload));
        match error.refusal() {
            Some("offset_mismatch") => self.again(upload, "offset_mismatch"),
            Some("checksum_mismatch") => {
                self.known().chunk.halve();
                self.again(upload, "checksum_mismatch")
            }
            Some("upload_gone") => {
                progress(replica, upload, None, 0).await?;
                self.again(upload, "upload_gone")
            }
            Some("blob_mismatch") => {
                progress(replica, upload, None, 0).await?;
                match damaged(replica, upload).await {
                    // Something on the way altered it: from here on each chunk says what it is.
                    "blob_mismatch" if self.known().careful.insert(key(upload)) => self.again(upload, "blob_mismatch"),
                    code => Err(Failure::Blob(code)),
                }
            }
            _ => Err(each(error)),
        }
    }
}

fn key(upload: &Upload) -> Key {
    (upload.stream.to_string(), upload.sha256.0)
}
