//! The disk as plain files meet it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use xuncun_store::files::{self, Files, Source, Unfinished};

use super::image::Change;
use super::{Disk, Failure, Op};

impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Io => io::Error::other("input or output failed"),
            Failure::Full | Failure::Short => io::ErrorKind::StorageFull.into(),
        }
    }
}

/// A disk, shared.
#[derive(Debug, Clone)]
struct Shared(Arc<Disk>);

impl Disk {
    /// For files that are not SQLite's.
    #[must_use]
    pub fn files(self: &Arc<Self>) -> Arc<dyn Files> {
        Arc::new(Shared(Arc::clone(self)))
    }
}

impl Files for Shared {
    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        self.0.ask(Op::MakeDir, dir)?;
        let new = !dir.is_dir();
        files::Disk.make_dir(dir)?;
        if new {
            self.0.made_dir(dir);
        }
        Ok(())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Unfinished>> {
        self.0.ask(Op::Create, path)?;
        let new = !path.exists();
        let file = File::create(path)?;
        self.0.opened(path, new);
        Ok(Box::new(Open { disk: Arc::clone(&self.0), path: path.to_owned(), file, at: 0 }))
    }

    fn resume(&self, path: &Path, at: u64) -> io::Result<Box<dyn Unfinished>> {
        let new = !path.exists();
        self.0.ask(if new { Op::Create } else { Op::Open }, path)?;
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        self.0.opened(path, new);
        self.0.ask(Op::Truncate, path)?;
        file.set_len(at)?;
        self.0.note(path, Change::Truncate(at));
        file.seek(SeekFrom::Start(at))?;
        Ok(Box::new(Open { disk: Arc::clone(&self.0), path: path.to_owned(), file, at }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.ask(Op::Rename, to)?;
        fs::rename(from, to)?;
        self.0.renamed(from, to);
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.0.ask(Op::SyncDir, dir)?;
        self.0.synced_dir(dir);
        Ok(())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.ask(Op::Read, path)?;
        fs::read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Source>> {
        // What is not there fails by itself, as it does on any disk.
        let file = File::open(path)?;
        self.0.ask(Op::Open, path)?;
        Ok(Box::new(Reading { disk: Arc::clone(&self.0), path: path.to_owned(), file }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.ask(Op::Remove, path)?;
        fs::remove_file(path)?;
        self.0.removed(path);
        Ok(())
    }
}

struct Open {
    disk: Arc<Disk>,
    path: PathBuf,
    file: File,
    at: u64,
}

impl Write for Open {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let allowed = self.disk.ask(Op::Write, &self.path);
        let length = match allowed {
            Ok(()) => bytes.len(),
            Err(Failure::Short) => bytes.len() / 2,
            Err(failure) => return Err(failure.into()),
        };
        self.file.write_all(&bytes[..length])?;
        self.disk.note(&self.path, Change::Write { at: self.at, bytes: bytes[..length].to_vec() });
        self.at += length as u64;
        allowed.map(|()| length).map_err(Into::into)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Reading {
    disk: Arc<Disk>,
    path: PathBuf,
    file: File,
}

impl Read for Reading {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.disk.ask(Op::Read, &self.path)?;
        self.file.read(into)
    }
}

impl Seek for Reading {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl Unfinished for Open {
    fn sync(&mut self) -> io::Result<()> {
        if let Err(failure) = self.disk.ask(Op::Sync, &self.path) {
            self.disk.sync_failed(&self.path);
            return Err(failure.into());
        }
        self.disk.synced(&self.path);
        Ok(())
    }
}
