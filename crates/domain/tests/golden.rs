//! A full inspection, its score and its hash, to the last digit. `GOLDEN=write` writes the files anew: look at the difference before it is committed.

use crate::field::{Walk, standard, walk};
use serde_json::{Value, json};
use std::path::PathBuf;
use xuncun_domain::answer::{AnswerLevel, YesPartialNo};
use xuncun_domain::inspection::{Facts, content_hash};
use xuncun_domain::score::score;
use xuncun_domain::sighting::{Deadlines, Position};

fn full_inspection() -> Walk {
    walk()
        .finding_due("finding-late", "2026-11-10")
        .finding_due("finding-in-time", "2026-12-01")
        .count("H1", 1)
        .count("T1", 1)
        .level("T2", AnswerLevel::Fair)
        .saw_with("firewood", "", 1, |s| {
            s.position = Some(Position { lon: 106.6847, lat: 35.5428, accuracy: 6.5 });
            s.landmark = "二组 · 王家门前".into();
        })
        .saw_with("manure", "", 1, |s| s.finding = Some("finding-late".into()))
        .saw_with("earth", "", 1, |s| s.finding = Some("finding-in-time".into()))
        .saw_with("clutter", "", 2, |s| s.fixed_on_spot = true)
        .saw("illegal_structure", "", 2)
        .saw("dumping", "heap", 1)
        .saw("dumping", "scattered", 1)
        .saw_with("dumping", "burning", 1, |s| {
            s.transferred = true;
            s.note = "省道路肩，不在村界内".into();
        })
        .yes("Y1", true)
        .count("Y2", 0)
        .partly("Y3", YesPartialNo::Partial)
        .yes("Y4", true)
        .households("J1", "++-++")
        .households("J2", "+++++")
        .households("J3", "+++++")
        .households("J4", "+-+-+")
        .households("J5", "++oo-")
        .done("M1", 8, 10, 1)
        .done("M2", 0, 0, 0)
        .done("M3", 1, 3, 0)
        .not_applicable("M5")
        .done("M9", 12, 10, 0)
        .photo("inspection", "", "H1", "overview")
        .photo("sighting", "sighting-1", "", "near")
        .photo("sighting", "sighting-1", "", "wide")
        .signed()
}

fn golden(name: &str, made: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var("GOLDEN").is_ok_and(|mode| mode == "write") {
        std::fs::write(&path, made).unwrap();
    }
    std::fs::read_to_string(&path).unwrap()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

#[test]
fn a_full_inspection_scores_as_written_down() {
    let walk = full_inspection();
    let input = golden("full_inspection.json", &pretty(&json!({ "facts": walk.facts, "deadlines": walk.deadlines })));
    // Scored from the file, as another replica would read it.
    let mut input: Value = serde_json::from_str(&input).unwrap();
    let facts: Facts = serde_json::from_value(input["facts"].take()).unwrap();
    let deadlines: Deadlines = serde_json::from_value(input["deadlines"].take()).unwrap();
    let sheet = score(&standard(), &facts, &deadlines);
    let made = pretty(&json!({ "content_hash": content_hash(&facts), "sheet": sheet }));
    assert_eq!(made, golden("full_inspection.score.json", &made));
    // By hand: 98 points in play, 18.5 lost; measures 15 + 3.33 + 10 of 40; 0.7 × 81.12 + 0.3 × 70.83 = 78.033.
    let by_hand = (sheet.goals.unwrap().fixed(), sheet.measures.unwrap().fixed(), sheet.total_text().unwrap());
    assert_eq!(by_hand, ("81.12".into(), "70.83".into(), "78.03".into()));
}

#[test]
fn the_standard_has_the_id_that_is_written_down() {
    let id = format!("{}\n", standard().id());
    assert_eq!(golden("default_standard.id", &id), id);
}
