//! What every storage must do, whatever the backend: one story, run on each.

use bytes::Bytes;
use std::sync::Arc;
use xuncun_journal::{DeviceId, Hash, Refusal};
use xuncun_server::storage::embedded::Embedded;
use xuncun_server::storage::{
    BACKED_UP, ChainHead, Code, CodeOutcome, CodeTry, Erased, Finished, MAX_TRIES, Offered, Purpose, RefusedCommit, RowPut, Storage, StorageError,
    TokenRow, Upload, Verdict, Wanted,
};

const ONE: DeviceId = DeviceId([1; 16]);
const TWO: DeviceId = DeviceId([2; 16]);

/// The whole story. A new backend calls this with a fresh storage.
pub async fn conforms(storage: Arc<dyn Storage>) {
    names_and_epochs(&storage).await;
    chains_and_positions(&storage).await;
    pages(&storage).await;
    rows(&storage).await;
    codes(&storage).await;
    tokens(&storage).await;
    uploads(&storage).await;
    erasures(&storage).await;
    group_commit(&storage).await;
}

#[tokio::test]
async fn embedded_conforms() {
    let folder = tempfile::tempdir().unwrap();
    conforms(Arc::new(Embedded::open(folder.path(), "629900").unwrap())).await;
}

#[tokio::test]
async fn embedded_keeps_it_all_when_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    {
        let storage = Embedded::open(folder.path(), "629900").unwrap();
        storage.begin_epoch([7; 16], 5, "init").await.unwrap();
        storage.append(vec![offered("a/open", ONE, 1, None)], 0).await.unwrap();
    }
    let storage = Embedded::open(folder.path(), "629900").unwrap();
    assert_eq!(storage.epoch().await.unwrap(), Some([7; 16]));
    assert_eq!(storage.last_position().await.unwrap(), 1);
    assert_eq!(Embedded::district_in(folder.path()).unwrap().as_deref(), Some("629900"));
}

#[tokio::test]
async fn districts_share_a_database_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let one = Embedded::open(folder.path(), "629900").unwrap();
    let two = Embedded::open(folder.path(), "629901").unwrap();
    one.append(vec![offered("a/open", ONE, 1, None)], 0).await.unwrap();
    assert_eq!(two.last_position().await.unwrap(), 0);
    assert_eq!(two.append(vec![offered("a/open", ONE, 1, None)], 0).await.unwrap(), [Verdict::Stored { position: 1, refused: None }]);
}

#[test]
fn a_newer_database_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    drop(Embedded::open(folder.path(), "629900").unwrap());
    let database = rusqlite::Connection::open(folder.path().join("server.db")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let Err(error) = Embedded::open(folder.path(), "629900") else { panic!("opened") };
    assert!(matches!(error, StorageError::Newer { found: 99, .. }) && error.to_string().contains("newer"));
}

fn header(stream: &str, device: DeviceId, seq: u64) -> Hash {
    Hash::of(format!("{stream} {device} {seq}").as_bytes())
}

fn offered(stream: &str, device: DeviceId, seq: u64, refused: Option<Refusal>) -> Offered {
    Offered {
        stream: stream.into(),
        device,
        seq,
        parent: (seq > 1).then(|| header(stream, device, seq - 1)),
        header_hash: header(stream, device, seq),
        hlc: seq,
        envelope: vec![7; 100],
        body: vec![8; 200],
        refused,
        erasure: None,
        bases: Vec::new(),
        rows: Vec::new(),
    }
}

fn all() -> Wanted {
    Arc::new(|_| true)
}

async fn names_and_epochs(storage: &Arc<dyn Storage>) {
    assert_eq!(storage.meta("name").await.unwrap(), None);
    storage.set_meta("name", b"x".to_vec()).await.unwrap();
    storage.set_meta("name", b"y".to_vec()).await.unwrap();
    assert_eq!(storage.meta("name").await.unwrap().as_deref(), Some(&b"y"[..]));
    storage.drop_meta("name").await.unwrap();
    assert_eq!(storage.meta("name").await.unwrap(), None);
    assert_eq!(storage.epoch().await.unwrap(), None);
    storage.begin_epoch([1; 16], 1_000, "init").await.unwrap();
    storage.begin_epoch([2; 16], 500, "restore").await.unwrap();
    assert_eq!(storage.epoch().await.unwrap(), Some([2; 16]), "the latest, even if the clock went back");
}

async fn chains_and_positions(storage: &Arc<dyn Storage>) {
    let put = async |offer: Offered| storage.append(vec![offer], 0).await.unwrap()[0];
    let stored = |position| Verdict::Stored { position, refused: None };
    assert_eq!(put(offered("a/work", ONE, 2, None)).await, Verdict::NotNow(Refusal::Gap));
    assert_eq!(put(offered("a/work", ONE, 1, None)).await, stored(1));
    assert_eq!(put(offered("a/work", ONE, 1, None)).await, Verdict::Already { refused: None });
    let other = Offered { header_hash: Hash([9; 32]), ..offered("a/work", ONE, 1, None) };
    assert_eq!(put(other).await, Verdict::NotNow(Refusal::Fork));
    let stranger = Offered { parent: Some(Hash([9; 32])), ..offered("a/work", ONE, 2, None) };
    assert_eq!(put(stranger).await, Verdict::NotNow(Refusal::Fork));
    let forbidden = Some(Refusal::Forbidden);
    assert_eq!(put(offered("a/work", ONE, 2, forbidden)).await, Verdict::Stored { position: 2, refused: forbidden });
    assert_eq!(put(offered("a/work", ONE, 2, None)).await, Verdict::Already { refused: forbidden }, "a verdict stands");
    let on = |device, seq| Offered { bases: vec![(device, seq)], ..offered("a/work", ONE, 3, None) };
    assert_eq!(put(on(ONE, 2)).await, Verdict::NotNow(Refusal::RefusedBase));
    assert_eq!(put(on(TWO, 1)).await, Verdict::NotNow(Refusal::Gap));
    assert_eq!(put(on(ONE, 1)).await, stored(3));
    // One call: each sees the ones before it; what is refused takes no position.
    let verdicts =
        storage.append(vec![offered("b/work", TWO, 1, None), offered("b/work", TWO, 3, None), offered("b/work", TWO, 2, None)], 0).await.unwrap();
    assert_eq!(verdicts, [stored(4), Verdict::NotNow(Refusal::Gap), stored(5)]);
    assert_eq!(storage.last_position().await.unwrap(), 5);
    let head = storage.chain_head("a/work", ONE).await.unwrap().unwrap();
    assert_eq!((head.seq, head.header_hash), (3, header("a/work", ONE, 3)));
    assert_eq!(storage.chain_head("a/open", ONE).await.unwrap(), None);
    let heads: Vec<_> = storage.chain_heads().await.unwrap().into_iter().map(|head| (head.stream, head.seq, head.header_hash)).collect();
    assert_eq!(heads, [("a/work".into(), 3, header("a/work", ONE, 3)), ("b/work".into(), 2, header("b/work", TWO, 2))]);
    let chain = storage.chain("a/work", ONE, 2, 10).await.unwrap();
    assert_eq!(
        chain.iter().map(|commit| (commit.seq, commit.body.is_some(), commit.refused)).collect::<Vec<_>>(),
        [(2, false, forbidden), (3, true, None)]
    );
    assert_eq!(storage.chain("a/work", ONE, 1, 1).await.unwrap().len(), 1);
}

/// Behind the five commits of the chapter before: a, a (refused), a, b, b of 300, 100, 300, 300, 300 bytes.
async fn pages(storage: &Arc<dyn Storage>) {
    let a: Wanted = Arc::new(|stream| stream == "a/work");
    for (after, until, wanted, max, positions, reached, left) in [
        (0, None, all(), 10_000, vec![1, 2, 3, 4, 5], 5, 0),
        (0, None, all(), 699, vec![1, 2], 2, 3),
        (0, None, all(), 700, vec![1, 2, 3], 3, 2),
        (0, None, all(), 1, vec![1], 1, 4),
        (5, None, all(), 1, vec![], 5, 0),
        (4, None, all(), 1, vec![5], 5, 0),
        (0, Some(3), all(), 10_000, vec![1, 2, 3], 3, 0),
        (0, Some(3), all(), 300, vec![1], 1, 2),
        (0, None, a.clone(), 10_000, vec![1, 2, 3], 5, 0),
        (3, None, a.clone(), 10_000, vec![], 5, 0),
        (0, Some(99), a.clone(), 10_000, vec![1, 2, 3], 5, 0),
        (9, Some(3), a.clone(), 10_000, vec![], 9, 0),
    ] {
        let page = storage.page(after, until, wanted, max).await.unwrap();
        let got: Vec<_> = page.commits.iter().map(|commit| commit.position).collect();
        assert_eq!((got, page.reached, page.left), (positions, reached, left), "after {after} until {until:?} by {max}");
    }
    assert_eq!(storage.count(0, None, all()).await.unwrap(), 5);
    assert_eq!(storage.count(1, Some(4), a).await.unwrap(), 2);
}

/// Bodies that are erased: their records take their places, and positions of their own.
async fn erasures(storage: &Arc<dyn Storage>) {
    let e: Wanted = Arc::new(|stream| stream == "e/work");
    let before = storage.last_position().await.unwrap();
    let forbidden = Some(Refusal::Forbidden);
    let proven = Offered { erasure: Some(vec![5; 50]), ..offered("e/work", ONE, 4, None) };
    let chain = vec![offered("e/work", ONE, 1, None), offered("e/work", ONE, 2, forbidden), offered("e/work", ONE, 3, None), proven.clone()];
    storage.append(chain, 0).await.unwrap();
    let heads = |seq| vec![ChainHead { stream: "e/work".into(), device: ONE, seq, header_hash: header("e/work", ONE, seq) }];
    let refused = RefusedCommit { stream: "e/work".into(), device: ONE, seq: 2, header_hash: header("e/work", ONE, 2), refusal: Refusal::Forbidden };
    assert_eq!(storage.refusals(heads(1), 9).await.unwrap(), [], "up to the head");
    assert_eq!(storage.refusals(heads(4), 9).await.unwrap(), [refused]);
    let upload =
        Upload { id: "e".into(), device: ONE, stream: "e/work".into(), sha256: Hash::of(b"erased"), size: 6, received: 0, expires_at: i64::MAX };
    storage.begin_upload(upload).await.unwrap();
    storage.write_chunk("e", 0, Bytes::from_static(b"erased"), i64::MAX).await.unwrap();
    storage.finish_upload("e", 0).await.unwrap();
    storage.link_blob("f/work", Hash::of(b"erased"), ONE, 0).await.unwrap();
    let erased = |stream: &str, seq, header_hash| Erased {
        stream: stream.into(),
        device: ONE,
        seq,
        header_hash,
        record: vec![6; 60],
        files: vec![Hash::of(b"erased")],
    };
    // One that is there; one that was refused, one that was erased before, one that is another, one that is not there.
    let all: Vec<Erased> = [1, 2, 4, 5].map(|seq| erased("e/work", seq, header("e/work", ONE, seq))).into();
    let another = erased("e/work", 3, Hash([9; 32]));
    assert_eq!(storage.erase([all.clone(), vec![another]].concat()).await.unwrap(), 1);
    assert_eq!(storage.erase(all).await.unwrap(), 0, "and once");
    let found = storage.erasures().await.unwrap();
    assert_eq!(
        found.iter().map(|row| (row.seq, row.position, row.size, row.record.len())).collect::<Vec<_>>(),
        [(1, Some(before + 5), 160, 60), (4, None, 150, 50)]
    );
    assert_eq!(storage.last_position().await.unwrap(), before + 5);
    // Read from the beginning it comes twice, from behind it once; and the body again is there already.
    let page = storage.page(before, None, e.clone(), 10_000).await.unwrap();
    let got: Vec<_> = page.commits.iter().map(|commit| (commit.seq, commit.body.is_some(), commit.erasure.is_some(), commit.size)).collect();
    assert_eq!(got, [(1, false, true, 160), (2, false, false, 100), (3, true, false, 300), (4, false, true, 150), (1, false, true, 160)]);
    let page = storage.page(before + 4, None, e.clone(), 1).await.unwrap();
    assert_eq!((page.commits.len(), page.reached, page.left), (1, before + 5, 0));
    assert_eq!(storage.page(before + 3, None, e.clone(), 1).await.unwrap().left, 1);
    assert_eq!(storage.count(before, None, e).await.unwrap(), 5);
    for again in [offered("e/work", ONE, 1, None), proven] {
        assert_eq!(storage.append(vec![again], 0).await.unwrap(), [Verdict::Already { refused: None }]);
    }
    assert!(storage.chain("e/work", ONE, 1, 1).await.unwrap()[0].body.is_none());
    // Its file stays as long as another stream holds it.
    assert_eq!(storage.holding("e/work", Hash::of(b"erased")).await.unwrap(), None);
    assert!(storage.read_blob(Hash::of(b"erased"), 0, 9).await.unwrap().is_some());
    assert_eq!(storage.erase(vec![erased("e/work", 3, header("e/work", ONE, 3))]).await.unwrap(), 1);
    storage.append(vec![offered("f/work", ONE, 1, None)], 0).await.unwrap();
    assert_eq!(storage.erase(vec![erased("f/work", 1, header("f/work", ONE, 1))]).await.unwrap(), 1);
    assert!(storage.read_blob(Hash::of(b"erased"), 0, 9).await.unwrap().is_none());
}

async fn rows(storage: &Arc<dyn Storage>) {
    let row =
        |bases: Vec<(DeviceId, u64)>, columns: &str| RowPut { table: "grant".into(), id: "g".into(), deleted: false, bases, columns: columns.into() };
    let put = async |device, seq, rows: Vec<RowPut>, refused| {
        let offer = Offered { rows, ..offered("r/open", device, seq, refused) };
        storage.append(vec![offer], 0).await.unwrap()
    };
    let (before, _) = storage.row_heads(&["grant"]).await.unwrap();
    put(ONE, 1, vec![row(vec![], r#"{"n":1}"#)], None).await;
    put(TWO, 1, vec![row(vec![], r#"{"n":2}"#)], None).await;
    let (after, heads) = storage.row_heads(&["grant"]).await.unwrap();
    assert!(after > before);
    assert_eq!(heads.len(), 2, "two that knew nothing of each other");
    assert_eq!(storage.heads_of("grant", "g").await.unwrap(), [(ONE, 1), (TWO, 1)]);
    // A refused commit changes no row.
    put(ONE, 2, vec![row(vec![(ONE, 1)], r#"{"n":0}"#)], Some(Refusal::Forbidden)).await;
    assert_eq!(storage.generation().await.unwrap().0, after);
    put(ONE, 3, vec![row(vec![(ONE, 1), (TWO, 1)], r#"{"n":3}"#)], None).await;
    let (_, heads) = storage.row_heads(&["grant"]).await.unwrap();
    assert_eq!(heads.iter().map(|head| (head.device, head.seq, head.columns.as_str())).collect::<Vec<_>>(), [(ONE, 3, r#"{"n":3}"#)]);
    assert!(storage.row_heads(&["device"]).await.unwrap().1.is_empty());
}

async fn codes(storage: &Arc<dyn Storage>) {
    let secret = Hash::of(b"secret");
    let code = |id: &str| Code {
        id: id.into(),
        purpose: Purpose::Enrol,
        secret_hash: secret,
        person: "p".into(),
        created_at: 0,
        expires_at: 100,
        made_by: None,
    };
    let attempt = async |id: &str, secret_hash, by: &[u8], now| {
        let attempt = CodeTry { id: id.into(), purpose: Purpose::Enrol, secret_hash, by: by.to_vec() };
        storage.redeem_code(attempt, now).await.unwrap()
    };
    storage.put_code(code("used")).await.unwrap();
    assert_eq!(attempt("none", secret, b"k", 0).await, CodeOutcome::Unknown);
    assert_eq!(attempt("used", secret, b"k", 99).await, CodeOutcome::Person("p".into()));
    assert_eq!(attempt("used", secret, b"k", 99).await, CodeOutcome::Person("p".into()), "the answer was lost");
    assert_eq!(attempt("used", secret, b"l", 99).await, CodeOutcome::Used);
    assert_eq!(attempt("used", secret, b"", 99).await, CodeOutcome::Used);
    storage.put_code(code("old")).await.unwrap();
    assert_eq!(attempt("old", secret, b"k", 100).await, CodeOutcome::Expired);
    storage.put_code(code("tried")).await.unwrap();
    for _ in 1..MAX_TRIES {
        assert_eq!(attempt("tried", Hash([0; 32]), b"k", 0).await, CodeOutcome::Unknown);
    }
    assert_eq!(attempt("tried", Hash([0; 32]), b"k", 0).await, CodeOutcome::TooManyTries);
    assert_eq!(attempt("tried", secret, b"k", 0).await, CodeOutcome::TooManyTries);
    let sign_in = CodeTry { id: "old".into(), purpose: Purpose::SignIn, secret_hash: secret, by: Vec::new() };
    assert_eq!(storage.redeem_code(sign_in, 0).await.unwrap(), CodeOutcome::Unknown, "for another purpose");
}

async fn tokens(storage: &Arc<dyn Storage>) {
    let token = |hash: u8, expires_at: Option<i64>| TokenRow {
        hash: Hash([hash; 32]),
        web: expires_at.is_some(),
        device: ONE,
        person: "p".into(),
        created_at: 0,
        expires_at,
    };
    storage.put_token(token(1, None)).await.unwrap();
    storage.put_token(token(2, Some(100))).await.unwrap();
    assert_eq!(storage.token(Hash([1; 32]), i64::MAX).await.unwrap(), Some(token(1, None)));
    assert_eq!(storage.token(Hash([2; 32]), 99).await.unwrap(), Some(token(2, Some(100))));
    assert_eq!(storage.token(Hash([2; 32]), 100).await.unwrap(), None);
    storage.drop_token(Hash([1; 32])).await.unwrap();
    assert_eq!(storage.token(Hash([1; 32]), 0).await.unwrap(), None);
    storage.put_scope([1; 8], "629900/open".into()).await.unwrap();
    storage.put_scope([1; 8], "629900/open".into()).await.unwrap();
    assert_eq!(storage.scope([1; 8]).await.unwrap().as_deref(), Some("629900/open"));
    assert_eq!(storage.scope([2; 8]).await.unwrap(), None);
}

async fn uploads(storage: &Arc<dyn Storage>) {
    let bytes = Bytes::from_static(b"0123456789");
    let sha256 = Hash::of(&bytes);
    let new = |id: &str, stream: &str| Upload { id: id.into(), device: ONE, stream: stream.into(), sha256, size: 10, received: 0, expires_at: 100 };
    assert_eq!(storage.link_blob("v/work", sha256, ONE, 0).await.unwrap(), None, "no bytes to link");
    assert_eq!(storage.begin_upload(new("aa", "v/work")).await.unwrap().id, "aa");
    assert_eq!(storage.finish_upload("aa", 0).await.unwrap(), Finished::Incomplete);
    assert_eq!(storage.write_chunk("aa", 0, bytes.slice(..4), 100).await.unwrap().unwrap().received, 4);
    assert_eq!(storage.write_chunk("aa", 0, bytes.slice(..4), 100).await.unwrap(), None, "not where it is");
    assert_eq!(storage.write_chunk("aa", 4, Bytes::from_static(b"4567890"), 100).await.unwrap(), None, "longer than said");
    assert_eq!(storage.begin_upload(new("bb", "v/work")).await.unwrap().received, 4, "the one that was begun");
    assert_eq!(storage.write_chunk("aa", 4, bytes.slice(4..), 100).await.unwrap().unwrap().received, 10);
    let Finished::Held(held) = storage.finish_upload("aa", 0).await.unwrap() else { panic!("not held") };
    assert_eq!((held.stream.as_str(), held.size), ("v/work", 10));
    assert_eq!(storage.finish_upload("aa", 0).await.unwrap(), Finished::Held(held), "whoever missed the answer asks again");
    assert_eq!(storage.finish_upload("zz", 0).await.unwrap(), Finished::Gone);
    assert_eq!(storage.read_blob(sha256, 7, 100).await.unwrap(), Some((10, bytes.slice(7..))));
    assert_eq!(storage.read_blob(sha256, 99, 1).await.unwrap(), Some((10, Bytes::new())));
    assert_eq!(storage.read_blob(Hash([3; 32]), 0, 1).await.unwrap(), None);
    assert_eq!(storage.holding("v/work", sha256).await.unwrap(), Some(10));
    assert_eq!(storage.holding("v/open", sha256).await.unwrap(), None);
    assert_eq!(storage.link_blob("v/open", sha256, ONE, 0).await.unwrap(), Some(10));
    assert_eq!(storage.holders(sha256).await.unwrap(), ["v/open", "v/work"]);
    assert_eq!(storage.holdings().await.unwrap().len(), 2);
    // Where backups are made, what is in none is not safe yet; copies.rs says so of what is.
    let both = || vec![sha256, Hash([3; 32])];
    assert_eq!(storage.backed_up(both()).await.unwrap(), [true, true], "there are no backups to wait for");
    storage.set_meta(BACKED_UP, 7_i64.to_be_bytes().to_vec()).await.unwrap();
    assert_eq!(storage.backed_up(both()).await.unwrap(), [false, false]);
    // The bytes are not what was said.
    storage.begin_upload(Upload { sha256: Hash([4; 32]), ..new("cc", "v/work") }).await.unwrap();
    storage.write_chunk("cc", 0, bytes.clone(), 100).await.unwrap();
    assert_eq!(storage.finish_upload("cc", 0).await.unwrap(), Finished::WrongHash);
    assert_eq!(storage.upload("cc", 0).await.unwrap(), None);
    // Time.
    storage.begin_upload(Upload { sha256: Hash([5; 32]), ..new("dd", "v/work") }).await.unwrap();
    assert!(storage.upload("dd", 99).await.unwrap().is_some());
    assert!(storage.upload("dd", 100).await.unwrap().is_none());
    assert_eq!(storage.expire(99).await.unwrap(), 0);
    assert_eq!(storage.expire(100).await.unwrap(), 2, "the one that was finished, too");
    assert_eq!(storage.holding("v/work", sha256).await.unwrap(), Some(10));
}

/// Many at once: positions without holes, everybody answered, a failing one alone fails.
async fn group_commit(storage: &Arc<dyn Storage>) {
    let before = storage.last_position().await.unwrap();
    let tasks: Vec<_> = (0..200_u8)
        .map(|n| {
            let storage = storage.clone();
            let device = DeviceId([n; 16]);
            tokio::spawn(async move { storage.append(vec![offered("many/work", device, 1, None)], 0).await.unwrap()[0] })
        })
        .collect();
    let mut positions = Vec::new();
    for task in tasks {
        let Verdict::Stored { position, .. } = task.await.unwrap() else { panic!("not stored") };
        positions.push(position);
    }
    positions.sort_unstable();
    assert_eq!(positions, (before + 1..=before + 200).collect::<Vec<_>>());
}
