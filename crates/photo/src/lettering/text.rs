//! A line of text: cleaned of what is not to be seen, measured in ems, and laid in rows.
//!
//! Characters stand one after the other in the order they are written in. That is right for Chinese and for everything written like
//! Latin; scripts that join their letters or run to the left are drawn, but not as their readers write them.

use super::glyphs::{Shape, Weight, shape};
use unicode_linebreak::linebreaks;
use unicode_normalization::UnicodeNormalization;

/// Characters that are looked at, far more than two rows hold: words come from outside, and may be long.
const MOST: usize = 400;
/// A word that does not fit is moved to the next row, unless less than this part of the row would be left.
const FILLED: f32 = 0.5;

struct Glyph {
    shape: Shape,
    space: bool,
    /// A row may end before it.
    breaks: bool,
}

/// Shapes side by side.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// From left to right.
    pub shapes: Vec<Shape>,
    /// Ems.
    pub width: f32,
}

/// Words of one weight and letter spacing.
pub struct Text {
    glyphs: Vec<Glyph>,
    /// Ems between letters.
    spacing: f32,
    /// Characters that were not looked at are cut off, too.
    whole: bool,
}

impl Text {
    /// The first few hundred characters of `words`, with so many ems between letters.
    #[must_use]
    pub fn new(words: &str, weight: Weight, spacing: f32) -> Self {
        Self::of(words, weight, spacing, MOST)
    }

    /// The first `most` characters of `words`.
    #[must_use]
    pub fn of(words: &str, weight: Weight, spacing: f32, most: usize) -> Self {
        let clean = clean(words, most);
        let breaks: Vec<usize> = linebreaks(&clean).map(|(at, _)| at).collect();
        let glyph = |(at, c): (usize, char)| {
            let mut shape = shape(c, weight);
            shape.advance += spacing;
            Glyph { shape, space: c == ' ', breaks: breaks.binary_search(&at).is_ok() }
        };
        Self { glyphs: clean.char_indices().map(glyph).collect(), spacing, whole: words.chars().nth(most).is_none() }
    }

    /// True if nothing is to be seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.glyphs.is_empty()
    }

    /// False if it is longer than what is looked at.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Ems that it takes in one row.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.span(&self.glyphs)
    }

    fn span(&self, glyphs: &[Glyph]) -> f32 {
        let shown = trimmed(glyphs);
        (shown.iter().map(|g| g.shape.advance).sum::<f32>() - self.spacing).max(0.0)
    }

    /// In at most `most` rows of `room` ems; what does not fit ends in "…". No row where not even that fits.
    #[must_use]
    pub fn rows(&self, room: f32, most: usize) -> Vec<Row> {
        self.paragraph(room, 0.0, most)
    }

    /// The same, with `indent` ems less room in the first row.
    #[must_use]
    pub fn paragraph(&self, width: f32, indent: f32, most: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut rest = &self.glyphs[..];
        while !rest.is_empty() && rows.len() < most {
            let room = if rows.is_empty() { width - indent } else { width };
            let fitting = fitting(rest, room + self.spacing);
            let last = rows.len() + 1 == most;
            if fitting == rest.len() && (self.whole || !last) {
                rows.push(self.row(rest));
                break;
            }
            if last {
                rows.extend(self.cut(rest, room));
                break;
            }
            if fitting == 0 {
                break;
            }
            let at = (1..=fitting).rev().find(|at| *at == rest.len() || rest[*at].breaks).filter(|at| self.span(&rest[..*at]) >= room * FILLED);
            let (head, tail) = rest.split_at(at.unwrap_or(fitting));
            rows.push(self.row(head));
            rest = &tail[tail.iter().take_while(|g| g.space).count()..];
        }
        rows
    }

    fn row(&self, glyphs: &[Glyph]) -> Row {
        let shown = trimmed(glyphs);
        Row { shapes: shown.iter().map(|g| g.shape.clone()).collect(), width: self.span(shown) }
    }

    fn cut(&self, glyphs: &[Glyph], room: f32) -> Option<Row> {
        let dots = shape('…', Weight::Regular);
        let head = &glyphs[..fitting(glyphs, room - dots.advance)];
        let mut row = self.row(head);
        if row.shapes.is_empty() {
            return None;
        }
        row.width += dots.advance;
        row.shapes.push(dots);
        Some(row)
    }
}

fn trimmed(glyphs: &[Glyph]) -> &[Glyph] {
    let end = glyphs.iter().rposition(|g| !g.space).map_or(0, |last| last + 1);
    &glyphs[..end]
}

/// How many of them fit in `room` ems; spaces at the end need none.
fn fitting(glyphs: &[Glyph], room: f32) -> usize {
    let mut used = 0.0;
    let over = glyphs.iter().position(|g| {
        used += g.shape.advance;
        used > room + 1e-3 && !g.space
    });
    over.unwrap_or(glyphs.len())
}

/// Without what is not to be seen: white space of any kind is one space; controls and marks of direction are gone, so that no text
/// can turn another around; accents are one with their letters where there is such a character.
fn clean(words: &str, most: usize) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in words.chars().take(most).filter(|c| !is_unseen(*c)).nfc() {
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Unicode's `Default_Ignorable_Code_Point`, and the marks of interlinear annotation.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    fn lengths(words: &str, room: f32, most: usize) -> Vec<usize> {
        Text::new(words, Weight::Regular, 0.0).rows(room, most).iter().map(|row| row.shapes.len()).collect()
    }

    #[test]
    fn what_is_not_to_be_seen_is_gone() {
        for (dirty, clean_) in [
            ("  东关村\r\n二组\t ", "东关村 二组"),
            ("a\u{202E}b\u{2066}c\u{200D}d\u{FEFF}\u{AD}", "abcd"),
            ("a\u{0}b\u{7}", "a b"),
            ("e\u{301}", "é"),
            ("葛\u{E0100}\u{FE00}", "葛"),
            ("\u{2029}\u{3000}", ""),
        ] {
            assert_eq!(clean(dirty, MOST), clean_, "{dirty:?}");
        }
        assert_eq!(clean(&"\u{301}".repeat(1 << 20), MOST).chars().count(), MOST);
    }

    #[test]
    fn rows_are_filled_and_the_last_is_cut() {
        for (words, room, most, expected) in [
            ("一二三四", 4.0, 2, vec![4]),
            ("一二三四五", 4.0, 2, vec![4, 1]),
            ("一二三四五六七八", 4.0, 2, vec![4, 4]),
            ("一二三四五六七八九", 4.0, 2, vec![4, 4]),
            ("一二三四五", 4.0, 1, vec![4]),
            ("一二三四。五", 4.0, 2, vec![3, 3]),
            ("一", 0.5, 2, vec![]),
            ("", 4.0, 2, vec![]),
            ("一二三", 4.0, 0, vec![]),
        ] {
            assert_eq!(lengths(words, room, most), expected, "{words} in {room}");
        }
    }

    #[test]
    fn a_number_stays_whole_unless_the_row_would_be_nearly_empty() {
        assert_eq!(lengths("一二三四五 106.70812", 7.0, 2), [5, 9]);
        assert_eq!(lengths(&"x".repeat(30), 7.0, 2).len(), 2);
    }

    #[test]
    fn no_row_is_wider_than_its_room() {
        let long = ["粪堆".repeat(90), "W".repeat(500), "a b ".repeat(80), "。".repeat(90), "東😀ب".repeat(60)];
        for words in &long {
            for room in [0.3, 1.0, 1.9, 2.0, 5.5, 11.0, 30.0] {
                for spacing in [0.0, 0.1] {
                    let rows = Text::new(words, Weight::Bold, spacing).rows(room, 2);
                    assert!(rows.len() <= 2 && rows.iter().all(|row| row.width <= room + 0.01), "{words} in {room}: {:?}", rows[0].width);
                }
            }
        }
    }
}
