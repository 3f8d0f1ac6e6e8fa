//! One visit, whole: its score, its items, its sightings and photographs.

use super::{
    AnswerKind, Millis, Missing, NamedId, PhotoView, PresenceView, ReturnBrief, RoundBrief, SameFinding, VisitKind, VisitStatus, VoiceView,
    WitnessKind,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xuncun_domain::answer::{AnswerValue, Tick};
use xuncun_domain::size::{Difficulty, Measure, Size};

/// A position as measured. There is no default position: unknown is `None` where this is used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Fix {
    /// Longitude, degrees, WGS-84.
    pub lon: f64,
    /// Latitude, degrees, WGS-84.
    pub lat: f64,
    /// Accuracy radius, metres (68 %).
    pub accuracy: f64,
    /// Altitude, metres.
    pub altitude: Option<f64>,
    /// Direction of view, degrees from north.
    pub bearing: Option<f64>,
}

/// One visit, whole: every control, the live score, and what is missing.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InspectionView {
    /// Row id.
    pub id: String,
    /// Village.
    pub village: NamedId,
    /// Township.
    pub township: NamedId,
    /// Round.
    pub round: RoundBrief,
    /// Team.
    pub team: NamedId,
    /// Civil day of the visit.
    pub day: String,
    /// Announced or not.
    pub kind: VisitKind,
    /// Where it stands.
    pub status: VisitStatus,
    /// May this caller still change it?
    pub editable: bool,
    /// Score: goals and measures weighed together.
    pub score: ScoreView,
    /// Groups in the standard's order.
    pub groups: Vec<GroupView>,
    /// Everything that costs points, in the standard's order.
    pub deductions: Vec<DeductionView>,
    /// Sightings, newest first.
    pub sightings: Vec<SightingView>,
    /// Photographs that belong to no item or sighting yet.
    pub unclassified: Vec<PhotoView>,
    /// Who inspected: authors of its rows.
    pub inspectors: Vec<String>,
    /// What was said where the visit was opened from outside the village, in order.
    pub presences: Vec<PresenceView>,
    /// Witness.
    pub witness: Option<WitnessView>,
    /// What submitting would refuse now.
    pub missing: Vec<Missing>,
    /// Reason of the last return, while returned.
    pub returned: Option<ReturnBrief>,
    /// Rows that two people changed differently.
    pub conflicts: u32,
    /// These rows with their sides. Entering one again (`set_answer`, `put_sighting`, `move_photo`, `set_witness`) settles it for all.
    pub rivals: Vec<RivalView>,
    /// Walk-first chips: the sightings' kinds in the standard's order.
    pub chips: Vec<SightingKindView>,
    /// Photographs and how many of them the server has, by receipt.
    pub photos: u32,
    /// See `photos`.
    pub photos_delivered: u32,
}

/// A row that two people changed differently.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RivalView {
    /// Item that it is about; `None` for the visit's own row and its witness.
    pub item: Option<String>,
    /// Household, for a tick.
    pub household: Option<u32>,
    /// Sighting, for a sighting or a photograph of one.
    pub sighting: Option<String>,
    /// Photograph, for one.
    pub photo: Option<String>,
    /// The sides: what is shown first, then the others, latest first.
    pub sides: Vec<RivalSide>,
}

/// One side of a row in conflict.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RivalSide {
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
    /// This side took it out.
    pub removed: bool,
    /// The answer, for an answer.
    pub value: Option<AnswerValue>,
    /// The count, for a sighting.
    pub count: Option<u32>,
    /// The kind of sighting, of visit or of witness.
    pub kind: String,
    /// The note, landmark or reason.
    pub note: String,
}

/// A score with its parts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScoreView {
    /// Total out of 100, or `None`: 无可评项.
    pub total: Option<String>,
    /// Goals out of 100.
    pub goals: Option<String>,
    /// Measures out of 100.
    pub measures: Option<String>,
    /// What a point of the goals weighs in the total, e.g. `0.7`, while both sides count; the total is then their weighed sum.
    pub goals_weight: String,
    /// What a point of the measures weighs in the total, e.g. `0.3`.
    pub measures_weight: String,
    /// Items not answered yet: while above 0 the score is provisional (暂计).
    pub unanswered: u32,
    /// Sum of the deductions shown.
    pub lost: String,
}

/// A group of items.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    /// Group id, e.g. `yihua`, `measures`.
    pub id: String,
    /// Name in the standard, e.g. `一化`.
    pub name: String,
    /// Items.
    pub items: Vec<ItemView>,
    /// Items not answered.
    pub unanswered: u32,
    /// Points lost.
    pub lost: String,
}

/// One item: its rule, its answer, what it costs.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemView {
    /// Item id, e.g. `W1`.
    pub id: String,
    /// Title in the standard.
    pub title: String,
    /// Which control answers it.
    pub answer_kind: AnswerKind,
    /// Unit of a count or ratio, e.g. `处`.
    pub unit: String,
    /// Rule in words, from the standard.
    pub rule: String,
    /// What counts and what does not.
    pub guidance: GuidanceView,
    /// Points in full.
    pub points: String,
    /// Points got so far; `None` while unanswered or not applicable.
    pub got: Option<String>,
    /// May it be 不适用?
    pub may_not_apply: bool,
    /// The answer (not for households and sightings).
    pub value: Option<AnswerValue>,
    /// Households 1–5 of a sampled item, null while not ticked; empty for other items.
    pub households: Vec<Option<Tick>>,
    /// Answered?
    pub answered: bool,
    /// Not applicable, by answer.
    pub not_applicable: bool,
    /// Points lost.
    pub lost: String,
    /// The arithmetic, one line a term.
    pub terms: Vec<TermView>,
    /// Note.
    pub note: String,
    /// What was said of it, oldest first: it can stand for the note.
    pub voices: Vec<VoiceView>,
    /// Photographs of this item (for `sightings`: of its sightings).
    pub photos: Vec<PhotoView>,
    /// How many photographs the photo rule still asks for.
    pub photos_missing: u32,
    /// Photo rule id, `P0`–`P4`.
    pub photo_rule: String,
}

/// Examples beside an item, from the standard.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuidanceView {
    /// 算.
    pub counts: Vec<String>,
    /// 不算.
    pub does_not_count: Vec<String>,
}

/// One term of an item's arithmetic: `count × each = lost`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TermView {
    /// Rule key: `each`, a grade's id (`heap`, `scattered`, `burning`), `level`, `partial`, `no`, `household`, `ratio`, `overdue`,
    /// `still_open_in_time`, `fixed_on_spot`, `transferred`, `same_finding`, `floor` (its `lost` is negative).
    pub rule: String,
    /// Count, where there is one.
    pub count: Option<u32>,
    /// Points each.
    pub each: Option<String>,
    /// Points lost by this term.
    pub lost: String,
    /// Kinds of sighting (`firewood,manure`), level (`fair`), households (`2,4`) or amounts (`3/4`), as data.
    pub detail: String,
}

/// One deduction, to be explained and to be shown with its photographs.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeductionView {
    /// Item id.
    pub item: String,
    /// Item title.
    pub title: String,
    /// Points lost.
    pub lost: String,
    /// Arithmetic.
    pub terms: Vec<TermView>,
    /// Landmarks and notes, for the place column.
    pub places: Vec<String>,
    /// Photographs behind it.
    pub photos: Vec<PhotoView>,
}

/// A kind of sighting as a chip.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SightingKindView {
    /// Kind id, e.g. `firewood`, `manure`, `earth`, `garbage`, `clutter`, `illegal_structure`, `dumping`, `posting`.
    pub id: String,
    /// Short name, e.g. `柴`.
    pub short: String,
    /// Name, e.g. `柴堆`.
    pub name: String,
    /// Item that it counts in.
    pub item: String,
    /// What is measured of it.
    pub measure: Measure,
    /// Grades to choose from, e.g. `heap` 成堆, `scattered` 零散, `burning` 焚烧; empty if none.
    pub grades: Vec<String>,
}

/// Something seen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SightingView {
    /// Row id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Grade, or empty.
    pub grade: String,
    /// Places of this kind.
    pub count: u32,
    /// Item that it counts in.
    pub item: String,
    /// Points lost by it (before the item's floor).
    pub lost: String,
    /// Position.
    pub fix: Option<Fix>,
    /// Landmark and 组.
    pub landmark: String,
    /// Fixed on the spot.
    pub fixed_on_spot: bool,
    /// Not this village's ground.
    pub transferred: bool,
    /// How large each place of it is, if somebody measured.
    pub size: Option<Size>,
    /// How hard it is to clear, if somebody said.
    pub difficulty: Option<Difficulty>,
    /// Note.
    pub note: String,
    /// What was said of it, oldest first: it can stand for the note.
    pub voices: Vec<VoiceView>,
    /// When it was seen.
    pub seen_at: Millis,
    /// Who saw it.
    pub by: String,
    /// Photographs.
    pub photos: Vec<PhotoView>,
    /// A near and a wide photograph are asked for: how many are missing.
    pub photos_missing: u32,
    /// The finding that it was said to be.
    pub finding: Option<SameFinding>,
    /// Findings of its kind that were seen so near that they may be the same, the nearest first.
    pub same: Vec<SameFinding>,
}

/// Who witnessed the visit.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WitnessView {
    /// Signed, refused, absent, or an unannounced visit.
    pub kind: WitnessKind,
    /// Name of the witness.
    pub name: String,
    /// Reason for a refusal or absence.
    pub reason: String,
    /// A signature is kept.
    pub signed: bool,
}
