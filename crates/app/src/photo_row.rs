//! Photo rows: where a photograph belongs.

use crate::api::{InspectionView, MovePhoto, Phase};
use crate::edit::settle;
use crate::finding::FindingRecord;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::stream::{Class, StreamId};
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
            tx.delete("photo", &photo.stream().map_err(AppError::internal)?, &photo.id)?;
            return Ok(());
        }
        attach(tx, record, &args.photo, args.item.as_deref(), args.sighting.as_deref(), Some(args.phase))
    })
}

/// The visit that a photograph belongs to, by itself or through its sighting; none where that has not come.
pub fn visit_of(conn: &Connection, photo: &Photo) -> Result<Option<Visit>, AppError> {
    let inspection = match photo.owner_table.as_str() {
        "sighting" => visit::inspection_of_sighting(conn, &photo.owner_id)?,
        "inspection" => Some(photo.owner_id.clone()),
        _ => None,
    };
    Ok(inspection.map(|id| visit::visit(conn, &id)).transpose()?.flatten())
}

/// Whom a photograph belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner<'a> {
    /// `inspection`, `sighting` or `finding`.
    pub table: &'static str,
    /// Row id of that.
    pub id: &'a str,
    /// Item id; empty of a sighting, whose kind says its item, and of what is 未分类.
    pub item: &'a str,
    /// The stream of its photographs.
    pub stream: StreamId,
}

impl<'a> Owner<'a> {
    /// In a visit, by what the screen says: neither an item nor a sighting is 未分类.
    ///
    /// # Errors
    /// `item_unknown`, `sighting_unknown`.
    pub fn of(record: &'a Record, item: Option<&'a str>, sighting: Option<&'a str>) -> Result<Self, AppError> {
        let known = item.map(|item| record.standard.item(item).ok_or(ErrorCode::ItemUnknown)).transpose()?;
        match sighting {
            // One photograph shows one thing: that of a sighting belongs to the sighting's item by its kind.
            Some(sighting) => Ok(Self::sighting(record, &record.sighting(sighting)?.id)),
            None => Ok(Self {
                table: "inspection",
                id: &record.row.id,
                item: item.unwrap_or_default(),
                stream: StreamId::new(record.stream.code, known.map_or(Class::Work, |item| item.photo_rule.class())),
            }),
        }
    }

    /// What is seen outdoors.
    const fn sighting(record: &Record, id: &'a str) -> Self {
        Self { table: "sighting", id, item: "", stream: record.stream }
    }

    /// A finding.
    pub fn finding(record: &'a FindingRecord) -> Self {
        Self { table: "finding", id: &record.row.id, item: "", stream: record.stream }
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
    let owner = match sighting {
        Some(made) if record.sighting(made).is_err() && tx.get("sighting", &record.stream, made)?.is_some_and(|row| !row.deleted) => {
            Owner::sighting(record, made)
        }
        _ => Owner::of(record, item, sighting)?,
    };
    // A row never changes its stream.
    let stream = photo.stream().map_err(AppError::internal)?;
    if stream != owner.stream {
        return Err(ErrorCode::PhotoOtherClass.into());
    }
    let phase = phase.map_or(photo.phase.as_str(), |phase| phase.as_str());
    settle(tx, record, "photo", &photo.id)?;
    tx.update(
        "photo",
        &stream,
        &photo.id,
        &[
            ("owner_table", Value::from(owner.table)),
            ("owner_id", Value::from(owner.id)),
            ("item", Value::from(owner.item)),
            ("phase", Value::from(phase)),
        ],
    )?;
    Ok(())
}
