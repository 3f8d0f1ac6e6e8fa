//! The merge: any order of arrival, with duplicates and in any batches, gives the same heads.

use std::collections::BTreeMap;

use proptest::prelude::*;
use xuncun_journal::Hlc;
use xuncun_journal::heads::{Head, Heads};
use xuncun_journal::ids::{DeviceId, Version};

/// A commit of a small world: three devices write three rows of one stream.
#[derive(Clone, Debug)]
struct Story {
    head: Head,
    puts: Vec<(u8, Vec<Version>)>,
}

#[derive(Default)]
struct Replica {
    chains: BTreeMap<DeviceId, u64>,
    rows: BTreeMap<u8, Heads>,
    waiting: Vec<Story>,
}

impl Replica {
    /// Takes one commit; it waits for its parent and its bases, and what waited for it follows.
    fn take(&mut self, commit: Story) {
        self.waiting.push(commit);
        while let Some(ready) = self.waiting.iter().position(|commit| self.may_apply(commit)) {
            let commit = self.waiting.swap_remove(ready);
            let version = commit.head.version;
            if version.seq <= self.chain(version.device) {
                continue;
            }
            self.chains.insert(version.device, version.seq);
            for (row, bases) in commit.puts {
                self.rows.entry(row).or_default().merge(commit.head, &bases);
            }
        }
    }

    fn chain(&self, device: DeviceId) -> u64 {
        self.chains.get(&device).copied().unwrap_or(0)
    }

    fn may_apply(&self, commit: &Story) -> bool {
        let met = |base: &Version| base.seq <= self.chain(base.device);
        commit.head.version.seq <= self.chain(commit.head.version.device) + 1 && commit.puts.iter().flat_map(|(_, bases)| bases).all(met)
    }
}

/// What three devices do: write some rows (on all heads that they see, or on the shown one), or hear from another.
#[derive(Clone, Debug)]
enum Act {
    Write { who: usize, rows: Vec<(u8, bool)>, clock: u8 },
    Hear { who: usize, from: usize, count: usize },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..3_usize, prop::collection::btree_map(0..3_u8, any::<bool>(), 1..3), any::<u8>()).prop_map(|(who, rows, clock)| Act::Write {
            who,
            rows: rows.into_iter().collect(),
            clock
        }),
        (0..3_usize, 0..3_usize, 1..4_usize).prop_map(|(who, from, count)| Act::Hear { who, from, count }),
    ]
}

fn history(acts: &[Act]) -> Vec<Story> {
    let mut replicas: Vec<Replica> = (0..3).map(|_| Replica::default()).collect();
    let mut log: Vec<Vec<Story>> = vec![vec![]; 3];
    let mut heard = [[0_usize; 3]; 3];
    for act in acts {
        match act {
            Act::Write { who, rows, clock } => {
                let device = DeviceId([*who as u8; 16]);
                let seq = replicas[*who].chain(device) + 1;
                let head = Head { hlc: Hlc((*clock).into()), version: Version { device, seq } };
                let puts = rows.iter().map(|(row, all)| {
                    let heads = replicas[*who].rows.get(row).cloned().unwrap_or_default();
                    let named = if *all { heads.all() } else { &heads.all()[..heads.all().len().min(1)] };
                    (*row, named.iter().map(|head| head.version).collect())
                });
                let commit = Story { head, puts: puts.collect() };
                log[*who].push(commit.clone());
                replicas[*who].take(commit);
            }
            Act::Hear { who, from, count } => {
                for _ in 0..*count {
                    let next = heard[*who][*from];
                    if let Some(commit) = log[*from].get(next).cloned() {
                        heard[*who][*from] += 1;
                        replicas[*who].take(commit);
                    }
                }
            }
        }
    }
    log.concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_order_of_arrival_gives_the_same_heads(
        acts in prop::collection::vec(act(), 1..40),
        orders in prop::collection::vec(any::<u64>(), 1..4),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let story = history(&acts);
        let mut expected = None;
        for order in orders {
            let mut arrivals = story.clone();
            if !story.is_empty() {
                arrivals.extend(again.iter().map(|pick| story[pick.index(story.len())].clone()));
            }
            // Fisher–Yates with a tiny generator: proptest shrinks its seed.
            let mut state = order | 1;
            for place in (1..arrivals.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                arrivals.swap(place, (state >> 33) as usize % (place + 1));
            }
            let mut replica = Replica::default();
            for commit in arrivals {
                replica.take(commit);
            }
            prop_assert!(replica.waiting.is_empty(), "all that arrived is applied");
            let expected = expected.get_or_insert_with(|| replica.rows.clone());
            prop_assert_eq!(&replica.rows, expected);
        }
    }
}

fn head(device: u8, seq: u64, hlc: u64) -> Head {
    Head { hlc: Hlc(hlc), version: Version { device: DeviceId([device; 16]), seq } }
}

#[test]
fn the_latest_is_shown_and_the_others_stay() {
    let mut heads = Heads::default();
    assert_eq!(heads.shown(), None);
    let (a, b, c) = (head(1, 1, 10), head(2, 1, 20), head(3, 1, 20));
    heads.merge(a, &[]);
    heads.merge(c, &[]);
    heads.merge(b, &[]);
    assert_eq!(heads.shown(), Some(c), "of two of one moment, the greater device");
    assert_eq!(heads.others(), [b, a]);
    let solution = head(1, 2, 15);
    heads.merge(solution, &[a.version, b.version, c.version]);
    assert_eq!(heads.all(), [solution], "a solution names all heads, and need not be the latest");
}
