//! May originals leave this device? The server answers with a receipt, which says of each whether a backup has it, too.

use crate::error::SyncError;
use crate::link::Link;
use crate::receipt::note_receipt;
use crate::replica::Replica;
use crate::wire::MAX_MISSING;
use xuncun_store::NamedBlob;
use xuncun_store::let_go::Spare;

/// Asks about them, stream by stream, and notes what the receipts say. What the server turns out to have lost is sent once more.
///
/// # Errors
/// The protocol's and the store's.
pub async fn ask_let_go(link: &Link, replica: &Replica, mut spare: Vec<Spare>) -> Result<(), SyncError> {
    spare.sort_by_key(|one| (one.stream.to_string(), one.sha256));
    for of_stream in spare.chunk_by(|a, b| a.stream == b.stream).flat_map(|all| all.chunks(MAX_MISSING)) {
        let Some(stream) = of_stream.first().map(|one| one.stream) else { continue };
        let hashes = of_stream.iter().map(|one| one.sha256.0).collect();
        match link.protocol.missing(&link.session, &stream.to_string(), hashes).await {
            Ok(reply) => {
                let lost: Vec<_> = reply.missing.into_iter().map(|hash| NamedBlob { stream, sha256: xuncun_journal::Hash(hash) }).collect();
                replica
                    .call(move |store| {
                        if let Some(receipt) = &reply.receipt {
                            note_receipt(store, receipt)?;
                        }
                        store.upload_again(&lost)
                    })
                    .await?;
            }
            // A stream that is not ours to write or read any more: nobody answers for it, and its originals stay.
            Err(error) if error.refusal() == Some("forbidden") => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
