//! Fetching commits: one page at a time behind an opaque cursor. A page is applied before its cursor is kept, so that a crash
//! in between repeats a page (which changes nothing) and never skips one.

use crate::error::SyncError;
use crate::link::Link;
use crate::protocol::{ProtocolError, PullRequest};
use crate::receipt::note_receipt;
use crate::replica::Replica;
use xuncun_journal::PullReply;

/// What a page came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pulled {
    /// Commits in the page.
    pub entries: u64,
    /// Commits left behind it.
    pub left: u64,
    /// More follows at once.
    pub more: bool,
    /// Server's clock.
    pub server_ms: i64,
}

/// Fetches and applies one page of at most `most` bytes.
///
/// # Errors
/// The protocol's and the store's; `NoProgress` if the server promises more but does not move on; `Stopped("tampered")` if a
/// commit is not what its chain or its signature says, in which case the cursor stays before that page.
pub async fn pull_page(link: &Link, replica: &Replica, most: usize, now_ms: i64) -> Result<Pulled, SyncError> {
    let before = replica.call(|store| store.cursor()).await?;
    let request = PullRequest { cursor: before.clone(), max_bytes: u32::try_from(most).ok() };
    let bytes = link.protocol.pull(&link.session, request).await?;
    let reply = PullReply::decode(&bytes).map_err(|e| ProtocolError::Decode(e.to_string()))?;
    if reply.more && before.as_ref() == Some(&reply.cursor) {
        return Err(SyncError::NoProgress("pull"));
    }
    let pulled = Pulled { entries: reply.entries.len() as u64, left: reply.total, more: reply.more, server_ms: reply.server_ms };
    let tampered = replica
        .call(move |store| {
            store.observe_server_time(now_ms, reply.server_ms)?;
            let mut altered = false;
            if !reply.entries.is_empty() {
                let caught = store.catch_up(&reply.entries, reply.server_ms)?;
                for act in &caught.healed {
                    tracing::warn!(?act, "caught up with our own chain");
                }
                for slot in &caught.contradicted {
                    tracing::error!(?slot, "the server holds another commit than one that it gave a receipt for");
                }
                let outcome = caught.outcome;
                for rejected in &outcome.rejected {
                    tracing::error!(?rejected, "a commit from the server is not what it says");
                }
                for forked in &outcome.forked {
                    tracing::error!(?forked, "a chain from the server forks from the one held here");
                }
                if !outcome.forked.is_empty() {
                    return Ok(true);
                }
                altered = !outcome.rejected.is_empty();
            }
            // The receipt of a page names the ends of what is in it. A header that was altered so as to be of another device or
            // another chain is no forgery to see by itself: it waits for that device, and leaves the end named here missing. Whatever else is in
            // the page, the receipt stands for what was whole and is applied by now: else nobody could bring that back to a server that is restored
            // before the page comes again.
            if let Some(receipt) = &reply.receipt
                && let Some(missing) = note_receipt(store, receipt)?.first()
            {
                tracing::error!(?missing, "a commit that the page's receipt names was not in it");
                altered = true;
            }
            if altered {
                return Ok(true);
            }
            if before.as_ref() != Some(&reply.cursor) {
                store.set_cursor(Some(&reply.cursor))?;
            }
            Ok(false)
        })
        .await?;
    if tampered { Err(SyncError::Stopped("tampered")) } else { Ok(pulled) }
}
