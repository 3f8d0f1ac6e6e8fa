//! A tap made durable, against the bare upsert of the same row at the same durability.

use crate::measure::{Measure, median, timed};
use std::path::Path;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, DeviceKey};
use xuncun_store::{Actor, Identity, Store};

const TAPS: usize = 3_000;
/// Few enough that no checkpoint comes between: the log then holds every transaction.
const COUNTED: usize = 50;

pub fn measure() -> Vec<Measure> {
    let folder = tempfile::tempdir().unwrap();
    let store = replica(&folder.path().join("ours"));
    let bare = bare(&folder.path().join("bare.db"));
    let stream: StreamId = "629900100201/work".parse().unwrap();
    let (mut ours, mut against) = (Vec::new(), Vec::new());
    for n in 0..TAPS {
        ours.push(timed(|| tap(&store, &stream, n)).0);
        against.push(timed(|| upsert(&bare, n)).0);
    }
    let fresh = folder.path().join("counted");
    let store = replica(&fresh);
    let before = transactions(&fresh);
    for n in 0..COUNTED {
        tap(&store, &stream, n);
    }
    let made = transactions(&fresh) - before;
    vec![
        Measure::ratio("tap", 1.15, ("a tap through the store", median(ours)), ("a bare upsert, WAL, synchronous=FULL", median(against))),
        Measure {
            name: "tap_transactions",
            unit: "transactions",
            value: made as f64 / COUNTED as f64,
            goal: 1.0,
            ours: format!("{made} commit frames in the write-ahead log after {COUNTED} taps"),
            against: "exactly one a tap".into(),
        },
    ]
}

/// A replica that is enrolled, with nobody behind it.
pub fn replica(folder: &Path) -> Store {
    let store = Store::open(folder).unwrap();
    let key = DeviceKey::from_bytes(&[1; 32]);
    let root = DeviceKey::from_bytes(&[99; 32]);
    let identity = Identity {
        key,
        district: "629900".into(),
        district_name: "清源县".into(),
        root_key: root.public(),
        server_url: String::new(),
        token: String::new(),
        person: "person-006".into(),
        server_device: DeviceId([0; 16]),
    };
    store.set_identity(&identity).unwrap();
    store
}

fn tap(store: &Store, stream: &StreamId, n: usize) {
    let actor = Actor { person: "person-006".into(), grant: "grant-006".into(), grant_version: 0, clock_ms: 1_795_000_000_000 + n as i64 };
    let value = format!(r#"{{"kind":"count","n":{}}}"#, n % 10);
    let id = format!("0198c0de-0000-8000-8000-00000000{:04}/A{}", n / 24, n % 24);
    let columns = [
        ("inspection", "0198c0de-0000-8000-8000-000000000000".into()),
        ("item", "A1".into()),
        ("household", xuncun_journal::Value::Null),
        ("value", value.into()),
        ("note", "".into()),
    ];
    store.write(&actor, |tx| tx.put("answer", stream, &id, &columns)).unwrap();
}

fn bare(path: &Path) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(path).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE answer (id TEXT, stream INTEGER, inspection TEXT, item TEXT, household INTEGER, value TEXT, note TEXT, v_device INTEGER, v_seq INTEGER,
           hlc INTEGER, author TEXT, deleted INTEGER, conflict INTEGER, extra BLOB, PRIMARY KEY (id, stream)) WITHOUT ROWID;",
    )
    .unwrap();
    db
}

fn upsert(db: &rusqlite::Connection, n: usize) {
    let sql = "INSERT INTO answer VALUES (?1, 1, ?2, 'A1', NULL, ?3, '', NULL, NULL, ?4, 'person-006', 0, 0, NULL)
               ON CONFLICT (id, stream) DO UPDATE SET value = excluded.value, hlc = excluded.hlc";
    let value = format!(r#"{{"kind":"count","n":{}}}"#, n % 10);
    let id = format!("0198c0de-0000-8000-8000-00000000{:04}/A{}", n / 24, n % 24);
    db.prepare_cached(sql).unwrap().execute((id, "0198c0de-0000-8000-8000-000000000000", value, n as i64)).unwrap();
}

/// Commit frames in the write-ahead log of the database in a folder: a frame's header says after its page number how large the database
/// is after a commit, and 0 where none is.
fn transactions(folder: &Path) -> usize {
    let log = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().ends_with("-wal"))
        .expect("a write-ahead log");
    let bytes = std::fs::read(log).unwrap();
    let word = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let (page, salt) = (word(8) as usize, &bytes[16..24]);
    (32..bytes.len()).step_by(24 + page).filter(|at| at + 24 <= bytes.len() && &bytes[at + 8..at + 16] == salt && word(at + 4) != 0).count()
}
