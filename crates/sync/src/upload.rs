//! Sending blobs by tus: created once, resumed by the byte, in chunks with a checksum each. A blob counts as delivered only by
//! the server's signed receipt.

use crate::chunk::Portion;
use crate::error::SyncError;
use crate::link::Link;
use crate::plan::BlobKind;
use crate::protocol::{BlobHash, ProtocolError, UploadChunk, UploadCreate, UploadState};
use crate::receipt::note_receipt;
use crate::replica::{Replica, blob_kind};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek, SeekFrom};
use std::time::Duration;
use tokio::time::Instant;
use xuncun_store::Upload;
use xuncun_store::reoffer::FOREIGN_PRIORITY;

/// Uploads looked at in one go.
const WINDOW: usize = 256;
/// A blob that failed waits this long, doubling with each failure, while others go on.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(600);

type Key = (String, BlobHash);

/// What is known of the uploads in this session. The queue itself is rows in the store.
pub struct Uploads {
    chunk: Portion,
    /// Uploads whose offset the server has told us since we last lost touch.
    agreed: HashSet<Key>,
    deferred: HashMap<Key, (Instant, u32)>,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { chunk: Portion::chunk(), agreed: HashSet::new(), deferred: HashMap::new() }
    }
}

/// How many of each kind can be worked on now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Thumbnails and other small blobs.
    pub thumbs: u32,
    /// Evidence renditions.
    pub evidence: u32,
    /// Originals.
    pub originals: u32,
}

impl Uploads {
    /// After a broken connection the server may hold more, or less, than we were told.
    pub fn lost_touch(&mut self) {
        self.agreed.clear();
    }

    /// A person asked: nothing is put off any longer.
    pub fn forget_waits(&mut self) {
        self.deferred.clear();
    }

    /// When the first of those that were put off may be tried again.
    #[must_use]
    pub fn next_wait(&self) -> Option<Instant> {
        let now = Instant::now();
        self.deferred.values().map(|(at, _)| *at).filter(|at| *at > now).min()
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
                BlobKind::Original => waiting.originals += 1,
            }
        }
        Ok(waiting)
    }

    async fn ready(&self, replica: &Replica) -> Result<Vec<Upload>, SyncError> {
        let now = Instant::now();
        // Those that were put off stand in the queue, too: the window reaches beyond them.
        let window = WINDOW + self.deferred.len();
        let queued = replica.call(move |store| store.uploads(window)).await?;
        Ok(queued.into_iter().filter(|u| self.deferred.get(&key(u)).is_none_or(|(at, _)| *at <= now)).collect())
    }

    /// One bounded piece of the first upload of this kind: at most one question and one chunk.
    ///
    /// # Errors
    /// Those that concern every upload (no connection, no rights, a full disk). What is wrong with one blob alone is noted
    /// with it, and it is put off.
    pub async fn piece(&mut self, link: &Link, replica: &Replica, kind: BlobKind) -> Result<(), SyncError> {
        let Some(upload) = self.ready(replica).await?.into_iter().find(|u| blob_kind(&u.kind) == kind) else { return Ok(()) };
        match self.advance(link, replica, &upload).await {
            Ok(()) => Ok(()),
            Err(Failure::Blob(code)) => {
                self.put_off(&upload);
                tracing::warn!(stream = %upload.stream, code, "a blob could not be uploaded now");
                match code {
                    "forbidden" if upload.priority == FOREIGN_PRIORITY => {
                        let (stream, hash) = (upload.stream, upload.sha256);
                        replica.call(move |store| store.forget_upload(&stream, &hash)).await
                    }
                    // No waiting brings the file back: it is told, and not tried again by itself.
                    "blob_missing" | "blob_damaged" => note(replica, &upload, code).await,
                    _ => Ok(()),
                }
            }
            Err(Failure::All(error)) => {
                self.lost_touch();
                if error.is_unreachable() {
                    self.chunk.halve();
                } else {
                    self.put_off(&upload);
                }
                Err(error)
            }
        }
    }

    fn put_off(&mut self, upload: &Upload) {
        let (at, times) = self.deferred.entry(key(upload)).or_insert((Instant::now(), 0));
        *at = Instant::now() + FIRST_WAIT.saturating_mul(1 << (*times).min(10)).min(LONGEST_WAIT);
        *times += 1;
        self.agreed.remove(&key(upload));
    }

    async fn advance(&mut self, link: &Link, replica: &Replica, upload: &Upload) -> Result<(), Failure> {
        let Some((url, offset)) = self.agree(link, replica, upload).await? else { return Ok(()) };
        if offset >= upload.size {
            return self.confirm(link, replica, upload).await;
        }
        let bytes = read_chunk(replica, upload, offset, self.chunk.size()).await?;
        let (length, full) = (bytes.len() as u64, bytes.len() == self.chunk.size());
        let chunk = UploadChunk { url, offset, checksum: Sha256::digest(&bytes).into(), bytes };
        let began = Instant::now();
        match link.protocol.upload_patch(&link.session, chunk).await {
            Ok(state) if state.offset != offset + length => Err(Failure::All(ProtocolError::Decode("another offset".into()).into())),
            Ok(state) => {
                if full {
                    self.chunk.went_through(began.elapsed());
                }
                self.deferred.remove(&key(upload));
                self.keep(link, replica, upload, state).await
            }
            Err(ProtocolError::TooLarge) if self.chunk.cap() => Ok(()),
            Err(error) => self.refused(replica, upload, error).await,
        }
    }

    /// Where to go on: creates the upload, or asks how far it is. `None` if that already delivered it.
    async fn agree(&mut self, link: &Link, replica: &Replica, upload: &Upload) -> Result<Option<(String, u64)>, Failure> {
        let state = match &upload.url {
            Some(url) if self.agreed.contains(&key(upload)) => return Ok(Some((url.clone(), upload.offset))),
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
        if state.receipt.is_some() {
            return self.keep(link, replica, upload, state).await.map(|()| None);
        }
        progress(replica, upload, Some(found.0.clone()), found.1).await?;
        self.agreed.insert(key(upload));
        Ok(Some(found))
    }

    /// Keeps what the server told: the offset, or the receipt.
    async fn keep(&mut self, link: &Link, replica: &Replica, upload: &Upload, state: UploadState) -> Result<(), Failure> {
        let offset = state.offset;
        progress(replica, upload, Some(state.url), offset).await?;
        match state.receipt {
            Some(receipt) => self.believe(replica, upload, receipt).await,
            None if offset >= upload.size => self.confirm(link, replica, upload).await,
            None => Ok(()),
        }
    }

    /// Everything is there, but the receipt was lost: the question what is missing is answered with one.
    async fn confirm(&mut self, link: &Link, replica: &Replica, upload: &Upload) -> Result<(), Failure> {
        let reply = link.protocol.missing(&link.session, &upload.stream.to_string(), vec![upload.sha256.0]).await.map_err(each)?;
        match reply.receipt {
            Some(receipt) if reply.missing.is_empty() => self.believe(replica, upload, receipt).await,
            _ => {
                progress(replica, upload, None, 0).await?;
                Err(Failure::Blob("upload_gone"))
            }
        }
    }

    async fn believe(&mut self, replica: &Replica, upload: &Upload, receipt: Vec<u8>) -> Result<(), Failure> {
        let (stream, hash) = (upload.stream, upload.sha256);
        let delivered = replica
            .call(move |store| {
                note_receipt(store, &receipt)?;
                store.blob_delivered(&stream, &hash)
            })
            .await?;
        self.agreed.remove(&key(upload));
        if !delivered {
            return Err(Failure::Blob("receipt_unverified"));
        }
        self.deferred.remove(&key(upload));
        Ok(())
    }

    /// Tried again at once, once; a server that never agrees is put off. A chunk that goes through wipes the slate.
    fn again(&mut self, upload: &Upload, code: &'static str) -> Result<(), Failure> {
        match self.deferred.insert(key(upload), (Instant::now(), 1)) {
            None => Ok(()),
            Some(before) => {
                self.deferred.insert(key(upload), before);
                Err(Failure::Blob(code))
            }
        }
    }

    /// What a refusal means for this blob.
    async fn refused(&mut self, replica: &Replica, upload: &Upload, error: ProtocolError) -> Result<(), Failure> {
        self.agreed.remove(&key(upload));
        match error.refusal() {
            Some("offset_mismatch") => self.again(upload, "offset_mismatch"),
            Some("checksum_mismatch") => {
                self.chunk.halve();
                self.again(upload, "checksum_mismatch")
            }
            Some("upload_gone") => {
                progress(replica, upload, None, 0).await?;
                self.again(upload, "upload_gone")
            }
            Some("blob_mismatch") => {
                progress(replica, upload, None, 0).await?;
                Err(Failure::Blob(damaged(replica, upload).await))
            }
            _ => Err(each(error)),
        }
    }
}

/// Why a piece failed.
enum Failure {
    /// Of this blob alone.
    Blob(&'static str),
    /// Of the connection, the rights, the replica.
    All(SyncError),
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        Self::All(error)
    }
}

/// A coded refusal concerns this blob, unless it is about the device.
fn each(error: ProtocolError) -> Failure {
    match error.refusal() {
        Some("retired" | "lost") | None => Failure::All(error.into()),
        Some("forbidden") => Failure::Blob("forbidden"),
        Some("photo_too_large" | "too_large") => Failure::Blob("too_large"),
        Some(_) => Failure::Blob("upload_refused"),
    }
}

fn key(upload: &Upload) -> Key {
    (upload.stream.to_string(), upload.sha256.0)
}

async fn progress(replica: &Replica, upload: &Upload, url: Option<String>, offset: u64) -> Result<(), SyncError> {
    let (stream, hash) = (upload.stream, upload.sha256);
    replica.call(move |store| store.upload_progress(&stream, &hash, url.as_deref(), offset)).await
}

async fn note(replica: &Replica, upload: &Upload, code: &'static str) -> Result<(), SyncError> {
    let (stream, hash) = (upload.stream, upload.sha256);
    replica.call(move |store| store.upload_failed(&stream, &hash, code)).await
}

/// Did the file change on our side (`blob_damaged`), or on the way (`blob_mismatch`)?
async fn damaged(replica: &Replica, upload: &Upload) -> &'static str {
    let hash = upload.sha256;
    match replica.call(move |store| store.blobs().read_checked(&hash).map(|_| ())).await {
        Ok(()) => "blob_mismatch",
        Err(_) => "blob_damaged",
    }
}

async fn read_chunk(replica: &Replica, upload: &Upload, offset: u64, most: usize) -> Result<Bytes, Failure> {
    let path = replica.store().blobs().path(&upload.sha256);
    let rest = usize::try_from(upload.size.saturating_sub(offset)).unwrap_or(usize::MAX);
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<u8>> {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = vec![0; most.min(rest)];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    });
    match read.await {
        Ok(Ok(bytes)) => Ok(bytes.into()),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Err(Failure::Blob("blob_missing")),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(Failure::Blob("blob_damaged")),
        Ok(Err(_)) => Err(Failure::Blob("storage")),
        Err(_) => Err(SyncError::Task.into()),
    }
}
