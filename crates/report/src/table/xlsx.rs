//! XLSX: a sheet a table, the titles frozen above, dates as dates, words never as formulas.

use super::{Cell, Column, Table, printable};
use crate::ReportError;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use time::{Date, PrimitiveDateTime};

/// A sheet's rows beneath its titles.
const MOST_ROWS: usize = 1_048_575;
/// UTF-16 units of a cell, a little less than the format's 32,767.
const LONGEST: usize = 32_000;
/// Characters of a sheet's name.
const NAME: usize = 31;

struct Formats {
    title: Format,
    words: Format,
    day: Format,
    moment: Format,
    numbers: Vec<Format>,
}

/// One workbook of these tables, in their order.
///
/// # Errors
/// `TooMany` rows; `Make`.
pub(super) fn workbook(tables: &[&Table]) -> Result<Vec<u8>, ReportError> {
    if tables.iter().any(|table| table.rows.len() > MOST_ROWS) {
        return Err(ReportError::TooMany { what: "rows", most: MOST_ROWS });
    }
    let mut book = Workbook::new();
    let formats = Formats::new();
    let mut names = Vec::new();
    for table in tables {
        let name = sheet_name(&table.name, &names);
        sheet(book.add_worksheet(), table, &name, &formats).map_err(ReportError::make("XLSX"))?;
        names.push(name);
    }
    book.save_to_buffer().map_err(ReportError::make("XLSX"))
}

impl Table {
    /// As XLSX.
    ///
    /// # Errors
    /// `TooMany` rows; `Make`.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportError> {
        workbook(&[self])
    }

    /// Several tables as one XLSX, a sheet each.
    ///
    /// # Errors
    /// `TooMany` rows; `Make`.
    pub fn workbook(tables: &[&Self]) -> Result<Vec<u8>, ReportError> {
        workbook(tables)
    }
}

impl Formats {
    fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Thin),
            words: plain().set_text_wrap(),
            day: plain().set_num_format("yyyy-mm-dd"),
            moment: plain().set_num_format("yyyy-mm-dd hh:mm"),
            numbers: (0..=8)
                .map(|n| if n == 0 { plain().set_num_format("0.######") } else { plain().set_num_format(format!("0.{}", "0".repeat(n))) })
                .collect(),
        }
    }
}

fn sheet(sheet: &mut Worksheet, table: &Table, name: &str, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, Column { title, width }) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(at, width.clamp(2.0, 100.0))?;
        sheet.write_string_with_format(0, at, held(title), &formats.title)?;
    }
    for (line, row) in (1_u32..).zip(&table.rows) {
        for (at, cell) in (0_u16..).zip(row.iter().take(table.columns.len())) {
            write(sheet, line, at, cell, formats)?;
        }
    }
    if let (Ok(last), Ok(columns)) = (u32::try_from(table.rows.len()), u16::try_from(table.columns.len()))
        && columns > 0
    {
        sheet.autofilter(0, 0, last, columns - 1)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, line: u32, at: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(words) => {
            sheet.write_string_with_format(line, at, held(words), &formats.words)?;
        }
        // A number of a sheet is a double: what it cannot hold is written as words.
        #[allow(clippy::cast_precision_loss)]
        Cell::Whole(number) if number.unsigned_abs() < 1 << 53 => {
            sheet.write_number(line, at, *number as f64)?;
        }
        Cell::Whole(number) => {
            sheet.write_string(line, at, number.to_string())?;
        }
        Cell::Number(number, decimals) if number.is_finite() => {
            let format = &formats.numbers[(*decimals).min(formats.numbers.len() - 1)];
            sheet.write_number_with_format(line, at, *number, format)?;
        }
        Cell::Number(..) => {}
        Cell::Day(date) => match day(*date) {
            Some(date) => _ = sheet.write_datetime_with_format(line, at, date, &formats.day)?,
            None => _ = sheet.write_string(line, at, crate::when::day(*date))?,
        },
        Cell::Moment(moment) => {
            if let Some(at_clock) = moment.civil().and_then(minute) {
                sheet.write_datetime_with_format(line, at, at_clock, &formats.moment)?;
            }
        }
    }
    Ok(())
}

/// None before 1900, where a sheet has no dates.
fn day(date: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, u8::from(date.month()), date.day()).ok()
}

fn minute(at: PrimitiveDateTime) -> Option<ExcelDateTime> {
    day(at.date())?.and_hms(u16::from(at.hour()), at.minute(), f64::from(at.second())).ok()
}

/// As much as a cell holds.
fn held(words: &str) -> String {
    let mut units = 0;
    printable(words)
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST
        })
        .collect()
}

/// Short, without the signs that a sheet's name may not have, and not one of those.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String = printable(wanted).chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\n' | '\r' | '\t')).collect();
    let short = |most: usize| {
        let mut units = 0;
        clean
            .trim()
            .trim_matches('\'')
            .chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= most
            })
            .collect::<String>()
    };
    let same = |name: &str| name.is_empty() || taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let name = short(NAME);
    if !same(&name) {
        return name;
    }
    (1..).map(|n| format!("{} {n}", short(NAME - 4)).trim().to_owned()).find(|name| !same(name)).unwrap_or(name)
}
