//! What belongs to this device alone: preferences, unfinished intents, the cursor, the correction of its clock.

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_journal::hlc::MAX_AHEAD_MS;

use crate::Result;
use crate::store::Store;
use crate::write::WriteTx;

/// Something begun that leaves the app's hands: a camera, for which the system may end the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intent {
    /// Its name.
    pub id: String,
    /// What is to be resumed, as JSON.
    pub document: String,
}

impl Store {
    /// A preference, as JSON.
    pub fn preference(&self, name: &str) -> Result<Option<String>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT value FROM preference WHERE name = ?1")?;
            Ok(statement.query_row([name], |row| row.get(0)).optional()?)
        })
    }

    /// Sets a preference, or forgets it.
    pub fn set_preference(&self, name: &str, value: Option<&str>) -> Result<()> {
        self.transact(|replica| set_preference(replica.conn, name, value))
    }

    /// What was begun and not finished.
    pub fn intents(&self) -> Result<Vec<Intent>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT id, document FROM intent ORDER BY id")?;
            let rows = statement.query_map([], |row| Ok(Intent { id: row.get(0)?, document: row.get(1)? }))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Notes what is begun, or forgets it.
    pub fn set_intent(&self, id: &str, document: Option<&str>) -> Result<()> {
        self.transact_quietly(|replica| set_intent(replica.conn, id, document))
    }

    /// Behind which cursor the next page is to be asked for.
    pub fn cursor(&self) -> Result<Option<Vec<u8>>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT bytes FROM cursor")?;
            Ok(statement.query_row([], |row| row.get(0)).optional()?)
        })
    }

    /// Sets the cursor, after its page was applied; or forgets it, to begin again.
    pub fn set_cursor(&self, cursor: Option<&[u8]>) -> Result<()> {
        self.transact_quietly(|replica| {
            match cursor {
                Some(bytes) => replica.conn.execute("INSERT OR REPLACE INTO cursor (one, bytes) VALUES (1, ?1)", [bytes])?,
                None => replica.conn.execute("DELETE FROM cursor", [])?,
            };
            Ok(())
        })
    }

    /// Compares the device's clock with the server's, at any answer. From now on times of commits are corrected, if it is
    /// more than ten minutes off; and no more, once it is right again.
    pub fn observe_server_time(&self, local_ms: i64, server_ms: i64) -> Result<()> {
        let off = server_ms.saturating_sub(local_ms);
        let offset = if off.abs() > MAX_AHEAD_MS { off } else { 0 };
        let known: i64 = self.read(clock_offset)?;
        // Drift within a second is not worth a write.
        if offset == known || (offset != 0 && known != 0 && (offset - known).abs() < 1_000) {
            return Ok(());
        }
        self.transact_quietly(|replica| {
            replica.conn.execute("INSERT OR REPLACE INTO meta VALUES ('clock_offset', ?1)", [offset])?;
            replica.session.clock_offset = offset;
            Ok(())
        })
    }

    /// What is added to the device's clock: not 0 only while it is known to be wrong. Milliseconds.
    pub fn clock_offset_ms(&self) -> Result<i64> {
        self.read(clock_offset)
    }
}

pub(crate) fn clock_offset(conn: &Connection) -> Result<i64> {
    let sql = "SELECT value FROM meta WHERE name = 'clock_offset'";
    let found = conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or(0))
}

impl WriteTx<'_, '_> {
    /// Sets a preference, or forgets it, together with the rows of this transaction.
    pub fn set_preference(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        set_preference(self.conn(), name, value)
    }

    /// Notes what is begun, or forgets it, together with the rows of this transaction.
    pub fn set_intent(&mut self, id: &str, document: Option<&str>) -> Result<()> {
        set_intent(self.conn(), id, document)
    }
}

fn set_preference(conn: &Connection, name: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => conn.prepare_cached("INSERT OR REPLACE INTO preference (name, value) VALUES (?1, ?2)")?.execute(params![name, value])?,
        None => conn.prepare_cached("DELETE FROM preference WHERE name = ?1")?.execute([name])?,
    };
    Ok(())
}

fn set_intent(conn: &Connection, id: &str, document: Option<&str>) -> Result<()> {
    match document {
        Some(document) => conn.prepare_cached("INSERT OR REPLACE INTO intent (id, document) VALUES (?1, ?2)")?.execute(params![id, document])?,
        None => conn.prepare_cached("DELETE FROM intent WHERE id = ?1")?.execute([id])?,
    };
    Ok(())
}
