//! What people enter in a visit, by the default standard: values that its score is made of.

use super::chance::Chance;
use std::sync::LazyLock;
use xuncun_domain::answer::{AnswerLevel, AnswerValue, Tick, YesPartialNo};
use xuncun_domain::standard::{AnswerRule, Item, Standard};
use xuncun_journal::Value;

/// The standard that `init` publishes in every district.
pub static STANDARD: LazyLock<Standard> = LazyLock::new(|| Standard::default_standard().expect("the default standard"));

/// Items that are answered often enough for two people to answer the same.
const ANSWERED: [&str; 10] = ["H1", "T1", "T2", "W1", "Y1", "Y2", "Y3", "J1", "M1", "M2"];
/// What a 专项 round asks for.
const PART: &str = r#"["H1","W1","W3","J1","M1"]"#;

/// The items of a round: all, or some.
pub fn some_part(dice: &mut Chance) -> Value {
    if dice.one_in(3) { PART.into() } else { Value::Null }
}

/// An item, and the household that it is asked of.
pub fn some_item(dice: &mut Chance) -> Option<(&'static Item, Option<u32>)> {
    let item = STANDARD.item(dice.pick(&ANSWERED)?)?;
    let household = if let AnswerRule::Households { sample, .. } = item.answer { Some(1 + dice.below(sample as usize) as u32) } else { None };
    Some((item, household))
}

/// A value for an item, as its row holds it.
pub fn some_value(item: &Item, dice: &mut Chance) -> Value {
    if item.may_not_apply && dice.one_in(8) {
        return text(AnswerValue::NotApplicable);
    }
    let small = dice.below(7) as u32;
    text(match item.answer {
        AnswerRule::Sightings { .. } => AnswerValue::Count { n: 0 },
        AnswerRule::Count { .. } => AnswerValue::Count { n: small },
        AnswerRule::Level { .. } => AnswerValue::Level { level: [AnswerLevel::Good, AnswerLevel::Fair, AnswerLevel::Poor][dice.below(3)] },
        AnswerRule::YesNo {} => AnswerValue::YesNo { yes: dice.one_in(2) },
        AnswerRule::YesPartialNo { .. } => {
            AnswerValue::YesPartialNo { value: [YesPartialNo::Yes, YesPartialNo::Partial, YesPartialNo::No][dice.below(3)] }
        }
        AnswerRule::Households { .. } => AnswerValue::Household { tick: [Tick::Pass, Tick::Fail, Tick::None][dice.below(3)] },
        // Sevenths and elevenths have no end in decimals.
        AnswerRule::Ratio { .. } => AnswerValue::Ratio { done: small, target: [0, 7, 11, 20][dice.below(4)], overdue: dice.below(3) as u32 },
    })
}

fn text(value: AnswerValue) -> Value {
    serde_json::to_string(&value).unwrap().into()
}

/// What is seen in a village: its kind, its grade, how many.
pub fn some_sight(dice: &mut Chance) -> Vec<(&'static str, Value)> {
    let Some(kind) = dice.pick(STANDARD.kinds()) else { return Vec::new() };
    let grade = dice.pick(&kind.grades).map_or("", |grade| &grade.id);
    let count = dice.between(1, 4);
    let flag = |yes: bool| Value::Int(yes.into());
    vec![
        ("kind", kind.id.as_str().into()),
        ("grade", grade.into()),
        ("count", Value::Int(count)),
        ("fixed_on_spot", flag(dice.one_in(6))),
        ("transferred", flag(dice.one_in(6))),
    ]
}
