//! Room on a full device: original photographs that the server holds, and its backup, too, leave it, the oldest first. What can be seen
//! without the network stays: thumbnails and the pictures that a visit is judged by.

use crate::api::DoorKind;
use crate::{App, AppError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use xuncun_store::let_go::Spare;

/// Originals looked at together.
const PAGE: usize = 100;
/// Looked at by itself this often: others fill the disk, too.
const AGAIN: Duration = Duration::from_secs(600);
/// Between two looks, however many photographs are taken meanwhile: where hardly any original may leave, each look asks the server about them all.
const LEAST: Duration = Duration::from_secs(60);
/// Preference that keeps how many have left.
const LEFT: &str = "originals_left";

/// Whoever waits for room.
#[derive(Default)]
pub struct Room {
    asked: Notify,
}

impl Room {
    /// There is little.
    pub fn ask(&self) {
        self.asked.notify_one();
    }
}

impl App {
    /// Makes room whenever there is little, until the app is closed. A server's own replica holds no originals.
    pub(crate) async fn run_room(self: &Arc<Self>) {
        if self.options.door != DoorKind::App {
            return;
        }
        loop {
            if let Err(error) = self.make_room().await {
                tracing::warn!(%error, "no room could be made");
            }
            let asked = async {
                tokio::time::sleep(LEAST).await;
                self.room.asked.notified().await;
            };
            tokio::select! {
                () = self.ended() => return,
                () = asked => {}
                () = tokio::time::sleep(AGAIN) => {}
            }
        }
    }

    /// Lets originals go until there is no need to warn of little room any more, or none is left that may. Answers how many went.
    ///
    /// # Errors
    /// The store's. Without the network those go that are known to be safe.
    pub async fn make_room(&self) -> Result<u32, AppError> {
        let (mut wanted, mut gone, mut online) = (self.room_wanted()?, 0, true);
        let mut after = None;
        while wanted > 0 {
            let page = self.with_store(move |store| store.spare_originals(after.as_ref(), PAGE)).await?;
            let unknown: Vec<Spare> = page.iter().filter(|one| !one.may_leave).cloned().collect();
            if online
                && !unknown.is_empty()
                && let Err(error) = self.engine.ask_let_go(unknown).await
            {
                tracing::debug!(%error, "the server was not asked which originals may leave");
                online = false;
            }
            after = page.last().cloned();
            if after.is_none() {
                break;
            }
            let (files, bytes) = self.with_store(move |store| store.let_go(&page, wanted)).await?;
            (gone, wanted) = (gone + files, wanted.saturating_sub(bytes));
        }
        if gone > 0 {
            tracing::info!(gone, "originals that the server has left this device");
            self.store.set_preference(LEFT, Some(&self.originals_left()?.saturating_add(gone).to_string()))?;
            self.store.announce();
        }
        Ok(gone)
    }

    /// How many originals have left this device since it was enrolled.
    pub(crate) fn originals_left(&self) -> Result<u32, AppError> {
        Ok(self.store.preference(LEFT)?.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&xuncun_store::Store) -> Result<T, xuncun_store::StoreError> + Send + 'static,
    ) -> Result<T, AppError> {
        let store = Arc::clone(&self.store);
        Ok(tokio::task::spawn_blocking(move || work(&store)).await.map_err(AppError::internal)??)
    }
}
