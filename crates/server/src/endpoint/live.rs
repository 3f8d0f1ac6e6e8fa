//! "There is something new", to whoever may read it; and noticing what another process wrote into the same storage.

use super::{Endpoint, Visitor, fault};
use futures_util::stream;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use xuncun_journal::DeviceId;
use xuncun_sync::protocol::LiveEvents;

/// How often another process's writing is looked for: an operator's command, or a second server on the same storage.
const LOOK: Duration = Duration::from_millis(500);
/// How often what has expired is dropped.
const SWEEP: Duration = Duration::from_secs(600);

impl Endpoint {
    pub(super) fn listen(self: &Arc<Self>, visitor: Visitor) -> LiveEvents {
        let (endpoint, news) = (self.clone(), self.news.subscribe());
        // Once at the beginning: whatever came before the subscription is asked for now.
        let begun = stream::once(async { Ok(()) });
        let later = stream::unfold((endpoint, news, visitor), |(endpoint, mut news, visitor)| async move {
            loop {
                match news.recv().await {
                    // A device that was revoked meanwhile is told by its next call.
                    Ok(_) if endpoint.is_revoked(visitor.device) => return None,
                    Ok(streams) => {
                        let scope = endpoint.scope(&visitor);
                        // An empty list: rights may have changed, and with them what is new.
                        if streams.is_empty() || streams.iter().any(|stream| scope.contains(stream)) {
                            return Some((Ok(()), (endpoint, news, visitor)));
                        }
                    }
                    // More than could be remembered: then surely something.
                    Err(RecvError::Lagged(_)) => return Some((Ok(()), (endpoint, news, visitor))),
                    Err(RecvError::Closed) => return None,
                }
            }
        });
        Box::pin(futures_util::StreamExt::chain(begun, later))
    }

    fn is_revoked(&self, device: DeviceId) -> bool {
        self.directory().devices.get(&device).is_none_or(|device| device.revoked.is_some())
    }

    /// Looks after the storage until the endpoint is dropped.
    pub fn keep_house(self: &Arc<Self>) {
        let weak = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut last_sweep = None;
            loop {
                tokio::time::sleep(LOOK).await;
                let Some(endpoint) = weak.upgrade() else { return };
                if last_sweep.is_none_or(|at: std::time::Instant| at.elapsed() > SWEEP) {
                    last_sweep = Some(std::time::Instant::now());
                    let _ = endpoint.storage.expire(endpoint.now()).await.map_err(fault);
                }
                let Ok(found) = endpoint.storage.generation().await.map_err(fault) else { continue };
                let (generation, last) = found;
                let strange = last > endpoint.told_of();
                if endpoint.directory().generation != generation {
                    let _ = endpoint.reload_directory().await.map_err(fault);
                }
                if strange {
                    endpoint.told(last);
                    endpoint.announce(Vec::new());
                }
            }
        });
    }
}
