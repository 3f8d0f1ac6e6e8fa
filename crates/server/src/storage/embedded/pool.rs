//! Opening the database, and connections for reading.

use super::{Kept, StorageError};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Every step that the database has gone through, in order. Steps are only ever added.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../../../migrations/server/sqlite/001_safe.sql"),
    include_str!("../../../../../migrations/server/sqlite/002_erasures.sql"),
    include_str!("../../../../../migrations/server/sqlite/003_refusals.sql"),
    include_str!("../../../../../migrations/server/sqlite/004_backups.sql"),
    include_str!("../../../../../migrations/server/sqlite/005_codes.sql"),
];
/// Connections kept for the next reader.
const IDLE: usize = 4;

/// Opens a database for writing, and brings it to this version, all or nothing.
///
/// # Errors
/// [`StorageError::Newer`] for a database of a newer version.
pub fn open_database(path: &Path) -> Kept<Connection> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    // What was erased is not left in unused pages.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.set_prepared_statement_cache_capacity(64);
    migrate(&mut connection)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Kept<()> {
    let known = MIGRATIONS.len() as i64;
    // Immediate: two processes that open a fresh folder at once must not both make the tables.
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StorageError::Newer { found, known });
    }
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}

/// Connections for reading.
pub(super) struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()) }
    }

    /// Runs `work` in one read transaction, so that all of its queries see the same state.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Connection) -> Kept<T>) -> Kept<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.open()?,
        };
        let tx = connection.unchecked_transaction()?;
        let made = work(&tx);
        let ended = tx.rollback();
        if ended.is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < IDLE {
                idle.push(connection);
            }
        }
        // Where the disk fails SQLite ends the transaction by itself: what went wrong with the work says more than that there is none to end.
        made.and_then(|made| Ok(ended.map(|()| made)?))
    }

    fn open(&self) -> Kept<Connection> {
        let connection = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "query_only", "ON")?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(connection)
    }
}
