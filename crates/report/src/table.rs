//! A table of typed cells, and the files it is written as.

mod csv;
mod xlsx;

use crate::Moment;
use time::Date;

/// A value. Where it is written decides how: a date is a date where there are such things.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words, never a formula.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number, and how many decimals it has at least.
    Number(f64, usize),
    /// A day.
    Day(Date),
    /// A point in time, in the district's civil time.
    Moment(Moment),
}

/// A column's title and how wide it is, in characters of Latin.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// As it is to be read.
    pub title: String,
    /// Characters.
    pub width: f64,
}

impl Column {
    pub(crate) fn new(title: &str, width: f64) -> Self {
        Self { title: title.to_owned(), width }
    }
}

/// Rows of as many cells as there are columns: what is missing is empty, what is more is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name of the sheet.
    pub name: String,
    /// From left to right.
    pub columns: Vec<Column>,
    /// From top to bottom.
    pub rows: Vec<Vec<Cell>>,
}

impl Cell {
    pub(crate) fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    pub(crate) fn number(number: Option<f64>, decimals: usize) -> Self {
        number.filter(|n| n.is_finite()).map_or(Self::Empty, |n| Self::Number(n, decimals))
    }
}

/// At least so many decimals, and as many as the number has.
pub(crate) fn decimal(number: f64, least: usize) -> String {
    let short = format!("{number}");
    let has = short.split_once('.').map_or(0, |(_, part)| part.len());
    if has < least { format!("{number:.least$}") } else { short }
}

/// Without the characters that no XML and no table can hold. Ends of lines and tabs stay.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}'))
        .collect()
}
