//! The smaller pictures: a thumbnail and one for the desk, made from each photograph after it is safe.
//!
//! What is still to be made is an intent in the replica, written with the photograph's row: a process that ends in between makes them at its next
//! start. One thread works, so that a burst of photographs does not take every core.

use crate::pictures::Pictures;
use crate::{App, AppError, Caller};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Hash, Value};
use xuncun_photo::{Look, PhotoError, Picture, Rendition};
use xuncun_store::NewUpload;
use xuncun_store::let_go::DEVELOP;
use xuncun_store::query::photo::{self, Photo};

/// Whoever waits for work, and the one lock on it.
#[derive(Default)]
pub struct Darkroom {
    asked: Notify,
    busy: Mutex<()>,
}

impl Darkroom {
    /// There is a new photograph.
    pub fn ask(&self) {
        self.asked.notify_one();
    }

    /// Waits until there is one.
    pub async fn wait(&self) {
        self.asked.notified().await;
    }
}

/// The intent that stands for a photograph's pictures.
pub fn intent(photo: &str) -> String {
    format!("{DEVELOP}{photo}")
}

impl App {
    /// Makes the pictures of every photograph that still waits for them. Returns how many photographs it did. A photograph whose bytes cannot be
    /// decoded keeps its original alone; one that cannot be read or written now, or whose author has no right now, waits for the next call and
    /// keeps nobody else waiting.
    ///
    /// # Errors
    /// The first one met, where not a single photograph was done.
    pub fn develop(&self) -> Result<usize, AppError> {
        let _one = self.darkroom.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut done, mut first) = (0, None);
        for intent in self.store.intents()? {
            let Some(id) = intent.id.strip_prefix(DEVELOP) else { continue };
            match self.develop_one(&intent.id, id) {
                Ok(()) => done += 1,
                Err(error) => {
                    tracing::warn!(photo = id, %error, "its smaller pictures are still to be made");
                    first.get_or_insert(error);
                }
            }
        }
        match first {
            Some(error) if done == 0 => Err(error),
            _ => Ok(done),
        }
    }

    fn develop_one(&self, intent: &str, id: &str) -> Result<(), AppError> {
        let Some(photo) = self.read(|conn| Ok(photo::photo(conn, id)?))? else { return Ok(self.store.set_intent(intent, None)?) };
        let stream: StreamId = photo.stream.parse().map_err(AppError::internal)?;
        let author = self.author(&photo)?;
        let actor = author.actor(&[(&stream, "rendition")], self.wall())?;
        let path = Pictures::of(self).find(&photo.stream, &photo.sha256).ok_or(crate::ErrorCode::PhotoNotHere)?;
        let Developed { pictures, look } = match decode(&std::fs::read(path)?) {
            Ok(developed) => developed,
            Err(error) => {
                tracing::warn!(photo = photo.id, %error, "no smaller pictures of this photograph");
                return Ok(self.store.set_intent(intent, None)?);
            }
        };
        let hashes: Vec<Hash> = pictures.iter().map(|(_, picture)| self.store.blobs().put(&picture.bytes)).collect::<Result<_, _>>()?;
        self.store.try_write(&actor, |tx| {
            for (priority, ((kind, picture), hash)) in pictures.iter().zip(&hashes).enumerate() {
                let size = picture.bytes.len() as u64;
                tx.put(
                    "rendition",
                    &stream,
                    // Made again after a crash, it is the same row.
                    &format!("{}/{kind}", photo.id),
                    &[
                        ("photo", Value::from(photo.id.as_str())),
                        ("kind", Value::from(*kind)),
                        ("sha256", Value::from(hash.to_string())),
                        ("size", Value::from(i64::try_from(size).unwrap_or(i64::MAX))),
                        ("mime", Value::from(Rendition::MIME)),
                        ("width", Value::from(i64::from(picture.width))),
                        ("height", Value::from(i64::from(picture.height))),
                        // Of the photograph, not of the rendition: it stands once, with the one that arrives first.
                        ("phash", if priority == 0 { Value::from(look.to_string()) } else { Value::Null }),
                    ],
                )?;
                // Thumbnails leave first, then what the desk looks at; originals follow.
                let priority = i64::try_from(priority).unwrap_or_default();
                tx.enqueue_upload(&NewUpload { stream, sha256: *hash, kind: (*kind).into(), mime: Rendition::MIME.into(), size, priority })?;
            }
            tx.set_intent(intent, None)?;
            Ok(())
        })
    }

    /// Whoever took the photograph also signs for its pictures.
    fn author(&self, photo: &Photo) -> Result<Caller, AppError> {
        self.person_caller(&photo.stamp.author)
    }
}

/// What is made of a photograph.
struct Developed {
    pictures: [(&'static str, Rendition); 2],
    look: Look,
}

fn decode(bytes: &[u8]) -> Result<Developed, PhotoError> {
    let (_, picture) = Picture::open(bytes)?;
    Ok(Developed { pictures: [("thumb", picture.thumbnail()?), ("evidence", picture.evidence()?)], look: picture.look()? })
}
