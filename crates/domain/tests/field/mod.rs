//! A visit, written as an inspector would tell it.

use xuncun_domain::answer::{AnswerFact, AnswerLevel, AnswerValue, Tick, YesPartialNo};
use xuncun_domain::inspection::{Facts, PhotoFact, Visit, VisitKind, inspection_id};
use xuncun_domain::score::{ScoreSheet, score};
use xuncun_domain::sighting::{Deadlines, Sighting};
use xuncun_domain::standard::Standard;
use xuncun_domain::witness::{Witness, WitnessKind};

/// 2026-11-23 10:00 in UTC+08:00.
pub const NOW: i64 = 1_795_399_200_000;

pub fn standard() -> Standard {
    Standard::default_standard().unwrap()
}

#[derive(Clone)]
pub struct Walk {
    pub facts: Facts,
    pub deadlines: Deadlines,
}

pub fn walk() -> Walk {
    let (village, day) = ("629900100201".parse().unwrap(), "2026-11-23".parse().unwrap());
    let id = inspection_id("round-1", &village, "team-4", day);
    let standard = standard().id().to_owned();
    let visit = Visit { id, round: "round-1".into(), village, team: "team-4".into(), day, kind: VisitKind::Open, standard };
    Walk { facts: Facts::begun(visit), deadlines: Deadlines::new() }
}

impl Walk {
    pub fn answer(mut self, item: &str, value: AnswerValue) -> Self {
        self.facts.answers.push(AnswerFact { item: item.into(), household: None, value: Some(value), note: String::new() });
        self
    }
    pub fn count(self, item: &str, n: u32) -> Self {
        self.answer(item, AnswerValue::Count { n })
    }
    pub fn level(self, item: &str, level: AnswerLevel) -> Self {
        self.answer(item, AnswerValue::Level { level })
    }
    pub fn yes(self, item: &str, yes: bool) -> Self {
        self.answer(item, AnswerValue::YesNo { yes })
    }
    pub fn partly(self, item: &str, value: YesPartialNo) -> Self {
        self.answer(item, AnswerValue::YesPartialNo { value })
    }
    pub fn done(self, item: &str, done: u32, target: u32, overdue: u32) -> Self {
        self.answer(item, AnswerValue::Ratio { done, target, overdue })
    }
    pub fn not_applicable(self, item: &str) -> Self {
        self.answer(item, AnswerValue::NotApplicable)
    }
    /// Households in order: `+` 净, `-` 不净, `o` 没有, `.` not looked at.
    pub fn households(mut self, item: &str, ticks: &str) -> Self {
        for (household, tick) in (1..).zip(ticks.chars()) {
            let tick = match tick {
                '+' => Tick::Pass,
                '-' => Tick::Fail,
                'o' => Tick::None,
                _ => continue,
            };
            let value = Some(AnswerValue::Household { tick });
            self.facts.answers.push(AnswerFact { item: item.into(), household: Some(household), value, note: String::new() });
        }
        self
    }
    pub fn saw(self, kind: &str, grade: &str, count: u32) -> Self {
        self.saw_with(kind, grade, count, |_| {})
    }
    pub fn saw_with(mut self, kind: &str, grade: &str, count: u32, change: impl FnOnce(&mut Sighting)) -> Self {
        let id = format!("sighting-{}", self.facts.sightings.len() + 1);
        let mut sighting = Sighting {
            id,
            kind: kind.into(),
            grade: grade.into(),
            count,
            position: None,
            landmark: String::new(),
            fixed_on_spot: false,
            transferred: false,
            finding: None,
            finding_due: None,
            finding_closed: false,
            size: None,
            difficulty: None,
            note: String::new(),
            seen_at: NOW,
        };
        change(&mut sighting);
        self.facts.sightings.push(sighting);
        self
    }
    pub fn finding_due(mut self, finding: &str, day: &str) -> Self {
        self.deadlines.insert(finding.into(), day.parse().unwrap());
        self
    }
    pub fn photo(mut self, owner_table: &str, owner_id: &str, item: &str, phase: &str) -> Self {
        let sha256 = format!("{:064x}", self.facts.photos.len() + 1);
        let owner_id = if owner_id.is_empty() { self.facts.visit.id.clone() } else { owner_id.into() };
        self.facts.photos.push(PhotoFact { owner_table: owner_table.into(), owner_id, item: item.into(), phase: phase.into(), sha256 });
        self
    }
    pub fn signed(mut self) -> Self {
        self.facts.witness =
            Some(Witness { kind: WitnessKind::Signed, name: "王秀兰".into(), reason: String::new(), strokes: Some("ab".repeat(32)) });
        self
    }
    /// Every item answered, nothing found.
    pub fn all_well(mut self) -> Self {
        for item in standard().items() {
            let Some(value) = xuncun_domain::answer::nothing_to_note(item) else { continue };
            self = if matches!(value, AnswerValue::Household { .. }) { self.households(&item.id, "+++++") } else { self.answer(&item.id, value) };
        }
        self
    }
    pub fn score(&self) -> ScoreSheet {
        score(&standard(), &self.facts, &self.deadlines)
    }
}
