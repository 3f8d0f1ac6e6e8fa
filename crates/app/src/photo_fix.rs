//! A position that was found after the shutter: kept beside the photograph's own, which stays as it is.

use crate::api::{AddFix, InspectionView};
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::photo_fix::{POOR_M, SOUGHT_MS};
use xuncun_domain::sighting::Position;
use xuncun_journal::Value;
use xuncun_store::query::{Connection, district};

/// Above how many metres a position is poor, and looked for again: the district's setting, or the default.
pub fn poor_metres(conn: &Connection) -> Result<f64, AppError> {
    Ok(Some(district::number(conn, ("position_poor_m", POOR_M))?).filter(|metres| metres.is_finite() && *metres > 0.0).unwrap_or(POOR_M))
}

/// Keeps a later position of a photograph. The same one again is the same row.
///
/// # Errors
/// `position_not_real`, `photo_unknown`, `bad_request` (it is not from the minute after the shutter), and those of changing a visit.
pub fn add_fix(app: &App, caller: &Caller, args: AddFix) -> Result<InspectionView, AppError> {
    let fix = args.fix;
    if !(Position { lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy }).is_real() {
        return Err(ErrorCode::PositionNotReal.into());
    }
    app.edit(caller, &args.inspection, |tx, record| {
        let photo = record.photo(&args.photo)?;
        if !(0..=SOUGHT_MS).contains(&args.at.saturating_sub(photo.taken_at)) {
            return Err(AppError::new(ErrorCode::BadRequest).with("detail", "at"));
        }
        let columns = [
            ("photo", Value::from(photo.id.as_str())),
            ("lon", Value::from(fix.lon)),
            ("lat", Value::from(fix.lat)),
            ("accuracy", Value::from(fix.accuracy)),
            ("altitude", Value::from(fix.altitude)),
            ("fixed_at", Value::from(args.at)),
        ];
        Ok(tx.put("photo_fix", &photo.stream().map_err(AppError::internal)?, &format!("{}/{}", photo.id, args.at), &columns)?)
    })
}
