//! Hostile input: everything that reads bytes from outside, each with what must hold whatever the bytes are.
//!
//! A [`Target`] takes any bytes. It panics where a promise is broken: what was written is not read back as it was, what was read is
//! written otherwise, another key is accepted, a limit is passed, a score leaves 0 to 100. The same targets are called by `make test`
//! ([`run`], over the corpus and seeded mutations of it), by `make fuzz` (the same for longer) and by cargo-fuzz (`fuzz/`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken promise is a panic")]

pub mod corpus;
pub mod keys;
pub mod memory;
pub mod mutate;
pub mod run;
pub mod seeds;
mod target;

/// One reader of bytes from outside.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Name, also of its folder in `fuzz/corpus`.
    pub name: &'static str,
    /// Reads the bytes; panics where a promise is broken.
    pub check: fn(&[u8]),
    /// What it starts from: bytes of every kind that the reader knows, and nasty ones.
    pub seeds: fn() -> seeds::Seeds,
    /// Most memory in bytes that a check may hold at once, for each byte of input and in all.
    pub memory: (usize, usize),
}

/// All of them. A further reader of bytes from outside gets its line here, a module in `target`, and a file in `fuzz/fuzz_targets`.
pub const TARGETS: &[Target] = &[
    Target { name: "commit", check: target::commit::check, seeds: seeds::commit, memory: (400, 64 << 10) },
    Target { name: "cose", check: target::cose::check, seeds: seeds::cose, memory: (16, 64 << 10) },
    Target { name: "page", check: target::page::check, seeds: seeds::page, memory: (64, 64 << 20) },
    Target { name: "receipt", check: target::receipt::check, seeds: seeds::receipt, memory: (40, 64 << 10) },
    Target { name: "bundle", check: target::bundle::check, seeds: seeds::bundle, memory: (64, 96 << 20) },
    Target { name: "erasure", check: target::erasure::check, seeds: seeds::erasure, memory: (80, 64 << 10) },
    Target { name: "enrolment", check: target::enrolment::check, seeds: seeds::enrolment, memory: (80, 64 << 10) },
    Target { name: "link", check: target::link::check, seeds: seeds::link, memory: (16, 64 << 10) },
    Target { name: "cursor", check: target::cursor::check, seeds: seeds::cursor, memory: (16, 64 << 10) },
    Target { name: "tus", check: target::tus::check, seeds: seeds::tus, memory: (32, 64 << 10) },
    Target { name: "picture", check: target::picture::check, seeds: seeds::picture, memory: (16, 40 << 20) },
    Target { name: "exif", check: target::exif::check, seeds: seeds::exif, memory: (64, 1 << 20) },
    Target { name: "standard", check: target::standard::check, seeds: seeds::standard, memory: (200, 1 << 20) },
];

/// The target of that name.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("no target {name}"))
}
