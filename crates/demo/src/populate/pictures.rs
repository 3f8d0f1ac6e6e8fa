//! Draws the photographs on all cores and makes their thumbnails, as the camera's path does.

use super::DemoError;
use crate::visit::PlannedPhoto;
use std::collections::BTreeMap;
use tokio::task::JoinSet;
use xuncun_photo::{Fix, Look, Original, Picture, Rendition};

/// Minutes east of UTC of the demo's tablets.
pub(super) const CIVIL_OFFSET: i32 = 480;

/// A drawn photograph with its thumbnail.
pub(super) struct Drawn {
    pub(super) bytes: Vec<u8>,
    pub(super) original: Original,
    pub(super) thumbnail: Rendition,
    pub(super) look: Look,
}

/// All of them, by the photograph's row id.
#[derive(Default)]
pub(super) struct Pictures(BTreeMap<String, Drawn>);

impl Pictures {
    pub(super) async fn draw(photos: Vec<PlannedPhoto>) -> Result<Self, DemoError> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let share = photos.len().div_ceil(cores).max(1);
        let mut threads = JoinSet::new();
        for part in photos.chunks(share).map(<[PlannedPhoto]>::to_vec) {
            threads
                .spawn_blocking(move || part.into_iter().map(|photo| Ok((photo.id.clone(), draw(&photo)?))).collect::<Result<Vec<_>, DemoError>>());
        }
        let mut all = BTreeMap::new();
        while let Some(part) = threads.join_next().await {
            all.extend(part??);
        }
        Ok(Self(all))
    }

    pub(super) fn get(&self, id: &str) -> Option<&Drawn> {
        self.0.get(id)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

fn draw(photo: &PlannedPhoto) -> Result<Drawn, DemoError> {
    let fix = photo.position.map(|at| Fix { lon: at.lon, lat: at.lat, accuracy: Some(at.accuracy), altitude: None, bearing: None, at: None });
    let bytes = xuncun_photo::stamp(&photo.shot.jpeg()?, photo.taken_at, CIVIL_OFFSET, fix.as_ref())?;
    let (original, picture) = Picture::open(&bytes)?;
    Ok(Drawn { thumbnail: picture.thumbnail()?, look: picture.look()?, original, bytes })
}
