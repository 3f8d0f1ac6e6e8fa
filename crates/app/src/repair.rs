//! A replica that is damaged is made anew from what can be read of it, before it is opened.

use crate::api::RepairReport;
use crate::{App, AppError, Caller, ErrorCode};
use std::path::Path;
use std::sync::Arc;
use xuncun_store::Store;

/// What the list of commands has: a replica that is open is not repaired. The door repairs one that could not be opened, or puts down one in which
/// damage was found.
pub fn repair(_: &App, _: &Caller, (): ()) -> Result<RepairReport, AppError> {
    Err(ErrorCode::NotDamaged.into())
}

/// Ends an app in whose replica damage was found, and waits until nobody has the replica open any more: then it may be repaired.
pub async fn put_down(app: Arc<App>) {
    if let Err(error) = app.close() {
        tracing::warn!(%error, "what was tapped last is left for the repair to find");
    }
    let mut changes = app.changes();
    drop(app);
    // The counter ends with the replica: when commands that were under way, the sync and the pictures have let go of it.
    while changes.changed().await.is_ok() {}
}

/// Repairs the replica in a folder that nobody has open.
///
/// # Errors
/// `disk_full`, `storage`.
pub fn repair_folder(folder: &Path) -> Result<RepairReport, AppError> {
    let repaired = Store::repair(folder)?;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(RepairReport {
        commits: count(repaired.commits),
        taps: count(repaired.taps),
        lost: count(repaired.lost.len()),
        enrolled: repaired.enrolled,
        aside: repaired.aside.display().to_string(),
    })
}
