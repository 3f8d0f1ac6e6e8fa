//! The device: who it belongs to, enrolment, preferences, and how far the sync is.

use super::Millis;
use super::{Locale, Role, Theme};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Through which door the UI talks to the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoorKind {
    /// The app over its own replica: works offline.
    App,
    /// The server's web pages: online only, and the pages say so.
    Web,
}

/// Who is using this device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// Row id of the person.
    pub person: String,
    /// Name as the district wrote it.
    pub name: String,
    /// Office or title, may be empty.
    pub title: String,
    /// Roles of the grants that are valid now; strongest first.
    pub roles: Vec<Role>,
    /// Team's row id and name, for inspectors.
    pub team: Option<NamedId>,
    /// Names of the places that the grants cover, for display.
    pub places: Vec<NamedId>,
}

/// An id with the name to show for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedId {
    /// Row id or division code.
    pub id: String,
    /// Name to show.
    pub name: String,
}

/// Everything that the UI needs to choose its first screen. Answered without touching the network.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Which door answered.
    pub door: DoorKind,
    /// `None` until enrolled (app) or signed in (web).
    pub me: Option<Me>,
    /// District code and name, once known.
    pub district: Option<NamedId>,
    /// Invented data: the UI shows `演示数据`.
    pub demo: bool,
    /// Above how many metres a position is poor, and looked for again.
    pub position_poor_m: f64,
    /// Civil day on this device.
    pub today: String,
    /// Where the person was when the app closed: a UI route, to reopen there.
    pub place: Option<String>,
    /// UI preferences kept on this device.
    pub preferences: Preferences,
    /// This device's id (32 hex digits), once it has a key.
    pub device: Option<String>,
    /// The server's address, once enrolled.
    pub server: Option<String>,
    /// Product version.
    pub version: String,
    /// The device is nobody's because everything on it was wiped, until it is enrolled anew.
    pub wiped: Option<Wiped>,
}

/// Why a device is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WipedBecause {
    /// It was reported lost.
    Lost,
    /// It was handed in and had delivered everything.
    Retired,
}

/// A device that was wiped on the district's word.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Wiped {
    /// Why.
    pub why: WipedBecause,
    /// When.
    pub at: Millis,
    /// The district's name.
    pub district: String,
}

/// How the device stands to its district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeviceStanding {
    /// Nobody's.
    Unenrolled,
    /// In force.
    Active,
    /// Handed in: nothing is recorded any more, what there is is delivered, then it is wiped.
    Retired,
    /// Its person has to sign in again by a new enrolment link (`renew`) before anything more is sent. The data stays.
    NeedsLink,
}

/// UI preferences kept on the device, never synced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Language of the UI.
    pub locale: Locale,
    /// Colours of the UI.
    pub theme: Theme,
    /// Text size in percent: 100, 125, 150, 200.
    pub text_size: u32,
    /// Original photographs go over networks that cost money by the byte, too.
    pub originals_on_metered: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { locale: Locale::Chinese, theme: Theme::Paper, text_size: 100, originals_on_metered: false }
    }
}

/// An enrolment link, taken apart for the person to check before joining.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkPreview {
    /// Server address in the link.
    pub server: String,
    /// The root key's fingerprint as six numbered words (Chinese), to compare by voice with the office.
    pub words_zh: Vec<String>,
    /// The same six in English.
    pub words_en: Vec<String>,
    /// The whole fingerprint, 26 characters as in the link.
    pub fingerprint: String,
    /// The one-time code.
    pub code: String,
}

/// Argument of `check_link`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckLink {
    /// The link as pasted; surrounding words and spaces are tolerated.
    pub link: String,
}

/// Argument of `enrol`, and of `renew`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Enrol {
    /// The link as pasted.
    pub link: String,
    /// A name for this device in the district's list, e.g. `四组 2 号平板`.
    pub device_name: String,
}

/// What the sync is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncPhase {
    /// Nothing to do: what there is has been delivered.
    Idle,
    /// Working.
    Syncing,
    /// The server cannot be reached; tried again by itself.
    Offline,
    /// Something needs a person: see `problem`.
    Stopped,
}

/// The sync line. Counts are of what the server's signed receipts do not name yet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncStatus {
    /// What it is doing.
    pub phase: SyncPhase,
    /// How the device stands to its district.
    pub standing: DeviceStanding,
    /// Inspections with something not delivered.
    pub inspections_waiting: u32,
    /// Changes (rows) not delivered.
    pub changes_waiting: u32,
    /// Photographs not delivered.
    pub photos_waiting: u32,
    /// Photographs known to the server by receipt.
    pub photos_delivered: u32,
    /// Why original photographs wait, if they do.
    pub originals_wait: Option<OriginalsWait>,
    /// Files that could not be sent, each with its reason; the others go on.
    pub set_aside: Vec<FileAside>,
    /// When the oldest waiting thing was made.
    pub oldest: Option<Millis>,
    /// When all was last delivered, by receipt.
    pub delivered_at: Option<Millis>,
    /// First pull: commits applied and commits in all.
    pub first_pull: Option<Progress>,
    /// Code of what stopped it or of the last failure.
    pub problem: Option<String>,
    /// Changes that the server refused, kept as drafts.
    pub refused: Vec<RefusedDraft>,
    /// Rows that two people changed differently and that the caller may settle.
    pub conflicts: u32,
    /// The device's clock minus the server's, when last seen, in milliseconds.
    pub clock_ahead: Option<Millis>,
    /// How much room is left on the disk, once it is little.
    pub space: Option<SpaceLeft>,
    /// What this device carries to the server for others, if anything.
    pub carried: Option<CarriedWork>,
    /// The data on this device was found to be damaged: it is to be repaired.
    pub damaged: bool,
    /// Original photographs that have left this device, to make room: the server has them, and its backup, too.
    pub originals_left: u32,
}

/// What the device's system says of its network and its battery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Conditions {
    /// The network costs money by the byte.
    pub metered: bool,
    /// Charge of the battery in percent, where the system tells it.
    pub battery: Option<u32>,
    /// Something charges it.
    pub charging: bool,
}

/// Why original photographs wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OriginalsWait {
    /// For a network that costs nothing.
    Metered,
    /// For power.
    Battery,
}

/// A file that could not be sent.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FileAside {
    /// Why.
    pub code: String,
    /// The place that it belongs to.
    pub place: NamedId,
    /// Since when it waits.
    pub at: Millis,
    /// It is tried again by itself; otherwise when a person asks.
    pub again: bool,
}

/// What a device carries to the server for others, and no receipt names yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CarriedWork {
    /// Inspections.
    pub inspections: u32,
    /// Changes, in inspections and elsewhere.
    pub changes: u32,
    /// Photographs.
    pub photos: u32,
}

/// How much room is left on the disk, once it is little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SpaceLeft {
    /// Megabytes of a million bytes.
    pub megabytes: u32,
    /// No photograph is taken any more; answers go on.
    pub photos_stopped: bool,
}

/// What a repair of the data on this device did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RepairReport {
    /// Commits that were saved.
    pub commits: u32,
    /// Taps that were in no commit that could be saved, and were saved all the same.
    pub taps: u32,
    /// What could not be saved here; what the server has comes again.
    pub lost: u32,
    /// Whether the device still knows whose it is; if not, it is to be enrolled again.
    pub enrolled: bool,
    /// The folder in which the damaged files are kept, with the list of what was lost.
    pub aside: String,
}

/// Something that was refused and is kept on the device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefusedDraft {
    /// Draft id.
    pub id: String,
    /// Refusal code.
    pub code: String,
    /// Place it was about.
    pub place: NamedId,
    /// Rows in it.
    pub rows: u32,
    /// When it was made.
    pub at: Millis,
}

/// Done of total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// Done so far.
    pub done: u32,
    /// In all.
    pub total: u32,
}

/// Argument of `remember_place`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RememberPlace {
    /// UI route.
    pub route: String,
}

/// The start page of a demo server (loopback only): fresh one-time links at each load.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StartPage {
    /// District name.
    pub district: String,
    /// Folder that holds the data.
    pub data_dir: String,
    /// Villages in all.
    pub villages: u32,
    /// Villages inspected (accepted or submitted) in the due round.
    pub inspected: u32,
    /// Inspections waiting for review.
    pub waiting: u32,
    /// Civil day of the demo.
    pub today: String,
    /// One-time sign-in route for each role: supervisor, inspector, cadre.
    pub sign_in: Vec<StartLink>,
    /// Enrolment link for the app (inspector).
    pub enrol_link: String,
    /// That link taken apart: its six words are read out to whoever enrols. Null if the demo has no inspector.
    pub enrol: Option<LinkPreview>,
}

/// One card of the start page.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartLink {
    /// Role.
    pub role: Role,
    /// Person's name.
    pub person: String,
    /// Code for `#/sign-in/<code>`.
    pub code: String,
}
