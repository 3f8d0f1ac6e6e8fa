//! The closed lists of words that pass between the UI and the commands; the UI's catalogues have a message for each.

use super::{FindingStatus, StepAside, StepKind, Term};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xuncun_domain::{finding, grant, inspection, missing, photo_mark, presence, round, standard, step, witness};

/// A list here that says the same as one of the domain's, which knows nothing of the UI.
macro_rules! mirrors {
    ($($here:ident = $there:path { $($name:ident),+ })+) => {
        $(
            impl From<$there> for $here {
                fn from(kind: $there) -> Self {
                    use $there as There;
                    match kind { $(There::$name => Self::$name,)+ }
                }
            }
            impl From<$here> for $there {
                fn from(kind: $here) -> Self {
                    use $there as There;
                    match kind { $($here::$name => There::$name,)+ }
                }
            }
        )+
    };
}

mirrors! {
    Role = grant::Role { Cadre, Township, Inspector, Supervisor, Admin }
    RoundKind = round::RoundKind { Regular, Special, Random }
    VisitKind = inspection::VisitKind { Open, Unannounced }
    WitnessKind = witness::WitnessKind { Signed, Refused, Absent, Unannounced }
    MissingKind = missing::MissingKind { Unanswered, Household, Photos, Witness, Unclassified, Conflict }
    Verdict = inspection::Verdict { Accepted, Returned }
    Presence = presence::Presence { Here, Elsewhere }
    MarkKind = photo_mark::MarkKind { Arrow, Circle, Text, Blur }
    FindingStatus = step::Status { Reported, AtTownship, Open, OpenAsked, Replied, Checked, Verified, Disputed, Closed, Moved, Withdrawn }
    StepKind = step::StepKind {
        Assign, AssignTownship, Forward, Reply, Check, SendBack, Verify, Close, AskMove, GrantMove, RefuseMove, AskTime, GrantTime, RefuseTime,
        LookAgain, Reopen, Withdraw
    }
    StepAside = step::Aside { Overruled, Late, NotAllowed, Unplaced }
    Term = finding::Term { OnSpot, General, Demolition }
}

impl From<&standard::AnswerRule> for AnswerKind {
    fn from(rule: &standard::AnswerRule) -> Self {
        use standard::AnswerRule as Rule;
        match rule {
            Rule::Count { .. } => Self::Count,
            Rule::Level { .. } => Self::Level,
            Rule::YesNo {} => Self::YesNo,
            Rule::YesPartialNo { .. } => Self::YesPartialNo,
            Rule::Sightings { .. } => Self::Sightings,
            Rule::Households { .. } => Self::Households,
            Rule::Ratio { .. } => Self::Ratio,
        }
    }
}

impl Phase {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Near => "near",
            Self::Wide => "wide",
            Self::Overview => "overview",
            Self::Evidence => "evidence",
            Self::Document => "document",
            Self::Before => "before",
            Self::After => "after",
        }
    }

    /// From what is stored; a phase of a newer version shows as evidence.
    pub fn parse(text: &str) -> Self {
        [Self::Near, Self::Wide, Self::Overview, Self::Document, Self::Before, Self::After]
            .into_iter()
            .find(|phase| phase.as_str() == text)
            .unwrap_or(Self::Evidence)
    }
}

impl PhotoSource {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Gallery => "gallery",
            Self::Forwarded => "forwarded",
            Self::File => "file",
        }
    }

    /// From what is stored; what a newer version knows is a file to this one.
    pub fn parse(text: &str) -> Self {
        [Self::Camera, Self::Gallery, Self::Forwarded].into_iter().find(|source| source.as_str() == text).unwrap_or(Self::File)
    }
}

/// What a grant lets its person be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees the whole district and keeps its lists.
    Admin,
    /// Plans rounds and reviews.
    Supervisor,
    /// Inspects villages.
    Inspector,
    /// Answers for a township.
    Township,
    /// Answers for a village.
    Cadre,
}

/// Language of the UI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// 中文.
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

/// Colours of the UI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// The paper form.
    Paper,
    /// 强光: black on white.
    Sun,
    /// 夜间.
    Night,
}

/// Kind of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RoundKind {
    /// 定期督查.
    Regular,
    /// 专项检查.
    Special,
    /// 随机抽查.
    Random,
}

/// Kind of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// 明查: announced, with a witness.
    Open,
    /// 暗访: unannounced, nothing shown to the village before it is over.
    Unannounced,
}

/// Which control answers an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// A stepper of places.
    Count,
    /// 好, 中, 差.
    Level,
    /// Yes or no.
    YesNo,
    /// Yes, partly, no.
    YesPartialNo,
    /// Derived from sightings: never typed.
    Sightings,
    /// Ticks house by house.
    Households,
    /// Done of a target.
    Ratio,
}

/// What a photograph shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The thing from nearby.
    Near,
    /// The thing in its surroundings.
    Wide,
    /// The village as a whole, for an item.
    Overview,
    /// A deduction.
    Evidence,
    /// A paper: roster, rules, ledger.
    Document,
    /// Before a rectification.
    Before,
    /// After it.
    After,
}

/// What a mark on a photograph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// From the first point to the second.
    Arrow,
    /// An ellipse in its box.
    Circle,
    /// Words.
    Text,
    /// What is in its box is not to be recognised.
    Blur,
}

/// Where a photograph's bytes came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoSource {
    /// The camera in the app.
    Camera,
    /// A file that says when a camera took it.
    Gallery,
    /// A file that a chat program saved.
    Forwarded,
    /// A file that says nothing of itself.
    File,
}

/// What the bytes of an original say, read anew, of the hash that was signed with the photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HeldOriginal {
    /// They have that hash.
    Agrees,
    /// They have another: the file was damaged or exchanged.
    Differs,
    /// They are not here.
    Away,
}

/// Who witnessed a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WitnessKind {
    /// 签字.
    Signed,
    /// 拒签, with a reason.
    Refused,
    /// 不在场, with a reason.
    Absent,
    /// 暗访: no witness.
    Unannounced,
}

/// What a submission is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MissingKind {
    /// An item has no answer.
    Unanswered,
    /// A sampled item has households without a tick.
    Household,
    /// Photographs that the photo rule asks for.
    Photos,
    /// Nobody has signed, refused or been noted absent.
    Witness,
    /// Photographs that belong to nothing.
    Unclassified,
    /// Rows that two people changed differently.
    Conflict,
}

/// Which submissions the queue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueFilter {
    /// Waiting for a verdict.
    Waiting,
    /// Sent back.
    Returned,
    /// Accepted.
    Accepted,
    /// All.
    All,
}

/// A supervisor's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通过.
    Accepted,
    /// 退回, with a reason.
    Returned,
}

/// What was answered where a visit was opened from outside its village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// In the village all the same.
    Here,
    /// Not in the village.
    Elsewhere,
}

/// What a line of an inspection's history tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HistoryWhat {
    /// The visit began.
    Started,
    /// Answers were given.
    Answered,
    /// Sightings were recorded.
    Sighted,
    /// Photographs were taken.
    Photographed,
    /// Voice notes were recorded.
    Spoken,
    /// It was asked whether somebody is in the village: `here` or `elsewhere` is the answer.
    Asked,
    /// The witness was recorded.
    Witnessed,
    /// It was submitted.
    Submitted,
    /// It was sent back.
    Returned,
    /// It was accepted.
    Accepted,
    /// The village was told.
    Noticed,
}

/// Level of a division on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MapLevel {
    /// 乡镇.
    Township,
    /// 行政村.
    Village,
}
