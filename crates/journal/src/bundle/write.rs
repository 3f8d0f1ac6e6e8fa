//! Making a bundle, record by record, in the order of the format.

use std::io::{Read, Write};

use super::{Blob, BundleError, Manifest, NAME, VERSION, kind, seal};
use crate::cbor::to_vec;
use crate::error::JournalError;
use crate::ids::{Hash, Hasher};
use crate::key::DeviceKey;
use crate::limits;
use crate::page::{Entry, compress, write_entry};

/// Bytes of commits that a page is filled up to before it is compressed.
const PAGE: usize = 1024 * 1024;

/// A bundle being written. What is written is hashed on its way, and sealed by [`Writer::finish`].
pub struct Writer<W> {
    out: W,
    hasher: Hasher,
    written: u64,
    manifest: Manifest,
    left: Left,
}

/// What the manifest promises and is still to come.
struct Left {
    commits: u64,
    receipts: u64,
    blobs: u64,
    blob_bytes: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a bundle with its manifest. The records that it counts follow in the order of this type's functions.
    ///
    /// # Errors
    /// `too_large` where it promises more than a reader takes; `io`.
    pub fn begin(out: W, manifest: Manifest) -> Result<Self, BundleError> {
        let left = Left { commits: manifest.commits, receipts: manifest.receipts, blobs: manifest.blobs, blob_bytes: manifest.blob_bytes };
        if left.commits > limits::BUNDLE_COMMITS || left.receipts > limits::BUNDLE_RECEIPTS || left.blobs > limits::BUNDLE_BLOBS {
            return Err(BundleError::TooLarge("manifest"));
        }
        let mut writer = Self { out, hasher: Hasher::default(), written: 0, manifest, left };
        writer.put(NAME)?;
        writer.put(VERSION)?;
        let record = encode_manifest(&writer.manifest);
        writer.put(&record)?;
        Ok(writer)
    }

    /// All commits, each after its parent; in pages.
    ///
    /// # Errors
    /// `too_large` where they are more than a reader takes; `io`.
    pub fn commits(&mut self, entries: &[Entry]) -> Result<(), BundleError> {
        self.left.commits = count_down(self.left.commits, entries.len() as u64)?;
        let (mut page, mut in_page, mut all) = (Vec::new(), 0, 0);
        for entry in entries {
            let record = to_vec(|out| write_entry(out, entry));
            all += record.len() as u64;
            if all > limits::BUNDLE_COMMIT_BYTES {
                return Err(BundleError::TooLarge("commits"));
            }
            if !page.is_empty() && page.len() + record.len() > PAGE {
                self.page(&std::mem::take(&mut page), std::mem::take(&mut in_page))?;
            }
            page.extend_from_slice(&record);
            in_page += 1;
        }
        if page.is_empty() { Ok(()) } else { self.page(&page, in_page) }
    }

    fn page(&mut self, page: &[u8], commits: u64) -> Result<(), BundleError> {
        let page = compress(page).map_err(unfit)?;
        self.put(&to_vec(|out| {
            out.array(3)?.u64(kind::COMMITS)?.u64(commits)?.bytes(&page)?;
            Ok(())
        }))
    }

    /// A receipt.
    ///
    /// # Errors
    /// `io`.
    pub fn receipt(&mut self, receipt: &[u8]) -> Result<(), BundleError> {
        self.left.receipts = count_down(self.left.receipts, 1)?;
        self.put(&to_vec(|out| {
            out.array(2)?.u64(kind::RECEIPT)?.bytes(receipt)?;
            Ok(())
        }))
    }

    /// A blob with its bytes, which must be those of its hash. Blobs come by stream, then by hash.
    ///
    /// # Errors
    /// `bundle_damaged` where the bytes are others; `io`.
    pub fn blob(&mut self, blob: &Blob, bytes: &mut dyn Read) -> Result<(), BundleError> {
        self.left.blobs = count_down(self.left.blobs, 1)?;
        self.left.blob_bytes = count_down(self.left.blob_bytes, blob.size)?;
        let mut head = to_vec(|out| {
            out.array(6)?.u64(kind::BLOB)?.str(&blob.stream.to_string())?.bytes(&blob.sha256.0)?;
            out.str(&blob.kind)?.str(&blob.mime)?;
            Ok(())
        });
        head.extend(to_vec(|out| out.bytes_len(blob.size).map(drop)));
        self.put(&head)?;
        let (mut own, mut length, mut buffer) = (Hasher::default(), 0, vec![0; 64 * 1024]);
        loop {
            let count = bytes.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            length += count as u64;
            if length > blob.size {
                return Err(BundleError::Damaged("blob"));
            }
            own.update(&buffer[..count]);
            self.put(&buffer[..count])?;
        }
        if length == blob.size && own.finish() == blob.sha256 { Ok(()) } else { Err(BundleError::Damaged("blob")) }
    }

    /// Seals the bundle with the maker's key and gives back where it was written to, flushed.
    ///
    /// # Errors
    /// `bundle_damaged` where the manifest promises what did not come; `io`.
    pub fn finish(mut self, key: &DeviceKey) -> Result<W, BundleError> {
        let left = &self.left;
        if (left.commits, left.receipts, left.blobs, left.blob_bytes) != (0, 0, 0, 0) || key.id() != self.manifest.maker {
            return Err(BundleError::Damaged("manifest"));
        }
        let hash: Hash = self.hasher.clone().finish();
        let seal = seal::sign(key, hash, self.written).map_err(unfit)?;
        self.put(&to_vec(|out| {
            out.array(2)?.u64(kind::SEAL)?.bytes(&seal)?;
            Ok(())
        }))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), BundleError> {
        self.hasher.update(bytes);
        self.written += bytes.len() as u64;
        self.out.write_all(bytes)?;
        Ok(())
    }
}

fn encode_manifest(manifest: &Manifest) -> Vec<u8> {
    to_vec(|out| {
        out.array(9)?.u64(kind::MANIFEST)?.str(&manifest.district)?.bytes(&manifest.maker.0)?;
        out.u64(manifest.made_at.unsigned_abs())?.str(&manifest.what.to_string())?;
        out.u64(manifest.commits)?.u64(manifest.receipts)?.u64(manifest.blobs)?.u64(manifest.blob_bytes)?;
        Ok(())
    })
}

fn count_down(left: u64, by: u64) -> Result<u64, BundleError> {
    left.checked_sub(by).ok_or(BundleError::Damaged("manifest"))
}

fn unfit(error: JournalError) -> BundleError {
    match error {
        JournalError::TooLarge(what) => BundleError::TooLarge(what),
        _ => BundleError::Damaged("page"),
    }
}
