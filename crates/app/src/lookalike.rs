//! A photograph that was used before: the same file, or a copy by its look. The reviewer is told, and whoever opens a pair; nobody is stopped by it.

use crate::api::{SeenBefore, UsedBefore, UsedBeforeRef};
use crate::names::Names;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::stream::StreamId;
use xuncun_photo::Look;
use xuncun_store::query::Connection;
use xuncun_store::query::photo::{self, Photo};

/// Whether one photograph was there before: asked when it is opened, for every look that is known here is compared with its own.
pub fn used_before(app: &App, caller: &Caller, args: UsedBeforeRef) -> Result<UsedBefore, AppError> {
    caller.person()?;
    app.read(|conn| {
        let Some(photo) = photo::photo(conn, &args.photo)? else {
            return Err(if caller.reads_visits() { ErrorCode::PhotoUnknown } else { ErrorCode::Forbidden }.into());
        };
        caller.check_read(&photo.stream.parse().map_err(AppError::internal)?)?;
        let known = look_of(conn, &photo)?.is_some();
        let earlier = seen_before(conn, caller, std::slice::from_ref(&photo), &Names::new(conn))?.pop();
        Ok(UsedBefore { known, earlier })
    })
}

/// The photographs of a visit that were there before, as far as the caller may read where. Two of one place (the near and the wide shot of a sighting,
/// a burst) may look alike. Of each, the earliest that it repeats.
pub fn seen_before(conn: &Connection, caller: &Caller, photos: &[Photo], names: &Names<'_>) -> Result<Vec<SeenBefore>, AppError> {
    let mut looks: Vec<(&Photo, Look)> = Vec::new();
    for photo in photos {
        looks.extend(look_of(conn, photo)?.map(|look| (photo, look)));
    }
    if looks.is_empty() {
        return Ok(Vec::new());
    }
    let copy = |look: &Look, other: &Look| look.distance(other) <= Look::COPY;
    let like = |text: &str| text.parse().is_ok_and(|other| looks.iter().any(|(_, look)| copy(look, &other)));
    let mut earliest: Vec<Option<Photo>> = vec![None; looks.len()];
    for id in photo::looking_like(conn, like)? {
        let Some(other) = photo::photo(conn, &id)? else { continue };
        let Some(its) = look_of(conn, &other)? else { continue };
        let readable = other.stream.parse().is_ok_and(|stream: StreamId| caller.reads(&stream));
        for ((photo, look), found) in looks.iter().zip(&mut earliest) {
            // What stands for a photograph, or what it stands for, is that photograph.
            let itself = photo.taken() == other.taken();
            let repeats = readable && copy(look, &its) && !itself && !photo.is_of_the_same(&other) && when(&other) < when(photo);
            if repeats && found.as_ref().is_none_or(|found| when(&other) < when(found)) {
                *found = Some(other.clone());
            }
        }
    }
    let found = looks.iter().zip(earliest).filter_map(|((photo, _), other)| Some((photo, other?)));
    found.map(|(photo, other)| told(photo, &other, names)).collect()
}

/// What a photograph looks like, as far as it is known by now.
pub fn look_of(conn: &Connection, photo: &Photo) -> Result<Option<Look>, AppError> {
    Ok(photo::look(conn, photo)?.and_then(|text| text.parse().ok()))
}

/// Which of two came first. Copies of one file bear one time: then their ids, which are made of the time of their rows, tell.
fn when(photo: &Photo) -> (i64, &str) {
    (photo.taken_at, &photo.id)
}

fn told(photo: &Photo, other: &Photo, names: &Names<'_>) -> Result<SeenBefore, AppError> {
    let code = other.stream.split_once('/').map_or(other.stream.as_str(), |(code, _)| code);
    Ok(SeenBefore {
        photo: photo.id.clone(),
        earlier: other.id.clone(),
        village: names.place(code)?,
        taken_at: other.taken_at,
        same_file: photo.sha256 == other.sha256,
    })
}
