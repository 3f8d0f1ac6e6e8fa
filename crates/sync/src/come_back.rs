//! A server that knows neither this device nor its token: it was restored to before the device was enrolled. The device shows the row
//! that the root signed for it, with all of the root's chain that the server has lost, and claims its token with its key.

use crate::error::SyncError;
use crate::link::Link;
use crate::paths::RETURN_BYTES;
use crate::protocol::{ReturnRequest, WireCommit};
use crate::replica::Replica;
use xuncun_journal::{Claim, Hash};

/// Bytes of commits in one request; the rest is the claim's, and what stands around them.
const PART: usize = RETURN_BYTES - 4 * 1024;

/// Whether the server knows this device now. If not, what it needs is not here: a person has to sign in again.
///
/// # Errors
/// The protocol's and the store's.
pub(crate) async fn come_back(link: &Link, replica: &Replica) -> Result<bool, SyncError> {
    let Some(identity) = replica.call(|store| store.identity()).await? else { return Err(SyncError::NotEnrolled) };
    let token = Hash::of(identity.token.as_bytes());
    let claim = Claim { district: identity.district.clone(), device: identity.key.id(), token }
        .sign(&identity.key)
        .map_err(xuncun_store::StoreError::from)?;
    let mut commits = Vec::new();
    let mut had = None;
    loop {
        let reply = link.protocol.come_back(ReturnRequest { claim: claim.clone(), commits }).await?;
        if reply.known {
            tracing::warn!(root_seq = reply.root_seq, "the server knows this device again");
            return Ok(true);
        }
        // Nothing was taken: the server's chain goes on otherwise than the one here, or lacks what nobody has.
        if had.is_some_and(|had| reply.root_seq <= had) {
            return Ok(false);
        }
        had = Some(reply.root_seq);
        let from = reply.root_seq.saturating_add(1);
        let chain = replica.call(move |store| store.root_chain(from, PART)).await?;
        if chain.is_empty() {
            return Ok(false);
        }
        commits = chain.into_iter().map(|(envelope, body)| WireCommit { envelope, body }).collect();
    }
}
