//! What is done to files that matter, step by step: a test takes the place of the disk here, and fails each step in turn.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// A disk. Nothing that it does is durable before [`Unfinished::sync`] (a file's bytes) and [`Files::sync_dir`] (names).
pub trait Files: Debug + Send + Sync {
    /// Makes one folder, which only its owner may enter; one that is there already is no error.
    fn make_dir(&self, dir: &Path) -> io::Result<()>;
    /// Begins a file, empty.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Unfinished>>;
    /// Goes on with a file from this byte, or begins it; what lay behind that byte is gone.
    fn resume(&self, path: &Path, at: u64) -> io::Result<Box<dyn Unfinished>>;
    /// Gives a file its place, at once or not at all.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// A file's bytes.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// A file, to be read piece by piece.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Source>>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// A file that is being written.
pub trait Unfinished: Write + Send {
    /// Makes its bytes durable.
    fn sync(&mut self) -> io::Result<()>;
}

/// A file that is read.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// The system's own disk.
#[derive(Debug)]
pub struct Disk;

impl Files for Disk {
    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
            made => made,
        }
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Unfinished>> {
        Ok(Box::new(File::create(path)?))
    }

    fn resume(&self, path: &Path, at: u64) -> io::Result<Box<dyn Unfinished>> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        file.set_len(at)?;
        file.seek(SeekFrom::Start(at))?;
        Ok(Box::new(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        // Where folders cannot be opened (Windows), the system makes names durable by itself.
        if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Source>> {
        Ok(Box::new(File::open(path)?))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

impl Unfinished for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Makes a folder and those above it where they are missing, with durable names: a folder whose name is lost in a power cut
/// takes along what was durable in it.
pub fn make_dirs(files: &dyn Files, dir: &Path) -> io::Result<()> {
    let above = dir.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above
        && !above.is_dir()
    {
        make_dirs(files, above)?;
    }
    files.make_dir(dir)?;
    // One that was there may be there since a moment ago, its name not durable yet.
    match above.map(|above| files.sync_dir(above)) {
        // The system made it, in a folder that is closed to the app.
        Some(Err(error)) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Some(synced) => synced,
        None => Ok(()),
    }
}
