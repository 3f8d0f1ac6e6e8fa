//! What lies ahead: points that findings which are overdue cost at the next visit, should they still be there.

use super::seen::each_of;
use crate::points::Points;
use crate::standard::{SightingPrice, Standard};
use std::collections::BTreeMap;

/// What an item stands to lose by overdue findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ahead {
    /// Points, the item's at most (扣完为止), of those whose price is known.
    pub lost: Points,
    /// Findings whose price is only known when an inspector says how bad they are (成堆, 零散, 焚烧): a finding has no grade.
    pub by_grade: u32,
}

/// By item. `overdue`: kind and number of places of each finding. A kind that this standard does not have costs nothing.
pub fn ahead<'a>(standard: &Standard, overdue: impl IntoIterator<Item = (&'a str, u32)>) -> BTreeMap<String, Ahead> {
    let mut items: BTreeMap<String, Ahead> = BTreeMap::new();
    for (kind, count) in overdue {
        let Some((kind, item)) = standard.kind(kind).and_then(|kind| Some((kind, standard.item(&kind.item)?))) else { continue };
        let there = items.entry(item.id.clone()).or_default();
        match kind.price("", each_of(standard, kind)) {
            SightingPrice::Each(each) if kind.grades.is_empty() => {
                let lost = each * standard.document().sighting_costs.overdue * Points::whole(count);
                there.lost = (there.lost + lost).min(item.points);
            }
            _ => there.by_grade += 1,
        }
    }
    items
}
