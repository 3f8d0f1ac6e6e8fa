//! Whose a finding is. Personal data: the rows lie in the village's `private` stream, one a finding, by the finding's id.

use super::{Found, Stamp, stream_ref, text};
use rusqlite::{Connection, OptionalExtension, Row, params};
use xuncun_domain::stream::StreamId;

/// A name and a phone, as somebody wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerRow {
    /// Name, may be empty.
    pub name: String,
    /// Phone, may be empty.
    pub phone: String,
    /// Two people wrote it differently.
    pub conflict: bool,
    /// Who wrote it.
    pub stamp: Stamp,
}

impl OwnerRow {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self {
            name: text(row, "name")?,
            phone: text(row, "phone")?,
            conflict: row.get::<_, Option<i64>>("conflict")?.unwrap_or_default() == 2,
            stamp: Stamp::read(row)?,
        })
    }
}

/// Whose a finding is, by the village's private stream.
pub fn of_finding(conn: &Connection, stream: &StreamId, finding: &str) -> Found<Option<OwnerRow>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(None) };
    let sql = "SELECT o.name, o.phone, o.conflict, o.author, o.hlc, d.device
      FROM owner o LEFT JOIN device_ref d ON d.ref = o.v_device WHERE o.deleted = 0 AND o.id = ?1 AND o.stream = ?2";
    conn.prepare_cached(sql)?.query_row(params![finding, stream], OwnerRow::read).optional()
}
