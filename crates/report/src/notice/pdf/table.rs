//! The findings: a row each, the titles again on every page. A row that no page holds goes on on the next one.

use super::sheet::{Align, BOTTOM, LEFT, Mark, RIGHT, Sheets, Style, rows};
use crate::notice::NoticeWords;
use crate::notice::item::Item;
use crate::photograph;
use xuncun_photo::lettering::{Row, Weight};

const CELL: Style = Style { size: 10.5, pitch: 14.5, indent: 0.0, align: Align::Left, inset: 0.0, bold: false };
const HEAD: Style = Style { align: Align::Centre, bold: true, ..CELL };
const MIDDLE: Style = Style { align: Align::Centre, ..CELL };
/// Around what is in a cell.
const PAD: f32 = 4.5;
/// Where the columns begin, in parts of the width: number, problem, deadline, photograph, code.
const COLUMNS: [f32; 6] = [0.0, 0.073, 0.438, 0.575, 0.825, 1.0];
/// Highest photograph.
const PHOTO: f32 = 88.0;
/// The side of a code, with its quiet zone.
const CODE: f32 = 68.0;
/// Rows of the narrow columns.
const NARROW: usize = 6;
/// Nothing is begun with less room than this, if the next page has more.
const LEAST: f32 = 60.0;

pub(super) struct Table {
    titles: Vec<Vec<Row>>,
}

/// What a cell says, row by row.
struct Line {
    row: Row,
    style: Style,
}

fn edges(column: usize) -> (f32, f32) {
    let at = |n: usize| LEFT + COLUMNS[n] * (RIGHT - LEFT);
    (at(column), at(column + 1))
}

/// Ems between the edges of a cell.
fn room(column: usize) -> f32 {
    let (left, right) = edges(column);
    (right - left - 2.0 * PAD) / CELL.size
}

fn lines(text: &str, weight: Weight, column: usize, style: Style) -> Vec<Line> {
    rows(text, weight, room(column), 0.0).into_iter().map(|row| Line { row, style }).collect()
}

#[allow(clippy::cast_precision_loss)]
fn height(lines: usize) -> f32 {
    lines as f32 * CELL.pitch
}

impl Table {
    pub fn new(words: &NoticeWords) -> Self {
        let title = |(at, text): (usize, &String)| rows(text, Weight::Regular, room(at), 0.0).into_iter().take(NARROW).collect();
        Self { titles: words.columns.iter().enumerate().map(title).collect() }
    }

    fn head(&self) -> f32 {
        height(self.titles.iter().map(Vec::len).max().unwrap_or(0).max(1)) + 2.0 * PAD
    }

    /// The titles, with room for a row beneath them.
    pub fn begin(&self, sheets: &mut Sheets) {
        if sheets.room() < self.head() + PHOTO + 2.0 * PAD {
            sheets.turn();
        }
        let (top, high) = (sheets.y, self.head());
        for (column, title) in self.titles.iter().enumerate() {
            let from = top + (high - height(title.len())) / 2.0;
            title.iter().enumerate().for_each(|(at, row)| sheets.row(row.clone(), edges(column), from + height(at), &HEAD));
        }
        frame(sheets, top, high);
        sheets.y += high;
    }

    pub fn row<'a>(&self, sheets: &mut Sheets<'a>, number: usize, item: &'a Item, words: &NoticeWords) {
        let mut problem = lines(&item.head, Weight::Regular, 1, Style { bold: true, ..CELL });
        problem.extend(item.lines.iter().flat_map(|text| lines(text, Weight::Regular, 1, CELL)));
        let code = lines(&item.code, Weight::Bold, 4, MIDDLE);
        let beside = [lines(&number.to_string(), Weight::Regular, 0, MIDDLE), lines(&item.deadline, Weight::Regular, 2, MIDDLE)];
        let fixed = self.fixed(item, code.len(), &beside);
        let mut rest = problem.into_iter();
        let whole = height(rest.len()).max(fixed) + 2.0 * PAD;
        let page = Sheets::new().room() - self.head();
        if sheets.room() < whole && (whole <= page || sheets.room() < fixed.max(LEAST) + 2.0 * PAD) {
            sheets.turn();
            self.begin(sheets);
        }
        let mut first = Some((beside, code));
        loop {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let fitting = ((sheets.room() - 2.0 * PAD) / CELL.pitch).floor().max(1.0) as usize;
            let part: Vec<Line> = rest.by_ref().take(fitting).collect();
            let needed = if first.is_some() { fixed } else { 0.0 };
            let high = (height(part.len()).max(needed) + 2.0 * PAD).min(BOTTOM - sheets.y);
            if let Some(([number, deadline], code)) = first.take() {
                centred(sheets, number, 0, high);
                centred(sheets, deadline, 2, high);
                photo(sheets, item, words, high);
                coded(sheets, item, code, high);
            }
            let from = sheets.y + if rest.len() == 0 { (high - height(part.len())) / 2.0 } else { PAD };
            put(sheets, part, 1, from);
            frame(sheets, sheets.y, high);
            sheets.y += high;
            if rest.len() == 0 {
                return;
            }
            sheets.turn();
            self.begin(sheets);
        }
    }

    /// What the cells need that are not cut.
    fn fixed(&self, item: &Item, code: usize, beside: &[Vec<Line>; 2]) -> f32 {
        let picture = item.photo.as_ref().map_or(height(2), |picture| photograph::fit(picture, (room(3) * CELL.size, PHOTO)).1);
        let code = height(code.min(NARROW)) + if item.qr.is_some() { CODE } else { 0.0 };
        let narrow = beside.iter().map(|lines| height(lines.len().min(NARROW))).fold(0.0, f32::max);
        picture.max(code).max(narrow)
    }
}

fn put(sheets: &mut Sheets, lines: Vec<Line>, column: usize, from: f32) {
    let (left, right) = edges(column);
    for (at, line) in lines.into_iter().enumerate() {
        sheets.row(line.row, (left + PAD, right - PAD), from + height(at), &line.style);
    }
}

fn centred(sheets: &mut Sheets, mut lines: Vec<Line>, column: usize, high: f32) {
    lines.truncate(NARROW);
    let from = sheets.y + (high - height(lines.len())) / 2.0;
    put(sheets, lines, column, from);
}

fn photo<'a>(sheets: &mut Sheets<'a>, item: &'a Item, words: &NoticeWords, high: f32) {
    let (left, right) = edges(3);
    match &item.photo {
        Some(picture) => {
            let (width, tall) = photograph::fit(picture, (right - left - 2.0 * PAD, PHOTO));
            let place = [f32::midpoint(left, right) - width / 2.0, sheets.y + (high - tall) / 2.0, width, tall];
            sheets.put(Mark::Picture(picture, place));
        }
        None => centred(sheets, lines(&words.no_photo, Weight::Regular, 3, MIDDLE), 3, high),
    }
}

fn coded<'a>(sheets: &mut Sheets<'a>, item: &'a Item, mut code: Vec<Line>, high: f32) {
    code.truncate(NARROW);
    let (left, right) = edges(4);
    let side = if item.qr.is_some() { CODE } else { 0.0 };
    let top = sheets.y + (high - side - height(code.len())) / 2.0;
    if let Some(qr) = &item.qr {
        sheets.put(Mark::Code(qr, [f32::midpoint(left, right) - side / 2.0, top, side]));
    }
    put(sheets, code, 4, top + side);
}

fn frame(sheets: &mut Sheets, top: f32, high: f32) {
    let bottom = top + high;
    for y in [top, bottom] {
        sheets.put(Mark::Line([LEFT, y, RIGHT, y]));
    }
    for part in COLUMNS {
        let x = LEFT + part * (RIGHT - LEFT);
        sheets.put(Mark::Line([x, top, x, bottom]));
    }
}
