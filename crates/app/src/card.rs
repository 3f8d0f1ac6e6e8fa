//! A village as a card: on the first screen, in a search.

use crate::api::{Fix, NamedId, VillageCard, VisitStatus};
use crate::app::stream;
use crate::names::Names;
use crate::record::Record;
use crate::{App, AppError, Caller, view};
use std::collections::BTreeSet;
use xuncun_domain::distance::distance;
use xuncun_domain::inspection::Status;
use xuncun_domain::standard::Standard;
use xuncun_domain::stream::Class;
use xuncun_store::query::district::Division;
use xuncun_store::query::visit::Visit;
use xuncun_store::query::{Connection, notice, verdict, waiting};

/// What all cards of one answer share.
pub struct Cards<'a> {
    pub app: &'a App,
    pub conn: &'a Connection,
    caller: &'a Caller,
    pub names: Names<'a>,
    position: Option<Fix>,
    /// First day of the round that is due: the last score is of before.
    since: String,
    /// Places with something that no receipt names.
    undelivered: BTreeSet<String>,
}

impl<'a> Cards<'a> {
    /// Cards as seen from a position, if one is known.
    pub fn new(app: &'a App, conn: &'a Connection, caller: &'a Caller, position: Option<Fix>, since: &str) -> Result<Self, AppError> {
        let device = app.identity()?.key.id();
        let mut undelivered = waiting::places(conn, &device.0)?;
        undelivered.retain(|code| caller.reads_in(code, Class::Work));
        Ok(Self { app, conn, caller, names: Names::new(conn), position, since: since.to_owned(), undelivered })
    }

    /// A village that is not visited yet in the round.
    pub fn due(&self, village: &Division, items: usize, assigned: bool) -> Result<VillageCard, AppError> {
        let open = stream(&village.code, Class::Open)?;
        Ok(VillageCard {
            village: NamedId { id: village.code.clone(), name: village.name.clone() },
            township: self.names.township(&village.code)?,
            status: VisitStatus::Due,
            inspection: None,
            kind: None,
            distance: self.position.zip(village.centre).map(|(here, there)| distance((here.lon, here.lat), there)),
            answered: 0,
            items: u32::try_from(items).unwrap_or(u32::MAX),
            score: None,
            returned: None,
            delivered: !self.undelivered.contains(&village.code),
            assigned,
            last_score: if self.caller.reads(&open) { notice::last_score(self.conn, &open, &self.since)? } else { None },
            demonstration: village.demonstration,
        })
    }

    /// A village with its visit, or without it where the caller may not see visits. What can still be changed is read whole and scored; what was submitted shows what its submission says.
    pub fn visited(&self, village: &Division, visit: Visit, standard: &Standard, assigned: bool) -> Result<VillageCard, AppError> {
        let items = standard.items().len();
        if !self.caller.reads_in(&village.code, Class::Work) {
            return self.due(village, items, assigned);
        }
        let card = VillageCard {
            inspection: Some(visit.id.clone()),
            kind: visit.kind.parse().ok().map(|kind: xuncun_domain::inspection::VisitKind| kind.into()),
            ..self.due(village, items, assigned)?
        };
        let submissions = verdict::submissions(self.conn, &visit)?;
        if let Some(last) = submissions.last() {
            let reviews = verdict::reviews(self.conn, &visit)?;
            let judged = reviews.iter().rev().find(|review| review.submission == last.id).map(|review| review.verdict.as_str());
            if judged != Some("returned") {
                let status = if judged.is_some() { VisitStatus::Accepted } else { VisitStatus::Submitted };
                return Ok(VillageCard { status, score: last.score.clone(), answered: card.items, ..card });
            }
        }
        // Without its rules the visit cannot be scored yet; it is on the list all the same.
        let returned = submissions.last().is_some();
        let Ok(record) = Record::of(self.conn, &self.app.standards, visit) else {
            return Ok(VillageCard { status: if returned { VisitStatus::Returned } else { VisitStatus::Open }, ..card });
        };
        let done = record.sheet.items.iter().filter(|item| !item.unanswered).count();
        Ok(VillageCard {
            status: record.status.into(),
            answered: u32::try_from(done).unwrap_or(u32::MAX),
            score: record.sheet.total_text().filter(|_| record.sheet.items.iter().any(|item| item.answered)),
            returned: if record.status == Status::Returned { view::returned(&record, &self.names)? } else { None },
            ..card
        })
    }
}

/// Where a card comes in the list: begun, sent back, due, done; among these the nearest first, then by code.
pub fn order(a: &VillageCard, b: &VillageCard) -> std::cmp::Ordering {
    let rank = |card: &VillageCard| match card.status {
        VisitStatus::Open => 0,
        VisitStatus::Returned => 1,
        VisitStatus::Due => 2,
        VisitStatus::Submitted | VisitStatus::Accepted => 3,
    };
    let far = |card: &VillageCard| card.distance.unwrap_or(f64::INFINITY);
    rank(a).cmp(&rank(b)).then_with(|| far(a).total_cmp(&far(b))).then_with(|| a.village.id.cmp(&b.village.id))
}
