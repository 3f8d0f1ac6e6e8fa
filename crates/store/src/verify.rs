//! Verifying commits, without touching the database: it runs on a thread of its own, ahead of the writer.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use xuncun_journal::commit::open_with;
use xuncun_journal::{Body, Entry, Erasure, Hash, Header, JournalError, check_body};

use crate::known_keys::KnownKeys;

/// Commits handed over at a time.
const BATCH: usize = 100;
/// Batches verified ahead.
const AHEAD: usize = 8;
/// Up to here a second thread costs more than it saves.
const INLINE: usize = 16;

/// A commit whose signature holds and whose body is the one that its header names.
pub(crate) struct Checked<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) header: Header,
    pub(crate) hash: Hash,
    /// The puts; absent where refused or erased.
    pub(crate) body: Option<Body<'a>>,
    /// The server's word that the body was erased.
    pub(crate) erasure: Option<Erasure>,
    /// Whether the device's key was known. If not, the signature is still to be verified.
    pub(crate) verified: bool,
}

/// One verified commit, or why there is none.
pub(crate) type Verdict<'a> = Result<Checked<'a>, JournalError>;

/// Verifies one commit.
pub(crate) fn check<'a>(entry: &'a Entry, keys: &mut KnownKeys) -> Verdict<'a> {
    let (opened, verified) = open_with(&entry.envelope, |header| keys.of(&header.device))?;
    let body = match &entry.body {
        Some(bytes) if entry.refused.is_none() => {
            check_body(&opened.header, bytes)?;
            Some(Body::decode(&opened.header, bytes)?)
        }
        _ => None,
    };
    if let (true, Some(body)) = (verified, &body) {
        keys.learn(&opened.header, body);
    }
    let erasure = match &entry.erasure {
        Some(record) if entry.body.is_none() && entry.refused.is_none() => Some(keys.erasure(record, &opened)?),
        _ => None,
    };
    Ok(Checked { entry, header: opened.header, hash: opened.header_hash, body, erasure, verified })
}

/// Verifies one commit that somebody hands over: its body is there, or the server says that it was refused, or has signed that it was
/// erased. Without any of these it was withheld.
pub(crate) fn admit<'a>(entry: &'a Entry, keys: &mut KnownKeys) -> Verdict<'a> {
    let commit = check(entry, keys)?;
    if commit.body.is_none() && commit.erasure.is_none() && entry.refused.is_none() { Err(JournalError::WrongBody) } else { Ok(commit) }
}

/// Verifies a page in order and hands it to `write` in batches, which are verified while earlier ones are written.
pub(crate) fn verify_ahead<'a, T, E>(
    entries: &'a [Entry],
    mut keys: KnownKeys,
    write: impl FnOnce(&mut dyn Iterator<Item = Vec<Verdict<'a>>>) -> Result<T, E>,
) -> Result<T, E> {
    if entries.len() <= INLINE {
        let all: Vec<Verdict<'a>> = entries.iter().map(|entry| admit(entry, &mut keys)).collect();
        return write(&mut std::iter::once(all));
    }
    thread::scope(|scope| {
        let (send, receive): (SyncSender<Vec<Verdict<'a>>>, Receiver<_>) = sync_channel(AHEAD);
        scope.spawn(move || {
            for batch in entries.chunks(BATCH) {
                let batch = batch.iter().map(|entry| admit(entry, &mut keys)).collect();
                // The writer gave up: so does this thread.
                if send.send(batch).is_err() {
                    return;
                }
            }
        });
        write(&mut receive.into_iter())
    })
}
