//! Findings and their steps as rows, written as the app writes them.

use super::DemoError;
use super::device::DemoDevice;
use super::pictures::Pictures;
use super::record::{photograph, stream, text};
use crate::case::{PlannedCase, PlannedStep};
use serde_json::json;
use xuncun_domain::grant::own_id;
use xuncun_domain::size::Size;
use xuncun_domain::step::StepKind;
use xuncun_journal::Value;
use xuncun_photo::Rendition;

/// One step of a case by whoever took it; the first also makes the finding, with its photographs.
pub(super) fn step(device: &mut DemoDevice, case: &PlannedCase, n: usize, taker: &str, calendar: &str, pictures: &Pictures) -> Result<(), DemoError> {
    let (open, step) = (stream(&format!("{}/open", case.village))?, &case.steps[n]);
    let mut sent = Vec::new();
    device.store.write(&device.actor(step.at), |tx| {
        if n == 0 {
            let (seen, at) = (&case.sighting, case.sighting.position);
            let columns = [
                ("sighting", text(&seen.id)),
                ("kind", text(&seen.kind)),
                ("count", i64::from(seen.count).into()),
                ("lon", at.map(|at| at.lon).into()),
                ("lat", at.map(|at| at.lat).into()),
                ("accuracy", at.map(|at| at.accuracy).into()),
                ("landmark", text(&seen.landmark)),
                ("size", seen.size.as_ref().map(Size::write).into()),
                ("difficulty", seen.difficulty.map(|difficulty| difficulty.as_str().to_owned()).into()),
                ("note", text(&seen.note)),
                ("seen_at", seen.seen_at.into()),
            ];
            tx.put("finding", &open, &seen.id, &columns)?;
        }
        let shown = if n == 0 { case.before.iter().collect() } else { case.after.iter().filter(|_| step.shows).collect::<Vec<_>>() };
        for photo in shown {
            let Some(drawn) = pictures.get(&photo.id) else { continue };
            let mut placed = photo.clone();
            placed.owner_table = "finding";
            placed.owner_id.clone_from(&case.sighting.id);
            let stands_for = (n == 0).then(|| (photo.id.clone(), taker.to_owned()));
            if n == 0 {
                placed.id = format!("{}-open", photo.id);
            }
            let pair = case.before.first().filter(|before| n > 0 && pictures.get(&before.id).is_some()).map(|before| format!("{}-open", before.id));
            photograph(tx, &open, &placed, drawn, pair, stands_for)?;
            sent.push(photo.id.clone());
        }
        tx.put("step", &open, &id(step), &row(case, n, calendar))
    })?;
    device.store.seal()?;
    for drawn in sent.iter().filter_map(|id| pictures.get(id)) {
        device.send(&open.to_string(), Rendition::MIME, drawn.thumbnail.sha256, drawn.thumbnail.bytes.clone());
        device.send(&open.to_string(), drawn.original.format.mime(), drawn.original.sha256, drawn.bytes.clone());
    }
    Ok(())
}

fn id(step: &PlannedStep) -> String {
    own_id(&step.person, &step.key)
}

fn row(case: &PlannedCase, n: usize, calendar: &str) -> [(&'static str, Value); 8] {
    let step = &case.steps[n];
    let shown: Vec<&str> = case.after.iter().filter(|_| step.shows).map(|photo| photo.id.as_str()).collect();
    let fixes = step.kind == StepKind::Assign;
    [
        ("finding", text(&case.sighting.id)),
        ("kind", text(step.kind.as_str())),
        ("note", text(&step.note)),
        ("answers", n.checked_sub(1).map(|before| id(&case.steps[before])).into()),
        ("role", text(step.role.id())),
        ("due", step.due.map(|day| day.to_string()).into()),
        ("calendar", fixes.then(|| calendar.to_owned()).into()),
        ("photos", (!shown.is_empty()).then(|| json!(shown).to_string()).into()),
    ]
}
