//! A photograph of a sighting, in the place where its village sees it.

use crate::darkroom::{KINDS, intent};
use crate::pictures::Pictures;
use crate::{AppError, ErrorCode};
use xuncun_domain::photo_mark::{digest, regions};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Hash, Value};
use xuncun_store::query::photo::{self, Photo};
use xuncun_store::{NewUpload, WriteTx};

/// The row id of what stands for a photograph.
pub fn id(photo: &str) -> String {
    format!("{photo}-open")
}

/// Puts a row for a photograph of a sighting into its village's stream, with its marks and its smaller pictures. Whoever does it has the same rows
/// in mind, so that two who do it apart have nothing to settle.
///
/// Where a part is blurred, nothing but what is burnt goes with it, the original neither.
pub fn copy(tx: &mut WriteTx<'_, '_>, pictures: &Pictures<'_>, photo: &Photo, to: &StreamId, finding: &str) -> Result<(), AppError> {
    let id = id(&photo.id);
    let from = photo.stream().map_err(AppError::internal)?;
    let row = tx.get("photo", &from, &photo.id)?.ok_or(ErrorCode::PhotoUnknown)?;
    let place = photo.place();
    let said = |name: &str| match name {
        "owner_table" => Some(Value::from("finding")),
        "owner_id" => Some(Value::from(finding)),
        "copy_of" => Some(Value::from(photo.id.as_str())),
        "taken_by" => Some(Value::from(photo.taker())),
        // The position that counts, wherever it is from.
        "lon" => Some(Value::from(place.map(|((lon, ..), _)| lon))),
        "lat" => Some(Value::from(place.map(|((_, lat, _), _)| lat))),
        "accuracy" => Some(Value::from(place.map(|((.., accuracy), _)| accuracy))),
        "altitude" => Some(Value::from(place.and_then(|(_, altitude)| altitude))),
        "item" | "pair" | "consent_at" => Some(Value::Null),
        _ => None,
    };
    let mut columns: Vec<(&str, Value)> = ["owner_table", "owner_id", "copy_of", "taken_by", "lon", "lat", "accuracy", "altitude"]
        .into_iter()
        .filter_map(|name| Some((name, said(name)?)))
        .collect();
    columns.extend(row.columns.iter().filter(|(name, _)| said(name).is_none()).map(|(name, value)| (name.as_str(), value.clone())));
    tx.put("photo", to, &id, &columns)?;
    for mark in &photo.marks {
        let Some(row) = tx.get("photo_mark", &from, &mark.id)? else { continue };
        let mut columns: Vec<(&str, Value)> = row.columns.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        columns.retain(|(name, _)| *name != "photo");
        columns.push(("photo", Value::from(id.as_str())));
        tx.put("photo_mark", to, &format!("{}-open", mark.id), &columns)?;
    }
    let blurs = regions(&photo.marks);
    let burnt = digest(&blurs);
    let mut made = 0;
    for (priority, kind) in KINDS.into_iter().enumerate() {
        let Some(rendition) = photo::rendition(tx.conn(), photo, kind, burnt.as_deref())?.filter(|one| one.burnt == burnt) else { continue };
        let Some(row) = tx.get("rendition", &from, &rendition.id)? else { continue };
        let mut columns: Vec<(&str, Value)> = row.columns.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        columns.retain(|(name, _)| *name != "photo");
        columns.push(("photo", Value::from(id.as_str())));
        let name = rendition.id.replacen(&photo.id, &id, 1);
        tx.put("rendition", to, &name, &columns)?;
        let (sha256, size) = (Hash::from_hex(&rendition.sha256).map_err(AppError::internal)?, rendition.size.unsigned_abs());
        let priority = i64::try_from(priority).unwrap_or_default();
        tx.enqueue_upload(&NewUpload { stream: *to, sha256, kind: kind.into(), mime: rendition.mime, size, priority })?;
        made += 1;
    }
    let here = pictures.find(&photo.stream, &photo.sha256).is_some();
    if made < KINDS.len() && here {
        tx.set_intent(&intent(&id), Some("{}"))?;
    }
    // The server gives it to this stream, too, if it has it; what it has not and is not here nobody can send from here.
    if blurs.is_empty() && (here || photo.delivered) {
        tx.enqueue_upload(&NewUpload {
            stream: *to,
            sha256: Hash::from_hex(&photo.sha256).map_err(AppError::internal)?,
            kind: "original".into(),
            mime: photo.mime.clone(),
            size: photo.size.unsigned_abs(),
            priority: crate::shutter::PRIORITY,
        })?;
    }
    Ok(())
}
