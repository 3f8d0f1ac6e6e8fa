//! What the answer to a push means for the replica: a pure function of what was sent and what came back.
//!
//! | refusal | the replica |
//! |---|---|
//! | `forbidden` `bad_body` `too_large` `bad_stream` | un-applies the commit, keeps a draft with the reason; the slot is taken, the chain goes on |
//! | `refused_base` `clock_ahead` | reissues from there on: the slots are free |
//! | `gap` | sends from the server's head |
//! | `unsupported` `bad_signature` | keeps, waits with this chain, goes on with the rest |
//! | `fork` | pulls its own chain, then sends what it wrote behind it; if that does not help, a person is needed |
//! | `unknown_device` `retired` `lost` | stops sending: a person is needed |
//!
//! The store does the first two rows by itself when it hears of the verdicts.

use crate::protocol::ProtocolError;
use std::collections::BTreeSet;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{HeadHint, PushReply, Refusal};

/// What a push came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// For the store: accepted, or why not.
    pub verdicts: Vec<(StreamId, u64, Option<Refusal>)>,
    /// Chains of which the server holds less than was thought.
    pub rewind: Vec<HeadHint>,
    /// Chains to leave alone for now, and why.
    pub wait: Vec<(StreamId, Refusal)>,
    /// Why to stop sending.
    pub stop: Option<&'static str>,
}

/// Reads a reply. `sent` are the commits of the page, in order.
///
/// # Errors
/// `Decode` if the reply speaks of commits that were not sent, or twice of one.
pub fn judge(sent: &[(StreamId, u64)], reply: &PushReply) -> Result<Judgement, ProtocolError> {
    let mut judgement = Judgement::default();
    let mut heard = BTreeSet::new();
    let mut broken: Vec<StreamId> = Vec::new();
    let mut verdicts = reply.verdicts.clone();
    verdicts.sort_by_key(|v| v.index);
    for verdict in verdicts {
        let place = usize::try_from(verdict.index).ok().and_then(|i| sent.get(i));
        let (Some((stream, seq)), true) = (place, heard.insert(verdict.index)) else {
            return Err(ProtocolError::Decode("a verdict on nothing".into()));
        };
        // Behind a commit that did not take its slot everything in its chain is refused, for that reason alone.
        if broken.contains(stream) {
            continue;
        }
        let takes_slot = verdict.refusal.is_none_or(Refusal::is_verdict);
        if !takes_slot {
            broken.push(*stream);
        }
        match verdict.refusal {
            Some(Refusal::Gap) => match reply.heads.iter().find(|h| h.stream == *stream && h.seq + 1 < *seq) {
                Some(hint) => judgement.rewind.push(hint.clone()),
                None => judgement.wait.push((*stream, Refusal::Gap)),
            },
            Some(Refusal::Fork) => judgement.stop = Some("fork"),
            Some(Refusal::UnknownDevice) => judgement.stop = Some("unknown_device"),
            Some(Refusal::Retired) => judgement.stop = Some("retired"),
            Some(Refusal::Lost) => judgement.stop = Some("lost"),
            Some(other @ (Refusal::Unsupported | Refusal::BadSignature)) => {
                judgement.wait.push((*stream, other));
                judgement.verdicts.push((*stream, *seq, Some(other)));
            }
            accepted_or_healed => judgement.verdicts.push((*stream, *seq, accepted_or_healed)),
        }
    }
    Ok(judgement)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, missing_docs)]
    use super::*;
    use xuncun_journal::{DeviceId, Hash, Verdict};

    fn work() -> StreamId {
        "629900100201/work".parse().unwrap()
    }

    fn open() -> StreamId {
        "629900100201/open".parse().unwrap()
    }

    fn sent() -> Vec<(StreamId, u64)> {
        vec![(work(), 5), (work(), 6), (open(), 1), (work(), 7)]
    }

    fn reply(refusals: &[Option<Refusal>]) -> PushReply {
        let verdicts = (0..).zip(refusals).map(|(index, refusal)| Verdict { index, refusal: *refusal, already: false }).collect();
        PushReply { verdicts, server_ms: 0, receipt: None, heads: Vec::new() }
    }

    #[test]
    fn every_refusal_has_its_consequence_and_spares_the_other_chains() {
        for refusal in Refusal::ALL {
            let judged = judge(&sent(), &reply(&[None, Some(refusal), None, Some(Refusal::Gap)])).unwrap();
            let mut expected = Judgement { verdicts: vec![(work(), 5, None), (open(), 1, None)], ..Judgement::default() };
            match refusal {
                Refusal::Forbidden | Refusal::BadBody | Refusal::TooLarge | Refusal::BadStream => {
                    expected.verdicts.insert(1, (work(), 6, Some(refusal)));
                    // The chain goes on behind a verdict, so this gap is news (and names no head).
                    expected.wait = vec![(work(), Refusal::Gap)];
                }
                Refusal::RefusedBase | Refusal::ClockAhead => expected.verdicts.insert(1, (work(), 6, Some(refusal))),
                Refusal::Unsupported | Refusal::BadSignature => {
                    expected.verdicts.insert(1, (work(), 6, Some(refusal)));
                    expected.wait = vec![(work(), refusal)];
                }
                Refusal::Gap => expected.wait = vec![(work(), Refusal::Gap)],
                Refusal::Fork => expected.stop = Some("fork"),
                Refusal::UnknownDevice => expected.stop = Some("unknown_device"),
                Refusal::Retired => expected.stop = Some("retired"),
                Refusal::Lost => expected.stop = Some("lost"),
            }
            assert_eq!(judged, expected, "{refusal:?}");
        }
    }

    #[test]
    fn verdicts_may_come_in_any_order() {
        let forbidden = Some(Refusal::Forbidden);
        let straight = reply(&[forbidden, None, forbidden, Some(Refusal::RefusedBase)]);
        let mut mixed = straight.clone();
        mixed.verdicts.reverse();
        assert_eq!(judge(&sent(), &mixed).unwrap(), judge(&sent(), &straight).unwrap());
    }

    #[test]
    fn a_gap_goes_back_to_the_servers_head_but_never_forward() {
        let mut reply = reply(&[Some(Refusal::Gap), Some(Refusal::Gap), None, Some(Refusal::Gap)]);
        let hint = |seq| HeadHint { device: DeviceId([1; 16]), stream: work(), seq, hash: Hash([0; 32]) };
        reply.heads = vec![hint(2)];
        assert_eq!(judge(&sent(), &reply).unwrap().rewind, [hint(2)]);
        reply.heads = vec![hint(4)];
        let judged = judge(&sent(), &reply).unwrap();
        assert!(judged.rewind.is_empty(), "a server that contradicts itself is waited for");
        assert_eq!(judged.wait, [(work(), Refusal::Gap)]);
    }

    #[test]
    fn a_reply_about_nothing_is_garbage() {
        let mut twice = reply(&[None, None]);
        twice.verdicts[1].index = 0;
        assert!(judge(&sent(), &twice).is_err());
        assert!(judge(&sent(), &reply(&[None; 5])).is_err());
        assert_eq!(judge(&sent(), &reply(&[])).unwrap(), Judgement::default());
    }
}
