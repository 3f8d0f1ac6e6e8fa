//! When the server says that a body was erased by law: it goes from here, too, with all that was made of it. The header stays, and
//! beside it the server's signed record ([`xuncun_journal::Erasure`]), which is offered where the body would have been.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use xuncun_journal::{Hash, Put, body_without, peek};

use crate::Result;
use crate::error::StoreError;
use crate::named::is_named;
use crate::row::RowName;
use crate::store::{Replica, Store};
use crate::verify::Checked;

/// Name in `meta`: something was erased, and files still hold it.
const ERASING: &str = "erasing";

impl Store {
    /// Removes the files that only erased bodies named, and what the write-ahead log still holds of these bodies. Whatever does not
    /// work now is tried again after the next page and at the next start.
    pub(crate) fn finish_erasing(&self) {
        if let Err(error) = self.clear_erased() {
            tracing::warn!(%error, "what was erased is not gone from every file yet");
        }
    }

    fn clear_erased(&self) -> Result<()> {
        let under_way: bool = self
            .read(|conn| Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?1)")?.query_row([ERASING], |row| row.get(0))?))?;
        if !under_way {
            return Ok(());
        }
        self.transact_quietly(|replica| {
            let conn = replica.conn;
            let mut statement = conn.prepare("SELECT sha256 FROM erased_file")?;
            for sha256 in statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()? {
                let hash = Hash::from_slice(&sha256)?;
                // Somebody may have brought the same bytes again for another row.
                if !is_wanted(conn, &hash)? {
                    self.blobs().remove(&hash)?;
                }
                conn.execute("DELETE FROM erased_file WHERE sha256 = ?1", [&sha256])?;
            }
            Ok::<_, StoreError>(())
        })?;
        // Deleted bytes are overwritten where they lay (`secure_delete`); older pages with them are left in the log alone.
        if self.fold_log()? {
            self.transact_quietly(|replica| replica.conn.execute("DELETE FROM meta WHERE name = ?1", [ERASING]).map_err(StoreError::from))?;
        }
        Ok(())
    }
}

impl Replica<'_> {
    /// Erases the body of a commit that is held, if there is a record of it.
    pub(crate) fn erase(&mut self, commit: &Checked<'_>, stream: i64, device: i64) -> Result<()> {
        let Some(erasure) = &commit.erasure else { return Ok(()) };
        let seq = commit.header.seq;
        let puts = self.logged(stream, device, seq)?.map_or(Ok(Vec::new()), |logged| logged.puts())?;
        let erased = self
            .conn
            .prepare_cached("UPDATE commit_log SET body = NULL, erased = ?4 WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND erased IS NULL")?
            .execute(params![stream, device, seq as i64, commit.entry.erasure])?;
        if erased == 0 {
            return Ok(());
        }
        let mut rows: BTreeSet<RowName> = puts.iter().map(RowName::of).collect();
        for part in &erasure.replaced {
            rows.extend(part.rows.iter().map(|(id, _)| RowName { table: part.table.clone(), id: id.clone() }));
        }
        self.rebuild_rows(stream, &rows)?;
        self.erase_files(stream, &puts)?;
        self.erase_copies(commit, stream, &rows)
    }

    /// What else holds the content: a commit that is carried for others, and older forms of the same rows, which were void and recorded
    /// again. What was void of other rows stays.
    pub(crate) fn erase_copies(&mut self, commit: &Checked<'_>, stream: i64, rows: &BTreeSet<RowName>) -> Result<()> {
        let conn = self.conn;
        conn.prepare_cached("DELETE FROM carried WHERE hash = ?1 AND state = 0")?.execute([&commit.hash.0[..]])?;
        let mut statement = conn.prepare_cached("SELECT ref, envelope, body FROM draft WHERE stream = ?1 AND reissued = 1")?;
        let drafts = statement.query_map([stream], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Vec<u8>>(2)?)))?;
        for (number, envelope, body) in drafts.collect::<rusqlite::Result<Vec<_>>>()? {
            let header = peek(&envelope)?.header;
            match body_without(&header, &body, |put| rows.contains(&RowName::of(put)))? {
                Some(left) => conn.prepare_cached("UPDATE draft SET body = ?2 WHERE ref = ?1 AND body <> ?2")?.execute(params![number, left])?,
                None => conn.prepare_cached("DELETE FROM draft WHERE ref = ?1")?.execute([number])?,
            };
        }
        conn.prepare_cached("INSERT OR IGNORE INTO meta VALUES (?1, 1)")?.execute([ERASING])?;
        Ok(())
    }

    /// Files that only these puts named are neither sent nor kept.
    fn erase_files(&self, stream: i64, puts: &[Put]) -> Result<()> {
        for hash in self.unnamed_files(stream, puts)? {
            let key = params![stream, &hash.0[..]];
            self.conn.prepare_cached("DELETE FROM upload WHERE stream = ?1 AND sha256 = ?2")?.execute(key)?;
            self.conn.prepare_cached("DELETE FROM blob_receipt WHERE stream = ?1 AND sha256 = ?2")?.execute(key)?;
            self.conn.prepare_cached("INSERT OR IGNORE INTO erased_file VALUES (?1)")?.execute([&hash.0[..]])?;
        }
        Ok(())
    }
}

/// Whether a row of any stream names the file, or it is on its way.
fn is_wanted(conn: &Connection, hash: &Hash) -> Result<bool> {
    let waits = "SELECT EXISTS (SELECT 1 FROM upload WHERE sha256 = ?1)";
    Ok(is_named(conn, None, &hash.to_hex())? || conn.prepare_cached(waits)?.query_row([&hash.0[..]], |row| row.get(0))?)
}
