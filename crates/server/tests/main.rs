//! The server, over loopback. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod access;
mod basemap;
mod bundle;
mod common;
mod enrol;
mod erasure;
mod faults;
mod healing;
mod init;
mod line;
mod load;
mod paging;
mod process;
mod push;
mod restore;
mod storage_conformance;
mod uploads;
mod verify_code;
mod web;
mod web_photos;
