//! The supervisor's desk: queue, one submission with its history, verdicts; and what the village sees afterwards.

use super::Millis;
use super::NamedId;
use super::{DeductionView, InspectionView, PhotoView, VisitStatus};
use super::{HeldOriginal, HistoryWhat, QueueFilter, Verdict, VisitKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Argument of `review_queue`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QueueArgs {
    /// Which rows.
    pub filter: QueueFilter,
    /// Village or inspector, by name, code or pinyin initials; may be empty.
    pub query: String,
}

/// The queue.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Queue {
    /// Rows, oldest submission first; at most 1000.
    pub rows: Vec<QueueRow>,
    /// Rows in all that the filter and the query let through.
    pub found: u32,
    /// Waiting in all, whatever the filter.
    pub waiting: u32,
    /// When this was computed.
    pub as_of: Millis,
}

/// One submission in the queue.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueueRow {
    /// Inspection.
    pub inspection: String,
    /// Submission.
    pub submission: String,
    /// Village.
    pub village: NamedId,
    /// Township.
    pub township: NamedId,
    /// Who submitted.
    pub inspector: String,
    /// When.
    pub submitted_at: Millis,
    /// Score by this replica's computation.
    pub score: Option<String>,
    /// Status.
    pub status: VisitStatus,
    /// Photographs the server has by receipt, of all.
    pub photos_here: u32,
    /// All photographs.
    pub photos: u32,
    /// The content differs from what was submitted, or rows are in conflict: look closely.
    pub doubtful: bool,
}

/// Argument of `submission`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SubmissionRef {
    /// Inspection.
    pub inspection: String,
}

/// One submission on the desk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionView {
    /// The inspection, computed here.
    pub inspection: InspectionView,
    /// Latest submission.
    pub submission: Option<SubmissionBrief>,
    /// History, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Its photographs that were there before, in another place or on another day. A warning for the reviewer; it blocks nobody.
    pub seen_before: Vec<SeenBefore>,
    /// Village's boundary: rings of lon, lat.
    pub boundary: Vec<Vec<(f64, f64)>>,
    /// Village's centre.
    pub centre: Option<(f64, f64)>,
    /// Score of the village's accepted inspection before this one.
    pub last_score: Option<String>,
    /// A verdict may be given now by this caller; with rows in conflict (`inspection.conflicts`) only a return.
    pub reviewable: bool,
}

/// A photograph that is, or looks like a copy of, an earlier one that belongs elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenBefore {
    /// The photograph of this visit.
    pub photo: String,
    /// The earlier one.
    pub earlier: String,
    /// The earlier one's village.
    pub village: NamedId,
    /// When the earlier one was taken.
    pub taken_at: Millis,
    /// The same file, byte for byte; otherwise a copy by its look (see `xuncun_photo::Look`).
    pub same_file: bool,
}

/// Argument of `used_before`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UsedBeforeRef {
    /// The photograph.
    pub photo: String,
}

/// Whether a photograph was used before. A hint: it stops nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsedBefore {
    /// Its look is known here; until then nothing can be said.
    pub known: bool,
    /// The earliest that it repeats, of those that the caller may see.
    pub earlier: Option<SeenBefore>,
}

/// Argument of `find_photo`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindPhoto {
    /// The verification code at a photograph's foot, as somebody typed it.
    pub code: String,
}

/// What bears a verification code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PhotosFound {
    /// One at least, the earliest first; more than one is one file that was handed in more than once. At most 20.
    pub photos: Vec<PhotoFound>,
}

/// A photograph that a verification code leads to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhotoFound {
    /// When, where, by whom, on which device.
    pub photo: PhotoView,
    /// The inspection that it lies in, if that is here.
    pub inspection: Option<String>,
    /// Village.
    pub village: NamedId,
    /// Township.
    pub township: NamedId,
    /// What it shows: the sighting's kind and landmark, or the item's title. Empty for one that nobody classified.
    pub title: String,
    /// Whether the original that is held here is the one that was signed.
    pub held: HeldOriginal,
}

/// A submission.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionBrief {
    /// Row id; a review names it.
    pub id: String,
    /// 1, 2, …
    pub n: u32,
    /// Hash of the content as it is shown here: what a verdict names.
    pub content_hash: String,
    /// It is what was submitted; otherwise rows came later, from another inspector's tablet, say.
    pub unchanged: bool,
    /// Score that the inspector's device computed.
    pub score: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// Who did what, when, on which device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// What was done.
    pub what: HistoryWhat,
    /// Count, for runs of the same thing by one person.
    pub count: u32,
    /// Person's name.
    pub who: String,
    /// Device's name.
    pub device: String,
    /// Signed by the server for a web user.
    pub by_server: bool,
    /// When, by the commit's clock.
    pub at: Millis,
    /// Reason or score, as data.
    pub detail: String,
}

/// Argument of `review`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewArgs {
    /// Submission that was looked at.
    pub submission: String,
    /// Its content hash as shown; refused with `submission_changed` if it is another by now.
    pub content_hash: String,
    /// Accept, or send back.
    pub verdict: Verdict,
    /// Needed for a return.
    pub reason: String,
}

/// What a visit tells the village.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// Row id.
    pub id: String,
    /// Village.
    pub village: NamedId,
    /// Township.
    pub township: NamedId,
    /// Round's name, as written in the notice.
    pub round: String,
    /// Day of the visit.
    pub day: String,
    /// Announced or not.
    pub kind: VisitKind,
    /// Score.
    pub score: Option<String>,
    /// Deductions (no photographs: those are the supervisors').
    pub deductions: Vec<DeductionView>,
    /// When it was made.
    pub at: Millis,
}

/// Notices of the caller's villages, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Notices {
    /// Rows.
    pub rows: Vec<NoticeView>,
}
