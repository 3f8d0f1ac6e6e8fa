//! What became of what was seen: the accepted visits' sightings, handed out, cleared, looked at again.

use crate::dice::{Dice, uuid};
use crate::district::District;
use crate::people::{Role, TeamKind};
use crate::scene::{Scene, Shot, View};
use crate::visit::{Outcome, PlannedPhoto, PlannedVisit};
use xuncun_domain::Millis;
use xuncun_domain::calendar::{Calendar, Day};
use xuncun_domain::finding::{Term, Terms};
use xuncun_domain::sighting::Sighting;
use xuncun_domain::step::StepKind;

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;
/// Villages whose cadres have answered: each needs a device of their own, and that takes time.
const ANSWERING: usize = 12;
/// Of so many accepted visits one was handed out: enough to look at.
const EVERY: usize = 3;

/// A step somebody took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    /// Row id of whoever took it.
    pub person: String,
    /// As what.
    pub role: Role,
    /// What.
    pub kind: StepKind,
    /// When.
    pub at: Millis,
    /// Words.
    pub note: String,
    /// The deadline that it fixes.
    pub due: Option<Day>,
    /// It shows the photograph from after.
    pub shows: bool,
    /// Makes its row id.
    pub key: String,
}

/// A sighting that became a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCase {
    /// Village code.
    pub village: String,
    /// What was seen: the finding has its id.
    pub sighting: Sighting,
    /// Its photographs from before.
    pub before: Vec<PlannedPhoto>,
    /// The photograph from after.
    pub after: Option<PlannedPhoto>,
    /// Steps, in their order.
    pub steps: Vec<PlannedStep>,
}

/// Cases up to `now`, the tour's village first: there nothing was answered yet, one is overdue and one is nearly due.
pub(crate) fn plan(district: &District, visits: &[PlannedVisit], calendar: &Calendar, now: Millis) -> Vec<PlannedCase> {
    let mut dice = Dice::new(district.seed, "cases");
    let guide = district.guide_village();
    let mut accepted: Vec<&PlannedVisit> = visits.iter().filter(|visit| visit.outcome == Outcome::Accepted).collect();
    accepted.sort_by_key(|visit| (visit.facts.visit.village.to_string() != guide, std::cmp::Reverse(visit.started_at)));
    let mut answering: Vec<String> = Vec::new();
    let mut cases: Vec<PlannedCase> = Vec::new();
    for (n, visit) in accepted.into_iter().enumerate() {
        let village = visit.facts.visit.village.to_string();
        if village != guide && visit.photos.is_empty() && n % EVERY != 0 {
            continue;
        }
        let Some(reviewed) = visit.reviewed_at else { continue };
        let told = village == guide;
        let open = visit.facts.sightings.iter().filter(|sighting| !sighting.fixed_on_spot && !sighting.transferred);
        for (n, sighting) in open.enumerate() {
            let before: Vec<PlannedPhoto> =
                visit.photos.iter().filter(|photo| photo.owner_id == sighting.id && photo.phase != "after").cloned().collect();
            // In the tour's village the second was handed out yesterday.
            let assigned = if told && n > 0 { (now - DAY).max(reviewed) } else { reviewed + HOUR / 2 }.min(now - HOUR / 4);
            let due = Terms::default().due(Term::of_kind(&sighting.kind), Day::of(assigned), calendar);
            let mut case = PlannedCase { village: village.clone(), sighting: sighting.clone(), before, after: None, steps: Vec::new() };
            case.add(&district.guide.supervisor, Role::Supervisor, StepKind::Assign, assigned, "", Some(due), &mut dice);
            let cadre = district.duties.iter().find(|duty| duty.village == village && duty.kind == "cadre").map(|duty| duty.person.clone());
            // Where there was time for an answer.
            let known =
                answering.contains(&village) || (answering.len() < ANSWERING && (!case.before.is_empty() || n % 2 == 0) && now - assigned > DAY);
            if let Some(cadre) = cadre.filter(|_| !told && known && dice.chance(0.75)) {
                if !answering.contains(&village) {
                    answering.push(village.clone());
                }
                case.go_on(district, &cadre, assigned, now, &mut dice);
            }
            cases.push(case);
        }
    }
    cases
}

impl PlannedCase {
    #[expect(clippy::too_many_arguments, reason = "one line of a plan")]
    fn add(&mut self, person: &str, role: Role, kind: StepKind, at: Millis, note: &str, due: Option<Day>, dice: &mut Dice) {
        let step = PlannedStep {
            person: person.to_owned(),
            role,
            kind,
            at,
            note: note.to_owned(),
            due,
            shows: kind == StepKind::Reply,
            key: uuid(at, dice),
        };
        self.steps.push(step);
    }

    /// The village clears it; then it is looked at, as far as there was time.
    fn go_on(&mut self, district: &District, cadre: &str, assigned: Millis, now: Millis, dice: &mut Dice) {
        let replied = assigned + dice.int(5..52) * HOUR;
        if replied > now {
            return;
        }
        self.after = Some(PlannedPhoto {
            id: uuid(replied, dice),
            owner_table: "finding",
            owner_id: self.sighting.id.clone(),
            item: String::new(),
            phase: "after",
            shot: Shot { scene: Scene::TidyYard, view: View::Near, seed: self.before.first().map_or(0, |photo| photo.shot.seed) },
            taken_at: replied - 90_000,
            position: self.sighting.position,
        });
        let words = dice.pick(&["已清理干净", "已清理，垃圾已运走", "组织群众清理完毕"]);
        self.add(cadre, Role::Cadre, StepKind::Reply, replied, words, None, dice);
        let verifier = district.teams.iter().find(|team| team.kind == TeamKind::General).and_then(|team| team.members.first());
        let verified = replied + dice.int(8..40) * HOUR;
        let Some(verifier) = verifier.filter(|_| verified <= now) else { return };
        if dice.chance(0.15) {
            let words = dice.pick(&["还没清理干净", "照片看不出是同一处"]);
            return self.add(verifier, Role::Inspector, StepKind::SendBack, verified, words, None, dice);
        }
        self.add(verifier, Role::Inspector, StepKind::Verify, verified, "到现场看过，已清理", None, dice);
        let closed = verified + dice.int(2..20) * HOUR;
        if closed <= now && dice.chance(0.8) {
            self.add(&district.guide.supervisor, Role::Supervisor, StepKind::Close, closed, "", None, dice);
        }
    }
}
