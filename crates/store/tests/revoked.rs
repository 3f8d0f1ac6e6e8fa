//! A device that is no more: only the root's word ends it, and then nothing of it is left, whatever happens in between.

use crate::common;
use crate::common::{NOW, ROOT, Replica, county, first_of, identity, key, text, work};
use std::fs;
use std::path::Path;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceKey, Put, Sealed, Value, seal};
use xuncun_store::{NewUpload, Store, StoreError, WipeReason};

const SECRET_WORDS: &str = "王家沟三组戏台东四十米";

/// The row of device `n`, as the root would revoke it.
fn row(n: u8, kind: Option<&str>) -> Put {
    let mut columns =
        vec![("key".into(), Value::Bytes(key(n).public().as_bytes().to_vec())), ("kind".into(), text("app")), ("person".into(), text("person-1"))];
    if let Some(kind) = kind {
        columns.extend([("revoked_at".into(), Value::Int(NOW)), ("revoke_kind".into(), text(kind))]);
    }
    Put { table: "device".into(), id: key(n).id().to_string(), deleted: false, bases: vec![], columns }
}

fn signed(by: &DeviceKey, stream: StreamId, put: Put) -> Sealed {
    seal(by, first_of(stream), &[put]).unwrap()
}

fn heard(store: &Store, sealed: &Sealed) -> Result<WipeReason, StoreError> {
    store.revocation(&sealed.commit.envelope, sealed.commit.body.as_deref().unwrap())
}

fn files_hold(dir: &Path, needle: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() { files_hold(&path, needle) } else { fs::read(&path).unwrap().windows(needle.len()).any(|window| window == needle) }
    })
}

fn with_work() -> Replica {
    let replica = Replica::new(1);
    replica.tap("H1", SECRET_WORDS, NOW);
    replica.seal().unwrap();
    replica.tap("H2", SECRET_WORDS, NOW);
    let sha256 = replica.blobs().put(SECRET_WORDS.as_bytes()).unwrap();
    let upload = NewUpload { stream: work(), sha256, kind: "original".into(), mime: "image/jpeg".into(), size: 33, priority: 3 };
    replica.write(&replica.actor(NOW), |tx| tx.enqueue_upload(&upload)).unwrap();
    replica
}

fn is_empty(store: &Store) {
    assert!(store.identity().unwrap().is_none());
    assert_eq!(store.dump().unwrap(), "");
    let left: i64 = store
        .read(|conn| Ok(conn.query_row("SELECT (SELECT count(*) FROM commit_log) + (SELECT count(*) FROM upload)", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn the_roots_word_and_nobody_elses() {
    let replica = Replica::new(1);
    let root = key(ROOT);
    assert_eq!(heard(&replica, &signed(&root, county(), row(1, Some("lost")))).unwrap(), WipeReason::Lost);
    assert_eq!(heard(&replica, &signed(&root, county(), row(1, Some("retired")))).unwrap(), WipeReason::Retired);
    assert_eq!(heard(&replica, &signed(&root, county(), row(1, Some("stolen")))).unwrap(), WipeReason::Lost, "what is not handed in is lost");
    let mut of_another_key = row(2, Some("lost"));
    of_another_key.id = key(1).id().to_string();
    let mut deleted = row(1, Some("lost"));
    deleted.deleted = true;
    let forged = [
        signed(&key(2), county(), row(1, Some("lost"))),
        signed(&key(1), county(), row(1, Some("lost"))),
        signed(&root, county(), row(2, Some("lost"))),
        signed(&root, county(), of_another_key),
        signed(&root, county(), row(1, None)),
        signed(&root, county(), deleted),
        signed(&root, "629901/open".parse().unwrap(), row(1, Some("lost"))),
    ];
    for (at, sealed) in forged.iter().enumerate() {
        assert!(matches!(heard(&replica, sealed), Err(StoreError::RevocationUnverified)), "{at}");
    }
    let good = signed(&root, county(), row(1, Some("lost"))).commit;
    let body = good.body.unwrap();
    for at in [0, good.envelope.len() / 2, good.envelope.len() - 1] {
        let mut envelope = good.envelope.clone();
        envelope[at] ^= 1;
        assert!(replica.revocation(&envelope, &body).is_err(), "byte {at}");
    }
    assert!(replica.revocation(&good.envelope, &body[1..]).is_err());
    assert!(replica.revocation(&[], &[]).is_err());
    assert!(!replica.is_retired().unwrap());
}

#[test]
fn a_word_that_the_root_has_replaced_since_is_not_heeded() {
    let replica = Replica::new(1);
    let old = signed(&key(ROOT), county(), row(1, Some("lost")));
    // The first commit of the root's chain names the devices; a later one says again that this one is in force.
    let mut fields = first_of(county());
    (fields.seq, fields.parent) = (
        2,
        Some(
            common::device_rows(&[
                (1, "app"),
                (2, "app"),
                (3, "app"),
                (4, "app"),
                (5, "app"),
                (6, "app"),
                (7, "app"),
                (8, "app"),
                (9, "app"),
                (common::SERVER, "server"),
            ])
            .header_hash,
        ),
    );
    let again = seal(&key(ROOT), fields, &[row(1, None)]).unwrap();
    replica.take(&[common::entry(&again)]);
    assert!(matches!(heard(&replica, &old), Err(StoreError::RevocationUnverified)));
}

#[test]
fn a_lost_device_forgets_everything_and_says_so_until_it_is_enrolled_anew() {
    let replica = with_work();
    let Replica { dir, store, .. } = replica;
    assert!(files_hold(dir.path(), SECRET_WORDS.as_bytes()) && files_hold(dir.path(), &key(1).to_bytes()[..]));
    store.wipe(WipeReason::Lost, NOW).unwrap();
    is_empty(&store);
    let note = store.tombstone().unwrap().unwrap();
    assert_eq!((note.why, note.at, note.device), (WipeReason::Lost, NOW, key(1).id().to_string()));
    drop(store);
    assert!(!files_hold(dir.path(), SECRET_WORDS.as_bytes()), "not in a file, not in a log");
    assert!(!files_hold(dir.path(), &key(1).to_bytes()[..]), "nor the key");
    let store = Store::open(dir.path()).unwrap();
    is_empty(&store);
    assert!(store.tombstone().unwrap().is_some(), "still told after a start");
    store.set_identity(&identity(2)).unwrap();
    assert!(store.tombstone().unwrap().is_none());
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.identity().unwrap().unwrap().key.id(), key(2).id());
}

#[test]
fn a_wipe_that_was_cut_off_anywhere_is_finished_at_the_next_start() {
    // What lies in the folder when the process dies: the note alone, the note without the photographs, or some of the files.
    for stage in 0..4 {
        let replica = with_work();
        let Replica { dir, store, .. } = replica;
        let note = format!(r#"{{"why":"lost","at":{NOW},"district":"清源县","device":"{}","finished":false}}"#, key(1).id());
        drop(store);
        fs::write(dir.path().join("wiped.json"), note).unwrap();
        if stage > 0 {
            fs::remove_dir_all(dir.path().join("blobs")).unwrap();
        }
        if stage > 1 {
            let _ = fs::remove_file(dir.path().join("replica.sqlite-wal"));
        }
        if stage > 2 {
            fs::remove_file(dir.path().join("replica.sqlite")).unwrap();
        }
        let store = Store::open(dir.path()).unwrap();
        is_empty(&store);
        assert_eq!(store.tombstone().unwrap().unwrap().why, WipeReason::Lost);
        drop(store);
        assert!(!files_hold(dir.path(), SECRET_WORDS.as_bytes()), "stage {stage}");
        // Enrolled anew, nothing is removed at the start after that.
        let store = Store::open(dir.path()).unwrap();
        store.set_identity(&identity(2)).unwrap();
        drop(store);
        assert!(Store::open(dir.path()).unwrap().identity().unwrap().is_some());
    }
}

#[test]
fn before_its_note_is_whole_nothing_is_wiped() {
    let Replica { dir, store, .. } = with_work();
    drop(store);
    for half in [&b""[..], b"{\"why\":\"lo"] {
        fs::write(dir.path().join("wiped.json.new"), half).unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert!(store.identity().unwrap().is_some() && store.tombstone().unwrap().is_none());
    }
}

#[test]
fn a_device_that_was_handed_in_writes_nothing_and_keeps_what_it_has() {
    let replica = with_work();
    replica.retire().unwrap();
    let replica = replica.restart();
    assert!(replica.is_retired().unwrap());
    let refused = replica.write(&replica.actor(NOW), |tx| tx.put("answer", &work(), "x/H3", &[("note", text("later"))]));
    assert!(matches!(refused, Err(StoreError::Retired)));
    assert_eq!(replica.unsent(usize::MAX).unwrap().len(), 2, "what was pending is to be delivered");
    assert_eq!(replica.undelivered().unwrap().uploads, 1);
}
