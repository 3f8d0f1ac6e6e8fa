//! Where each line of a mark stands on a picture, in pixels.

use super::{RULE_WIDTH, Watermark};
use crate::lettering::{Row, Text, Weight};

/// Text is as high as this part of the shorter side, and never smaller than `SMALLEST` pixels.
const PART: f32 = 1.0 / 36.0;
const SMALLEST: f32 = 14.0;
/// A code may be made smaller than other text, for it is never cut: down to so many pixels.
const SMALLEST_CODE: f32 = 9.0;
/// Most of the picture's height that is covered.
const HIGHEST: f32 = 0.45;
// In ems of the text:
/// A row, from top to top.
const ROW: f32 = 1.42;
/// Its baseline, from its top.
const BASELINE: f32 = 1.08;
/// Around the text.
const PADDING: f32 = 0.7;
/// Between labels and words.
const GAP: f32 = 0.8;
/// Widest panel.
const WIDEST: f32 = 34.0;
/// No lines where words have less room than this.
const NARROWEST: f32 = 7.0;
/// The code's size, its distance from the lines, and its letter spacing (in its own ems).
const CODE: f32 = 1.4;
const CODE_GAP: f32 = 0.3;
const SPACING: f32 = 0.09;
/// Lines that are looked at, more than the tallest picture has rows for.
const MOST_LINES: usize = 100;
/// Rows of one line.
const ROWS: usize = 2;
/// How strongly labels are drawn.
const FAINT: f32 = 0.72;

/// A row of text at its place.
pub(super) struct Line {
    pub row: Row,
    /// Left end of the first character.
    pub x: f32,
    pub baseline: f32,
    /// An em.
    pub size: f32,
    /// 1 is white.
    pub strength: f32,
    /// Nothing is drawn above.
    pub top: u32,
    /// Nothing is drawn from here on.
    pub bottom: u32,
}

/// The dark ground, from the left edge and to the bottom, and what stands on it.
pub(super) struct Panel {
    pub top: u32,
    pub width: u32,
    pub lines: Vec<Line>,
}

struct Code {
    label: Row,
    row: Row,
    size: f32,
    /// From the lines' end to its own.
    height: f32,
}

impl Panel {
    /// None if the mark says nothing, or nothing of it fits.
    #[allow(clippy::cast_precision_loss)]
    pub fn fit(mark: &Watermark, width: u32, height: u32) -> Option<Self> {
        let size = (width.min(height) as f32 * PART).max(SMALLEST);
        let highest = (height as f32 * HIGHEST).floor();
        let padding = (PADDING * size).min(highest * 0.12).round();
        let room = (width as f32).min(WIDEST * size) - RULE_WIDTH as f32 - 2.0 * padding;
        let free = highest - 2.0 * padding;

        let (label, code) = mark.code.trim().rsplit_once(char::is_whitespace).unwrap_or(("", &mark.code));
        let code_label = Text::new(label, Weight::Regular, 0.0);
        let lines: Vec<(Text, Text)> = (mark.lines.iter().take(MOST_LINES))
            .map(|(label, words)| (Text::new(label, Weight::Regular, 0.0), Text::new(words, Weight::Regular, 0.0)))
            .filter(|(_, words)| !words.is_empty())
            .collect();
        let widest = lines.iter().map(|(label, _)| label).chain([&code_label]).map(Text::width).fold(0.0, f32::max);
        let label_width = widest.min(room / size / 3.0);
        let words_at = if label_width > 0.0 { (label_width + GAP) * size } else { 0.0 };

        let code = Code::fit(&code_label, &Text::new(code, Weight::Bold, SPACING), size, words_at, room, free);
        let lines = if (room - words_at) / size < NARROWEST { Vec::new() } else { lines };
        let left = free - code.as_ref().map_or(0.0, |code| code.height);
        let rows = lay(&lines, label_width, (room - words_at) / size, whole(left / (ROW * size)));
        if rows.is_empty() && code.is_none() {
            return None;
        }
        Some(Self::place(rows, code, (width, height), Measure { size, padding, words_at }))
    }

    #[allow(clippy::cast_precision_loss)]
    fn place(rows: Vec<(Row, Row)>, code: Option<Code>, (width, height): (u32, u32), measure: Measure) -> Self {
        let Measure { size, padding, words_at } = measure;
        let text_height = rows.len() as f32 * ROW * size + code.as_ref().map_or(0.0, |code| code.height);
        let top = height.saturating_sub(ceil(text_height + 2.0 * padding));
        let x = RULE_WIDTH as f32 + padding;
        let mut y = top as f32 + padding;
        let mut right = 0.0_f32;
        let mut lines = Vec::new();
        let mut put = |row: Row, at: f32, size: f32, baseline: f32, strength: f32, (top, bottom): (f32, f32)| {
            right = right.max(at + row.width * size);
            lines.push(Line { row, x: x + at, baseline: baseline.round(), size, strength, top: ceil(top), bottom: ceil(bottom) });
        };
        for (label, words) in rows {
            let (baseline, clip) = (y + BASELINE * size, (y, y + ROW * size));
            put(label, 0.0, size, baseline, FAINT, clip);
            put(words, words_at, size, baseline, 1.0, clip);
            y = clip.1;
        }
        if let Some(code) = code {
            let end = y + code.height;
            let baseline = end - (ROW - BASELINE) * code.size;
            let at = if code.label.shapes.is_empty() { 0.0 } else { words_at };
            put(code.label, 0.0, size.min(code.size), baseline, FAINT, (y, end));
            put(code.row, at, code.size, baseline, 1.0, (y, end));
        }
        Self { top, width: ceil(x + right + padding).min(width), lines }
    }
}

#[derive(Clone, Copy)]
struct Measure {
    size: f32,
    padding: f32,
    words_at: f32,
}

impl Code {
    /// As large as there is room for; without its label if beside it the code would be smaller than other text.
    fn fit(label: &Text, code: &Text, size: f32, words_at: f32, room: f32, free: f32) -> Option<Self> {
        if code.is_empty() {
            return None;
        }
        let at_most = |room: f32| (CODE * size).min(room / code.width()).min(free / ROW).floor();
        let labelled = !label.is_empty() && at_most(room - words_at) >= size.floor();
        let fitted = if labelled { at_most(room - words_at) } else { at_most(room) };
        let row = code.rows(f32::INFINITY, 1).pop().filter(|_| fitted >= SMALLEST_CODE && code.is_whole())?;
        let label = if labelled { label.rows((words_at / size - GAP).max(0.0), 1).pop().unwrap_or_default() } else { Row::default() };
        Some(Self { label, row, size: fitted, height: (ROW * fitted + CODE_GAP * size).min(free) })
    }
}

/// Labels and words in at most `most` rows: first one for each line, then further ones for those that are longer, from the first line on.
fn lay(lines: &[(Text, Text)], label_width: f32, room: f32, most: usize) -> Vec<(Row, Row)> {
    let shown = &lines[..lines.len().min(most)];
    let mut spare = most - shown.len();
    let mut out = Vec::new();
    for (label, words) in shown {
        let rows = words.rows(room, ROWS.min(1 + spare));
        spare -= rows.len().saturating_sub(1);
        let mut label = label.rows(label_width, 1).pop();
        out.extend(rows.into_iter().map(|row| (label.take().unwrap_or_default(), row)));
    }
    out
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(rows: f32) -> usize {
    rows.max(0.0).floor() as usize
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn ceil(pixels: f32) -> u32 {
    pixels.max(0.0).ceil() as u32
}
