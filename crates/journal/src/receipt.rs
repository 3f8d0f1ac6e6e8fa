//! Receipts: the server's signed word on what it holds. 送达 is said of nothing else.

use xuncun_domain::stream::StreamId;

use crate::cbor::{In, to_vec};
use crate::cose::{self, Envelope};
use crate::error::JournalError;
use crate::header::Header;
use crate::ids::{DeviceId, Hash};
use crate::key::{DeviceKey, PublicKey};
use crate::limits;
use crate::refusal::Refusal;

const PURPOSE: &[u8] = b"xuncun/receipt/1";
const FORMAT: u64 = 1;
/// More entries than fit into [`limits::RECEIPT_BYTES`].
const ENTRIES: usize = 100_000;

/// What a server signs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The district's code.
    pub district: String,
    /// The server's epoch: another one after it was restored from a backup.
    pub epoch: [u8; 16],
    /// The server's time, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Chains that it holds, each up to and including the named header.
    pub heads: Vec<ReceiptHead>,
    /// Commits among them whose bodies it refused for good.
    pub refused: Vec<ReceiptRefusal>,
    /// Blobs that it holds, whole and with the right hash.
    pub blobs: Vec<ReceiptBlob>,
}

/// A chain held up to here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptHead {
    /// The chain's stream.
    pub stream: StreamId,
    /// The chain's device.
    pub device: DeviceId,
    /// The position of the last header held.
    pub seq: u64,
    /// The hash of that header, and through its parents of all before it.
    pub hash: Hash,
}

/// A commit whose body was refused for good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptRefusal {
    /// The chain's stream.
    pub stream: StreamId,
    /// The chain's device.
    pub device: DeviceId,
    /// The position.
    pub seq: u64,
    /// Why.
    pub refusal: Refusal,
}

/// A blob held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptBlob {
    /// The stream in which it is held: who may read the stream may read the blob.
    pub stream: StreamId,
    /// Its hash.
    pub sha256: Hash,
    /// Its length in bytes.
    pub size: u64,
}

impl Receipt {
    /// The signed bytes. Fails only where the receipt is larger than any reader takes.
    pub fn sign(&self, key: &DeviceKey) -> Result<Vec<u8>, JournalError> {
        let bytes = cose::sign(key, PURPOSE, self.encode())?;
        if bytes.len() > limits::RECEIPT_BYTES {
            return Err(JournalError::TooLarge("receipt"));
        }
        Ok(bytes)
    }

    /// Verifies and reads a receipt.
    pub fn open(bytes: &[u8], key: &PublicKey) -> Result<Self, JournalError> {
        let envelope = Envelope::parse(bytes, limits::RECEIPT_BYTES)?;
        envelope.verify(key, PURPOSE)?;
        Self::decode(envelope.payload())
    }

    /// The refusal of the commit with this header, if the receipt names the header together with it.
    #[must_use]
    pub fn refusal_of(&self, header: &Header, hash: Hash) -> Option<Refusal> {
        let place = (header.stream, header.device, header.seq);
        let named = self.heads.iter().any(|head| (head.stream, head.device, head.seq) == place && head.hash == hash);
        let refused = self.refused.iter().find(|refused| (refused.stream, refused.device, refused.seq) == place)?;
        named.then_some(refused.refusal)
    }

    fn encode(&self) -> Vec<u8> {
        to_vec(|out| {
            out.array(7)?.u64(FORMAT)?.str(&self.district)?.bytes(&self.epoch)?;
            out.u64(self.at.unsigned_abs())?.array(self.heads.len() as u64)?;
            for head in &self.heads {
                out.array(4)?.str(&head.stream.to_string())?.bytes(&head.device.0)?;
                out.u64(head.seq)?.bytes(&head.hash.0)?;
            }
            out.array(self.refused.len() as u64)?;
            for refused in &self.refused {
                out.array(4)?.str(&refused.stream.to_string())?.bytes(&refused.device.0)?;
                out.u64(refused.seq)?.str(refused.refusal.as_str())?;
            }
            out.array(self.blobs.len() as u64)?;
            for blob in &self.blobs {
                out.array(3)?.str(&blob.stream.to_string())?.bytes(&blob.sha256.0)?.u64(blob.size)?;
            }
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut input = In::new(bytes, "receipt");
        let fields = input.array(64)?;
        if input.uint()? != FORMAT {
            return Err(JournalError::Unsupported("receipt"));
        }
        if fields != 7 {
            return Err(input.malformed());
        }
        let district = input.text(limits::NAME_BYTES)?.to_owned();
        let epoch = input.fixed()?;
        let at = input.millis()?;
        let mut heads = Vec::new();
        for _ in 0..input.array(ENTRIES)? {
            input.tuple(4)?;
            heads.push(ReceiptHead { stream: stream(&mut input)?, device: DeviceId(input.fixed()?), seq: input.uint()?, hash: Hash(input.fixed()?) });
        }
        let mut refused = Vec::new();
        for _ in 0..input.array(ENTRIES)? {
            input.tuple(4)?;
            refused.push(ReceiptRefusal {
                stream: stream(&mut input)?,
                device: DeviceId(input.fixed()?),
                seq: input.uint()?,
                refusal: Refusal::parse(input.text(limits::NAME_BYTES)?),
            });
        }
        let mut blobs = Vec::new();
        for _ in 0..input.array(ENTRIES)? {
            input.tuple(3)?;
            blobs.push(ReceiptBlob { stream: stream(&mut input)?, sha256: Hash(input.fixed()?), size: input.uint()? });
        }
        input.end()?;
        Ok(Self { district, epoch, at, heads, refused, blobs })
    }
}

fn stream(input: &mut In<'_>) -> Result<StreamId, JournalError> {
    input.text(limits::NAME_BYTES)?.parse().map_err(|_| JournalError::Malformed("receipt"))
}
