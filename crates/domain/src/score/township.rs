//! A township's score: the mean of its inspected villages.

use crate::points::Points;

/// The district's setting of how many villages must have been inspected before a township has a score, and what holds where it is not set.
pub const SAMPLE: (&str, u32) = ("township_sample", 3);

/// What a township's villages come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TownshipScore {
    /// 样本不足: fewer villages have a score than the sample asks for.
    Thin {
        /// How many have one.
        n: u32,
    },
    /// Their mean.
    Mean {
        /// Rounded, out of 100.
        mean: Points,
        /// How many have a score.
        n: u32,
    },
}

/// The mean of the villages' totals, each as it was rounded and told, rounded once more. A village without a score (not inspected, 无可评项) is left
/// out and never filled in. Without any there is no mean, whatever the sample.
pub fn township(totals: impl IntoIterator<Item = Points>, sample: u32) -> TownshipScore {
    let (sum, n) = totals.into_iter().fold((Points::ZERO, 0u32), |(sum, n), total| (sum + total, n.saturating_add(1)));
    if n < sample.max(1) { TownshipScore::Thin { n } } else { TownshipScore::Mean { mean: (sum / n).rounded(), n } }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(totals: &[&str], sample: u32) -> TownshipScore {
        township(totals.iter().map(|text| text.parse().unwrap()), sample)
    }

    fn mean(text: &str, n: u32) -> TownshipScore {
        TownshipScore::Mean { mean: text.parse().unwrap(), n }
    }

    #[test]
    fn the_mean_is_of_the_rounded_totals_and_rounded_once() {
        assert_eq!(of(&["82.50", "79.00", "91.00"], 3), mean("84.17", 3));
        // Half away from zero: 90.005.
        assert_eq!(of(&["90.00", "90.01"], 2), mean("90.01", 2));
        assert_eq!(of(&["100.00", "100.00", "100.00"], 3), mean("100", 3));
    }

    #[test]
    fn under_the_sample_there_is_none() {
        assert_eq!(of(&["82.50", "79.00"], 3), TownshipScore::Thin { n: 2 });
        assert_eq!(of(&["82.50"], 1), mean("82.5", 1));
        assert_eq!(of(&[], 0), TownshipScore::Thin { n: 0 });
    }
}
