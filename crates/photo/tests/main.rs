//! Photographs: what is read of them and made of them. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod lookalikes;
mod memory;
mod odd;
mod pen;
mod photographs;
mod readers;
mod watermark;
