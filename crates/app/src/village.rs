//! A village's page: who answers for it, its scores, and what happened there, newest first.
//!
//! Where a visit or a finding stands is derived where it always is; here it is only put in order. What a visit is before the village was told of it is
//! for those who read visits.

use crate::api::{
    NamedId, StoryAppeal, StoryEntry, StoryFinding, StoryPart, StoryScore, StoryStep, StoryVisit, StoryWhat, VillageStory, VillageStoryArgs,
    VisitStatus,
};
use crate::app::stream;
use crate::finding::{Shown, maker};
use crate::ledger::total;
use crate::{App, AppError, Caller, ErrorCode};
use std::collections::{BTreeMap, BTreeSet};
use xuncun_domain::calendar::Day;
use xuncun_domain::cleanup::{DayEntry, month_of};
use xuncun_domain::finding as rules;
use xuncun_domain::inspection::{Status, VisitKind};
use xuncun_domain::step::{Case, case};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_store::query::appeal::{self, Appeal};
use xuncun_store::query::finding::{self, Finding, StepRow};
use xuncun_store::query::notice::{self, Notice};
use xuncun_store::query::visit::{self, Visit};
use xuncun_store::query::{Connection, cleanup, people, round};

/// Entries of an answer, if nobody says.
const PAGE: u32 = 60;
/// Entries of an answer at most.
const PAGE_MOST: u32 = 500;
/// Points of the score's line: five years of half-months.
const POINTS: usize = 120;
/// Visits, and notices, that a story goes back over: more than a village ever has.
const VISITS: u32 = 2000;

/// A village's facts and scores, and a page of its story.
///
/// # Errors
/// `not_enrolled`, `forbidden`, `village_unknown`.
pub fn village_story(app: &App, caller: &Caller, args: VillageStoryArgs) -> Result<VillageStory, AppError> {
    caller.check_any()?;
    let open = stream(&args.village, Class::Open)?;
    caller.check_read(&open)?;
    let as_of = app.now()?;
    app.read(|conn| {
        let shown = Shown::new(app, conn, caller)?;
        let village = shown.names.division(&args.village)?.filter(|division| division.level == "village").ok_or(ErrorCode::VillageUnknown)?;
        let facts = Facts::read(conn, &open, shown.reads_visits_of(&village.code))?;
        let (entries, before) = facts.page(&args);
        let teller = Teller { app, conn, shown: &shown };
        Ok(VillageStory {
            township: shown.names.township(&village.code)?,
            demonstration: village.demonstration,
            households: village.households,
            people: village.people,
            duty: answering_for(conn, &village.code, &shown)?,
            scores: teller.scores(&facts)?,
            sees_visits: facts.visits.is_some(),
            entries: entries.into_iter().map(|entry| teller.tell(entry)).collect::<Result<_, _>>()?,
            before,
            today: shown.today.to_string(),
            as_of,
            village: NamedId { id: village.code, name: village.name },
        })
    })
}

fn answering_for(conn: &Connection, village: &str, shown: &Shown<'_>) -> Result<Vec<NamedId>, AppError> {
    let named = |id: String| Ok(NamedId { name: shown.names.person(&id)?, id });
    people::answering_for(conn, village)?.into_iter().map(named).collect()
}

/// The rows of a village.
struct Facts {
    /// `None` if the caller sees no visits, and only what they told.
    visits: Option<Vec<Visit>>,
    /// What visits told the village, the last word of each, latest visit first.
    told: Vec<Notice>,
    findings: Vec<(Finding, Vec<StepRow>, Case)>,
    /// Each week's days with an entry, by its Monday.
    weeks: BTreeMap<Day, Vec<(Day, DayEntry)>>,
    appeals: Vec<Appeal>,
}

/// One entry, not told yet: its key, its day, its moment.
struct Raw<'a> {
    key: String,
    day: String,
    at: Option<i64>,
    of: Of<'a>,
}

enum Of<'a> {
    Visit(&'a Visit),
    Told(&'a Notice),
    Reported(&'a Finding),
    Step(&'a Finding, &'a StepRow, &'a Case),
    Week(&'a [(Day, DayEntry)]),
    Appeal(&'a Appeal),
}

impl<'a> Raw<'a> {
    /// Keys sort by day, then by moment; the id keeps apart what came at once.
    fn new(day: String, at: Option<i64>, id: &str, of: Of<'a>) -> Self {
        Self { key: format!("{day}/{:013}/{id}", at.unwrap_or_default().max(0)), day, at, of }
    }
}

impl Facts {
    fn read(conn: &Connection, open: &StreamId, sees_visits: bool) -> Result<Self, AppError> {
        let visits = sees_visits.then(|| visit::of_village(conn, &StreamId::new(open.code, Class::Work), VISITS)).transpose()?;
        let mut known = BTreeSet::new();
        let told = notice::of_village(conn, open, VISITS)?.into_iter().filter(|notice| known.insert(notice.inspection.clone())).collect();
        let mut findings = Vec::new();
        for row in finding::of_village(conn, open)? {
            let steps = finding::steps(conn, &row)?;
            let case = case(&steps.iter().map(|row| row.step.clone()).collect::<Vec<_>>());
            findings.push((row, steps, case));
        }
        let mut weeks: BTreeMap<Day, Vec<(Day, DayEntry)>> = BTreeMap::new();
        for row in cleanup::of_village(conn, open, ("0000", "9999"), &[])? {
            let (Ok(day), entry) = (row.day.parse::<Day>(), DayEntry::read(&row.fields)) else { continue };
            if !entry.is_empty() {
                weeks.entry(day.monday()).or_default().push((day, entry));
            }
        }
        Ok(Self { visits, told, findings, weeks, appeals: appeal::of_village(conn, open)? })
    }

    /// The entries that were asked for, newest first, and what to ask for the ones before them.
    fn page(&self, args: &VillageStoryArgs) -> (Vec<Raw<'_>>, Option<String>) {
        let mut entries = Vec::new();
        let wanted = |part| args.part.is_none_or(|one| one == part);
        if wanted(StoryPart::Visits) {
            match &self.visits {
                Some(visits) => entries.extend(visits.iter().map(|row| Raw::new(row.day.clone(), Some(row.started_at), &row.id, Of::Visit(row)))),
                None => entries.extend(self.told.iter().map(|row| Raw::new(row.day.clone(), None, &row.inspection, Of::Told(row)))),
            }
            entries.extend(self.appeals.iter().map(|row| stamped(row.stamp.at(), &row.id, Of::Appeal(row))));
        }
        if wanted(StoryPart::Findings) {
            for (row, steps, case) in &self.findings {
                // One that was seen in a visit begins with its 交办.
                if row.sighting.is_none() {
                    entries.push(stamped(row.seen_at, &row.id, Of::Reported(row)));
                }
                entries.extend(steps.iter().map(|step| stamped(step.stamp.at(), &step.step.id, Of::Step(row, step, case))));
            }
        }
        if wanted(StoryPart::Ledger) {
            let week = |days: &'_ Vec<(Day, DayEntry)>| days.last().map(|(day, _)| day.to_string());
            entries.extend(self.weeks.values().filter_map(|days| Some(Raw::new(week(days)?, None, "ledger", Of::Week(days)))));
        }
        entries.retain(|entry| args.before.as_ref().is_none_or(|before| entry.key < *before));
        entries.sort_by(|a, b| b.key.cmp(&a.key));
        let limit = if args.limit == 0 { PAGE } else { args.limit.min(PAGE_MOST) } as usize;
        let more = entries.len() > limit;
        entries.truncate(limit);
        let before = entries.last().filter(|_| more).map(|entry| entry.key.clone());
        (entries, before)
    }
}

fn stamped<'a>(at: i64, id: &str, of: Of<'a>) -> Raw<'a> {
    Raw::new(Day::of(at).to_string(), Some(at), id, of)
}

/// Puts rows into words of the API.
struct Teller<'a> {
    app: &'a App,
    conn: &'a Connection,
    shown: &'a Shown<'a>,
}

impl Teller<'_> {
    fn scores(&self, facts: &Facts) -> Result<Vec<StoryScore>, AppError> {
        let mut scores = Vec::new();
        for row in facts.told.iter().filter(|row| row.score.is_some()).take(POINTS) {
            let visit = facts.visits.as_ref().and_then(|visits| visits.iter().find(|visit| visit.id == row.inspection));
            // A standard that has not come yet, or that only a newer version reads, has no title here.
            let standard = visit.and_then(|visit| self.app.standards.get(self.conn, &visit.standard, None).ok());
            scores.push(StoryScore {
                day: row.day.clone(),
                score: row.score.clone().unwrap_or_default(),
                round: row.round_name.clone(),
                standard: standard.map(|standard| standard.title().to_owned()),
                inspection: visit.map(|visit| visit.id.clone()),
                kind: row.kind.parse().unwrap_or(VisitKind::Open).into(),
            });
        }
        scores.reverse();
        Ok(scores)
    }

    fn tell(&self, entry: Raw<'_>) -> Result<StoryEntry, AppError> {
        let what = match entry.of {
            Of::Visit(row) => StoryWhat::Visit(self.visit(row)?),
            Of::Told(row) => StoryWhat::Visit(StoryVisit {
                inspection: None,
                round: row.round_name.clone(),
                team: None,
                visit: row.kind.parse().unwrap_or(VisitKind::Open).into(),
                status: Some(VisitStatus::Accepted),
                score: row.score.clone(),
                doubtful: false,
            }),
            Of::Reported(row) => StoryWhat::Reported(self.finding(row, &self.reporter(row)?, &row.note)?),
            Of::Step(row, step, case) => StoryWhat::Step(StoryStep {
                of: self.finding(row, &step.stamp.author, &step.note)?,
                step: step.step.kind.map(Into::into),
                role: step.step.roles.first().map(|role| (*role).into()),
                due: step.step.due.map(|day| day.to_string()),
                aside: case.aside.get(&step.step.id).map(|why| (*why).into()),
            }),
            Of::Week(days) => {
                let (first, last) = (days.first().map_or(self.shown.today, |(day, _)| *day), days.last().map_or(self.shown.today, |(day, _)| *day));
                StoryWhat::Ledger(total(&month_of(days.iter().map(|(_, entry)| entry)), first, last))
            }
            Of::Appeal(row) => StoryWhat::Appeal(StoryAppeal {
                item: row.item.clone(),
                reason: row.reason.clone(),
                by: self.shown.names.person(&row.stamp.author)?,
                verdict: row.verdict.clone(),
                verdict_reason: row.verdict_reason.clone(),
            }),
        };
        Ok(StoryEntry { key: entry.key, day: entry.day, at: entry.at, what })
    }

    fn visit(&self, row: &Visit) -> Result<StoryVisit, AppError> {
        let standing = self.app.standing(self.conn, &row.id, &row.village)?;
        Ok(StoryVisit {
            inspection: Some(row.id.clone()),
            round: round::round(self.conn, &row.round)?.map_or_else(|| row.round.clone(), |round| round.name),
            team: Some(self.shown.names.team(&row.team)?),
            visit: row.kind.parse().unwrap_or(VisitKind::Open).into(),
            status: standing.as_ref().map(|standing| standing.status.into()),
            // What is still being recorded has no score yet.
            score: standing.as_ref().filter(|standing| standing.status != Status::Open).and_then(|standing| standing.score.clone()),
            doubtful: standing.is_some_and(|standing| standing.status != Status::Open && standing.doubtful),
        })
    }

    fn reporter(&self, row: &Finding) -> Result<String, AppError> {
        maker::reporter(self.conn, &stream(&row.village, Class::Open)?, row)
    }

    fn finding(&self, row: &Finding, by: &str, note: &str) -> Result<StoryFinding, AppError> {
        Ok(StoryFinding {
            finding: row.id.clone(),
            code: rules::code(&row.id),
            sighting: row.kind.clone(),
            sighting_name: self.shown.kind_name(&row.kind),
            landmark: row.landmark.clone(),
            by: self.shown.names.person(by)?,
            note: note.to_owned(),
        })
    }
}
