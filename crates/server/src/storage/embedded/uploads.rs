//! Uploads in progress: a file each, and a row that says how much of it is durable.

use super::{Holding, Kept, Upload, blobs, device, file_error, hash, signed, unsigned};
use rusqlite::{Connection, OptionalExtension, params};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use xuncun_store::files::Files;

/// Where an upload's bytes gather. Ids are made by the server, of hexadecimal digits alone.
pub(super) fn path(data: &Path, id: &str) -> PathBuf {
    let safe: String = id.chars().filter(char::is_ascii_hexdigit).collect();
    data.join("uploads").join(format!("{safe}.part"))
}

/// Begins one, or goes on with the one that the device began for the same stream and blob: it rests anew from now. With it the id of one that was
/// given up for it, because it was said to be of another size or the stream has the whole by now: its file is the caller's to remove.
pub(super) fn begin(c: &Connection, district: &str, upload: Upload) -> Kept<(Upload, Option<String>)> {
    let sql = "SELECT id FROM uploads WHERE district = ?1 AND device = ?2 AND stream = ?3 AND sha256 = ?4";
    let key = params![district, upload.device.0, upload.stream, upload.sha256.0];
    let there: Option<String> = c.query_row(sql, key, |row| row.get(0)).optional()?;
    let found = there.map(|id| find(c, district, &id)).transpose()?.flatten();
    if let Some(found) = found.as_ref().filter(|found| found.size == upload.size && found.received >= upload.received) {
        let sql = "UPDATE uploads SET expires_at = ?3 WHERE district = ?1 AND id = ?2";
        c.execute(sql, params![district, found.id, upload.expires_at])?;
        return Ok((Upload { expires_at: upload.expires_at, ..found.clone() }, None));
    }
    c.execute(
        "INSERT OR REPLACE INTO uploads VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            district,
            upload.id,
            upload.device.0,
            upload.stream,
            upload.sha256.0,
            signed(upload.size),
            signed(upload.received),
            upload.expires_at
        ],
    )?;
    Ok((upload, found.map(|found| found.id)))
}

pub(super) fn find(c: &Connection, district: &str, id: &str) -> Kept<Option<Upload>> {
    let sql = "SELECT device, stream, sha256, size, received, expires_at FROM uploads WHERE district = ?1 AND id = ?2";
    let mut statement = c.prepare_cached(sql)?;
    let mut rows = statement.query(params![district, id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Upload {
        id: id.to_owned(),
        device: device(row.get(0)?)?,
        stream: row.get(1)?,
        sha256: hash(row.get(2)?)?,
        size: unsigned(row.get(3)?),
        received: unsigned(row.get(4)?),
        expires_at: row.get(5)?,
    }))
}

/// Writes a chunk and waits until it is on the disk.
pub(super) fn write_at(files: &dyn Files, path: &Path, offset: u64, bytes: &[u8]) -> Kept<()> {
    let written = (|| {
        // A tail from before a crash, longer than the row says, must not stay behind this chunk.
        let mut file = files.resume(path, offset)?;
        file.write_all(bytes)?;
        file.sync()?;
        // With the first chunk the name is new: were it lost, the row would speak of bytes that are nowhere.
        if offset == 0 { path.parent().map_or(Ok(()), |folder| files.sync_dir(folder)) } else { Ok(()) }
    })();
    written.map_err(|error| file_error(path, error))
}

/// Moves the offset on, unless somebody else did.
pub(super) fn advance(c: &Connection, district: &str, id: &str, offset: u64, length: u64, expires_at: i64) -> Kept<Option<Upload>> {
    let sql = "UPDATE uploads SET received = received + ?4, expires_at = ?5 WHERE district = ?1 AND id = ?2 AND received = ?3";
    let changed = c.prepare_cached(sql)?.execute(params![district, id, signed(offset), signed(length), expires_at])?;
    if changed == 0 { Ok(None) } else { find(c, district, id) }
}

/// The bytes are in place: the stream holds them. The row stays until it expires: whoever missed the last answer asks how far it is.
pub(super) fn finish(c: &Connection, district: &str, upload: &Upload, now: i64) -> Kept<Holding> {
    c.execute(
        "INSERT OR IGNORE INTO blobs (district, sha256, size, stored_at) VALUES (?1, ?2, ?3, ?4)",
        params![district, upload.sha256.0, signed(upload.size), now],
    )?;
    blobs::hold(c, district, &upload.stream, upload.sha256, upload.size, upload.device, now)?;
    Ok(Holding { stream: upload.stream.clone(), sha256: upload.sha256, size: upload.size })
}

pub(super) fn remove(files: &dyn Files, path: &Path) -> Kept<()> {
    match files.remove(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(file_error(path, error)),
        _ => Ok(()),
    }
}

pub(super) fn expire(c: &Connection, district: &str, now: i64) -> Kept<Vec<String>> {
    let mut statement = c.prepare_cached("DELETE FROM uploads WHERE district = ?1 AND expires_at <= ?2 RETURNING id")?;
    let gone = statement.query_map(params![district, now], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(gone)
}
