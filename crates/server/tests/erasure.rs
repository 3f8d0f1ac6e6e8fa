//! A body that the law asks to be deleted: gone from the server, its files and its devices, with the chain whole and a record of it.

use crate::common::{COUNTY, MINUTE, Tablet, World, answer, base, put, stream};
use rusqlite::Connection;
use std::path::Path;
use xuncun_domain::grant::Role;
use xuncun_journal::{Commit, DeviceKey, Entry, Erasure, Hash, Put, Refusal, Sealed};
use xuncun_server::copies;
use xuncun_server::endpoint::erase::{EraseError, RowToErase};
use xuncun_server::verify::verify;
use xuncun_sync::protocol::Protocol;

const VILLAGE: &str = "629900100201/work";

fn row(table: &str, id: &str) -> RowToErase {
    RowToErase { stream: stream(VILLAGE), table: table.into(), id: id.into() }
}

fn photo(table: &str, id: &str, columns: &[(&str, &str)]) -> Put {
    let columns = columns.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    Put { table: table.into(), id: id.into(), deleted: false, bases: Vec::new(), columns }
}

async fn offered(tablet: &mut Tablet, puts: &[Put]) -> Sealed {
    let sealed = tablet.seal(VILLAGE, puts);
    assert_eq!(tablet.offer(&sealed).await, (None, false));
    sealed
}

/// Whether a file of the database holds these words anywhere.
fn holds(data: &Path, words: &str) -> bool {
    let files = ["server.db", "server.db-wal"];
    files.iter().filter_map(|name| std::fs::read(data.join(name)).ok()).any(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
}

fn blob(data: &Path, sha256: Hash) -> std::path::PathBuf {
    let name = sha256.to_hex();
    data.join("blobs").join(&name[..2]).join(name)
}

fn of_village(entries: Vec<Entry>) -> Vec<Entry> {
    entries.into_iter().filter(|entry| xuncun_journal::peek(&entry.envelope).unwrap().header.stream == stream(VILLAGE)).collect()
}

#[tokio::test]
async fn an_erased_row_is_gone_and_its_commits_stay_in_the_chain() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let reader = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let first = offered(&mut writer, &[answer("a"), put("answer", "b", "note", "a phone number that is to go")]).await;
    let again = Put { bases: vec![base(&writer.key, 1)], ..put("answer", "b", "note", "the same number, put right") };
    let beside = Put { bases: vec![base(&writer.key, 1)], ..answer("a") };
    let second = offered(&mut writer, &[again, beside]).await;
    let last = offered(&mut writer, &[answer("c")]).await;
    let (before, cursor) = reader.pull_all(None, None).await;
    assert_eq!(of_village(before).len(), 3);
    assert!(holds(&world.config.data, "a phone number"));
    let endpoint = world.endpoint();
    // What goes with it is said first.
    let doomed = endpoint.doomed_with(&row("answer", "b")).await.unwrap();
    assert_eq!(doomed.iter().map(|body| (body.seq, body.rows.len())).collect::<Vec<_>>(), [(1, 2), (2, 2)]);
    assert!(matches!(endpoint.erase(&row("answer", "b"), " ", "why").await, Err(EraseError::Unexplained)));
    assert!(matches!(endpoint.erase(&row("answer", "nobody's"), "office", "why").await, Err(EraseError::NoSuchRow(..))));
    assert_eq!(endpoint.erase(&row("answer", "b"), "office", "on request").await.unwrap(), 2);
    assert!(!holds(&world.config.data, "number"), "not in a page nor in the log");
    let report = verify(&endpoint).await.unwrap();
    assert!(report.faults.is_empty() && report.erased == 2, "{report:?}");
    // Whoever has read past it hears of it; whoever comes now gets the record at once, and the chain whole.
    let (news, _) = reader.pull_all(Some(cursor), None).await;
    assert_eq!(news.len(), 2);
    let (all, _) = reader.pull_all(None, Some(1)).await;
    let all = of_village(all);
    assert_eq!(all.len(), 5, "three commits, and two of them once more");
    for (entry, sealed) in [(&all[0], &first), (&all[1], &second), (&news[0], &first), (&news[1], &second)] {
        assert_eq!((&entry.body, entry.refused), (&None, None));
        let erasure = Erasure::open(entry.erasure.as_ref().unwrap(), &writer.server_key).unwrap();
        assert!(erasure.is_of(&sealed.header, sealed.header_hash));
        assert_eq!((erasure.by.as_str(), erasure.reason.as_str(), erasure.at), ("office", "on request", world.now()));
        assert!(erasure.replaced.iter().flat_map(|part| &part.rows).all(|(id, _)| id == "a"), "of the row itself nothing is left");
    }
    assert_eq!(all[2].body, last.commit.body);
    // The body again is there already, and does not come back.
    assert_eq!(writer.offer(&second).await, (None, true));
    assert!(verify(&endpoint).await.unwrap().faults.is_empty());
    assert!(matches!(endpoint.erase(&row("answer", "b"), "office", "again").await, Err(EraseError::NoSuchRow(..))));
    // Others may go on writing on it.
    let on_it = Put { bases: vec![base(&writer.key, 2)], ..answer("a") };
    assert_eq!(offered(&mut writer, &[on_it]).await.header.seq, 4);
    assert_eq!(endpoint.storage().erasures().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_photograph_goes_with_its_renditions_and_its_files() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let (face, thumb, heap) =
        (writer.uploads(VILLAGE, b"a face").await, writer.uploads(VILLAGE, b"a small face").await, writer.uploads(VILLAGE, b"a heap").await);
    let (face_hex, thumb_hex, heap_hex) = (face.to_hex(), thumb.to_hex(), heap.to_hex());
    offered(&mut writer, &[photo("photo", "p1", &[("sha256", &face_hex)]), photo("photo", "p2", &[("sha256", &heap_hex)])]).await;
    offered(&mut writer, &[photo("rendition", "p1-thumb", &[("photo", "p1"), ("sha256", &thumb_hex)])]).await;
    offered(&mut writer, &[photo("photo_mark", "m1", &[("photo", "p1"), ("text", "whose door it is")])]).await;
    offered(&mut writer, &[photo("photo", "p3", &[("sha256", &heap_hex)])]).await;
    assert_eq!(world.endpoint().erase(&row("photo", "p1"), "office", "on request").await.unwrap(), 3);
    assert!(!holds(&world.config.data, "whose door it is"), "nor what was written on it");
    for (sha256, stays) in [(face, false), (thumb, false), (heap, true)] {
        assert_eq!(blob(&world.config.data, sha256).exists(), stays);
        assert_eq!(world.endpoint().storage().holding(VILLAGE, sha256).await.unwrap().is_some(), stays);
    }
    assert!(writer.client.get_blob(&writer.session, VILLAGE, face.0, 0, 10).await.is_err());
    let report = verify(&world.endpoint()).await.unwrap();
    assert!(report.faults.is_empty() && report.blobs == 1, "{report:?}");
}

#[tokio::test]
async fn who_is_who_cannot_be_erased() {
    let world = World::new().await;
    world.person("w", Role::Inspector, &[COUNTY]).await;
    let of_county = |table: &str, id: &str| RowToErase { stream: world.endpoint().district().open_stream(), table: table.into(), id: id.into() };
    let erased = world.endpoint().erase(&of_county("person", "w"), "office", "left").await;
    assert!(matches!(erased, Err(EraseError::WhoIsWho { .. })), "{erased:?}");
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn an_unrecorded_missing_body_is_a_fault_and_so_is_an_altered_record() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    for id in ["a", "b", "c"] {
        offered(&mut writer, &[answer(id)]).await;
    }
    world.endpoint().erase(&row("answer", "b"), "office", "on request").await.unwrap();
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    let database = Connection::open(world.config.data.join("server.db")).unwrap();
    let faults = async || verify(&world.endpoint()).await.unwrap().faults;
    let kept: (i64, i64, Vec<u8>) =
        database.query_row("SELECT position, size, record FROM erasures", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let restore = || database.execute("UPDATE erasures SET seq = 2, position = ?1, size = ?2, record = ?3", (kept.0, kept.1, &kept.2)).unwrap();
    // A record that somebody else signed, one of another commit, and every column of it.
    let mut forged = Erasure::peek(&kept.2).unwrap();
    forged.reason = "no request".into();
    for sql in ["seq = 3", "seq = 9", "position = position + 1", "position = NULL", "size = size + 1"] {
        database.execute(&format!("UPDATE erasures SET {sql}"), []).unwrap();
        assert!(!faults().await.is_empty(), "{sql}");
        restore();
    }
    database.execute("UPDATE erasures SET record = ?1", [forged.sign(&DeviceKey::generate()).unwrap()]).unwrap();
    assert!(faults().await.iter().any(|fault| fault.contains("not signed by a server")), "{:?}", faults().await);
    restore();
    assert!(faults().await.is_empty());
    database.execute("DELETE FROM erasures", []).unwrap();
    assert!(faults().await.iter().any(|fault| fault.contains("no record says that it was erased")));
}

#[tokio::test]
async fn a_restored_server_takes_the_record_from_anybody_and_erases_what_its_backup_had() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let reader = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let (face, heap) = (writer.uploads(VILLAGE, b"a face").await, writer.uploads(VILLAGE, b"a heap").await);
    let in_backup = offered(&mut writer, &[photo("photo", "p1", &[("sha256", &face.to_hex())])]).await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    let since = offered(&mut writer, &[photo("photo", "p2", &[("sha256", &heap.to_hex())])]).await;
    let next = offered(&mut writer, &[answer("a")]).await;
    world.pass(MINUTE);
    for id in ["p1", "p2"] {
        world.endpoint().erase(&row("photo", id), "office", "on request").await.unwrap();
    }
    let (entries, _) = reader.pull_all(None, None).await;
    let record = |of: &Sealed| entries.iter().find(|entry| entry.envelope == of.commit.envelope).unwrap().erasure.clone();
    let world = world.revived(&backup).await;
    let (writer, reader) = (Tablet { client: world.client(), ..writer }, Tablet { client: world.client(), ..reader });
    assert!(blob(&world.config.data, face).exists(), "the backup had it");
    // A header alone is taken from nobody else than its device, nor with a record of another commit.
    let bare = |of: &Sealed, proof| Commit { proof, ..Commit::new(of.commit.envelope.clone(), None) };
    let reply = reader.push(&[bare(&since, None), bare(&since, record(&in_backup))]).await;
    assert!(reply.verdicts.iter().all(|verdict| verdict.refusal == Some(Refusal::BadSignature)), "{:?}", reply.verdicts);
    let page = [bare(&in_backup, record(&in_backup)), bare(&since, record(&since)), next.commit.clone()];
    let reply = reader.push(&page).await;
    assert_eq!(
        reply.verdicts.iter().map(|verdict| (verdict.refusal, verdict.already)).collect::<Vec<_>>(),
        [(None, true), (None, false), (None, false)]
    );
    assert!(!blob(&world.config.data, face).exists() && !holds(&world.config.data, &face.to_hex()));
    // The author, who has not heard of it, offers the bodies: they are there already, and stay erased.
    assert_eq!((writer.offer(&in_backup).await, writer.offer(&since).await), ((None, true), (None, true)));
    let report = verify(&world.endpoint()).await.unwrap();
    assert!(report.faults.is_empty() && report.erased == 2, "{report:?}");
    let (all, _) = reader.pull_all(None, None).await;
    assert!(of_village(all).iter().all(|entry| entry.body.is_some() == entry.erasure.is_none()));
    // And the same once more changes nothing.
    assert!(reader.push(&page).await.verdicts.iter().all(|verdict| verdict.already));
    assert_eq!(world.endpoint().storage().erasures().await.unwrap().len(), 2);
}

#[tokio::test]
async fn whoever_could_read_it_once_hears_of_it_and_of_nothing_else() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    world.person_until("moved", Role::Inspector, &["629900100"], Some(world.now() + 60 * MINUTE)).await;
    world.person_until("early", Role::Inspector, &["629900100"], Some(world.now() + 5 * MINUTE)).await;
    let (moved, early) = (world.tablet("moved", Role::Inspector).await, world.tablet("early", Role::Inspector).await);
    world.pass(10 * MINUTE);
    let sealed = offered(&mut writer, &[answer("a")]).await;
    let (entries, cursor) = moved.pull_all(None, None).await;
    assert_eq!(of_village(entries).len(), 1);
    let (entries, before) = early.pull_all(None, None).await;
    assert!(of_village(entries).is_empty());
    world.pass(60 * MINUTE);
    let next = offered(&mut writer, &[answer("b")]).await;
    let late = world.tablet("moved", Role::Inspector).await;
    for id in ["a", "b"] {
        world.endpoint().erase(&row("answer", id), "office", "on request").await.unwrap();
    }
    let page = moved.pull(Some(&cursor), None).await;
    // It may lack what came before in that chain: the receipt promises none of a place that it reads no more.
    let promised = page.receipt.map(|bytes| moved.receipt(&bytes).heads).unwrap_or_default();
    assert!(promised.iter().all(|head| head.stream != stream(VILLAGE)), "{promised:?}");
    let told = of_village(page.entries);
    assert_eq!(told.len(), 1, "of {} it could never have known", next.header.seq);
    assert_eq!((&told[0].envelope, &told[0].body), (&sealed.commit.envelope, &None));
    assert!(told[0].erasure.is_some());
    // Nor is anybody told who could not read it while it was there. A tablet that is newer than the right to read is: it may be one that
    // signed in again and kept what it had.
    assert!(of_village(early.pull_all(Some(before), None).await.0).is_empty());
    assert_eq!(of_village(late.pull_all(None, None).await.0).len(), 1);
}
