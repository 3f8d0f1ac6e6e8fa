//! Which position of a photograph counts. The one that the device had at the shutter may be missing or poor; one that it found soon after is
//! kept beside it, as a row of its own.

/// A later position counts for the photograph if it was had so soon after the shutter: whoever walks is by then within some 25 metres of
/// where the picture was taken, which is less than what a poor position is off by. Milliseconds.
pub const COUNTS_MS: i64 = 20_000;
/// A position is looked for until so long after the shutter: what comes too late to count still tells the reviewer where the person was.
/// Milliseconds.
pub const SOUGHT_MS: i64 = 60_000;
/// A circle of more than so many metres is a poor position; the setting `position_poor_m` says otherwise.
pub const POOR_M: f64 = 30.0;

/// A position with the radius of its circle, in metres, and how long after the shutter it was had.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Later {
    /// Metres.
    pub accuracy: f64,
    /// Milliseconds after the shutter.
    pub after_ms: i64,
}

/// Which of the later positions counts instead of the first one, whose circle is `first` metres wide if there is one: the most accurate
/// that was had in time, if it is better. Of equal ones the earlier.
#[must_use]
pub fn counting(first: Option<f64>, later: &[Later]) -> Option<usize> {
    let in_time = |later: &Later| (0..=COUNTS_MS).contains(&later.after_ms) && first.is_none_or(|first| later.accuracy < first);
    let all = later.iter().enumerate().filter(|(_, later)| in_time(later));
    all.min_by(|(_, a), (_, b)| a.accuracy.total_cmp(&b.accuracy).then(a.after_ms.cmp(&b.after_ms))).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(accuracy: f64, seconds: i64) -> Later {
        Later { accuracy, after_ms: seconds * 1_000 }
    }

    #[test]
    fn the_best_within_twenty_seconds_counts_if_it_is_better() {
        assert_eq!(counting(Some(46.0), &[later(30.0, 8), later(12.0, 20), later(4.0, 21)]), Some(1));
        assert_eq!(counting(Some(10.0), &[later(12.0, 5), later(10.0, 6)]), None, "no better than the first");
        assert_eq!(counting(None, &[later(80.0, 3), later(80.0, 9)]), Some(0));
        assert_eq!(counting(None, &[later(5.0, -1)]), None, "from before the shutter: the device did not have it then");
        assert_eq!(counting(None, &[]), None);
    }
}
