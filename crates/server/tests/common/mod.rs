//! A district with a server that listens on loopback, and tablets that speak the protocol to it over real HTTP.

pub mod site;

use bytes::Bytes;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use xuncun_domain::grant::Role;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{
    Commit, DeviceKey, Hash, HeaderFields, Hlc, PublicKey, PullReply, PushReply, PushRequest, Put, Receipt, Refusal, Sealed, Value, Version, seal,
};
use xuncun_server::config::Config;
use xuncun_server::copies;
use xuncun_server::endpoint::office::NewPerson;
use xuncun_server::endpoint::{Endpoint, Now};
use xuncun_server::init::{Init, init};
use xuncun_server::serve::{Server, start_with};
use xuncun_sync::http::HttpClient;
use xuncun_sync::protocol::{EnrollReply, EnrollRequest, Protocol, ProtocolError, PullRequest, Session, UploadChunk, UploadCreate};

pub const COUNTY: &str = "629900";
/// Monday 2026-11-23, 08:00 in the district.
pub const MONDAY: i64 = 1_795_392_000_000;
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 86_400_000;
pub const YEAR: i64 = 365 * DAY;

/// A server with a clock in the test's hand.
pub struct World {
    pub folder: TempDir,
    pub config: Config,
    pub clock: Arc<AtomicI64>,
    pub server: Server,
}

pub fn hand(clock: &Arc<AtomicI64>) -> Now {
    let clock = clock.clone();
    Arc::new(move || clock.load(Ordering::SeqCst))
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let mut config = Config { data: folder.path().join("data"), ..Config::default() };
        change(&mut config);
        let clock = Arc::new(AtomicI64::new(MONDAY));
        let endpoint = init(&config, Init { district: COUNTY.parse().unwrap(), name: "清源县".into(), now: hand(&clock) }).await.unwrap();
        let server = start_with(endpoint).await.unwrap();
        Self { folder, config, clock, server }
    }

    pub fn endpoint(&self) -> Arc<Endpoint> {
        self.server.endpoint()
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn client(&self) -> HttpClient {
        HttpClient::new(&self.server.url()).unwrap()
    }

    /// A person with a grant; the id is the name.
    pub async fn person(&self, id: &str, role: Role, prefixes: &[&str]) {
        self.person_until(id, role, prefixes, None).await;
    }

    pub async fn person_until(&self, id: &str, role: Role, prefixes: &[&str], valid_to: Option<i64>) {
        let person = NewPerson {
            id: id.into(),
            name: id.into(),
            title: String::new(),
            role,
            prefixes: prefixes.iter().map(|code| code.parse().unwrap()).collect(),
            valid_from: MONDAY - YEAR,
            valid_to,
            team: None,
        };
        self.endpoint().add_person(person).await.unwrap();
    }

    pub async fn code(&self, person: &str) -> String {
        self.endpoint().invite(person, DAY).await.unwrap().code
    }

    /// Enrols a tablet for the person.
    pub async fn tablet(&self, person: &str, role: Role) -> Tablet {
        let key = DeviceKey::generate();
        let reply = self.enrol(&self.code(person).await, &key).await.unwrap();
        Tablet {
            key,
            person: person.into(),
            grant: format!("{person}/{role}"),
            session: Session { token: reply.token.clone() },
            client: self.client(),
            server_key: self.endpoint().server_key(),
            clock: self.clock.clone(),
            chains: BTreeMap::new(),
            hlc: 0,
        }
    }

    /// A person and his tablet.
    pub async fn staff(&self, person: &str, role: Role, prefixes: &[&str]) -> Tablet {
        self.person(person, role, prefixes).await;
        self.tablet(person, role).await
    }

    pub async fn enrol(&self, code: &str, key: &DeviceKey) -> Result<EnrollReply, ProtocolError> {
        let request =
            EnrollRequest { code: code.into(), public_key: *key.public().as_bytes(), device_name: "平板".into(), platform: "linux".into() };
        self.client().enroll(request).await
    }

    /// Stops the server and starts it again over the same folder.
    pub async fn restart(self) -> Self {
        let Self { folder, config, clock, server } = self;
        server.stop().await;
        let endpoint = Endpoint::open_at(&config, hand(&clock)).await.unwrap();
        let server = start_with(endpoint).await.unwrap();
        Self { folder, config, clock, server }
    }

    /// Stops the server, puts a backup into a new folder and serves that.
    pub async fn revived(self, backup: &Path) -> Self {
        let Self { folder, config, clock, server } = self;
        server.stop().await;
        let config = Config { data: folder.path().join("revived"), ..config };
        copies::restore(backup, &config).await.unwrap();
        let endpoint = Endpoint::open_at(&config, hand(&clock)).await.unwrap();
        let server = start_with(endpoint).await.unwrap();
        Self { folder, config, clock, server }
    }
}

/// A device without a replica: it seals what a test says, also what no app would.
pub struct Tablet {
    pub key: DeviceKey,
    pub person: String,
    pub grant: String,
    pub session: Session,
    pub client: HttpClient,
    pub server_key: PublicKey,
    pub clock: Arc<AtomicI64>,
    pub chains: BTreeMap<StreamId, (u64, Hash)>,
    pub hlc: u16,
}

pub fn stream(text: &str) -> StreamId {
    text.parse().unwrap()
}

/// A put of one text column.
pub fn put(table: &str, id: &str, column: &str, value: &str) -> Put {
    Put { table: table.into(), id: id.into(), deleted: false, bases: Vec::new(), columns: vec![(column.into(), Value::from(value))] }
}

/// A row that an inspector writes in a village.
pub fn answer(id: &str) -> Put {
    put("answer", id, "note", "路边有垃圾")
}

impl Tablet {
    /// The header's fields for the next commit of the chain.
    pub fn fields(&mut self, to: &str) -> HeaderFields {
        let to = stream(to);
        let head = self.chains.get(&to);
        self.hlc = self.hlc.wrapping_add(1);
        HeaderFields {
            stream: to,
            seq: head.map_or(1, |(seq, _)| seq + 1),
            parent: head.map(|(_, hash)| *hash),
            hlc: Hlc::from_parts(self.clock.load(Ordering::SeqCst), self.hlc),
            author: self.person.clone(),
            grant: self.grant.clone(),
            grant_version: 1,
            also: Vec::new(),
        }
    }

    /// Seals the next commit of the chain.
    pub fn seal(&mut self, to: &str, puts: &[Put]) -> Sealed {
        let fields = self.fields(to);
        self.seal_as(fields, puts)
    }

    pub fn seal_as(&mut self, fields: HeaderFields, puts: &[Put]) -> Sealed {
        let sealed = seal(&self.key, fields, puts).unwrap();
        self.chains.insert(sealed.header.stream, (sealed.header.seq, sealed.header_hash));
        sealed
    }

    /// Forgets the last commit of a chain, as if it had never been made.
    pub fn forget(&mut self, sealed: &Sealed) {
        match sealed.header.parent {
            Some(parent) => self.chains.insert(sealed.header.stream, (sealed.header.seq - 1, parent)),
            None => self.chains.remove(&sealed.header.stream),
        };
    }

    pub async fn push(&self, commits: &[Commit]) -> PushReply {
        self.try_push(commits).await.unwrap()
    }

    pub async fn try_push(&self, commits: &[Commit]) -> Result<PushReply, ProtocolError> {
        let page = PushRequest { commits: commits.to_vec() }.encode().unwrap();
        let reply = self.client.push(&self.session, Bytes::from(page)).await?;
        Ok(PushReply::decode(&reply).unwrap())
    }

    /// Pushes one commit: its refusal, and whether it was there already.
    pub async fn offer(&self, sealed: &Sealed) -> (Option<Refusal>, bool) {
        let reply = self.push(std::slice::from_ref(&sealed.commit)).await;
        assert_eq!(reply.verdicts.len(), 1);
        (reply.verdicts[0].refusal, reply.verdicts[0].already)
    }

    pub async fn pull(&self, cursor: Option<&[u8]>, max: Option<u32>) -> PullReply {
        let request = PullRequest { cursor: cursor.map(<[u8]>::to_vec), max_bytes: max };
        PullReply::decode(&self.client.pull(&self.session, request).await.unwrap()).unwrap()
    }

    /// Pulls until there is no more: everything, and the cursor behind it.
    pub async fn pull_all(&self, cursor: Option<Vec<u8>>, max: Option<u32>) -> (Vec<xuncun_journal::Entry>, Vec<u8>) {
        let (mut cursor, mut all) = (cursor, Vec::new());
        for _ in 0..10_000 {
            let page = self.pull(cursor.as_deref(), max).await;
            assert!(!page.entries.is_empty() || !page.more, "a page without progress");
            all.extend(page.entries);
            if !page.more {
                return (all, page.cursor);
            }
            cursor = Some(page.cursor);
        }
        panic!("pulling does not end");
    }

    /// Uploads a photograph's bytes into a stream, to the receipt.
    pub async fn uploads(&self, stream: &str, bytes: &'static [u8]) -> Hash {
        let sha256 = Hash::of(bytes);
        let create = UploadCreate { stream: stream.into(), sha256: sha256.0, size: bytes.len() as u64, mime: "image/jpeg".into() };
        let state = self.client.upload_create(&self.session, create).await.unwrap();
        let chunk = UploadChunk { url: state.url, offset: 0, bytes: Bytes::from_static(bytes), checksum: Some(sha256.0) };
        assert!(self.client.upload_patch(&self.session, chunk).await.unwrap().receipt.is_some());
        sha256
    }

    pub fn receipt(&self, bytes: &[u8]) -> Receipt {
        Receipt::open(bytes, &self.server_key).unwrap()
    }
}

/// (stream, seq) of entries by one device, for comparing.
pub fn slots(entries: &[xuncun_journal::Entry]) -> Vec<(String, u64)> {
    entries
        .iter()
        .map(|entry| {
            let header = xuncun_journal::peek(&entry.envelope).unwrap().header;
            (header.stream.to_string(), header.seq)
        })
        .collect()
}

pub fn base(device: &DeviceKey, seq: u64) -> Version {
    Version { device: device.id(), seq }
}
