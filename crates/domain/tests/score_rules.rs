//! One scored example for each rule of the default standard, as it reads in the field.

use crate::field::{Walk, standard, walk};
use xuncun_domain::answer::AnswerLevel::{Fair, Good, Poor};
use xuncun_domain::answer::YesPartialNo::{No, Partial, Yes};
use xuncun_domain::points::Points;
use xuncun_domain::score::{Ahead, ItemScore, ahead, score};
use xuncun_domain::standard::Standard;

/// The arithmetic as the screen says it: `heap 1×1=1, scattered 1×0.5=0.5`.
fn arithmetic(item: &ItemScore) -> String {
    let terms = item.terms.iter().map(|term| match (term.count, term.each) {
        (Some(count), Some(each)) => format!("{} {count}×{each}={}", term.rule, term.lost),
        _ => format!("{} {}", term.rule, term.lost),
    });
    terms.collect::<Vec<_>>().join(", ")
}

fn expect(cases: Vec<(&str, Walk, &str, &str)>) {
    for (item, walk, got, terms) in cases {
        let sheet = walk.score();
        let item = sheet.item(item).unwrap();
        assert_eq!((item.got.to_string().as_str(), arithmetic(item).as_str()), (got, terms), "{} {:?}", item.item, walk.facts.answers);
        assert!(item.answered && !item.unanswered);
    }
}

#[test]
fn goals_by_answer() {
    expect(vec![
        ("H1", walk().count("H1", 0), "10", ""),
        ("H1", walk().count("H1", 3), "7", "each 3×1=3"),
        ("H1", walk().count("H1", 12), "0", "each 12×1=12, floor -2"),
        ("T1", walk().count("T1", 2), "3", "each 2×1=2"),
        ("T2", walk().level("T2", Good), "5", ""),
        ("T2", walk().level("T2", Fair), "3", "level 2"),
        ("T2", walk().level("T2", Poor), "0", "level 5"),
        ("Y1", walk().yes("Y1", true), "5", ""),
        ("Y1", walk().yes("Y1", false), "0", "no 5"),
        ("Y2", walk().count("Y2", 1), "4", "each 1×1=1"),
        ("Y3", walk().partly("Y3", Yes), "5", ""),
        ("Y3", walk().partly("Y3", Partial), "2", "partial 3"),
        ("Y3", walk().partly("Y3", No), "0", "no 5"),
        ("Y4", walk().yes("Y4", false), "0", "no 5"),
    ]);
}

#[test]
fn goals_by_sighting() {
    expect(vec![
        ("W1", walk().count("W1", 0), "15", ""),
        ("W1", walk().saw("firewood", "", 1).saw("manure", "", 1), "13", "each 2×1=2"),
        ("W1", walk().saw("earth", "", 1).saw("garbage", "", 1).saw("clutter", "", 3), "10", "each 5×1=5"),
        ("W1", walk().count("W1", 0).saw("firewood", "", 1), "14", "each 1×1=1"),
        ("W1", walk().saw("firewood", "", 9999), "0", "each 9999×1=9999, floor -9984"),
        ("W2", walk().saw("illegal_structure", "", 2), "6", "each 2×2=4"),
        ("W3", walk().saw("dumping", "heap", 1).saw("dumping", "scattered", 1), "8.5", "heap 1×1=1, scattered 1×0.5=0.5"),
        ("W3", walk().saw("dumping", "", 1), "9", "heap 1×1=1"),
        ("W3", walk().saw("posting", "", 3), "8.5", "each 3×0.5=1.5"),
        ("W3", walk().saw("dumping", "burning", 1), "0", "burning 10"),
        ("W3", walk().saw("dumping", "burning", 1).saw("dumping", "heap", 4), "0", "heap 4×1=4, burning 6"),
        ("W3", walk().saw("dumping", "burning", 1).saw("dumping", "heap", 14), "0", "heap 14×1=14, burning 0, floor -4"),
    ]);
}

#[test]
fn goals_by_household() {
    for item in ["J1", "J2", "J3", "J4", "J5"] {
        expect(vec![
            (item, walk().households(item, "+++++"), "5", ""),
            (item, walk().households(item, "+-+-+"), "3", "household 2×1=2"),
            (item, walk().households(item, "-----"), "0", "household 5×1=5"),
            (item, walk().households(item, "o-++o"), "2", "household 1×1=1"),
        ]);
    }
    let sheet = walk().households("J4", "+-+-+").score();
    assert_eq!(sheet.item("J4").unwrap().terms[0].detail, "2,4", "the households are named");
}

#[test]
fn measures_by_amount() {
    expect(vec![
        ("M1", walk().done("M1", 8, 10, 0), "16", "ratio 4"),
        ("M2", walk().done("M2", 10, 10, 0), "15", ""),
        ("M3", walk().done("M3", 14, 10, 0), "10", ""),
        ("M4", walk().done("M4", 0, 10, 0), "0", "ratio 5"),
        ("M5", walk().done("M5", 1, 3, 0), "3.33", "ratio 6.67"),
        ("M6", walk().done("M6", 4, 5, 1), "3", "ratio 1, overdue 1×1=1"),
        ("M7", walk().done("M7", 15, 15, 2), "13", "overdue 2×1=2"),
        ("M8", walk().done("M8", 1, 10, 3), "0", "ratio 9, overdue 3×1=3, floor -2"),
        ("M9", walk().done("M9", 1, 999_999, 0), "0", "ratio 10"),
    ]);
}

#[test]
fn what_a_sighting_costs_by_its_state() {
    let known = |due: &str| walk().finding_due("f1", due).saw_with("illegal_structure", "", 1, |s| s.finding = Some("f1".into()));
    expect(vec![
        // new
        ("W2", walk().saw("illegal_structure", "", 1), "8", "each 1×2=2"),
        // still_open_in_time: the last day counts as in time
        ("W2", known("2026-11-23"), "10", "still_open_in_time 1×0=0"),
        ("W2", walk().saw_with("illegal_structure", "", 1, |s| s.finding = Some("no deadline yet".into())), "10", "still_open_in_time 1×0=0"),
        // overdue
        ("W2", known("2026-11-22"), "8", "overdue 1×2=2"),
        // fixed_on_spot
        ("W2", walk().saw_with("illegal_structure", "", 1, |s| s.fixed_on_spot = true), "10", "fixed_on_spot 1×0=0"),
        // transferred
        ("W2", walk().saw_with("illegal_structure", "", 1, |s| s.transferred = true), "10", "transferred 1×0=0"),
        // Not the village's ground: not even overdue. A missed deadline is not undone on the spot. Burning that is not the village's takes nothing.
        (
            "W2",
            {
                let mut w = known("2026-11-22");
                w.facts.sightings[0].transferred = true;
                w
            },
            "10",
            "transferred 1×0=0",
        ),
        (
            "W2",
            {
                let mut w = known("2026-11-22");
                w.facts.sightings[0].fixed_on_spot = true;
                w
            },
            "8",
            "overdue 1×2=2",
        ),
        ("W3", walk().saw_with("dumping", "burning", 1, |s| s.transferred = true), "10", "transferred 1×0=0"),
    ]);
}

#[test]
fn the_costs_are_settings() {
    let json = xuncun_domain::standard::DEFAULT_STANDARD
        .replace(r#""overdue": "1","#, r#""overdue": "1.5","#)
        .replace(r#""fixed_on_spot": "0""#, r#""fixed_on_spot": "0.5""#);
    let dearer = Standard::load(&json).unwrap();
    let walk = walk().finding_due("f1", "2026-11-01").saw_with("illegal_structure", "", 1, |s| s.finding = Some("f1".into())).saw_with(
        "illegal_structure",
        "",
        1,
        |s| s.fixed_on_spot = true,
    );
    let sheet = score(&dearer, &walk.facts, &walk.deadlines);
    assert_eq!(arithmetic(sheet.item("W2").unwrap()), "overdue 1×3=3, fixed_on_spot 1×1=1");
}

#[test]
fn one_fact_is_deducted_once() {
    let f1 = |s: &mut xuncun_domain::sighting::Sighting| s.finding = Some("f1".into());
    // Two inspectors saw the same overdue finding, one of them as two places.
    let twice = walk().finding_due("f1", "2026-11-01").saw_with("firewood", "", 1, f1).saw_with("firewood", "", 2, f1);
    assert_eq!(arithmetic(twice.score().item("W1").unwrap()), "overdue 2×1=2, same_finding 1×0=0");
    // The same row twice is one row.
    let mut repeated = walk().saw("firewood", "", 1);
    repeated.facts.sightings.push(repeated.facts.sightings[0].clone());
    assert_eq!(repeated.score().lost, Points::ONE);
    // A kind counts in one item only.
    let sheet = walk().saw("garbage", "", 1).score();
    let touched: Vec<_> = sheet.items.iter().filter(|item| item.lost > Points::ZERO).map(|item| item.item.as_str()).collect();
    assert_eq!(touched, ["W1"]);
}

#[test]
fn terms_name_their_sightings_and_kinds() {
    let sheet = walk().saw("manure", "", 1).saw("firewood", "", 1).saw_with("earth", "", 1, |s| s.fixed_on_spot = true).score();
    let terms = &sheet.item("W1").unwrap().terms;
    assert_eq!((terms[0].sightings.join(","), terms[0].detail.as_str()), ("sighting-1,sighting-2".into(), "firewood,manure"));
    assert_eq!((terms[1].sightings.join(","), terms[1].detail.as_str()), ("sighting-3".into(), "earth"));
}

#[test]
fn what_is_unknown_is_not_scored() {
    let sheet = walk().saw("from_the_future", "", 5).score();
    assert_eq!((sheet.not_scored, sheet.total), (vec!["sighting-1".into()], Some(Points::HUNDRED)));
}

#[test]
fn a_begun_visit_is_provisional_and_loses_only_what_is_known() {
    let begun = walk().score();
    assert_eq!((begun.total, begun.unanswered, begun.measures), (Some(Points::HUNDRED), 15, None));
    // 柳树湾 in the pictures: 82.50, two items open.
    let picture = walk()
        .count("H1", 1)
        .count("T1", 1)
        .level("T2", Fair)
        .saw("firewood", "", 1)
        .saw("manure", "", 1)
        .saw("illegal_structure", "", 2)
        .saw("dumping", "heap", 1)
        .saw("dumping", "scattered", 1)
        .yes("Y1", true)
        .count("Y2", 0)
        .partly("Y3", Partial)
        .households("J1", "++-++")
        .households("J2", "+++++")
        .households("J3", "+++++")
        .households("J4", "+-+-+")
        .households("J5", "+++..");
    let sheet = picture.score();
    assert_eq!((sheet.total_text().as_deref(), sheet.unanswered, sheet.lost.to_string().as_str()), (Some("82.50"), 2, "17.5"));
    assert_eq!(sheet.item("J5").unwrap().households_open, [4, 5]);
}

#[test]
fn what_does_not_apply_leaves_both_sides() {
    let sheet = walk().count("H1", 5).not_applicable("J5").score();
    // 90 of 95.
    assert_eq!((sheet.goals.unwrap().fixed(), sheet.total.unwrap().fixed()), ("94.74".into(), "94.74".into()));
    let shares = walk().count("H1", 5).households("J5", "ooo++").score();
    // 92 of 97.
    assert_eq!(shares.goals.unwrap().fixed(), "94.85");
    let none = walk().count("H1", 5).households("J5", "ooooo").score();
    assert_eq!(none.goals, sheet.goals);
    assert!(none.item("J5").unwrap().not_applicable && !none.item("J5").unwrap().unanswered);
    // 不适用 where the item does not allow it is no answer.
    assert_eq!(walk().not_applicable("Y1").score().item("Y1").unwrap().points.to_string(), "5");
}

#[test]
fn the_two_sides_make_the_total() {
    let both = walk().all_well().done("M1", 1, 2, 0).score();
    assert_eq!(
        (both.goals.unwrap().fixed(), both.measures.unwrap().fixed(), both.total.unwrap().fixed()),
        ("100.00".into(), "50.00".into(), "85.00".into())
    );
    let without_target = walk().all_well().done("M1", 7, 0, 0).score();
    assert_eq!((without_target.measures, without_target.total), (None, Some(Points::HUNDRED)));
    let measures_alone = standard().subset(&["M1", "M2"]).unwrap();
    let walk = walk().done("M1", 1, 2, 0);
    let sheet = score(&measures_alone, &walk.facts, &walk.deadlines);
    assert_eq!((sheet.goals, sheet.total.unwrap().fixed()), (None, "50.00".into()));
}

#[test]
fn no_applicable_item_is_no_score() {
    let pens = standard().subset(&["J5"]).unwrap();
    for walk in [walk().not_applicable("J5"), walk().households("J5", "ooooo")] {
        let sheet = score(&pens, &walk.facts, &walk.deadlines);
        assert_eq!((sheet.total, sheet.goals, sheet.measures, sheet.unanswered), (None, None, None, 0));
    }
    let measures = standard().subset(&["M1"]).unwrap();
    assert_eq!(score(&measures, &walk().facts, &walk().deadlines).total, None);
}

#[test]
fn a_special_round_scores_its_subset() {
    let subset = standard().for_round(Some(r#"["W1","W3"]"#)).unwrap();
    let walk = walk().saw("firewood", "", 5).saw("illegal_structure", "", 5).count("W3", 0);
    let sheet = score(&subset, &walk.facts, &walk.deadlines);
    // 20 of 25; illegal structures are another round's business.
    assert_eq!((sheet.total.unwrap().fixed(), sheet.items.len(), sheet.not_scored.len()), ("80.00".into(), 2, 1));
    assert_eq!(subset.id(), standard().id());
    assert_eq!(standard().for_round(None).unwrap(), standard());
}

#[test]
fn what_is_overdue_costs_at_the_next_visit_what_was_said_ahead() {
    let overdue = |walk: Walk, kind: &str, count: u32, finding: &str| {
        let named = finding.to_owned();
        walk.saw_with(kind, "", count, move |sighting| sighting.finding = Some(named)).finding_due(finding, "2020-01-01")
    };
    let seen = overdue(overdue(overdue(walk(), "firewood", 2, "f1"), "illegal_structure", 1, "f2"), "posting", 3, "f3").score();
    let said = ahead(&standard(), [("firewood", 2), ("illegal_structure", 1), ("posting", 3)]);
    assert_eq!(said.len(), 3);
    for (item, ahead) in &said {
        assert_eq!((ahead.lost, ahead.by_grade), (seen.item(item).unwrap().lost, 0), "{item}");
    }
    // 扣完为止, and what has grades is only known when it is seen.
    let said = ahead(&standard(), [("earth", 9999), ("dumping", 1), ("posting", 1), ("ufo", 7)]);
    assert_eq!(said["W1"], Ahead { lost: Points::whole(15), by_grade: 0 });
    assert_eq!((said["W3"].lost.to_string().as_str(), said["W3"].by_grade, said.len()), ("0.5", 1, 2));
}
