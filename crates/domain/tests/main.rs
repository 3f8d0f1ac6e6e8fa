//! The rules of the inspection. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod access;
mod cleanup;
mod field;
mod golden;
mod score_properties;
mod score_rules;
mod standard;
mod steps;
mod submission;
