//! Streams: a division's rows of one class. Rights are given by stream, and a row never changes its stream.

use crate::division::DivisionCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Who a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Facts that everybody in the place may see.
    Open,
    /// The supervisors' business before it is public.
    Work,
    /// Personal data.
    Private,
}

impl Class {
    /// All classes, in order.
    pub const ALL: [Self; 3] = [Self::Open, Self::Work, Self::Private];

    /// As written in a stream's text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Work => "work",
            Self::Private => "private",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Class {
    type Err = StreamError;

    fn from_str(text: &str) -> Result<Self, StreamError> {
        Self::ALL.into_iter().find(|class| class.as_str() == text).ok_or(StreamError)
    }
}

/// A text that is no stream id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stream id malformed")]
pub struct StreamError;

/// `code/class`, e.g. `629900100201/work`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The place.
    pub code: DivisionCode,
    /// The class.
    pub class: Class,
}

impl StreamId {
    /// The stream of `code` and `class`.
    pub const fn new(code: DivisionCode, class: Class) -> Self {
        Self { code, class }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.code, self.class)
    }
}

impl FromStr for StreamId {
    type Err = StreamError;

    fn from_str(text: &str) -> Result<Self, StreamError> {
        let (code, class) = text.split_once('/').ok_or(StreamError)?;
        Ok(Self { code: code.parse().map_err(|_| StreamError)?, class: class.parse()? })
    }
}

impl Serialize for StreamId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StreamId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_stream_is_its_text() {
        for text in ["629900/open", "629900100/private", "629900100201/work"] {
            assert_eq!(text.parse::<StreamId>().unwrap().to_string(), text);
        }
        for text in ["629900", "629900/", "629900/Open", "/open", "629900/open/", "62990/open", "629900/secret"] {
            assert_eq!(text.parse::<StreamId>(), Err(StreamError), "{text}");
        }
    }
}
