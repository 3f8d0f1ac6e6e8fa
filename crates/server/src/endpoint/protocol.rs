//! The protocol's trait: each call finds out who is calling, and what is new goes to the file of that call.

use super::Endpoint;
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;
use xuncun_sync::protocol::{
    BlobHash, BlobPart, EnrollReply, EnrollRequest, InviteReply, InviteRequest, LiveEvents, MissingReply, Protocol, ProtocolError, PullRequest,
    Reply, ReturnReply, ReturnRequest, Session, UploadChunk, UploadCreate, UploadState,
};

#[async_trait]
impl Protocol for Endpoint {
    async fn enroll(&self, request: EnrollRequest) -> Reply<EnrollReply> {
        self.admit(request).await
    }

    async fn come_back(&self, request: ReturnRequest) -> Reply<ReturnReply> {
        self.arc()?.take_back(request).await
    }

    async fn code_for(&self, session: &Session, request: InviteRequest) -> Reply<InviteReply> {
        let visitor = self.visitor(session).await?;
        self.invite_for(&visitor, request).await
    }

    async fn push(&self, session: &Session, page: Bytes) -> Reply<Bytes> {
        let visitor = self.visitor(session).await?;
        self.arc()?.take(&visitor, page).await
    }

    async fn pull(&self, session: &Session, request: PullRequest) -> Reply<Bytes> {
        let visitor = self.visitor(session).await?;
        if visitor.retired {
            return Err(self.retired(&visitor).await);
        }
        self.hand_out(&visitor, request).await
    }

    async fn missing(&self, session: &Session, stream: &str, hashes: Vec<BlobHash>) -> Reply<MissingReply> {
        let visitor = self.visitor(session).await?;
        self.which_missing(&visitor, stream, hashes).await
    }

    async fn upload_create(&self, session: &Session, upload: UploadCreate) -> Reply<UploadState> {
        let visitor = self.visitor(session).await?;
        self.begin_upload(&visitor, upload).await
    }

    async fn upload_offset(&self, session: &Session, url: &str) -> Reply<UploadState> {
        let visitor = self.visitor(session).await?;
        self.upload_state(&visitor, url).await
    }

    async fn upload_patch(&self, session: &Session, chunk: UploadChunk) -> Reply<UploadState> {
        let visitor = self.visitor(session).await?;
        self.take_chunk(&visitor, chunk).await
    }

    async fn get_blob(&self, session: &Session, stream: &str, sha256: BlobHash, from: u64, len: u64) -> Reply<BlobPart> {
        let visitor = self.visitor(session).await?;
        if visitor.retired {
            return Err(self.retired(&visitor).await);
        }
        self.blob_part(&visitor, stream, sha256, from, len).await
    }

    async fn live(&self, session: &Session) -> Reply<LiveEvents> {
        let visitor = self.visitor(session).await?;
        if visitor.retired {
            return Err(self.retired(&visitor).await);
        }
        Ok(self.arc()?.listen(visitor))
    }
}

impl Endpoint {
    /// Itself, shared. It is only ever made inside an `Arc`; on the way down there is nobody left to serve.
    fn arc(&self) -> Reply<Arc<Self>> {
        self.this.upgrade().ok_or(ProtocolError::Busy { retry_after: None })
    }
}
