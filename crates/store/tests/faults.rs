//! Every operation of the disk fails in turn, in every way a disk fails; what was acknowledged is there afterwards.
#![cfg(unix)]

use crate::common;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::common::{NOW, SERVER, county, device_rows, entry, identity, key, receipt, text, work};
use xuncun_disk::{Disk, Fault};
use xuncun_journal::commit::seal_with_salt;
use xuncun_journal::receipt::ReceiptBlob;
use xuncun_journal::{Entry, Hash, HeaderFields, Hlc, Put, Value};
use xuncun_store::{Actor, NewUpload, Result, Store};

/// What the story has been told is saved.
#[derive(Default, Clone)]
struct Acknowledged {
    enrolled: bool,
    taps: BTreeMap<String, String>,
    photos: Vec<Hash>,
    sealed: usize,
    pulled: bool,
    progress: Option<(Hash, u64)>,
    delivered: Option<Hash>,
}

/// A step: does it, and notes what was acknowledged.
type Step = fn(&Store, &mut Acknowledged) -> Result<()>;

/// The story: enrolment, a page of the root's, taps, photographs, sealing, others' commits, uploads, receipts, taps again.
const STORY: &[(&str, Step)] = &[
    ("enrol", |store, known| {
        store.set_identity(&identity(1))?;
        known.enrolled = true;
        Ok(())
    }),
    ("pull who is who", |store, _| store.apply(&[entry(&device_rows(&[(1, "app"), (2, "app"), (SERVER, "server")]))]).map(drop)),
    ("tap", |store, known| tap(store, known, "H1", "一处裸地")),
    ("tap again", |store, known| tap(store, known, "H1", "两处裸地")),
    ("photograph", |store, known| photograph(store, known, b"a heap of straw, from near", "p1")),
    ("seal", |store, known| {
        known.sealed += store.seal()?.len();
        Ok(())
    }),
    ("tap after sealing", |store, known| tap(store, known, "T1", "桶满")),
    ("pull the others' work", |store, known| {
        let outcome = store.apply(&others_page())?;
        assert!(outcome.rejected.is_empty() && outcome.forked.is_empty(), "{outcome:?}");
        store.set_cursor(Some(b"behind the page"))?;
        known.pulled = true;
        Ok(())
    }),
    ("photograph from a reader", |store, known| {
        let bytes = vec![7_u8; 150_000];
        let (hash, _) = store.blobs().put_reader(&mut &bytes[..], 1 << 20)?;
        photo_row(store, hash, bytes.len(), "p2")?;
        known.photos.push(hash);
        Ok(())
    }),
    ("upload progress", |store, known| {
        let hash = Hash::of(b"a heap of straw, from near");
        store.upload_progress(&work(), &hash, Some("/v1/uploads/1"), 12)?;
        known.progress = Some((hash, 12));
        Ok(())
    }),
    ("receipt of a photograph", |store, known| {
        let hash = Hash::of(b"a heap of straw, from near");
        let blob = ReceiptBlob { stream: work(), sha256: hash, size: 26, let_go: false };
        store.add_receipt(&receipt(vec![], vec![], vec![blob]))?;
        (known.delivered, known.progress) = (Some(hash), None);
        Ok(())
    }),
    ("last tap", |store, known| tap(store, known, "H1", "三处裸地")),
];

fn actor() -> Actor {
    Actor { person: "person-1".into(), grant: "grant-1".into(), grant_version: 1, clock_ms: NOW }
}

fn tap(store: &Store, known: &mut Acknowledged, item: &str, note: &str) -> Result<()> {
    store.write(&actor(), |tx| tx.put("answer", &work(), &format!("{}/{item}", common::VISIT), &[("item", text(item)), ("note", text(note))]))?;
    known.taps.insert(item.to_owned(), note.to_owned());
    Ok(())
}

fn photograph(store: &Store, known: &mut Acknowledged, bytes: &[u8], id: &str) -> Result<()> {
    let hash = store.blobs().put(bytes)?;
    photo_row(store, hash, bytes.len(), id)?;
    known.photos.push(hash);
    Ok(())
}

fn photo_row(store: &Store, sha256: Hash, size: usize, id: &str) -> Result<()> {
    store.write(&actor(), |tx| {
        tx.put("photo", &work(), id, &[("sha256", text(&sha256.to_hex())), ("size", Value::Int(size as i64))])?;
        let (kind, mime) = ("original".into(), "image/jpeg".into());
        tx.enqueue_upload(&NewUpload { stream: work(), sha256, kind, mime, size: size as u64, priority: 2 })
    })
}

/// Another inspector's commits: enough rows that pages of the database split.
fn others_page() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut parent = None;
    for seq in 1..=3_u64 {
        let puts: Vec<Put> = (0..20)
            .map(|n| Put {
                table: "answer".into(),
                id: format!("other-{seq}/{n}"),
                deleted: false,
                bases: vec![],
                columns: vec![("note".into(), text(&"远".repeat(60)))],
            })
            .collect();
        let fields = HeaderFields {
            stream: work(),
            seq,
            parent,
            hlc: Hlc::from_parts(NOW - 1_000, seq as u16),
            author: "person-2".into(),
            grant: "grant-2".into(),
            grant_version: 1,
            also: vec![],
        };
        let sealed = seal_with_salt(&key(2), fields, &puts, [seq as u8; 16]).unwrap();
        parent = Some(sealed.header_hash);
        entries.push(entry(&sealed));
    }
    entries
}

/// An upgrade: the rows were applied by an app that had other words.
fn age(store: &Store) -> Result<()> {
    store.write(&actor(), |tx| Ok(tx.conn().execute_batch("UPDATE meta SET value = 'older' WHERE name = 'vocabulary'")?))
}

struct Tablet {
    disk: Arc<Disk>,
    _folder: tempfile::TempDir,
}

impl Tablet {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { disk: Disk::over(folder.path()), _folder: folder }
    }

    fn open(&self) -> Result<Store> {
        Store::open_on(self.disk.files(), &self.disk.root().join("replica"))
    }
}

/// What may be said of a disk that fails.
const CODES: &[&str] = &["disk_full", "io", "busy"];

/// Tells the story; each step that fails says so by a code, and is tried again on a mended disk, unless the power is gone.
fn tell(tablet: &Tablet, known: &mut Acknowledged) -> Result<()> {
    let attempt = |what: &str, act: &mut dyn FnMut() -> Result<()>| -> Result<()> {
        let Err(error) = act() else { return Ok(()) };
        assert!(CODES.contains(&error.code()), "{what}: {error}; struck {:?}", tablet.disk.struck());
        if tablet.disk.is_dead() {
            return Err(error);
        }
        tablet.disk.mend();
        act().unwrap_or_else(|error| panic!("{what}, tried again on a mended disk: {error}; struck {:?}", tablet.disk.struck()));
        Ok(())
    };
    let mut store = None;
    attempt("open", &mut || {
        store = Some(tablet.open()?);
        Ok(())
    })?;
    for (what, step) in STORY {
        let store = store.as_ref().unwrap();
        attempt(what, &mut || step(store, known))?;
    }
    attempt("age", &mut || age(store.as_ref().unwrap()))?;
    drop(store.take());
    attempt("open after an upgrade", &mut || {
        store = Some(tablet.open()?);
        Ok(())
    })
}

fn taps_are_there(store: &Store, known: &Acknowledged, when: &str) {
    if known.enrolled {
        assert_eq!(store.identity().unwrap().unwrap().key.id(), key(1).id(), "{when}");
    }
    for (item, note) in &known.taps {
        let id = format!("{}/{item}", common::VISIT);
        let sql = "SELECT note FROM answer WHERE id = ?1";
        let found: Option<String> = store.read(|conn| Ok(conn.query_row(sql, [id], |row| row.get(0)).ok())).unwrap();
        assert_eq!(found.as_ref(), Some(note), "{when}: tap on {item}");
    }
}

/// Everything that was acknowledged is there, and everything that is there is sound.
fn is_sound(store: &Store, known: &Acknowledged, when: &str) {
    taps_are_there(store, known, when);
    let damage = store.check().unwrap();
    assert!(damage.is_empty(), "{when}: {damage:?}");
    for hash in &known.photos {
        store.blobs().read_checked(hash).unwrap_or_else(|error| panic!("{when}: photograph {hash}: {error}"));
        let count: i64 = store.read(|c| Ok(c.query_row("SELECT count(*) FROM photo WHERE sha256 = ?1", [hash.to_hex()], |row| row.get(0))?)).unwrap();
        assert_eq!(count, 1, "{when}: the row of {hash}");
    }
    let waiting = store.uploads(100).unwrap();
    for upload in &waiting {
        store.blobs().read_checked(&upload.sha256).unwrap_or_else(|error| panic!("{when}: in the queue {}: {error}", upload.sha256));
    }
    if let Some((hash, offset)) = known.progress {
        assert_eq!(waiting.iter().find(|upload| upload.sha256 == hash).unwrap().offset, offset, "{when}");
    }
    if let Some(hash) = known.delivered {
        assert!(store.blob_delivered(&work(), &hash).unwrap(), "{when}");
    }
    if known.pulled {
        assert_eq!(store.cursor().unwrap().as_deref(), Some(&b"behind the page"[..]), "{when}");
        let count: i64 = store.read(|c| Ok(c.query_row("SELECT count(*) FROM answer WHERE id LIKE 'other-%'", [], |row| row.get(0))?)).unwrap();
        assert_eq!(count, 60, "{when}");
    }
}

/// Operations at which a fault is tried: each, if `XUNCUN_EVERY` says 1; else every so many, beginning at another one for each kind.
fn stride() -> u64 {
    std::env::var("XUNCUN_EVERY").ok().and_then(|every| every.parse().ok()).unwrap_or(11)
}

/// Fails operation 1, 2, 3 … until the story passes without a fault; answers how many faults were met.
fn each_in_turn(fault: Fault, first: u64) -> u64 {
    let mut n = first;
    let mut met = 0;
    loop {
        let tablet = Tablet::new();
        tablet.disk.break_at(n, fault, n);
        let mut known = Acknowledged::default();
        let told = tell(&tablet, &mut known);
        let struck = tablet.disk.struck();
        let when = format!("{fault:?} at operation {n} ({struck:?})");
        if tablet.disk.is_dead() {
            tablet.disk.power_on();
        }
        tablet.disk.mend();
        let store = tablet.open().unwrap_or_else(|error| panic!("{when}: {error}"));
        is_sound(&store, &known, &when);
        if struck.is_none() {
            assert!(told.is_ok() && met > 0, "{when}");
            return met;
        }
        met += 1;
        // A cut is not the end: the story goes on from what there is.
        if told.is_err() {
            for (what, step) in STORY {
                step(&store, &mut known).unwrap_or_else(|error| panic!("{when}, then {what}: {error}"));
            }
            known.photos.dedup();
            drop(store);
            let store = tablet.open().unwrap();
            is_sound(&store, &Acknowledged { photos: vec![], ..known }, &when);
        }
        n += stride();
    }
}

#[test]
fn an_operation_that_fails_once_loses_nothing_that_was_acknowledged() {
    println!("{} faults", each_in_turn(Fault::Io, 1));
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    println!("{} faults", each_in_turn(Fault::Full, 2));
}

#[test]
fn a_write_done_by_half_loses_nothing_that_was_acknowledged() {
    println!("{} faults", each_in_turn(Fault::Short, 3));
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    println!("{} faults", each_in_turn(Fault::Power, 4));
}

#[test]
fn the_disk_of_these_tests_forgets_what_was_not_flushed() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::over(folder.path());
    let files = disk.files();
    let path: &Path = &disk.root().join("file");
    let mut kept = [0, 0];
    for seed in 0..32 {
        disk.break_at(u64::MAX / 2, Fault::Io, seed);
        let mut file = files.create(path).unwrap();
        file.write_all(b"flushed").unwrap();
        file.sync().unwrap();
        if seed % 2 == 0 {
            files.sync_dir(disk.root()).unwrap();
        }
        file.write_all(b", or not").unwrap();
        drop(file);
        disk.cut();
        assert!(files.create(path).is_err());
        disk.power_on();
        match std::fs::read(path) {
            Ok(bytes) => {
                assert!(bytes.starts_with(b"flushed"));
                kept[usize::from(bytes.len() > 7)] += 1;
                std::fs::remove_file(path).unwrap();
            }
            Err(_) => assert_eq!(seed % 2, 1, "a name that was flushed is there"),
        }
    }
    assert!(kept[0] > 0 && kept[1] > 0, "{kept:?}");
    assert_ne!(county(), work());
}
