//! Heeding a refusal `lost` or `retired`: only with the root's signed word for it, which the refusal carries.

use crate::error::SyncError;
use crate::protocol::{Params, ProtocolError};
use crate::replica::Replica;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use xuncun_store::{StoreError, WipeReason};

/// What was done about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heeded {
    /// It does not speak of this device's end.
    Nothing,
    /// It speaks of it, and the root does not: nothing was done.
    Forged,
    /// The device writes nothing more and delivers what it has.
    Draining,
    /// Everything is gone.
    Wiped,
}

/// Does what the root says, if it is the root that says it.
pub(crate) async fn heed(replica: &Replica, error: &SyncError, now_ms: i64) -> Result<Heeded, SyncError> {
    let SyncError::Protocol(ProtocolError::Refused { code, params }) = error else { return Ok(Heeded::Nothing) };
    if !matches!(code.as_str(), "lost" | "retired") {
        return Ok(Heeded::Nothing);
    }
    let (Some(envelope), Some(body)) = (bytes(params, "envelope"), bytes(params, "body")) else { return Ok(Heeded::Forged) };
    replica
        .call(move |store| match store.revocation(&envelope, &body) {
            Ok(WipeReason::Lost) => {
                tracing::warn!("this device was reported lost: wiping it");
                store.wipe(WipeReason::Lost, now_ms).map(|()| Heeded::Wiped)
            }
            Ok(WipeReason::Retired) => store.retire().map(|()| Heeded::Draining),
            Err(StoreError::RevocationUnverified) => Ok(Heeded::Forged),
            Err(error) => Err(error),
        })
        .await
}

/// Wipes a device that was handed in, once receipts name everything that it had. True if it did.
pub(crate) async fn wipe_if_drained(replica: &Replica, now_ms: i64) -> Result<bool, SyncError> {
    replica
        .call(move |store| {
            if !store.is_retired()? || !store.undelivered()?.is_empty() {
                return Ok(false);
            }
            tracing::warn!("this device was handed in and has delivered everything: wiping it");
            store.wipe(WipeReason::Retired, now_ms).map(|()| true)
        })
        .await
}

fn bytes(params: &Params, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(params.get(name)?).ok()
}
