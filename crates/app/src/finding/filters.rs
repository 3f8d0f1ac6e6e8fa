//! What findings can be chosen by. Asked apart from the list: it hardly changes while a list is cut this way and that.

use super::view::Shown;
use crate::api::{FindingFilters, NamedId};
use crate::{App, AppError, Caller};
use std::collections::BTreeSet;
use xuncun_domain::stream::Class;
use xuncun_store::query::people;

/// Townships, villages, kinds, teams and people who answer for a village, as they occur among the findings that the caller sees.
///
/// # Errors
/// `not_enrolled`, `forbidden`.
pub fn finding_filters(app: &App, caller: &Caller, (): ()) -> Result<FindingFilters, AppError> {
    caller.check_any()?;
    app.read(|conn| {
        let shown = Shown::new(app, conn, caller)?;
        let mut kinds = BTreeSet::new();
        let mut villages = BTreeSet::new();
        for village in app.cases(conn, |code| caller.reads_in(code, Class::Open))?.into_iter().filter(|village| !village.findings.is_empty()) {
            kinds.extend(village.findings.iter().map(|kept| kept.row.kind.clone()));
            villages.insert(village.code);
        }
        let townships: BTreeSet<&str> = villages.iter().filter_map(|village| village.get(..9)).collect();
        let mut duties: Vec<NamedId> = Vec::new();
        for (person, village) in people::all_duties(conn)? {
            if villages.contains(&village) && duties.last().is_none_or(|one| one.id != person) {
                duties.push(NamedId { name: shown.names.person(&person)?, id: person });
            }
        }
        Ok(FindingFilters {
            townships: townships.into_iter().map(|code| shown.names.place(code)).collect::<Result<_, _>>()?,
            villages: villages.iter().map(|code| shown.names.place(code)).collect::<Result<_, _>>()?,
            kinds: kinds.into_iter().map(|kind| NamedId { name: shown.kind_name(&kind), id: kind }).collect(),
            teams: people::teams(conn)?.into_iter().map(|(id, name)| NamedId { id, name }).collect(),
            duties,
            chips: shown.chips(),
        })
    })
}
