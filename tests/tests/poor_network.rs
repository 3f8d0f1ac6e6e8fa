//! Photographs over networks that barely work: ours and the tus project's own client and server talk over a line that cuts, loses and stalls. All
//! arrive, and hardly a byte goes up twice.

use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use xuncun_app::api::{Phase, SyncStatus};
use xuncun_domain::answer::AnswerValue;
use xuncun_journal::{DeviceKey, Hash};
use xuncun_store::{Actor, Identity, NewUpload, Store, Upload};
use xuncun_sync::http::HttpClient;
use xuncun_sync::link::Link;
use xuncun_sync::plan::BlobKind;
use xuncun_sync::protocol::{Protocol, Session};
use xuncun_sync::replica::Replica;
use xuncun_sync::upload::Uploads;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, serve_with_session, untouched};
use xuncun_tests::rough::{Rough, Trouble};
use xuncun_tests::server::TestServer;
use xuncun_tests::sim::shaped::work_beside;
use xuncun_tests::tus_peers::{Sent, TheirServer, send};
use xuncun_tests::visit::shot;
use xuncun_tests::{picture, soon};

/// Faster than 30 kB/s, so that the tests end soon: chunks adapt to the time that they take, and are as large beside the cuts as on a slower line.
const PACE: u64 = 600_000;
/// Bytes sent ÷ payload.
const PACED: f64 = 1.05;
const LOOPBACK: f64 = 1.12;

/// A large photograph, a middling one, and a few that are small.
fn photographs() -> Vec<Vec<u8>> {
    let sizes = [1_500_000, 700_001, 65_536, 30_000, 9_000];
    (0..).zip(sizes).map(|(seed, size)| noise(seed, size)).collect()
}

fn noise(seed: u32, size: usize) -> Vec<u8> {
    let blocks = (0_u32..).flat_map(|n| Hash::of(&[seed.to_be_bytes(), n.to_be_bytes()].concat()).0);
    blocks.take(size).collect()
}

fn cuts() -> Trouble {
    Trouble { cut_after: Some(200_000..800_000), ..Trouble::default() }
}

/// What can be wrong with the line, and how much may go up for each byte of payload.
fn troubles() -> [(&'static str, Trouble, f64); 4] {
    let last = photographs().iter().map(|bytes| format!("upload-offset: {}\r\n", bytes.len())).collect();
    [
        ("cut after 200 to 800 KB, at loopback's speed", cuts(), LOOPBACK),
        ("cut after 200 to 800 KB, paced", Trouble { pace: Some(PACE), ..cuts() }, PACED),
        ("a fifth of all packets lost", Trouble { pace: Some(PACE), lost_in_hundred: 20, ..Trouble::default() }, PACED),
        ("each last reply lost", Trouble { lost_replies: last, ..Trouble::default() }, PACED),
    ]
}

fn check(what: &str, line: &Rough, payload: u64, most: f64) {
    let ratio = line.up() as f64 / payload as f64;
    println!("{what}: {ratio:.4} bytes sent for each, {} connections broken", line.breaks());
    assert!(ratio <= most, "{what}: {} bytes went up for {payload}", line.up());
    assert!(line.breaks() > 0, "{what}: nothing went wrong");
    assert_eq!(line.still_to_lose(), 0, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn their_client_and_our_server() {
    let (district, plan) = untouched();
    let (mut server, session) = serve_with_session(&district, &plan).await;
    server.start().await;
    let stream = format!("{}/work", district.village("柳树湾").unwrap().code);
    let address: SocketAddr = server.wire.url().strip_prefix("http://").unwrap().parse().unwrap();
    for (seed, (what, trouble, most)) in (0..).zip(troubles()) {
        // Each has photographs of its own: what the server has is not sent again.
        let folder = tempfile::tempdir().unwrap();
        let photographs: Vec<Vec<u8>> = photographs().into_iter().map(|bytes| bytes.into_iter().map(|byte| byte ^ seed).collect()).collect();
        let files: Vec<Sent> = (0..).zip(&photographs).map(|(n, bytes)| sent(&folder, n, &stream, bytes)).collect();
        let line = Rough::lay(address, trouble, u64::from(seed)).await;
        send(line.address(), &session.token, &files).await;
        let client = HttpClient::new(&server.wire.url()).unwrap();
        let hashes = photographs.iter().map(|bytes| Hash::of(bytes).0).collect();
        assert!(client.missing(&session, &stream, hashes).await.unwrap().missing.is_empty(), "{what}");
        check(what, &line, photographs.iter().map(|bytes| bytes.len() as u64).sum(), most);
    }
    server.stop().await;
}

fn sent(folder: &TempDir, number: u32, stream: &str, bytes: &[u8]) -> Sent {
    let path = folder.path().join(format!("{number}.jpg"));
    std::fs::write(&path, bytes).unwrap();
    Sent { path, stream: stream.to_owned(), sha256: Hash::of(bytes).to_hex() }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_client_and_their_server() {
    for (seed, (what, trouble, most)) in (10..).zip(troubles()) {
        let server = TheirServer::start().await;
        let line = Rough::lay(server.address, trouble, seed).await;
        let folder = tempfile::tempdir().unwrap();
        let store = queue(&folder, &photographs());
        let link = Link {
            protocol: Arc::new(HttpClient::new(&format!("http://{}", line.address())).unwrap()),
            session: Session { token: "theirs asks for none".into() },
        };
        let (replica, uploads) = (Replica::new(store), Uploads::default());
        let all = async {
            // Theirs gives no receipts: what counts here is that all bytes are there.
            while queued(&replica).iter().any(|upload| upload.offset < upload.size) {
                // A line that broke is tried again at once; a file whose receipt does not come is put off behind the others.
                let _ = uploads.piece(&link, &replica, BlobKind::Original).await;
            }
        };
        soon(what, all).await;
        let held = server.files();
        for bytes in photographs() {
            assert!(held.contains(&bytes), "{what}: a photograph of {} bytes is not there", bytes.len());
        }
        check(what, &line, photographs().iter().map(|bytes| bytes.len() as u64).sum(), most);
        server.stop().await;
    }
}

/// A replica with these photographs in its queue.
fn queue(folder: &TempDir, photographs: &[Vec<u8>]) -> Arc<Store> {
    let store = Store::open(folder.path()).unwrap();
    let root = DeviceKey::generate();
    let identity = Identity {
        key: DeviceKey::generate(),
        district: "629900".into(),
        district_name: "清源县".into(),
        root_key: root.public(),
        server_url: "http://127.0.0.1:9".into(),
        token: "token".into(),
        person: "p".into(),
        server_device: root.id(),
    };
    store.set_identity(&identity).unwrap();
    let actor = Actor { person: "p".into(), grant: "g".into(), grant_version: 1, clock_ms: 1_793_577_600_000 };
    let stream = "629900100201/work".parse().unwrap();
    for bytes in photographs {
        let sha256 = store.blobs().put(bytes).unwrap();
        let upload = NewUpload { stream, sha256, kind: "original".into(), mime: "image/jpeg".into(), size: bytes.len() as u64, priority: 3 };
        store.write(&actor, |tx| tx.enqueue_upload(&upload)).unwrap();
    }
    Arc::new(store)
}

fn queued(replica: &Replica) -> Vec<Upload> {
    replica.store().uploads(100).unwrap()
}

/// A server with an inspector's tablet before it, over a line that the tablet alone knows.
async fn tablet_over(trouble: Trouble, seed: u64) -> (TestServer, Arc<Rough>, Device, String) {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    server.start().await;
    let wire = server.wire.url();
    let wire = wire.strip_prefix("http://").unwrap();
    let line = Rough::lay(wire.parse().unwrap(), trouble, seed).await;
    let link = server.invite(&district.guide.inspector).await;
    let over = link.replace(&wire.replace(':', "%3A"), &line.address().to_string().replace(':', "%3A"));
    assert_ne!(link, over);
    let mut tablet = Device::enrolled(&over, "一组 1 号平板").await;
    tablet.deliver_first().await;
    let village = district.village("柳树湾").unwrap().code.clone();
    (server, line, tablet, village)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_and_our_server() {
    let lost = vec!["xuncun-receipt: ".to_owned(); 2];
    let trouble = Trouble { pace: Some(PACE), lost_replies: lost, ..cuts() };
    let (mut server, line, mut tablet, village) = tablet_over(trouble, 20).await;
    let visit = tablet.start(&village).await.id;
    let before = line.up();
    for seed in 0..2 {
        tablet.photograph(&shot(&visit, None, None, Phase::Near), &picture::heavy(1_200, seed)).await.unwrap();
    }
    let sent: SyncStatus = tablet.deliver().await;
    assert_eq!((sent.photos_waiting, sent.photos_delivered), (0, 2));
    // What it holds of the pictures is what it sent.
    let payload = size_of(&tablet.data().join("blobs"));
    let ratio = (line.up() - before) as f64 / payload as f64;
    println!("a tablet: {ratio:.4} bytes sent for each, commits and questions included, {} connections broken", line.breaks());
    assert!(ratio <= PACED, "{} bytes for {payload}", line.up() - before);
    assert!(line.breaks() > 3 && line.still_to_lose() == 0);
    tablet.close().await;
    server.stop().await;
}

fn size_of(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| if entry.path().is_dir() { size_of(&entry.path()) } else { entry.metadata().unwrap().len() }).sum()
}

/// Told by what the line bears in five seconds, not by a clock.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_goes_beside_a_photograph_on_a_shaped_line() {
    const SLOW: u64 = 250_000;
    let (mut server, line, mut tablet, village) = tablet_over(Trouble { pace: Some(SLOW), ..Trouble::default() }, 30).await;
    let visit = tablet.start(&village).await.id;
    tablet.leave().await;
    tablet.deliver().await;
    let before = line.up();
    tablet.photograph(&shot(&visit, None, None, Phase::Near), &picture::heavy(4_000, 1)).await.unwrap();
    // The smaller pictures are there, and the original is under way.
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    soon("the original to be under way", async {
        while line.up() - before < 1_000_000 {
            looks.tick().await;
        }
    })
    .await;
    tablet.answer(&visit, "H1", None, AnswerValue::Count { n: 2 }).await;
    tablet.leave().await;
    let sealed = line.up();
    let accepted = |s: &SyncStatus| s.changes_waiting == 0;
    let status: SyncStatus = tablet.until("the commit to be accepted", "sync_status", Value::Null, accepted).await;
    assert_eq!(status.photos_waiting, 1, "the photograph is still under way");
    assert!(line.up() - sealed <= 5 * SLOW, "{} bytes went up before it", line.up() - sealed);
    tablet.close().await;
    server.stop().await;
}

/// A 20 MB original at 100 kB/s, in the simulator's time.
#[test]
fn no_commit_waits_five_seconds_behind_a_photograph() {
    let beside = work_beside(3, 20_000_000, 100_000);
    let longest = beside.commits.iter().max().copied().unwrap_or_default();
    println!("{} commits, the slowest after {longest:?}; the photograph after {:?}", beside.commits.len(), beside.photograph);
    assert!(beside.commits.len() >= 10 && longest <= Duration::from_secs(5), "{} commits, {longest:?}", beside.commits.len());
    // Looked at every few seconds.
    assert!(beside.photograph < Duration::from_secs(20_000_000 / 100_000 * 11 / 10), "{:?}", beside.photograph);
}
