//! Which photographs a visit took: near and wide of each spot, one for each other deduction.

use super::sightings::position;
use super::{MINUTE, Outcome, PlannedVisit};
use crate::dice::{Dice, uuid};
use crate::district::Village;
use crate::scene::{Scene, Shot, View};
use xuncun_domain::Millis;
use xuncun_domain::answer::{AnswerLevel, AnswerValue, YesPartialNo};
use xuncun_domain::inspection::Facts;
use xuncun_domain::sighting::{Position, Sighting};
use xuncun_domain::standard::Standard;

/// Photographs in the whole demo, at most: drawing them is what takes time.
pub const PHOTOS: usize = 240;
/// In one visit, at most.
const PER_VISIT: usize = 10;

/// A photograph to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedPhoto {
    /// Row id.
    pub id: String,
    /// `sighting` or `inspection`.
    pub owner_table: &'static str,
    /// Row id of the owner.
    pub owner_id: String,
    /// Item id, for photographs of the inspection.
    pub item: String,
    /// `near`, `wide`, `overview`, `evidence`, `document`.
    pub phase: &'static str,
    /// What is drawn.
    pub shot: Shot,
    /// When it was taken.
    pub taken_at: Millis,
    /// Where, if known.
    pub position: Option<Position>,
}

pub(super) fn make(village: &Village, standard: &Standard, facts: &Facts, second_lacks_wide: bool, dice: &mut Dice) -> Vec<PlannedPhoto> {
    let mut photos = Vec::new();
    for (n, sighting) in facts.sightings.iter().enumerate() {
        let seed = dice.int(0..i64::MAX) as u64;
        let scene = scene_of(sighting, dice);
        for (view, phase) in [(View::Near, "near"), (View::Wide, "wide")] {
            if second_lacks_wide && n == 1 && view == View::Wide {
                continue;
            }
            let taken_at = sighting.seen_at + if view == View::Near { 0 } else { MINUTE / 3 };
            photos.push(PlannedPhoto {
                id: uuid(taken_at, dice),
                owner_table: "sighting",
                owner_id: sighting.id.clone(),
                item: String::new(),
                phase,
                shot: Shot { scene, view, seed },
                taken_at,
                position: sighting.position,
            });
        }
    }
    let begun = facts.sightings.iter().map(|s| s.seen_at).max().unwrap_or_else(|| facts.visit.day.start() + 9 * 60 * MINUTE);
    for (n, (item, scene, phase)) in (1..).zip(worth_a_picture(standard, facts)) {
        let taken_at = begun + n * MINUTE;
        photos.push(PlannedPhoto {
            id: uuid(taken_at, dice),
            owner_table: "inspection",
            owner_id: facts.visit.id.clone(),
            item,
            phase,
            shot: Shot { scene, view: if phase == "overview" { View::Wide } else { View::Near }, seed: dice.int(0..i64::MAX) as u64 },
            taken_at,
            position: position(village, dice),
        });
    }
    photos.truncate(PER_VISIT);
    photos
}

/// Keeps photographs where people look first, until [`PHOTOS`] are reached: begun, returned and waiting visits, then the newest accepted ones.
pub(crate) fn choose(visits: &mut [PlannedVisit], _dice: &mut Dice) {
    let mut order: Vec<usize> = (0..visits.len()).collect();
    order.sort_by_key(|index| {
        let visit = &visits[*index];
        let rank = match visit.outcome {
            Outcome::Open => 0,
            Outcome::Returned(_) => 1,
            Outcome::Waiting => 2,
            Outcome::Accepted => 3,
        };
        (rank, std::cmp::Reverse(visit.started_at))
    });
    let mut left = PHOTOS;
    for index in order {
        let photos = &mut visits[index].photos;
        if photos.len() > left {
            photos.clear();
        }
        left -= photos.len();
    }
}

fn scene_of(sighting: &Sighting, dice: &mut Dice) -> Scene {
    match (sighting.kind.as_str(), sighting.grade.as_str()) {
        (_, "burning") => Scene::Burning,
        ("firewood", _) => Scene::Firewood,
        ("manure", _) => Scene::Manure,
        ("earth", _) => Scene::Earth,
        ("garbage", _) => Scene::Garbage,
        ("clutter", _) => Scene::Clutter,
        ("illegal_structure", _) => dice.pick(&[Scene::IllegalShed, Scene::IllegalShed, Scene::RuinedWall]),
        ("posting", _) => Scene::Posters,
        (_, "scattered") => Scene::Litter,
        _ => Scene::DitchDumping,
    }
}

/// Items outside the sightings with something to show, and what shows it.
fn worth_a_picture(standard: &Standard, facts: &Facts) -> Vec<(String, Scene, &'static str)> {
    let mut pictures = vec![("H1".to_string(), Scene::TidyYard, "overview")];
    for answer in &facts.answers {
        let shown = match (answer.item.as_str(), answer.value) {
            ("H1", Some(AnswerValue::Count { n: 1.. })) => Some((Scene::BareGround, "evidence")),
            ("T1" | "Y2", Some(AnswerValue::Count { n: 1.. })) => Some((Scene::FullBins, "evidence")),
            ("T1", Some(AnswerValue::Count { n: 0 })) => Some((Scene::Bins, "overview")),
            ("T2", Some(AnswerValue::Level { level: AnswerLevel::Fair | AnswerLevel::Poor })) => Some((Scene::RuinedWall, "evidence")),
            ("Y3", Some(AnswerValue::YesPartialNo { value: YesPartialNo::Partial })) => Some((Scene::Board, "document")),
            _ => None,
        };
        pictures.extend(shown.map(|(scene, phase)| (answer.item.clone(), scene, phase)));
    }
    pictures.retain(|(item, ..)| standard.item(item).is_some());
    pictures
}
