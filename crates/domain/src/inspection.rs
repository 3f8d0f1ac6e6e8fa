//! A visit: its identity, its facts, the hash of its content, and where it stands.
//!
//! An inspection is keyed by (round, village, team, day), so two inspectors of a team who start it offline share one visit. Its status is never
//! stored: it is derived from its submissions and reviews.

use crate::answer::AnswerFact;
use crate::calendar::Day;
use crate::canonical;
use crate::division::DivisionCode;
use crate::photo_mark::Mark;
use crate::sighting::Sighting;
use crate::voice_note::VoiceFact;
use crate::witness::Witness;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

mod status;
pub use status::{ReviewFact, Status, SubmissionFact, Verdict, latest_review, latest_submission, status};

/// 明查 or 暗访.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// 明查: announced, witnessed.
    Open,
    /// 暗访: nothing is shown to the village before it is over.
    Unannounced,
}

impl VisitKind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unannounced => "unannounced",
        }
    }
}

impl fmt::Display for VisitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is neither `open` nor `unannounced`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of visit")]
pub struct VisitKindError;

impl VisitKindError {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        "visit_kind_unknown"
    }
}

impl FromStr for VisitKind {
    type Err = VisitKindError;

    fn from_str(text: &str) -> Result<Self, VisitKindError> {
        [Self::Open, Self::Unannounced].into_iter().find(|kind| kind.as_str() == text).ok_or(VisitKindError)
    }
}

/// The row id of the visit (round, village, team, day): a UUID of version 8 made from SHA-256 of `inspection`, round, village, team and day,
/// separated by NUL. The same on every device that starts the visit.
pub fn inspection_id(round: &str, village: &DivisionCode, team: &str, day: Day) -> String {
    let day = day.to_string();
    let key = ["inspection", round, village.as_str(), team, &day].join("\0");
    let digest = Sha256::digest(key.as_bytes());
    let mut bytes: [u8; 16] = std::array::from_fn(|i| digest[i]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = canonical::hex(&bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The row id of an answer: `<inspection>/<item>` or `<inspection>/<item>/<household>`.
pub fn answer_id(inspection: &str, item: &str, household: Option<u32>) -> String {
    household.map_or_else(|| format!("{inspection}/{item}"), |household| format!("{inspection}/{item}/{household}"))
}

/// The row id of a submission: `<inspection>/<n>`, n from 1.
pub fn submission_id(inspection: &str, n: u32) -> String {
    format!("{inspection}/{n}")
}

/// What the visit is: its key and how it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Row id, see [`inspection_id`].
    pub id: String,
    /// Round's row id.
    pub round: String,
    /// Village.
    pub village: DivisionCode,
    /// Team's row id.
    pub team: String,
    /// Civil day.
    pub day: Day,
    /// 明查 or 暗访.
    pub kind: VisitKind,
    /// Standard's id: the visit stays on the version that it began with.
    pub standard: String,
}

/// What a photograph is of, as far as the photo rules and the content's hash need it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PhotoFact {
    /// `inspection` or `sighting`.
    pub owner_table: String,
    /// Row id of the owner.
    pub owner_id: String,
    /// Item id, for photographs of the inspection that belong to an item; empty for none.
    pub item: String,
    /// `near`, `wide`, `overview`, `evidence`, `document`, `before`, `after`.
    pub phase: String,
    /// SHA-256 of the original, hex.
    pub sha256: String,
}

/// An inspection's facts: all that scoring, checking and hashing look at. Rows that lost to another head or were deleted are not among them.
/// The order of answers, sightings and photographs means nothing.
///
/// A field that is added later is left out of the JSON while it is empty, here and in what it holds: else old content would get a new hash and every
/// accepted inspection would be back in the queue. A golden hash in the tests guards that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The visit.
    pub visit: Visit,
    /// The witness, once there is one.
    pub witness: Option<Witness>,
    /// Answers.
    pub answers: Vec<AnswerFact>,
    /// Sightings.
    pub sightings: Vec<Sighting>,
    /// Photographs of the inspection and of its sightings.
    pub photos: Vec<PhotoFact>,
    /// What was drawn on these photographs: a circle is part of what the inspector says, and a blur takes away from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// What was said of its items and sightings: a voice note stands for words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voices: Vec<VoiceFact>,
}

impl Facts {
    /// A visit that has only begun.
    pub const fn begun(visit: Visit) -> Self {
        Self { visit, witness: None, answers: Vec::new(), sightings: Vec::new(), photos: Vec::new(), marks: Vec::new(), voices: Vec::new() }
    }

    /// The facts in their one order, without rows that say nothing (no value and no note) and without repetitions.
    fn canonical(&self) -> Self {
        let mut facts = self.clone();
        facts.answers.retain(|answer| answer.value.is_some() || !answer.note.is_empty());
        facts.answers.sort();
        facts.answers.dedup();
        facts.sightings.sort_by_cached_key(|sighting| (sighting.id.clone(), canonical::hash_of(sighting)));
        facts.sightings.dedup();
        facts.photos.sort();
        facts.photos.dedup();
        facts.marks.sort_by_cached_key(|mark| (mark.id.clone(), canonical::hash_of(mark)));
        facts.marks.dedup();
        facts.voices.sort();
        facts.voices.dedup();
        facts
    }
}

/// SHA-256 (64 hex digits) of the canonical JSON of the facts: what a submission and a review name. Two replicas with the same facts name the same.
pub fn content_hash(facts: &Facts) -> String {
    canonical::hash_of(&facts.canonical())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::answer::AnswerValue;

    fn visit() -> Visit {
        let (village, day) = ("629900100201".parse().unwrap(), "2026-11-23".parse().unwrap());
        let id = inspection_id("r1", &village, "t4", day);
        Visit { id, round: "r1".into(), village, team: "t4".into(), day, kind: VisitKind::Open, standard: "s".into() }
    }

    fn answer(item: &str, value: Option<AnswerValue>, note: &str) -> AnswerFact {
        AnswerFact { item: item.into(), household: None, value, note: note.into() }
    }

    #[test]
    fn one_visit_has_one_id() {
        let id = visit().id;
        assert_eq!(id, visit().id);
        assert_eq!((id.len(), &id[14..15]), (36, "8"), "{id} is a UUID of version 8");
        assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"), "{id} is of the RFC's variant");
        let (village, day) = (visit().village, visit().day);
        let others =
            [inspection_id("r2", &village, "t4", day), inspection_id("r1", &village, "t5", day), inspection_id("r1", &village, "t4", day.plus(1))];
        assert!(others.iter().all(|other| *other != id));
        // What stands between the parts keeps (a, bc) and (ab, c) apart.
        assert_ne!(inspection_id("r1", &village, "1t", day), inspection_id("r", &village, "11t", day));
    }

    #[test]
    fn the_hash_is_of_content_not_of_order() {
        let mut facts = Facts::begun(visit());
        facts.answers = vec![answer("H1", Some(AnswerValue::Count { n: 1 }), ""), answer("Y1", Some(AnswerValue::YesNo { yes: true }), "")];
        let hash = content_hash(&facts);
        facts.answers.reverse();
        assert_eq!(content_hash(&facts), hash);
        facts.answers.push(answer("T1", None, ""));
        assert_eq!(content_hash(&facts), hash, "an answer taken back says nothing");
        facts.answers.push(answer("T1", None, "路口"));
        assert_ne!(content_hash(&facts), hash, "a note is content");
    }

    #[test]
    fn a_voice_note_is_content_and_without_any_the_hash_is_as_it_was() {
        let mut facts = Facts::begun(visit());
        let hash = content_hash(&facts);
        assert!(!canonical::to_text(&serde_json::to_value(&facts).unwrap()).contains("voices"), "as before there were any");
        let voice = |item: &str, sha256: &str| VoiceFact {
            owner_table: "inspection".into(),
            owner_id: facts.visit.id.clone(),
            item: item.into(),
            sha256: sha256.into(),
        };
        let (first, second) = (voice("H1", "ab"), voice("W1", "aa"));
        facts.voices = vec![second.clone(), first.clone(), first.clone()];
        let said = content_hash(&facts);
        assert_ne!(said, hash);
        facts.voices = vec![first.clone(), second];
        assert_eq!(content_hash(&facts), said, "in whatever order, however often");
        facts.voices = vec![first];
        assert_ne!(content_hash(&facts), said);
        facts.voices[0].sha256 = "ac".into();
        assert_ne!(content_hash(&facts), said, "other words");
    }

    #[test]
    fn a_size_is_content_and_without_one_the_hash_is_as_it_was() {
        let mut facts = Facts::begun(visit());
        let seen = serde_json::json!({"id": "s", "kind": "earth", "grade": "", "count": 1, "position": null, "landmark": "", "fixed_on_spot": false, "transferred": false,
            "finding": null, "note": "", "seen_at": 0});
        facts.sightings = vec![serde_json::from_value(seen).unwrap()];
        let hash = content_hash(&facts);
        let text = canonical::to_text(&serde_json::to_value(&facts).unwrap());
        assert!(!text.contains("size") && !text.contains("difficulty"), "as before there were any");
        facts.sightings[0].size = Some(crate::size::Size { length: Some(30), ..Default::default() });
        let measured = content_hash(&facts);
        assert_ne!(measured, hash);
        facts.sightings[0].difficulty = Some(crate::size::Difficulty::Easy);
        assert_ne!(content_hash(&facts), measured);
    }

    #[test]
    fn a_mark_is_content_and_without_any_the_hash_is_as_it_was() {
        let mut facts = Facts::begun(visit());
        let hash = content_hash(&facts);
        assert!(!canonical::to_text(&serde_json::to_value(&facts).unwrap()).contains("marks"), "as before there were any");
        let mark =
            |id: &str| Mark { id: id.into(), photo: "p".into(), kind: "circle".into(), x1: 0.1, y1: 0.2, x2: 0.5, y2: 1.0, text: String::new() };
        facts.marks = vec![mark("b"), mark("a")];
        let marked = content_hash(&facts);
        assert_ne!(marked, hash);
        facts.marks.reverse();
        assert_eq!(content_hash(&facts), marked);
        facts.marks.pop();
        assert_ne!(content_hash(&facts), marked);
    }
}
