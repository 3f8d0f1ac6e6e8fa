//! The protocol, its HTTP client, push, pull and uploads.
//!
//! [`protocol`] is what a replica may ask of a server; [`http`] asks it over the network. [`engine`] keeps the two equal:
//! [`plan`] decides what is next, [`push`], [`pull`] and [`upload`] each do one bounded piece of it, [`backoff`] waits.

pub mod backoff;
pub mod basemap;
pub mod carry;
pub mod chunk;
mod come_back;
pub mod download;
pub mod engine;
pub mod enrol;
pub mod error;
pub mod http;
mod let_go;
pub mod link;
mod missing;
pub mod paths;
pub mod plan;
pub mod protocol;
pub mod pull;
pub mod push;
mod receipt;
pub mod reoffer;
pub mod replica;
mod revoked;
pub mod status;
pub mod tus;
pub mod upload;
pub mod verdict;
pub mod wire;

pub use engine::{ByHand, Conditions, Nature, SyncEngine};
pub use enrol::NewDevice;
pub use error::SyncError;
pub use link::{Connect, Link, over_http};
pub use status::{Phase, SyncState};
