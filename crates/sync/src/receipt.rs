//! Taking note of the server's receipts, and of its epoch.
//!
//! Another epoch means that the server was restored from a backup, which may be older than what it had acknowledged. Every
//! device keeps its own commits, so it offers them all once more: most are "already there", and the rest are healed.

use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{Commit, PushRequest, peek};
use xuncun_store::{Slot, Store, StoreError};

/// Preference that keeps the epoch last seen, in hex.
const EPOCH: &str = "server_epoch";
/// Preference that is there, with the new epoch, until the replica has offered what the restored server lacks of others.
pub(crate) const REOFFER: &str = "reoffer";

/// Stores a receipt. One that cannot be verified (its signer's row may only come with the next pull) proves nothing and is
/// no reason to stop: what it would have shown as delivered stays waiting until another says so.
///
/// Answers the heads that it names and that are not here, not even waiting.
pub(crate) fn note_receipt(store: &Store, receipt: &[u8]) -> Result<Vec<Slot>, StoreError> {
    match store.add_receipt(receipt) {
        Ok(outcome) => {
            for contradiction in &outcome.contradictions {
                tracing::error!(?contradiction, "the server's receipt contradicts our own chain");
            }
            note_epoch(store, &outcome.epoch)?;
            Ok(outcome.missing)
        }
        Err(error) if error.code() == "receipt_unverified" => {
            tracing::warn!(%error, "a receipt was not believed");
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

/// A page of commits with, beside what was accepted before, the receipts that say so: only what a restored server lost is offered
/// again, so that it is their word against less than what was known then.
pub(crate) fn shown(store: &Store, mut commits: Vec<Commit>) -> Result<PushRequest, StoreError> {
    let mut places = Vec::new();
    for (index, commit) in commits.iter().enumerate().filter(|(_, commit)| commit.body.is_some() && commit.proof.is_none()) {
        let header = peek(&commit.envelope)?.header;
        places.push((index, (header.stream, header.device, header.seq)));
    }
    let chains: Vec<_> = places.iter().map(|(_, place)| *place).collect();
    for ((index, _), receipt) in places.into_iter().zip(store.receipts_for(&chains)?) {
        commits[index].proof = receipt;
    }
    Ok(PushRequest { commits })
}

fn note_epoch(store: &Store, epoch: &[u8; 16]) -> Result<(), StoreError> {
    let now = hex::encode(epoch);
    let before = store.preference(EPOCH)?;
    if before.as_ref() == Some(&now) {
        return Ok(());
    }
    if before.is_some() {
        let streams = store.own_streams()?;
        tracing::warn!(streams = streams.len(), "the server was restored: offering our own commits again");
        for stream in &streams {
            store.offer_again(stream, 1)?;
        }
        store.forget_let_go()?;
        // What it has is pulled from the beginning: only then is it known what of others it lacks.
        if !planted::on(Bug::CursorSurvivesRestore) {
            store.set_cursor(None)?;
        }
        store.set_preference(REOFFER, Some(&now))?;
    }
    // Last: if the app dies before, all is offered again at the next receipt.
    store.set_preference(EPOCH, Some(&now))
}
