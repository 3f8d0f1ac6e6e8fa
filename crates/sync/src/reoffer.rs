//! After the server was restored: bringing back what others wrote. Their commits carry their own signatures and the server
//! gave receipts for them, so that any replica may offer them; whoever took the photographs may be months away.
//!
//! One pass in bounded pages, behind a pull of all that the server has. What the server does not take from us now it gets from
//! their own devices.

use crate::chunk::Portion;
use crate::error::SyncError;
use crate::link::Link;
use crate::missing::ask_missing;
use crate::protocol::ProtocolError;
use crate::receipt::{REOFFER, note_receipt, shown};
use crate::replica::Replica;
use crate::wire::MAX_MISSING;
use xuncun_journal::{PushReply, PushRequest};
use xuncun_store::NamedBlob;

/// How far the pass is. A process that starts anew begins it again: what was taken meanwhile is lacking no more.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    /// The server's epoch that it is for. Restored once more, the server lacks again what the pass had already brought it.
    epoch: [u8; 16],
    /// The commit in the replica's log that was offered last.
    commits: i64,
    /// All commits were offered.
    blobs: bool,
    /// The file that was asked for last.
    asked: Option<NamedBlob>,
}

impl Pass {
    /// One page of commits, or one question about files. True when nothing is left.
    ///
    /// # Errors
    /// The protocol's and the store's.
    pub async fn piece(&mut self, link: &Link, replica: &Replica, page: &mut Portion) -> Result<bool, SyncError> {
        let epoch = replica.call(|store| store.preference(REOFFER)).await?.unwrap_or_default();
        let Some(epoch) = hex::decode(&epoch).ok().and_then(|bytes| <[u8; 16]>::try_from(bytes).ok()) else {
            return self.end(replica).await;
        };
        if self.epoch != epoch {
            *self = Self { epoch, ..Self::default() };
        }
        if !self.blobs {
            self.blobs = self.offer(link, replica, page, epoch).await?;
            return Ok(false);
        }
        if self.ask(link, replica).await? { self.end(replica).await } else { Ok(false) }
    }

    async fn end(&mut self, replica: &Replica) -> Result<bool, SyncError> {
        *self = Self::default();
        replica.call(|store| store.set_preference(REOFFER, None)).await?;
        Ok(true)
    }

    /// Offers a page. True if there was none left.
    async fn offer(&mut self, link: &Link, replica: &Replica, page: &mut Portion, epoch: [u8; 16]) -> Result<bool, SyncError> {
        let (after, most) = (self.commits, page.size());
        let mut offers = replica.call(move |store| store.lacking(&epoch, after, most)).await?;
        let mut bare = false;
        loop {
            let Some(last) = offers.last().map(|offer| offer.number) else { return Ok(true) };
            let commits: Vec<_> = offers.iter().map(|offer| offer.commit.clone()).collect();
            let request = if bare { PushRequest { commits } } else { replica.call(move |store| shown(store, commits)).await? };
            let receipts_beside = request.shows_receipts();
            let bytes = request.encode().map_err(|e| ProtocolError::Decode(e.to_string()))?;
            match link.protocol.push(&link.session, bytes.into()).await {
                Ok(reply) => {
                    let reply = PushReply::decode(&reply).map_err(|e| ProtocolError::Decode(e.to_string()))?;
                    let taken = reply.verdicts.iter().filter(|verdict| verdict.refusal.is_none()).count();
                    tracing::info!(offered = offers.len(), taken, "brought back what others wrote");
                    if let Some(receipt) = reply.receipt {
                        replica.call(move |store| note_receipt(store, &receipt)).await?;
                    }
                    // A page of fewer verdicts than commits stopped early: the rest is offered again.
                    let heard = reply.verdicts.len().min(offers.len());
                    self.commits = offers.get(heard.saturating_sub(1)).map_or(last, |offer| offer.number);
                    return if heard == 0 { Err(SyncError::NoProgress("reoffer")) } else { Ok(false) };
                }
                Err(ProtocolError::TooLarge) if offers.len() > 1 => {
                    page.cap();
                    offers.truncate(offers.len().div_ceil(2));
                }
                Err(ProtocolError::TooLarge) if receipts_beside => bare = true,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Asks which of the files of one stream are lost, and queues those that are here. True if there was none left to ask for.
    async fn ask(&mut self, link: &Link, replica: &Replica) -> Result<bool, SyncError> {
        let after = self.asked.clone();
        let (last, here) = replica
            .call(move |store| {
                let named = store.named_blobs(after.as_ref(), MAX_MISSING)?;
                let last = named.last().cloned();
                Ok((last, named.into_iter().map(|blob| blob.sha256).filter(|sha256| store.blobs().has(sha256)).collect::<Vec<_>>()))
            })
            .await?;
        let Some(last) = last else { return Ok(true) };
        ask_missing(link, replica, last.stream, &here).await?;
        self.asked = Some(last);
        Ok(false)
    }
}
