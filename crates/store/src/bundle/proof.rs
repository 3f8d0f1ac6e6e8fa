//! Which commits of a bundle the server has accepted: by its receipts alone, whoever made the bundle.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, Hash, Receipt, Refusal};

use crate::verify::Checked;

/// A chain.
type Chain = (StreamId, DeviceId);

/// What a bundle's receipts prove.
pub(super) struct Proof {
    heads: BTreeMap<Chain, (u64, Hash)>,
    refused: BTreeMap<(StreamId, DeviceId, u64), Refusal>,
    blobs: BTreeSet<(StreamId, Hash)>,
}

impl Proof {
    pub(super) fn of(receipts: &[Receipt]) -> Self {
        let mut proof = Self { heads: BTreeMap::new(), refused: BTreeMap::new(), blobs: BTreeSet::new() };
        for receipt in receipts {
            for head in &receipt.heads {
                let known = proof.heads.entry((head.stream, head.device)).or_insert((head.seq, head.hash));
                if known.0 < head.seq {
                    *known = (head.seq, head.hash);
                }
            }
            proof.refused.extend(receipt.refused.iter().map(|refused| ((refused.stream, refused.device, refused.seq), refused.refusal)));
            proof.blobs.extend(receipt.blobs.iter().map(|blob| (blob.stream, blob.sha256)));
        }
        proof
    }

    /// Whether the server holds this blob.
    pub(super) fn holds(&self, stream: StreamId, sha256: Hash) -> bool {
        self.blobs.contains(&(stream, sha256))
    }

    /// The header hashes that the server has accepted, or refused as the bundle says: from each head down by the parents.
    pub(super) fn accepted(&self, commits: &[Checked<'_>]) -> BTreeSet<Hash> {
        let by_hash: HashMap<Hash, &Checked<'_>> = commits.iter().map(|commit| (commit.hash, commit)).collect();
        let mut accepted = BTreeSet::new();
        for (_, head) in self.heads.values() {
            let mut next = Some(*head);
            while let Some(commit) = next.and_then(|hash| by_hash.get(&hash)) {
                if !accepted.insert(commit.hash) {
                    break;
                }
                next = commit.header.parent;
            }
        }
        self.drop_unproven_refusals(commits, &mut accepted);
        accepted
    }

    /// That a commit was refused is believed of the server alone: where the maker says so and no receipt does, the chain ends
    /// before it, or a colleague's work could be kept from others by a lie.
    fn drop_unproven_refusals(&self, commits: &[Checked<'_>], accepted: &mut BTreeSet<Hash>) {
        let mut ends: BTreeMap<Chain, u64> = BTreeMap::new();
        for commit in commits {
            let header = &commit.header;
            let (said, proven) = (commit.entry.refused, self.refused.get(&(header.stream, header.device, header.seq)).copied());
            // A body that is absent without a refusal was erased by law; that, too, only the server may say: by a record of its own.
            let believed = said == proven && (proven.is_some() || commit.entry.body.is_some() || commit.erasure.is_some());
            if !believed {
                let end = ends.entry((header.stream, header.device)).or_insert(header.seq);
                *end = (*end).min(header.seq);
            }
        }
        for commit in commits {
            let header = &commit.header;
            if ends.get(&(header.stream, header.device)).is_some_and(|end| header.seq >= *end) {
                accepted.remove(&commit.hash);
            }
        }
    }
}
