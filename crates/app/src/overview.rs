//! The round at a glance, for the desk.

use crate::api::{DistrictMap, MapDivision, MapLevel, Overview, TeamProgress, VillageScore};
use crate::app::stream;
use crate::names::Names;
use crate::{App, AppError, Caller, queue, view};
use std::collections::{BTreeMap, BTreeSet};
use xuncun_domain::calendar::Day;
use xuncun_domain::round::Period;
use xuncun_domain::stream::Class;
use xuncun_store::query::queue::Queued;
use xuncun_store::query::round::{Assignment, Round};
use xuncun_store::query::{Connection, district, notice, people, round, visit};

/// How far the round that is due has come.
pub fn overview(app: &App, caller: &Caller, (): ()) -> Result<Overview, AppError> {
    caller.check_read(&app.county(Class::Work)?)?;
    let today = app.today()?;
    app.read(|conn| {
        let names = Names::new(conn);
        let waiting = queue::waiting(app, conn, caller)?;
        let due = round::running(conn, &today.to_string())?.into_iter().next();
        let progress = due.as_ref().map(|round| Progress::of(conn, caller, round, today, &waiting)).transpose()?;
        let brief = due
            .as_ref()
            .map(|round| Ok::<_, AppError>(view::round(round, &*app.standards.get(conn, &round.standard, round.items.as_deref())?)))
            .transpose()?;
        let planned: u32 = progress.as_ref().map_or(0, |progress| count(progress.assignments.len()));
        Ok(Overview {
            round: brief,
            round_day: progress.as_ref().map_or(0, |progress| progress.period.elapsed(today)),
            round_days: progress.as_ref().map_or(0, |progress| progress.period.days()),
            planned,
            inspected: progress.as_ref().map_or(0, |progress| count(progress.inspected.len())),
            expected: progress.as_ref().map_or(0, |progress| progress.period.expected(planned, today)),
            waiting: count(waiting.len()),
            oldest_waiting: waiting.first().map(|row| row.submitted_at),
            returned: progress.as_ref().map_or(0, |progress| count(progress.returned.len())),
            teams: progress.as_ref().map_or(Ok(Vec::new()), |progress| progress.teams(conn, &names, today))?,
            villages: villages(conn, caller, progress.as_ref())?,
            as_of: app.now()?,
        })
    })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The round's villages that the caller sees, by where they stand.
struct Progress {
    period: Period,
    assignments: Vec<Assignment>,
    /// Submission of each village with one that was not sent back.
    inspected: BTreeMap<String, Queued>,
    returned: BTreeSet<String>,
    /// Submissions of the round that wait.
    waiting: BTreeSet<String>,
    /// The team that visited.
    visitors: BTreeMap<String, String>,
}

impl Progress {
    fn of(conn: &Connection, caller: &Caller, round: &Round, today: Day, waiting: &[Queued]) -> Result<Self, AppError> {
        let (mut inspected, mut returned) = (BTreeMap::new(), BTreeSet::new());
        let sees = |village: &str| caller.reads_in(village, Class::Work);
        for row in queue::seen(caller, xuncun_store::query::queue::of_round(conn, &round.id)?) {
            if row.verdict.as_deref() == Some("returned") {
                returned.insert(row.village.clone());
            } else {
                inspected.insert(row.village.clone(), row);
            }
        }
        Ok(Self {
            // A round whose days cannot be read is over at once, instead of dividing the screen by nothing.
            period: Period { from: round.from.parse().unwrap_or(today), to: round.to.parse().unwrap_or(today) },
            assignments: round::assignments(conn, &round.id, None)?.into_iter().filter(|assignment| sees(&assignment.village)).collect(),
            returned,
            waiting: waiting.iter().filter(|row| row.round == round.id).map(|row| row.village.clone()).collect(),
            visitors: visit::of_round(conn, &round.id)?
                .into_iter()
                .filter(|visit| sees(&visit.village))
                .map(|visit| (visit.village, visit.team))
                .collect(),
            inspected,
        })
    }

    /// By the assignments; a village that was visited unasked counts for the team that went there.
    fn teams(&self, conn: &Connection, names: &Names<'_>, today: Day) -> Result<Vec<TeamProgress>, AppError> {
        let mut responsible: BTreeMap<&str, &str> = self.visitors.iter().map(|(village, team)| (village.as_str(), team.as_str())).collect();
        responsible.extend(self.assignments.iter().map(|assignment| (assignment.village.as_str(), assignment.team.as_str())));
        let of_team = |team: &str, villages: &mut dyn Iterator<Item = &String>| {
            count(villages.filter(|village| responsible.get(village.as_str()) == Some(&team)).count())
        };
        let mut teams = Vec::new();
        for (team, _) in people::teams(conn)? {
            let planned = count(self.assignments.iter().filter(|assignment| assignment.team == team).count());
            let row = TeamProgress {
                planned,
                inspected: of_team(&team, &mut self.inspected.keys()),
                expected: self.period.expected(planned, today),
                waiting: of_team(&team, &mut self.waiting.iter()),
                returned: of_team(&team, &mut self.returned.iter()),
                team: names.team(&team)?,
            };
            if row.planned + row.inspected + row.returned > 0 {
                teams.push(row);
            }
        }
        Ok(teams)
    }
}

/// Every village with its latest score, where the caller sees one: of this round's submission, else of its last notice.
fn villages(conn: &Connection, caller: &Caller, progress: Option<&Progress>) -> Result<Vec<VillageScore>, AppError> {
    let mut rows = Vec::new();
    for village in district::divisions(conn)?.into_iter().filter(|division| division.level == "village") {
        let open = stream(&village.code, Class::Open)?;
        let told = if caller.reads(&open) { notice::of_village(conn, &open, 1)?.into_iter().next() } else { None };
        let submitted = progress.and_then(|progress| progress.inspected.get(&village.code));
        let (score, inspection) = match (submitted, told) {
            // What was accepted comes before what waits.
            (Some(row), Some(told)) if told.inspection == row.inspection => (told.score, Some(told.inspection)),
            (Some(row), _) => (row.score.clone(), Some(row.inspection.clone())),
            (None, Some(told)) => (told.score, Some(told.inspection)),
            (None, None) => (None, None),
        };
        rows.push(VillageScore { code: village.code, score, inspection, demonstration: village.demonstration });
    }
    Ok(rows)
}

/// Boundaries of townships and villages, for the plain map.
pub fn district_map(app: &App, caller: &Caller, (): ()) -> Result<DistrictMap, AppError> {
    caller.check_read(&app.county(Class::Open)?)?;
    app.read(|conn| {
        let mut rings: BTreeMap<String, _> = district::boundaries(conn)?.into_iter().collect();
        let level = |level: &str| match level {
            "township" => Some(MapLevel::Township),
            "village" => Some(MapLevel::Village),
            _ => None,
        };
        let divisions = district::divisions(conn)?.into_iter().filter_map(|division| {
            let level = level(&division.level)?;
            Some(MapDivision {
                rings: rings.remove(&division.code).unwrap_or_default(),
                code: division.code,
                name: division.name,
                level,
                centre: division.centre,
            })
        });
        Ok(DistrictMap { divisions: divisions.collect() })
    })
}
