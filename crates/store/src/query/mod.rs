//! What the commands read: typed rows, one file a subject. Every query finds its rows by an index, so that its time follows what it
//! returns and not what the replica holds.
//!
//! Rows that were deleted are never returned. Of rows in conflict the shown head is; [`visit::rivals`] names them.

pub use rusqlite::Connection;
use rusqlite::{OptionalExtension, Row};
use xuncun_domain::stream::StreamId;

pub mod appeal;
pub mod cleanup;
pub mod district;
pub mod draw;
pub mod finding;
pub mod history;
pub mod notice;
pub mod owner;
pub mod people;
pub mod photo;
pub mod place;
pub mod presence;
pub mod queue;
pub mod round;
pub mod verdict;
pub mod visit;
pub mod voice;
pub mod waiting;

/// What SQLite said.
pub type QueryError = rusqlite::Error;
/// Rows or one of them, or what SQLite said.
pub type Found<T> = Result<T, QueryError>;

/// Who wrote a row and when: columns that every synced table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Person.
    pub author: String,
    /// Hybrid clock of the shown version.
    pub hlc: u64,
    /// The device's id in hex; `None` while the row is pending here.
    pub device: Option<String>,
}

impl Stamp {
    /// Milliseconds since 1970: the physical half of the clock.
    pub const fn at(&self) -> i64 {
        (self.hlc >> 16).cast_signed()
    }

    /// Reads the columns `author`, `hlc` and `device` (a join's `device_ref.device`).
    fn read(row: &Row<'_>) -> Found<Self> {
        let device: Option<Vec<u8>> = row.get("device")?;
        Ok(Self {
            author: row.get::<_, Option<String>>("author")?.unwrap_or_default(),
            hlc: row.get::<_, i64>("hlc")?.cast_unsigned(),
            device: device.map(hex::encode),
        })
    }
}

/// The stream's number in this replica; `None` if it holds no row of it.
fn stream_ref(conn: &Connection, stream: &StreamId) -> Found<Option<i64>> {
    conn.prepare_cached("SELECT ref FROM stream_ref WHERE stream = ?1")?.query_row([stream.to_string()], |row| row.get(0)).optional()
}

/// A text column that may be null, as text.
fn text(row: &Row<'_>, column: &str) -> Found<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

/// A flag column; null is no.
fn flag(row: &Row<'_>, column: &str) -> Found<bool> {
    Ok(row.get::<_, Option<i64>>(column)?.unwrap_or_default() != 0)
}

/// Two columns that only mean something together.
fn pair(row: &Row<'_>, first: &str, second: &str) -> Found<Option<(f64, f64)>> {
    Ok(row.get::<_, Option<f64>>(first)?.zip(row.get::<_, Option<f64>>(second)?))
}
