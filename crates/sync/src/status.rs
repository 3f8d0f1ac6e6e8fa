//! What the sync is doing, for whoever shows it. What is delivered is not said here: only the store's receipts say that.

/// What it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Not enrolled, or nothing to do.
    #[default]
    Idle,
    /// Talking to the server.
    Syncing,
    /// The server cannot be reached or is in trouble; tried again by itself.
    Offline,
    /// Something needs a person: see `problem`.
    Stopped,
}

/// State of the engine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncState {
    /// What it is doing.
    pub phase: Phase,
    /// Code of what stopped it or of the last failure; gone after a round without one.
    pub problem: Option<String>,
    /// Commits fetched and commits in all, while a pull takes more than one page.
    pub pulling: Option<(u64, u64)>,
    /// This device's clock minus the server's, in milliseconds, when last seen.
    pub clock_ahead: Option<i64>,
    /// When a round last ended with nothing left to do, milliseconds since 1970.
    pub settled_at: Option<i64>,
    /// Every trigger up to this number has had its round.
    pub answered: u64,
}
