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
const FORMAT: u64 = 2;
/// Did not say how many refusals it lists (what it does not list may have been refused all the same), nor what is in a backup.
const BEFORE: u64 = 1;
/// Refused commits that a receipt lists of one chain, at most.
const REFUSALS_OF_CHAIN: usize = 256;
/// Refused commits that a receipt lists of all chains together, at most: nobody's refusals make it too large for the others.
const REFUSALS: usize = 8_192;
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
    /// Of each chain so many are listed, the last before the head: of a chain with fewer, all.
    pub listed: u64,
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
    /// Whoever took it may let go of his own copy: a backup of the server's has it, too, or the server makes none.
    pub let_go: bool,
}

impl Receipt {
    /// How many refused commits of each chain a receipt lists that names so many chains.
    #[must_use]
    pub fn lists(chains: usize) -> usize {
        (REFUSALS / chains.max(1)).min(REFUSALS_OF_CHAIN)
    }

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

    /// Whether the receipt says that the server took the commit with this header: it names its chain up to it or further, and
    /// does not list it as refused. A head names by its parents what is before it, which is not followed here: of a commit
    /// before the head its place counts.
    #[must_use]
    pub fn accepts(&self, header: &Header, hash: Hash) -> bool {
        let chain = (header.stream, header.device);
        let heads = || self.heads.iter().filter(|head| (head.stream, head.device) == chain);
        let refused = || self.refused.iter().filter(|refused| (refused.stream, refused.device) == chain).map(|refused| refused.seq);
        let held = heads().any(|head| head.seq >= header.seq);
        let another = heads().any(|head| head.seq == header.seq && head.hash != hash);
        // Of a chain with more refusals than are listed, nothing is known about what is before the first of the list.
        let unlisted = refused().count() as u64 >= self.listed && refused().min().is_none_or(|first| header.seq < first);
        held && !another && !unlisted && !refused().any(|seq| seq == header.seq)
    }

    fn encode(&self) -> Vec<u8> {
        to_vec(|out| {
            out.array(8)?.u64(FORMAT)?.str(&self.district)?.bytes(&self.epoch)?;
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
            out.u64(self.listed)?.array(self.blobs.len() as u64)?;
            for blob in &self.blobs {
                out.array(4)?.str(&blob.stream.to_string())?.bytes(&blob.sha256.0)?;
                out.u64(blob.size)?.u64(u64::from(blob.let_go))?;
            }
            Ok(())
        })
    }

    fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut input = In::new(bytes, "receipt");
        let fields = input.array(64)?;
        let format = input.uint()?;
        match (format, fields) {
            (FORMAT, 8) | (BEFORE, 7) => {}
            (FORMAT | BEFORE, _) => return Err(input.malformed()),
            _ => return Err(JournalError::Unsupported("receipt")),
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
        let listed = if format == FORMAT { input.uint()? } else { 0 };
        let mut blobs = Vec::new();
        for _ in 0..input.array(ENTRIES)? {
            input.tuple(if format == FORMAT { 4 } else { 3 })?;
            let (stream, sha256, size) = (stream(&mut input)?, Hash(input.fixed()?), input.uint()?);
            let let_go = format == FORMAT && input.flag()?;
            blobs.push(ReceiptBlob { stream, sha256, size, let_go });
        }
        input.end()?;
        Ok(Self { district, epoch, at, heads, refused, listed, blobs })
    }
}

fn stream(input: &mut In<'_>) -> Result<StreamId, JournalError> {
    input.text(limits::NAME_BYTES)?.parse().map_err(|_| JournalError::Malformed("receipt"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;
    use crate::Hlc;

    fn header(seq: u64) -> Header {
        Header {
            device: DeviceId([1; 16]),
            stream: "629900100201/work".parse().unwrap(),
            seq,
            parent: (seq > 1).then_some(Hash([9; 32])),
            body_hash: Hash([8; 32]),
            body_len: 1,
            hlc: Hlc(1),
            author: "insp-1".into(),
            grant: "insp-1/inspector".into(),
            grant_version: 1,
            also: Vec::new(),
        }
    }

    fn receipt(upto: u64, refused: impl Iterator<Item = u64>) -> Receipt {
        let Header { stream, device, .. } = header(1);
        let head = ReceiptHead { stream, device, seq: upto, hash: header(upto).hash() };
        let refused = refused.map(|seq| ReceiptRefusal { stream, device, seq, refusal: Refusal::Forbidden }).collect();
        Receipt { district: "629900".into(), epoch: [0; 16], at: 0, heads: vec![head], refused, listed: 256, blobs: Vec::new() }
    }

    fn accepts(receipt: &Receipt, seq: u64) -> bool {
        receipt.accepts(&header(seq), header(seq).hash())
    }

    #[test]
    fn it_accepts_what_it_covers_and_does_not_list_as_refused() {
        let receipt = receipt(5, [3].into_iter());
        assert_eq!([1, 2, 3, 4, 5, 6].map(|seq| accepts(&receipt, seq)), [true, true, false, true, true, false]);
        assert!(!receipt.accepts(&header(5), Hash([7; 32])), "another commit in the head's place");
        let of_another = Header { device: DeviceId([2; 16]), ..header(1) };
        assert!(!receipt.accepts(&of_another, of_another.hash()));
    }

    #[test]
    fn before_a_full_list_of_refusals_nothing_is_known() {
        let full = receipt(1_000, 500..756);
        assert_eq!([499, 500, 755, 756, 1_000].map(|seq| accepts(&full, seq)), [false, false, false, true, true]);
        assert!(accepts(&receipt(1_000, 500..755), 499));
        let short = Receipt { listed: 3, ..receipt(9, [4, 6, 7].into_iter()) };
        assert_eq!([3, 5, 8, 9].map(|seq| accepts(&short, seq)), [false, true, true, true]);
    }

    #[test]
    fn one_that_lists_nothing_proves_nothing_accepted() {
        assert!(!accepts(&Receipt { listed: 0, ..receipt(5, [].into_iter()) }, 5));
        // So does one of the format before, which did not say how many it lists.
        let key = DeviceKey::from_bytes(&[1; 32]);
        let before = to_vec(|out| {
            let head = header(5);
            out.array(7)?.u64(BEFORE)?.str("629900")?.bytes(&[0; 16])?.u64(0)?.array(1)?;
            out.array(4)?.str(&head.stream.to_string())?.bytes(&head.device.0)?.u64(5)?.bytes(&head.hash().0)?;
            out.array(0)?.array(0)?;
            Ok(())
        });
        let read = Receipt::open(&cose::sign(&key, PURPOSE, before).unwrap(), &key.public()).unwrap();
        assert_eq!((read.heads[0].seq, read.listed, accepts(&read, 5)), (5, 0, false));
    }

    #[test]
    fn the_largest_still_fits() {
        let key = DeviceKey::from_bytes(&[1; 32]);
        // A page of 4 MiB holds fewer commits than this, and so names fewer chains.
        for chains in [1, 31, 32, 1_000, REFUSALS, REFUSALS + 1, 20_000] {
            let device = |chain: usize| {
                let mut id = [0xff; 16];
                id[..8].copy_from_slice(&(chain as u64).to_be_bytes());
                DeviceId(id)
            };
            let stream = header(1).stream;
            let each = Receipt::lists(chains) as u64;
            let head = |chain, seq| ReceiptHead { stream, device: device(chain), seq: limits::SEQ - seq, hash: Hash([9; 32]) };
            let refusal = |chain, seq| ReceiptRefusal { stream, device: device(chain), seq: limits::SEQ - seq, refusal: Refusal::UnknownDevice };
            let places = || (0..chains).flat_map(|chain| (1..=each).map(move |seq| (chain, seq)));
            let heads = (0..chains).map(|chain| head(chain, 0)).chain(places().map(|(chain, seq)| head(chain, seq)));
            let refused = places().map(|(chain, seq)| refusal(chain, seq)).collect();
            let receipt = Receipt { heads: heads.collect(), refused, listed: each, ..receipt(1, [].into_iter()) };
            assert!(receipt.sign(&key).is_ok(), "{chains} chains, {each} each");
        }
    }
}
