//! Bugs to be planted, so that the simulator can be seen to find them.
//!
//! Each name stands at the one place where the bug would be made. Only the tests' build has the feature `planted`; in every
//! other [`on`] is constantly false and the places compile to nothing.

/// A bug of the kind that such systems have had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Bug {
    /// A push without an answer counts as accepted.
    SwallowedReply = 1,
    /// A page that is full leaves out the commit behind it.
    PageOffByOne,
    /// A taken slot is answered "already there", whatever holds it.
    NothingOnTakenSlot,
    /// The server takes commits from the future.
    NoClockGuard,
    /// The server signs before what it signs is durable.
    ReceiptBeforeFsync,
    /// Cursors of before a restore are believed, by the server and by the devices: each alone would be healed by the other.
    CursorSurvivesRestore,
    /// A put names one base, however many heads it replaces.
    SingleBase,
    /// A refused commit leaves its slot free, and its children without a parent.
    RefusalBreaksChain,
    /// A grant counts only while it is in force at arrival.
    GrantAtArrivalOnly,
    /// What was tapped and not sealed is gone after a reissue.
    PendingLostOnReissue,
    /// An original may leave its device as soon as the server has it, whatever the backup has.
    LetGoAtReceipt,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::SwallowedReply,
        Self::PageOffByOne,
        Self::NothingOnTakenSlot,
        Self::NoClockGuard,
        Self::ReceiptBeforeFsync,
        Self::CursorSurvivesRestore,
        Self::SingleBase,
        Self::RefusalBreaksChain,
        Self::GrantAtArrivalOnly,
        Self::PendingLostOnReissue,
        Self::LetGoAtReceipt,
    ];
}

#[cfg(feature = "planted")]
static PLANTED: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Is this bug planted?
#[cfg(feature = "planted")]
#[must_use]
pub fn on(bug: Bug) -> bool {
    PLANTED.load(std::sync::atomic::Ordering::Relaxed) == bug as u8
}

/// Is this bug planted? Never, in this build.
#[cfg(not(feature = "planted"))]
#[must_use]
pub const fn on(_: Bug) -> bool {
    false
}

/// Plants one bug in this process, in place of any other; or none.
#[cfg(feature = "planted")]
pub fn plant(bug: Option<Bug>) {
    PLANTED.store(bug.map_or(0, |bug| bug as u8), std::sync::atomic::Ordering::Relaxed);
}
