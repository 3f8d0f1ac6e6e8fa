//! The damaged files, kept: `aside/<n>/`, and a marker that says that a repair was begun and not finished.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Repaired;
use crate::Result;
use crate::files::{Disk, Files, make_dirs};
use crate::store::DATABASE;

/// The folder of damaged files in a replica's folder.
pub(crate) const ASIDE: &str = "aside";
/// Names the folder that an unfinished repair reads from.
const MARKER: &str = "repair";

/// Whether a repair was begun and not finished: what lies in the database's place may be half of it.
pub(crate) fn is_unfinished(dir: &Path) -> bool {
    dir.join(MARKER).exists()
}

/// Copies the damaged files aside; an earlier repair that was not finished has done so already.
pub(super) fn begin(dir: &Path) -> Result<PathBuf> {
    let all = dir.join(ASIDE);
    if let Ok(number) = fs::read_to_string(dir.join(MARKER)) {
        return Ok(all.join(number.trim()));
    }
    make_dirs(&Disk, &all)?;
    let number = (1..).find(|n: &u32| !all.join(n.to_string()).exists()).unwrap_or_default();
    let aside = all.join(number.to_string());
    make_dirs(&Disk, &aside)?;
    for end in ["", "-wal"] {
        let name = format!("{DATABASE}{end}");
        match fs::copy(dir.join(&name), aside.join(&name)) {
            Ok(_) => File::open(aside.join(&name))?.sync_all()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Disk.sync_dir(&aside)?;
    keep(&dir.join(MARKER), number.to_string().as_bytes())?;
    Disk.sync_dir(dir)?;
    Ok(aside)
}

/// Puts the fresh database into its place.
pub(super) fn finish(dir: &Path, fresh: &Path, repaired: &Repaired) -> Result<()> {
    let mut list = String::new();
    for lost in &repaired.lost {
        // Writing into a text cannot fail.
        let _ = writeln!(list, "{}: {lost}", lost.code());
    }
    keep(&repaired.aside.join("lost.txt"), list.as_bytes())?;
    Disk.sync_dir(&repaired.aside)?;
    // The old log must not be replayed over the new database: it is in the folder aside.
    for end in ["-wal", "-shm"] {
        fs::remove_file(dir.join(format!("{DATABASE}{end}"))).or_else(absent)?;
    }
    fs::rename(fresh, dir.join(DATABASE))?;
    Disk.sync_dir(dir)?;
    fs::remove_file(dir.join(MARKER))?;
    Disk.sync_dir(dir)?;
    fs::remove_dir_all(dir.join("repairing"))?;
    Ok(())
}

fn absent(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
