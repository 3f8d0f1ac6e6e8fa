//! 清理台账: what a village did on one day, and what its days come to in a month.
//!
//! 未填 is not 0: a figure that nobody entered is not there. What newer versions keep in the same JSON is carried through.

mod amount;
mod day;
mod month;

pub use amount::{Amount, AmountError};
pub use day::{DayEntry, Road, Unfit};
pub use month::{Month, month_of, months_days};

use crate::calendar::Day;
use serde::{Deserialize, Serialize};

/// How many days back a day may still be filled in.
pub const DAYS_BACK: i32 = 31;
/// Most roads of one day.
pub const ROADS_MAX: usize = 30;
/// Longest road in one day, in tenths of a kilometre.
const ROAD_KM_MAX: u32 = 999;

/// A figure of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// 机械台数: machines, 台.
    Machines,
    /// 机械台次: their turns.
    MachineTurns,
    /// 垃圾, m³.
    Garbage,
    /// 三堆, m³.
    Piles,
    /// 农膜, kg.
    Film,
    /// 植树, 株.
    Trees,
    /// 人数: people.
    People,
    /// 人次: their turns.
    Turns,
}

/// How the days of a month come to one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Day by day, added.
    Added,
    /// The greatest of a day: the same people and machines come again the next day.
    Most,
}

/// What holds for a figure.
struct Rule {
    figure: Figure,
    key: &'static str,
    /// Counted in tenths, not in whole ones.
    tenths: bool,
    /// The most of a day, in whole ones.
    max: u32,
    total: Total,
}

const fn rule(figure: Figure, key: &'static str, tenths: bool, max: u32, total: Total) -> Rule {
    Rule { figure, key, tenths, max, total }
}

/// Every figure, in the order of the paper form.
const RULES: [Rule; 8] = [
    rule(Figure::Machines, "machines", false, 999, Total::Most),
    rule(Figure::MachineTurns, "machine_turns", false, 9_999, Total::Added),
    rule(Figure::Garbage, "garbage", true, 9_999, Total::Added),
    rule(Figure::Piles, "piles", true, 9_999, Total::Added),
    rule(Figure::Film, "film", true, 99_999, Total::Added),
    rule(Figure::Trees, "trees", false, 99_999, Total::Added),
    rule(Figure::People, "people", false, 9_999, Total::Most),
    rule(Figure::Turns, "turns", false, 99_999, Total::Added),
];

impl Figure {
    /// All of them, in the order of the paper form.
    pub fn all() -> impl Iterator<Item = Self> {
        RULES.iter().map(|rule| rule.figure)
    }

    fn rule(self) -> &'static Rule {
        // The enum and the table have the same eight; a test compares them.
        RULES.iter().find(|rule| rule.figure == self).unwrap_or(&RULES[0])
    }

    /// Its key in the row's JSON.
    pub fn key(self) -> &'static str {
        self.rule().key
    }

    /// Counted in tenths?
    pub fn tenths(self) -> bool {
        self.rule().tenths
    }

    /// The most of a day, in whole ones.
    pub fn max(self) -> u32 {
        self.rule().max
    }

    /// How the days of a month come to one.
    pub fn total(self) -> Total {
        self.rule().total
    }
}

/// What is odd about a day and not forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// Fewer turns of machines than machines.
    MachineTurns,
    /// Fewer turns than people.
    Turns,
}

/// What is odd about it: whoever came at all came once.
pub fn hints(entry: &DayEntry) -> Vec<Hint> {
    let below = |few: Figure, many: Figure| entry.get(few).zip(entry.get(many)).is_some_and(|(few, many)| few < many);
    let odd = [(Hint::MachineTurns, Figure::MachineTurns, Figure::Machines), (Hint::Turns, Figure::Turns, Figure::People)];
    odd.into_iter().filter(|(_, few, many)| below(*few, *many)).map(|(hint, ..)| hint).collect()
}

/// May the day be filled in, seen from today?
///
/// # Errors
/// [`DayShut`].
pub fn check_day(day: Day, today: Day) -> Result<(), DayShut> {
    match today.days_since(day) {
        ..0 => Err(DayShut::Ahead),
        0..=DAYS_BACK => Ok(()),
        _ => Err(DayShut::Past),
    }
}

/// Why a day cannot be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayShut {
    /// It is still to come.
    #[error("day ahead")]
    Ahead,
    /// It is more than [`DAYS_BACK`] days ago.
    #[error("day long past")]
    Past,
}

impl DayShut {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ahead => "day_ahead",
            Self::Past => "day_past",
        }
    }

    /// The bound that the message names.
    pub const fn max(self) -> Option<usize> {
        match self {
            Self::Ahead => None,
            Self::Past => Some(DAYS_BACK.unsigned_abs() as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_figure_has_a_rule_of_its_own() {
        for figure in Figure::all() {
            assert_eq!(figure.rule().figure, figure);
            assert_eq!(serde_json::to_value(figure).unwrap(), figure.key());
        }
    }

    #[test]
    fn a_day_is_open_from_today_to_31_days_back() {
        let today: Day = "2026-11-23".parse().unwrap();
        for (days, expected) in [(0, Ok(())), (-31, Ok(())), (-32, Err(DayShut::Past)), (1, Err(DayShut::Ahead))] {
            assert_eq!(check_day(today.plus(days), today), expected, "{days}");
        }
    }

    #[test]
    fn fewer_turns_than_people_are_odd_and_what_is_not_filled_in_is_not() {
        let day = |json: &str| hints(&DayEntry::read(json));
        assert_eq!(day(r#"{"people":"21","turns":"20","machines":"2","machine_turns":"1"}"#), [Hint::MachineTurns, Hint::Turns]);
        assert_eq!(day(r#"{"people":"21","turns":"21","machines":"2"}"#), []);
    }
}
