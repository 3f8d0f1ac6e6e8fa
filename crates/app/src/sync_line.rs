//! The sync line: what is on this device alone, and what the server's receipts name.

use crate::api::{DeviceStanding, DoorKind, Progress, RefusedDraft, SyncPhase, SyncStatus};
use crate::error::problem_code;
use crate::names::Names;
use crate::{App, AppError, Caller, inbox};
use xuncun_store::query::waiting;
use xuncun_sync::status::Phase;

/// How far the sync is. 送达 is said of nothing but what a signed receipt names.
pub fn sync_status(app: &App, caller: &Caller, (): ()) -> Result<SyncStatus, AppError> {
    let state = app.engine.status().borrow().clone();
    if caller.person().is_err() {
        return Ok(empty());
    }
    let undelivered = app.store.undelivered()?;
    let changes = u32::try_from(undelivered.commits + undelivered.pending_rows).unwrap_or(u32::MAX);
    let photos = app.read(|conn| Ok(waiting::photos(conn)?))?;
    let all = changes == 0 && undelivered.uploads == 0;
    Ok(SyncStatus {
        phase: match state.phase {
            Phase::Idle => SyncPhase::Idle,
            Phase::Syncing => SyncPhase::Syncing,
            Phase::Offline => SyncPhase::Offline,
            Phase::Stopped => SyncPhase::Stopped,
        },
        standing: standing(app, state.problem.as_deref())?,
        inspections_waiting: u32::try_from(undelivered.inspections.len()).unwrap_or(u32::MAX),
        changes_waiting: changes,
        photos_waiting: photos.waiting,
        photos_delivered: photos.delivered,
        oldest: undelivered.oldest_ms,
        delivered_at: app.store.last_receipt_ms()?.filter(|_| all),
        first_pull: state
            .pulling
            .map(|(done, total)| Progress { done: u32::try_from(done).unwrap_or(u32::MAX), total: u32::try_from(total).unwrap_or(u32::MAX) }),
        problem: state.problem.as_deref().map(problem_code),
        refused: refused(app, caller)?,
        conflicts: inbox::conflict_count(app, caller)?,
        clock_ahead: state.clock_ahead,
        space: app.space_left()?,
    })
}

/// Asks for a round now and waits for its end, however it ends. A server's pages have nothing to send.
pub async fn sync_now(app: &App, caller: &Caller, (): ()) -> Result<SyncStatus, AppError> {
    caller.person()?;
    if app.options.door == DoorKind::App {
        app.engine.sync_now().await;
    }
    sync_status(app, caller, ())
}

/// A key that is used twice, or that the server does not know any more, is replaced by a person.
fn standing(app: &App, problem: Option<&str>) -> Result<DeviceStanding, AppError> {
    if app.options.door == DoorKind::Web {
        return Ok(DeviceStanding::Active);
    }
    let unknown = matches!(problem, Some("fork" | "unknown_device" | "unauthorized"));
    Ok(if unknown || app.store.needs_link()? {
        DeviceStanding::NeedsLink
    } else if app.store.is_retired()? {
        DeviceStanding::Retired
    } else {
        DeviceStanding::Active
    })
}

fn refused(app: &App, caller: &Caller) -> Result<Vec<RefusedDraft>, AppError> {
    let drafts = inbox::drafts(app, caller)?;
    app.read(|conn| {
        let names = Names::new(conn);
        let mut rows = Vec::new();
        for draft in drafts {
            rows.push(RefusedDraft {
                id: draft.number.to_string(),
                code: draft.code.to_string(),
                place: names.place(draft.stream.code.as_str())?,
                rows: u32::try_from(draft.puts.len()).unwrap_or(u32::MAX),
                at: draft.header.hlc.physical_ms(),
            });
        }
        Ok(rows)
    })
}

fn empty() -> SyncStatus {
    SyncStatus {
        phase: SyncPhase::Idle,
        standing: DeviceStanding::Unenrolled,
        inspections_waiting: 0,
        changes_waiting: 0,
        photos_waiting: 0,
        photos_delivered: 0,
        oldest: None,
        delivered_at: None,
        first_pull: None,
        problem: None,
        refused: Vec::new(),
        conflicts: 0,
        clock_ahead: None,
        space: None,
    }
}
