//! Photographs: what a file is, its renditions, and the EXIF that we read and write. No I/O: bytes in, bytes out.
//!
//! The order is always: [`Original::inspect`] hashes before anything else is done, then looks at the header alone (so that a
//! pixel bomb is refused before it is unpacked); [`Original::decode`] decodes once; the [`Picture`] makes the renditions,
//! upright. The original bytes are never changed: only what our own camera has just taken gets its time and position
//! written into it by [`stamp`], before it is hashed.

mod block;
mod burn;
mod clock;
mod error;
mod facts;
mod format;
pub mod lettering;
mod look;
mod original;
mod pen;
mod picture;
mod raster;
mod scans;
mod stamp;
mod watermark;

pub use error::PhotoError;
pub use facts::{ExifFacts, Fix};
pub use format::Format;
pub use look::Look;
pub use original::{MAX_BYTES, MAX_PIXELS, Original, sha256};
pub use pen::Drawing;
pub use picture::{EVIDENCE_SIDE, Picture, Rendition, THUMB_BYTES, THUMB_SIDE};
pub use stamp::stamp;
pub use watermark::Watermark;
