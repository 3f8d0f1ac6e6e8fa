//! The engine without its task: whoever holds the time, as a simulation does, runs it round by round.

use super::Shared;
use super::round::{Pace, Worker};
use crate::status::SyncState;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// An engine that rests until it is told to go on.
pub struct ByHand {
    shared: Arc<Shared>,
    worker: Worker,
}

impl ByHand {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let worker = Worker::new(Arc::clone(&shared), Pace::OneByOne);
        Self { shared, worker }
    }

    /// One whole round, as after a person's trigger: until nothing is left to do or something fails.
    pub async fn round(&mut self) -> SyncState {
        self.shared.asked.fetch_add(1, Ordering::SeqCst);
        // How the engine would rest now is the caller's business.
        let _ = self.worker.round().await;
        self.shared.state.borrow().clone()
    }
}
