//! The server's signed word. "Delivered" is said of nothing that no receipt names.
//!
//! A head covers all that stands before it in its chain, and so would pass what was refused for accepted: a receipt that names a
//! chain says what of it was refused, too.

use super::{Endpoint, fault};
use crate::storage::ChainHead;
use std::collections::BTreeMap;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, Hash, Receipt, ReceiptBlob, ReceiptHead, ReceiptRefusal};
use xuncun_sync::protocol::{ProtocolError, Reply};

/// A receipt being written.
pub(super) struct Draft<'a> {
    endpoint: &'a Endpoint,
    heads: BTreeMap<(StreamId, DeviceId), (u64, Hash)>,
    blobs: Vec<ReceiptBlob>,
}

impl Endpoint {
    pub(super) fn receipt(&self) -> Draft<'_> {
        Draft { endpoint: self, heads: BTreeMap::new(), blobs: Vec::new() }
    }
}

impl Draft<'_> {
    /// The chain is held up to this header. Of several the last counts.
    pub(super) fn chain(&mut self, stream: StreamId, device: DeviceId, seq: u64, hash: Hash) {
        let head = self.heads.entry((stream, device)).or_insert((seq, hash));
        if head.0 < seq {
            *head = (seq, hash);
        }
    }

    /// The stream holds the blob.
    pub(super) fn blob(&mut self, stream: StreamId, sha256: Hash, size: u64) {
        self.blobs.push(ReceiptBlob { stream, sha256, size, let_go: false });
    }

    /// The signed bytes; `None` if there is nothing to say.
    pub(super) async fn sign(mut self) -> Reply<Option<Vec<u8>>> {
        if self.heads.is_empty() && self.blobs.is_empty() {
            return Ok(None);
        }
        let mut heads: BTreeMap<(StreamId, DeviceId, u64), Hash> = BTreeMap::new();
        let mut refused = Vec::new();
        let listed = Receipt::lists(self.heads.len());
        if !self.heads.is_empty() {
            let chains = self.heads.iter().map(|((stream, device), (seq, hash))| ChainHead {
                stream: stream.to_string(),
                device: *device,
                seq: *seq,
                header_hash: *hash,
            });
            for found in self.endpoint.storage.refusals(chains.collect(), listed).await.map_err(fault)? {
                let Ok(stream) = found.stream.parse() else { continue };
                // With its header's hash: whoever has the receipt can prove to a restored server which header that was.
                heads.insert((stream, found.device, found.seq), found.header_hash);
                refused.push(ReceiptRefusal { stream, device: found.device, seq: found.seq, refusal: found.refusal });
            }
        }
        heads.extend(self.heads.into_iter().map(|((stream, device), (seq, hash))| ((stream, device, seq), hash)));
        if !self.blobs.is_empty() {
            let named = self.blobs.iter().map(|blob| blob.sha256).collect();
            for (blob, backed_up) in self.blobs.iter_mut().zip(self.endpoint.storage.backed_up(named).await.map_err(fault)?) {
                blob.let_go = backed_up;
            }
        }
        let heads = heads.into_iter().map(|((stream, device, seq), hash)| ReceiptHead { stream, device, seq, hash });
        let receipt = Receipt {
            district: self.endpoint.district.code.to_string(),
            epoch: self.endpoint.epoch,
            at: self.endpoint.now(),
            heads: heads.collect(),
            refused,
            listed: listed as u64,
            blobs: self.blobs,
        };
        receipt.sign(&self.endpoint.server).map(Some).map_err(|_| ProtocolError::Status(500))
    }
}
