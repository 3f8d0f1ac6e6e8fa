//! Uploads, chunk by chunk, each durable before it is acknowledged; the protocol's side of tus.

use super::{Endpoint, Visitor, fault, stream_id};
use crate::storage::{Finished, Upload};
use xuncun_domain::stream::StreamId;
use xuncun_journal::Hash;
use xuncun_sync::paths;
use xuncun_sync::protocol::{Params, ProtocolError, Reply, UploadChunk, UploadCreate, UploadState};

impl Endpoint {
    pub(super) async fn begin_upload(&self, visitor: &Visitor, upload: UploadCreate) -> Reply<UploadState> {
        let stream = stream_id(&upload.stream)?;
        if !self.may_upload(visitor, &stream) {
            return Err(ProtocolError::refused("forbidden"));
        }
        if upload.size > self.config.max_photo_bytes {
            let most = self.config.max_photo_bytes.to_string();
            return Err(ProtocolError::Refused { code: "photo_too_large".into(), params: Params::from([("max".into(), most)]) });
        }
        if upload.size == 0 {
            return Err(ProtocolError::refused("photo_empty"));
        }
        let sha256 = Hash(upload.sha256);
        // What is held already gets an address as well: a client that knows tus alone passes over the offset in this answer, and asks there.
        let held = self.storage.holding(&upload.stream, sha256).await.map_err(fault)?;
        let wanted = Upload {
            id: hex::encode(rand::random::<[u8; 16]>()),
            device: visitor.device,
            stream: stream.to_string(),
            sha256,
            size: held.unwrap_or(upload.size),
            received: held.unwrap_or(0),
            expires_at: self.upload_end(),
        };
        let upload = self.storage.begin_upload(wanted).await.map_err(fault)?;
        // All of it came, but the answer to the last chunk, or the server, was lost in between.
        if upload.received == upload.size { self.finish(&upload).await } else { Ok(state(&upload)) }
    }

    pub(super) async fn upload_state(&self, visitor: &Visitor, url: &str) -> Reply<UploadState> {
        let upload = self.own_upload(visitor, url).await?;
        if upload.received == upload.size { self.finish(&upload).await } else { Ok(state(&upload)) }
    }

    pub(super) async fn take_chunk(&self, visitor: &Visitor, chunk: UploadChunk) -> Reply<UploadState> {
        let upload = self.own_upload(visitor, &chunk.url).await?;
        if chunk.checksum.is_some_and(|checksum| Hash::of(&chunk.bytes).0 != checksum) {
            return Err(ProtocolError::refused("checksum_mismatch"));
        }
        if chunk.bytes.len() as u64 > upload.size - upload.received.min(upload.size) && chunk.offset == upload.received {
            return Err(ProtocolError::refused("upload_too_long"));
        }
        let (length, end) = (chunk.bytes.len() as u64, self.upload_end());
        let written = self.storage.write_chunk(&upload.id, chunk.offset, chunk.bytes, end).await.map_err(fault)?;
        let Some(upload) = written else {
            let now = self.own_upload(visitor, &chunk.url).await?;
            let params = Params::from([("offset".into(), now.received.to_string())]);
            return Err(ProtocolError::Refused { code: "offset_mismatch".into(), params });
        };
        self.metrics.uploaded(length);
        if upload.received == upload.size { self.finish(&upload).await } else { Ok(state(&upload)) }
    }

    /// Drops an upload (tus: termination).
    ///
    /// # Errors
    /// `upload_gone`.
    pub async fn end_upload(&self, session: &xuncun_sync::protocol::Session, url: &str) -> Reply<()> {
        let visitor = self.visitor(session).await?;
        let upload = self.own_upload(&visitor, url).await?;
        self.storage.drop_upload(&upload.id).await.map_err(fault)
    }

    /// An upload as it is kept, for tus's headers.
    ///
    /// # Errors
    /// `upload_gone`.
    pub async fn upload_facts(&self, session: &xuncun_sync::protocol::Session, url: &str) -> Reply<Upload> {
        let visitor = self.visitor(session).await?;
        self.own_upload(&visitor, url).await
    }

    async fn finish(&self, upload: &Upload) -> Reply<UploadState> {
        match self.storage.finish_upload(&upload.id, self.now()).await.map_err(fault)? {
            Finished::Held(held) => {
                let receipt = self.blob_receipt(stream_id(&held.stream)?, held.sha256, held.size).await?;
                Ok(UploadState { url: url(&upload.id), offset: held.size, receipt })
            }
            Finished::WrongHash => Err(ProtocolError::refused("blob_mismatch")),
            Finished::Incomplete => Ok(state(upload)),
            Finished::Gone => Err(ProtocolError::refused("upload_gone")),
        }
    }

    async fn blob_receipt(&self, stream: StreamId, sha256: Hash, size: u64) -> Reply<Option<Vec<u8>>> {
        let mut receipt = self.receipt();
        receipt.blob(stream, sha256, size);
        receipt.sign().await
    }

    /// The upload at an address, if it is this device's; another's is as good as gone.
    async fn own_upload(&self, visitor: &Visitor, url: &str) -> Reply<Upload> {
        let id = url.rsplit('/').next().unwrap_or_default();
        let found = self.storage.upload(id, self.now()).await.map_err(fault)?;
        found.filter(|upload| upload.device == visitor.device).ok_or_else(|| ProtocolError::refused("upload_gone"))
    }

    pub(super) fn upload_end(&self) -> i64 {
        self.now() + i64::from(self.config.upload_hours) * 3_600_000
    }
}

fn url(id: &str) -> String {
    format!("{}/{id}", paths::UPLOADS)
}

fn state(upload: &Upload) -> UploadState {
    UploadState { url: url(&upload.id), offset: upload.received, receipt: None }
}
