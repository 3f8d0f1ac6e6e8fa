//! Was the clock right when a photograph was taken? A photograph proves an order (before, after, during the visit) only as far as its time does.

use crate::Millis;

/// A receiver hands over a position that may be a minute old, and its time is to the second: within this the two agree.
const RECEIVER: Millis = 3 * 60_000;
/// Clocks that differ by less than this are the same: also what a server grants every device (see the limits of the protocol).
const KNOWN: Millis = 10 * 60_000;

/// How far the device's clock was ahead (or, below 0, behind) when it wrote `taken_at`, in minutes, where that is more than can be by chance.
///
/// `fixed_at` is the receiver's own time of the position that the device had at the shutter; it says most, since nobody sets it. `clock_ahead`
/// is what the replica knew: the server's time, and that no clock runs backwards.
#[must_use]
pub fn clock_off(taken_at: Millis, fixed_at: Option<Millis>, clock_ahead: Option<Millis>) -> Option<i32> {
    let by_receiver = fixed_at.map(|fixed_at| taken_at.saturating_sub(fixed_at)).filter(|off| off.saturating_abs() > RECEIVER);
    let by_replica = || clock_ahead.filter(|off| off.saturating_abs() > KNOWN);
    by_receiver.or_else(by_replica).map(|off| i32::try_from(off / 60_000).unwrap_or(if off > 0 { i32::MAX } else { i32::MIN }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 3_600_000;

    #[test]
    fn the_receiver_says_most_and_small_differences_nothing() {
        assert_eq!(clock_off(HOUR, None, None), None);
        assert_eq!(clock_off(HOUR, Some(HOUR - RECEIVER), Some(KNOWN)), None);
        assert_eq!(clock_off(HOUR, Some(HOUR - RECEIVER - 1), None), Some(3));
        assert_eq!(clock_off(0, Some(HOUR), Some(30 * HOUR)), Some(-60));
        assert_eq!(clock_off(HOUR, Some(HOUR), Some(-30 * HOUR)), Some(-1_800), "an old position may be by the same wrong clock");
        assert_eq!(clock_off(HOUR, None, Some(KNOWN + 1)), Some(10));
        assert_eq!(clock_off(Millis::MAX, Some(Millis::MIN), None), Some(i32::MAX));
    }
}
