//! Own commits that did not count in the end: their content is kept until a person has seen it.

use rusqlite::Connection;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Header, Put, Refusal, commit, decode_body};

use crate::Result;
use crate::refs::stream_id;
use crate::store::Store;
use crate::write::WriteTx;

/// What an own commit said that the server refused, or that was void and recorded again.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// The draft's number on this device.
    pub number: i64,
    /// The stream.
    pub stream: StreamId,
    /// Why it did not count.
    pub code: Refusal,
    /// Whether its rows were recorded again: then nothing is to be done about it.
    pub reissued: bool,
    /// The commit's header.
    pub header: Header,
    /// The rows.
    pub puts: Vec<Put>,
}

impl Store {
    /// Drafts that nobody has dismissed and that were not recorded again, the latest first.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        self.read(|conn| select(conn, "WHERE dismissed = 0 AND reissued = 0"))
    }

    /// Every draft ever kept, the latest first.
    pub fn all_drafts(&self) -> Result<Vec<Draft>> {
        self.read(|conn| select(conn, ""))
    }

    /// Puts a draft aside, after a person has seen it. It is still kept.
    pub fn dismiss_draft(&self, number: i64) -> Result<()> {
        self.transact(|replica| {
            replica.conn.execute("UPDATE draft SET dismissed = 1 WHERE ref = ?1", [number])?;
            Ok(())
        })
    }
}

impl WriteTx<'_, '_> {
    /// Puts a draft aside together with the rows of this transaction, which record it again.
    pub fn dismiss_draft(&mut self, number: i64) -> Result<()> {
        self.conn().execute("UPDATE draft SET dismissed = 1 WHERE ref = ?1", [number])?;
        Ok(())
    }
}

fn select(conn: &Connection, condition: &str) -> Result<Vec<Draft>> {
    let mut statement = conn.prepare(&format!("SELECT ref, stream, code, reissued, envelope, body FROM draft {condition} ORDER BY ref DESC"))?;
    let mut rows = statement.query([])?;
    let mut drafts = Vec::new();
    while let Some(row) = rows.next()? {
        let (code, envelope, body): (String, Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(4)?, row.get(5)?);
        let header = commit::peek(&envelope)?.header;
        drafts.push(Draft {
            number: row.get(0)?,
            stream: stream_id(conn, row.get(1)?)?,
            code: Refusal::parse(&code),
            reissued: row.get(3)?,
            puts: decode_body(&header, &body)?,
            header,
        });
    }
    Ok(drafts)
}
