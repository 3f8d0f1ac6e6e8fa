//! Bundles at the server: what a stick brings is taken in like a push and like uploads, by the rights of the device that made it;
//! what the stick takes back are receipts, or a village for a device that cannot reach the server.

mod give;
mod take;

pub use take::{Listed, TakenIn};

use super::Endpoint;
use crate::storage::ChainHead;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use xuncun_journal::BundleError;
use xuncun_journal::Entry;
use xuncun_journal::bundle::write::Writer;
use xuncun_journal::bundle::{Blob, Manifest, What};
use xuncun_sync::protocol::ProtocolError;

/// Chains or blobs that one receipt names: far below the limit of its bytes.
const IN_A_RECEIPT: usize = 1_000;

/// Why a bundle was not taken in or made.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// The bundle.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The storage, in the protocol's words.
    #[error("the storage failed: {0}")]
    Storage(#[from] ProtocolError),
    /// No such device in the district.
    #[error("there is no such device")]
    NoSuchDevice,
    /// A task of this process died.
    #[error("a task ended unexpectedly")]
    Task,
}

impl From<std::io::Error> for HandOverError {
    fn from(error: std::io::Error) -> Self {
        Self::Bundle(error.into())
    }
}

/// What the server puts into a bundle. Its blobs' bytes come from the storage.
pub(super) struct Load {
    what: What,
    entries: Vec<Entry>,
    receipts: Vec<Vec<u8>>,
    blobs: Vec<Blob>,
}

impl Endpoint {
    /// A bundle of these receipts alone.
    ///
    /// # Errors
    /// `bundle_empty` where there are none; `io`.
    pub fn write_receipts(&self, receipts: Vec<Vec<u8>>, to: &Path) -> Result<(), HandOverError> {
        self.write_bundle(Load { what: What::Receipts, entries: Vec::new(), receipts, blobs: Vec::new() }, to)
    }

    /// Writes beside the place and renames: whoever finds the file finds it whole.
    fn write_bundle(&self, mut load: Load, to: &Path) -> Result<(), HandOverError> {
        if load.entries.is_empty() && load.receipts.is_empty() && load.blobs.is_empty() {
            return Err(BundleError::Empty.into());
        }
        load.blobs.sort_by_key(|blob| (blob.stream, blob.sha256));
        let manifest = Manifest {
            district: self.district.code.to_string(),
            maker: self.server.id(),
            made_at: self.now(),
            what: load.what,
            commits: load.entries.len() as u64,
            receipts: load.receipts.len() as u64,
            blobs: load.blobs.len() as u64,
            blob_bytes: load.blobs.iter().map(|blob| blob.size).sum(),
        };
        let unfinished = to.with_extension("unfinished");
        let written = self.write_to(&unfinished, manifest, &load).and_then(|()| Ok(std::fs::rename(&unfinished, to)?));
        if written.is_err() {
            std::fs::remove_file(&unfinished).ok();
        }
        written
    }

    fn write_to(&self, path: &Path, manifest: Manifest, load: &Load) -> Result<(), HandOverError> {
        let mut writer = Writer::begin(BufWriter::new(File::create(path)?), manifest)?;
        writer.commits(&load.entries)?;
        for receipt in &load.receipts {
            writer.receipt(receipt)?;
        }
        for blob in &load.blobs {
            let held = self.storage.held_file(&blob.stream.to_string(), blob.sha256).map_err(super::fault)?;
            let held = held.ok_or_else(|| ProtocolError::refused("blob_unknown"))?;
            writer.blob(blob, &mut File::open(held)?)?;
        }
        let mut file = writer.finish(&self.server)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        Ok(())
    }

    /// Receipts for these chains and blobs, some for each.
    async fn receipts_for(&self, heads: &[ChainHead], blobs: &[Blob]) -> Result<Vec<Vec<u8>>, HandOverError> {
        let mut signed = Vec::new();
        for part in heads.chunks(IN_A_RECEIPT) {
            let mut draft = self.receipt();
            for head in part {
                if let Ok(stream) = head.stream.parse() {
                    draft.chain(stream, head.device, head.seq, head.header_hash);
                }
            }
            signed.extend(draft.sign().await?);
        }
        for part in blobs.chunks(IN_A_RECEIPT) {
            let mut draft = self.receipt();
            part.iter().for_each(|blob| draft.blob(blob.stream, blob.sha256, blob.size));
            signed.extend(draft.sign().await?);
        }
        Ok(signed)
    }
}
