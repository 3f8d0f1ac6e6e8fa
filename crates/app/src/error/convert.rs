//! From what the crates below say to what the UI is told.

use super::{AppError, ErrorCode};
use xuncun_domain::answer::AnswerError;
use xuncun_domain::cleanup::{AmountError, DayShut, Unfit};
use xuncun_domain::grant::Denied;
use xuncun_domain::limit::LimitError;
use xuncun_domain::owner::OwnerError;
use xuncun_domain::photo_mark::MarkError;
use xuncun_domain::sighting::SightingError;
use xuncun_domain::size::SizeError;
use xuncun_domain::standard::{StandardError, StandardFault};
use xuncun_domain::witness::WitnessError;
use xuncun_photo::PhotoError;
use xuncun_report::ReportError;
use xuncun_store::StoreError;
use xuncun_store::query::QueryError;
use xuncun_sync::SyncError;

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
impl From<SizeError> for AppError {
    fn from(error: SizeError) -> Self {
        Self::of_rule(error.code(), error.max())
    }
}
impl From<WitnessError> for AppError {
    fn from(error: WitnessError) -> Self {
        let max = if let WitnessError::Limit(limit) = error { Some(limit.max) } else { None };
        Self::of_rule(error.code(), max)
    }
}
impl From<MarkError> for AppError {
    fn from(error: MarkError) -> Self {
        Self::of_rule(error.code(), error.max())
    }
}
impl From<DayShut> for AppError {
    fn from(error: DayShut) -> Self {
        Self::of_rule(error.code(), error.max())
    }
}
impl From<AmountError> for AppError {
    fn from(error: AmountError) -> Self {
        Self::of_rule(error.code(), error.max())
    }
}
impl From<Unfit> for AppError {
    fn from(error: Unfit) -> Self {
        Self::of_rule(error.code(), error.max())
    }
}
impl From<LimitError> for AppError {
    fn from(error: LimitError) -> Self {
        Self::of_rule(error.code, Some(error.max))
    }
}
impl From<OwnerError> for AppError {
    fn from(error: OwnerError) -> Self {
        Self::of_rule(error.code(), Some(error.max()))
    }
}
impl From<ReportError> for AppError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::TooMany { most, .. } => Self::of_rule("document_too_long", Some(most)),
            other => Self::internal(other),
        }
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
            StoreError::Corrupt(detail) => Self::new(ErrorCode::Damaged).with("detail", detail),
            StoreError::DiskFull => ErrorCode::DiskFull.into(),
            StoreError::NewerDatabase { .. } => ErrorCode::NewerDatabase.into(),
            StoreError::Busy => ErrorCode::FolderInUse.into(),
            StoreError::NotEnrolled => ErrorCode::NotEnrolled.into(),
            StoreError::Retired => ErrorCode::DeviceRetired.into(),
            StoreError::AnotherPerson => ErrorCode::AnotherPerson.into(),
            StoreError::AnotherDistrict => ErrorCode::AnotherDistrict.into(),
            StoreError::Bundle(error) => Self::of_rule(error.code(), None),
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
impl From<StandardError> for AppError {
    fn from(error: StandardError) -> Self {
        match error.fault {
            StandardFault::NewerFormat => ErrorCode::StandardNewer.into(),
            _ => Self::new(ErrorCode::StandardBroken).with("detail", error.to_string()),
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
            "another_person" => ErrorCode::AnotherPerson,
            "another_district" => ErrorCode::AnotherDistrict,
            "server_unreachable" | "server_busy" => ErrorCode::ServerUnreachable,
            "server_insecure" => ErrorCode::ServerInsecure,
            "recovering" => ErrorCode::Recovering,
            "no_root_key" => ErrorCode::NoRootKey,
            "bad_key" => ErrorCode::BadKey,
            "not_enrolled" => ErrorCode::NotEnrolled,
            "basemap_none" => ErrorCode::BasemapNone,
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
    use crate::REFUSAL_CODES;

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
    fn what_stops_an_enrolment_has_a_code_of_its_own() {
        use xuncun_sync::protocol::ProtocolError;
        for (said, code) in [
            ("server_insecure", ErrorCode::ServerInsecure),
            ("recovering", ErrorCode::Recovering),
            ("no_root_key", ErrorCode::NoRootKey),
            ("bad_key", ErrorCode::BadKey),
            ("anything else", ErrorCode::ServerAnswer),
        ] {
            assert_eq!(AppError::from(SyncError::from(ProtocolError::refused(said))).code, code, "{said}");
        }
    }

    #[test]
    fn a_full_disk_is_said_to_be_one() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(AppError::from(full).code, ErrorCode::DiskFull);
    }
}
