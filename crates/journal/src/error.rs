//! Why bytes were not accepted.

use crate::refusal::Refusal;

/// What is wrong with a commit, page or receipt. Words in the variants name the part of the format, for logs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JournalError {
    /// The bytes are not of the format.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// The format is of a version that this software does not know.
    #[error("unsupported {0}")]
    Unsupported(&'static str),
    /// A limit of [`crate::limits`] is exceeded.
    #[error("too large: {0}")]
    TooLarge(&'static str),
    /// The signature is not of this key over these bytes.
    #[error("bad signature")]
    BadSignature,
    /// The header names another device than the one whose key verified it.
    #[error("the header names another device")]
    WrongDevice,
    /// The body is not the one that the header names.
    #[error("the body is not the one that the header names")]
    WrongBody,
    /// The body breaks a rule of its format.
    #[error("bad body: {0}")]
    BadBody(&'static str),
}

impl JournalError {
    /// The code with which a server refuses a commit for this reason.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        match self {
            Self::Unsupported(_) => Refusal::Unsupported,
            Self::TooLarge(_) => Refusal::TooLarge,
            Self::WrongBody | Self::BadBody(_) => Refusal::BadBody,
            Self::Malformed("stream") => Refusal::BadStream,
            Self::Malformed(_) | Self::BadSignature | Self::WrongDevice => Refusal::BadSignature,
        }
    }
}
