//! Backups, a new epoch, and whether damage is found.

use crate::common;
use crate::common::{COUNTY, MINUTE, Tablet, World, answer, slots};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeSet;
use std::path::Path;
use xuncun_domain::grant::Role;
use xuncun_journal::{Hash, Receipt, ReceiptHead, Refusal};
use xuncun_server::config::Config;
use xuncun_server::copies;
use xuncun_server::endpoint::Endpoint;
use xuncun_server::endpoint::office::OfficeError;
use xuncun_server::verify::verify;
use xuncun_sync::protocol::Protocol;

const VILLAGE: &str = "629900100201/work";

#[tokio::test]
async fn after_a_restore_every_replica_starts_over_and_brings_back_what_was_lost() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let reader = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let kept = writer.seal(VILLAGE, &[answer("a")]);
    assert_eq!(writer.offer(&kept).await.0, None);
    let sha256 = writer.uploads(VILLAGE, b"before the backup").await;
    let backup = world.folder.path().join("backup");
    let copied = copies::backup(&world.config.data, &backup, true).unwrap();
    assert_eq!(copied.blobs, 1);
    // After the backup: two more commits, read by the reader too.
    let lost: Vec<_> = (0..2).map(|n| writer.seal(VILLAGE, &[answer(&format!("late{n}"))])).collect();
    for sealed in &lost {
        assert_eq!(writer.offer(sealed).await.0, None);
    }
    let before = reader.pull(None, None).await;
    let epoch = reader.receipt(&before.receipt.unwrap()).epoch;
    let world = world.revived(&backup).await;
    let (mut writer, reader) = (Tablet { client: world.client(), ..writer }, Tablet { client: world.client(), ..reader });
    // The old cursor starts over, in another epoch; what the backup lacks is not there.
    let again = reader.pull(Some(&before.cursor), None).await;
    assert_ne!(reader.receipt(&again.receipt.unwrap()).epoch, epoch);
    assert_eq!(slots(&again.entries).iter().filter(|(stream, _)| stream == VILLAGE).count(), 1);
    // Any replica may bring it back: the reader offers what the writer signed.
    let reply = reader.push(&[lost[0].commit.clone(), lost[1].commit.clone()]).await;
    assert!(reply.verdicts.iter().all(|verdict| verdict.refusal.is_none() && !verdict.already));
    assert_eq!(writer.offer(&lost[1]).await, (None, true));
    let next = writer.seal(VILLAGE, &[answer("next")]);
    assert_eq!(writer.offer(&next).await, (None, false));
    let (all, _) = writer.pull_all(None, None).await;
    let of_village: BTreeSet<_> = slots(&all).into_iter().filter(|(stream, _)| stream == VILLAGE).map(|(_, seq)| seq).collect();
    assert_eq!(of_village, (1..=4).collect());
    assert!(writer.client.missing(&writer.session, VILLAGE, vec![sha256.0]).await.unwrap().missing.is_empty());
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn a_restored_server_signs_nothing_until_it_is_told_that_it_knows_all() {
    let world = World::new().await;
    world.person("w", Role::Inspector, &[COUNTY]).await;
    let code = world.code("w").await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    // After the backup the root admits a device: a replica holds that commit, the backup does not.
    let mut tablet = world.tablet("w", Role::Inspector).await;
    let (entries, _) = tablet.pull_all(None, None).await;
    let world = world.revived(&backup).await;
    assert_eq!(world.enrol(&code, &xuncun_journal::DeviceKey::generate()).await.unwrap_err().code(), "recovering");
    let row = world.endpoint().row("setting", "x".into(), Vec::new());
    assert!(matches!(world.endpoint().sign_rows(vec![row]).await, Err(OfficeError::Recovering)));
    // Its own commits the server still knows nothing of; the device has lost its row with them, and its token.
    let sealed = tablet.seal(VILLAGE, &[answer("a")]);
    assert!(tablet.try_push(std::slice::from_ref(&sealed.commit)).await.is_err());
    let tablet = Tablet { client: world.client(), ..tablet };
    assert_eq!(tablet.try_push(std::slice::from_ref(&sealed.commit)).await.unwrap_err().code(), "unauthorized");
    // Another device that was there before brings the root's commit back: the row is known again, with it its commits.
    let server = world.endpoint().session_for(world.endpoint().server_device()).await.unwrap();
    let bearer = Tablet { session: server, client: world.client(), ..tablet };
    let commits: Vec<_> = entries.into_iter().map(|entry| xuncun_journal::Commit::new(entry.envelope, entry.body)).collect();
    let reply = bearer.push(&commits).await;
    assert!(reply.verdicts.iter().all(|verdict| verdict.refusal.is_none()), "{:?}", reply.verdicts);
    assert_eq!(bearer.offer(&sealed).await, (None, false));
    copies::finish(&world.config).await.unwrap();
    let row = world.endpoint().row("setting", "x".into(), vec![("name".into(), "x".into())]);
    world.endpoint().sign_rows(vec![row]).await.unwrap();
    // The code did not come back with the backup; a new one does.
    assert_eq!(world.enrol(&code, &xuncun_journal::DeviceKey::generate()).await.unwrap_err().code(), "code_unknown");
    let code = world.code("w").await;
    assert!(world.enrol(&code, &xuncun_journal::DeviceKey::generate()).await.is_ok());
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_a_restore_neither() {
    let world = World::new().await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, false).unwrap();
    assert!(copies::backup(&world.config.data, &backup, false).is_err());
    assert!(copies::restore(&backup, &world.config).await.is_err());
    assert!(!backup.join("keys/root.key").exists() && backup.join("keys/server.key").exists());
    let empty = world.folder.path().join("empty");
    assert!(copies::restore(&empty, &Config { data: world.folder.path().join("new"), ..Config::default() }).await.is_err());
}

#[tokio::test]
async fn a_backup_while_others_write_is_of_one_moment() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let writing = tokio::spawn(async move {
        for n in 0..60 {
            let sealed = writer.seal(VILLAGE, &[answer(&format!("{n}"))]);
            assert_eq!(writer.offer(&sealed).await.0, None);
        }
    });
    let mut copies_made = Vec::new();
    while !writing.is_finished() {
        let to = world.folder.path().join(format!("backup{}", copies_made.len()));
        let from = world.config.data.clone();
        let at = to.clone();
        tokio::task::spawn_blocking(move || copies::backup(&from, &at, true).unwrap()).await.unwrap();
        copies_made.push(to);
    }
    writing.await.unwrap();
    for data in copies_made {
        let endpoint = Endpoint::open(&Config { data, ..Config::default() }).await.unwrap();
        let report = verify(&endpoint).await.unwrap();
        assert!(report.faults.is_empty(), "{:?}", report.faults);
    }
}

#[tokio::test]
async fn one_flipped_bit_is_found() {
    let world = World::new().await;
    let mut tablet = world.staff("w", Role::Inspector, &[COUNTY]).await;
    for n in 0..5 {
        let sealed = tablet.seal(VILLAGE, &[answer(&format!("{n}"))]);
        assert_eq!(tablet.offer(&sealed).await.0, None);
        world.pass(MINUTE);
    }
    // A verdict among them is no damage.
    let refused = tablet.seal(VILLAGE, &[common::put("review", "r", "reason", "x")]);
    assert_eq!(tablet.offer(&refused).await.0, Some(Refusal::Forbidden));
    let sha256 = tablet.uploads(VILLAGE, b"a photograph of a heap of straw").await;
    let sound = verify(&world.endpoint()).await.unwrap();
    assert!(sound.faults.is_empty() && sound.blobs == 1 && sound.commits >= 6, "{sound:?}");
    let database = Connection::open(world.config.data.join("server.db")).unwrap();
    let position: i64 = database.query_row("SELECT position FROM commits WHERE stream = ?1 AND seq = 3", [VILLAGE], |row| row.get(0)).unwrap();
    for column in ["envelope", "body", "header_hash"] {
        let read = format!("SELECT {column} FROM commits WHERE position = ?1");
        let bytes: Vec<u8> = database.query_row(&read, [position], |row| row.get(0)).unwrap();
        let write = format!("UPDATE commits SET {column} = ?1 WHERE position = ?2");
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 4;
            database.execute(&write, (&flipped, position)).unwrap();
            let report = verify(&world.endpoint()).await.unwrap();
            assert!(report.faults.iter().any(|fault| fault.contains("commit 3")), "{column} byte {at}: {:?}", report.faults);
            database.execute(&write, (&bytes, position)).unwrap();
        }
    }
    every_column(&world, &database).await;
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    database.execute("DELETE FROM commits WHERE position = ?1", [position]).unwrap();
    let report = verify(&world.endpoint()).await.unwrap();
    assert!(!report.faults.is_empty(), "a commit that is gone");
    let name = sha256.to_hex();
    let path = world.config.data.join("blobs").join(&name[..2]).join(&name);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[7] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let report = verify(&world.endpoint()).await.unwrap();
    assert!(report.faults.iter().any(|fault| fault.contains(&name)), "{:?}", report.faults);
}

/// What says who has what, and when: one bit of each column of one row of each kind.
async fn every_column(world: &World, database: &Connection) {
    let columns = [
        ("commits", &["position", "stream", "device", "seq", "header_hash", "size", "envelope", "body"][..], "refused IS NULL"),
        ("commits", &["refused", "envelope", "header_hash"], "refused IS NOT NULL"),
        ("row_heads", &["tbl", "id", "device", "seq", "hlc", "deleted", "columns"], "tbl = 'grant'"),
        ("row_heads", &["id", "device", "seq", "hlc", "columns"], "tbl = 'device'"),
        ("positions", &["last"], "true"),
        ("blobs", &["sha256", "size"], "true"),
        ("holdings", &["sha256", "size"], "true"),
    ];
    for (table, names, which) in columns {
        for name in names {
            let old: Value = database.query_row(&format!("SELECT {name} FROM {table} WHERE {which} LIMIT 1"), [], |row| row.get(0)).unwrap();
            let new = flipped(&old);
            database.execute(&format!("UPDATE {table} SET {name} = ?1 WHERE {name} = ?2 AND {which}"), (&new, &old)).unwrap();
            let report = verify(&world.endpoint()).await.unwrap();
            assert!(!report.faults.is_empty(), "{table}.{name}: {old:?} became {new:?}");
            database.execute(&format!("UPDATE {table} SET {name} = ?1 WHERE {name} = ?2"), (&old, &new)).unwrap();
        }
    }
    let report = verify(&world.endpoint()).await.unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

fn flipped(value: &Value) -> Value {
    match value {
        // A high bit: no other row has that number, so that it can be put back.
        Value::Integer(number) => Value::Integer(number ^ (1 << 40)),
        Value::Text(text) => {
            let mut bytes = text.clone().into_bytes();
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            Value::Text(String::from_utf8(bytes).unwrap())
        }
        Value::Blob(bytes) => Value::Blob(bytes.iter().enumerate().map(|(at, byte)| if at == bytes.len() / 2 { byte ^ 4 } else { *byte }).collect()),
        other => panic!("nothing to flip in {other:?}"),
    }
}

/// Everything below a folder, the folder itself first.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(below(&path)) } else { all.push(path) }
    }
    all
}

#[tokio::test]
async fn a_backup_is_its_owners_alone_and_shares_nothing_with_what_it_was_made_of() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let world = World::new().await;
    let writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let sha256 = writer.uploads(VILLAGE, b"a photograph").await;
    std::fs::write(world.config.data.join("config.toml"), "").unwrap();
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    let config = Config { data: world.folder.path().join("revived"), ..Config::default() };
    copies::restore(&backup, &config).await.unwrap();
    for folder in [&backup, &config.data] {
        let all = below(folder);
        assert!(all.len() >= 8, "{all:?}");
        for path in all {
            let facts = std::fs::metadata(&path).unwrap();
            let expected = if facts.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(facts.permissions().mode() & 0o777, expected, "{}", path.display());
            assert!(facts.is_dir() || facts.nlink() == 1, "{} has another name", path.display());
        }
    }
    // What befalls the original does not befall the copy.
    let name = sha256.to_hex();
    let blob = Path::new("blobs").join(&name[..2]).join(&name);
    std::fs::write(world.config.data.join(&blob), b"spoiled").unwrap();
    assert_eq!(std::fs::read(backup.join(&blob)).unwrap(), b"a photograph");
}

#[tokio::test]
async fn codes_and_web_sessions_do_not_come_back_with_a_backup() {
    let world = World::new().await;
    let tablet = world.staff("w", Role::Inspector, &[COUNTY]).await;
    world.endpoint().make_code(xuncun_server::storage::Purpose::SignIn, "w", common::DAY).await.unwrap();
    let client = reqwest::Client::new();
    let code = world.endpoint().make_code(xuncun_server::storage::Purpose::SignIn, "w", common::DAY).await.unwrap();
    let sign_in = client.post(format!("{}/web/sign-in", world.server.url())).header("x-xuncun", "1").json(&serde_json::json!({ "code": code }));
    assert_eq!(sign_in.send().await.unwrap().status(), 200);
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    let world = world.revived(&backup).await;
    let database = Connection::open(world.config.data.join("server.db")).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM codes"), 0);
    assert_eq!(count("SELECT count(*) FROM tokens WHERE purpose = 'web'"), 0);
    // Devices stay who they are.
    let tablet = Tablet { client: world.client(), ..tablet };
    tablet.pull(None, None).await;
}

#[tokio::test]
async fn a_receipt_proves_to_a_restored_server_what_was_refused_and_nothing_else() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let bearer = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    let accepted = writer.seal(VILLAGE, &[answer("a")]);
    let refused = writer.seal(VILLAGE, &[common::put("review", "r", "reason", "x")]);
    let behind = writer.seal(VILLAGE, &[answer("b")]);
    let reply = writer.push(&[&accepted, &refused, &behind].map(|sealed| sealed.commit.clone())).await;
    let of_push = reply.receipt.unwrap();
    assert_eq!(writer.receipt(&of_push).heads.iter().map(|head| head.seq).collect::<Vec<_>>(), [2, 3], "the refused one by its own header");
    let of_pull = bearer.pull(None, None).await.receipt.unwrap();
    assert_eq!(bearer.receipt(&of_pull).refusal_of(&refused.header, refused.header_hash), Some(Refusal::Forbidden));
    let world = world.revived(&backup).await;
    let bearer = Tablet { client: world.client(), ..bearer };
    let bare = |sealed: &xuncun_journal::Sealed, proof: Option<&[u8]>| xuncun_journal::Commit {
        proof: proof.map(<[u8]>::to_vec),
        ..xuncun_journal::Commit::new(sealed.commit.envelope.clone(), None)
    };
    // A receipt that the bearer has signed himself, one that says nothing of the commit, one that names it as accepted.
    let forged = bearer.receipt(&of_pull).sign(&bearer.key).unwrap();
    let silent = xuncun_journal::Receipt { refused: Vec::new(), ..bearer.receipt(&of_pull) };
    let mut other = bearer.receipt(&of_pull);
    other.heads.retain(|head| head.hash != refused.header_hash);
    let server_key = xuncun_server::keys::read(&world.config.data, xuncun_server::keys::SERVER).unwrap();
    let (silent, other) = (silent.sign(&server_key).unwrap(), other.sign(&server_key).unwrap());
    for (sealed, proof) in [(&refused, &forged), (&refused, &silent), (&refused, &other), (&behind, &of_pull), (&accepted, &of_push)] {
        let verdict = bearer.push(&[bare(sealed, Some(proof))]).await.verdicts[0].refusal;
        assert_eq!(verdict, Some(Refusal::BadSignature));
    }
    let reply = bearer.push(&[accepted.commit.clone(), bare(&refused, Some(&of_pull)), behind.commit.clone()]).await;
    let verdicts: Vec<_> = reply.verdicts.iter().map(|verdict| (verdict.refusal, verdict.already)).collect();
    assert_eq!(verdicts, [(None, false), (Some(Refusal::Forbidden), false), (None, false)]);
    assert_eq!(bearer.push(&[bare(&refused, Some(&of_push))]).await.verdicts[0].refusal, Some(Refusal::Forbidden), "and once more");
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn what_a_receipt_names_as_accepted_is_taken_again_whatever_has_ended_since() {
    let world = World::new().await;
    let end = world.now() + common::DAY;
    world.person_until("w", Role::Inspector, &[COUNTY], Some(end)).await;
    let mut writer = world.tablet("w", Role::Inspector).await;
    let bearer = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    let first = writer.seal(VILLAGE, &[answer("a")]);
    let refused = writer.seal(VILLAGE, &[common::put("review", "r", "reason", "x")]);
    let last = writer.seal(VILLAGE, &[answer("b")]);
    writer.push(&[&first, &refused, &last].map(|sealed| sealed.commit.clone())).await;
    let receipt = bearer.pull(None, None).await.receipt.unwrap();
    let own_chain = writer.seal("629900100202/work", &[answer("elsewhere")]);
    // The writer left long ago, and the recovery is over, when somebody comes who has it all.
    let world = world.revived(&backup).await;
    copies::finish(&world.config).await.unwrap();
    let world = world.restart().await;
    world.pass(400 * common::DAY);
    let bearer = Tablet { client: world.client(), ..bearer };
    let beside = |sealed: &xuncun_journal::Sealed, proof: &[u8]| xuncun_journal::Commit { proof: Some(proof.to_vec()), ..sealed.commit.clone() };
    let bare = |sealed: &xuncun_journal::Sealed, proof: &[u8]| xuncun_journal::Commit {
        proof: Some(proof.to_vec()),
        ..xuncun_journal::Commit::new(sealed.commit.envelope.clone(), None)
    };
    // It says nothing of another chain, and makes nothing accepted that it lists as refused.
    let reply = bearer.push(&[beside(&own_chain, &receipt)]).await;
    assert_eq!(reply.verdicts[0].refusal, Some(Refusal::Forbidden));
    let reply = bearer.push(&[beside(&first, &receipt), refused.commit.clone(), last.commit.clone()]).await;
    let verdicts: Vec<_> = reply.verdicts.iter().map(|verdict| verdict.refusal).collect();
    assert_eq!(verdicts, [None, Some(Refusal::Forbidden), None], "one receipt is for all of the page");
    let reply = bearer.push(&[bare(&refused, &receipt)]).await;
    assert!(reply.verdicts[0].already);
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn a_receipt_that_no_server_of_the_district_signed_changes_no_verdict() {
    let world = World::new().await;
    world.person_until("w", Role::Inspector, &[COUNTY], Some(world.now() + common::DAY)).await;
    let mut writer = world.tablet("w", Role::Inspector).await;
    let bearer = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let late = writer.seal(VILLAGE, &[answer("a")]);
    world.pass(400 * common::DAY);
    let head = ReceiptHead { stream: common::stream(VILLAGE), device: writer.key.id(), seq: 1, hash: late.header_hash };
    let receipt =
        Receipt { district: COUNTY.into(), epoch: [0; 16], at: world.now(), heads: vec![head], refused: Vec::new(), listed: 256, blobs: Vec::new() };
    let server_key = xuncun_server::keys::read(&world.config.data, xuncun_server::keys::SERVER).unwrap();
    let elsewhere = Receipt { district: "510000".into(), ..receipt.clone() }.sign(&server_key).unwrap();
    let other =
        Receipt { heads: vec![ReceiptHead { hash: Hash([7; 32]), ..receipt.heads[0].clone() }], ..receipt.clone() }.sign(&server_key).unwrap();
    for forged in [receipt.sign(&bearer.key).unwrap(), elsewhere, other, b"no receipt".to_vec()] {
        // Each with a slot of its own: a verdict takes it.
        let sealed = writer.seal(VILLAGE, &[answer("b")]);
        let shown = xuncun_journal::Commit { proof: Some(forged), ..sealed.commit };
        let commits = if sealed.header.seq == 2 { vec![late.commit.clone(), shown] } else { vec![shown] };
        let reply = bearer.push(&commits).await;
        assert!(reply.verdicts.iter().all(|verdict| verdict.refusal == Some(Refusal::Forbidden)), "{reply:?}");
    }
}
