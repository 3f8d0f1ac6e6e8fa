//! A replica that is damaged is made anew from what can be read of it, before it is opened.

use crate::api::RepairReport;
use crate::{App, AppError, Caller, ErrorCode};
use std::path::Path;
use xuncun_store::Store;

/// What the list of commands has: a replica that is open has nothing to repair. The door repairs one that could not be opened.
pub fn repair(_: &App, _: &Caller, (): ()) -> Result<RepairReport, AppError> {
    Err(ErrorCode::NotDamaged.into())
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
