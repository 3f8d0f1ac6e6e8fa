//! The notice as PDF: set by hand, in the fonts that travel with the app.

mod print;
mod sheet;
mod table;

use super::item::Item;
use super::{Notice, NoticeWords};
use crate::ReportError;
use sheet::{Align, LEFT, RIGHT, Sheets, Style};
use table::Table;
use xuncun_photo::lettering::Weight;

/// The text: 28 characters to the line.
const BODY: Style = Style { size: 15.75, pitch: 29.0, indent: 2.0, align: Align::Both, inset: 0.0, bold: false };
const TITLE: Style = Style { size: 22.0, pitch: 33.0, indent: 0.0, align: Align::Centre, inset: 0.0, bold: true };
/// Number, recipient, and lines to be filled in.
const LINE: Style = Style { indent: 0.0, align: Align::Left, ..BODY };
/// Who and when, four characters from the edge.
const SIGNED: Style = Style { align: Align::Right, indent: 0.0, inset: 63.0, ..BODY };

pub(super) fn document(notice: &Notice, words: &NoticeWords, items: &[Item]) -> Result<Vec<u8>, ReportError> {
    let mut sheets = Sheets::new();
    sheets.paragraph(&notice.title, &TITLE);
    sheets.paragraph(&notice.number, &Style { align: Align::Centre, ..LINE });
    sheets.skip(BODY.pitch / 2.0);
    sheets.paragraph(&notice.recipient, &LINE);
    notice.opening.iter().for_each(|text| sheets.paragraph(text, &BODY));
    if items.is_empty() {
        sheets.paragraph(&words.nothing, &BODY);
    } else {
        sheets.skip(6.0);
        let table = Table::new(words);
        table.begin(&mut sheets);
        items.iter().enumerate().for_each(|(at, item)| table.row(&mut sheets, at + 1, item, words));
        sheets.skip(8.0);
    }
    let (last, closing) = notice.closing.split_last().map_or(("", &[][..]), |(last, closing)| (last.as_str(), closing));
    closing.iter().for_each(|text| sheets.paragraph(text, &BODY));
    sign(&mut sheets, notice, last);
    print::pdf(sheets, notice, words)
}

/// Office and day stay together, with the lines that are filled in and with the last words before them: none of these has a page for itself.
#[allow(clippy::cast_precision_loss)]
fn sign(sheets: &mut Sheets, notice: &Notice, last: &str) {
    let signed: Vec<&String> = [&notice.office, &notice.date].into_iter().filter(|text| !text.trim().is_empty()).collect();
    let words = sheet::rows(last, Weight::Regular, (RIGHT - LEFT) / BODY.size, BODY.indent).len().min(6);
    let height = (words + signed.len() + notice.receipt.len().min(6) + 2) as f32 * BODY.pitch;
    if sheets.room() < height {
        sheets.turn();
    }
    sheets.paragraph(last, &BODY);
    sheets.skip(BODY.pitch);
    signed.into_iter().for_each(|text| sheets.paragraph(text, &SIGNED));
    sheets.skip(BODY.pitch / 2.0);
    notice.receipt.iter().for_each(|text| sheets.paragraph(text, &LINE));
}
