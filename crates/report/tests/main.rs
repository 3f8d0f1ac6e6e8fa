//! What is handed on. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod common;
mod maps;
mod notice;
mod share;
mod tables;
