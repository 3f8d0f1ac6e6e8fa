//! Counters, as Prometheus reads them.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use xuncun_journal::Refusal;

/// What the server has done since it started.
#[derive(Debug, Default)]
pub struct Metrics {
    accepted: AtomicU64,
    already: AtomicU64,
    refused: [AtomicU64; Refusal::ALL.len()],
    handed_out: AtomicU64,
    pulls: AtomicU64,
    upload_bytes: AtomicU64,
    enrolled: AtomicU64,
    /// Requests by the hundred of their status: 1xx … 5xx.
    requests: [AtomicU64; 5],
    limited: AtomicU64,
}

fn add(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

impl Metrics {
    pub(crate) fn pushed(&self, items: impl Iterator<Item = (Option<Refusal>, bool)>) {
        for (refusal, already) in items {
            match refusal.and_then(|refusal| Refusal::ALL.iter().position(|known| *known == refusal)) {
                _ if already => add(&self.already, 1),
                Some(at) => add(&self.refused[at], 1),
                None => add(&self.accepted, 1),
            }
        }
    }

    pub(crate) fn pulled(&self, commits: usize) {
        add(&self.pulls, 1);
        add(&self.handed_out, commits as u64);
    }

    pub(crate) fn uploaded(&self, bytes: u64) {
        add(&self.upload_bytes, bytes);
    }

    pub(crate) fn enrolled(&self) {
        add(&self.enrolled, 1);
    }

    pub(crate) fn requested(&self, status: u16) {
        if let Some(counter) = self.requests.get(usize::from(status / 100).saturating_sub(1)) {
            add(counter, 1);
        }
    }

    pub(crate) fn limited(&self) {
        add(&self.limited, 1);
    }

    /// The text format, with the last position beside the counters.
    #[must_use]
    pub fn text(&self, last_position: u64) -> String {
        let mut out = String::new();
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut one = |name: &str, kind: &str, help: &str, value: u64| {
            let _ = write!(out, "# HELP xuncun_{name} {help}\n# TYPE xuncun_{name} {kind}\nxuncun_{name} {value}\n");
        };
        one("commits_accepted_total", "counter", "Commits accepted.", get(&self.accepted));
        one("commits_repeated_total", "counter", "Commits offered again.", get(&self.already));
        one("commits_handed_out_total", "counter", "Commits in pages handed out.", get(&self.handed_out));
        one("pulls_total", "counter", "Pages handed out.", get(&self.pulls));
        one("upload_bytes_total", "counter", "Bytes of photographs taken in.", get(&self.upload_bytes));
        one("devices_enrolled_total", "counter", "Devices enrolled.", get(&self.enrolled));
        one("requests_limited_total", "counter", "Requests refused for their rate.", get(&self.limited));
        one("position", "gauge", "Last position handed to a commit.", last_position);
        out.push_str("# HELP xuncun_commits_refused_total Commits refused, by code.\n# TYPE xuncun_commits_refused_total counter\n");
        for (refusal, counter) in Refusal::ALL.iter().zip(&self.refused) {
            let _ = writeln!(out, "xuncun_commits_refused_total{{code=\"{refusal}\"}} {}", get(counter));
        }
        out.push_str("# HELP xuncun_requests_total Requests answered, by status.\n# TYPE xuncun_requests_total counter\n");
        for (hundred, counter) in self.requests.iter().enumerate() {
            let _ = writeln!(out, "xuncun_requests_total{{status=\"{}xx\"}} {}", hundred + 1, get(counter));
        }
        out
    }
}
