//! The house itself: what the compiler does not see.

use std::path::{Path, PathBuf};

/// The crates of the workspace, and this one.
fn crates() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut all = vec![root.join("tests"), root.join("src-tauri")];
    all.extend(std::fs::read_dir(root.join("crates")).unwrap().map(|found| found.unwrap().path()));
    all
}

/// The tests of a crate are one program (see `docs/architecture.md`), and a file that nobody names in it would be run by nobody.
#[test]
fn every_file_of_tests_is_run() {
    for of in crates() {
        let Ok(main) = std::fs::read_to_string(of.join("tests/main.rs")) else { continue };
        let manifest = std::fs::read_to_string(of.join("Cargo.toml")).unwrap();
        for found in std::fs::read_dir(of.join("tests")).unwrap() {
            let path = found.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let name = path.file_stem().unwrap().to_str().unwrap();
            let program = manifest.contains(&format!("path = \"tests/{name}.rs\""));
            assert!(program || main.contains(&format!("mod {name};")), "{} is in no program", path.display());
        }
    }
}
