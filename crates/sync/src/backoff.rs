//! How long to wait after a failure: full jitter, so that eight teams coming back into coverage do not knock at once; and it
//! never gives up. Pure: the caller brings the random number.

use crate::protocol::ProtocolError;
use std::time::Duration;

/// Never less, so that a failing call cannot spin.
pub const LEAST: Duration = Duration::from_millis(200);
/// A server that cannot be reached is tried again at least this often. With a connection attempt's own time everything
/// leaves within ten seconds of its return.
pub const UNREACHABLE_MOST: Duration = Duration::from_secs(5);
/// A server that answers with errors is spared for up to this long.
pub const ERROR_MOST: Duration = Duration::from_secs(60);
const BASE: Duration = Duration::from_secs(1);

/// Failures in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Something worked.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// Failures since something worked.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Another failure: how long to wait. `roll` is uniform in 0..1.
    pub fn after(&mut self, error: &ProtocolError, roll: f64) -> Duration {
        self.failures = self.failures.saturating_add(1);
        let most = if matches!(error, ProtocolError::Unreachable(_)) { UNREACHABLE_MOST } else { ERROR_MOST };
        let grown = BASE.saturating_mul(1 << self.failures.min(10)).min(most);
        let drawn = grown.mul_f64(if roll.is_finite() { roll.clamp(0.0, 1.0) } else { 1.0 }).max(LEAST);
        match error {
            // The server knows best, within reason: a wrong header must not silence a device for a day.
            ProtocolError::Busy { retry_after: Some(seconds) } => {
                let asked = Duration::from_secs(*seconds).min(ERROR_MOST * 5);
                asked.saturating_add(drawn.min(ERROR_MOST / 4)).max(LEAST)
            }
            _ => drawn,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(missing_docs)]
    use super::*;

    #[test]
    fn waits_stay_within_bounds_forever() {
        for (error, most) in [
            (ProtocolError::Unreachable(String::new()), UNREACHABLE_MOST),
            (ProtocolError::Status(500), ERROR_MOST),
            (ProtocolError::Busy { retry_after: None }, ERROR_MOST),
            (ProtocolError::Decode(String::new()), ERROR_MOST),
            (ProtocolError::Busy { retry_after: Some(u64::MAX) }, ERROR_MOST * 6),
        ] {
            for roll in [0.0, 0.37, 0.999_999, f64::NAN] {
                let mut backoff = Backoff::default();
                for n in 0..5_000 {
                    let wait = backoff.after(&error, roll);
                    assert!(wait >= LEAST && wait <= most, "{error:?} {roll} {n}: {wait:?}");
                }
            }
        }
    }

    #[test]
    fn it_grows_and_is_reset() {
        let error = ProtocolError::Status(500);
        let mut backoff = Backoff::default();
        let waits: Vec<u64> = (0..7).map(|_| backoff.after(&error, 1.0).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(backoff.failures(), 7);
        backoff.reset();
        assert_eq!(backoff.after(&error, 1.0).as_secs(), 2);
    }

    #[test]
    fn jitter_is_full() {
        let error = ProtocolError::Status(500);
        let at = |roll| {
            let mut backoff = Backoff { failures: 5 };
            backoff.after(&error, roll)
        };
        assert_eq!(at(0.0), LEAST);
        assert_eq!(at(0.5), Duration::from_secs(30));
        assert_eq!(at(1.0), Duration::from_secs(60));
    }

    #[test]
    fn what_the_server_asks_for_is_respected() {
        let mut backoff = Backoff::default();
        let wait = backoff.after(&ProtocolError::Busy { retry_after: Some(30) }, 0.0);
        assert!(wait >= Duration::from_secs(30));
    }
}
