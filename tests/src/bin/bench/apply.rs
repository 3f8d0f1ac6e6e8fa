//! Applying a district-year, signatures checked, against a bare bulk insert of the same rows.

use crate::measure::{Measure, median, timed};
use crate::tap::replica;
use crate::year::{Year, inspections};
use rusqlite::Statement;
use std::path::Path;
use std::time::Duration;
use xuncun_journal::{Clock, DeviceKey, Entry, HeaderFields, Hlc, Put, Value, decode_body, peek, seal};
use xuncun_store::Store;

/// Commits of a page, as many as a server's page of a megabyte holds.
pub const PAGE: usize = 500;
const RUNS: usize = 3;

pub fn measure() -> Vec<Measure> {
    let mut year = Year::new();
    let count = inspections();
    let devices = devices(&year);
    let entries: Vec<Entry> = (0..count).map(|n| year.inspection(n)).collect();
    let (mut ours, mut against) = (Vec::new(), Vec::new());
    let mut rows = 0;
    for _ in 0..RUNS {
        let folder = tempfile::tempdir().unwrap();
        ours.push(applied(&folder.path().join("ours"), &devices, &entries));
        let (time, inserted) = inserted(&folder.path().join("bare.db"), &entries);
        against.push(time);
        rows = inserted;
    }
    let (ours_said, against_said) =
        (format!("{count} commits, {rows} rows applied"), format!("{rows} rows inserted, {PAGE} inspections a transaction"));
    vec![Measure::ratio("apply_district_year", 2.0, (&ours_said, median(ours)), (&against_said, median(against)))]
}

/// The root's commit that names the tablets.
pub fn devices(year: &Year) -> Entry {
    let root = DeviceKey::from_bytes(&[99; 32]);
    let puts: Vec<Put> = year
        .tablets()
        .map(|(key, person)| Put {
            table: "device".into(),
            id: key.id().to_string(),
            deleted: false,
            bases: Vec::new(),
            columns: vec![
                ("key".into(), Value::Bytes(key.public().as_bytes().to_vec())),
                ("person".into(), person.into()),
                ("kind".into(), "app".into()),
                ("name".into(), "平板".into()),
                ("valid_from".into(), 0_i64.into()),
            ],
        })
        .collect();
    let fields = HeaderFields {
        stream: "629900/open".parse().unwrap(),
        seq: 1,
        parent: None,
        hlc: Clock::new(Hlc(0)).tick(1_700_000_000_000),
        author: "root".into(),
        grant: String::new(),
        grant_version: 0,
        also: Vec::new(),
    };
    let sealed = seal(&root, fields, &puts).unwrap();
    Entry::new(sealed.commit.envelope, sealed.commit.body)
}

fn applied(folder: &Path, devices: &Entry, entries: &[Entry]) -> Duration {
    let store: Store = replica(folder);
    store.apply(std::slice::from_ref(devices)).unwrap();
    timed(|| {
        for page in entries.chunks(PAGE) {
            let outcome = store.apply(page).unwrap();
            assert_eq!(outcome.applied, page.len(), "{outcome:?}");
        }
    })
    .0
}

/// The same rows into the same tables and indexes, each table's statement prepared once; decoding is not counted.
fn inserted(path: &Path, entries: &[Entry]) -> (Duration, usize) {
    let db = rusqlite::Connection::open(path).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;").unwrap();
    db.execute_batch(include_str!("../../../../migrations/device/0001_synced.sql")).unwrap();
    let mut statements: Vec<(String, Statement<'_>)> = Vec::new();
    // (statement, stream, row) of each page.
    let mut pages: Vec<Vec<(usize, i64, Put)>> = Vec::new();
    for page in entries.chunks(PAGE) {
        let mut rows = Vec::new();
        for entry in page {
            let header = peek(&entry.envelope).unwrap().header;
            let village = header.stream.code.to_string().parse::<i64>().unwrap() % 1_000_000;
            for put in decode_body(&header, entry.body.as_ref().unwrap()).unwrap() {
                let known = statements.iter().position(|(table, _)| *table == put.table);
                let statement = known.unwrap_or_else(|| {
                    statements.push((put.table.clone(), prepared(&db, &put)));
                    statements.len() - 1
                });
                rows.push((statement, village, put));
            }
        }
        pages.push(rows);
    }
    let mut count = 0;
    let (time, ()) = timed(|| {
        for page in &pages {
            db.execute_batch("BEGIN").unwrap();
            for (statement, stream, put) in page {
                insert(&mut statements[*statement].1, *stream, put);
                count += 1;
            }
            db.execute_batch("COMMIT").unwrap();
        }
    });
    (time, count)
}

/// All rows of a table have the same columns here.
fn prepared<'a>(db: &'a rusqlite::Connection, put: &Put) -> Statement<'a> {
    let names: String = put.columns.iter().map(|(name, _)| format!(", \"{name}\"")).collect();
    let places: String = (0..put.columns.len()).map(|n| format!(", ?{}", n + 3)).collect();
    let sql =
        format!("INSERT INTO \"{}\" (id, stream, v_device, v_seq, hlc, author{names}) VALUES (?1, ?2, 1, 1, 1, 'person-006'{places})", put.table);
    db.prepare(&sql).unwrap()
}

fn insert(statement: &mut Statement<'_>, stream: i64, put: &Put) {
    statement.raw_bind_parameter(1, &put.id).unwrap();
    statement.raw_bind_parameter(2, stream).unwrap();
    for (n, (_, value)) in (3..).zip(&put.columns) {
        match value {
            Value::Null => statement.raw_bind_parameter(n, rusqlite::types::Null),
            Value::Int(value) => statement.raw_bind_parameter(n, value),
            Value::Real(value) => statement.raw_bind_parameter(n, value),
            Value::Text(value) => statement.raw_bind_parameter(n, value),
            Value::Bytes(value) => statement.raw_bind_parameter(n, value),
        }
        .unwrap();
    }
    statement.raw_execute().unwrap();
}
