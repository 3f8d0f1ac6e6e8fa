//! What the days of a month come to.

use super::{Amount, DayEntry, Figure, Road, Total};
use crate::calendar::Day;
use std::collections::BTreeMap;

/// A month's totals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Month {
    /// Days with an entry.
    pub days: usize,
    /// Figures that were filled in on some day.
    pub figures: BTreeMap<Figure, Amount>,
    /// Roads, each once with its greatest length: who clears one twice has not cleared two.
    pub roads: Vec<Road>,
}

impl Month {
    /// Kilometres of road.
    pub fn km(&self) -> Amount {
        self.roads.iter().map(|road| road.km).sum()
    }
}

/// First and last day of a day's month, the last not after today.
pub fn months_days(day: Day, today: Day) -> (Day, Day) {
    let (year, month, _) = day.ymd();
    (Day::from_ymd(year, month, 1).unwrap_or(day), day.month_end().min(today.max(day)))
}

/// The totals of these days. An entry in which nothing is filled in any more is none.
pub fn month_of<'a>(entries: impl IntoIterator<Item = &'a DayEntry>) -> Month {
    let mut month = Month::default();
    let mut longest: BTreeMap<String, Amount> = BTreeMap::new();
    for entry in entries.into_iter().filter(|entry| !entry.is_empty()) {
        month.days += 1;
        for figure in Figure::all() {
            let Some(amount) = entry.get(figure) else { continue };
            let total = month.figures.entry(figure).or_default();
            *total = match figure.total() {
                Total::Added => *total + amount,
                Total::Most => amount.max(*total),
            };
        }
        for road in entry.roads() {
            let km = longest.entry(road.name).or_default();
            *km = road.km.max(*km);
        }
    }
    month.roads = longest.into_iter().map(|(name, km)| Road { name, km }).collect();
    month
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn days(list: &[&str]) -> Month {
        let entries: Vec<DayEntry> = list.iter().map(|json| DayEntry::read(json)).collect();
        month_of(&entries)
    }

    #[test]
    fn turns_add_up_and_people_and_machines_do_not() {
        let month = days(&[
            r#"{"machines":"2","machine_turns":"6","people":"18","turns":"24","garbage":"3.5"}"#,
            r#"{"machines":"3","machine_turns":"5","people":"21","turns":"27","garbage":"0.1"}"#,
            "{}",
        ]);
        let said = |figure: Figure| month.figures.get(&figure).map(ToString::to_string);
        assert_eq!((month.days, said(Figure::Machines), said(Figure::MachineTurns)), (2, Some("3".into()), Some("11".into())));
        assert_eq!((said(Figure::People), said(Figure::Turns), said(Figure::Garbage)), (Some("21".into()), Some("51".into()), Some("3.6".into())));
        assert_eq!(said(Figure::Film), None, "filled in on no day");
    }

    #[test]
    fn a_road_counts_once_at_its_greatest_length() {
        let east = r#"{"roads":[{"name":"村东路","km":"0.6"}]}"#;
        let more = r#"{"roads":[{"name":"村东路","km":"0.8"},{"name":"河堤路","km":"1.2"}]}"#;
        assert_eq!(days(&[east, more, east]).km().to_string(), "2");
    }

    #[test]
    fn a_month_ends_today_or_with_itself() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let today = day("2026-11-23");
        assert_eq!(months_days(today, today), (day("2026-11-01"), today));
        assert_eq!(months_days(day("2026-11-02"), today), (day("2026-11-01"), today));
        assert_eq!(months_days(day("2026-10-30"), today), (day("2026-10-01"), day("2026-10-31")));
    }
}
