//! CSV: RFC 4180, UTF-8 with a byte order mark, so that a spreadsheet knows the encoding.

use super::{Cell, Table, decimal, printable};
use crate::when::day;

impl Table {
    /// As CSV. What a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut out = String::from("\u{FEFF}");
        let titles = self.columns.iter().map(|column| text(&column.title));
        line(&mut out, titles);
        for row in &self.rows {
            let cells = (0..self.columns.len()).map(|at| row.get(at).map(cell).unwrap_or_default());
            line(&mut out, cells);
        }
        out.into_bytes()
    }
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if field.contains(['"', ',', '\r', '\n']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&field);
        }
    }
    out.push_str("\r\n");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(words) => text(words),
        Cell::Whole(number) => number.to_string(),
        Cell::Number(number, decimals) => decimal(*number, *decimals),
        Cell::Day(date) => day(*date),
        Cell::Moment(at) => at.written().unwrap_or_default(),
    }
}

/// Spreadsheets for Chinese take the full-width signs for the plain ones.
fn text(words: &str) -> String {
    let words = printable(words);
    let suspicious = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if suspicious && !is_number(&words) { format!("'{words}") } else { words }
}

/// A sign, digits, and perhaps a point with digits.
fn is_number(words: &str) -> bool {
    let digits = words.strip_prefix(['+', '-']).unwrap_or(words);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|half| !half.is_empty() && half.bytes().all(|b| b.is_ascii_digit()))
}
