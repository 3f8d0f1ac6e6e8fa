//! Rows from commits: the tables hold nothing that the commits do not say, so they can always be made anew.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use xuncun_journal::{Body, Erasure, commit};

use crate::Result;
use crate::error::StoreError;
use crate::row::{self, RowKey, RowName};
use crate::schema;
use crate::seal::REFUSED;
use crate::store::{Replica, Store};

/// Commits looked at in one go.
const PAGE: i64 = 1_000;

impl Store {
    /// Makes all rows anew from the commits. What is pending is sealed first.
    pub fn rebuild(&self) -> Result<()> {
        self.transact(|replica| replica.rebuild_all())
    }

    /// After an upgrade: rows and columns that the older version kept as unknown get their place, by a rebuild.
    pub(crate) fn learn_new_words(&self) -> Result<()> {
        let words = schema::vocabulary();
        self.transact_quietly(|replica| {
            let conn = replica.conn;
            let known: Option<String> = conn.query_row("SELECT value FROM meta WHERE name = 'vocabulary'", [], |row| row.get(0)).optional()?;
            if known.as_ref() == Some(&words) {
                return Ok(());
            }
            if known.is_some() {
                replica.rebuild_all()?;
            }
            conn.execute("INSERT OR REPLACE INTO meta VALUES ('vocabulary', ?1)", [&words])?;
            Ok(())
        })
    }
}

impl Replica<'_> {
    fn rebuild_all(&mut self) -> Result<()> {
        self.seal_all()?;
        for shape in schema::all() {
            self.conn.execute(&format!("DELETE FROM \"{}\"", shape.name), [])?;
        }
        self.conn.execute("DELETE FROM other_head", [])?;
        self.replay(None, |_, _| true)
    }

    /// Makes some rows of a stream anew from the commits that count.
    pub(crate) fn rebuild_rows(&mut self, stream: i64, rows: &BTreeSet<RowName>) -> Result<()> {
        for name in rows {
            row::remove(self.conn, &RowKey::new(&name.table, &name.id, stream))?;
        }
        let wanted = |table: &str, id: &str| rows.contains(&RowName { table: table.to_owned(), id: id.to_owned() });
        self.replay(Some(stream), wanted)
    }

    /// Applies stored commits again, in the order in which they were applied.
    pub(crate) fn replay(&mut self, stream: Option<i64>, wanted: impl Fn(&str, &str) -> bool) -> Result<()> {
        let mut after = 0;
        loop {
            let mut statement = self.conn.prepare_cached(
                "SELECT ref, envelope, body, erased, stream FROM commit_log \
                 WHERE ref > ?1 AND state <> ?2 AND (body IS NOT NULL OR erased IS NOT NULL) AND (?3 IS NULL OR stream = ?3) \
                 ORDER BY ref LIMIT ?4",
            )?;
            let rows = statement.query_map(params![after, REFUSED, stream, PAGE], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Option<Vec<u8>>>(2)?, row.get(3)?, row.get(4)?))
            })?;
            let page = rows.collect::<rusqlite::Result<Vec<(i64, Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>, i64)>>>()?;
            drop(statement);
            for (number, envelope, body, erased, stream) in &page {
                let corrupt = |_| StoreError::Corrupt(format!("commit {number}"));
                if let Some(record) = erased {
                    self.apply_erasure(*stream, &Erasure::peek(record).map_err(corrupt)?, &wanted)?;
                }
                let Some(body) = body else { continue };
                let header = commit::peek(envelope).map_err(corrupt)?.header;
                let body = Body::decode(&header, body).map_err(corrupt)?;
                self.apply_body(&header, &body, &wanted)?;
            }
            match page.last() {
                Some((last, ..)) => after = *last,
                None => return Ok(()),
            }
        }
    }
}
