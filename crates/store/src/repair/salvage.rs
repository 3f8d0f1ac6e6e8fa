//! Reading what is readable.

use std::fs;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::Result;
use crate::migrate;
use crate::named::named_files;
use crate::store::DATABASE;
use crate::store::Replica;

/// Tables of this device alone, which no commit can bring back. Not the cursor: it starts over, so that everything comes again.
pub(super) const LOCAL: &[&str] = &[
    "identity",
    "device_key",
    "actor_ref",
    "meta",
    "preference",
    "intent",
    "draft",
    "receipt",
    "delivered",
    "blob_receipt",
    "upload",
    "erased_file",
    "refusal_proof",
];

/// The numbers of streams and devices, which the commits name too: what they say counts more.
pub(super) const NUMBERS: &[&str] = &["stream_ref", "device_ref"];

/// A database's page, and where page 1 notes its length in pages.
const PAGE: usize = 4096;
const LENGTH_AT: usize = 28;

/// Opens a copy of the damaged database. Where its table of contents is damaged, that of a new database is lent to it: the same migrations
/// lay the same tables on the same pages.
pub(super) fn open(aside: &Path, work: &Path) -> Result<Option<Connection>> {
    let copy = work.join("damaged.sqlite");
    let take = || -> Result<()> {
        fs::copy(aside.join(DATABASE), &copy)?;
        let log = aside.join(format!("{DATABASE}-wal"));
        if log.exists() {
            fs::copy(log, work.join("damaged.sqlite-wal"))?;
        }
        Ok(())
    };
    take()?;
    if let Ok(conn) = readable(&copy) {
        return Ok(Some(conn));
    }
    take()?;
    lend_contents(&copy, work)?;
    Ok(readable(&copy).ok())
}

fn readable(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.query_row("SELECT count(*) FROM commit_log WHERE ref < 0", [], |_| Ok(()))?;
    Ok(conn)
}

fn lend_contents(copy: &Path, work: &Path) -> Result<()> {
    let path = work.join("empty.sqlite");
    let mut conn = Connection::open(&path)?;
    migrate::migrate(&mut conn)?;
    drop(conn);
    let lent = fs::read(&path)?;
    let mut damaged = fs::read(copy)?;
    let pages = damaged.len() / PAGE;
    let mut wanted = vec![0];
    while let Some(page) = wanted.pop() {
        let at = page * PAGE;
        let (Some(from), Some(to)) = (lent.get(at..at + PAGE), damaged.get_mut(at..at + PAGE)) else { continue };
        to.copy_from_slice(from);
        // Page 1 begins with the file's header.
        wanted.extend(children(from, if page == 0 { 100 } else { 0 }));
    }
    let Some(head) = damaged.get_mut(..100) else { return Ok(()) };
    head[LENGTH_AT..LENGTH_AT + 4].copy_from_slice(&u32::try_from(pages).unwrap_or_default().to_be_bytes());
    // No list of free pages: whatever is free is not looked for. Write-ahead logging, as its log may say.
    head[32..40].fill(0);
    head[18..20].fill(2);
    let change: [u8; 4] = [head[24], head[25], head[26], head[27]];
    head[92..96].copy_from_slice(&change);
    fs::write(copy, damaged)?;
    Ok(())
}

/// The pages beneath an inner page of a table, counted from 0.
fn children(page: &[u8], header: usize) -> Vec<usize> {
    let number =
        |at: usize, length: usize| page.get(at..at + length).map_or(0, |bytes| bytes.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte)));
    if page.get(header) != Some(&5) {
        return Vec::new();
    }
    let cells = (0..number(header + 3, 2)).map(|cell| number(number(header + 12 + 2 * cell, 2), 4));
    cells.chain([number(header + 8, 4)]).filter_map(|page| page.checked_sub(1)).collect()
}

/// Copies a table's rows from its beginning up to the damage, and from its end back to it. Answers whether all could be read.
pub(super) fn copy(old: &Connection, new: &Connection, table: &str) -> Result<bool> {
    let Ok(columns) = columns(old, table) else { return Ok(false) };
    let names = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let places = (1..=columns.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let keys: Vec<_> = columns.iter().filter(|(_, key)| *key).map(|(name, _)| name).collect();
    let mut insert = new.prepare(&format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})"))?;
    let mut whole = true;
    for direction in ["", " DESC"] {
        let order = keys.iter().map(|key| format!("\"{key}\"{direction}")).collect::<Vec<_>>().join(", ");
        let read = each(old, &format!("SELECT {names} FROM {table} ORDER BY {order}"), |row| {
            let mut values = Vec::with_capacity(columns.len());
            for place in 0..columns.len() {
                // Fails where a text is not UTF-8: such a row was altered.
                values.push(row.get::<_, Value>(place)?);
            }
            insert.execute(params_from_iter(values))?;
            Ok(())
        });
        whole &= read;
    }
    Ok(whole)
}

fn columns(conn: &Connection, table: &str) -> Result<Vec<(String, bool)>> {
    let mut statement = conn.prepare("SELECT name, pk > 0 FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Hands over rows as long as they can be read; one that makes no sense is passed over. Answers whether all did.
pub(super) fn each(conn: &Connection, sql: &str, mut take: impl FnMut(&rusqlite::Row<'_>) -> Result<()>) -> bool {
    let Ok(mut statement) = conn.prepare(sql) else { return false };
    let Ok(mut rows) = statement.query([]) else { return false };
    let mut whole = true;
    loop {
        match rows.next() {
            Ok(Some(row)) => whole &= take(row).is_ok(),
            Ok(None) => return whole,
            Err(_) => return false,
        }
    }
}

/// Own files that neither wait nor are delivered wait again: their places in the queue were lost.
pub(super) fn queue_again(replica: &Replica<'_>) -> Result<()> {
    let Some(identity) = &replica.session.identity else { return Ok(()) };
    let own = "(p.v_device IS NULL OR p.v_device = (SELECT ref FROM device_ref WHERE device = ?1))";
    let named = named_files(|_| true);
    let device = &identity.key.id().0[..];
    replica.conn.execute(
        &format!(
            "INSERT OR IGNORE INTO upload (sha256, stream, kind, mime, size, priority, queued_at) \
             SELECT unhex(p.sha256), p.stream, p.kind, coalesce(p.mime, 'application/octet-stream'), p.size, \
               CASE p.kind WHEN 'thumb' THEN 0 WHEN 'original' THEN 2 ELSE 1 END, p.hlc >> 16 \
             FROM ({named}) AS p WHERE length(unhex(p.sha256)) = 32 AND p.size > 0 AND p.kind IS NOT NULL AND {own} \
             AND NOT EXISTS (SELECT 1 FROM blob_receipt AS r WHERE r.sha256 = unhex(p.sha256) AND r.stream = p.stream) ORDER BY p.rank"
        ),
        [device],
    )?;
    Ok(())
}
