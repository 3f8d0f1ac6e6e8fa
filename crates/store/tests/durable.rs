//! What was acknowledged is there after the process ended without a word; and taps collapse into one put a row.

use crate::common;
use crate::common::{NOW, Replica, VISIT, open, text, work};
use xuncun_journal::{Hash, Value, commit, decode_body};
use xuncun_store::{NewUpload, Store, StoreError};

#[test]
fn a_tap_survives_the_end_of_the_process_and_is_still_sealed() {
    let replica = Replica::new(1);
    replica.tap("H1", "two", NOW);
    let replica = replica.restart();
    assert_eq!(replica.note("H1").as_deref(), Some("two"));
    let commits = replica.unsent(usize::MAX).unwrap();
    assert_eq!(commits.len(), 1);
    let header = commit::open(&commits[0].envelope, &common::key(1).public()).unwrap().header;
    assert_eq!((header.stream, header.seq, header.author.as_str()), (work(), 1, "person-1"));
    let replica = replica.restart();
    assert_eq!(replica.unsent(usize::MAX).unwrap(), commits, "a commit is made once");
}

#[test]
fn the_clock_goes_on_where_it_was_after_a_restart() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    let replica = replica.restart();
    // The battery was empty: the wall clock is back in 1970.
    replica.tap("H1", "two", 0);
    replica.seal().unwrap();
    let replica = replica.restart();
    replica.tap("H1", "three", 0);
    let hlcs: Vec<u64> = replica.commits().iter().map(|entry| commit::peek(&entry.envelope).unwrap().header.hlc.0).collect();
    assert_eq!(hlcs.len(), 2);
    assert!(hlcs[0] < hlcs[1]);
    assert_eq!(replica.note("H1").as_deref(), Some("three"));
}

#[test]
fn taps_on_one_row_become_one_put_with_its_first_base() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    replica.seal().unwrap();
    for note in ["two", "three", "four"] {
        replica.tap("H1", note, NOW + 1);
    }
    let last = replica.commits().pop().unwrap();
    let header = commit::peek(&last.envelope).unwrap().header;
    let puts = decode_body(&header, last.body.as_ref().unwrap()).unwrap();
    assert_eq!((header.seq, puts.len()), (2, 1));
    assert_eq!(puts[0].bases.iter().map(|base| base.seq).collect::<Vec<_>>(), [1]);
    assert!(puts[0].columns.contains(&("note".into(), text("four"))));
}

#[test]
fn the_same_again_is_nothing_new() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    replica.seal().unwrap();
    replica.tap("H1", "one", NOW + 1);
    replica.delete("H2", NOW + 1);
    assert!(replica.seal().unwrap().is_empty());
}

#[test]
fn a_row_made_and_removed_before_sealing_never_was() {
    let replica = Replica::new(1);
    replica.tap("H1", "by mistake", NOW);
    replica.delete("H1", NOW + 1);
    assert!(replica.seal().unwrap().is_empty());
    assert_eq!(replica.undelivered().unwrap().pending_rows, 0);
    replica.tap("H1", "kept", NOW + 2);
    replica.seal().unwrap();
    replica.delete("H1", NOW + 3);
    assert_eq!(replica.note("H1"), None);
    assert_eq!(replica.seal().unwrap().len(), 1, "what was sealed is deleted by a put");
}

#[test]
fn a_transaction_over_several_streams_makes_a_commit_each_that_names_the_others() {
    let replica = Replica::new(1);
    replica
        .write(&replica.actor(NOW), |tx| {
            tx.put("inspection", &work(), VISIT, &[("kind", text("open"))])?;
            tx.put("notice", &open(), "n1", &[("score", text("91.50"))])
        })
        .unwrap();
    let commits = replica.seal().unwrap();
    let headers: Vec<_> = replica.commits().iter().map(|entry| commit::peek(&entry.envelope).unwrap().header).collect();
    assert_eq!(commits.len(), 2);
    for header in &headers {
        let other = headers.iter().find(|other| other.stream != header.stream).unwrap();
        assert_eq!(header.also, [format!("{}#{}", other.stream, other.seq)]);
    }
}

#[test]
fn another_persons_tap_on_a_row_seals_the_first_ones() {
    let replica = Replica::new(1);
    replica.tap("H1", "mine", NOW);
    let mut other = replica.actor(NOW + 1);
    other.person = "person-2".into();
    let id = format!("{VISIT}/H1");
    replica.write(&other, |tx| tx.put("answer", &work(), &id, &[("note", text("hers"))])).unwrap();
    let headers: Vec<_> = replica.commits().iter().map(|entry| commit::peek(&entry.envelope).unwrap().header).collect();
    assert_eq!(headers.iter().map(|h| h.author.as_str()).collect::<Vec<_>>(), ["person-1", "person-2"]);
    assert!(replica.conflicts().unwrap().is_empty());
    assert_eq!(replica.note("H1").as_deref(), Some("hers"));
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let replica = Replica::new(1);
    let before = replica.dump().unwrap();
    let result: Result<(), StoreError> = replica.write(&replica.actor(NOW), |tx| {
        tx.put("inspection", &work(), VISIT, &[("kind", text("open"))])?;
        tx.enqueue_upload(&NewUpload {
            stream: work(),
            sha256: Hash([1; 32]),
            kind: "thumb".into(),
            mime: "image/jpeg".into(),
            size: 5,
            priority: 0,
        })?;
        tx.put("no_such_table", &work(), "x", &[])
    });
    assert_eq!(result.unwrap_err().code(), "bad_table");
    assert_eq!(replica.dump().unwrap(), before);
    assert!(replica.uploads(10).unwrap().is_empty());
    // Numbers given out inside the failed transaction are not used again for something else.
    replica.tap("H1", "after", NOW);
    assert!(replica.restart().dump().unwrap().contains("after"));
}

#[test]
fn a_panic_inside_a_transaction_leaves_nothing_and_hurts_nobody() {
    let replica = Replica::new(1);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        replica.write(&replica.actor(NOW), |tx| -> Result<(), StoreError> {
            tx.put("inspection", &work(), VISIT, &[("kind", text("open"))])?;
            panic!("a fault in a command");
        })
    }));
    assert!(panicked.is_err());
    replica.tap("H1", "after", NOW);
    let dump = replica.dump().unwrap();
    assert!(dump.contains("after") && !dump.contains("inspection 629900100201/work"));
}

#[test]
fn faults_of_the_caller_are_refused_before_anything_is_written() {
    let replica = Replica::new(1);
    let put = |table: &str, stream, id: &str, columns: &[(&str, Value)]| {
        replica.write(&replica.actor(NOW), |tx| tx.put(table, &stream, id, columns)).unwrap_err().code()
    };
    assert_eq!(put("answer", open(), "a", &[]), "bad_stream", "a visit is never in the open");
    assert_eq!(put("answer", work(), "a", &[("nope", Value::Null)]), "bad_column");
    assert_eq!(put("answer", work(), "a", &[("note", Value::Int(1))]), "bad_column");
    assert_eq!(put("answer", work(), "", &[]), "too_large");
    assert_eq!(put("answer", work(), "a", &[("note", text(&"长".repeat(22_000)))]), "too_large");
    replica.write(&replica.actor(NOW), |tx| tx.put("answer", &work(), "a", &[("note", text(&"长".repeat(10_000)))])).unwrap();
    assert_eq!(replica.seal().unwrap().len(), 1, "a note of ten thousand characters is no fault");
}

#[test]
fn nobody_writes_before_the_device_is_somebody() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let actor = xuncun_store::Actor { person: "p".into(), grant: "g".into(), grant_version: 1, clock_ms: NOW };
    let error = store.write(&actor, |tx| tx.put("answer", &work(), "a", &[])).unwrap_err();
    assert_eq!(error.code(), "not_enrolled");
    store.set_preference("locale", Some("\"en\"")).unwrap();
    assert_eq!(store.preference("locale").unwrap().as_deref(), Some("\"en\""));
    assert!(store.undelivered().unwrap().is_empty());
    store.set_identity(&common::identity(1)).unwrap();
    assert!(store.set_identity(&common::identity(2)).is_err(), "a key never rotates");
}

#[test]
fn a_great_many_rows_are_cut_into_commits_that_every_reader_takes() {
    let replica = Replica::new(1);
    let note = "注".repeat(2_000);
    replica
        .write(&replica.actor(NOW), |tx| {
            for n in 0..400 {
                tx.put("answer", &work(), &format!("{VISIT}/{n}"), &[("note", text(&note))])?;
            }
            Ok(())
        })
        .unwrap();
    let commits = replica.seal().unwrap();
    assert!(commits.len() > 2, "{}", commits.len());
    let other = Replica::new(2);
    other.take(&replica.commits());
    assert_eq!(other.dump().unwrap(), replica.dump().unwrap());
}

#[test]
fn listeners_hear_of_a_change() {
    let replica = Replica::new(1);
    let mut changes = replica.subscribe();
    changes.mark_unchanged();
    replica.tap("H1", "one", NOW);
    assert!(changes.has_changed().unwrap());
    changes.mark_unchanged();
    let _ = replica.write(&replica.actor(NOW), |tx| tx.put("no_such_table", &work(), "x", &[]));
    assert!(!changes.has_changed().unwrap(), "nothing changed");
}

#[test]
fn unfinished_things_are_remembered() {
    let replica = Replica::new(1);
    replica.set_intent("camera", Some(r#"{"item":"W1"}"#)).unwrap();
    replica.set_cursor(Some(b"cursor")).unwrap();
    let replica = replica.restart();
    assert_eq!(replica.intents().unwrap()[0].document, r#"{"item":"W1"}"#);
    assert_eq!(replica.cursor().unwrap().as_deref(), Some(&b"cursor"[..]));
    replica.write(&replica.actor(NOW), |tx| tx.set_intent("camera", None)).unwrap();
    replica.set_cursor(None).unwrap();
    assert!(replica.intents().unwrap().is_empty());
    assert_eq!(replica.cursor().unwrap(), None);
}
