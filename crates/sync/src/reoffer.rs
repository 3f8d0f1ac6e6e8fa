//! After the server was restored: bringing back what others wrote. Their commits carry their own signatures and the server
//! gave receipts for them, so that any replica may offer them; whoever took the photographs may be months away.
//!
//! Passes in bounded pages, behind a pull of all that the server has. What the server does not take from us now it gets from their own
//! devices; but for what rests on something that it lacks itself: that may be our own, or somebody else's who comes later, and is offered
//! again until it is taken.

use crate::chunk::Portion;
use crate::error::SyncError;
use crate::link::Link;
use crate::missing::ask_missing;
use crate::protocol::ProtocolError;
use crate::receipt::{REOFFER, note_receipt, shown};
use crate::replica::Replica;
use crate::wire::MAX_MISSING;
use xuncun_journal::{PushReply, PushRequest, Refusal};
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
    /// Every file was asked for.
    files: bool,
    /// Commits of this pass rest on others that the server lacks,
    gaps: bool,
    /// and it took some: those that were refused may have waited for these.
    taken: bool,
}

/// How a pass goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// A page was offered: there may be more. Did the server take some of it?
    Page(bool),
    /// All was offered, and some of it waits for others' commits: it is offered again later.
    Waits,
    /// Nothing is left.
    Done,
}

impl Pass {
    /// One page of commits, or one question about files.
    ///
    /// # Errors
    /// The protocol's and the store's.
    pub async fn piece(&mut self, link: &Link, replica: &Replica, page: &mut Portion) -> Result<Passed, SyncError> {
        let epoch = replica.call(|store| store.preference(REOFFER)).await?.unwrap_or_default();
        let Some(epoch) = hex::decode(&epoch).ok().and_then(|bytes| <[u8; 16]>::try_from(bytes).ok()) else {
            return self.end(replica).await;
        };
        if self.epoch != epoch {
            *self = Self { epoch, ..Self::default() };
        }
        if !self.blobs {
            return self.offer(link, replica, page, epoch).await.map(Passed::Page);
        }
        self.files = self.files || self.ask(link, replica).await?;
        match self.files {
            false => Ok(Passed::Page(false)),
            true if self.gaps => {
                *self = Self { epoch, files: true, ..Self::default() };
                Ok(Passed::Waits)
            }
            true => self.end(replica).await,
        }
    }

    async fn end(&mut self, replica: &Replica) -> Result<Passed, SyncError> {
        *self = Self::default();
        replica.call(|store| store.set_preference(REOFFER, None)).await?;
        Ok(Passed::Done)
    }

    /// All was offered. What was refused for the want of another is offered again, as long as the server takes some.
    fn offered_all(&mut self) {
        if self.gaps && self.taken {
            (self.commits, self.gaps, self.taken) = (0, false, false);
        } else {
            self.blobs = true;
        }
    }

    /// Offers a page. True if the server took some of it.
    async fn offer(&mut self, link: &Link, replica: &Replica, page: &mut Portion, epoch: [u8; 16]) -> Result<bool, SyncError> {
        let (after, most) = (self.commits, page.size());
        let mut offers = replica.call(move |store| store.lacking(&epoch, after, most)).await?;
        let mut bare = false;
        loop {
            let Some(last) = offers.last().map(|offer| offer.number) else {
                self.offered_all();
                return Ok(false);
            };
            let commits: Vec<_> = offers.iter().map(|offer| offer.commit.clone()).collect();
            let request = if bare { PushRequest { commits } } else { replica.call(move |store| shown(store, commits)).await? };
            let receipts_beside = request.shows_receipts();
            let bytes = request.encode().map_err(|e| ProtocolError::Decode(e.to_string()))?;
            match link.protocol.push(&link.session, bytes.into()).await {
                Ok(reply) => {
                    let reply = PushReply::decode(&reply).map_err(|e| ProtocolError::Decode(e.to_string()))?;
                    let taken = reply.verdicts.iter().filter(|verdict| verdict.refusal.is_none()).count();
                    self.taken |= taken > 0;
                    self.gaps |= reply.verdicts.iter().any(|verdict| verdict.refusal == Some(Refusal::Gap));
                    tracing::info!(offered = offers.len(), taken, "brought back what others wrote");
                    if let Some(receipt) = reply.receipt {
                        replica.call(move |store| note_receipt(store, &receipt)).await?;
                    }
                    // A page of fewer verdicts than commits stopped early: the rest is offered again.
                    let heard = reply.verdicts.len().min(offers.len());
                    self.commits = offers.get(heard.saturating_sub(1)).map_or(last, |offer| offer.number);
                    return if heard == 0 { Err(SyncError::NoProgress("reoffer")) } else { Ok(taken > 0) };
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
