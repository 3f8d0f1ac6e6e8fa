//! The embedded storage: one SQLite file beside a folder of blobs.
//!
//! `server.db` is written by one thread ([`writer`]) in group commits and read through a small pool. Blobs lie in
//! `blobs/ab/<sha256>`, the same layout as a replica's, so that the server's own replica shares the folder.

mod blobs;
mod codes;
mod commits;
mod erasures;
mod marks;
mod pool;
mod rows;
mod uploads;
mod writer;

pub use pool::open_database;

use super::*;
use pool::Pool;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::{Path, PathBuf};
use writer::Writer;
use xuncun_store::files::{Disk, Files, make_dirs};

/// SQLite and a folder.
pub struct Embedded {
    district: Arc<str>,
    data: PathBuf,
    files: Arc<dyn Files>,
    writer: Writer,
    pool: Arc<Pool>,
    /// Chunks of one upload are written one after the other; uploads share locks by the first byte of their ids.
    chunks: [tokio::sync::Mutex<()>; 16],
}

impl Embedded {
    /// Opens the storage in `data`, making or migrating the database.
    ///
    /// # Errors
    /// A folder that cannot be written, a database of a newer version.
    pub fn open(data: &Path, district: &str) -> Kept<Self> {
        Self::open_on(Arc::new(Disk), data, district)
    }

    /// As [`Embedded::open`], with blobs on another disk than the system's.
    ///
    /// # Errors
    /// As there.
    pub fn open_on(files: Arc<dyn Files>, data: &Path, district: &str) -> Kept<Self> {
        for folder in ["blobs", "uploads"] {
            let path = data.join(folder);
            make_dirs(&*files, &path).map_err(|source| file_error(&path, source))?;
        }
        let path = data.join("server.db");
        let connection = open_database(&path)?;
        Ok(Self {
            district: district.into(),
            data: data.to_owned(),
            files,
            writer: Writer::start(connection)?,
            pool: Arc::new(Pool::new(path)),
            chunks: Default::default(),
        })
    }

    /// Bounds the database to so many bytes, as if the disk ended there.
    ///
    /// # Errors
    /// The database's.
    pub async fn bound(&self, bytes: u64) -> Kept<()> {
        self.write(move |c, _| {
            let page: i64 = c.query_row("PRAGMA page_size", [], |row| row.get(0))?;
            let pages = (signed(bytes) / page.max(1)).max(1);
            Ok(c.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
        })
        .await
    }

    /// The district in a database, if `init` has made one.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub fn district_in(data: &Path) -> Kept<Option<String>> {
        let path = data.join("server.db");
        if !path.exists() {
            return Ok(None);
        }
        let connection = open_database(&path)?;
        Ok(connection.query_row("SELECT district FROM epochs ORDER BY began_at LIMIT 1", [], |row| row.get(0)).optional()?)
    }

    async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Connection, &str) -> Kept<T> + Send + 'static) -> Kept<T> {
        let (pool, district) = (self.pool.clone(), self.district.clone());
        blocking(move || pool.with(|connection| work(connection, &district))).await
    }

    async fn write<T: Send + 'static>(&self, work: impl FnOnce(&Connection, &str) -> Kept<T> + Send + 'static) -> Kept<T> {
        let district = self.district.clone();
        self.writer.run(move |connection| work(connection, &district)).await
    }

    /// Work on files, where it may block.
    async fn on_disk<T: Send + 'static>(&self, work: impl FnOnce(&dyn Files) -> Kept<T> + Send + 'static) -> Kept<T> {
        let files = Arc::clone(&self.files);
        blocking(move || work(&*files)).await
    }

    /// Removes files that no stream holds any more.
    async fn sweep_files(&self) -> Kept<()> {
        let files = self.write(erasures::released).await?;
        for file in &files {
            let path = self.blob_path(*file);
            self.on_disk(move |files| uploads::remove(files, &path)).await?;
        }
        if files.is_empty() { Ok(()) } else { self.write(move |c, district| erasures::gone(c, district, &files)).await }
    }

    /// Folds the write-ahead log into the database: older pages, with what was erased since, are left in it alone.
    async fn fold_log(&self) -> Kept<()> {
        let path = self.data.join("server.db");
        blocking(move || Ok(open_database(&path)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)).await
    }

    fn blob_path(&self, sha256: Hash) -> PathBuf {
        blobs::path(&self.data, sha256)
    }
}

/// Runs blocking work where it may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Kept<T> + Send + 'static) -> Kept<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(StorageError::Closed))
}

/// An error of a file, named without the machine's folders.
fn file_error(path: &Path, source: std::io::Error) -> StorageError {
    if source.kind() == std::io::ErrorKind::StorageFull || source.kind() == std::io::ErrorKind::QuotaExceeded {
        return StorageError::Full;
    }
    let path = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    StorageError::File { path, source }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Database(error.to_string()),
        }
    }
}

fn hash(bytes: Vec<u8>) -> Kept<Hash> {
    Hash::from_slice(&bytes).map_err(|_| StorageError::Damaged("a hash".into()))
}

fn device(bytes: Vec<u8>) -> Kept<DeviceId> {
    DeviceId::from_slice(&bytes).map_err(|_| StorageError::Damaged("a device".into()))
}

/// SQLite's integers are signed; ours here never reach the sign.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[async_trait]
impl Storage for Embedded {
    async fn meta(&self, name: &str) -> Kept<Option<Vec<u8>>> {
        let name = name.to_owned();
        self.read(move |c, district| marks::meta(c, district, &name)).await
    }

    async fn set_meta(&self, name: &str, value: Vec<u8>) -> Kept<()> {
        let name = name.to_owned();
        self.write(move |c, district| marks::set_meta(c, district, &name, &value)).await
    }

    async fn drop_meta(&self, name: &str) -> Kept<()> {
        let name = name.to_owned();
        self.write(move |c, district| marks::drop_meta(c, district, &name)).await
    }

    async fn epoch(&self) -> Kept<Option<[u8; 16]>> {
        self.read(marks::epoch).await
    }

    async fn begin_epoch(&self, epoch: [u8; 16], at: i64, reason: &str) -> Kept<()> {
        let reason = reason.to_owned();
        self.write(move |c, district| marks::begin_epoch(c, district, epoch, at, &reason)).await
    }

    async fn append(&self, offered: Vec<Offered>, now: i64) -> Kept<Vec<Verdict>> {
        self.write(move |c, district| commits::append(c, district, &offered, now)).await
    }

    async fn page(&self, after: u64, until: Option<u64>, wanted: Wanted, max_bytes: usize) -> Kept<Page> {
        self.read(move |c, district| commits::page(c, district, after, until, &wanted, max_bytes)).await
    }

    async fn last_position(&self) -> Kept<u64> {
        self.read(commits::last_position).await
    }

    async fn chain_head(&self, stream: &str, device: DeviceId) -> Kept<Option<ChainHead>> {
        let stream = stream.to_owned();
        self.read(move |c, district| commits::chain_head(c, district, &stream, device)).await
    }

    async fn chain_heads(&self) -> Kept<Vec<ChainHead>> {
        self.read(commits::chain_heads).await
    }

    async fn chain(&self, stream: &str, device: DeviceId, from: u64, limit: usize) -> Kept<Vec<StoredCommit>> {
        let stream = stream.to_owned();
        self.read(move |c, district| commits::chain(c, district, &stream, device, from, limit)).await
    }

    async fn refusals(&self, heads: Vec<ChainHead>, most: usize) -> Kept<Vec<RefusedCommit>> {
        self.read(move |c, district| commits::refusals(c, district, &heads, most)).await
    }

    async fn erase(&self, erased: Vec<Erased>) -> Kept<usize> {
        let gone = self.write(move |c, district| erasures::erase(c, district, &erased)).await?;
        self.sweep_files().await?;
        self.fold_log().await?;
        Ok(gone)
    }

    async fn erasures(&self) -> Kept<Vec<ErasureRow>> {
        self.read(erasures::all).await
    }

    async fn erased_between(&self, after: u64, until: u64) -> Kept<Vec<StoredCommit>> {
        self.read(move |c, district| commits::erased_between(c, district, after, until)).await
    }

    async fn count(&self, after: u64, until: Option<u64>, wanted: Wanted) -> Kept<u64> {
        self.read(move |c, district| commits::count(c, district, after, until, &wanted)).await
    }

    async fn row_heads(&self, tables: &'static [&'static str]) -> Kept<(u64, Vec<RowHead>)> {
        self.read(move |c, district| rows::heads(c, district, tables)).await
    }

    async fn grant_versions(&self) -> Kept<Vec<RowHead>> {
        self.read(rows::grant_versions).await
    }

    async fn heads_of(&self, table: &str, id: &str) -> Kept<Vec<(DeviceId, u64)>> {
        let (table, id) = (table.to_owned(), id.to_owned());
        self.read(move |c, district| rows::heads_of(c, district, &table, &id)).await
    }

    async fn generation(&self) -> Kept<(u64, u64)> {
        self.read(|c, district| Ok((rows::generation(c, district)?, commits::last_position(c, district)?))).await
    }

    async fn put_code(&self, code: Code) -> Kept<()> {
        self.write(move |c, district| codes::put(c, district, &code)).await
    }

    async fn redeem_code(&self, try_: CodeTry, now: i64) -> Kept<CodeOutcome> {
        self.write(move |c, district| codes::redeem(c, district, &try_, now)).await
    }

    async fn put_token(&self, token: TokenRow) -> Kept<()> {
        self.write(move |c, district| codes::put_token(c, district, &token)).await
    }

    async fn token(&self, hash: Hash, now: i64) -> Kept<Option<TokenRow>> {
        self.read(move |c, district| codes::token(c, district, hash, now)).await
    }

    async fn drop_token(&self, hash: Hash) -> Kept<()> {
        self.write(move |c, district| codes::drop_token(c, district, hash)).await
    }

    async fn put_scope(&self, id: [u8; 8], text: String) -> Kept<()> {
        self.write(move |c, district| marks::put_scope(c, district, id, &text)).await
    }

    async fn scope(&self, id: [u8; 8]) -> Kept<Option<String>> {
        self.read(move |c, district| marks::scope(c, district, id)).await
    }

    async fn holding(&self, stream: &str, sha256: Hash) -> Kept<Option<u64>> {
        let stream = stream.to_owned();
        self.read(move |c, district| blobs::holding(c, district, &stream, sha256)).await
    }

    async fn holders(&self, sha256: Hash) -> Kept<Vec<String>> {
        self.read(move |c, district| blobs::holders(c, district, sha256)).await
    }

    async fn backed_up(&self, wanted: Vec<Hash>) -> Kept<Vec<bool>> {
        self.read(move |c, district| blobs::backed_up(c, district, &wanted)).await
    }

    async fn link_blob(&self, stream: &str, sha256: Hash, device: DeviceId, now: i64) -> Kept<Option<u64>> {
        let stream = stream.to_owned();
        self.write(move |c, district| blobs::link(c, district, &stream, sha256, device, now)).await
    }

    async fn read_blob(&self, sha256: Hash, from: u64, len: u64) -> Kept<Option<(u64, Bytes)>> {
        let path = self.blob_path(sha256);
        self.on_disk(move |files| blobs::read(files, &path, from, len)).await
    }

    fn held_file(&self, stream: &str, sha256: Hash) -> Kept<Option<PathBuf>> {
        let held = self.pool.with(|c| blobs::holding(c, &self.district, stream, sha256))?;
        Ok(held.map(|_| self.blob_path(sha256)).filter(|path| path.exists()))
    }

    async fn holdings(&self) -> Kept<Vec<Holding>> {
        self.read(blobs::holdings).await
    }

    async fn begin_upload(&self, upload: Upload) -> Kept<Upload> {
        let (upload, given_up) = self.write(move |c, district| uploads::begin(c, district, upload)).await?;
        if let Some(id) = given_up {
            let path = uploads::path(&self.data, &id);
            self.on_disk(move |files| uploads::remove(files, &path)).await?;
        }
        Ok(upload)
    }

    async fn upload(&self, id: &str, now: i64) -> Kept<Option<Upload>> {
        let id = id.to_owned();
        self.read(move |c, district| Ok(uploads::find(c, district, &id)?.filter(|upload| upload.expires_at > now))).await
    }

    async fn write_chunk(&self, id: &str, offset: u64, bytes: Bytes, expires_at: i64) -> Kept<Option<Upload>> {
        let lock = id.bytes().next().map_or(0, |first| usize::from(first) % self.chunks.len());
        let _alone = self.chunks[lock].lock().await;
        let (path, owned) = (uploads::path(&self.data, id), id.to_owned());
        let Some(found) = self.read(move |c, district| uploads::find(c, district, &owned)).await? else {
            return Ok(None);
        };
        let length = bytes.len() as u64;
        if found.received != offset || offset + length > found.size {
            return Ok(None);
        }
        // The bytes are durable before the row says so; a crash between leaves a tail that the next chunk writes over.
        self.on_disk(move |files| uploads::write_at(files, &path, offset, &bytes)).await?;
        let id = id.to_owned();
        self.write(move |c, district| uploads::advance(c, district, &id, offset, length, expires_at)).await
    }

    async fn finish_upload(&self, id: &str, now: i64) -> Kept<Finished> {
        let owned = id.to_owned();
        let Some(upload) = self.read(move |c, district| uploads::find(c, district, &owned)).await? else {
            return Ok(Finished::Gone);
        };
        if upload.received != upload.size {
            return Ok(Finished::Incomplete);
        }
        let (from, to, wanted) = (uploads::path(&self.data, id), self.blob_path(upload.sha256), upload.clone());
        if !from.exists()
            && let Some(size) = self.holding(&upload.stream, upload.sha256).await?
        {
            // Finished before: somebody missed the answer.
            return Ok(Finished::Held(Holding { stream: upload.stream, sha256: upload.sha256, size }));
        }
        if !self.on_disk(move |files| blobs::keep(files, &from, &to, wanted.sha256, wanted.size)).await? {
            self.drop_upload(id).await?;
            return Ok(Finished::WrongHash);
        }
        self.write(move |c, district| uploads::finish(c, district, &upload, now)).await.map(Finished::Held)
    }

    async fn drop_upload(&self, id: &str) -> Kept<()> {
        let (path, id) = (uploads::path(&self.data, id), id.to_owned());
        self.write(move |c, district| {
            c.execute("DELETE FROM uploads WHERE district = ?1 AND id = ?2", params![district, id])?;
            Ok(())
        })
        .await?;
        self.on_disk(move |files| uploads::remove(files, &path)).await
    }

    async fn expire(&self, now: i64) -> Kept<usize> {
        let gone = self.write(move |c, district| {
            codes::expire(c, district, now)?;
            uploads::expire(c, district, now)
        });
        let gone = gone.await?;
        for id in &gone {
            let path = uploads::path(&self.data, id);
            self.on_disk(move |files| uploads::remove(files, &path)).await?;
        }
        self.sweep_files().await?;
        Ok(gone.len())
    }
}
