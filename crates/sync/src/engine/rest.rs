//! Between rounds: what wakes the engine.

use super::round::{SEAL_AFTER, Worker};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// A quiet engine looks at its own database this often, whatever happens.
const LOOK: Duration = Duration::from_secs(60);
/// Where a person is needed, it is tried again this often all the same.
const STOPPED: Duration = Duration::from_secs(300);
/// Taps come in bursts: the database is looked at once for those within this time.
const BURST: Duration = Duration::from_millis(300);

/// How to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// There is no identity yet.
    Unenrolled,
    /// Nothing is left to do.
    Settled,
    /// Something failed.
    Retry(Duration),
    /// A person is needed.
    Stopped,
}

impl Worker {
    /// Rests until there is a reason for a round.
    pub(super) async fn rest(&mut self, rest: Rest) {
        match rest {
            Rest::Unenrolled => self.shared.wake.notified().await,
            Rest::Stopped => self.woken_within(STOPPED).await,
            Rest::Retry(wait) => self.woken_within(wait).await,
            Rest::Settled => self.until_something().await,
        }
    }

    async fn woken_within(&mut self, wait: Duration) {
        tokio::select! {
            () = self.shared.wake.notified() => {}
            () = sleep(wait) => {}
        }
    }

    async fn until_something(&mut self) {
        let mut changes = self.shared.replica.store().subscribe();
        // What was written between the last look and this subscription is found by looking once more.
        changes.mark_changed();
        let latest = Instant::now() + LOOK;
        loop {
            let seal = self.pending_since.map(|since| since + SEAL_AFTER);
            let until = [seal, self.uploads.next_wait(), self.next_turn(), self.live.next_try()].into_iter().flatten().fold(latest, Instant::min);
            let shared = self.shared.clone();
            tokio::select! {
                () = shared.wake.notified() => return,
                () = sleep_until(until) => return,
                // News, or a line that is gone, behind which news was missed.
                _ = self.live.hear() => {
                    self.pull_due = true;
                    return;
                }
                changed = changes.changed() => {
                    if changed.is_err() {
                        // The store is gone; whoever holds the engine will stop it.
                        return sleep(LOOK).await;
                    }
                    if self.due().await {
                        return;
                    }
                    tokio::select! {
                        () = shared.wake.notified() => return,
                        () = sleep(BURST) => {}
                    }
                }
            }
        }
    }

    /// Would a round find something to do? The same question that the round asks, so that the two cannot disagree and spin.
    async fn due(&mut self) -> bool {
        match self.situation().await {
            Ok(situation) => self.next(&situation, &[]).is_some(),
            // The round meets the same trouble, and tells it.
            Err(_) => true,
        }
    }
}
