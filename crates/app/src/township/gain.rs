//! 怎样提分: what a village's last visit took, and what its overdue findings take at the next one, item by item. Both are points of an item, as a notice
//! has them: what they are in a total depends on the items that apply, which a township is not told.

use super::{Village, named};
use crate::api::{DeductionView, TownshipGain};
use crate::finding::{Line, Shown};
use crate::{App, AppError};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use xuncun_domain::points::Points;
use xuncun_domain::score::{Ahead, ahead};
use xuncun_domain::standard::{Side, Standard};
use xuncun_store::query::Connection;

/// One item of one village.
#[derive(Default)]
struct Stake {
    title: String,
    lost: Option<Points>,
    ahead: Ahead,
    overdue: u32,
    open: u32,
}

/// What is at stake, the most first. Without a standard that this version reads, what the notices say.
pub fn gains(app: &App, conn: &Connection, shown: &Shown<'_>, villages: &[Village], lines: &[Line]) -> Result<Vec<TownshipGain>, AppError> {
    let standard = app.standards.latest(conn).ok();
    let mut found: Vec<(Points, TownshipGain)> = Vec::new();
    for village in villages {
        let its: Vec<&Line> = lines.iter().filter(|line| line.row.village == village.division.code && line.unsettled()).collect();
        for (item, stake) in stakes(standard.as_deref(), shown, village, &its) {
            let most = stake.lost.unwrap_or_default().max(stake.ahead.lost);
            if most.is_zero() && stake.ahead.by_grade == 0 {
                continue;
            }
            let kinds = standard.iter().flat_map(|standard| standard.kinds()).filter(|kind| kind.item == item).map(|kind| kind.id.clone());
            let gain = TownshipGain {
                village: named(&village.division),
                title: stake.title,
                lost: stake.lost.map(|lost| lost.to_string()),
                notice: stake.lost.and(village.told.as_ref()).map(|told| told.id.clone()),
                ahead: Some(stake.ahead.lost).filter(|ahead| !ahead.is_zero()).map(|ahead| ahead.to_string()),
                by_grade: stake.ahead.by_grade,
                overdue: stake.overdue,
                open: stake.open,
                kinds: kinds.collect(),
                item: item.clone(),
            };
            found.push((most * weight(standard.as_deref(), &item), gain));
        }
    }
    found.sort_by(|(a, one), (b, other)| {
        Reverse(*a)
            .cmp(&Reverse(*b))
            .then_with(|| (Reverse(one.overdue), &one.village.id, &one.item).cmp(&(Reverse(other.overdue), &other.village.id, &other.item)))
    });
    Ok(found.into_iter().map(|(_, gain)| gain).collect())
}

/// What a point of an item weighs in a total: the share of its side.
fn weight(standard: Option<&Standard>, item: &str) -> Points {
    let Some((standard, item)) = standard.and_then(|standard| Some((standard, standard.item(item)?))) else { return Points::ONE };
    let weights = standard.document().weights;
    match standard.side_of(item) {
        Side::Goals => weights.goals,
        Side::Measures => weights.measures,
    }
}

/// By item: what its notice says was lost, and its findings that are not over.
fn stakes(standard: Option<&Standard>, shown: &Shown<'_>, village: &Village, its: &[&Line]) -> BTreeMap<String, Stake> {
    let mut stakes: BTreeMap<String, Stake> = BTreeMap::new();
    // Deductions that this version cannot read are not shown; the score is.
    let told: Vec<DeductionView> = village.told.as_ref().and_then(|told| serde_json::from_str(&told.deductions).ok()).unwrap_or_default();
    for deduction in told {
        let lost = deduction.lost.parse().ok();
        stakes.insert(deduction.item, Stake { title: deduction.title, lost, ..Stake::default() });
    }
    let Some(standard) = standard else { return stakes };
    let overdue: Vec<&&Line> = its.iter().filter(|line| line.days_left(shown.today).is_some_and(|days| days < 0)).collect();
    for (count, lines) in [(false, its.iter().collect::<Vec<_>>()), (true, overdue.clone())] {
        for line in lines {
            let Some(item) = standard.kind(&line.row.kind).and_then(|kind| standard.item(&kind.item)) else { continue };
            let stake = stakes.entry(item.id.clone()).or_insert_with(|| Stake { title: item.title.clone(), ..Stake::default() });
            *(if count { &mut stake.overdue } else { &mut stake.open }) += 1;
        }
    }
    for (item, ahead) in ahead(standard, overdue.iter().map(|line| (line.row.kind.as_str(), line.row.count))) {
        if let Some(stake) = stakes.get_mut(&item) {
            stake.ahead = ahead;
        }
    }
    stakes
}
