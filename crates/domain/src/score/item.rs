//! One item: its answer (or what was seen) → points in play, points lost, and the terms that say why.

use super::seen::Seen;
use super::{ItemScore, Term};
use crate::answer::{AnswerLevel, AnswerValue, Tick, YesPartialNo};
use crate::inspection::Facts;
use crate::points::Points;
use crate::standard::{AnswerRule, Item};

/// What an answer comes to, before the floor.
enum Outcome {
    Unanswered,
    /// By answer, or because no target is set.
    NotApplicable {
        answered: bool,
    },
    Answered(Vec<Term>),
    Sampled {
        points: Points,
        terms: Vec<Term>,
        open: Vec<u32>,
    },
}

pub(super) fn score(item: &Item, facts: &Facts, seen: &Seen) -> ItemScore {
    let outcome = match answer_of(facts, &item.id, None) {
        // 不适用 that the item does not allow (it came from another version) is no answer.
        Some(AnswerValue::NotApplicable) if item.may_not_apply => Outcome::NotApplicable { answered: true },
        value => outcome(item, value, facts, seen),
    };
    let (answered, points, mut terms, households_open) = match outcome {
        Outcome::NotApplicable { answered } => (answered, Points::ZERO, Vec::new(), Vec::new()),
        Outcome::Unanswered => (false, item.points, Vec::new(), Vec::new()),
        Outcome::Answered(terms) => (true, item.points, terms, Vec::new()),
        Outcome::Sampled { points, terms, open } => (open.is_empty(), points, terms, open),
    };
    let lost = floor(points, &mut terms);
    // Also a sample in which no household has any.
    let not_applicable = points.is_zero();
    let unanswered = !answered && !not_applicable;
    ItemScore { item: item.id.clone(), points, got: points - lost, lost, terms, answered, not_applicable, unanswered, households_open }
}

/// 扣完为止: fills a term that takes the whole item, and gives back what goes beyond the points. Returns what is lost.
fn floor(points: Points, terms: &mut Vec<Term>) -> Points {
    let mut lost: Points = terms.iter().map(|term| term.lost).sum();
    for term in terms.iter_mut().filter(|term| term.count.is_some() && term.each.is_none()) {
        if lost < points {
            term.lost = points - lost;
            lost = points;
        }
    }
    if lost > points {
        terms.push(plain("floor", points - lost, String::new()));
        lost = points;
    }
    lost
}

fn outcome(item: &Item, value: Option<AnswerValue>, facts: &Facts, seen: &Seen) -> Outcome {
    let answered = |terms: Vec<Term>| Outcome::Answered(terms);
    match (item.answer, value) {
        (AnswerRule::Sightings { .. }, value) => match (seen.terms(&item.id), value) {
            (Some(terms), _) => answered(terms.to_vec()),
            (None, Some(AnswerValue::Count { n: 0 })) => answered(Vec::new()),
            (None, _) => Outcome::Unanswered,
        },
        (AnswerRule::Households { each, sample }, _) => sampled(item, each, sample, facts),
        (AnswerRule::Ratio { overdue }, Some(AnswerValue::Ratio { done, target, overdue: late })) => ratio(item, overdue, done, target, late),
        // No target set.
        (AnswerRule::Ratio { .. }, _) => Outcome::NotApplicable { answered: false },
        (AnswerRule::Count { each }, Some(AnswerValue::Count { n })) => answered(counted("each", n, each, String::new())),
        (AnswerRule::Level { fair, poor }, Some(AnswerValue::Level { level })) => answered(match level {
            AnswerLevel::Good => Vec::new(),
            AnswerLevel::Fair => vec![plain("level", fair, "fair".into())],
            AnswerLevel::Poor => vec![plain("level", poor, "poor".into())],
        }),
        (AnswerRule::YesNo {}, Some(AnswerValue::YesNo { yes: true })) => answered(Vec::new()),
        (AnswerRule::YesNo {}, Some(AnswerValue::YesNo { yes: false })) => answered(vec![plain("no", item.points, String::new())]),
        (AnswerRule::YesPartialNo { partial }, Some(AnswerValue::YesPartialNo { value })) => answered(match value {
            YesPartialNo::Yes => Vec::new(),
            YesPartialNo::Partial => vec![plain("partial", partial, String::new())],
            YesPartialNo::No => vec![plain("no", item.points, String::new())],
        }),
        // Nothing, or a value that is not of this item's kind.
        _ => Outcome::Unanswered,
    }
}

/// A sample: each household that has none takes its share of the points out of play, each that fails costs `each`.
fn sampled(item: &Item, each: Points, sample: u32, facts: &Facts) -> Outcome {
    let tick = |household: u32| match answer_of(facts, &item.id, Some(household)) {
        Some(AnswerValue::Household { tick: Tick::None }) if !item.may_not_apply => None,
        Some(AnswerValue::Household { tick }) => Some(tick),
        _ => None,
    };
    let households_with = |wanted: Option<Tick>| (1..=sample).filter(|household| tick(*household) == wanted).collect::<Vec<u32>>();
    let (open, none, failing) = (households_with(None), households_with(Some(Tick::None)), households_with(Some(Tick::Fail)));
    let count_of = |households: &[u32]| u32::try_from(households.len()).unwrap_or(sample);
    let points = item.points * Points::whole(sample - count_of(&none)) / sample;
    let numbers: Vec<String> = failing.iter().map(u32::to_string).collect();
    Outcome::Sampled { points, terms: counted("household", count_of(&failing), each, numbers.join(",")), open }
}

fn ratio(item: &Item, each_overdue: Points, done: u32, target: u32, late: u32) -> Outcome {
    // A target of 0 is no target.
    let Some(share) = Points::ratio(done, target) else { return Outcome::NotApplicable { answered: true } };
    // Stage `item` of the rounding.
    let got = (item.points * share.min(Points::ONE)).rounded();
    let mut terms = Vec::new();
    if got < item.points {
        terms.push(plain("ratio", item.points - got, format!("{done}/{target}")));
    }
    terms.extend(counted("overdue", late, each_overdue, String::new()));
    Outcome::Answered(terms)
}

fn counted(rule: &str, count: u32, each: Points, detail: String) -> Vec<Term> {
    if count == 0 {
        return Vec::new();
    }
    vec![Term { rule: rule.to_owned(), count: Some(count), each: Some(each), lost: each * Points::whole(count), detail, sightings: Vec::new() }]
}

fn plain(rule: &str, lost: Points, detail: String) -> Term {
    Term { rule: rule.to_owned(), count: None, each: None, lost, detail, sightings: Vec::new() }
}

/// The answer of an item or household. A slot has one answer; should facts hold two, the least is taken, whatever their order.
fn answer_of(facts: &Facts, item: &str, household: Option<u32>) -> Option<AnswerValue> {
    facts.answers.iter().filter(|answer| answer.item == item && answer.household == household).filter_map(|answer| answer.value).min()
}
