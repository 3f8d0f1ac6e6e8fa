//! 回头看抽查: which closed findings are looked at again, by lot.

use super::{FindingsArgs, Millis};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Argument of `draw_look_back`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DrawLookBack {
    /// Which of the closed ones: places, kinds, teams, people, days and words. Where they stand and what is due is not asked.
    pub filters: FindingsArgs,
    /// Closed at least so many days ago.
    pub days: u32,
    /// How many, at most.
    pub count: u32,
    /// One at least of each township, while the count allows.
    pub per_township: bool,
    /// Made by the screen before its first try, a UUID: a second try is the same draw.
    pub key: String,
}

/// A draw.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookBackDraw {
    /// Row id; a list is cut by it (`FindingsArgs::draw`).
    pub id: String,
    /// When.
    pub at: Millis,
    /// Civil day.
    pub day: String,
    /// Who drew.
    pub by: String,
    /// The seed, in hex.
    pub seed: String,
    /// By what the closed ones were chosen.
    pub filter: FindingsArgs,
    /// Closed at least so many days before.
    pub days: u32,
    /// One at least of each township, while the count allowed.
    pub per_township: bool,
    /// How many were in the frame.
    pub frame: u32,
    /// How many were drawn.
    pub drawn: u32,
    /// Of those, the ones that the caller sees.
    pub seen: u32,
    /// Of those, looked at since: still gone, or back.
    pub looked: u32,
    /// Of those, back.
    pub back: u32,
    /// Drawn again here from its frame and its seed, it comes to the same. `None` if its frame is not here whole.
    pub repeats: Option<bool>,
}

/// The draws.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookBacks {
    /// The latest first.
    pub rows: Vec<LookBackDraw>,
    /// May the caller draw?
    pub may_draw: bool,
}
