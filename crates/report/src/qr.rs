//! QR codes, as modules.

use crate::ReportError;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::{Color, EcLevel, QrCode};

/// The quiet zone around a code, modules.
pub(crate) const QUIET: usize = 4;

/// A code's modules, without the quiet zone.
pub(crate) struct Modules {
    pub side: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// Of level M, as the app's own codes are.
    pub fn of(text: &str) -> Result<Self, ReportError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| ReportError::Code(text.chars().count()))?;
        Ok(Self { side: code.width(), dark: code.to_colors().into_iter().map(|color| color == Color::Dark).collect() })
    }

    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.dark.get(y * self.side + x).copied().unwrap_or(false)
    }

    /// Dark modules side by side: where they begin, the row, and how many they are.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for at in (0..self.dark.len()).filter(|at| self.dark[*at]) {
            let (x, y) = (at % self.side, at / self.side);
            match runs.last_mut() {
                Some((from, row, long)) if *row == y && *from + *long == x => *long += 1,
                _ => runs.push((x, y, 1)),
            }
        }
        runs
    }

    /// Grey pixels with the quiet zone, `scale` of them to a module, and how many are on a side.
    pub fn pixels(&self, scale: usize) -> (usize, Vec<u8>) {
        let side = (self.side + 2 * QUIET) * scale;
        let dark = |at: usize| {
            let module = |pixel: usize| (pixel / scale).checked_sub(QUIET);
            matches!((module(at % side), module(at / side)), (Some(x), Some(y)) if self.is_dark(x, y))
        };
        (side, (0..side * side).map(|at| if dark(at) { 0 } else { 255 }).collect())
    }

    pub fn png(&self) -> Result<Vec<u8>, ReportError> {
        let (side, pixels) = self.pixels(6);
        let side = u32::try_from(side).map_err(ReportError::make("PNG"))?;
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes).write_image(&pixels, side, side, ExtendedColorType::L8).map_err(ReportError::make("PNG"))?;
        Ok(bytes)
    }
}
