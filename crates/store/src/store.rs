//! The open replica: one connection that writes, some that read, one folder of blobs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::watch;
use xuncun_journal::{Clock, Hlc};

use crate::Result;
use crate::blob::BlobDir;
use crate::error::StoreError;
use crate::files::{Disk, Files, make_dirs};
use crate::identity::{self, Identity};
use crate::local;
use crate::migrate;
use crate::readers::Readers;
use crate::refs::Refs;
use crate::repair::is_unfinished;
use crate::revocation;
use crate::wipe;

/// The database's file in the replica's folder.
pub(crate) const DATABASE: &str = "replica.sqlite";

/// How long a statement waits for another process.
pub(crate) const BUSY: Duration = Duration::from_secs(5);

/// A replica.
pub struct Store {
    dir: PathBuf,
    blobs: BlobDir,
    /// Closed before the writer, which as the last connection folds the write-ahead log into the database.
    readers: Readers,
    writer: Mutex<Writer>,
    changes: watch::Sender<u64>,
}

struct Writer {
    conn: Connection,
    /// None after a transaction failed: what was remembered may have been rolled back, and is read anew before the next one.
    session: Option<Session>,
}

/// What the writing connection remembers between transactions. All of it can be read anew from the database.
#[derive(Default)]
pub(crate) struct Session {
    pub(crate) refs: Refs,
    pub(crate) clock: Clock,
    /// What to add to the wall clock's milliseconds: not 0 only while that clock is known to be wrong.
    pub(crate) clock_offset: i64,
    pub(crate) identity: Option<Identity>,
    /// The device was handed in: nothing is written any more.
    pub(crate) retired: bool,
}

impl Session {
    pub(crate) fn load(conn: &Connection) -> Result<Self> {
        Ok(Self {
            refs: Refs::default(),
            clock: Clock::new(last_hlc(conn)?),
            clock_offset: local::clock_offset(conn)?,
            identity: identity::load(conn)?,
            retired: revocation::is_retired(conn)?,
        })
    }
}

/// The greatest time that any commit or pending row carries.
pub(crate) fn last_hlc(conn: &Connection) -> Result<Hlc> {
    let sql = "SELECT max(coalesce((SELECT max(hlc) FROM commit_log), 0), coalesce((SELECT max(hlc) FROM pending), 0))";
    let last: i64 = conn.query_row(sql, [], |row| row.get(0))?;
    Ok(Hlc(last.unsigned_abs()))
}

/// The replica inside a transaction.
pub(crate) struct Replica<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) session: &'a mut Session,
}

impl Replica<'_> {
    pub(crate) fn identity(&self) -> Result<&Identity> {
        self.session.identity.as_ref().ok_or(StoreError::NotEnrolled)
    }
}

impl Store {
    /// Opens or makes the replica in this folder.
    ///
    /// Fails with `newer_database` if a newer app wrote it, with `corrupt` if it is damaged, with `busy` if another process
    /// holds it, with `disk_full` or `io`.
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_on(Arc::new(Disk), dir)
    }

    /// As [`Store::open`], with blobs on another disk than the system's.
    pub fn open_on(files: Arc<dyn Files>, dir: &Path) -> Result<Self> {
        make_dirs(&*files, dir)?;
        wipe::finish(dir)?;
        if is_unfinished(dir) {
            return Err(StoreError::Corrupt("a repair was not finished".into()));
        }
        let path = dir.join(DATABASE);
        let mut conn = Connection::open(&path)?;
        prepare(&conn)?;
        migrate::migrate(&mut conn)?;
        let session = Session::load(&conn)?;
        let blobs = BlobDir::open_on(files, &dir.join("blobs"))?;
        if session.identity.is_none() && wipe::read(dir)?.is_some() {
            // A photograph that was being kept in the moment of the wipe.
            blobs.remove_all()?;
        }
        let store = Self {
            dir: dir.to_owned(),
            blobs,
            writer: Mutex::new(Writer { conn, session: Some(session) }),
            readers: Readers::new(path),
            changes: watch::Sender::new(0),
        };
        store.learn_new_words()?;
        store.finish_erasing();
        Ok(store)
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The blobs: photographs, thumbnails, strokes.
    #[must_use]
    pub fn blobs(&self) -> &BlobDir {
        &self.blobs
    }

    /// A counter that goes up after every transaction that changed something to look at.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Reads one consistent state, beside any writer.
    pub fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.readers.read(f)
    }

    /// As [`Store::read`], for an error type of the caller's.
    pub fn try_read<T, E: From<StoreError>>(&self, f: impl FnOnce(&Connection) -> std::result::Result<T, E>) -> std::result::Result<T, E> {
        self.readers.read(f)
    }

    /// Removes every row in one transaction, and then what the files still held of them.
    pub(crate) fn forget_rows(&self) -> Result<()> {
        self.transact(|replica| {
            let mut tables = replica.conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
            let names = tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            for name in names {
                replica.conn.execute(&format!("DELETE FROM \"{name}\""), [])?;
            }
            *replica.session = Session::default();
            Ok::<_, StoreError>(())
        })?;
        let guard = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        guard.conn.execute_batch("VACUUM")?;
        drop(guard);
        if self.fold_log()? { Ok(()) } else { Err(StoreError::Busy) }
    }

    /// Folds the write-ahead log into the database and leaves nothing of it. False where a reader still needs it.
    pub(crate) fn fold_log(&self) -> Result<bool> {
        let guard = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let busy: bool = guard.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(!busy)
    }

    /// Runs `f` in one transaction that is durable when this returns, and tells the listeners.
    pub(crate) fn transact<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Replica<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let result = self.transact_quietly(f)?;
        self.announce();
        Ok(result)
    }

    /// Has whoever watches look again, though no row changed.
    pub fn announce(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// As [`Store::transact`], for what no screen shows.
    pub(crate) fn transact_quietly<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Replica<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        // A panic while the lock was held has rolled its transaction back.
        let poisoned = self.writer.is_poisoned();
        let mut guard = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let Writer { conn, session: remembered } = &mut *guard;
        let known = remembered.take().filter(|_| !poisoned);
        self.writer.clear_poison();
        let mut session = known.map_or_else(|| Session::load(conn), Ok)?;
        let tx = Immediate::begin(conn)?;
        let value = f(&mut Replica { conn, session: &mut session })?;
        tx.commit()?;
        *remembered = Some(session);
        Ok(value)
    }
}

/// A transaction by cached statements, rolled back unless committed.
struct Immediate<'a> {
    conn: &'a Connection,
    open: bool,
}

impl<'a> Immediate<'a> {
    fn begin(conn: &'a Connection) -> Result<Self> {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Self { conn, open: true })
    }

    fn commit(mut self) -> Result<()> {
        self.conn.prepare_cached("COMMIT")?.execute([])?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Immediate<'_> {
    fn drop(&mut self) {
        if self.open
            && !self.conn.is_autocommit()
            && let Err(error) = self.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "rollback failed");
        }
    }
}

pub(crate) fn prepare(conn: &Connection) -> Result<()> {
    conn.busy_timeout(BUSY)?;
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Io(format!("journal mode {mode}")));
    }
    // FULL: a tap acknowledged on screen survives a power cut. secure_delete: what was erased is not left in unused pages.
    conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; \
         PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 16777216; PRAGMA trusted_schema = OFF;",
    )?;
    conn.set_prepared_statement_cache_capacity(512);
    Ok(())
}
