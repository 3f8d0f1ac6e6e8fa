//! The chain of headers of one device in one stream: from 1, without holes, each naming the hash of the one before.

use crate::header::Header;
use crate::ids::Hash;

/// The last header of a chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChainHead {
    /// Its position.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// How a header stands to a chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChainStep {
    /// It is the next one.
    Next,
    /// Its place is taken; whether by itself or by another, the hash at that place tells.
    Past,
    /// Headers before it are missing.
    Gap,
    /// It claims the next place but names another parent than the chain's head.
    Fork,
}

/// How `header` stands to the chain that ends with `head` (none: an empty chain).
#[must_use]
pub fn step(header: &Header, head: Option<ChainHead>) -> ChainStep {
    let last = head.map_or(0, |head| head.seq);
    if header.seq <= last {
        ChainStep::Past
    } else if header.seq > last + 1 {
        ChainStep::Gap
    } else if header.parent == head.map(|head| head.hash) {
        ChainStep::Next
    } else {
        ChainStep::Fork
    }
}
