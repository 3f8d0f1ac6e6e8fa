//! Marks on a photograph: added and taken out one by one, never changed.

use crate::api::{AddMark, InspectionView, MarkKind, MarkView, RemoveMark};
use crate::darkroom::make_again;
use crate::edit::fresh_id;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::photo_mark::{self as domain, MOST, Mark};
use xuncun_domain::stream::StreamId;
use xuncun_journal::Value;
use xuncun_store::WriteTx;
use xuncun_store::query::photo::Photo;

/// Draws on a photograph. A second try with the same key and the same mark is the same row.
///
/// # Errors
/// `photo_unknown`, `mark_malformed`, `mark_text_missing`, `mark_text_too_long`, `too_many_marks`, `photo_unsupported` (of what is not decoded here
/// nothing can be blurred), `mark_unknown` (its key was taken out since), `bad_request` (its key is no UUID, or another mark's), and those of
/// changing a visit.
pub fn add_mark(app: &App, caller: &Caller, args: AddMark) -> Result<InspectionView, AppError> {
    let mark = Mark {
        id: fresh_id(args.key.as_deref())?,
        photo: args.photo,
        kind: String::new(),
        x1: args.x1,
        y1: args.y1,
        x2: args.x2,
        y2: args.y2,
        text: args.text,
    };
    let mark = mark.checked(args.kind.into())?;
    let (now, by) = (app.now()?, caller.person()?.to_owned());
    let view = app.edit(caller, &args.inspection, |tx, record| {
        let photo = record.photo(&mark.photo)?;
        if args.kind == MarkKind::Blur && photo.width == 0 {
            return Err(AppError::new(ErrorCode::PhotoUnsupported).with("detail", photo.mime.as_str()));
        }
        let stream = photo.stream().map_err(AppError::internal)?;
        if is_there(tx, record, &stream, &mark)? {
            return Ok(());
        }
        if photo.marks.len() >= MOST {
            return Err(AppError::new(ErrorCode::TooManyMarks).with("max", u32::try_from(MOST).unwrap_or(u32::MAX)));
        }
        let columns = [
            ("photo", Value::from(mark.photo.as_str())),
            ("kind", Value::from(mark.kind.as_str())),
            ("x1", Value::from(mark.x1)),
            ("y1", Value::from(mark.y1)),
            ("x2", Value::from(mark.x2)),
            ("y2", Value::from(mark.y2)),
            ("text", Value::from(mark.text.as_str())),
            ("drawn_at", Value::from(now)),
        ];
        tx.put("photo_mark", &stream, &mark.id, &columns)?;
        if args.kind == MarkKind::Blur { make_again(tx, photo, &by) } else { Ok(()) }
    })?;
    app.darkroom.ask();
    Ok(view)
}

/// Takes a mark out.
///
/// # Errors
/// `mark_unknown`, and those of changing a visit.
pub fn remove_mark(app: &App, caller: &Caller, args: RemoveMark) -> Result<InspectionView, AppError> {
    let by = caller.person()?.to_owned();
    let view = app.edit(caller, &args.inspection, |tx, record| {
        let (photo, mark) = record.mark(&args.id)?;
        tx.delete("photo_mark", &photo.stream().map_err(AppError::internal)?, &mark.id)?;
        if mark.kind == domain::MarkKind::Blur.as_str() { make_again(tx, photo, &by) } else { Ok(()) }
    })?;
    app.darkroom.ask();
    Ok(view)
}

/// The marks as the UI draws them; one of a kind that this version does not know is not drawn.
pub fn views(photo: &Photo) -> Vec<MarkView> {
    let view = |mark: &Mark| {
        let kind = domain::MarkKind::parse(&mark.kind)?.into();
        Some(MarkView { id: mark.id.clone(), kind, x1: mark.x1, y1: mark.y1, x2: mark.x2, y2: mark.y2, text: mark.text.clone() })
    };
    photo.marks.iter().filter_map(view).collect()
}

/// Whether an earlier try made this mark. A key that names one taken out since, or another, makes nothing.
fn is_there(tx: &WriteTx<'_, '_>, record: &Record, stream: &StreamId, mark: &Mark) -> Result<bool, AppError> {
    match (record.mark(&mark.id), tx.get("photo_mark", stream, &mark.id)?) {
        (Ok((_, known)), _) if known == mark => Ok(true),
        (Ok(_), _) => Err(AppError::new(ErrorCode::BadRequest).with("detail", "key")),
        (Err(_), None) => Ok(false),
        (Err(_), Some(_)) => Err(ErrorCode::MarkUnknown.into()),
    }
}
