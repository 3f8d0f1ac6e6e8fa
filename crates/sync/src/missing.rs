//! Which of these files does the server lack? Asked by whoever has them here; what is lost is queued again.

use crate::error::SyncError;
use crate::link::Link;
use crate::receipt::note_receipt;
use crate::replica::Replica;
use crate::wire::MAX_MISSING;
use xuncun_domain::stream::StreamId;
use xuncun_journal::Hash;
use xuncun_store::NamedBlob;

/// Asks about files of one stream that are here, notes the receipts for what the server holds, and sends what it has lost once more. A stream
/// that is not ours to read or write any more is passed over: nobody answers for it.
///
/// # Errors
/// The protocol's and the store's.
pub(crate) async fn ask_missing(link: &Link, replica: &Replica, stream: StreamId, here: &[Hash]) -> Result<(), SyncError> {
    for asked in here.chunks(MAX_MISSING) {
        let hashes = asked.iter().map(|sha256| sha256.0).collect();
        let reply = match link.protocol.missing(&link.session, &stream.to_string(), hashes).await {
            Ok(reply) => reply,
            Err(error) if error.refusal() == Some("forbidden") => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        // Of nothing that was not asked: it need not be here.
        let lost = asked.iter().filter(|sha256| reply.missing.contains(&sha256.0));
        let lost: Vec<NamedBlob> = lost.map(|sha256| NamedBlob { stream, sha256: *sha256 }).collect();
        replica
            .call(move |store| {
                if let Some(receipt) = &reply.receipt {
                    note_receipt(store, receipt)?;
                }
                store.upload_again(&lost)
            })
            .await?;
    }
    Ok(())
}
