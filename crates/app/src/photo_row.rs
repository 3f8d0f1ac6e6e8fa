//! Photo rows: where a photograph belongs.

use crate::api::{InspectionView, MovePhoto, Phase};
use crate::edit::settle;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_journal::Value;
use xuncun_store::WriteTx;
use xuncun_store::query::Connection;
use xuncun_store::query::photo::Photo;
use xuncun_store::query::visit::{self, Visit};

/// Gives a photograph another place, or takes its row out. The bytes are never touched.
pub fn move_photo(app: &App, caller: &Caller, args: MovePhoto) -> Result<InspectionView, AppError> {
    app.edit(caller, &args.inspection, |tx, record| {
        if args.removed {
            let photo = record.photo(&args.photo)?;
            settle(tx, record, "photo", &photo.id)?;
            tx.delete("photo", &record.stream, &photo.id)?;
            return Ok(());
        }
        attach(tx, record, &args.photo, args.item.as_deref(), args.sighting.as_deref(), Some(args.phase))
    })
}

/// The visit that a photograph belongs to, by itself or through its sighting; none where that has not come.
pub fn visit_of(conn: &Connection, photo: &Photo) -> Result<Option<Visit>, AppError> {
    let inspection = match photo.owner_table.as_str() {
        "sighting" => visit::inspection_of_sighting(conn, &photo.owner_id)?,
        _ => Some(photo.owner_id.clone()),
    };
    Ok(inspection.map(|id| visit::visit(conn, &id)).transpose()?.flatten())
}

/// Whom a photograph of the visit belongs to: `(owner_table, owner_id, item)`. Neither an item nor a sighting is 未分类.
///
/// # Errors
/// `item_unknown`, `sighting_unknown`.
pub fn owner<'a>(record: &'a Record, item: Option<&'a str>, sighting: Option<&'a str>) -> Result<(&'static str, &'a str, &'a str), AppError> {
    if let Some(item) = item {
        record.standard.item(item).ok_or(ErrorCode::ItemUnknown)?;
    }
    match sighting {
        // One photograph shows one thing: that of a sighting belongs to the sighting's item by its kind.
        Some(sighting) => Ok(("sighting", &record.sighting(sighting)?.id, "")),
        None => Ok(("inspection", &record.row.id, item.unwrap_or_default())),
    }
}

/// Changes a photograph's place, and its phase if one is given. A sighting made in the same transaction is not in the record yet.
pub fn attach(
    tx: &mut WriteTx<'_, '_>,
    record: &Record,
    photo: &str,
    item: Option<&str>,
    sighting: Option<&str>,
    phase: Option<Phase>,
) -> Result<(), AppError> {
    let photo = record.photo(photo)?;
    let (table, id, item) = match sighting {
        Some(made) if record.sighting(made).is_err() && tx.get("sighting", &record.stream, made)?.is_some_and(|row| !row.deleted) => {
            ("sighting", made, "")
        }
        _ => owner(record, item, sighting)?,
    };
    let phase = phase.map_or(photo.phase.as_str(), |phase| phase.as_str());
    settle(tx, record, "photo", &photo.id)?;
    tx.update(
        "photo",
        &record.stream,
        &photo.id,
        &[("owner_table", Value::from(table)), ("owner_id", Value::from(id)), ("item", Value::from(item)), ("phase", Value::from(phase))],
    )?;
    Ok(())
}
