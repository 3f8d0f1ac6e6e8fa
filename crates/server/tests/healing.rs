//! Replicas with the real sync against the real server: a device is lost, handed in, restored from an image; the server is
//! restored from a backup. Whatever happens, nothing is lost.

use crate::common;
use crate::common::{COUNTY, World, hand, stream};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use xuncun_domain::grant::Role;
use xuncun_journal::{DeviceId, Hash, peek};
use xuncun_server::copies;
use xuncun_server::verify::verify;
use xuncun_store::{Actor, Identity, NewUpload, Store, WipeReason};
use xuncun_sync::{Nature, NewDevice, SyncEngine, SyncState, over_http};

const VILLAGE: &str = "629900100201/work";

/// A tablet with a replica.
struct Device {
    dir: TempDir,
    store: Arc<Store>,
    engine: SyncEngine,
    clock: Arc<AtomicI64>,
    person: String,
    task: JoinHandle<()>,
}

impl Device {
    fn over(dir: TempDir, clock: &Arc<AtomicI64>, person: &str) -> Self {
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let nature = Nature { now_ms: hand(clock), roll: Arc::new(|| 0.0) };
        let engine = SyncEngine::new(Arc::clone(&store), over_http(), nature);
        let running = engine.clone();
        let task = tokio::spawn(async move { running.run(std::future::pending()).await });
        Self { dir, store, engine, clock: clock.clone(), person: person.into(), task }
    }

    async fn enrolled(world: &World, person: &str) -> Self {
        let device = Self::over(TempDir::new().unwrap(), &world.clock, person);
        let link = world.endpoint().invite(person, common::DAY).await.unwrap();
        device.engine.enrol(&link, NewDevice::here(person)).await.unwrap();
        device.settled(|state| state.settled_at.is_some()).await;
        device
    }

    fn id(&self) -> DeviceId {
        self.identity().key.id()
    }

    fn identity(&self) -> Identity {
        self.store.identity().unwrap().unwrap()
    }

    /// The server was moved to another address.
    fn find(&self, world: &World) {
        self.store.set_identity(&Identity { server_url: world.server.url(), ..self.identity() }).unwrap();
    }

    fn tap(&self, table: &str, id: &str, note: &str) {
        let grant = format!("{}/inspector", self.person);
        let actor = Actor { person: self.person.clone(), grant, grant_version: 1, clock_ms: self.clock.load(Ordering::SeqCst) };
        let column = if table == "review" { "reason" } else { "note" };
        self.store.write(&actor, |tx| tx.put(table, &stream(VILLAGE), id, &[(column, note.into())])).unwrap();
        self.store.seal().unwrap();
        self.clock.fetch_add(1, Ordering::SeqCst);
    }

    fn photo(&self, id: &str, bytes: &[u8]) -> Hash {
        let sha256 = self.store.blobs().put(bytes).unwrap();
        let upload =
            NewUpload { stream: stream(VILLAGE), sha256, kind: "original".into(), mime: "image/jpeg".into(), size: bytes.len() as u64, priority: 3 };
        let grant = format!("{}/inspector", self.person);
        let actor = Actor { person: self.person.clone(), grant, grant_version: 1, clock_ms: self.clock.load(Ordering::SeqCst) };
        let columns = [("sha256", sha256.to_hex().into()), ("mime", "image/jpeg".into())];
        self.store
            .write(&actor, |tx| {
                tx.put("photo", &stream(VILLAGE), id, &columns)?;
                tx.enqueue_upload(&upload)
            })
            .unwrap();
        sha256
    }

    /// The thumbnail of a photograph.
    fn thumb_of(&self, photo: &str) {
        let sha256 = self.store.blobs().put(format!("thumb of {photo}").as_bytes()).unwrap();
        let grant = format!("{}/inspector", self.person);
        let actor = Actor { person: self.person.clone(), grant, grant_version: 1, clock_ms: self.clock.load(Ordering::SeqCst) };
        let columns = [("photo", photo.into()), ("kind", "thumb".into()), ("sha256", sha256.to_hex().into())];
        self.store.write(&actor, |tx| tx.put("rendition", &stream(VILLAGE), &format!("{photo}/thumb"), &columns)).unwrap();
    }

    /// Rounds until the state is as wanted: a round may end early, and the next one finds the rest.
    async fn settled(&self, wanted: impl Fn(&SyncState) -> bool) -> SyncState {
        for _ in 0..20 {
            let state = tokio::time::timeout(Duration::from_secs(60), self.engine.sync_now()).await.expect("the round ends");
            if wanted(&state) {
                return state;
            }
        }
        panic!("{:?} {:?}", self.engine.status().borrow(), self.store.undelivered());
    }

    async fn delivered(&self) {
        self.settled(|state| state.problem.is_none() && self.store.undelivered().unwrap().is_empty()).await;
    }

    /// Nothing is sent until [`Device::resume`].
    async fn pause(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    fn resume(&mut self) {
        let running = self.engine.clone();
        self.task = tokio::spawn(async move { running.run(std::future::pending()).await });
    }

    async fn stop(self) -> TempDir {
        self.task.abort();
        let _ = self.task.await;
        self.dir
    }
}

/// What the replica holds of the village: its rows and the ends of its chains.
fn of_village(device: &Device) -> Vec<String> {
    let dump = device.store.dump().unwrap();
    let mut mine = false;
    let lines = dump.lines().filter(|line| {
        // Heads of a row stand indented behind it.
        mine = line.starts_with("  ") && mine || line.contains(VILLAGE);
        mine
    });
    lines.map(str::to_owned).collect()
}

/// The positions that the server holds of a device's chain in the village.
async fn held(world: &World, device: DeviceId) -> BTreeSet<u64> {
    let found = world.endpoint().storage().chain(VILLAGE, device, 1, 1_000).await.unwrap();
    found.into_iter().map(|commit| commit.seq).collect()
}

#[tokio::test]
async fn a_lost_tablet_wipes_itself_and_one_that_was_handed_in_delivers_first() {
    let world = World::new().await;
    world.person("a", Role::Inspector, &[COUNTY]).await;
    for lost in [true, false] {
        let mut device = Device::enrolled(&world, "a").await;
        device.tap("answer", "a1", "before");
        device.delivered().await;
        device.pause().await;
        let (id, before) = (device.id(), held(&world, device.id()).await.len());
        device.tap("answer", "a2", "written before it heard of it");
        let sha256 = device.photo(&format!("p{lost}"), format!("a photograph {lost}").as_bytes());
        world.pass(common::MINUTE);
        world.endpoint().revoke(id, lost).await.unwrap();
        device.resume();
        device.settled(|_| device.store.identity().unwrap().is_none()).await;
        let note = device.store.tombstone().unwrap().unwrap();
        assert_eq!(note.why, if lost { WipeReason::Lost } else { WipeReason::Retired });
        assert!(!device.store.blobs().has(&sha256));
        let delivered = held(&world, id).await.len() - before;
        assert_eq!(delivered, if lost { 0 } else { 2 }, "lost: {lost}");
        assert_eq!(world.endpoint().storage().holding(VILLAGE, sha256).await.unwrap().is_some(), !lost);
        // It may be enrolled anew.
        let link = world.endpoint().invite("a", common::DAY).await.unwrap();
        device.engine.enrol(&link, NewDevice::here("a")).await.unwrap();
        device.tap("answer", &format!("new{lost}"), "by the new device");
        device.delivered().await;
        device.stop().await;
    }
}

#[tokio::test]
async fn a_tablet_restored_from_an_image_loses_nothing() {
    let world = World::new().await;
    world.person("a", Role::Inspector, &[COUNTY]).await;
    let device = Device::enrolled(&world, "a").await;
    device.tap("answer", "a1", "before");
    device.delivered().await;
    let image = TempDir::new().unwrap();
    for name in ["replica.sqlite", "replica.sqlite-wal"] {
        std::fs::copy(device.dir.path().join(name), image.path().join(name)).unwrap();
    }
    for n in 2..5 {
        device.tap("answer", &format!("a{n}"), "after");
        device.delivered().await;
    }
    let id = device.id();
    device.stop().await;
    let restored = Device::over(image, &world.clock, "a");
    restored.tap("answer", "a2", "on the restored one");
    restored.tap("answer", "b1", "on the restored one");
    restored.delivered().await;
    assert_eq!(held(&world, id).await, (1..=5).collect());
    let reader = Device::enrolled(&world, "a").await;
    assert_eq!(of_village(&reader), of_village(&restored));
    restored.stop().await;
    reader.stop().await;
}

#[tokio::test]
async fn what_a_restored_server_lacks_comes_back_from_whoever_has_it() {
    let world = World::new().await;
    for person in ["w", "r"] {
        world.person(person, Role::Inspector, &[COUNTY]).await;
    }
    let (writer, reader) = (Device::enrolled(&world, "w").await, Device::enrolled(&world, "r").await);
    writer.tap("answer", "w1", "before the backup");
    writer.delivered().await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    for n in 2..8 {
        writer.tap("answer", &format!("w{n}"), "after the backup");
        // Somebody writes on what the writer wrote.
        writer.delivered().await;
    }
    let sha256 = writer.photo("p1", b"a photograph of a heap of straw");
    writer.delivered().await;
    reader.delivered().await;
    reader.engine.fetch_blob(VILLAGE, sha256.0).await.unwrap();
    reader.tap("answer", "w3", "by the reader, on the writer's");
    reader.delivered().await;
    let (writer_id, reader_id, rows) = (writer.id(), reader.id(), of_village(&reader));
    let all = held(&world, writer_id).await;
    // The writer's tablet is gone for good; the server is restored from before.
    writer.stop().await;
    let world = world.revived(&backup).await;
    assert_eq!(held(&world, writer_id).await, BTreeSet::from([1]));
    reader.find(&world);
    reader.settled(|state| state.problem.is_none() && reader.store.preference("reoffer").unwrap().is_none()).await;
    reader.delivered().await;
    assert_eq!(held(&world, writer_id).await, all, "every commit of the writer's");
    assert_eq!(held(&world, reader_id).await, BTreeSet::from([1]));
    assert_eq!(world.endpoint().storage().holding(VILLAGE, sha256).await.unwrap(), Some(31), "and the photograph");
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    assert_eq!(of_village(&reader), rows);
    reader.stop().await;
}

#[tokio::test]
async fn what_two_wrote_on_each_others_comes_back_although_one_of_them_is_gone() {
    let world = World::new().await;
    for person in ["w", "r"] {
        world.person(person, Role::Inspector, &[COUNTY]).await;
    }
    let (writer, reader) = (Device::enrolled(&world, "w").await, Device::enrolled(&world, "r").await);
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    // Each answers on what the other has answered: no chain can come back before the other, none whole behind it.
    for n in 0..4 {
        for device in [&writer, &reader] {
            device.delivered().await;
            device.tap("answer", "w1", &format!("{} {n}", device.person));
            device.delivered().await;
        }
    }
    let (writer_id, reader_id, rows) = (writer.id(), reader.id(), of_village(&reader));
    writer.stop().await;
    let world = world.revived(&backup).await;
    reader.find(&world);
    reader.settled(|state| state.problem.is_none() && reader.store.preference("reoffer").unwrap().is_none()).await;
    reader.delivered().await;
    let all = BTreeSet::from([1, 2, 3, 4]);
    assert_eq!((held(&world, writer_id).await, held(&world, reader_id).await), (all.clone(), all));
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    assert_eq!(of_village(&reader), rows);
    reader.stop().await;
}

#[tokio::test]
async fn an_original_leaves_when_a_backup_has_it_and_is_there_when_that_backup_is_restored() {
    let world = World::new().await;
    world.person("w", Role::Inspector, &[COUNTY]).await;
    let mut writer = Device::enrolled(&world, "w").await;
    let photograph = |writer: &Device, id: &str| {
        let original = writer.photo(id, format!("the original of {id}").as_bytes());
        writer.thumb_of(id);
        original
    };
    // Asks the server, and lets go of what may leave.
    let let_go = async |writer: &Device| {
        writer.delivered().await;
        writer.engine.ask_let_go(writer.store.spare_originals(None, 9).unwrap()).await.unwrap();
        writer.store.let_go(&writer.store.spare_originals(None, 9).unwrap(), u64::MAX).unwrap().0
    };
    let early = photograph(&writer, "p0");
    assert_eq!(let_go(&writer).await, 1, "where no backup was ever made there is none to wait for");
    assert!(!writer.store.blobs().has(&early));
    let backup = |n: u32| world.folder.path().join(format!("backup-{n}"));
    copies::backup(&world.config.data, &backup(1), true).unwrap();
    let first = photograph(&writer, "p1");
    assert_eq!(let_go(&writer).await, 0, "delivered, and in no backup");
    copies::backup(&world.config.data, &backup(2), true).unwrap();
    assert_eq!(let_go(&writer).await, 1);
    let second = photograph(&writer, "p2");
    assert_eq!(let_go(&writer).await, 0, "taken since");
    // A third backup that cannot be whole says nothing of anything.
    let blob = world.config.data.join("blobs").join(&second.to_hex()[..2]).join(second.to_hex());
    let bytes = std::fs::read(&blob).unwrap();
    std::fs::remove_file(&blob).unwrap();
    copies::backup(&world.config.data, &backup(3), true).unwrap_err();
    std::fs::write(&blob, bytes).unwrap();
    assert_eq!(let_go(&writer).await, 0);
    assert_eq!([early, first, second].map(|hash| writer.store.blobs().has(&hash)), [false, false, true]);

    // The server's disk dies.
    writer.pause().await;
    let restored = backup(2);
    let world = world.revived(&restored).await;
    writer.find(&world);
    writer.resume();
    writer.settled(|state| state.problem.is_none() && writer.store.preference("reoffer").unwrap().is_none()).await;
    writer.delivered().await;
    for hash in [early, first, second] {
        assert!(world.endpoint().storage().holding(VILLAGE, hash).await.unwrap().is_some());
        writer.engine.fetch_blob(VILLAGE, hash.0).await.unwrap();
    }
    assert_eq!(let_go(&writer).await, 1, "the first backup had the one; of what was in the last alone the copy itself cannot say so");
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    writer.stop().await;
}

#[tokio::test]
async fn what_was_accepted_comes_back_also_when_its_author_left_long_ago() {
    let world = World::new().await;
    world.person_until("w", Role::Inspector, &[COUNTY], Some(world.now() + common::DAY)).await;
    world.person("r", Role::Inspector, &[COUNTY]).await;
    let (writer, reader) = (Device::enrolled(&world, "w").await, Device::enrolled(&world, "r").await);
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    for n in 1..4 {
        writer.tap("answer", &format!("w{n}"), "accepted in time");
        writer.delivered().await;
    }
    reader.delivered().await;
    let (id, rows) = (writer.id(), of_village(&reader));
    writer.stop().await;
    // The only one who has it was away while the server recovered, and for a year after that.
    let world = world.revived(&backup).await;
    copies::finish(&world.config).await.unwrap();
    let world = world.restart().await;
    world.pass(400 * common::DAY);
    reader.find(&world);
    reader.settled(|state| state.problem.is_none() && reader.store.preference("reoffer").unwrap().is_none()).await;
    assert_eq!(held(&world, id).await, BTreeSet::from([1, 2, 3]));
    let chain = world.endpoint().storage().chain(VILLAGE, id, 1, 10).await.unwrap();
    assert!(chain.iter().all(|commit| commit.refused.is_none()), "what was accepted stays accepted");
    assert_eq!(of_village(&reader), rows);
    reader.stop().await;
}

#[tokio::test]
async fn a_refusal_in_the_middle_of_a_chain_does_not_end_it_after_a_restore() {
    let world = World::new().await;
    world.person("w", Role::Inspector, &[COUNTY]).await;
    let writer = Device::enrolled(&world, "w").await;
    writer.tap("answer", "w1", "before the backup");
    writer.delivered().await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    writer.tap("answer", "w2", "accepted");
    writer.tap("review", "r", "an inspector reviews nothing");
    writer.tap("answer", "w3", "behind the refusal");
    writer.delivered().await;
    assert_eq!(writer.store.drafts().unwrap().len(), 1);
    let world = world.revived(&backup).await;
    writer.find(&world);
    writer.settled(|_| writer.store.unsent(usize::MAX).unwrap().is_empty() && writer.store.preference("reoffer").unwrap().is_none()).await;
    let chain = world.endpoint().storage().chain(VILLAGE, writer.id(), 1, 100).await.unwrap();
    let refused: Vec<(u64, bool)> = chain.iter().map(|commit| (commit.seq, commit.refused.is_some())).collect();
    assert_eq!(refused, [(1, false), (2, false), (3, true), (4, false)]);
    assert!(chain.iter().all(|commit| peek(&commit.envelope).is_ok()));
    assert_eq!(writer.store.drafts().unwrap().len(), 1, "still one, and not again");
    writer.tap("answer", "w4", "later");
    writer.delivered().await;
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    writer.stop().await;
}

#[tokio::test]
async fn a_tablet_that_the_restored_server_forgot_comes_back_by_itself_and_brings_everything() {
    let world = World::new().await;
    world.person("a", Role::Inspector, &[COUNTY]).await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    // Enrolled after the backup, as is somebody whose tablet is gone: nobody else holds what the root signed for them.
    world.person("b", Role::Inspector, &[COUNTY]).await;
    drop(Device::enrolled(&world, "b").await.stop().await);
    let device = Device::enrolled(&world, "a").await;
    device.tap("answer", "a1", "accepted, then lost");
    device.delivered().await;
    let signed = world.endpoint().storage().chain_heads().await.unwrap();
    device.tap("answer", "a2", "never sent");
    let (id, world) = (device.id(), world.revived(&backup).await);
    device.find(&world);
    device.settled(|state| state.problem.is_none() && device.store.preference("reoffer").unwrap().is_none()).await;
    device.delivered().await;
    assert_eq!((device.id(), held(&world, id).await), (id, BTreeSet::from([1, 2])), "nobody signed in");
    let root = world.endpoint().district().root.id();
    let now = world.endpoint().storage().chain_heads().await.unwrap();
    let of_root = |heads: &[xuncun_server::storage::ChainHead]| heads.iter().find(|head| head.device == root).map(|head| head.header_hash);
    assert_eq!(of_root(&now), of_root(&signed), "all that the root had signed");
    // What the root signs next goes on behind it.
    copies::finish(&world.config).await.unwrap();
    let other = Device::enrolled(&world, "b").await;
    device.settled(|state| state.problem.is_none()).await;
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    assert_eq!(of_village(&device), of_village(&other));
    for device in [device, other] {
        device.stop().await;
    }
}

#[tokio::test]
async fn a_stolen_tablet_that_the_restored_server_forgot_is_wiped_when_it_comes_back() {
    let world = World::new().await;
    world.person("a", Role::Inspector, &[COUNTY]).await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    let (mut stolen, other) = (Device::enrolled(&world, "a").await, Device::enrolled(&world, "a").await);
    stolen.pause().await;
    world.endpoint().revoke(stolen.id(), true).await.unwrap();
    other.settled(|state| state.problem.is_none()).await;
    let world = world.revived(&backup).await;
    // Who comes first brings its own row alone; the thief's tablet is told once the root's word on it is back.
    other.find(&world);
    other.settled(|state| state.problem.is_none() && other.store.preference("reoffer").unwrap().is_none()).await;
    stolen.find(&world);
    stolen.resume();
    stolen.settled(|_| stolen.store.identity().unwrap().is_none()).await;
    assert_eq!(stolen.store.tombstone().unwrap().unwrap().why, WipeReason::Lost);
    for device in [stolen, other] {
        device.stop().await;
    }
}

#[tokio::test]
async fn a_refused_header_of_a_tablet_that_is_gone_comes_back_from_whoever_has_its_receipt() {
    let world = World::new().await;
    for person in ["w", "r"] {
        world.person(person, Role::Inspector, &[COUNTY]).await;
    }
    let (writer, reader) = (Device::enrolled(&world, "w").await, Device::enrolled(&world, "r").await);
    writer.tap("answer", "w1", "before the backup");
    writer.delivered().await;
    let backup = world.folder.path().join("backup");
    copies::backup(&world.config.data, &backup, true).unwrap();
    writer.tap("answer", "w2", "accepted");
    writer.tap("review", "r", "an inspector reviews nothing");
    writer.tap("answer", "w3", "behind the refusal");
    writer.delivered().await;
    reader.delivered().await;
    reader.tap("answer", "w3", "by the reader, on what stands behind the refusal");
    reader.delivered().await;
    let (writer_id, rows) = (writer.id(), of_village(&reader));
    let before = world.endpoint().storage().chain(VILLAGE, writer_id, 1, 100).await.unwrap();
    // The writer's tablet is gone for good; the server is restored from before.
    writer.stop().await;
    let world = world.revived(&backup).await;
    reader.find(&world);
    reader.settled(|state| state.problem.is_none() && reader.store.preference("reoffer").unwrap().is_none()).await;
    reader.delivered().await;
    let after = world.endpoint().storage().chain(VILLAGE, writer_id, 1, 100).await.unwrap();
    let facts = |chain: &[xuncun_server::storage::StoredCommit]| chain.iter().map(|commit| (commit.header_hash, commit.refused)).collect::<Vec<_>>();
    assert_eq!(facts(&after), facts(&before), "with the verdict that it had");
    assert_eq!(held(&world, reader.id()).await, BTreeSet::from([1]));
    assert!(verify(&world.endpoint()).await.unwrap().faults.is_empty());
    assert_eq!(of_village(&reader), rows);
    reader.stop().await;
}
