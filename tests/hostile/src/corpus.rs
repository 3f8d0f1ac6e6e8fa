//! The corpus: `fuzz/corpus/<target>/<name>`. Seeds are written there from [`crate::seeds`]; whatever a fuzzer found lies beside them.

use crate::Target;
use std::path::PathBuf;

/// The folder of a target's corpus.
#[must_use]
pub fn folder(target: &Target) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target.name)
}

/// Every file of a target's corpus, by name.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn files(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = folder(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Writes the seeds of a target into its folder.
///
/// # Panics
/// If it cannot.
pub fn write_seeds(target: &Target) {
    let folder = folder(target);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in (target.seeds)() {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}
