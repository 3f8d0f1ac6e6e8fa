//! Findings in a list: whose turn it is, what is due, and filters that combine.

use super::casebook::Kept;
use super::look_back::drawn;
use super::view::Shown;
use crate::api::{DueFilter, FindingOrder, FindingStatus, Findings, FindingsArgs};
use crate::{App, AppError, Caller, ErrorCode};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;
use xuncun_domain::calendar::Day;
use xuncun_domain::finding as rules;
use xuncun_domain::photo_code;
use xuncun_domain::size::Difficulty;
use xuncun_domain::step::{Status, StepKind};
use xuncun_domain::stream::Class;
use xuncun_store::query::finding::Finding;
use xuncun_store::query::{Connection, people, visit};

/// In a page, if nobody says.
const PAGE: u32 = 200;
/// In a page at most.
const PAGE_MOST: u32 = 20_000;

/// One that the caller sees.
pub struct Line {
    kept: Arc<Kept>,
    mine: bool,
}

impl Deref for Line {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.kept
    }
}

/// The findings that fit, of those that the caller sees: overdue ones first, then by their deadline, then the latest seen.
///
/// # Errors
/// `not_enrolled`, `forbidden`, `bad_request` (a day that is none).
pub fn findings(app: &App, caller: &Caller, args: FindingsArgs) -> Result<Findings, AppError> {
    caller.check_any()?;
    let as_of = app.now()?;
    app.read(|conn| {
        let shown = Shown::new(app, conn, caller)?;
        let lines = lines(app, conn, caller, &shown)?;
        let count = |fits: &dyn Fn(&Line) -> bool| u32::try_from(lines.iter().filter(|line| fits(line)).count()).unwrap_or(u32::MAX);
        let today = shown.today;
        let mut answer = Findings {
            rows: Vec::new(),
            total: 0,
            unsettled: count(&|line| line.unsettled()),
            overdue: count(&|line| line.days_left(today).is_some_and(|days| days < 0)),
            due_today: count(&|line| line.days_left(today) == Some(0)),
            to_verify: count(&|line| matches!(line.case.status, Status::Replied | Status::Checked)),
            moved: count(&|line| matches!(line.case.status, Status::Moved | Status::Disputed)),
            mine: count(&|line| line.mine),
            today: today.to_string(),
            as_of,
        };
        let fitting = Filter::new(conn, &args, &shown)?.fitting(&lines);
        answer.total = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
        let limit = if args.limit == 0 { PAGE } else { args.limit.min(PAGE_MOST) };
        let page = fitting.into_iter().skip(args.offset as usize).take(limit as usize);
        let brief = |line: &Line| shown.brief(&line.row, &line.case, line.last, line.photo.clone(), line.mine);
        answer.rows = page.map(brief).collect::<Result<_, _>>()?;
        Ok(answer)
    })
}

/// All that the caller sees.
pub fn lines(app: &App, conn: &Connection, caller: &Caller, shown: &Shown<'_>) -> Result<Vec<Line>, AppError> {
    let mut lines = Vec::new();
    for village in app.cases(conn, |code| caller.reads_in(code, Class::Open))? {
        let roles = shown.roles(&village.code);
        let mine = |kept: &Kept| rules::turn(kept.case.status).iter().any(|role| roles.contains(role));
        lines.extend(village.findings.iter().map(|kept| Line { mine: mine(kept), kept: Arc::clone(kept) }));
    }
    Ok(lines)
}

/// The filters, read once.
pub struct Filter<'a> {
    args: &'a FindingsArgs,
    shown: &'a Shown<'a>,
    from: Option<Day>,
    to: Option<Day>,
    /// The villages that somebody answers for.
    duty: Option<BTreeSet<String>>,
    /// The sightings of a team.
    team: Option<BTreeSet<String>>,
    /// The sightings of a visit.
    visit: Option<BTreeSet<String>>,
    /// What was typed is a whole code.
    code: Option<String>,
    /// What a draw has drawn.
    drawn: Option<BTreeSet<String>>,
}

impl<'a> Filter<'a> {
    pub fn new(conn: &Connection, args: &'a FindingsArgs, shown: &'a Shown<'a>) -> Result<Self, AppError> {
        let day = |text: &Option<String>| {
            let parsed = text.as_deref().map(str::parse::<Day>).transpose();
            parsed.map_err(|_| AppError::new(ErrorCode::BadRequest).with("detail", "day"))
        };
        Ok(Self {
            from: day(&args.from)?,
            to: day(&args.to)?,
            duty: args.duty.as_deref().map(|person| people::duties(conn, person)).transpose()?.map(|villages| villages.into_iter().collect()),
            team: args.team.as_deref().map(|team| visit::sightings_of_team(conn, team)).transpose()?.map(|ids| ids.into_iter().collect()),
            visit: args.inspection.as_deref().map(|id| seen_in(conn, id, shown)).transpose()?,
            code: photo_code::beginning(&args.query),
            drawn: args.draw.as_deref().map(|id| drawn(conn, id, shown)).transpose()?.map(|ids| ids.into_iter().collect()),
            args,
            shown,
        })
    }

    /// Those that fit, in the order that was asked for.
    pub fn fitting<'l>(&self, lines: &'l [Line]) -> Vec<&'l Line> {
        let mut fitting: Vec<&Line> = lines.iter().filter(|line| self.takes(line)).collect();
        let urgency = |line: &Line| (line.days_left(self.shown.today).unwrap_or(i32::MAX), std::cmp::Reverse(line.row.seen_at));
        // In the order in which the list has them; of which nobody said it comes last.
        let ease = |line: &Line| match self.args.order {
            FindingOrder::Urgent => None,
            FindingOrder::Easy => Some(line.row.difficulty.parse::<Difficulty>().map_or((1, None), |difficulty| (0, Some(difficulty)))),
        };
        fitting.sort_by(|a, b| ease(a).cmp(&ease(b)).then_with(|| urgency(a).cmp(&urgency(b))).then_with(|| a.row.id.cmp(&b.row.id)));
        fitting
    }

    /// Is it one of the villages that were chosen?
    pub fn takes_village(&self, village: &str) -> bool {
        among(&self.args.townships, village.get(..9).unwrap_or_default())
            && among(&self.args.villages, village)
            && self.duty.as_ref().is_none_or(|villages| villages.contains(village))
    }

    /// Is it one of the days that were chosen?
    pub fn takes_day(&self, day: Day) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    fn takes(&self, line: &Line) -> bool {
        let (args, row) = (self.args, &line.row);
        let left = line.days_left(self.shown.today);
        let due = args.due.is_none_or(|due| match due {
            DueFilter::Overdue => left.is_some_and(|days| days < 0),
            DueFilter::Today => left == Some(0),
            DueFilter::Tomorrow => left == Some(1),
        });
        let of = |sightings: &Option<BTreeSet<String>>| {
            sightings.as_ref().is_none_or(|sightings| row.sighting.as_ref().is_some_and(|id| sightings.contains(id)))
        };
        (!args.mine || line.mine)
            && (!args.unsettled || line.unsettled())
            && (!args.sent_back || line.last == Some(StepKind::SendBack))
            && self.takes_village(&row.village)
            && among(&args.findings, &row.id)
            && among(&args.kinds, &row.kind)
            && (args.statuses.is_empty() || args.statuses.contains(&FindingStatus::from(line.case.status)))
            && due
            && self.takes_day(Day::of(row.seen_at))
            && of(&self.team)
            && of(&self.visit)
            && args.closed_days.is_none_or(|days| line.closed_at.is_some_and(|at| self.days_since(at) >= i64::from(days)))
            && self.drawn.as_ref().is_none_or(|drawn| drawn.contains(&row.id))
            && self.says(row)
    }

    fn days_since(&self, at: i64) -> i64 {
        i64::from(self.shown.today.days_since(Day::of(at)))
    }

    /// Does it say what was typed?
    fn says(&self, row: &Finding) -> bool {
        let query = self.args.query.trim();
        if query.is_empty() {
            return true;
        }
        let named = |name: Result<crate::api::NamedId, AppError>| name.is_ok_and(|place| place.name.contains(query));
        let code = rules::code(&row.id);
        self.code.as_ref().is_some_and(|wanted| photo_code::beginning(&code).as_ref() == Some(wanted))
            || code.starts_with(&query.to_uppercase())
            || row.landmark.contains(query)
            || row.note.contains(query)
            || named(self.shown.names.place(&row.village))
            || named(self.shown.names.township(&row.village))
            || self.shown.kind_name(&row.kind).contains(query)
    }
}

/// A list that names nothing takes everything.
fn among(list: &[String], value: &str) -> bool {
    list.is_empty() || list.iter().any(|one| one == value)
}

/// What was seen in a visit, for those who may read it.
fn seen_in(conn: &Connection, inspection: &str, shown: &Shown<'_>) -> Result<BTreeSet<String>, AppError> {
    let visit = visit::visit(conn, inspection)?.filter(|visit| shown.reads_visits_of(&visit.village));
    let seen = visit.map(|visit| visit::sightings(conn, &visit)).transpose()?.unwrap_or_default();
    Ok(seen.into_iter().map(|sighting| sighting.id).collect())
}
