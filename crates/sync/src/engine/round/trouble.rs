//! How far trouble reaches: to one kind of work or to all, and whether waiting helps.

use crate::error::SyncError;
use crate::plan::Step;
use crate::protocol::ProtocolError;

/// Trouble with one kind of work that says nothing about the others.
pub(super) fn is_local_to(error: &SyncError, step: Step) -> bool {
    match error {
        SyncError::Stopped(code) => step == Step::Pull || matches!(*code, "fork" | "unknown_device" | "retired"),
        SyncError::Protocol(ProtocolError::Unreachable(_) | ProtocolError::Unauthorized | ProtocolError::Busy { .. }) => false,
        // A device that was handed in is told nothing new any more, but delivers what it has.
        SyncError::Protocol(cause) if cause.refusal() == Some("retired") => step == Step::Pull,
        SyncError::Protocol(_) => !error.needs_person(),
        SyncError::NoProgress(_) | SyncError::WrongBlob => true,
        SyncError::Store(_) | SyncError::NotEnrolled | SyncError::Task => false,
    }
}

/// The code of what waiting does not help.
pub(super) fn needs_person_at(error: &SyncError) -> Option<&'static str> {
    match error {
        SyncError::Stopped(code) => Some(code),
        SyncError::Protocol(cause) if cause.refusal() == Some("retired") => Some("retired"),
        _ => None,
    }
}
