//! One altered byte anywhere: it is noticed, or did nothing; and a repair brings back what anybody still has.

use crate::common;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{NOW, Replica, VISIT, device_rows, entry, text, work};
use xuncun_journal::{Entry, Hash, Value};
use xuncun_store::{Damage, NewUpload, Store};

const PAGE: usize = 4096;

/// A replica at rest, what it said, and what its server would send again.
struct Rest {
    folder: tempfile::TempDir,
    dump: String,
    server: Vec<Entry>,
    photo: Hash,
}

/// Some of everything: delivered, sealed and unsent, tapped and unsealed, pulled from others, waiting to be uploaded.
fn rest() -> Rest {
    let (own, other) = (Replica::new(1), Replica::new(2));
    own.tap("H1", "delivered", NOW);
    own.tap("H2", "delivered too", NOW);
    own.seal().unwrap();
    let mut server = vec![entry(&device_rows(&devices()))];
    server.extend(own.commits());
    own.add_receipt(&own.receipt(work(), 1, &[])).unwrap();
    for n in 0..40 {
        other.tap(&format!("J{n}"), &"远处的桶满了".repeat(12), NOW + n);
    }
    other.seal().unwrap();
    // A body that fills several pages by itself.
    other.tap("L1", &"长".repeat(9_000), NOW + 50);
    server.extend(other.commits());
    own.take(&other.commits());
    own.tap("H1", "unsent", NOW + 60);
    own.tap("J1", "answered to the other", NOW + 60);
    let photo = own.blobs().put(b"a heap of straw").unwrap();
    own.write(&own.actor(NOW + 70), |tx| {
        tx.put("photo", &work(), "p1", &[("sha256", text(&photo.to_hex())), ("size", Value::Int(15)), ("mime", text("image/jpeg"))])?;
        let (kind, mime) = ("original".into(), "image/jpeg".into());
        tx.enqueue_upload(&NewUpload { stream: work(), sha256: photo, kind, mime, size: 15, priority: 2 })
    })
    .unwrap();
    own.seal().unwrap();
    own.set_preference("preferences", Some("{}")).unwrap();
    assert_eq!(own.check().unwrap(), []);
    let dump = own.dump().unwrap();
    own.tap("H3", "not sealed yet", NOW + 80);
    let common::Replica { dir, store, .. } = own;
    drop(store);
    Rest { folder: dir, dump, server, photo }
}

fn devices() -> Vec<(u8, &'static str)> {
    let mut devices: Vec<(u8, &str)> = (1..10).map(|n| (n, "app")).collect();
    devices.push((common::SERVER, "server"));
    devices
}

fn copy(rest: &Rest, to: &Path) {
    fs::create_dir_all(to.join("blobs")).unwrap();
    fs::copy(rest.folder.path().join("replica.sqlite"), to.join("replica.sqlite")).unwrap();
    let name = rest.photo.to_hex();
    fs::create_dir_all(to.join("blobs").join(&name[..2])).unwrap();
    let blob = |dir: &Path| dir.join("blobs").join(&name[..2]).join(&name);
    fs::copy(blob(rest.folder.path()), blob(to)).unwrap();
}

fn note(store: &Store, item: &str) -> Option<String> {
    let id = format!("{VISIT}/{item}");
    store.read(|conn| Ok(conn.query_row("SELECT note FROM answer WHERE id = ?1 AND deleted = 0", [id], |row| row.get(0)).ok())).unwrap()
}

/// Pages by their kind: of each, the first, the last and one between.
fn pages(database: &[u8]) -> BTreeMap<String, BTreeSet<usize>> {
    let mut kinds: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, page) in database.chunks(PAGE).enumerate() {
        let kind = match (number, page[0]) {
            (0, _) => "the first page",
            (_, 2) => "inner page of an index",
            (_, 5) => "inner page of a table",
            (_, 10) => "leaf of an index",
            (_, 13) => "leaf of a table",
            (_, 0) => "overflow or free page",
            _ => "another page",
        };
        kinds.entry(kind.to_owned()).or_default().push(number);
    }
    let few = |pages: Vec<usize>| {
        // All that hold something, up to two dozen.
        let step = pages.len().div_ceil(24);
        pages.into_iter().step_by(step).collect()
    };
    kinds.into_iter().map(|(kind, pages)| (kind, few(pages))).collect()
}

/// Where bytes are altered: in the page's head, among the pointers to its cells, in its cells.
fn places(number: usize, page: &[u8]) -> Vec<usize> {
    let first = if number == 0 { 100 } else { 0 };
    let filled = page.iter().rposition(|byte| *byte != 0).unwrap_or(0);
    let start = u16::from_be_bytes([page[first + 5], page[first + 6]]) as usize;
    let mut places = vec![first, first + 3, first + 6, first + 9, (start + 9).min(PAGE - 1), (start + filled) / 2, filled];
    if number == 0 {
        places.extend([0, 18, 30, 47, 60]);
    }
    // A page of overflow has no such head: what is read there points anywhere.
    places.iter_mut().for_each(|place| *place = (*place).min(PAGE - 1));
    places.dedup();
    places
}

#[test]
fn an_altered_byte_in_any_kind_of_page_is_noticed_or_harmless_and_repaired() {
    let rest = rest();
    let database = fs::read(rest.folder.path().join("replica.sqlite")).unwrap();
    let mut figures: BTreeMap<&str, u32> = BTreeMap::new();
    for (kind, numbers) in pages(&database) {
        for number in numbers {
            for place in places(number, &database[number * PAGE..(number + 1) * PAGE]) {
                let when = format!("{kind} {number}, byte {place}");
                let folder = tempfile::tempdir().unwrap();
                let dir = folder.path().join("replica");
                copy(&rest, &dir);
                let mut altered = database.clone();
                altered[number * PAGE + place] ^= 0x15;
                fs::write(dir.join("replica.sqlite"), altered).unwrap();
                *figures.entry(one_byte(&rest, &dir, &when)).or_default() += 1;
            }
        }
    }
    println!("{figures:?}");
    assert!(figures["repaired"] > 20, "{figures:?}");
}

/// Answers what became of it.
fn one_byte(rest: &Rest, dir: &Path, when: &str) -> &'static str {
    match Store::open(dir) {
        // The number of the database's version is one field of its head: another number is refused, and nothing is touched.
        Err(error) if error.code() == "newer_database" => return "taken for a newer app's, and left alone",
        Err(error) => assert_eq!(error.code(), "corrupt", "{when}: {error}"),
        Ok(store) => {
            if store.check().unwrap_or_else(|error| panic!("{when}: {error}")).is_empty() {
                let pending = note(&store, "H3");
                if pending.as_deref() != Some("not sealed yet") {
                    // Nothing else says what it was before it is sealed.
                    return "not noticed: a tap that was not sealed yet";
                }
                drop(store);
                return "harmless";
            }
        }
    }
    let repaired = Store::repair(dir).unwrap_or_else(|error| panic!("{when}: {error}"));
    assert!(repaired.aside.join("replica.sqlite").exists() && repaired.aside.join("lost.txt").exists(), "{when}");
    if !repaired.enrolled {
        assert!(!repaired.lost.is_empty(), "{when}");
        return "enrolment lost";
    }
    is_back(rest, dir, when, &repaired.lost);
    "repaired"
}

/// After the next pull everything is as it was, or is named as lost.
fn is_back(rest: &Rest, dir: &Path, when: &str, lost: &[Damage]) {
    let store = Store::open(dir).unwrap_or_else(|error| panic!("{when}: {error}"));
    let tapped = note(&store, "H3");
    let named = |item: &str| lost.contains(&Damage::Row { table: "answer".into(), id: format!("{VISIT}/{item}") });
    assert_eq!(store.cursor().unwrap(), None, "{when}: everything comes again");
    let outcome = store.apply(&rest.server).unwrap_or_else(|error| panic!("{when}: {error}"));
    assert!(outcome.rejected.is_empty() && outcome.forked.is_empty(), "{when}: {outcome:?}");
    assert_eq!(note(&store, "H1").as_deref(), Some("unsent"), "{when}: {lost:?}");
    assert_eq!(note(&store, "J1").as_deref(), Some("answered to the other"), "{when}: {lost:?}");
    assert_eq!(note(&store, "H2").as_deref(), Some("delivered too"), "{when}: {lost:?}");
    let rest_lost = tapped.as_deref() != Some("not sealed yet");
    assert!(!rest_lost || named("H3") || tapped.is_some(), "{when}: the unsealed tap is {tapped:?}; lost {lost:?}");
    assert!(store.uploads(9).unwrap().iter().any(|upload| upload.sha256 == rest.photo), "{when}: {lost:?}");
    assert!(store.conflicts().unwrap().is_empty(), "{when}");
    // A place in the queue whose hash was altered stays in the list of what is lost; the photograph itself has a new place.
    let damage: Vec<Damage> = store.check().unwrap().into_iter().filter(|found| !lost.contains(found)).collect();
    assert_eq!(damage, [], "{when}; lost {lost:?}");
    // What is left to send is a chain without a hole.
    let unsent = store.unsent(usize::MAX).unwrap();
    let seqs: Vec<u64> = unsent.iter().filter(|commit| commit.stream == work()).map(|commit| commit.seq).collect();
    assert_eq!(seqs, (2..2 + seqs.len() as u64).collect::<Vec<_>>(), "{when}");
    assert!(!seqs.is_empty(), "{when}");
}

#[test]
fn nothing_is_repaired_away_from_a_sound_replica() {
    let rest = rest();
    let dir: PathBuf = rest.folder.path().to_owned();
    let repaired = Store::repair(&dir).unwrap();
    assert_eq!((repaired.lost.as_slice(), repaired.taps, repaired.enrolled), (&[][..], 1, true));
    let store = Store::open(&dir).unwrap();
    assert_eq!(store.preference("preferences").unwrap().as_deref(), Some("{}"));
    assert_eq!(note(&store, "H3").as_deref(), Some("not sealed yet"));
    let without_the_tap: Vec<&str> = rest.dump.lines().filter(|line| !line.contains("~chain")).collect();
    let dump = store.dump().unwrap();
    assert!(without_the_tap.iter().all(|line| dump.contains(line)), "{dump}");
}

#[test]
fn a_repair_that_was_ended_is_begun_again_from_the_same_files() {
    let rest = rest();
    let dir = rest.folder.path();
    // As if the process had ended after the log was removed and before the new database was in place.
    fs::create_dir_all(dir.join("aside/1")).unwrap();
    fs::copy(dir.join("replica.sqlite"), dir.join("aside/1/replica.sqlite")).unwrap();
    fs::write(dir.join("repair"), "1").unwrap();
    fs::write(dir.join("replica.sqlite"), b"half").unwrap();
    assert_eq!(Store::open(dir).err().unwrap().code(), "corrupt");
    let repaired = Store::repair(dir).unwrap();
    assert!(repaired.aside.ends_with("aside/1") && repaired.enrolled);
    assert_eq!(note(&Store::open(dir).unwrap(), "H1").as_deref(), Some("unsent"));
}

#[test]
fn an_altered_photograph_is_noticed_and_kept_aside() {
    let rest = rest();
    let dir = rest.folder.path();
    let store = Store::open(dir).unwrap();
    let path = store.blobs().path(&rest.photo);
    let mut bytes = fs::read(&path).unwrap();
    bytes[3] ^= 1;
    fs::write(&path, bytes).unwrap();
    let damage = Damage::Photo { sha256: rest.photo.to_hex() };
    assert_eq!(store.check().unwrap(), std::slice::from_ref(&damage));
    drop(store);
    let repaired = Store::repair(dir).unwrap();
    assert_eq!(repaired.lost, [damage]);
    assert!(repaired.aside.join(rest.photo.to_hex()).exists() && !path.exists());
}

#[test]
fn a_file_that_is_no_database_at_all_is_kept_and_said_to_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("replica");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("replica.sqlite"), vec![0x5a; 3 * PAGE]).unwrap();
    assert_eq!(Store::open(&dir).err().unwrap().code(), "corrupt");
    let repaired = Store::repair(&dir).unwrap();
    assert!(!repaired.enrolled && !repaired.lost.is_empty());
    assert_eq!(fs::read(repaired.aside.join("replica.sqlite")).unwrap().len(), 3 * PAGE);
    assert!(Store::open(&dir).unwrap().identity().unwrap().is_none());
}

#[test]
fn a_look_at_everything_keeps_no_tap_waiting() {
    let own = Replica::new(1);
    own.tap("H1", "one", NOW);
    // While the write door is held by a tap, and the other way round: neither waits for the other.
    own.write(&own.actor(NOW + 1), |tx| {
        tx.put("answer", &work(), &format!("{VISIT}/H2"), &[("note", text("two"))])?;
        std::thread::scope(|scope| assert_eq!(scope.spawn(|| own.check()).join().unwrap().unwrap(), []));
        Ok(())
    })
    .unwrap();
    assert_eq!(own.note("H2").as_deref(), Some("two"));
}
