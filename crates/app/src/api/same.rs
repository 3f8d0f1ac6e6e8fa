//! The same place again: what is seen in a visit, reported, or handed out may be a finding already.

use super::{FindingStatus, Fix, Millis};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Argument of `findings_near`: is what is to be reported known already?
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindingsNear {
    /// Village code.
    pub village: String,
    /// Kind of sighting.
    pub kind: String,
    /// Where.
    pub fix: Fix,
}

/// A finding that a sighting, or another finding, is, or may be.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SameFinding {
    /// Row id.
    pub id: String,
    /// 一处一码.
    pub code: String,
    /// Where it stands.
    pub status: FindingStatus,
    /// Last day in time, once fixed.
    pub due: Option<String>,
    /// Landmark and 组.
    pub landmark: String,
    /// How far it is from what was seen, of one that is offered.
    pub metres: Option<u32>,
}

/// Another finding, and who said that it is the same place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaidSame {
    /// The other one.
    pub finding: SameFinding,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// Argument of `say_same`: a finding is the same place as another of its village. A hint to the office, which withdraws one of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaySame {
    /// Finding's row id.
    pub finding: String,
    /// The other's row id; `None` takes it back.
    pub same_as: Option<String>,
}

/// Argument of `link_sighting`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LinkSighting {
    /// Inspection.
    pub inspection: String,
    /// Sighting.
    pub sighting: String,
    /// The finding that it is; `None` takes it back.
    pub finding: Option<String>,
}
