//! What inspectors said of where they were when they opened a visit.

use super::{Found, Stamp, text};
use crate::query::visit::Visit;
use rusqlite::{Connection, Row, params};

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// `here` or `elsewhere`.
    pub answer: String,
    /// Longitude, latitude (degrees, WGS-84) and accuracy (metres) at that moment.
    pub position: (f64, f64, f64),
    /// When.
    pub said_at: i64,
    /// Who.
    pub stamp: Stamp,
}

impl Said {
    fn read(row: &Row<'_>) -> Found<Self> {
        Ok(Self {
            answer: text(row, "answer")?,
            position: (row.get("lon")?, row.get("lat")?, row.get("accuracy")?),
            said_at: row.get("said_at")?,
            stamp: Stamp::read(row)?,
        })
    }
}

/// What was said in a visit, in order. A row without its position or its time says nothing.
pub fn of_visit(conn: &Connection, visit: &Visit) -> Found<Vec<Said>> {
    let sql = "SELECT p.answer, p.lon, p.lat, p.accuracy, p.said_at, p.author, p.hlc, d.device
      FROM presence p LEFT JOIN device_ref d ON d.ref = p.v_device
      WHERE p.deleted = 0 AND p.inspection = ?1 AND p.stream = ?2
        AND p.lon IS NOT NULL AND p.lat IS NOT NULL AND p.accuracy IS NOT NULL AND p.said_at IS NOT NULL
      ORDER BY p.said_at, p.id";
    conn.prepare_cached(sql)?.query_map(params![visit.id, visit.stream], Said::read)?.collect()
}
