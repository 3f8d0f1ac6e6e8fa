//! Marks on a photograph: a layer beside it, one row each, drawn over the picture wherever it is shown. The picture itself is never touched,
//! except that what a blur covers is made unrecognisable in every copy that is shown, printed or sent beside the original.
//!
//! Places are fractions of the upright picture, from the top left, so that they hold for every size of it.

use crate::canonical;
use serde::{Deserialize, Serialize};

/// Most marks on one photograph: more hide what it shows.
pub const MOST: usize = 50;
/// Most characters of a text.
pub const TEXT_MAX: usize = 40;
/// How wide and high a circle or a blur is at least, and how long an arrow. Less is a slip of the finger, and hides nothing.
pub const THINNEST: f64 = 0.01;
/// Places are kept to the ten-thousandth: a third of a pixel of the largest rendition, and the same short decimal everywhere.
const STEPS: f64 = 10_000.0;

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// From the first point to the second, where its head is.
    Arrow,
    /// The ellipse in the box.
    Circle,
    /// Words at the first point.
    Text,
    /// What is in the box is not to be recognised: a face, a door plate.
    Blur,
}

impl MarkKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Arrow, Self::Circle, Self::Text, Self::Blur];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arrow => "arrow",
            Self::Circle => "circle",
            Self::Text => "text",
            Self::Blur => "blur",
        }
    }

    /// From what is stored; none of a newer version's.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A mark, as its row says it and as a visit's content has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Row id.
    pub id: String,
    /// The photograph's row id.
    pub photo: String,
    /// See [`MarkKind`]; kept as it is if a newer version wrote another.
    pub kind: String,
    /// First point, from the left.
    pub x1: f64,
    /// First point, from the top.
    pub y1: f64,
    /// Second point, from the left.
    pub x2: f64,
    /// Second point, from the top.
    pub y2: f64,
    /// Words, of a text.
    pub text: String,
}

/// Why a mark is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// A point outside of the picture, or a mark that is too thin or too short.
    #[error("the mark is not on the picture, or too small")]
    Malformed,
    /// A text without words.
    #[error("the text is missing")]
    TextMissing,
    /// More than [`TEXT_MAX`] characters.
    #[error("the text is too long")]
    TextTooLong,
}

impl MarkError {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "mark_malformed",
            Self::TextMissing => "mark_text_missing",
            Self::TextTooLong => "mark_text_too_long",
        }
    }

    /// The bound that the message names.
    pub const fn max(self) -> Option<usize> {
        match self {
            Self::TextTooLong => Some(TEXT_MAX),
            Self::Malformed | Self::TextMissing => None,
        }
    }
}

impl Mark {
    /// The mark as it is to be written: a box from its top left, a text at one point and without spaces around it, nothing else with words.
    ///
    /// # Errors
    /// [`MarkError`].
    pub fn checked(mut self, kind: MarkKind) -> Result<Self, MarkError> {
        if ![self.x1, self.y1, self.x2, self.y2].iter().all(|at| (0.0..=1.0).contains(at)) {
            return Err(MarkError::Malformed);
        }
        let step = |at: f64| (at * STEPS).round() / STEPS;
        (self.x1, self.y1, self.x2, self.y2) = (step(self.x1), step(self.y1), step(self.x2), step(self.y2));
        // Of two ten-thousandths the difference is not quite a whole number of them.
        let thinnest = THINNEST - 0.5 / STEPS;
        let (wide, high) = ((self.x2 - self.x1).abs(), (self.y2 - self.y1).abs());
        self.text = if kind == MarkKind::Text { self.text.trim().to_owned() } else { String::new() };
        match kind {
            MarkKind::Arrow if wide.hypot(high) < thinnest => return Err(MarkError::Malformed),
            MarkKind::Arrow => {}
            MarkKind::Circle | MarkKind::Blur if wide < thinnest || high < thinnest => return Err(MarkError::Malformed),
            MarkKind::Circle | MarkKind::Blur => {
                (self.x1, self.x2) = (self.x1.min(self.x2), self.x1.max(self.x2));
                (self.y1, self.y2) = (self.y1.min(self.y2), self.y1.max(self.y2));
            }
            MarkKind::Text if self.text.is_empty() => return Err(MarkError::TextMissing),
            MarkKind::Text if self.text.chars().count() > TEXT_MAX => return Err(MarkError::TextTooLong),
            MarkKind::Text => (self.x2, self.y2) = (self.x1, self.y1),
        }
        kind.as_str().clone_into(&mut self.kind);
        Ok(self)
    }
}

/// A box of a picture that is not to be recognised: left, top, right, bottom.
pub type Region = [f64; 4];

/// The boxes of a photograph's blurs, in one order, each once. Other versions' rows may say any number: a box is what of it lies on the picture.
pub fn regions(marks: &[Mark]) -> Vec<Region> {
    let blurs = marks.iter().filter(|mark| mark.kind == MarkKind::Blur.as_str());
    let mut regions: Vec<Region> = blurs
        .map(|mark| {
            let [x1, y1, x2, y2] = [mark.x1, mark.y1, mark.x2, mark.y2].map(|at| at.clamp(0.0, 1.0));
            [x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)]
        })
        .collect();
    regions.sort_by(|a, b| a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal));
    regions.dedup();
    regions
}

/// What tells one set of boxes from another, in 16 hexadecimal digits; none of no boxes. A rendition says by it which boxes were made
/// unrecognisable in it.
pub fn digest(regions: &[Region]) -> Option<String> {
    let mut hash = canonical::hash_of(&regions);
    hash.truncate(16);
    Some(hash).filter(|_| !regions.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn mark(points: [f64; 4], text: &str) -> Mark {
        let [x1, y1, x2, y2] = points;
        Mark { id: "m".into(), photo: "p".into(), kind: String::new(), x1, y1, x2, y2, text: text.into() }
    }

    #[test]
    fn a_mark_lies_on_the_picture_and_is_large_enough_to_be_seen() {
        use MarkKind::{Arrow, Blur, Circle, Text};
        let refused = |kind, points, text: &str| mark(points, text).checked(kind).err();
        for kind in MarkKind::ALL {
            for bad in [-0.01, 1.01, f64::NAN, f64::INFINITY] {
                assert_eq!(refused(kind, [0.1, 0.1, 0.5, bad], "字"), Some(MarkError::Malformed), "{kind:?} {bad}");
            }
        }
        for kind in [Circle, Blur] {
            assert_eq!(refused(kind, [0.1, 0.1, 0.105, 0.5], ""), Some(MarkError::Malformed));
            assert_eq!(refused(kind, [0.1, 0.1, 0.11, 0.11], ""), None);
        }
        assert_eq!(refused(Arrow, [0.5, 0.5, 0.505, 0.505], ""), Some(MarkError::Malformed));
        assert_eq!(refused(Arrow, [0.5, 0.5, 0.5, 0.6], ""), None, "straight down is an arrow");
        assert_eq!(refused(Text, [0.5; 4], "  "), Some(MarkError::TextMissing));
        assert_eq!(refused(Text, [0.5; 4], &"字".repeat(40)), None);
        assert_eq!(refused(Text, [0.5; 4], &"字".repeat(41)), Some(MarkError::TextTooLong));
    }

    #[test]
    fn a_mark_is_written_in_one_way() {
        let drawn = mark([0.9, 0.123_456, 0.2, 0.05], "门牌").checked(MarkKind::Blur).unwrap();
        assert_eq!((drawn.x1, drawn.y1, drawn.x2, drawn.y2), (0.2, 0.05, 0.9, 0.1235));
        assert_eq!((drawn.kind.as_str(), drawn.text.as_str()), ("blur", ""), "only a text has words");
        let arrow = mark([0.9, 0.9, 0.2, 0.2], "").checked(MarkKind::Arrow).unwrap();
        assert_eq!((arrow.x1, arrow.x2), (0.9, 0.2), "its head stays where it is");
        let text = mark([0.3, 0.4, 0.9, 0.9], " 路口 ").checked(MarkKind::Text).unwrap();
        assert_eq!((text.x2, text.y2, text.text.as_str()), (0.3, 0.4, "路口"));
    }

    #[test]
    fn the_digest_is_of_the_blurs_alone_and_not_of_their_order() {
        let blur = |points| Mark { kind: "blur".into(), ..mark(points, "") };
        let (a, b) = (blur([0.1, 0.1, 0.2, 0.2]), blur([0.5, 0.5, 0.7, 0.8]));
        let arrow = Mark { kind: "arrow".into(), ..mark([0.0, 0.0, 1.0, 1.0], "") };
        let of = |marks: &[&Mark]| digest(&regions(&marks.iter().map(|mark| (*mark).clone()).collect::<Vec<_>>()));
        assert_eq!(of(&[&arrow]), None);
        assert_eq!(of(&[&a, &b]), of(&[&b, &arrow, &a, &a]));
        assert_ne!(of(&[&a, &b]), of(&[&a]));
        assert_eq!(of(&[&a]).map(|digest| digest.len()), Some(16));
        assert_eq!(regions(&[blur([1.7, -3.0, 0.5, 0.2])]), [[0.5, 0.0, 1.0, 0.2]], "what of it lies on the picture");
    }
}
