//! May originals leave this device? The server answers with a receipt, which says of each whether a backup has it, too.

use crate::error::SyncError;
use crate::link::Link;
use crate::missing::ask_missing;
use crate::replica::Replica;
use xuncun_store::let_go::Spare;

/// Asks about them, stream by stream, and notes what the receipts say. What the server turns out to have lost is sent once more.
///
/// # Errors
/// The protocol's and the store's.
pub async fn ask_let_go(link: &Link, replica: &Replica, mut spare: Vec<Spare>) -> Result<(), SyncError> {
    spare.sort_by_key(|one| (one.stream.to_string(), one.sha256));
    for of_stream in spare.chunk_by(|a, b| a.stream == b.stream) {
        let Some(first) = of_stream.first() else { continue };
        let here: Vec<_> = of_stream.iter().map(|one| one.sha256).collect();
        ask_missing(link, replica, first.stream, &here).await?;
    }
    Ok(())
}
