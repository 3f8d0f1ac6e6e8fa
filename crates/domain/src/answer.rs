//! Answers: what an inspector enters for an item of the standard, or for one household of a sampled item.
//!
//! An answer row is `(inspection, item[, household])` → value, note. No row, or a row without a value, is 未答: nothing is ever assumed.
//! Items that derive from sightings (W1–W3) take no typed count. The one thing that may be entered for them is `count { n: 0 }`, 没有（0 处）:
//! "I looked and there is none", which closes the item while there is no sighting. With sightings, the sightings alone count.

use crate::limit::{AMOUNT_MAX, COUNT_MAX, LimitError, check_note};
use crate::standard::{AnswerRule, Item, Standard};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The value of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AnswerValue {
    /// Places counted. For an item that derives from sightings only 0: 没有（0 处）.
    Count {
        /// 0 to 9999.
        n: u32,
    },
    /// 好, 中, 差.
    Level {
        /// Which.
        level: AnswerLevel,
    },
    /// 是, 否.
    YesNo {
        /// 是.
        yes: bool,
    },
    /// 是, 部分, 否.
    YesPartialNo {
        /// Which.
        value: YesPartialNo,
    },
    /// One household's tick in a sampled item.
    Household {
        /// Which.
        tick: Tick,
    },
    /// Work done against its target, in the item's unit. A target of 0 is no target: 不适用.
    Ratio {
        /// Done, 0 to 999,999.
        done: u32,
        /// Target, 0 to 999,999.
        target: u32,
        /// Tasks past their deadline, 0 to 9999; left out when 0.
        #[serde(default, skip_serializing_if = "is_zero")]
        #[ts(as = "Option<u32>", optional)]
        overdue: u32,
    },
    /// 不适用, where the item allows it.
    NotApplicable,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// 好, 中, 差.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AnswerLevel {
    /// 好: in full.
    Good,
    /// 中.
    Fair,
    /// 差.
    Poor,
}

/// 是, 部分, 否.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum YesPartialNo {
    /// In full.
    Yes,
    /// Partly.
    Partial,
    /// Not at all.
    No,
}

/// One household's tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tick {
    /// 净.
    Pass,
    /// 不净.
    Fail,
    /// 没有: the household has none (no livestock pen, say).
    None,
}

/// An answer as a fact of an inspection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AnswerFact {
    /// Item id.
    pub item: String,
    /// Household from 1, for sampled items.
    pub household: Option<u32>,
    /// The value; `None` is 未答 (a note alone, or taken back).
    pub value: Option<AnswerValue>,
    /// Note.
    pub note: String,
}

/// Why an answer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The standard (or the round's subset of it) has no such item.
    #[error("unknown item")]
    UnknownItem,
    /// The value is not of the item's kind.
    #[error("value does not fit the item")]
    KindMismatch,
    /// The item's count derives from sightings.
    #[error("derived from sightings")]
    DerivedFromSightings,
    /// The item may not be 不适用, or a household may not have 没有.
    #[error("item always applies")]
    AlwaysApplies,
    /// A sampled item's tick without a household, a household for another item, or one out of the sample.
    #[error("household out of range")]
    Household {
        /// Size of the sample; 0 for an item that has none.
        max: u32,
    },
    /// A number out of its range.
    #[error("number out of range")]
    OutOfRange {
        /// The largest.
        max: u32,
    },
    /// Note too long.
    #[error(transparent)]
    Note(#[from] LimitError),
}

impl AnswerError {
    /// The code that the UI translates.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownItem => "item_unknown",
            Self::KindMismatch => "answer_kind_mismatch",
            Self::DerivedFromSightings => "derived_from_sightings",
            Self::AlwaysApplies => "item_always_applies",
            Self::Household { .. } => "household_out_of_range",
            Self::OutOfRange { .. } => "count_out_of_range",
            Self::Note(limit) => limit.code,
        }
    }

    /// The bound that the message names, if it names one.
    pub const fn max(&self) -> Option<usize> {
        match self {
            Self::Household { max } | Self::OutOfRange { max } => Some(*max as usize),
            Self::Note(limit) => Some(limit.max),
            _ => None,
        }
    }
}

/// May this be entered? Checks the item, the household, the value's kind and range, and the note's length.
pub fn check(standard: &Standard, item: &str, household: Option<u32>, value: Option<AnswerValue>, note: &str) -> Result<(), AnswerError> {
    let item = standard.item(item).ok_or(AnswerError::UnknownItem)?;
    check_note(note)?;
    check_household(item, household)?;
    value.map_or(Ok(()), |value| check_value(item, household, value))
}

/// What 本组其余无问题 enters for an item (or for one household of a sample): the answer that loses nothing. `None` for a measure, whose amounts are
/// never assumed.
pub const fn nothing_to_note(item: &Item) -> Option<AnswerValue> {
    match item.answer {
        AnswerRule::Count { .. } | AnswerRule::Sightings { .. } => Some(AnswerValue::Count { n: 0 }),
        AnswerRule::Level { .. } => Some(AnswerValue::Level { level: AnswerLevel::Good }),
        AnswerRule::YesNo {} => Some(AnswerValue::YesNo { yes: true }),
        AnswerRule::YesPartialNo { .. } => Some(AnswerValue::YesPartialNo { value: YesPartialNo::Yes }),
        AnswerRule::Households { .. } => Some(AnswerValue::Household { tick: Tick::Pass }),
        AnswerRule::Ratio { .. } => None,
    }
}

fn check_household(item: &Item, household: Option<u32>) -> Result<(), AnswerError> {
    match (household, item.answer) {
        (None, _) => Ok(()),
        (Some(n), AnswerRule::Households { sample, .. }) if (1..=sample).contains(&n) => Ok(()),
        (Some(_), AnswerRule::Households { sample, .. }) => Err(AnswerError::Household { max: sample }),
        (Some(_), _) => Err(AnswerError::Household { max: 0 }),
    }
}

fn check_value(item: &Item, household: Option<u32>, value: AnswerValue) -> Result<(), AnswerError> {
    let within = |n: u32, max: u32| if n <= max { Ok(()) } else { Err(AnswerError::OutOfRange { max }) };
    match (item.answer, value) {
        // A household that has none is a tick, so that 不适用 of the whole item has one spelling.
        (_, AnswerValue::NotApplicable) if household.is_some() => Err(AnswerError::KindMismatch),
        (_, AnswerValue::NotApplicable) if item.may_not_apply => Ok(()),
        (_, AnswerValue::NotApplicable) => Err(AnswerError::AlwaysApplies),
        (AnswerRule::Sightings { .. }, AnswerValue::Count { n: 0 }) => Ok(()),
        (AnswerRule::Sightings { .. }, _) => Err(AnswerError::DerivedFromSightings),
        (AnswerRule::Households { sample, .. }, AnswerValue::Household { tick }) => match (household, tick) {
            (None, _) => Err(AnswerError::Household { max: sample }),
            (Some(_), Tick::None) if !item.may_not_apply => Err(AnswerError::AlwaysApplies),
            (Some(_), _) => Ok(()),
        },
        (AnswerRule::Count { .. }, AnswerValue::Count { n }) => within(n, COUNT_MAX),
        (AnswerRule::Level { .. }, AnswerValue::Level { .. })
        | (AnswerRule::YesNo {}, AnswerValue::YesNo { .. })
        | (AnswerRule::YesPartialNo { .. }, AnswerValue::YesPartialNo { .. }) => Ok(()),
        (AnswerRule::Ratio { .. }, AnswerValue::Ratio { done, target, overdue }) => {
            within(done, AMOUNT_MAX)?;
            within(target, AMOUNT_MAX)?;
            within(overdue, COUNT_MAX)
        }
        _ => Err(AnswerError::KindMismatch),
    }
}
