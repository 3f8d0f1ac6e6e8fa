//! The files that rows name: one question over every table that has a column for one.

use rusqlite::{Connection, params};
use xuncun_domain::table::{FILE_COLUMNS, FileColumn};

use crate::Result;

/// A query of all files that rows name: `stream`, `sha256` (lower-case hex), `kind`, `mime`, `size`, `v_device`, `hlc`, and `rank`, by which one that
/// several rows name is called. Where a table does not say what a file is, type and size are null.
pub(crate) fn named_files(of: impl Fn(&FileColumn) -> bool) -> String {
    let one = |(rank, file): (usize, &FileColumn)| {
        let FileColumn { table, column, kind } = file;
        let kind = kind.map_or_else(|| "kind".to_owned(), |kind| format!("'{kind}'"));
        let (mime, size) = if file.is_described() { ("mime", "size") } else { ("NULL", "NULL") };
        format!(
            "SELECT stream, lower(\"{column}\") AS sha256, {kind} AS kind, {mime} AS mime, {size} AS size, v_device, hlc, {rank} AS rank \
             FROM \"{table}\" WHERE deleted = 0 AND \"{column}\" IS NOT NULL"
        )
    };
    FILE_COLUMNS.iter().enumerate().filter(|(_, file)| of(file)).map(one).collect::<Vec<_>>().join(" UNION ALL ")
}

/// Whether a row names the file: one of this stream, or of any.
pub(crate) fn is_named(conn: &Connection, stream: Option<i64>, sha256: &str) -> Result<bool> {
    for FileColumn { table, column, .. } in FILE_COLUMNS {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE (?1 IS NULL OR stream = ?1) AND \"{column}\" = ?2 AND deleted = 0)");
        if conn.prepare_cached(&sql)?.query_row(params![stream, sha256], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}
