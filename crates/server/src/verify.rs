//! Is all that was promised still here, unaltered? Every chain, header, signature, body and blob is read and checked.

mod ledger;
mod photographs;

use crate::endpoint::Endpoint;
use crate::storage::{StorageError, StoredCommit};
use ledger::Ledger;
pub use photographs::{SignedPhoto, photographs};
use std::sync::Arc;
use xuncun_journal::ids::Hasher;
use xuncun_journal::{DeviceId, Erasure, Hash, Header, PublicKey, check_body, open};

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Chains walked.
    pub chains: u64,
    /// Commits read.
    pub commits: u64,
    /// Those whose bodies were erased by law, with a record that says so.
    pub erased: u64,
    /// Blobs read.
    pub blobs: u64,
    /// What is wrong, each naming where.
    pub faults: Vec<String>,
}

const STEP: usize = 500;
const PIECE: u64 = 4 * 1024 * 1024;

/// Walks everything. Reads only.
///
/// # Errors
/// A storage that cannot be read at all.
pub async fn verify(endpoint: &Arc<Endpoint>) -> Result<Report, StorageError> {
    let mut report = Report::default();
    let mut ledger = Ledger::default();
    for head in endpoint.storage().chain_heads().await? {
        report.chains += 1;
        walk(endpoint, &head.stream, head.device, head.seq, &mut ledger, &mut report).await?;
    }
    ledger.compare(endpoint, &mut report.faults).await?;
    let mut last: Option<(Hash, bool)> = None;
    let mut holdings = endpoint.storage().holdings().await?;
    holdings.sort_by_key(|holding| holding.sha256);
    for holding in holdings {
        let sound = match last {
            Some((sha256, sound)) if sha256 == holding.sha256 => sound,
            _ => {
                report.blobs += 1;
                blob_is_sound(endpoint, holding.sha256, holding.size).await?
            }
        };
        last = Some((holding.sha256, sound));
        if !sound {
            report.faults.push(format!("blob {} in {}", holding.sha256, holding.stream));
        }
    }
    Ok(report)
}

async fn walk(
    endpoint: &Endpoint,
    stream: &str,
    device: DeviceId,
    length: u64,
    ledger: &mut Ledger,
    report: &mut Report,
) -> Result<(), StorageError> {
    let Some(key) = key_of(endpoint, device) else {
        report.faults.push(format!("chain {stream} of {device}: no device row"));
        return Ok(());
    };
    let (mut seq, mut parent) = (0, None);
    while seq < length {
        let part = endpoint.storage().chain(stream, device, seq + 1, STEP).await?;
        if part.is_empty() {
            break;
        }
        for commit in part {
            report.commits += 1;
            seq += 1;
            let checked = check(&commit, &key, seq, parent).and_then(|header| {
                let erased = commit.erasure.as_ref().map_or(Ok(false), |record| check_erasure(endpoint, record, &header, commit.header_hash))?;
                report.erased += u64::from(erased);
                Ok(header)
            });
            ledger.note(endpoint, &commit, checked.as_ref().ok());
            if let Err(reason) = checked {
                report.faults.push(format!("commit {} of {device} in {stream}: {reason}", commit.seq));
            }
            (seq, parent) = (commit.seq, Some(commit.header_hash));
        }
    }
    if seq != length {
        report.faults.push(format!("chain {stream} of {device} ends at {seq}, its head is {length}"));
    }
    Ok(())
}

/// The key of a device, as the district knows it.
fn key_of(endpoint: &Endpoint, device: DeviceId) -> Option<PublicKey> {
    if device == endpoint.district().root.id() {
        return Some(endpoint.district().root);
    }
    endpoint.directory().devices.get(&device).map(|device| device.key)
}

fn check(commit: &StoredCommit, key: &PublicKey, seq: u64, parent: Option<Hash>) -> Result<Header, &'static str> {
    let opened = open(&commit.envelope, key).map_err(|_| "the header or its signature is not sound")?;
    let header = opened.header;
    if opened.header_hash != commit.header_hash {
        return Err("the header is another than was stored");
    }
    if commit.seq != seq || header.seq != seq || header.parent != parent || header.stream.to_string() != commit.stream {
        return Err("it does not follow its parent");
    }
    if header.hlc.too_far_ahead(commit.received_at) {
        return Err("it came before it was made");
    }
    match (&commit.body, commit.refused, &commit.erasure) {
        (Some(body), None, None) => check_body(&header, body).map_err(|_| "the body is not the one that the header names")?,
        (None, None, Some(_)) => {}
        (None, None, None) => return Err("its body is gone, and no record says that it was erased"),
        (None, Some(refused), None) if refused.is_verdict() => {}
        (None, Some(_), None) => return Err("the verdict is none"),
        _ => return Err("body, verdict and erasure contradict each other"),
    }
    if commit.size != (commit.envelope.len() + commit.body.as_ref().or(commit.erasure.as_ref()).map_or(0, Vec::len)) as u64 {
        return Err("its size is another than was noted");
    }
    Ok(header)
}

/// Whether a server of the district has signed that this body was erased.
fn check_erasure(endpoint: &Endpoint, record: &[u8], header: &Header, hash: Hash) -> Result<bool, &'static str> {
    let signed = endpoint.server_keys().iter().find_map(|key| Erasure::open(record, key).ok());
    let erasure = signed.ok_or("the record of its erasure is not signed by a server of the district")?;
    if erasure.is_of(header, hash) && erasure.district == endpoint.district().code.as_str() {
        Ok(true)
    } else {
        Err("the record of its erasure is of another commit")
    }
}

async fn blob_is_sound(endpoint: &Endpoint, sha256: Hash, size: u64) -> Result<bool, StorageError> {
    let (mut hasher, mut at) = (Hasher::default(), 0);
    loop {
        let Some((total, bytes)) = endpoint.storage().read_blob(sha256, at, PIECE).await? else { return Ok(false) };
        hasher.update(&bytes);
        at += bytes.len() as u64;
        if bytes.is_empty() || at >= total {
            return Ok(at == size && hasher.finish() == sha256);
        }
    }
}
