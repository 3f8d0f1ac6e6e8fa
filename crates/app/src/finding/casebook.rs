//! Where findings stand, kept. A village's findings, steps and first photographs are read when they are first listed, and again only after something
//! changed them: a list of ten thousand then costs a look at a few hundred marks. What it holds is everybody's; callers are told their part.

use super::view::last_kind;
use crate::{App, AppError};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use xuncun_domain::calendar::Day;
use xuncun_domain::step::{Case, Status, StepKind, case};
use xuncun_store::query::finding::{self, Finding};
use xuncun_store::query::{Connection, Found, photo};

/// A finding and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its row.
    pub row: Finding,
    /// Where it stands.
    pub case: Case,
    /// Kind of the last step that counts.
    pub last: Option<StepKind>,
    /// When its last 销号 was.
    pub closed_at: Option<i64>,
    /// Its first photograph that is not from after it was cleared.
    pub photo: Option<String>,
}

impl Kept {
    /// Is it neither closed nor moved nor withdrawn?
    pub fn unsettled(&self) -> bool {
        !is_over(self.case.status)
    }

    /// Days left, where something is due.
    pub fn days_left(&self, today: Day) -> Option<i32> {
        self.case.due.filter(|_| self.case.status.is_due()).map(|due| due.days_since(today))
    }
}

/// Is nothing left to do about it: closed, moved, or withdrawn?
pub const fn is_over(status: Status) -> bool {
    matches!(status, Status::Closed | Status::Moved | Status::Withdrawn)
}

type Cases = Arc<[Arc<Kept>]>;

/// The findings of one village.
#[derive(Debug, Clone)]
pub struct Village {
    /// Its code.
    pub code: String,
    /// What it has.
    pub findings: Cases,
}

/// What was worked out since the start: number of a stream → the mark that it holds for, and its findings.
#[derive(Default)]
pub struct Casebook(Mutex<HashMap<i64, (i64, Cases)>>);

impl App {
    /// The findings of those villages that `reads` takes, village by village in the order of their codes.
    pub(crate) fn cases(&self, conn: &Connection, reads: impl Fn(&str) -> bool) -> Result<Vec<Village>, AppError> {
        let marks = finding::marks(conn)?;
        let mut kept = self.casebook.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() > marks.len() {
            // The replica was emptied, or is another one.
            kept.retain(|stream, _| marks.iter().any(|(known, ..)| known == stream));
        }
        let mut villages = Vec::new();
        for (stream, code, mark) in marks.into_iter().filter(|(_, code, _)| reads(code)) {
            let known = kept.get(&stream).filter(|(of, _)| *of == mark).map(|(_, findings)| Arc::clone(findings));
            let findings = match known {
                Some(findings) => findings,
                None => {
                    let fresh = work_out(conn, stream)?;
                    kept.insert(stream, (mark, Arc::clone(&fresh)));
                    fresh
                }
            };
            villages.push(Village { code, findings });
        }
        Ok(villages)
    }
}

fn work_out(conn: &Connection, stream: i64) -> Found<Cases> {
    let mut steps = finding::steps_in(conn, stream)?;
    let mut photos = photo::first_of_findings(conn, stream)?;
    let one = |row: Finding| {
        let its = steps.remove(&row.id).unwrap_or_default();
        let case = case(&its);
        let last = last_kind(&case, its.iter().map(|step| (step.id.as_str(), step.kind)));
        let closing = its.iter().filter(|step| step.kind == Some(StepKind::Close) && case.steps.contains(&step.id));
        let closed_at = closing.map(|step| step.at).max().filter(|_| case.status == Status::Closed);
        Arc::new(Kept { photo: photos.remove(&row.id), row, case, last, closed_at })
    };
    Ok(finding::numbered(conn, stream)?.into_iter().map(one).collect())
}
