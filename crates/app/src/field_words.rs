//! A row's columns as data that the UI has words for: no ids, no hashes, no bytes.

use crate::api::{FieldValue, FieldView};
use crate::record::value;
use std::borrow::Cow;
use xuncun_domain::cleanup::DayEntry;
use xuncun_domain::finding::code;
use xuncun_domain::size::Size;
use xuncun_journal::Value;

/// Columns that say where a row belongs, or what the machine needs: nothing for a person to read.
const HIDDEN: &[&str] = &[
    "inspection",
    "household",
    "owner_id",
    "sha256",
    "size",
    "mime",
    "width",
    "height",
    "offset_min",
    "sighting",
    "finding",
    "submission",
    "notice",
    "content_hash",
    "pair",
    "answers",
    "document",
    "deductions",
    "altitude",
    "bearing",
    "lat",
    "accuracy",
    "key",
    "boundary",
    "photo",
    "x1",
    "y1",
    "x2",
    "y2",
    "drawn_at",
    "duration_ms",
    "photos",
    "voices",
];
const TIMES: &[&str] = &["seen_at", "said_at", "started_at", "taken_at", "recorded_at", "submitted_at", "valid_from", "valid_to", "revoked_at"];
const FLAGS: &[&str] = &["fixed_on_spot", "transferred", "demonstration", "suburban", "published"];
const CODES: &[&str] =
    &["kind", "grade", "phase", "witness_kind", "answer", "difficulty", "verdict", "source", "role", "level", "owner_table", "item"];
/// Columns in which a person writes freely: two of them can stand one after the other.
const WORDS: &[&str] = &["note", "landmark", "reason", "witness_reason", "verdict_reason"];

/// Whether a column holds somebody's own words.
pub fn is_words(name: &str) -> bool {
    WORDS.contains(&name)
}

/// Whether a column is nothing for a person to read: a file's size in bytes is not, that of a pile is.
fn hidden(table: &str, name: &str) -> bool {
    HIDDEN.contains(&name) && !(name == "size" && matches!(table, "sighting" | "finding"))
}

/// The value of a column; null where it has none.
pub fn column<'a>(columns: &'a [(String, Value)], name: &str) -> &'a Value {
    columns.iter().find(|(own, _)| own == name).map_or(&Value::Null, |(_, value)| value)
}

/// The columns as a person reads them: of a day in the ledger, what its JSON says figure by figure.
pub fn opened<'a>(table: &str, columns: &'a [(String, Value)]) -> Cow<'a, [(String, Value)]> {
    if table != "cleanup" {
        return Cow::Borrowed(columns);
    }
    let said = DayEntry::read(column(columns, "fields").as_text().unwrap_or_default()).said();
    let others = columns.iter().filter(|(name, _)| name != "fields").cloned();
    Cow::Owned(others.chain(said.into_iter().map(|(name, text)| (name, Value::Text(text)))).collect())
}

/// Every column that has something to read, in the order of their names.
pub fn fields(table: &str, columns: &[(String, Value)]) -> Vec<FieldView> {
    let columns = &*opened(table, columns);
    let named = columns.iter().map(|(name, _)| name.as_str());
    named
        .filter(|name| !hidden(table, name))
        .filter_map(|name| field(table, columns, name))
        .filter(|field| field.value != FieldValue::Empty)
        .collect()
}

/// The columns that differ between rows, of one of them. Where only the hidden ones do, `other`.
pub fn differing(table: &str, columns: &[(String, Value)], names: &[String]) -> Vec<FieldView> {
    let columns = &*opened(table, columns);
    let shown: Vec<FieldView> = names.iter().filter(|name| !hidden(table, name)).filter_map(|name| field(table, columns, name)).collect();
    let moved = names.iter().any(|name| matches!(name.as_str(), "lat" | "accuracy")) && !names.iter().any(|name| name == "lon");
    match (shown.is_empty(), moved) {
        (_, true) => shown.into_iter().chain(field(table, columns, "lon")).collect(),
        (true, false) => vec![FieldView { name: "other".to_owned(), value: FieldValue::Empty }],
        (false, false) => shown,
    }
}

/// Names of the columns in which rows differ.
pub fn differences(rows: &[&[(String, Value)]]) -> Vec<String> {
    let mut names: Vec<String> = rows.iter().flat_map(|row| row.iter().map(|(name, _)| name.clone())).collect();
    names.sort();
    names.dedup();
    names.retain(|name| rows.windows(2).any(|pair| column(pair[0], name) != column(pair[1], name)));
    names
}

fn field(table: &str, columns: &[(String, Value)], name: &str) -> Option<FieldView> {
    let found = column(columns, name);
    if name == "lon" {
        return Some(FieldView { name: "place".to_owned(), value: place(columns) });
    }
    let said = match (name, found) {
        // The strokes are a blob: that somebody signed is what there is to say.
        ("witness_strokes", found) => FieldValue::Flag { on: !found.is_null() },
        ("value", Value::Text(json)) if table == "answer" => value(Some(json)).map_or(FieldValue::Empty, |value| FieldValue::Answer { value }),
        // A finding is called by its code.
        ("same_as", Value::Text(id)) if !id.is_empty() => FieldValue::Text { text: code(id) },
        ("size", Value::Text(json)) => Size::read(json).map_or(FieldValue::Empty, |size| FieldValue::Size { size }),
        (_, Value::Null) => FieldValue::Empty,
        (_, Value::Text(text)) if text.is_empty() => FieldValue::Empty,
        (name, Value::Text(text)) if CODES.contains(&name) => FieldValue::Code { code: text.clone() },
        (_, Value::Text(text)) => FieldValue::Text { text: text.clone() },
        (name, Value::Int(at)) if TIMES.contains(&name) => FieldValue::Time { at: *at },
        (name, Value::Int(on)) if FLAGS.contains(&name) => FieldValue::Flag { on: *on != 0 },
        (_, Value::Int(n)) => FieldValue::Number { n: *n as f64 },
        (_, Value::Real(n)) => FieldValue::Number { n: *n },
        (_, Value::Bytes(_)) => return None,
    };
    Some(FieldView { name: name.to_owned(), value: said })
}

fn place(columns: &[(String, Value)]) -> FieldValue {
    let number = |name: &str| match column(columns, name) {
        Value::Real(number) => Some(*number),
        Value::Int(number) => Some(*number as f64),
        _ => None,
    };
    match number("lon").zip(number("lat")) {
        Some((lon, lat)) => FieldValue::Place { lon, lat, accuracy: number("accuracy") },
        None => FieldValue::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(columns: &[(&str, Value)]) -> Vec<(String, Value)> {
        columns.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn only_what_differs_is_shown_and_no_ids() {
        let one = row(&[("inspection", "i".into()), ("note", "near the well".into()), ("count", Value::Int(2)), ("fixed_on_spot", Value::Int(0))]);
        let two = row(&[("inspection", "j".into()), ("note", "near the well".into()), ("count", Value::Int(3)), ("fixed_on_spot", Value::Int(1))]);
        let names = differences(&[&one, &two]);
        assert_eq!(names, ["count", "fixed_on_spot", "inspection"]);
        let shown = differing("sighting", &two, &names);
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[0].value, FieldValue::Number { n: 3.0 });
        assert_eq!(shown[1].value, FieldValue::Flag { on: true });
    }

    #[test]
    fn a_day_of_the_ledger_is_read_figure_by_figure() {
        let one = row(&[("day", "2026-11-23".into()), ("fields", r#"{"trees":"30","people":"21"}"#.into())]);
        let two = row(&[("day", "2026-11-23".into()), ("fields", r#"{"trees":"30","roads":[{"name":"村东路","km":"0.6"}]}"#.into())]);
        let names = differences(&[&opened("cleanup", &one), &opened("cleanup", &two)]);
        assert_eq!(names, ["people", "roads"]);
        let shown = differing("cleanup", &two, &names);
        assert_eq!(shown[0].value, FieldValue::Empty);
        assert_eq!(shown[1].value, FieldValue::Text { text: "村东路 0.6 km".to_owned() });
    }

    #[test]
    fn a_position_is_one_thing_and_something_is_always_said() {
        let near = row(&[("lon", Value::Real(106.0)), ("lat", Value::Real(35.0)), ("accuracy", Value::Real(5.0))]);
        let far = row(&[("lon", Value::Real(106.0)), ("lat", Value::Real(35.1)), ("accuracy", Value::Real(5.0))]);
        let names = differences(&[&near, &far]);
        assert_eq!(
            differing("sighting", &far, &names),
            [FieldView { name: "place".to_owned(), value: FieldValue::Place { lon: 106.0, lat: 35.1, accuracy: Some(5.0) } }]
        );
        let hidden = differences(&[&row(&[("sha256", "a".into())]), &row(&[("sha256", "b".into())])]);
        assert_eq!(differing("photo", &near, &hidden)[0].name, "other");
    }
}
