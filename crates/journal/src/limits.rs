//! How large a thing from outside may be. One place, so that client, server and documentation agree.

/// Bytes of a commit's body.
pub const BODY_BYTES: usize = 1024 * 1024;
/// Puts of one commit.
pub const PUTS: usize = 10_000;
/// Bytes of one text value.
pub const TEXT_BYTES: usize = 64 * 1024;
/// Bytes of one binary value.
pub const VALUE_BYTES: usize = 64 * 1024;
/// Bytes of a row's id.
pub const ID_BYTES: usize = 200;
/// Bytes of the name of a table or column, an author, a grant or a stream.
pub const NAME_BYTES: usize = 64;
/// Columns of one table.
pub const COLUMNS: usize = 100;
/// Versions that one put may replace.
pub const BASES: usize = 64;
/// Other commits that a commit may name.
pub const ALSO: usize = 64;
/// Bytes of a signed envelope.
pub const ENVELOPE_BYTES: usize = 16 * 1024;
/// Bytes of a push or pull page once decompressed.
pub const PAGE_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of a signed receipt.
pub const RECEIPT_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of a signed claim: three short fields.
pub const CLAIM_BYTES: usize = 512;
/// Bytes of a signed erasure: it holds no more than the body did, and a header.
pub const ERASURE_BYTES: usize = BODY_BYTES + ENVELOPE_BYTES;
/// Bytes of the reason of an erasure.
pub const REASON_BYTES: usize = 200;
/// Bytes of all commits of a bundle once decompressed: they are held in memory while it is verified. Also of all its receipts.
pub const BUNDLE_COMMIT_BYTES: u64 = 64 * 1024 * 1024;
/// Commits of a bundle.
pub const BUNDLE_COMMITS: u64 = 100_000;
/// Receipts of a bundle.
pub const BUNDLE_RECEIPTS: u64 = 100_000;
/// Blobs of a bundle.
pub const BUNDLE_BLOBS: u64 = 100_000;
/// Bytes of one blob of a bundle: as much as a photograph may have.
pub const BLOB_BYTES: u64 = 64 * 1024 * 1024;
/// The largest position in a chain: the integers that every language can hold exactly.
pub const SEQ: u64 = (1 << 53) - 1;
