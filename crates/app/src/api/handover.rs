//! Hand-over without a network: bundles saved to a stick, and taken in.

use super::{Millis, NamedId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a bundle is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum GiveBundle {
    /// All that the server has not confirmed: this device's own, and what it carries.
    Unsent,
    /// Receipts for what it carried, to be given back.
    Receipts,
    /// What it holds of a village, as far as the caller may read it.
    Village {
        /// Division code.
        village: String,
    },
}

/// What a bundle was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BundleKind {
    /// What a device had not delivered.
    Unsent,
    /// Receipts on their way back.
    Receipts,
    /// A village.
    Village,
}

/// A bundle, as it says of itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundleView {
    /// What it was made of.
    pub kind: BundleKind,
    /// Which village.
    pub village: Option<NamedId>,
    /// Name of the device that made it.
    pub maker: String,
    /// When, by that device's clock.
    pub made_at: Millis,
    /// Changes (commits) in it.
    pub changes: u32,
    /// Photographs and other files in it.
    pub files: u32,
    /// Receipts in it.
    pub receipts: u32,
    /// Files that belong into it and were not here, or damaged: only of one that was just made.
    pub files_missing: u32,
}

/// What became of a bundle that was taken in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundleOutcome {
    /// The bundle.
    pub bundle: BundleView,
    /// Changes that the server had accepted, and that are seen here now.
    pub applied: u32,
    /// Changes of others that this device carries to the server from now on.
    pub carried: u32,
    /// Files of others that this device keeps now.
    pub files: u32,
    /// Receipts that told something new: what they name is delivered.
    pub receipts: u32,
    /// Changes and files that were here already.
    pub already: u32,
    /// Changes and files that the caller's grants do not cover; they were not kept.
    pub left_out: u32,
}

/// What there is to hand over.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandOver {
    /// Own changes that no receipt names.
    pub changes: u32,
    /// Own files that no receipt names.
    pub files: u32,
    /// Others' changes that this device carries.
    pub carried: u32,
    /// Those of them that the server did not take when last asked.
    pub held: u32,
    /// Others' files that this device carries.
    pub carried_files: u32,
    /// Others' changes and files that the server has: their receipts can be given back.
    pub to_give_back: u32,
}
