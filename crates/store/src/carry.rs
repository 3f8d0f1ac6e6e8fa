//! What this device carries for others: commits that a bundle brought, kept aside and never applied, until the server has
//! them; and the receipts for them, until they are given back. Carried files wait in the queue of uploads, marked.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::receipt::ReceiptHead;
use xuncun_journal::{Hash, Refusal, commit};

use crate::Result;
use crate::refs::stream_id;
use crate::store::{Replica, Store};

/// A commit of another device on its way to the server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// This replica's own number for it.
    pub number: i64,
    /// COSE_Sign1 over the header.
    pub envelope: Vec<u8>,
    /// The puts.
    pub body: Vec<u8>,
}

/// How far the carrying is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Carrying {
    /// Commits that no receipt names yet.
    pub commits: u32,
    /// Those among them that the server did not take when last asked.
    pub held: u32,
    /// Files that no receipt names yet.
    pub files: u32,
    /// Commits and files that a receipt names: to be told to those whose they are.
    pub delivered: u32,
}

impl Store {
    /// Carried commits to be offered, in the order in which they came: at least one if there is one, then as many as fit into
    /// `max_bytes`. Those that the server did not take come last.
    pub fn carried(&self, max_bytes: usize) -> Result<Vec<Carried>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT ref, envelope, body FROM carried WHERE state = 0 ORDER BY code IS NOT NULL, ref")?;
            let mut rows = statement.query([])?;
            let (mut carried, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let next = Carried { number: row.get(0)?, envelope: row.get(1)?, body: row.get(2)? };
                bytes += next.envelope.len() + next.body.len() + 16;
                if bytes > max_bytes && !carried.is_empty() {
                    break;
                }
                carried.push(next);
            }
            Ok(carried)
        })
    }

    /// Notes why the server did not take these now. They stay, and are offered again.
    pub fn carried_held(&self, held: &[(i64, Refusal)]) -> Result<()> {
        self.transact_quietly(|replica| {
            let mut statement = replica.conn.prepare_cached("UPDATE carried SET code = ?2 WHERE ref = ?1 AND state = 0")?;
            for (number, refusal) in held {
                statement.execute(params![number, refusal.as_str()])?;
            }
            Ok(())
        })
    }

    /// How far the carrying is.
    pub fn carrying(&self) -> Result<Carrying> {
        self.read(|conn| {
            let sql = "SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 0 AND code IS NOT NULL), \
                       count(*) FILTER (WHERE state = 1) FROM carried";
            let (commits, held, delivered): (u32, u32, u32) =
                conn.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let sql = "SELECT count(*) FILTER (WHERE state <> 1), count(*) FILTER (WHERE state = 1) FROM upload WHERE carried = 1";
            let (files, done): (u32, u32) = conn.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Carrying { commits, held, files, delivered: delivered + done })
        })
    }
}

/// Receipts that name what was carried in streams that may be read, the oldest first.
pub(crate) fn receipts_to_give(conn: &Connection, reads: &dyn Fn(&StreamId) -> bool) -> Result<Vec<Vec<u8>>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.at, r.ref, n.stream FROM receipt AS r JOIN ( \
           SELECT receipt, stream FROM carried WHERE receipt IS NOT NULL UNION \
           SELECT b.receipt, b.stream FROM upload AS u JOIN blob_receipt AS b ON b.sha256 = u.sha256 AND b.stream = u.stream WHERE u.carried = 1 \
         ) AS n ON n.receipt = r.ref",
    )?;
    let mut rows = statement.query([])?;
    let mut named: BTreeSet<(i64, i64)> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        if reads(&stream_id(conn, row.get(2)?)?) {
            named.insert((row.get(0)?, row.get(1)?));
        }
    }
    let mut bytes = conn.prepare_cached("SELECT bytes FROM receipt WHERE ref = ?1")?;
    named.into_iter().map(|(_, number)| Ok(bytes.query_row([number], |row| row.get(0))?)).collect()
}

impl Replica<'_> {
    /// A receipt names a head: the carried commit of that hash is delivered, and those before it as far as its parents lead.
    /// What the server has need not lie here, too.
    pub(crate) fn deliver_carried(&mut self, head: &ReceiptHead, receipt: i64) -> Result<()> {
        let mut next = Some(head.hash);
        while let Some(hash) = next {
            next = self.deliver_one(&hash, receipt)?;
        }
        Ok(())
    }

    /// Answers the hash of the commit before, if this one is carried and was not known to be delivered.
    fn deliver_one(&self, hash: &Hash, receipt: i64) -> Result<Option<Hash>> {
        let sql = "SELECT envelope FROM carried WHERE hash = ?1 AND state = 0";
        let found: Option<Vec<u8>> = self.conn.prepare_cached(sql)?.query_row([&hash.0[..]], |row| row.get(0)).optional()?;
        let Some(envelope) = found else { return Ok(None) };
        self.conn
            .prepare_cached("UPDATE carried SET state = 1, code = NULL, receipt = ?2, envelope = x'', body = x'' WHERE hash = ?1")?
            .execute(params![&hash.0[..], receipt])?;
        Ok(commit::peek(&envelope)?.header.parent)
    }
}
