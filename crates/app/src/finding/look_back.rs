//! 回头看抽查: which closed findings are looked at again, by lot, so that nobody chose them.
//!
//! A draw is a row that says all of it: what was drawn from, the seed, what was drawn. Whoever has the row draws it again; this replica does so each time
//! that it shows one. Draws that were made apart are rows apart: none replaces another, and a draw that did not please stays in the list.

use super::Shown;
use super::list::{Filter, lines};
use crate::api::{DrawLookBack, FindingStatus, FindingsArgs, LookBackDraw, LookBacks};
use crate::edit::fresh_id;
use crate::{App, AppError, Caller, ErrorCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use xuncun_domain::sample::{Lot, Seed, draw};
use xuncun_domain::step::{StepKind, case};
use xuncun_domain::stream::Class;
use xuncun_journal::Value;
use xuncun_store::query::draw::{self as rows, Draw, frame_id};
use xuncun_store::query::{Connection, finding};

const TABLE: &str = "draw";
const KIND: &str = "look_back";
const FRAME_KIND: &str = "look_back_frame";
/// Most that are drawn at once.
const COUNT_MAX: u32 = 500;
/// Most that are drawn from: what one commit holds.
const FRAME_MAX: usize = 20_000;
/// Ids in a part of the frame: a value holds 64 KiB.
const PART: usize = 1200;
/// Draws that are listed.
const LISTED: usize = 20;

/// The document of a draw's row.
#[derive(Serialize, Deserialize)]
struct Document {
    kind: String,
    /// 64 hex digits.
    seed: String,
    day: String,
    filter: FindingsArgs,
    days: u32,
    count: u32,
    per_township: bool,
    /// How many ids the frame's rows hold.
    frame: u32,
    chosen: Vec<String>,
}

/// The document of a part of the frame.
#[derive(Serialize, Deserialize)]
struct FrameDocument {
    kind: String,
    /// Township → ids.
    frame: BTreeMap<String, Vec<String>>,
}

impl Document {
    /// Of a row that is such a draw; those of other kinds are drawn from for other ends.
    fn read(row: &Draw) -> Option<Self> {
        serde_json::from_str::<Self>(&row.document).ok().filter(|document| document.kind == KIND)
    }

    fn seed(&self) -> Option<Seed> {
        let byte = |at: usize| u8::from_str_radix(self.seed.get(2 * at..2 * at + 2)?, 16).ok();
        let bytes: Vec<u8> = (0..32).map(byte).collect::<Option<_>>()?;
        bytes.try_into().ok().filter(|_| self.seed.len() == 64)
    }
}

/// Draws some of the closed findings that the caller sees, and records the draw. The same key again is the same draw.
///
/// # Errors
/// `forbidden`, `nothing_to_draw`, `frame_too_large` with `max`, `count_out_of_range` with `max`, `bad_request` (a day that is none, a key that is no UUID).
pub fn draw_look_back(app: &App, caller: &Caller, args: DrawLookBack) -> Result<LookBackDraw, AppError> {
    caller.person()?;
    let county = app.county(Class::Work)?;
    let actor = caller.actor(&[(&county, TABLE)], app.wall())?;
    let id = fresh_id(Some(&args.key))?;
    if !(1..=COUNT_MAX).contains(&args.count) {
        return Err(AppError::new(ErrorCode::CountOutOfRange).with("max", COUNT_MAX));
    }
    let filter = closed(args.filters, args.days);
    let (lots, day) = app.read(|conn| {
        let shown = Shown::new(app, conn, caller)?;
        let lines = lines(app, conn, caller, &shown)?;
        let lot = |line: &super::Line| Lot { id: line.row.id.clone(), group: line.row.village.get(..9).unwrap_or_default().to_owned() };
        let lots: Vec<Lot> = Filter::new(conn, &filter, &shown)?.fitting(&lines).into_iter().map(lot).collect();
        Ok((lots, shown.today))
    })?;
    if lots.is_empty() {
        return Err(ErrorCode::NothingToDraw.into());
    }
    if lots.len() > FRAME_MAX {
        return Err(AppError::new(ErrorCode::FrameTooLarge).with("max", u32::try_from(FRAME_MAX).unwrap_or(u32::MAX)));
    }
    let seed: Seed = rand::random();
    let document = Document {
        kind: KIND.into(),
        seed: seed.iter().map(|byte| format!("{byte:02x}")).collect(),
        day: day.to_string(),
        filter,
        days: args.days,
        count: args.count,
        per_township: args.per_township,
        frame: u32::try_from(lots.len()).unwrap_or(u32::MAX),
        chosen: draw(&seed, &lots, args.count as usize, args.per_township),
    };
    app.store.try_write(&actor, |tx| {
        if tx.get(TABLE, &county, &id)?.is_some() {
            return Ok(());
        }
        for (at, part) in lots.chunks(PART).enumerate() {
            let mut frame: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for lot in part {
                frame.entry(lot.group.clone()).or_default().push(lot.id.clone());
            }
            tx.put(TABLE, &county, &frame_id(&id, at + 1), &[("document", json(&FrameDocument { kind: FRAME_KIND.into(), frame })?)])?;
        }
        tx.put(TABLE, &county, &id, &[("document", json(&document)?)])?;
        Ok::<_, AppError>(())
    })?;
    app.store.seal()?;
    app.engine.trigger();
    app.read(|conn| {
        let row = rows::draw(conn, &id)?.ok_or(ErrorCode::Internal)?;
        let document = Document::read(&row).ok_or(ErrorCode::Internal)?;
        show(conn, caller, &Shown::new(app, conn, caller)?, &row, document)
    })
}

fn json(document: &impl Serialize) -> Result<Value, AppError> {
    Ok(Value::from(serde_json::to_string(document).map_err(AppError::internal)?))
}

/// Of a filter, what says which places, kinds, people and days; closed ones alone.
fn closed(filter: FindingsArgs, days: u32) -> FindingsArgs {
    FindingsArgs {
        mine: false,
        unsettled: false,
        statuses: vec![FindingStatus::Closed],
        due: None,
        closed_days: Some(days),
        draw: None,
        offset: 0,
        limit: 0,
        ..filter
    }
}

/// The latest draws, and what was done about each.
///
/// # Errors
/// `not_enrolled`, `forbidden`.
pub fn look_backs(app: &App, caller: &Caller, (): ()) -> Result<LookBacks, AppError> {
    let county = app.county(Class::Work)?;
    caller.check_read(&county)?;
    app.read(|conn| {
        let shown = Shown::new(app, conn, caller)?;
        let mut listed = Vec::new();
        for row in rows::all(conn, &county)? {
            let Some(document) = Document::read(&row) else { continue };
            listed.push(show(conn, caller, &shown, &row, document)?);
            if listed.len() == LISTED {
                break;
            }
        }
        Ok(LookBacks { rows: listed, may_draw: caller.may_write(&[(&county, TABLE)]) })
    })
}

/// What a draw has drawn, for those who may read the draw.
pub fn drawn(conn: &Connection, id: &str, shown: &Shown<'_>) -> Result<Vec<String>, AppError> {
    let row = rows::draw(conn, id)?.filter(|row| row.stream.parse().is_ok_and(|stream| shown.reads(&stream)));
    Ok(row.and_then(|row| Document::read(&row)).map(|document| document.chosen).unwrap_or_default())
}

fn show(conn: &Connection, caller: &Caller, shown: &Shown<'_>, row: &Draw, document: Document) -> Result<LookBackDraw, AppError> {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let lots = lots(conn, row)?;
    let whole = count(lots.len()) == document.frame;
    let repeats = document.seed().filter(|_| whole).map(|seed| draw(&seed, &lots, document.count as usize, document.per_township) == document.chosen);
    let (mut seen, mut looked, mut back) = (0, 0, 0);
    for id in &document.chosen {
        let Some(found) = finding::finding(conn, id)?.filter(|found| caller.reads_in(&found.village, Class::Open)) else { continue };
        seen += 1;
        let steps: Vec<_> = finding::steps(conn, &found)?.into_iter().map(|row| row.step).collect();
        let counting: HashMap<&str, _> = steps.iter().map(|step| (step.id.as_str(), step)).collect();
        // By the clock of the commits, as all order: a step that was taken before counts for nothing.
        let case = case(&steps);
        let since = case.steps.iter().filter_map(|id| counting.get(id.as_str())).filter(|step| step.hlc > row.stamp.hlc).filter_map(|step| step.kind);
        let since: Vec<StepKind> = since.filter(|kind| matches!(kind, StepKind::LookAgain | StepKind::Reopen)).collect();
        looked += u32::from(!since.is_empty());
        back += u32::from(since.contains(&StepKind::Reopen));
    }
    Ok(LookBackDraw {
        id: row.id.clone(),
        at: row.stamp.at(),
        day: document.day,
        by: shown.names.person(&row.stamp.author)?,
        seed: document.seed,
        filter: document.filter,
        days: document.days,
        per_township: document.per_township,
        frame: document.frame,
        drawn: count(document.chosen.len()),
        seen,
        looked,
        back,
        repeats,
    })
}

/// What a draw was drawn from, as far as it is here.
fn lots(conn: &Connection, row: &Draw) -> Result<Vec<Lot>, AppError> {
    let mut lots = Vec::new();
    for part in rows::frame(conn, row)? {
        let Some(part) = serde_json::from_str::<FrameDocument>(&part).ok().filter(|part| part.kind == FRAME_KIND) else { continue };
        for (group, ids) in part.frame {
            lots.extend(ids.into_iter().map(|id| Lot { id, group: group.clone() }));
        }
    }
    Ok(lots)
}
