//! How large what was seen is: a pile in m³, estimated from what a person paces out; an illegal structure in m² and storeys.
//!
//! A row keeps what was measured, as JSON, never what comes of it: the same measures give the same volume everywhere, and whoever doubts it measures again.

use crate::finding::Term;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::str::FromStr;
use ts_rs::TS;

/// Longest side that is believed, in decimetres: 200 m.
pub const SIDE_MAX: u32 = 2_000;
/// Largest floor that is believed, in m².
pub const AREA_MAX: u32 = 20_000;
/// Most storeys.
pub const STOREYS_MAX: u32 = 30;
/// Longest legal basis, in characters.
pub const BASIS_MAX: usize = 200;

/// What a pile is shaped like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// 锥形: an elliptical cone, `π / 12 · length · width · height`.
    Cone,
    /// 圆顶: half an ellipsoid, `π / 6 · length · width · height`.
    Dome,
    /// 条形: a ridge, triangular in section, `1 / 2 · length · width · height`.
    Ridge,
    /// 方形: stacked, `length · width · height`.
    Block,
}

/// What an illegal structure is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    /// 堆放杂物.
    Storage,
    /// 圈舍.
    Pen,
    /// 厕所.
    Toilet,
    /// 居住.
    Dwelling,
    /// 经营.
    Business,
    /// 空置.
    Empty,
}

/// How hard it is to clear: 先易后难 begins with the easy ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    /// 易.
    Easy,
    /// 中.
    Medium,
    /// 难.
    Hard,
}

impl Difficulty {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

impl FromStr for Difficulty {
    type Err = UnknownDifficulty;

    fn from_str(text: &str) -> Result<Self, UnknownDifficulty> {
        [Self::Easy, Self::Medium, Self::Hard].into_iter().find(|one| one.as_str() == text).ok_or(UnknownDifficulty)
    }
}

/// A difficulty that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown difficulty")]
pub struct UnknownDifficulty;

/// What was measured of one place. What nobody measured is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Size {
    /// Of a pile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// Decimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// Decimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Decimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Of a structure: its floor, m².
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<u32>,
    /// Storeys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storeys: Option<u32>,
    /// What it is used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Legal basis (法律依据), as quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// Why a size is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// A side, a floor or a number of storeys that is 0 or beyond belief.
    #[error("size out of range")]
    OutOfRange,
    /// The legal basis is longer than [`BASIS_MAX`].
    #[error("legal basis too long")]
    BasisTooLong,
}

impl SizeError {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OutOfRange => "size_out_of_range",
            Self::BasisTooLong => "basis_too_long",
        }
    }

    /// The bound that the message names, if it names one.
    pub const fn max(self) -> Option<usize> {
        match self {
            Self::OutOfRange => None,
            Self::BasisTooLong => Some(BASIS_MAX),
        }
    }
}

impl Size {
    /// Reads a row's column. Nothing, and what this version cannot read, is no size.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().filter(|size| *size != Self::default())
    }

    /// As a row's column; empty for a size that says nothing.
    #[must_use]
    pub fn write(&self) -> String {
        if *self == Self::default() { String::new() } else { serde_json::to_string(self).unwrap_or_default() }
    }

    /// What of it is measured of a kind: a shed that turns out to be a pile has no storeys.
    #[must_use]
    pub fn of_kind(self, kind: &str) -> Self {
        match Measure::of_kind(kind) {
            Measure::Pile => Self { area: None, storeys: None, usage: None, basis: None, ..self },
            Measure::Structure => Self { shape: None, length: None, width: None, height: None, ..self },
            Measure::Nothing => Self::default(),
        }
    }

    /// May it be recorded?
    ///
    /// # Errors
    /// See [`SizeError`].
    pub fn check(&self) -> Result<(), SizeError> {
        let fits = |value: Option<u32>, most: u32| value.is_none_or(|value| (1..=most).contains(&value));
        let sides = [self.length, self.width, self.height].into_iter().all(|side| fits(side, SIDE_MAX));
        if !(sides && fits(self.area, AREA_MAX) && fits(self.storeys, STOREYS_MAX)) {
            return Err(SizeError::OutOfRange);
        }
        if self.basis.as_ref().is_some_and(|basis| basis.chars().count() > BASIS_MAX) { Err(SizeError::BasisTooLong) } else { Ok(()) }
    }

    /// The volume of `count` such places in tenths of m³, to the nearest; at least one tenth. `None` while a side or the shape is not known.
    #[must_use]
    pub fn volume(&self, count: u32) -> Option<u64> {
        let part = match self.shape? {
            Shape::Cone => PI / 12.0,
            Shape::Dome => PI / 6.0,
            Shape::Ridge => 0.5,
            Shape::Block => 1.0,
        };
        // The sides are whole decimetres: their product is exact, and the one rounding is that of the result.
        let litres = f64::from(self.length?) * f64::from(self.width?) * f64::from(self.height?) * part * f64::from(count);
        Some(((litres / 100.0).round() as u64).max(1))
    }
}

/// What is measured of a kind of sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A volume.
    Pile,
    /// A floor, its storeys, its use and the law.
    Structure,
    /// Nothing: what is stuck on a wall is counted.
    Nothing,
}

impl Measure {
    /// Of that kind in the standard.
    #[must_use]
    pub fn of_kind(kind: &str) -> Self {
        match (kind, Term::of_kind(kind)) {
            ("posting", _) => Self::Nothing,
            (_, Term::Demolition) => Self::Structure,
            _ => Self::Pile,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pile(shape: Shape, [length, width, height]: [u32; 3]) -> Size {
        Size { shape: Some(shape), length: Some(length), width: Some(width), height: Some(height), ..Size::default() }
    }

    /// The UI, which shows a volume while somebody types, reads the same file.
    #[test]
    fn a_volume_follows_the_shape_and_several_alike_are_added_before_the_rounding() {
        #[derive(Deserialize)]
        struct Case {
            #[serde(flatten)]
            size: Size,
            count: u32,
            tenths: u64,
        }
        let cases: Vec<Case> = serde_json::from_str(include_str!("../tests/volumes.json")).unwrap_or_default();
        assert!(cases.len() > 8);
        for Case { size, count, tenths } in cases {
            assert_eq!(size.volume(count), Some(tenths), "{size:?} × {count}");
        }
    }

    #[test]
    fn what_nobody_measured_has_no_volume() {
        assert_eq!(Size { height: None, ..pile(Shape::Cone, [30, 20, 12]) }.volume(1), None);
        assert_eq!(Size { shape: None, ..pile(Shape::Cone, [30, 20, 12]) }.volume(1), None);
        assert_eq!(Size { area: Some(36), ..Size::default() }.volume(1), None);
    }

    #[test]
    fn a_row_keeps_what_was_measured_and_nothing_else() {
        let shed = Size { area: Some(36), storeys: Some(1), usage: Some(Usage::Storage), ..Size::default() };
        assert_eq!(shed.write(), r#"{"area":36,"storeys":1,"usage":"storage"}"#);
        assert_eq!(Size::read(&shed.write()), Some(shed));
        assert_eq!((Size::default().write().as_str(), Size::read(""), Size::read("{}"), Size::read("36 m²")), ("", None, None, None));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(pile(Shape::Cone, [30, 0, 12]).check(), Err(SizeError::OutOfRange));
        assert_eq!(pile(Shape::Cone, [SIDE_MAX + 1, 20, 12]).check(), Err(SizeError::OutOfRange));
        assert_eq!(pile(Shape::Block, [SIDE_MAX; 3]).check(), Ok(()));
        assert_eq!(Size { storeys: Some(31), ..Size::default() }.check(), Err(SizeError::OutOfRange));
        assert_eq!(Size { basis: Some("法".repeat(201)), ..Size::default() }.check(), Err(SizeError::BasisTooLong));
    }

    #[test]
    fn each_kind_has_its_measure() {
        assert_eq!(["firewood", "illegal_structure", "posting"].map(Measure::of_kind), [Measure::Pile, Measure::Structure, Measure::Nothing]);
    }
}
