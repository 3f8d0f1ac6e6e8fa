//! 自查自改: a village reports a finding of its own.

use super::FindingRecord;
use super::view::whole;
use crate::api::{FindingView, ReportFinding};
use crate::app::stream;
use crate::edit::{fresh_id, position};
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::limit::{COUNT_MAX, check_landmark, check_note};
use xuncun_domain::stream::Class;
use xuncun_journal::Value;
use xuncun_store::query::district;

/// Makes a finding that nobody has handed out. Its village may clear it at once, or be given a deadline for it. The same key again is the same finding.
///
/// # Errors
/// `village_unknown`, `forbidden`, `sighting_kind_unknown`, `count_out_of_range`, `size_out_of_range`, `basis_too_long`, `position_not_real`, `landmark_too_long`, `note_too_long`,
/// `bad_request` (its key is no UUID).
pub fn report_finding(app: &App, caller: &Caller, args: ReportFinding) -> Result<FindingView, AppError> {
    caller.person()?;
    let id = fresh_id(Some(&args.key))?;
    let open = stream(&args.village, Class::Open)?;
    caller.check_read(&open)?;
    let actor = caller.actor(&[(&open, "finding")], app.wall())?;
    let standard = app.read(|conn| {
        let village = district::division(conn, &args.village)?.filter(|division| division.level == "village");
        village.ok_or(ErrorCode::VillageUnknown)?;
        app.standards.latest(conn)
    })?;
    standard.kind(&args.kind).ok_or(ErrorCode::SightingKindUnknown)?;
    if !(1..=COUNT_MAX).contains(&args.count) {
        return Err(AppError::new(ErrorCode::CountOutOfRange).with("max", COUNT_MAX));
    }
    let at = args.fix.as_ref().map(position).transpose()?;
    let size = args.size.unwrap_or_default().of_kind(&args.kind);
    size.check()?;
    let size = size.write();
    check_landmark(&args.landmark)?;
    check_note(&args.note)?;
    let now = app.now()?;
    app.store.try_write(&actor, |tx| {
        if tx.get("finding", &open, &id)?.is_some() {
            return Ok(());
        }
        tx.put(
            "finding",
            &open,
            &id,
            &[
                ("kind", Value::from(args.kind.as_str())),
                ("count", Value::from(i64::from(args.count))),
                ("lon", Value::from(at.map(|at| at.lon))),
                ("lat", Value::from(at.map(|at| at.lat))),
                ("accuracy", Value::from(at.map(|at| at.accuracy))),
                ("landmark", Value::from(args.landmark.trim())),
                ("size", Value::from(size.as_str())),
                ("difficulty", Value::from(args.difficulty.map_or("", |difficulty| difficulty.as_str()))),
                ("note", Value::from(args.note.trim())),
                ("seen_at", Value::from(now)),
            ],
        )?;
        Ok::<_, AppError>(())
    })?;
    app.store.seal()?;
    app.engine.trigger();
    app.read(|conn| whole(app, conn, caller, &FindingRecord::load(conn, caller, &id)?))
}
