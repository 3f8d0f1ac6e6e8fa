//! Names of the HTTP surface, shared by the client here and the server's routes.

/// `POST`: join the district.
pub const ENROLL: &str = "/v1/enroll";
/// `POST`: a one-time code for a cadre of one's township.
pub const CODES: &str = "/v1/codes";
/// `POST`: a device that a restored server does not know any more.
pub const RETURN: &str = "/v1/return";
/// Most bytes of such a request: whoever sends it is not known yet.
pub const RETURN_BYTES: usize = 64 * 1024;
/// `POST` a page, `GET` what is new.
pub const COMMITS: &str = "/v1/commits";
/// `GET`: server-sent events.
pub const LIVE: &str = "/v1/live";
/// tus 1.0 creation.
pub const UPLOADS: &str = "/v1/uploads";
/// `POST`: which blobs are missing.
pub const MISSING: &str = "/v1/missing";
/// `GET` with ranges: `/v1/blobs/{code}/{class}/{sha256 hex}`.
pub const BLOBS: &str = "/v1/blobs";

/// `GET` with ranges: the district's ground map (PMTiles).
pub const BASEMAP: &str = "/v1/basemap";

/// A signed receipt, base64 (standard, padded).
pub const RECEIPT_HEADER: &str = "xuncun-receipt";
/// tus: version.
pub const TUS_RESUMABLE: &str = "tus-resumable";
/// tus: the version spoken.
pub const TUS_VERSION: &str = "1.0.0";
/// tus: bytes that the server holds.
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// tus: bytes in all.
pub const UPLOAD_LENGTH: &str = "upload-length";
/// tus: `stream`, `sha256` (hex) and `filetype`, each base64.
pub const UPLOAD_METADATA: &str = "upload-metadata";
/// tus: `sha256 <base64>` of the chunk.
pub const UPLOAD_CHECKSUM: &str = "upload-checksum";
/// tus: media type of a chunk.
pub const OFFSET_OCTETS: &str = "application/offset+octet-stream";
/// tus: status of a chunk whose checksum is wrong.
pub const CHECKSUM_MISMATCH: u16 = 460;

/// Media type of single CBOR items.
pub const CBOR: &str = "application/cbor";
/// Media type of a page of commits: a CBOR sequence (RFC 8742), `Content-Encoding: zstd`.
pub const CBOR_SEQ: &str = "application/cbor-seq";
