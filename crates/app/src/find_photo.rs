//! From the verification code at a photograph's foot back to the photograph: what it shows, in which visit, by whom, and whether what is held
//! here is what was signed.

use crate::api::{FindPhoto, HeldOriginal, PhotoFound, PhotosFound};
use crate::app::stream;
use crate::names::Names;
use crate::photo_row::visit_of;
use crate::pictures::Pictures;
use crate::{App, AppError, Caller, ErrorCode};
use std::path::{Path, PathBuf};
use xuncun_domain::photo_code;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Hash;
use xuncun_store::query::Connection;
use xuncun_store::query::photo::{self, Photo};

/// Photographs of one answer. One file handed in again and again bears one code each time.
const FOUND: usize = 20;

/// The photographs that bear the code, of those that the caller may see, the earliest first.
pub fn find_photo(app: &App, caller: &Caller, args: FindPhoto) -> Result<PhotosFound, AppError> {
    caller.person()?;
    if !caller.reads_visits() {
        return Err(ErrorCode::Forbidden.into());
    }
    let beginning = photo_code::beginning(&args.code).ok_or(ErrorCode::PhotoCodeMalformed)?;
    let mut photos = app.read(|conn| {
        let mut bearing = photo::beginning_with(conn, &beginning)?;
        bearing.retain(|photo| photo.stream.parse().is_ok_and(|stream: StreamId| caller.reads(&stream)));
        bearing.truncate(FOUND);
        let names = Names::new(conn);
        bearing.iter().map(|photo| show(app, conn, caller, photo, &names)).collect::<Result<Vec<_>, AppError>>()
    })?;
    // Outside of the reading: an original has megabytes.
    for (found, original) in &mut photos {
        found.held = original.as_deref().map_or(HeldOriginal::Away, |path| held(path, &found.photo.sha256));
    }
    if photos.is_empty() {
        return Err(ErrorCode::PhotoCodeUnknown.into());
    }
    Ok(PhotosFound { photos: photos.into_iter().map(|(found, _)| found).collect() })
}

/// With the file of its original, where that is here.
fn show(app: &App, conn: &Connection, caller: &Caller, photo: &Photo, names: &Names<'_>) -> Result<(PhotoFound, Option<PathBuf>), AppError> {
    let pictures = Pictures::of(app);
    let code = photo.stream.split_once('/').map_or(photo.stream.as_str(), |(code, _)| code);
    let visit = visit_of(conn, photo)?;
    let readable = |village: &str| stream(village, Class::Work).is_ok_and(|stream| caller.reads(&stream));
    let found = PhotoFound {
        photo: pictures.view(photo, names)?,
        inspection: visit.filter(|visit| readable(&visit.village)).map(|visit| visit.id),
        village: names.place(code)?,
        township: names.township(code)?,
        title: app.shown(conn, photo)?.0,
        held: HeldOriginal::Away,
    };
    Ok((found, pictures.find(&photo.stream, &photo.sha256)))
}

/// Reads the file anew: where it lies says only what it was when it came.
fn held(path: &Path, sha256: &str) -> HeldOriginal {
    match std::fs::read(path) {
        Ok(bytes) if Hash::of(&bytes).to_string() == sha256 => HeldOriginal::Agrees,
        Ok(_) => HeldOriginal::Differs,
        Err(_) => HeldOriginal::Away,
    }
}
