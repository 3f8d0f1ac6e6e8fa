//! Every operation of the server's disk fails in turn, in every way a disk fails. A receipt that was given is true afterwards.
#![cfg(unix)]

use crate::common::{COUNTY, DAY, MONDAY, YEAR, answer, put, stream};
use bytes::Bytes;
use std::sync::Arc;
use tempfile::TempDir;
use xuncun_disk::{Disk, Fault};
use xuncun_domain::grant::Role;
use xuncun_journal::{Commit, DeviceKey, Hash, HeaderFields, Hlc, PullReply, PushReply, PushRequest, Put, Receipt, Refusal, seal};
use xuncun_server::config::Config;
use xuncun_server::endpoint::office::{NewPerson, OfficeError};
use xuncun_server::endpoint::{Endpoint, Now, OpenError};
use xuncun_server::init::{Init, init};
use xuncun_server::storage::StorageError;
use xuncun_server::storage::embedded::Embedded;
use xuncun_server::verify::verify;
use xuncun_sync::protocol::{EnrollRequest, Protocol, ProtocolError, PullRequest, Session, UploadChunk, UploadCreate};

const WORK: &str = "629900100201/work";
const OPEN: &str = "629900100201/open";
/// Bytes of a chunk: a photograph goes up in several.
const CHUNK: usize = 40_000;

fn clock() -> Now {
    Arc::new(|| MONDAY)
}

/// A district with an inspector who has not enrolled yet: its keys, and its database as every story finds it.
struct District {
    _folder: TempDir,
    config: Config,
    code: String,
}

impl District {
    async fn found() -> Self {
        let folder = TempDir::new().unwrap();
        let config = Config { data: folder.path().join("data"), ..Config::default() };
        let endpoint = init(&config, Init { district: COUNTY.parse().unwrap(), name: "清源县".into(), now: clock() }).await.unwrap();
        endpoint.listening_at("http://127.0.0.1:9");
        add(&endpoint, "w").await.unwrap();
        let code = endpoint.invite("w", DAY).await.unwrap().code;
        drop(endpoint);
        Self { _folder: folder, config, code }
    }

    /// Its data once more, on a disk of its own.
    fn copied(&self) -> (TempDir, Arc<Disk>) {
        let folder = TempDir::new().unwrap();
        for name in ["server.db", "server.db-wal"] {
            let from = self.config.data.join(name);
            if from.exists() {
                std::fs::copy(from, folder.path().join(name)).unwrap();
            }
        }
        let disk = Disk::over(folder.path());
        (folder, disk)
    }

    async fn open(&self, disk: &Arc<Disk>) -> Result<Arc<Endpoint>, OpenError> {
        let storage = Embedded::open_on(disk.files(), disk.root(), COUNTY)?;
        Endpoint::open_on(Arc::new(storage), COUNTY, &self.config, clock()).await
    }
}

async fn add(endpoint: &Endpoint, id: &str) -> Result<(), OfficeError> {
    let person = NewPerson {
        id: id.into(),
        name: id.into(),
        title: String::new(),
        role: Role::Inspector,
        prefixes: vec![COUNTY.parse().unwrap()],
        valid_from: MONDAY - YEAR,
        valid_to: None,
        team: None,
    };
    endpoint.add_person(person).await.map(drop)
}

/// Why a request was not done, if that is a disk's fault and said to be one.
#[derive(Debug)]
enum Failed {
    Request(ProtocolError),
    Office(OfficeError),
    Open(OpenError),
}

impl Failed {
    /// Come back later: nothing is claimed about what was asked, and nothing is taken for damage.
    fn is_coded(&self) -> bool {
        let storage = |error: &StorageError| matches!(error, StorageError::Full | StorageError::Database(_) | StorageError::File { .. });
        match self {
            Self::Request(error) => matches!(error, ProtocolError::Busy { .. } | ProtocolError::Status(500)),
            Self::Office(OfficeError::Storage(error)) | Self::Open(OpenError::Storage(error)) => storage(error),
            _ => false,
        }
    }
}

impl From<ProtocolError> for Failed {
    fn from(error: ProtocolError) -> Self {
        Self::Request(error)
    }
}

/// The inspector's tablet: what it sends, and what it was told.
struct Tablet {
    key: DeviceKey,
    code: String,
    commits: Vec<Commit>,
    session: Option<Session>,
    receipts: Vec<Vec<u8>>,
    /// A cursor, and how many commits were behind it then.
    cursor: Option<(Vec<u8>, u64)>,
    /// An upload that is not at its end: its address and how much of it the server says to have.
    begun: Option<(String, u64)>,
    colleague: bool,
}

impl Tablet {
    fn unpack(code: &str) -> Self {
        let key = DeviceKey::from_bytes(&[7; 32]);
        let mut chain: Option<Hash> = None;
        let mut sealed = |seq: u64, puts: &[Put]| {
            let (author, grant) = ("w".into(), "w/inspector".into());
            let hlc = Hlc::from_parts(MONDAY, u16::try_from(seq).unwrap());
            let fields = HeaderFields { stream: stream(WORK), seq, parent: chain, hlc, author, grant, grant_version: 1, also: Vec::new() };
            let sealed = seal(&key, fields, puts).unwrap();
            chain = Some(sealed.header_hash);
            sealed.commit
        };
        let mut commits: Vec<Commit> = (1..=4).map(|seq| sealed(seq, &(0..8).map(|n| answer(&format!("{seq}/{n}"))).collect::<Vec<_>>())).collect();
        // An inspector reviews nothing: the server keeps a verdict on it, and the chain goes on behind.
        commits.push(sealed(5, &[put("review", "r", "reason", "x")]));
        commits.push(sealed(6, &[answer("6")]));
        Self { key, code: code.into(), commits, session: None, receipts: Vec::new(), cursor: None, begun: None, colleague: false }
    }

    fn session(&self) -> Session {
        self.session.clone().unwrap()
    }

    async fn push(&mut self, endpoint: &Endpoint, which: std::ops::Range<usize>) -> Result<(), Failed> {
        let page = PushRequest { commits: self.commits[which.clone()].to_vec() }.encode().unwrap();
        let reply = PushReply::decode(&endpoint.push(&self.session(), page.into()).await?).unwrap();
        for (at, verdict) in which.zip(&reply.verdicts) {
            assert_eq!(verdict.refusal, (at == 4).then_some(Refusal::Forbidden), "{at}");
        }
        self.receipts.push(reply.receipt.expect("what was taken has a receipt"));
        Ok(())
    }

    /// As a device does: it asks how far the upload is, and goes on from there, until there is a receipt or `most` bytes are up.
    async fn upload(&mut self, endpoint: &Endpoint, bytes: &[u8], most: usize) -> Result<(), Failed> {
        let (session, sha256) = (self.session(), Hash::of(bytes).0);
        let create = UploadCreate { stream: WORK.into(), sha256, size: bytes.len() as u64, mime: "image/jpeg".into() };
        let mut state = endpoint.upload_create(&session, create).await?;
        while state.receipt.is_none() && (state.offset as usize) < most {
            let at = state.offset as usize;
            let chunk = Bytes::copy_from_slice(&bytes[at..(at + CHUNK).min(bytes.len())]);
            let checksum = Some(Hash::of(&chunk).0);
            state = endpoint.upload_patch(&session, UploadChunk { url: state.url, offset: state.offset, bytes: chunk, checksum }).await?;
        }
        match state.receipt {
            Some(receipt) => self.receipts.push(receipt),
            None => self.begun = Some((state.url, state.offset)),
        }
        Ok(())
    }

    async fn do_step(&mut self, step: &Step, endpoint: &Endpoint) -> Result<(), Failed> {
        match step {
            Step::Enrol => {
                let request = EnrollRequest {
                    code: self.code.clone(),
                    public_key: *self.key.public().as_bytes(),
                    device_name: "平板".into(),
                    platform: "linux".into(),
                };
                self.session = Some(Session { token: endpoint.enroll(request).await?.token });
            }
            Step::Push(from, to) => self.push(endpoint, *from..*to).await?,
            Step::Photograph(seed, length) => self.upload(endpoint, &picture(*seed, *length), usize::MAX).await?,
            Step::Begin(seed, length) => self.upload(endpoint, &picture(*seed, *length), 2 * CHUNK).await?,
            Step::Link(seed, length) => {
                let sha256 = Hash::of(&picture(*seed, *length)).0;
                let reply = endpoint.missing(&self.session(), OPEN, vec![sha256]).await?;
                assert!(reply.missing.is_empty());
                self.receipts.push(reply.receipt.unwrap());
            }
            Step::Wrong => {
                let bytes = picture(9, 100);
                let create = UploadCreate { stream: WORK.into(), sha256: [9; 32], size: 100, mime: "image/jpeg".into() };
                let tried = async {
                    let state = endpoint.upload_create(&self.session(), create).await?;
                    let chunk = UploadChunk { url: state.url, offset: 0, checksum: Some(Hash::of(&bytes).0), bytes: bytes.into() };
                    endpoint.upload_patch(&self.session(), chunk).await
                };
                match tried.await {
                    // Whichever request finds it out: all of it may have come before the disk failed.
                    Err(error) if error.code() == "blob_mismatch" => {}
                    other => return Err(Failed::Request(other.expect_err("these bytes do not have that hash"))),
                }
            }
            Step::Colleague => match add(endpoint, "colleague").await {
                Ok(()) | Err(OfficeError::PersonExists(_)) => self.colleague = true,
                Err(error) => return Err(Failed::Office(error)),
            },
            Step::Pull => {
                let request = PullRequest { cursor: None, max_bytes: Some(4_000) };
                let reply = PullReply::decode(&endpoint.pull(&self.session(), request).await?).unwrap();
                self.receipts.push(reply.receipt.unwrap());
                self.cursor = Some((reply.cursor, reply.total));
            }
            Step::Restart => unreachable!("the story does it"),
        }
        Ok(())
    }
}

fn picture(seed: u8, length: usize) -> Vec<u8> {
    (0..length).map(|n| seed.wrapping_add((n % 251) as u8)).collect()
}

enum Step {
    Enrol,
    Push(usize, usize),
    Photograph(u8, usize),
    Link(u8, usize),
    Begin(u8, usize),
    Wrong,
    Colleague,
    Pull,
    Restart,
}

/// What the server lives through: a tablet joins, delivers commits and photographs, reads, and the server is started anew in between.
const STORY: &[Step] = &[
    Step::Enrol,
    Step::Push(0, 3),
    Step::Photograph(1, 100_000),
    Step::Pull,
    Step::Colleague,
    Step::Link(1, 100_000),
    Step::Restart,
    Step::Push(2, 5),
    Step::Begin(2, 150_000),
    Step::Wrong,
    Step::Photograph(3, 30_000),
    Step::Push(4, 6),
];

struct Told {
    /// The power went in this step, before it was answered.
    cut: bool,
}

/// Tells the story; a step that fails is tried again on a mended disk, unless the power is gone.
async fn tell(district: &District, disk: &Arc<Disk>, tablet: &mut Tablet) -> Told {
    let mut endpoint: Option<Arc<Endpoint>> = None;
    for step in std::iter::once(&Step::Restart).chain(STORY) {
        for again in [false, true] {
            let done = if matches!(step, Step::Restart) {
                drop(endpoint.take());
                district.open(disk).await.map(|opened| endpoint = Some(opened)).map_err(Failed::Open)
            } else {
                tablet.do_step(step, endpoint.as_ref().unwrap()).await
            };
            let Err(failed) = done else { break };
            assert!(failed.is_coded() && !again, "{failed:?}; struck {:?}; tried again: {again}", disk.struck());
            if disk.is_dead() {
                return Told { cut: true };
            }
            disk.mend();
        }
    }
    Told { cut: disk.is_dead() }
}

/// Every receipt is true, and everything that is there is sound.
async fn is_sound(district: &District, disk: &Arc<Disk>, tablet: &mut Tablet, when: &str) {
    let endpoint = district.open(disk).await.unwrap_or_else(|error| panic!("{when}: {error}"));
    let found = verify(&endpoint).await.unwrap();
    assert!(found.faults.is_empty(), "{when}: {:?}", found.faults);
    for receipt in &tablet.receipts {
        is_true(&Receipt::open(receipt, &endpoint.server_key()).unwrap(), &endpoint, when).await;
    }
    assert!(!tablet.colleague || endpoint.directory().people.contains_key("colleague"), "{when}");
    let Some(session) = tablet.session.clone() else { return };
    if let Some((cursor, left)) = tablet.cursor.clone() {
        let request = PullRequest { cursor: Some(cursor), max_bytes: Some(1) };
        let reply = PullReply::decode(&endpoint.pull(&session, request).await.unwrap()).unwrap();
        assert!(reply.total + reply.entries.len() as u64 >= left, "{when}: the cursor stands where it stood");
    }
    if let Some((url, offset)) = tablet.begun.clone() {
        assert_eq!(endpoint.upload_offset(&session, &url).await.unwrap().offset, offset, "{when}");
        tablet.upload(&endpoint, &picture(2, 150_000), usize::MAX).await.unwrap_or_else(|error| panic!("{when}: the upload cannot go on: {error:?}"));
        tablet.begun = None;
    }
}

async fn is_true(receipt: &Receipt, endpoint: &Endpoint, when: &str) {
    for head in &receipt.heads {
        let chain = endpoint.storage().chain(&head.stream.to_string(), head.device, 1, 1_000).await.unwrap();
        let there = chain.iter().find(|commit| commit.seq == head.seq).unwrap_or_else(|| panic!("{when}: {} of {} is gone", head.seq, head.stream));
        assert_eq!(there.header_hash, head.hash, "{when}");
        for refused in receipt.refused.iter().filter(|refused| (refused.stream, refused.device) == (head.stream, head.device)) {
            let there = chain.iter().find(|commit| commit.seq == refused.seq).unwrap();
            assert_eq!(there.refused, Some(refused.refusal), "{when}");
        }
    }
    for blob in &receipt.blobs {
        assert_eq!(endpoint.storage().holding(&blob.stream.to_string(), blob.sha256).await.unwrap(), Some(blob.size), "{when}");
        let (total, bytes) =
            endpoint.storage().read_blob(blob.sha256, 0, u64::MAX).await.unwrap().unwrap_or_else(|| panic!("{when}: {}", blob.sha256));
        assert_eq!((total, Hash::of(&bytes)), (blob.size, blob.sha256), "{when}");
    }
}

/// Operations at which a fault is tried: each, if `XUNCUN_EVERY` says 1; else every so many, beginning at another one for each kind.
fn stride() -> u64 {
    std::env::var("XUNCUN_EVERY").ok().and_then(|every| every.parse().ok()).unwrap_or(11)
}

/// Fails operation 1, 2, 3 … until the story passes without a fault; answers how many faults were met.
async fn each_in_turn(fault: Fault, first: u64) -> u64 {
    let district = District::found().await;
    let (mut n, mut met) = (first, 0);
    loop {
        let (_folder, disk) = district.copied();
        disk.break_at(n, fault, n);
        let mut tablet = Tablet::unpack(&district.code);
        let told = tell(&district, &disk, &mut tablet).await;
        let struck = disk.struck();
        let when = format!("{fault:?} at operation {n} ({struck:?})");
        if disk.is_dead() {
            disk.power_on();
        }
        disk.mend();
        is_sound(&district, &disk, &mut tablet, &when).await;
        if struck.is_none() {
            assert!(!told.cut && met > 0, "{when}");
            return met;
        }
        met += 1;
        // A cut is not the end: the tablet says all of it again, to what there is.
        if told.cut {
            assert!(!tell(&district, &disk, &mut tablet).await.cut, "{when}");
            is_sound(&district, &disk, &mut tablet, &when).await;
        }
        n += stride();
    }
}

#[tokio::test]
async fn an_operation_that_fails_once_makes_no_receipt_untrue() {
    println!("{} faults", each_in_turn(Fault::Io, 1).await);
}

#[tokio::test]
async fn a_full_disk_makes_no_receipt_untrue() {
    println!("{} faults", each_in_turn(Fault::Full, 2).await);
}

#[tokio::test]
async fn a_write_done_by_half_makes_no_receipt_untrue() {
    println!("{} faults", each_in_turn(Fault::Short, 3).await);
}

#[tokio::test]
async fn a_power_cut_makes_no_receipt_untrue() {
    println!("{} faults", each_in_turn(Fault::Power, 4).await);
}
