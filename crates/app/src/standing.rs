//! Where visits in a list stand. A visit's content is hashed and scored when it is first listed, and again only after something was written in its
//! village: a queue of a thousand then costs a look at a thousand marks.

use crate::app::stream;
use crate::pictures::Pictures;
use crate::record::Record;
use crate::{App, AppError};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use xuncun_domain::inspection::Status;
use xuncun_domain::stream::Class;
use xuncun_store::query::photo::{self, Photo};
use xuncun_store::query::{Connection, history, visit};

/// What a list shows of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands, by its content now.
    pub status: Status,
    /// Score of the content now.
    pub score: Option<String>,
    /// Rows in conflict, or another content than was submitted.
    pub doubtful: bool,
    /// Photographs in all.
    pub photos: u32,
    /// Of those, with a receipt.
    pub delivered: u32,
}

/// A mark of the visit's stream, and of its village's homes.
type Mark = [history::Mark; 2];

/// A standing with the mark that it holds for, and the photographs whose delivery is looked up anew.
struct Known {
    mark: Mark,
    standing: Standing,
    photos: Vec<Photo>,
}

/// What was worked out since the start.
#[derive(Default)]
pub struct Standings(Mutex<HashMap<String, Known>>);

impl Standings {
    /// The replica is another one now.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl App {
    /// Where a visit stands. The caller's right to it was checked. `None` if it is not here, or cannot be read (its standard has not come yet).
    pub(crate) fn standing(&self, conn: &Connection, inspection: &str, village: &str) -> Result<Option<Standing>, AppError> {
        let mark = [history::mark(conn, &stream(village, Class::Work)?)?, history::mark(conn, &stream(village, Class::Private)?)?];
        let mut known = self.standings.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(inspection).is_none_or(|known| known.mark != mark) {
            let Some(fresh) = self.work_out(conn, inspection, mark)? else { return Ok(None) };
            known.insert(inspection.to_owned(), fresh);
        }
        let Some(known) = known.get_mut(inspection) else { return Ok(None) };
        // A receipt comes without a commit: only what it named already need not be looked up again.
        let pictures = Pictures::of(self);
        for photo in known.photos.iter_mut().filter(|photo| !photo.delivered) {
            photo.delivered = photo::is_delivered(conn, photo)? || pictures.delivered(photo);
        }
        let delivered = known.photos.iter().filter(|photo| photo.delivered).count();
        Ok(Some(Standing { delivered: u32::try_from(delivered).unwrap_or(u32::MAX), ..known.standing.clone() }))
    }

    fn work_out(&self, conn: &Connection, inspection: &str, mark: Mark) -> Result<Option<Known>, AppError> {
        let Some(row) = visit::visit(conn, inspection)? else { return Ok(None) };
        let Ok(record) = Record::of(conn, &self.standards, row) else { return Ok(None) };
        let standing = Standing {
            status: record.status,
            score: record.sheet.total_text(),
            doubtful: record.changed() || record.conflicts() > 0,
            photos: u32::try_from(record.photos.len()).unwrap_or(u32::MAX),
            delivered: 0,
        };
        Ok(Some(Known { mark, standing, photos: record.photos }))
    }
}
