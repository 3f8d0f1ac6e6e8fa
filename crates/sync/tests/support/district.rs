//! A district around the scripted server, and devices in it, each with a real store.

use super::{Fake, State};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceKey, EnrolLink, Entry, Hash, HeaderFields, Hlc, PublicKey, Put, Value, seal};
use xuncun_store::{Actor, NewUpload, Store};
use xuncun_sync::protocol::{EnrollReply, Params, Protocol, WireCommit};
use xuncun_sync::{Connect, Nature, NewDevice, Phase, SyncEngine, SyncState};

pub const COUNTY: &str = "629900";
pub const WORK: &str = "629900100201/work";
pub const OPEN: &str = "629900100201/open";
pub const PERSON: &str = "p-inspector";
/// 2026-11-23 09:00 in UTC+08:00.
pub const NOW: i64 = 1_795_395_600_000;

pub fn stream(text: &str) -> StreamId {
    text.parse().unwrap()
}

impl Fake {
    /// A district with a root, a server, and nobody in it yet.
    pub fn district() -> Arc<Self> {
        let state = State { clock_ms: NOW, ..State::default() };
        let (key, root) = (DeviceKey::generate(), DeviceKey::generate());
        let fake = Self { state: Arc::new(Mutex::new(state)), key, root, district: COUNTY.into(), news: watch::Sender::new(0) };
        {
            let mut state = fake.state();
            state.keys.insert(fake.root.id(), fake.root.public());
            fake.sign_device(&mut state, &fake.root.public(), "root");
            fake.sign_device(&mut state, &fake.key.public(), "server");
        }
        Arc::new(fake)
    }

    /// A one-time code, as a link.
    pub fn invite(&self, code: &str) -> EnrolLink {
        self.state().codes.insert(code.into(), None);
        EnrolLink { server: "http://127.0.0.1:9".into(), code: code.into(), fingerprint: self.root.public().fingerprint() }
    }

    pub fn admit(&self, state: &mut State, key: &[u8; 32]) {
        let key = PublicKey::from_bytes(key).unwrap();
        state.keys.insert(key.id(), key);
        self.sign_device(state, &key, "app");
    }

    pub fn welcome(&self, state: &State) -> EnrollReply {
        let commits = state.log.iter().filter(|e| xuncun_journal::peek(&e.envelope).unwrap().header.device == self.root.id());
        EnrollReply {
            district: COUNTY.into(),
            district_name: "清源县".into(),
            root_public_key: *self.root.public().as_bytes(),
            token: "token".into(),
            person: PERSON.into(),
            commits: commits.map(|e| WireCommit { envelope: e.envelope.clone(), body: e.body.clone().unwrap() }).collect(),
            server_device: self.key.id().0,
            server_ms: state.clock_ms,
        }
    }

    fn sign_device(&self, state: &mut State, key: &PublicKey, kind: &str) {
        let columns = vec![
            ("key".into(), Value::Bytes(key.as_bytes().to_vec())),
            ("person".into(), Value::from(if kind == "app" { PERSON } else { kind })),
            ("kind".into(), Value::from(kind)),
            ("name".into(), Value::from(kind)),
            ("valid_from".into(), Value::Int(NOW - 1_000)),
        ];
        self.sign(state, &self.root, &format!("{COUNTY}/open"), "device", &key.id().to_string(), columns);
    }

    /// What a refusal carries when this key revokes that device.
    pub fn revocation(&self, by: &DeviceKey, device: &PublicKey, kind: &str) -> Params {
        use base64::Engine;
        let columns = vec![
            ("key".into(), Value::Bytes(device.as_bytes().to_vec())),
            ("revoked_at".into(), Value::Int(NOW)),
            ("revoke_kind".into(), Value::from(kind)),
        ];
        let put = Put { table: "device".into(), id: device.id().to_string(), deleted: false, bases: Vec::new(), columns };
        let fields = HeaderFields {
            stream: stream(&format!("{COUNTY}/open")),
            seq: 1_000,
            parent: Some(Hash([7; 32])),
            hlc: Hlc::from_parts(NOW, 0),
            author: "root".into(),
            grant: "root".into(),
            grant_version: 0,
            also: Vec::new(),
        };
        let commit = seal(by, fields, &[put]).unwrap().commit;
        let text = |bytes: Vec<u8>| base64::engine::general_purpose::STANDARD.encode(bytes);
        [("device", device.id().to_string()), ("envelope", text(commit.envelope)), ("body", text(commit.body.unwrap()))]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// A commit with one new row by a key of ours, as if it had been pushed.
    pub fn sign(&self, state: &mut State, by: &DeviceKey, place: &str, table: &str, id: &str, columns: Vec<(String, Value)>) {
        let chain = state.chains.entry((by.id(), stream(place))).or_default();
        let seq = chain.len() as u64 + 1;
        let fields = HeaderFields {
            stream: stream(place),
            seq,
            parent: chain.last().copied(),
            hlc: Hlc::from_parts(NOW, u16::try_from(seq).unwrap()),
            author: if by.id() == self.root.id() { "root".into() } else { PERSON.into() },
            grant: "g".into(),
            grant_version: 1,
            also: Vec::new(),
        };
        let put = Put { table: table.into(), id: id.into(), deleted: false, bases: Vec::new(), columns };
        let sealed = seal(by, fields, &[put]).unwrap();
        chain.push(sealed.header_hash);
        state.log.push(Entry::new(sealed.commit.envelope, sealed.commit.body));
    }

    /// A restore from a backup that lacks the last commits of a device's chain.
    pub fn lose_tail(&self, device: &Device, place: &str, count: usize) {
        let id = device.store.identity().unwrap().unwrap().key.id();
        let mut state = self.state();
        let chain = state.chains.get_mut(&(id, stream(place))).unwrap();
        let lost = chain.split_off(chain.len() - count);
        state.log.retain(|entry| !lost.contains(&xuncun_journal::peek(&entry.envelope).unwrap().header_hash));
    }

    /// Divisions by the root, to have something to pull.
    /// A row by the root, in another chain of its own.
    pub fn plant(&self, place: &str, table: &str, id: &str) {
        let root = DeviceKey::from_bytes(&self.root.to_bytes());
        self.sign(&mut self.state(), &root, place, table, id, Vec::new());
        self.announce();
    }

    pub fn plant_divisions(&self, count: usize) {
        self.plant_divisions_from(0, count);
    }

    pub fn plant_divisions_from(&self, first: usize, count: usize) {
        let mut state = self.state();
        for n in first..first + count {
            let columns = vec![("name".into(), Value::from(format!("村{n}"))), ("level".into(), Value::from("village"))];
            let root = DeviceKey::from_bytes(&self.root.to_bytes());
            self.sign(&mut state, &root, &format!("{COUNTY}/open"), "division", &format!("6299001002{n:02}"), columns);
        }
        drop(state);
        self.announce();
    }
}

/// A device with a real store and an engine.
pub struct Device {
    pub dir: TempDir,
    pub store: Arc<Store>,
    pub engine: SyncEngine,
    pub clock: Arc<AtomicI64>,
    task: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

pub fn connect(fake: &Arc<Fake>) -> Connect {
    let fake = Arc::clone(fake);
    Arc::new(move |_| Ok(Arc::clone(&fake) as Arc<dyn Protocol>))
}

impl Device {
    /// A device that is nobody's yet.
    pub fn bare(fake: &Arc<Fake>) -> Self {
        Self::open(fake, TempDir::new().unwrap())
    }

    fn open(fake: &Arc<Fake>, dir: TempDir) -> Self {
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let clock = Arc::new(AtomicI64::new(NOW));
        let seen = Arc::clone(&clock);
        let nature = Nature { now_ms: Arc::new(move || seen.load(Ordering::SeqCst)), roll: Arc::new(|| 0.9) };
        let engine = SyncEngine::new(Arc::clone(&store), connect(fake), nature);
        Self { dir, store, engine, clock, task: None }
    }

    /// An inspector's device, with the engine running and everything pulled.
    pub async fn enrolled(fake: &Arc<Fake>) -> Self {
        let mut device = Self::bare(fake);
        let code = format!("CODE-{}", fake.state().codes.len());
        device.engine.enrol(&fake.invite(&code), NewDevice::here("平板")).await.unwrap();
        device.start();
        let state = device.sync().await;
        assert_eq!(state.problem, None);
        device
    }

    pub fn start(&mut self) {
        let (stop, stopped) = oneshot::channel::<()>();
        let engine = self.engine.clone();
        let task = tokio::spawn(async move { engine.run(async move { drop(stopped.await) }).await });
        self.task = Some((stop, task));
    }

    /// Asks for a round, and waits for its end.
    pub async fn sync(&self) -> SyncState {
        tokio::time::timeout(Duration::from_secs(3600), self.engine.sync_now()).await.expect("the round ends")
    }

    /// Waits until the engine has nothing left to do. A round that was asked for may have ended and another begun since, by news
    /// from the server or because one kind of work had to be tried again.
    pub async fn until_idle(&self) -> SyncState {
        let mut status = self.engine.status();
        let idle = tokio::time::timeout(Duration::from_secs(600), status.wait_for(|state| state.phase == Phase::Idle)).await;
        idle.expect("the engine comes to rest").unwrap().clone()
    }

    /// Kills the app and starts it again over the same folder.
    pub async fn reborn(mut self, fake: &Arc<Fake>) -> Self {
        if let Some((stop, task)) = self.task.take() {
            task.abort();
            let _ = task.await;
            drop(stop);
        }
        let Self { dir, store, engine, .. } = self;
        drop(engine);
        drop(store);
        let mut device = Self::open(fake, dir);
        device.start();
        device
    }

    /// The replica as its files are now, in a folder of its own, with an engine that does not run yet: an image that was
    /// restored, or a copy that lives on.
    pub fn image(&self, fake: &Arc<Fake>) -> Self {
        let dir = TempDir::new().unwrap();
        for name in ["replica.sqlite", "replica.sqlite-wal"] {
            std::fs::copy(self.dir.path().join(name), dir.path().join(name)).unwrap();
        }
        Self::open(fake, dir)
    }

    pub async fn stop(&mut self) {
        if let Some((stop, task)) = self.task.take() {
            let _ = stop.send(());
            task.await.unwrap();
        }
    }

    pub fn actor(&self) -> Actor {
        Actor { person: PERSON.into(), grant: "g".into(), grant_version: 1, clock_ms: self.clock.load(Ordering::SeqCst) }
    }

    /// An answer in the village's work stream; not sealed.
    pub fn tap(&self, id: &str, note: &str) {
        self.tap_in(WORK, id, note);
    }

    pub fn tap_in(&self, place: &str, id: &str, note: &str) {
        let (table, column) = if place.ends_with("/work") { ("answer", "note") } else { ("step", "note") };
        self.store.write(&self.actor(), |tx| tx.put(table, &stream(place), id, &[(column, note.into())])).unwrap();
    }

    /// A tap that is sealed at once.
    pub fn answer(&self, id: &str, note: &str) {
        self.tap(id, note);
        self.store.seal().unwrap();
    }

    /// A blob with its upload.
    pub fn photo(&self, bytes: &[u8], kind: &str, priority: i64) -> Hash {
        let sha256 = self.store.blobs().put(bytes).unwrap();
        let upload = NewUpload { stream: stream(WORK), sha256, kind: kind.into(), mime: "image/jpeg".into(), size: bytes.len() as u64, priority };
        self.store.write(&self.actor(), |tx| tx.enqueue_upload(&upload)).unwrap();
        sha256
    }

    /// Everything is on the server by signed receipt.
    pub fn delivered(&self) -> bool {
        let left = self.store.undelivered().unwrap();
        (left.commits, left.pending_rows, left.uploads) == (0, 0, 0)
    }

    /// Waits until everything is delivered, at most so long on the test's own clock.
    pub async fn until_delivered(&self, most: Duration) -> Duration {
        let began = tokio::time::Instant::now();
        loop {
            if self.delivered() {
                return began.elapsed();
            }
            assert!(began.elapsed() < most, "not delivered within {most:?}: {:?} {:?}", self.store.undelivered(), self.engine.status().borrow());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Bytes that do not compress and differ by seed.
pub fn bytes(length: usize, seed: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(length + 32);
    let mut block = Hash::of(&[seed]);
    while out.len() < length {
        out.extend_from_slice(&block.0);
        block = Hash::of(&block.0);
    }
    out.truncate(length);
    out
}

impl Fake {
    /// Every commit that this device's chains hold is here once, in order, and nothing else.
    pub fn assert_holds_all_of(&self, device: &Device) {
        let id = device.store.identity().unwrap().unwrap().key.id();
        let ours: Vec<(String, i64, Vec<u8>)> = device
            .store
            .read(|conn| {
                let sql = "SELECT s.stream, c.seq, c.hash FROM commit_log c JOIN stream_ref s ON s.ref = c.stream \
                           JOIN device_ref d ON d.ref = c.device WHERE d.device = ?1 ORDER BY 1, 2";
                let mut query = conn.prepare(sql)?;
                let rows = query.query_map([&id.0[..]], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .unwrap();
        let state = self.state();
        let mut theirs: Vec<(String, i64, Vec<u8>)> = Vec::new();
        for ((of, place), chain) in &state.chains {
            if *of == id {
                theirs.extend(chain.iter().zip(1..).map(|(hash, seq)| (place.to_string(), seq, hash.0.to_vec())));
            }
        }
        theirs.sort();
        assert_eq!(ours, theirs);
        let logged = state.log.iter().filter(|e| xuncun_journal::peek(&e.envelope).unwrap().header.device == id).count();
        assert_eq!(logged, ours.len(), "no commit twice");
    }
}
