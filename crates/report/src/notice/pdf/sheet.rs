//! Pages and what stands on them, in points from the top left corner.

use crate::qr::Modules;
use xuncun_photo::Rendition;
use xuncun_photo::lettering::{Row, Text, Weight};

const MM: f32 = 72.0 / 25.4;
/// A4, and the margins of the standard.
pub(super) const PAGE: (f32, f32) = (210.0 * MM, 297.0 * MM);
pub(super) const LEFT: f32 = 28.0 * MM;
pub(super) const RIGHT: f32 = PAGE.0 - 26.0 * MM;
const TOP: f32 = 37.0 * MM;
pub(super) const BOTTOM: f32 = PAGE.1 - 35.0 * MM;
/// Characters of a paragraph that are printed.
const LONGEST: usize = 20_000;
/// Rows of a paragraph.
const MOST_ROWS: usize = 2000;
/// Ems that are shared out among the letters of a row, at most.
const FARTHEST: f32 = 3.0;
/// From the middle of a line to its baseline, ems: Chinese characters stand in the middle.
const DROP: f32 = 0.38;

/// A mark on a page.
pub(super) enum Mark<'a> {
    Text {
        row: Row,
        x: f32,
        baseline: f32,
        size: f32,
        bold: bool,
    },
    /// From a point to another.
    Line([f32; 4]),
    /// A picture in its box: left, top, width, height.
    Picture(&'a Rendition, [f32; 4]),
    /// A code with its quiet zone: left, top, side.
    Code(&'a Modules, [f32; 3]),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    /// Both edges, but for the last row.
    Both,
    Centre,
    Right,
}

/// How a paragraph is set.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub size: f32,
    /// From line to line.
    pub pitch: f32,
    /// Of the first line, ems.
    pub indent: f32,
    pub align: Align,
    /// From the edge that it is aligned to.
    pub inset: f32,
    pub bold: bool,
}

/// Pages as they are filled.
pub(super) struct Sheets<'a> {
    pub pages: Vec<Vec<Mark<'a>>>,
    /// Where the next thing goes on the last one.
    pub y: f32,
}

/// The rows of a text. Ends of lines in it are ends of rows.
pub(super) fn rows(text: &str, weight: Weight, room: f32, indent: f32) -> Vec<Row> {
    let lines = text.lines().map(|line| Text::of(line, weight, 0.0, LONGEST)).filter(|line| !line.is_empty());
    lines.flat_map(|line| line.paragraph(room, indent, MOST_ROWS)).take(MOST_ROWS).collect()
}

impl<'a> Sheets<'a> {
    pub fn new() -> Self {
        Self { pages: vec![Vec::new()], y: TOP }
    }

    /// Points that are left on the page.
    pub fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// At the top of a page there is nothing to keep away from.
    pub fn skip(&mut self, points: f32) {
        if self.y > TOP {
            self.y = (self.y + points).min(BOTTOM);
        }
    }

    pub fn put(&mut self, mark: Mark<'a>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// A row between `left` and `right`, in a line of `pitch` that begins at `top`.
    pub fn row(&mut self, row: Row, (left, right): (f32, f32), top: f32, style: &Style) {
        let free = right - left - row.width * style.size;
        let x = match style.align {
            Align::Left | Align::Both => left,
            Align::Centre => left + free / 2.0,
            Align::Right => right - row.width * style.size,
        };
        let baseline = top + style.pitch / 2.0 + DROP * style.size;
        self.put(Mark::Text { row, x, baseline, size: style.size, bold: style.bold });
    }

    pub fn paragraph(&mut self, text: &str, style: &Style) {
        let (left, right) = match style.align {
            Align::Left | Align::Both => (LEFT + style.inset, RIGHT),
            Align::Centre => (LEFT, RIGHT),
            Align::Right => (LEFT, RIGHT - style.inset),
        };
        for line in text.lines() {
            let rows = rows(line, Weight::Regular, (right - left) / style.size, style.indent);
            let last = rows.len().saturating_sub(1);
            for (at, mut row) in rows.into_iter().enumerate() {
                if self.room() < style.pitch - 0.5 {
                    self.turn();
                }
                let left = if at == 0 { left + style.indent * style.size } else { left };
                if style.align == Align::Both && at < last {
                    spread(&mut row, (right - left) / style.size);
                }
                self.row(row, (left, right), self.y, style);
                self.y += style.pitch;
            }
        }
    }
}

/// Moves the letters of a row apart until it fills `room` ems; one that is far too short stays as it is.
#[allow(clippy::cast_precision_loss)]
fn spread(row: &mut Row, room: f32) {
    let (gaps, free) = (row.shapes.len().saturating_sub(1), room - row.width);
    if gaps == 0 || !(0.0..FARTHEST).contains(&free) {
        return;
    }
    row.shapes.iter_mut().take(gaps).for_each(|shape| shape.advance += free / gaps as f32);
    row.width = room;
}
