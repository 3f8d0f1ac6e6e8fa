//! Commits go beside a photograph: they never wait for what may take as long as a chunk does on a poor line.

use super::{Pace, Worker};
use crate::error::SyncError;
use crate::link::Link;
use crate::plan::{BlobKind, Step};
use std::sync::Arc;

impl Worker {
    /// A piece of a blob; and beside it the commits that are sealed meanwhile, which would else wait for as long as a chunk takes on this line.
    pub(super) async fn upload(&mut self, link: &Link, kind: BlobKind, put_aside: &[Step]) -> Result<(), SyncError> {
        let (uploads, replica) = (Arc::clone(&self.uploads), self.shared.replica.clone());
        let piece = uploads.piece(link, &replica, kind);
        if self.pace == Pace::OneByOne || put_aside.contains(&Step::Push) {
            return piece.await;
        }
        tokio::pin!(piece);
        let mut changes = replica.store().subscribe();
        // What was sealed since the last look is found by looking once more.
        changes.mark_changed();
        loop {
            tokio::select! {
                biased;
                done = &mut piece => return done,
                changed = changes.changed() => if changed.is_err() { return piece.await },
            }
            let outlook = replica.outlook().await?;
            if self.catching_up || self.blocked.contains_key(&Step::Push) || !self.has_unsent(&outlook) {
                continue;
            }
            let mut done = None;
            let pushed = {
                let push = self.push(link);
                tokio::pin!(push);
                loop {
                    tokio::select! {
                        pushed = &mut push => break pushed,
                        piece = &mut piece, if done.is_none() => done = Some(piece),
                    }
                }
            };
            if let Err(error) = &pushed {
                // The round meets the same trouble when it is the push's turn, and knows what to make of it.
                tracing::debug!(code = error.code(), "commits could not go beside a photograph");
            }
            match done {
                Some(done) => return done,
                None if pushed.is_err() => return piece.await,
                None => {}
            }
        }
    }
}
