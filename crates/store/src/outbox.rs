//! Own commits on their way to the server.

use rusqlite::params;
use xuncun_domain::stream::StreamId;
use xuncun_journal::Refusal;

use crate::Result;
use crate::refs::stream_id;
use crate::seal::{ACCEPTED, REFUSED, SENT, UNSENT};
use crate::store::Store;

/// An own commit to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// Its stream.
    pub stream: StreamId,
    /// Its place in this device's chain of that stream.
    pub seq: u64,
    /// COSE_Sign1 over the header.
    pub envelope: Vec<u8>,
    /// The puts; none for a commit that was refused, whose header alone is offered to a server that has lost it.
    pub body: Option<Vec<u8>>,
    /// In place of a body that was erased or refused, the server's word for that: the record, or the receipt.
    pub proof: Option<Vec<u8>>,
    /// Why the server did not take it the last time.
    pub held: Option<Refusal>,
}

/// The server's word on an own commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CommitVerdict {
    /// The commit's stream.
    pub stream: StreamId,
    /// Its place in this device's chain.
    pub seq: u64,
    /// None: accepted.
    pub refusal: Option<Refusal>,
}

impl Store {
    /// Own commits that the server has not accepted, each after its parent: at least one if there is one, then as many as
    /// fit into `max_bytes`. What is pending is sealed first. Chains that the server holds back come last.
    pub fn unsent(&self, max_bytes: usize) -> Result<Vec<Outgoing>> {
        self.seal()?;
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT stream, seq, envelope, body, held, erased FROM ( \
                   SELECT ref, stream, seq, envelope, body, held, erased FROM commit_log \
                   WHERE state < 2 AND (body IS NOT NULL OR erased IS NOT NULL) \
                   UNION ALL \
                   SELECT l.ref, l.stream, l.seq, l.envelope, NULL, NULL, r.bytes FROM commit_log AS l \
                   LEFT JOIN refusal_proof AS p ON p.stream = l.stream AND p.device = l.device AND p.seq = l.seq AND p.hash = l.hash \
                   LEFT JOIN receipt AS r ON r.ref = p.receipt WHERE l.state = 3 AND l.held IS NOT NULL) AS c \
                 ORDER BY EXISTS (SELECT 1 FROM commit_log AS h WHERE h.state < 2 AND h.held IS NOT NULL AND h.stream = c.stream), ref",
            )?;
            let mut rows = statement.query([])?;
            let mut outgoing: Vec<Outgoing> = Vec::new();
            let mut bytes = 0;
            while let Some(row) = rows.next()? {
                let seq: i64 = row.get(1)?;
                let held: Option<String> = row.get(4)?;
                let next = Outgoing {
                    stream: stream_id(conn, row.get(0)?)?,
                    seq: seq.unsigned_abs(),
                    envelope: row.get(2)?,
                    body: row.get(3)?,
                    proof: row.get(5)?,
                    held: held.map(|code| Refusal::parse(&code)),
                };
                bytes += next.envelope.len() + next.body.as_ref().or(next.proof.as_ref()).map_or(0, Vec::len) + 16;
                if bytes > max_bytes && !outgoing.is_empty() {
                    break;
                }
                outgoing.push(next);
            }
            Ok(outgoing)
        })
    }

    /// Notes that these commits left, answered or not.
    pub fn mark_sent(&self, commits: &[(StreamId, u64)]) -> Result<()> {
        self.transact_quietly(|replica| {
            let own = replica.identity()?.key.id();
            let device = replica.session.refs.device(replica.conn, &own)?;
            for (stream, seq) in commits {
                let stream = replica.session.refs.stream(replica.conn, stream)?;
                replica
                    .conn
                    .prepare_cached(
                        "UPDATE commit_log SET state = ?4 \
                         WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND state = ?5",
                    )?
                    .execute(params![stream, device, *seq as i64, SENT, UNSENT])?;
            }
            Ok(())
        })
    }

    /// After a `gap`, or a restored server: own commits of this stream from here on are to be sent again, of those that were
    /// refused the headers. Answers whether any was not to be sent already.
    pub fn offer_again(&self, stream: &StreamId, from_seq: u64) -> Result<bool> {
        self.transact(|replica| {
            let own = replica.identity()?.key.id();
            let device = replica.session.refs.device(replica.conn, &own)?;
            let stream = replica.session.refs.stream(replica.conn, stream)?;
            let again = replica.conn.execute(
                "UPDATE commit_log SET state = ?4, held = NULL \
                 WHERE stream = ?1 AND device = ?2 AND seq >= ?3 AND state <= ?5 AND (state <> ?4 OR held IS NOT NULL)",
                params![stream, device, from_seq as i64, UNSENT, ACCEPTED],
            )?;
            // Headers that were refused keep their places: without them the chain would end there.
            let headers = replica.conn.execute(
                "UPDATE commit_log SET held = refusal WHERE stream = ?1 AND device = ?2 AND seq >= ?3 AND state = ?4 AND held IS NULL",
                params![stream, device, from_seq as i64, REFUSED],
            )?;
            Ok(again + headers > 0)
        })
    }
}
