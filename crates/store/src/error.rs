//! What can go wrong with a replica, as codes that the UI has words for.

use std::io;

use rusqlite::ErrorCode;
use xuncun_journal::{BundleError, JournalError};

/// Why the store did not do it. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The database or a stored commit is damaged.
    #[error("the replica is damaged: {0}")]
    Corrupt(String),
    /// A newer version of the app wrote the database.
    #[error("the database is of version {found}, this app knows {known}")]
    NewerDatabase {
        /// The database's version.
        found: i64,
        /// The greatest version that this app knows.
        known: i64,
    },
    /// Another process holds the database.
    #[error("the database is in use")]
    Busy,
    /// The file system failed.
    #[error("input or output failed: {0}")]
    Io(String),
    /// A synced row cannot be written before the device has an identity.
    #[error("the device is not enrolled")]
    NotEnrolled,
    /// A value exceeds a limit of the journal.
    #[error("too large: {0}")]
    TooLarge(String),
    /// No synced table has this name.
    #[error("no such table: {0}")]
    BadTable(String),
    /// The table has no such column, or the value is of another kind.
    #[error("no such column, or another kind of value: {0}")]
    BadColumn(String),
    /// Rows of this table do not belong into this stream.
    #[error("{table} has no rows in {stream}")]
    BadStream {
        /// The table.
        table: String,
        /// The stream.
        stream: String,
    },
    /// The blob is not here.
    #[error("no such blob")]
    BlobMissing,
    /// The blob's bytes do not have its hash.
    #[error("the blob is damaged")]
    BlobDamaged,
    /// The receipt is not signed by a known server of this district.
    #[error("the receipt is not of a server of this district")]
    ReceiptUnverified,
    /// The root of this district did not say that this device is lost or was handed in.
    #[error("no word of the root that this device is revoked")]
    RevocationUnverified,
    /// The device was handed in: it delivers what it has, and writes nothing more.
    #[error("the device was handed in")]
    Retired,
    /// The new identity is another person's than the replica's.
    #[error("the replica is another person's")]
    AnotherPerson,
    /// The new identity is of another district than the replica.
    #[error("the replica is another district's")]
    AnotherDistrict,
    /// A bundle was not made, or not taken in.
    #[error(transparent)]
    Bundle(BundleError),
    /// A commit could not be made or read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// SQLite refused a statement: a fault of the program.
    #[error("statement failed: {0}")]
    Statement(String),
}

impl StoreError {
    /// The code that the UI translates.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::DiskFull => "disk_full",
            Self::Corrupt(_) => "corrupt",
            Self::NewerDatabase { .. } => "newer_database",
            Self::Busy => "busy",
            Self::Io(_) => "io",
            Self::NotEnrolled => "not_enrolled",
            Self::TooLarge(_) => "too_large",
            Self::BadTable(_) => "bad_table",
            Self::BadColumn(_) => "bad_column",
            Self::BadStream { .. } => "bad_stream",
            Self::BlobMissing => "blob_missing",
            Self::BlobDamaged => "blob_damaged",
            Self::ReceiptUnverified => "receipt_unverified",
            Self::RevocationUnverified => "revocation_unverified",
            Self::Retired => "device_retired",
            Self::AnotherPerson => "another_person",
            Self::AnotherDistrict => "another_district",
            Self::Bundle(error) => error.code(),
            Self::Journal(_) => "journal",
            Self::Statement(_) => "statement",
        }
    }
}

impl From<BundleError> for StoreError {
    fn from(error: BundleError) -> Self {
        match error {
            BundleError::Io(error) => error.into(),
            error => Self::Bundle(error),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::Io(text),
            Some(ErrorCode::TooBig) => Self::TooLarge(text),
            // What SQLite says of a file whose head names a format that nobody has ever written.
            _ if text.contains("unsupported file format") => Self::Corrupt(text),
            _ => Self::Statement(text),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error.to_string()),
        }
    }
}
