//! One day's entry: JSON that keeps what it does not know.

use super::{Amount, AmountError, Figure, ROAD_KM_MAX, ROADS_MAX};
use crate::canonical;
use crate::limit::{LimitError, check_name};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Where the roads are in the JSON.
const ROADS: &str = "roads";

/// A road that was cleared on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Road {
    /// Its name in the village: one name is one road.
    pub name: String,
    /// How much of it, in kilometres.
    pub km: Amount,
}

/// Why a road is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its name is missing or too long.
    #[error(transparent)]
    Name(#[from] LimitError),
    /// Its length is none.
    #[error(transparent)]
    Length(#[from] AmountError),
    /// It has no length.
    #[error("road without a length")]
    NoLength,
    /// It is named twice at once.
    #[error("road named twice")]
    Twice,
    /// There are [`ROADS_MAX`] already.
    #[error("too many roads")]
    TooMany,
}

impl Unfit {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name(error) => error.code,
            Self::Length(error) => error.code(),
            Self::NoLength => "road_length_missing",
            Self::Twice => "road_twice",
            Self::TooMany => "too_many_roads",
        }
    }

    /// The bound that the message names.
    pub const fn max(self) -> Option<usize> {
        match self {
            Self::Name(error) => Some(error.max),
            Self::Length(error) => error.max(),
            Self::TooMany => Some(ROADS_MAX),
            Self::NoLength | Self::Twice => None,
        }
    }
}

impl Road {
    /// A road as somebody entered it.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn checked(name: &str, km: &str) -> Result<Self, Unfit> {
        let name = Self::checked_name(name)?;
        let km = Amount::at_most(km, ROAD_KM_MAX.into())?;
        if km == Amount::ZERO { Err(Unfit::NoLength) } else { Ok(Self { name, km }) }
    }

    /// A name as it is kept: without spaces around it, and with one where there are several.
    ///
    /// # Errors
    /// [`Unfit::Name`].
    pub fn checked_name(name: &str) -> Result<String, Unfit> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        check_name(&name)?;
        Ok(name)
    }

    /// Names of which each is there once.
    ///
    /// # Errors
    /// [`Unfit::Twice`].
    pub fn check_once<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), Unfit> {
        let mut seen = BTreeSet::new();
        if names.into_iter().all(|name| seen.insert(name)) { Ok(()) } else { Err(Unfit::Twice) }
    }
}

/// What was entered of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayEntry(Map<String, Value>);

impl DayEntry {
    /// Reads a row's JSON. What is no object has nothing filled in.
    pub fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap_or_default())
    }

    /// The row's JSON: equal entries are equal texts.
    pub fn to_json(&self) -> String {
        canonical::to_text(&Value::Object(self.0.clone()))
    }

    /// Is nothing filled in at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A figure; `None` is 未填, and so is what only a newer version can read.
    pub fn get(&self, figure: Figure) -> Option<Amount> {
        self.0.get(figure.key())?.as_str()?.parse().ok()
    }

    /// Fills a figure in, or takes it back to 未填.
    pub fn set(&mut self, figure: Figure, amount: Option<Amount>) {
        match amount {
            Some(amount) => self.0.insert(figure.key().to_owned(), Value::String(amount.to_string())),
            None => self.0.remove(figure.key()),
        };
    }

    /// The roads, each once, in the order in which they were entered.
    pub fn roads(&self) -> Vec<Road> {
        let mut roads: Vec<Road> = Vec::new();
        for road in self.listed().filter_map(read_road) {
            if roads.iter().all(|known| known.name != road.name) {
                roads.push(road);
            }
        }
        roads
    }

    /// Enters a road, or another length of one that is there.
    ///
    /// # Errors
    /// [`Unfit::TooMany`].
    pub fn put_road(&mut self, road: &Road) -> Result<(), Unfit> {
        let mut list: Vec<Value> = self.listed().cloned().collect();
        let km = Value::String(road.km.to_string());
        if let Some(Value::Object(there)) = list.iter_mut().find(|listed| is_named(listed, &road.name)) {
            there.insert("km".to_owned(), km);
        } else if list.len() >= ROADS_MAX {
            return Err(Unfit::TooMany);
        } else {
            list.push(Value::Object(Map::from_iter([("name".to_owned(), Value::String(road.name.clone())), ("km".to_owned(), km)])));
        }
        self.0.insert(ROADS.to_owned(), Value::Array(list));
        Ok(())
    }

    /// Takes a road out of the day.
    pub fn remove_road(&mut self, name: &str) {
        let list: Vec<Value> = self.listed().filter(|listed| !is_named(listed, name)).cloned().collect();
        if list.is_empty() {
            self.0.remove(ROADS);
        } else {
            self.0.insert(ROADS.to_owned(), Value::Array(list));
        }
    }

    /// The two of one day in one, where neither says of anything what the other does not: what one left 未填 the other fills in.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for (key, value) in other.0.iter().filter(|(key, _)| *key != ROADS) {
            if both.0.entry(key.clone()).or_insert_with(|| value.clone()) != value {
                return None;
            }
        }
        for listed in other.listed() {
            let road = read_road(listed)?;
            match both.roads().iter().find(|known| known.name == road.name) {
                Some(known) if known.km != road.km => return None,
                Some(_) => {}
                None => both.put_road(&road).ok()?,
            }
        }
        Some(both)
    }

    /// Every key with its value as text, for whoever compares two of one day.
    pub fn said(&self) -> Vec<(String, String)> {
        let text = |key: &String, value: &Value| match value {
            _ if key == ROADS => self.roads().iter().map(|road| format!("{} {} km", road.name, road.km)).collect::<Vec<_>>().join("; "),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.0.iter().map(|(key, value)| (key.clone(), text(key, value))).collect()
    }

    fn listed(&self) -> impl Iterator<Item = &Value> {
        self.0.get(ROADS).and_then(Value::as_array).into_iter().flatten()
    }
}

fn is_named(listed: &Value, name: &str) -> bool {
    listed.get("name").and_then(Value::as_str) == Some(name)
}

/// A road of the list; one that this version cannot read is carried, not counted.
fn read_road(listed: &Value) -> Option<Road> {
    let text = |key: &str| listed.get(key)?.as_str();
    Some(Road { name: text("name")?.to_owned(), km: text("km")?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn road(name: &str, km: &str) -> Road {
        Road::checked(name, km).unwrap()
    }

    #[test]
    fn what_is_not_filled_in_is_not_zero() {
        let mut day = DayEntry::read("");
        assert_eq!((day.get(Figure::Film), day.is_empty()), (None, true));
        day.set(Figure::Film, Some(Amount::ZERO));
        assert_eq!((day.get(Figure::Film), day.to_json().as_str()), (Some(Amount::ZERO), r#"{"film":"0"}"#));
        day.set(Figure::Film, None);
        assert_eq!(day.to_json(), "{}");
    }

    #[test]
    fn what_newer_versions_keep_is_carried() {
        let newer = r#"{"drones":{"n":2},"film":"some","roads":[{"km":"0.6","name":"村东路","side":"left"},{"bridge":"b1"}]}"#;
        let mut day = DayEntry::read(newer);
        assert_eq!(day.get(Figure::Film), None);
        assert_eq!(day.roads(), [road("村东路", "0.6")]);
        day.set(Figure::Trees, Some(Amount::of_tenths(300)));
        day.put_road(&road("村东路", "0.8")).unwrap();
        day.remove_road("没有的路");
        let kept = r#"{"drones":{"n":2},"film":"some","roads":[{"km":"0.8","name":"村东路","side":"left"},{"bridge":"b1"}],"trees":"30"}"#;
        assert_eq!(day.to_json(), kept);
        for json in ["[]", "7", "{", "null"] {
            assert!(DayEntry::read(json).is_empty(), "{json}");
        }
    }

    #[test]
    fn one_name_is_one_road() {
        let mut day = DayEntry::default();
        day.put_road(&road(" 村  东路 ", "0.6")).unwrap();
        day.put_road(&road("村 东路", "0.9")).unwrap();
        assert_eq!(day.roads(), [road("村 东路", "0.9")]);
        assert_eq!(DayEntry::read(r#"{"roads":[{"name":"a","km":"1"},{"name":"a","km":"2"}]}"#).roads(), [road("a", "1")]);
        day.remove_road("村 东路");
        assert!(day.is_empty());
        for n in 0..ROADS_MAX {
            day.put_road(&road(&format!("{n} 号路"), "0.1")).unwrap();
        }
        assert_eq!(day.put_road(&road("又一条", "0.1")), Err(Unfit::TooMany));
        assert_eq!(day.put_road(&road("0 号路", "0.2")), Ok(()));
    }

    #[test]
    fn a_road_has_a_name_and_a_length() {
        let code = |name: &str, km: &str| Road::checked(name, km).map_err(Unfit::code).unwrap_err();
        assert_eq!(code(" \u{3000}", "1"), "name_missing");
        assert_eq!(code(&"路".repeat(61), "1"), "name_too_long");
        assert_eq!(code("村东路", "0"), "road_length_missing");
        assert_eq!(code("村东路", "-1"), "amount_negative");
        assert_eq!(code("村东路", "100"), "amount_too_large");
        assert_eq!(code("村东路", "半里"), "amount_malformed");
        assert_eq!(Road::check_once(["a", "b", "a"]), Err(Unfit::Twice));
    }

    #[test]
    fn two_of_one_day_are_one_where_they_do_not_contradict() {
        let day = DayEntry::read;
        let trees = day(r#"{"trees":"30","roads":[{"name":"a","km":"1"}]}"#);
        let people = day(r#"{"people":"21","roads":[{"name":"a","km":"1"},{"name":"b","km":"2"}]}"#);
        let both = trees.joined(&people).unwrap();
        assert_eq!(both.to_json(), r#"{"people":"21","roads":[{"km":"1","name":"a"},{"km":"2","name":"b"}],"trees":"30"}"#);
        assert_eq!(trees.joined(&day(r#"{"trees":"31"}"#)), None);
        assert_eq!(trees.joined(&day(r#"{"roads":[{"name":"a","km":"2"}]}"#)), None);
        assert_eq!(trees.joined(&day(r#"{"roads":[{"bridge":"b1"}]}"#)), None, "what cannot be read is not joined");
    }
}
