//! Applying the puts of a commit whose parent and bases are there: heads − bases + this.

use xuncun_journal::body::{Body, RowPut, TablePuts};
use xuncun_journal::columns::encode_columns;
use xuncun_journal::heads::{Head, Heads};
use xuncun_journal::{Erasure, Header, Hlc, Value, Version};

use crate::Result;
use crate::cell::{Cell, fit};
use crate::row::{self, Content, Rivalry, RowKey, Stamp, StoredHead};
use crate::schema::{FIRST_COLUMN, shape};
use crate::store::Replica;

/// Where a put comes from.
pub(crate) struct Origin<'a> {
    pub(crate) stream: i64,
    pub(crate) stamp: Stamp,
    pub(crate) hlc: Hlc,
    pub(crate) author: &'a str,
}

impl Replica<'_> {
    /// Applies all puts of a commit, or only those of the rows that `wanted` accepts.
    pub(crate) fn apply_body(&mut self, header: &Header, body: &Body<'_>, wanted: impl Fn(&str, &str) -> bool) -> Result<()> {
        let origin = Origin {
            stream: self.session.refs.stream(self.conn, &header.stream)?,
            stamp: Stamp { device: self.session.refs.device(self.conn, &header.device)?, seq: header.seq as i64 },
            hlc: header.hlc,
            author: &header.author,
        };
        for table in &body.tables {
            self.apply_table(&origin, table, &wanted)?;
        }
        Ok(())
    }

    fn apply_table(&mut self, origin: &Origin<'_>, table: &TablePuts<'_>, wanted: &impl Fn(&str, &str) -> bool) -> Result<()> {
        let shape = shape(table.name);
        // For each own column its place in the put; what is named but not an own column is extra.
        let mut source = vec![None; shape.columns.len()];
        let mut foreign = Vec::new();
        for (place, name) in table.columns.iter().enumerate() {
            match shape.place(name) {
                Some(own) => source[own] = Some(place),
                None => foreign.push(place),
            }
        }
        let conn = self.conn;
        let mut statement = conn.prepare_cached(&shape.advance)?;
        for put in table.rows.iter().filter(|put| wanted(table.name, put.id)) {
            // The row is new, or this put replaces its only head: one statement. Else heads are merged one by one.
            let quick = match put.bases.as_slice() {
                [] => Some((-1, -1)),
                [base] => Some((self.session.refs.device(conn, &base.device)?, base.seq as i64)),
                _ => None,
            };
            let advanced = match quick {
                Some((device, seq)) => {
                    let key = RowKey { shape, table: table.name, id: put.id, stream: origin.stream };
                    let mut extra: Vec<(String, Value)> = Vec::new();
                    for place in &foreign {
                        let value = put.values[*place].to_value();
                        extra.push((table.columns[*place].to_owned(), value));
                    }
                    for (own, place) in source.iter().enumerate() {
                        let parameter = FIRST_COLUMN + own;
                        let value = place.map(|place| put.values[place]);
                        let fitting = value.and_then(|value| fit(shape.columns[own].kind, value));
                        if let (Some(value), None) = (value, fitting) {
                            extra.push((shape.columns[own].name.to_owned(), value.to_value()));
                        }
                        statement.raw_bind_parameter(parameter, fitting.map(Cell))?;
                    }
                    let extra = Content::new(put.deleted, extra).columns;
                    row::bind_fixed(&mut statement, &key, Some(origin.stamp), origin.hlc, origin.author, put.deleted)?;
                    statement.raw_bind_parameter(8, Rivalry::Alone as i64)?;
                    let extra = (!extra.is_empty()).then(|| encode_columns(&extra));
                    statement.raw_bind_parameter(9, extra)?;
                    let base = FIRST_COLUMN + shape.columns.len();
                    statement.raw_bind_parameter(base, device)?;
                    statement.raw_bind_parameter(base + 1, seq)?;
                    statement.raw_execute()? == 1
                }
                None => false,
            };
            // A put that names a base which is no longer, or never was, a head of a row that is not there inserts all the
            // same: heads − bases + this is then this alone.
            if !advanced {
                self.merge_heads(origin, table, put)?;
            }
        }
        Ok(())
    }

    fn merge_heads(&mut self, origin: &Origin<'_>, table: &TablePuts<'_>, put: &RowPut<'_>) -> Result<()> {
        let key = RowKey::new(table.name, put.id, origin.stream);
        let columns = table.columns.iter().zip(&put.values);
        let columns = columns.map(|(name, value)| ((*name).to_owned(), value.to_value()));
        let mut stored = vec![StoredHead {
            stamp: Some(origin.stamp),
            hlc: origin.hlc,
            author: origin.author.to_owned(),
            content: Content::new(put.deleted, columns.collect()),
        }];
        if let Some((shown, rivalry)) = row::read(self.conn, &key)? {
            stored.push(shown);
            if rivalry != Rivalry::Alone {
                stored.extend(row::read_others(self.conn, &key)?);
            }
        }
        let named = self.named(stored)?;
        let mut heads = Heads::new(named.iter().skip(1).map(|(head, _)| *head).collect());
        heads.merge(named[0].0, &put.bases);
        self.keep_heads(&key, &heads, named)
    }

    /// What an erased body replaced is no head any more, and nothing takes its place: heads − bases.
    pub(crate) fn apply_erasure(&mut self, stream: i64, erasure: &Erasure, wanted: impl Fn(&str, &str) -> bool) -> Result<()> {
        for part in &erasure.replaced {
            for (id, bases) in part.rows.iter().filter(|(id, _)| wanted(&part.table, id)) {
                let key = RowKey::new(&part.table, id, stream);
                let Some((shown, rivalry)) = row::read(self.conn, &key)? else { continue };
                let mut stored = vec![shown];
                if rivalry != Rivalry::Alone {
                    stored.extend(row::read_others(self.conn, &key)?);
                }
                let named = self.named(stored)?;
                let mut heads = Heads::new(named.iter().map(|(head, _)| *head).collect());
                heads.forget(bases);
                self.keep_heads(&key, &heads, named)?;
            }
        }
        Ok(())
    }

    fn named(&mut self, stored: Vec<StoredHead>) -> Result<Vec<(Head, StoredHead)>> {
        stored.into_iter().map(|head| Ok((self.head_of(&head)?, head))).collect()
    }

    /// Writes what is left of a row's heads; the row itself goes with the last of them.
    fn keep_heads(&self, key: &RowKey<'_>, heads: &Heads, mut named: Vec<(Head, StoredHead)>) -> Result<()> {
        let mut remaining: Vec<StoredHead> = Vec::with_capacity(heads.all().len());
        for head in heads.all() {
            if let Some(at) = named.iter().position(|(name, _)| name == head) {
                remaining.push(named.swap_remove(at).1);
            }
        }
        let Some((shown, others)) = remaining.split_first() else { return row::remove(self.conn, key) };
        row::write(self.conn, key, shown, Rivalry::between(&shown.content, others))?;
        row::write_others(self.conn, key, others)
    }

    pub(crate) fn head_of(&mut self, head: &StoredHead) -> Result<Head> {
        // Rows are sealed before anything is applied, so every head has its version.
        let stamp = head.stamp.unwrap_or(Stamp { device: 0, seq: 0 });
        let device = self.session.refs.device_id(self.conn, stamp.device)?;
        let version = Version { device, seq: stamp.seq.unsigned_abs() };
        Ok(Head { hlc: head.hlc, version })
    }
}
