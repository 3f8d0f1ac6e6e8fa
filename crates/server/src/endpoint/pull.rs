//! Handing out commits. Nothing that the caller may read is ever missed: see [`super::cursor`].

use super::cursor::{Cursor, ScopeId, scope_id};
use super::{Endpoint, Visitor, fault};
use crate::storage::{Page, StoredCommit, Wanted};
use bytes::Bytes;
use std::sync::{Arc, PoisonError};
use xuncun_domain::grant::ReadScope;
use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{Entry, PullReply, peek};
use xuncun_sync::protocol::{ProtocolError, PullRequest, Reply};

/// Fewer bytes than this are not worth a page.
const LEAST_PAGE: usize = 1024;

/// A commit as it is handed out.
pub(super) fn entry(commit: StoredCommit) -> Entry {
    Entry { envelope: commit.envelope, body: commit.body, refused: commit.refused, erasure: commit.erasure }
}

impl Endpoint {
    pub(super) async fn hand_out(&self, visitor: &Visitor, request: PullRequest) -> Reply<Bytes> {
        let max = request.max_bytes.map_or(self.config.max_page_bytes, |max| max as usize);
        let max = max.clamp(LEAST_PAGE, self.config.max_page_bytes);
        let scope = self.scope(visitor);
        let reads = scope.clone();
        let id = self.keep_scope(&scope).await?;
        let asked = request.cursor.as_deref();
        let cursor = self.resume(asked, visitor, id).await?;
        let (page, left, cursor) = self.next_page(visitor, cursor, scope, id, max).await?;
        self.metrics.pulled(page.len());
        let mut receipt = self.receipt();
        for commit in &page {
            // Of a stream that the caller may read no more, it may lack what came before an erased commit: no chain is promised there.
            if let Ok(stream) = commit.stream.parse()
                && reads.contains(&stream)
            {
                receipt.chain(stream, commit.device, commit.seq, commit.header_hash);
            }
        }
        let reply = PullReply {
            cursor: cursor.seal(&self.cursor_key, visitor.device),
            more: left > 0,
            entries: page.into_iter().map(entry).collect(),
            receipt: receipt.sign().await?,
            server_ms: self.now(),
            total: left,
        };
        let encoded = tokio::task::spawn_blocking(move || reply.encode()).await;
        let encoded = encoded.map_err(|_| ProtocolError::Status(500))?;
        Ok(encoded.map_err(|_| ProtocolError::Status(500))?.into())
    }

    /// Where the caller is; from the beginning for no cursor, another epoch's, or one that this server did not write.
    async fn resume(&self, asked: Option<&[u8]>, visitor: &Visitor, scope: ScopeId) -> Reply<Cursor> {
        let last = self.storage.last_position().await.map_err(fault)?;
        let there = asked.and_then(|bytes| Cursor::open(bytes, &self.cursor_key, visitor.device));
        let there = there.filter(|cursor| (cursor.epoch == self.short_epoch() && cursor.position <= last) || planted::on(Bug::CursorSurvivesRestore));
        Ok(there.unwrap_or(Cursor { epoch: self.short_epoch(), position: 0, scope, backfill: None }))
    }

    /// The next commits, how many are left behind them, and the cursor there.
    async fn next_page(
        &self,
        visitor: &Visitor,
        mut at: Cursor,
        scope: ReadScope,
        id: ScopeId,
        max: usize,
    ) -> Reply<(Vec<StoredCommit>, u64, Cursor)> {
        let readable: Wanted = {
            let scope = scope.clone();
            Arc::new(move |stream| stream.parse().is_ok_and(|stream| scope.contains(&stream)))
        };
        if at.scope != id || at.backfill.is_some() {
            let before = self.storage.scope(at.scope).await.map_err(fault)?.and_then(|text| text.parse::<ReadScope>().ok());
            // A scope that nobody remembers counts as nothing: handing out twice does no harm, leaving out does.
            let before = before.unwrap_or_default();
            let fresh: Wanted = Arc::new(move |stream| stream.parse().is_ok_and(|stream| scope.contains(&stream) && !before.contains(&stream)));
            let reached = match at.backfill {
                Some((target, reached)) if target == id => reached,
                // Rights changed again while catching up: catch up anew with what is right now.
                _ => 0,
            };
            let page = self.page(reached, Some(at.position), fresh, max).await?;
            at.backfill = Some((id, page.reached));
            if page.left == 0 {
                (at.scope, at.backfill) = (id, None);
            }
            if !page.commits.is_empty() {
                let behind = self.storage.count(at.position, None, readable).await.map_err(fault)?;
                return Ok((page.commits, page.left + behind, at));
            }
        }
        let page = self.page(at.position, None, readable.clone(), max).await?;
        let elsewhere = self.erased_elsewhere(visitor, at.position, page.reached, &readable).await?;
        at.position = page.reached;
        Ok(([page.commits, elsewhere].concat(), page.left, at))
    }

    /// Erasures in streams that the visitor may read no more: its device may still hold the bodies, and is told without them.
    async fn erased_elsewhere(&self, visitor: &Visitor, after: u64, until: u64, readable: &Wanted) -> Reply<Vec<StoredCommit>> {
        if until <= after {
            return Ok(Vec::new());
        }
        let mut erased = self.storage.erased_between(after, until).await.map_err(fault)?;
        let directory = self.directory();
        // A device that signed in again is another one to us and keeps what it had: it may go back to the person's first.
        let own = directory.devices.values().filter(|device| device.person == visitor.person);
        let enrolled = own.map(|device| device.valid_from).min().unwrap_or(0);
        erased.retain(|commit| {
            // After a restore a commit has come anew; when it was made is then the earlier.
            let made = peek(&commit.envelope).map_or(commit.received_at, |opened| opened.header.hlc.physical_ms());
            // A restored server forgot for a while who had been moved away, and handed out by the rights from before.
            let since = if self.restored { enrolled } else { commit.received_at.min(made).max(enrolled) };
            !readable(&commit.stream) && commit.stream.parse().is_ok_and(|stream| directory.could_read(&visitor.person, &stream, since))
        });
        Ok(erased)
    }

    async fn page(&self, after: u64, until: Option<u64>, wanted: Wanted, max: usize) -> Reply<Page> {
        self.storage.page(after, until, wanted, max).await.map_err(fault)
    }

    /// Remembers what a scope's short name stands for, once.
    async fn keep_scope(&self, scope: &ReadScope) -> Reply<ScopeId> {
        let id = scope_id(scope);
        let known = self.scopes_kept.lock().unwrap_or_else(PoisonError::into_inner).contains(&id);
        if !known {
            self.storage.put_scope(id, scope.to_string()).await.map_err(fault)?;
            self.scopes_kept.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        }
        Ok(id)
    }

    fn short_epoch(&self) -> [u8; 8] {
        let mut short = [0; 8];
        short.copy_from_slice(&self.epoch[..8]);
        short
    }
}
