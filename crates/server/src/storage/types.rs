//! What goes into a storage and comes out of it.

use xuncun_journal::{DeviceId, Hash, Refusal};

/// A commit whose signature, author, grant and body the endpoint has looked at.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Stream, `code/class`.
    pub stream: String,
    /// Device that signed it.
    pub device: DeviceId,
    /// Place in the chain, from 1.
    pub seq: u64,
    /// Hash of the header before.
    pub parent: Option<Hash>,
    /// Hash of its header.
    pub header_hash: Hash,
    /// Its clock.
    pub hlc: u64,
    /// COSE_Sign1 bytes.
    pub envelope: Vec<u8>,
    /// Body bytes.
    pub body: Vec<u8>,
    /// The verdict on it, if it is refused: then its header takes the slot and the body is dropped.
    pub refused: Option<Refusal>,
    /// The record that its body was erased: then its header takes the slot with it, and there is no body.
    pub erasure: Option<Vec<u8>>,
    /// Versions that its puts rest on, each once.
    pub bases: Vec<(DeviceId, u64)>,
    /// Its rows of the tables that say who is who.
    pub rows: Vec<RowPut>,
}

/// A put of a row that says who is who.
#[derive(Debug, Clone)]
pub struct RowPut {
    /// Table.
    pub table: String,
    /// Row id.
    pub id: String,
    /// A deletion.
    pub deleted: bool,
    /// Versions that it replaces.
    pub bases: Vec<(DeviceId, u64)>,
    /// Columns as a JSON object.
    pub columns: String,
}

/// What became of an offered commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Stored at this position; with the refusal that it was offered with.
    Stored {
        /// Position.
        position: u64,
        /// The verdict that took its slot.
        refused: Option<Refusal>,
    },
    /// The very same commit was here already.
    Already {
        /// The verdict that it got then.
        refused: Option<Refusal>,
    },
    /// Not now (`fork`, `gap`, `refused_base`): nothing was stored.
    NotNow(Refusal),
}

/// A commit that was refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCommit {
    /// Stream.
    pub stream: String,
    /// Device.
    pub device: DeviceId,
    /// Place in the chain.
    pub seq: u64,
    /// Hash of its header.
    pub header_hash: Hash,
    /// Why.
    pub refusal: Refusal,
}

/// A commit as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCommit {
    /// Position.
    pub position: u64,
    /// Stream.
    pub stream: String,
    /// Device.
    pub device: DeviceId,
    /// Place in the chain.
    pub seq: u64,
    /// Hash of its header.
    pub header_hash: Hash,
    /// COSE_Sign1 bytes.
    pub envelope: Vec<u8>,
    /// Body bytes; `None` if refused or erased.
    pub body: Option<Vec<u8>>,
    /// The verdict on it, if refused.
    pub refused: Option<Refusal>,
    /// The record that its body was erased.
    pub erasure: Option<Vec<u8>>,
    /// When it came, in milliseconds since 1970 UTC.
    pub received_at: i64,
    /// Bytes of envelope and body, or record.
    pub size: u64,
}

/// A body to be erased.
#[derive(Debug, Clone)]
pub struct Erased {
    /// The commit's stream.
    pub stream: String,
    /// Its device.
    pub device: DeviceId,
    /// Its place in the chain.
    pub seq: u64,
    /// The hash of its header.
    pub header_hash: Hash,
    /// The record that stands in the body's place.
    pub record: Vec<u8>,
    /// Files that no other body of the stream names.
    pub files: Vec<Hash>,
}

/// A record of an erasure, as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRow {
    /// The commit's stream.
    pub stream: String,
    /// Its device.
    pub device: DeviceId,
    /// Its place in the chain.
    pub seq: u64,
    /// Where replicas that have read past the commit hear of it.
    pub position: Option<u64>,
    /// Bytes of envelope and record.
    pub size: u64,
    /// The record.
    pub record: Vec<u8>,
}

/// A page of commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// By position.
    pub commits: Vec<StoredCommit>,
    /// Everything wanted up to here has been handed out.
    pub reached: u64,
    /// Wanted commits left behind it, up to the limit asked for.
    pub left: u64,
}

/// The last commit of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// Stream.
    pub stream: String,
    /// Device.
    pub device: DeviceId,
    /// Place in the chain.
    pub seq: u64,
    /// Hash of its header.
    pub header_hash: Hash,
}

/// A head of a row that says who is who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowHead {
    /// Table.
    pub table: String,
    /// Row id.
    pub id: String,
    /// Version: device.
    pub device: DeviceId,
    /// Version: seq.
    pub seq: u64,
    /// Clock of its commit.
    pub hlc: u64,
    /// A deletion.
    pub deleted: bool,
    /// Columns as a JSON object.
    pub columns: String,
}

/// What a one-time code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Enrolling a device.
    Enrol,
    /// Signing in to the web pages.
    SignIn,
}

impl Purpose {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enrol => "enrol",
            Self::SignIn => "sign_in",
        }
    }
}

/// A one-time code.
#[derive(Debug, Clone)]
pub struct Code {
    /// The half that finds it.
    pub id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Hash of the secret half.
    pub secret_hash: Hash,
    /// For whom.
    pub person: String,
    /// Made.
    pub created_at: i64,
    /// Good until.
    pub expires_at: i64,
    /// By whom; nobody's where an operator made it.
    pub made_by: Option<String>,
}

/// Somebody tries a code.
#[derive(Debug, Clone)]
pub struct CodeTry {
    /// The half that finds it.
    pub id: String,
    /// What for.
    pub purpose: Purpose,
    /// Hash of the secret half as given.
    pub secret_hash: Hash,
    /// Who: the public key, so that the same key may ask again after a lost reply.
    pub by: Vec<u8>,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeOutcome {
    /// Right.
    Person(String),
    /// There is none, or the secret is wrong.
    Unknown,
    /// Used by somebody else, or too long ago.
    Used,
    /// Too old.
    Expired,
    /// Too many wrong tries: dead.
    TooManyTries,
}

/// Wrong tries that a code survives.
pub const MAX_TRIES: u32 = 5;
/// For how long the same key may use its code again, because the reply was lost.
pub const REPEAT_MS: i64 = 15 * 60 * 1000;

/// A token, by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// SHA-256 of the token.
    pub hash: Hash,
    /// A session of the web pages, not of a device.
    pub web: bool,
    /// The device (for a web session the server's own).
    pub device: DeviceId,
    /// The person.
    pub person: String,
    /// Made.
    pub created_at: i64,
    /// Good until; a device's token has no end but revocation.
    pub expires_at: Option<i64>,
}

/// A stream holds a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Stream.
    pub stream: String,
    /// Hash.
    pub sha256: Hash,
    /// Bytes.
    pub size: u64,
}

/// An upload in progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id, unguessable.
    pub id: String,
    /// Who uploads.
    pub device: DeviceId,
    /// Stream that shall hold it.
    pub stream: String,
    /// Hash of the whole.
    pub sha256: Hash,
    /// Bytes in all.
    pub size: u64,
    /// Bytes here, durably.
    pub received: u64,
    /// When it is dropped if nothing more comes.
    pub expires_at: i64,
}

/// What came of finishing an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finished {
    /// The stream holds it.
    Held(Holding),
    /// The bytes have another hash; the upload is gone.
    WrongHash,
    /// Not all bytes are here.
    Incomplete,
    /// There is no such upload.
    Gone,
}
