//! The server's signed word. "Delivered" is said of nothing that no receipt names.

use super::Endpoint;
use std::collections::BTreeMap;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, Hash, Receipt, ReceiptBlob, ReceiptHead, ReceiptRefusal, Refusal};
use xuncun_sync::protocol::{ProtocolError, Reply};

/// A receipt being written.
pub(super) struct Draft<'a> {
    endpoint: &'a Endpoint,
    heads: BTreeMap<(StreamId, DeviceId), (u64, Hash)>,
    /// Each with its header's hash: whoever has the receipt can prove to a restored server which header that was.
    refused: BTreeMap<(StreamId, DeviceId, u64), (Hash, Refusal)>,
    blobs: Vec<ReceiptBlob>,
}

impl Endpoint {
    pub(super) fn receipt(&self) -> Draft<'_> {
        Draft { endpoint: self, heads: BTreeMap::new(), refused: BTreeMap::new(), blobs: Vec::new() }
    }
}

impl Draft<'_> {
    /// The chain is held up to this header. Of several the last counts.
    pub(super) fn chain(&mut self, stream: StreamId, device: DeviceId, seq: u64, hash: Hash, refused: Option<Refusal>) {
        let head = self.heads.entry((stream, device)).or_insert((seq, hash));
        if head.0 < seq {
            *head = (seq, hash);
        }
        if let Some(refusal) = refused {
            self.refused.insert((stream, device, seq), (hash, refusal));
        }
    }

    /// The stream holds the blob.
    pub(super) fn blob(&mut self, stream: StreamId, sha256: Hash, size: u64) {
        self.blobs.push(ReceiptBlob { stream, sha256, size });
    }

    /// The signed bytes; `None` if there is nothing to say.
    pub(super) fn sign(self) -> Reply<Option<Vec<u8>>> {
        if self.heads.is_empty() && self.blobs.is_empty() {
            return Ok(None);
        }
        let mut heads: BTreeMap<(StreamId, DeviceId, u64), Hash> = self.refused.iter().map(|(place, (hash, _))| (*place, *hash)).collect();
        heads.extend(self.heads.into_iter().map(|((stream, device), (seq, hash))| ((stream, device, seq), hash)));
        let heads = heads.into_iter().map(|((stream, device, seq), hash)| ReceiptHead { stream, device, seq, hash });
        let refused = self.refused.into_iter().map(|((stream, device, seq), (_, refusal))| ReceiptRefusal { stream, device, seq, refusal });
        let receipt = Receipt {
            district: self.endpoint.district.code.to_string(),
            epoch: self.endpoint.epoch,
            at: self.endpoint.now(),
            heads: heads.collect(),
            refused: refused.collect(),
            blobs: self.blobs,
        };
        receipt.sign(&self.endpoint.server).map(Some).map_err(|_| ProtocolError::Status(500))
    }
}
