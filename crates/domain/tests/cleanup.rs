//! What holds of every day of the ledger, whatever is entered.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use xuncun_domain::cleanup::{Amount, DayEntry, Figure, Road, Total, month_of};

fn amount() -> impl Strategy<Value = Amount> {
    (0..100_000_u64).prop_map(Amount::of_tenths)
}

fn figure() -> impl Strategy<Value = Figure> {
    prop::sample::select(Figure::all().collect::<Vec<_>>())
}

fn road() -> impl Strategy<Value = Road> {
    (prop::sample::select(vec!["村东路", "河堤路", "通组路", "a b"]), 1..999_u64)
        .prop_map(|(name, km)| Road { name: name.into(), km: Amount::of_tenths(km) })
}

fn entry() -> impl Strategy<Value = DayEntry> {
    let figures = prop::collection::btree_map(figure(), amount(), 0..8);
    (figures, prop::collection::vec(road(), 0..4)).prop_map(|(figures, roads)| {
        let mut day = DayEntry::default();
        for (figure, amount) in figures {
            day.set(figure, Some(amount));
        }
        for road in roads {
            day.put_road(&road).unwrap();
        }
        day
    })
}

/// Any JSON that a row may hold, of whatever version.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), any::<i64>().prop_map(Value::from), ".{0,6}".prop_map(Value::from)];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop_oneof![Just("roads".to_owned()), Just("name".to_owned()), Just("km".to_owned()), Just("trees".to_owned()), "[a-z]{1,4}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|map| Value::Object(Map::from_iter(map))),
        ]
    })
}

proptest! {
    #[test]
    fn an_amount_is_its_text(amount in amount()) {
        prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
    }

    #[test]
    fn an_entry_is_its_json(day in entry()) {
        prop_assert_eq!(DayEntry::read(&day.to_json()), day);
    }

    #[test]
    fn whatever_a_row_holds_is_read_and_what_is_not_known_is_kept(value in any_json(), figure in figure(), amount in amount(), road in road()) {
        let mut day = DayEntry::read(&value.to_string());
        day.set(figure, Some(amount));
        prop_assert_eq!(day.get(figure), Some(amount));
        if day.put_road(&road).is_ok() {
            prop_assert!(day.roads().contains(&road));
            let known = day.roads().into_iter().filter(|known| known.name == road.name).count();
            prop_assert_eq!(known, 1);
        }
        let after: Value = serde_json::from_str(&day.to_json()).unwrap();
        for (key, before) in value.as_object().into_iter().flatten().filter(|(key, _)| *key != figure.key() && *key != "roads") {
            prop_assert_eq!(&after[key], before);
        }
        let _ = (day.joined(&DayEntry::default()), day.said(), month_of([&day]));
    }

    #[test]
    fn a_month_does_not_depend_on_the_order_of_its_days(days in prop::collection::vec(entry(), 0..12)) {
        let backwards: Vec<&DayEntry> = days.iter().rev().collect();
        let month = month_of(&days);
        prop_assert_eq!(&month, &month_of(backwards));
        for figure in Figure::all() {
            let all: Vec<u64> = days.iter().filter_map(|day| day.get(figure)).map(Amount::tenths).collect();
            let expected = match figure.total() {
                Total::Added => all.iter().sum(),
                Total::Most => all.iter().copied().max().unwrap_or_default(),
            };
            prop_assert_eq!(month.figures.get(&figure).map(|amount| amount.tenths()), (!all.is_empty()).then_some(expected));
        }
        let mut longest: BTreeMap<String, u64> = BTreeMap::new();
        for road in days.iter().flat_map(DayEntry::roads) {
            let km = longest.entry(road.name).or_default();
            *km = road.km.tenths().max(*km);
        }
        prop_assert_eq!(month.km().tenths(), longest.values().sum::<u64>());
    }

    #[test]
    fn joining_says_what_both_said(one in entry(), other in entry()) {
        let (both, back) = (one.joined(&other), other.joined(&one));
        prop_assert_eq!(both.is_some(), back.is_some());
        if let Some(both) = both {
            for figure in Figure::all() {
                prop_assert_eq!(both.get(figure), one.get(figure).or(other.get(figure)));
            }
            for road in one.roads().into_iter().chain(other.roads()) {
                prop_assert!(both.roads().contains(&road));
            }
        }
    }
}

#[test]
fn a_list_of_roads_that_is_none_is_an_empty_one() {
    let mut day = DayEntry::read(&json!({"roads": "村东路"}).to_string());
    assert_eq!(day.roads(), []);
    day.put_road(&Road::checked("村东路", "0.6").unwrap()).unwrap();
    assert_eq!(day.to_json(), r#"{"roads":[{"km":"0.6","name":"村东路"}]}"#);
}
