//! Civil days (UTC+08:00, never the device's zone) and the calendar of working days.

use crate::{Millis, canonical};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use time::{Date, Month};

const DAY_MS: Millis = 24 * 3600 * 1000;
const OFFSET_MS: Millis = 8 * 3600 * 1000;
/// Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

/// A civil day in UTC+08:00, between 1900 and 2999. Text is `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A text that is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("day malformed")]
pub struct DayError;

impl DayError {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        "day_malformed"
    }
}

impl Day {
    const MIN: Self = Self(-25_567);
    const MAX: Self = Self(376_199);

    /// The civil day of a moment. Moments outside 1900–2999 (a clock gone mad) give the first or last day.
    pub fn of(moment: Millis) -> Self {
        let days = moment.saturating_add(OFFSET_MS).div_euclid(DAY_MS);
        Self(i32::try_from(days.clamp(Self::MIN.0.into(), Self::MAX.0.into())).unwrap_or(0))
    }

    /// The moment at which the day begins.
    pub fn start(self) -> Millis {
        Millis::from(self.0) * DAY_MS - OFFSET_MS
    }

    /// The day of that year, month (1–12) and day of the month.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        let day = Self(date.to_julian_day() - EPOCH);
        (Self::MIN..=Self::MAX).contains(&day).then_some(day)
    }

    /// `days` later (earlier if negative), within 1900–2999.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Days from `earlier` to this day.
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// Year, month (1–12), day of the month.
    pub fn ymd(self) -> (i32, u8, u8) {
        // In range by construction.
        let date = Date::from_julian_day(self.0 + EPOCH).unwrap_or(Date::MIN);
        (date.year(), date.month().into(), date.day())
    }

    /// Saturday or Sunday.
    pub const fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        matches!((self.0 + 3).rem_euclid(7), 5 | 6)
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.plus(-(self.0 + 3).rem_euclid(7))
    }

    /// Last day of its month.
    #[must_use]
    pub fn month_end(self) -> Self {
        let (year, month, _) = self.ymd();
        let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        Self::from_ymd(next_year, next_month, 1).map_or(Self::MAX, |first| first.plus(-1))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit())).ok_or(DayError)?;
            digits.parse::<u16>().map_err(|_| DayError)
        };
        if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
            return Err(DayError);
        }
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let small = |n: u16| u8::try_from(n).map_err(|_| DayError);
        Self::from_ymd(year.into(), small(month)?, small(day)?).ok_or(DayError)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A calendar's document: what differs from Monday to Friday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDocument {
    /// 1.
    pub format: u32,
    /// Title.
    pub title: String,
    /// Years that it speaks for.
    pub years: Vec<i32>,
    /// Days off.
    pub holidays: BTreeSet<Day>,
    /// Weekend days that are worked (调休).
    pub workdays: BTreeSet<Day>,
}

/// A calendar of working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// First 16 hex digits of SHA-256 of the canonical document.
    pub id: String,
    /// The document.
    pub document: CalendarDocument,
}

/// Why a calendar is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No JSON of a calendar's shape.
    #[error("calendar malformed: {0}")]
    Malformed(String),
    /// Written for a newer version of the product.
    #[error("calendar of a newer format")]
    NewerFormat,
    /// A day is both off and worked, or a holiday lies outside its years.
    #[error("calendar contradicts itself at {0}")]
    Contradiction(Day),
}

impl CalendarError {
    /// The code that the UI translates.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "calendar_malformed",
            Self::NewerFormat => "calendar_newer_format",
            Self::Contradiction(_) => "calendar_contradiction",
        }
    }
}

/// The State Council's arrangement for 2026, as shipped.
pub const DEFAULT_CALENDAR: &str = include_str!("../../../assets/standard/calendar-2026.json");

impl Calendar {
    /// Reads and checks a document.
    pub fn load(json: &str) -> Result<Self, CalendarError> {
        // A newer format may have another shape altogether: it is not to be called malformed for that.
        if canonical::format_of(json).is_some_and(|format| format > 1) {
            return Err(CalendarError::NewerFormat);
        }
        let document: CalendarDocument = serde_json::from_str(json).map_err(|e| CalendarError::Malformed(e.to_string()))?;
        if document.format != 1 {
            return Err(CalendarError::NewerFormat);
        }
        let mut all = document.holidays.iter().chain(&document.workdays);
        if let Some(day) =
            document.holidays.intersection(&document.workdays).next().or_else(|| all.find(|day| !document.years.contains(&day.ymd().0)))
        {
            return Err(CalendarError::Contradiction(*day));
        }
        let id = canonical::hash_of(&document)[..16].to_owned();
        Ok(Self { id, document })
    }

    /// Is it worked? A year that the calendar does not speak for has plain weeks.
    pub fn is_working_day(&self, day: Day) -> bool {
        self.document.workdays.contains(&day) || !(day.is_weekend() || self.document.holidays.contains(&day))
    }

    /// The `days`-th working day after `from` (the day itself does not count): a deadline of 3 working days given on Friday is Wednesday.
    pub fn after_working_days(&self, from: Day, days: u32) -> Day {
        let mut day = from;
        let mut left = days;
        // A holiday lasts days, not years: the bound only stops at the end of time.
        while left > 0 && day < Day::MAX {
            day = day.plus(1);
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
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
    fn civil_time_is_utc_plus_8() {
        assert_eq!(day("1970-01-01").start(), -OFFSET_MS);
        let midnight = day("2026-11-23").start();
        assert_eq!(Day::of(midnight), day("2026-11-23"));
        assert_eq!(Day::of(midnight - 1), day("2026-11-22"));
        assert_eq!(Day::of(midnight + DAY_MS - 1), day("2026-11-23"));
        assert_eq!((Day::of(Millis::MIN), Day::of(Millis::MAX)), (day("1900-01-01"), day("2999-12-31")));
    }

    #[test]
    fn days_are_text_and_back() {
        for text in ["1900-01-01", "2024-02-29", "2026-11-23", "2999-12-31"] {
            assert_eq!(day(text).to_string(), text);
        }
        for text in ["2026-02-29", "2026-11-31", "2026-13-01", "26-11-23", "2026/11/23", "2026-11-2", "3000-01-01", "2026-11-+3", "２026-11-23"] {
            assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        }
        assert!(day("2026-11-22").is_weekend() && !day("2026-11-23").is_weekend());
        assert_eq!((day("2026-02-03").month_end(), day("2026-12-31").month_end()), (day("2026-02-28"), day("2026-12-31")));
        assert_eq!(day("2026-12-01").days_since(day("2026-11-23")), 8);
    }

    #[test]
    fn deadlines_skip_weekends_and_holidays() {
        let calendar = Calendar::load(DEFAULT_CALENDAR).unwrap();
        for (from, days, deadline) in [
            ("2026-11-20", 3, "2026-11-25"), // Friday → Wednesday
            ("2026-11-23", 0, "2026-11-23"),
            ("2026-09-29", 3, "2026-10-09"), // over the October holiday: 30 September, 8 and 9 October
            ("2026-10-09", 1, "2026-10-10"), // a Saturday that is worked
            ("2030-01-04", 1, "2030-01-07"), // a year without arrangement: plain weeks
        ] {
            assert_eq!(calendar.after_working_days(day(from), days), day(deadline), "{from} + {days}");
        }
    }

    #[test]
    fn broken_calendars_are_refused() {
        let refused = |json: &str| Calendar::load(json).unwrap_err().code();
        assert_eq!(refused("{"), "calendar_malformed");
        assert_eq!(refused(r#"{"format":1,"title":"","years":[2026],"holidays":["2026-02-30"],"workdays":[]}"#), "calendar_malformed");
        assert_eq!(refused(r#"{"format":2,"title":"","years":[2026],"holidays":[],"workdays":[]}"#), "calendar_newer_format");
        assert_eq!(refused(r#"{"format":2,"weeks":[]}"#), "calendar_newer_format", "whatever its shape is by then");
        assert_eq!(
            refused(r#"{"format":1,"title":"","years":[2026],"holidays":["2026-01-01"],"workdays":["2026-01-01"]}"#),
            "calendar_contradiction"
        );
        assert_eq!(refused(r#"{"format":1,"title":"","years":[2026],"holidays":["2027-01-01"],"workdays":[]}"#), "calendar_contradiction");
    }
}
