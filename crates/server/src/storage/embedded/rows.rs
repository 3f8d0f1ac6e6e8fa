//! Heads of the rows that say who is who: kept beside the commits that put them, so that judging a commit reads no bodies.

use super::{Kept, Offered, RowHead, RowPut, device, signed, unsigned};
use rusqlite::{Connection, OptionalExtension, Row, params};
use xuncun_journal::DeviceId;

/// The rule of every replica: heads − bases + this.
pub(super) fn merge(c: &Connection, district: &str, commit: &Offered, row: &RowPut) -> Kept<()> {
    let sql = "DELETE FROM row_heads WHERE district = ?1 AND tbl = ?2 AND id = ?3 AND device = ?4 AND seq = ?5";
    let mut forget = c.prepare_cached(sql)?;
    for (device, seq) in &row.bases {
        forget.execute(params![district, row.table, row.id, device.0, signed(*seq)])?;
    }
    let sql = "INSERT INTO row_heads VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let (seq, hlc) = (signed(commit.seq), signed(commit.hlc));
    c.prepare_cached(sql)?.execute(params![district, row.table, row.id, commit.device.0, seq, hlc, row.deleted, row.columns])?;
    if row.table == "grant" {
        let sql = "INSERT INTO grant_versions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        c.prepare_cached(sql)?.execute(params![district, row.id, hlc, commit.device.0, seq, row.deleted, row.columns])?;
    }
    Ok(())
}

/// What every grant has ever said, by id and time.
pub(super) fn grant_versions(c: &Connection, district: &str) -> Kept<Vec<RowHead>> {
    let sql = "SELECT id, device, seq, hlc, deleted, columns FROM grant_versions WHERE district = ?1 ORDER BY id, hlc, device, seq";
    let mut statement = c.prepare_cached(sql)?;
    let mut rows = statement.query([district])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        versions.push(head("grant", row)?);
    }
    Ok(versions)
}

fn head(table: &str, row: &Row<'_>) -> Kept<RowHead> {
    Ok(RowHead {
        table: table.to_owned(),
        id: row.get(0)?,
        device: device(row.get(1)?)?,
        seq: unsigned(row.get(2)?),
        hlc: unsigned(row.get(3)?),
        deleted: row.get(4)?,
        columns: row.get(5)?,
    })
}

/// How often the rows that say who is who have changed.
pub(super) fn generation(c: &Connection, district: &str) -> Kept<u64> {
    let sql = "SELECT value FROM meta WHERE district = ?1 AND name = 'generation'";
    let count: Option<i64> = c.prepare_cached(sql)?.query_row([district], |row| row.get(0)).optional()?;
    Ok(unsigned(count.unwrap_or(0)))
}

/// Notes that some row has changed.
pub(super) fn note_change(c: &Connection, district: &str) -> Kept<()> {
    let sql = "INSERT INTO meta VALUES (?1, 'generation', 1) ON CONFLICT (district, name) DO UPDATE SET value = value + 1";
    c.prepare_cached(sql)?.execute([district])?;
    Ok(())
}

/// Heads of the rows of these tables.
pub(super) fn heads(c: &Connection, district: &str, tables: &[&str]) -> Kept<(u64, Vec<RowHead>)> {
    let sql = "SELECT id, device, seq, hlc, deleted, columns FROM row_heads WHERE district = ?1 AND tbl = ?2 ORDER BY id";
    let mut statement = c.prepare_cached(sql)?;
    let mut heads = Vec::new();
    for table in tables {
        let mut rows = statement.query(params![district, table])?;
        while let Some(row) = rows.next()? {
            heads.push(head(table, row)?);
        }
    }
    Ok((generation(c, district)?, heads))
}

/// Versions of one row's heads.
pub(super) fn heads_of(c: &Connection, district: &str, table: &str, id: &str) -> Kept<Vec<(DeviceId, u64)>> {
    let sql = "SELECT device, seq FROM row_heads WHERE district = ?1 AND tbl = ?2 AND id = ?3 ORDER BY device, seq";
    let mut statement = c.prepare_cached(sql)?;
    let mut rows = statement.query(params![district, table, id])?;
    let mut heads = Vec::new();
    while let Some(row) = rows.next()? {
        heads.push((device(row.get(0)?)?, unsigned(row.get(1)?)));
    }
    Ok(heads)
}
