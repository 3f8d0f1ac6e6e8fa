//! A photograph for a page: made anew, small enough for print, without what its file carries beside the picture.

use xuncun_photo::{Picture, Rendition};

/// Longest side in pixels: 400 to the inch where a page gives it 40 mm.
const SIDE: u32 = 640;
const QUALITY: u8 = 80;

/// None if it cannot be read: then the page says that there is no picture, rather than not being made.
pub(crate) fn small(bytes: Option<&[u8]>) -> Option<Rendition> {
    Picture::open(bytes?).ok()?.1.evidence_of(SIDE, QUALITY).ok()
}

/// Width and height within a box, in the picture's proportions.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn fit(picture: &Rendition, room: (f32, f32)) -> (f32, f32) {
    let (width, height) = (picture.width.max(1) as f32, picture.height.max(1) as f32);
    let scale = (room.0 / width).min(room.1 / height);
    (width * scale, height * scale)
}
