//! Sightings: what an inspector saw in a visit. W1–W3 derive from them. Which kinds there are is said by the standard.

use crate::Millis;
use crate::calendar::Day;
use crate::limit::{COUNT_MAX, LimitError, check_landmark, check_note};
use crate::size::{Difficulty, Size, SizeError};
use crate::standard::Standard;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A position as measured, WGS-84. Unknown is `None` where this is used, never 0,0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// Accuracy radius, metres.
    pub accuracy: f64,
}

impl Position {
    /// A position that a receiver can have measured: finite, on the globe, and not the 0,0 that broken receivers report.
    pub fn is_real(&self) -> bool {
        let near_null_island = self.lon.abs() < 1e-6 && self.lat.abs() < 1e-6;
        (-180.0..=180.0).contains(&self.lon)
            && (-90.0..=90.0).contains(&self.lat)
            && self.accuracy.is_finite()
            && self.accuracy >= 0.0
            && !near_null_island
    }
}

/// Something seen, as a fact of an inspection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// Row id.
    pub id: String,
    /// Kind in the standard, e.g. `firewood`.
    pub kind: String,
    /// Grade of the kind, e.g. `heap`; empty means the kind's first.
    pub grade: String,
    /// Places, at least 1.
    pub count: u32,
    /// Where.
    pub position: Option<Position>,
    /// Landmark and 组.
    pub landmark: String,
    /// 当场整改.
    pub fixed_on_spot: bool,
    /// 移交: not this village's ground.
    pub transferred: bool,
    /// The finding that it is, if it is known as one.
    pub finding: Option<String>,
    /// The last day on which that was to be cleared, as it stood when it was said to be the same. Part of what a submission names: an extension
    /// that is granted later changes no score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding_due: Option<Day>,
    /// That had been closed by then: it is back, and counts as new.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub finding_closed: bool,
    /// How large each place of it is, if somebody measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    /// How hard it is to clear, if somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<Difficulty>,
    /// Note.
    pub note: String,
    /// When it was seen.
    pub seen_at: Millis,
}

/// Deadlines of the findings that sightings name: finding → last day in time. Fixed at 交办.
pub type Deadlines = BTreeMap<String, Day>;

/// The deadlines that sightings name. Of one finding in several of them the latest counts.
pub fn deadlines(sightings: &[Sighting]) -> Deadlines {
    let mut deadlines = Deadlines::new();
    for (finding, due) in sightings.iter().filter_map(|sighting| sighting.finding.as_ref().zip(sighting.finding_due)) {
        let last = deadlines.entry(finding.clone()).or_insert(due);
        *last = due.max(*last);
    }
    deadlines
}

/// What a sighting is to the village at the time of the visit; each state has its cost in the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SightingState {
    /// First seen in this visit.
    New,
    /// A finding already, its deadline not yet past.
    StillOpenInTime,
    /// A finding whose deadline is past.
    Overdue,
    /// Put right while the inspector stood there.
    FixedOnSpot,
    /// Not this village's ground, while the question is open.
    Transferred,
}

impl SightingState {
    /// As a rule key of a term.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::StillOpenInTime => "still_open_in_time",
            Self::Overdue => "overdue",
            Self::FixedOnSpot => "fixed_on_spot",
            Self::Transferred => "transferred",
        }
    }
}

impl Sighting {
    /// The state, from the facts. Where several hold: what is not the village's comes first; a deadline missed is not undone by clearing up
    /// before the inspector's eyes; what was cleared up then is no open case. A finding without a known deadline is in time; one that was closed and
    /// is back is new.
    pub fn state(&self, deadlines: &Deadlines) -> SightingState {
        let overdue = self.finding.as_ref().and_then(|id| deadlines.get(id)).is_some_and(|last| Day::of(self.seen_at) > *last);
        let open = self.finding.as_ref().filter(|_| !self.finding_closed);
        match (self.transferred, overdue && open.is_some(), self.fixed_on_spot, open) {
            (true, ..) => SightingState::Transferred,
            (_, true, ..) => SightingState::Overdue,
            (_, _, true, _) => SightingState::FixedOnSpot,
            (_, _, _, Some(_)) => SightingState::StillOpenInTime,
            _ => SightingState::New,
        }
    }
}

/// Why a sighting is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SightingError {
    /// The standard has no such kind, or the round does not ask for its item.
    #[error("unknown kind of sighting")]
    UnknownKind,
    /// The kind has no such grade.
    #[error("unknown grade")]
    UnknownGrade,
    /// Count 0 or above 9999.
    #[error("count out of range")]
    OutOfRange,
    /// No position that can have been measured.
    #[error("position not real")]
    BadPosition,
    /// Nothing is of that size, or its legal basis is too long.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// A text is too long.
    #[error(transparent)]
    Limit(#[from] LimitError),
}

impl SightingError {
    /// The code that the UI translates.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownKind => "sighting_kind_unknown",
            Self::UnknownGrade => "sighting_grade_unknown",
            Self::OutOfRange => "count_out_of_range",
            Self::BadPosition => "position_not_real",
            Self::Size(size) => size.code(),
            Self::Limit(limit) => limit.code,
        }
    }

    /// The bound that the message names, if it names one.
    pub const fn max(&self) -> Option<usize> {
        match self {
            Self::OutOfRange => Some(COUNT_MAX as usize),
            Self::Size(size) => size.max(),
            Self::Limit(limit) => Some(limit.max),
            _ => None,
        }
    }
}

/// May this be recorded under the standard?
pub fn check(standard: &Standard, sighting: &Sighting) -> Result<(), SightingError> {
    let kind = standard.kind(&sighting.kind).ok_or(SightingError::UnknownKind)?;
    if !sighting.grade.is_empty() && !kind.grades.iter().any(|grade| grade.id == sighting.grade) {
        return Err(SightingError::UnknownGrade);
    }
    if !(1..=COUNT_MAX).contains(&sighting.count) {
        return Err(SightingError::OutOfRange);
    }
    if sighting.position.is_some_and(|position| !position.is_real()) {
        return Err(SightingError::BadPosition);
    }
    sighting.size.as_ref().map_or(Ok(()), Size::check)?;
    check_landmark(&sighting.landmark)?;
    Ok(check_note(&sighting.note)?)
}
