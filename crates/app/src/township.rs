//! 本乡镇: what is due in a township's villages, what they score, and what would raise it. For its deputy, of what a township may see: findings and notices.

use crate::api::{
    DueFilter, FindingStatus, FindingsArgs, NamedId, TownshipArgs, TownshipCadre, TownshipCounts, TownshipNotice, TownshipScoreView, TownshipView,
    TownshipVillage,
};
use crate::app::stream;
use crate::finding::{Filter, Line, Shown, lines};
use crate::{App, AppError, Caller, ErrorCode, invite};
use std::cmp::Reverse;
use std::collections::HashMap;
use xuncun_domain::grant::Role;
use xuncun_domain::points::Points;
use xuncun_domain::score::{self, TownshipScore};
use xuncun_domain::stream::Class;
use xuncun_store::query::district::{self, Division};
use xuncun_store::query::notice::{self, Notice};
use xuncun_store::query::{Connection, Found, people};

mod gain;

/// Who may look at a township whole: whoever answers for it, and the supervisors.
const ROLES: [Role; 2] = [Role::Township, Role::Supervisor];

/// A village with what its last visit told it.
struct Village {
    division: Division,
    told: Option<Notice>,
}

/// A township at a glance.
///
/// # Errors
/// `not_enrolled`; `forbidden` to whoever answers for no township, and for a township that is not theirs or is none.
pub fn township(app: &App, caller: &Caller, args: TownshipArgs) -> Result<TownshipView, AppError> {
    caller.check_any()?;
    let as_of = app.now()?;
    app.read(|conn| {
        let divisions = district::divisions(conn)?;
        let township = chosen(caller, &divisions, args.township.as_deref())?;
        let shown = Shown::new(app, conn, caller)?;
        let villages = villages(conn, caller, &divisions, &township.code)?;
        let mut lines = lines(app, conn, caller, &shown)?;
        lines.retain(|line| line.row.village.starts_with(&township.code));
        let mut counts = counts(conn, &shown, &lines)?;
        let mut rows: Vec<TownshipVillage> =
            villages.iter().map(|village| row(village, counts.remove(&village.division.code).unwrap_or_default())).collect();
        // Overdue before due today before sent back, as the counts are written; then by code.
        rows.sort_by(|a, b| Reverse(a.counts).cmp(&Reverse(b.counts)).then_with(|| a.village.id.cmp(&b.village.id)));
        Ok(TownshipView {
            choices: may_ask(caller, &divisions).map(named).collect(),
            counts: rows.iter().fold(TownshipCounts::default(), |sum, row| sum.with(&row.counts)),
            score: score_of(conn, &villages)?,
            gains: gain::gains(app, conn, &shown, &villages, &lines)?,
            villages: rows,
            cadres: cadres(conn, caller, &shown, &township.code)?,
            township: named(township),
            today: shown.today.to_string(),
            as_of,
        })
    })
}

fn named(division: &Division) -> NamedId {
    NamedId { id: division.code.clone(), name: division.name.clone() }
}

fn may_ask<'a>(caller: &'a Caller, divisions: &'a [Division]) -> impl Iterator<Item = &'a Division> {
    divisions.iter().filter(|division| division.level == "township" && ROLES.iter().any(|role| caller.covers(*role, &division.code)))
}

/// The township that was asked for, or the first that the caller answers for, or the first that they may look at.
fn chosen<'a>(caller: &'a Caller, divisions: &'a [Division], asked: Option<&str>) -> Result<&'a Division, AppError> {
    let own = || may_ask(caller, divisions).find(|division| caller.covers(Role::Township, &division.code));
    let found = match asked {
        Some(code) => may_ask(caller, divisions).find(|division| division.code == code),
        None => own().or_else(|| may_ask(caller, divisions).next()),
    };
    found.ok_or_else(|| ErrorCode::Forbidden.into())
}

fn villages(conn: &Connection, caller: &Caller, divisions: &[Division], township: &str) -> Result<Vec<Village>, AppError> {
    let mut villages = Vec::new();
    for division in divisions.iter().filter(|division| division.level == "village" && division.code.starts_with(township)) {
        let open = stream(&division.code, Class::Open)?;
        let told = if caller.reads(&open) { notice::of_village(conn, &open, 1)?.into_iter().next() } else { None };
        villages.push(Village { division: division.clone(), told });
    }
    Ok(villages)
}

fn row(village: &Village, counts: TownshipCounts) -> TownshipVillage {
    let told = village.told.as_ref().map(|told| TownshipNotice { id: told.id.clone(), day: told.day.clone(), score: told.score.clone() });
    TownshipVillage { village: named(&village.division), demonstration: village.division.demonstration, counts, told }
}

/// What sets a count of [`TownshipCounts`].
type Count = fn(&mut TownshipCounts) -> &mut u32;

/// The filters by which the counts are made, each the one by which the list of findings shows them.
fn cuts() -> [(Count, FindingsArgs); 7] {
    let of = |statuses: &[FindingStatus]| FindingsArgs { statuses: statuses.to_vec(), ..FindingsArgs::default() };
    let due = |due| FindingsArgs { due: Some(due), ..FindingsArgs::default() };
    [
        (|counts| &mut counts.overdue, due(DueFilter::Overdue)),
        (|counts| &mut counts.due_today, due(DueFilter::Today)),
        (|counts| &mut counts.sent_back, FindingsArgs { sent_back: true, ..FindingsArgs::default() }),
        (|counts| &mut counts.to_forward, of(&[FindingStatus::AtTownship])),
        (|counts| &mut counts.to_check, of(&[FindingStatus::Replied])),
        (|counts| &mut counts.asked, of(&[FindingStatus::OpenAsked, FindingStatus::Disputed])),
        (|counts| &mut counts.open, FindingsArgs { unsettled: true, ..FindingsArgs::default() }),
    ]
}

/// By village.
fn counts(conn: &Connection, shown: &Shown<'_>, lines: &[Line]) -> Result<HashMap<String, TownshipCounts>, AppError> {
    let mut counts: HashMap<String, TownshipCounts> = HashMap::new();
    for (count, args) in &cuts() {
        for line in Filter::new(conn, args, shown)?.fitting(lines) {
            *count(counts.entry(line.row.village.clone()).or_default()) += 1;
        }
    }
    Ok(counts)
}

impl TownshipCounts {
    fn with(mut self, other: &Self) -> Self {
        let mut other = *other;
        for (count, _) in &cuts() {
            *count(&mut self) += *count(&mut other);
        }
        self
    }
}

/// Whom the caller may make codes for, in this township.
fn cadres(conn: &Connection, caller: &Caller, shown: &Shown<'_>, township: &str) -> Result<Vec<TownshipCadre>, AppError> {
    let mut cadres = Vec::new();
    if !caller.covers(Role::Township, township) {
        return Ok(cadres);
    }
    for id in people::with_role(conn, Role::Cadre)? {
        let grants = people::grants(conn, &id)?.into_iter().filter(|held| held.grant.valid_at(caller.now()));
        let mut codes: Vec<String> = grants.flat_map(|held| held.grant.prefixes).map(|prefix| prefix.to_string()).collect();
        codes.retain(|code| code.starts_with(township));
        if codes.is_empty() || !invite::may(conn, caller, &id)? {
            continue;
        }
        let Some(person) = people::person(conn, &id)? else { continue };
        codes.sort();
        codes.dedup();
        let villages = codes.iter().map(|code| shown.names.place(code)).collect::<Result<_, _>>()?;
        cadres.push(TownshipCadre { person: NamedId { id: person.id, name: person.name }, title: person.title, villages });
    }
    cadres.sort_by(|a, b| {
        (a.villages.first().map(|village| &village.id), &a.person.id).cmp(&(b.villages.first().map(|village| &village.id), &b.person.id))
    });
    Ok(cadres)
}

fn score_of(conn: &Connection, villages: &[Village]) -> Found<TownshipScoreView> {
    let sample: u32 = district::number(conn, score::SAMPLE)?.max(1);
    let totals = villages.iter().filter_map(|village| village.told.as_ref()?.score.as_deref()?.parse::<Points>().ok());
    let (mean, n) = match score::township(totals, sample) {
        TownshipScore::Thin { n } => (None, n),
        TownshipScore::Mean { mean, n } => (Some(mean.fixed()), n),
    };
    Ok(TownshipScoreView { mean, n, villages: u32::try_from(villages.len()).unwrap_or(u32::MAX), sample })
}
