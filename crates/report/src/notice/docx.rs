//! The notice as a Word document, whose fonts are named, not carried: office computers have those of the standard.
//!
//! It is written by hand rather than by a library: a table's title that is repeated on every page, page numbers on alternating sides,
//! photographs that stay JPEG and names to fall back on for fonts are what a notice needs.

mod frame;
mod parts;

use super::item::Item;
use super::{Notice, NoticeWords};
use crate::ReportError;
use crate::photograph;
use crate::table::printable;
use frame::{Align, Face, Look, paragraph};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Twips (1/20 pt) of the columns: number, problem, deadline, photograph, code. Together the text's width.
const COLUMNS: [u32; 5] = [600, 3140, 1265, 2250, 1590];
/// Millimetres that a picture may take, and a code.
const PHOTO: (f32, f32) = (36.0, 31.0);
const CODE: f32 = 24.0;
/// English metric units in a millimetre.
const EMU: f32 = 36_000.0;
/// A row with more characters than this may be broken by the end of a page.
const WHOLE_ROW: usize = 500;

const BODY: Look = Look { face: Face::FangSong, half_points: 32, pitch: Some(580), align: Align::Both, indent: true, bold: false };
const TITLE: Look = Look { face: Face::Title, half_points: 44, pitch: Some(660), align: Align::Centre, indent: false, bold: false };
const LINE: Look = Look { indent: false, align: Align::Left, ..BODY };
const GAP: Look = Look { half_points: 10, pitch: Some(160), ..LINE };
const SIGNED: Look = Look { indent: false, align: Align::Signed, ..BODY };
const CELL: Look = Look { face: Face::FangSong, half_points: 21, pitch: None, align: Align::Left, indent: false, bold: false };
const MIDDLE: Look = Look { align: Align::Centre, ..CELL };
const HEAD: Look = Look { face: Face::Hei, ..MIDDLE };

/// The document as it grows: its body, and the pictures that it names.
#[derive(Default)]
struct Document {
    body: String,
    /// Name within the file, and bytes.
    media: Vec<(String, Vec<u8>)>,
}

pub(super) fn document(notice: &Notice, words: &NoticeWords, items: &[Item]) -> Result<Vec<u8>, ReportError> {
    let mut document = Document::default();
    document.text(&notice.title, &TITLE);
    document.text(&notice.number, &Look { align: Align::Centre, ..LINE });
    document.empty();
    document.text(&notice.recipient, &LINE);
    notice.opening.iter().for_each(|text| document.text(text, &BODY));
    if items.is_empty() {
        document.text(&words.nothing, &BODY);
    } else {
        // Lines of a fixed height would reach into the table.
        document.body += &paragraph("", &GAP);
        document.table(items, words)?;
    }
    notice.closing.iter().for_each(|text| document.text(text, &BODY));
    document.empty();
    document.text(&notice.office, &SIGNED);
    document.text(&notice.date, &SIGNED);
    document.empty();
    notice.receipt.iter().for_each(|text| document.text(text, &LINE));
    document.pack(notice, words).map_err(ReportError::make("docx"))
}

impl Document {
    fn text(&mut self, text: &str, look: &Look) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.body += &paragraph(line, look);
        }
    }

    fn empty(&mut self) {
        self.body += &paragraph("", &LINE);
    }

    fn table(&mut self, items: &[Item], words: &NoticeWords) -> Result<(), ReportError> {
        let grid: String = COLUMNS.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
        let width: u32 = COLUMNS.iter().sum();
        self.body += &frame::table(width, &grid);
        let titles: Vec<String> = words.columns.iter().map(|title| paragraph(title, &HEAD)).collect();
        self.body += &frame::row(&COLUMNS, &titles, "<w:cantSplit/><w:tblHeader/>");
        for (at, item) in items.iter().enumerate() {
            let row = self.row(at + 1, item, words)?;
            self.body += &row;
        }
        self.body += "</w:tbl>";
        Ok(())
    }

    fn row(&mut self, number: usize, item: &Item, words: &NoticeWords) -> Result<String, ReportError> {
        let problem =
            [paragraph(&item.head, &Look { face: Face::Hei, ..CELL })].into_iter().chain(item.lines.iter().map(|text| paragraph(text, &CELL)));
        let photo = match &item.photo {
            Some(picture) => {
                let (width, height) = photograph::fit(picture, PHOTO);
                self.picture(format!("photo{number}.jpeg"), picture.bytes.clone(), (width, height), &item.head)
            }
            None => paragraph(&words.no_photo, &MIDDLE),
        };
        let code = match &item.qr {
            Some(qr) => self.picture(format!("code{number}.png"), qr.png()?, (CODE, CODE), &item.code),
            None => String::new(),
        };
        let code = code + &paragraph(&item.code, &MIDDLE);
        let cells = [paragraph(&number.to_string(), &MIDDLE), problem.collect(), paragraph(&item.deadline, &MIDDLE), photo, code];
        let long = item.lines.iter().map(|text| text.chars().count()).sum::<usize>() > WHOLE_ROW;
        Ok(frame::row(&COLUMNS, &cells, if long { "" } else { "<w:cantSplit/>" }))
    }

    /// Sizes in millimetres.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn picture(&mut self, name: String, bytes: Vec<u8>, (width, height): (f32, f32), alt: &str) -> String {
        self.media.push((name, bytes));
        frame::picture(self.media.len(), ((width * EMU) as u32, (height * EMU) as u32), alt)
    }

    fn pack(self, notice: &Notice, words: &NoticeWords) -> zip::result::ZipResult<Vec<u8>> {
        let mut file = ZipWriter::new(Cursor::new(Vec::new()));
        let mut names = String::new();
        for (at, (name, _)) in self.media.iter().enumerate() {
            names += &format!(r#"<Relationship Id="picture{}" Type="{}/image" Target="media/{name}"/>"#, at + 1, parts::RELATIONS);
        }
        let texts = [
            ("[Content_Types].xml", parts::content_types()),
            ("_rels/.rels", parts::relations()),
            ("docProps/core.xml", parts::core(&notice.title, &words.language)),
            ("word/document.xml", parts::document(&self.body)),
            ("word/_rels/document.xml.rels", parts::document_relations(&names)),
            ("word/styles.xml", parts::styles(&words.language)),
            ("word/settings.xml", parts::settings()),
            ("word/fontTable.xml", parts::fonts()),
            ("word/footer1.xml", parts::footer(&Align::Outer)),
            ("word/footer2.xml", parts::footer(&Align::Inner)),
        ];
        for (name, text) in texts {
            file.start_file(name, SimpleFileOptions::default())?;
            file.write_all(text.as_bytes())?;
        }
        for (name, bytes) in self.media {
            file.start_file(format!("word/media/{name}"), SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))?;
            file.write_all(&bytes)?;
        }
        Ok(file.finish()?.into_inner())
    }
}

/// For XML, without what XML cannot hold.
fn escaped(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
