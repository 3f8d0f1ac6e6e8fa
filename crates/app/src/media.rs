//! A photograph's pictures and a voice note's sound, for those who may see their place. What is blurred in one picture is blurred in all of them,
//! whichever are here.

use crate::api::DoorKind;
use crate::pictures::Pictures;
use crate::{App, AppError, Caller, ErrorCode};
use std::path::PathBuf;
use xuncun_domain::photo_mark::{Region, digest, regions};
use xuncun_domain::stream::StreamId;
use xuncun_domain::voice_note::Container;
use xuncun_journal::Hash;
use xuncun_photo::{Format, Picture, Rendition};
use xuncun_store::query::{photo, voice};

/// Which picture of a photograph, or what a voice note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Small, for lists.
    Thumb,
    /// For the desk: large enough to judge by.
    Evidence,
    /// As it was taken.
    Original,
    /// The sound of a voice note.
    Voice,
}

impl MediaKind {
    /// From the last part of a media address.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Thumb, Self::Evidence, Self::Original, Self::Voice].into_iter().find(|kind| kind.as_str() == text)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Evidence => "evidence",
            Self::Original => "original",
            Self::Voice => "voice",
        }
    }
}

/// A picture, or a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its bytes.
    pub body: MediaBody,
    /// Its type.
    pub mime: String,
}

/// Its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaBody {
    /// They lie in this file.
    File(PathBuf),
    /// They were made to be shown now, and lie nowhere.
    Made(Vec<u8>),
}

impl Media {
    /// The bytes themselves.
    ///
    /// # Errors
    /// `photo_not_here`, if its file is gone.
    pub fn into_bytes(self) -> Result<Vec<u8>, AppError> {
        match self.body {
            MediaBody::File(path) => std::fs::read(path).map_err(|_| ErrorCode::PhotoNotHere.into()),
            MediaBody::Made(bytes) => Ok(bytes),
        }
    }
}

/// A picture that may be shown for another; a sound stands for itself.
struct Candidate {
    sha256: String,
    mime: String,
    /// What is to be blurred is blurred in it.
    ready: bool,
}

/// Which pictures may be shown, the best first, and what is to be blurred in those that are not ready.
struct Wanted {
    stream: StreamId,
    candidates: Vec<Candidate>,
    blurs: Vec<Region>,
    kind: MediaKind,
}

impl App {
    /// The picture, or the sound. While the one that was asked for is still being made, or still on its way, the next larger one that is here stands in;
    /// what is not here at all is fetched from the server, where there is one.
    ///
    /// Where a part of the photograph is blurred, nobody gets a picture in which it is not: what is here is burnt before it is handed out, at the size
    /// of an evidence picture at most. The original stays, as the proof that its signed row names.
    ///
    /// # Errors
    /// `not_enrolled`, `photo_unknown`, `voice_unknown`, `forbidden`, `photo_not_here`, `voice_not_here`; `photo_damaged` and its like if a part is to be blurred and the picture
    /// cannot be read.
    pub async fn media(&self, caller: &Caller, id: &str, kind: MediaKind) -> Result<Media, AppError> {
        let wanted = self.asked(caller, id, kind)?;
        if let Some(found) = self.ready(&wanted).await? {
            return Ok(found);
        }
        if self.options.door == DoorKind::App
            && let Some(first) = wanted.candidates.first()
        {
            let hash = Hash::from_hex(&first.sha256).map_err(AppError::internal)?;
            if let Err(error) = self.engine.fetch_blob(&wanted.stream.to_string(), hash.0).await {
                tracing::debug!(id, %error, "not fetched");
            }
        }
        self.ready(&wanted).await?.ok_or_else(|| absent(kind).into())
    }

    /// The same, if it is here: nobody is asked for it.
    ///
    /// # Errors
    /// As [`App::media`].
    pub(crate) async fn media_here(&self, caller: &Caller, id: &str, kind: MediaKind) -> Result<Media, AppError> {
        self.ready(&self.asked(caller, id, kind)?).await?.ok_or_else(|| absent(kind).into())
    }

    fn asked(&self, caller: &Caller, id: &str, kind: MediaKind) -> Result<Wanted, AppError> {
        if kind == MediaKind::Voice { self.sound(caller, id) } else { self.wanted(caller, id, kind) }
    }

    fn wanted(&self, caller: &Caller, id: &str, kind: MediaKind) -> Result<Wanted, AppError> {
        caller.person()?;
        self.read(|conn| {
            let photo = photo::photo(conn, id)?.ok_or_else(|| unknown(caller, ErrorCode::PhotoUnknown))?;
            let stream = readable(caller, &photo.stream)?;
            let blurs = regions(&photo.marks);
            // There is no picture of the original's size in which anything is blurred.
            let kind = if kind == MediaKind::Original && !blurs.is_empty() { MediaKind::Evidence } else { kind };
            let burnt = digest(&blurs);
            let smaller: &[MediaKind] = match kind {
                MediaKind::Thumb => &[MediaKind::Thumb, MediaKind::Evidence],
                MediaKind::Evidence => &[MediaKind::Evidence],
                MediaKind::Original | MediaKind::Voice => &[],
            };
            let mut candidates = Vec::new();
            for kind in smaller {
                let made = photo::rendition(conn, &photo, kind.as_str(), burnt.as_deref())?;
                candidates.extend(made.map(|made| Candidate {
                    sha256: made.sha256,
                    mime: made.mime,
                    ready: blurs.is_empty() || made.burnt == burnt,
                }));
            }
            candidates.push(Candidate { sha256: photo.sha256.clone(), mime: photo.mime.clone(), ready: blurs.is_empty() });
            Ok(Wanted { stream, candidates, blurs, kind })
        })
    }

    fn sound(&self, caller: &Caller, id: &str) -> Result<Wanted, AppError> {
        caller.person()?;
        let voice = self.read(|conn| Ok(voice::voice(conn, id)?))?.ok_or_else(|| unknown(caller, ErrorCode::VoiceUnknown))?;
        let stream = readable(caller, &voice.stream)?;
        let candidates = vec![Candidate { sha256: voice.sha256, mime: voice.mime, ready: true }];
        Ok(Wanted { stream, candidates, blurs: Vec::new(), kind: MediaKind::Voice })
    }

    /// The first that is ready and here; else the first that is here, burnt.
    async fn ready(&self, wanted: &Wanted) -> Result<Option<Media>, AppError> {
        let (pictures, stream) = (Pictures::of(self), wanted.stream.to_string());
        let mut here = wanted.candidates.iter().filter_map(|one| Some((one, pictures.find(&stream, &one.sha256)?))).collect::<Vec<_>>();
        // Those that are ready first, otherwise as they stood.
        here.sort_by_key(|(one, _)| !one.ready);
        let Some((first, path)) = here.into_iter().next() else { return Ok(None) };
        if first.ready {
            return Ok(Some(Media { body: MediaBody::File(path), mime: shown_as(&first.mime) }));
        }
        let _one = self.darkroom.burning.lock().await;
        let (blurs, kind) = (wanted.blurs.clone(), wanted.kind);
        let bytes = tokio::task::spawn_blocking(move || burnt(path, &blurs, kind)).await.map_err(AppError::internal)??;
        Ok(Some(Media { body: MediaBody::Made(bytes), mime: Rendition::MIME.to_owned() }))
    }
}

const fn absent(kind: MediaKind) -> ErrorCode {
    if matches!(kind, MediaKind::Voice) { ErrorCode::VoiceNotHere } else { ErrorCode::PhotoNotHere }
}

/// To somebody without any rights, an id says nothing, not even that it is unknown.
fn unknown(caller: &Caller, code: ErrorCode) -> AppError {
    if caller.roles().is_empty() { ErrorCode::Forbidden } else { code }.into()
}

/// The stream, if the caller may read it.
fn readable(caller: &Caller, stream: &str) -> Result<StreamId, AppError> {
    let stream = stream.parse().map_err(AppError::internal)?;
    caller.check_read(&stream)?;
    Ok(stream)
}

/// The picture of that kind with these parts made unrecognisable.
fn burnt(path: PathBuf, blurs: &[Region], kind: MediaKind) -> Result<Vec<u8>, AppError> {
    let bytes = std::fs::read(path).map_err(|_| AppError::from(ErrorCode::PhotoNotHere))?;
    let (_, mut picture) = Picture::open(&bytes)?;
    drop(bytes);
    picture.burn(blurs);
    let made = if kind == MediaKind::Thumb { picture.thumbnail() } else { picture.evidence() };
    Ok(made?.bytes)
}

/// Types that are shown or played, by a platform that can; anything else is handed out as bytes, which no page runs.
fn shown_as(mime: &str) -> String {
    Format::ALL
        .map(Format::mime)
        .into_iter()
        .chain(Container::ALL.map(Container::mime))
        .find(|known| *known == mime)
        .unwrap_or("application/octet-stream")
        .to_owned()
}
