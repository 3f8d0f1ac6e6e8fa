//! Who did what to a visit, when, on which device: told by the commits, which keep what later ones wrote over.

use crate::AppError;
use crate::api::{HistoryEntry, HistoryWhat, Millis};
use crate::app::stream;
use crate::names::Names;
use crate::record::Record;
use std::collections::BTreeSet;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::{Put, Value, decode_body, peek};
use xuncun_store::query::visit::witness_id;
use xuncun_store::query::{Connection, history, notice};

/// Commits are dated by when they were sealed; a visit's first may carry rows of a little before.
const EARLIER: Millis = 24 * 3600 * 1000;

/// One thing that a commit says.
struct Told {
    what: HistoryWhat,
    at: Millis,
    detail: String,
}

/// The history, oldest first; runs of the same thing by one person on one device are one entry with its count.
pub fn of(conn: &Connection, record: &Record, names: &Names<'_>) -> Result<Vec<HistoryEntry>, AppError> {
    let mut commits = Vec::new();
    let since = record.row.started_at.saturating_sub(EARLIER);
    let homes = history::commits(conn, &StreamId::new(record.stream.code, Class::Private), since)?;
    for commit in history::commits(conn, &record.stream, since)?.into_iter().chain(homes) {
        // What is stored was verified when it was applied; what cannot be read is of a newer version.
        let Ok(header) = peek(&commit.envelope).map(|opened| opened.header) else { continue };
        let Ok(puts) = decode_body(&header, &commit.body) else { continue };
        commits.push((header, puts));
    }
    commits.sort_by_key(|(header, _)| header.hlc);
    let of_visit = |put: &&Put| put.table == "sighting" && text(put, "inspection") == record.row.id;
    let sightings = commits.iter().flat_map(|(_, puts)| puts).filter(of_visit).map(|put| put.id.clone()).collect();
    let mut teller = Teller { record, sightings, begun: false };
    let mut runs = Vec::new();
    for (header, puts) in commits {
        let at = header.hlc.physical_ms();
        let device = names.device(Some(&header.device.to_string()))?;
        for (put, told) in puts.iter().flat_map(|put| teller.tell(put, at).into_iter().map(move |told| (put, told))) {
            add(
                &mut runs,
                &put.id,
                HistoryEntry {
                    what: told.what,
                    count: 1,
                    who: names.person(&header.author)?,
                    device: device.as_ref().map(|device| device.name.clone()).unwrap_or_default(),
                    by_server: device.as_ref().is_some_and(|device| device.kind == "server"),
                    at: told.at,
                    detail: told.detail,
                },
            );
        }
    }
    let mut entries: Vec<HistoryEntry> = runs.into_iter().map(|run| run.entry).collect();
    for told in notice::of_visit(conn, &stream(&record.row.village, Class::Open)?, &record.row.id)? {
        let device = names.device(told.stamp.device.as_deref())?;
        entries.push(HistoryEntry {
            what: HistoryWhat::Noticed,
            count: 1,
            who: names.person(&told.stamp.author)?,
            by_server: device.as_ref().is_some_and(|device| device.kind == "server"),
            device: device.map(|device| device.name).unwrap_or_default(),
            at: told.stamp.at(),
            detail: told.score.unwrap_or_default(),
        });
    }
    // What one commit says comes in the order in which a visit goes.
    entries.sort_by_key(|entry| (entry.at, entry.what));
    Ok(entries)
}

/// The same thing, done again and again by one person on one device.
struct Run {
    entry: HistoryEntry,
    /// Rows that it is about: one that is touched twice is still one thing answered, seen, photographed or said.
    rows: BTreeSet<String>,
}

/// Adds to a run, or begins another. The time of a run is that of its last.
fn add(runs: &mut Vec<Run>, row: &str, entry: HistoryEntry) {
    let counted = matches!(entry.what, HistoryWhat::Answered | HistoryWhat::Sighted | HistoryWhat::Photographed | HistoryWhat::Spoken);
    let same = |last: &HistoryEntry| counted && last.what == entry.what && last.who == entry.who && last.device == entry.device;
    match runs.iter_mut().rev().take(3).find(|run| same(&run.entry)) {
        Some(run) => {
            run.entry.count += u32::from(run.rows.insert(row.to_owned()));
            run.entry.at = entry.at;
        }
        None => runs.push(Run { entry, rows: BTreeSet::from([row.to_owned()]) }),
    }
}

struct Teller<'a> {
    record: &'a Record,
    /// Sightings of the visit, deleted ones too: a deletion, or a photograph, names only the sighting's id.
    sightings: BTreeSet<String>,
    begun: bool,
}

impl Teller<'_> {
    fn tell(&mut self, put: &Put, at: Millis) -> Vec<Told> {
        let plain = |what| vec![Told { what, at, detail: String::new() }];
        let of_visit = |id: &str| id.strip_prefix(&self.record.row.id).is_some_and(|rest| rest.starts_with('/'));
        match put.table.as_str() {
            "inspection" if put.id == self.record.row.id || put.id == witness_id(&self.record.row.id) => self.visit(put, at),
            "answer" if of_visit(&put.id) => plain(HistoryWhat::Answered),
            "sighting" if self.sightings.contains(&put.id) => plain(HistoryWhat::Sighted),
            "photo" if text(put, "owner_id") == self.record.row.id || self.sightings.contains(text(put, "owner_id")) => {
                plain(HistoryWhat::Photographed)
            }
            "voice_note" if text(put, "owner_id") == self.record.row.id || self.sightings.contains(text(put, "owner_id")) => {
                plain(HistoryWhat::Spoken)
            }
            "presence" if text(put, "inspection") == self.record.row.id => {
                vec![Told { what: HistoryWhat::Asked, at, detail: text(put, "answer").to_owned() }]
            }
            "submission" if of_visit(&put.id) => vec![Told { what: HistoryWhat::Submitted, at, detail: text(put, "score").to_owned() }],
            "review" if of_visit(&put.id) => {
                let what = if text(put, "verdict") == "accepted" { HistoryWhat::Accepted } else { HistoryWhat::Returned };
                vec![Told { what, at, detail: text(put, "reason").to_owned() }]
            }
            _ => Vec::new(),
        }
    }

    /// The visit's own row, written by each inspector who began it, and its witness's.
    fn visit(&mut self, put: &Put, at: Millis) -> Vec<Told> {
        let mut told = Vec::new();
        if !self.begun && put.id == self.record.row.id {
            self.begun = true;
            told.push(Told { what: HistoryWhat::Started, at, detail: text(put, "kind").to_owned() });
        }
        let witness = text(put, "witness_kind");
        if !witness.is_empty() {
            told.push(Told { what: HistoryWhat::Witnessed, at, detail: witness.to_owned() });
        }
        told
    }
}

fn column<'a>(put: &'a Put, name: &str) -> Option<&'a Value> {
    put.columns.iter().find(|(column, _)| column == name).map(|(_, value)| value)
}

fn text<'a>(put: &'a Put, name: &str) -> &'a str {
    if let Some(Value::Text(text)) = column(put, name) { text } else { "" }
}
