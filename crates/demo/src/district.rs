//! The district itself: townships, villages, their numbers and their borders.

use crate::boundary::{Cells, Km, Ring, on_globe};
use crate::dice::Dice;
use crate::people::{self, Duty, Grant, Guide, Person, Team};
use crate::township::{apart, centre, divide};
use crate::{COUNTY, names};

/// Villages in the district.
pub const VILLAGES: usize = 368;
/// Demonstration townships and villages, suburban villages.
pub const DEMONSTRATION: (usize, usize, usize) = (8, 100, 6);

/// A township, town or street office.
#[derive(Debug, Clone, PartialEq)]
pub struct Township {
    /// Nine digits.
    pub code: String,
    /// Name in full, e.g. `红泉镇`.
    pub name: String,
    /// One of the eight demonstration townships.
    pub demonstration: bool,
    /// Middle of its villages: longitude, latitude.
    pub centre: (f64, f64),
    /// Closed rings of longitude and latitude.
    pub boundary: Vec<Ring>,
    /// Its villages, as indices into [`District::villages`].
    pub villages: Vec<usize>,
}

/// An administrative village (行政村).
#[derive(Debug, Clone, PartialEq)]
pub struct Village {
    /// Twelve digits.
    pub code: String,
    /// Name in full, e.g. `柳树湾村`.
    pub name: String,
    /// Index into [`District::townships`].
    pub township: usize,
    /// One of the hundred demonstration villages.
    pub demonstration: bool,
    /// One of the six beside the county seat.
    pub suburban: bool,
    /// Its committee's position: longitude, latitude.
    pub centre: (f64, f64),
    /// Closed rings of longitude and latitude.
    pub boundary: Vec<Ring>,
    /// Households.
    pub households: i64,
    /// People.
    pub people: i64,
    /// Labour force.
    pub labour: i64,
    /// Names of its groups, e.g. `三社`, with a position each.
    pub groups: Vec<(String, (f64, f64))>,
    /// How well it is kept, 0–1: what its visits find.
    pub care: f64,
}

/// Everything about the district that does not depend on the day.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    /// The seed that made it.
    pub seed: u64,
    /// County boundary, closed rings.
    pub boundary: Vec<Ring>,
    /// 28 of them, by code.
    pub townships: Vec<Township>,
    /// 368 of them, by code.
    pub villages: Vec<Village>,
    /// The general team and seven sub-teams.
    pub teams: Vec<Team>,
    /// Everybody with a part in the campaign.
    pub people: Vec<Person>,
    /// What they may do.
    pub grants: Vec<Grant>,
    /// Who answers for which village (包抓).
    pub duties: Vec<Duty>,
    /// Whom the start page signs in.
    pub guide: Guide,
}

impl District {
    /// Makes the district of a seed. The same on every machine.
    pub fn generate(seed: u64) -> Self {
        let Some(cells) = (0..).find_map(|round: u64| Cells::scatter(VILLAGES, &mut Dice::new(seed.wrapping_add(round), "boundary"))) else {
            return Self::empty(seed);
        };
        let mut district = Self::empty(seed);
        district.boundary = cells.border(&(0..VILLAGES).collect::<Vec<_>>());
        let parts = in_code_order(&cells, divide(&cells, names::TOWNSHIPS.len(), &mut Dice::new(seed, "townships")));
        district.place(&cells, &parts);
        district.name_villages();
        district.mark_demonstration();
        people::fill(&mut district);
        district
    }

    /// Code of the village that the guide's cadre answers for.
    pub fn guide_village(&self) -> String {
        self.duties.iter().find(|duty| duty.person == self.guide.cadre).map(|duty| duty.village.clone()).unwrap_or_default()
    }

    /// The village of a name without 村.
    pub fn village(&self, name: &str) -> Option<&Village> {
        self.villages.iter().find(|village| village.name.strip_suffix('村') == Some(name))
    }

    /// Index of the township that holds the tour's villages.
    pub fn tour_township(&self) -> usize {
        self.townships.iter().position(|township| township.name == "红泉镇").unwrap_or_default()
    }

    fn empty(seed: u64) -> Self {
        Self {
            seed,
            boundary: Vec::new(),
            townships: Vec::new(),
            villages: Vec::new(),
            teams: Vec::new(),
            people: Vec::new(),
            grants: Vec::new(),
            duties: Vec::new(),
            guide: Guide::default(),
        }
    }

    fn place(&mut self, cells: &Cells, parts: &[Vec<usize>]) {
        let mut dice = Dice::new(self.seed, "villages");
        for (township, (part, (digits, name))) in parts.iter().zip(names::TOWNSHIPS).enumerate() {
            let code = format!("{COUNTY}{digits}");
            let mut villages = Vec::new();
            for (n, cell) in part.iter().enumerate() {
                villages.push(self.villages.len());
                self.villages.push(village(format!("{code}{}", 201 + n), township, cells.sites[*cell], cells.border(&[*cell]), &mut dice));
            }
            self.townships.push(Township {
                code,
                name: name.to_string(),
                demonstration: false,
                centre: on_globe(centre(cells, part)),
                boundary: cells.border(part),
                villages,
            });
        }
        let near = self.townships.first().map(|seat| seat.villages.clone()).unwrap_or_default();
        for village in near.into_iter().take(DEMONSTRATION.2) {
            self.villages[village].suburban = true;
        }
    }

    /// The tour's names go to its township, the rest anywhere.
    fn name_villages(&mut self) {
        let mut dice = Dice::new(self.seed, "names");
        let mut names = names::villages(self.villages.len(), &mut dice);
        let rest = names.split_off(names::TOUR.len());
        let tour = self.townships[self.tour_township()].villages.clone();
        for (village, name) in tour.iter().zip(names) {
            self.villages[*village].name = format!("{name}村");
        }
        let mut rest: Vec<String> = rest;
        dice.shuffle(&mut rest);
        for (village, name) in self.villages.iter_mut().filter(|v| v.name.is_empty()).zip(rest) {
            village.name = format!("{name}村");
        }
    }

    /// Eight townships, the tour's among them; sixty of their villages and forty elsewhere.
    fn mark_demonstration(&mut self) {
        let mut dice = Dice::new(self.seed, "demonstration");
        let tour = self.tour_township();
        let mut order: Vec<usize> = (0..self.townships.len()).filter(|t| *t != tour).collect();
        dice.shuffle(&mut order);
        order.insert(0, tour);
        for township in order.iter().take(DEMONSTRATION.0) {
            self.townships[*township].demonstration = true;
        }
        let mut inside: Vec<usize> = Vec::new();
        let mut outside: Vec<usize> = Vec::new();
        for (index, village) in self.villages.iter().enumerate() {
            if self.townships[village.township].demonstration { inside.push(index) } else { outside.push(index) }
        }
        dice.shuffle(&mut inside);
        dice.shuffle(&mut outside);
        let first = self.townships[tour].villages.first().copied();
        inside.sort_by_key(|village| Some(*village) != first);
        inside.truncate(60);
        let chosen = inside.len();
        for village in inside.into_iter().chain(outside.into_iter().take(DEMONSTRATION.1 - chosen)) {
            self.villages[village].demonstration = true;
            self.villages[village].care = (self.villages[village].care + 0.12).min(0.97);
        }
    }
}

fn village(code: String, township: usize, site: Km, boundary: Vec<Ring>, dice: &mut Dice) -> Village {
    let households = dice.int(110..640);
    let people = households * dice.int(31..44) / 10;
    let count = (households / 70).clamp(3, 9) as usize;
    let word = if township % 3 == 2 { '组' } else { '社' };
    let numerals: Vec<char> = "一二三四五六七八九".chars().collect();
    let groups = (0..count)
        .map(|n| {
            let (turn, away) = (std::f64::consts::TAU * n as f64 / count as f64 + dice.real(0.0..0.6), dice.real(0.2..0.55));
            (format!("{}{word}", numerals[n % 9]), on_globe((site.0 + away * turn.cos(), site.1 + away * turn.sin())))
        })
        .collect();
    Village {
        code,
        name: String::new(),
        township,
        demonstration: false,
        suburban: false,
        centre: on_globe(site),
        boundary,
        households,
        people,
        labour: people * dice.int(48..62) / 100,
        groups,
        care: (dice.real(0.35..0.95) + dice.real(0.35..0.95)) / 2.0,
    }
}

/// The street office is the part nearest to the seat, the tour's township lies north of it; the others go by size, the larger being towns.
fn in_code_order(cells: &Cells, mut parts: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let nearest = |parts: &[Vec<usize>], to: Km| {
        (0..parts.len()).min_by(|a, b| apart(centre(cells, &parts[*a]), to).total_cmp(&apart(centre(cells, &parts[*b]), to))).unwrap_or_default()
    };
    let mut ordered = vec![parts.remove(nearest(&parts, (0.0, 0.0)))];
    ordered.push(parts.remove(nearest(&parts, (-2.0, 7.0))));
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    ordered.extend(parts);
    ordered
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::DEFAULT_SEED;
    use std::collections::HashSet;

    #[test]
    fn the_district_has_the_numbers_of_the_campaign() {
        let district = District::generate(DEFAULT_SEED);
        assert_eq!((district.townships.len(), district.villages.len()), (28, 368));
        assert_eq!(district.townships.iter().filter(|t| t.demonstration).count(), 8);
        assert_eq!(district.villages.iter().filter(|v| v.demonstration).count(), 100);
        assert_eq!(district.villages.iter().filter(|v| v.suburban).count(), 6);
        let codes: HashSet<&str> = district.villages.iter().map(|v| v.code.as_str()).collect();
        assert_eq!(codes.len(), 368);
        assert!(district.villages.iter().all(|v| v.code.len() == 12 && v.code.starts_with(&district.townships[v.township].code)));
        assert!(district.villages.iter().all(|v| v.labour < v.people && v.groups.len() >= 3 && v.name.ends_with('村')));
    }

    #[test]
    fn townships_are_in_one_piece_and_of_a_sensible_size() {
        for seed in [DEFAULT_SEED, 1, 2] {
            let district = District::generate(seed);
            for township in &district.townships {
                assert!((4..=26).contains(&township.villages.len()), "{} has {}", township.name, township.villages.len());
                assert_eq!(township.boundary.len(), 1, "{}", township.name);
            }
        }
    }

    #[test]
    fn the_tour_is_in_one_township_and_the_seed_decides_everything() {
        let district = District::generate(7);
        let tour = district.tour_township();
        for name in names::TOUR {
            assert_eq!(district.village(name).unwrap().township, tour, "{name}");
        }
        assert!(district.village("柳树湾").unwrap().demonstration);
        assert_eq!(district, District::generate(7));
        assert_ne!(district.villages, District::generate(8).villages);
    }
}
