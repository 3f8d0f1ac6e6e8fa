//! Why a sync came to a halt.

use crate::protocol::ProtocolError;
use xuncun_store::StoreError;

/// What ends a step of the sync. Nothing is lost by any of them.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The server, the way to it, or its answer.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// The replica: a full disk, a damaged file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A turn of a loop changed nothing, though it was told that there is more.
    #[error("no progress: {0}")]
    NoProgress(&'static str),
    /// Something that only a person can resolve.
    #[error("stopped: {0}")]
    Stopped(&'static str),
    /// A blob came with other bytes than its name says.
    #[error("the blob's bytes have another hash")]
    WrongBlob,
    /// The replica has no identity yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// A task of this process died.
    #[error("a task ended unexpectedly")]
    Task,
}

impl SyncError {
    /// Stable code for the UI.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Protocol(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::NoProgress(_) => "no_progress",
            Self::Stopped(code) => code,
            Self::WrongBlob => "blob_mismatch",
            Self::NotEnrolled => "not_enrolled",
            Self::Task => "internal",
        }
    }

    /// The way to the server is broken: anything else would fail, too.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Protocol(ProtocolError::Unreachable(_)))
    }

    /// Waiting does not help: a person must do something.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        match self {
            Self::Stopped(_) => true,
            Self::Protocol(ProtocolError::Unauthorized) => true,
            Self::Protocol(ProtocolError::Refused { code, .. }) => matches!(code.as_str(), "retired" | "lost"),
            _ => false,
        }
    }
}
