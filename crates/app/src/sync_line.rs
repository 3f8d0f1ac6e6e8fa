//! The sync line: what is on this device alone, and what the server's receipts name.

use crate::api::{CarriedWork, DeviceStanding, DoorKind, FileAside, Progress, RefusedDraft, SyncPhase, SyncStatus};
use crate::error::problem_code;
use crate::names::Names;
use crate::{App, AppError, Caller, inbox};
use xuncun_domain::Millis;
use xuncun_store::UploadState;
use xuncun_store::query::waiting::{self, Photos};
use xuncun_sync::status::Phase;

/// Files that could not be sent, as many as are shown.
const ASIDE_MOST: usize = 100;

/// How far the sync is. 送达 is said of nothing but what a signed receipt names.
pub fn sync_status(app: &App, caller: &Caller, (): ()) -> Result<SyncStatus, AppError> {
    let state = app.engine.status().borrow().clone();
    if caller.person().is_err() {
        return Ok(empty());
    }
    let waits = match app.options.door {
        DoorKind::App => own(app)?,
        DoorKind::Web => seen(app, caller)?,
    };
    let all = waits.changes == 0 && waits.uploads == 0;
    Ok(SyncStatus {
        phase: match state.phase {
            Phase::Idle => SyncPhase::Idle,
            Phase::Syncing => SyncPhase::Syncing,
            Phase::Offline => SyncPhase::Offline,
            Phase::Stopped => SyncPhase::Stopped,
        },
        standing: standing(app, state.problem.as_deref())?,
        inspections_waiting: waits.inspections,
        changes_waiting: waits.changes,
        photos_waiting: waits.photos.waiting,
        photos_delivered: waits.photos.delivered,
        originals_wait: if waits.photos.waiting > 0 { app.originals_wait() } else { None },
        set_aside: set_aside(app)?,
        oldest: waits.oldest,
        delivered_at: app.store.last_receipt_ms()?.filter(|_| all),
        first_pull: state
            .pulling
            .map(|(done, total)| Progress { done: u32::try_from(done).unwrap_or(u32::MAX), total: u32::try_from(total).unwrap_or(u32::MAX) }),
        problem: state.problem.as_deref().map(problem_code),
        refused: refused(app, caller)?,
        conflicts: inbox::conflict_count(app, caller)?,
        clock_ahead: state.clock_ahead,
        space: app.space_left()?,
        carried: carried(app)?,
        damaged: app.is_damaged(),
        originals_left: app.originals_left()?,
    })
}

/// What is on its way for others; nothing of it is this person's.
fn carried(app: &App) -> Result<Option<CarriedWork>, AppError> {
    let load = app.store.carried_load()?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let work = CarriedWork { inspections: count(load.inspections.len()), changes: load.commits, photos: load.photos };
    Ok((work.changes > 0 || work.photos > 0).then_some(work))
}

/// This device's files that could not be sent. A server's pages have none: what is uploaded there is there.
fn set_aside(app: &App) -> Result<Vec<FileAside>, AppError> {
    if app.options.door == DoorKind::Web {
        return Ok(Vec::new());
    }
    let files = app.store.uploads_aside(ASIDE_MOST)?;
    app.read(|conn| {
        let names = Names::new(conn);
        let aside = files.into_iter().map(|file| {
            Ok(FileAside {
                code: file.last_error.unwrap_or_default(),
                place: names.place(file.stream.code.as_str())?,
                at: file.queued_ms,
                again: file.state == UploadState::Waiting,
            })
        });
        aside.collect()
    })
}

/// Asks for a round now and waits for its end, however it ends. A server's pages have nothing to send.
pub async fn sync_now(app: &App, caller: &Caller, (): ()) -> Result<SyncStatus, AppError> {
    caller.person()?;
    if app.options.door == DoorKind::App {
        // Whoever asks has perhaps mended what was in the way of those that were given up.
        app.store.retry_uploads()?;
        tokio::select! {
            _ = app.engine.sync_now() => {}
            // No round comes any more.
            () = app.ended() => {}
        }
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

/// What waits to be delivered.
#[derive(Default)]
struct Waits {
    inspections: u32,
    changes: u32,
    uploads: u32,
    photos: Photos,
    oldest: Option<Millis>,
}

/// A device's: all of it is its person's.
fn own(app: &App) -> Result<Waits, AppError> {
    let undelivered = app.store.undelivered()?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Waits {
        inspections: count(undelivered.inspections.len()),
        changes: count(undelivered.commits + undelivered.pending_rows),
        uploads: count(undelivered.uploads),
        photos: app.read(|conn| Ok(waiting::photos(conn)?))?,
        oldest: undelivered.oldest_ms,
    })
}

/// A server's replica holds what everybody wrote on its pages: the caller hears of the streams that they may read.
fn seen(app: &App, caller: &Caller) -> Result<Waits, AppError> {
    let device = app.identity()?.key.id();
    app.read(|conn| {
        let mut waits = Waits::default();
        for stream in waiting::by_stream(conn, &device.0)? {
            if !stream.stream.parse().is_ok_and(|stream| caller.reads(&stream)) {
                continue;
            }
            // Each visit is in its village's stream; which ones of a village wait is not told apart here.
            waits.inspections += u32::from(stream.changes > 0 && stream.stream.ends_with("/work"));
            waits.changes += stream.changes;
            waits.uploads += stream.uploads;
            waits.photos.waiting += stream.photos.waiting;
            waits.photos.delivered += stream.photos.delivered;
            waits.oldest = waits.oldest.into_iter().chain(stream.oldest).min();
        }
        Ok(waits)
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
        originals_wait: None,
        set_aside: Vec::new(),
        oldest: None,
        delivered_at: None,
        first_pull: None,
        problem: None,
        refused: Vec::new(),
        conflicts: 0,
        clock_ahead: None,
        space: None,
        carried: None,
        damaged: false,
        originals_left: 0,
    }
}
