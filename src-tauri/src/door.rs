//! The app's door: every command of the one list, by its name, and the photograph's bytes. No logic.

use crate::{folder, window};
use serde::Deserialize;
use serde_json::Value;
use std::fs::File;
use std::sync::Arc;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Emitter, Manager, State};
use xuncun_app::api::{DoorKind, PhotoView, TakePhoto};
use xuncun_app::{App, AppError, AppOptions, ErrorCode};

/// What the commands answer from. A replica that could not be opened answers every command with the reason, so that the UI can say it.
pub struct Door {
    app: Result<Arc<App>, AppError>,
    /// Kept for as long as the replica is open.
    _lock: Option<File>,
}

impl Door {
    /// Opens the replica in the app's folder and starts its sync.
    pub fn open(handle: &AppHandle) -> Self {
        let opened = folder::choose(handle)
            .map_err(|error| AppError::new(ErrorCode::Storage).with("detail", error.to_string()))
            .and_then(|folder| folder::take(&folder).map(|lock| (folder, lock)).map_err(AppError::from))
            .and_then(|(folder, lock)| Ok((App::open(&folder, AppOptions::new(DoorKind::App))?, lock)));
        match opened {
            Ok((app, lock)) => {
                announce(handle.clone(), &app);
                tauri::async_runtime::spawn({
                    let app = app.clone();
                    async move { app.run().await }
                });
                Self { app: Ok(app), _lock: Some(lock) }
            }
            Err(error) => {
                tracing::error!(%error, "the replica could not be opened");
                Self { app: Err(error), _lock: None }
            }
        }
    }

    /// The replica, or why there is none.
    pub fn app(&self) -> Result<&Arc<App>, AppError> {
        self.app.as_ref().map_err(Clone::clone)
    }

    async fn call(&self, name: &str, args: Option<Value>) -> Result<Value, AppError> {
        let app = self.app()?;
        app.dispatch(&app.device_caller()?, name, args.unwrap_or_default()).await
    }
}

/// Tells the page whenever a row changed, by a tap or by the sync.
fn announce(handle: AppHandle, app: &Arc<App>) {
    let mut changes = app.changes();
    tauri::async_runtime::spawn(async move {
        while changes.changed().await.is_ok() {
            let count = *changes.borrow_and_update();
            if let Err(error) = handle.emit_to(window::MAIN, "changed", count) {
                tracing::debug!(%error, "no page to tell");
            }
        }
    });
}

/// Seals what is pending before the process ends; a process that is killed instead seals at its next start.
pub fn close(handle: &AppHandle) {
    if let Ok(app) = handle.state::<Door>().app()
        && let Err(error) = app.close()
    {
        tracing::warn!(%error, "not sealed at the end");
    }
}

/// A photograph, as raw bytes with its particulars in the header `x-photo-meta` (percent-encoded JSON).
#[tauri::command]
async fn take_photo(door: State<'_, Door>, request: Request<'_>) -> Result<PhotoView, AppError> {
    let app = door.app()?.clone();
    let meta = request.headers().get("x-photo-meta").and_then(|header| header.to_str().ok()).ok_or(ErrorCode::BadRequest)?;
    let meta: TakePhoto = xuncun_app::photo_meta(meta)?;
    let bytes = match request.body() {
        InvokeBody::Raw(bytes) => bytes.clone(),
        // Android's web view hands no raw bodies over: there the bytes come as a list of numbers.
        InvokeBody::Json(list) => Vec::<u8>::deserialize(list).map_err(|_| AppError::from(ErrorCode::BadRequest))?,
    };
    tauri::async_runtime::spawn_blocking(move || app.take_photo(&app.device_caller()?, meta, bytes))
        .await
        .map_err(|error| AppError::new(ErrorCode::Internal).with("detail", error.to_string()))?
}

macro_rules! commands {
    ($($kind:tt $name:ident($args:ty) -> $reply:ty;)+) => {
        $(
            #[tauri::command]
            async fn $name(door: State<'_, Door>, args: Option<Value>) -> Result<Value, AppError> {
                door.call(stringify!($name), args).await
            }
        )+

        /// Every command by its name, for Tauri's access control to grant one by one.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name,)+ take_photo, crate::handover::save_bundle, crate::handover::take_bundle]
        }
    };
}
xuncun_app::for_each_command!(commands);
