//! The server's disk dies, and yesterday's backup, which was taken while everybody was writing, takes its place. Every commit and every photograph
//! that the server had acknowledged until then is counted: whatever the backup lacks, the devices bring back.

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use xuncun_app::api::{Queue, SubmissionView, Today, VisitStatus};
use xuncun_demo::scene::Scene;
use xuncun_domain::answer::AnswerValue;
use xuncun_journal::Hash;
use xuncun_store::Store;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};
use xuncun_tests::picture;

/// Exchanges within which the devices must have brought everything back.
const ROUNDS: usize = 20;

/// What a server's folder holds: it has given receipts for no more and no less, once nobody writes.
#[derive(Debug, PartialEq, Eq)]
struct Ledger {
    /// (stream, device, seq) → the header's hash and the verdict. It names the body by its hash, and `verify` compares that.
    commits: BTreeMap<(String, String, i64), (String, Option<String>)>,
    /// (stream, sha256) → bytes, as the row says.
    photographs: BTreeMap<(String, String), u64>,
}

impl Ledger {
    fn of(data: &Path) -> Self {
        let conn = Connection::open_with_flags(data.join("server.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        conn.busy_timeout(xuncun_tests::PATIENCE).unwrap();
        let mut statement = conn.prepare("SELECT stream, hex(device), seq, hex(header_hash), refused FROM commits").unwrap();
        let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), (row.get(3)?, row.get(4)?)))).unwrap();
        let commits = rows.collect::<Result<_, _>>().unwrap();
        let mut statement = conn.prepare("SELECT stream, lower(hex(sha256)), size FROM holdings").unwrap();
        let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, i64>(2)?.unsigned_abs()))).unwrap();
        Self { commits, photographs: rows.collect::<Result<_, _>>().unwrap() }
    }

    /// How much of `all` is not here: commits, photographs.
    fn lacks(&self, all: &Self) -> (usize, usize) {
        let commits = all.commits.iter().filter(|(slot, commit)| self.commits.get(*slot) != Some(commit)).count();
        (commits, all.photographs.iter().filter(|(name, size)| self.photographs.get(*name) != Some(size)).count())
    }

    /// The bytes of every photograph are there, and are themselves.
    fn bytes_are_in(&self, data: &Path) {
        for ((stream, sha256), size) in &self.photographs {
            let bytes =
                std::fs::read(data.join("blobs").join(&sha256[..2]).join(sha256)).unwrap_or_else(|error| panic!("{sha256} of {stream}: {error}"));
            assert_eq!((Hash::of(&bytes).to_hex(), bytes.len() as u64), (sha256.clone(), *size), "{stream}");
        }
    }
}

/// Taps and photographs, delivered at once, until somebody says that it is enough; at least once. Answers with how many photographs.
async fn busy(device: &mut Device, visit: &str, seed: u64, enough: &Cell<bool>) -> u64 {
    let mut taken = 0;
    loop {
        device.spot(visit, "garbage", "", &picture::scene(Scene::Garbage, seed + taken)).await;
        taken += 1;
        device.answer(visit, "H1", None, AnswerValue::Count { n: u32::try_from(taken % 7).unwrap() }).await;
        device.deliver().await;
        if enough.get() {
            return taken;
        }
    }
}

/// A whole visit: two photographs, all answers, a signature, submitted and delivered.
async fn submitted(device: &mut Device, village: &str, seed: u64) -> String {
    let visit = device.start(village).await.id;
    let pile = device.spot(&visit, "firewood", "", &picture::scene(Scene::Firewood, seed)).await;
    device.wide(&visit, &pile, &picture::scene(Scene::Firewood, seed + 1)).await;
    device.answer_the_rest(&visit).await;
    device.sign(&visit).await;
    assert!(device.submit(&visit).await.submitted);
    device.deliver().await;
    visit
}

/// The desk finds the submission and accepts it.
async fn accepted(desk: &mut Device, visit: &str) {
    let _: Value = desk.call("sync_now", Value::Null).await;
    let waiting = |queue: &Queue| queue.rows.iter().any(|row| row.inspection == visit);
    desk.until("the submission", "review_queue", json!({ "filter": "waiting", "query": "" }), waiting).await;
    let seen: SubmissionView = desk.call("submission", json!({ "inspection": visit })).await;
    let submission = seen.submission.unwrap();
    let verdict = json!({ "submission": submission.id, "contentHash": submission.content_hash, "verdict": "accepted", "reason": "" });
    let done: SubmissionView = desk.call("review", verdict).await;
    assert_eq!(done.inspection.status, VisitStatus::Accepted);
    desk.deliver().await;
}

const OPEN: VisitStatus = VisitStatus::Open;
const SUBMITTED: VisitStatus = VisitStatus::Submitted;
const ACCEPTED: VisitStatus = VisitStatus::Accepted;

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_server_gets_back_every_commit_and_photograph_that_it_had_acknowledged() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let guide = &district.guide;
    let mut ma = Device::enrolled(&server.invite(&guide.inspector).await, "一组 1 号平板").await;
    let mut wang = Device::enrolled(&server.invite(&guide.colleague).await, "一组 2 号平板").await;
    let mut desk = Device::enrolled(&server.invite(&guide.supervisor).await, "督查室电脑").await;
    for device in [&mut ma, &mut wang] {
        device.deliver_first().await;
    }
    let today: Today = ma.call("today", json!({ "position": null })).await;
    let villages: Vec<String> = today.cards.iter().map(|card| card.village.id.clone()).collect();

    // Yesterday: one visit is over, two are going on, and the backup is taken in the middle of them.
    let first = submitted(&mut ma, &villages[0], 1).await;
    let mas = ma.start(&villages[1]).await.id;
    let wangs = wang.start(&villages[2]).await.id;
    let shelf = tempfile::tempdir().unwrap();
    let backup = shelf.path().join("backup");
    let (written, enough) = (Ledger::of(&server.data()), Cell::new(false));
    let taking = async {
        let said = server.ask(&["backup", backup.to_str().unwrap()]).await;
        enough.set(true);
        said
    };
    let (said, by_ma, by_wang) = tokio::join!(taking, busy(&mut ma, &mas, 100, &enough), busy(&mut wang, &wangs, 500, &enough));
    let copied = Ledger::of(&backup);
    assert!(said.contains(&format!("{} commits", copied.commits.len())), "{said}");
    assert_eq!(copied.lacks(&written), (0, 0), "what was acknowledged before the backup began is in it");

    // Today goes on: another visit, a verdict on the first, and then the disk is gone.
    accepted(&mut desk, &first).await;
    let second = submitted(&mut wang, &villages[3], 900).await;
    accepted(&mut desk, &second).await;
    for device in [&mut ma, &mut wang] {
        device.deliver().await;
    }
    // A tablet that joined today: the backup knows neither it nor its token.
    let mut late = Device::enrolled(&server.invite(&guide.colleague).await, "一组 4 号平板").await;
    late.deliver_first().await;
    let third = submitted(&mut late, &villages[4], 1_300).await;
    server.stop().await;
    let acknowledged = Ledger::of(&server.data());
    let lost = copied.lacks(&acknowledged);
    assert!(lost.0 >= 10 && lost.1 >= 6, "{lost:?}: too little happened after the backup for the test to tell");
    std::fs::remove_dir_all(server.data()).unwrap();
    server.ask(&["restore", backup.to_str().unwrap()]).await;
    assert!(server.ask(&["verify"]).await.contains(": 0 damaged"), "the backup is of one moment");
    assert_eq!(Ledger::of(&server.data()).lacks(&acknowledged), lost);

    // The tablets come by as ever; nobody is asked to do anything.
    server.start().await;
    for round in 0.. {
        for device in [&mut late, &mut ma, &mut wang, &mut desk] {
            device.deliver().await;
        }
        let lacking = Ledger::of(&server.data()).lacks(&acknowledged);
        if lacking == (0, 0) {
            break;
        }
        assert!(round < ROUNDS, "(commits, photographs) that were acknowledged and are not back: {lacking:?}");
    }
    server.ask(&["restore", "--finish"]).await;
    assert!(server.ask(&["verify"]).await.contains(": 0 damaged"));
    let healed = Ledger::of(&server.data());
    assert_eq!(healed, acknowledged, "nothing is lost, and nothing is there twice or of nobody's making");
    healed.bytes_are_in(&server.data());

    // Whoever comes new sees all of it.
    let mut new = Device::enrolled(&server.invite(&guide.inspector).await, "一组 3 号平板").await;
    new.deliver_first().await;
    for device in [&mut new, &mut ma, &mut wang, &mut late] {
        device.deliver().await;
        for (visit, status, photos) in
            [(&first, ACCEPTED, 2), (&mas, OPEN, by_ma), (&wangs, OPEN, by_wang), (&second, ACCEPTED, 2), (&third, SUBMITTED, 2)]
        {
            let view = device.inspection(visit).await;
            assert_eq!((view.status, u64::from(view.photos)), (status, photos));
        }
        device.close().await;
    }
    desk.close().await;
    let dump = |device: &Device| Store::open(&device.data()).unwrap().dump().unwrap();
    assert!(dump(&ma) == dump(&wang) && dump(&ma) == dump(&new), "replicas with the same grants differ");
    server.stop().await;
}
