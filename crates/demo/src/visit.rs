//! One visit: what it found, by how well the village is kept, and how far it has come.

mod answers;
mod photos;
mod sightings;

use crate::dice::Dice;
use crate::district::District;
use crate::plan::Assignment;
use xuncun_domain::Millis;
use xuncun_domain::calendar::Day;
use xuncun_domain::inspection::{Facts, Visit, VisitKind, inspection_id};
use xuncun_domain::standard::Standard;
use xuncun_domain::witness::{Witness, WitnessKind};

#[cfg(test)]
pub(crate) use photos::PHOTOS;
pub use photos::PlannedPhoto;
pub(crate) use photos::choose as choose_photos;

const MINUTE: Millis = 60_000;

/// How far a visit has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Begun, half answered.
    Open,
    /// Submitted.
    Waiting,
    /// Sent back, with the reviewer's words.
    Returned(String),
    /// Accepted.
    Accepted,
}

/// A visit with everything that was recorded in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedVisit {
    /// Its facts; photographs are in [`Self::photos`] until they are drawn, the witness's strokes are in [`Self::strokes`].
    pub facts: Facts,
    /// Row id of the person who inspected and submitted.
    pub inspector: String,
    /// When it began.
    pub started_at: Millis,
    /// When it was submitted.
    pub submitted_at: Option<Millis>,
    /// When it was reviewed.
    pub reviewed_at: Option<Millis>,
    /// How far it has come.
    pub outcome: Outcome,
    /// Photographs to be drawn.
    pub photos: Vec<PlannedPhoto>,
    /// The witness's signature: each stroke a flat list of x, y in 0–1000.
    pub strokes: Vec<Vec<u32>>,
}

/// When a visit took place, never after `now`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    started: Millis,
    now: Millis,
}

impl Timing {
    /// Some working hour of one of `days` days from `from`; earlier today if that would be the future.
    pub(crate) fn within(from: Day, days: u32, now: Millis, dice: &mut Dice) -> Self {
        let day = from.plus(dice.int(0..i64::from(days)) as i32).min(Day::of(now));
        let planned = day.start() + dice.int(8 * 60..16 * 60) * MINUTE + dice.int(0..MINUTE);
        let latest = now - 20 * MINUTE;
        let started = if planned <= latest { planned } else { day.start() + ((now - day.start()) as f64 * dice.real(0.3..0.8)) as Millis };
        Self { started, now }
    }

    /// In the office hours after `submitted`: in the late afternoon, or the next morning.
    fn reviewed(&self, submitted: Millis, dice: &mut Dice) -> Millis {
        let day = Day::of(submitted);
        let afternoon = day.start() + dice.int(15 * 60 + 30..18 * 60) * MINUTE;
        let at = if afternoon > submitted { afternoon } else { day.plus(1).start() + dice.int(9 * 60..11 * 60) * MINUTE };
        // That may still be to come: then they were quick.
        if at <= self.now { at } else { submitted + (self.now - submitted) / 4 }
    }

    fn after(&self, minutes: i64) -> Millis {
        self.by_now(self.started + minutes * MINUTE)
    }

    /// At that moment, unless it is still to come.
    fn by_now(&self, at: Millis) -> Millis {
        at.min(self.now)
    }
}

pub(crate) fn plan(
    district: &District,
    standard: &Standard,
    round: &str,
    assignment: &Assignment,
    timing: Timing,
    outcome: Outcome,
    dice: &mut Dice,
) -> PlannedVisit {
    let village = &district.villages[assignment.village];
    let team = &district.teams[assignment.team];
    let day = Day::of(timing.started);
    let kind = if dice.chance(0.8) || outcome == Outcome::Open { VisitKind::Open } else { VisitKind::Unannounced };
    // The generator's codes are twelve digits; the tests hold it to that.
    let code = village.code.parse().unwrap_or_else(|_| county());
    let id = inspection_id(round, &code, &team.id, day);
    let mut facts =
        Facts::begun(Visit { id, round: round.to_string(), village: code, team: team.id.clone(), day, kind, standard: standard.id().to_string() });
    let needs_two = matches!(&outcome, Outcome::Returned(reason) if reason.contains("第 2 处"));
    facts.sightings = sightings::make(village, standard, timing, needs_two, dice);
    facts.answers = answers::make(village, standard, &facts.sightings, outcome == Outcome::Open, dice);
    let mut strokes = Vec::new();
    if outcome != Outcome::Open {
        facts.witness = Some(witness(kind, dice));
        if facts.witness.as_ref().is_some_and(|witness| witness.kind == WitnessKind::Signed) {
            strokes = signature(dice);
        }
    }
    let photos = photos::make(village, standard, &facts, timing, needs_two, dice);
    let inspector =
        if is_guides(district, village.name.as_str()) { district.guide.inspector.clone() } else { dice.pick(&references(&team.members)).to_string() };
    let submitted_at = (outcome != Outcome::Open).then(|| timing.after(dice.int(35..110)));
    let reviewed_at = submitted_at.filter(|_| matches!(outcome, Outcome::Returned(_) | Outcome::Accepted)).map(|at| timing.reviewed(at, dice));
    PlannedVisit { facts, inspector, started_at: timing.started, submitted_at, reviewed_at, outcome, photos, strokes }
}

/// Words of a return.
pub(crate) fn return_reason(dice: &mut Dice) -> String {
    dice.pick(&[
        "W1 第 2 处缺远景照片",
        "W2 彩钢棚位置与村界不符，请核对",
        "J4 五户都不净，请写明情况",
        "T2 评为差，请补一张全景",
        "缺见证人说明，请补齐",
    ])
    .to_string()
}

fn county() -> xuncun_domain::division::DivisionCode {
    #[expect(clippy::expect_used, reason = "a constant of six digits")]
    crate::COUNTY.parse().expect("six digits")
}

fn references(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

fn is_guides(district: &District, village: &str) -> bool {
    district.village(village.trim_end_matches('村')).is_some_and(|v| v.township == district.tour_township()) && is_tour_name(village)
}

fn is_tour_name(village: &str) -> bool {
    crate::names::TOUR.contains(&village.trim_end_matches('村'))
}

fn witness(kind: VisitKind, dice: &mut Dice) -> Witness {
    if kind == VisitKind::Unannounced {
        return Witness { kind: WitnessKind::Unannounced, name: String::new(), reason: String::new(), strokes: None };
    }
    let name = crate::names::person(dice, &mut std::collections::HashSet::new());
    match dice.int(0..20) {
        0 => Witness { kind: WitnessKind::Refused, name, reason: "对彩钢棚的认定有异议".into(), strokes: None },
        1 | 2 => Witness { kind: WitnessKind::Absent, name: String::new(), reason: "村干部都在镇上开会".into(), strokes: None },
        _ => Witness { kind: WitnessKind::Signed, name, reason: String::new(), strokes: None },
    }
}

/// Two or three strokes that wander to the right.
fn signature(dice: &mut Dice) -> Vec<Vec<u32>> {
    (0..dice.int(2..4))
        .map(|stroke| {
            let (mut x, mut y) = (120 + stroke * 240, dice.int(350..600));
            (0..dice.int(6..14))
                .flat_map(|_| {
                    x = (x + dice.int(-20..60)).clamp(0, 1000);
                    y = (y + dice.int(-90..90)).clamp(0, 1000);
                    [x as u32, y as u32]
                })
                .collect()
        })
        .collect()
}
