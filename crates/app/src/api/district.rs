//! The district at a glance: the desk's overview.

use super::Fix;
use super::MapLevel;
use super::Millis;
use super::NamedId;
use super::RoundBrief;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The overview of the due round.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The round.
    pub round: Option<RoundBrief>,
    /// Day of the round, from 1.
    pub round_day: u32,
    /// Days in the round.
    pub round_days: u32,
    /// Villages to inspect in the round.
    pub planned: u32,
    /// Villages inspected: submitted or accepted.
    pub inspected: u32,
    /// Expected by today, evenly over the round's days.
    pub expected: u32,
    /// Waiting for review.
    pub waiting: u32,
    /// When the oldest of those was submitted.
    pub oldest_waiting: Option<Millis>,
    /// Returned and not yet resubmitted.
    pub returned: u32,
    /// Teams' progress.
    pub teams: Vec<TeamProgress>,
    /// Every village, with its latest accepted or submitted score.
    pub villages: Vec<VillageScore>,
    /// When this was computed.
    pub as_of: Millis,
}

/// One team in the round.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TeamProgress {
    /// Team.
    pub team: NamedId,
    /// Villages assigned.
    pub planned: u32,
    /// Inspected.
    pub inspected: u32,
    /// Expected by today.
    pub expected: u32,
    /// Waiting for review.
    pub waiting: u32,
    /// Returned.
    pub returned: u32,
}

/// One village on the score map.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VillageScore {
    /// Code.
    pub code: String,
    /// Latest score (accepted before submitted), if any.
    pub score: Option<String>,
    /// Inspection behind the score.
    pub inspection: Option<String>,
    /// Demonstration village.
    pub demonstration: bool,
}

/// Boundaries for the plain map, sent once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DistrictMap {
    /// Divisions with their rings, township and village.
    pub divisions: Vec<MapDivision>,
}

/// One division on the map.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MapDivision {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Township or village.
    pub level: MapLevel,
    /// Rings of lon, lat.
    pub rings: Vec<Vec<(f64, f64)>>,
    /// Centre.
    pub centre: Option<(f64, f64)>,
}

/// Argument of `places`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlacesArgs {
    /// Village code.
    pub village: String,
    /// Where the device is, if it knows.
    pub fix: Option<Fix>,
}

/// A place within a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceView {
    /// Row id.
    pub id: String,
    /// A 组 (社); else a landmark.
    pub group: bool,
    /// Name.
    pub name: String,
}
