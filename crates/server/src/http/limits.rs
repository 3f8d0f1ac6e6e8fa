//! How often somebody may ask: a bucket of tokens each, in memory, for a bounded number of askers.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Askers remembered; beyond that the ones that have rested longest are forgotten.
const ASKERS: usize = 10_000;

/// Buckets that fill at a steady rate.
#[derive(Debug)]
pub struct Buckets {
    per_minute: f64,
    askers: Mutex<HashMap<Vec<u8>, (f64, Instant)>>,
}

impl Buckets {
    /// As many requests a minute, and as many at once.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute: f64::from(per_minute.max(1)), askers: Mutex::default() }
    }

    /// Has `who` asked before, as far as is remembered?
    #[must_use]
    pub fn knows(&self, who: &[u8]) -> bool {
        self.askers.lock().unwrap_or_else(PoisonError::into_inner).contains_key(who)
    }

    /// May `who` ask now? If not, after how many seconds?
    ///
    /// # Errors
    /// The seconds.
    pub fn ask(&self, who: &[u8], now: Instant) -> Result<(), u64> {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        if askers.len() >= ASKERS && !askers.contains_key(who) {
            forget(&mut askers, now, self.per_minute);
        }
        let (level, since) = askers.entry(who.to_vec()).or_insert((self.per_minute, now));
        let filled = now.saturating_duration_since(*since).as_secs_f64() * self.per_minute / 60.0;
        *level = (*level + filled).min(self.per_minute);
        *since = now;
        if *level >= 1.0 {
            *level -= 1.0;
            return Ok(());
        }
        let seconds = ((1.0 - *level) * 60.0 / self.per_minute).ceil();
        // At least a second: "again at once" would be asked at once.
        Err((seconds as u64).max(1))
    }
}

/// Forgets whose bucket is full again: to them nothing changes. If there are none, everybody.
fn forget<K: Hash + Eq>(askers: &mut HashMap<K, (f64, Instant)>, now: Instant, full: f64) {
    askers.retain(|_, (level, since)| *level + now.saturating_duration_since(*since).as_secs_f64() * full / 60.0 < full);
    if askers.len() >= ASKERS {
        askers.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_then_a_steady_rate_each_for_himself() {
        let (buckets, start) = (Buckets::new(60), Instant::now());
        for _ in 0..60 {
            assert_eq!(buckets.ask(b"a", start), Ok(()));
        }
        assert_eq!(buckets.ask(b"a", start), Err(1));
        assert_eq!(buckets.ask(b"b", start), Ok(()));
        assert_eq!(buckets.ask(b"a", start + Duration::from_secs(1)), Ok(()));
        assert_eq!(buckets.ask(b"a", start + Duration::from_secs(1)), Err(1));
    }

    #[test]
    fn askers_are_bounded() {
        let (buckets, start) = (Buckets::new(60), Instant::now());
        for asker in 0..(ASKERS as u32 + 50) {
            assert_eq!(buckets.ask(&asker.to_be_bytes(), start), Ok(()));
        }
        assert!(buckets.askers.lock().is_ok_and(|askers| askers.len() <= ASKERS));
    }
}
