//! What each target starts from: the golden bytes of every format, and nasty ones written by hand.

mod bundles;
mod formats;
mod pictures;
mod texts;

pub use bundles::bundle;
pub use formats::{commit, cose, cursor, enrolment, erasure, page, receipt};
pub use pictures::{exif, picture};
pub use texts::{link, standard, tus};

/// Names of files and what is in them.
pub type Seeds = Vec<(String, Vec<u8>)>;

fn named(seeds: Vec<(&str, Vec<u8>)>) -> Seeds {
    seeds.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// Bytes of a golden file.
fn golden(name: &str) -> Vec<u8> {
    let path = format!("{}/../../crates/journal/tests/golden/{name}.hex", env!("CARGO_MANIFEST_DIR"));
    hex::decode(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")).trim()).unwrap()
}

fn led(kind: u8, bytes: &[u8]) -> Vec<u8> {
    [&[kind], bytes].concat()
}
