//! How long a text and how large a number may be. Counted in characters (Unicode scalar values), not bytes: 60 characters are 60 汉字.

use serde::Serialize;

/// Longest note, in characters.
pub const NOTE_MAX: usize = 2000;
/// Longest reason (a return, a refusal to sign), in characters.
pub const REASON_MAX: usize = 2000;
/// Longest name of a person, a place or a device, in characters.
pub const NAME_MAX: usize = 60;
/// Longest landmark, in characters.
pub const LANDMARK_MAX: usize = 120;
/// Largest count of places.
pub const COUNT_MAX: u32 = 9999;
/// Largest amount of work done or aimed at (m³, trees, km …), in the item's unit.
pub const AMOUNT_MAX: u32 = 999_999;

/// A text or number out of its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: at most {max}")]
pub struct LimitError {
    /// `note_too_long`, `reason_too_long`, `name_too_long`, `name_missing`, `landmark_too_long`, `count_out_of_range`.
    pub code: &'static str,
    /// The bound, for the message.
    pub max: usize,
}

/// A note of at most [`NOTE_MAX`] characters.
pub fn check_note(text: &str) -> Result<(), LimitError> {
    at_most(text, NOTE_MAX, "note_too_long")
}

/// A reason of at most [`REASON_MAX`] characters.
pub fn check_reason(text: &str) -> Result<(), LimitError> {
    at_most(text, REASON_MAX, "reason_too_long")
}

/// A landmark of at most [`LANDMARK_MAX`] characters; it may be empty.
pub fn check_landmark(text: &str) -> Result<(), LimitError> {
    at_most(text, LANDMARK_MAX, "landmark_too_long")
}

/// A name of 1 to [`NAME_MAX`] characters that is not blank.
pub fn check_name(text: &str) -> Result<(), LimitError> {
    if text.trim().is_empty() {
        return Err(LimitError { code: "name_missing", max: NAME_MAX });
    }
    at_most(text, NAME_MAX, "name_too_long")
}

fn at_most(text: &str, max: usize, code: &'static str) -> Result<(), LimitError> {
    // Bytes bound characters from above, so the usual short text is never walked.
    if text.len() > max && text.chars().count() > max { Err(LimitError { code, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_count_not_bytes() {
        assert_eq!(check_name(&"村".repeat(60)), Ok(()));
        assert_eq!(check_name(&"村".repeat(61)).map_err(|e| e.code), Err("name_too_long"));
        assert_eq!(check_name(" \u{3000}").map_err(|e| e.code), Err("name_missing"));
        assert_eq!(check_note(&"记".repeat(2000)), Ok(()));
        assert_eq!(check_note(&"记".repeat(10_000)).map_err(|e| (e.code, e.max)), Err(("note_too_long", 2000)));
        assert_eq!(check_landmark(""), Ok(()));
    }
}
