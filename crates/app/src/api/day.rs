//! An inspector's day: what is due, what was begun, what came back; and finding a village.

use super::{Fix, Millis, NamedId, RoundKind, VisitKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an inspection stands. Derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitStatus {
    /// Not begun.
    Due,
    /// Begun, not submitted.
    Open,
    /// Submitted, waiting for review.
    Submitted,
    /// Sent back with a reason.
    Returned,
    /// Accepted.
    Accepted,
}

impl From<xuncun_domain::inspection::Status> for VisitStatus {
    fn from(status: xuncun_domain::inspection::Status) -> Self {
        use xuncun_domain::inspection::Status;
        match status {
            Status::Open => Self::Open,
            Status::Submitted => Self::Submitted,
            Status::Returned => Self::Returned,
            Status::Accepted => Self::Accepted,
        }
    }
}

/// Argument of `today`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TodayArgs {
    /// Where the person is, if known: cards then come nearest first.
    pub position: Option<Fix>,
}

/// The first screen of an inspector.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Today {
    /// The round that is due, if any.
    pub round: Option<RoundBrief>,
    /// Assigned to my team in this round.
    pub assigned: u32,
    /// Of those, submitted or accepted.
    pub done: u32,
    /// Begun and not submitted.
    pub unfinished: u32,
    /// Sent back.
    pub returned: u32,
    /// Cards: begun, returned, due (nearest first), done.
    pub cards: Vec<VillageCard>,
}

/// A round in one line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoundBrief {
    /// Row id.
    pub id: String,
    /// Name, e.g. `11月下半月`.
    pub name: String,
    /// Regular, special or random.
    pub kind: RoundKind,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Standard's title.
    pub standard: String,
    /// The default standard, not yet approved by the district.
    pub standard_default: bool,
}

/// A village on the first screen or in a search.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VillageCard {
    /// Village.
    pub village: NamedId,
    /// Its township.
    pub township: NamedId,
    /// Status of the visit in the due round.
    pub status: VisitStatus,
    /// Inspection, once begun.
    pub inspection: Option<String>,
    /// Announced or not, once begun.
    pub kind: Option<VisitKind>,
    /// Distance in metres from the position given.
    pub distance: Option<f64>,
    /// Answered and applicable items.
    pub answered: u32,
    /// Items in all.
    pub items: u32,
    /// Score so far or final.
    pub score: Option<String>,
    /// Reason of a return, who and when.
    pub returned: Option<ReturnBrief>,
    /// All of it is on the server, by receipt.
    pub delivered: bool,
    /// Assigned to my team in this round.
    pub assigned: bool,
    /// Score of the village's last accepted inspection before this round.
    pub last_score: Option<String>,
    /// Demonstration village.
    pub demonstration: bool,
}

/// Why an inspection came back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReturnBrief {
    /// The reviewer's words.
    pub reason: String,
    /// The reviewer's name.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// Argument of `search_villages`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SearchArgs {
    /// Name, code or pinyin initials.
    pub query: String,
    /// Where the person is, if known.
    pub position: Option<Fix>,
}
