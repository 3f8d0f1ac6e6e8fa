//! What the server keeps, behind one trait.
//!
//! [`Storage`] is what a backend must do; `tests/storage_conformance.rs` is what it must do it like, whatever the backend.
//! The embedded one ([`embedded::Embedded`]) is SQLite and a folder. A storage serves one district; its keys lead with the
//! district's code all the same, so that many districts can share a database later.
//!
//! Policy is not here: whether a commit may be accepted is found by [`crate::endpoint`]. What must be decided in the same
//! transaction as the insert (the slot in the chain, the bases, the position) is decided here.

pub mod embedded;
mod types;

pub use types::*;

use async_trait::async_trait;
use bytes::Bytes;
use std::path::PathBuf;
use std::sync::Arc;
use xuncun_journal::{DeviceId, Hash};

/// Which streams (`code/class`) a reader wants.
pub type Wanted = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Why a storage could not do it. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The disk is full, or a quota.
    #[error("the disk is full")]
    Full,
    /// The database was made by a newer version.
    #[error("the database is of version {found}, this server knows {known}: use a newer xuncun-server")]
    Newer {
        /// Version in the database.
        found: i64,
        /// Version of this server.
        known: i64,
    },
    /// The database.
    #[error("database: {0}")]
    Database(String),
    /// A file.
    #[error("{path}: {source}")]
    File {
        /// Path inside the data folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// What was read back is not what was written.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The storage is being closed.
    #[error("the storage is closed")]
    Closed,
}

/// Name of the value that says when the last backup was made, in milliseconds since 1970 UTC, 8 bytes, the highest first.
pub const BACKED_UP: &str = "backed_up_at";

/// Result of a storage call.
pub type Kept<T> = Result<T, StorageError>;

/// A backend. Every call is one transaction: whole or not at all, and durable when it returns.
#[async_trait]
pub trait Storage: Send + Sync {
    /// A named value of the district (its name, its cursor key).
    async fn meta(&self, name: &str) -> Kept<Option<Vec<u8>>>;
    /// Sets a named value.
    async fn set_meta(&self, name: &str, value: Vec<u8>) -> Kept<()>;
    /// Forgets a named value.
    async fn drop_meta(&self, name: &str) -> Kept<()>;
    /// The present epoch; `None` before `init`.
    async fn epoch(&self) -> Kept<Option<[u8; 16]>>;
    /// Begins an epoch. Cursors of earlier ones start over.
    async fn begin_epoch(&self, epoch: [u8; 16], at: i64, reason: &str) -> Kept<()>;

    /// Takes commits, in order, each judged on its slot and bases and given the next position. See [`Verdict`].
    async fn append(&self, offered: Vec<Offered>, now: i64) -> Kept<Vec<Verdict>>;
    /// Wanted commits behind `after`, those whose bodies were erased since once more, up to `until` (or the end), at most `max_bytes` of them but at least one.
    async fn page(&self, after: u64, until: Option<u64>, wanted: Wanted, max_bytes: usize) -> Kept<Page>;
    /// The last position; 0 if there is none.
    async fn last_position(&self) -> Kept<u64>;
    /// The last commit of a chain.
    async fn chain_head(&self, stream: &str, device: DeviceId) -> Kept<Option<ChainHead>>;
    /// Heads of all chains, by stream and device.
    async fn chain_heads(&self) -> Kept<Vec<ChainHead>>;
    /// Commits of a chain from `from` on, at most `limit`.
    async fn chain(&self, stream: &str, device: DeviceId, from: u64, limit: usize) -> Kept<Vec<StoredCommit>>;
    /// Of each chain what was refused up to the head that is given: the last `most` of it, in order.
    async fn refusals(&self, heads: Vec<ChainHead>, most: usize) -> Kept<Vec<RefusedCommit>>;

    /// Erases bodies: the records take their places and positions of their own, and the files are given up. How many were still there.
    async fn erase(&self, erased: Vec<Erased>) -> Kept<usize>;
    /// Every record of an erasure, by stream, device and place.
    async fn erasures(&self) -> Kept<Vec<ErasureRow>>;

    /// Commits whose bodies were erased, as far as that is told behind `after` and up to `until`.
    async fn erased_between(&self, after: u64, until: u64) -> Kept<Vec<StoredCommit>>;

    /// How many wanted commits lie behind `after`, up to `until` (or the end).
    async fn count(&self, after: u64, until: Option<u64>, wanted: Wanted) -> Kept<u64>;

    /// Heads of the rows of these tables, with a number that changes whenever any such row does.
    async fn row_heads(&self, tables: &'static [&'static str]) -> Kept<(u64, Vec<RowHead>)>;
    /// What every row of `grant` has ever said, by id and then by time.
    async fn grant_versions(&self) -> Kept<Vec<RowHead>>;
    /// Versions of one row's heads.
    async fn heads_of(&self, table: &str, id: &str) -> Kept<Vec<(DeviceId, u64)>>;
    /// That number alone, and the last position: cheap, for noticing what another process wrote.
    async fn generation(&self) -> Kept<(u64, u64)>;

    /// Keeps a one-time code.
    async fn put_code(&self, code: Code) -> Kept<()>;
    /// Tries a code: right, in time and unused (or used by the same `by` a short while ago) → its person. A wrong secret counts as a try.
    async fn redeem_code(&self, try_: CodeTry, now: i64) -> Kept<CodeOutcome>;

    /// Keeps a token (its hash).
    async fn put_token(&self, token: TokenRow) -> Kept<()>;
    /// Finds a token by its hash, unless it has expired.
    async fn token(&self, hash: Hash, now: i64) -> Kept<Option<TokenRow>>;
    /// Forgets a token.
    async fn drop_token(&self, hash: Hash) -> Kept<()>;

    /// Remembers the text of a scope under a short id.
    async fn put_scope(&self, id: [u8; 8], text: String) -> Kept<()>;
    /// The text of a scope.
    async fn scope(&self, id: [u8; 8]) -> Kept<Option<String>>;

    /// Does the stream hold the blob? Its size.
    async fn holding(&self, stream: &str, sha256: Hash) -> Kept<Option<u64>>;
    /// Streams that hold the blob.
    async fn holders(&self, sha256: Hash) -> Kept<Vec<String>>;
    /// Of each blob: would it outlive this storage? It is in a backup, or no backup was ever made ([`BACKED_UP`]): then there is none to wait for.
    async fn backed_up(&self, blobs: Vec<Hash>) -> Kept<Vec<bool>>;
    /// Lets a stream hold a blob whose bytes are here already; its size, or `None` if they are not.
    async fn link_blob(&self, stream: &str, sha256: Hash, device: DeviceId, now: i64) -> Kept<Option<u64>>;
    /// Bytes of a blob from `from` on, at most `len`, and its whole size.
    async fn read_blob(&self, sha256: Hash, from: u64, len: u64) -> Kept<Option<(u64, Bytes)>>;
    /// The file of a blob that the stream holds, where the backend has files. Blocks for a moment: one look into an index.
    ///
    /// # Errors
    /// The backend's.
    fn held_file(&self, stream: &str, sha256: Hash) -> Kept<Option<PathBuf>>;
    /// Every holding, by stream and hash.
    async fn holdings(&self) -> Kept<Vec<Holding>>;

    /// Begins an upload, or finds the one that the device began for the same stream and blob. One whose blob the stream holds begins as received.
    async fn begin_upload(&self, upload: Upload) -> Kept<Upload>;
    /// An upload that has not expired.
    async fn upload(&self, id: &str, now: i64) -> Kept<Option<Upload>>;
    /// Writes a chunk durably. `None` if the upload is not at `offset` (or is gone).
    async fn write_chunk(&self, id: &str, offset: u64, bytes: Bytes, expires_at: i64) -> Kept<Option<Upload>>;
    /// Checks the whole against its hash; if right the stream holds it, if not the upload is dropped. One that is finished stays until it
    /// expires, and finishing it again says the same.
    async fn finish_upload(&self, id: &str, now: i64) -> Kept<Finished>;
    /// Drops an upload and its bytes.
    async fn drop_upload(&self, id: &str) -> Kept<()>;
    /// Drops what has expired: uploads, tokens, codes; and files that an erasure left. How many uploads.
    async fn expire(&self, now: i64) -> Kept<usize>;
}
