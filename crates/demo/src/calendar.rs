//! Half-months and civil time (UTC+08:00), as the campaign counts its rounds.

use time::{Date, Duration, Month, OffsetDateTime, UtcOffset};

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;
const CIVIL_MS: i64 = 8 * 3_600_000;

/// One half of a month: 1–15 or 16–end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfMonth {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl HalfMonth {
    /// The half-month of a day.
    pub fn of(day: Date) -> Self {
        let (year, month) = (day.year(), day.month());
        let at = |n| Date::from_calendar_date(year, month, n).unwrap_or(day);
        if day.day() <= 15 { Self { from: at(1), to: at(15) } } else { Self { from: at(16), to: at(month.length(year)) } }
    }

    /// The half-month before.
    pub fn before(self) -> Self {
        Self::of(self.from - Duration::days(1))
    }

    /// Its name, e.g. `11月下半月`.
    pub fn name(self) -> String {
        format!("{}月{}半月", u8::from(self.from.month()), if self.from.day() == 1 { '上' } else { '下' })
    }

    /// A short id, e.g. `2026-11b`.
    pub fn id(self) -> String {
        let half = if self.from.day() == 1 { 'a' } else { 'b' };
        format!("{}-{:02}{half}", self.from.year(), u8::from(self.from.month()))
    }

    /// Days in it.
    pub fn days(self) -> i64 {
        (self.to - self.from).whole_days() + 1
    }
}

/// Civil day of an instant.
pub fn day_of(millis: i64) -> Date {
    let civil = UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC);
    OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000))
        .map_or(Date::from_ordinal_date(1970, 1).unwrap_or(Date::MIN), |at| at.to_offset(civil).date())
}

/// The instant at which a civil day begins.
pub fn begin(day: Date) -> i64 {
    day.midnight().assume_utc().unix_timestamp() * 1000 - CIVIL_MS
}

/// `YYYY-MM-DD`.
pub fn text(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// The first of January of the year before: when the demo's grants begin.
pub fn grants_from(day: Date) -> Date {
    Date::from_calendar_date(day.year() - 1, Month::January, 1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn half_months_end_with_their_month() {
        let cases = [
            (date!(2026 - 11 - 23), "11月下半月", "2026-11-16", "2026-11-30", 15),
            (date!(2026 - 11 - 15), "11月上半月", "2026-11-01", "2026-11-15", 15),
            (date!(2028 - 02 - 29), "2月下半月", "2028-02-16", "2028-02-29", 14),
            (date!(2026 - 12 - 31), "12月下半月", "2026-12-16", "2026-12-31", 16),
        ];
        for (day, name, from, to, days) in cases {
            let half = HalfMonth::of(day);
            assert_eq!((half.name().as_str(), text(half.from).as_str(), text(half.to).as_str(), half.days()), (name, from, to, days));
        }
        assert_eq!(HalfMonth::of(date!(2026 - 01 - 03)).before().id(), "2025-12b");
    }

    #[test]
    fn civil_days_begin_at_sixteen_hundred_utc() {
        let at = datetime!(2026-11-22 16:00 UTC).unix_timestamp() * 1000;
        assert_eq!(day_of(at), date!(2026 - 11 - 23));
        assert_eq!(day_of(at - 1), date!(2026 - 11 - 22));
        assert_eq!(begin(date!(2026 - 11 - 23)), at);
    }
}
