//! Taking commits. Safe to repeat forever: what is here already is said to be, and nothing happens twice.

use super::judge::{Court, Judged};
use super::shown::Shown;
use super::{Endpoint, Visitor, fault};
use crate::storage::{Offered, Verdict as Kept};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Commit, DeviceId, HeadHint, Header, JournalError, PushReply, PushRequest, Refusal, Verdict};
use xuncun_sync::protocol::{ProtocolError, Reply};

/// A commit of the page as far as it is known.
struct Item {
    chain: Option<(StreamId, DeviceId)>,
    seq: u64,
    header_hash: xuncun_journal::Hash,
    refusal: Option<Refusal>,
    already: bool,
    /// In the storage: accepted, or refused for good.
    held: bool,
}

impl Endpoint {
    pub(crate) async fn take(self: &Arc<Self>, visitor: &Visitor, page: Bytes) -> Reply<Bytes> {
        let decoded = tokio::task::spawn_blocking(move || PushRequest::decode(&page)).await;
        let request = decoded.map_err(|_| ProtocolError::Status(500))?.map_err(|error| match error {
            JournalError::TooLarge(_) => ProtocolError::TooLarge,
            _ => ProtocolError::refused("bad_page"),
        })?;
        Ok(self.take_each(visitor.device, request.commits).await?.encode().into())
    }

    /// Judges commits in order and keeps what is to be kept, whichever way they came.
    pub(super) async fn take_each(self: &Arc<Self>, bearer: DeviceId, commits: Vec<Commit>) -> Reply<PushReply> {
        let mut items = Vec::with_capacity(commits.len());
        let endpoint = self.clone();
        let read = tokio::task::spawn_blocking(move || (Shown::in_page(&commits, &endpoint.district, &endpoint.server_keys()), commits));
        let (shown, mut rest) = read.await.map_err(|_| ProtocolError::Status(500))?;
        let shown = Arc::new(shown);
        while !rest.is_empty() {
            let (taken, left) = self.take_run(bearer, rest, shown.clone()).await?;
            items.extend(taken);
            rest = left;
        }
        self.metrics.pushed(items.iter().map(|item| (item.refusal, item.already)));
        self.reply(items).await
    }

    /// Takes commits up to and including the first that changes who is who: those after it are judged by what it says.
    async fn take_run(self: &Arc<Self>, bearer: DeviceId, commits: Vec<Commit>, shown: Arc<Shown>) -> Reply<(Vec<Item>, Vec<Commit>)> {
        let (endpoint, now) = (self.clone(), self.now());
        let recovering = self.recovers().await.map_err(fault)?;
        let judged = tokio::task::spawn_blocking(move || {
            let directory = endpoint.directory();
            let servers = endpoint.server_keys();
            let court = Court { district: &endpoint.district, directory: &directory, servers: &servers, now, bearer, recovering, shown: &shown };
            let mut commits = commits.into_iter();
            let mut run = Vec::new();
            for commit in commits.by_ref() {
                let whole = commit.body.is_some();
                let mut judged = court.judge(commit);
                if let Judged::Offer(offered) = &judged
                    && recovering
                    && whole
                    && offered.refused.is_some()
                {
                    // No verdict is passed on what a verdict would rest on may be missing: the rows that say who is who may be
                    // among those that devices have yet to bring back.
                    judged = Judged::NotNow(Refusal::Gap, xuncun_journal::peek(&offered.envelope).ok().map(|opened| Box::new(opened.header)));
                }
                let turns = matches!(&judged, Judged::Offer(offered) if offered.refused.is_none() && !offered.rows.is_empty());
                run.push(judged);
                if turns {
                    break;
                }
            }
            (run, commits.collect::<Vec<_>>())
        });
        let (run, rest) = judged.await.map_err(|_| ProtocolError::Status(500))?;
        let mut items = Vec::with_capacity(run.len());
        let mut offered: Vec<Offered> = Vec::new();
        let mut places = Vec::new();
        for judged in run {
            match judged {
                Judged::NotNow(refusal, header) => items.push(self.already(refusal, header.as_deref()).await?.unwrap_or(Item {
                    chain: header.as_ref().map(|header| (header.stream, header.device)),
                    seq: header.as_ref().map_or(0, |header| header.seq),
                    header_hash: xuncun_journal::Hash([0; 32]),
                    refusal: Some(refusal),
                    already: false,
                    held: false,
                })),
                Judged::Offer(offer) => {
                    places.push(items.len());
                    let chain = offer.stream.parse().ok().map(|stream| (stream, offer.device));
                    items.push(Item { chain, seq: offer.seq, header_hash: offer.header_hash, refusal: offer.refused, already: false, held: true });
                    offered.push(*offer);
                }
            }
        }
        let records: Vec<_> = places.iter().zip(&offered).filter_map(|(place, offer)| Some((*place, offer.erasure.clone()?))).collect();
        self.keep(offered, &mut items, &places, now).await?;
        // Of what is here already the body may be, too: a backup had it.
        for (_, record) in records.into_iter().filter(|(place, _)| items[*place].already) {
            self.erase_again(record).await?;
        }
        Ok((items, rest))
    }

    /// The commit itself, if it is held already: whatever its clock or its device would be told today.
    async fn already(&self, refusal: Refusal, header: Option<&Header>) -> Reply<Option<Item>> {
        let Some(header) = header.filter(|_| matches!(refusal, Refusal::ClockAhead | Refusal::Retired | Refusal::Lost)) else { return Ok(None) };
        let held = self.storage.chain(&header.stream.to_string(), header.device, header.seq, 1).await.map_err(fault)?;
        let held = held.into_iter().find(|commit| commit.seq == header.seq && commit.header_hash == header.hash());
        Ok(held.map(|commit| Item {
            chain: Some((header.stream, header.device)),
            seq: header.seq,
            header_hash: commit.header_hash,
            refusal: commit.refused,
            already: true,
            held: true,
        }))
    }

    async fn keep(&self, offered: Vec<Offered>, items: &mut [Item], places: &[usize], now: i64) -> Reply<()> {
        if offered.is_empty() {
            return Ok(());
        }
        let changes = offered.iter().any(|offer| !offer.rows.is_empty());
        let verdicts = self.storage.append(offered, now).await.map_err(fault)?;
        let mut streams = Vec::new();
        for (place, verdict) in places.iter().zip(verdicts) {
            let item = &mut items[*place];
            match verdict {
                Kept::Stored { refused, position } => {
                    self.told(position);
                    item.refusal = refused;
                    streams.extend(item.chain.map(|(stream, _)| stream));
                }
                Kept::Already { refused } => (item.refusal, item.already) = (refused, true),
                Kept::NotNow(refusal) => (item.refusal, item.held) = (Some(refusal), false),
            }
        }
        if changes {
            self.reload_directory().await.map_err(fault)?;
        }
        if !streams.is_empty() {
            streams.sort_unstable();
            streams.dedup();
            self.announce(streams);
        }
        Ok(())
    }

    async fn reply(&self, items: Vec<Item>) -> Reply<PushReply> {
        let mut reply = PushReply { server_ms: self.now(), ..PushReply::default() };
        let mut receipt = self.receipt();
        let mut hints = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            reply.verdicts.push(Verdict { index: index as u64, refusal: item.refusal, already: item.already });
            let Some((stream, device)) = item.chain else { continue };
            if item.held {
                receipt.chain(stream, device, item.seq, item.header_hash);
            } else if matches!(item.refusal, Some(Refusal::Gap | Refusal::Fork)) {
                hints.insert((stream, device), ());
            }
        }
        for (stream, device) in hints.into_keys() {
            let head = self.storage.chain_head(&stream.to_string(), device).await.map_err(fault)?;
            let (seq, hash) = head.map_or((0, xuncun_journal::Hash([0; 32])), |head| (head.seq, head.header_hash));
            reply.heads.push(HeadHint { device, stream, seq, hash });
        }
        reply.receipt = receipt.sign().await?;
        Ok(reply)
    }
}
