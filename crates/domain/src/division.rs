//! Administrative divisions: county (6 digits), township (9), village (12). Codes nest: a village's code begins with its township's.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// How deep a division lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DivisionLevel {
    /// District or county, 6 digits.
    County,
    /// 镇, 乡, 街道: 9 digits.
    Township,
    /// 行政村: 12 digits.
    Village,
}

impl DivisionLevel {
    /// Digits in a code of this level.
    pub const fn digits(self) -> usize {
        match self {
            Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }
}

/// A code of 6, 9 or 12 digits. Orders like its text, so a parent comes right before what it holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode([u8; 12]);

/// Why a text is no division code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DivisionError {
    /// Neither 6, 9 nor 12 characters, or something that is no digit.
    #[error("division code malformed")]
    Malformed,
    /// A township or village part of `000`: in GB/T 10114 that writes the level above.
    #[error("division code has an empty part")]
    EmptyPart,
}

impl DivisionError {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        "division_code_malformed"
    }
}

impl DivisionCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0[..self.level().digits()]).unwrap_or_default()
    }

    /// The level, by the number of digits.
    pub const fn level(&self) -> DivisionLevel {
        if self.0[6] == 0 {
            DivisionLevel::County
        } else if self.0[9] == 0 {
            DivisionLevel::Township
        } else {
            DivisionLevel::Village
        }
    }

    /// The division that holds this one; `None` for a county.
    pub fn parent(&self) -> Option<Self> {
        match self.level() {
            DivisionLevel::County => None,
            DivisionLevel::Township => Some(self.cut(6)),
            DivisionLevel::Village => Some(self.cut(9)),
        }
    }

    /// The county that this lies in (itself for a county).
    pub fn county(&self) -> Self {
        self.cut(6)
    }

    /// The township that this lies in (itself for a township); `None` for a county.
    pub fn township(&self) -> Option<Self> {
        (self.level() != DivisionLevel::County).then(|| self.cut(9))
    }

    /// Every division that holds this one, nearest first.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), Self::parent)
    }

    /// Lies strictly inside `other`.
    pub fn is_within(&self, other: &Self) -> bool {
        self.level() > other.level() && self.as_str().starts_with(other.as_str())
    }

    fn cut(&self, digits: usize) -> Self {
        let mut out = [0; 12];
        out[..digits].copy_from_slice(&self.0[..digits]);
        Self(out)
    }
}

impl FromStr for DivisionCode {
    type Err = DivisionError;

    fn from_str(text: &str) -> Result<Self, DivisionError> {
        let bytes = text.as_bytes();
        if !matches!(bytes.len(), 6 | 9 | 12) || !bytes.iter().all(u8::is_ascii_digit) {
            return Err(DivisionError::Malformed);
        }
        if bytes[6..].chunks(3).any(|part| part == b"000") {
            return Err(DivisionError::EmptyPart);
        }
        let mut out = [0; 12];
        out[..bytes.len()].copy_from_slice(bytes);
        Ok(Self(out))
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DivisionCode({})", self.as_str())
    }
}

impl Serialize for DivisionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for DivisionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    #[test]
    fn codes_nest() {
        let village = code("629900100201");
        assert_eq!(village.level(), DivisionLevel::Village);
        assert_eq!(village.parent(), Some(code("629900100")));
        assert_eq!(village.ancestors().collect::<Vec<_>>(), [code("629900100"), code("629900")]);
        assert!(village.is_within(&code("629900100")) && village.is_within(&code("629900")));
        assert!(!village.is_within(&village), "within is strict");
        assert!(!village.is_within(&code("629900101")));
        assert_eq!(code("629900").parent(), None);
        assert_eq!(code("629900").township(), None);
    }

    #[test]
    fn codes_that_do_not_exist_are_refused() {
        for text in ["", "62990", "6299001", "62990010020a", "6299001002012", "６２９９００", " 629900"] {
            assert_eq!(text.parse::<DivisionCode>(), Err(DivisionError::Malformed), "{text}");
        }
        for text in ["629900000", "629900100000", "629900000201"] {
            assert_eq!(text.parse::<DivisionCode>(), Err(DivisionError::EmptyPart), "{text}");
        }
    }

    #[test]
    fn order_is_that_of_the_text() {
        let mut codes = [code("629901"), code("629900100201"), code("629900"), code("629900100")];
        codes.sort();
        assert_eq!(codes.map(|c| c.to_string()), ["629900", "629900100", "629900100201", "629901"]);
    }
}
