//! Backups of a district while it is served, and putting one back.
//!
//! The database is copied through SQLite's backup interface, which gives the state of one moment. Blobs come after it: they
//! are written before the row that names them and never change, so every blob that the copied database names is there.

use crate::config::Config;
use crate::endpoint::system_clock;
use crate::keys;
use crate::storage::embedded::{Embedded, open_database};
use crate::storage::{BACKED_UP, Storage, StorageError};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

/// Name of the mark that a server signs nothing of its own yet.
pub const RECOVERING: &str = "recovering";

/// Name of the mark that a server was ever restored: what it knows of who could read what, and when, may not be what was so.
pub const RESTORED: &str = "restored";

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It would overwrite something.
    #[error("{0} exists already")]
    Exists(String),
    /// There is no district there.
    #[error("there is no district in {0}")]
    NoDistrict(String),
    /// A file.
    #[error("{0}")]
    File(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// Commits.
    pub commits: u64,
    /// Blobs.
    pub blobs: u64,
}

impl fmt::Display for Copied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} commits and {} blobs", self.commits, self.blobs)
    }
}

/// Copies the district in `data` into the new folder `to`.
///
/// # Errors
/// [`CopyError`]; then `to` is no backup: its database is given its name last.
pub fn backup(data: &Path, to: &Path, with_root_key: bool) -> Result<Copied, CopyError> {
    if to.exists() {
        return Err(CopyError::Exists(to.display().to_string()));
    }
    let from = Connection::open_with_flags(data.join("server.db"), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(|_| CopyError::NoDistrict(data.display().to_string()))?;
    from.busy_timeout(Duration::from_secs(10))?;
    folder(to)?;
    let temp = to.join("server.db.new");
    own_file(&temp)?;
    {
        let mut copy = Connection::open(&temp)?;
        // All pages in one step: a copy in several would start over whenever somebody writes.
        Backup::new(&from, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)?;
    }
    let copied = copy_files(data, to, &temp, with_root_key)?;
    let new = not_backed_up(&temp)?;
    File::open(&temp)?.sync_all()?;
    fs::rename(&temp, to.join("server.db"))?;
    File::open(to)?.sync_all()?;
    if let Some(above) = to.parent() {
        File::open(if above.as_os_str().is_empty() { Path::new(".") } else { above })?.sync_all()?;
    }
    note_backup(&from, &new)?;
    Ok(copied)
}

/// District and hash of the blobs that no backup before this one had.
fn not_backed_up(copy: &Path) -> Result<Vec<(String, Vec<u8>)>, CopyError> {
    let copy = open_database(copy)?;
    let mut statement = copy.prepare("SELECT district, sha256 FROM blobs WHERE backed_up = 0")?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Says of what the backup holds that it is backed up, now that the backup is whole: devices may let go of their own copies.
fn note_backup(from: &Connection, new: &[(String, Vec<u8>)]) -> Result<(), CopyError> {
    let there = "SELECT EXISTS (SELECT 1 FROM pragma_table_info('blobs') WHERE name = 'backed_up')";
    if !from.query_row(there, [], |row| row.get(0))? {
        // A server of an older version is still running: it tells no device to let go of anything.
        return Ok(());
    }
    let now = system_clock()();
    let noting = from.unchecked_transaction()?;
    noting.execute("INSERT OR REPLACE INTO meta SELECT DISTINCT district, ?1, ?2 FROM epochs", (BACKED_UP, now.to_be_bytes()))?;
    for (district, sha256) in new {
        noting.prepare_cached("UPDATE blobs SET backed_up = 1 WHERE district = ?1 AND sha256 = ?2")?.execute((district, sha256))?;
    }
    noting.commit()?;
    Ok(())
}

/// Blobs that the database names, keys, the configuration and the ground map.
fn copy_files(data: &Path, to: &Path, database: &Path, with_root_key: bool) -> Result<Copied, CopyError> {
    let copy = open_database(database)?;
    let commits: i64 = copy.query_row("SELECT count(*) FROM commits", [], |row| row.get(0))?;
    let mut blobs = 0;
    let mut folders = BTreeSet::new();
    let mut statement = copy.prepare("SELECT lower(hex(sha256)) FROM blobs")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let there = to.join("blobs").join(&name[..2]);
        if folders.insert(there.clone()) {
            folder(&there)?;
        }
        copy_file(&data.join("blobs").join(&name[..2]).join(&name), &there.join(&name))?;
        blobs += 1;
    }
    // Names as well as bytes: what is called backed up may be gone everywhere else.
    let above = (!folders.is_empty()).then(|| to.join("blobs"));
    for folder in folders.iter().chain(&above) {
        File::open(folder)?.sync_all()?;
    }
    for name in [keys::SERVER, keys::ROOT] {
        let wanted = name != keys::ROOT || with_root_key;
        match keys::read(data, name) {
            Ok(key) if wanted => keys::write(to, name, &key)?,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    for name in ["config.toml", xuncun_basemap::FILE] {
        if data.join(name).exists() {
            copy_file(&data.join(name), &to.join(name))?;
        }
    }
    Ok(Copied { commits: commits.unsigned_abs(), blobs })
}

/// A folder, and those above it that are missing, for its owner alone: it holds everything about the district.
fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// A new file for its owner alone. What a run that was cut off left behind there is begun anew.
fn own_file(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => OpenOptions::new().write(true).create_new(true).mode(0o600).open(path),
    }
}

/// The bytes themselves, durable. A second name for the same file would save their space, but whatever spoils the one would spoil the other.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut made = own_file(to)?;
    io::copy(&mut File::open(from)?, &mut made)?;
    made.sync_all()
}

/// Puts a backup into an empty data folder and begins a new epoch: every replica starts its cursor over, and offers what
/// the backup lacks. Until [`finish`] the server signs nothing of its own: replicas may hold commits of its chains that it
/// does not have yet, and a slot must not be taken twice.
///
/// # Errors
/// [`CopyError`].
pub async fn restore(from: &Path, config: &Config) -> Result<Copied, CopyError> {
    let data = &config.data;
    if Embedded::district_in(data)?.is_some() {
        return Err(CopyError::Exists(data.join("server.db").display().to_string()));
    }
    let district = Embedded::district_in(from)?.ok_or_else(|| CopyError::NoDistrict(from.display().to_string()))?;
    folder(data)?;
    let temp = data.join("server.db.new");
    copy_file(&from.join("server.db"), &temp)?;
    let copied = copy_files(from, data, &temp, true)?;
    {
        // The mark is in the database before it has its name: a server never opens it without.
        let connection = open_database(&temp)?;
        for mark in [RECOVERING, RESTORED] {
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2, x'01')", (&district, mark))?;
        }
        // The copy is from before it was whole. From now on what is not in the next one is in none: this one may be gone by then.
        connection.execute("INSERT OR IGNORE INTO meta VALUES (?1, ?2, ?3)", (&district, BACKED_UP, 0_i64.to_be_bytes()))?;
        let latest: i64 = connection.query_row("SELECT max(began_at) FROM epochs", [], |row| row.get(0))?;
        let at = latest.saturating_add(1).max(system_clock()());
        connection.execute("INSERT INTO epochs VALUES (?1, ?2, ?3, 'restore')", (&district, rand::random::<[u8; 16]>(), at))?;
        // Uploads in progress were not copied.
        connection.execute("DELETE FROM uploads", [])?;
        // A code that was used since the backup would be good again, a session that was ended since would be open again.
        connection.execute("DELETE FROM codes", [])?;
        connection.execute("DELETE FROM tokens WHERE purpose = 'web'", [])?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    File::open(&temp)?.sync_all()?;
    fs::rename(&temp, data.join("server.db"))?;
    File::open(data)?.sync_all()?;
    Ok(copied)
}

/// The replicas have brought back what they had: the server signs again.
///
/// # Errors
/// The storage's.
pub async fn finish(config: &Config) -> Result<(), CopyError> {
    let district = Embedded::district_in(&config.data)?.ok_or_else(|| CopyError::NoDistrict(config.data.display().to_string()))?;
    let storage = Embedded::open(&config.data, &district)?;
    storage.drop_meta(RECOVERING).await?;
    Ok(())
}
