//! Making a bundle for a device that cannot reach the server: receipts for what it made, and, if asked, a village.

use super::super::pull::entry;
use super::super::{Endpoint, fault};
use super::{ChainWord, HandOverError, Load};
use crate::storage::{ChainHead, Wanted};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::bundle::{Blob, What};
use xuncun_journal::{DeviceId, Entry};

/// Commits read at a time.
const COMMITS: usize = 500;
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
        let mut words = Vec::new();
        for head in heads.iter().filter(|head| head.device == device || named.contains(&head.stream)) {
            words.extend(self.word_of(head).await?);
        }
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
        let receipts = self.receipts_for(&words, &receipted)?;
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

    /// A chain's head, with everything of it that was refused: a head alone covers that, too, and would pass it for accepted.
    async fn word_of(&self, head: &ChainHead) -> Result<Option<ChainWord>, HandOverError> {
        let Ok(stream) = head.stream.parse() else { return Ok(None) };
        let mut word = ChainWord { stream, device: head.device, seq: head.seq, hash: head.header_hash, refused: Vec::new() };
        let mut from = 1;
        while from <= head.seq {
            let part = self.storage.chain(&head.stream, head.device, from, COMMITS).await.map_err(fault)?;
            let Some(last) = part.last() else { break };
            from = last.seq + 1;
            word.refused.extend(part.iter().filter_map(|commit| Some((commit.seq, commit.header_hash, commit.refused?))));
        }
        Ok(Some(word))
    }
}
