//! A standard that somebody hands in, and what its rules do with a visit.

use xuncun_domain::answer::{AnswerFact, AnswerLevel, AnswerValue, Tick, YesPartialNo};
use xuncun_domain::inspection::{Facts, Visit, VisitKind, content_hash, inspection_id};
use xuncun_domain::points::Points;
use xuncun_domain::score::score;
use xuncun_domain::sighting::{Deadlines, Sighting};
use xuncun_domain::standard::{AnswerRule, Item, Standard};

pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let standard = match Standard::load(text) {
        Ok(standard) => standard,
        Err(error) => {
            assert!(error.code().starts_with("standard_"));
            return;
        }
    };
    let again = Standard::load(&standard.to_json()).expect("what was read can be written, and read again");
    assert_eq!((again.id(), &again), (standard.id(), &standard), "one content has one id");
    // The input decides how bad the visit was.
    let badness = bytes.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
    for turn in 0..4 {
        scored(&standard, badness.wrapping_add(turn));
    }
    let halves: Vec<&str> = standard.items().iter().step_by(2).map(|item| item.id.as_str()).collect();
    scored(&standard.subset(&halves).expect("these items are there"), badness);
}

/// No score leaves 0 to 100, and every point that is lost is explained.
fn scored(standard: &Standard, badness: u32) {
    let facts = facts(standard, badness);
    let sheet = score(standard, &facts, &Deadlines::new());
    let bounded = |points: Option<Points>| points.is_none_or(|points| (Points::ZERO..=Points::HUNDRED).contains(&points));
    assert!(bounded(sheet.total) && bounded(sheet.goals) && bounded(sheet.measures), "{sheet:?}");
    for item in &sheet.items {
        assert!(item.got >= Points::ZERO && item.got <= item.points && item.got + item.lost == item.points, "{item:?}");
        assert_eq!(item.terms.iter().map(|term| term.lost).sum::<Points>(), item.lost, "{item:?}");
    }
    assert_eq!(content_hash(&facts).len(), 64);
}

fn facts(standard: &Standard, badness: u32) -> Facts {
    let (village, day) = ("629900100201".parse().unwrap(), "2026-11-23".parse().unwrap());
    let id = inspection_id("r", &village, "t", day);
    let visit = Visit { id, round: "r".into(), village, team: "t".into(), day, kind: VisitKind::Open, standard: standard.id().into() };
    let mut facts = Facts::begun(visit);
    for (n, item) in (0_u32..).zip(standard.items()) {
        let fact = |household, value| AnswerFact { item: item.id.clone(), household, value: Some(value), note: String::new() };
        let bad = badness.rotate_left(n);
        match item.answer {
            AnswerRule::Households { sample, .. } => {
                for household in 1..=sample {
                    let tick = [Tick::Pass, Tick::Fail, Tick::None][(bad.rotate_left(household) % 3) as usize];
                    facts.answers.push(fact(Some(household), AnswerValue::Household { tick }));
                }
            }
            _ => facts.answers.extend(answer(item, bad).map(|value| fact(None, value))),
        }
    }
    for (n, kind) in (0_u32..).zip(standard.kinds()) {
        let grade = kind.grades.get(badness.rotate_right(n) as usize % (kind.grades.len() + 1));
        facts.sightings.push(Sighting {
            id: format!("s{n}"),
            kind: kind.id.clone(),
            grade: grade.map(|grade| grade.id.clone()).unwrap_or_default(),
            count: badness.rotate_left(n) % 10_000,
            position: None,
            landmark: String::new(),
            fixed_on_spot: n % 5 == 3,
            transferred: n % 7 == 6,
            finding: (n % 3 == 1).then(|| format!("f{}", n % 2)),
            finding_due: None,
            finding_closed: n % 11 == 7,
            size: None,
            difficulty: None,
            note: String::new(),
            seen_at: 1_795_399_200_000,
        });
    }
    facts
}

fn answer(item: &Item, bad: u32) -> Option<AnswerValue> {
    Some(match (bad % 7, item.answer) {
        (0, _) => return None,
        (1, _) if item.may_not_apply => AnswerValue::NotApplicable,
        (_, AnswerRule::Count { .. }) => AnswerValue::Count { n: [0, 1, bad % 100, 9_999, u32::MAX][(bad >> 8) as usize % 5] },
        (_, AnswerRule::Sightings { .. }) => AnswerValue::Count { n: 0 },
        (_, AnswerRule::Level { .. }) => {
            AnswerValue::Level { level: [AnswerLevel::Good, AnswerLevel::Fair, AnswerLevel::Poor][(bad >> 8) as usize % 3] }
        }
        (_, AnswerRule::YesNo {}) => AnswerValue::YesNo { yes: bad & 8 == 0 },
        (_, AnswerRule::YesPartialNo { .. }) => {
            AnswerValue::YesPartialNo { value: [YesPartialNo::Yes, YesPartialNo::Partial, YesPartialNo::No][(bad >> 8) as usize % 3] }
        }
        (_, AnswerRule::Households { .. }) => return None,
        (_, AnswerRule::Ratio { .. }) => {
            AnswerValue::Ratio { done: bad >> 12, target: [0, 1, 3, 999_999, u32::MAX][(bad >> 8) as usize % 5], overdue: bad % 40 }
        }
    })
}
