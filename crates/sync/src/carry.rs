//! Passing on what other devices gave this one to carry: one page at a time, as with one's own. The author's chain is judged by its
//! own rights; the bearer's part is to bring it, and to keep the receipt.

use crate::chunk::Portion;
use crate::error::SyncError;
use crate::link::Link;
use crate::protocol::ProtocolError;
use crate::receipt::note_receipt;
use crate::replica::Replica;
use xuncun_journal::{Commit, PushReply, PushRequest, Refusal};

/// What a page came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    /// Commits in the page; 0: nothing to carry.
    pub sent: usize,
    /// Those of them that the server holds now, by its receipt.
    pub delivered: usize,
}

/// Offers one page of carried commits.
///
/// # Errors
/// The protocol's and the store's; `TooLarge` if not even one commit fits.
pub async fn carry_page(link: &Link, replica: &Replica, page: &mut Portion, now_ms: i64) -> Result<Passed, SyncError> {
    let most = page.size();
    let mut carried = replica.call(move |store| store.carried(most)).await?;
    loop {
        if carried.is_empty() {
            return Ok(Passed::default());
        }
        let commits = carried.iter().map(|c| Commit::new(c.envelope.clone(), Some(c.body.clone()))).collect();
        let bytes = PushRequest { commits }.encode().map_err(|e| ProtocolError::Decode(e.to_string()))?;
        match link.protocol.push(&link.session, bytes.into()).await {
            Ok(reply) => {
                let reply = PushReply::decode(&reply).map_err(|e| ProtocolError::Decode(e.to_string()))?;
                let numbers = carried.iter().map(|c| c.number).collect();
                return settle(replica, numbers, reply, now_ms).await;
            }
            Err(ProtocolError::TooLarge) if carried.len() > 1 => {
                page.cap();
                carried.truncate(carried.len().div_ceil(2));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn settle(replica: &Replica, numbers: Vec<i64>, reply: PushReply, now_ms: i64) -> Result<Passed, SyncError> {
    let sent = numbers.len();
    let mut held: Vec<(i64, Refusal)> = Vec::new();
    for verdict in &reply.verdicts {
        let number = usize::try_from(verdict.index).ok().and_then(|index| numbers.get(index));
        let number = number.ok_or_else(|| ProtocolError::Decode("a verdict on nothing".into()))?;
        // A refusal for good is delivered, too: the receipt tells the author of it.
        if let Some(refusal) = verdict.refusal.filter(|refusal| !refusal.is_verdict()) {
            held.push((*number, refusal));
        }
    }
    let delivered = replica
        .call(move |store| {
            store.observe_server_time(now_ms, reply.server_ms)?;
            let before = store.carrying()?.commits;
            if let Some(receipt) = reply.receipt {
                note_receipt(store, &receipt)?;
            }
            if !held.is_empty() {
                store.carried_held(&held)?;
            }
            Ok(before.saturating_sub(store.carrying()?.commits))
        })
        .await?;
    Ok(Passed { sent, delivered: delivered as usize })
}
