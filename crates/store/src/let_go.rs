//! Letting go of original photographs, where a device has no room left: of those alone that the server holds, and its backup, too, as a
//! receipt says. Their rows, hashes and smaller pictures stay; whoever wants to see one is sent it by the server.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::Hash;
use xuncun_journal::planted::{self, Bug};

use crate::Result;
use crate::named::named_files;
use crate::refs::{find_stream, stream_id};
use crate::store::Store;

/// Intents that begin so, with the photograph's id behind it, stand for smaller pictures that are still to be made of an original.
pub const DEVELOP: &str = "develop/";

/// An original that lies here and need not, if a receipt says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spare {
    /// The photograph's stream.
    pub stream: StreamId,
    /// The original's hash.
    pub sha256: Hash,
    /// Its length in bytes.
    pub size: u64,
    /// When it was taken, in milliseconds since 1970 UTC.
    pub taken_at: i64,
    /// A receipt says that it may leave.
    pub may_leave: bool,
}

/// Of photographs `p`: originals that do not wait to be sent and that something smaller can be seen of: a thumbnail was made, and nothing is still
/// to be made. Where a part is blurred, nothing but the original shows what another blur would need.
fn needless() -> String {
    format!(
        "p.deleted = 0 AND length(unhex(p.sha256)) = 32 \
         AND NOT EXISTS (SELECT 1 FROM upload AS u WHERE u.sha256 = unhex(p.sha256) AND u.state <> 1) \
         AND EXISTS (SELECT 1 FROM rendition AS r WHERE r.photo = p.id AND r.kind = 'thumb' AND r.deleted = 0) \
         AND NOT EXISTS (SELECT 1 FROM intent AS i WHERE i.id = '{DEVELOP}' || p.id) \
         AND NOT EXISTS (SELECT 1 FROM photo_mark AS m WHERE m.photo = p.id AND m.kind = 'blur' AND m.deleted = 0)"
    )
}

impl Store {
    /// Originals that lie here and that nothing here needs, the oldest first, behind `after`.
    pub fn spare_originals(&self, after: Option<&Spare>, limit: usize) -> Result<Vec<Spare>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT p.stream, unhex(p.sha256), coalesce(p.size, 0), coalesce(p.taken_at, 0) AS taken, \
                 EXISTS (SELECT 1 FROM blob_receipt AS b WHERE b.sha256 = unhex(p.sha256) AND b.let_go = 1) \
                 FROM photo AS p WHERE {} AND (taken, unhex(p.sha256), p.stream) > (?1, ?2, ?3) ORDER BY 4, 2, 1",
                needless()
            ))?;
            let (taken, sha256, stream) = match after {
                Some(last) => (last.taken_at, last.sha256, find_stream(conn, &last.stream)?.unwrap_or_default()),
                None => (i64::MIN, Hash([0; 32]), 0),
            };
            let mut rows = statement.query(params![taken, &sha256.0[..], stream])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()?
                && found.len() < limit
            {
                let spare = spare(conn, row)?;
                if self.blobs().has(&spare.sha256) {
                    found.push(spare);
                }
            }
            Ok(found)
        })
    }

    /// Removes originals that may leave, in this order, until `enough` bytes are free. Answers how many went, and their bytes. What became
    /// needed since it was looked for stays.
    pub fn let_go(&self, spare: &[Spare], enough: u64) -> Result<(u32, u64)> {
        // Within the write door, where rows are written and files queued: nothing comes to need a file between the question and its removal.
        self.transact_quietly(|replica| {
            let (mut files, mut bytes) = (0, 0);
            let free = free_to_leave(replica.conn, spare)?;
            for one in spare {
                if bytes >= enough {
                    break;
                }
                if free.contains(&one.sha256.to_hex()) && self.blobs().has(&one.sha256) {
                    self.blobs().remove(&one.sha256)?;
                    (files, bytes) = (files + 1, bytes + one.size);
                }
            }
            Ok((files, bytes))
        })
    }

    /// The server was restored: what its backups have is to be asked for once more.
    pub fn forget_let_go(&self) -> Result<()> {
        self.transact_quietly(|replica| {
            replica.conn.execute("UPDATE blob_receipt SET let_go = 0 WHERE let_go <> 0", [])?;
            Ok(())
        })
    }
}

/// Which of these hashes every row that names them can spare.
fn free_to_leave(conn: &Connection, spare: &[Spare]) -> Result<BTreeSet<String>> {
    let hashes: Vec<String> = spare.iter().map(|one| one.sha256.to_hex()).collect();
    let asked = serde_json::to_string(&hashes).unwrap_or_default();
    // One pass over each table for all of them: none has an index by hash, which every photograph would pay for.
    let word = if planted::on(Bug::LetGoAtReceipt) { "true" } else { "b.let_go = 1" };
    let others = named_files(|file| file.table != "photo");
    let sql = format!(
        "WITH asked AS MATERIALIZED (SELECT value AS hex FROM json_each(?1)) SELECT hex FROM asked WHERE hex IN \
           (SELECT lower(hex(b.sha256)) FROM blob_receipt AS b WHERE {word} AND b.sha256 IN (SELECT unhex(hex) FROM asked)) \
         AND hex NOT IN (SELECT r.sha256 FROM ({others}) AS r WHERE r.sha256 IN asked) \
         AND hex NOT IN (SELECT lower(p.sha256) FROM photo AS p WHERE lower(p.sha256) IN asked AND p.deleted = 0 AND NOT ({})) \
         AND hex NOT IN (SELECT lower(hex(u.sha256)) FROM upload AS u WHERE u.state <> 1 AND u.sha256 IN (SELECT unhex(hex) FROM asked))",
        needless()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map([asked], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn spare(conn: &Connection, row: &Row<'_>) -> Result<Spare> {
    Ok(Spare {
        stream: stream_id(conn, row.get(0)?)?,
        sha256: Hash::from_slice(&row.get::<_, Vec<u8>>(1)?)?,
        size: row.get::<_, i64>(2)?.unsigned_abs(),
        taken_at: row.get(3)?,
        may_leave: row.get(4)?,
    })
}
