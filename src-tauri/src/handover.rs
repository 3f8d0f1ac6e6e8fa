//! Bundles as files: the system's own dialog asks which, this process opens it, and the page never sees a path.

use crate::door::Door;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::{DialogExt, FilePath};
use xuncun_app::api::{BundleOutcome, BundleView, GiveBundle};
use xuncun_app::{App, AppError, ErrorCode};

/// What a bundle's file ends in.
const ENDING: &[&str] = &["xuncun"];

/// Makes a bundle and saves it where the person says. None: they thought better of it.
#[tauri::command]
pub async fn save_bundle(handle: AppHandle, door: State<'_, Door>, args: GiveBundle) -> Result<Option<BundleView>, AppError> {
    let app = door.app()?.clone();
    waiting(move || {
        // Made first: what cannot be made is said before a place is asked for.
        let mut made = Scratch::new(&app)?;
        let (view, _) = app.give_bundle(&app.device_caller()?, &args, &made.file)?;
        let Some(place) = handle.dialog().file().set_file_name(app.bundle_name(&args)?).add_filter("xuncun", ENDING).blocking_save_file() else {
            return Ok(None);
        };
        made.file.seek(SeekFrom::Start(0))?;
        save(&handle, place, &mut made.file)?;
        Ok(Some(view))
    })
    .await
}

/// Takes in the bundle that the person chooses. None: they thought better of it.
#[tauri::command]
pub async fn take_bundle(handle: AppHandle, door: State<'_, Door>) -> Result<Option<BundleOutcome>, AppError> {
    let app = door.app()?.clone();
    waiting(move || {
        let Some(place) = handle.dialog().file().blocking_pick_file() else { return Ok(None) };
        // Copied first: a stick may be pulled out, and what a phone hands over may not be read twice.
        let mut here = Scratch::new(&app)?;
        std::io::copy(&mut open(&handle, place)?, &mut here.file)?;
        app.take_bundle(&app.device_caller()?, &mut here.file).map(Some)
    })
    .await
}

pub(crate) async fn waiting<T: Send + 'static>(work: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.map_err(|error| AppError::new(ErrorCode::Internal).with("detail", error.to_string()))?
}

/// A file beside the replica that is gone when this is.
pub(crate) struct Scratch {
    path: PathBuf,
    pub(crate) file: File,
}

impl Scratch {
    pub(crate) fn new(app: &Arc<App>) -> Result<Self, AppError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("handover-{}.unfinished", NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = app.store().dir().join(name);
        let file = File::options().create(true).truncate(true).read(true).write(true).open(&path)?;
        Ok(Self { path, file })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "a bundle's copy stays behind until the next one");
        }
    }
}

#[cfg(desktop)]
fn path(place: FilePath) -> Result<PathBuf, AppError> {
    place.into_path().map_err(|error| AppError::new(ErrorCode::Storage).with("detail", error.to_string()))
}

/// A file that is cut off is worse than none: it is removed.
#[cfg(desktop)]
pub(crate) fn save(_: &AppHandle, place: FilePath, from: &mut File) -> Result<(), AppError> {
    let path = path(place)?;
    let written = File::create(&path).and_then(|mut file| {
        std::io::copy(from, &mut file)?;
        file.sync_all()
    });
    written.map_err(|error| {
        std::fs::remove_file(&path).ok();
        error.into()
    })
}

#[cfg(desktop)]
fn open(_: &AppHandle, place: FilePath) -> Result<File, AppError> {
    Ok(File::open(path(place)?)?)
}

/// On a phone a place is an address of another app's, which the system opens.
#[cfg(mobile)]
pub(crate) fn save(handle: &AppHandle, place: FilePath, from: &mut File) -> Result<(), AppError> {
    use tauri_plugin_fs::{FsExt, OpenOptions};
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let mut file = handle.fs().open(place, options)?;
    std::io::copy(from, &mut file)?;
    file.sync_all().map_err(AppError::from)
}

#[cfg(mobile)]
fn open(handle: &AppHandle, place: FilePath) -> Result<File, AppError> {
    use tauri_plugin_fs::{FsExt, OpenOptions};
    let mut options = OpenOptions::new();
    options.read(true);
    Ok(handle.fs().open(place, options)?)
}
