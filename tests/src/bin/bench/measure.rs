//! A measure as it is printed, and the two ways to take one: by the wall and by the processor.

use serde::Serialize;
use std::time::{Duration, Instant};

/// One line of the output.
#[derive(Serialize)]
pub struct Measure {
    /// Name, for `ONLY`.
    pub name: &'static str,
    /// Unit of `value` and `goal`.
    pub unit: &'static str,
    /// What was measured; lower is better.
    pub value: f64,
    /// At most this.
    pub goal: f64,
    /// What `value` is made of, ours.
    pub ours: String,
    /// What it is compared to.
    pub against: String,
}

impl Measure {
    /// Our median time divided by another's.
    pub fn ratio(name: &'static str, goal: f64, (what, ours): (&str, Duration), (other, against): (&str, Duration)) -> Self {
        Self {
            name,
            unit: "ratio",
            value: round(ours.as_secs_f64() / against.as_secs_f64()),
            goal,
            ours: format!("{what}: {}", in_words(ours)),
            against: format!("{other}: {}", in_words(against)),
        }
    }
}

/// Does `ONLY` ask for this one?
pub fn wanted(name: &str) -> bool {
    std::env::var("ONLY").map_or(true, |only| only.is_empty() || name.contains(&only) || only.contains(name))
}

/// A whole district-year instead of a tenth?
pub fn full() -> bool {
    std::env::var("FULL").is_ok_and(|full| full == "1")
}

/// To three decimals.
pub fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// The middle one.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How long it takes by the wall.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let made = work();
    (begun.elapsed(), made)
}

/// Processor time of this process so far, all threads, in and out of the kernel.
pub fn processor() -> Duration {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF).unwrap();
    let part = |time: nix::sys::time::TimeVal| Duration::from_micros((time.tv_sec() * 1_000_000 + time.tv_usec()) as u64);
    part(usage.user_time()) + part(usage.system_time())
}

fn in_words(time: Duration) -> String {
    if time.as_secs() > 0 { format!("{:.2} s", time.as_secs_f64()) } else { format!("{:.1} µs", time.as_secs_f64() * 1e6) }
}
