//! The one protocol between a replica and its server.
//!
//! [`Protocol`] is implemented twice: by [`crate::http::HttpClient`] over the network and by the server's endpoint in
//! process (its HTTP routes call that implementation), so a test can put a replica straight in front of the real endpoint.
//!
//! Pages of commits travel as bytes made by `xuncun_journal::page`: whoever receives them decodes them, with that module's
//! limits, and a test can hand over bytes that are no page at all.

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;

/// SHA-256 of a blob's bytes.
pub type BlobHash = [u8; 32];

/// What the server handed out at enrolment; sent as `Authorization: Bearer …`. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Bearer token.
    pub token: String,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(…)")
    }
}

/// Parameters of a refusal, for the sentence that the UI makes of its code.
pub type Params = BTreeMap<String, String>;

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// No answer: no route, refused, reset, timed out, or cut off in the middle. Whether the server acted is unknown.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The server asks to come back later (429, 503).
    #[error("the server is busy")]
    Busy {
        /// Seconds that the server asked to wait.
        retry_after: Option<u64>,
    },
    /// The body is more than the server or a proxy takes (413): halve it.
    #[error("too large for one request")]
    TooLarge,
    /// The token is not known (401).
    #[error("not signed in")]
    Unauthorized,
    /// A coded refusal of the whole call.
    #[error("refused: {code}")]
    Refused {
        /// Stable code, snake_case.
        code: String,
        /// Parameters of the sentence.
        params: Params,
    },
    /// An answer that the protocol does not know (a proxy's page, an internal error).
    #[error("unexpected answer {0}")]
    Status(u16),
    /// The answer could not be understood.
    #[error("the answer cannot be read: {0}")]
    Decode(String),
}

impl ProtocolError {
    /// A refusal without parameters.
    #[must_use]
    pub fn refused(code: &str) -> Self {
        Self::Refused { code: code.to_owned(), params: Params::new() }
    }

    /// The code that the UI shows for it.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Unreachable(_) => "server_unreachable",
            Self::Busy { .. } => "server_busy",
            Self::TooLarge => "too_large",
            Self::Unauthorized => "unauthorized",
            Self::Refused { code, .. } => code,
            Self::Status(_) => "server_error",
            Self::Decode(_) => "bad_reply",
        }
    }

    /// The refusal's code, if it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }
}

/// Result of a protocol call.
pub type Reply<T> = Result<T, ProtocolError>;

/// `POST /v1/enroll`.
///
/// The same code with the same key gets the same answer again, so that a lost reply does not use up a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrollRequest {
    /// One-time code from the link.
    pub code: String,
    /// Ed25519 public key of the new device.
    pub public_key: [u8; 32],
    /// Name for the district's list of devices.
    pub device_name: String,
    /// `linux`, `android`, `ios`, `windows`, `macos`.
    pub platform: String,
}

/// A township's deputy asks for a one-time code for one of its cadres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteRequest {
    /// Who asks: the device's own person, or whoever a server signs for.
    pub by: String,
    /// For whom.
    pub person: String,
    /// To sign in to the web pages, instead of enrolling a device.
    pub sign_in: bool,
}

/// The code that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteReply {
    /// The code. A secret.
    pub code: String,
    /// Where the server is, by its own word; may be empty.
    pub server: String,
    /// Good until, in milliseconds since 1970.
    pub expires_ms: i64,
}

impl fmt::Debug for InviteReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InviteReply").field("server", &self.server).field("expires_ms", &self.expires_ms).finish_non_exhaustive()
    }
}

/// A commit as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireCommit {
    /// COSE_Sign1 bytes.
    pub envelope: Vec<u8>,
    /// Body bytes.
    pub body: Vec<u8>,
}

/// What an enrolled device is told.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrollReply {
    /// County code of the district.
    pub district: String,
    /// Its name.
    pub district_name: String,
    /// Ed25519 public key of the district's root; its hash is compared with the link before anything else is believed.
    pub root_public_key: [u8; 32],
    /// Bearer token.
    pub token: String,
    /// Row id of the person whom the device belongs to.
    pub person: String,
    /// The root's chain in the county's open stream, from its beginning: it holds the new device's row.
    pub commits: Vec<WireCommit>,
    /// Id of the server's own device, which signs receipts.
    pub server_device: [u8; 16],
    /// Server's clock, milliseconds since 1970.
    pub server_ms: i64,
}

impl fmt::Debug for EnrollReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrollReply").field("district", &self.district).finish_non_exhaustive()
    }
}

/// `POST /v1/return`: a device that the server does not know any more, since it was restored from a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRequest {
    /// Signed by the device (`xuncun_journal::Claim`).
    pub claim: Vec<u8>,
    /// What the root signed in the county's open stream and the server lacks, in the order of the chain; none at first.
    pub commits: Vec<WireCommit>,
}

/// What it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnReply {
    /// The server knows the device, and its token.
    pub known: bool,
    /// How far the server has the root's chain in the county's open stream.
    pub root_seq: u64,
}

/// `GET /v1/commits`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PullRequest {
    /// Where the last pull ended; `None` from the beginning. Opaque.
    pub cursor: Option<Vec<u8>>,
    /// Most bytes that the caller wants in a page (decompressed); the server may send fewer, and sends at least one commit.
    pub max_bytes: Option<u32>,
}

/// Answer of `POST /v1/missing`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MissingReply {
    /// Those of the asked that the stream does not hold.
    pub missing: Vec<BlobHash>,
    /// Signed receipt for those it holds; `None` if it holds none.
    pub receipt: Option<Vec<u8>>,
}

/// A new upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadCreate {
    /// Stream that shall hold the blob, `code/class`.
    pub stream: String,
    /// SHA-256 of the whole.
    pub sha256: BlobHash,
    /// Bytes in all.
    pub size: u64,
    /// Media type.
    pub mime: String,
}

/// How far an upload is. Answer of creation, of `HEAD` and of `PATCH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadState {
    /// The upload's address: absolute, or a path on the server.
    pub url: String,
    /// Bytes that the server holds durably.
    pub offset: u64,
    /// Signed receipt, once the whole is stored and its hash is right. A creation of what is already held answers with it at once.
    pub receipt: Option<Vec<u8>>,
}

/// One chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadChunk {
    /// The upload's address as given.
    pub url: String,
    /// Where it begins; refused with `offset_mismatch` if that is not the server's offset.
    pub offset: u64,
    /// The bytes.
    pub bytes: Bytes,
    /// SHA-256 of the bytes; refused with `checksum_mismatch`. Without one, what arrives before the line breaks is kept.
    pub checksum: Option<BlobHash>,
}

/// A part of a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobPart {
    /// Bytes in the whole blob.
    pub total: u64,
    /// The bytes asked for, from `from` on; fewer than asked only at the end.
    pub bytes: Bytes,
}

/// A part of the district's ground map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasemapPart {
    /// Another one for each file: parts of two are never put together.
    pub tag: String,
    /// Bytes in the whole file.
    pub total: u64,
    /// The bytes asked for, from `from` on; fewer than asked only at the end.
    pub bytes: Bytes,
}

/// "There is something new", each time there is. Ends or fails when the connection does.
pub type LiveEvents = Pin<Box<dyn Stream<Item = Reply<()>> + Send>>;

/// The server as a replica sees it. Every call may be repeated, forever, without harm.
#[async_trait]
pub trait Protocol: Send + Sync {
    /// Joins the district. Codes: `code_unknown`, `code_used`, `code_expired`, `too_many_tries`.
    async fn enroll(&self, request: EnrollRequest) -> Reply<EnrollReply>;

    /// Comes back to a restored server with a token and a device's row that it has lost. `Unauthorized` where the claim is not of the key that its row names.
    async fn come_back(&self, request: ReturnRequest) -> Reply<ReturnReply>;

    /// A one-time code for a cadre of the caller's township. `forbidden` for anybody else, and by anybody else.
    async fn code_for(&self, _session: &Session, _request: InviteRequest) -> Reply<InviteReply> {
        Err(ProtocolError::refused("forbidden"))
    }

    /// Sends a page of commits (`xuncun_journal::page::PushRequest`, encoded); answers with an encoded `PushReply`.
    async fn push(&self, session: &Session, page: Bytes) -> Reply<Bytes>;

    /// Asks for what is new behind a cursor; answers with an encoded `xuncun_journal::page::PullReply`.
    async fn pull(&self, session: &Session, request: PullRequest) -> Reply<Bytes>;

    /// Which of these blobs does the stream (`code/class`) not hold? At most 1,000 hashes a call.
    async fn missing(&self, session: &Session, stream: &str, hashes: Vec<BlobHash>) -> Reply<MissingReply>;

    /// Begins an upload, or finds that the server has the blob already.
    async fn upload_create(&self, session: &Session, upload: UploadCreate) -> Reply<UploadState>;

    /// How far the upload is. `upload_gone` if it has expired.
    async fn upload_offset(&self, session: &Session, url: &str) -> Reply<UploadState>;

    /// Sends the next chunk. `offset_mismatch`, `checksum_mismatch`, `upload_gone`, `blob_mismatch` (the whole has another hash; the upload is gone).
    async fn upload_patch(&self, session: &Session, chunk: UploadChunk) -> Reply<UploadState>;

    /// Bytes of a blob from `from` on, at most `len`. `blob_unknown` if there is none that the caller may read.
    async fn get_blob(&self, session: &Session, stream: &str, sha256: BlobHash, from: u64, len: u64) -> Reply<BlobPart>;

    /// Bytes of the district's ground map from `from` on, at most `len`. `basemap_none` if nobody has laid one.
    async fn get_basemap(&self, _session: &Session, _from: u64, _len: u64) -> Reply<BasemapPart> {
        Err(ProtocolError::refused("basemap_none"))
    }

    /// Subscribes to "there is something new".
    async fn live(&self, session: &Session) -> Reply<LiveEvents>;
}
