//! Where a finding stands, from all its steps.

use super::{Status, StepKind, allowed};
use crate::Millis;
use crate::calendar::Day;
use crate::grant::Role;
use std::collections::{BTreeMap, BTreeSet};

/// A step as its row says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Row id.
    pub id: String,
    /// What was done; `None` of a kind that this version does not know.
    pub kind: Option<StepKind>,
    /// The step that it answers; `None` answers the finding itself.
    pub answers: Option<String>,
    /// The deadline that it fixes: the last day in time.
    pub due: Option<Day>,
    /// The roles that its author had in the place when it was taken.
    pub roles: Vec<Role>,
    /// When it was taken.
    pub at: Millis,
    /// Its version's clock: of two that are alike the earlier counts.
    pub hlc: u64,
}

/// Why a step does not count. It stands in the history all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// Another one answered the same step, and comes first by the table.
    Overruled,
    /// It answers a step that things have gone on from, or one that does not count itself.
    Late,
    /// The table has no row for it.
    NotAllowed,
    /// The step that it answers is not here.
    Unplaced,
}

/// Where a finding stands, and how it came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Where it stands.
    pub status: Status,
    /// The last day in time; `None` before a deadline was fixed.
    pub due: Option<Day>,
    /// Since when its clock stands still.
    pub paused: Option<Day>,
    /// The ids of the steps that count, first to last.
    pub steps: Vec<String>,
    /// The others, by id.
    pub aside: BTreeMap<String, Aside>,
}

impl Case {
    /// The step that the next one answers.
    pub fn last(&self) -> Option<&str> {
        self.steps.last().map(String::as_str)
    }

    /// Days by which its deadline is missed on `today`; `None` if it is not, or nothing is due.
    pub fn overdue(&self, today: Day) -> Option<u32> {
        let due = self.due.filter(|_| self.status.is_due())?;
        u32::try_from(today.days_since(due)).ok().filter(|days| *days > 0)
    }
}

/// A step that the table allows where it stands.
struct Placed<'a> {
    step: &'a Step,
    rank: usize,
    after: Status,
}

/// Where a finding stands. The order in which the steps are given says nothing.
///
/// Each step has its place by what it answers, and counts from there by the table. Of several answers to one step, the one counts that was itself
/// answered first; of those that nobody has answered the one whose row stands higher; then the earlier. So what others have built on is not taken
/// from under them by what comes later, and nothing depends on who heard of what first.
pub fn case(steps: &[Step]) -> Case {
    let mut answers: BTreeMap<Option<&str>, Vec<&Step>> = BTreeMap::new();
    for step in steps {
        answers.entry(step.answers.as_deref()).or_default().push(step);
    }
    let mut aside = BTreeMap::new();
    // Every step that the table allows, by what it answers.
    let mut placed: BTreeMap<Option<&str>, Vec<Placed<'_>>> = BTreeMap::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![(None, Status::Reported)];
    while let Some((answered, before)) = open.pop() {
        for step in answers.get(&answered).into_iter().flatten() {
            seen.insert(&step.id);
            let Some((rank, rule)) = step.kind.and_then(|kind| allowed(before, kind, &step.roles)) else {
                aside.insert(step.id.clone(), Aside::NotAllowed);
                continue;
            };
            placed.entry(answered).or_default().push(Placed { step, rank, after: rule.after });
            open.push((Some(step.id.as_str()), rule.after));
        }
    }
    let mut case = Case { status: Status::Reported, due: None, paused: None, steps: Vec::new(), aside };
    let mut at = None;
    while let Some(found) = placed.get(&at) {
        let answered = |one: &Placed<'_>| placed.get(&Some(one.step.id.as_str()))?.iter().map(|answer| answer.step.hlc).min();
        let Some(first) = found.iter().min_by_key(|one| (answered(one).unwrap_or(u64::MAX), one.rank, one.step.hlc, &one.step.id)) else { break };
        let gone_on = answered(first).is_some();
        for other in found.iter().filter(|other| other.step.id != first.step.id) {
            case.aside.insert(other.step.id.clone(), if gone_on { Aside::Late } else { Aside::Overruled });
        }
        case.take(first);
        at = Some(first.step.id.as_str());
    }
    for step in steps.iter().filter(|step| !case.steps.contains(&step.id)) {
        let why = if seen.contains(step.id.as_str()) { Aside::Late } else { lost(step, &seen, steps) };
        case.aside.entry(step.id.clone()).or_insert(why);
    }
    case
}

/// Of a step that no way leads to: it rests on one that the table does not allow, or on one that is not here.
fn lost(step: &Step, seen: &BTreeSet<&str>, steps: &[Step]) -> Aside {
    let mut at = step;
    // A ring of steps that answer each other ends the search, too.
    for _ in 0..steps.len() {
        let Some(next) = at.answers.as_deref().and_then(|id| steps.iter().find(|one| one.id == id)) else { return Aside::Unplaced };
        if seen.contains(next.id.as_str()) {
            return Aside::Late;
        }
        at = next;
    }
    Aside::Unplaced
}

impl Case {
    fn take(&mut self, placed: &Placed<'_>) {
        let (step, day) = (placed.step, Day::of(placed.step.at));
        if let Some(since) = self.paused.take_if(|_| !placed.after.is_paused()) {
            // The days in which nobody knew whose ground it is are given back.
            self.due = self.due.map(|due| due.plus(day.days_since(since).max(0)));
        }
        if step.kind.is_some_and(StepKind::sets_due) {
            self.due = step.due.or(self.due);
        }
        if placed.after.is_paused() {
            self.paused.get_or_insert(day);
        }
        self.status = placed.after;
        self.steps.push(step.id.clone());
    }
}
