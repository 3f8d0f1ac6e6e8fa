//! The signed rows behind a photograph's verification code.

use super::{STEP, check, key_of};
use crate::endpoint::Endpoint;
use crate::storage::{StorageError, StoredCommit};
use xuncun_domain::calendar::Day;
use xuncun_journal::{DeviceId, Value, decode_body, peek};

/// A version of a photo row, and the commit that signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPhoto {
    /// Row id.
    pub photo: String,
    /// The stream that it lies in.
    pub stream: String,
    /// SHA-256 of the original, hex.
    pub sha256: String,
    /// The civil day on which it was taken; empty where the row does not say.
    pub taken_on: String,
    /// The person in whose name it was signed.
    pub author: String,
    /// The device that signed it.
    pub device: DeviceId,
    /// The commit's place in the device's chain.
    pub seq: u64,
    /// What is not sound in the chain up to that commit; none where all is.
    pub fault: Option<&'static str>,
}

/// Every version of a photo row whose original's hash begins so (lower-case hex), with whether its chain is sound up to it. Reads only.
///
/// # Errors
/// A storage that cannot be read at all.
pub async fn photographs(endpoint: &Endpoint, beginning: &str) -> Result<Vec<SignedPhoto>, StorageError> {
    let mut found = Vec::new();
    for head in endpoint.storage().chain_heads().await? {
        let key = key_of(endpoint, head.device);
        let (mut seq, mut parent, mut fault) = (0, None, key.is_none().then_some("no device row names its key"));
        while seq < head.seq {
            let part = endpoint.storage().chain(&head.stream, head.device, seq + 1, STEP).await?;
            if part.is_empty() {
                break;
            }
            for commit in part {
                seq += 1;
                fault = fault.or_else(|| check(&commit, key.as_ref()?, seq, parent).err());
                found.extend(named(&commit, beginning).into_iter().map(|row| SignedPhoto { fault, ..row }));
                (seq, parent) = (commit.seq, Some(commit.header_hash));
            }
        }
    }
    Ok(found)
}

fn named(commit: &StoredCommit, beginning: &str) -> Vec<SignedPhoto> {
    let Some(bytes) = &commit.body else { return Vec::new() };
    // A body is read only where the digits stand in it: most speak of other things.
    if !bytes.windows(beginning.len().max(1)).any(|part| part == beginning.as_bytes()) {
        return Vec::new();
    }
    let Ok(header) = peek(&commit.envelope).map(|peeked| peeked.header) else { return Vec::new() };
    let Ok(puts) = decode_body(&header, bytes) else { return Vec::new() };
    let photos = puts.into_iter().filter(|put| put.table == "photo" && !put.deleted);
    photos
        .filter_map(|put| {
            let column = |name: &str| put.columns.iter().find(|(own, _)| own == name).map(|(_, value)| value);
            let Some(Value::Text(sha256)) = column("sha256") else { return None };
            let taken_on = if let Some(Value::Int(at)) = column("taken_at") { Day::of(*at).to_string() } else { String::new() };
            sha256.starts_with(beginning).then(|| SignedPhoto {
                photo: put.id.clone(),
                stream: commit.stream.clone(),
                sha256: sha256.clone(),
                taken_on,
                author: header.author.clone(),
                device: commit.device,
                seq: commit.seq,
                fault: None,
            })
        })
        .collect()
}
