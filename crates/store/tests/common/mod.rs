//! A small district: a root that names devices, a server that signs receipts, and replicas in folders of their own.

use tempfile::TempDir;
use xuncun_domain::stream::StreamId;
use xuncun_journal::commit::seal_with_salt;
use xuncun_journal::receipt::{ReceiptBlob, ReceiptHead, ReceiptRefusal};
use xuncun_journal::{DeviceId, DeviceKey, Entry, Hash, HeaderFields, Hlc, Put, Receipt, Sealed, Value};
use xuncun_store::{Actor, ApplyOutcome, Identity, Store};

pub const NOW: i64 = 1_795_420_800_000;
pub const VISIT: &str = "0f6c1b5e-54a1-8d6e-9c3a-6d1b1f0a2b3c";

pub fn work() -> StreamId {
    "629900100201/work".parse().unwrap()
}

pub fn open() -> StreamId {
    "629900100201/open".parse().unwrap()
}

pub fn county() -> StreamId {
    "629900/open".parse().unwrap()
}

pub fn text(value: &str) -> Value {
    Value::from(value)
}

pub fn key(n: u8) -> DeviceKey {
    DeviceKey::from_bytes(&[n; 32])
}

pub const ROOT: u8 = 200;
pub const SERVER: u8 = 201;

/// The root's commits: one names every device that is asked for.
pub fn device_rows(devices: &[(u8, &str)]) -> Sealed {
    let puts: Vec<Put> = devices
        .iter()
        .map(|(n, kind)| Put {
            table: "device".into(),
            id: key(*n).id().to_string(),
            deleted: false,
            bases: vec![],
            columns: vec![
                ("key".into(), Value::Bytes(key(*n).public().as_bytes().to_vec())),
                ("kind".into(), text(kind)),
                ("person".into(), text(&format!("person-{n}"))),
            ],
        })
        .collect();
    // A fixed salt: every replica is to get the same commit.
    seal_with_salt(&key(ROOT), first_of(county()), &puts, [0; 16]).unwrap()
}

pub fn first_of(stream: StreamId) -> HeaderFields {
    HeaderFields {
        stream,
        seq: 1,
        parent: None,
        hlc: Hlc::from_parts(NOW - 1_000_000, 0),
        author: "root".into(),
        grant: "root".into(),
        grant_version: 0,
        also: vec![],
    }
}

pub fn entry(sealed: &Sealed) -> Entry {
    Entry::new(sealed.commit.envelope.clone(), sealed.commit.body.clone())
}

pub fn identity(n: u8) -> Identity {
    Identity {
        key: key(n),
        district: "629900".into(),
        district_name: "清源县（示例）".into(),
        root_key: key(ROOT).public(),
        server_url: "http://127.0.0.1:1".into(),
        token: "token".into(),
        person: format!("person-{n}"),
        server_device: key(SERVER).id(),
    }
}

/// A replica of device `n`.
pub struct Replica {
    pub dir: TempDir,
    pub store: Store,
    pub n: u8,
}

impl std::ops::Deref for Replica {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Replica {
    /// Enrolled, and knowing the devices 1 to 9 and the server.
    pub fn new(n: u8) -> Self {
        let replica = Self::stranger(n);
        let mut devices: Vec<(u8, &str)> = (1..10).map(|n| (n, "app")).collect();
        devices.push((SERVER, "server"));
        let outcome = replica.apply(&[entry(&device_rows(&devices))]).unwrap();
        assert_eq!(outcome.applied, 1);
        replica
    }

    /// Enrolled, and knowing nobody yet.
    pub fn stranger(n: u8) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.set_identity(&identity(n)).unwrap();
        Self { dir, store, n }
    }

    /// The process ends without a word, and starts again.
    pub fn restart(self) -> Self {
        let Self { dir, store, n } = self;
        drop(store);
        let store = Store::open(dir.path()).unwrap();
        Self { dir, store, n }
    }

    pub fn device(&self) -> DeviceId {
        key(self.n).id()
    }

    pub fn actor(&self, clock_ms: i64) -> Actor {
        Actor { person: format!("person-{}", self.n), grant: format!("grant-{}", self.n), grant_version: 1, clock_ms }
    }

    /// One tap: an answer with a note.
    pub fn tap(&self, item: &str, note: &str, clock_ms: i64) {
        let id = format!("{VISIT}/{item}");
        let columns = [("inspection", text(VISIT)), ("item", text(item)), ("note", text(note))];
        self.write(&self.actor(clock_ms), |tx| tx.put("answer", &work(), &id, &columns)).unwrap();
    }

    pub fn delete(&self, item: &str, clock_ms: i64) {
        let id = format!("{VISIT}/{item}");
        self.write(&self.actor(clock_ms), |tx| tx.delete("answer", &work(), &id)).unwrap();
    }

    pub fn settle(&self, item: &str, note: &str, clock_ms: i64) {
        let id = format!("{VISIT}/{item}");
        let columns = [("inspection", text(VISIT)), ("item", text(item)), ("note", text(note))];
        self.write(&self.actor(clock_ms), |tx| tx.resolve("answer", &work(), &id, &columns)).unwrap();
    }

    /// What the note of an answer is; none where there is no such answer.
    pub fn note(&self, item: &str) -> Option<String> {
        let id = format!("{VISIT}/{item}");
        self.read(|conn| {
            let mut statement = conn.prepare("SELECT note FROM answer WHERE id = ?1 AND deleted = 0")?;
            let mut rows = statement.query([id])?;
            Ok(match rows.next()? {
                Some(row) => row.get(0)?,
                None => None,
            })
        })
        .unwrap()
    }

    /// Own commits, as another replica gets them.
    pub fn commits(&self) -> Vec<Entry> {
        self.seal().unwrap();
        self.read(|conn| {
            let mut statement = conn.prepare(
                "SELECT envelope, body FROM commit_log AS c JOIN device_ref AS d ON d.ref = c.device \
                 WHERE d.device = ?1 AND state < 3 ORDER BY c.ref",
            )?;
            let rows = statement.query_map([&self.device().0[..]], |row| Ok(Entry::new(row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap()
    }

    pub fn take(&self, entries: &[Entry]) -> ApplyOutcome {
        let outcome = self.apply(entries).unwrap();
        assert!(outcome.rejected.is_empty(), "{outcome:?}");
        assert!(outcome.forked.is_empty(), "{outcome:?}");
        outcome
    }

    /// A receipt of the server for what this device has in a stream up to `seq`.
    pub fn receipt(&self, stream: StreamId, seq: u64, blobs: &[Hash]) -> Vec<u8> {
        let hash: Vec<u8> = self
            .read(|conn| {
                Ok(conn.query_row(
                    "SELECT hash FROM commit_log AS c JOIN stream_ref AS s ON s.ref = c.stream JOIN device_ref AS d ON d.ref = c.device \
                     WHERE s.stream = ?1 AND d.device = ?2 AND seq = ?3",
                    (stream.to_string(), &self.device().0[..], seq as i64),
                    |row| row.get(0),
                )?)
            })
            .unwrap();
        let head = ReceiptHead { stream, device: self.device(), seq, hash: Hash::from_slice(&hash).unwrap() };
        receipt(vec![head], vec![], blobs.iter().map(|sha256| ReceiptBlob { stream, sha256: *sha256, size: 5, let_go: false }).collect())
    }
}

pub fn receipt(heads: Vec<ReceiptHead>, refused: Vec<ReceiptRefusal>, blobs: Vec<ReceiptBlob>) -> Vec<u8> {
    let receipt = Receipt { district: "629900".into(), epoch: [1; 16], at: NOW, heads, refused, listed: 256, blobs };
    receipt.sign(&key(SERVER)).unwrap()
}

/// Every order of `items`.
pub fn permutations<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for (place, first) in items.iter().enumerate() {
        let mut rest = items.to_vec();
        rest.remove(place);
        for mut order in permutations(&rest) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}
