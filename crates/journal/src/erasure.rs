//! Erasures: the server's signed word that the body of a commit was erased by law. The header stays, and the chain with it.
//!
//! A body that is absent without a refusal and without such a record was withheld, and is believed of nobody. What a body said is gone
//! with it; of what it *replaced* the record tells, or a row that it had replaced would be shown again as if nobody had written since:
//! the heads of a row become `heads − bases`, and nothing is added.

use xuncun_domain::stream::StreamId;

use crate::body::{Body, is_name, read_bases, write_bases};
use crate::cbor::{In, to_vec};
use crate::cose::{self, Envelope};
use crate::error::JournalError;
use crate::header::Header;
use crate::ids::{DeviceId, Hash, Version};
use crate::key::{DeviceKey, PublicKey};
use crate::limits;

const PURPOSE: &[u8] = b"xuncun/erasure/1";
const FORMAT: u64 = 1;

/// What a server signs when it has erased a body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Erasure {
    /// The district's code.
    pub district: String,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The commit's stream.
    pub stream: StreamId,
    /// Its device.
    pub device: DeviceId,
    /// Its place in the chain.
    pub seq: u64,
    /// The hash of its header.
    pub hash: Hash,
    /// Who did it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What the body replaced, by table and row.
    pub replaced: Vec<Replaced>,
}

/// What the puts of one table replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replaced {
    /// The table.
    pub table: String,
    /// Rows in the order of their ids, each with the versions that its put named as bases, at least one.
    pub rows: Vec<(String, Vec<Version>)>,
}

impl Replaced {
    /// Of the puts in a body, but for the rows that are to leave no trace.
    #[must_use]
    pub fn of(body: &Body<'_>, traceless: impl Fn(&str, &str) -> bool) -> Vec<Self> {
        let mut all = Vec::new();
        for table in &body.tables {
            let kept = table.rows.iter().filter(|row| !row.bases.is_empty() && !traceless(table.name, row.id));
            let rows: Vec<_> = kept.map(|row| (row.id.to_owned(), row.bases.clone())).collect();
            if !rows.is_empty() {
                all.push(Self { table: table.name.to_owned(), rows });
            }
        }
        all
    }
}

impl Erasure {
    /// The signed bytes. Fails where a reader would not take them.
    pub fn sign(&self, key: &DeviceKey) -> Result<Vec<u8>, JournalError> {
        let payload = self.encode();
        Self::decode(&payload)?;
        let bytes = cose::sign(key, PURPOSE, payload)?;
        if bytes.len() > limits::ERASURE_BYTES {
            return Err(JournalError::TooLarge("erasure"));
        }
        Ok(bytes)
    }

    /// Verifies and reads a record.
    pub fn open(bytes: &[u8], key: &PublicKey) -> Result<Self, JournalError> {
        let envelope = Envelope::parse(bytes, limits::ERASURE_BYTES)?;
        envelope.verify(key, PURPOSE)?;
        Self::decode(envelope.payload())
    }

    /// What a record claims, UNVERIFIED: of one that was verified before it was kept.
    pub fn peek(bytes: &[u8]) -> Result<Self, JournalError> {
        Self::decode(Envelope::parse(bytes, limits::ERASURE_BYTES)?.payload())
    }

    /// Whether it speaks of the commit with this header.
    #[must_use]
    pub fn is_of(&self, header: &Header, hash: Hash) -> bool {
        (self.stream, self.device, self.seq, self.hash) == (header.stream, header.device, header.seq, hash)
    }

    fn encode(&self) -> Vec<u8> {
        to_vec(|out| {
            out.array(10)?.u64(FORMAT)?.str(&self.district)?.u64(self.at.unsigned_abs())?;
            out.str(&self.stream.to_string())?.bytes(&self.device.0)?.u64(self.seq)?.bytes(&self.hash.0)?;
            out.str(&self.by)?.str(&self.reason)?.array(self.replaced.len() as u64)?;
            for part in &self.replaced {
                out.array(2)?.str(&part.table)?.array(part.rows.len() as u64)?;
                for (id, bases) in &part.rows {
                    out.array(2)?.str(id)?;
                    write_bases(out, self.device, bases)?;
                }
            }
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut input = In::new(bytes, "erasure");
        let fields = input.array(64)?;
        if input.uint()? != FORMAT {
            return Err(JournalError::Unsupported("erasure"));
        }
        if fields != 10 {
            return Err(input.malformed());
        }
        let district = input.text(limits::NAME_BYTES)?.to_owned();
        let at = input.millis()?;
        let stream = input.text(limits::NAME_BYTES)?.parse().map_err(|_| input.malformed())?;
        let (device, seq, hash) = (DeviceId(input.fixed()?), input.uint()?, Hash(input.fixed()?));
        let (by, reason) = (input.text(limits::NAME_BYTES)?.to_owned(), input.text(limits::REASON_BYTES)?.to_owned());
        let replaced = read_replaced(&mut input, device, seq)?;
        input.end()?;
        Ok(Self { district, at, stream, device, seq, hash, by, reason, replaced })
    }
}

fn read_replaced(input: &mut In<'_>, device: DeviceId, seq: u64) -> Result<Vec<Replaced>, JournalError> {
    let mut replaced: Vec<Replaced> = Vec::new();
    let mut puts = 0;
    for _ in 0..input.array(limits::PUTS)? {
        input.tuple(2)?;
        let table = input.text(limits::NAME_BYTES)?;
        if !is_name(table) || replaced.last().is_some_and(|before| before.table.as_str() >= table) {
            return Err(input.malformed());
        }
        let length = input.array(limits::PUTS)?;
        puts += length;
        if puts > limits::PUTS {
            return Err(JournalError::TooLarge("erasure"));
        }
        let mut rows: Vec<(String, Vec<Version>)> = Vec::new();
        for _ in 0..length {
            input.tuple(2)?;
            let id = input.text(limits::ID_BYTES)?;
            let bases = read_bases(input, device, seq)?;
            if id.is_empty() || bases.is_empty() || rows.last().is_some_and(|(before, _)| before.as_str() >= id) {
                return Err(input.malformed());
            }
            rows.push((id.to_owned(), bases));
        }
        if rows.is_empty() {
            return Err(input.malformed());
        }
        replaced.push(Replaced { table: table.to_owned(), rows });
    }
    Ok(replaced)
}
