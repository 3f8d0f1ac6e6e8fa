//! The store as the sync sees it: blocking calls on threads of their own, and the little that planning needs to know.

use crate::error::SyncError;
use crate::plan::BlobKind;
use crate::receipt::REOFFER;
use std::collections::BTreeSet;
use std::sync::Arc;
use xuncun_store::{Store, StoreError};

/// A shared store.
#[derive(Clone)]
pub struct Replica {
    store: Arc<Store>,
}

/// What there is to do, by the database alone.
#[derive(Debug, Clone, Default)]
pub struct Outlook {
    /// Streams with sealed commits that the server has not accepted.
    pub unsent: BTreeSet<String>,
    /// Rows that are not sealed yet.
    pub pending: bool,
    /// Nothing was pulled so far, or all is to be pulled again.
    pub no_cursor: bool,
    /// The server was restored, and what it lacks is to be brought back.
    pub reoffer: bool,
    /// Others' commits are carried that the server does not have.
    pub carried: bool,
}

const UNSENT: &str = "SELECT s.stream FROM commit_log c JOIN stream_ref s ON s.ref = c.stream WHERE c.state < 2 \
                      UNION SELECT s.stream FROM commit_log c JOIN stream_ref s ON s.ref = c.stream WHERE c.state = 3 AND c.held IS NOT NULL";
const SIGNS: &str = "SELECT EXISTS (SELECT 1 FROM pending), NOT EXISTS (SELECT 1 FROM cursor), EXISTS (SELECT 1 FROM preference WHERE name = ?1), \
                     EXISTS (SELECT 1 FROM carried WHERE state = 0)";

impl Replica {
    /// Wraps a store.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// The store itself.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Runs a blocking call. What was begun is finished even if the caller goes away.
    ///
    /// # Errors
    /// The call's, or `Task` if it died.
    pub async fn call<T: Send + 'static>(&self, call: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static) -> Result<T, SyncError> {
        let store = Arc::clone(&self.store);
        Ok(tokio::task::spawn_blocking(move || call(&store)).await.map_err(|_| SyncError::Task)??)
    }

    /// Looks without changing anything: neither seals nor sends.
    ///
    /// # Errors
    /// The store's.
    pub async fn outlook(&self) -> Result<Outlook, SyncError> {
        self.call(|store| {
            store.read(|conn| {
                let mut query = conn.prepare_cached(UNSENT)?;
                let unsent = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                let signs = conn.prepare_cached(SIGNS)?.query_row([REOFFER], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
                Ok(Outlook { unsent, pending: signs.0, no_cursor: signs.1, reoffer: signs.2, carried: signs.3 })
            })
        })
        .await
    }
}

/// The kind of a queued blob. What is not a photograph (a witness's strokes) is as small as a thumbnail and goes with them.
#[must_use]
pub fn blob_kind(kind: &str) -> BlobKind {
    match kind {
        "original" => BlobKind::Original,
        "evidence" => BlobKind::Evidence,
        "voice" => BlobKind::Voice,
        _ => BlobKind::Thumb,
    }
}
