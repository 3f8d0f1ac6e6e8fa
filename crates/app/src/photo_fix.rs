//! A position that was found after the shutter: kept beside the photograph's own, which stays as it is.

use crate::api::{AddFindingFix, AddFix, Fix, InspectionView};
use crate::edit::position;
use crate::finding::FindingRecord;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::photo_fix::{POOR_M, SOUGHT_MS};
use xuncun_journal::Value;
use xuncun_store::WriteTx;
use xuncun_store::query::photo::Photo;
use xuncun_store::query::{Connection, district};

/// Above how many metres a position is poor, and looked for again: the district's setting, or the default.
pub fn poor_metres(conn: &Connection) -> Result<f64, AppError> {
    Ok(Some(district::number(conn, ("position_poor_m", POOR_M))?).filter(|metres| metres.is_finite() && *metres > 0.0).unwrap_or(POOR_M))
}

/// Keeps a later position of a visit's photograph. The same one again is the same row.
///
/// # Errors
/// `position_not_real`, `photo_unknown`, `bad_request` (it is not from the minute after the shutter), and those of changing a visit.
pub fn add_fix(app: &App, caller: &Caller, args: AddFix) -> Result<InspectionView, AppError> {
    app.edit(caller, &args.inspection, |tx, record| keep(tx, record.photo(&args.photo)?, args.fix, args.at))
}

/// Keeps a later position of a finding's photograph.
///
/// # Errors
/// `position_not_real`, `finding_unknown`, `photo_unknown`, `forbidden`, `bad_request`.
pub fn add_finding_fix(app: &App, caller: &Caller, args: AddFindingFix) -> Result<(), AppError> {
    let stream = app.read(|conn| Ok(FindingRecord::load(conn, caller, &args.finding)?.stream))?;
    let actor = caller.actor(&[(&stream, "photo_fix")], app.wall())?;
    app.store.try_write(&actor, |tx| {
        let record = FindingRecord::load(tx.conn(), caller, &args.finding)?;
        keep(tx, record.photo(&args.photo)?, args.fix, args.at)
    })
}

fn keep(tx: &mut WriteTx<'_, '_>, photo: &Photo, fix: Fix, at: i64) -> Result<(), AppError> {
    position(&fix)?;
    if !(0..=SOUGHT_MS).contains(&at.saturating_sub(photo.taken_at)) {
        return Err(AppError::new(ErrorCode::BadRequest).with("detail", "at"));
    }
    let columns = [
        ("photo", Value::from(photo.id.as_str())),
        ("lon", Value::from(fix.lon)),
        ("lat", Value::from(fix.lat)),
        ("accuracy", Value::from(fix.accuracy)),
        ("altitude", Value::from(fix.altitude)),
        ("fixed_at", Value::from(at)),
    ];
    Ok(tx.put("photo_fix", &photo.stream().map_err(AppError::internal)?, &format!("{}/{at}", photo.id), &columns)?)
}
