//! The first screen of an inspector: what is due, begun, sent back, done.

use crate::api::{Today, TodayArgs, VillageCard, VisitStatus};
use crate::card::{Cards, order};
use crate::{App, AppError, Caller, view};
use std::collections::{BTreeMap, BTreeSet};
use xuncun_domain::calendar::Day;
use xuncun_domain::stream::Class;
use xuncun_store::query::district::Division;
use xuncun_store::query::visit::Visit;
use xuncun_store::query::{district, round, visit};

/// Visits of earlier rounds are brought up for a month after their round, while they are open or were sent back.
const EARLIER_DAYS: i32 = 31;
/// So many of them are looked at: more than a team mends in a day.
const EARLIER_VISITS: u32 = 24;

/// What the caller's team has to do in the round that runs today, and what is left of earlier ones.
pub fn today(app: &App, caller: &Caller, args: TodayArgs) -> Result<Today, AppError> {
    caller.check_read(&app.county(Class::Work)?)?;
    let today = app.today()?;
    app.read(|conn| {
        let villages: BTreeMap<String, Division> = district::divisions(conn)?.into_iter().map(|division| (division.code.clone(), division)).collect();
        let due = round::running(conn, &today.to_string())?.into_iter().next();
        let since = due.as_ref().map_or_else(|| today.to_string(), |round| round.from.clone());
        let cards = Cards::new(app, conn, caller, args.position, &since)?;
        let team = caller.team(conn)?;
        let mut list: Vec<VillageCard> = Vec::new();
        let (mut brief, mut assigned) = (None, BTreeSet::new());
        if let Some(round) = &due {
            let standard = app.standards.get(conn, &round.standard, round.items.as_deref())?;
            brief = Some(view::round(round, &standard));
            if let Some(team) = &team {
                assigned = round::assignments(conn, &round.id, Some(team))?.into_iter().map(|assignment| assignment.village).collect();
                let mut visits = latest(caller, visit::of_team(conn, &round.id, team)?);
                for village in assigned.iter().filter_map(|code| villages.get(code)) {
                    list.push(match visits.remove(&village.code) {
                        Some(visit) => cards.visited(village, visit, &standard, true)?,
                        None => cards.due(village, standard.items().len(), true)?,
                    });
                }
                for (code, visit) in visits {
                    if let Some(village) = villages.get(&code) {
                        list.push(cards.visited(village, visit, &standard, false)?);
                    }
                }
            }
        }
        if let Some(team) = &team {
            list.extend(earlier(&cards, &villages, team, today)?);
        }
        list.sort_by(order);
        Ok(tally(brief, assigned.len(), list))
    })
}

/// What is left of earlier rounds, newest first.
fn earlier(cards: &Cards<'_>, villages: &BTreeMap<String, Division>, team: &str, today: Day) -> Result<Vec<VillageCard>, AppError> {
    let mut list = Vec::new();
    let mut looked_at = 0;
    for round in round::recent(cards.conn, &today.plus(-EARLIER_DAYS).to_string(), &today.to_string())? {
        for visit in visit::unsettled(cards.conn, &round.id, team, EARLIER_VISITS - looked_at)? {
            looked_at += 1;
            // Without its rules a visit of then can neither be scored nor mended; it must not take today's screen with it.
            let Ok(standard) = cards.app.standards.get(cards.conn, &visit.standard, round.items.as_deref()) else { continue };
            let Some(village) = villages.get(&visit.village) else { continue };
            let card = cards.visited(village, visit, &standard, false)?;
            if matches!(card.status, VisitStatus::Open | VisitStatus::Returned) {
                list.push(card);
            }
        }
    }
    Ok(list)
}

/// Those that the caller may see. Of several visits of a village in one round the last counts.
fn latest(caller: &Caller, visits: Vec<Visit>) -> BTreeMap<String, Visit> {
    let seen = visits.into_iter().filter(|visit| caller.reads_in(&visit.village, Class::Work));
    seen.map(|visit| (visit.village.clone(), visit)).collect()
}

fn tally(round: Option<crate::api::RoundBrief>, assigned: usize, cards: Vec<VillageCard>) -> Today {
    let count = |wanted: fn(&VillageCard) -> bool| u32::try_from(cards.iter().filter(|card| wanted(card)).count()).unwrap_or(u32::MAX);
    Today {
        round,
        assigned: u32::try_from(assigned).unwrap_or(u32::MAX),
        done: count(|card| card.assigned && matches!(card.status, VisitStatus::Submitted | VisitStatus::Accepted)),
        unfinished: count(|card| card.status == VisitStatus::Open),
        returned: count(|card| card.status == VisitStatus::Returned),
        cards,
    }
}
