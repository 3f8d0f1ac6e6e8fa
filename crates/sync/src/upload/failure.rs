//! What a failure says: of one blob, or of all of them.

use crate::error::SyncError;
use crate::protocol::ProtocolError;

/// Why a piece failed.
pub(super) enum Failure {
    /// Of this blob alone.
    Blob(&'static str),
    /// Of the connection, the rights, the replica.
    All(SyncError),
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        Self::All(error)
    }
}

/// Nothing else would get through now, either. Whatever else a question meets, the uploads themselves are tried.
pub(super) fn concerns_all(error: &ProtocolError) -> bool {
    matches!(error, ProtocolError::Unreachable(_) | ProtocolError::Busy { .. } | ProtocolError::Unauthorized)
        || matches!(error.refusal(), Some("retired" | "lost"))
}

/// A coded refusal concerns this blob, unless it is about the device.
pub(super) fn each(error: ProtocolError) -> Failure {
    // Also what no chunk is small enough for.
    if error == ProtocolError::TooLarge {
        return Failure::Blob("too_large");
    }
    match error.refusal() {
        Some("retired" | "lost") | None => Failure::All(error.into()),
        Some("forbidden") => Failure::Blob("forbidden"),
        Some("photo_too_large" | "too_large") => Failure::Blob("too_large"),
        Some("photo_empty") => Failure::Blob("photo_empty"),
        Some(_) => Failure::Blob("upload_refused"),
    }
}
