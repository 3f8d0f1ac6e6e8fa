//! The loop of a finding: its table against one written out by hand, its stories, and what must hold of any steps in any order.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use xuncun_domain::calendar::Day;
use xuncun_domain::grant::Role;
use xuncun_domain::step::{Aside, LOOP, Status, Step, StepKind, allowed, case, next};

/// Status, step, initials of who may take it (C cadre, T township, I inspector, S supervisor), status after.
const BY_HAND: &str = "
    reported    withdraw         S    withdrawn
    reported    assign           TIS  open
    reported    assign_township  IS   at_township
    reported    reply            CT   replied
    at_township withdraw         S    withdrawn
    at_township reply            T    replied
    at_township verify           IS   verified
    at_township forward          T    open
    at_township ask_move         T    disputed
    open        withdraw         S    withdrawn
    open        reply            CT   replied
    open        verify           IS   verified
    open        ask_move         T    disputed
    open        ask_time         CT   open_asked
    open_asked  withdraw         S    withdrawn
    open_asked  reply            CT   replied
    open_asked  verify           IS   verified
    open_asked  ask_move         T    disputed
    open_asked  refuse_time      S    open
    open_asked  grant_time       S    open
    replied     withdraw         S    withdrawn
    replied     send_back        TIS  open
    replied     verify           IS   verified
    replied     check            T    checked
    checked     withdraw         S    withdrawn
    checked     send_back        IS   open
    checked     verify           IS   verified
    verified    send_back        IS   open
    verified    close            S    closed
    disputed    withdraw         S    withdrawn
    disputed    refuse_move      S    open
    disputed    grant_move       S    moved
    disputed    reply            CT   replied
    closed      reopen           IS   open
    closed      look_again       IS   closed
    moved       reopen           S    open
    withdrawn   reopen           S    open
";

#[test]
fn every_step_from_every_status_by_every_role_is_as_written() {
    let mut written = BTreeMap::new();
    for line in BY_HAND.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for initial in words[2].chars() {
            assert!(written.insert((words[0].to_owned(), words[1].to_owned(), initial), words[3].to_owned()).is_none(), "twice: {line}");
        }
    }
    for status in Status::ALL {
        for step in StepKind::ALL {
            for role in Role::ALL {
                let initial = role.as_str().to_uppercase().chars().next().unwrap();
                let found = allowed(*status, *step, &[role]).map(|(_, rule)| rule.after.to_string());
                assert_eq!(found.as_ref(), written.get(&(status.to_string(), step.to_string(), initial)), "{status} {step} {role}");
            }
        }
    }
    // Of two answers to one step the higher row counts: the order is part of the rule.
    let order: Vec<(String, String)> = LOOP.iter().map(|rule| (rule.before.to_string(), rule.step.to_string())).collect();
    let by_hand: Vec<(String, String)> = BY_HAND
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.to_owned()))
        })
        .collect();
    assert_eq!(order, by_hand);
}

#[test]
fn no_status_is_a_dead_end_and_each_can_be_reached() {
    let mut reached = BTreeSet::from([Status::Reported]);
    for _ in Status::ALL {
        reached.extend(LOOP.iter().filter(|rule| reached.contains(&rule.before)).map(|rule| rule.after).collect::<Vec<_>>());
    }
    assert_eq!(reached.len(), Status::ALL.len());
    for status in Status::ALL {
        assert!(!next(*status, &Role::ALL).is_empty(), "{status}");
        assert_eq!(status.as_str().parse(), Ok(*status));
    }
}

const DAY: i64 = 86_400_000;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A step on a day of November 2026, `id:kind:role:day[:answers]`; the deadline beside it.
fn step(text: &str, due: Option<&str>) -> Step {
    let parts: Vec<&str> = text.split(':').collect();
    let at = day(&format!("2026-11-{}", parts[3])).start() + DAY / 2;
    Step {
        id: parts[0].to_owned(),
        kind: parts[1].parse().ok(),
        answers: parts.get(4).map(|id| (*id).to_owned()),
        due: due.map(day),
        roles: vec![parts[2].parse().unwrap()],
        at,
        hlc: u64::try_from(at).unwrap() << 16,
    }
}

fn plain(text: &str) -> Step {
    step(text, None)
}

#[test]
fn from_the_pile_to_its_clearance_and_back() {
    let mut steps = vec![step("a:assign:supervisor:02", Some("2026-11-05"))];
    let stands = |steps: &[Step]| {
        let case = case(steps);
        (case.status, case.due.map(|due| due.to_string()))
    };
    let due = |text: &str| Some(text.to_owned());
    assert_eq!(stands(&[]), (Status::Reported, None));
    assert_eq!(stands(&steps), (Status::Open, due("2026-11-05")));
    assert_eq!((case(&steps).overdue(day("2026-11-05")), case(&steps).overdue(day("2026-11-07"))), (None, Some(2)));
    steps.push(plain("b:ask_time:cadre:03:a"));
    steps.push(step("c:grant_time:supervisor:04:b", Some("2026-11-10")));
    assert_eq!(stands(&steps), (Status::Open, due("2026-11-10")));
    steps.push(plain("d:reply:cadre:09:c"));
    assert_eq!(case(&steps).overdue(day("2026-11-20")), None, "answered in time: it waits for others now");
    steps.push(plain("e:send_back:township:10:d"));
    assert_eq!(stands(&steps), (Status::Open, due("2026-11-10")), "what was not cleared has no new deadline");
    steps.extend(["f:reply:cadre:11:e", "g:check:township:12:f", "h:verify:inspector:13:g", "i:close:supervisor:14:h"].map(plain));
    assert_eq!(stands(&steps).0, Status::Closed);
    steps.push(plain("j:look_again:inspector:20:i"));
    assert_eq!(stands(&steps).0, Status::Closed);
    steps.push(step("k:reopen:inspector:25:j", Some("2026-11-28")));
    assert_eq!(stands(&steps), (Status::Open, due("2026-11-28")));
    assert_eq!((case(&steps).aside.len(), case(&steps).last()), (0, Some("k")));
}

#[test]
fn while_it_may_be_another_villages_the_clock_stands_still() {
    let mut steps = vec![step("a:assign_township:inspector:02", Some("2026-11-05")), plain("b:ask_move:township:04:a")];
    let asked = case(&steps);
    assert_eq!((asked.status, asked.paused, asked.overdue(day("2026-11-30"))), (Status::Disputed, Some(day("2026-11-04")), None));
    steps.push(plain("c:refuse_move:supervisor:10:b"));
    let refused = case(&steps);
    assert_eq!((refused.status, refused.paused, refused.due), (Status::Open, None, Some(day("2026-11-11"))), "six days are given back");
}

#[test]
fn of_two_who_answer_the_same_the_table_decides_and_both_stay() {
    let steps = ["a:assign:supervisor:02", "b:reply:cadre:03:a", "c:verify:inspector:04:b", "d:send_back:inspector:05:b"].map(plain);
    let both = case(&steps);
    assert_eq!((both.status, both.steps.as_slice()), (Status::Open, ["a", "b", "d"].map(String::from).as_slice()), "somebody saw it there");
    assert_eq!(both.aside, BTreeMap::from([("c".to_owned(), Aside::Overruled)]));
    // Two alike: the earlier.
    let twice = ["a:assign:supervisor:02", "b:reply:cadre:04:a", "c:reply:township:03:a"].map(plain);
    assert_eq!(case(&twice).steps, ["a", "c"]);
}

#[test]
fn who_comes_late_takes_nothing_from_under_the_others() {
    let mut steps = ["a:assign:supervisor:02", "b:reply:cadre:03:a", "c:verify:inspector:04:b", "d:close:supervisor:05:c"].map(plain).to_vec();
    // A tablet that was away brings what it saw before anybody had verified.
    steps.push(plain("e:send_back:inspector:03:b"));
    steps.push(plain("f:reply:cadre:30:e"));
    steps.push(plain("g:withdraw:supervisor:02:a"));
    let late = case(&steps);
    assert_eq!(late.steps, ["a", "b", "c", "d"], "the verification was gone on from first");
    assert_eq!(late.aside, ["e", "f", "g"].map(|id| (id.to_owned(), Aside::Late)).into());
}

#[test]
fn what_the_table_does_not_know_changes_nothing_and_stays() {
    let steps = [
        plain("a:assign:cadre:02"),
        plain("b:assign:supervisor:03"),
        plain("c:praise:supervisor:04:b"),
        plain("d:close:supervisor:05:c"),
        plain("e:reply:cadre:05:zz"),
        plain("x:reply:cadre:05:y"),
        plain("y:reply:cadre:05:x"),
    ];
    let found = case(&steps);
    assert_eq!((found.status, found.steps.as_slice()), (Status::Open, ["b".to_owned()].as_slice()));
    let why = |id: &str| found.aside[id];
    assert_eq!(
        [why("a"), why("c"), why("d"), why("e"), why("x"), why("y")],
        [Aside::NotAllowed, Aside::NotAllowed, Aside::Late, Aside::Unplaced, Aside::Unplaced, Aside::Unplaced]
    );
}

/// Three people's replicas, apart for a while: each takes steps upon what it has, some of them as the table says and some at a venture, and hears of some
/// of the others' now and then.
fn apart() -> impl Strategy<Value = Vec<Step>> {
    let act = (0..3_usize, any::<u16>(), any::<bool>(), 0..3_usize, any::<bool>());
    prop::collection::vec(act, 0..40).prop_map(|acts| {
        let mut replicas: [Vec<Step>; 3] = Default::default();
        let mut all = Vec::new();
        for (n, (who, dice, wild, other, hears)) in acts.into_iter().enumerate() {
            if hears {
                let news: Vec<Step> = replicas[other].iter().filter(|step| !replicas[who].contains(step)).cloned().collect();
                replicas[who].extend(news);
            }
            let role = [Role::Cadre, Role::Township, Role::Inspector, Role::Supervisor][(who + usize::from(dice % 2)) % 4];
            let stands = case(&replicas[who]);
            let may = next(stands.status, &[role]);
            let kind =
                if wild || may.is_empty() { StepKind::ALL[usize::from(dice) % StepKind::ALL.len()] } else { may[usize::from(dice) % may.len()] };
            let answers = if wild && dice % 3 == 0 { replicas[who].first().map(|step| step.id.clone()) } else { stands.last().map(str::to_owned) };
            let at = day("2026-11-01").start() + i64::from(dice % 9) * DAY;
            let made = Step {
                id: format!("s{n}"),
                kind: Some(kind),
                answers,
                due: kind.sets_due().then(|| Day::of(at).plus(3)),
                roles: vec![role],
                at,
                hlc: (u64::try_from(at).unwrap() << 16) + n as u64,
            };
            replicas[who].push(made.clone());
            all.push(made);
        }
        all
    })
}

proptest! {
    #[test]
    fn all_replicas_agree_whatever_the_order_and_no_step_vanishes(steps in apart(), seed in any::<u64>()) {
        let found = case(&steps);
        let mut mixed = steps.clone();
        let mut dice = seed | 1;
        for at in (1..mixed.len()).rev() {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            mixed.swap(at, usize::try_from(dice >> 33).unwrap() % (at + 1));
        }
        prop_assert_eq!(&case(&mixed), &found);
        let told: BTreeSet<&String> = found.steps.iter().chain(found.aside.keys()).collect();
        prop_assert_eq!(told.len(), steps.len());
        prop_assert_eq!(found.steps.len() + found.aside.len(), steps.len(), "each stands in one place");
    }

    #[test]
    fn the_table_alone_leads_from_one_step_to_the_next(steps in apart()) {
        let found = case(&steps);
        let by_id: BTreeMap<&str, &Step> = steps.iter().map(|step| (step.id.as_str(), step)).collect();
        let mut status = Status::Reported;
        let mut before: Option<&str> = None;
        for id in &found.steps {
            let step = by_id[id.as_str()];
            prop_assert_eq!(step.answers.as_deref(), before);
            status = allowed(status, step.kind.unwrap(), &step.roles).expect("a row of the table").1.after;
            before = Some(id);
        }
        prop_assert_eq!(status, found.status);
        prop_assert!(found.status.is_paused() == found.paused.is_some());
    }

    /// Whatever it says and whatever it answers: what others have gone on from stands.
    #[test]
    fn what_is_done_later_never_undoes_what_was_answered(steps in apart()) {
        let Some((last, others)) = steps.split_last() else { return Ok(()) };
        let late = Step { hlc: u64::MAX, ..last.clone() };
        let (before, after) = (case(others), case(&[others, &[late]].concat()));
        let kept = before.steps.len().saturating_sub(1);
        prop_assert_eq!(&after.steps[..kept], &before.steps[..kept]);
    }
}
