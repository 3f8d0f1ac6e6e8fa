//! The header of a commit: the part that is signed, chained and never erased.

use xuncun_domain::stream::StreamId;

use crate::cbor::{In, to_vec};
use crate::error::JournalError;
use crate::hlc::{self, Hlc};
use crate::ids::{DeviceId, Hash};
use crate::limits;

/// The version of the format that this software writes and reads.
const FORMAT: u64 = 1;

/// What a commit says about itself. On the wire an array of twelve, in this order, led by the format's version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// Who made it.
    pub device: DeviceId,
    /// The stream to which all its rows belong.
    pub stream: StreamId,
    /// Its place in the chain of (device, stream), from 1 without holes.
    pub seq: u64,
    /// The hash of the header before it; none for the first.
    pub parent: Option<Hash>,
    /// SHA-256 of the body's bytes.
    pub body_hash: Hash,
    /// Length of the body in bytes.
    pub body_len: u64,
    /// When it was sealed.
    pub hlc: Hlc,
    /// The person in whose name it was made.
    pub author: String,
    /// The grant by which it is to be judged.
    pub grant: String,
    /// The version of the author's grants that the device knew.
    pub grant_version: u64,
    /// The commits in other streams that were sealed together with it, as `stream#seq`.
    pub also: Vec<String>,
}

/// What the maker of a commit decides; the rest of the header follows from the key and the body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeaderFields {
    /// See [`Header::stream`].
    pub stream: StreamId,
    /// See [`Header::seq`].
    pub seq: u64,
    /// See [`Header::parent`].
    pub parent: Option<Hash>,
    /// See [`Header::hlc`].
    pub hlc: Hlc,
    /// See [`Header::author`].
    pub author: String,
    /// See [`Header::grant`].
    pub grant: String,
    /// See [`Header::grant_version`].
    pub grant_version: u64,
    /// See [`Header::also`].
    pub also: Vec<String>,
}

impl Header {
    /// The signed bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_vec(|out| {
            out.array(12)?.u64(FORMAT)?.bytes(&self.device.0)?.str(&self.stream.to_string())?;
            out.u64(self.seq)?;
            match &self.parent {
                Some(parent) => out.bytes(&parent.0)?,
                None => out.null()?,
            };
            out.bytes(&self.body_hash.0)?.u64(self.body_len)?.u64(self.hlc.0)?;
            out.str(&self.author)?.str(&self.grant)?.u64(self.grant_version)?;
            out.array(self.also.len() as u64)?;
            for also in &self.also {
                out.str(also)?;
            }
            Ok(())
        })
    }

    /// Reads what [`Header::encode`] wrote, and nothing else: any other way to write the same header is malformed.
    pub fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut input = In::new(bytes, "header");
        let fields = input.array(64)?;
        if input.uint()? != FORMAT {
            return Err(JournalError::Unsupported("header"));
        }
        if fields != 12 {
            return Err(input.malformed());
        }
        let device = DeviceId(input.fixed()?);
        let stream = input.text(limits::NAME_BYTES)?;
        let stream: StreamId = stream.parse().map_err(|_| JournalError::Malformed("stream"))?;
        let seq = input.uint()?;
        let parent = input.optional(|input| input.fixed().map(Hash))?;
        let body_hash = Hash(input.fixed()?);
        let body_len = input.uint()?;
        let hlc = Hlc(input.uint()?);
        let author = input.text(limits::NAME_BYTES)?.to_owned();
        let grant = input.text(limits::NAME_BYTES)?.to_owned();
        let grant_version = input.uint()?;
        let mut also = Vec::new();
        for _ in 0..input.array(limits::ALSO)? {
            also.push(input.text(limits::NAME_BYTES)?.to_owned());
        }
        input.end()?;
        let header = Self { device, stream, seq, parent, body_hash, body_len, hlc, author, grant, grant_version, also };
        if !header.is_sound() || header.encode() != bytes {
            return Err(JournalError::Malformed("header"));
        }
        Ok(header)
    }

    /// The hash by which the next header names this one: SHA-256 of the signed bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&self.encode())
    }

    fn is_sound(&self) -> bool {
        (1..=limits::SEQ).contains(&self.seq)
            && self.parent.is_some() == (self.seq > 1)
            && self.hlc <= hlc::MAX
            && self.body_len <= limits::BODY_BYTES as u64
            && self.grant_version <= limits::SEQ
    }
}
