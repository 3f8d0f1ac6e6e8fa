//! What is handed on: notices as docx and PDF, share pictures, tables and maps. No database, no network: plain values in, bytes out.
//!
//! No text of its own: every word that a person reads comes from the caller, and so does how a date or a size is written in a notice.
//! Nothing in here asks for personal data, and photographs are made anew, so that what a file carries beside its picture stays behind.

pub mod boundary;
pub mod cleanup;
mod error;
pub mod finding;
mod geojson;
mod geopackage;
pub mod map;
pub mod notice;
mod photograph;
mod qr;
pub mod share;
pub mod table;
mod when;

pub use error::ReportError;
pub use geopackage::{Layers, geopackage};
pub use map::{Area, Place, read_boundaries, read_points};
pub use when::Moment;
