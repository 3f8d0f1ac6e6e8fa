//! Fetching a blob on demand: a thumbnail for the queue, a full original for the desk. Kept only if its bytes have the hash
//! that names it.

use crate::chunk::Portion;
use crate::error::SyncError;
use crate::link::Link;
use crate::protocol::{BlobHash, ProtocolError};
use crate::replica::Replica;
use tokio::time::Instant;
use xuncun_journal::Hash;

/// Most bytes of a blob that are fetched: as much as a photograph may have.
const MOST: u64 = 64 << 20;
/// Broken connections in a row that a fetch survives by going on where it was; then whoever wants it asks again.
const PATIENCE: u32 = 3;

/// Fetches a blob into the replica's folder, unless it is there.
///
/// # Errors
/// The protocol's (`blob_unknown` if the server has none that we may read) and the store's; `WrongBlob`.
pub async fn fetch_blob(link: &Link, replica: &Replica, stream: &str, sha256: BlobHash) -> Result<(), SyncError> {
    let hash = Hash(sha256);
    if replica.call(move |store| Ok(store.blobs().has(&hash))).await? {
        return Ok(());
    }
    let mut bytes: Vec<u8> = Vec::new();
    let mut portion = Portion::chunk();
    let mut broken = 0;
    loop {
        let from = bytes.len() as u64;
        let began = Instant::now();
        match link.protocol.get_blob(&link.session, stream, sha256, from, portion.size() as u64).await {
            Ok(part) => {
                if part.total > MOST || from + part.bytes.len() as u64 > part.total || (part.bytes.is_empty() && from < part.total) {
                    return Err(ProtocolError::Decode("another size".into()).into());
                }
                broken = 0;
                portion.went_through(began.elapsed());
                bytes.extend_from_slice(&part.bytes);
                if bytes.len() as u64 == part.total {
                    break;
                }
            }
            Err(ProtocolError::Unreachable(_)) if broken < PATIENCE => {
                broken += 1;
                portion.halve();
            }
            Err(error) => return Err(error.into()),
        }
    }
    let kept = replica
        .call(move |store| {
            // Checked before it is kept: a name in the folder is a promise about the bytes.
            if Hash::of(&bytes) != hash {
                return Ok(false);
            }
            store.blobs().put(&bytes).map(|_| true)
        })
        .await?;
    if kept { Ok(()) } else { Err(SyncError::WrongBlob) }
}
