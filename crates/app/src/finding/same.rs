//! The same place again: what is seen in a visit may be a finding already. It is offered, said by whoever sees it, and taken back as easily.

use super::FindingRecord;
use crate::api::{FindingsNear, InspectionView, LinkSighting, SameFinding};
use crate::app::stream;
use crate::edit::position;
use crate::sighting::put;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::finding as rules;
use xuncun_domain::sighting::{Position, Sighting as Seen};
use xuncun_domain::step::{Case, Status, case};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_store::query::Connection;
use xuncun_store::query::finding::{self, Finding};
use xuncun_store::query::visit::Sighting;

/// The findings of a village, for what is seen in it.
#[derive(Default)]
pub struct Known(pub(super) Vec<(Finding, Case)>);

impl Known {
    pub fn of(conn: &Connection, open: &StreamId) -> Result<Self, AppError> {
        let mut known = Vec::new();
        for row in finding::of_village(conn, open)? {
            let steps: Vec<_> = finding::steps(conn, &row)?.into_iter().map(|row| row.step).collect();
            known.push((row, case(&steps)));
        }
        Ok(Self(known))
    }

    /// Those of its kind whose circle meets its own, the nearest first. Nothing for what is handed out itself, or is one already.
    pub fn offered(&self, sighting: &Sighting) -> Vec<SameFinding> {
        if sighting.finding.is_some() || sighting.transferred || self.0.iter().any(|(row, _)| row.id == sighting.id) {
            return Vec::new();
        }
        sighting.position.map(|at| self.near(&sighting.kind, place(at))).unwrap_or_default()
    }

    /// Those of a kind whose circle meets that of a position, the nearest first.
    pub(super) fn near(&self, kind: &str, here: Position) -> Vec<SameFinding> {
        let alike = self.0.iter().filter(|(row, case)| row.kind == kind && !matches!(case.status, Status::Withdrawn | Status::Moved));
        let mut near: Vec<(f64, SameFinding)> = alike
            .filter_map(|(row, case)| {
                let metres = rules::same_place(here, row.position.map(place)?)?;
                Some((metres, shown(row, case, Some(metres))))
            })
            .collect();
        near.sort_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| one.id.cmp(&other.id)));
        near.into_iter().map(|(_, same)| same).collect()
    }

    /// The one that it was said to be.
    pub fn named(&self, id: &str) -> Option<SameFinding> {
        self.0.iter().find(|(row, _)| row.id == id).map(|(row, case)| shown(row, case, None))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn shown(row: &Finding, case: &Case, metres: Option<f64>) -> SameFinding {
    SameFinding {
        id: row.id.clone(),
        code: rules::code(&row.id),
        status: case.status.into(),
        due: case.due.map(|day| day.to_string()),
        landmark: row.landmark.clone(),
        metres: metres.map(|metres| metres.round() as u32),
    }
}

pub(super) fn place((lon, lat, accuracy): (f64, f64, f64)) -> Position {
    Position { lon, lat, accuracy }
}

/// The findings of a kind that were seen so near to a place that one that is to be reported may be among them: looked at before a second is made.
///
/// # Errors
/// `bad_request` (no village), `forbidden`, `position_not_real`.
pub fn findings_near(app: &App, caller: &Caller, args: FindingsNear) -> Result<Vec<SameFinding>, AppError> {
    let open = stream(&args.village, Class::Open)?;
    caller.check_read(&open)?;
    let here = position(&args.fix)?;
    app.read(|conn| Ok(Known::of(conn, &open)?.near(&args.kind, here)))
}

/// Says which finding a sighting is, or that it is none. The deadline goes with it, as it stands now: what the visit costs rests on it, and is not
/// changed by what is granted later.
///
/// # Errors
/// As of a sighting's change; `finding_unknown` (of another village, withdrawn, or the sighting's own).
pub fn link_sighting(app: &App, caller: &Caller, args: LinkSighting) -> Result<InspectionView, AppError> {
    app.edit(caller, &args.inspection, |tx, record| {
        record.sighting(&args.sighting)?;
        let fact = record.facts.sightings.iter().find(|sighting| sighting.id == args.sighting);
        let mut sighting = Seen { finding: None, finding_due: None, finding_closed: false, ..fact.cloned().ok_or(ErrorCode::SightingUnknown)? };
        if let Some(id) = &args.finding {
            let known = FindingRecord::load(tx.conn(), caller, id)?;
            let fits = known.row.village == record.row.village && known.case.status != Status::Withdrawn && known.row.id != sighting.id;
            if !fits {
                return Err(ErrorCode::FindingUnknown.into());
            }
            sighting.finding_closed = known.case.status == Status::Closed;
            sighting.finding_due = known.case.due.filter(|_| !sighting.finding_closed);
            sighting.finding = Some(known.row.id);
        }
        put(tx, record, &sighting)
    })
}
