//! A commit: a signed header and the body that it names.

use crate::body;
use crate::cose::{self, Envelope};
use crate::error::JournalError;
use crate::header::{Header, HeaderFields};
use crate::ids::Hash;
use crate::key::{DeviceKey, PublicKey};
use crate::limits;
use crate::put::Put;

/// What a signature over a header is for: bytes signed for another purpose are not a commit.
const PURPOSE: &[u8] = b"xuncun/commit/1";

/// A commit as it is stored and sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// COSE_Sign1 over the header.
    pub envelope: Vec<u8>,
    /// The puts; absent where the body was refused or erased.
    pub body: Option<Vec<u8>>,
    /// The server's signed word, for a server that has lost it. Where there is no body: why there is none, with which the header is taken
    /// from anybody. Beside a body: a receipt for chains of this page, which proves of their commits that they were accepted.
    pub proof: Option<Vec<u8>>,
}

impl Commit {
    /// A commit as its author sends it, or a header of the sender's own.
    #[must_use]
    pub const fn new(envelope: Vec<u8>, body: Option<Vec<u8>>) -> Self {
        Self { envelope, body, proof: None }
    }
}

/// A commit that was just made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// The bytes.
    pub commit: Commit,
    /// What they say.
    pub header: Header,
    /// The name that the next header will give it.
    pub header_hash: Hash,
}

/// A header read from an envelope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// What it says.
    pub header: Header,
    /// SHA-256 of the signed bytes.
    pub header_hash: Hash,
}

/// Makes a commit of these puts, with a random salt.
///
/// Fails where a limit is exceeded or two puts are of one row.
pub fn seal(key: &DeviceKey, fields: HeaderFields, puts: &[Put]) -> Result<Sealed, JournalError> {
    seal_with_salt(key, fields, puts, rand::random())
}

/// As [`seal`], with the salt given: for golden files and simulations that must repeat byte for byte.
pub fn seal_with_salt(key: &DeviceKey, fields: HeaderFields, puts: &[Put], salt: [u8; 16]) -> Result<Sealed, JournalError> {
    let device = key.id();
    let body = body::encode(device, salt, puts)?;
    let header = Header {
        device,
        stream: fields.stream,
        seq: fields.seq,
        parent: fields.parent,
        body_hash: Hash::of(&body),
        body_len: body.len() as u64,
        hlc: fields.hlc,
        author: fields.author,
        grant: fields.grant,
        grant_version: fields.grant_version,
        also: fields.also,
    };
    let payload = header.encode();
    // What is written must be readable: limits of names and numbers are checked by reading it back, and the bases likewise.
    Header::decode(&payload)?;
    body::Body::decode(&header, &body)?;
    let header_hash = Hash::of(&payload);
    let envelope = cose::sign(key, PURPOSE, payload)?;
    Ok(Sealed { commit: Commit::new(envelope, Some(body)), header, header_hash })
}

/// Verifies the envelope with the key of the device that it must be of.
pub fn open(envelope: &[u8], key: &PublicKey) -> Result<Opened, JournalError> {
    let envelope = Envelope::parse(envelope, limits::ENVELOPE_BYTES)?;
    let opened = read(&envelope)?;
    if opened.header.device != key.id() {
        return Err(JournalError::WrongDevice);
    }
    envelope.verify(key, PURPOSE)?;
    Ok(opened)
}

/// What the envelope claims, UNVERIFIED: to find the device whose key can verify it.
pub fn peek(envelope: &[u8]) -> Result<Opened, JournalError> {
    read(&Envelope::parse(envelope, limits::ENVELOPE_BYTES)?)
}

/// [`peek`] and [`open`] in one pass: `key_of` is asked for the key of the device that the header claims to be of.
///
/// Answers `None` where it knows no key.
pub fn open_with(envelope: &[u8], key_of: impl FnOnce(&Header) -> Option<PublicKey>) -> Result<(Opened, bool), JournalError> {
    let envelope = Envelope::parse(envelope, limits::ENVELOPE_BYTES)?;
    let opened = read(&envelope)?;
    let Some(key) = key_of(&opened.header) else { return Ok((opened, false)) };
    if opened.header.device != key.id() {
        return Err(JournalError::WrongDevice);
    }
    envelope.verify(&key, PURPOSE)?;
    Ok((opened, true))
}

fn read(envelope: &Envelope<'_>) -> Result<Opened, JournalError> {
    let header = Header::decode(envelope.payload())?;
    Ok(Opened { header, header_hash: Hash::of(envelope.payload()) })
}
