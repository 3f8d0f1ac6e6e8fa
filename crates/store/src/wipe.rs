//! Wiping: a lost tablet forgets everything at once, one that was handed in once all that it had is delivered.
//!
//! The note of it is durable before anything is removed. A wipe that was cut off is finished when the folder is next
//! opened, before anything in it is read. The note stays until somebody enrols the device anew, so that the app can say why
//! it is empty.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::error::StoreError;
use crate::files::{Disk, Files};
use crate::repair::ASIDE;
use crate::store::{DATABASE, Store};

const NOTE: &str = "wiped.json";
/// Folder of a replica for what is neither a row nor a blob, and goes with them: the ground of its map.
pub const GROUND: &str = "ground";

/// Why a replica was wiped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WipeReason {
    /// The device was reported lost.
    Lost,
    /// It was handed in.
    Retired,
}

/// What is left of a replica that was wiped.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tombstone {
    /// Why.
    pub why: WipeReason,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The district's name, for whoever finds the tablet.
    pub district: String,
    /// The device that is no more, in hex.
    pub device: String,
    /// Whether everything is gone.
    finished: bool,
}

impl Store {
    /// Forgets everything: rows, commits, drafts, blobs, the device's key. The caller has made sure that it must, by
    /// [`Store::revocation`].
    ///
    /// What could not be removed now is removed when the folder is next opened.
    pub fn wipe(&self, why: WipeReason, at: i64) -> Result<()> {
        let identity = self.identity()?.ok_or(StoreError::NotEnrolled)?;
        let mut note = Tombstone { why, at, district: identity.district_name, device: identity.key.id().to_string(), finished: false };
        keep(self.dir(), &note)?;
        // Photographs first: they are most of it, and a full disk has room again for what follows.
        let files = self.blobs().remove_all().and_then(|()| [ASIDE, GROUND].iter().try_for_each(|folder| forget_folder(&self.dir().join(folder))));
        self.forget_rows()?;
        files?;
        note.finished = true;
        keep(self.dir(), &note)
    }

    /// Why the replica is empty, if it was wiped and nobody has enrolled it since.
    pub fn tombstone(&self) -> Result<Option<Tombstone>> {
        read(self.dir())
    }
}

/// Finishes a wipe that was cut off. Nothing of the replica is open yet.
pub(crate) fn finish(dir: &Path) -> Result<()> {
    let Some(mut note) = read(dir)?.filter(|note| !note.finished) else { return Ok(()) };
    for name in [String::new(), "-wal".into(), "-shm".into()].map(|end| format!("{DATABASE}{end}")) {
        match fs::remove_file(dir.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    for folder in ["blobs", ASIDE, GROUND] {
        forget_folder(&dir.join(folder))?;
    }
    Disk.sync_dir(dir)?;
    note.finished = true;
    keep(dir, &note)
}

fn forget_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Somebody enrols the device anew.
pub(crate) fn forget(dir: &Path) -> Result<()> {
    match fs::remove_file(dir.join(NOTE)) {
        Ok(()) => Ok(Disk.sync_dir(dir)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn read(dir: &Path) -> Result<Option<Tombstone>> {
    match fs::read(dir.join(NOTE)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)
            // It is only ever renamed into place whole: what cannot be read is not ours, and no reason to remove anything.
            .inspect_err(|error| tracing::warn!(%error, "the note of a wipe cannot be read"))
            .ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn keep(dir: &Path, note: &Tombstone) -> Result<()> {
    let text = serde_json::to_vec(note).map_err(|error| StoreError::Io(error.to_string()))?;
    let beside = dir.join("wiped.json.new");
    let mut file = File::create(&beside)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&beside, dir.join(NOTE))?;
    Ok(Disk.sync_dir(dir)?)
}
