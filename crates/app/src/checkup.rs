//! Is the data on this device still as it was written? Looked at by itself, once a day, while nobody taps; beside everything else, since it only
//! reads, on a connection of its own.

use crate::api::DoorKind;
use crate::{App, AppError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use xuncun_domain::Millis;
use xuncun_store::Damage;

/// How long nothing must have changed before a look begins: neither a tap nor the sync.
const QUIET: Duration = Duration::from_secs(60);
/// Between two looks.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Until the next try, where the disk could not be read.
const AGAIN: Duration = Duration::from_secs(60 * 60);
/// Preference that keeps when all was last found sound.
const SOUND: &str = "sound_at";

/// What the last look found.
#[derive(Default)]
pub struct Checkup {
    damaged: AtomicBool,
}

impl App {
    /// Whether a look has found damage that a repair mends.
    pub fn is_damaged(&self) -> bool {
        self.checkup.damaged.load(Ordering::Relaxed)
    }

    /// Looks once a day until the app is closed or something is found. A server's own replica is its operator's to verify.
    pub(crate) async fn run_checkup(self: &Arc<Self>) {
        if self.options.door == DoorKind::App {
            tokio::select! {
                () = self.ended() => {}
                () = self.look_daily() => {}
            }
        }
    }

    async fn look_daily(self: &Arc<Self>) {
        let mut pause = self.until_due();
        loop {
            tokio::time::sleep(pause).await;
            self.quiet().await;
            let app = Arc::clone(self);
            pause = match tokio::task::spawn_blocking(move || app.look()).await {
                Ok(Ok(true)) => DAY,
                // Nothing more is to be found before a repair.
                Ok(Ok(false)) => return,
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the data could not be looked through");
                    AGAIN
                }
                Err(error) => {
                    tracing::error!(%error, "the look at the data broke");
                    return;
                }
            };
        }
    }

    /// Reads everything once; answers whether it is sound.
    ///
    /// # Errors
    /// `storage`.
    pub fn look(&self) -> Result<bool, AppError> {
        let found = self.store.check()?;
        for damage in &found {
            tracing::error!(%damage, "the data on this device is damaged");
        }
        // A photograph whose bytes are gone comes back by no repair; whoever uploads it finds out.
        let sound = found.iter().all(|damage| matches!(damage, Damage::Photo { .. }));
        if sound {
            self.store.set_preference(SOUND, Some(&self.wall().to_string()))?;
        } else {
            self.checkup.damaged.store(true, Ordering::Relaxed);
            // Nothing changed but what the sync line says.
            self.store.announce();
        }
        Ok(sound)
    }

    fn until_due(&self) -> Duration {
        let last: Option<Millis> = self.store.preference(SOUND).ok().flatten().and_then(|text| text.parse().ok());
        let since = last.and_then(|last| u64::try_from(self.wall() - last).ok());
        // Never looked, or on a clock that went back: at once.
        since.map_or(Duration::ZERO, |since| DAY.saturating_sub(Duration::from_millis(since)))
    }

    /// Waits until nothing has changed for a while.
    async fn quiet(&self) {
        let mut changes = self.changes();
        // The store outlives this wait, and so does its counter.
        while let Ok(Ok(())) = tokio::time::timeout(QUIET, changes.changed()).await {}
    }
}
