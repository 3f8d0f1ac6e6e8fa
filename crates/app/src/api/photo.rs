//! Photographs and voice notes, as the UI shows them.

use super::{Fix, MarkKind, Millis, Phase, PhotoSource};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A photograph. Its pictures are at the door's media address: `thumb`, `evidence`, `original`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhotoView {
    /// Row id.
    pub id: String,
    /// SHA-256 of the original, hex.
    pub sha256: String,
    /// Its verification code, as the watermark bears it (see `xuncun_domain::photo_code`).
    pub code: String,
    /// What it shows.
    pub phase: Phase,
    /// When it was taken.
    pub taken_at: Millis,
    /// Offset of the device's zone, minutes east.
    pub offset_min: i32,
    /// Where, if known: the position that counts.
    pub fix: Option<Fix>,
    /// Seconds after the shutter at which that position was had; none for what the device had at the shutter.
    pub fix_after: Option<u32>,
    /// When whoever lives there agreed, of one taken in a home: it is personal data, and no part of the visit's score.
    pub consent_at: Option<Millis>,
    /// It lies where personal data does.
    pub private: bool,
    /// How far the device's clock was ahead (below 0: behind) when it was taken, minutes, where that is in doubt.
    pub clock_off: Option<i32>,
    /// Where the bytes came from.
    pub source: PhotoSource,
    /// Who took it.
    pub by: String,
    /// Device that signed its row.
    pub device: String,
    /// Signed by the server for a web user.
    pub by_server: bool,
    /// The original is on the server, by receipt.
    pub delivered: bool,
    /// The original is readable here.
    pub here: bool,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The photograph from before, of one from after, and how the two compare.
    pub pair: Option<PairView>,
    /// What was drawn on it, the latest last. Blurs are in the pictures already; the others are to be drawn over them.
    pub marks: Vec<MarkView>,
    /// Which parts are blurred, in short: pictures of the photograph that were fetched under another are out of date. None of one without blurs.
    pub blurred: Option<String>,
}

/// A voice note. Its sound is at the door's media address: `voice`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceView {
    /// Row id.
    pub id: String,
    /// Item that it is about; `None` for one of a sighting.
    pub item: Option<String>,
    /// How long it is, milliseconds; 0 where that is not known.
    pub duration_ms: Millis,
    /// When it began.
    pub recorded_at: Millis,
    /// Who said it.
    pub by: String,
    /// The sound can be played here without the server.
    pub here: bool,
    /// The sound is on the server, by receipt.
    pub delivered: bool,
}

/// A mark on a photograph. Places are fractions of the upright picture, from its top left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MarkView {
    /// Row id.
    pub id: String,
    /// What it is.
    pub kind: MarkKind,
    /// First point: where an arrow begins, the left of a box, where a text stands.
    pub x1: f64,
    /// First point.
    pub y1: f64,
    /// Second point: an arrow's head, the right of a box.
    pub x2: f64,
    /// Second point.
    pub y2: f64,
    /// Words, of a text.
    pub text: String,
}

/// A photograph from before, as the one from after compares with it. Hints: they stop nobody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PairView {
    /// The photograph from before: one of the same sighting or item.
    pub before: String,
    /// Metres between the two places, if both are known.
    pub metres: Option<f64>,
    /// Degrees between the two directions, 0–180, if both are known.
    pub turned: Option<f64>,
    /// How much later the second was taken, milliseconds.
    pub later: Millis,
    /// Whether the two look different; `None` while the look of either is not known here.
    pub changed: Option<bool>,
    /// What is odd about the two.
    pub odd: Vec<PairOddity>,
}

/// What is odd about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PairOddity {
    /// Taken elsewhere.
    Far,
    /// Taken in another direction.
    Turned,
    /// Not taken later.
    Order,
    /// The two look alike: nothing changed?
    Unchanged,
}
