//! Clock, commits, chains, receipts and the merge, without I/O.
//!
//! A *put* is a full row with the versions that it replaces. A *commit* is a signed header and a body of puts; headers of
//! one device in one stream form a chain. A *receipt* is the server's signed word about what it holds. Everything here is
//! a pure function of its arguments (randomness aside), and everything that reads bytes from outside is total: it answers
//! with a coded error and never panics, whatever the bytes.

pub mod body;
pub mod bundle;
mod cbor;
pub mod chain;
pub mod claim;
pub mod columns;
pub mod commit;
mod cose;
pub mod erasure;
pub mod error;
pub mod header;
pub mod heads;
pub mod hlc;
pub mod ids;
pub mod key;
pub mod limits;
pub mod link;
pub mod page;
pub mod planted;
pub mod put;
pub mod receipt;
pub mod refusal;
pub mod value;

pub use body::{Body, body_without, check_body, decode_body};
pub use bundle::{BundleError, Manifest, What};
pub use claim::Claim;
pub use commit::{Commit, Opened, Sealed, open, peek, seal};
pub use erasure::{Erasure, Replaced};
pub use error::JournalError;
pub use header::{Header, HeaderFields};
pub use hlc::{Clock, Hlc};
pub use ids::{DeviceId, Hash, Version};
pub use key::{DeviceKey, PublicKey};
pub use link::EnrolLink;
pub use page::{Entry, HeadHint, PullReply, PushReply, PushRequest, Verdict};
pub use put::Put;
pub use receipt::{Receipt, ReceiptBlob, ReceiptHead, ReceiptRefusal};
pub use refusal::Refusal;
pub use value::{Value, ValueRef};
