//! Where the replica lies, and that only one process has it open.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tauri::{AppHandle, Manager};

/// The folder named by `XUNCUN_DATA`, if any.
pub fn named() -> Option<PathBuf> {
    std::env::var_os("XUNCUN_DATA").filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// The replica's folder: the one named, else the system's place for this app's data.
pub fn choose(app: &AppHandle) -> Result<PathBuf, tauri::Error> {
    named().map_or_else(|| app.path().app_data_dir(), Ok)
}

/// How long a lock is asked for again: an app that was killed is still on its way out for a moment, writing its last pages, while a finger has opened it anew.
const LAST_MOMENT: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(40);

/// Makes the folder and locks it; the lock ends with the process, however that ends.
///
/// # Errors
/// `WouldBlock` when another process has it, and keeps it.
pub fn take(folder: &Path) -> io::Result<File> {
    std::fs::create_dir_all(folder)?;
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join("in-use"))?;
    let asked = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if asked.elapsed() < LAST_MOMENT => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
            // A file system without locks: the single-instance plugin has to do.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(lock),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn a_folder_that_is_let_go_in_this_moment_can_be_taken() {
        let folder = tempfile::tempdir().unwrap();
        let leaving = super::take(folder.path()).unwrap();
        let (asks, asked) = std::sync::mpsc::channel();
        let path = folder.path().to_owned();
        let coming = std::thread::spawn(move || {
            asks.send(()).unwrap();
            super::take(&path)
        });
        asked.recv().unwrap();
        drop(leaving);
        assert!(coming.join().unwrap().is_ok());
    }

    #[test]
    fn a_folder_has_one_owner() {
        let folder = tempfile::tempdir().unwrap();
        let _kept = super::take(folder.path()).unwrap();
        assert_eq!(super::take(folder.path()).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    }
}
