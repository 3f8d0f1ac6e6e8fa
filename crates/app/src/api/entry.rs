//! What an inspector enters: arguments of the commands that change a visit, and what submitting answers.

use super::{Fix, InspectionView, MarkKind, Millis, MissingKind, Phase, PhotoSource, VisitKind, WitnessKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xuncun_domain::answer::AnswerValue;
use xuncun_domain::size::{Difficulty, Size};

/// Argument of `start_inspection`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartInspection {
    /// Village code.
    pub village: String,
    /// Announced or not.
    pub kind: VisitKind,
}

/// Argument of commands about one inspection.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct InspectionRef {
    /// Inspection's row id.
    pub inspection: String,
}

/// Argument of `set_answer`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetAnswer {
    /// Inspection.
    pub inspection: String,
    /// Item id.
    pub item: String,
    /// Household 1–5 for sampled items.
    pub household: Option<u32>,
    /// The answer; `None` takes it back to unanswered.
    pub value: Option<AnswerValue>,
    /// Note; `None` keeps the note.
    pub note: Option<String>,
}

/// Argument of `close_group` (本组其余无问题).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CloseGroup {
    /// Inspection.
    pub inspection: String,
    /// Group id.
    pub group: String,
}

/// Argument of `put_sighting`: makes one (no id) or edits one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PutSighting {
    /// Inspection.
    pub inspection: String,
    /// `None` makes a new one.
    pub id: Option<String>,
    /// Id that a new one gets, a UUID made by the screen before its first try: a second try is the same row. `None` makes one here.
    #[serde(default)]
    pub key: Option<String>,
    /// Kind.
    pub kind: String,
    /// Grade, or empty.
    pub grade: String,
    /// At least 1.
    pub count: u32,
    /// Position.
    pub fix: Option<Fix>,
    /// Landmark and 组.
    pub landmark: String,
    /// Fixed on the spot.
    pub fixed_on_spot: bool,
    /// Not this village's ground.
    pub transferred: bool,
    /// Note.
    pub note: String,
    /// How large each place is; `None` leaves what was measured, a size that says nothing takes it out.
    #[serde(default)]
    pub size: Option<Size>,
    /// How hard it is to clear; `None` leaves what was said.
    #[serde(default)]
    pub difficulty: Option<Difficulty>,
    /// Photograph to attach (walk-first: the one just taken).
    pub photo: Option<String>,
}

/// Argument of `remove_sighting`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RemoveSighting {
    /// Inspection.
    pub inspection: String,
    /// Sighting.
    pub id: String,
}

/// What goes with a photograph's bytes at the shutter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TakePhoto {
    /// Inspection it is taken in; `None` of a finding's.
    pub inspection: Option<String>,
    /// Finding it shows; `None` of a visit's.
    #[serde(default)]
    pub finding: Option<String>,
    /// Item it belongs to.
    pub item: Option<String>,
    /// Sighting it belongs to.
    pub sighting: Option<String>,
    /// What it shows.
    pub phase: Phase,
    /// Where the bytes came from: `camera`, or anything else for a file, of which the row says what it shows itself to be.
    pub source: PhotoSource,
    /// The file's name, if it was one: it may tell of a chat program. It is not kept.
    #[serde(default)]
    pub name: Option<String>,
    /// When the shutter was pressed (camera) or the file's own time if known.
    pub taken_at: Millis,
    /// Zone offset, minutes east.
    pub offset_min: i32,
    /// Position at the shutter, if known.
    pub fix: Option<Fix>,
    /// The receiver's own time of that position, if the platform tells.
    #[serde(default)]
    pub fixed_at: Option<Millis>,
    /// Id that its row gets, a UUID made at the shutter: a second try is the same photograph. `None` makes one here.
    #[serde(default)]
    pub key: Option<String>,
    /// The photograph from before that this one was taken against. One that is not there any more is left out.
    #[serde(default)]
    pub pair: Option<String>,
    /// When whoever lives there agreed. Without it no home is photographed; elsewhere it says nothing.
    #[serde(default)]
    pub consent_at: Option<Millis>,
}

/// Argument of `move_photo`: gives a photograph another place, or takes it out.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MovePhoto {
    /// Inspection.
    pub inspection: String,
    /// Photograph.
    pub photo: String,
    /// Item.
    pub item: Option<String>,
    /// Sighting.
    pub sighting: Option<String>,
    /// What it shows.
    pub phase: Phase,
    /// Mark the row deleted (the bytes stay).
    pub removed: bool,
}

/// What goes with a voice note's bytes. It belongs to an item or to a sighting of a visit, or to a finding.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeepVoice {
    /// Inspection; `None` of a finding's.
    pub inspection: Option<String>,
    /// Finding that something is said of; `None` of a visit's.
    #[serde(default)]
    pub finding: Option<String>,
    /// Item it is about.
    pub item: Option<String>,
    /// Sighting it is about.
    pub sighting: Option<String>,
    /// How long it is, milliseconds; 0 of a file that does not tell.
    pub duration_ms: Millis,
    /// When it began.
    pub recorded_at: Millis,
    /// Zone offset, minutes east.
    pub offset_min: i32,
    /// Id that its row gets, a UUID made when the recording began: a second try is the same note. `None` makes one here.
    #[serde(default)]
    pub key: Option<String>,
}

/// Argument of `remove_voice`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RemoveVoice {
    /// Inspection.
    pub inspection: String,
    /// Voice note.
    pub id: String,
}

/// Argument of `remove_finding_voice`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RemoveFindingVoice {
    /// Finding.
    pub finding: String,
    /// Voice note.
    pub id: String,
}

/// Argument of `add_fix`: a position that the device found after the shutter, since it had none then, or a poor one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddFix {
    /// Inspection.
    pub inspection: String,
    /// Photograph.
    pub photo: String,
    /// Where the device was.
    pub fix: Fix,
    /// When it was there.
    pub at: Millis,
}

/// Argument of `add_mark`: draws on a photograph. Places are fractions of the upright picture, from its top left.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddMark {
    /// Inspection.
    pub inspection: String,
    /// Photograph.
    pub photo: String,
    /// What it is.
    pub kind: MarkKind,
    /// First point: where an arrow begins, a corner of a box, where a text stands.
    pub x1: f64,
    /// First point.
    pub y1: f64,
    /// Second point: an arrow's head, the other corner. Of a text it says nothing.
    pub x2: f64,
    /// Second point.
    pub y2: f64,
    /// Words, of a text.
    pub text: String,
    /// Id that its row gets, a UUID made when it was drawn: a second try is the same mark. `None` makes one here.
    #[serde(default)]
    pub key: Option<String>,
}

/// Argument of `remove_mark`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RemoveMark {
    /// Inspection.
    pub inspection: String,
    /// Mark.
    pub id: String,
}

/// Argument of `set_witness`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetWitness {
    /// Inspection.
    pub inspection: String,
    /// Signed, refused, absent, or an unannounced visit.
    pub kind: WitnessKind,
    /// Name.
    pub name: String,
    /// Reason.
    pub reason: String,
    /// Strokes on the glass: each a list of x,y pairs in 0–1000, as one flat list.
    pub strokes: Vec<Vec<u32>>,
}

/// Something that stops a submission, and where to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Missing {
    /// What is missing.
    pub kind: MissingKind,
    /// Group id, where there is one.
    pub group: Option<String>,
    /// Item id, where there is one.
    pub item: Option<String>,
    /// Sighting id, where there is one.
    pub sighting: Option<String>,
    /// How many.
    pub count: u32,
    /// Title of the item, for the list.
    pub title: String,
    /// Blocks the submission; otherwise a hint.
    pub blocks: bool,
}

/// What submitting did.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SubmitOutcome {
    /// Submitted, and sealed.
    pub submitted: bool,
    /// What is missing, when not.
    pub missing: Vec<Missing>,
    /// The inspection after it.
    pub view: InspectionView,
}
