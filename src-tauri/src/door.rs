//! The app's door: every command of the one list, by its name, and the bytes of photographs and voice notes. No logic.

use crate::{folder, window};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Emitter, Manager, State};
use xuncun_app::api::{DoorKind, PhotoView, RepairReport, VoiceView};
use xuncun_app::{App, AppError, AppOptions, Caller, ErrorCode};

/// What the commands answer from. A replica that could not be opened answers every command with the reason, so that the UI can say it.
pub struct Door {
    app: RwLock<Result<Arc<App>, AppError>>,
    /// The replica's folder, kept locked for as long as the process lives.
    place: Option<(PathBuf, File)>,
    handle: AppHandle,
}

impl Door {
    /// Opens the replica in the app's folder and starts its sync.
    pub fn open(handle: &AppHandle) -> Self {
        let place = folder::choose(handle)
            .map_err(|error| AppError::new(ErrorCode::Storage).with("detail", error.to_string()))
            .and_then(|folder| folder::take(&folder).map(|lock| (folder, lock)).map_err(AppError::from));
        let (app, place) = match place {
            Ok((folder, lock)) => (App::open(&folder, AppOptions::new(DoorKind::App)), Some((folder, lock))),
            Err(error) => (Err(error), None),
        };
        match &app {
            Ok(app) => start(handle, app),
            Err(error) => tracing::error!(%error, "the replica could not be opened"),
        }
        Self { app: RwLock::new(app), place, handle: handle.clone() }
    }

    /// The replica, or why there is none.
    pub fn app(&self) -> Result<Arc<App>, AppError> {
        self.app.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn call(&self, name: &str, args: Option<Value>) -> Result<Value, AppError> {
        if name == "repair" {
            // The one command that is answered without a replica: it makes one that can be opened.
            if let Some(app) = self.damaged() {
                xuncun_app::put_down(app).await;
            }
            let handle = self.handle.clone();
            let report = tauri::async_runtime::spawn_blocking(move || handle.state::<Self>().repair()).await.map_err(internal)??;
            return serde_json::to_value(report).map_err(internal);
        }
        let app = self.app()?;
        app.dispatch(&app.device_caller()?, name, args.unwrap_or_default()).await
    }

    /// The replica, if it is open and damage was found in it: from here on no command gets it any more.
    fn damaged(&self) -> Option<Arc<App>> {
        let mut app = self.app.write().unwrap_or_else(PoisonError::into_inner);
        match &*app {
            Ok(open) if open.is_damaged() => std::mem::replace(&mut *app, Err(ErrorCode::Damaged.into())).ok(),
            _ => None,
        }
    }

    /// Repairs a replica that could not be opened because it is damaged, and opens it.
    fn repair(&self) -> Result<RepairReport, AppError> {
        let mut app = self.app.write().unwrap_or_else(PoisonError::into_inner);
        match (&*app, &self.place) {
            (Err(error), Some((folder, _))) if error.code == ErrorCode::Damaged => {
                let report = xuncun_app::repair_folder(folder)?;
                tracing::warn!(?report, "the replica was repaired");
                let opened = App::open(folder, AppOptions::new(DoorKind::App))?;
                start(&self.handle, &opened);
                *app = Ok(opened);
                Ok(report)
            }
            (Err(error), _) => Err(error.clone()),
            (Ok(_), _) => Err(ErrorCode::NotDamaged.into()),
        }
    }
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorCode::Internal).with("detail", error.to_string())
}

/// Starts what goes on beside the commands.
fn start(handle: &AppHandle, app: &Arc<App>) {
    announce(handle.clone(), app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move { app.run().await });
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
    keep(&door, &request, "x-photo-meta", App::take_photo).await
}

/// A voice note, likewise, with its particulars in `x-voice-meta`.
#[tauri::command]
async fn keep_voice(door: State<'_, Door>, request: Request<'_>) -> Result<VoiceView, AppError> {
    keep(&door, &request, "x-voice-meta", App::keep_voice).await
}

async fn keep<A, V>(door: &Door, request: &Request<'_>, name: &str, kept: fn(&App, &Caller, A, Vec<u8>) -> Result<V, AppError>) -> Result<V, AppError>
where
    A: DeserializeOwned + Send + 'static,
    V: Send + 'static,
{
    let app = door.app()?;
    let particulars = request.headers().get(name).and_then(|header| header.to_str().ok()).ok_or(ErrorCode::BadRequest)?;
    let args: A = xuncun_app::meta(particulars)?;
    let bytes = match request.body() {
        InvokeBody::Raw(bytes) => bytes.clone(),
        // Android's web view hands no raw bodies over: there the bytes come as a list of numbers.
        InvokeBody::Json(list) => Vec::<u8>::deserialize(list).map_err(|_| AppError::from(ErrorCode::BadRequest))?,
    };
    tauri::async_runtime::spawn_blocking(move || kept(&app, &app.device_caller()?, args, bytes)).await.map_err(internal)?
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
            tauri::generate_handler![$($name,)+ take_photo, keep_voice, crate::handover::save_bundle, crate::handover::take_bundle, crate::made::save_marked, crate::made::save_document]
        }
    };
}
xuncun_app::for_each_command!(commands);
