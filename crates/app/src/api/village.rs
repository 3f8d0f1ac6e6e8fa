//! A village's page: its facts, its scores, and what happened there.

use super::{LedgerMonth, Millis, NamedId, Role, StepAside, StepKind, VisitKind, VisitStatus};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a story is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StoryPart {
    /// Visits, and appeals against what they said.
    Visits,
    /// Findings and their steps.
    Findings,
    /// 清理台账.
    Ledger,
}

/// Argument of `village_story`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct VillageStoryArgs {
    /// Village code.
    pub village: String,
    /// This part alone.
    pub part: Option<StoryPart>,
    /// What comes before the entry of that key: [`VillageStory::before`] of the answer that was read last.
    pub before: Option<String>,
    /// How many entries at most; 0 for 60.
    pub limit: u32,
}

/// A village with its story.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VillageStory {
    /// Village.
    pub village: NamedId,
    /// Its township.
    pub township: NamedId,
    /// Demonstration village.
    pub demonstration: bool,
    /// Households, if known.
    pub households: Option<u32>,
    /// People, if known.
    pub people: Option<u32>,
    /// Who answers for it (包抓).
    pub duty: Vec<NamedId>,
    /// What its visits told it, a point for each that was accepted, the earliest first.
    pub scores: Vec<StoryScore>,
    /// The caller sees its visits, and not only what they told it.
    pub sees_visits: bool,
    /// The newest first.
    pub entries: Vec<StoryEntry>,
    /// To be asked for what comes before the last entry, if anything does.
    pub before: Option<String>,
    /// Civil day of this answer.
    pub today: String,
    /// When.
    pub as_of: Millis,
}

/// The score of a visit, as the village was told it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StoryScore {
    /// Day of the visit.
    pub day: String,
    /// Score.
    pub score: String,
    /// Name of the round.
    pub round: String,
    /// Title of the standard that it was scored by, for those who see the visit: another version makes another measure.
    pub standard: Option<String>,
    /// The visit, for those who see it.
    pub inspection: Option<String>,
    /// Announced, or not.
    pub kind: VisitKind,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StoryEntry {
    /// Its place in the story, and its name: no two have the same.
    pub key: String,
    /// Civil day.
    pub day: String,
    /// The moment, if it has one.
    pub at: Option<Millis>,
    /// What.
    pub what: StoryWhat,
}

/// What happened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StoryWhat {
    /// A visit; to somebody who does not see visits, what it told the village.
    Visit(StoryVisit),
    /// The village reported a finding of its own (自查自改).
    Reported(StoryFinding),
    /// A step of a finding.
    Step(StoryStep),
    /// What a week of the ledger came to, from its first day with an entry to its last.
    Ledger(LedgerMonth),
    /// An appeal.
    Appeal(StoryAppeal),
}

/// A visit.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StoryVisit {
    /// For those who see it.
    pub inspection: Option<String>,
    /// Name of the round.
    pub round: String,
    /// For those who see the visit.
    pub team: Option<NamedId>,
    /// Announced, or not.
    pub visit: VisitKind,
    /// Where it stands; `None` of one that cannot be read here.
    pub status: Option<VisitStatus>,
    /// Its score, once it was submitted.
    pub score: Option<String>,
    /// Something is to be looked at: rows in conflict, or another content than was submitted.
    pub doubtful: bool,
}

/// The finding that something is about.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StoryFinding {
    /// Row id.
    pub finding: String,
    /// 一处一码.
    pub code: String,
    /// Kind of sighting.
    pub sighting: String,
    /// The kind's name in the standard.
    pub sighting_name: String,
    /// Landmark and 组.
    pub landmark: String,
    /// Who did it.
    pub by: String,
    /// Words.
    pub note: String,
}

/// A step of a finding.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StoryStep {
    /// The finding, and who took the step.
    pub of: StoryFinding,
    /// What was done; `None` of a kind that this version does not know.
    pub step: Option<StepKind>,
    /// As what.
    pub role: Option<Role>,
    /// The deadline that it fixes, or asks for.
    pub due: Option<String>,
    /// Why it does not count, if it does not.
    pub aside: Option<StepAside>,
}

/// An appeal.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StoryAppeal {
    /// The item that it is about.
    pub item: String,
    /// Why.
    pub reason: String,
    /// Who wrote it last.
    pub by: String,
    /// The verdict, as stored; empty until there is one.
    pub verdict: String,
    /// The verdict's words.
    pub verdict_reason: String,
}
