//! What can go wrong, as codes that the UI switches on. Words for people are in the UI's catalogues, under `error.<code>`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use xuncun_domain::voice_note;
use xuncun_photo::MAX_BYTES;

mod code;
mod convert;
pub(crate) use code::problem_code;
pub use code::{ErrorCode, REFUSAL_CODES};

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
            E::Forbidden | E::OwnVillage | E::NoTeam | E::Csrf | E::NotAtThisDoor | E::AnotherPerson | E::AnotherDistrict | E::DeviceRetired => 403,
            E::UnknownCommand
            | E::VillageUnknown
            | E::InspectionUnknown
            | E::SightingUnknown
            | E::PhotoUnknown
            | E::PhotoNotHere
            | E::BasemapNone
            | E::PhotoCodeUnknown
            | E::MarkUnknown
            | E::VoiceUnknown
            | E::VoiceNotHere
            | E::SubmissionUnknown
            | E::DraftUnknown
            | E::CodeUnknown => 404,
            E::NotEditable
            | E::SubmissionChanged
            | E::ConflictChanged
            | E::InConflict
            | E::NotWaiting
            | E::AlreadyEnrolled
            | E::CodeUsed
            | E::FolderInUse
            | E::NotDamaged => 409,
            E::CodeExpired => 410,
            E::PhotoTooLarge | E::VoiceTooLarge => 413,
            E::TooManyTries => 429,
            E::DiskFull | E::SpaceLow => 507,
            E::Recovering => 503,
            E::NewerDatabase | E::Damaged | E::Storage | E::Internal => 500,
            E::ServerUnreachable | E::ServerAnswer => 502,
            _ => 422,
        }
    }

    /// With the limit in words that people use.
    pub(crate) fn photo_too_large() -> Self {
        Self::new(ErrorCode::PhotoTooLarge).with("max", u32::try_from(MAX_BYTES >> 20).unwrap_or(u32::MAX))
    }

    /// With the limit in words that people use.
    pub(crate) fn voice_too_large() -> Self {
        Self::new(ErrorCode::VoiceTooLarge).with("max", u32::try_from(voice_note::MAX_BYTES >> 20).unwrap_or(u32::MAX))
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
