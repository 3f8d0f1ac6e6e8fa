//! Taking a bundle in, whole files at a time: verified to its last byte first, then judged like anything that is pushed.

use super::super::{Endpoint, Visitor, fault};
use super::{HandOverError, IN_A_RECEIPT};
use crate::storage::{Finished, Upload};
use bytes::Bytes;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xuncun_journal::bundle::read::{Contents, Place, read};
use xuncun_journal::bundle::{Blob, Manifest};
use xuncun_journal::{BundleError, Commit, DeviceId, PublicKey, PushReply, peek};
use xuncun_sync::protocol::ProtocolError;

/// Bytes of commits judged at a time, and bytes of a photograph moved at a time.
const PORTION: usize = 1024 * 1024;

/// A part of a bundle that was not taken, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which: a commit's stream, device and place in its chain, or a blob's stream and hash.
    pub name: String,
    /// Why, as a code of the protocol.
    pub code: String,
}

/// What became of a bundle.
#[derive(Debug, Clone)]
pub struct TakenIn {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Commits that are new here.
    pub commits: u64,
    /// Photographs that are new here.
    pub photographs: u64,
    /// Commits and photographs that were here already.
    pub already: u64,
    /// What was not taken.
    pub refused: Vec<Listed>,
    /// The server's word for all that it holds of the bundle.
    pub receipts: Vec<Vec<u8>>,
}

impl Endpoint {
    /// Takes in the bundle in this file. What is here already is said to be; the same bundle may be taken in forever.
    ///
    /// # Errors
    /// [`HandOverError`]; a bundle that is refused as a whole has changed nothing.
    pub async fn take_bundle(self: &Arc<Self>, file: &Path) -> Result<TakenIn, HandOverError> {
        let (endpoint, path) = (self.clone(), file.to_owned());
        let contents = tokio::task::spawn_blocking(move || endpoint.verify_bundle(&path)).await.map_err(|_| HandOverError::Task)??;
        let maker = self.maker(&contents.manifest.maker)?;
        let manifest = contents.manifest.clone();
        let mut taken = TakenIn { manifest, commits: 0, photographs: 0, already: 0, refused: Vec::new(), receipts: Vec::new() };
        self.take_commits(&maker, &contents, &mut taken).await?;
        self.take_blobs(&maker, file, &contents.blobs, &mut taken).await?;
        Ok(taken)
    }

    fn verify_bundle(&self, path: &Path) -> Result<Contents, HandOverError> {
        let file = BufReader::with_capacity(64 * 1024, File::open(path)?);
        let contents = read(file, self.district.code.as_str(), |maker| self.maker_key(maker))?;
        let elsewhere = |place: &Place| place.blob.stream.code.county() != self.district.code;
        if contents.blobs.iter().any(elsewhere) { Err(BundleError::WrongDistrict.into()) } else { Ok(contents) }
    }

    fn maker_key(&self, maker: &DeviceId) -> Result<PublicKey, BundleError> {
        let directory = self.directory();
        let device = directory.devices.get(maker).ok_or(BundleError::MakerUnknown)?;
        match &device.revoked {
            Some(revoked) if revoked.lost => Err(BundleError::MakerLost),
            _ => Ok(device.key),
        }
    }

    fn maker(&self, maker: &DeviceId) -> Result<Visitor, HandOverError> {
        let directory = self.directory();
        let device = directory.devices.get(maker).ok_or(BundleError::MakerUnknown)?;
        Ok(Visitor { device: *maker, person: device.person.clone(), kind: device.kind, retired: device.revoked.is_some() })
    }

    async fn take_commits(self: &Arc<Self>, maker: &Visitor, contents: &Contents, taken: &mut TakenIn) -> Result<(), HandOverError> {
        let (mut portion, mut bytes) = (Vec::new(), 0);
        for entry in &contents.commits {
            // A header alone says nothing that this server does not know better; the record of an erasure may be news after a restore.
            let Some(rest) = entry.body.as_ref().or(entry.erasure.as_ref()).filter(|_| entry.refused.is_none()) else { continue };
            bytes += entry.envelope.len() + rest.len();
            portion.push(Commit { proof: entry.erasure.clone(), ..Commit::new(entry.envelope.clone(), entry.body.clone()) });
            if bytes >= PORTION || portion.len() >= IN_A_RECEIPT {
                bytes = 0;
                self.take_portion(maker, std::mem::take(&mut portion), taken).await?;
            }
        }
        if portion.is_empty() { Ok(()) } else { self.take_portion(maker, portion, taken).await }
    }

    async fn take_portion(self: &Arc<Self>, maker: &Visitor, commits: Vec<Commit>, taken: &mut TakenIn) -> Result<(), HandOverError> {
        let names: Vec<String> = commits.iter().map(name_of).collect();
        let reply: PushReply = self.take_each(maker.device, commits).await?;
        for (name, verdict) in names.into_iter().zip(reply.verdicts) {
            match verdict.refusal {
                Some(refusal) => taken.refused.push(Listed { name, code: refusal.as_str().to_owned() }),
                None if verdict.already => taken.already += 1,
                None => taken.commits += 1,
            }
        }
        taken.receipts.extend(reply.receipt);
        Ok(())
    }

    async fn take_blobs(&self, maker: &Visitor, file: &Path, places: &[Place], taken: &mut TakenIn) -> Result<(), HandOverError> {
        let mut held: Vec<Blob> = Vec::new();
        for place in places {
            match self.take_blob(maker, file, place).await {
                Ok(new) => {
                    taken.photographs += u64::from(new);
                    taken.already += u64::from(!new);
                    held.push(place.blob.clone());
                }
                Err(HandOverError::Storage(ProtocolError::Refused { code, .. })) => {
                    let name = format!("{} {}", place.blob.stream, place.blob.sha256);
                    taken.refused.push(Listed { name, code });
                }
                Err(error) => return Err(error),
            }
        }
        taken.receipts.extend(self.receipts_for(&[], &held).await?);
        Ok(())
    }

    /// Brings one photograph in, chunk by durable chunk. False: the stream held it.
    async fn take_blob(&self, maker: &Visitor, file: &Path, place: &Place) -> Result<bool, HandOverError> {
        let blob = &place.blob;
        if !self.may_upload(maker, &blob.stream) {
            return Err(ProtocolError::refused("forbidden").into());
        }
        if blob.size > self.config.max_photo_bytes {
            return Err(ProtocolError::refused("photo_too_large").into());
        }
        let stream = blob.stream.to_string();
        if self.storage.holding(&stream, blob.sha256).await.map_err(fault)?.is_some() {
            return Ok(false);
        }
        let wanted = Upload {
            id: hex::encode(rand::random::<[u8; 16]>()),
            device: maker.device,
            stream,
            sha256: blob.sha256,
            size: blob.size,
            received: 0,
            expires_at: self.upload_end(),
        };
        // The device may have begun it over the network: then it goes on from there.
        let mut upload = self.storage.begin_upload(wanted).await.map_err(fault)?;
        while upload.received < upload.size {
            let chunk = part(file.to_owned(), place.at + upload.received, upload.size - upload.received).await?;
            let written = self.storage.write_chunk(&upload.id, upload.received, chunk, self.upload_end()).await.map_err(fault)?;
            upload = written.ok_or_else(|| ProtocolError::refused("offset_mismatch"))?;
        }
        match self.storage.finish_upload(&upload.id, self.now()).await.map_err(fault)? {
            Finished::Held(_) => Ok(true),
            Finished::WrongHash => Err(ProtocolError::refused("blob_mismatch").into()),
            Finished::Incomplete | Finished::Gone => Err(ProtocolError::refused("upload_gone").into()),
        }
    }
}

async fn part(file: PathBuf, at: u64, left: u64) -> Result<Bytes, HandOverError> {
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(file)?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = vec![0; usize::try_from(left).unwrap_or(usize::MAX).min(PORTION)];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    });
    Ok(read.await.map_err(|_| HandOverError::Task)??.into())
}

fn name_of(commit: &Commit) -> String {
    match peek(&commit.envelope) {
        Ok(opened) => format!("{} {} {}", opened.header.stream, opened.header.device, opened.header.seq),
        Err(error) => error.to_string(),
    }
}
