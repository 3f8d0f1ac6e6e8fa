//! From sightings to terms: each costs what its kind, grade and state say, once.

use super::Term;
use crate::inspection::Facts;
use crate::points::Points;
use crate::sighting::{Deadlines, Sighting, SightingState};
use crate::standard::{AnswerRule, SightingKind, SightingPrice, Standard};
use std::collections::{BTreeMap, BTreeSet};

/// One sighting with its price.
struct Priced<'a> {
    sighting: &'a Sighting,
    kind: &'a SightingKind,
    rule: String,
    /// Points for each place; `None` takes the whole item.
    each: Option<Points>,
}

impl Priced<'_> {
    /// How much it weighs against another sighting of the same finding.
    fn weight(&self) -> (bool, Points) {
        (self.each.is_none(), self.each.unwrap_or_default() * Points::whole(self.sighting.count))
    }
}

/// What was seen, by item.
pub(super) struct Seen {
    terms: BTreeMap<String, Vec<Term>>,
    pub(super) not_scored: Vec<String>,
}

impl Seen {
    /// The terms of an item; `None` if nothing was seen for it. A term without `each` takes the whole item.
    pub(super) fn terms(&self, item: &str) -> Option<&[Term]> {
        self.terms.get(item).map(Vec::as_slice)
    }
}

/// Prices every sighting of the facts. A sighting counts in its kind's item and in no other; one row, one finding: one deduction.
pub(super) fn priced(standard: &Standard, facts: &Facts, deadlines: &Deadlines) -> Seen {
    let mut sightings: Vec<&Sighting> = facts.sightings.iter().collect();
    sightings.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| b.count.cmp(&a.count)));
    sightings.dedup_by(|a, b| a.id == b.id);

    let mut not_scored = Vec::new();
    let mut priced = Vec::new();
    for sighting in sightings {
        match standard.kind(&sighting.kind) {
            Some(kind) => priced.push(price(standard, kind, sighting, deadlines)),
            None => not_scored.push(sighting.id.clone()),
        }
    }
    same_findings_once(&mut priced);
    let mut terms: BTreeMap<String, Vec<Term>> = BTreeMap::new();
    for (item, group) in by_item(priced) {
        terms.insert(item, collect(standard, &group));
    }
    Seen { terms, not_scored }
}

/// Points for each place, by the item that a kind counts in.
pub(super) fn each_of(standard: &Standard, kind: &SightingKind) -> Points {
    match standard.item(&kind.item).map(|item| item.answer) {
        Some(AnswerRule::Sightings { each }) => each,
        // Refused when the standard was loaded.
        _ => Points::ZERO,
    }
}

fn price<'a>(standard: &Standard, kind: &'a SightingKind, sighting: &'a Sighting, deadlines: &Deadlines) -> Priced<'a> {
    let each = each_of(standard, kind);
    let state = sighting.state(deadlines);
    let factor = standard.document().sighting_costs.of(state);
    let price = match kind.price(&sighting.grade, each) {
        SightingPrice::ZeroesItem if factor.is_zero() => Some(Points::ZERO),
        SightingPrice::ZeroesItem => None,
        SightingPrice::Each(each) => Some(each * factor),
    };
    let rule = match (state, kind.grade(&sighting.grade)) {
        (SightingState::New, Some(grade)) => grade.id.clone(),
        // What takes the whole item is named by what it is, whenever it was found.
        (_, Some(grade)) if price.is_none() => grade.id.clone(),
        (SightingState::New, None) => "each".to_owned(),
        (state, _) => state.as_str().to_owned(),
    };
    Priced { sighting, kind, rule, each: price }
}

/// Of several sightings of one finding (two inspectors, say) the dearest is deducted, the others are shown at 0.
fn same_findings_once(priced: &mut [Priced<'_>]) {
    let mut dearest: BTreeMap<&str, usize> = BTreeMap::new();
    let mut again = Vec::new();
    for (i, this) in priced.iter().enumerate() {
        let Some(finding) = this.sighting.finding.as_deref() else { continue };
        match dearest.get(finding).copied() {
            None => {
                dearest.insert(finding, i);
            }
            // Sorted by id: of equals the first stays.
            Some(other) if priced[other].weight() >= this.weight() => again.push(i),
            Some(other) => {
                again.push(other);
                dearest.insert(finding, i);
            }
        }
    }
    for i in again {
        priced[i].rule = "same_finding".to_owned();
        priced[i].each = Some(Points::ZERO);
    }
}

fn by_item(priced: Vec<Priced<'_>>) -> BTreeMap<String, Vec<Priced<'_>>> {
    let mut groups: BTreeMap<String, Vec<Priced<'_>>> = BTreeMap::new();
    for sighting in priced {
        groups.entry(sighting.kind.item.clone()).or_default().push(sighting);
    }
    groups
}

/// One term for each rule and price: 2 处 × 1 分, whatever the kinds.
fn collect(standard: &Standard, priced: &[Priced<'_>]) -> Vec<Term> {
    let mut keys: Vec<(&str, Option<Points>)> = priced.iter().map(|p| (p.rule.as_str(), p.each)).collect();
    // Dearest first; what takes the whole item comes last, since it takes what the others left.
    keys.sort_by(|a, b| (a.1.is_none(), std::cmp::Reverse(a.1), a.0).cmp(&(b.1.is_none(), std::cmp::Reverse(b.1), b.0)));
    keys.dedup();
    let mut terms = Vec::new();
    for (rule, each) in keys {
        let of_term: Vec<&Priced<'_>> = priced.iter().filter(|p| p.rule == rule && p.each == each).collect();
        let count = of_term.iter().fold(0u32, |sum, p| sum.saturating_add(p.sighting.count));
        let kinds: BTreeSet<&str> = of_term.iter().map(|p| p.kind.id.as_str()).collect();
        let detail: Vec<&str> = standard.kinds().iter().map(|kind| kind.id.as_str()).filter(|id| kinds.contains(id)).collect();
        let mut sightings: Vec<String> = of_term.iter().map(|p| p.sighting.id.clone()).collect();
        sightings.sort();
        let lost = each.unwrap_or_default() * Points::whole(count);
        terms.push(Term { rule: rule.to_owned(), count: Some(count), each, lost, detail: detail.join(","), sightings });
    }
    terms
}
