//! 交办: what was seen in a visit becomes the village's, or the township's, to clear.

use super::copied::{self, copy};
use super::terms::Reckoner;
use super::view::Shown;
use super::{FindingRecord, roles, view};
use crate::api::{Assign, Assigned};
use crate::app::stream;
use crate::pictures::Pictures;
use crate::record::Record;
use crate::{App, AppError, Caller, ErrorCode};
use uuid::Uuid;
use xuncun_domain::calendar::Day;
use xuncun_domain::finding::Term;
use xuncun_domain::grant::{Role, own_id};
use xuncun_domain::inspection::{Status as VisitStatus, VisitKind};
use xuncun_domain::limit::check_note;
use xuncun_domain::step::{Status, StepKind, allowed};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Value;
use xuncun_store::WriteTx;
use xuncun_store::query::photo::Photo;
use xuncun_store::query::visit::Sighting;
use xuncun_store::query::{people, visit};

/// Makes findings of what was seen in a visit, one by one or all at once. A finding has its sighting's id: whoever else hands it out at the same time
/// makes the same one, and the loop's table says which deadline counts.
///
/// The photographs of a sighting are the supervisors'. Those of a finding stand for them in the village's own stream, with their smaller pictures and
/// what is blurred in them; the sighting itself is not changed, and neither is the visit.
///
/// # Errors
/// `inspection_unknown`, `forbidden`, `sighting_unknown`, `nothing_to_assign`, `visit_not_over`, `note_too_long`.
pub fn assign(app: &App, caller: &Caller, args: Assign) -> Result<Assigned, AppError> {
    let person = caller.person()?;
    let today = app.today()?;
    let kind = if args.to_township { StepKind::AssignTownship } else { StepKind::Assign };
    let village = app.read(|conn| Ok(visit::visit(conn, &args.inspection)?.map(|visit| visit.village)))?;
    let Some(village) = village else {
        return Err(if caller.reads_visits() { ErrorCode::InspectionUnknown } else { ErrorCode::Forbidden }.into());
    };
    let open = stream(&village, Class::Open)?;
    let own = app.read(|conn| Ok(people::duties(conn, person)?.contains(&village)))?;
    let writes = ["finding", "step", "photo", "rendition", "photo_mark"].map(|table| (&open, table));
    let (actor, role) = caller.actor_as(&assigners(caller, &open, kind, own), &writes, app.wall())?;
    check_note(&args.note)?;
    let made = app.store.try_write(&actor, |tx| {
        let record = Record::load(tx.conn(), &app.standards, caller, &args.inspection)?;
        if record.facts.visit.kind == VisitKind::Unannounced && record.status != VisitStatus::Accepted {
            return Err(ErrorCode::VisitNotOver.into());
        }
        let handing = Handing { app, caller, args: &args, open, kind, person, role, today, reckoner: Reckoner::load(tx.conn())? };
        let mut made = Vec::new();
        for sighting in wanted(&record, &args)? {
            made.extend(match &sighting.finding {
                None => handing.fresh(tx, &record, sighting)?,
                Some(id) if sighting.finding_closed => handing.again(tx, &record, sighting, id)?,
                Some(_) => None,
            });
        }
        if made.is_empty() { Err(AppError::from(ErrorCode::NothingToAssign)) } else { Ok(made) }
    })?;
    app.store.seal()?;
    app.engine.trigger();
    app.darkroom.ask();
    app.read(|conn| {
        let shown = Shown::new(app, conn, caller)?;
        let brief = |id: &String| {
            let record = FindingRecord::load(conn, caller, id)?;
            let last = view::last_kind(&record.case, record.steps.iter().map(|row| (row.step.id.as_str(), row.step.kind)));
            shown.brief(
                &record.row,
                &record.case,
                last,
                record.photos.first().map(|photo| photo.id.clone()),
                shown.is_mine(&record.row, &record.case),
            )
        };
        Ok(Assigned { findings: made.iter().map(brief).collect::<Result<_, _>>()? })
    })
}

/// What holds for all that is handed out at once.
struct Handing<'a> {
    app: &'a App,
    caller: &'a Caller,
    args: &'a Assign,
    open: StreamId,
    kind: StepKind,
    person: &'a str,
    role: Role,
    today: Day,
    reckoner: Reckoner,
}

impl Handing<'_> {
    /// Makes a finding of a sighting. Nothing if it is one by now.
    fn fresh(&self, tx: &mut WriteTx<'_, '_>, record: &Record, sighting: &Sighting) -> Result<Option<String>, AppError> {
        if tx.get("finding", &self.open, &sighting.id)?.is_some_and(|row| !row.deleted) {
            return Ok(None);
        }
        let at = sighting.position;
        tx.put(
            "finding",
            &self.open,
            &sighting.id,
            &[
                ("sighting", Value::from(sighting.id.as_str())),
                ("kind", Value::from(sighting.kind.as_str())),
                ("count", Value::from(i64::from(sighting.count))),
                ("lon", Value::from(at.map(|(lon, ..)| lon))),
                ("lat", Value::from(at.map(|(_, lat, _)| lat))),
                ("accuracy", Value::from(at.map(|(.., accuracy)| accuracy))),
                ("landmark", Value::from(sighting.landmark.as_str())),
                ("size", Value::from(sighting.size.as_str())),
                ("difficulty", Value::from(sighting.difficulty.as_str())),
                ("note", Value::from(sighting.note.as_str())),
                ("seen_at", Value::from(sighting.seen_at)),
            ],
        )?;
        self.give(tx, record, sighting, &sighting.id, (self.kind, self.args.note.trim()), &[])?;
        Ok(Some(sighting.id.clone()))
    }

    /// What was cleared and closed, and is back: opened again with a new deadline, and what it looks like now. Nothing if somebody has done so already.
    fn again(&self, tx: &mut WriteTx<'_, '_>, record: &Record, sighting: &Sighting, id: &str) -> Result<Option<String>, AppError> {
        let known = FindingRecord::load(tx.conn(), self.caller, id)?;
        if known.case.status != Status::Closed || allowed(Status::Closed, StepKind::Reopen, &[self.role]).is_none() {
            return Ok(None);
        }
        let shown: Vec<_> = photos(record, sighting).map(|photo| copied::id(&photo.id)).collect();
        let shown = serde_json::to_string(&shown).map_err(AppError::internal)?;
        let note = if self.args.note.trim().is_empty() { sighting.note.as_str() } else { self.args.note.trim() };
        let more = [("answers", Value::from(known.case.last().map(str::to_owned))), ("photos", Value::from(shown))];
        self.give(tx, record, sighting, id, (StepKind::Reopen, note), &more)?;
        Ok(Some(id.to_owned()))
    }

    /// The step that fixes the deadline, and the photographs that the village sees.
    fn give(
        &self,
        tx: &mut WriteTx<'_, '_>,
        record: &Record,
        sighting: &Sighting,
        finding: &str,
        (kind, note): (StepKind, &str),
        more: &[(&str, Value)],
    ) -> Result<(), AppError> {
        let term = self.args.term.map_or_else(|| Term::of_kind(&sighting.kind), Term::from);
        let mut columns = vec![
            ("finding", Value::from(finding)),
            ("kind", Value::from(kind.as_str())),
            ("note", Value::from(note)),
            ("role", Value::from(self.role.as_str())),
            ("due", Value::from(self.reckoner.due(term, self.today).to_string())),
            ("calendar", Value::from(self.reckoner.calendar.id.as_str())),
        ];
        columns.extend_from_slice(more);
        tx.put("step", &self.open, &own_id(self.person, &Uuid::now_v7().to_string()), &columns)?;
        for photo in photos(record, sighting) {
            copy(tx, &Pictures::of(self.app), photo, &self.open, finding)?;
        }
        Ok(())
    }
}

/// Those of a sighting that its village may see.
fn photos<'a>(record: &'a Record, sighting: &'a Sighting) -> impl Iterator<Item = &'a Photo> {
    record.photos.iter().filter(|photo| photo.owner_table == "sighting" && photo.owner_id == sighting.id && !photo.is_private())
}

/// Those that were named; else all that are neither put right nor somebody else's, and no findings yet.
fn wanted<'a>(record: &'a Record, args: &Assign) -> Result<Vec<&'a Sighting>, AppError> {
    if args.sightings.is_empty() {
        let known = |sighting: &Sighting| sighting.finding.is_some() && !sighting.finding_closed;
        let open = |sighting: &&Sighting| !sighting.fixed_on_spot && !sighting.transferred && !known(sighting);
        return Ok(record.sightings.iter().filter(open).collect());
    }
    args.sightings.iter().map(|id| record.sighting(id)).collect()
}

/// As what the caller may hand out what was seen in a village.
fn assigners(caller: &Caller, stream: &StreamId, kind: StepKind, answers_for_it: bool) -> Vec<Role> {
    let mut fitting = roles(caller, stream, answers_for_it);
    fitting.retain(|role| allowed(Status::Reported, kind, &[*role]).is_some());
    fitting
}
