//! A device comes back to a server that was restored to before it was enrolled: its row is nowhere here, and its token unknown.
//!
//! The row is signed by the root and proves itself, whoever brings it; that it is the device of that row which brings it, the claim
//! proves. Nothing new is handed out: the token that the device had is good again.

use super::{Endpoint, fault};
use crate::storage::TokenRow;
use std::sync::Arc;
use xuncun_domain::grant::DeviceKind;
use xuncun_journal::{Claim, Commit};
use xuncun_sync::protocol::{ProtocolError, Reply, ReturnReply, ReturnRequest, WireCommit};

impl Endpoint {
    pub(super) async fn take_back(self: &Arc<Self>, request: ReturnRequest) -> Reply<ReturnReply> {
        let known = self.recognise(&request.claim).await?;
        let known = if known || request.commits.is_empty() {
            known
        } else {
            self.take_root(request.commits).await?;
            self.recognise(&request.claim).await?
        };
        let head = self.storage.chain_head(&self.district.open_stream().to_string(), self.district.root.id()).await.map_err(fault)?;
        Ok(ReturnReply { known, root_seq: head.map_or(0, |head| head.seq) })
    }

    /// Makes the token good that a device of this district claims. False where there is no row of such a device yet.
    async fn recognise(&self, bytes: &[u8]) -> Reply<bool> {
        let unread = |_| ProtocolError::refused("bad_page");
        let directory = self.directory();
        let Some(device) = directory.devices.get(&Claim::peek(bytes).map_err(unread)?.device) else { return Ok(false) };
        let claim = Claim::open(bytes, &device.key).map_err(|_| ProtocolError::Unauthorized)?;
        if claim.district != self.district.code.as_str() || claim.device != device.key.id() || device.kind != DeviceKind::App {
            return Err(ProtocolError::Unauthorized);
        }
        let row =
            TokenRow { hash: claim.token, web: false, device: claim.device, person: device.person.clone(), created_at: self.now(), expires_at: None };
        // Revoked or not: a device that was stolen is told so by its token, one that was handed in delivers what it has.
        self.storage.put_token(row).await.map_err(fault)?;
        tracing::info!(device = %claim.device, "came back");
        Ok(true)
    }

    /// Takes in what the root signed and this server has lost. Whoever brings it need not be known, and so nothing else is taken.
    async fn take_root(self: &Arc<Self>, commits: Vec<WireCommit>) -> Reply<()> {
        let (stream, root) = (self.district.open_stream(), self.district.root.id());
        for commit in &commits {
            let header = xuncun_journal::peek(&commit.envelope).map_err(|_| ProtocolError::refused("bad_page"))?.header;
            if (header.stream, header.device) != (stream, root) {
                return Err(ProtocolError::refused("bad_page"));
            }
        }
        let commits = commits.into_iter().map(|commit| Commit { envelope: commit.envelope, body: Some(commit.body), proof: None });
        self.take_each(root, commits.collect()).await.map(drop)
    }
}
