//! Making a bundle for a device that cannot reach the server: receipts for what it made, and, if asked, a village.

use super::super::pull::entry;
use super::super::{Endpoint, fault};
use super::{HandOverError, Load};
use crate::storage::{ChainHead, Wanted};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::bundle::{Blob, What};
use xuncun_journal::{DeviceId, Entry};

/// Bytes of a page of commits.
const PAGE: usize = 4 * 1024 * 1024;

impl Endpoint {
    /// Writes a bundle for this device: receipts for its own chains and for the photographs in their streams; with a village, all of it
    /// that the device's person may read.
    ///
    /// # Errors
    /// [`HandOverError`].
    pub async fn give_bundle(&self, device: DeviceId, village: Option<DivisionCode>, to: &Path) -> Result<(), HandOverError> {
        let directory = self.directory();
        let person = &directory.devices.get(&device).ok_or(HandOverError::NoSuchDevice)?.person;
        let scope = directory.scope_of(person, self.now());
        let streams: Vec<StreamId> = match village {
            Some(code) => Class::ALL.into_iter().map(|class| StreamId::new(code, class)).filter(|stream| scope.contains(stream)).collect(),
            None => Vec::new(),
        };
        let entries = self.entries_of(&streams).await?;
        let named: BTreeSet<String> = streams.iter().map(ToString::to_string).collect();
        let heads = self.storage.chain_heads().await.map_err(fault)?;
        let own: BTreeSet<String> = heads.iter().filter(|head| head.device == device).map(|head| head.stream.clone()).collect();
        let heads: Vec<ChainHead> = heads.into_iter().filter(|head| head.device == device || named.contains(&head.stream)).collect();
        let (mut receipted, mut blobs) = (Vec::new(), Vec::new());
        for held in self.storage.holdings().await.map_err(fault)? {
            let Ok(stream) = held.stream.parse() else { continue };
            // What a picture is to the sync and of which type, rows say and the storage does not: it travels as bytes.
            let blob = Blob { stream, sha256: held.sha256, kind: "original".into(), mime: "application/octet-stream".into(), size: held.size };
            if named.contains(&held.stream) {
                blobs.push(blob.clone());
            }
            if named.contains(&held.stream) || own.contains(&held.stream) {
                receipted.push(blob);
            }
        }
        let receipts = self.receipts_for(&heads, &receipted).await?;
        let what = village.map_or(What::Receipts, What::Village);
        self.write_bundle(Load { what, entries, receipts, blobs }, to)
    }

    async fn entries_of(&self, streams: &[StreamId]) -> Result<Vec<Entry>, HandOverError> {
        let mut entries = Vec::new();
        if streams.is_empty() {
            return Ok(entries);
        }
        let named: BTreeSet<String> = streams.iter().map(ToString::to_string).collect();
        let wanted: Wanted = Arc::new(move |stream| named.contains(stream));
        let mut after = 0;
        loop {
            let page = self.storage.page(after, None, wanted.clone(), PAGE).await.map_err(fault)?;
            entries.extend(page.commits.into_iter().map(entry));
            if page.left == 0 {
                return Ok(entries);
            }
            after = page.reached;
        }
    }
}
