//! Files by their hash. A file that is there is whole: it is written beside its place, flushed, renamed, and the folder
//! flushed too.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use xuncun_journal::Hash;
use xuncun_journal::ids::Hasher;

use crate::Result;
use crate::error::StoreError;
use crate::files::{Disk, Files, Unfinished, make_dirs};

/// The folder `ab/<sha256>` of a replica's blobs.
#[derive(Debug)]
pub struct BlobDir {
    dir: PathBuf,
    files: Arc<dyn Files>,
    /// Makes the names of unfinished files of this process differ.
    unfinished: AtomicU64,
}

impl BlobDir {
    /// Opens or makes the folder. Files that an earlier process left unfinished are removed.
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_on(Arc::new(Disk), dir)
    }

    /// As [`BlobDir::open`], on another disk than the system's.
    pub fn open_on(files: Arc<dyn Files>, dir: &Path) -> Result<Self> {
        let unfinished = dir.join("unfinished");
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => make_dirs(&*files, &unfinished)?,
        }
        Ok(Self { dir: dir.to_owned(), files, unfinished: AtomicU64::new(0) })
    }

    /// Keeps these bytes; durable when it returns. A file in their place that was damaged is replaced.
    pub fn put(&self, bytes: &[u8]) -> Result<Hash> {
        let hash = Hash::of(bytes);
        if self.has(&hash) && self.read_checked(&hash).is_ok() {
            // It may have got its place just before something failed, and its name may not be durable yet.
            self.sync_names(&self.path(&hash))?;
        } else {
            let (path, mut file) = self.begin()?;
            let written = file.write_all(bytes).and_then(|()| file.sync());
            drop(file);
            self.finish(&path, written, &hash)?;
        }
        Ok(hash)
    }

    /// Keeps what `reader` gives, at most `max` bytes (`too_large` beyond); answers its hash and length.
    pub fn put_reader(&self, reader: &mut dyn Read, max: u64) -> Result<(Hash, u64)> {
        let (path, mut file) = self.begin()?;
        match copy(reader, &mut *file, max) {
            Ok((hash, length)) if length <= max => {
                let written = file.sync();
                drop(file);
                self.finish(&path, written, &hash)?;
                Ok((hash, length))
            }
            other => {
                self.files.remove(&path).ok();
                other.map_or_else(|error| Err(error.into()), |_| Err(StoreError::TooLarge("blob".into())))
            }
        }
    }

    /// Keeps what `reader` gives under this hash, if it has it (`blob_damaged` if not, and then nothing is kept).
    pub fn put_exact(&self, reader: &mut dyn Read, expected: &Hash) -> Result<()> {
        let (path, mut file) = self.begin()?;
        match copy(reader, &mut file, u64::MAX) {
            Ok((hash, _)) if hash == *expected => {
                let written = file.sync();
                drop(file);
                self.finish(&path, written, &hash)
            }
            other => {
                fs::remove_file(&path).ok();
                other.map_or_else(|error| Err(error.into()), |_| Err(StoreError::BlobDamaged))
            }
        }
    }

    /// Whether the blob is here.
    #[must_use]
    pub fn has(&self, hash: &Hash) -> bool {
        self.path(hash).is_file()
    }

    /// Where the blob is, or would be.
    #[must_use]
    pub fn path(&self, hash: &Hash) -> PathBuf {
        let name = hash.to_hex();
        self.dir.join(&name[..2]).join(&name)
    }

    /// The blob's bytes.
    pub fn read(&self, hash: &Hash) -> Result<Vec<u8>> {
        self.files.read(&self.path(hash)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::BlobMissing,
            _ => error.into(),
        })
    }

    /// The blob's bytes, if they still have its hash (`blob_damaged`).
    pub fn read_checked(&self, hash: &Hash) -> Result<Vec<u8>> {
        let bytes = self.read(hash)?;
        if Hash::of(&bytes) == *hash { Ok(bytes) } else { Err(StoreError::BlobDamaged) }
    }

    /// The blob's length in bytes.
    pub fn size(&self, hash: &Hash) -> Result<u64> {
        let found = fs::metadata(self.path(hash));
        found.map(|metadata| metadata.len()).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::BlobMissing,
            _ => error.into(),
        })
    }

    /// Forgets the blob. The caller has made sure that it may: an original leaves only after its receipt.
    pub fn remove(&self, hash: &Hash) -> Result<()> {
        match self.files.remove(&self.path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Forgets every blob: the replica is wiped.
    pub(crate) fn remove_all(&self) -> Result<()> {
        match fs::remove_dir_all(&self.dir) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(fs::create_dir_all(self.dir.join("unfinished"))?),
        }
    }

    fn begin(&self) -> Result<(PathBuf, Box<dyn Unfinished>)> {
        let number = self.unfinished.fetch_add(1, Ordering::Relaxed);
        let path = self.dir.join("unfinished").join(number.to_string());
        let file = self.files.create(&path)?;
        Ok((path, file))
    }

    /// Moves a flushed file to its place, or removes what could not be written.
    fn finish(&self, path: &Path, written: io::Result<()>, hash: &Hash) -> Result<()> {
        let place = self.path(hash);
        let moved = written.and_then(|()| {
            self.files.make_dir(place.parent().unwrap_or(&self.dir))?;
            self.files.rename(path, &place)
        });
        if moved.is_err() {
            self.files.remove(path).ok();
        }
        moved?;
        self.sync_names(&place)
    }

    /// Makes a blob's name durable, and that of the folder of two letters that it lies in, which may be new.
    fn sync_names(&self, place: &Path) -> Result<()> {
        self.files.sync_dir(place.parent().unwrap_or(&self.dir))?;
        Ok(self.files.sync_dir(&self.dir)?)
    }
}

/// Whether the file has these bytes: their hash and their number. It is read through, and never held in memory.
pub(crate) fn is_intact(path: &Path, hash: &Hash, size: u64) -> bool {
    let read = File::open(path).and_then(|mut file| copy(&mut file, &mut io::sink(), size));
    read.is_ok_and(|found| found == (*hash, size))
}

fn copy(reader: &mut dyn Read, file: &mut dyn Write, max: u64) -> io::Result<(Hash, u64)> {
    let mut hasher = Hasher::default();
    let mut length = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 || length > max {
            return Ok((hasher.finish(), length));
        }
        hasher.update(&buffer[..count]);
        file.write_all(&buffer[..count])?;
        length += count as u64;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_blob_is_found_by_its_hash_and_checked_by_it() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = BlobDir::open(dir.path()).unwrap();
        let hash = blobs.put(b"a photograph").unwrap();
        assert_eq!(blobs.put(b"a photograph").unwrap(), hash);
        assert_eq!(blobs.read_checked(&hash).unwrap(), b"a photograph");
        assert_eq!(blobs.size(&hash).unwrap(), 12);
        fs::write(blobs.path(&hash), b"a phot0graph").unwrap();
        assert!(matches!(blobs.read_checked(&hash), Err(StoreError::BlobDamaged)));
        blobs.put(b"a photograph").unwrap();
        assert!(blobs.read_checked(&hash).is_ok(), "the same bytes again make it whole");
        blobs.remove(&hash).unwrap();
        blobs.remove(&hash).unwrap();
        assert!(matches!(blobs.read(&hash), Err(StoreError::BlobMissing)));
    }

    #[test]
    fn what_is_too_large_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = BlobDir::open(dir.path()).unwrap();
        let bytes = vec![7; 200_000];
        let (hash, length) = blobs.put_reader(&mut &bytes[..], 200_000).unwrap();
        assert_eq!((hash, length), (Hash::of(&bytes), 200_000));
        let error = blobs.put_reader(&mut &bytes[..], 199_999).unwrap_err();
        assert_eq!(error.code(), "too_large");
        assert_eq!(fs::read_dir(dir.path().join("unfinished")).unwrap().count(), 0);
    }

    #[test]
    fn an_unfinished_file_is_gone_after_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = BlobDir::open(dir.path()).unwrap();
        let (path, mut file) = blobs.begin().unwrap();
        file.write_all(b"half a ph").unwrap();
        drop(file);
        BlobDir::open(dir.path()).unwrap();
        assert!(!path.exists());
    }
}
