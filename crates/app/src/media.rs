//! A photograph's pictures, for those who may see its place.

use crate::api::DoorKind;
use crate::pictures::Pictures;
use crate::{App, AppError, Caller, ErrorCode};
use std::path::PathBuf;
use xuncun_journal::Hash;
use xuncun_photo::Format;
use xuncun_store::query::photo::{self, Photo};

/// Which picture of a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Small, for lists.
    Thumb,
    /// For the desk: large enough to judge by.
    Evidence,
    /// As it was taken.
    Original,
}

impl MediaKind {
    /// From the last part of a media address.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Thumb, Self::Evidence, Self::Original].into_iter().find(|kind| kind.as_str() == text)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Evidence => "evidence",
            Self::Original => "original",
        }
    }
}

/// A picture's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Where it lies.
    pub path: PathBuf,
    /// Its type.
    pub mime: String,
}

/// A picture that may be shown for another: its hash and type.
struct Candidate {
    sha256: String,
    mime: String,
}

impl App {
    /// The picture's file. While the one that was asked for is still being made, or still on its way, the next larger one that is here stands in;
    /// what is not here at all is fetched from the server, where there is one.
    ///
    /// # Errors
    /// `not_enrolled`, `photo_unknown`, `forbidden`, `photo_not_here`.
    pub async fn media(&self, caller: &Caller, photo: &str, kind: MediaKind) -> Result<Media, AppError> {
        let (photo, candidates) = self.candidates(caller, photo, kind)?;
        if let Some(found) = self.here(&photo, &candidates) {
            return Ok(found);
        }
        if self.options.door == DoorKind::App
            && let Some(wanted) = candidates.first()
        {
            let hash = Hash::from_hex(&wanted.sha256).map_err(AppError::internal)?;
            if let Err(error) = self.engine.fetch_blob(&photo.stream, hash.0).await {
                tracing::debug!(photo = photo.id, %error, "not fetched");
            }
        }
        self.here(&photo, &candidates).ok_or_else(|| ErrorCode::PhotoNotHere.into())
    }

    fn candidates(&self, caller: &Caller, id: &str, kind: MediaKind) -> Result<(Photo, Vec<Candidate>), AppError> {
        caller.person()?;
        self.read(|conn| {
            let Some(photo) = photo::photo(conn, id)? else {
                return Err(if caller.roles().is_empty() { ErrorCode::Forbidden } else { ErrorCode::PhotoUnknown }.into());
            };
            caller.check_read(&photo.stream.parse().map_err(AppError::internal)?)?;
            let smaller: &[MediaKind] = match kind {
                MediaKind::Thumb => &[MediaKind::Thumb, MediaKind::Evidence],
                MediaKind::Evidence => &[MediaKind::Evidence],
                MediaKind::Original => &[],
            };
            let mut candidates = Vec::new();
            for kind in smaller {
                candidates.extend(photo::rendition(conn, &photo, kind.as_str())?.map(|made| Candidate { sha256: made.sha256, mime: made.mime }));
            }
            candidates.push(Candidate { sha256: photo.sha256.clone(), mime: photo.mime.clone() });
            Ok((photo, candidates))
        })
    }

    fn here(&self, photo: &Photo, candidates: &[Candidate]) -> Option<Media> {
        let pictures = Pictures::of(self);
        candidates.iter().find_map(|wanted| Some(Media { path: pictures.find(&photo.stream, &wanted.sha256)?, mime: shown_as(&wanted.mime) }))
    }
}

/// Types that are shown, by a platform that can; anything else is handed out as bytes, which no page runs.
fn shown_as(mime: &str) -> String {
    Format::ALL.map(Format::mime).into_iter().find(|known| *known == mime).unwrap_or("application/octet-stream").to_owned()
}
