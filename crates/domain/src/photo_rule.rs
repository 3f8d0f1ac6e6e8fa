//! Which photographs are still to be taken, by the item's photo rule.
//!
//! - P0, P3: none is asked for.
//! - P1: one overview, and one for each deduction that costs something (deductions beyond the floor need no proof).
//! - P2: a near and a wide one of each sighting; of what was 当场整改 also one after. What belongs to the village's neighbour is no exception.
//! - P4: a before and an after, for a measure that has a target.

use crate::inspection::{Facts, PhotoFact};
use crate::points::Points;
use crate::score::{ItemScore, ScoreSheet};
use crate::sighting::Sighting;
use crate::standard::{AnswerRule, Item, PhotoRule};

/// Photographs that an item itself still asks for (not those of its sightings). 0 while the item is unanswered: the answer says how many.
pub fn item_photos_missing(item: &Item, facts: &Facts, sheet: &ScoreSheet) -> u32 {
    let Some(score) = sheet.item(&item.id).filter(|score| score.answered && !score.not_applicable) else { return 0 };
    let of_item = |photo: &&PhotoFact| photo.owner_table == "inspection" && photo.item == item.id;
    let have = |phase: &str| facts.photos.iter().filter(of_item).any(|photo| photo.phase == phase);
    match item.photo_rule {
        PhotoRule::P1 => {
            let taken = u32::try_from(facts.photos.iter().filter(of_item).count()).unwrap_or(u32::MAX);
            (1 + deductions(item, score)).saturating_sub(taken)
        }
        PhotoRule::P4 => ["before", "after"].iter().map(|phase| u32::from(!have(phase))).sum(),
        PhotoRule::P0 | PhotoRule::P2 | PhotoRule::P3 => 0,
    }
}

/// Deductions to be shown by a photograph each: places counted as far as they cost something, else one for an item that lost points.
fn deductions(item: &Item, score: &ItemScore) -> u32 {
    let counted: u32 = score.terms.iter().filter_map(|term| term.count).fold(0, u32::saturating_add);
    match item.answer {
        AnswerRule::Count { each } => counted.min(each.times_to_use_up(item.points).unwrap_or(counted)),
        _ => u32::from(score.lost > Points::ZERO),
    }
}

/// Photographs that a sighting still asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SightingPhotos {
    /// No near one.
    pub near: bool,
    /// No wide one.
    pub wide: bool,
    /// Fixed on the spot, and none from after.
    pub after: bool,
}

impl SightingPhotos {
    /// How many.
    pub fn count(self) -> u32 {
        [self.near, self.wide, self.after].into_iter().map(u32::from).sum()
    }
}

/// Which photographs a sighting of an item still asks for.
pub fn sighting_photos_missing(item: &Item, sighting: &Sighting, facts: &Facts) -> SightingPhotos {
    if item.photo_rule != PhotoRule::P2 {
        return SightingPhotos::default();
    }
    let have = |phases: &[&str]| {
        facts.photos.iter().any(|photo| photo.owner_table == "sighting" && photo.owner_id == sighting.id && phases.contains(&photo.phase.as_str()))
    };
    SightingPhotos { near: !have(&["near", "before"]), wide: !have(&["wide", "overview"]), after: sighting.fixed_on_spot && !have(&["after"]) }
}

/// Photographs that belong to neither an item nor a sighting that is there: 未分类, never lost and never in the way until the submission.
pub fn unclassified<'a>(items: &'a [Item], facts: &'a Facts) -> impl Iterator<Item = &'a PhotoFact> {
    facts.photos.iter().filter(|photo| match photo.owner_table.as_str() {
        "inspection" => !items.iter().any(|item| item.id == photo.item),
        "sighting" => !facts.sightings.iter().any(|sighting| sighting.id == photo.owner_id),
        _ => true,
    })
}
