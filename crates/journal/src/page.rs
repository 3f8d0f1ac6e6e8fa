//! Pages of commits as they travel.
//!
//! A push is a CBOR sequence (RFC 8742) of `[envelope, body]`, or `[envelope, body or null, proof]`, compressed by zstd. Its reply is plain CBOR, since it is
//! short. A pull is one compressed CBOR item. Whatever a page claims, no more than [`limits::PAGE_BYTES`] of it are
//! decompressed.

use std::io::Read;

use crate::cbor::{In, Out, Written, to_vec};
use crate::commit::Commit;
use crate::error::JournalError;
use crate::ids::{DeviceId, Hash};
use crate::limits;
use crate::refusal::Refusal;
use xuncun_domain::stream::StreamId;

/// zstd's level: 3 is where the gain flattens on these pages.
const LEVEL: i32 = 3;
/// The largest window that a reader allocates: 8 MiB, as much as a page may hold.
const WINDOW_LOG: u32 = 23;
/// More commits than fit into a page.
const ENTRIES: usize = 100_000;

/// `POST /v1/commits`: commits on offer, parents before their children.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PushRequest {
    /// Each with its body.
    pub commits: Vec<Commit>,
}

/// The answer to a push.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PushReply {
    /// One a commit, in the order of the request. Fewer, where the server stopped early: the rest is to be sent again.
    pub verdicts: Vec<Verdict>,
    /// The server's clock, in milliseconds since 1970 UTC.
    pub server_ms: i64,
    /// A signed receipt for what was accepted, or was already there.
    pub receipt: Option<Vec<u8>>,
    /// For each chain that met a gap or a fork: what the server holds of it.
    pub heads: Vec<HeadHint>,
}

/// What became of one commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Its place in the request, from 0.
    pub index: u64,
    /// None: accepted.
    pub refusal: Option<Refusal>,
    /// Whether the server had it, or its refusal, before.
    pub already: bool,
}

/// The server's head of a chain; seq 0 and a zero hash where it has nothing of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeadHint {
    /// The chain's device.
    pub device: DeviceId,
    /// The chain's stream.
    pub stream: StreamId,
    /// The position of the last header held.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// `GET /v1/commits`: the next commits behind a cursor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PullReply {
    /// The cursor behind this page, opaque.
    pub cursor: Vec<u8>,
    /// Whether more follows at once.
    pub more: bool,
    /// The commits, each after its parent and its bases as far as the server knows them.
    pub entries: Vec<Entry>,
    /// A signed receipt for the chains of this page.
    pub receipt: Option<Vec<u8>>,
    /// The server's clock, in milliseconds since 1970 UTC.
    pub server_ms: i64,
    /// How many positions are left behind this page, for a progress bar.
    pub total: u64,
}

/// A commit on its way to a replica.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// COSE_Sign1 over the header.
    pub envelope: Vec<u8>,
    /// The puts; absent where refused or erased.
    pub body: Option<Vec<u8>>,
    /// Why the body was refused.
    pub refused: Option<Refusal>,
    /// The server's signed word that the body was erased ([`crate::Erasure`]).
    pub erasure: Option<Vec<u8>>,
}

impl Entry {
    /// A commit with its body.
    #[must_use]
    pub const fn new(envelope: Vec<u8>, body: Option<Vec<u8>>) -> Self {
        Self { envelope, body, refused: None, erasure: None }
    }

    /// A header whose body was refused.
    #[must_use]
    pub const fn refused(envelope: Vec<u8>, refusal: Refusal) -> Self {
        Self { envelope, body: None, refused: Some(refusal), erasure: None }
    }
}

impl PushRequest {
    /// Whether receipts stand beside bodies: without them the page is smaller.
    #[must_use]
    pub fn shows_receipts(&self) -> bool {
        self.commits.iter().any(|commit| commit.body.is_some() && commit.proof.is_some())
    }

    /// The compressed bytes.
    pub fn encode(&self) -> Result<Vec<u8>, JournalError> {
        compress(&to_vec(|out| {
            for commit in &self.commits {
                out.array(2 + u64::from(commit.proof.is_some()))?.bytes(&commit.envelope)?;
                match &commit.body {
                    Some(body) => out.bytes(body)?,
                    None => out.null()?,
                };
                if let Some(proof) = &commit.proof {
                    out.bytes(proof)?;
                }
            }
            Ok(())
        }))
    }

    /// Reads a page. What its commits contain is not looked at.
    pub fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let bytes = decompress(bytes)?;
        let mut input = In::new(&bytes, "push");
        let mut commits = Vec::new();
        while !input.at_end() {
            // Without this, a page of empty commits, a few hundred bytes when compressed, would fill half a gigabyte.
            if commits.len() == ENTRIES {
                return Err(JournalError::TooLarge("push"));
            }
            let proven = input.tuple_and_more(2)?;
            let envelope = input.bytes(limits::ENVELOPE_BYTES)?.to_vec();
            let body = input.optional(|input| input.bytes(limits::BODY_BYTES))?;
            let proof = if proven { Some(input.bytes(limits::RECEIPT_BYTES)?.to_vec()) } else { None };
            commits.push(Commit { envelope, body: body.map(<[u8]>::to_vec), proof });
        }
        Ok(Self { commits })
    }
}

impl PushReply {
    /// The bytes, not compressed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        to_vec(|out| {
            out.array(4)?.array(self.verdicts.len() as u64)?;
            for verdict in &self.verdicts {
                out.array(3)?.u64(verdict.index)?;
                match verdict.refusal {
                    Some(refusal) => out.str(refusal.as_str())?,
                    None => out.null()?,
                };
                out.u8(verdict.already.into())?;
            }
            out.u64(self.server_ms.unsigned_abs())?;
            match &self.receipt {
                Some(receipt) => out.bytes(receipt)?,
                None => out.null()?,
            };
            out.array(self.heads.len() as u64)?;
            for head in &self.heads {
                out.array(4)?.bytes(&head.device.0)?.str(&head.stream.to_string())?;
                out.u64(head.seq)?.bytes(&head.hash.0)?;
            }
            Ok(())
        })
    }

    /// Reads a reply.
    pub fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut input = In::new(bytes, "push reply");
        input.tuple(4)?;
        let mut verdicts = Vec::new();
        for _ in 0..input.array(ENTRIES)? {
            input.tuple(3)?;
            let index = input.uint()?;
            let refusal = input.optional(|input| input.text(limits::NAME_BYTES))?;
            let already = input.flag()?;
            verdicts.push(Verdict { index, refusal: refusal.map(Refusal::parse), already });
        }
        let server_ms = input.millis()?;
        let receipt = input.optional(|input| input.bytes(limits::RECEIPT_BYTES))?.map(<[u8]>::to_vec);
        let mut heads = Vec::new();
        for _ in 0..input.array(ENTRIES)? {
            input.tuple(4)?;
            let device = DeviceId(input.fixed()?);
            let stream = input.text(limits::NAME_BYTES)?.parse().map_err(|_| input.malformed())?;
            heads.push(HeadHint { device, stream, seq: input.uint()?, hash: Hash(input.fixed()?) });
        }
        input.end()?;
        Ok(Self { verdicts, server_ms, receipt, heads })
    }
}

impl PullReply {
    /// The compressed bytes.
    pub fn encode(&self) -> Result<Vec<u8>, JournalError> {
        compress(&to_vec(|out| {
            out.array(6)?.bytes(&self.cursor)?.u8(self.more.into())?;
            out.array(self.entries.len() as u64)?;
            for entry in &self.entries {
                write_entry(out, entry)?;
            }
            match &self.receipt {
                Some(receipt) => out.bytes(receipt)?,
                None => out.null()?,
            };
            out.u64(self.server_ms.unsigned_abs())?.u64(self.total)?;
            Ok(())
        }))
    }

    /// Reads a page. What its commits contain is not looked at.
    pub fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let bytes = decompress(bytes)?;
        let mut input = In::new(&bytes, "pull reply");
        input.tuple(6)?;
        let cursor = input.bytes(limits::ENVELOPE_BYTES)?.to_vec();
        let more = input.flag()?;
        let mut entries = Vec::new();
        for _ in 0..input.array(ENTRIES)? {
            entries.push(read_entry(&mut input)?);
        }
        let receipt = input.optional(|input| input.bytes(limits::RECEIPT_BYTES))?.map(<[u8]>::to_vec);
        let server_ms = input.millis()?;
        let total = input.uint()?;
        input.end()?;
        Ok(Self { cursor, more, entries, receipt, server_ms, total })
    }
}

pub(crate) fn write_entry(out: &mut Out<'_>, entry: &Entry) -> Written {
    let erasure = entry.erasure.as_ref().filter(|_| entry.body.is_none() && entry.refused.is_none());
    out.array(3 + u64::from(erasure.is_some()))?.bytes(&entry.envelope)?;
    match &entry.body {
        Some(body) => out.bytes(body)?,
        None => out.null()?,
    };
    match entry.refused {
        Some(refusal) => out.str(refusal.as_str())?,
        None => out.null()?,
    };
    if let Some(erasure) = erasure {
        out.bytes(erasure)?;
    }
    Ok(())
}

fn read_entry(input: &mut In<'_>) -> Result<Entry, JournalError> {
    let erased = input.tuple_and_more(3)?;
    let envelope = input.bytes(limits::ENVELOPE_BYTES)?.to_vec();
    let body = input.optional(|input| input.bytes(limits::BODY_BYTES))?;
    let refused = input.optional(|input| input.text(limits::NAME_BYTES))?;
    // A body is there, or refused, or erased.
    if erased && (body.is_some() || refused.is_some()) {
        return Err(input.malformed());
    }
    let erasure = if erased { Some(input.bytes(limits::ERASURE_BYTES)?.to_vec()) } else { None };
    Ok(Entry { envelope, body: body.map(<[u8]>::to_vec), refused: refused.map(Refusal::parse), erasure })
}

/// A CBOR sequence of entries, `count` of them and nothing behind.
pub(crate) fn read_entries(page: &[u8], count: u64) -> Result<Vec<Entry>, JournalError> {
    let mut input = In::new(page, "page");
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(read_entry(&mut input)?);
    }
    input.end()?;
    Ok(entries)
}

pub(crate) fn compress(bytes: &[u8]) -> Result<Vec<u8>, JournalError> {
    if bytes.len() > limits::PAGE_BYTES {
        return Err(JournalError::TooLarge("page"));
    }
    zstd::bulk::compress(bytes, LEVEL).map_err(|_| JournalError::Malformed("page"))
}

/// Stops as soon as more comes out than a page may hold, whatever the frame claims about its size.
pub(crate) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, JournalError> {
    let malformed = |_| JournalError::Malformed("page");
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).map_err(malformed)?;
    decoder.window_log_max(WINDOW_LOG).map_err(malformed)?;
    let mut page = Vec::new();
    let limit = limits::PAGE_BYTES as u64 + 1;
    decoder.take(limit).read_to_end(&mut page).map_err(malformed)?;
    if page.len() > limits::PAGE_BYTES { Err(JournalError::TooLarge("page")) } else { Ok(page) }
}
