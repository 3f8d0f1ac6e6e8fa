//! `make fuzz` on the stable toolchain: every target for so many seconds, two at a time. One JSON line each, and where a promise is
//! broken the input that broke it.
#![allow(clippy::print_stdout, clippy::expect_used, reason = "standard output is what this program speaks on")]

use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use xuncun_hostile::{TARGETS, Target, memory, run};

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

/// Targets at a time.
const WORKERS: usize = 2;

fn main() {
    let seconds: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(60);
    let only = std::env::var("ONLY").ok();
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(clock);
    let waiting: Vec<&Target> = TARGETS.iter().filter(|target| only.as_deref().is_none_or(|name| name == target.name)).rev().collect();
    assert!(!waiting.is_empty(), "there is no target {only:?}");
    println!("{{\"seed\":{seed},\"seconds\":{seconds}}}");
    let waiting = Mutex::new(waiting);
    // A panic in a worker reaches the end of the scope, and the program ends with it.
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(target) = next(&waiting) {
                    let tried = run::time(target, seed, Duration::from_secs(seconds));
                    println!("{{\"target\":\"{}\",\"inputs\":{},\"peak_bytes\":{}}}", target.name, tried.inputs, tried.peak);
                }
            });
        }
    });
}

fn next<'a>(waiting: &Mutex<Vec<&'a Target>>) -> Option<&'a Target> {
    waiting.lock().expect("a lock is held for no longer than a pop").pop()
}
