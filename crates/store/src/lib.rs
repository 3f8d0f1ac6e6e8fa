//! The replica: one SQLite file and one folder of blobs, in which everything that a device knows is durable before a screen
//! says so.
//!
//! - [`Store::write`] is the one door for synced rows: it stamps, writes the row and notes it as pending, in one transaction.
//! - [`Store::seal`] collapses what is pending into signed commits; [`Store::apply`] merges those of others.
//! - [`Store::add_receipt`] is the only thing after which something counts as delivered.
//!
//! Everything blocks; asynchronous callers hand it to a thread that may.

mod apply;
pub mod blob;
pub mod bundle;
pub mod carry;
mod cell;
mod check;
pub mod conflict;
pub mod delivery;
pub mod draft;
mod dump;
pub mod erase;
mod error;
pub mod files;
mod fork;
mod heal;
pub mod identity;
mod known_keys;
pub mod let_go;
pub mod local;
mod merge;
mod migrate;
mod named;
pub mod outbox;
pub mod query;
mod readers;
mod rebuild;
pub mod receipt;
mod refs;
mod reissue;
mod renewal;
pub mod reoffer;
mod repair;
pub mod revocation;
mod row;
mod schema;
mod seal;
mod store;
pub mod upload;
mod verify;
mod waiting;
pub mod wipe;
pub mod write;

pub use apply::{ApplyOutcome, Rejected, Slot};
pub use blob::BlobDir;
pub use bundle::{Allowed, BundleTaken, Given, Giving};
pub use carry::{Carried, CarriedLoad, Carrying};
pub use check::Damage;
pub use conflict::{Conflict, Side};
pub use delivery::Undelivered;
pub use draft::Draft;
pub use error::StoreError;
pub use fork::CatchUp;
pub use heal::Healed;
pub use identity::Identity;
pub use local::Intent;
pub use outbox::{CommitVerdict, Outgoing};
pub use receipt::ReceiptOutcome;
pub use reoffer::{NamedBlob, Offer};
pub use repair::Repaired;
pub use row::Row;
pub use seal::CommitRef;
pub use store::Store;
pub use upload::{NewUpload, Upload, UploadState};
pub use wipe::{Tombstone, WipeReason};
pub use write::{Actor, WriteTx};
pub use xuncun_journal::Entry as IncomingCommit;

/// The result of nearly everything here.
pub type Result<T> = std::result::Result<T, StoreError>;
