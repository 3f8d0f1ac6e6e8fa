//! What is made to be handed on, as a file where the person says: a photograph with its watermark, a list, a notice.

use crate::door::Door;
use crate::handover::{Scratch, save, waiting};
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use xuncun_app::api::MakeDocument;
use xuncun_app::{App, AppError};

/// Makes a photograph's copy and saves it. False: they thought better of it. `name` is what is offered to call it, without its ending.
#[tauri::command]
pub async fn save_marked(handle: AppHandle, door: State<'_, Door>, photo: String, name: String) -> Result<bool, AppError> {
    let app = door.app()?.clone();
    let bytes = app.marked(&app.device_caller()?, &photo).await?;
    keep(handle, app, name, "jpg", bytes).await
}

/// Makes a document and saves it, likewise.
#[tauri::command]
pub async fn save_document(handle: AppHandle, door: State<'_, Door>, args: MakeDocument, name: String) -> Result<bool, AppError> {
    let app = door.app()?.clone();
    let made = app.make_document(&app.device_caller()?, args).await?;
    keep(handle, app, name, made.ending, made.bytes).await
}

/// What cannot be made is said before a place is asked for.
async fn keep(handle: AppHandle, app: Arc<App>, name: String, ending: &'static str, bytes: Vec<u8>) -> Result<bool, AppError> {
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == '-').take(60).collect();
    waiting(move || {
        let Some(place) = handle.dialog().file().set_file_name(format!("{name}.{ending}")).add_filter(ending, &[ending]).blocking_save_file() else {
            return Ok(false);
        };
        let mut made = Scratch::new(&app)?;
        made.file.write_all(&bytes)?;
        made.file.seek(SeekFrom::Start(0))?;
        save(&handle, place, &mut made.file)?;
        Ok(true)
    })
    .await
}
