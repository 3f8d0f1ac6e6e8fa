//! The one rule of merging.
//!
//! The heads of a row become `heads − bases + this`. A put waits until its bases are applied, so that every order of
//! arrival gives the same heads. The head with the greatest (hlc, device, seq) is shown; the others stay beside it.

use crate::hlc::Hlc;
use crate::ids::Version;

/// One head of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Head {
    /// When its commit was sealed. First, since the order of heads is the order of these fields.
    pub hlc: Hlc,
    /// Which commit put it.
    pub version: Version,
}

/// The heads of a row, greatest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Heads(Vec<Head>);

impl Heads {
    /// From heads in any order.
    #[must_use]
    pub fn new(mut heads: Vec<Head>) -> Self {
        heads.sort_unstable_by(|a, b| b.cmp(a));
        Self(heads)
    }

    /// Applies a put whose bases were all applied before. Each put of a row is merged once.
    pub fn merge(&mut self, put: Head, bases: &[Version]) {
        self.forget(bases);
        let place = self.0.partition_point(|head| *head > put);
        self.0.insert(place, put);
    }

    /// Forgets what a put replaced: all that is left to do of one whose content was erased.
    pub fn forget(&mut self, bases: &[Version]) {
        self.0.retain(|head| !bases.contains(&head.version));
    }

    /// The head that is shown.
    #[must_use]
    pub fn shown(&self) -> Option<Head> {
        self.0.first().copied()
    }

    /// The heads beside it: with content that differs, each is a conflict.
    #[must_use]
    pub fn others(&self) -> &[Head] {
        self.0.get(1..).unwrap_or_default()
    }

    /// All of them, greatest first.
    #[must_use]
    pub fn all(&self) -> &[Head] {
        &self.0
    }
}
