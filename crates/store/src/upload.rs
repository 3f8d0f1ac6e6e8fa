//! The queue of files: rows, committed with the record that they belong to, so that nothing is ever forgotten.

use rusqlite::{Connection, Row, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::Hash;

use crate::Result;
use crate::refs::{find_stream, stream_id};
use crate::store::Store;
use crate::write::WriteTx;

/// A file to be sent. Its bytes are in the replica's blobs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewUpload {
    /// The stream in which the server is to hold it.
    pub stream: StreamId,
    /// Its hash.
    pub sha256: Hash,
    /// What it is to the sync: `thumb`, `evidence`, `original`, `strokes`.
    pub kind: String,
    /// Its media type.
    pub mime: String,
    /// Its length in bytes.
    pub size: u64,
    /// Lower ones go first.
    pub priority: i64,
}

/// How far a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UploadState {
    /// To be sent, from its offset on.
    Waiting,
    /// A receipt names it.
    Delivered,
    /// The server does not want it; `last_error` says why.
    Failed,
}

/// A file in the queue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upload {
    /// The stream in which the server is to hold it.
    pub stream: StreamId,
    /// Its hash.
    pub sha256: Hash,
    /// See [`NewUpload::kind`].
    pub kind: String,
    /// Its media type.
    pub mime: String,
    /// Its length in bytes.
    pub size: u64,
    /// How many bytes the server had when last asked.
    pub offset: u64,
    /// Where the server takes the rest.
    pub url: Option<String>,
    /// How far it is.
    pub state: UploadState,
    /// The code of the last failure.
    pub last_error: Option<String>,
    /// Lower ones go first.
    pub priority: i64,
    /// Since when it is waiting, in milliseconds since 1970 UTC.
    pub queued_ms: i64,
}

impl WriteTx<'_, '_> {
    /// Queues a file, in the transaction that writes the row it belongs to. A file that the stream has is not sent again.
    pub fn enqueue_upload(&mut self, upload: &NewUpload) -> Result<()> {
        let queued_ms = self.now_ms();
        let (conn, session) = self.parts();
        let stream = session.refs.stream(conn, &upload.stream)?;
        conn.prepare_cached(
            "INSERT INTO upload (sha256, stream, kind, mime, size, priority, queued_at, sent, state) \
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(held, ?5, 0), held FROM \
             (SELECT EXISTS (SELECT 1 FROM blob_receipt WHERE sha256 = ?1 AND stream = ?2) AS held) WHERE true \
             ON CONFLICT (sha256, stream) DO UPDATE SET priority = min(priority, excluded.priority), carried = 0",
        )?
        .execute(params![&upload.sha256.0[..], stream, upload.kind, upload.mime, upload.size as i64, upload.priority, queued_ms,])?;
        Ok(())
    }

    /// Takes a smaller picture of a photograph out of the queue, which is not to leave any more. One that a receipt names has left; one that
    /// another photograph's row names too (the same file, taken in twice) is that one's.
    pub fn withdraw_rendition(&mut self, stream: &StreamId, sha256: &Hash, photo: &str) -> Result<()> {
        let (conn, session) = self.parts();
        let stream = session.refs.stream(conn, stream)?;
        conn.prepare_cached(
            "DELETE FROM upload WHERE stream = ?1 AND sha256 = ?2 AND state <> 1 AND NOT EXISTS \
             (SELECT 1 FROM rendition WHERE stream = ?1 AND sha256 = ?3 AND photo <> ?4 AND deleted = 0)",
        )?
        .execute(params![stream, &sha256.0[..], sha256.to_hex(), photo])?;
        Ok(())
    }
}

impl Store {
    /// Files to be sent next: the most urgent first, the oldest of these first.
    pub fn uploads(&self, limit: usize) -> Result<Vec<Upload>> {
        self.read(|conn| select(conn, "WHERE state = 0 ORDER BY priority, queued_at, sha256 LIMIT ?1", limit))
    }

    /// Files that the server does not want.
    pub fn failed_uploads(&self, limit: usize) -> Result<Vec<Upload>> {
        self.read(|conn| select(conn, "WHERE state = 2 ORDER BY queued_at, sha256 LIMIT ?1", limit))
    }

    /// Own files that could not be sent when last tried, with the reason in `last_error`; also those that are tried again by themselves.
    pub fn uploads_aside(&self, limit: usize) -> Result<Vec<Upload>> {
        let condition = "WHERE state IN (0, 2) AND last_error IS NOT NULL AND carried = 0 ORDER BY queued_at, sha256 LIMIT ?1";
        self.read(|conn| select(conn, condition, limit))
    }

    /// Notes where the server takes a file and how much of it the server has.
    pub fn upload_progress(&self, stream: &StreamId, sha256: &Hash, url: Option<&str>, offset: u64) -> Result<()> {
        self.change(
            "UPDATE upload SET url = ?3, sent = min(?4, size), last_error = NULL \
             WHERE stream = ?1 AND sha256 = ?2 AND state <> 1",
            stream,
            sha256,
            &[&url, &(offset as i64)],
        )
    }

    /// Notes that the server does not want a file. It stays here, and is not tried again by itself.
    pub fn upload_failed(&self, stream: &StreamId, sha256: &Hash, code: &str) -> Result<()> {
        self.change(
            "UPDATE upload SET state = 2, last_error = ?3, url = NULL, sent = 0 \
             WHERE stream = ?1 AND sha256 = ?2 AND state <> 1",
            stream,
            sha256,
            &[&code],
        )
    }

    /// Notes why a file could not be sent now. It stays in the queue, and is tried again.
    pub fn upload_put_aside(&self, stream: &StreamId, sha256: &Hash, code: &str) -> Result<()> {
        self.change("UPDATE upload SET last_error = ?3 WHERE stream = ?1 AND sha256 = ?2 AND state = 0", stream, sha256, &[&code])
    }

    /// Lets every file that had failed be tried again.
    pub fn retry_uploads(&self) -> Result<()> {
        if self.failed_uploads(1)?.is_empty() {
            return Ok(());
        }
        self.transact(|replica| {
            replica.conn.execute("UPDATE upload SET state = 0 WHERE state = 2", [])?;
            Ok(())
        })
    }

    fn change(&self, sql: &str, stream: &StreamId, sha256: &Hash, more: &[&dyn rusqlite::ToSql]) -> Result<()> {
        self.transact(|replica| {
            let Some(stream) = find_stream(replica.conn, stream)? else { return Ok(()) };
            let hash = &sha256.0[..];
            let mut parameters: Vec<&dyn rusqlite::ToSql> = vec![&stream, &hash];
            parameters.extend(more);
            replica.conn.prepare_cached(sql)?.execute(&parameters[..])?;
            Ok(())
        })
    }
}

fn select(conn: &Connection, condition: &str, limit: usize) -> Result<Vec<Upload>> {
    let sql = format!("SELECT stream, sha256, kind, mime, size, sent, url, state, last_error, priority, queued_at FROM upload {condition}");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([limit as i64])?;
    let mut uploads = Vec::new();
    while let Some(row) = rows.next()? {
        uploads.push(read(conn, row)?);
    }
    Ok(uploads)
}

fn read(conn: &Connection, row: &Row<'_>) -> Result<Upload> {
    let unsigned = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
    Ok(Upload {
        stream: stream_id(conn, row.get(0)?)?,
        sha256: Hash::from_slice(&row.get::<_, Vec<u8>>(1)?)?,
        kind: row.get(2)?,
        mime: row.get(3)?,
        size: unsigned(4)?,
        offset: unsigned(5)?,
        url: row.get(6)?,
        state: match row.get::<_, i64>(7)? {
            0 => UploadState::Waiting,
            1 => UploadState::Delivered,
            _ => UploadState::Failed,
        },
        last_error: row.get(8)?,
        priority: row.get(9)?,
        queued_ms: row.get(10)?,
    })
}
