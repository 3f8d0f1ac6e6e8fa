//! Hand-over without a network: making bundles of what is here, and taking in those of others.
//!
//! A bundle is verified to its last byte before anything of it is kept; then its files are put beside the replica's, and its
//! commits and receipts are taken in one transaction. Whatever fails leaves the replica as it was.

mod give;
mod proof;
mod take;

pub use give::{Given, Giving};
pub use take::{Allowed, BundleTaken};
