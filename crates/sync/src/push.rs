//! Sending commits: one page at a time, safe to repeat forever.
//!
//! The receipt is stored before the verdicts: if the process dies in between, the commits are sent again and are "already
//! there"; the other way round an accepted commit might never be known as delivered.

use crate::chunk::Portion;
use crate::error::SyncError;
use crate::link::Link;
use crate::protocol::ProtocolError;
use crate::receipt::{note_receipt, shown};
use crate::replica::Replica;
use crate::verdict::{Judgement, judge};
use std::collections::BTreeSet;
use xuncun_domain::stream::StreamId;
use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{Commit, DeviceId, PushReply, PushRequest, Refusal};
use xuncun_store::{CommitVerdict, Healed, Outgoing, Store, StoreError};

/// Most bytes that are searched for something to send behind chains that wait.
const SEARCH: usize = 64 << 20;

/// What a page came to.
#[derive(Debug, Clone, Default)]
pub struct Pushed {
    /// Commits in the page; 0: nothing to send.
    pub sent: usize,
    /// Commits that are settled now (accepted, or refused and healed) or are to be sent from an earlier place.
    pub settled: usize,
    /// Rows were recorded again and wait to be sealed.
    pub reissued: bool,
    /// The server holds other commits of this device's own than those here: they are to be pulled before anything more is sent.
    pub forked: bool,
    /// Chains to leave alone in this round, and why.
    pub wait: Vec<(StreamId, &'static str)>,
    /// Server's clock.
    pub server_ms: i64,
}

/// Sends one page of what is not accepted yet, but for the chains in `waiting`.
///
/// # Errors
/// The protocol's and the store's; `Stopped` with the code where a person is needed; `TooLarge` if not even one commit fits.
pub async fn push_page(link: &Link, replica: &Replica, page: &mut Portion, waiting: &BTreeSet<String>, now_ms: i64) -> Result<Pushed, SyncError> {
    if replica.call(|store| store.needs_link()).await? {
        return Err(SyncError::Stopped("fork"));
    }
    let sender = replica.call(|store| store.identity()).await?.map(|identity| identity.key.id());
    let mut commits = next_commits(replica, page.size(), waiting).await?;
    let mut bare = false;
    loop {
        if commits.is_empty() {
            return Ok(Pushed::default());
        }
        let sent: Vec<(StreamId, u64)> = commits.iter().map(|c| (c.stream, c.seq)).collect();
        let offered = commits.iter().map(commit_of).collect();
        let request = if bare { PushRequest { commits: offered } } else { replica.call(move |store| shown(store, offered)).await? };
        let receipts_beside = request.shows_receipts();
        let bytes = request.encode().map_err(|e| ProtocolError::Decode(e.to_string()))?;
        match link.protocol.push(&link.session, bytes.into()).await {
            Ok(reply) => {
                let reply = PushReply::decode(&reply).map_err(|e| ProtocolError::Decode(e.to_string()))?;
                return settle(replica, sender, &sent, reply, now_ms).await;
            }
            Err(ProtocolError::TooLarge) if commits.len() > 1 => {
                page.cap();
                commits.truncate(commits.len().div_ceil(2));
            }
            // Beside a receipt that is too large a commit that is not too large itself is offered without it.
            Err(ProtocolError::TooLarge) if receipts_beside => bare = true,
            // One commit that does not get through holds up its own chain and no other.
            Err(ProtocolError::TooLarge) => {
                let wait = sent.iter().map(|(stream, _)| (*stream, "too_large")).collect();
                return Ok(Pushed { sent: sent.len(), wait, server_ms: now_ms, ..Pushed::default() });
            }
            Err(ProtocolError::Unreachable(_)) if planted::on(Bug::SwallowedReply) => {
                let all: Vec<_> = sent.iter().map(|(stream, seq)| CommitVerdict { stream: *stream, seq: *seq, refusal: None }).collect();
                replica.call(move |store| store.mark_verdicts(&all, now_ms)).await?;
                return Ok(Pushed { sent: sent.len(), settled: sent.len(), server_ms: now_ms, ..Pushed::default() });
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn commit_of(outgoing: &Outgoing) -> Commit {
    Commit { envelope: outgoing.envelope.clone(), body: outgoing.body.clone(), proof: outgoing.proof.clone() }
}

async fn next_commits(replica: &Replica, first: usize, waiting: &BTreeSet<String>) -> Result<Vec<Outgoing>, SyncError> {
    let mut most = first;
    loop {
        let limit = most;
        let found = replica.call(move |store| store.unsent(limit)).await?;
        let size = |c: &Outgoing| c.envelope.len() + c.body.as_ref().or(c.proof.as_ref()).map_or(0, Vec::len);
        let bytes: usize = found.iter().map(size).sum();
        let none = found.is_empty();
        let mut free: Vec<Outgoing> = found.into_iter().filter(|c| !waiting.contains(&c.stream.to_string())).collect();
        // Behind chains that wait there may be others: look further, but not without end.
        if none || !free.is_empty() || waiting.is_empty() || most >= SEARCH || bytes < most / 2 {
            // What was found far behind is more than a page.
            let mut bytes = 0;
            let page = free.iter().take_while(|c| {
                bytes += size(c);
                bytes <= first
            });
            let page = page.count().max(1);
            free.truncate(page);
            return Ok(free);
        }
        most = most.saturating_mul(4);
    }
}

async fn settle(replica: &Replica, sender: Option<DeviceId>, sent: &[(StreamId, u64)], reply: PushReply, now_ms: i64) -> Result<Pushed, SyncError> {
    let Judgement { verdicts, rewind, mut wait, stop } = judge(sent, &reply)?;
    let server_ms = reply.server_ms;
    let by_us = sender;
    let (settled, unproven, reissued, forked) = replica
        .call(move |store| {
            // A person signed in again meanwhile: what was sent is void, and its places mean other commits now.
            if store.identity()?.map(|identity| identity.key.id()) != by_us {
                return Ok((0, Vec::new(), true, false));
            }
            store.observe_server_time(now_ms, server_ms)?;
            if let Some(receipt) = reply.receipt {
                note_receipt(store, &receipt)?;
            }
            let (believed, unproven) = proven(store, verdicts)?;
            let settled = believed.iter().filter(|v| v.refusal.is_none_or(|r| r.is_verdict() || heals(r))).count();
            let healed = if believed.is_empty() { Vec::new() } else { store.mark_verdicts(&believed, server_ms)? };
            for act in &healed {
                tracing::warn!(?act, "a refusal was healed");
            }
            let reissued = healed.iter().any(|act| matches!(act, Healed::Reissued { .. }));
            let mut settled = settled;
            for hint in rewind {
                tracing::warn!(stream = %hint.stream, seq = hint.seq, "the server holds less of our chain than it did; sending again");
                // Asked for twice, and nothing to add: that is no progress.
                settled += usize::from(store.offer_again(&hint.stream, hint.seq + 1)?);
            }
            let forked = stop == Some("fork") && store.note_fork()?;
            Ok((settled, unproven, reissued, forked))
        })
        .await?;
    if let Some(code) = stop.filter(|_| !forked) {
        return Err(SyncError::Stopped(code));
    }
    let mut wait: Vec<(StreamId, &'static str)> = wait.drain(..).map(|(stream, refusal)| (stream, refusal.as_str())).collect();
    wait.extend(unproven.into_iter().map(|stream| (stream, "receipt_unverified")));
    Ok(Pushed { sent: sent.len(), settled, reissued, forked, wait, server_ms })
}

/// Splits off what the server says it accepted without a receipt that proves it: it is offered again later, and is then
/// "already there", with a receipt.
fn proven(store: &Store, verdicts: Vec<(StreamId, u64, Option<Refusal>)>) -> Result<(Vec<CommitVerdict>, Vec<StreamId>), StoreError> {
    let device = store.identity()?.ok_or(StoreError::NotEnrolled)?.key.id();
    let (mut believed, mut unproven) = (Vec::new(), Vec::new());
    for (stream, seq, refusal) in verdicts {
        if refusal.is_none() && store.delivered_upto(&stream, &device)? < seq {
            unproven.push(stream);
        } else {
            believed.push(CommitVerdict { stream, seq, refusal });
        }
    }
    Ok((believed, unproven))
}

fn heals(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::RefusedBase | Refusal::ClockAhead)
}
