//! Bundles at the server: by the maker's rights, whole or refused, with a receipt for what is held; by the command line and by a page.

use crate::common::{COUNTY, MONDAY, Tablet, World, answer, put, slots, stream};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use xuncun_domain::grant::Role;
use xuncun_journal::bundle::read::{Contents, read};
use xuncun_journal::bundle::write::Writer;
use xuncun_journal::bundle::{Blob, Manifest};
use xuncun_journal::{Commit, DeviceKey, Entry, Hash, Refusal, What};
use xuncun_server::storage::Purpose;

const VILLAGE: &str = "629900100201/work";

fn bundle(maker: &DeviceKey, district: &str, commits: &[Commit], files: &[(&str, &[u8])]) -> Vec<u8> {
    let entries: Vec<Entry> = commits.iter().map(|c| Entry::new(c.envelope.clone(), c.body.clone())).collect();
    let mut blobs: Vec<(Blob, &[u8])> = files.iter().map(|(to, bytes)| (blob(to, bytes), *bytes)).collect();
    blobs.sort_by_key(|(blob, _)| (blob.stream, blob.sha256));
    let manifest = Manifest {
        district: district.into(),
        maker: maker.id(),
        made_at: MONDAY,
        what: What::Unsent,
        commits: entries.len() as u64,
        receipts: 0,
        blobs: blobs.len() as u64,
        blob_bytes: blobs.iter().map(|(blob, _)| blob.size).sum(),
    };
    let mut writer = Writer::begin(Vec::new(), manifest).unwrap();
    writer.commits(&entries).unwrap();
    blobs.iter().for_each(|(blob, bytes)| writer.blob(blob, &mut Cursor::new(bytes)).unwrap());
    writer.finish(maker).unwrap()
}

fn blob(to: &str, bytes: &[u8]) -> Blob {
    Blob { stream: stream(to), sha256: Hash::of(bytes), kind: "original".into(), mime: "image/jpeg".into(), size: bytes.len() as u64 }
}

impl World {
    fn stick(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("stick.xuncun");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn refused(&self, bytes: &[u8]) -> String {
        self.endpoint().take_bundle(&self.stick(bytes)).await.unwrap_err().to_string()
    }

    fn given(&self, path: &Path) -> Contents {
        read(std::fs::read(path).unwrap().as_slice(), COUNTY, |_| Ok(self.endpoint().server_key())).unwrap()
    }
}

fn visit(tablet: &mut Tablet) -> Vec<Commit> {
    ["H1", "T1"].map(|item| tablet.seal(VILLAGE, &[answer(&format!("visit/{item}"))]).commit).to_vec()
}

#[tokio::test]
async fn taken_once_and_receipted_as_often_as_it_comes() {
    let world = World::new().await;
    let mut tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let (photo, commits) = (vec![7; 3_000_000], visit(&mut tablet));
    let bytes = bundle(&tablet.key, COUNTY, &commits, &[(VILLAGE, &photo)]);
    let taken = world.endpoint().take_bundle(&world.stick(&bytes)).await.unwrap();
    assert_eq!((taken.commits, taken.photographs, taken.already), (2, 1, 0));
    assert!(taken.refused.is_empty(), "{:?}", taken.refused);
    let again = world.endpoint().take_bundle(&world.stick(&bytes)).await.unwrap();
    assert_eq!((again.commits, again.photographs, again.already), (0, 0, 3), "already there");
    for receipts in [taken.receipts, again.receipts] {
        let receipts: Vec<_> = receipts.iter().map(|bytes| tablet.receipt(bytes)).collect();
        assert!(receipts.iter().any(|receipt| receipt.heads.iter().any(|head| head.seq == 2 && head.device == tablet.key.id())));
        assert!(receipts.iter().any(|receipt| receipt.blobs.iter().any(|held| held.sha256 == Hash::of(&photo))));
    }
    let held = world.endpoint().storage().read_blob(Hash::of(&photo), 0, u64::MAX).await.unwrap().unwrap();
    assert_eq!(held.1, photo);
    assert!(slots(&tablet.pull_all(None, None).await.0).contains(&(VILLAGE.to_owned(), 2)), "handed out like anything that was pushed");
    assert!(!std::fs::read_dir(world.config.data.join("uploads")).unwrap().any(|_| true), "no part stays behind");
}

#[tokio::test]
async fn a_bundle_that_is_not_right_is_refused_whole() {
    let world = World::new().await;
    let mut tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let commits = visit(&mut tablet);
    let before = world.endpoint().storage().last_position().await.unwrap();
    let good = bundle(&tablet.key, COUNTY, &commits, &[(VILLAGE, b"photo")]);
    for (bytes, said) in [
        (bundle(&tablet.key, "629901", &commits, &[]), "another district"),
        (bundle(&DeviceKey::generate(), COUNTY, &commits, &[]), "not known here"),
        (bundle(&tablet.key, COUNTY, &commits, &[("629901100201/work", b"photo")]), "another district"),
        (good[..good.len() - 1].to_vec(), "cut off"),
        (b"PK\x03\x04 an archive of photographs".to_vec(), "not a bundle"),
    ] {
        let words = world.refused(&bytes).await;
        assert!(words.contains(said), "{words}");
    }
    for place in (0..good.len()).step_by(7) {
        let mut altered = good.clone();
        altered[place] ^= 0x10;
        world.refused(&altered).await;
    }
    assert_eq!(world.endpoint().storage().last_position().await.unwrap(), before);
    assert!(world.endpoint().storage().holdings().await.unwrap().is_empty());
    world.endpoint().revoke(tablet.key.id(), true).await.unwrap();
    assert!(world.refused(&good).await.contains("lost"));
}

#[tokio::test]
async fn each_part_is_judged_by_its_own_rights_and_what_is_not_taken_is_listed() {
    let world = World::with(|config| config.max_photo_bytes = 1_000).await;
    let mut author = world.staff("i", Role::Inspector, &["629900100"]).await;
    let cadre = world.staff("c", Role::Cadre, &["629900100201"]).await;
    let mut commits = visit(&mut author);
    commits.push(author.seal("629900200201/work", &[answer("elsewhere/H1")]).commit);
    commits.push(author.seal(VILLAGE, &[put("review", "r1", "verdict", "accepted")]).commit);
    // A cadre carries what he could not have written; his photographs are judged by his own rights.
    let large = vec![1; 1_001];
    let files: [(&str, &[u8]); 3] = [("629900100201/open", b"his village"), (VILLAGE, b"not his"), ("629900100201/open", &large)];
    let taken = world.endpoint().take_bundle(&world.stick(&bundle(&cadre.key, COUNTY, &commits, &files))).await.unwrap();
    assert_eq!((taken.commits, taken.photographs), (2, 1));
    let listed: Vec<&str> = taken.refused.iter().map(|listed| listed.code.as_str()).collect();
    assert_eq!(listed.iter().filter(|code| **code == "forbidden").count(), 3, "{listed:?}");
    assert!(listed.contains(&"photo_too_large"));
    assert!(taken.refused.iter().any(|listed| listed.name.starts_with("629900200201/work ")));
    let refused: Vec<_> = taken.receipts.iter().flat_map(|bytes| author.receipt(bytes).refused).collect();
    assert_eq!(refused.len(), 2, "the author learns of it by the receipt");
    assert!(refused.iter().all(|refused| refused.refusal == Refusal::Forbidden && refused.device == author.key.id()));
}

#[tokio::test]
async fn what_a_device_is_given_is_what_its_person_may_read() {
    let world = World::new().await;
    let mut author = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let colleague = world.staff("j", Role::Inspector, &[COUNTY]).await;
    let cadre = world.staff("c", Role::Cadre, &["629900100201"]).await;
    let mut commits = visit(&mut author);
    commits.push(author.seal(VILLAGE, &[put("review", "r1", "verdict", "accepted")]).commit);
    world.endpoint().take_bundle(&world.stick(&bundle(&author.key, COUNTY, &commits, &[(VILLAGE, b"photo")]))).await.unwrap();
    let (to, village) = (world.folder.path().join("given.xuncun"), Some("629900100201".parse().unwrap()));
    world.endpoint().give_bundle(colleague.key.id(), village, &to).await.unwrap();
    let given = world.given(&to);
    assert_eq!((given.commits.len(), given.blobs.len()), (3, 1));
    assert_eq!(given.commits.iter().filter(|entry| entry.refused == Some(Refusal::Forbidden) && entry.body.is_none()).count(), 1);
    let words: Vec<_> = given.receipts.iter().map(|bytes| author.receipt(bytes)).collect();
    assert!(words.iter().any(|receipt| receipt.refused.iter().any(|refused| refused.seq == 3)), "the head alone would pass it for accepted");
    let nothing = world.endpoint().give_bundle(cadre.key.id(), village, &to).await;
    assert!(nothing.is_err_and(|error| error.to_string().contains("nothing to hand over")), "no work of the supervisors for a cadre");
    // Without a village: the author's receipts.
    world.endpoint().give_bundle(author.key.id(), None, &to).await.unwrap();
    let receipts = world.given(&to);
    assert_eq!((receipts.commits.len(), receipts.blobs.len(), receipts.manifest.what), (0, 0, What::Receipts));
    assert!(!receipts.receipts.is_empty());
    assert!(world.endpoint().give_bundle(DeviceKey::generate().id(), None, &to).await.is_err());
}

struct Page {
    base: String,
    cookie: String,
}

impl Page {
    async fn of(world: &World, person: &str) -> Self {
        let code = world.endpoint().make_code(Purpose::SignIn, person, 60_000).await.unwrap();
        let base = world.server.url();
        let answer = Client::new().post(format!("{base}/web/sign-in")).header("x-xuncun", "1").json(&json!({ "code": code })).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { base, cookie }
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> Response {
        let request = Client::new().post(format!("{}{path}", self.base)).header("x-xuncun", "1").header("cookie", &self.cookie);
        request.header("content-type", "application/json").body(body).send().await.unwrap()
    }
}

async fn code_of(answer: Response) -> String {
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    body["code"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_takes_a_stick_and_gives_the_receipts() {
    let world = World::new().await;
    let mut tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    world.person("s", Role::Supervisor, &[COUNTY]).await;
    world.person("c", Role::Cadre, &["629900100201"]).await;
    world.server.web().catch_up().await;
    let (photo, commits) = (vec![3; 200_000], visit(&mut tablet));
    let bytes = bundle(&tablet.key, COUNTY, &commits, &[(VILLAGE, &photo)]);
    let page = Page::of(&world, "s").await;
    let nobody = Page { base: page.base.clone(), cookie: String::new() };
    assert_eq!(code_of(nobody.post("/web/bundle", bytes.clone()).await).await, "not_enrolled");
    let forged = Client::new().post(format!("{}/web/bundle", page.base)).header("cookie", &page.cookie).body(bytes.clone()).send().await.unwrap();
    assert_eq!(code_of(forged).await, "csrf");
    assert_eq!(code_of(page.post("/web/bundle", bytes[..bytes.len() / 2].to_vec()).await).await, "bundle_cut");
    assert_eq!(code_of(page.post("/web/bundle/give", b"{\"what\":\"unsent\"}".to_vec()).await).await, "not_at_this_door");
    assert_eq!(code_of(page.post("/web/bundle/give", b"{\"what\":\"receipts\"}".to_vec()).await).await, "bundle_empty");

    // A cadre may not have it; a supervisor brings it in.
    let left: Value = Page::of(&world, "c").await.post("/web/bundle", bytes.clone()).await.json().await.unwrap();
    assert_eq!((&left["carried"], &left["files"], &left["leftOut"]), (&json!(0), &json!(0), &json!(3)));
    let outcome: Value = page.post("/web/bundle", bytes.clone()).await.json().await.unwrap();
    assert_eq!((&outcome["carried"], &outcome["files"]), (&json!(2), &json!(1)), "{outcome}");
    world.server.web().catch_up().await;
    assert_eq!(world.endpoint().storage().holding(VILLAGE, Hash::of(&photo)).await.unwrap(), Some(200_000));
    let answer = page.post("/web/bundle/give", b"{\"what\":\"receipts\"}".to_vec()).await;
    assert!(answer.headers()["x-bundle-name"].to_str().unwrap().ends_with(".xuncun"));
    let receipts = answer.bytes().await.unwrap();
    let contents = read(&receipts[..], COUNTY, |_| Ok(world.endpoint().server_key())).unwrap();
    let words: Vec<_> = contents.receipts.iter().map(|bytes| tablet.receipt(bytes)).collect();
    assert!(words.iter().any(|receipt| receipt.heads.iter().any(|head| head.device == tablet.key.id() && head.seq == 2)));
    assert!(words.iter().any(|receipt| receipt.blobs.iter().any(|held| held.sha256 == Hash::of(&photo))));
    assert!(!std::fs::read_dir(world.config.data.join("handover")).unwrap().any(|_| true), "no copy stays behind");
}
