//! The demo district: a seeded generator of a fictional county.
//!
//! Everything here is invented: 清源县 does not exist, its code 629900 is unused, its villages and people are put together from
//! common parts. The same seed and the same day give the same district, the same visits and the same pictures.
//!
//! Two halves: the pure one ([`District::generate`], [`Plan::make`], [`scene`]) makes plain data and pictures and touches nothing;
//! [`populate`](populate::populate) writes it through the doors that real people use: commits signed by the root key, then
//! inspections signed by devices of their own and pushed through the protocol.

pub mod boundary;
mod case;
pub mod dice;
pub mod district;
pub mod ground;
mod names;
pub mod people;
pub mod plan;
pub mod populate;
pub mod scene;
mod township;
mod visit;

pub use case::{PlannedCase, PlannedStep};
pub use district::{District, Township, Village};
pub use people::{Duty, Grant, Guide, Person, Role, Team, TeamKind};
pub use plan::{Assignment, Plan, PlannedRound};
pub use visit::{Outcome, PlannedPhoto, PlannedVisit};

/// Code of the demo county, unused in GB/T 2260.
pub const COUNTY: &str = "629900";
/// Its invented name.
pub const COUNTY_NAME: &str = "清源县";
/// The seed that `init --demo` uses unless told otherwise.
pub const DEFAULT_SEED: u64 = 20_261_123;
