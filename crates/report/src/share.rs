//! One finding as a picture for a chat group: what it is, where, until when, and the code that leads to it. Nobody is named.

use crate::ReportError;
use crate::qr::Modules;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xuncun_photo::Picture;
use xuncun_photo::lettering::{Row, Text, Weight};

/// Pixels from side to side.
pub const WIDTH: u32 = 1080;
/// Highest photograph.
const PHOTO: u32 = 1080;
const MARGIN: f32 = 56.0;
/// Rows of a text, and of a title.
const ROWS: usize = 3;
const TITLE_ROWS: usize = 2;
/// A line, in ems of its text.
const PITCH: f32 = 1.4;
/// A code's least side.
const CODE: u32 = 340;
const QUALITY: u8 = 85;

const GREEN: [u8; 3] = [0x0B, 0x5D, 0x4B];
const INK: [u8; 3] = [0x1F, 0x25, 0x24];
const FAINT: [u8; 3] = [0x5C, 0x66, 0x63];
const RED: [u8; 3] = [0xB3, 0x26, 0x1E];
const PAPER: [u8; 3] = [0xFF; 3];
const GREY: [u8; 3] = [0xEC, 0xEF, 0xEE];

/// What the picture says. Every text may be empty, and then takes no room.
#[derive(Debug, Clone, Default)]
pub struct Share {
    /// What is wrong, in words: 柴堆 · 3 处, say.
    pub kind: String,
    /// Name of the village, with its township's perhaps.
    pub village: String,
    /// 组 and landmark.
    pub landmark: String,
    /// The last day, as it is written.
    pub deadline: String,
    /// Short code.
    pub code: String,
    /// The photograph from before. One that cannot be read counts as none.
    pub photo: Option<Vec<u8>>,
    /// What the QR code says; empty for no code.
    pub qr: String,
}

/// Its labels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareWords {
    /// Label of the village.
    pub village: String,
    /// Label of 组 and landmark.
    pub place: String,
    /// Label of the deadline.
    pub deadline: String,
    /// Label of the code.
    pub code: String,
    /// Instead of a photograph.
    pub no_photo: String,
    /// Beneath the QR code: what it is for.
    pub scan: String,
}

/// A row of text and how it is drawn.
struct Line {
    row: Row,
    size: f32,
    colour: [u8; 3],
    /// From the one before.
    gap: f32,
}

impl Share {
    /// A JPEG, [`WIDTH`] pixels wide and as high as it needs to be.
    ///
    /// # Errors
    /// `Code`; `Make`.
    pub fn jpeg(&self, words: &ShareWords) -> Result<Vec<u8>, ReportError> {
        let code = if self.qr.is_empty() { None } else { Some(Modules::of(&self.qr)?) };
        let title = lines(&self.kind, Weight::Regular, WIDTH as f32 - 2.0 * MARGIN, 60.0, PAPER, 0.0, TITLE_ROWS);
        let band = if title.is_empty() { 24.0 } else { height(&title) + 48.0 };
        let photo = self.photo(words);
        let (code_side, code_pixels) = code.as_ref().map_or((0, Vec::new()), scaled);
        let text = self.text(words, WIDTH as f32 - 2.0 * MARGIN - if code_side > 0 { code_side as f32 + 24.0 } else { 0.0 });
        let scan = lines(&words.scan, Weight::Regular, code_side as f32, 26.0, FAINT, 4.0, TITLE_ROWS);
        let below = height(&text).max(if code_side > 0 { code_side as f32 + height(&scan) } else { 0.0 });
        let text_top = band + photo.height() as f32 + MARGIN * 0.75;
        // Its quiet zone is part of the margin.
        let code_top = text_top - MARGIN / 2.0;
        let mut raster = RgbImage::from_pixel(WIDTH, whole(text_top + below + MARGIN), Rgb(PAPER));
        fill(&mut raster, (0, 0), (WIDTH, whole(band)), GREEN);
        draw(&mut raster, &title, MARGIN, 24.0);
        imageops::replace(&mut raster, &photo, 0, i64::from(whole(band)));
        draw(&mut raster, &text, MARGIN, text_top);
        if code_side > 0 {
            let left = WIDTH - code_side - whole(MARGIN / 2.0);
            imageops::replace(&mut raster, &code_pixels_to_picture(code_side, &code_pixels), left.into(), whole(code_top).into());
            for (line, y) in placed(&scan, code_top + code_side as f32) {
                line.row.draw(&mut raster, left as f32 + (code_side as f32 - line.row.width * line.size) / 2.0, y, line.size, line.colour);
            }
        }
        let mut bytes = Vec::new();
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        raster.write_with_encoder(encoder).map_err(ReportError::make("JPEG"))?;
        Ok(bytes)
    }

    fn text(&self, words: &ShareWords, room: f32) -> Vec<Line> {
        let mut all = Vec::new();
        let parts = [
            (&words.village, &self.village, Weight::Regular, 46.0, INK),
            (&words.place, &self.landmark, Weight::Regular, 46.0, INK),
            (&words.deadline, &self.deadline, Weight::Regular, 54.0, RED),
            (&words.code, &self.code, Weight::Bold, 54.0, INK),
        ];
        for (label, text, weight, size, colour) in parts {
            let text = lines(text, weight, room, size, colour, 0.0, ROWS);
            if !text.is_empty() {
                all.extend(lines(label, Weight::Regular, room, 30.0, FAINT, if all.is_empty() { 0.0 } else { 18.0 }, 1));
                all.extend(text);
            }
        }
        all
    }

    /// The whole width, and no higher than it is wide: a tall one stands in the middle.
    fn photo(&self, words: &ShareWords) -> RgbImage {
        let picture = self.photo.as_deref().and_then(|bytes| Picture::open(bytes).ok());
        let Some((_, picture)) = picture else {
            let mut empty = RgbImage::from_pixel(WIDTH, 300, Rgb(GREY));
            let text = lines(&words.no_photo, Weight::Regular, WIDTH as f32 - 2.0 * MARGIN, 40.0, FAINT, 0.0, 1);
            for (line, y) in placed(&text, 120.0) {
                line.row.draw(&mut empty, (WIDTH as f32 - line.row.width * line.size) / 2.0, y, line.size, line.colour);
            }
            return empty;
        };
        let pixels = picture.pixels();
        let scale = (WIDTH as f32 / pixels.width().max(1) as f32).min(PHOTO as f32 / pixels.height().max(1) as f32);
        let (width, height) = (whole(pixels.width() as f32 * scale).clamp(1, WIDTH), whole(pixels.height() as f32 * scale).clamp(1, PHOTO));
        let fitted = imageops::resize(pixels, width, height, FilterType::CatmullRom);
        let mut sheet = RgbImage::from_pixel(WIDTH, height, Rgb(GREY));
        imageops::replace(&mut sheet, &fitted, i64::from((WIDTH - width) / 2), 0);
        sheet
    }
}

/// Whole pixels to the module, so that a chat's compression does not blur them.
fn scaled(code: &Modules) -> (u32, Vec<u8>) {
    let side = code.side + 2 * crate::qr::QUIET;
    let (side, pixels) = code.pixels((CODE as usize).div_ceil(side));
    (u32::try_from(side).unwrap_or(0), pixels)
}

fn code_pixels_to_picture(side: u32, grey: &[u8]) -> RgbImage {
    RgbImage::from_raw(side, side, grey.iter().flat_map(|n| [*n; 3]).collect()).unwrap_or_default()
}

fn lines(text: &str, weight: Weight, room: f32, size: f32, colour: [u8; 3], gap: f32, most: usize) -> Vec<Line> {
    let rows = Text::new(text, weight, 0.0).rows(room / size, most);
    rows.into_iter().enumerate().map(|(at, row)| Line { row, size, colour, gap: if at == 0 { gap } else { 0.0 } }).collect()
}

fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.gap + line.size * PITCH).sum()
}

/// Each with its baseline.
fn placed(lines: &[Line], top: f32) -> impl Iterator<Item = (&Line, f32)> {
    lines.iter().scan(top, |y, line| {
        *y += line.gap + line.size * PITCH;
        Some((line, *y - line.size * (PITCH - 1.08)))
    })
}

fn draw(raster: &mut RgbImage, lines: &[Line], x: f32, top: f32) {
    for (line, y) in placed(lines, top) {
        line.row.draw(raster, x, y.round(), line.size, line.colour);
    }
}

fn fill(raster: &mut RgbImage, (left, top): (u32, u32), (width, height): (u32, u32), colour: [u8; 3]) {
    for y in top..(top + height).min(raster.height()) {
        for x in left..(left + width).min(raster.width()) {
            raster.put_pixel(x, y, Rgb(colour));
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(pixels: f32) -> u32 {
    pixels.max(0.0).round() as u32
}
