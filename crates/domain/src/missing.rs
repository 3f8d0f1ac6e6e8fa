//! What stops a submission, and where to mend it. Answered honestly or not submitted: there is no "submit anyway".

use crate::inspection::Facts;
use crate::photo_rule::{item_photos_missing, sighting_photos_missing, unclassified};
use crate::score::ScoreSheet;
use crate::standard::{AnswerRule, Item, PhotoRule, Standard};
use crate::witness;
use serde::{Deserialize, Serialize};

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingKind {
    /// An item without an answer.
    Unanswered,
    /// Households of a sample without a tick.
    Household,
    /// Photographs that a photo rule asks for.
    Photos,
    /// The witness.
    Witness,
    /// Photographs without a place.
    Unclassified,
    /// Rows that two people changed differently.
    Conflict,
}

impl MissingKind {
    /// As the UI names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unanswered => "unanswered",
            Self::Household => "household",
            Self::Photos => "photos",
            Self::Witness => "witness",
            Self::Unclassified => "unclassified",
            Self::Conflict => "conflict",
        }
    }
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What.
    pub kind: MissingKind,
    /// Group id, where there is one.
    pub group: Option<String>,
    /// Item id, where there is one.
    pub item: Option<String>,
    /// Sighting id, where there is one.
    pub sighting: Option<String>,
    /// How many: households, photographs, rows; 1 for an item or the witness.
    pub count: u32,
    /// Stops the submission; otherwise a hint.
    pub blocks: bool,
}

impl Missing {
    fn plain(kind: MissingKind, count: u32) -> Self {
        Self { kind, group: None, item: None, sighting: None, count, blocks: true }
    }

    fn of(kind: MissingKind, item: &Item, count: u32) -> Self {
        Self { group: Some(item.group.clone()), item: Some(item.id.clone()), ..Self::plain(kind, count) }
    }
}

/// Everything that is missing, in the order of the list on the screen: answers, photographs, witness, photographs without a place, conflicts.
/// `sheet` is the score of the same facts; `conflicts` is how many of the inspection's rows are in conflict.
pub fn missing(standard: &Standard, facts: &Facts, sheet: &ScoreSheet, conflicts: u32) -> Vec<Missing> {
    let mut list: Vec<Missing> = standard.items().iter().filter_map(|item| unanswered(item, sheet)).collect();
    for item in standard.items() {
        list.extend(photos(standard, item, facts, sheet));
    }
    if !witness::is_complete(facts.visit.kind, facts.witness.as_ref()) {
        list.push(Missing::plain(MissingKind::Witness, 1));
    }
    let loose = unclassified(standard.items(), facts).count();
    if loose > 0 {
        list.push(Missing::plain(MissingKind::Unclassified, u32::try_from(loose).unwrap_or(u32::MAX)));
    }
    if conflicts > 0 {
        list.push(Missing::plain(MissingKind::Conflict, conflicts));
    }
    list
}

/// May it be submitted? Nothing that is missing blocks.
pub fn may_submit(missing: &[Missing]) -> bool {
    !missing.iter().any(|entry| entry.blocks)
}

fn unanswered(item: &Item, sheet: &ScoreSheet) -> Option<Missing> {
    let score = sheet.item(&item.id).filter(|score| score.unanswered)?;
    let open = u32::try_from(score.households_open.len()).unwrap_or(u32::MAX);
    Some(match item.answer {
        AnswerRule::Households { sample, .. } if open < sample => Missing::of(MissingKind::Household, item, open),
        _ => Missing::of(MissingKind::Unanswered, item, 1),
    })
}

fn photos(standard: &Standard, item: &Item, facts: &Facts, sheet: &ScoreSheet) -> Vec<Missing> {
    let required = standard.photos_required(item.photo_rule);
    let mut list = Vec::new();
    let count = item_photos_missing(item, facts, sheet);
    if count > 0 {
        list.push(Missing { blocks: required, ..Missing::of(MissingKind::Photos, item, count) });
    }
    if item.photo_rule == PhotoRule::P2 {
        let of_item = |kind: &str| standard.kind(kind).is_some_and(|kind| kind.item == item.id);
        let mut sightings: Vec<_> = facts.sightings.iter().filter(|sighting| of_item(&sighting.kind)).collect();
        sightings.sort_by(|a, b| (a.seen_at, &a.id).cmp(&(b.seen_at, &b.id)));
        for sighting in sightings {
            let photos = sighting_photos_missing(item, sighting, facts);
            if photos.count() > 0 {
                // 拍不到可写原因: with a note, written or spoken, the photographs are a hint. So is the picture from after, which only makes a pair.
                let silent = sighting.note.trim().is_empty() && !facts.voices.iter().any(|voice| voice.is_of_sighting(&sighting.id));
                let blocks = required && (photos.near || photos.wide) && silent;
                list.push(Missing { sighting: Some(sighting.id.clone()), blocks, ..Missing::of(MissingKind::Photos, item, photos.count()) });
            }
        }
    }
    list
}
