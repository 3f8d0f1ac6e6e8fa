//! What this device carries for others: commits that a bundle brought, kept aside and never applied, until the server has
//! them; and the receipts for them, until they are given back. Carried files wait in the queue of uploads, marked.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::receipt::ReceiptHead;
use xuncun_journal::{Hash, Refusal, commit, decode_body};

use crate::Result;
use crate::delivery::inspection_of;
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
            let sql = "SELECT count(*) FILTER (WHERE state <> 1), count(*) FILTER (WHERE state = 1) FROM upload WHERE carried <> 0";
            let (files, done): (u32, u32) = conn.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Carrying { commits, held, files, delivered: delivered + done })
        })
    }
}

/// What is carried, in the words of whoever carries it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CarriedLoad {
    /// Commits that no receipt names yet.
    pub commits: u32,
    /// Visits that they touch.
    pub inspections: BTreeSet<String>,
    /// Photographs (originals) that no receipt names yet.
    pub photos: u32,
}

impl Store {
    /// What is on its way for others, and not delivered yet.
    pub fn carried_load(&self) -> Result<CarriedLoad> {
        self.read(|conn| {
            let mut load = CarriedLoad::default();
            let mut statement = conn.prepare_cached("SELECT stream, envelope, body FROM carried WHERE state = 0")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (stream, envelope, body): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
                load.commits += 1;
                for put in decode_body(&commit::peek(&envelope)?.header, &body)? {
                    load.inspections.extend(inspection_of(conn, stream, &put)?);
                }
            }
            let sql = "SELECT count(*) FROM upload WHERE carried = 1 AND state <> 1 AND kind = 'original'";
            load.photos = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            Ok(load)
        })
    }

    /// Frees the files of others that a receipt names in every stream they were carried for: whoever took them keeps the originals, and what
    /// the server has need not lie here, too. A file that this device has for another reason stays.
    ///
    /// Asked after every receipt, so that one that could not be removed, or a process that died in between, is made up for by the next.
    pub(crate) fn free_carried(&self) -> Result<()> {
        let waits = "SELECT EXISTS (SELECT 1 FROM upload WHERE carried = 1 AND state = 1)";
        let some: bool = self.read(|conn| Ok(conn.prepare_cached(waits)?.query_row([], |row| row.get(0))?))?;
        if !some {
            return Ok(());
        }
        // Within the write door, where a file is queued: nothing is queued between the question and the removal.
        self.transact_quietly(|replica| {
            let sql = "SELECT DISTINCT sha256 FROM upload AS u WHERE carried = 1 AND state = 1 \
                       AND NOT EXISTS (SELECT 1 FROM upload AS o WHERE o.sha256 = u.sha256 AND (o.carried = 0 OR o.state <> 1))";
            let free: Vec<Vec<u8>> = replica.conn.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            for sha256 in free {
                self.blobs().remove(&Hash::from_slice(&sha256)?)?;
                replica.conn.prepare_cached("UPDATE upload SET carried = 2 WHERE sha256 = ?1 AND carried = 1")?.execute([sha256])?;
            }
            Ok(())
        })
    }
}

/// Receipts that name what was carried in streams that may be read, the oldest first.
pub(crate) fn receipts_to_give(conn: &Connection, reads: &dyn Fn(&StreamId) -> bool) -> Result<Vec<Vec<u8>>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.at, r.ref, n.stream FROM receipt AS r JOIN ( \
           SELECT receipt, stream FROM carried WHERE receipt IS NOT NULL UNION \
           SELECT b.receipt, b.stream FROM upload AS u JOIN blob_receipt AS b ON b.sha256 = u.sha256 AND b.stream = u.stream WHERE u.carried <> 0 \
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
