//! The shape of a standard's document. Unknown fields are refused: a rule that this version cannot apply must not be scored as if it were not there.

use crate::points::Points;
use crate::sighting::SightingState;
use crate::stream::Class;
use serde::{Deserialize, Serialize};

/// A standard's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// 1.
    pub format: u32,
    /// Title.
    pub title: String,
    /// Default, or approved by the district.
    pub status: StandardStatus,
    /// How the two sides make the total.
    pub weights: Weights,
    /// What a sighting costs, by its state.
    pub sighting_costs: SightingCosts,
    /// Photo rules whose missing photographs stop a submission.
    pub photos_required: Vec<PhotoRule>,
    /// Groups, in order.
    pub groups: Vec<Group>,
    /// Items, in order.
    pub items: Vec<Item>,
    /// Kinds of sighting, in the order of the chips.
    pub sighting_kinds: Vec<SightingKind>,
    /// The picture by which a photograph is judged; [`EvidencePicture::default`] where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_picture: Option<EvidencePicture>,
}

/// The picture by which a photograph is judged at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EvidencePicture {
    /// The original itself: no other picture of it is made, and the desk waits for all of it.
    Original,
    /// A smaller JPEG.
    Jpeg {
        /// Longest side in pixels, 640 to 2048.
        side: u32,
        /// JPEG quality, 50 to 95.
        quality: u8,
    },
}

impl Default for EvidencePicture {
    fn default() -> Self {
        Self::Jpeg { side: 2048, quality: 80 }
    }
}

/// Has the district approved it?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandardStatus {
    /// 默认标准 · 待区方案核定.
    Default,
    /// Published by the district.
    Approved,
}

/// Weights of the two sides; together 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// 整治目标.
    pub goals: Points,
    /// 配套措施.
    pub measures: Points,
}

/// The two sides of the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 整治目标, 100 points.
    Goals,
    /// 配套措施, 100 points.
    Measures,
}

/// A factor on the price of a sighting, for each state. 0: recorded and shown, not deducted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SightingCosts {
    /// First seen in this visit.
    pub new: Points,
    /// A finding already, its deadline not yet past.
    pub still_open_in_time: Points,
    /// A finding whose deadline is past.
    pub overdue: Points,
    /// 当场整改.
    pub fixed_on_spot: Points,
    /// 移交.
    pub transferred: Points,
}

impl SightingCosts {
    /// The factor of a state.
    pub const fn of(&self, state: SightingState) -> Points {
        match state {
            SightingState::New => self.new,
            SightingState::StillOpenInTime => self.still_open_in_time,
            SightingState::Overdue => self.overdue,
            SightingState::FixedOnSpot => self.fixed_on_spot,
            SightingState::Transferred => self.transferred,
        }
    }
}

/// A group of items: 一化 二统 三无 四有 五净, or the measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Side.
    pub side: Side,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Id, e.g. `W1`.
    pub id: String,
    /// Group's id.
    pub group: String,
    /// Title.
    pub title: String,
    /// Points in full.
    pub points: Points,
    /// How it is answered, and what the answer costs.
    pub answer: AnswerRule,
    /// Unit of a count or of an amount, e.g. `处`.
    pub unit: String,
    /// The rule in words.
    pub rule: String,
    /// Which photographs are asked for.
    pub photo_rule: PhotoRule,
    /// May it be 不适用?
    pub may_not_apply: bool,
    /// What counts and what does not.
    pub guidance: Guidance,
    /// Where the rule comes from.
    pub source: Source,
}

/// How an item is answered, and what the answer costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerRule {
    /// A number of places.
    Count {
        /// Points for each.
        each: Points,
    },
    /// 好 0, 中 `fair`, 差 `poor`.
    Level {
        /// Points for 中.
        fair: Points,
        /// Points for 差.
        poor: Points,
    },
    /// 否 scores 0. (With braces, so that serde refuses unknown fields here as well.)
    YesNo {},
    /// 部分 costs `partial`, 否 scores 0.
    YesPartialNo {
        /// Points for 部分.
        partial: Points,
    },
    /// Derives from sightings; cannot be typed.
    Sightings {
        /// Points for each place, where the kind or its grade does not say otherwise.
        each: Points,
    },
    /// A sample of households, a tick each.
    Households {
        /// Points for each that fails.
        each: Points,
        /// Households in the sample.
        sample: u32,
    },
    /// Points × min(done / target, 1), less `overdue` for each task past its deadline.
    Ratio {
        /// Points for each task past its deadline.
        overdue: Points,
    },
}

impl AnswerRule {
    /// As the UI names the control: `count`, `level`, `yes_no`, `yes_partial_no`, `sightings`, `households`, `ratio`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Count { .. } => "count",
            Self::Level { .. } => "level",
            Self::YesNo {} => "yes_no",
            Self::YesPartialNo { .. } => "yes_partial_no",
            Self::Sightings { .. } => "sightings",
            Self::Households { .. } => "households",
            Self::Ratio { .. } => "ratio",
        }
    }
}

/// Which photographs an item asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PhotoRule {
    /// Optional: a document photographed.
    P0,
    /// One overview and one for each deduction.
    P1,
    /// Near and wide for each spot, with a position.
    P2,
    /// Optional, of a home: with the consent of whoever lives there, no faces.
    P3,
    /// A before and an after, paired.
    P4,
}

impl PhotoRule {
    /// `P0` … `P4`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P0 => "P0",
            Self::P1 => "P1",
            Self::P2 => "P2",
            Self::P3 => "P3",
            Self::P4 => "P4",
        }
    }

    /// Of which class a photograph for it is. What is taken in a home is personal data, and asks for consent.
    pub const fn class(self) -> Class {
        match self {
            Self::P3 => Class::Private,
            Self::P0 | Self::P1 | Self::P2 | Self::P4 => Class::Work,
        }
    }
}

/// Examples beside the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// 算.
    pub counts: Vec<String>,
    /// 不算.
    pub does_not_count: Vec<String>,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Taken from published county scoring sheets.
    Published,
    /// Inferred.
    Inferred,
}

/// A kind of thing that is seen and photographed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SightingKind {
    /// Id, e.g. `firewood`.
    pub id: String,
    /// On the chip, e.g. `柴`.
    pub short: String,
    /// Name, e.g. `柴堆`.
    pub name: String,
    /// The one item that it counts in.
    pub item: String,
    /// Points for each, where they differ from the item's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Points>,
    /// Grades; a sighting without one counts as the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Grade>,
}

/// A grade of a kind of sighting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Id, e.g. `scattered`; also the key of its deduction.
    pub id: String,
    /// Name, e.g. `零散`.
    pub name: String,
    /// Points for each, where they differ from the kind's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Points>,
    /// The item scores 0 (焚烧).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zeroes_item: bool,
}
