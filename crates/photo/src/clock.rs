//! Times as EXIF has them, and as those write it who have not read how: what can only mean one moment is taken as that.

use time::{Date, Month, PrimitiveDateTime, Time};

/// `2026:11:23 09:30:15`; also with strokes, with a T, with spaces for leading zeros, with something behind.
pub(crate) fn civil(text: &[u8]) -> Option<PrimitiveDateTime> {
    let text = text.get(..19)?;
    let apart =
        matches!(text[4], b':' | b'-' | b'/') && text[7] == text[4] && matches!(text[10], b' ' | b'T') && text[13] == b':' && text[16] == b':';
    if !apart {
        return None;
    }
    let small = |at: usize| u8::try_from(padded(&text[at..at + 2])?).ok();
    let date = Date::from_calendar_date(i32::from(padded(&text[..4])?), Month::try_from(small(5)?).ok()?, small(8)?).ok()?;
    Some(PrimitiveDateTime::new(date, Time::from_hms(small(11)?, small(14)?, small(17)?).ok()?))
}

/// `+08:00`; also `+8:00`, `+0800`, `+08` and `Z`. Minutes east of UTC; none if no place on earth has it.
pub(crate) fn offset(text: &[u8]) -> Option<i32> {
    let text = text.trim_ascii();
    if matches!(text, b"Z" | b"z") {
        return Some(0);
    }
    let (sign, rest) = match text.split_first()? {
        (b'+', rest) => (1, rest),
        (b'-', rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.iter().position(|c| *c == b':') {
        Some(colon) => (&rest[..colon], &rest[colon + 1..]),
        None => rest.split_at(rest.len().min(2)),
    };
    let (hours, minutes) = (number(hours)?, if minutes.is_empty() { 0 } else { number(minutes)? });
    let size = i32::from(hours) * 60 + i32::from(minutes);
    (minutes < 60 && size <= 14 * 60).then_some(sign * size)
}

/// Decimal places of a second, however many, as milliseconds.
pub(crate) fn thousandths(places: &[u8]) -> i64 {
    let digits = places.iter().take_while(|c| c.is_ascii_digit()).chain(&[b'0'; 3]);
    digits.take(3).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
}

fn padded(text: &[u8]) -> Option<u16> {
    number(text.trim_ascii_start())
}

/// Digits and nothing else, few enough for their sum.
fn number(text: &[u8]) -> Option<u16> {
    let digits = (1..=4).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    digits.then(|| text.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
}
