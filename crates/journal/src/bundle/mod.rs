//! Bundles: hand-over without a network. One file of commits, receipts and blobs, signed by the device that made it.
//!
//! A fixed first line, then a CBOR sequence (RFC 8742): the manifest, pages of commits, receipts, blobs, and last a seal, which
//! is COSE_Sign1 over the hash of every byte before it. Every byte of a bundle is thereby either signed or the signature.
//! Nothing in it is a name that anybody opens: a blob is known by its hash alone. `docs/protocol.md` has the bytes.
//!
//! [`write::Writer`] makes one, [`read::read`] verifies one; both go through it once and hold no blob in memory.

pub mod read;
mod seal;
pub mod write;

use std::fmt;
use std::io;

use xuncun_domain::division::{DivisionCode, DivisionLevel};
use xuncun_domain::stream::StreamId;

use crate::ids::{DeviceId, Hash};

/// What every bundle begins with, up to its version.
const NAME: &[u8; 14] = b"xuncun-bundle/";
/// The version that this software writes and reads.
const VERSION: &[u8; 2] = b"1\n";

/// The kinds of record, in the order in which they stand.
mod kind {
    pub(super) const MANIFEST: u64 = 0;
    pub(super) const COMMITS: u64 = 1;
    pub(super) const RECEIPT: u64 = 2;
    pub(super) const BLOB: u64 = 3;
    pub(super) const SEAL: u64 = 4;
}

/// What a bundle was made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// What its maker has that the server has not confirmed, its own and what it carries.
    Unsent,
    /// Receipts for what was carried, on their way back.
    Receipts,
    /// What its maker holds of one village.
    Village(DivisionCode),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsent => f.write_str("unsent"),
            Self::Receipts => f.write_str("receipts"),
            Self::Village(code) => write!(f, "village/{code}"),
        }
    }
}

impl What {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "unsent" => Some(Self::Unsent),
            "receipts" => Some(Self::Receipts),
            _ => {
                let code: DivisionCode = text.strip_prefix("village/")?.parse().ok()?;
                (code.level() == DivisionLevel::Village).then_some(Self::Village(code))
            }
        }
    }
}

/// The first record: what is in the bundle, and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    /// The district's code.
    pub district: String,
    /// The device that made it and signed it.
    pub maker: DeviceId,
    /// When, by the maker's clock, in milliseconds since 1970 UTC.
    pub made_at: i64,
    /// What it was made of.
    pub what: What,
    /// Commits in it.
    pub commits: u64,
    /// Receipts in it.
    pub receipts: u64,
    /// Blobs in it.
    pub blobs: u64,
    /// Bytes of all its blobs together.
    pub blob_bytes: u64,
}

/// A blob of a bundle, but for its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blob {
    /// The stream in which it is to be held.
    pub stream: StreamId,
    /// Its hash.
    pub sha256: Hash,
    /// What it is to the sync: `thumb`, `evidence`, `original`, `strokes`.
    pub kind: String,
    /// Its media type.
    pub mime: String,
    /// Its length in bytes, at least 1.
    pub size: u64,
}

/// Why a bundle was not made, or not taken in. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file is no bundle.
    #[error("not a bundle")]
    NotOne,
    /// The bundle is of a version that this software does not know.
    #[error("a bundle of a newer version")]
    Newer,
    /// The file ends too early.
    #[error("the bundle is cut off")]
    Cut,
    /// The bytes are not what the maker signed, or break the format. The word names the part, for logs.
    #[error("the bundle is damaged: {0}")]
    Damaged(&'static str),
    /// A limit of [`crate::limits`] is exceeded.
    #[error("the bundle is too large: {0}")]
    TooLarge(&'static str),
    /// It is of another district.
    #[error("the bundle is of another district")]
    WrongDistrict,
    /// No device of this district that is known here made it.
    #[error("the bundle's maker is not known here")]
    MakerUnknown,
    /// Its maker was reported lost.
    #[error("the bundle's maker was reported lost")]
    MakerLost,
    /// There is nothing to put into it.
    #[error("nothing to hand over")]
    Empty,
    /// The file could not be read or written.
    #[error("input or output failed: {0}")]
    Io(#[from] io::Error),
}

impl BundleError {
    /// The code that the UI translates.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOne => "bundle_not_one",
            Self::Newer => "bundle_newer",
            Self::Cut => "bundle_cut",
            Self::Damaged(_) => "bundle_damaged",
            Self::TooLarge(_) => "bundle_too_large",
            Self::WrongDistrict => "bundle_wrong_district",
            Self::MakerUnknown => "bundle_maker_unknown",
            Self::MakerLost => "bundle_maker_lost",
            Self::Empty => "bundle_empty",
            Self::Io(_) => "io",
        }
    }
}
