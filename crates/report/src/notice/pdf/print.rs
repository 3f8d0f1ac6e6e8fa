//! Pages into a file. Glyphs of the bundled fonts are embedded, as few as are used; a character that they lack is drawn as the shape
//! that another font of this machine gives it, or as an empty box.

use super::sheet::{Align, BOTTOM, LEFT, Mark, PAGE, RIGHT, Sheets, Style};
use crate::ReportError;
use crate::notice::{Notice, NoticeWords};
use crate::qr::{Modules, QUIET};
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document};
use xuncun_photo::lettering::{BOLD, Curve, Face, REGULAR, Row, Shape, Text, Weight};

/// “— 1 —”, below the text, one character from its outer edge.
const NUMBER: Style = Style { size: 14.0, pitch: 20.0, indent: 0.0, align: Align::Right, inset: 0.0, bold: false };
const NUMBER_TOP: f32 = BOTTOM + 20.0;
/// The Chinese font has one weight: bold is a line around its letters, ems.
const THICK: f32 = 0.035;
const HAIR: f32 = 0.6;

struct Fonts {
    regular: Font,
    bold: Font,
}

pub(super) fn pdf(mut sheets: Sheets, notice: &Notice, words: &NoticeWords) -> Result<Vec<u8>, ReportError> {
    let failed = |why: &str| ReportError::Make { kind: "PDF", why: why.to_owned() };
    let font = |bytes: &'static [u8]| Font::new(Data::from(bytes), 0).ok_or_else(|| failed("a font"));
    let fonts = Fonts { regular: font(REGULAR)?, bold: font(BOLD)? };
    number(&mut sheets);
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(notice.title.clone()).language(words.language.clone()));
    for marks in &sheets.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| failed("the page"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, &fonts)?;
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(ReportError::make("PDF"))
}

fn number(sheets: &mut Sheets) {
    for (at, page) in sheets.pages.iter_mut().enumerate() {
        let text = Text::new(&format!("— {} —", at + 1), Weight::Regular, 0.0);
        let Some(row) = text.rows(20.0, 1).pop() else { continue };
        // The first page is an odd one.
        let x = if at % 2 == 0 { RIGHT - NUMBER.size * (1.0 + row.width) } else { LEFT + NUMBER.size };
        page.push(Mark::Text { row, x, baseline: NUMBER_TOP + NUMBER.size, size: NUMBER.size, bold: false });
    }
}

fn draw(surface: &mut Surface, mark: &Mark, fonts: &Fonts) -> Result<(), ReportError> {
    match mark {
        Mark::Text { row, x, baseline, size, bold } => text(surface, row, (*x, *baseline), *size, *bold, fonts),
        Mark::Line([from_x, from_y, to_x, to_y]) => {
            let mut path = PathBuilder::new();
            path.move_to(*from_x, *from_y);
            path.line_to(*to_x, *to_y);
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { width: HAIR, ..Stroke::default() }));
            paint(surface, path);
        }
        Mark::Picture(picture, [left, top, width, height]) => {
            let image = Image::from_jpeg(Data::from(picture.bytes.clone()), true).map_err(ReportError::make("PDF"))?;
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(*left, *top));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
        Mark::Code(code, place) => {
            surface.set_stroke(None);
            surface.set_fill(Some(Fill::default()));
            paint(surface, modules(code, *place));
        }
    }
    Ok(())
}

fn paint(surface: &mut Surface, path: PathBuilder) {
    let path: Option<Path> = path.finish();
    path.iter().for_each(|path| surface.draw_path(path));
}

#[allow(clippy::cast_precision_loss)]
fn modules(code: &Modules, [left, top, side]: [f32; 3]) -> PathBuilder {
    let module = side / (code.side + 2 * QUIET) as f32;
    let at = |n: usize| (n + QUIET) as f32 * module;
    let mut path = PathBuilder::new();
    for (x, y, long) in code.runs() {
        Rect::from_xywh(left + at(x), top + at(y), long as f32 * module, module).into_iter().for_each(|rect| path.push_rect(rect));
    }
    path
}

/// Characters of one font together, so that they can be searched for and copied.
fn text(surface: &mut Surface, row: &Row, (x, baseline): (f32, f32), size: f32, bold: bool, fonts: &Fonts) {
    surface.set_fill(Some(Fill { paint: luma::Color::black().into(), ..Fill::default() }));
    surface.set_stroke(bold.then(|| Stroke { width: THICK * size, ..Stroke::default() }));
    let placed: Vec<(&Shape, f32)> = row.placed(x, size).collect();
    for run in placed.chunk_by(|(one, _), (next, _)| std::mem::discriminant(&one.face) == std::mem::discriminant(&next.face)) {
        let (mut words, mut glyphs) = (String::new(), Vec::new());
        for (shape, x) in run {
            match shape.face {
                Face::Regular(id) | Face::Bold(id) => {
                    let from = words.len();
                    words.push(shape.character);
                    glyphs.push(KrillaGlyph::new(GlyphId::new(id.into()), shape.advance, 0.0, 0.0, 0.0, from..words.len(), None));
                }
                Face::Other => paint(surface, outline(shape, (*x, baseline), size)),
            }
        }
        if let Some((shape, x)) = run.first().filter(|_| !glyphs.is_empty()) {
            let font = if matches!(shape.face, Face::Bold(_)) { &fonts.bold } else { &fonts.regular };
            surface.draw_glyphs(Point::from_xy(*x, baseline), &glyphs, font.clone(), &words, size, false);
        }
    }
}

fn outline(shape: &Shape, (x, baseline): (f32, f32), size: f32) -> PathBuilder {
    let place = |at: [f32; 2]| (x + at[0] * size, baseline - at[1] * size);
    let mut path = PathBuilder::new();
    let mut end = None;
    for curve in shape.curves() {
        let (start, last) = match curve {
            Curve::Line([a, b]) => (a, b),
            Curve::Quad([a, _, c]) => (a, c),
            Curve::Cubic([a, _, _, d]) => (a, d),
        };
        if end != Some(start) {
            let (x, y) = place(start);
            path.move_to(x, y);
        }
        end = Some(last);
        let (x, y) = place(last);
        match curve {
            Curve::Line(_) => path.line_to(x, y),
            Curve::Quad([_, b, _]) => path.quad_to(place(b).0, place(b).1, x, y),
            Curve::Cubic([_, b, c, _]) => path.cubic_to(place(b).0, place(b).1, place(c).0, place(c).1, x, y),
        }
    }
    path
}
