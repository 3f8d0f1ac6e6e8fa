//! What was seen: recorded with one tap, mended later.

use crate::api::{InspectionView, PutSighting, RemoveSighting};
use crate::edit::{fresh_id, settle};
use crate::photo_row::attach;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::sighting::{Position, Sighting, check};
use xuncun_domain::size::{Difficulty, Size};
use xuncun_journal::Value;
use xuncun_store::WriteTx;

/// Records something seen, or changes what was recorded.
pub fn put_sighting(app: &App, caller: &Caller, args: PutSighting) -> Result<InspectionView, AppError> {
    let now = app.now()?;
    app.edit(caller, &args.inspection, |tx, record| {
        let made = fresh_id(args.key.as_deref())?;
        let known = match args.id.as_deref() {
            Some(id) => Some(record.sighting(id)?),
            None => record.sightings.iter().find(|sighting| sighting.id == made),
        };
        // A key that names a row taken out since, or one of another visit, makes nothing.
        if known.is_none() && tx.get("sighting", &record.stream, &made)?.is_some() {
            return Err(ErrorCode::SightingUnknown.into());
        }
        let position = args.fix.map(|fix| Position { lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy });
        let sighting = Sighting {
            id: known.map_or(made, |known| known.id.clone()),
            kind: args.kind.clone(),
            grade: args.grade.clone(),
            count: args.count,
            // A position once measured is not lost by a later change without one.
            position: position.or_else(|| known.and_then(|known| known.position).map(|(lon, lat, accuracy)| Position { lon, lat, accuracy })),
            landmark: args.landmark.clone(),
            fixed_on_spot: args.fixed_on_spot,
            transferred: args.transferred,
            finding: known.and_then(|known| known.finding.clone()),
            finding_due: known.and_then(|known| known.finding_due.as_deref()?.parse().ok()),
            finding_closed: known.is_some_and(|known| known.finding_closed),
            // As a position: what was measured is not lost by a change that says nothing of it, and is taken out by a size that says nothing.
            size: args.size.clone().or_else(|| Size::read(&known?.size)).map(|size| size.of_kind(&args.kind)).filter(|size| *size != Size::default()),
            difficulty: args.difficulty.or_else(|| known?.difficulty.parse().ok()),
            note: args.note.clone(),
            seen_at: known.map_or(now, |known| known.seen_at),
        };
        check(&record.standard, &sighting)?;
        put(tx, record, &sighting)?;
        match &args.photo {
            Some(photo) => attach(tx, record, photo, None, Some(&sighting.id), None),
            None => Ok(()),
        }
    })
}

/// Takes a sighting out. Its photographs stay, without a place.
pub fn remove_sighting(app: &App, caller: &Caller, args: RemoveSighting) -> Result<InspectionView, AppError> {
    app.edit(caller, &args.inspection, |tx, record| {
        record.sighting(&args.id)?;
        settle(tx, record, "sighting", &args.id)?;
        tx.delete("sighting", &record.stream, &args.id)?;
        for photo in record.photos.iter().filter(|photo| photo.owner_table == "sighting" && photo.owner_id == args.id) {
            attach(tx, record, &photo.id, None, None, None)?;
        }
        Ok(())
    })
}

/// Writes a sighting, whole.
pub fn put(tx: &mut WriteTx<'_, '_>, record: &Record, sighting: &Sighting) -> Result<(), AppError> {
    let item = record.standard.kind(&sighting.kind).ok_or(ErrorCode::SightingKindUnknown)?.item.as_str();
    let at = sighting.position;
    settle(tx, record, "sighting", &sighting.id)?;
    tx.put(
        "sighting",
        &record.stream,
        &sighting.id,
        &[
            ("inspection", Value::from(record.row.id.as_str())),
            ("kind", Value::from(sighting.kind.as_str())),
            ("grade", Value::from(sighting.grade.as_str())),
            ("count", Value::from(i64::from(sighting.count))),
            ("lon", Value::from(at.map(|at| at.lon))),
            ("lat", Value::from(at.map(|at| at.lat))),
            ("accuracy", Value::from(at.map(|at| at.accuracy))),
            ("landmark", Value::from(sighting.landmark.as_str())),
            ("item", Value::from(item)),
            ("fixed_on_spot", Value::from(sighting.fixed_on_spot)),
            ("transferred", Value::from(sighting.transferred)),
            ("finding", Value::from(sighting.finding.clone())),
            ("finding_due", Value::from(sighting.finding_due.map(|day| day.to_string()))),
            ("finding_closed", if sighting.finding_closed { Value::from(true) } else { Value::Null }),
            ("size", said(sighting.size.as_ref().map(Size::write))),
            ("difficulty", said(sighting.difficulty.map(Difficulty::as_str))),
            ("note", Value::from(sighting.note.as_str())),
            ("seen_at", Value::from(sighting.seen_at)),
        ],
    )?;
    Ok(())
}

/// What nobody said leaves its column null.
fn said<T: Into<String>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, |value| Value::from(value.into()))
}
