//! Finding a village by its name, its code or the initials of its pinyin.

use crate::api::{SearchArgs, VillageCard};
use crate::card::{Cards, order};
use crate::{App, AppError, Caller};
use std::collections::{BTreeMap, BTreeSet};
use xuncun_domain::distance::distance;
use xuncun_domain::search::{Match, SearchKey};
use xuncun_domain::stream::Class;
use xuncun_store::query::district::Division;
use xuncun_store::query::{district, round, visit};

/// Cards of one answer.
const FOUND: usize = 50;

/// Villages whose name, code or township matches: the best match first, then as on the first screen.
pub fn search_villages(app: &App, caller: &Caller, args: SearchArgs) -> Result<Vec<VillageCard>, AppError> {
    caller.check_read(&app.county(Class::Work)?)?;
    let today = app.today()?.to_string();
    app.read(|conn| {
        let divisions = district::divisions(conn)?;
        let how = |division: &Division| SearchKey::new(&division.name, &division.code).matches(&args.query);
        let townships: BTreeSet<&str> = divisions
            .iter()
            .filter(|division| division.level == "township" && how(division).is_some())
            .map(|division| division.code.as_str())
            .collect();
        // A village of a township that is meant comes behind those that are meant themselves.
        let of_township = |village: &Division| village.code.get(..9).is_some_and(|code| townships.contains(code)).then_some(Match::Contains);
        let far = |village: &Division| args.position.zip(village.centre).map_or(f64::INFINITY, |(here, there)| distance((here.lon, here.lat), there));
        let mut found: Vec<_> = divisions
            .iter()
            .filter(|division| division.level == "village")
            .filter_map(|village| how(village).or_else(|| of_township(village)).map(|how| (how, far(village), village)))
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| a.2.code.cmp(&b.2.code)));
        found.truncate(FOUND);

        let Some(round) = round::running(conn, &today)?.into_iter().next() else {
            let cards = Cards::new(app, conn, caller, args.position, &today)?;
            return found.into_iter().map(|(_, _, village)| cards.due(village, 0, false)).collect();
        };
        let cards = Cards::new(app, conn, caller, args.position, &round.from)?;
        let standard = app.standards.get(conn, &round.standard, round.items.as_deref())?;
        let (mut assigned, mut visits) = (BTreeSet::new(), BTreeMap::new());
        if let Some(team) = caller.team(conn)? {
            assigned = round::assignments(conn, &round.id, Some(&team))?.into_iter().map(|assignment| assignment.village).collect();
            visits = visit::of_team(conn, &round.id, &team)?.into_iter().map(|visit| (visit.village.clone(), visit)).collect();
        }
        let mut list = Vec::new();
        for (how, _, village) in found {
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
