//! The replica. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod bundle;
mod common;
mod delivery;
mod durable;
mod erased;
mod exchange;
mod faults;
mod forked;
mod healing;
mod hostile;
mod let_go;
mod merge;
mod newer;
mod repair;
mod revoked;
mod voice_files;
