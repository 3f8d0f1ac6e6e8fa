//! Blobs: bytes once beneath, held by streams.

use super::{BACKED_UP, Holding, Kept, StorageError, file_error, hash, signed, unsigned};
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, params};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use xuncun_journal::ids::Hasher;
use xuncun_journal::{DeviceId, Hash};
use xuncun_store::files::Files;

/// Where a blob lies: `blobs/ab/<sha256>`.
pub(super) fn path(data: &Path, sha256: Hash) -> PathBuf {
    let name = sha256.to_hex();
    data.join("blobs").join(&name[..2]).join(name)
}

pub(super) fn holding(c: &Connection, district: &str, stream: &str, sha256: Hash) -> Kept<Option<u64>> {
    let sql = "SELECT size FROM holdings WHERE district = ?1 AND stream = ?2 AND sha256 = ?3";
    let size: Option<i64> = c.prepare_cached(sql)?.query_row(params![district, stream, sha256.0], |row| row.get(0)).optional()?;
    Ok(size.map(unsigned))
}

pub(super) fn holders(c: &Connection, district: &str, sha256: Hash) -> Kept<Vec<String>> {
    let sql = "SELECT stream FROM holdings WHERE district = ?1 AND sha256 = ?2 ORDER BY stream";
    let mut statement = c.prepare_cached(sql)?;
    let streams = statement.query_map(params![district, sha256.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(streams)
}

pub(super) fn backed_up(c: &Connection, district: &str, wanted: &[Hash]) -> Kept<Vec<bool>> {
    let sql = "SELECT EXISTS (SELECT 1 FROM blobs WHERE district = ?1 AND sha256 = ?2 AND backed_up = 1) \
               OR NOT EXISTS (SELECT 1 FROM meta WHERE district = ?1 AND name = ?3)";
    let mut statement = c.prepare_cached(sql)?;
    wanted.iter().map(|sha256| Ok(statement.query_row(params![district, sha256.0, BACKED_UP], |row| row.get(0))?)).collect()
}

pub(super) fn link(c: &Connection, district: &str, stream: &str, sha256: Hash, device: DeviceId, now: i64) -> Kept<Option<u64>> {
    let sql = "SELECT size FROM blobs WHERE district = ?1 AND sha256 = ?2";
    let size: Option<i64> = c.prepare_cached(sql)?.query_row(params![district, sha256.0], |row| row.get(0)).optional()?;
    if let Some(size) = size {
        hold(c, district, stream, sha256, unsigned(size), device, now)?;
    }
    Ok(size.map(unsigned))
}

pub(super) fn hold(c: &Connection, district: &str, stream: &str, sha256: Hash, size: u64, by: DeviceId, now: i64) -> Kept<()> {
    // A stream that holds it already keeps its first holding: who brought it first.
    let sql = "INSERT OR IGNORE INTO holdings VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    c.prepare_cached(sql)?.execute(params![district, stream, sha256.0, signed(size), by.0, now])?;
    Ok(())
}

pub(super) fn holdings(c: &Connection, district: &str) -> Kept<Vec<Holding>> {
    // What the blob's own row says otherwise counts as no size at all: nothing is sound then.
    let sql = "SELECT h.stream, h.sha256, iif(b.size IS h.size, h.size, 0) FROM holdings AS h \
               LEFT JOIN blobs AS b ON b.district = h.district AND b.sha256 = h.sha256 WHERE h.district = ?1 ORDER BY h.stream, h.sha256";
    let mut statement = c.prepare(sql)?;
    let mut rows = statement.query([district])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(Holding { stream: row.get(0)?, sha256: hash(row.get(1)?)?, size: unsigned(row.get(2)?) });
    }
    Ok(all)
}

pub(super) fn read(files: &dyn Files, path: &Path, from: u64, len: u64) -> Kept<Option<(u64, Bytes)>> {
    let mut file = match files.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_error(path, error)),
    };
    let mut part = Vec::new();
    let total = (|| {
        let total = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(from.min(total)))?;
        file.take(len).read_to_end(&mut part)?;
        Ok(total)
    })();
    Ok(Some((total.map_err(|error| file_error(path, error))?, part.into())))
}

/// Moves a finished upload to its place if its bytes have the hash: read back, renamed, folder synced. `false` if not.
pub(super) fn keep(files: &dyn Files, from: &Path, to: &Path, sha256: Hash, size: u64) -> Kept<bool> {
    let folder = to.parent().ok_or_else(|| StorageError::Damaged("a blob's path".into()))?;
    if !from.exists() && to.exists() {
        // A crash between the rename and the row: the bytes are in place, under the name that was verified, durable or not yet.
        sync_above(files, folder).and_then(|()| files.sync_dir(folder)).map_err(|error| file_error(to, error))?;
        return Ok(true);
    }
    let (found, length) = hash_file(files, from)?;
    if found != sha256 || length != size {
        return Ok(false);
    }
    // The folder is durable before anything moves into it: else a power cut between the two takes the bytes from both places.
    let moved =
        files.make_dir(folder).and_then(|()| sync_above(files, folder)).and_then(|()| files.rename(from, to)).and_then(|()| files.sync_dir(folder));
    moved.map_err(|error| file_error(to, error))?;
    Ok(true)
}

/// Makes a two-letter folder's own name durable, which may be new.
fn sync_above(files: &dyn Files, folder: &Path) -> std::io::Result<()> {
    folder.parent().map_or(Ok(()), |parent| files.sync_dir(parent))
}

/// The hash and length of a file.
fn hash_file(files: &dyn Files, path: &Path) -> Kept<(Hash, u64)> {
    let mut file = files.open(path).map_err(|error| file_error(path, error))?;
    let (mut hasher, mut length, mut buffer) = (Hasher::default(), 0, vec![0; 256 * 1024]);
    loop {
        let read = file.read(&mut buffer).map_err(|error| file_error(path, error))?;
        if read == 0 {
            return Ok((hasher.finish(), length));
        }
        hasher.update(&buffer[..read]);
        length += read as u64;
    }
}
