//! Commits that are not what they claim, and databases that are not ours.

use crate::common::{NOW, ROOT, Replica, VISIT, county, device_rows, entry, first_of, key, text, work};
use xuncun_journal::{Entry, HeaderFields, JournalError, Put, Value, seal};
use xuncun_store::Store;

fn put(table: &str, id: &str, columns: Vec<(&str, Value)>) -> Put {
    let columns = columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Put { table: table.into(), id: id.into(), deleted: false, bases: vec![], columns }
}

#[test]
fn altered_and_truncated_commits_are_rejected_and_the_others_taken() {
    let (author, reader) = (Replica::new(1), Replica::new(2));
    author.tap("H1", "one", NOW);
    let good = author.commits().remove(0);
    let mut page = Vec::new();
    for place in 0..good.envelope.len() {
        let mut bad = good.clone();
        bad.envelope[place] ^= 1;
        page.push(bad);
    }
    let body = good.body.clone().unwrap();
    for length in [0, 1, body.len() - 1] {
        page.push(Entry { body: Some(body[..length].to_vec()), ..good.clone() });
    }
    let mut other = body;
    *other.last_mut().unwrap() ^= 1;
    page.push(Entry { body: Some(other), ..good.clone() });
    let bad = page.len();
    page.push(good);
    let outcome = reader.apply(&page).unwrap();
    // An altered name of the device makes it an unknown device's, whose signature is looked at when that device is known.
    assert_eq!(outcome.rejected.len() + outcome.waiting, bad);
    assert!(outcome.waiting <= 16, "only the bytes of the device's name: {outcome:?}");
    assert_eq!(outcome.applied, 1);
    assert_eq!(reader.note("H1").as_deref(), Some("one"));
    let expected = Replica::new(3);
    expected.take(&author.commits());
    assert_eq!(reader.dump().unwrap(), expected.dump().unwrap());
}

#[test]
fn a_commit_of_an_unknown_device_waits_until_the_root_names_it() {
    let author = Replica::new(1);
    author.tap("H1", "one", NOW);
    author.seal().unwrap();
    author.tap("H1", "two", NOW + 1);
    let mut commits = author.commits();
    // One byte of a signature, too: it is found out as soon as the key is known.
    let mut forged = commits[0].clone();
    *forged.envelope.last_mut().unwrap() ^= 1;
    commits.insert(0, forged);
    let reader = Replica::stranger(2);
    let outcome = reader.apply(&commits).unwrap();
    assert_eq!((outcome.applied, outcome.waiting), (0, 3));
    assert_eq!(reader.note("H1"), None);
    let outcome = reader.apply(&[entry(&device_rows(&[(1, "app")]))]).unwrap();
    assert_eq!(outcome.applied, 3, "the row and both commits; not the forged one, though it came first");
    assert_eq!(reader.note("H1").as_deref(), Some("two"));
}

#[test]
fn nobody_but_the_root_names_a_device() {
    let reader = Replica::new(2);
    // Device 1 says that device 50 exists, in the right table and stream.
    let impostor = key(50);
    let row = put("device", &impostor.id().to_string(), vec![("key", Value::Bytes(impostor.public().as_bytes().to_vec())), ("kind", text("server"))]);
    let commit = seal(&key(1), HeaderFields { author: "person-1".into(), ..first_of(county()) }, &[row]).unwrap();
    reader.take(&[entry(&commit)]);
    let by_impostor = seal(&impostor, first_of(work()), &[put("answer", "a", vec![("note", text("mine"))])]).unwrap();
    let outcome = reader.apply(&[entry(&by_impostor)]).unwrap();
    assert_eq!((outcome.applied, outcome.waiting), (0, 1));
    assert!(
        reader
            .add_receipt(
                &xuncun_journal::Receipt {
                    district: "629900".into(),
                    epoch: [0; 16],
                    at: NOW,
                    heads: vec![],
                    refused: vec![],
                    listed: 256,
                    blobs: vec![]
                }
                .sign(&impostor)
                .unwrap()
            )
            .is_err()
    );
}

#[test]
fn a_row_cannot_give_a_device_the_key_of_another() {
    let reader = Replica::stranger(2);
    let row = put("device", &key(1).id().to_string(), vec![("key", Value::Bytes(key(50).public().as_bytes().to_vec())), ("kind", text("app"))]);
    let commit = seal(&key(ROOT), first_of(county()), &[row]).unwrap();
    reader.take(&[entry(&commit)]);
    let by_50 = seal(&key(50), first_of(work()), &[]).unwrap();
    assert_eq!(reader.apply(&[entry(&by_50)]).unwrap().applied, 0);
}

#[test]
fn another_commit_in_a_taken_slot_is_a_fork_and_changes_nothing() {
    let reader = Replica::new(2);
    let commit = |note: &str| entry(&seal(&key(1), first_of(work()), &[put("answer", "a", vec![("note", text(note))])]).unwrap());
    reader.take(&[commit("first")]);
    let before = reader.dump().unwrap();
    let outcome = reader.apply(&[commit("second")]).unwrap();
    assert_eq!((outcome.applied, outcome.forked.len()), (0, 1));
    assert_eq!((outcome.forked[0].stream, outcome.forked[0].seq), (work(), 1));
    // A next one that names a parent which is not the chain's head.
    let stray = HeaderFields { seq: 2, parent: Some(xuncun_journal::Hash([9; 32])), ..first_of(work()) };
    let outcome = reader.apply(&[entry(&seal(&key(1), stray, &[]).unwrap())]).unwrap();
    assert_eq!(outcome.forked.len(), 1);
    assert_eq!(reader.dump().unwrap(), before);
}

#[test]
fn a_bogus_base_waits_and_harms_nothing() {
    let reader = Replica::new(2);
    let mut row = put("answer", "a", vec![("note", text("on nothing"))]);
    row.bases = vec![xuncun_journal::Version { device: key(9).id(), seq: 1_000_000 }];
    let commit = seal(&key(1), first_of(work()), &[row]).unwrap();
    let outcome = reader.apply(&[entry(&commit)]).unwrap();
    assert_eq!((outcome.applied, outcome.waiting), (0, 1));
    assert_eq!(reader.apply(&[entry(&commit)]).unwrap().waiting, 0, "it waits once");
}

#[test]
fn a_value_of_another_kind_never_reaches_its_column() {
    let (reader, other) = (Replica::new(2), Replica::new(3));
    let row = put("sighting", "s", vec![("count", text("many")), ("lon", Value::Int(106)), ("kind", Value::Bytes(vec![1])), ("note", text("odd"))]);
    let commit = entry(&seal(&key(1), first_of(work()), &[row]).unwrap());
    reader.take(std::slice::from_ref(&commit));
    let (count, lon, kind): (Option<i64>, Option<f64>, Option<String>) = reader
        .read(|conn| Ok(conn.query_row("SELECT count, lon, kind FROM sighting", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?))
        .unwrap();
    assert_eq!((count, lon, kind), (None, Some(106.0), None));
    assert!(reader.dump().unwrap().contains("count=\"many\""), "and is still kept");
    other.take(&[commit]);
    assert_eq!(other.dump().unwrap(), reader.dump().unwrap());
}

#[test]
fn rejections_say_which_and_why() {
    let reader = Replica::new(2);
    let outcome = reader.apply(&[Entry::new(b"not a commit".to_vec(), None)]).unwrap();
    assert_eq!(outcome.rejected[0].index, 0);
    assert_eq!(outcome.rejected[0].error, JournalError::Malformed("envelope"));
    assert!(reader.apply(&[]).unwrap().rejected.is_empty());
}

#[test]
fn a_damaged_database_is_called_that() {
    let replica = Replica::new(1);
    replica.tap("H1", VISIT, NOW);
    let Replica { dir, store, .. } = replica;
    drop(store);
    let path = dir.path().join("replica.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    for byte in &mut bytes[..100] {
        *byte = 0x5a;
    }
    std::fs::write(&path, &bytes).unwrap();
    let Err(error) = Store::open(dir.path()) else { panic!("opened") };
    assert_eq!(error.code(), "corrupt");
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "it is left as it is, for a repair");
}

#[test]
fn a_newer_database_is_left_alone() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    replica.write(&replica.actor(NOW), |tx| Ok(tx.conn().pragma_update(None, "user_version", 1_000)?)).unwrap();
    let Replica { dir, store, .. } = replica;
    drop(store);
    let Err(error) = Store::open(dir.path()) else { panic!("opened") };
    assert_eq!(error.code(), "newer_database");
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let replica = Replica::new(1);
    replica.tap("H1", "acknowledged", NOW);
    let pages: i64 = replica.read(|conn| Ok(conn.query_row("PRAGMA page_count", [], |row| row.get(0))?)).unwrap();
    let limit = |pages: i64| {
        let set = |tx: &mut xuncun_store::WriteTx<'_, '_>| {
            let _: i64 = tx.conn().query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get(0))?;
            Ok(())
        };
        replica.write(&replica.actor(NOW), set).unwrap();
    };
    limit(pages);
    let long = "x".repeat(60_000);
    let error = replica.write(&replica.actor(NOW), |tx| tx.put("answer", &work(), "long", &[("note", text(&long))])).unwrap_err();
    assert_eq!(error.code(), "disk_full");
    assert_eq!(replica.note("H1").as_deref(), Some("acknowledged"));
    limit(i64::from(u32::MAX) - 1);
    replica.write(&replica.actor(NOW), |tx| tx.put("answer", &work(), "long", &[("note", text(&long))])).unwrap();
    assert_eq!(replica.seal().unwrap().len(), 1);
    let replica = replica.restart();
    assert_eq!(replica.note("H1").as_deref(), Some("acknowledged"));
}

#[test]
fn a_folder_that_cannot_be_made_is_an_io_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let Err(error) = Store::open(&file.join("replica")) else { panic!("opened") };
    assert_eq!(error.code(), "io");
}
