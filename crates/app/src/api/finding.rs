//! Findings: from the pile to its clearance.

use super::{Fix, Millis, NamedId, OwnerView, PhotoView, Role, SaidSame, SameFinding, SightingKindView, VoiceView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xuncun_domain::size::{Difficulty, Size};

/// Where a finding stands. Derived from its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingStatus {
    /// 待交办.
    Reported,
    /// 待转办.
    AtTownship,
    /// 待整改.
    Open,
    /// 待批延期.
    OpenAsked,
    /// 待初核.
    Replied,
    /// 待复核.
    Checked,
    /// 待销号.
    Verified,
    /// 移交中.
    Disputed,
    /// 已销号.
    Closed,
    /// 已移交.
    Moved,
    /// 已撤销.
    Withdrawn,
}

/// What a person does about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// 交办 to the village.
    Assign,
    /// 交办 to the township.
    AssignTownship,
    /// 转办.
    Forward,
    /// 整改回复.
    Reply,
    /// 乡镇初核.
    Check,
    /// 退回.
    SendBack,
    /// 复核.
    Verify,
    /// 销号.
    Close,
    /// 申请移交.
    AskMove,
    /// 同意移交.
    GrantMove,
    /// 不同意移交.
    RefuseMove,
    /// 申请延期.
    AskTime,
    /// 同意延期.
    GrantTime,
    /// 不同意延期.
    RefuseTime,
    /// 回头看: still gone.
    LookAgain,
    /// 回头看: it is back.
    Reopen,
    /// 撤销.
    Withdraw,
}

/// Why a step does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepAside {
    /// Another one answered the same step, and comes first by the table.
    Overruled,
    /// It answers a step that things have gone on from.
    Late,
    /// The table has no row for it.
    NotAllowed,
    /// The step that it answers is not here.
    Unplaced,
}

/// How long there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// 当场.
    OnSpot,
    /// 一般问题: working days.
    General,
    /// 拆除.
    Demolition,
}

/// Argument of `assign` (交办): of a visit's sightings, some or all that may be.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Assign {
    /// Inspection.
    pub inspection: String,
    /// Sightings; none for all that are neither put right nor somebody else's, and no findings yet.
    pub sightings: Vec<String>,
    /// To the township, which hands on.
    pub to_township: bool,
    /// How long there is; `None` by what it is.
    pub term: Option<Term>,
    /// Words for the village.
    pub note: String,
}

/// What `assign` made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Assigned {
    /// The findings, each a sighting's.
    pub findings: Vec<FindingBrief>,
}

/// Argument of `report_finding`: a village reports its own (自查自改).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReportFinding {
    /// Village code.
    pub village: String,
    /// Id that it gets, a UUID made by the screen before its first try.
    pub key: String,
    /// Kind of sighting.
    pub kind: String,
    /// Places.
    pub count: u32,
    /// Where, if known.
    pub fix: Option<Fix>,
    /// Landmark and 组.
    pub landmark: String,
    /// How large each place is, if somebody measured.
    #[serde(default)]
    pub size: Option<Size>,
    /// How hard it is to clear, if somebody says.
    #[serde(default)]
    pub difficulty: Option<Difficulty>,
    /// Note.
    pub note: String,
}

/// Which deadlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DueFilter {
    /// Missed.
    Overdue,
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
}

/// In which order findings come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingOrder {
    /// Overdue ones first, then by their deadline, then the latest seen.
    #[default]
    Urgent,
    /// 先易后难: the easiest first, those of which nobody said it last; alike ones by their deadline.
    Easy,
}

/// Argument of `findings`. What is empty or `None` filters nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct FindingsArgs {
    /// Those alone in which the next thing is the caller's to do.
    pub mine: bool,
    /// Those alone that are not over: neither closed nor moved nor withdrawn.
    pub unsettled: bool,
    /// Township codes.
    pub townships: Vec<String>,
    /// Village codes.
    pub villages: Vec<String>,
    /// Kinds of sighting.
    pub kinds: Vec<String>,
    /// Where they stand.
    pub statuses: Vec<FindingStatus>,
    /// Deadlines.
    pub due: Option<DueFilter>,
    /// Those alone whose last step sent them back.
    pub sent_back: bool,
    /// Team that saw them.
    pub team: Option<String>,
    /// Seen on this day or later.
    pub from: Option<String>,
    /// Seen on this day or before.
    pub to: Option<String>,
    /// Person who answers for the village (包抓).
    pub duty: Option<String>,
    /// The visit in which they were seen.
    pub inspection: Option<String>,
    /// These alone, by row id.
    pub findings: Vec<String>,
    /// Closed (销号) at least so many days ago.
    pub closed_days: Option<u32>,
    /// What a draw for 回头看 has drawn, by the draw's row id; for those who may read the draw.
    pub draw: Option<String>,
    /// Code, village, landmark or note.
    pub query: String,
    /// In which order.
    pub order: FindingOrder,
    /// How many to leave out from the beginning.
    pub offset: u32,
    /// How many at most; 0 for 200.
    pub limit: u32,
}

/// Findings, those that are longest overdue first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// Those that were asked for.
    pub rows: Vec<FindingBrief>,
    /// How many fit the filter, whatever the page holds.
    pub total: u32,
    /// Of all that the caller sees: not over.
    pub unsettled: u32,
    /// Of all that the caller sees: overdue.
    pub overdue: u32,
    /// Of all that the caller sees: due today.
    pub due_today: u32,
    /// Of all that the caller sees: cleared, it is said, and to be looked at.
    pub to_verify: u32,
    /// Of all that the caller sees: moved, or in question.
    pub moved: u32,
    /// Of all that the caller sees: the next thing is the caller's to do.
    pub mine: u32,
    /// Civil day of this answer.
    pub today: String,
    /// When.
    pub as_of: Millis,
}

/// What findings can be chosen by: what occurs among those that the caller sees.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct FindingFilters {
    /// Townships, in the order of their codes.
    pub townships: Vec<NamedId>,
    /// Villages, in the order of their codes; a township's code begins that of its villages.
    pub villages: Vec<NamedId>,
    /// Kinds of sighting, by the names of the standard.
    pub kinds: Vec<NamedId>,
    /// Teams.
    pub teams: Vec<NamedId>,
    /// People who answer for one of these villages (包抓).
    pub duties: Vec<NamedId>,
    /// What can be reported: every kind of the district's standard, whether it occurs or not.
    pub chips: Vec<SightingKindView>,
}

/// A finding in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindingBrief {
    /// Row id.
    pub id: String,
    /// 一处一码.
    pub code: String,
    /// Village.
    pub village: NamedId,
    /// Its township.
    pub township: NamedId,
    /// Kind of sighting.
    pub kind: String,
    /// The kind's name in the standard.
    pub kind_name: String,
    /// Places.
    pub count: u32,
    /// Landmark and 组.
    pub landmark: String,
    /// How large each place of it is, if somebody measured.
    pub size: Option<Size>,
    /// How hard it is to clear, if somebody said.
    pub difficulty: Option<Difficulty>,
    /// Where, if known.
    pub fix: Option<Fix>,
    /// When it was seen.
    pub seen_at: Millis,
    /// Where it stands.
    pub status: FindingStatus,
    /// Last day in time, once fixed.
    pub due: Option<String>,
    /// Days left: 0 today, below 0 overdue. `None` where nothing is due.
    pub days_left: Option<i32>,
    /// Its last step sent it back.
    pub sent_back: bool,
    /// 一处一码 of the finding that it was said to be the same place as.
    pub same_as: Option<String>,
    /// The first photograph from before.
    pub photo: Option<String>,
    /// Who is to do the next thing.
    pub turn: Vec<Role>,
    /// The next thing is the caller's to do.
    pub mine: bool,
}

/// Argument of `finding`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindingRef {
    /// Row id, or its code.
    pub finding: String,
}

/// A finding, whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// In short.
    pub brief: FindingBrief,
    /// Note.
    pub note: String,
    /// Who made it a finding, or reported it.
    pub by: String,
    /// Its village has reported it itself (自查自改): nobody saw it in a visit.
    pub reported: bool,
    /// Photographs, in the order they were taken.
    pub photos: Vec<PhotoView>,
    /// Voice notes, in the order they were said.
    pub voices: Vec<VoiceView>,
    /// Of these the caller's own that no step says yet, by id: what the caller's next step may say, or the caller take out.
    pub unsaid: Vec<String>,
    /// Steps, those that count in their order; one that does not stands behind the one that it answers.
    pub steps: Vec<StepView>,
    /// The step that the next one answers.
    pub last: Option<String>,
    /// What the caller may do now, the likeliest first.
    pub next: Vec<NextStep>,
    /// May the caller photograph it?
    pub may_photograph: bool,
    /// Since when its clock stands still.
    pub paused: Option<String>,
    /// The visit in which it was seen, for those who may read it.
    pub inspection: Option<String>,
    /// Two people changed its row differently.
    pub conflict: bool,
    /// The finding that it was said to be the same place as.
    pub same_as: Option<SaidSame>,
    /// Those that were said to be this one, but for the one that it was said to be itself: two that name each other are one pair.
    pub also_here: Vec<SaidSame>,
    /// Those that may be this one, the nearest first, for who may say so.
    pub near: Vec<SameFinding>,
    /// May the caller say that it is another, and take back what was said?
    pub may_same: bool,
    /// Whose it is, for those who may read the village's personal data, if somebody wrote it.
    pub owner: Option<OwnerView>,
    /// May the caller write whose it is?
    pub may_own: bool,
}

/// A step in a finding's history.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// Row id.
    pub id: String,
    /// What was done; `None` of a kind that this version does not know.
    pub kind: Option<StepKind>,
    /// Who.
    pub by: String,
    /// Their office or title, may be empty.
    pub title: String,
    /// As what.
    pub role: Option<Role>,
    /// When.
    pub at: Millis,
    /// Words.
    pub note: String,
    /// The deadline that it fixes, or asks for.
    pub due: Option<String>,
    /// The photographs that it shows.
    pub photos: Vec<String>,
    /// The voice notes that it says.
    pub voices: Vec<String>,
    /// Why it does not count, if it does not.
    pub aside: Option<StepAside>,
    /// The server has it, by receipt.
    pub delivered: bool,
}

/// Something that the caller may do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NextStep {
    /// What.
    pub kind: StepKind,
    /// It needs a reason.
    pub reason: bool,
    /// It needs a photograph from after.
    pub photo: bool,
    /// It fixes a deadline, or asks for one: the day that is proposed.
    pub due: Option<String>,
}

/// Argument of `take_step`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TakeStep {
    /// Finding's row id.
    pub finding: String,
    /// What is done.
    pub kind: StepKind,
    /// The step that it answers: the last one that was looked at.
    pub answers: Option<String>,
    /// Words.
    pub note: String,
    /// The photographs that it shows, by id.
    pub photos: Vec<String>,
    /// What it says aloud, voice notes of the finding by id. Where a reason is needed they are one.
    #[serde(default)]
    pub voices: Vec<String>,
    /// The deadline, where it fixes or asks for one; `None` takes the one that is proposed.
    pub due: Option<String>,
    /// Made by the screen before its first try, a UUID: a second try is the same step.
    pub key: String,
}

/// Argument of `add_finding_fix`: a position that the device found after the shutter, since it had none then, or a poor one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddFindingFix {
    /// Finding's row id.
    pub finding: String,
    /// Photograph.
    pub photo: String,
    /// Where the device was.
    pub fix: Fix,
    /// When it was there.
    pub at: Millis,
}
