//! 「您在某村吗？」: asked where a visit is opened from outside its village.

use super::{Fix, Millis, NamedId, Presence};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks whether a position speaks against its person's being in the visit's village.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WhereAmI {
    /// Visit.
    pub inspection: String,
    /// Where this device is.
    pub fix: Fix,
}

/// Where somebody is, by the boundaries.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Whereabouts {
    /// To be asked: outside the village's boundary by more than the accuracy, and this person has not said of this visit that they are there.
    pub ask: bool,
    /// Metres to the boundary, 0 within it; `None` where the village has none.
    pub metres: Option<u32>,
    /// The village whose ground it is, if another.
    pub inside: Option<NamedId>,
}

/// Records the answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SayPresence {
    /// Visit.
    pub inspection: String,
    /// Where this device was.
    pub fix: Fix,
    /// What was said.
    pub answer: Presence,
    /// UUID that the screen made before its first try: a second one doubles nothing.
    pub key: Option<String>,
}

/// An answer, for whoever reviews the visit.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PresenceView {
    /// Who.
    pub by: String,
    /// When.
    pub at: Millis,
    /// What was said.
    pub answer: Presence,
    /// Metres to the boundary as it is known now; `None` where the village has none any more.
    pub metres: Option<u32>,
    /// Accuracy of the position, metres.
    pub accuracy: u32,
    /// The village whose ground it was, if another.
    pub inside: Option<NamedId>,
}
