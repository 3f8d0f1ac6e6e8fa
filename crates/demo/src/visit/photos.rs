//! Which photographs a visit took: near and wide of each spot, one for each other deduction.

use super::sightings::position;
use super::{MINUTE, Outcome, PlannedVisit, Timing};
use crate::dice::{Dice, uuid};
use crate::district::Village;
use crate::scene::{Scene, Shot, View};
use xuncun_domain::Millis;
use xuncun_domain::answer::{AnswerLevel, AnswerValue, YesPartialNo};
use xuncun_domain::inspection::Facts;
use xuncun_domain::sighting::{Position, Sighting};
use xuncun_domain::standard::Standard;

const DAY: Millis = 24 * 60 * MINUTE;
/// Photographs in the whole demo, at most: drawing them is what takes time.
pub const PHOTOS: usize = 360;

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

pub(super) fn make(
    village: &Village,
    standard: &Standard,
    facts: &Facts,
    timing: Timing,
    second_lacks_wide: bool,
    dice: &mut Dice,
) -> Vec<PlannedPhoto> {
    let mut photos = Vec::new();
    for (n, sighting) in facts.sightings.iter().enumerate() {
        let seed = dice.int(0..i64::MAX) as u64;
        let scene = scene_of(sighting, dice);
        let mut shots = vec![("near", scene, View::Near), ("wide", scene, View::Wide)];
        if sighting.fixed_on_spot {
            shots.push(("after", Scene::TidyYard, View::Wide));
        }
        shots.retain(|(phase, ..)| !(second_lacks_wide && n == 1 && *phase == "wide"));
        for (step, (phase, scene, view)) in (0..).zip(shots) {
            let taken_at = timing.by_now(sighting.seen_at + step * MINUTE / 3);
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
    let begun = facts.sightings.iter().map(|sighting| sighting.seen_at).max().unwrap_or(timing.started);
    for (n, (item, scene, phase)) in (2..).zip(worth_a_picture(standard, facts)) {
        let taken_at = timing.by_now(begun + n * MINUTE / 2);
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
    photos
}

/// Keeps photographs where people look first, until [`PHOTOS`] are reached: begun, returned and waiting visits, then those of the guide's village,
/// whose findings the tour shows, then those that have been answered, newest first.
pub(crate) fn choose(visits: &mut [PlannedVisit], guide: &str) {
    let newest = visits.iter().map(|visit| visit.started_at).max().unwrap_or_default();
    let mut order: Vec<usize> = (0..visits.len()).collect();
    order.sort_by_key(|index| {
        let visit = &visits[*index];
        let rank = match visit.outcome {
            Outcome::Open => 0,
            Outcome::Returned(_) => 1,
            Outcome::Waiting => 2,
            Outcome::Accepted if visit.facts.visit.village.to_string() == guide => 3,
            // Old enough to have been answered by now.
            Outcome::Accepted if newest - visit.started_at > 3 * DAY => 4,
            Outcome::Accepted => 5,
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

/// What the photo rules ask for outside the sightings: an overview of each item, and one for each deduction.
fn worth_a_picture(standard: &Standard, facts: &Facts) -> Vec<(String, Scene, &'static str)> {
    let mut pictures = Vec::new();
    for answer in &facts.answers {
        let (good, bad, count) = match (answer.item.as_str(), answer.value) {
            ("H1", Some(AnswerValue::Count { n })) => (Scene::TidyYard, Scene::BareGround, n),
            ("T1" | "Y2", Some(AnswerValue::Count { n })) => (Scene::Bins, Scene::FullBins, n),
            ("T2", Some(AnswerValue::Level { level })) => (Scene::CleanDitch, Scene::RuinedWall, u32::from(level != AnswerLevel::Good)),
            ("Y3", Some(AnswerValue::YesPartialNo { value: YesPartialNo::Partial })) => {
                pictures.push((answer.item.clone(), Scene::Board, "document"));
                continue;
            }
            _ => continue,
        };
        pictures.push((answer.item.clone(), good, "overview"));
        pictures.extend((0..count).map(|_| (answer.item.clone(), bad, "evidence")));
    }
    pictures.retain(|(item, ..)| standard.item(item).is_some());
    pictures
}
