//! The rules of the inspection, without I/O.
//!
//! Everything here is a pure function of its arguments: the same facts give the same answer on every replica, to the last digit.
//! Where things are: places in [`division`], streams and tables in [`stream`] and [`table`], rights in [`grant`] and [`duty`],
//! the campaign's rules in [`standard`], what inspectors record in [`answer`], [`sighting`] and [`inspection`], what it is worth in [`score`],
//! what is still missing in [`missing`], what a village does by itself in [`cleanup`]. Errors are codes; words for people are in the UI's catalogues.

pub mod answer;
pub mod calendar;
pub mod canonical;
pub mod cleanup;
pub mod distance;
pub mod division;
pub mod finding;
pub mod grant;
pub mod inspection;
pub mod limit;
pub mod missing;
pub mod owner;
pub mod pair;
pub mod photo_clock;
pub mod photo_code;
pub mod photo_fix;
pub mod photo_mark;
pub mod photo_rule;
pub mod points;
pub mod presence;
pub mod round;
pub mod sample;
pub mod score;
pub mod search;
pub mod sighting;
pub mod size;
pub mod standard;
pub mod step;
pub mod stream;
pub mod table;
pub mod voice_note;
pub mod witness;
pub mod words;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;
