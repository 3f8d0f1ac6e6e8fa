//! What people saw as saved. Every tap carries a word of its own, and the word must be found somewhere, forever.

use super::device::Device;
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeSet;
use xuncun_journal::{Body, Value, peek};
use xuncun_server::endpoint::Endpoint;

/// Leads every tap's word.
const MARK: &str = "tap-";

/// A tap that was acknowledged.
#[derive(Debug, Clone)]
pub struct Tap {
    /// Its word.
    pub word: String,
    /// Its row.
    pub row: String,
    /// Who tapped where, for the story.
    pub told: String,
    /// Lost with the one device that held it, as the story told: stolen before it had synced.
    pub excused: bool,
    /// Written over on the same device before it was ever sealed.
    pub overwritten: bool,
}

/// All taps.
#[derive(Default)]
pub struct Ledger {
    taps: Vec<Tap>,
    /// Rows that stood in a body that was erased by law: whatever was written of them may be gone.
    erased: BTreeSet<String>,
}

impl Ledger {
    /// A word for a tap that is about to be made.
    pub fn word(&self) -> String {
        format!("{MARK}{}", self.taps.len())
    }

    /// A tap was acknowledged, in place of these words in a row that was not sealed yet.
    pub fn acknowledge(&mut self, row: &str, in_place_of: &[String], told: String) {
        self.taken_back(in_place_of);
        self.taps.push(Tap { word: self.word(), row: row.to_owned(), told, excused: false, overwritten: false });
    }

    /// A row that was not sealed yet, with these words in it, was written over or taken back. Whose words they were does not matter: a
    /// copy of a device, or one that was put back to its image, holds what the other wrote.
    pub fn taken_back(&mut self, words: &[String]) {
        for tap in self.taps.iter_mut().filter(|tap| words.contains(&tap.word)) {
            tap.overwritten = true;
        }
    }

    /// How many taps there were.
    pub fn len(&self) -> usize {
        self.taps.len()
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.taps.is_empty()
    }

    /// These rows were erased by law.
    pub fn erased(&mut self, rows: impl Iterator<Item = String>) {
        self.erased.extend(rows);
    }

    /// Taps whose word is nowhere.
    pub fn missing(&self, found: &BTreeSet<String>) -> Vec<&Tap> {
        let counts = |tap: &&Tap| !tap.excused && !tap.overwritten && !self.erased.contains(&tap.row);
        self.taps.iter().filter(counts).filter(|tap| !found.contains(&tap.word)).collect()
    }

    /// After something that the world may take from people: what is nowhere now was taken.
    pub fn excuse(&mut self, found: &BTreeSet<String>) -> usize {
        let mut excused = 0;
        for tap in &mut self.taps {
            if !tap.excused && !tap.overwritten && !found.contains(&tap.word) {
                tap.excused = true;
                excused += 1;
            }
        }
        excused
    }
}

/// The taps' words in these bodies.
fn words(envelope: &[u8], body: &[u8], found: &mut BTreeSet<String>) {
    let Ok(opened) = peek(envelope) else { return };
    let Ok(body) = Body::decode(&opened.header, body) else { return };
    for row in body.tables.iter().flat_map(|table| &table.rows) {
        for value in &row.values {
            if let Value::Text(text) = value.to_value()
                && text.starts_with(MARK)
            {
                found.insert(text);
            }
        }
    }
}

/// The words that the server holds.
pub async fn on_server(endpoint: &Endpoint, found: &mut BTreeSet<String>) {
    for head in endpoint.storage().chain_heads().await.unwrap() {
        let mut from = 1;
        loop {
            let part = endpoint.storage().chain(&head.stream, head.device, from, 1_000).await.unwrap();
            let Some(last) = part.last() else { break };
            from = last.seq + 1;
            for commit in &part {
                if let Some(body) = &commit.body {
                    words(&commit.envelope, body, found);
                }
            }
        }
    }
}

/// The words that a device holds: in its commits, its drafts, and its rows that are not sealed yet.
pub fn on_device(device: &Device, found: &mut BTreeSet<String>) {
    let store = device.store();
    let sealed = "SELECT envelope, body FROM commit_log WHERE body IS NOT NULL UNION ALL SELECT envelope, body FROM draft \
                  UNION ALL SELECT envelope, body FROM waiting WHERE body IS NOT NULL";
    let (bodies, pending) = store
        .read(|conn| {
            let mut query = conn.prepare(sealed)?;
            let rows = query.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
            let bodies: Vec<_> = rows.collect::<Result<_, _>>()?;
            let mut query = conn.prepare("SELECT tbl, stream, id FROM pending")?;
            let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))?;
            let mut texts = Vec::new();
            for row in rows.collect::<Result<Vec<_>, _>>()? {
                texts.extend(texts_of(conn, &row)?);
            }
            Ok((bodies, texts))
        })
        .unwrap();
    for (envelope, body) in bodies {
        words(&envelope, &body, found);
    }
    found.extend(pending.into_iter().filter(|text| text.starts_with(MARK)));
}

/// The taps' words in a row that is not sealed yet; none in any other.
pub fn unsealed_words(conn: &Connection, table: &str, stream: &str, id: &str) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT p.stream FROM pending p JOIN stream_ref s ON s.ref = p.stream WHERE p.tbl = ?1 AND p.id = ?2 AND s.stream = ?3";
    let Some(number) = conn.query_row(sql, [table, id, stream], |row| row.get(0)).optional()? else { return Ok(Vec::new()) };
    let texts = texts_of(conn, &(table.to_owned(), number, id.to_owned()))?;
    Ok(texts.into_iter().filter(|text| text.starts_with(MARK)).collect())
}

/// The texts in a row as it is shown.
fn texts_of(conn: &Connection, (table, stream, id): &(String, i64, String)) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare(&format!("SELECT * FROM \"{table}\" WHERE stream = ?1 AND id = ?2"))?;
    let columns = query.column_count();
    let mut rows = query.query(rusqlite::params![stream, id])?;
    let mut texts = Vec::new();
    while let Some(row) = rows.next()? {
        texts.extend((0..columns).filter_map(|column| row.get_ref(column).ok()?.as_str().ok().map(str::to_owned)));
    }
    Ok(texts)
}
