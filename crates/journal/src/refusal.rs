//! The codes with which a server refuses a commit. The client heals by them; the UI has a sentence for each.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a commit was not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Its clock is more than ten minutes in the future.
    ClockAhead,
    /// Its slot (device, stream, seq) holds another commit.
    Fork,
    /// Its parent is not there.
    Gap,
    /// The grant that it names does not allow it.
    Forbidden,
    /// A put rests on a version that was refused.
    RefusedBase,
    /// The server is older than the app that wrote it.
    Unsupported,
    /// The device was handed in.
    Retired,
    /// The device was stolen.
    Lost,
    /// The envelope is malformed or its signature is not of the device.
    BadSignature,
    /// The body is malformed or not the one that the header names.
    BadBody,
    /// No device row, signed by the district's root, names this device.
    UnknownDevice,
    /// A limit is exceeded.
    TooLarge,
    /// A put's table does not belong into the commit's stream.
    BadStream,
}

impl Refusal {
    /// Every code, for tests and tables of messages.
    pub const ALL: [Self; 13] = [
        Self::ClockAhead,
        Self::Fork,
        Self::Gap,
        Self::Forbidden,
        Self::RefusedBase,
        Self::Unsupported,
        Self::Retired,
        Self::Lost,
        Self::BadSignature,
        Self::BadBody,
        Self::UnknownDevice,
        Self::TooLarge,
        Self::BadStream,
    ];

    /// The code on the wire and in message catalogues.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClockAhead => "clock_ahead",
            Self::Fork => "fork",
            Self::Gap => "gap",
            Self::Forbidden => "forbidden",
            Self::RefusedBase => "refused_base",
            Self::Unsupported => "unsupported",
            Self::Retired => "retired",
            Self::Lost => "lost",
            Self::BadSignature => "bad_signature",
            Self::BadBody => "bad_body",
            Self::UnknownDevice => "unknown_device",
            Self::TooLarge => "too_large",
            Self::BadStream => "bad_stream",
        }
    }

    /// The refusal of this code. A code of a newer server reads as `unsupported`: keep, wait, go on with the rest.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        Self::ALL.into_iter().find(|refusal| refusal.as_str() == code).unwrap_or(Self::Unsupported)
    }

    /// Whether the refusal is a verdict: the header takes its slot for good, with the reason, and the body goes to nobody.
    /// All others mean "not now" and leave nothing behind.
    #[must_use]
    pub fn is_verdict(self) -> bool {
        matches!(self, Self::Forbidden | Self::BadBody | Self::TooLarge | Self::BadStream)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_survive_the_wire() {
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::parse(refusal.as_str()), refusal);
        }
        assert_eq!(Refusal::parse("invented_in_2031"), Refusal::Unsupported);
    }
}
