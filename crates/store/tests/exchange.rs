//! Three replicas and a small model of the server: whatever is refused, lost on the way or sent twice, once the faults stop
//! all are equal within a bounded number of exchanges, and what did not count is kept as a draft.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{NOW, Replica, VISIT, county, device_rows, entry, first_of, key, text, work};
use proptest::prelude::*;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, Entry, Hash, HeaderFields, Put, Refusal, check_body, commit, decode_body, open, seal};
use xuncun_store::{CommitVerdict, Outgoing};

/// A taken place in a chain: the hash of its header, and why its body was refused.
type Slot = (Hash, Option<Refusal>);

/// What the server is to the protocol: it checks, stores and hands out, and knows no rows.
#[derive(Default)]
struct Safe {
    log: Vec<Entry>,
    chains: BTreeMap<(DeviceId, StreamId), Vec<Slot>>,
    refused: BTreeSet<(DeviceId, u64)>,
}

impl Safe {
    fn push(&mut self, n: u8, page: &[Outgoing], refuse: &mut impl FnMut() -> bool) -> Vec<CommitVerdict> {
        page.iter().map(|out| CommitVerdict { stream: out.stream, seq: out.seq, refusal: self.one(n, out, refuse) }).collect()
    }

    fn one(&mut self, n: u8, out: &Outgoing, refuse: &mut impl FnMut() -> bool) -> Option<Refusal> {
        let opened = open(&out.envelope, &key(n).public()).unwrap();
        let header = opened.header;
        let body = out.body.as_ref().unwrap();
        check_body(&header, body).unwrap();
        let puts = decode_body(&header, body).unwrap();
        let chain = self.chains.entry((header.device, header.stream)).or_default();
        if let Some((hash, refusal)) = chain.get(header.seq as usize - 1) {
            assert_eq!(*hash, opened.header_hash, "no device of this story forks");
            return *refusal;
        }
        if header.seq as usize != chain.len() + 1 || header.parent != chain.last().map(|(hash, _)| *hash) {
            return Some(Refusal::Gap);
        }
        if puts.iter().flat_map(|put| &put.bases).any(|base| self.refused.contains(&(base.device, base.seq))) {
            return Some(Refusal::RefusedBase);
        }
        let refusal = refuse().then_some(Refusal::Forbidden);
        chain.push((opened.header_hash, refusal));
        let body = if refusal.is_some() {
            self.refused.insert((header.device, header.seq));
            None
        } else {
            Some(body.clone())
        };
        self.log.push(Entry { envelope: out.envelope.clone(), body, refused: refusal, erasure: None });
        refusal
    }
}

#[derive(Clone, Debug)]
enum Act {
    Tap { who: usize, item: u8, note: u16 },
    Settle { who: usize, item: u8, note: u16 },
    Seal { who: usize },
    Push { who: usize, refuse: u8, lost: bool },
    Pull { who: usize, count: usize },
    Restart { who: usize },
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..3_usize;
    prop_oneof![
        8 => (who.clone(), 0..3_u8, any::<u16>()).prop_map(|(who, item, note)| Act::Tap { who, item, note }),
        1 => (who.clone(), 0..3_u8, any::<u16>()).prop_map(|(who, item, note)| Act::Settle { who, item, note }),
        3 => who.clone().prop_map(|who| Act::Seal { who }),
        4 => (who.clone(), any::<u8>(), any::<bool>()).prop_map(|(who, refuse, lost)| Act::Push { who, refuse, lost }),
        3 => (who.clone(), 1..4_usize).prop_map(|(who, count)| Act::Pull { who, count }),
        1 => who.prop_map(|who| Act::Restart { who }),
    ]
}

fn pull(safe: &Safe, replica: &Replica, cursor: &mut usize, count: usize) {
    let end = safe.log.len().min(*cursor + count);
    replica.take(&safe.log[*cursor..end]);
    *cursor = end;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn once_the_faults_stop_all_are_equal_and_nothing_is_lost(acts in prop::collection::vec(act(), 1..40)) {
        let mut safe = Safe::default();
        let mut replicas: Vec<Option<Replica>> = (1..4).map(|n| Some(Replica::new(n))).collect();
        let mut cursors = [0; 3];
        for (step, act) in acts.iter().enumerate() {
            let at = NOW + step as i64 * 10;
            let get = |who: usize| replicas[who].as_ref().unwrap();
            match act {
                Act::Tap { who, item, note } => get(*who).tap(&format!("I{item}"), &note.to_string(), at),
                Act::Settle { who, item, note } => get(*who).settle(&format!("I{item}"), &note.to_string(), at),
                Act::Seal { who } => {
                    get(*who).seal().unwrap();
                }
                Act::Push { who, refuse, lost } => {
                    let page = get(*who).unsent(usize::MAX).unwrap();
                    let mut bits = *refuse;
                    let mut refuse = || { let now = bits & 1 == 1; bits >>= 1; now };
                    let verdicts = safe.push(*who as u8 + 1, &page, &mut refuse);
                    if !lost {
                        get(*who).mark_verdicts(&verdicts, at).unwrap();
                    }
                }
                Act::Pull { who, count } => pull(&safe, get(*who), &mut cursors[*who], *count),
                Act::Restart { who } => {
                    let stopped = replicas[*who].take().unwrap();
                    replicas[*who] = Some(stopped.restart());
                }
            }
        }
        let replicas: Vec<Replica> = replicas.into_iter().map(Option::unwrap).collect();
        for _ in 0..20 {
            for (who, replica) in replicas.iter().enumerate() {
                let page = replica.unsent(usize::MAX).unwrap();
                let verdicts = safe.push(replica.n, &page, &mut || false);
                replica.mark_verdicts(&verdicts, NOW + 10_000).unwrap();
                pull(&safe, replica, &mut cursors[who], usize::MAX / 2);
            }
        }
        let expected = replicas[0].dump().unwrap();
        for replica in &replicas {
            prop_assert!(replica.unsent(usize::MAX).unwrap().is_empty(), "device {} still holds commits back", replica.n);
            prop_assert_eq!(&replica.dump().unwrap(), &expected);
            replica.rebuild().unwrap();
            prop_assert_eq!(&replica.dump().unwrap(), &expected);
            let refused = safe.refused.iter().filter(|(device, _)| *device == replica.device()).count();
            prop_assert_eq!(replica.drafts().unwrap().len(), refused, "each refused commit is a draft");
        }
        // One who was not there for any of it and pulls everything.
        let late = Replica::new(4);
        late.take(&safe.log);
        prop_assert_eq!(&late.dump().unwrap(), &expected);
    }
}

#[test]
fn a_restored_replica_gets_its_own_work_back_and_goes_on_behind_it() {
    let first = Replica::new(1);
    first.tap("H1", "one", NOW);
    first.seal().unwrap();
    first.tap("H1", "two", NOW + 1);
    let commits = first.commits();
    // The same key on an empty replica: an old image of the tablet.
    let restored = Replica::new(1);
    assert_eq!(restored.take(&commits).applied, 2);
    assert_eq!(restored.note("H1").as_deref(), Some("two"));
    assert!(restored.unsent(usize::MAX).unwrap().is_empty(), "the server has them");
    restored.tap("H1", "three", NOW + 2);
    assert_eq!(restored.seal().unwrap()[0].seq, 3);
    // Had it gone on before it pulled, its slot would be taken: that is told, and nothing is overwritten.
    let forked = Replica::new(1);
    forked.tap("H1", "another one", NOW);
    forked.seal().unwrap();
    let outcome = forked.apply(&commits).unwrap();
    assert_eq!((outcome.applied, outcome.forked[0].seq), (0, 1));
    assert_eq!(forked.note("H1").as_deref(), Some("another one"));
}

#[test]
fn taps_reading_and_applying_go_on_side_by_side() {
    let (writer, replica) = (Replica::new(1), Replica::new(2));
    let mut parent = None;
    let page: Vec<Entry> = (1..=700)
        .map(|seq| {
            let put = Put {
                table: "answer".into(),
                id: format!("{VISIT}/X{seq}"),
                deleted: false,
                bases: vec![],
                columns: vec![("note".into(), text("from afar"))],
            };
            let sealed = seal(&key(1), HeaderFields { seq, parent, ..first_of(work()) }, &[put]).unwrap();
            parent = Some(sealed.header_hash);
            entry(&sealed)
        })
        .collect();
    std::thread::scope(|scope| {
        let applied = scope.spawn(|| replica.take(&page).applied);
        let tapped = scope.spawn(|| {
            for n in 0..60 {
                replica.tap(&format!("I{}", n % 7), &n.to_string(), NOW + n);
            }
        });
        scope.spawn(|| {
            for _ in 0..20 {
                replica.undelivered().unwrap();
                replica.conflicts().unwrap();
            }
        });
        assert_eq!(applied.join().unwrap(), 700);
        tapped.join().unwrap();
    });
    assert_eq!(replica.note("I3").as_deref(), Some("59"));
    writer.take(&page);
    writer.take(&replica.commits());
    assert_eq!(writer.dump().unwrap(), replica.dump().unwrap());
}

#[test]
fn the_roots_own_rows_reach_everybody() {
    let reader = Replica::stranger(5);
    let named = device_rows(&[(1, "app")]);
    reader.take(&[entry(&named)]);
    let header = commit::peek(&named.commit.envelope).unwrap().header;
    assert_eq!(header.stream, county());
    let count: i64 = reader.read(|conn| Ok(conn.query_row("SELECT count(*) FROM device WHERE kind = 'app'", [], |row| row.get(0))?)).unwrap();
    assert_eq!(count, 1);
}
