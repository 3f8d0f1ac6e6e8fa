//! A finding as the UI shows it.

use super::terms::Reckoner;
use super::{FindingRecord, Known, maker, owner, roles, same_place};
use crate::api::{FindingBrief, FindingView, Fix, NextStep, SightingKindView, StepView};
use crate::names::Names;
use crate::pictures::Pictures;
use crate::view::chips;
use crate::{App, AppError, Caller, voice};
use std::collections::BTreeSet;
use std::sync::Arc;
use xuncun_domain::calendar::Day;
use xuncun_domain::finding::{self as rules, Term};
use xuncun_domain::grant::Role;
use xuncun_domain::size::Size;
use xuncun_domain::standard::Standard;
use xuncun_domain::step::{Case, StepKind, next};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_store::query::finding::{Finding, StepRow};
use xuncun_store::query::{Connection, people, visit};

/// What all findings of one answer share.
pub struct Shown<'a> {
    pub names: Names<'a>,
    caller: &'a Caller,
    /// Where it is not here (a district without one), kinds are shown by their ids.
    standard: Option<Arc<Standard>>,
    duties: BTreeSet<String>,
    pub today: Day,
}

impl<'a> Shown<'a> {
    pub fn new(app: &App, conn: &'a Connection, caller: &'a Caller) -> Result<Self, AppError> {
        let duties = people::duties(conn, caller.person()?)?.into_iter().collect();
        Ok(Self { names: Names::new(conn), caller, standard: app.standards.latest(conn).ok(), duties, today: app.today()? })
    }

    /// As what the caller may take steps about a village's findings.
    pub fn roles(&self, village: &str) -> Vec<Role> {
        let stream = village.parse().map(|code| StreamId::new(code, Class::Open));
        stream.map_or_else(|_| Vec::new(), |stream| roles(self.caller, &stream, self.duties.contains(village)))
    }

    /// Is the next thing the caller's to do?
    pub fn is_mine(&self, row: &Finding, case: &Case) -> bool {
        let roles = self.roles(&row.village);
        rules::turn(case.status).iter().any(|role| roles.contains(role))
    }

    /// May the caller read what was seen in a village's visits?
    pub fn reads_visits_of(&self, village: &str) -> bool {
        self.caller.reads_in(village, Class::Work)
    }

    /// May the caller read that stream?
    pub fn reads(&self, stream: &StreamId) -> bool {
        self.caller.reads(stream)
    }

    /// The kind's name in the standard.
    pub fn kind_name(&self, kind: &str) -> String {
        self.standard.as_ref().and_then(|standard| standard.kind(kind)).map_or_else(|| kind.to_owned(), |kind| kind.name.clone())
    }

    /// Every kind of the standard.
    pub fn chips(&self) -> Vec<SightingKindView> {
        self.standard.as_deref().map(chips).unwrap_or_default()
    }

    /// In a list. `last` is the kind of the last step that counts; `mine`: the next thing is the caller's to do.
    pub fn brief(&self, row: &Finding, case: &Case, last: Option<StepKind>, photo: Option<String>, mine: bool) -> Result<FindingBrief, AppError> {
        Ok(FindingBrief {
            id: row.id.clone(),
            code: rules::code(&row.id),
            village: self.names.place(&row.village)?,
            township: self.names.township(&row.village)?,
            kind: row.kind.clone(),
            kind_name: self.kind_name(&row.kind),
            count: row.count,
            landmark: row.landmark.clone(),
            size: Size::read(&row.size),
            difficulty: row.difficulty.parse().ok(),
            fix: row.position.map(|(lon, lat, accuracy)| Fix { lon, lat, accuracy, altitude: None, bearing: None }),
            seen_at: row.seen_at,
            status: case.status.into(),
            due: case.due.map(|day| day.to_string()),
            days_left: case.due.filter(|_| case.status.is_due()).map(|due| due.days_since(self.today)),
            sent_back: last == Some(StepKind::SendBack),
            same_as: row.same_as.as_deref().map(rules::code),
            photo,
            turn: rules::turn(case.status).iter().map(|role| (*role).into()).collect(),
            mine,
        })
    }
}

/// The kind of the last step that counts.
pub fn last_kind<'a>(case: &Case, mut steps: impl Iterator<Item = (&'a str, Option<StepKind>)>) -> Option<StepKind> {
    let last = case.last()?;
    steps.find(|(id, _)| *id == last).and_then(|(_, kind)| kind)
}

/// One finding, whole.
pub fn whole(app: &App, conn: &Connection, caller: &Caller, record: &FindingRecord) -> Result<FindingView, AppError> {
    let shown = Shown::new(app, conn, caller)?;
    let pictures = Pictures::of(app);
    let last = last_kind(&record.case, record.steps.iter().map(|row| (row.step.id.as_str(), row.step.kind)));
    let first = record.photos.iter().find(|photo| photo.phase != "after").map(|photo| photo.id.clone());
    let inspection = match &record.row.sighting {
        Some(sighting) if caller.reads_in(&record.row.village, Class::Work) => visit::inspection_of_sighting(conn, sighting)?,
        _ => None,
    };
    let person = caller.person()?;
    let unsaid = record.voices.iter().filter(|voice| record.is_unsaid(voice, person));
    let (known, may_same) = (Known::of(conn, &record.stream)?, same_place::may_say(caller, record));
    Ok(FindingView {
        brief: shown.brief(&record.row, &record.case, last, first, shown.is_mine(&record.row, &record.case))?,
        note: record.row.note.clone(),
        by: shown.names.person(&maker::of(conn, record)?)?,
        reported: record.row.sighting.is_none(),
        photos: record.photos.iter().map(|photo| pictures.view(photo, &shown.names)).collect::<Result<_, _>>()?,
        voices: record.voices.iter().map(|one| voice::view(one, &shown.names, &pictures)).collect::<Result<_, _>>()?,
        unsaid: unsaid.map(|voice| voice.id.clone()).collect(),
        steps: in_order(record).into_iter().map(|row| step(conn, record, row, &shown.names)).collect::<Result<_, AppError>>()?,
        last: record.case.last().map(str::to_owned),
        next: possible(conn, record, &shown)?,
        may_photograph: caller.may_write(&[(&record.stream, "photo"), (&record.stream, "rendition")]),
        paused: record.case.paused.map(|day| day.to_string()),
        inspection,
        conflict: record.row.conflict,
        same_as: known.said(&record.row, &shown.names)?,
        also_here: known.said_to_be(&record.row, &shown.names)?,
        near: if may_same { known.beside(&record.row) } else { Vec::new() },
        may_same,
        owner: owner::shown(conn, caller, record, &shown.names)?,
        may_own: owner::may_write(caller, record),
    })
}

/// Those that count in their order, each with what else was answered to the one before it behind it.
fn in_order(record: &FindingRecord) -> Vec<&StepRow> {
    let mut ordered: Vec<&StepRow> = Vec::with_capacity(record.steps.len());
    let mut aside: Vec<&StepRow> = record.steps.iter().filter(|row| record.case.aside.contains_key(&row.step.id)).collect();
    let answering = |aside: &mut Vec<_>, to: Option<&str>| -> Vec<_> {
        let (now, later) = std::mem::take(aside).into_iter().partition(|row: &&StepRow| row.step.answers.as_deref() == to);
        *aside = later;
        now
    };
    let mut before: Option<&str> = None;
    for id in &record.case.steps {
        ordered.extend(record.steps.iter().find(|row| row.step.id == *id));
        ordered.extend(answering(&mut aside, before));
        before = Some(id);
    }
    ordered.extend(answering(&mut aside, before));
    ordered.append(&mut aside);
    ordered
}

fn step(conn: &Connection, record: &FindingRecord, row: &StepRow, names: &Names<'_>) -> Result<StepView, AppError> {
    let person = people::person(conn, &row.stamp.author)?;
    Ok(StepView {
        id: row.step.id.clone(),
        kind: row.step.kind.map(Into::into),
        by: names.person(&row.stamp.author)?,
        title: person.map(|person| person.title).unwrap_or_default(),
        role: row.step.roles.first().map(|role| (*role).into()),
        at: row.stamp.at(),
        note: row.note.clone(),
        due: row.step.due.map(|day| day.to_string()),
        photos: row.photos.iter().filter(|id| record.photo(id).is_ok()).cloned().collect(),
        voices: row.voices.iter().filter(|id| record.voice(id).is_ok()).cloned().collect(),
        aside: record.case.aside.get(&row.step.id).map(|why| (*why).into()),
        delivered: row.delivered,
    })
}

/// What the caller may do, the likeliest first.
const LIKELY: [StepKind; 17] = [
    StepKind::Assign,
    StepKind::AssignTownship,
    StepKind::Forward,
    StepKind::Reply,
    StepKind::Check,
    StepKind::GrantTime,
    StepKind::RefuseTime,
    StepKind::GrantMove,
    StepKind::RefuseMove,
    StepKind::Verify,
    StepKind::Close,
    StepKind::LookAgain,
    StepKind::SendBack,
    StepKind::AskTime,
    StepKind::AskMove,
    StepKind::Reopen,
    StepKind::Withdraw,
];

fn possible(conn: &Connection, record: &FindingRecord, shown: &Shown<'_>) -> Result<Vec<NextStep>, AppError> {
    let mut kinds = next(record.case.status, &shown.roles(&record.row.village));
    kinds.sort_by_key(|kind| LIKELY.iter().position(|likely| likely == kind));
    kinds.dedup();
    let reckoner = Reckoner::load(conn)?;
    let proposed = |kind| Ok::<_, AppError>(proposed(record, kind, shown.today, &reckoner).map(|day| day.to_string()));
    kinds
        .into_iter()
        .map(|kind| Ok(NextStep { kind: kind.into(), reason: needs_reason(kind), photo: kind == StepKind::Reply, due: proposed(kind)? }))
        .collect()
}

/// What turns things back, or asks for something, says why.
pub const fn needs_reason(kind: StepKind) -> bool {
    use StepKind::{AskMove, AskTime, RefuseMove, RefuseTime, Reopen, SendBack, Withdraw};
    matches!(kind, SendBack | AskMove | RefuseMove | AskTime | RefuseTime | Reopen | Withdraw)
}

/// The deadline that a step fixes, or asks for, if nobody says another.
pub fn proposed(record: &FindingRecord, kind: StepKind, today: Day, reckoner: &Reckoner) -> Option<Day> {
    let fresh = |from: Day| reckoner.due(Term::of_kind(&record.row.kind), from);
    match kind {
        StepKind::Assign | StepKind::AssignTownship | StepKind::Reopen => Some(fresh(today)),
        StepKind::AskTime => Some(reckoner.due(Term::General, record.case.due.map_or(today, |due| due.max(today)))),
        // What was asked for.
        StepKind::GrantTime => {
            let asked = record.case.last().and_then(|last| record.steps.iter().find(|row| row.step.id == last)).and_then(|row| row.step.due);
            Some(asked.filter(|day| *day >= today).unwrap_or_else(|| fresh(today)))
        }
        _ => None,
    }
}
