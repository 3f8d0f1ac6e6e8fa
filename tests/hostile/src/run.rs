//! Runs a target over its corpus and over seeded mutations of it.

use crate::{Target, corpus, memory, mutate};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// What a run did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tried {
    /// Inputs tried.
    pub inputs: u64,
    /// The most memory that one of them held at once, in bytes; 0 unless the program counts.
    pub peak: usize,
}

/// The corpus, then `inputs` mutations of it.
///
/// # Panics
/// At the first input that breaks a promise: it is kept in `tests/out/hostile` and named.
#[must_use]
pub fn inputs(target: &Target, seed: u64, inputs: u64) -> Tried {
    go(target, seed, |tried| tried.inputs >= inputs)
}

/// The same for a time.
///
/// # Panics
/// As [`inputs`].
#[must_use]
pub fn time(target: &Target, seed: u64, time: Duration) -> Tried {
    let begun = Instant::now();
    go(target, seed, |tried| tried.inputs % 64 == 0 && begun.elapsed() >= time)
}

fn go(target: &Target, seed: u64, enough: impl Fn(&Tried) -> bool) -> Tried {
    let files: Vec<Vec<u8>> = corpus::files(target).into_iter().map(|(_, bytes)| bytes).collect();
    assert!(!files.is_empty(), "{} has no corpus", target.name);
    let mut tried = Tried::default();
    for bytes in &files {
        one(target, bytes, &mut tried);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    while !enough(&tried) {
        let (from, other) = (&files[rng.random_range(0..files.len())], &files[rng.random_range(0..files.len())]);
        one(target, &mutate::mutated(&mut rng, from, other), &mut tried);
    }
    tried
}

fn one(target: &Target, bytes: &[u8], tried: &mut Tried) {
    let mut outcome = Ok(());
    let peak = memory::peak(|| outcome = catch_unwind(AssertUnwindSafe(|| (target.check)(bytes))));
    let (each, all) = target.memory;
    let broken = match outcome {
        Err(_) => Some("it panicked".to_owned()),
        Ok(()) if peak > each * bytes.len() + all => Some(format!("it held {peak} bytes for an input of {}", bytes.len())),
        Ok(()) => None,
    };
    if let Some(broken) = broken {
        let path = keep(target, bytes);
        panic!("{}: {broken}; the input is {path}: after the fix it goes into fuzz/corpus/{}", target.name, target.name);
    }
    tried.inputs += 1;
    tried.peak = tried.peak.max(peak);
}

/// Keeps an input under its hash, for the corpus.
fn keep(target: &Target, bytes: &[u8]) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../out/hostile");
    let path = format!("{folder}/{}-{}", target.name, &xuncun_journal::Hash::of(bytes).to_hex()[..12]);
    let kept = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, bytes));
    assert!(kept.is_ok(), "an input that breaks {} could not be kept: {}", target.name, hex::encode(bytes));
    path
}
