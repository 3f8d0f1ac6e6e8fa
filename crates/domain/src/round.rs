//! Rounds: the periods of the inspection. 定期督查 goes by half-months.

use crate::calendar::Day;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What kind of round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundKind {
    /// 定期督查.
    Regular,
    /// 专项检查: a subset of the items.
    Special,
    /// 随机抽查.
    Random,
}

impl RoundKind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Special => "special",
            Self::Random => "random",
        }
    }
}

impl fmt::Display for RoundKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no kind of round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of round")]
pub struct RoundKindError;

impl FromStr for RoundKind {
    type Err = RoundKindError;

    fn from_str(text: &str) -> Result<Self, RoundKindError> {
        [Self::Regular, Self::Special, Self::Random].into_iter().find(|kind| kind.as_str() == text).ok_or(RoundKindError)
    }
}

/// First and last day of a round, both in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// The half-month that a day lies in: 1st–15th, or 16th to the month's end.
    pub fn half_month(day: Day) -> Self {
        let (_, _, of_month) = day.ymd();
        let first = day.plus(1 - i32::from(of_month));
        if of_month <= 15 { Self { from: first, to: first.plus(14) } } else { Self { from: first.plus(15), to: first.month_end() } }
    }

    /// The name that a half-month's round is given by default, as data of the round: `11月下半月`.
    pub fn half_month_name(&self) -> String {
        let (_, month, of_month) = self.from.ymd();
        let half = if of_month <= 15 { '上' } else { '下' };
        format!("{month}月{half}半月")
    }

    /// Does the day lie in it?
    pub fn contains(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Days in all, at least 1.
    pub fn days(&self) -> u32 {
        u32::try_from(self.to.days_since(self.from)).unwrap_or(0) + 1
    }

    /// Days gone by on `today`, today counted: 0 before the round, all of them after it.
    pub fn elapsed(&self, today: Day) -> u32 {
        u32::try_from(today.days_since(self.from) + 1).unwrap_or(0).min(self.days())
    }

    /// Of `planned` villages, how many are expected by the end of `today`, evenly over the days. Rounded down: a team is behind by whole villages only.
    pub fn expected(&self, planned: u32, today: Day) -> u32 {
        let share = u64::from(planned) * u64::from(self.elapsed(today)) / u64::from(self.days());
        u32::try_from(share).unwrap_or(planned)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn half_months() {
        for (on, from, to, name) in [
            ("2026-11-23", "2026-11-16", "2026-11-30", "11月下半月"),
            ("2026-11-15", "2026-11-01", "2026-11-15", "11月上半月"),
            ("2026-02-16", "2026-02-16", "2026-02-28", "2月下半月"),
            ("2028-02-29", "2028-02-16", "2028-02-29", "2月下半月"),
            ("2026-12-31", "2026-12-16", "2026-12-31", "12月下半月"),
        ] {
            let period = Period::half_month(day(on));
            assert_eq!((period, period.half_month_name().as_str()), (Period { from: day(from), to: day(to) }, name));
            assert!(period.contains(day(on)));
        }
    }

    #[test]
    fn progress_is_even_over_the_days() {
        let period = Period::half_month(day("2026-11-23"));
        assert_eq!(period.days(), 15);
        for (today, elapsed, expected) in
            [("2026-11-15", 0, 0), ("2026-11-16", 1, 3), ("2026-11-23", 8, 28), ("2026-11-30", 15, 53), ("2027-01-01", 15, 53)]
        {
            assert_eq!((period.elapsed(day(today)), period.expected(53, day(today))), (elapsed, expected), "{today}");
        }
        let backwards = Period { from: period.to, to: period.from };
        assert_eq!((backwards.days(), backwards.expected(53, day("2026-11-23"))), (1, 0));
    }
}
