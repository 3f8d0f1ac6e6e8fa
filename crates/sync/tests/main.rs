//! The protocol's client. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod enrolment;
mod faults;
mod forks;
mod http;
mod pulls;
mod refusals;
mod revoked;
mod support;
mod uploads;
