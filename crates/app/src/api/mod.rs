//! What the UI sends and sees: plain data, generated as TypeScript into `ui/src/shared/generated`.
//!
//! Points are decimal text (`"82.50"`, `"1.5"`), exact as the scoring made them; times are milliseconds since 1970 (UTC);
//! days are `YYYY-MM-DD` in civil time (UTC+08:00). Words for people are not here: the UI's catalogues have them.

mod basemap;
mod day;
mod device;
mod district;
mod document;
mod entry;
mod finding;
mod handover;
mod inbox;
mod kind;
mod ledger;
mod look_back;
mod owner;
mod photo;
mod presence;
mod review;
mod same;
mod township;
mod village;
mod visit;

pub use basemap::*;
pub use day::*;
pub use device::*;
pub use district::*;
pub use document::*;
pub use entry::*;
pub use finding::*;
pub use handover::*;
pub use inbox::*;
pub use kind::*;
pub use ledger::*;
pub use look_back::*;
pub use owner::*;
pub use photo::*;
pub use presence::*;
pub use review::*;
pub use same::*;
pub use township::*;
pub use village::*;
pub use visit::*;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;
