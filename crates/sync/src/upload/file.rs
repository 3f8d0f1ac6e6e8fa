//! What is noted of an upload beside its file, and the file's own bytes.

use super::Failure;
use crate::error::SyncError;
use crate::replica::Replica;
use bytes::Bytes;
use std::io::{Read, Seek, SeekFrom};
use xuncun_store::Upload;

pub(super) async fn progress(replica: &Replica, upload: &Upload, url: Option<String>, offset: u64) -> Result<(), SyncError> {
    let (stream, hash) = (upload.stream, upload.sha256);
    replica.call(move |store| store.upload_progress(&stream, &hash, url.as_deref(), offset)).await
}

pub(super) async fn note(replica: &Replica, upload: &Upload, code: &'static str) -> Result<(), SyncError> {
    let (stream, hash) = (upload.stream, upload.sha256);
    replica.call(move |store| store.upload_failed(&stream, &hash, code)).await
}

pub(super) async fn put_aside(replica: &Replica, upload: &Upload, code: &'static str) -> Result<(), SyncError> {
    let (stream, hash) = (upload.stream, upload.sha256);
    replica.call(move |store| store.upload_put_aside(&stream, &hash, code)).await
}

/// Did the file change on our side (`blob_damaged`), or on the way (`blob_mismatch`)?
pub(super) async fn damaged(replica: &Replica, upload: &Upload) -> &'static str {
    let hash = upload.sha256;
    match replica.call(move |store| store.blobs().read_checked(&hash).map(|_| ())).await {
        Ok(()) => "blob_mismatch",
        Err(_) => "blob_damaged",
    }
}

pub(super) async fn read_chunk(replica: &Replica, upload: &Upload, offset: u64, most: usize) -> Result<Bytes, Failure> {
    let path = replica.store().blobs().path(&upload.sha256);
    let rest = usize::try_from(upload.size.saturating_sub(offset)).unwrap_or(usize::MAX);
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<u8>> {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = vec![0; most.min(rest)];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    });
    match read.await {
        Ok(Ok(bytes)) => Ok(bytes.into()),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Err(Failure::Blob("blob_missing")),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(Failure::Blob("blob_damaged")),
        Ok(Err(_)) => Err(Failure::Blob("storage")),
        Err(_) => Err(SyncError::Task.into()),
    }
}
