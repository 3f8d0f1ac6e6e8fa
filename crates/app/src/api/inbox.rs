//! What a person must know and act on: changes that the server refused, rows that two people changed differently.

use super::{Millis, NamedId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xuncun_domain::answer::AnswerValue;
use xuncun_domain::size::Size;

/// Everything that waits for the caller's decision.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Inbox {
    /// Own changes that the server refused, latest first.
    pub refused: Vec<RefusedView>,
    /// Rows with two sides that the caller may settle.
    pub conflicts: Vec<ConflictView>,
}

/// What a row is about, for its title.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Subject {
    /// Table.
    pub table: String,
    /// Village, township or county that it lies in.
    pub place: NamedId,
    /// The visit that it belongs to, if it is here.
    pub inspection: Option<String>,
    /// Item of the standard.
    pub item: Option<NamedId>,
    /// Unit of the item's count.
    pub unit: String,
    /// Household, for a tick.
    pub household: Option<u32>,
    /// Name of the kind of sighting.
    pub kind: String,
    /// Day of the ledger.
    pub day: Option<String>,
}

/// One column of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FieldView {
    /// Column; `place` for a position, `other` for what has no words.
    pub name: String,
    /// What it says.
    pub value: FieldValue,
}

/// What a column says, to be put in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldValue {
    /// Nothing.
    Empty,
    /// Somebody's words, or a name.
    Text {
        /// The words.
        text: String,
    },
    /// A number.
    Number {
        /// The number.
        n: f64,
    },
    /// Yes or no.
    Flag {
        /// Yes?
        on: bool,
    },
    /// A moment.
    Time {
        /// When.
        at: Millis,
    },
    /// What was measured.
    Size {
        /// Of each place.
        size: Size,
    },
    /// A position, WGS-84.
    Place {
        /// Degrees.
        lon: f64,
        /// Degrees.
        lat: f64,
        /// Metres.
        accuracy: Option<f64>,
    },
    /// An answer.
    Answer {
        /// The answer.
        value: AnswerValue,
    },
    /// One of a few, by its code; the catalogues have a word for it.
    Code {
        /// The code.
        code: String,
    },
}

/// A row of a refused change.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RefusedRow {
    /// What it is about.
    pub subject: Subject,
    /// It took the row out.
    pub removed: bool,
    /// What it said.
    pub fields: Vec<FieldView>,
    /// Photograph, if the row is one's and its picture is here.
    pub photo: Option<String>,
}

/// A change that the server refused. Its content is kept on this device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RefusedView {
    /// Draft id.
    pub id: String,
    /// Refusal code.
    pub code: String,
    /// Place that it was about.
    pub place: NamedId,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Millis,
    /// Its rows.
    pub rows: Vec<RefusedRow>,
    /// May the caller record it again, as rights are now?
    pub recordable: bool,
}

/// Argument of `record_again` and `dismiss`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftRef {
    /// Draft id.
    pub id: String,
}

/// Answer of `record_again`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordedAgain {
    /// Rows that were recorded.
    pub recorded: u32,
    /// Rows that somebody has changed since and that were left as they are.
    pub left: u32,
    /// What is left to decide.
    pub inbox: Inbox,
}

/// How both sides of a conflict can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Both {
    /// Only free text differs: one after the other.
    Joined,
    /// Two sightings instead of one.
    Two,
    /// Two entries of one day that do not contradict each other: what one left open the other fills in.
    Filled,
}

/// A row that two people changed differently.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConflictView {
    /// Table.
    pub table: String,
    /// Stream, `code/class`.
    pub stream: String,
    /// Row id.
    pub id: String,
    /// What it is about.
    pub subject: Subject,
    /// The sides: what is shown now first, then the others, latest first.
    pub sides: Vec<ConflictSide>,
    /// How both can be kept, where that makes sense.
    pub both: Option<Both>,
    /// Stands for what was looked at: `settle` refuses when the sides are others by then.
    pub seen: String,
}

/// One side of a conflict, with what differs and nothing else.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConflictSide {
    /// Who.
    pub by: String,
    /// On which device.
    pub device: String,
    /// Signed by the server for a web user.
    pub by_server: bool,
    /// When.
    pub at: Millis,
    /// This side took the row out.
    pub removed: bool,
    /// What differs.
    pub fields: Vec<FieldView>,
    /// What it was written on; empty where the row was new.
    pub bases: Vec<BaseView>,
    /// Photographs by this side's author that belong to it.
    pub photos: Vec<String>,
}

/// A version that a side was written on.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BaseView {
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// Which side is to stand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Keep {
    /// The one at this place in [`ConflictView::sides`].
    Side {
        /// From 0.
        at: u32,
    },
    /// Both, as [`ConflictView::both`] says.
    Both,
}

/// Argument of `settle`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Settle {
    /// Table.
    pub table: String,
    /// Stream.
    pub stream: String,
    /// Row id.
    pub id: String,
    /// As it was shown.
    pub seen: String,
    /// The choice.
    pub keep: Keep,
}
