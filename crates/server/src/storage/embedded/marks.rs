//! Small things that the server keeps about itself: marks, epochs, what the short names of scopes stand for.

use super::{Kept, StorageError};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn meta(c: &Connection, district: &str, name: &str) -> Kept<Option<Vec<u8>>> {
    let sql = "SELECT value FROM meta WHERE district = ?1 AND name = ?2";
    Ok(c.prepare_cached(sql)?.query_row(params![district, name], |row| row.get(0)).optional()?)
}

pub(super) fn set_meta(c: &Connection, district: &str, name: &str, value: &[u8]) -> Kept<()> {
    c.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2, ?3)", params![district, name, value])?;
    Ok(())
}

pub(super) fn drop_meta(c: &Connection, district: &str, name: &str) -> Kept<()> {
    c.execute("DELETE FROM meta WHERE district = ?1 AND name = ?2", params![district, name])?;
    Ok(())
}

/// The present epoch.
pub(super) fn epoch(c: &Connection, district: &str) -> Kept<Option<[u8; 16]>> {
    let sql = "SELECT epoch FROM epochs WHERE district = ?1 ORDER BY began_at DESC LIMIT 1";
    let found: Option<Vec<u8>> = c.prepare_cached(sql)?.query_row([district], |row| row.get(0)).optional()?;
    found.map(|bytes| bytes.try_into().map_err(|_| StorageError::Damaged("the epoch".into()))).transpose()
}

pub(super) fn begin_epoch(c: &Connection, district: &str, epoch: [u8; 16], at: i64, reason: &str) -> Kept<()> {
    let last: Option<i64> = c.query_row("SELECT max(began_at) FROM epochs WHERE district = ?1", [district], |row| row.get(0))?;
    // Later than the last one even if the clock went back: the latest epoch is the present one.
    let at = last.map_or(at, |last| at.max(last + 1));
    c.execute("INSERT INTO epochs VALUES (?1, ?2, ?3, ?4)", params![district, epoch, at, reason])?;
    Ok(())
}

pub(super) fn put_scope(c: &Connection, district: &str, id: [u8; 8], text: &str) -> Kept<()> {
    c.execute("INSERT OR REPLACE INTO scopes VALUES (?1, ?2, ?3)", params![district, id, text])?;
    Ok(())
}

pub(super) fn scope(c: &Connection, district: &str, id: [u8; 8]) -> Kept<Option<String>> {
    let sql = "SELECT scope FROM scopes WHERE district = ?1 AND id = ?2";
    Ok(c.prepare_cached(sql)?.query_row(params![district, id], |row| row.get(0)).optional()?)
}
