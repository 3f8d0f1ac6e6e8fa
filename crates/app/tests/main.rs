//! The commands, as people use them. All of the crate's tests are one program: a program each would be linked, and kept, dozens of times.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod basemap;
mod checkup;
mod common;
mod day;
mod documents;
mod find_photo;
mod findings;
mod homes;
mod inbox;
mod ledger;
mod look_back;
mod marks;
mod originals_wait;
mod owner;
mod photographs;
mod places;
mod presence;
mod rights;
mod same_place;
mod same_twice;
mod seen_before;
mod size;
mod space;
mod story;
mod township;
mod typescript;
mod village_page;
mod voice_notes;
