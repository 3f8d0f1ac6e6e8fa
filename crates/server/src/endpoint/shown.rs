//! Receipts that stand beside commits in a page: what a server of the district accepted once stays accepted.
//!
//! A restored server may have forgotten what its verdict rested on, or may hear of a commit long after the rights that it was made
//! under have ended. Its own word from before is better than judging again.

use super::District;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Commit, DeviceId, Hash, Header, PublicKey, Receipt};

/// Receipts by the chains that they name.
#[derive(Debug, Default)]
pub struct Shown(BTreeMap<(StreamId, DeviceId), Vec<Arc<Receipt>>>);

impl Shown {
    /// Those in a page that a server of the district signed, each once.
    #[must_use]
    pub fn in_page(commits: &[Commit], district: &District, servers: &[PublicKey]) -> Self {
        let beside = commits.iter().filter(|commit| commit.body.is_some()).filter_map(|commit| commit.proof.as_deref());
        let mut shown = Self::default();
        for bytes in beside.collect::<BTreeSet<_>>() {
            let read = servers.iter().find_map(|key| Receipt::open(bytes, key).ok());
            let Some(receipt) = read.filter(|receipt| receipt.district == district.code.as_str()).map(Arc::new) else { continue };
            for chain in receipt.heads.iter().map(|head| (head.stream, head.device)).collect::<BTreeSet<_>>() {
                shown.0.entry(chain).or_default().push(receipt.clone());
            }
        }
        shown
    }

    /// Does one of them say that the commit with this header was accepted?
    pub(super) fn accepts(&self, header: &Header, hash: Hash) -> bool {
        self.0.get(&(header.stream, header.device)).is_some_and(|receipts| receipts.iter().any(|receipt| receipt.accepts(header, hash)))
    }
}
