//! Commits, chains, bundles and the merge. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod bundle;
mod common;
mod golden;
mod hostile;
mod merge;
