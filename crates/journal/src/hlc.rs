//! Hybrid logical time: the wall clock where it can be trusted, a counter where it cannot.
//!
//! The greatest (hlc, device) among the heads of a row is the one shown, so a clock far in the future would win every
//! merge: servers refuse it (`clock_ahead`), see [`Hlc::too_far_ahead`].

use serde::{Deserialize, Serialize};

/// How far ahead of the server's clock a commit may claim to be, in milliseconds.
pub const MAX_AHEAD_MS: i64 = 10 * 60 * 1000;

/// The greatest value that travels: one that also fits SQLite's signed integers.
pub const MAX: Hlc = Hlc(i64::MAX as u64);

/// Milliseconds since 1970 UTC in the upper 48 bits, a counter in the lower 16.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Hlc(pub u64);

impl Hlc {
    /// From a wall-clock time (clamped to what fits) and a counter.
    #[must_use]
    pub fn from_parts(ms: i64, counter: u16) -> Self {
        let ms = u64::try_from(ms).unwrap_or(0).min(MAX.0 >> 16);
        Self((ms << 16) | u64::from(counter))
    }

    /// The wall-clock part, in milliseconds since 1970 UTC.
    #[must_use]
    pub fn physical_ms(self) -> i64 {
        (self.0 >> 16) as i64
    }

    /// Whether a server whose clock shows `server_ms` must refuse this as `clock_ahead`.
    #[must_use]
    pub fn too_far_ahead(self, server_ms: i64) -> bool {
        self.physical_ms() > server_ms.saturating_add(MAX_AHEAD_MS)
    }
}

/// A clock that never goes back, whatever the wall clock does. It reads no time itself: `now` is handed in.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    last: Hlc,
}

impl Clock {
    /// A clock that goes on after `last`: the greatest value found in the replica.
    #[must_use]
    pub fn new(last: Hlc) -> Self {
        Self { last }
    }

    /// The next moment: later than every one given out or observed, and not before `now_ms`.
    pub fn tick(&mut self, now_ms: i64) -> Hlc {
        let next = Hlc(self.last.0.saturating_add(1)).min(MAX);
        self.last = next.max(Hlc::from_parts(now_ms, 0));
        self.last
    }

    /// Takes note of another device's time.
    pub fn observe(&mut self, seen: Hlc) {
        self.last = self.last.max(seen.min(MAX));
    }

    /// The last moment given out or observed.
    #[must_use]
    pub fn last(&self) -> Hlc {
        self.last
    }

    /// Goes back to `last`: only for a reissue after `clock_ahead`, when the commits that carried the wrong time are void.
    pub fn reset(&mut self, last: Hlc) {
        self.last = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_goes_back_still_moves_on() {
        let mut clock = Clock::default();
        let first = clock.tick(1_000);
        let second = clock.tick(900);
        assert_eq!(first.physical_ms(), 1_000);
        assert!(second > first);
        assert_eq!(second.physical_ms(), 1_000);
        assert_eq!(clock.tick(2_000), Hlc::from_parts(2_000, 0));
    }

    #[test]
    fn it_stays_behind_nothing_that_it_saw() {
        let mut clock = Clock::default();
        clock.observe(Hlc::from_parts(5_000, 7));
        assert_eq!(clock.tick(1_000), Hlc::from_parts(5_000, 8));
    }

    #[test]
    fn a_counter_that_overflows_runs_into_the_milliseconds() {
        let mut clock = Clock::new(Hlc::from_parts(5_000, u16::MAX));
        assert_eq!(clock.tick(0), Hlc::from_parts(5_001, 0));
    }

    #[test]
    fn ten_minutes_ahead_is_allowed_and_a_year_is_not() {
        let server = 1_800_000_000_000;
        assert!(!Hlc::from_parts(server + MAX_AHEAD_MS, 3).too_far_ahead(server));
        assert!(Hlc::from_parts(server + MAX_AHEAD_MS + 1, 0).too_far_ahead(server));
        assert!(Hlc::from_parts(server + 365 * 86_400_000, 0).too_far_ahead(server));
        assert!(!Hlc::from_parts(server - 365 * 86_400_000, 0).too_far_ahead(server));
    }

    #[test]
    fn no_time_is_out_of_range() {
        assert_eq!(Hlc::from_parts(-5, 0), Hlc(0));
        assert!(Hlc::from_parts(i64::MAX, u16::MAX) <= MAX);
        let mut clock = Clock::new(MAX);
        assert_eq!(clock.tick(i64::MAX), MAX);
        clock.observe(Hlc(u64::MAX));
        assert_eq!(clock.last(), MAX);
    }
}
