//! Finding a village by its name, its code or the initials of its pinyin.

use crate::api::{SearchArgs, VillageCard};
use crate::card::{Cards, order};
use crate::{App, AppError, Caller};
use std::collections::{BTreeMap, BTreeSet};
use xuncun_domain::search::SearchKey;
use xuncun_domain::stream::Class;
use xuncun_store::query::{district, round, visit};

/// Cards of one answer.
const FOUND: usize = 50;

/// Villages whose name, code or township matches: the best match first, then as on the first screen.
pub fn search_villages(app: &App, caller: &Caller, args: SearchArgs) -> Result<Vec<VillageCard>, AppError> {
    caller.check_read(&app.county(Class::Work)?)?;
    let today = app.today()?.to_string();
    app.read(|conn| {
        let divisions = district::divisions(conn)?;
        let mut found: Vec<_> = divisions
            .iter()
            .filter(|division| division.level == "village")
            .filter_map(|village| SearchKey::new(&village.name, &village.code).matches(&args.query).map(|how| (how, village)))
            .collect();
        found.sort_by(|a, b| (a.0, &a.1.code).cmp(&(b.0, &b.1.code)));
        found.truncate(FOUND);

        let Some(round) = round::running(conn, &today)?.into_iter().next() else {
            let cards = Cards::new(app, conn, args.position, &today)?;
            return found.into_iter().map(|(_, village)| cards.due(village, 0, false)).collect();
        };
        let cards = Cards::new(app, conn, args.position, &round.from)?;
        let standard = app.standards.get(conn, &round.standard, round.items.as_deref())?;
        let (mut assigned, mut visits) = (BTreeSet::new(), BTreeMap::new());
        if let Some(team) = caller.team(conn)? {
            assigned = round::assignments(conn, &round.id, Some(&team))?.into_iter().map(|assignment| assignment.village).collect();
            visits = visit::of_team(conn, &round.id, &team)?.into_iter().map(|visit| (visit.village.clone(), visit)).collect();
        }
        let mut list = Vec::new();
        for (how, village) in found {
            let mine = assigned.contains(&village.code);
            let card = match visits.remove(&village.code) {
                Some(visit) => cards.visited(village, visit, &standard, mine)?,
                None => cards.due(village, standard.items().len(), mine)?,
            };
            list.push((how, card));
        }
        list.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| order(&a.1, &b.1)));
        Ok(list.into_iter().map(|(_, card)| card).collect())
    })
}
