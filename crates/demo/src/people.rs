//! Who takes part: one general team and seven sub-teams (一总七分), the office, townships' deputies, a cadre for every village.

use crate::dice::Dice;
use crate::district::District;
use crate::{COUNTY, names};
use std::collections::HashSet;

/// What a person does in the campaign; the same words as the grants' roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// 督查员.
    Inspector,
    /// 村干部.
    Cadre,
    /// 乡镇.
    Township,
    /// 督查室.
    Supervisor,
    /// 管理员.
    Admin,
}

impl Role {
    /// The role's name in a grant.
    pub fn id(self) -> &'static str {
        match self {
            Self::Inspector => "inspector",
            Self::Cadre => "cadre",
            Self::Township => "township",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Row id.
    pub id: String,
    /// Invented name.
    pub name: String,
    /// Office, e.g. `督查一组 组长`.
    pub title: String,
    /// Their part.
    pub role: Role,
    /// Index into [`District::teams`], for inspectors.
    pub team: Option<usize>,
}

/// What one person may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Row id.
    pub id: String,
    /// Person's row id.
    pub person: String,
    /// Role.
    pub role: Role,
    /// Division codes it covers, with all below.
    pub prefixes: Vec<String>,
    /// Row id of the team it comes with, for inspectors.
    pub team: Option<String>,
}

/// Which kind of team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamKind {
    /// 总督查组: all townships, each month.
    General,
    /// 分督查组: four townships, each half-month.
    Sub,
}

/// A supervision team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Row id.
    pub id: String,
    /// Name, e.g. `督查一组`.
    pub name: String,
    /// Short name, e.g. `一组`.
    pub short: String,
    /// General or sub.
    pub kind: TeamKind,
    /// Indices into [`District::townships`].
    pub townships: Vec<usize>,
    /// Row ids of its people, the leader first.
    pub members: Vec<String>,
}

/// Who answers for a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Village code.
    pub village: String,
    /// Person's row id.
    pub person: String,
    /// `cadre` the village's own, `deputy` the township's.
    pub kind: &'static str,
}

/// Whom the start page signs in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    /// Row id of the inspector who has half an inspection of 柳树湾.
    pub inspector: String,
    /// Row id of a second inspector of the same team.
    pub colleague: String,
    /// Row id of the supervisor.
    pub supervisor: String,
    /// Row id of 柳树湾's cadre.
    pub cadre: String,
    /// Row id of the deputy of the tour's township.
    pub township: String,
    /// Row id of the administrator.
    pub admin: String,
}

/// Everybody's names and rights.
pub(crate) fn fill(district: &mut District) {
    let mut dice = Dice::new(district.seed, "people");
    let mut roll = Roll { taken: HashSet::new(), people: Vec::new(), grants: Vec::new() };
    district.teams = teams(district);
    office(&mut roll, &mut district.guide, &mut dice);
    inspectors(district, &mut roll, &mut dice);
    answerable(district, &mut roll, &mut dice);
    district.people = roll.people;
    district.grants = roll.grants;
}

struct Roll {
    taken: HashSet<String>,
    people: Vec<Person>,
    grants: Vec<Grant>,
}

impl Roll {
    fn add(&mut self, name: String, title: String, role: Role, prefixes: Vec<String>, team: Option<(usize, &str)>) -> String {
        let n = self.people.len() + 1;
        let id = format!("person-{n:03}");
        self.taken.insert(name.clone());
        self.grants.push(Grant { id: format!("grant-{n:03}"), person: id.clone(), role, prefixes, team: team.map(|(_, team)| team.to_string()) });
        self.people.push(Person { id: id.clone(), name, title, role, team: team.map(|(index, _)| index) });
        id
    }

    fn add_any(&mut self, title: String, role: Role, prefixes: Vec<String>, team: Option<(usize, &str)>, dice: &mut Dice) -> String {
        let name = names::person(dice, &mut self.taken);
        self.add(name, title, role, prefixes, team)
    }
}

/// Sub-teams take four neighbouring townships each, clockwise around the seat; the first one has the tour's.
fn teams(district: &District) -> Vec<Team> {
    let seat = district.townships.first().map(|seat| seat.centre).unwrap_or_default();
    let mut around: Vec<usize> = (0..district.townships.len()).collect();
    let turn = |t: &usize| {
        let (lon, lat) = district.townships[*t].centre;
        (lon - seat.0).atan2(lat - seat.1)
    };
    around.sort_by(|a, b| turn(a).total_cmp(&turn(b)));
    let tour = around.iter().position(|t| *t == district.tour_township()).unwrap_or_default();
    around.rotate_left(tour);
    let mut teams = vec![Team {
        id: "team-0".into(),
        name: "总督查组".into(),
        short: "总组".into(),
        kind: TeamKind::General,
        townships: (0..district.townships.len()).collect(),
        members: Vec::new(),
    }];
    for ((n, numeral), townships) in (1..).zip("一二三四五六七".chars()).zip(around.chunks(4)) {
        teams.push(Team {
            id: format!("team-{n}"),
            name: format!("督查{numeral}组"),
            short: format!("{numeral}组"),
            kind: TeamKind::Sub,
            townships: townships.to_vec(),
            members: Vec::new(),
        });
    }
    teams
}

fn office(roll: &mut Roll, guide: &mut Guide, dice: &mut Dice) {
    let county = || vec![COUNTY.to_string()];
    guide.admin = roll.add("周明亮".into(), "区专班 系统管理".into(), Role::Admin, county(), None);
    guide.supervisor = roll.add("李怀民".into(), "区专班 主任".into(), Role::Supervisor, county(), None);
    for title in ["区专班 副主任", "区专班 审核", "区专班 审核"] {
        roll.add_any(title.into(), Role::Supervisor, county(), None, dice);
    }
}

fn inspectors(district: &mut District, roll: &mut Roll, dice: &mut Dice) {
    for index in 0..district.teams.len() {
        let team = &district.teams[index];
        let (id, name) = (team.id.clone(), team.name.clone());
        let prefixes: Vec<String> = match team.kind {
            TeamKind::General => vec![COUNTY.to_string()],
            TeamKind::Sub => team.townships.iter().map(|t| district.townships[*t].code.clone()).collect(),
        };
        let known: &[&str] = if index == 1 { &["马建国", "王秀兰"] } else { &[] };
        let size = if index == 1 { 3 } else { 2 + dice.index(2) };
        for n in 0..size {
            let title = if n == 0 { format!("{name} 组长") } else { name.clone() };
            let member = match known.get(n) {
                Some(known) => roll.add((*known).to_string(), title, Role::Inspector, prefixes.clone(), Some((index, &id))),
                None => roll.add_any(title, Role::Inspector, prefixes.clone(), Some((index, &id)), dice),
            };
            district.teams[index].members.push(member);
        }
    }
    if let [inspector, colleague, ..] = district.teams.get(1).map(|team| team.members.as_slice()).unwrap_or_default() {
        district.guide.inspector.clone_from(inspector);
        district.guide.colleague.clone_from(colleague);
    }
}

/// A deputy for each township, a cadre for each village.
fn answerable(district: &mut District, roll: &mut Roll, dice: &mut Dice) {
    let tour = district.tour_township();
    let first = district.village(names::TOUR[0]).map(|village| village.code.clone());
    let mut duties = Vec::new();
    for (index, township) in district.townships.iter().enumerate() {
        let deputy = roll.add_any(format!("{} 副职", township.name), Role::Township, vec![township.code.clone()], None, dice);
        for village in township.villages.iter().map(|v| &district.villages[*v]) {
            let cadre = roll.add_any(format!("{} 村干部", village.name), Role::Cadre, vec![village.code.clone()], None, dice);
            if Some(&village.code) == first.as_ref() {
                district.guide.cadre.clone_from(&cadre);
            }
            duties.push(Duty { village: village.code.clone(), person: cadre, kind: "cadre" });
            duties.push(Duty { village: village.code.clone(), person: deputy.clone(), kind: "deputy" });
        }
        if index == tour {
            district.guide.township = deputy;
        }
    }
    district.duties = duties;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DEFAULT_SEED;

    #[test]
    fn one_general_team_and_seven_with_four_townships_each() {
        let district = District::generate(DEFAULT_SEED);
        assert_eq!(district.teams.len(), 8);
        let mut covered: Vec<usize> = district.teams[1..].iter().flat_map(|team| team.townships.clone()).collect();
        covered.sort_unstable();
        assert_eq!(covered, (0..28).collect::<Vec<_>>());
        assert!(district.teams[1..].iter().all(|team| team.townships.len() == 4 && (2..=3).contains(&team.members.len())));
        assert!(district.teams[1].townships.contains(&district.tour_township()));
    }

    #[test]
    fn every_village_has_somebody_and_no_inspector_answers_for_one() {
        let district = District::generate(DEFAULT_SEED);
        for village in &district.villages {
            assert_eq!(district.duties.iter().filter(|duty| duty.village == village.code).count(), 2);
        }
        let inspectors: HashSet<&str> = district.people.iter().filter(|p| p.role == Role::Inspector).map(|p| p.id.as_str()).collect();
        assert!(district.duties.iter().all(|duty| !inspectors.contains(duty.person.as_str())));
        assert_eq!(district.people.iter().map(|p| &p.id).collect::<HashSet<_>>().len(), district.people.len());
        assert_eq!(district.grants.len(), district.people.len());
        let guide = &district.guide;
        assert!([&guide.inspector, &guide.colleague, &guide.supervisor, &guide.cadre, &guide.township, &guide.admin].iter().all(|id| !id.is_empty()));
    }
}
