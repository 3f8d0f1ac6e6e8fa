//! Rounds, visits and verdicts as rows, written as the app writes them.

use super::DemoError;
use super::device::DemoDevice;
use super::pictures::{CIVIL_OFFSET, Drawn, Pictures};
use crate::dice::{Dice, uuid};
use crate::{COUNTY, District, Outcome, Plan, PlannedPhoto, PlannedVisit};
use serde_json::json;
use xuncun_domain::inspection::{Facts, PhotoFact, answer_id, content_hash, submission_id};
use xuncun_domain::round::RoundKind;
use xuncun_domain::score::{ScoreSheet, score};
use xuncun_domain::sighting::Deadlines;
use xuncun_domain::size::Size;
use xuncun_domain::standard::Standard;
use xuncun_domain::stream::StreamId;
use xuncun_journal::Value;
use xuncun_photo::Rendition;
use xuncun_store::query::visit::witness_id;
use xuncun_store::{StoreError, WriteTx};

/// A visit as it was submitted.
pub(super) struct Recorded {
    facts: Facts,
    hash: String,
    sheet: ScoreSheet,
}

pub(super) fn stream(text: &str) -> Result<StreamId, DemoError> {
    text.parse().map_err(|_| DemoError::Document(text.to_string()))
}

pub(super) fn text(value: &str) -> Value {
    value.into()
}

/// Both rounds with their assignments, as of the first one's beginning.
pub(super) fn rounds(device: &DemoDevice, district: &District, plan: &Plan, standard: &Standard) -> Result<(), DemoError> {
    let at = stream(&format!("{COUNTY}/work"))?;
    let written = plan.rounds[0].period.from.start() + 1;
    device.store.write(&device.actor(written), |tx| {
        for round in &plan.rounds {
            tx.put(
                "round",
                &at,
                &round.id,
                &[
                    ("name", text(&round.name)),
                    ("kind", text(RoundKind::Regular.as_str())),
                    ("from_day", round.period.from.to_string().into()),
                    ("to_day", round.period.to.to_string().into()),
                    ("standard", text(standard.id())),
                    ("items", Value::Null),
                    ("weight", text("1")),
                ],
            )?;
            for assignment in &round.assignments {
                let village = &district.villages[assignment.village].code;
                let columns = [
                    ("round", text(&round.id)),
                    ("village", text(village)),
                    ("team", text(&district.teams[assignment.team].id)),
                    ("day", Value::Null),
                ];
                tx.put("assignment", &at, &format!("{}/{village}", round.id), &columns)?;
            }
        }
        Ok(())
    })?;
    device.store.seal()?;
    Ok(())
}

/// A visit with its pictures, up to its submission if it has one.
pub(super) fn visit(device: &mut DemoDevice, visit: &PlannedVisit, standard: &Standard, pictures: &Pictures) -> Result<Recorded, DemoError> {
    let work = stream(&format!("{}/work", visit.facts.visit.village))?;
    let mut facts = visit.facts.clone();
    sign(device, &work, visit, &mut facts);
    facts.photos = visit.photos.iter().filter_map(|photo| Some(fact(photo, pictures.get(&photo.id)?))).collect();
    let sheet = score(standard, &facts, &Deadlines::new());
    let hash = content_hash(&facts);
    device.store.write(&device.actor(visit.started_at), |tx| {
        inspection(tx, &work, &facts)?;
        for photo in &visit.photos {
            if let Some(drawn) = pictures.get(&photo.id) {
                photograph(tx, &work, photo, drawn, None, None)?;
            }
        }
        Ok(())
    })?;
    device.store.seal()?;
    for drawn in visit.photos.iter().filter_map(|photo| pictures.get(&photo.id)) {
        device.send(&work.to_string(), Rendition::MIME, drawn.thumbnail.sha256, drawn.thumbnail.bytes.clone());
        device.send(&work.to_string(), drawn.original.format.mime(), drawn.original.sha256, drawn.bytes.clone());
    }
    if let Some(at) = visit.submitted_at {
        let id = &facts.visit.id;
        let columns = [
            ("inspection", text(id)),
            ("n", 1_i64.into()),
            ("content_hash", text(&hash)),
            ("score", sheet.total_text().into()),
            ("submitted_at", at.into()),
            ("by", text(&visit.inspector)),
        ];
        device.store.write(&device.actor(at), |tx| tx.put("submission", &work, &submission_id(id, 1), &columns))?;
        device.store.seal()?;
    }
    Ok(Recorded { facts, hash, sheet })
}

/// The witness's strokes go to the server as a blob; the facts name it.
fn sign(device: &mut DemoDevice, work: &StreamId, visit: &PlannedVisit, facts: &mut Facts) {
    if visit.strokes.is_empty() {
        return;
    }
    let bytes = json!(visit.strokes).to_string().into_bytes();
    let sha256 = xuncun_photo::sha256(&bytes);
    let hex = xuncun_journal::Hash(sha256).to_string();
    device.send(&work.to_string(), "application/json", sha256, bytes);
    if let Some(witness) = facts.witness.as_mut() {
        witness.strokes = Some(hex);
    }
}

fn fact(photo: &PlannedPhoto, drawn: &Drawn) -> PhotoFact {
    PhotoFact {
        owner_table: photo.owner_table.to_string(),
        owner_id: photo.owner_id.clone(),
        item: photo.item.clone(),
        phase: photo.phase.to_string(),
        sha256: xuncun_journal::Hash(drawn.original.sha256).to_string(),
    }
}

fn inspection(tx: &mut WriteTx<'_, '_>, work: &StreamId, facts: &Facts) -> Result<(), StoreError> {
    let this = &facts.visit;
    let columns = [
        ("round", text(&this.round)),
        ("village", this.village.to_string().into()),
        ("team", text(&this.team)),
        ("day", this.day.to_string().into()),
        ("kind", text(this.kind.as_str())),
        ("standard", text(&this.standard)),
        ("started_at", this.day.start().into()),
    ];
    tx.put("inspection", work, &this.id, &columns)?;
    if let Some(witness) = &facts.witness {
        let columns = [
            ("witness_kind", text(witness.kind.as_str())),
            ("witness_name", text(&witness.name)),
            ("witness_reason", text(&witness.reason)),
            ("witness_strokes", witness.strokes.clone().into()),
        ];
        tx.put("inspection", work, &witness_id(&this.id), &columns)?;
    }
    for answer in &facts.answers {
        let columns = [
            ("inspection", text(&this.id)),
            ("item", text(&answer.item)),
            ("household", answer.household.map(i64::from).into()),
            ("value", answer.value.map(|value| json!(value).to_string()).into()),
            ("note", text(&answer.note)),
        ];
        tx.put("answer", work, &answer_id(&this.id, &answer.item, answer.household), &columns)?;
    }
    for sighting in &facts.sightings {
        let at = sighting.position;
        let columns = [
            ("inspection", text(&this.id)),
            ("kind", text(&sighting.kind)),
            ("grade", text(&sighting.grade)),
            ("count", i64::from(sighting.count).into()),
            ("lon", at.map(|at| at.lon).into()),
            ("lat", at.map(|at| at.lat).into()),
            ("accuracy", at.map(|at| at.accuracy).into()),
            ("landmark", text(&sighting.landmark)),
            ("item", Value::Null),
            ("fixed_on_spot", i64::from(sighting.fixed_on_spot).into()),
            ("transferred", i64::from(sighting.transferred).into()),
            ("finding", Value::Null),
            ("size", sighting.size.as_ref().map(Size::write).into()),
            ("difficulty", sighting.difficulty.map(|difficulty| difficulty.as_str().to_owned()).into()),
            ("note", text(&sighting.note)),
            ("seen_at", sighting.seen_at.into()),
        ];
        tx.put("sighting", work, &sighting.id, &columns)?;
    }
    Ok(())
}

/// A photograph's row with its thumbnail's. `stands_for`: the photograph that it stands for in a place where more see it, and who took that.
pub(super) fn photograph(
    tx: &mut WriteTx<'_, '_>,
    at_stream: &StreamId,
    photo: &PlannedPhoto,
    drawn: &Drawn,
    pair: Option<String>,
    stands_for: Option<(String, String)>,
) -> Result<(), StoreError> {
    let (copy_of, taken_by) = stands_for.unzip();
    let (at, original, thumbnail) = (photo.position, &drawn.original, &drawn.thumbnail);
    let hex = |sha256: [u8; 32]| Value::from(xuncun_journal::Hash(sha256).to_string());
    tx.put(
        "photo",
        at_stream,
        &photo.id,
        &[
            ("owner_table", text(photo.owner_table)),
            ("owner_id", text(&photo.owner_id)),
            ("item", text(&photo.item)),
            ("phase", text(photo.phase)),
            ("sha256", hex(original.sha256)),
            ("size", (drawn.bytes.len() as i64).into()),
            ("mime", text(original.format.mime())),
            ("width", i64::from(original.width).into()),
            ("height", i64::from(original.height).into()),
            ("taken_at", photo.taken_at.into()),
            ("offset_min", i64::from(CIVIL_OFFSET).into()),
            ("lon", at.map(|at| at.lon).into()),
            ("lat", at.map(|at| at.lat).into()),
            ("accuracy", at.map(|at| at.accuracy).into()),
            ("altitude", Value::Null),
            ("bearing", Value::Null),
            ("source", text("camera")),
            ("pair", pair.into()),
            ("copy_of", copy_of.into()),
            ("taken_by", taken_by.into()),
        ],
    )?;
    tx.put(
        "rendition",
        at_stream,
        &format!("{}/thumb", photo.id),
        &[
            ("photo", text(&photo.id)),
            ("kind", text("thumb")),
            ("sha256", hex(thumbnail.sha256)),
            ("size", (thumbnail.bytes.len() as i64).into()),
            ("mime", text(Rendition::MIME)),
            ("width", i64::from(thumbnail.width).into()),
            ("height", i64::from(thumbnail.height).into()),
            ("phash", drawn.look.to_string().into()),
        ],
    )
}

/// The verdict on a visit, and on acceptance the notice to its village with these deductions (JSON).
pub(super) fn review(device: &DemoDevice, visit: &PlannedVisit, recorded: &Recorded, round_name: &str, deductions: String) -> Result<(), DemoError> {
    let Some(at) = visit.reviewed_at else { return Ok(()) };
    let (verdict, reason) = match &visit.outcome {
        Outcome::Returned(reason) => ("returned", reason.as_str()),
        _ => ("accepted", ""),
    };
    let this = &recorded.facts.visit;
    let (work, open) = (stream(&format!("{}/work", this.village))?, stream(&format!("{}/open", this.village))?);
    let submission = submission_id(&this.id, 1);
    let id = format!("{submission}/{}", uuid(at, &mut Dice::new(at.cast_unsigned(), &submission)));
    device.store.write(&device.actor(at), |tx| {
        let columns =
            [("submission", text(&submission)), ("verdict", text(verdict)), ("reason", text(reason)), ("content_hash", text(&recorded.hash))];
        tx.put("review", &work, &id, &columns)?;
        if visit.outcome != Outcome::Accepted {
            return Ok(());
        }
        let columns = [
            ("inspection", text(&this.id)),
            ("submission", text(&submission)),
            ("score", recorded.sheet.total_text().into()),
            ("deductions", deductions.into()),
            ("round_name", text(round_name)),
            ("day", this.day.to_string().into()),
            ("kind", text(this.kind.as_str())),
        ];
        tx.put("notice", &open, &submission, &columns)
    })?;
    device.store.seal()?;
    Ok(())
}
