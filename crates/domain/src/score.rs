//! Scoring: facts of an inspection under a standard → an explained score sheet.
//!
//! Exact rationals throughout; rounded half away from zero to 0.01 at four named stages and nowhere else:
//! 1. `item`: what an item gets (only a ratio of a measure can have more decimals),
//! 2. `goals` and 3. `measures`: 100 × got ÷ points in play of the side's items,
//! 4. `total`: weights × the two rounded sides.
//!
//! A township's mean over its villages' totals is a stage of its own ([`township`]).
//!
//! Each stage starts from the rounded numbers of the one before, so that whoever adds up the figures on the screen by hand gets the figure below them.
//!
//! What is not answered costs nothing yet: the score is then provisional (暂计) and counts the item in full. An item that is 不适用 leaves both
//! sides of the ratio, and so does the share of each household that has none of the kind. A measure without a target is 不适用; a side without any
//! applicable item is left out and the other side alone is the total; no applicable item at all is no score (无可评项), never 0 or 100.

use crate::inspection::Facts;
use crate::points::Points;
use crate::sighting::Deadlines;
use crate::standard::{Item, Side, Standard};
use serde::Serialize;

mod ahead;
mod item;
mod seen;
mod township;
pub use ahead::{Ahead, ahead};
pub use township::{SAMPLE, TownshipScore, township};

/// Version of these rules: a change that can move a score raises it.
pub const ENGINE: u32 = 1;

/// An explained score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreSheet {
    /// [`ENGINE`].
    pub engine: u32,
    /// The standard's id.
    pub standard: String,
    /// Out of 100; `None` is 无可评项.
    pub total: Option<Points>,
    /// 整治目标 out of 100; `None` if none of its items applies.
    pub goals: Option<Points>,
    /// 配套措施 out of 100; `None` if none of its items applies.
    pub measures: Option<Points>,
    /// Every item of the standard, in its order.
    pub items: Vec<ItemScore>,
    /// Items not answered: above 0 the score is provisional (暂计).
    pub unanswered: u32,
    /// Points lost in all items together.
    pub lost: Points,
    /// Sightings whose kind this standard does not have: shown, not scored.
    pub not_scored: Vec<String>,
}

/// What an item is worth, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemScore {
    /// Item id.
    pub item: String,
    /// Points in play: in full, less the shares of households that have none; 0 if not applicable.
    pub points: Points,
    /// Points got; in full while unanswered. `points − lost`.
    pub got: Points,
    /// Points lost, the sum of the terms.
    pub lost: Points,
    /// The arithmetic.
    pub terms: Vec<Term>,
    /// Answered whole (a sample: every household).
    pub answered: bool,
    /// Leaves both sides of the ratio.
    pub not_applicable: bool,
    /// Still to be answered.
    pub unanswered: bool,
    /// Households of a sample without a tick, from 1.
    pub households_open: Vec<u32>,
}

/// One term of an item's arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Which rule: `each` · a grade's id (`heap`, `scattered`, `burning`) · `level` · `no` · `partial` · `household` · `ratio` · `overdue` ·
    /// `still_open_in_time` · `fixed_on_spot` · `transferred` · `same_finding` (another sighting of the same finding, deducted once) ·
    /// `floor` (扣完为止: gives back what goes beyond the item's points).
    pub rule: String,
    /// How many, where it is a count.
    pub count: Option<u32>,
    /// Points each, where it is a count.
    pub each: Option<Points>,
    /// Points lost by this term; below 0 for `floor`.
    pub lost: Points,
    /// Data for the words: kinds of sighting (`firewood,manure`), level (`fair`), households (`2,4`), amounts (`3/4`).
    pub detail: String,
    /// Sightings behind it, sorted.
    pub sightings: Vec<String>,
}

impl ScoreSheet {
    /// The score of an item.
    pub fn item(&self, id: &str) -> Option<&ItemScore> {
        self.items.iter().find(|item| item.item == id)
    }

    /// The total with two decimals, as it is stored and shown.
    pub fn total_text(&self) -> Option<String> {
        self.total.map(Points::fixed)
    }
}

/// Scores the facts under a standard (or a round's subset of it). `deadlines`: of the findings that sightings name.
/// The order of answers and sightings does not matter.
pub fn score(standard: &Standard, facts: &Facts, deadlines: &Deadlines) -> ScoreSheet {
    let seen = seen::priced(standard, facts, deadlines);
    let items: Vec<ItemScore> = standard.items().iter().map(|item| item::score(item, facts, &seen)).collect();
    let side = |side: Side| side_score(standard.items().iter().zip(&items).filter(|(item, _)| standard.side_of(item) == side));
    let (goals, measures) = (side(Side::Goals), side(Side::Measures));
    let weights = standard.document().weights;
    let total = match (goals, measures) {
        (Some(goals), Some(measures)) => Some((goals * weights.goals + measures * weights.measures).rounded()),
        (one, None) | (None, one) => one,
    };
    let unanswered = items.iter().filter(|item| item.unanswered).count();
    ScoreSheet {
        engine: ENGINE,
        standard: standard.id().to_owned(),
        total,
        goals,
        measures,
        unanswered: u32::try_from(unanswered).unwrap_or(u32::MAX),
        lost: items.iter().map(|item| item.lost).sum(),
        items,
        not_scored: seen.not_scored,
    }
}

/// 100 × got ÷ points in play, rounded; `None` if nothing is in play.
fn side_score<'a>(items: impl Iterator<Item = (&'a Item, &'a ItemScore)>) -> Option<Points> {
    let (got, points) = items.fold((Points::ZERO, Points::ZERO), |(got, points), (_, item)| (got + item.got, points + item.points));
    (got * Points::HUNDRED).checked_div(points).map(Points::rounded)
}
