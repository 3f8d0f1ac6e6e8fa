//! What has happened by now: a finished round and the due one, who was to inspect which villages, and every visit.

use crate::case::{self, PlannedCase};
use crate::dice::Dice;
use crate::district::District;
use crate::names;
use crate::visit::{self, Outcome, PlannedVisit, Timing};
use std::collections::BTreeSet;
use xuncun_domain::Millis;
use xuncun_domain::calendar::{Calendar, Day};
use xuncun_domain::round::Period;
use xuncun_domain::standard::Standard;

/// Villages that a sub-team was given in the finished round, and those that it was given in the due one.
const PER_TEAM: (usize, [usize; 7]) = (29, [18, 17, 18, 16, 17, 17, 17]);
/// Visits that wait for review, and that were sent back, in the due round.
const WAITING: usize = 19;
const RETURNED: usize = 5;
/// Begun and not submitted by others than the guide.
const OPEN: usize = 3;

/// A village to be inspected by a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Index into [`District::villages`].
    pub village: usize,
    /// Index into [`District::teams`].
    pub team: usize,
}

/// A round and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRound {
    /// Row id, e.g. `2026-11b`.
    pub id: String,
    /// Name, e.g. `11月下半月`.
    pub name: String,
    /// First and last day.
    pub period: Period,
    /// Who inspects what.
    pub assignments: Vec<Assignment>,
}

/// Everything that depends on the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The finished round, then the due one.
    pub rounds: [PlannedRound; 2],
    /// Visits of both, oldest first.
    pub visits: Vec<PlannedVisit>,
    /// What became of what the accepted ones saw.
    pub cases: Vec<PlannedCase>,
}

impl Plan {
    /// The district's story up to `now`. Nothing in it lies in the future.
    pub fn make(district: &District, standard: &Standard, calendar: &Calendar, now: Millis) -> Self {
        let today = Day::of(now);
        let due = Period::half_month(today);
        let before = Period::half_month(due.from.plus(-1));
        let mut dice = Dice::new(district.seed, "rounds");
        let rounds = [round(district, before, &[PER_TEAM.0; 7], &mut dice), round(district, due, &PER_TEAM.1, &mut dice)];
        let mut visits = Vec::new();
        for assignment in &rounds[0].assignments {
            let timing = Timing::within(before.from, before.days(), now, &mut dice);
            visits.push(visit::plan(district, standard, &rounds[0].id, assignment, timing, Outcome::Accepted, &mut dice));
        }
        visits.extend(due_visits(district, standard, &rounds[1], now, &mut dice));
        visits.sort_by(|a, b| (a.started_at, &a.facts.visit.id).cmp(&(b.started_at, &b.facts.visit.id)));
        visit::choose_photos(&mut visits, &district.guide_village());
        let cases = case::plan(district, &visits, calendar, now);
        Self { rounds, visits, cases }
    }

    /// The cases of visits that are still in the plan, which may have been changed since it was made.
    pub fn cases(&self) -> impl Iterator<Item = &PlannedCase> {
        let seen: BTreeSet<&str> = self.visits.iter().flat_map(|visit| visit.facts.sightings.iter().map(|sighting| sighting.id.as_str())).collect();
        self.cases.iter().filter(move |case| seen.contains(case.sighting.id.as_str()))
    }
}

/// Demonstration villages come first, the tour's before all.
fn round(district: &District, period: Period, sizes: &[usize; 7], dice: &mut Dice) -> PlannedRound {
    let mut assignments = Vec::new();
    for (team, size) in (1..district.teams.len()).zip(sizes) {
        let mut villages: Vec<usize> =
            district.teams[team].townships.iter().flat_map(|township| district.townships[*township].villages.clone()).collect();
        dice.shuffle(&mut villages);
        villages.sort_by_key(|village| (!is_tour(district, *village), !district.villages[*village].demonstration));
        assignments.extend(villages.into_iter().take(*size).map(|village| Assignment { village, team }));
    }
    PlannedRound { id: round_id(period), name: period.half_month_name(), period, assignments }
}

/// A half-month's row id, e.g. `2026-11b`.
pub fn round_id(period: Period) -> String {
    let (year, month, day) = period.from.ymd();
    let half = if day == 1 { 'a' } else { 'b' };
    format!("{year}-{month:02}{half}")
}

fn is_tour(district: &District, village: usize) -> bool {
    district.villages[village].name.strip_suffix('村').is_some_and(|name| names::TOUR.contains(&name))
}

/// The due round as far as it has come: a little ahead of the calendar, the newest waiting for review, a few sent back, a few begun.
fn due_visits(district: &District, standard: &Standard, round: &PlannedRound, now: Millis, dice: &mut Dice) -> Vec<PlannedVisit> {
    let today = Day::of(now);
    let (elapsed, days) = (round.period.elapsed(today), round.period.days());
    let planned = round.assignments.len();
    let share = (f64::from(elapsed) / f64::from(days) + 0.1).clamp(0.4, 0.95);
    let done = (planned as f64 * share).round() as usize;
    let mut rest: Vec<&Assignment> = round.assignments.iter().filter(|a| !is_tour(district, a.village)).collect();
    dice.shuffle(&mut rest);
    let guide = round.assignments.iter().filter(|a| is_tour(district, a.village));
    let named = |name: &str| guide.clone().find(|a| district.villages[a.village].name.starts_with(name));
    let mut queue = rest.into_iter();
    let mut visits = Vec::new();
    let mut add = |assignment: &Assignment, timing: Timing, outcome: Outcome, dice: &mut Dice| {
        visits.push(visit::plan(district, standard, &round.id, assignment, timing, outcome, dice));
    };
    let past = elapsed.saturating_sub(1);
    let recent = past.min(3);
    for assignment in queue.by_ref().take(done.saturating_sub(WAITING + 1)) {
        let timing = Timing::within(round.period.from, past.saturating_sub(1), now, dice);
        add(assignment, timing, Outcome::Accepted, dice);
    }
    for assignment in queue.by_ref().take(WAITING) {
        let timing = Timing::within(today.plus(-(recent as i32)), recent, now, dice);
        add(assignment, timing, Outcome::Waiting, dice);
    }
    // Those sent back are of different teams: the first left of each, then the second.
    let left: Vec<&Assignment> = queue.collect();
    let mut turns: Vec<(usize, &Assignment)> =
        left.iter().enumerate().map(|(n, this)| (left[..n].iter().filter(|other| other.team == this.team).count(), *this)).collect();
    turns.sort_by_key(|(turn, _)| *turn);
    let mut queue = turns.into_iter().map(|(_, assignment)| assignment);
    for assignment in queue.by_ref().take(RETURNED - 1) {
        let timing = Timing::within(round.period.from, past.saturating_sub(1), now, dice);
        add(assignment, timing, Outcome::Returned(visit::return_reason(dice)), dice);
    }
    for assignment in queue.take(OPEN) {
        let timing = Timing::within(today, 0, now, dice);
        add(assignment, timing, Outcome::Open, dice);
    }
    if let [Some(half), Some(back), Some(quiet)] = [names::TOUR[0], names::TOUR[1], names::TOUR[3]].map(named) {
        add(half, Timing::within(today, 0, now, dice), Outcome::Open, dice);
        let yesterday = today.plus(-i32::from(elapsed > 1));
        add(back, Timing::within(yesterday, 1, now, dice), Outcome::Returned("W1 第 2 处缺远景照片".into()), dice);
        add(quiet, Timing::within(yesterday, 1, now, dice), Outcome::Accepted, dice);
    }
    visits
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::DEFAULT_SEED;
    use std::collections::HashSet;
    use xuncun_domain::calendar::DEFAULT_CALENDAR;
    use xuncun_domain::standard::DEFAULT_STANDARD;

    fn plan(on: &str, hours: i64) -> (District, Plan, Millis) {
        let district = District::generate(DEFAULT_SEED);
        let now = on.parse::<Day>().unwrap().start() + hours * 3_600_000;
        let plan = Plan::make(&district, &Standard::load(DEFAULT_STANDARD).unwrap(), &Calendar::load(DEFAULT_CALENDAR).unwrap(), now);
        (district, plan, now)
    }

    #[test]
    fn what_was_seen_is_handed_out_and_goes_its_way() {
        let (district, plan, now) = plan("2026-11-23", 10);
        let statuses: std::collections::BTreeMap<String, usize> = plan.cases.iter().fold(Default::default(), |mut all, case| {
            let role = |role: crate::Role| role.id().parse().unwrap();
            let steps: Vec<_> = (0..case.steps.len())
                .map(|n| xuncun_domain::step::Step {
                    id: case.steps[n].key.clone(),
                    kind: Some(case.steps[n].kind),
                    answers: n.checked_sub(1).map(|before| case.steps[before].key.clone()),
                    due: case.steps[n].due,
                    roles: vec![role(case.steps[n].role)],
                    at: case.steps[n].at,
                    hlc: n as u64,
                })
                .collect();
            let case = xuncun_domain::step::case(&steps);
            assert!(case.aside.is_empty(), "{case:?}");
            *all.entry(case.status.to_string()).or_default() += 1;
            all
        });
        let of = |status: &str| statuses.get(status).copied().unwrap_or_default();
        assert!(of("open") > 20 && of("replied") > 0 && of("closed") > 2, "{statuses:?}");
        let tour = district.duties.iter().find(|duty| duty.person == district.guide.cadre).unwrap();
        let its: Vec<_> = plan.cases.iter().filter(|case| case.village == tour.village).collect();
        assert!(!its.is_empty() && its.iter().all(|case| case.steps.len() == 1 && !case.before.is_empty()), "{}", its.len());
        assert!(plan.cases.iter().flat_map(|case| &case.steps).all(|step| step.at <= now));
    }

    fn count(plan: &Plan, is: impl Fn(&Outcome) -> bool) -> usize {
        plan.visits.iter().filter(|visit| visit.facts.visit.round == plan.rounds[1].id && is(&visit.outcome)).count()
    }

    #[test]
    fn the_due_round_looks_like_the_middle_of_a_campaign() {
        let (_, plan, _) = plan("2026-11-23", 9);
        assert_eq!((plan.rounds[1].name.as_str(), plan.rounds[1].assignments.len()), ("11月下半月", 120));
        assert_eq!(plan.rounds[0].name, "11月上半月");
        assert_eq!(count(&plan, |o| *o == Outcome::Waiting), 19);
        assert_eq!(count(&plan, |o| matches!(o, Outcome::Waiting | Outcome::Accepted)), 76);
        assert_eq!(count(&plan, |o| matches!(o, Outcome::Returned(_))), 5);
        assert_eq!(count(&plan, |o| *o == Outcome::Open), 4);
        assert!(plan.visits.len() >= 280);
    }

    #[test]
    fn nothing_lies_in_the_future_on_any_day_of_a_round() {
        for (day, hours) in [("2026-11-16", 0), ("2026-11-16", 23), ("2026-11-17", 1), ("2026-11-30", 12), ("2026-03-01", 7)] {
            let (_, plan, now) = plan(day, hours);
            for visit in &plan.visits {
                assert!(
                    visit.started_at <= now && visit.submitted_at.is_none_or(|at| at <= now) && visit.reviewed_at.is_none_or(|at| at <= now),
                    "{day}"
                );
                assert!(visit.facts.sightings.iter().all(|sighting| sighting.seen_at <= now), "{day}");
                assert!(visit.photos.iter().all(|photo| photo.taken_at <= now), "{day}");
                assert_eq!(Day::of(visit.started_at), visit.facts.visit.day);
                assert!(visit.submitted_at.is_none_or(|at| at >= visit.started_at));
            }
        }
    }

    #[test]
    fn the_tour_is_as_the_start_page_says() {
        let (district, plan, _) = plan("2026-11-23", 9);
        let outcome = |name: &str| {
            let code = &district.village(name).unwrap().code;
            plan.visits.iter().find(|v| v.facts.visit.village.as_str() == code && v.facts.visit.round == plan.rounds[1].id)
        };
        let half = outcome("柳树湾").unwrap();
        assert_eq!((&half.outcome, &half.inspector), (&Outcome::Open, &district.guide.inspector));
        assert!(matches!(outcome("王家沟").unwrap().outcome, Outcome::Returned(_)));
        assert!(outcome("上坪").is_none());
        assert_eq!(outcome("石门沟").unwrap().outcome, Outcome::Accepted);
    }

    #[test]
    fn what_was_submitted_lacks_nothing_but_pictures_and_the_scores_spread() {
        use xuncun_domain::missing::{MissingKind, missing};
        use xuncun_domain::score::score;
        let (_, plan, _) = plan("2026-11-23", 9);
        let standard = Standard::load(DEFAULT_STANDARD).unwrap();
        let mut scores = Vec::new();
        for visit in plan.visits.iter().filter(|visit| visit.outcome != Outcome::Open) {
            let mut facts = visit.facts.clone();
            if let Some(witness) = facts.witness.as_mut().filter(|_| !visit.strokes.is_empty()) {
                witness.strokes = Some("ab".repeat(32));
            }
            let sheet = score(&standard, &facts, &xuncun_domain::sighting::Deadlines::new());
            let lacking = missing(&standard, &facts, &sheet, 0);
            assert!(lacking.iter().all(|entry| entry.kind == MissingKind::Photos), "{lacking:?}");
            scores.push(sheet.total_text().unwrap().parse::<f64>().unwrap());
        }
        scores.sort_by(f64::total_cmp);
        assert!((55.0..75.0).contains(&scores[0]) && scores[scores.len() - 1] > 92.0, "{} to {}", scores[0], scores[scores.len() - 1]);
        assert!((78.0..92.0).contains(&scores[scores.len() / 2]), "median {}", scores[scores.len() / 2]);
    }

    #[test]
    fn a_village_is_visited_once_a_round_and_photographs_are_bounded() {
        let (_, plan, _) = plan("2026-11-23", 9);
        let ids: HashSet<&str> = plan.visits.iter().map(|v| v.facts.visit.id.as_str()).collect();
        assert_eq!(ids.len(), plan.visits.len());
        let photos: usize = plan.visits.iter().map(|v| v.photos.len()).sum();
        assert!((200..=visit::PHOTOS).contains(&photos), "{photos}");
    }
}
