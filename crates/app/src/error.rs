//! What can go wrong, as codes that the UI switches on. Words for people are in the UI's catalogues, under `error.<code>`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use xuncun_domain::answer::AnswerError;
use xuncun_domain::grant::Denied;
use xuncun_domain::limit::LimitError;
use xuncun_domain::sighting::SightingError;
use xuncun_domain::witness::WitnessError;
use xuncun_photo::{MAX_BYTES, PhotoError};
use xuncun_store::StoreError;
use xuncun_store::query::QueryError;
use xuncun_sync::SyncError;

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
    /// No such photograph, or not in this inspection.
    PhotoUnknown,
    /// The photograph is known, its bytes are not on this device yet.
    PhotoNotHere,
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
    /// A note longer than `max` characters.
    NoteTooLong,
    /// A reason longer than `max` characters.
    ReasonTooLong,
    /// A name longer than `max` characters.
    NameTooLong,
    /// A name is missing.
    NameMissing,
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
    // Photographs
    /// The bytes are no picture that can be read.
    NotAPhoto,
    /// More than `max` megabytes, or too many pixels to unpack.
    PhotoTooLarge,
    /// A picture of a kind that is not decoded here (HEIC, say). `detail` names it.
    PhotoUnsupported,
    /// A picture that is cut off or damaged.
    PhotoDamaged,
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

    /// The status that the web door answers with.
    pub const fn http_status(&self) -> u16 {
        use ErrorCode as E;
        match self.code {
            E::NotEnrolled => 401,
            E::Forbidden | E::OwnVillage | E::NoTeam | E::Csrf | E::NotAtThisDoor => 403,
            E::UnknownCommand
            | E::VillageUnknown
            | E::InspectionUnknown
            | E::SightingUnknown
            | E::PhotoUnknown
            | E::PhotoNotHere
            | E::SubmissionUnknown
            | E::CodeUnknown => 404,
            E::NotEditable | E::SubmissionChanged | E::InConflict | E::NotWaiting | E::AlreadyEnrolled | E::CodeUsed | E::FolderInUse => 409,
            E::CodeExpired => 410,
            E::PhotoTooLarge => 413,
            E::TooManyTries => 429,
            E::DiskFull => 507,
            E::NewerDatabase | E::Storage | E::Internal => 500,
            E::ServerUnreachable | E::ServerAnswer => 502,
            _ => 422,
        }
    }

    /// With the limit in words that people use.
    pub(crate) fn photo_too_large() -> Self {
        Self::new(ErrorCode::PhotoTooLarge).with("max", u32::try_from(MAX_BYTES >> 20).unwrap_or(u32::MAX))
    }

    /// A defect, or something that cannot be: for the log.
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::Internal).with("detail", error.to_string())
    }

    /// A rule of the domain, by its code; `max` is the bound that the message names.
    fn of_rule(code: &'static str, max: Option<usize>) -> Self {
        let known = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(code);
        let error = ErrorCode::deserialize(known).map_or_else(|_| Self::new(ErrorCode::BadRequest).with("detail", code), Self::new);
        // Bounds are small numbers: a `f64` holds them exactly.
        max.and_then(|max| u32::try_from(max).ok()).into_iter().fold(error, |error, max| error.with("max", max))
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<AnswerError> for AppError {
    fn from(error: AnswerError) -> Self {
        Self::of_rule(error.code(), error.max())
    }
}
impl From<SightingError> for AppError {
    fn from(error: SightingError) -> Self {
        Self::of_rule(error.code(), error.max())
    }
}
impl From<WitnessError> for AppError {
    fn from(error: WitnessError) -> Self {
        let max = if let WitnessError::Limit(limit) = error { Some(limit.max) } else { None };
        Self::of_rule(error.code(), max)
    }
}
impl From<LimitError> for AppError {
    fn from(error: LimitError) -> Self {
        Self::of_rule(error.code, Some(error.max))
    }
}
impl From<Denied> for AppError {
    /// Why it is denied is for the log: whoever may not see a thing is not told more about it.
    fn from(_: Denied) -> Self {
        Self::new(ErrorCode::Forbidden)
    }
}
impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DiskFull => ErrorCode::DiskFull.into(),
            StoreError::NewerDatabase { .. } => ErrorCode::NewerDatabase.into(),
            StoreError::Busy => ErrorCode::FolderInUse.into(),
            StoreError::NotEnrolled => ErrorCode::NotEnrolled.into(),
            other => Self::new(ErrorCode::Storage).with("detail", other.to_string()),
        }
    }
}
impl From<QueryError> for AppError {
    fn from(error: QueryError) -> Self {
        StoreError::from(error).into()
    }
}
impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::WouldBlock => ErrorCode::FolderInUse.into(),
            _ => StoreError::from(error).into(),
        }
    }
}
impl From<PhotoError> for AppError {
    fn from(error: PhotoError) -> Self {
        match error {
            PhotoError::NotAPhoto => ErrorCode::NotAPhoto.into(),
            PhotoError::Unsupported(kind) => Self::new(ErrorCode::PhotoUnsupported).with("detail", kind),
            PhotoError::Damaged(_) => ErrorCode::PhotoDamaged.into(),
            PhotoError::TooManyBytes { .. } | PhotoError::TooManyPixels { .. } => Self::photo_too_large(),
            PhotoError::Rendition(detail) => Self::internal(detail),
        }
    }
}
impl From<SyncError> for AppError {
    fn from(error: SyncError) -> Self {
        let detail = error.to_string();
        let code = match error.code() {
            "already_enrolled" => ErrorCode::AlreadyEnrolled,
            "code_unknown" => ErrorCode::CodeUnknown,
            "code_used" => ErrorCode::CodeUsed,
            "code_expired" => ErrorCode::CodeExpired,
            "too_many_tries" => ErrorCode::TooManyTries,
            "fingerprint_mismatch" => ErrorCode::FingerprintMismatch,
            "server_unreachable" | "server_busy" => ErrorCode::ServerUnreachable,
            "not_enrolled" => ErrorCode::NotEnrolled,
            _ => match error {
                SyncError::Store(error) => return error.into(),
                _ => ErrorCode::ServerAnswer,
            },
        };
        Self::new(code).with("detail", detail)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_a_server_may_say_has_words() {
        for refusal in xuncun_journal::Refusal::ALL {
            assert!(REFUSAL_CODES.contains(&refusal.as_str()), "{refusal}");
        }
    }

    #[test]
    fn an_error_is_a_code_with_values() {
        let error = AppError::from(AnswerError::Household { max: 5 });
        assert_eq!(serde_json::to_value(&error).unwrap(), serde_json::json!({"code": "household_out_of_range", "params": {"max": 5.0}}));
        let too_long = xuncun_domain::limit::check_note(&"x".repeat(10_000)).unwrap_err();
        assert_eq!(AppError::from(too_long).code, ErrorCode::NoteTooLong);
        assert_eq!(AppError::from(WitnessError::StrokesMissing).code, ErrorCode::SignatureMissing);
        assert_eq!(AppError::from(SightingError::UnknownGrade).code, ErrorCode::SightingGradeUnknown);
    }

    #[test]
    fn a_full_disk_is_said_to_be_one() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(AppError::from(full).code, ErrorCode::DiskFull);
    }
}
