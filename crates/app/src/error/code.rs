//! The codes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Declares [`ErrorCode`] with its list, so that the generated union and the catalogues' test see every code.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// A reason that a command did not do what was asked. Nothing was changed unless the code's own words say otherwise.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode { $($(#[$doc])* $name,)+ }

        impl ErrorCode {
            /// Every code, in the order of declaration.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name,)+];
        }
    };
}

error_codes! {
    // Who is asking
    /// The device belongs to nobody yet, or the web session is over.
    NotEnrolled,
    /// The caller's grants do not allow it, or do not let them see the thing.
    Forbidden,
    /// A village that the caller answers for (包抓) is inspected by others.
    OwnVillage,
    /// The caller is in no team.
    NoTeam,
    // What is asked for
    /// The request is not of the command's shape. `detail` says where.
    BadRequest,
    /// No command of this name.
    UnknownCommand,
    /// The request did not come from the product's own pages.
    Csrf,
    /// This door does not have the command: enrolment on a web page, say.
    NotAtThisDoor,
    /// No such village among those that the caller sees.
    VillageUnknown,
    /// No such inspection among those that the caller sees.
    InspectionUnknown,
    /// The inspection's standard (or its round) has no such item or group.
    ItemUnknown,
    /// No such sighting in the inspection.
    SightingUnknown,
    /// A photograph for this item shows a home: whoever lives there has to agree first.
    ConsentMissing,
    /// No home is photographed in an unannounced visit: nobody was asked, and the village would hear of the visit by it.
    HomeUnannounced,
    /// What shows a home stays personal data, and what does not cannot become it: such a photograph is taken again.
    PhotoOtherClass,
    /// No such photograph, or not in this inspection.
    PhotoUnknown,
    /// The photograph is known, its bytes are not on this device yet.
    PhotoNotHere,
    /// What was typed is no verification code: twelve letters and digits.
    PhotoCodeMalformed,
    /// No photograph bears this verification code, of those that the caller sees.
    PhotoCodeUnknown,
    /// No such submission among those that the caller sees.
    SubmissionUnknown,
    /// The standard has no such kind of sighting.
    SightingKindUnknown,
    /// The kind of sighting has no such grade.
    SightingGradeUnknown,
    // The visit
    /// No round runs today.
    NoRound,
    /// The standard of the round is not on this device yet.
    NoStandard,
    /// The standard on this device breaks its own rules. `detail` names the rule.
    StandardBroken,
    /// The standard is written for a newer version of the product.
    StandardNewer,
    /// Submitted or accepted: it changes only after it was sent back.
    NotEditable,
    /// The count derives from sightings and cannot be typed.
    DerivedFromSightings,
    /// An answer of another kind than the item's.
    AnswerKindMismatch,
    /// The item applies everywhere.
    ItemAlwaysApplies,
    /// No household of this number in the sample of `max`.
    HouseholdOutOfRange,
    /// A number above `max`, or a count of 0 where something was seen.
    CountOutOfRange,
    /// A side, a floor or a number of storeys that is 0 or beyond belief.
    SizeOutOfRange,
    /// A legal basis longer than `max` characters.
    BasisTooLong,
    /// A note longer than `max` characters.
    NoteTooLong,
    /// A reason longer than `max` characters.
    ReasonTooLong,
    /// A name longer than `max` characters.
    NameTooLong,
    /// A name is missing.
    NameMissing,
    /// No phone that can be dialled: digits, `+`, `-` and spaces, at most `max` of them.
    PhoneMalformed,
    /// A landmark longer than `max` characters.
    LandmarkTooLong,
    /// A position that no receiver can have measured.
    PositionNotReal,
    /// A witness who signs has a signature.
    SignatureMissing,
    /// The strokes are no signature.
    SignatureMalformed,
    /// A return, a refusal or an absence has a reason.
    ReasonMissing,
    /// 暗访 has no witness, and only 暗访 has none.
    WitnessVisitMismatch,
    // The review
    /// The content is not what was looked at any more: look again.
    SubmissionChanged,
    /// Rows of the inspection are in conflict: solve them first.
    InConflict,
    /// It is not waiting for a verdict: somebody gave one, or there is a newer submission.
    NotWaiting,
    // What needs a person
    /// No such draft among the caller's.
    DraftUnknown,
    /// The two sides are not what was looked at any more: look again.
    ConflictChanged,
    /// These two sides cannot both be kept.
    NotBoth,
    // Photographs
    /// The bytes are no picture that can be read.
    NotAPhoto,
    /// More than `max` megabytes, or too many pixels to unpack.
    PhotoTooLarge,
    /// A picture of a kind that is not decoded here (HEIC, say). `detail` names it.
    PhotoUnsupported,
    /// A picture that is cut off or damaged.
    PhotoDamaged,
    /// No such mark in the inspection, or not any more.
    MarkUnknown,
    /// A mark that is not on the picture, or too small to be seen.
    MarkMalformed,
    /// A text mark without words.
    MarkTextMissing,
    /// A text mark of more than `max` characters.
    MarkTextTooLong,
    /// `max` marks are on the photograph already.
    TooManyMarks,
    // Findings
    /// No such finding among those that the caller sees.
    FindingUnknown,
    /// One of the two is the same place as a third already: that is taken back first.
    FindingLinked,
    /// Somebody took another step meanwhile: look again.
    FindingMovedOn,
    /// Nothing that the caller's role does where the finding stands.
    NotYourStep,
    /// An answer shows that it was cleared: a photograph from after is missing.
    AfterPhotoMissing,
    /// A deadline is a day from today on, within a year.
    DueOutOfRange,
    /// There is nothing to hand out: what was seen was put right, is somebody else's, or is a finding already.
    NothingToAssign,
    /// No closed finding fits what was asked for.
    NothingToDraw,
    /// There are more than `max` to draw from.
    FrameTooLarge,
    /// More than a document of that kind holds: `max`.
    DocumentTooLong,
    /// Nothing fits that a notice could hand out.
    DocumentEmpty,
    /// An unannounced visit shows the village nothing before it was accepted.
    VisitNotOver,
    /// No ground map was laid yet.
    BasemapNone,
    // Voice notes
    /// The bytes are no sound that is kept: neither WebM, Ogg, MP4 nor WAV.
    NotAVoiceNote,
    /// More than `max` megabytes.
    VoiceTooLarge,
    /// Longer than `max` minutes.
    VoiceTooLong,
    /// No such voice note in the inspection, or not any more.
    VoiceUnknown,
    /// The sound is not here: it has not arrived yet.
    VoiceNotHere,
    // The ledger
    /// The day is still to come.
    DayAhead,
    /// The day is more than `max` days ago: it stays as it is.
    DayPast,
    /// No amount: a decimal number with at most one digit behind the point.
    AmountMalformed,
    /// An amount below 0.
    AmountNegative,
    /// A part of what is counted in whole ones.
    AmountNotWhole,
    /// More than `max`.
    AmountTooLarge,
    /// A road without a length.
    RoadLengthMissing,
    /// A road is named twice.
    RoadTwice,
    /// There are `max` roads in the day already.
    TooManyRoads,
    // Enrolment
    /// Not an enrolment link.
    LinkMalformed,
    /// The server does not know the code.
    CodeUnknown,
    /// The code was used.
    CodeUsed,
    /// The code is too old.
    CodeExpired,
    /// Too many tries: wait a while.
    TooManyTries,
    /// The server's root key is not the one that the link names: do not go on.
    FingerprintMismatch,
    /// The device belongs to somebody already.
    AlreadyEnrolled,
    /// The link is for another person than the one whose data is here.
    AnotherPerson,
    /// The link is of another district than the data here.
    AnotherDistrict,
    /// The device was handed in: it delivers what it has, and records nothing more.
    DeviceRetired,
    /// The server cannot be reached.
    ServerUnreachable,
    /// The server answered what this app does not understand. `detail`.
    ServerAnswer,
    /// The link's server would be reached without encryption over a network that others share.
    ServerInsecure,
    /// The server was restored from a backup and is gathering what it lacks: it enrols nobody and its pages rest.
    Recovering,
    /// The district's root key is not on this server: it cannot admit devices.
    NoRootKey,
    /// The device's key is none that a server takes.
    BadKey,
    // Hand-over
    /// The file is no bundle.
    BundleNotOne,
    /// A bundle of a newer version of the product.
    BundleNewer,
    /// The bundle's file ends too early.
    BundleCut,
    /// The bundle is not what its maker signed.
    BundleDamaged,
    /// The bundle is larger than what is taken, or would be.
    BundleTooLarge,
    /// The bundle is of another district.
    BundleWrongDistrict,
    /// The device that made the bundle is not known here.
    BundleMakerUnknown,
    /// The device that made the bundle was reported lost.
    BundleMakerLost,
    /// There is nothing to hand over.
    BundleEmpty,
    // The device
    /// The disk is full: nothing was lost, nothing was stored.
    DiskFull,
    /// Hardly any room is left (`left` megabytes): no photograph is taken, answers go on.
    SpaceLow,
    /// The data on this device is damaged: it can be repaired.
    Damaged,
    /// There is nothing to repair.
    NotDamaged,
    /// The data folder was written by a newer version of the product.
    NewerDatabase,
    /// Another process has the data folder open.
    FolderInUse,
    /// The data folder could not be read or written. `detail` is for the log.
    Storage,
    /// A defect of the product. `detail` is for the log.
    Internal,
}

/// Codes of [`crate::api::device::RefusedDraft`] and [`crate::api::device::SyncStatus::problem`]: what a server may say of a commit,
/// and what the line may say of the server. The UI has a message for each under `refusal.<code>`.
pub const REFUSAL_CODES: &[&str] = &[
    // Of a commit
    "clock_ahead",
    "fork",
    "gap",
    "forbidden",
    "refused_base",
    "unsupported",
    "retired",
    "lost",
    "bad_signature",
    "bad_body",
    "unknown_device",
    "too_large",
    "bad_stream",
    // Of the server and the way to it
    "server_unreachable",
    "server_busy",
    "server_error",
    "server_insecure",
    "bad_reply",
    "unauthorized",
    "revocation_unverified",
    "tampered",
    "no_progress",
    "blob_mismatch",
    // Of this device
    "disk_full",
    "storage",
    "internal",
];

/// A code of the sync as one of [`REFUSAL_CODES`].
pub(crate) fn problem_code(code: &str) -> String {
    let known = match code {
        "corrupt" | "busy" | "io" | "statement" | "newer_database" => "storage",
        known if REFUSAL_CODES.contains(&known) => known,
        _ => "server_error",
    };
    known.to_owned()
}
