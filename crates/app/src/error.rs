//! What can go wrong, as codes that the UI switches on. Words for people are in the UI's catalogues, under `error.<code>`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    /// The caller's grant names no team.
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
    /// No such division among those that the caller sees.
    UnknownVillage,
    /// No such inspection among those that the caller sees.
    UnknownInspection,
    /// The inspection's standard has no such item or group.
    UnknownItem,
    /// No such sighting in the inspection.
    UnknownSighting,
    /// No such photograph, or not in this inspection.
    UnknownPhoto,
    /// The photograph is known, its bytes are not on this device yet.
    PhotoNotHere,
    /// No such submission among those that the caller sees.
    UnknownSubmission,
    /// No household of this number, or a household where the item has none.
    UnknownHousehold,
    /// The standard has no such kind of sighting.
    UnknownKind,
    /// The kind of sighting has no such grade.
    UnknownGrade,
    // The visit
    /// No round runs today.
    NoRound,
    /// The standard of the round is not on this device yet.
    NoStandard,
    /// The standard on this device breaks its own rules. `detail` names the rule.
    BrokenStandard,
    /// Submitted or accepted: it changes only after it was sent back.
    NotEditable,
    /// The answer derives from sightings and cannot be typed.
    DerivedAnswer,
    /// An answer of another kind than the item's.
    WrongAnswer,
    /// The item applies everywhere.
    AlwaysApplies,
    /// A number outside its range. `min`, `max`.
    OutOfRange,
    /// A text longer than `max` characters.
    TextTooLong,
    /// A position off the globe, or without an accuracy.
    BadPosition,
    /// A witness who signs has a signature.
    SignatureMissing,
    /// A refusal or an absence has a reason.
    WitnessReasonMissing,
    /// 暗访 has no witness, and only 暗访 has none.
    WitnessMismatch,
    // The review
    /// Sending back needs a reason.
    ReasonMissing,
    /// The content is not what was looked at any more: look again.
    SubmissionChanged,
    /// Rows of the inspection are in conflict: solve them first.
    InConflict,
    /// It is not waiting for a verdict: somebody gave one, or there is a newer submission.
    NotWaiting,
    // Photographs
    /// The bytes are no picture that can be read.
    NotAPhoto,
    /// More than `max` bytes.
    PhotoTooLarge,
    /// More than `max` pixels.
    PhotoTooManyPixels,
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
    /// The server cannot be reached.
    ServerUnreachable,
    /// The server answered what this app does not understand. `detail`.
    ServerAnswer,
    // The device
    /// The disk is full: nothing was lost, nothing was stored.
    DiskFull,
    /// The data folder was written by a newer version of the product.
    NewerDatabase,
    /// The data folder could not be read or written. `detail` is for the log.
    Storage,
    /// A defect of the product. `detail` is for the log.
    Internal,
}

/// Codes of [`crate::api::device::RefusedDraft`] and [`crate::api::device::SyncStatus::problem`]: what a server may say of a commit,
/// and what the line may say of the server. The UI has a message for each under `refusal.<code>`.
pub const REFUSAL_CODES: &[&str] = &[
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
    "server_unreachable",
    "server_answer",
    "signed_out",
    "disk_full",
    "storage",
];

/// A value in an error's message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Param {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

/// A command's refusal, the same at both doors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?} {params:?}")]
pub struct AppError {
    /// What the UI switches on.
    pub code: ErrorCode,
    /// Values for the message, by name.
    pub params: BTreeMap<String, Param>,
}

impl AppError {
    /// An error without parameters.
    pub fn new(code: ErrorCode) -> Self {
        Self { code, params: BTreeMap::new() }
    }

    /// With a named value for its message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Param>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}
