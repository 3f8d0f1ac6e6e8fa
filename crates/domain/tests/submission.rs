//! What may be entered, and what stops a submission.

use crate::field::{Walk, standard, walk};
use xuncun_domain::answer::{self, AnswerLevel, AnswerValue, Tick, YesPartialNo};
use xuncun_domain::inspection::VisitKind;
use xuncun_domain::missing::{Missing, may_submit, missing};
use xuncun_domain::photo_rule::{item_photos_missing, sighting_photos_missing};
use xuncun_domain::sighting::{self, Position};

fn refused(item: &str, household: Option<u32>, value: AnswerValue) -> Option<&'static str> {
    answer::check(&standard(), item, household, Some(value), "").err().map(|error| error.code())
}

#[test]
fn an_answer_fits_its_item() {
    use AnswerValue::{Count, Household, Level, NotApplicable, Ratio, YesNo, YesPartialNo as Ypn};
    let (pass, none) = (Household { tick: Tick::Pass }, Household { tick: Tick::None });
    let ratio = |done, target, overdue| Ratio { done, target, overdue };
    let cases = [
        ("H1", None, Count { n: 0 }, None),
        ("H1", None, Count { n: 9999 }, None),
        ("H1", None, Count { n: 10_000 }, Some("count_out_of_range")),
        ("H1", None, YesNo { yes: true }, Some("answer_kind_mismatch")),
        ("H1", None, NotApplicable, Some("item_always_applies")),
        ("H1", Some(1), Count { n: 0 }, Some("household_out_of_range")),
        ("T2", None, Level { level: AnswerLevel::Fair }, None),
        ("W1", None, Count { n: 0 }, None),
        ("W1", None, Count { n: 1 }, Some("derived_from_sightings")),
        ("W2", None, Count { n: 2 }, Some("derived_from_sightings")),
        ("W3", None, YesNo { yes: true }, Some("derived_from_sightings")),
        ("Y1", None, YesNo { yes: false }, None),
        ("Y1", None, Ypn { value: YesPartialNo::Partial }, Some("answer_kind_mismatch")),
        ("Y3", None, Ypn { value: YesPartialNo::Partial }, None),
        ("J1", Some(1), pass, None),
        ("J1", Some(5), none, None),
        ("J1", Some(0), pass, Some("household_out_of_range")),
        ("J1", Some(6), pass, Some("household_out_of_range")),
        ("J1", None, pass, Some("household_out_of_range")),
        ("J1", None, NotApplicable, None),
        ("J1", Some(1), NotApplicable, Some("answer_kind_mismatch")),
        ("M1", None, ratio(999_999, 999_999, 9999), None),
        ("M1", None, ratio(1_000_000, 1, 0), Some("count_out_of_range")),
        ("M1", None, ratio(1, 1, 10_000), Some("count_out_of_range")),
        ("X9", None, Count { n: 0 }, Some("item_unknown")),
    ];
    for (item, household, value, code) in cases {
        assert_eq!(refused(item, household, value), code, "{item} {household:?} {value:?}");
    }
    let note = |length: usize| answer::check(&standard(), "H1", None, None, &"记".repeat(length)).err().map(|error| (error.code(), error.max()));
    assert_eq!((note(2000), note(10_000)), (None, Some(("note_too_long", Some(2000)))));
    let subset = standard().subset(&["W1"]).unwrap();
    assert_eq!(answer::check(&subset, "H1", None, None, "").err().map(|e| e.code()), Some("item_unknown"), "not asked in this round");
}

#[test]
fn answers_are_written_in_one_way() {
    let cases = [
        (AnswerValue::Count { n: 2 }, r#"{"kind":"count","n":2}"#),
        (AnswerValue::Level { level: AnswerLevel::Good }, r#"{"kind":"level","level":"good"}"#),
        (AnswerValue::YesNo { yes: true }, r#"{"kind":"yes_no","yes":true}"#),
        (AnswerValue::YesPartialNo { value: YesPartialNo::Partial }, r#"{"kind":"yes_partial_no","value":"partial"}"#),
        (AnswerValue::Household { tick: Tick::Fail }, r#"{"kind":"household","tick":"fail"}"#),
        (AnswerValue::Ratio { done: 3, target: 4, overdue: 0 }, r#"{"kind":"ratio","done":3,"target":4}"#),
        (AnswerValue::Ratio { done: 3, target: 4, overdue: 1 }, r#"{"kind":"ratio","done":3,"target":4,"overdue":1}"#),
        (AnswerValue::NotApplicable, r#"{"kind":"not_applicable"}"#),
    ];
    for (value, text) in cases {
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
        assert_eq!(serde_json::from_str::<AnswerValue>(text).unwrap(), value);
    }
    for text in [r#"{"kind":"count","n":-1}"#, r#"{"kind":"count","n":1.5}"#, r#"{"kind":"count"}"#, r#"{"kind":"weather"}"#, "3"] {
        assert!(serde_json::from_str::<AnswerValue>(text).is_err(), "{text}");
    }
}

#[test]
fn a_sighting_fits_the_standard() {
    let refused = |kind: &str, change: fn(&mut sighting::Sighting)| {
        let walk = walk().saw_with(kind, "", 1, change);
        sighting::check(&standard(), &walk.facts.sightings[0]).err().map(|error| error.code())
    };
    let at = |lon: f64, lat: f64, accuracy: f64| Some(Position { lon, lat, accuracy });
    assert_eq!(refused("firewood", |_| {}), None);
    assert_eq!(refused("weather", |_| {}), Some("sighting_kind_unknown"));
    assert_eq!(refused("firewood", |s| s.grade = "heap".into()), Some("sighting_grade_unknown"));
    assert_eq!(refused("dumping", |s| s.grade = "burning".into()), None);
    assert_eq!(refused("firewood", |s| s.count = 0), Some("count_out_of_range"));
    assert_eq!(refused("firewood", |s| s.count = 10_000), Some("count_out_of_range"));
    assert_eq!(refused("firewood", |s| s.note = "记".repeat(2001)), Some("note_too_long"));
    assert_eq!(refused("firewood", |s| s.landmark = "标".repeat(121)), Some("landmark_too_long"));
    for (position, real) in [
        (at(106.6847, 35.5428, 8.0), true),
        (at(0.0, 0.0, 8.0), false),
        (at(0.0, 35.0, 8.0), true),
        (at(181.0, 35.0, 8.0), false),
        (at(106.0, -91.0, 8.0), false),
        (at(f64::NAN, 35.0, 8.0), false),
        (at(106.0, 35.0, f64::INFINITY), false),
        (at(106.0, 35.0, -1.0), false),
    ] {
        assert_eq!(position.unwrap().is_real(), real, "{position:?}");
    }
    assert_eq!(refused("firewood", |s| s.position = Some(Position { lon: 0.0, lat: 0.0, accuracy: 5.0 })), Some("position_not_real"));
}

fn list(walk: &Walk, conflicts: u32) -> Vec<Missing> {
    missing(&standard(), &walk.facts, &walk.score(), conflicts)
}

/// `kind item/sighting count`, with `?` for a hint.
fn told(list: &[Missing]) -> Vec<String> {
    let place = |m: &Missing| m.sighting.clone().or_else(|| m.item.clone()).unwrap_or_default();
    list.iter().map(|m| format!("{}{} {} {}", m.kind.as_str(), if m.blocks { "" } else { "?" }, place(m), m.count)).collect()
}

#[test]
fn a_begun_visit_lacks_every_answer_and_the_witness() {
    let list = list(&walk(), 0);
    let kinds: Vec<_> = list.iter().map(|m| m.kind.as_str()).collect();
    assert_eq!((kinds.iter().filter(|k| **k == "unanswered").count(), kinds.last()), (15, Some(&"witness")));
    assert_eq!(list.len(), 16, "measures without a target are not asked for");
    assert_eq!(list[0].group.as_deref(), Some("yihua"));
    assert!(!may_submit(&list));
}

#[test]
fn a_whole_visit_lacks_nothing_but_overviews_as_a_hint() {
    let whole = walk().all_well().signed();
    assert_eq!(told(&list(&whole, 0)), ["photos? H1 1", "photos? T1 1", "photos? T2 1", "photos? Y2 1"]);
    assert!(may_submit(&list(&whole, 0)));
    let pictured = ["H1", "T1", "T2", "Y2"].iter().fold(whole, |walk, item| walk.photo("inspection", "", item, "overview"));
    assert_eq!(list(&pictured, 0), []);
    assert_eq!(told(&list(&pictured, 2)), ["conflict  2"]);
}

#[test]
fn the_list_of_the_picture() {
    // Y4 未答; J5 户4、户5 未看; 粪堆 and 违建 lack the wide shot; no witness.
    let mut visit = walk().all_well().saw("manure", "", 1).saw("illegal_structure", "", 1);
    visit.facts.answers.retain(|answer| answer.item != "Y4" && !(answer.item == "J5" && answer.household > Some(3)));
    let visit = visit.photo("sighting", "sighting-1", "", "near").photo("sighting", "sighting-2", "", "near");
    let visit = ["H1", "T1", "T2", "Y2"].iter().fold(visit, |walk, item| walk.photo("inspection", "", item, "overview"));
    let list = list(&visit, 0);
    assert_eq!(told(&list), ["unanswered Y4 1", "household J5 2", "photos sighting-1 1", "photos sighting-2 1", "witness  1"]);
    assert_eq!(list[2].item.as_deref(), Some("W1"));
}

#[test]
fn a_photograph_that_cannot_be_taken_may_be_explained() {
    let explained = walk().all_well().signed().saw_with("firewood", "", 1, |s| s.note = "院门锁着，只能隔墙看".into());
    assert!(told(&list(&explained, 0)).contains(&"photos? sighting-1 2".into()));
    assert!(may_submit(&list(&explained, 0)));
    let plain = walk().all_well().signed().saw("firewood", "", 1);
    assert!(!may_submit(&list(&plain, 0)));
}

#[test]
fn photographs_without_a_place_wait_for_one() {
    let visit = walk().all_well().signed().photo("inspection", "", "", "evidence").photo("sighting", "taken back", "", "near");
    assert!(told(&list(&visit, 0)).contains(&"unclassified  2".into()));
    assert!(!may_submit(&list(&visit, 0)));
}

#[test]
fn an_unannounced_visit_asks_for_no_witness() {
    let mut visit = walk().all_well();
    visit.facts.visit.kind = VisitKind::Unannounced;
    assert!(may_submit(&list(&visit, 0)));
}

#[test]
fn photographs_by_rule() {
    let standard = standard();
    let asked = |walk: &Walk, item: &str| item_photos_missing(standard.item(item).unwrap(), &walk.facts, &walk.score());
    assert_eq!(asked(&walk(), "H1"), 0, "the answer says how many");
    assert_eq!(asked(&walk().count("H1", 3), "H1"), 4);
    assert_eq!(asked(&walk().count("H1", 3).photo("inspection", "", "H1", "overview"), "H1"), 3);
    assert_eq!(asked(&walk().count("H1", 500), "H1"), 11, "ten deductions use up the ten points");
    assert_eq!(asked(&walk().level("T2", AnswerLevel::Poor), "T2"), 2);
    assert_eq!(asked(&walk().yes("Y1", false), "Y1"), 0, "P0");
    assert_eq!(asked(&walk().households("J1", "-----"), "J1"), 0, "P3");
    assert_eq!(asked(&walk().done("M1", 1, 2, 0), "M1"), 2, "P4");
    assert_eq!(asked(&walk().done("M1", 1, 2, 0).photo("inspection", "", "M1", "before"), "M1"), 1);
    assert_eq!(asked(&walk().done("M1", 1, 0, 0), "M1"), 0, "no target");
    let fixed = walk().saw_with("firewood", "", 1, |s| s.fixed_on_spot = true).photo("sighting", "sighting-1", "", "near");
    let lacks = sighting_photos_missing(standard.item("W1").unwrap(), &fixed.facts.sightings[0], &fixed.facts);
    assert_eq!((lacks.near, lacks.wide, lacks.after, lacks.count()), (false, true, true, 2));
}
