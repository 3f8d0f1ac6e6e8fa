//! Bodies that were erased: the record stands in their place, and files that nothing else names are given up.

use super::{Erased, ErasureRow, Hash, Kept, Offered, commits, device, hash, signed, unsigned};
use rusqlite::{Connection, params};

/// Keeps the record that came together with a header.
pub(super) fn keep(c: &Connection, district: &str, commit: &Offered, record: &[u8]) -> Kept<()> {
    let size = (commit.envelope.len() + record.len()) as i64;
    let sql = "INSERT INTO erasures VALUES (?1, ?2, ?3, ?4, NULL, ?5, ?6)";
    c.prepare_cached(sql)?.execute(params![district, commit.stream, commit.device.0, signed(commit.seq), size, record])?;
    Ok(())
}

/// Erases bodies that are there; see `Storage::erase`.
pub(super) fn erase(c: &Connection, district: &str, erased: &[Erased]) -> Kept<usize> {
    let before = commits::last_position(c, district)?;
    let mut position = before;
    for body in erased {
        let sql = "UPDATE commits SET body = NULL, size = length(envelope) + ?6
                   WHERE district = ?1 AND stream = ?2 AND device = ?3 AND seq = ?4 AND header_hash = ?5 AND body IS NOT NULL RETURNING size";
        let place = params![district, body.stream, body.device.0, signed(body.seq), body.header_hash.0, body.record.len() as i64];
        let Some(size) = c.prepare_cached(sql)?.query_map(place, |row| row.get::<_, i64>(0))?.next().transpose()? else { continue };
        position += 1;
        let sql = "INSERT INTO erasures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let row = params![district, body.stream, body.device.0, signed(body.seq), signed(position), size, body.record];
        c.prepare_cached(sql)?.execute(row)?;
        for file in &body.files {
            release(c, district, &body.stream, *file)?;
        }
    }
    if position > before {
        commits::reach(c, district, position)?;
    }
    usize::try_from(position - before).map_err(|_| super::StorageError::Damaged("positions".into()))
}

/// The stream does not hold the file any more; where no other does, its bytes are to go.
fn release(c: &Connection, district: &str, stream: &str, sha256: Hash) -> Kept<()> {
    c.execute("DELETE FROM holdings WHERE district = ?1 AND stream = ?2 AND sha256 = ?3", params![district, stream, sha256.0])?;
    c.execute("DELETE FROM uploads WHERE district = ?1 AND stream = ?2 AND sha256 = ?3", params![district, stream, sha256.0])?;
    let sql = "DELETE FROM blobs WHERE district = ?1 AND sha256 = ?2 AND NOT EXISTS (SELECT 1 FROM holdings WHERE district = ?1 AND sha256 = ?2)";
    if c.execute(sql, params![district, sha256.0])? > 0 {
        c.execute("INSERT OR IGNORE INTO released VALUES (?1, ?2)", params![district, sha256.0])?;
    }
    Ok(())
}

/// Files to be removed: what was brought again meanwhile stays.
pub(super) fn released(c: &Connection, district: &str) -> Kept<Vec<Hash>> {
    c.execute(
        "DELETE FROM released WHERE district = ?1 AND EXISTS (SELECT 1 FROM blobs AS b WHERE b.district = ?1 AND b.sha256 = released.sha256)",
        [district],
    )?;
    let mut statement = c.prepare_cached("SELECT sha256 FROM released WHERE district = ?1")?;
    let files = statement.query_map([district], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    files.into_iter().map(hash).collect()
}

/// They are removed.
pub(super) fn gone(c: &Connection, district: &str, files: &[Hash]) -> Kept<()> {
    let mut statement = c.prepare_cached("DELETE FROM released WHERE district = ?1 AND sha256 = ?2")?;
    for file in files {
        statement.execute(params![district, file.0])?;
    }
    Ok(())
}

/// Every record.
pub(super) fn all(c: &Connection, district: &str) -> Kept<Vec<ErasureRow>> {
    let sql = "SELECT stream, device, seq, position, record, size FROM erasures WHERE district = ?1 ORDER BY stream, device, seq";
    let mut statement = c.prepare(sql)?;
    let mut rows = statement.query([district])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(ErasureRow {
            stream: row.get(0)?,
            device: device(row.get(1)?)?,
            seq: unsigned(row.get(2)?),
            position: row.get::<_, Option<i64>>(3)?.map(unsigned),
            record: row.get(4)?,
            size: unsigned(row.get(5)?),
        });
    }
    Ok(all)
}
