//! The whole system, in real processes. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod bad_input;
mod basemap;
mod cadre_file;
mod crash;
mod divisions;
mod documents;
mod full_tablet;
mod handover;
mod house;
mod pile_to_clearance;
mod poor_network;
mod second_client;
mod simulator;
mod village_day;
mod yesterdays_backup;
