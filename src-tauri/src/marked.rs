//! A photograph with its watermark as a file, where the person says: to be sent on by whatever sends files.

use crate::door::Door;
use crate::handover::{Scratch, save, waiting};
use std::io::{Seek, SeekFrom, Write};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use xuncun_app::AppError;

/// Makes the copy and saves it. False: they thought better of it. `name` is what is offered to call it, without its ending.
#[tauri::command]
pub async fn save_marked(handle: AppHandle, door: State<'_, Door>, photo: String, name: String) -> Result<bool, AppError> {
    let app = door.app()?.clone();
    let bytes = app.marked(&app.device_caller()?, &photo).await?;
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == '-').take(60).collect();
    waiting(move || {
        let Some(place) = handle.dialog().file().set_file_name(format!("{name}.jpg")).add_filter("jpg", &["jpg"]).blocking_save_file() else {
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
