//! Two findings that turn out to be one place: the village reported it, say, and a visit handed it out too. Whoever may write findings there says so, and
//! takes it back as easily. It is a hint and changes nothing of where either stands: the office withdraws one, by the table of steps.

use super::casebook::is_over;
use super::same::{place, shown};
use super::view::whole;
use super::{FindingRecord, Known};
use crate::api::{FindingView, SaidSame, SameFinding, SaySame};
use crate::names::Names;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::step::{Case, Status};
use xuncun_journal::Value;
use xuncun_store::query::finding::Finding;

const TABLE: &str = "finding";

/// May the caller say which other one it is?
pub fn may_say(caller: &Caller, record: &FindingRecord) -> bool {
    caller.may_write(&[(&record.stream, TABLE)])
}

impl Known {
    fn get(&self, id: &str) -> Option<&(Finding, Case)> {
        self.0.iter().find(|(row, _)| row.id == id)
    }

    /// The one that it was said to be. What names itself, or one that is not here, says nothing.
    fn other(&self, row: &Finding) -> Option<&(Finding, Case)> {
        self.get(row.same_as.as_deref()?).filter(|(other, _)| other.id != row.id)
    }

    /// Those that were said to be it.
    fn naming<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a (Finding, Case)> {
        self.0.iter().filter(move |(row, _)| row.id != id && row.same_as.as_deref() == Some(id))
    }

    /// The one that it was said to be, and by whom: the last who wrote its row.
    pub fn said(&self, row: &Finding, names: &Names<'_>) -> Result<Option<SaidSame>, AppError> {
        self.other(row).map(|(other, case)| said(shown(other, case, None), row, names)).transpose()
    }

    /// Those that were said to be it. Two that name each other, which happens to people who are apart, are one pair.
    pub fn said_to_be(&self, row: &Finding, names: &Names<'_>) -> Result<Vec<SaidSame>, AppError> {
        let others = self.naming(&row.id).filter(|(other, _)| row.same_as.as_ref() != Some(&other.id));
        others.map(|(other, case)| said(shown(other, case, None), other, names)).collect()
    }

    /// Those that may be the same place. Nothing for what is over, or is one with another already; none that is one with another itself.
    pub fn beside(&self, row: &Finding) -> Vec<SameFinding> {
        let over = self.get(&row.id).is_none_or(|(_, case)| is_over(case.status));
        if over || self.other(row).is_some() || self.naming(&row.id).next().is_some() {
            return Vec::new();
        }
        let free = |same: &SameFinding| same.id != row.id && self.get(&same.id).is_some_and(|(other, _)| self.other(other).is_none());
        row.position.map(|at| self.near(&row.kind, place(at))).unwrap_or_default().into_iter().filter(free).collect()
    }

    /// Can it be said to be that one? No chains: where one names another that names a third, nobody sees which is meant to stay.
    fn check(&self, row: &Finding, named: &str) -> Result<(), AppError> {
        let (other, case) = self.get(named).ok_or(ErrorCode::FindingUnknown)?;
        if other.id == row.id || case.status == Status::Withdrawn {
            return Err(ErrorCode::FindingUnknown.into());
        }
        if self.other(other).is_some() || self.naming(&row.id).next().is_some() {
            return Err(ErrorCode::FindingLinked.into());
        }
        Ok(())
    }

    /// Does the one name the other?
    fn are_one(&self, row: &Finding, id: &str) -> bool {
        row.same_as.as_deref() == Some(id) || self.naming(&row.id).any(|(other, _)| other.id == id)
    }
}

fn said(finding: SameFinding, by: &Finding, names: &Names<'_>) -> Result<SaidSame, AppError> {
    Ok(SaidSame { finding, by: names.person(&by.stamp.author)?, at: by.stamp.at() })
}

/// Says which other finding of its village one is the same place as, or takes it back: of two that name each other both, since they are shown as one pair.
/// What is said already stays as it is.
///
/// # Errors
/// `finding_unknown` (either, another village's, withdrawn, or itself), `finding_linked` (one of them is one with a third), `forbidden`.
pub fn say_same(app: &App, caller: &Caller, args: SaySame) -> Result<FindingView, AppError> {
    let record = app.read(|conn| FindingRecord::load(conn, caller, &args.finding))?;
    let (stream, id) = (&record.stream, record.row.id.as_str());
    let actor = caller.actor(&[(stream, TABLE)], app.wall())?;
    app.store.try_write(&actor, |tx| {
        let known = Known::of(tx.conn(), stream)?;
        let (row, _) = known.get(id).ok_or(ErrorCode::FindingUnknown)?;
        match &args.same_as {
            Some(named) if known.are_one(row, named) => {}
            Some(named) => {
                known.check(row, named)?;
                tx.update(TABLE, stream, id, &[("same_as", Value::from(named.as_str()))])?;
            }
            None => {
                let back = known.naming(id).filter(|(other, _)| row.same_as.as_ref() == Some(&other.id));
                for one in back.map(|(other, _)| other.id.as_str()).chain([id]) {
                    tx.update(TABLE, stream, one, &[("same_as", Value::Null)])?;
                }
            }
        }
        Ok::<_, AppError>(())
    })?;
    app.store.seal()?;
    app.engine.trigger();
    app.read(|conn| whole(app, conn, caller, &FindingRecord::load(conn, caller, id)?))
}
