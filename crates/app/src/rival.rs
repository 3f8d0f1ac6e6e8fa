//! Rows that two people changed differently, with both sides to look at.

use crate::AppError;
use crate::api::{Missing, MissingKind, RivalSide, RivalView};
use crate::names::Names;
use crate::record::{Record, value};
use xuncun_journal::Value;
use xuncun_store::query::visit::Rival;
use xuncun_store::{Side, Store};

/// Where in the visit a row in conflict belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Spot {
    item: Option<String>,
    household: Option<u32>,
    sighting: Option<String>,
    photo: Option<String>,
}

/// The rows in conflict with their sides.
pub fn views(store: &Store, record: &Record, names: &Names<'_>) -> Result<Vec<RivalView>, AppError> {
    let mut views = Vec::new();
    for rival in &record.rivals {
        let sides = match store.conflict_of(&rival.table, &rival.stream.parse().map_err(AppError::internal)?, &rival.id)? {
            Some(conflict) => std::iter::once(&conflict.shown).chain(&conflict.others).map(|side| view(side, names)).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let spot = spot(record, rival);
        views.push(RivalView { item: spot.item, household: spot.household, sighting: spot.sighting, photo: spot.photo, sides });
    }
    Ok(views)
}

/// Each row in conflict as something that stops the submission, with the place to mend it.
pub fn missing(record: &Record) -> impl Iterator<Item = Missing> {
    record.rivals.iter().map(|rival| {
        let spot = spot(record, rival);
        let item = spot.item.as_deref().and_then(|id| record.standard.item(id));
        Missing {
            kind: MissingKind::Conflict,
            group: item.map(|item| item.group.clone()),
            title: item.map(|item| item.title.clone()).unwrap_or_default(),
            item: spot.item,
            sighting: spot.sighting,
            count: 1,
            blocks: true,
        }
    })
}

fn spot(record: &Record, rival: &Rival) -> Spot {
    let of_sighting = |id: &str| Spot {
        item: record
            .sightings
            .iter()
            .find(|sighting| sighting.id == id)
            .and_then(|sighting| record.standard.kind(&sighting.kind))
            .map(|kind| kind.item.clone()),
        sighting: Some(id.to_owned()),
        ..Spot::default()
    };
    match rival.table.as_str() {
        "answer" => {
            // `<inspection>/<item>[/<household>]`
            let mut parts = rival.id.split('/').skip(1);
            Spot { item: parts.next().map(str::to_owned), household: parts.next().and_then(|household| household.parse().ok()), ..Spot::default() }
        }
        "sighting" => of_sighting(&rival.id),
        "photo" => {
            let photo = record.photos.iter().find(|photo| photo.id == rival.id);
            let spot = match photo {
                Some(photo) if photo.owner_table == "sighting" => of_sighting(&photo.owner_id),
                Some(photo) => Spot { item: Some(photo.item.clone()).filter(|item| !item.is_empty()), ..Spot::default() },
                None => Spot::default(),
            };
            Spot { photo: Some(rival.id.clone()), ..spot }
        }
        _ => Spot::default(),
    }
}

fn view(side: &Side, names: &Names<'_>) -> Result<RivalSide, AppError> {
    let column = |name: &str| side.columns.iter().find(|(column, _)| column == name).map(|(_, value)| value);
    let text = |name: &str| match column(name) {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let first = |names: &[&str]| names.iter().map(|name| text(name)).find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    Ok(RivalSide {
        by: names.person(&side.author)?,
        at: side.hlc.physical_ms(),
        removed: side.deleted,
        value: value(Some(text("value"))),
        count: if let Some(Value::Int(count)) = column("count") { u32::try_from(*count).ok() } else { None },
        kind: first(&["witness_kind", "kind", "phase"]),
        note: first(&["note", "landmark", "witness_reason"]),
    })
}
