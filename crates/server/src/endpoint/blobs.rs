//! Reading blobs, and saying which are missing. A blob is held by stream: who may read the stream may read it.

use super::{Endpoint, Visitor, fault, stream_id};
use xuncun_domain::grant::{DeviceKind, may_commit};
use xuncun_domain::stream::StreamId;
use xuncun_domain::table;
use xuncun_journal::Hash;
use xuncun_sync::protocol::{BlobHash, BlobPart, MissingReply, ProtocolError, Reply};

/// Most bytes of a blob in one answer.
const MOST: u64 = 4 * 1024 * 1024;

impl Endpoint {
    /// May the visitor put photographs into the stream? As with commits, for thirty days after a grant's end too.
    pub(super) fn may_upload(&self, visitor: &Visitor, stream: &StreamId) -> bool {
        if stream.code.county() != self.district.code {
            return false;
        }
        if visitor.kind == DeviceKind::Server {
            return true;
        }
        let (now, directory) = (self.now(), self.directory());
        let Some(photo) = table::table("photo") else { return false };
        directory.grants_of(&visitor.person).any(|grant| {
            let made = grant.valid_to.map_or(now, |end| now.min(end - 1));
            may_commit(grant, stream, photo, made, now).is_ok()
        })
    }

    pub(crate) async fn which_missing(&self, visitor: &Visitor, stream: &str, hashes: Vec<BlobHash>) -> Reply<MissingReply> {
        let stream = stream_id(stream)?;
        let (scope, may_write) = (self.scope(visitor), self.may_upload(visitor, &stream));
        if !may_write && !scope.contains(&stream) {
            return Err(ProtocolError::refused("forbidden"));
        }
        let text = stream.to_string();
        let (mut reply, mut receipt) = (MissingReply::default(), self.receipt());
        for hash in hashes {
            let sha256 = Hash(hash);
            let mut held = self.storage.holding(&text, sha256).await.map_err(fault)?;
            if held.is_none() && may_write && self.reads_elsewhere(&scope, sha256).await? {
                held = self.storage.link_blob(&text, sha256, visitor.device, self.now()).await.map_err(fault)?;
            }
            match held {
                Some(size) => receipt.blob(stream, sha256, size),
                None => reply.missing.push(hash),
            }
        }
        reply.receipt = receipt.sign().await?;
        Ok(reply)
    }

    /// Holds another stream that the caller may read the blob? Then he may link it; to know its hash alone is not enough.
    async fn reads_elsewhere(&self, scope: &xuncun_domain::grant::ReadScope, sha256: Hash) -> Reply<bool> {
        let holders = self.storage.holders(sha256).await.map_err(fault)?;
        Ok(holders.iter().any(|stream| stream.parse().is_ok_and(|stream| scope.contains(&stream))))
    }

    pub(super) async fn blob_part(&self, visitor: &Visitor, stream: &str, sha256: BlobHash, from: u64, len: u64) -> Reply<BlobPart> {
        let stream = stream_id(stream)?;
        // What may not be read and what is not there sound the same.
        let unknown = || ProtocolError::refused("blob_unknown");
        if !self.scope(visitor).contains(&stream) {
            return Err(unknown());
        }
        let sha256 = Hash(sha256);
        self.storage.holding(&stream.to_string(), sha256).await.map_err(fault)?.ok_or_else(unknown)?;
        let (total, bytes) = self.storage.read_blob(sha256, from, len.min(MOST)).await.map_err(fault)?.ok_or_else(unknown)?;
        Ok(BlobPart { total, bytes })
    }
}
