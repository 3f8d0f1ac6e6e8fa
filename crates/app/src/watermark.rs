//! A photograph with its watermark: made when it is shown, printed or handed out, and kept nowhere.

use crate::names::Names;
use crate::photo_row::visit_of;
use crate::{App, AppError, Caller, ErrorCode, MediaKind};
use time::{OffsetDateTime, UtcOffset, macros::format_description};
use xuncun_domain::photo_code;
use xuncun_domain::photo_mark::{Mark, MarkKind};
use xuncun_photo::{Drawing, Picture, Watermark};
use xuncun_store::query::photo::{self, Photo};
use xuncun_store::query::{Connection, finding, visit};

impl App {
    /// A JPEG of evidence size with what was drawn on it and the watermark burnt in: when and where it was taken, what it shows, by whom, the note, the verification code.
    /// The words are those of the rows; no line has a label, so that it says the same in every language.
    ///
    /// # Errors
    /// As [`App::media`], and `photo_damaged` and its like if the picture cannot be read.
    pub async fn marked(&self, caller: &Caller, id: &str) -> Result<Vec<u8>, AppError> {
        let media = self.media(caller, id, MediaKind::Evidence).await?;
        let (mark, drawings) = self.read(|conn| {
            let photo = photo::photo(conn, id)?.ok_or(ErrorCode::PhotoUnknown)?;
            Ok((self.mark(conn, &photo)?, photo.marks.iter().filter_map(drawing).collect::<Vec<_>>()))
        })?;
        let work = move || -> Result<Vec<u8>, AppError> {
            let (_, mut picture) = Picture::open(&media.into_bytes()?)?;
            picture.draw(&drawings);
            Ok(picture.marked(&mark)?.bytes)
        };
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
    }

    fn mark(&self, conn: &Connection, photo: &Photo) -> Result<Watermark, AppError> {
        let names = Names::new(conn);
        let code = photo.stream.split('/').next().unwrap_or_default();
        let place = photo.place().map(|((lon, lat, accuracy), _)| format!("{lon:.5}, {lat:.5} ±{accuracy:.0} m"));
        let where_ = [names.township(code)?.name, names.place(code)?.name, place.unwrap_or_default()];
        let (what, note) = self.shown(conn, photo)?;
        let lines = [civil(photo), joined(&where_), what, names.person(photo.taker())?, note];
        let lines = lines.into_iter().map(|words| (String::new(), words)).collect();
        Ok(Watermark { lines, code: photo_code::code(&photo.sha256).unwrap_or_default() })
    }

    /// What it shows, and what was noted of that: the sighting's kind and landmark, or the item's title.
    pub(crate) fn shown(&self, conn: &Connection, photo: &Photo) -> Result<(String, String), AppError> {
        if photo.owner_table == "finding" {
            let Some(finding) = finding::finding(conn, &photo.owner_id)? else { return Ok(Default::default()) };
            let kind = self.standards.latest(conn)?.kind(&finding.kind).map_or(finding.kind, |kind| kind.name.clone());
            return Ok((joined(&[kind, finding.landmark]), finding.note));
        }
        let Some(row) = visit_of(conn, photo)? else { return Ok(Default::default()) };
        let standard = self.standards.get(conn, &row.standard, None)?;
        let sighting = visit::sightings(conn, &row)?.into_iter().find(|sighting| sighting.id == photo.owner_id);
        Ok(match sighting {
            Some(sighting) => {
                let kind = standard.kind(&sighting.kind).map_or_else(|| sighting.kind.clone(), |kind| kind.name.clone());
                (joined(&[kind, sighting.landmark]), sighting.note)
            }
            None => (standard.item(&photo.item).map(|item| item.title.clone()).unwrap_or_default(), String::new()),
        })
    }
}

/// What a mark looks like. A blur is in the picture already; a kind of a newer version's is not known here.
fn drawing(mark: &Mark) -> Option<Drawing> {
    let area = [mark.x1, mark.y1, mark.x2, mark.y2];
    match MarkKind::parse(&mark.kind)? {
        MarkKind::Arrow => Some(Drawing::Arrow(area)),
        MarkKind::Circle => Some(Drawing::Circle(area)),
        MarkKind::Text => Some(Drawing::Words([mark.x1, mark.y1], mark.text.clone())),
        MarkKind::Blur => None,
    }
}

fn joined(facts: &[String]) -> String {
    facts.iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// When it was taken, in the zone in which it was: `2026-11-08 09:41:07 +08:00`. Empty for a moment outside of the calendar.
fn civil(photo: &Photo) -> String {
    let offset = UtcOffset::from_whole_seconds(photo.offset_min.saturating_mul(60)).unwrap_or(UtcOffset::UTC);
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] [offset_hour sign:mandatory]:[offset_minute]");
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(photo.taken_at) * 1_000_000)
        .ok()
        .and_then(|at| at.checked_to_offset(offset)?.format(format).ok())
        .unwrap_or_default()
}
