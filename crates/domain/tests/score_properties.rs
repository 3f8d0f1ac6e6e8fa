//! What holds of every score, whatever the facts.

use crate::field::{NOW, standard, walk};
use proptest::prelude::*;
use xuncun_domain::answer::{AnswerFact, AnswerLevel, AnswerValue, Tick, YesPartialNo};
use xuncun_domain::inspection::{Facts, content_hash};
use xuncun_domain::points::Points;
use xuncun_domain::score::score;
use xuncun_domain::sighting::{Deadlines, Sighting};

fn value() -> impl Strategy<Value = AnswerValue> {
    use AnswerValue::{Count, Household, Level, NotApplicable, Ratio, YesNo};
    prop_oneof![
        prop_oneof![0..20u32, Just(9999), Just(u32::MAX)].prop_map(|n| Count { n }),
        prop_oneof![Just(AnswerLevel::Good), Just(AnswerLevel::Fair), Just(AnswerLevel::Poor)].prop_map(|level| Level { level }),
        any::<bool>().prop_map(|yes| YesNo { yes }),
        prop_oneof![Just(YesPartialNo::Yes), Just(YesPartialNo::Partial), Just(YesPartialNo::No)]
            .prop_map(|value| AnswerValue::YesPartialNo { value }),
        prop_oneof![Just(Tick::Pass), Just(Tick::Fail), Just(Tick::None)].prop_map(|tick| Household { tick }),
        (0..1_000_000u32, 0..1_000_000u32, 0..30u32).prop_map(|(done, target, overdue)| Ratio { done, target, overdue }),
        Just(NotApplicable),
    ]
}

/// Any slot of the standard with any value, fitting or not: rows may come from other versions.
fn answers() -> impl Strategy<Value = Vec<AnswerFact>> {
    let items: Vec<String> = standard().items().iter().map(|item| item.id.clone()).collect();
    let slot = (prop::sample::select(items), prop::option::of(1..6u32));
    prop::collection::btree_map(slot, prop::option::weighted(0.95, value()), 0..60)
        .prop_map(|slots| slots.into_iter().map(|((item, household), value)| AnswerFact { item, household, value, note: String::new() }).collect())
}

fn sightings() -> impl Strategy<Value = Vec<Sighting>> {
    let kinds: Vec<String> = standard().kinds().iter().map(|kind| kind.id.clone()).chain(["unknown".into()]).collect();
    let grades = prop::sample::select(vec!["", "heap", "scattered", "burning", "unknown"]);
    let finding = prop::option::weighted(0.3, prop::sample::select(vec!["late", "in time", "without"]));
    let one = (prop::sample::select(kinds), grades, 0..5u32, finding, prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    prop::collection::vec(one, 0..12).prop_map(|list| {
        let numbered = list.into_iter().enumerate();
        numbered
            .map(|(i, (kind, grade, count, finding, fixed_on_spot, transferred))| Sighting {
                id: format!("s{i}"),
                kind,
                grade: grade.into(),
                count,
                position: None,
                landmark: String::new(),
                fixed_on_spot,
                transferred,
                finding: finding.map(str::to_owned),
                finding_due: None,
                finding_closed: false,
                size: None,
                difficulty: None,
                note: String::new(),
                seen_at: NOW,
            })
            .collect()
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    (answers(), sightings()).prop_map(|(answers, sightings)| Facts { answers, sightings, ..walk().facts })
}

fn deadlines() -> Deadlines {
    [("late".to_owned(), "2026-11-01".parse().unwrap()), ("in time".to_owned(), "2026-12-01".parse().unwrap())].into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_point_is_accounted_for(facts in facts()) {
        let standard = standard();
        let sheet = score(&standard, &facts, &deadlines());
        prop_assert_eq!(sheet.items.len(), standard.items().len());
        for (item, rule) in sheet.items.iter().zip(standard.items()) {
            prop_assert!(item.got >= Points::ZERO && item.got <= item.points && item.points <= rule.points, "{:?}", item);
            prop_assert_eq!(item.lost, item.points - item.got);
            prop_assert_eq!(item.terms.iter().map(|term| term.lost).sum::<Points>(), item.lost, "terms add up: {:?}", item);
            prop_assert!(item.terms.iter().all(|term| term.rule == "floor" || !term.lost.is_negative()));
            prop_assert!(!item.unanswered || !(item.answered || item.not_applicable));
        }
        for part in [sheet.total, sheet.goals, sheet.measures].into_iter().flatten() {
            prop_assert!(part >= Points::ZERO && part <= Points::HUNDRED && part == part.rounded());
        }
        prop_assert_eq!(sheet.total.is_none(), sheet.goals.is_none() && sheet.measures.is_none());
        prop_assert_eq!(sheet.total.is_none(), sheet.items.iter().all(|item| item.not_applicable));
    }

    #[test]
    fn order_means_nothing(facts in facts(), seed in any::<u64>()) {
        let mut shuffled = facts.clone();
        // A rotation and a reversal reach every relative order of two rows.
        let turn = |len: usize| if len == 0 { 0 } else { usize::try_from(seed % len as u64).unwrap() };
        shuffled.answers.rotate_left(turn(facts.answers.len()));
        shuffled.sightings.rotate_left(turn(facts.sightings.len()));
        if seed % 2 == 0 {
            shuffled.answers.reverse();
            shuffled.sightings.reverse();
        }
        prop_assert_eq!(score(&standard(), &facts, &deadlines()), score(&standard(), &shuffled, &deadlines()));
        prop_assert_eq!(content_hash(&facts), content_hash(&shuffled));
    }

    #[test]
    fn repeating_a_row_changes_nothing(facts in facts()) {
        let mut twice = facts.clone();
        twice.answers.extend(facts.answers.clone());
        twice.sightings.extend(facts.sightings.clone());
        prop_assert_eq!(score(&standard(), &facts, &deadlines()), score(&standard(), &twice, &deadlines()));
        prop_assert_eq!(content_hash(&facts), content_hash(&twice));
    }

    #[test]
    fn seeing_more_never_raises_the_score(facts in facts(), more in sightings()) {
        let mut worse = facts.clone();
        // A known finding may be seen again as something dearer of another item, and is then deducted there: new ones only.
        worse.sightings.extend(more.into_iter().map(|s| Sighting { id: format!("more-{}", s.id), finding: None, ..s }));
        let (before, after) = (score(&standard(), &facts, &deadlines()), score(&standard(), &worse, &deadlines()));
        prop_assert!(after.total <= before.total);
        for (before, after) in before.items.iter().zip(&after.items) {
            prop_assert!(after.got <= before.got, "{:?} {:?}", before, after);
        }
    }

    #[test]
    fn not_applicable_is_as_if_the_item_were_not_there(facts in facts()) {
        let standard = standard();
        let without: Vec<&str> = standard.items().iter().map(|item| item.id.as_str()).filter(|id| *id != "J3").collect();
        let mut applied = facts;
        applied.answers.retain(|answer| answer.item != "J3");
        applied.answers.push(AnswerFact { item: "J3".into(), household: None, value: Some(AnswerValue::NotApplicable), note: String::new() });
        let (whole, subset) = (score(&standard, &applied, &deadlines()), score(&standard.subset(&without).unwrap(), &applied, &deadlines()));
        prop_assert_eq!((whole.total, whole.goals, whole.unanswered), (subset.total, subset.goals, subset.unanswered));
    }

    #[test]
    fn the_hash_is_of_every_answer(facts in facts(), other in answers()) {
        let mut changed = facts.clone();
        changed.answers = other;
        let said = |facts: &Facts| { let mut said: Vec<_> = facts.answers.iter().filter(|a| a.value.is_some()).cloned().collect(); said.sort(); said };
        prop_assert_eq!(content_hash(&facts) == content_hash(&changed), said(&facts) == said(&changed));
    }
}
