//! The commits of a stream, for the history of what lies in it: they keep what rows no longer show.

use super::{Found, QueryError, stream_ref};
use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;

/// A commit as it is held. Its body is for whoever wants to know what it put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// COSE_Sign1 of the header.
    pub envelope: Vec<u8>,
    /// CBOR of the puts.
    pub body: Vec<u8>,
}

/// The commits of a stream from a moment on that were not refused, by their clocks.
pub fn commits(conn: &Connection, stream: &StreamId, since_ms: i64) -> Found<Vec<Logged>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Vec::new()) };
    let mut statement = conn.prepare_cached(
        "SELECT envelope, body FROM commit_log WHERE stream = ?1 AND hlc >= ?2 AND state <> 3 AND body IS NOT NULL ORDER BY hlc, device, seq",
    )?;
    let since = since_ms.saturating_mul(1 << 16);
    statement.query_map(params![stream, since], |row| Ok(Logged { envelope: row.get(0)?, body: row.get(1)? }))?.collect()
}

/// The first answer that a stream's commits give from a moment on, by their clocks; those behind it are not read.
pub fn first<T>(conn: &Connection, stream: &StreamId, since_ms: i64, mut answer: impl FnMut(&Logged) -> Option<T>) -> Found<Option<T>> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(None) };
    let mut refs = conn.prepare_cached("SELECT ref FROM commit_log WHERE stream = ?1 AND hlc >= ?2 AND state <> 3 ORDER BY hlc, device, seq")?;
    let mut commit = conn.prepare_cached("SELECT envelope, body FROM commit_log WHERE ref = ?1 AND body IS NOT NULL")?;
    let mut refs = refs.query(params![stream, since_ms.saturating_mul(1 << 16)])?;
    while let Some(row) = refs.next()? {
        let number: i64 = row.get(0)?;
        let logged = commit.query_row([number], |row| Ok(Logged { envelope: row.get(0)?, body: row.get(1)? })).optional()?;
        if let Some(found) = logged.as_ref().and_then(&mut answer) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// What was written in a stream so far: the last that arrived, the last tap, and the sum of what was refused. Each of them changes what the stream
/// holds, a verdict without any commit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    arrived: i64,
    tapped: i64,
    refused: i64,
}

/// A mark that changes whenever something is written in the stream, comes in for it or is undone in it.
pub fn mark(conn: &Connection, stream: &StreamId) -> Found<Mark> {
    let Some(stream) = stream_ref(conn, stream)? else { return Ok(Mark::default()) };
    let asked =
        |sql: &str| Ok::<_, QueryError>(conn.prepare_cached(sql)?.query_row([stream], |row| row.get::<_, Option<i64>>(0))?.unwrap_or_default());
    Ok(Mark {
        arrived: asked("SELECT max(ref) FROM commit_log WHERE stream = ?1")?,
        tapped: asked("SELECT max(hlc) FROM pending WHERE stream = ?1")?,
        refused: asked("SELECT sum(ref) FROM commit_log WHERE stream = ?1 AND refusal IS NOT NULL")?,
    })
}
