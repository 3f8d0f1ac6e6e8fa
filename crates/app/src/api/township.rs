//! A township's page: what is due in its villages, what they score, and what lost them points.

use super::{LinkPreview, Millis, NamedId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Argument of `township`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct TownshipArgs {
    /// Township code; `None` takes the first that the caller answers for.
    pub township: Option<String>,
}

/// A township, whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TownshipView {
    /// The township.
    pub township: NamedId,
    /// Those that the caller may ask for, this one among them, in the order of their codes.
    pub choices: Vec<NamedId>,
    /// Findings of all its villages together.
    pub counts: TownshipCounts,
    /// Its villages, the most urgent first.
    pub villages: Vec<TownshipVillage>,
    /// Its score.
    pub score: TownshipScoreView,
    /// What lost points and what is about to, by village and item, the most that is at stake in a village's total first.
    pub gains: Vec<TownshipGain>,
    /// Its cadres for whom the caller may make codes (`invite`), by their village.
    pub cadres: Vec<TownshipCadre>,
    /// Civil day of this answer.
    pub today: String,
    /// When.
    pub as_of: Millis,
}

/// Findings of a village or of a township, each figure by a filter of `findings`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TownshipCounts {
    /// Their deadline is missed.
    pub overdue: u32,
    /// Due today.
    pub due_today: u32,
    /// Sent back, and not answered since.
    pub sent_back: u32,
    /// 待转办: the township's to hand on.
    pub to_forward: u32,
    /// 待初核: answered, the township's to look at.
    pub to_check: u32,
    /// 移交 or 延期 was asked for: the supervisors decide.
    pub asked: u32,
    /// Not over, in all.
    pub open: u32,
}

/// One village.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TownshipVillage {
    /// The village.
    pub village: NamedId,
    /// Demonstration village.
    pub demonstration: bool,
    /// Its findings.
    pub counts: TownshipCounts,
    /// What its last visit told it; `None` before any did.
    pub told: Option<TownshipNotice>,
}

/// A village's last notice, in short.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TownshipNotice {
    /// The notice.
    pub id: String,
    /// Day of the visit.
    pub day: String,
    /// Score out of 100; `None` is 无可评项.
    pub score: Option<String>,
}

/// A township's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TownshipScoreView {
    /// Mean of its inspected villages, as each was last told; `None` is 样本不足.
    pub mean: Option<String>,
    /// Villages with a score.
    pub n: u32,
    /// Villages in all.
    pub villages: u32,
    /// Villages that must have a score before the township has one.
    pub sample: u32,
}

/// Somebody who clears in one of its villages.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TownshipCadre {
    /// Row id and name.
    pub person: NamedId,
    /// Office or title, may be empty.
    pub title: String,
    /// Of these villages.
    pub villages: Vec<NamedId>,
}

/// Argument of `invite`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// For whom: a person's row id.
    pub person: String,
    /// To sign in to the web pages, instead of enrolling a device.
    pub sign_in: bool,
}

/// A one-time code that was made. It is nowhere kept but at the server, as a hash: shown once.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Invitation {
    /// The link that holds it.
    pub link: String,
    /// The code alone.
    pub code: String,
    /// What whoever joins compares, of a link that enrols.
    pub enrol: Option<LinkPreview>,
    /// Good until.
    pub expires: Millis,
}

/// What would raise a village's score in one item.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TownshipGain {
    /// The village.
    pub village: NamedId,
    /// Item id.
    pub item: String,
    /// Item title.
    pub title: String,
    /// Points of the item that its last visit took, by its notice.
    pub lost: Option<String>,
    /// That notice.
    pub notice: Option<String>,
    /// Points of the item that the overdue findings cost at the next visit, should they still be there; those of `by_grade` not among them.
    pub ahead: Option<String>,
    /// Overdue findings whose price the next visit says (成堆, 零散, 焚烧).
    pub by_grade: u32,
    /// Overdue findings of the item.
    pub overdue: u32,
    /// Findings of the item that are not over.
    pub open: u32,
    /// Kinds of sighting that count in the item, to look for its findings by.
    pub kinds: Vec<String>,
}
