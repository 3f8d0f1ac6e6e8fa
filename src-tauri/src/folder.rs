//! Where the replica lies, and that only one process has it open.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager};

/// The folder named by `XUNCUN_DATA`, if any.
pub fn named() -> Option<PathBuf> {
    std::env::var_os("XUNCUN_DATA").filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// The replica's folder: the one named, else the system's place for this app's data.
pub fn choose(app: &AppHandle) -> Result<PathBuf, tauri::Error> {
    named().map_or_else(|| app.path().app_data_dir(), Ok)
}

/// Makes the folder and locks it; the lock ends with the process, however that ends.
///
/// # Errors
/// `WouldBlock` when another process has it.
pub fn take(folder: &Path) -> io::Result<File> {
    std::fs::create_dir_all(folder)?;
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join("in-use"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        // A file system without locks: the single-instance plugin has to do.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(lock),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
