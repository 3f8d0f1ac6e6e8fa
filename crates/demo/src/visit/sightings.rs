//! What stands about: the worse a village is kept, the more there is to see.

use super::{MINUTE, Timing};
use crate::dice::Dice;
use crate::district::Village;
use xuncun_domain::sighting::{Position, Sighting};
use xuncun_domain::size::{Difficulty, Measure, Shape, Size, Usage};
use xuncun_domain::standard::Standard;

/// Kinds of the default standard, as often as they are met.
const KINDS: [&str; 14] = [
    "firewood",
    "firewood",
    "firewood",
    "firewood",
    "garbage",
    "garbage",
    "clutter",
    "clutter",
    "earth",
    "manure",
    "dumping",
    "dumping",
    "posting",
    "illegal_structure",
];
const PLACES: [&str; 12] =
    ["村道东侧", "涝坝旁", "戏台旁", "路口", "河沟北岸", "水渠边", "广场西侧", "村委会后墙", "小学对面", "桥下", "打麦场边", "卫生室门前"];

pub(super) fn make(village: &Village, standard: &Standard, timing: Timing, two_at_least: bool, dice: &mut Dice) -> Vec<Sighting> {
    let untidy = 1.0 - village.care;
    let mut count = (0..9).filter(|_| dice.chance(untidy * 0.75)).count();
    if two_at_least {
        count = count.max(2);
    }
    (0..count)
        .filter_map(|n| {
            let kind = if two_at_least && n < 2 { "firewood" } else { dice.pick(&KINDS) };
            let rule = standard.kind(kind)?;
            let at = timing.by_now(timing.started + (n as i64 * 4 + 2) * MINUTE + dice.int(0..3 * MINUTE));
            Some(Sighting {
                id: crate::dice::uuid(at, dice),
                kind: kind.to_string(),
                grade: grade(&rule.grades.iter().map(|grade| grade.id.as_str()).collect::<Vec<_>>(), dice),
                count: if dice.chance(0.2) { 2 } else { 1 },
                position: position(village, dice),
                landmark: landmark(village, dice),
                fixed_on_spot: dice.chance(0.06),
                transferred: dice.chance(0.03),
                finding: None,
                finding_due: None,
                finding_closed: false,
                size: size(kind, dice),
                difficulty: (Measure::of_kind(kind) == Measure::Structure)
                    .then(|| dice.pick(&[Difficulty::Easy, Difficulty::Medium, Difficulty::Hard])),
                note: if dice.chance(0.2) {
                    dice.pick(&["户主答应两日内清走", "上次也在这里", "靠近水渠", "占了半幅路"]).to_string()
                } else {
                    String::new()
                },
                seen_at: at,
            })
        })
        .collect()
}

/// Two piles of three are paced out; of a structure the list asks for all.
fn size(kind: &str, dice: &mut Dice) -> Option<Size> {
    let mut side = |from: i64, to: i64| u32::try_from(dice.int(from..to)).ok();
    let measured = match Measure::of_kind(kind) {
        Measure::Pile => Size { length: side(10, 50), width: side(8, 30), height: side(4, 18), ..Size::default() },
        Measure::Structure => Size { area: side(8, 60), storeys: side(1, 2), ..Size::default() },
        Measure::Nothing => return None,
    };
    match Measure::of_kind(kind) {
        Measure::Structure => Some(Size {
            usage: Some(dice.pick(&[Usage::Storage, Usage::Pen, Usage::Toilet])),
            basis: Some("《中华人民共和国城乡规划法》第六十五条".into()),
            ..measured
        }),
        _ => dice.chance(0.66).then(|| Size { shape: Some(dice.pick(&[Shape::Cone, Shape::Dome, Shape::Ridge, Shape::Block])), ..measured }),
    }
}

/// 零散 more often than 成堆; burning is rare.
fn grade(grades: &[&str], dice: &mut Dice) -> String {
    match grades {
        [] => String::new(),
        [only] => (*only).to_string(),
        [first, second, rest @ ..] => {
            if !rest.is_empty() && dice.chance(0.04) {
                rest[0].to_string()
            } else if dice.chance(0.4) {
                (*first).to_string()
            } else {
                (*second).to_string()
            }
        }
    }
}

/// Near one of the groups; under trees there is sometimes none.
pub(super) fn position(village: &Village, dice: &mut Dice) -> Option<Position> {
    if dice.chance(0.05) {
        return None;
    }
    let (lon, lat) = village.groups.get(dice.index(village.groups.len())).map_or(village.centre, |group| group.1);
    let shake = |degrees: f64, dice: &mut Dice| ((degrees + dice.real(-0.0012..0.0012)) * 1e7).round() / 1e7;
    Some(Position { lon: shake(lon, dice), lat: shake(lat, dice), accuracy: dice.int(3..14) as f64 })
}

fn landmark(village: &Village, dice: &mut Dice) -> String {
    let group = village.groups.get(dice.index(village.groups.len())).map(|group| group.0.as_str()).unwrap_or_default();
    format!("{group}{}", dice.pick(&PLACES))
}
