//! Hostile input, as much of it as fits into `make test`: the corpus, and seeded mutations of it. `make fuzz SECONDS=…` tries more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::path::Path;
use xuncun_hostile::{TARGETS, corpus, memory, run, target};

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

/// Always the same mutations, so that a failure comes again.
const SEED: u64 = 20_261_123;

fn tried(name: &str, inputs: u64) {
    let tried = run::inputs(target(name), SEED, inputs);
    assert!(tried.inputs >= inputs && tried.peak > 0, "{tried:?}");
}

macro_rules! targets {
    ($($name:ident $inputs:literal)*) => {
        $(#[test] fn $name() { tried(stringify!($name), $inputs); })*
        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

targets! {
    commit 1_500
    cose 3_000
    page 1_500
    receipt 1_500
    bundle 300
    erasure 1_500
    enrolment 10_000
    link 10_000
    cursor 5_000
    tus 10_000
    picture 1_000
    exif 2_500
    standard 600
}

#[test]
fn every_target_is_tested_and_known_to_cargo_fuzz() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, TESTED.iter().copied().collect());
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name} is not in fuzz/Cargo.toml");
        let source = std::fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(source.contains(&format!("\"{name}\"")), "fuzz_targets/{name}.rs calls another target");
    }
}

/// `UPDATE_CORPUS=1` writes them anew.
#[test]
fn the_seeds_are_in_the_corpus() {
    for target in TARGETS {
        if std::env::var_os("UPDATE_CORPUS").is_some() {
            corpus::write_seeds(target);
        }
        let files = corpus::files(target);
        for (name, bytes) in (target.seeds)() {
            assert!(files.contains(&(name.clone(), bytes)), "{}/{name} is not as it was written", target.name);
        }
    }
}
