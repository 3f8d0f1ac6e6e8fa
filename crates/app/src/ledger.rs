//! 台账: a village's day of cleaning up. Whoever may read the village's facts may look; its cadres fill it in.

use crate::api::{
    LedgerArgs, LedgerConflict, LedgerMonth, LedgerRoad, LedgerRow, LedgerSaved, LedgerTotal, LedgerView, LedgerVillage, NamedId, PutLedger,
};
use crate::app::stream;
use crate::names::Names;
use crate::{App, AppError, Caller, ErrorCode};
use std::collections::BTreeSet;
use xuncun_domain::calendar::Day;
use xuncun_domain::cleanup::{Amount, DAYS_BACK, DayEntry, DayShut, Figure, Month, Road, Total, check_day, hints, month_of, months_days};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Value;
use xuncun_store::query::cleanup::{self, Cleanup};
use xuncun_store::query::{Connection, district};

const TABLE: &str = "cleanup";
/// How far back roads, and the day before, are looked for.
const LOOK_BACK: i32 = 366;
/// Most roads that are offered.
const KNOWN_ROADS: usize = 24;

/// A day of a village, with what the month comes to.
///
/// # Errors
/// `not_enrolled`, `forbidden`, `village_unknown`, `day_ahead`, `bad_request`.
pub fn ledger(app: &App, caller: &Caller, args: LedgerArgs) -> Result<LedgerView, AppError> {
    caller.check_any()?;
    let today = app.today()?;
    let day = args.day.as_deref().map_or(Ok(today), day_of)?;
    app.read(|conn| show(app, conn, caller, args.village.as_deref(), day, today))
}

/// Enters what changes of a day; everything else of it stays, whoever has entered it.
///
/// # Errors
/// `not_enrolled`, `forbidden`, `village_unknown`, `device_retired`, `day_ahead`, `day_past`, and why a figure or a road is not taken.
pub fn put_ledger(app: &App, caller: &Caller, args: PutLedger) -> Result<LedgerView, AppError> {
    caller.person()?;
    let open = stream(&args.village, Class::Open)?;
    let actor = caller.actor(&[(&open, TABLE)], app.wall())?;
    let (day, today) = (day_of(&args.day)?, app.today()?);
    check_day(day, today)?;
    let id = day.to_string();
    app.store.try_write(&actor, |tx| {
        let there = tx.get(TABLE, &open, &id)?;
        let fields = there.as_ref().and_then(|row| row.columns.iter().find(|(name, _)| name == "fields")).and_then(|(_, value)| value.as_text());
        let mut entry = fields.map(DayEntry::read).unwrap_or_default();
        change(&mut entry, &args)?;
        // What was never filled in and is not now leaves no row.
        if there.is_some() || !entry.is_empty() {
            tx.put(TABLE, &open, &id, &[("day", Value::from(id.as_str())), ("fields", Value::from(entry.to_json()))])?;
        }
        show(app, tx.conn(), caller, Some(&args.village), day, today)
    })
}

fn change(entry: &mut DayEntry, args: &PutLedger) -> Result<(), AppError> {
    for set in &args.figures {
        let figure = Figure::from(set.figure);
        entry.set(figure, set.amount.as_deref().map(|text| Amount::of(figure, text)).transpose()?);
    }
    let names: Vec<String> = args.roads.iter().map(|road| Road::checked_name(&road.name)).collect::<Result<_, _>>()?;
    Road::check_once(names.iter().map(String::as_str))?;
    for (set, name) in args.roads.iter().zip(&names) {
        match &set.km {
            Some(km) => entry.put_road(&Road::checked(name, km)?)?,
            None => entry.remove_road(name),
        }
    }
    Ok(())
}

fn day_of(text: &str) -> Result<Day, AppError> {
    text.parse().map_err(|_| AppError::new(ErrorCode::BadRequest).with("detail", "day"))
}

fn show(app: &App, conn: &Connection, caller: &Caller, village: Option<&str>, day: Day, today: Day) -> Result<LedgerView, AppError> {
    if day > today {
        return Err(DayShut::Ahead.into());
    }
    let names = Names::new(conn);
    let villages = villages(conn, caller, &names)?;
    let (village, open) = chosen(caller, &villages, village)?;
    let device = app.identity()?.key.id();
    let (first, last) = months_days(day, today);
    let (from, to) = (day.plus(-LOOK_BACK).min(first).to_string(), last.to_string());
    let rows = cleanup::of_village(conn, &open, (&from, &to), &device.0)?;
    let entries: Vec<(&Cleanup, DayEntry)> = rows.iter().map(|row| (row, DayEntry::read(&row.fields))).collect();

    let id = day.to_string();
    let own = entries.iter().find(|(row, _)| row.day == id);
    let entry = own.map(|(_, entry)| entry.clone()).unwrap_or_default();
    let before = entries.iter().rev().find(|(row, entry)| row.day < id && !entry.is_empty());
    let month = month_of(entries.iter().filter(|(row, _)| *row.day >= *first.to_string()).map(|(_, entry)| entry));
    let writer = caller.may_write(&[(&open, TABLE)]);
    Ok(LedgerView {
        village,
        villages,
        today: today.to_string(),
        editable: writer && check_day(day, today).is_ok(),
        since: writer.then(|| today.plus(-DAYS_BACK).to_string()),
        figures: Figure::all().map(|figure| row(figure, &entry, before.map(|(_, entry)| entry))).collect(),
        before: before.map(|(row, _)| row.day.clone()),
        roads: entry.roads().iter().map(road).collect(),
        known_roads: known_roads(entries.iter().filter(|(row, _)| row.day != id).map(|(_, entry)| entry)),
        hints: hints(&entry).into_iter().map(Into::into).collect(),
        month: total(&month, first, last),
        conflict: own.filter(|(row, _)| row.conflict).map(|(row, _)| LedgerConflict { id: row.day.clone() }),
        saved: own.map(|(row, _)| saved(row, &names)).transpose()?,
        day: id,
    })
}

/// The villages whose facts the caller may read.
fn villages(conn: &Connection, caller: &Caller, names: &Names<'_>) -> Result<Vec<LedgerVillage>, AppError> {
    let mut villages = Vec::new();
    for division in district::divisions(conn)?.into_iter().filter(|division| division.level == "village") {
        if caller.reads_in(&division.code, Class::Open) {
            let township = names.township(&division.code)?;
            villages.push(LedgerVillage { village: NamedId { id: division.code, name: division.name }, township });
        }
    }
    Ok(villages)
}

/// The village that was asked for, or the first that the caller fills in, or the first.
fn chosen(caller: &Caller, villages: &[LedgerVillage], village: Option<&str>) -> Result<(NamedId, StreamId), AppError> {
    let open = |code: &str| stream(code, Class::Open);
    if let Some(code) = village {
        caller.check_read(&open(code)?)?;
    }
    let own = |code: &str| open(code).is_ok_and(|open| caller.may_write(&[(&open, TABLE)]));
    let found = match village {
        Some(code) => villages.iter().find(|one| one.village.id == code),
        None => villages.iter().find(|one| own(&one.village.id)).or(villages.first()),
    };
    let village = found.ok_or(ErrorCode::VillageUnknown)?.village.clone();
    let open = open(&village.id)?;
    Ok((village, open))
}

fn row(figure: Figure, entry: &DayEntry, before: Option<&DayEntry>) -> LedgerRow {
    let text = |entry: &DayEntry| entry.get(figure).map(|amount| amount.to_string());
    LedgerRow { figure: figure.into(), amount: text(entry), before: before.and_then(text), tenths: figure.tenths(), max: figure.max() }
}

fn road(road: &Road) -> LedgerRoad {
    LedgerRoad { name: road.name.clone(), km: road.km.to_string() }
}

/// Each once, the last used first, with the length that it had then. The entries come earliest first.
fn known_roads<'a>(entries: impl DoubleEndedIterator<Item = &'a DayEntry>) -> Vec<LedgerRoad> {
    let mut seen = BTreeSet::new();
    let all = entries.rev().flat_map(DayEntry::roads);
    all.filter(|road| seen.insert(road.name.clone())).take(KNOWN_ROADS).map(|found| road(&found)).collect()
}

/// What some days came to.
pub fn total(month: &Month, from: Day, to: Day) -> LedgerMonth {
    let figure = |figure: Figure| LedgerTotal {
        figure: figure.into(),
        amount: month.figures.get(&figure).map(ToString::to_string),
        most: figure.total() == Total::Most,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    LedgerMonth {
        from: from.to_string(),
        to: to.to_string(),
        days: count(month.days),
        figures: Figure::all().map(figure).collect(),
        roads: count(month.roads.len()),
        km: month.km().to_string(),
    }
}

fn saved(row: &Cleanup, names: &Names<'_>) -> Result<LedgerSaved, AppError> {
    Ok(LedgerSaved { at: row.stamp.at(), by: names.person(&row.stamp.author)?, delivered: row.delivered })
}
