//! What was entered for each item, by the kind of answer that the standard asks for.

use crate::dice::Dice;
use crate::district::Village;
use xuncun_domain::answer::{AnswerFact, AnswerLevel, AnswerValue, Tick, YesPartialNo};
use xuncun_domain::sighting::Sighting;
use xuncun_domain::standard::{AnswerRule, Item, Standard};

/// All items answered; or, of a visit that is `half` done, about half of those that are typed.
pub(super) fn make(village: &Village, standard: &Standard, sightings: &[Sighting], half: bool, dice: &mut Dice) -> Vec<AnswerFact> {
    let items: Vec<&Item> = standard.items().iter().collect();
    let until = if half { items.len() * 13 / 24 } else { items.len() };
    // A measure without a target is not asked for; few villages have targets in a half-month.
    let measured = dice.chance(0.15);
    let asked = |item: &&Item| measured || !matches!(item.answer, AnswerRule::Ratio { .. });
    items.into_iter().take(until).filter(asked).flat_map(|item| answer(village, standard, item, sightings, dice)).collect()
}

fn answer(village: &Village, standard: &Standard, item: &Item, sightings: &[Sighting], dice: &mut Dice) -> Vec<AnswerFact> {
    let (care, untidy) = (village.care, 1.0 - village.care);
    let one = |value| vec![AnswerFact { item: item.id.clone(), household: None, value: Some(value), note: String::new() }];
    match item.answer {
        AnswerRule::Sightings { .. } => {
            let seen = sightings.iter().any(|s| standard.kind(&s.kind).is_some_and(|kind| kind.item == item.id));
            if seen { Vec::new() } else { one(AnswerValue::Count { n: 0 }) }
        }
        AnswerRule::Households { sample, .. } => (1..=sample)
            .map(|household| {
                let tick = if item.may_not_apply && dice.chance(0.12) {
                    Tick::None
                } else if dice.chance(untidy * 0.42) {
                    Tick::Fail
                } else {
                    Tick::Pass
                };
                AnswerFact { item: item.id.clone(), household: Some(household), value: Some(AnswerValue::Household { tick }), note: String::new() }
            })
            .collect(),
        AnswerRule::Count { .. } => one(AnswerValue::Count { n: (0..8).filter(|_| dice.chance(untidy * 0.42)).count() as u32 }),
        AnswerRule::Level { .. } => one(AnswerValue::Level {
            level: if dice.chance(care) {
                AnswerLevel::Good
            } else if dice.chance(0.8) {
                AnswerLevel::Fair
            } else {
                AnswerLevel::Poor
            },
        }),
        AnswerRule::YesNo {} => one(AnswerValue::YesNo { yes: dice.chance(0.6 + care * 0.4) }),
        AnswerRule::YesPartialNo { .. } => one(AnswerValue::YesPartialNo {
            value: if dice.chance(care) {
                YesPartialNo::Yes
            } else if dice.chance(0.85) {
                YesPartialNo::Partial
            } else {
                YesPartialNo::No
            },
        }),
        AnswerRule::Ratio { .. } => one(ratio(care, item.may_not_apply, dice)),
    }
}

fn ratio(care: f64, may_not_apply: bool, dice: &mut Dice) -> AnswerValue {
    if may_not_apply && dice.chance(0.08) {
        return AnswerValue::NotApplicable;
    }
    let target = dice.int(2..13) * 5;
    let done = (target as f64 * (care + dice.real(0.0..0.35)).min(1.0)).round() as u32;
    AnswerValue::Ratio { done, target: target as u32, overdue: u32::from(dice.chance(0.06)) }
}
