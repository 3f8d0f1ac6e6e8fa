//! Replicas with the same commits hold the same rows and heads, byte for byte, whatever the order, duplication or batching.

use crate::common::{NOW, Replica, VISIT, permutations, text, work};
use proptest::prelude::*;
use xuncun_journal::Entry;

/// Three devices that worked apart: each edits what the first began.
fn three() -> (Vec<Replica>, Vec<Entry>) {
    let replicas: Vec<Replica> = (1..4).map(Replica::new).collect();
    replicas[0].tap("H1", "begun", NOW);
    replicas[0].tap("H2", "begun", NOW);
    let begun = replicas[0].commits();
    replicas[1].take(&begun);
    replicas[2].take(&begun);
    replicas[1].tap("H1", "second's", NOW + 10);
    replicas[1].tap("T1", "same", NOW + 10);
    replicas[2].tap("H1", "third's", NOW + 20);
    replicas[2].tap("T1", "same", NOW + 20);
    replicas[2].delete("H2", NOW + 20);
    replicas[1].tap("H2", "edited", NOW + 15);
    let all = replicas.iter().flat_map(Replica::commits).collect();
    (replicas, all)
}

#[test]
fn every_order_of_arrival_gives_the_same_bytes() {
    let (replicas, all) = three();
    assert_eq!(all.len(), 3);
    let mut dumps = Vec::new();
    for order in permutations(&all) {
        let reader = Replica::new(9);
        for commit in &order {
            reader.take(std::slice::from_ref(commit));
            reader.take(std::slice::from_ref(commit));
        }
        dumps.push(reader.dump().unwrap());
        let at_once = Replica::new(8);
        at_once.take(&order);
        dumps.push(at_once.dump().unwrap());
    }
    for replica in &replicas {
        replica.take(&all);
        dumps.push(replica.dump().unwrap());
        replica.rebuild().unwrap();
        dumps.push(replica.dump().unwrap());
    }
    for dump in &dumps {
        assert_eq!(dump, &dumps[0]);
    }
    assert_eq!(dumps[0].matches("conflict=2").count(), 2, "H1 and H2: {}", dumps[0]);
    assert_eq!(dumps[0].matches("conflict=1").count(), 1, "T1 says the same twice");
}

#[test]
fn a_conflict_shows_both_sides_everywhere_and_a_solution_ends_it_everywhere() {
    let (replicas, all) = three();
    for replica in &replicas {
        replica.take(&all);
        let conflicts = replica.conflicts().unwrap();
        assert_eq!(conflicts.len(), 2);
        assert_eq!(replica.conflict_count().unwrap(), 2);
        let conflict = conflicts.iter().find(|conflict| conflict.id.ends_with("/H1")).unwrap();
        assert!(conflict.shown.columns.contains(&("note".into(), text("third's"))), "the latest is shown");
        assert_eq!(conflict.others.len(), 1);
        assert!(conflict.others[0].columns.contains(&("note".into(), text("second's"))));
        assert_eq!(conflict.others[0].author, "person-2");
        let deleted = conflicts.iter().find(|conflict| conflict.id.ends_with("/H2")).unwrap();
        assert!(deleted.shown.deleted && !deleted.others[0].deleted, "a delete and an edit are a conflict too");
    }
    replicas[0].settle("H1", "both", NOW + 40);
    replicas[0].settle("H2", "edited", NOW + 40);
    let solution = replicas[0].commits();
    for replica in &replicas {
        replica.take(&solution);
        assert!(replica.conflicts().unwrap().is_empty());
        assert_eq!(replica.note("H1").as_deref(), Some("both"));
        assert_eq!(replica.dump().unwrap(), replicas[0].dump().unwrap());
    }
}

#[test]
fn an_ordinary_edit_does_not_settle_a_conflict_unseen() {
    let (replicas, all) = three();
    replicas[0].take(&all);
    replicas[0].tap("H1", "mine", NOW + 50);
    replicas[0].tap("H1", "mine again", NOW + 51);
    assert_eq!(replicas[0].conflicts().unwrap().len(), 2, "the side that the edit did not see stays");
    replicas[1].take(&all);
    replicas[1].take(&replicas[0].commits());
    assert_eq!(replicas[1].dump().unwrap(), replicas[0].dump().unwrap());
    let conflict = replicas[1].conflict_of("answer", &work(), &format!("{VISIT}/H1")).unwrap().unwrap();
    assert_eq!(conflict.others.len(), 1);
}

#[test]
fn a_solution_before_sealing_names_what_it_saw() {
    let (replicas, all) = three();
    replicas[0].take(&all);
    replicas[0].tap("H1", "first thought", NOW + 50);
    replicas[0].settle("H1", "second thought", NOW + 51);
    assert_eq!(replicas[0].conflicts().unwrap().len(), 1);
    replicas[1].take(&all);
    replicas[1].take(&replicas[0].commits());
    assert_eq!(replicas[1].dump().unwrap(), replicas[0].dump().unwrap());
    assert_eq!(replicas[1].conflict_of("answer", &work(), &format!("{VISIT}/H1")).unwrap(), None);
}

#[test]
fn heads_that_say_the_same_are_no_conflict_and_an_edit_replaces_both() {
    let (replicas, all) = three();
    replicas[0].take(&all);
    assert!(replicas[0].conflict_of("answer", &work(), &format!("{VISIT}/T1")).unwrap().is_none());
    replicas[0].tap("T1", "other", NOW + 50);
    replicas[1].take(&all);
    replicas[1].take(&replicas[0].commits());
    let dump = replicas[1].dump().unwrap();
    assert_eq!(dump, replicas[0].dump().unwrap());
    assert_eq!(dump.matches("conflict=1").count(), 0);
}

#[test]
fn two_who_begin_the_same_visit_share_it() {
    let (first, second) = (Replica::new(1), Replica::new(2));
    for (replica, at) in [(&first, NOW), (&second, NOW + 5)] {
        let columns = [("round", text("2026-11b")), ("kind", text("open"))];
        replica.write(&replica.actor(at), |tx| tx.put("inspection", &work(), VISIT, &columns)).unwrap();
        let id = format!("01930000-0000-7000-8000-00000000000{}", replica.n);
        let columns = [("inspection", text(VISIT)), ("kind", text("firewood"))];
        replica.write(&replica.actor(at), |tx| tx.put("sighting", &work(), &id, &columns)).unwrap();
    }
    second.take(&first.commits());
    first.take(&second.commits());
    assert_eq!(first.dump().unwrap(), second.dump().unwrap());
    assert!(first.conflicts().unwrap().is_empty());
    let sightings: i64 = first.read(|conn| Ok(conn.query_row("SELECT count(*) FROM sighting", [], |row| row.get(0))?)).unwrap();
    assert_eq!(sightings, 2, "what they saw adds up");
}

#[test]
fn a_page_applied_while_taps_go_on_finds_them_as_concurrent() {
    let (first, second) = (Replica::new(1), Replica::new(2));
    first.tap("H1", "begun", NOW);
    second.take(&first.commits());
    second.tap("H1", "tapped, not sealed", NOW + 10);
    first.tap("H1", "meanwhile", NOW + 20);
    second.take(&first.commits());
    assert_eq!(second.conflicts().unwrap().len(), 1, "pending rows are sealed before anything is applied");
    first.take(&second.commits());
    assert_eq!(first.dump().unwrap(), second.dump().unwrap());
}

#[test]
fn a_gap_waits_and_a_restart_does_not_forget_it() {
    let (writer, reader) = (Replica::new(1), Replica::new(2));
    for n in 0..40 {
        writer.tap("H1", &n.to_string(), NOW + n);
        writer.seal().unwrap();
    }
    let mut commits = writer.commits();
    commits.reverse();
    let outcome = reader.take(&commits[..39]);
    assert_eq!((outcome.applied, outcome.waiting), (0, 39));
    assert_eq!(reader.note("H1"), None);
    let reader = reader.restart();
    let outcome = reader.take(&commits[39..]);
    assert_eq!(outcome.applied, 40);
    assert_eq!(reader.dump().unwrap(), writer.dump().unwrap());
}

#[derive(Clone, Debug)]
enum Act {
    Tap { who: usize, item: u8, note: u8, clock: u8 },
    Delete { who: usize, item: u8 },
    Settle { who: usize, item: u8, note: u8 },
    Seal { who: usize },
    Send { from: usize, to: usize, skip: usize },
    Restart { who: usize },
    Rebuild { who: usize },
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..3_usize;
    let item = 0..3_u8;
    prop_oneof![
        6 => (who.clone(), item.clone(), 0..4_u8, any::<u8>()).prop_map(|(who, item, note, clock)| Act::Tap { who, item, note, clock }),
        1 => (who.clone(), item.clone()).prop_map(|(who, item)| Act::Delete { who, item }),
        2 => (who.clone(), item, 0..4_u8).prop_map(|(who, item, note)| Act::Settle { who, item, note }),
        2 => who.clone().prop_map(|who| Act::Seal { who }),
        4 => (who.clone(), 0..3_usize, 0..3_usize).prop_map(|(from, to, skip)| Act::Send { from, to, skip }),
        1 => who.clone().prop_map(|who| Act::Restart { who }),
        1 => who.prop_map(|who| Act::Rebuild { who }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_three_replicas_do_they_end_alike(acts in prop::collection::vec(act(), 1..30)) {
        let mut replicas: Vec<Option<Replica>> = (1..4).map(|n| Some(Replica::new(n))).collect();
        for (step, act) in acts.iter().enumerate() {
            let at = NOW + step as i64 * 10;
            let get = |who: usize| replicas[who].as_ref().unwrap();
            match act {
                Act::Tap { who, item, note, clock } => {
                    get(*who).tap(&format!("I{item}"), &note.to_string(), at + i64::from(*clock) - 128);
                }
                Act::Delete { who, item } => get(*who).delete(&format!("I{item}"), at),
                Act::Settle { who, item, note } => get(*who).settle(&format!("I{item}"), &note.to_string(), at),
                Act::Seal { who } => {
                    get(*who).seal().unwrap();
                }
                Act::Send { from, to, skip } => {
                    // Without the first ones: what lacks its parent or its bases waits.
                    let commits = get(*from).commits();
                    get(*to).take(&commits[(*skip).min(commits.len())..]);
                }
                Act::Restart { who } => {
                    let stopped = replicas[*who].take().unwrap();
                    replicas[*who] = Some(stopped.restart());
                }
                Act::Rebuild { who } => {
                    let before = get(*who).dump().unwrap();
                    get(*who).rebuild().unwrap();
                    prop_assert_eq!(get(*who).dump().unwrap(), before);
                }
            }
        }
        let replicas: Vec<Replica> = replicas.into_iter().map(Option::unwrap).collect();
        let all: Vec<Entry> = replicas.iter().flat_map(Replica::commits).collect();
        for replica in &replicas {
            replica.take(&all);
        }
        let expected = replicas[0].dump().unwrap();
        for replica in &replicas[1..] {
            prop_assert_eq!(&replica.dump().unwrap(), &expected);
        }
        let waiting: i64 = replicas[0].read(|conn| Ok(conn.query_row("SELECT count(*) FROM waiting", [], |row| row.get(0))?)).unwrap();
        prop_assert_eq!(waiting, 0);
    }
}
