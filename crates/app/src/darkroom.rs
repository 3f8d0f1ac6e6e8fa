//! The smaller pictures: a thumbnail and one for the desk, made from each photograph after it is safe.
//!
//! What is still to be made is an intent in the replica, written with the photograph's row: a process that ends in between makes them at its next
//! start. One thread works, so that a burst of photographs does not take every core.

use crate::photo_row::visit_of;
use crate::pictures::Pictures;
use crate::{App, AppError, Caller};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;
use xuncun_domain::photo_mark::{Region, digest, regions};
use xuncun_domain::standard::EvidencePicture;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Hash, Value};
use xuncun_photo::{PhotoError, Picture, Rendition};
use xuncun_store::let_go::DEVELOP;
use xuncun_store::query::photo::{self, Photo};
use xuncun_store::{Intent, NewUpload, WriteTx};

/// What is made of each photograph, in the order in which it leaves: thumbnails first, then what the desk looks at; originals follow.
pub const KINDS: [&str; 2] = ["thumb", "evidence"];

/// Whoever waits for work, and the locks on it.
#[derive(Default)]
pub struct Darkroom {
    asked: Notify,
    busy: Mutex<()>,
    /// Held by whoever burns a picture to show it: one at a time, so that many who look take no more memory than one.
    pub(crate) burning: tokio::sync::Mutex<()>,
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

/// What an intent says beside that: who asked for them, if it was somebody else than whoever took the photograph.
#[derive(Default, Serialize, Deserialize)]
struct Asked {
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

/// Has a photograph's pictures made again, for somebody who blurred a part of it.
pub fn make_again(tx: &mut WriteTx<'_, '_>, photo: &Photo, by: &str) -> Result<(), AppError> {
    for kind in KINDS {
        for stale in photo::renditions(tx.conn(), photo, kind)? {
            // What shows something else does not leave any more.
            let stream: StreamId = photo.stream.parse().map_err(AppError::internal)?;
            tx.withdraw_rendition(&stream, &Hash::from_hex(&stale.sha256).map_err(AppError::internal)?, &photo.id)?;
        }
    }
    let asked = serde_json::to_string(&Asked { by: Some(by.to_owned()) }).map_err(AppError::internal)?;
    Ok(tx.set_intent(&intent(&photo.id), Some(&asked))?)
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
            match self.develop_one(&intent, id) {
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

    fn develop_one(&self, asked: &Intent, id: &str) -> Result<(), AppError> {
        let intent = asked.id.as_str();
        let Some(photo) = self.read(|conn| Ok(photo::photo(conn, id)?))? else { return Ok(self.store.set_intent(intent, None)?) };
        let stream: StreamId = photo.stream.parse().map_err(AppError::internal)?;
        let author = self.author(asked, &photo)?;
        let actor = author.actor(&[(&stream, "rendition")], self.wall())?;
        let (path, look) = self.negative(&photo)?;
        let blurs = regions(&photo.marks);
        let burnt = digest(&blurs);
        let evidence = self.evidence_picture(&photo)?;
        let Developed { pictures, look } = match decode(&std::fs::read(path)?, &blurs, look, evidence) {
            Ok(developed) => developed,
            Err(error) => {
                tracing::warn!(photo = photo.id, %error, "no smaller pictures of this photograph");
                return Ok(self.store.set_intent(intent, None)?);
            }
        };
        let hashes: Vec<Hash> = pictures.iter().map(|(_, picture)| self.store.blobs().put(&picture.bytes)).collect::<Result<_, _>>()?;
        self.store.try_write(&actor, |tx| {
            // Somebody blurred another part meanwhile: the intent stays, and these pictures go nowhere.
            let now = photo::photo(tx.conn(), id)?;
            if now.is_some_and(|now| regions(&now.marks) != blurs) {
                return Ok(());
            }
            for (priority, ((kind, picture), hash)) in pictures.iter().zip(&hashes).enumerate() {
                let size = picture.bytes.len() as u64;
                // Made again after a crash, it is the same row; with other blurs it is another one, so that nobody who blurred something at the same
                // time has to settle anything.
                let row = burnt.as_deref().map_or_else(|| format!("{}/{kind}", photo.id), |burnt| format!("{}/{kind}/{burnt}", photo.id));
                for stale in photo::renditions(tx.conn(), &photo, kind)?.iter().filter(|stale| stale.id != row) {
                    tx.delete("rendition", &stream, &stale.id)?;
                }
                tx.put(
                    "rendition",
                    &stream,
                    &row,
                    &[
                        ("photo", Value::from(photo.id.as_str())),
                        ("kind", Value::from(*kind)),
                        ("sha256", Value::from(hash.to_string())),
                        ("size", Value::from(i64::try_from(size).unwrap_or(i64::MAX))),
                        ("mime", Value::from(Rendition::MIME)),
                        ("width", Value::from(i64::from(picture.width))),
                        ("height", Value::from(i64::from(picture.height))),
                        // Of the photograph, not of the rendition: it stands once, with the one that arrives first.
                        ("phash", if priority == 0 { Value::from(look.as_str()) } else { Value::Null }),
                        ("burnt", Value::from(burnt.clone())),
                    ],
                )?;
                let priority = i64::try_from(priority).unwrap_or_default();
                tx.enqueue_upload(&NewUpload { stream, sha256: *hash, kind: (*kind).into(), mime: Rendition::MIME.into(), size, priority })?;
            }
            tx.set_intent(intent, None)?;
            Ok(())
        })
    }

    /// What the smaller pictures are made from, and what the photograph looks like if that cannot be told from it: the original, or, where another
    /// device took it, the evidence picture, as long as that still shows everything.
    fn negative(&self, photo: &Photo) -> Result<(PathBuf, Option<String>), AppError> {
        let pictures = Pictures::of(self);
        if let Some(path) = pictures.find(&photo.stream, &photo.sha256) {
            return Ok((path, None));
        }
        let (made, look) = self.read(|conn| Ok((photo::rendition(conn, photo, KINDS[1], None)?, photo::look(conn, photo)?)))?;
        let whole = made.filter(|made| made.burnt.is_none());
        let path = whole.and_then(|made| pictures.find(&photo.stream, &made.sha256)).ok_or(crate::ErrorCode::PhotoNotHere)?;
        Ok((path, look))
    }

    /// By what picture it is judged: as the standard of its visit says.
    fn evidence_picture(&self, photo: &Photo) -> Result<EvidencePicture, AppError> {
        self.read(|conn| {
            let Some(visit) = visit_of(conn, photo)? else { return Ok(EvidencePicture::default()) };
            // One that cannot be read stops no picture.
            Ok(self.standards.get(conn, &visit.standard, None).map_or_else(|_| EvidencePicture::default(), |standard| standard.evidence_picture()))
        })
    }

    /// Whoever took the photograph also signs for its pictures, and whoever blurred a part of it for those made then: a device signs for its own
    /// person alone.
    fn author(&self, asked: &Intent, photo: &Photo) -> Result<Caller, AppError> {
        let by = serde_json::from_str::<Asked>(&asked.document).unwrap_or_default().by;
        self.person_caller(by.as_deref().unwrap_or(&photo.stamp.author))
    }
}

/// What is made of a photograph.
struct Developed {
    pictures: Vec<(&'static str, Rendition)>,
    look: String,
}

/// What it looks like is told from what is not blurred: else a copy would not be found by it.
fn decode(bytes: &[u8], blurs: &[Region], look: Option<String>, judged_by: EvidencePicture) -> Result<Developed, PhotoError> {
    let (_, mut picture) = Picture::open(bytes)?;
    let look = look.map_or_else(|| picture.look().map(|look| look.to_string()), Ok)?;
    picture.burn(blurs);
    let [thumb, evidence] = KINDS;
    let mut pictures = vec![(thumb, picture.thumbnail()?)];
    match judged_by {
        EvidencePicture::Jpeg { side, quality } => pictures.push((evidence, picture.evidence_of(side, quality)?)),
        // The original shows everything: where something is blurred another picture has to stand in for it.
        EvidencePicture::Original if !blurs.is_empty() => pictures.push((evidence, picture.evidence()?)),
        EvidencePicture::Original => {}
    }
    Ok(Developed { pictures, look })
}
