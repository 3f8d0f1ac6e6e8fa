//! Where photographs' bytes are: on this device, on the server.

use crate::AppError;
use crate::api::{Fix, Phase, PhotoSource, PhotoView};
use crate::app::{App, FindBlob};
use crate::names::Names;
use crate::{pairing, photo_mark};
use std::path::PathBuf;
use xuncun_domain::photo_code;
use xuncun_domain::photo_mark::{digest, regions};
use xuncun_domain::stream::StreamId;
use xuncun_journal::Hash;
use xuncun_store::Store;
use xuncun_store::query::photo::Photo;

/// Looks for photographs' bytes.
pub struct Pictures<'a> {
    store: &'a Store,
    elsewhere: Option<&'a FindBlob>,
}

impl<'a> Pictures<'a> {
    /// Of an app: its replica, and the place of a server's uploads.
    pub fn of(app: &'a App) -> Self {
        Self { store: app.store.as_ref(), elsewhere: app.options.find_blob.as_ref() }
    }

    /// The replica that they are of.
    pub const fn store(&self) -> &'a Store {
        self.store
    }

    /// The file with these bytes, as a row of that stream names them.
    pub fn find(&self, stream: &str, sha256: &str) -> Option<PathBuf> {
        let hash = Hash::from_hex(sha256).ok()?;
        if self.store.blobs().has(&hash) {
            return Some(self.store.blobs().path(&hash));
        }
        let stream: StreamId = stream.parse().ok()?;
        self.elsewhere.and_then(|find| find(&stream, &hash))
    }

    /// Is the original on the server? By a receipt; or, on the server itself, because it lies there.
    pub fn delivered(&self, photo: &Photo) -> bool {
        photo.delivered || self.holds(&photo.stream, &photo.sha256)
    }

    /// Do the bytes lie on the server, because this is the server?
    pub fn holds(&self, stream: &str, sha256: &str) -> bool {
        self.elsewhere.is_some() && self.find(stream, sha256).is_some()
    }

    /// The photograph as the UI shows it.
    pub fn view(&self, photo: &Photo, names: &Names<'_>) -> Result<PhotoView, AppError> {
        let device = names.device(photo.stamp.device.as_deref())?;
        Ok(PhotoView {
            id: photo.id.clone(),
            sha256: photo.sha256.clone(),
            code: photo_code::code(&photo.sha256).unwrap_or_default(),
            phase: Phase::parse(&photo.phase),
            taken_at: photo.taken_at,
            offset_min: photo.offset_min,
            // Where the camera looked is known from the shutter alone, wherever the position is from.
            fix: photo.place().map(|((lon, lat, accuracy), altitude)| Fix { lon, lat, accuracy, altitude, bearing: photo.bearing }),
            fix_after: photo.found_later.map(|found| u32::try_from(found.after_ms / 1_000).unwrap_or(u32::MAX)),
            clock_off: photo.clock_off,
            consent_at: photo.consent_at,
            private: photo.is_private(),
            source: PhotoSource::parse(&photo.source),
            by: names.person(photo.taker())?,
            by_server: device.as_ref().is_some_and(|device| device.kind == "server"),
            device: device.map(|device| device.name).unwrap_or_default(),
            delivered: self.delivered(photo),
            here: self.find(&photo.stream, &photo.sha256).is_some(),
            width: photo.width,
            height: photo.height,
            pair: pairing::of(names.conn(), photo)?,
            marks: photo_mark::views(photo),
            blurred: digest(&regions(&photo.marks)),
        })
    }
}
