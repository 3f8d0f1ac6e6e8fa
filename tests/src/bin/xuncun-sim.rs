//! `make sim`: plays stories and tells of the first that fails, with the command that plays it again.
//!
//! `xuncun-sim [--from N] [--seeds N] [--seconds N] [--jobs N] [--seed N [--steps LIST]] [--plant BUG] [--without EVENT,…]`
#![allow(clippy::expect_used, reason = "a program for tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use xuncun_journal::planted::{self, Bug};
use xuncun_tests::sim::story::{Outcome, Plan, play, shorten};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).cloned();
    let number = |name: &str| value(name).and_then(|text| text.parse::<u64>().ok());
    if let Some(name) = value("--plant") {
        let bug = Bug::ALL.into_iter().find(|bug| format!("{bug:?}") == name).expect("one of the bugs that can be planted");
        planted::plant(Some(bug));
    }
    let without: BTreeSet<String> = value("--without").iter().flat_map(|text| text.split(',')).map(str::to_owned).collect();
    if let Some(seed) = number("--seed") {
        let whole = Plan { without, ..Plan::whole(seed) };
        let steps = value("--steps").and_then(|text| Plan::parse_steps(&text)).unwrap_or_else(|| whole.steps.clone());
        return told(&play(&Plan { steps, ..whole }));
    }
    let planted = value("--plant").is_some();
    many(&without, planted, number("--from").unwrap_or(1), number("--seeds").unwrap_or(100), number("--seconds"), number("--jobs").unwrap_or(2))
}

fn told(outcome: &Outcome) -> ExitCode {
    for line in &outcome.told {
        println!("{line}");
    }
    match &outcome.wrong {
        Some((step, wrong)) => {
            println!("WRONG at step {step}: {wrong}");
            ExitCode::FAILURE
        }
        None => ExitCode::SUCCESS,
    }
}

/// A story's threads take turns and never run beside each other: on one core they need not wake another for it, which takes most
/// of the time on a machine that has other things to do.
#[cfg(target_os = "linux")]
fn stay_on_one_core(job: u64) {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    let here = nix::unistd::Pid::from_raw(0);
    let Ok(allowed) = sched_getaffinity(here) else { return };
    let cores: Vec<usize> = (0..CpuSet::count()).filter(|core| allowed.is_set(*core).unwrap_or(false)).collect();
    let mut one = CpuSet::new();
    // Where it cannot be, it is slower and nothing else.
    if !cores.is_empty() && one.set(cores[job as usize % cores.len()]).is_ok() {
        let _ = sched_setaffinity(here, &one);
    }
}

#[cfg(not(target_os = "linux"))]
fn stay_on_one_core(_: u64) {}

#[derive(Default)]
struct Sum {
    seeds: u64,
    taps: u64,
    exchanges: u64,
    counts: BTreeMap<&'static str, u64>,
    failed: Vec<(u64, u64, String)>,
}

fn many(without: &BTreeSet<String>, planted: bool, from: u64, seeds: u64, seconds: Option<u64>, jobs: u64) -> ExitCode {
    let (next, stop, sum) = (AtomicU64::new(from), AtomicBool::new(false), Mutex::new(Sum::default()));
    let began = Instant::now();
    let until = seconds.map(|seconds| began + Duration::from_secs(seconds));
    std::thread::scope(|scope| {
        for job in 0..jobs {
            let (next, stop, sum) = (&next, &stop, &sum);
            scope.spawn(move || {
                stay_on_one_core(job);
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= from + seeds || stop.load(Ordering::SeqCst) || until.is_some_and(|until| Instant::now() > until) {
                        return;
                    }
                    let outcome = play(&Plan { without: without.clone(), ..Plan::whole(seed) });
                    let mut sum = sum.lock().expect("the sum");
                    sum.seeds += 1;
                    sum.taps += outcome.taps as u64;
                    sum.exchanges += outcome.exchanges;
                    for (what, count) in outcome.counts {
                        *sum.counts.entry(what).or_default() += count;
                    }
                    if let Some((step, wrong)) = outcome.wrong {
                        sum.failed.push((seed, step, wrong));
                        stop.store(true, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let sum = sum.into_inner().expect("the sum");
    let took = began.elapsed().as_secs_f64();
    println!(
        "{} seeds from {from}: {} taps, {} exchanges; {took:.0} s, {:.2} s a seed",
        sum.seeds,
        sum.taps,
        sum.exchanges,
        took / sum.seeds.max(1) as f64
    );
    for (what, count) in &sum.counts {
        println!("  {count:>8} {what}");
    }
    for (seed, step, wrong) in &sum.failed {
        println!("\nseed {seed} fails at step {step}: {wrong}\n  make sim SEED={seed}");
    }
    let Some((seed, step, _)) = sum.failed.first() else {
        println!("{} passed, 0 failed", sum.seeds);
        return ExitCode::SUCCESS;
    };
    if planted {
        // It is found, and that was the question.
        return ExitCode::FAILURE;
    }
    let (short, outcome) = shorten(&Plan { without: without.clone(), ..Plan::whole(*seed) }, *step);
    println!("\nshortened: make sim SEED={seed} STEPS={}", short.steps_text());
    told(&outcome);
    println!("{} passed, {} failed", sum.seeds - sum.failed.len() as u64, sum.failed.len());
    ExitCode::FAILURE
}
