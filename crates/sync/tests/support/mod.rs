//! A scripted server in memory: it keeps chains, blobs and uploads as the real one does, signs receipts, and fails on
//! command. Only for injecting failures; the real endpoint has whole-system tests of its own.
#![allow(dead_code)]

pub mod district;

use async_trait::async_trait;
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;
use xuncun_domain::stream::StreamId;
use xuncun_journal::chain::{ChainHead, ChainStep, step};
use xuncun_journal::{
    DeviceId, DeviceKey, Entry, Hash, HeadHint, Opened, PublicKey, PullReply, PushReply, PushRequest, Receipt, ReceiptBlob, ReceiptHead,
    ReceiptRefusal, Refusal, Verdict, check_body, open, peek,
};
use xuncun_sync::protocol::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    Enroll,
    Push,
    Pull,
    Missing,
    Create,
    Offset,
    Patch,
    Blob,
    Live,
}

impl Call {
    pub const SYNC: [Self; 5] = [Self::Push, Self::Pull, Self::Create, Self::Patch, Self::Live];
}

/// What goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: lets one call through before the next fault.
    Pass,
    /// The server never hears of it.
    LoseRequest,
    /// The server acts, and nobody hears of it.
    LoseReply,
    /// A proxy answers.
    Status(u16),
    /// A proxy refuses the size.
    TooLarge,
    /// The server is overloaded.
    Busy,
    /// The answer is not what it should be.
    Garbage,
}

#[derive(Default)]
struct Upload {
    stream: String,
    sha256: BlobHash,
    size: u64,
    data: Vec<u8>,
}

/// What befalls a page's commits.
pub type OnTheWay = Box<dyn FnOnce(&mut Vec<Entry>) + Send>;

#[derive(Default)]
pub struct State {
    pub offline: bool,
    pub faults: VecDeque<(Call, Fault)>,
    pub calls: Vec<Call>,
    pub keys: HashMap<DeviceId, PublicKey>,
    pub log: Vec<Entry>,
    pub chains: HashMap<(DeviceId, StreamId), Vec<Hash>>,
    pub verdicts: HashMap<(DeviceId, StreamId, u64), Refusal>,
    /// Refuse commits to this stream with this, as many times.
    pub refuse: Vec<(String, Refusal, usize)>,
    pub blobs: BTreeMap<(String, BlobHash), Vec<u8>>,
    uploads: HashMap<String, Upload>,
    pub largest_page: Option<usize>,
    pub largest_chunk: Option<usize>,
    pub page_entries: Option<usize>,
    pub clock_ms: i64,
    /// Another one after a restore.
    pub epoch: u8,
    /// One-time codes, and the key that used each.
    pub codes: HashMap<String, Option<[u8; 32]>>,
    pub patched: Vec<(u64, usize)>,
    /// What befalls the next page that brings something, on its way, behind the server's signature on its receipt.
    pub on_the_way: Option<OnTheWay>,
    /// Something that happens elsewhere while this many chunks are there.
    pub meanwhile: Option<(usize, Box<dyn FnOnce() + Send>)>,
    /// A blob that is too large for this server.
    pub poison: Option<BlobHash>,
    /// The first chunk stays under way until one more page of commits has come.
    pub chunk_waits_for_push: bool,
    /// Chunks that waited or wait so.
    pub chunks_waiting: usize,
    names: u64,
    forger: Option<DeviceKey>,
    /// Every call is turned away with this code.
    pub turn_away: Option<&'static str>,
    /// What a refusal of a call carries with it.
    pub proof: Params,
}

impl State {
    pub fn count(&self, call: Call) -> usize {
        self.calls.iter().filter(|c| **c == call).count()
    }
}

pub struct Fake {
    state: Arc<Mutex<State>>,
    pub key: DeviceKey,
    pub root: DeviceKey,
    pub district: String,
    news: watch::Sender<u64>,
}

impl Fake {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn fail(&self, call: Call, fault: Fault) {
        self.state().faults.push_back((call, fault));
    }

    pub fn set_offline(&self, offline: bool) {
        self.state().offline = offline;
        self.news.send_modify(|n| *n += 1);
    }

    pub fn forget_uploads(&self) {
        self.state().uploads.clear();
    }

    /// Receipts signed by a key that is not the server's.
    pub fn forge_receipts(&self, forge: bool) {
        self.state().forger = forge.then(DeviceKey::generate);
    }

    pub fn announce(&self) {
        self.news.send_modify(|n| *n += 1);
    }

    fn act<T>(&self, call: Call, garbage: impl FnOnce() -> Reply<T>, act: impl FnOnce(&mut State) -> Reply<T>) -> Reply<T> {
        let mut state = self.state();
        state.calls.push(call);
        let lost = |what: &str| ProtocolError::Unreachable(what.into());
        if state.offline {
            return Err(lost("offline"));
        }
        match state.turn_away {
            Some("retired") if !matches!(call, Call::Pull | Call::Live | Call::Blob) => {}
            Some("unauthorized") => return Err(ProtocolError::Unauthorized),
            Some(code) => return Err(ProtocolError::Refused { code: code.into(), params: state.proof.clone() }),
            None => {}
        }
        let at = state.faults.iter().position(|(c, _)| *c == call);
        match at.and_then(|at| state.faults.remove(at)).map(|(_, fault)| fault) {
            None | Some(Fault::Pass) => act(&mut state),
            Some(Fault::LoseRequest) => Err(lost("request lost")),
            Some(Fault::LoseReply) => act(&mut state).and_then(|_| Err(lost("reply lost"))),
            Some(Fault::Status(status)) => Err(ProtocolError::Status(status)),
            Some(Fault::TooLarge) => Err(ProtocolError::TooLarge),
            Some(Fault::Busy) => Err(ProtocolError::Busy { retry_after: Some(1) }),
            Some(Fault::Garbage) => garbage(),
        }
    }

    fn receipt(&self, state: &State, heads: Vec<ReceiptHead>, blobs: Vec<ReceiptBlob>) -> Vec<u8> {
        let refused = heads
            .iter()
            .flat_map(|head| (1..=head.seq).map(move |seq| (head, seq)))
            .filter_map(|(head, seq)| {
                let refusal = *state.verdicts.get(&(head.device, head.stream, seq))?;
                Some(ReceiptRefusal { stream: head.stream, device: head.device, seq, refusal })
            })
            .collect();
        let receipt = Receipt { district: self.district.clone(), epoch: [state.epoch; 16], at: state.clock_ms, heads, refused, blobs };
        receipt.sign(state.forger.as_ref().unwrap_or(&self.key)).unwrap()
    }

    fn blob_receipt(&self, state: &State, stream: &str, hashes: &[BlobHash]) -> Option<Vec<u8>> {
        let held: Vec<_> = hashes
            .iter()
            .filter_map(|sha| {
                let data = state.blobs.get(&(stream.to_owned(), *sha))?;
                Some(ReceiptBlob { stream: stream.parse().unwrap(), sha256: Hash(*sha), size: data.len() as u64 })
            })
            .collect();
        (!held.is_empty()).then(|| self.receipt(state, Vec::new(), held))
    }

    /// The server's rule for one commit.
    fn take(state: &mut State, opened: &Opened, entry: Entry) -> (Option<Refusal>, bool) {
        let header = &opened.header;
        let key = (header.device, header.stream);
        let chain = state.chains.get(&key).cloned().unwrap_or_default();
        let head = chain.last().map(|hash| ChainHead { seq: chain.len() as u64, hash: *hash });
        match step(header, head) {
            ChainStep::Past => {
                let held = chain[usize::try_from(header.seq).unwrap() - 1];
                if held != opened.header_hash {
                    return (Some(Refusal::Fork), false);
                }
                return (state.verdicts.get(&(key.0, key.1, header.seq)).copied(), true);
            }
            ChainStep::Gap => return (Some(Refusal::Gap), false),
            ChainStep::Fork => return (Some(Refusal::Fork), false),
            ChainStep::Next => {}
        }
        if header.hlc.too_far_ahead(state.clock_ms) {
            return (Some(Refusal::ClockAhead), false);
        }
        let stream = header.stream.to_string();
        let refusal = state.refuse.iter_mut().find(|(s, _, n)| *s == stream && *n > 0).map(|(_, refusal, n)| {
            *n -= 1;
            *refusal
        });
        match refusal {
            Some(refusal) if !refusal.is_verdict() => (Some(refusal), false),
            refused => {
                state.chains.entry(key).or_default().push(opened.header_hash);
                let body = if refused.is_some() { None } else { entry.body };
                state.log.push(Entry { envelope: entry.envelope, body, refused, erasure: None });
                if let Some(refusal) = refused {
                    state.verdicts.insert((key.0, key.1, header.seq), refusal);
                }
                (refused, false)
            }
        }
    }
}

#[async_trait]
impl Protocol for Fake {
    async fn enroll(&self, request: EnrollRequest) -> Reply<EnrollReply> {
        self.act(
            Call::Enroll,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| match state.codes.get(&request.code).copied() {
                None => Err(ProtocolError::refused("code_unknown")),
                Some(Some(key)) if key != request.public_key => Err(ProtocolError::refused("code_used")),
                Some(used) => {
                    if used.is_none() {
                        state.codes.insert(request.code.clone(), Some(request.public_key));
                        self.admit(state, &request.public_key);
                    }
                    Ok(self.welcome(state))
                }
            },
        )
    }

    async fn come_back(&self, _: ReturnRequest) -> Reply<ReturnReply> {
        Ok(ReturnReply { known: false, root_seq: u64::MAX })
    }

    async fn push(&self, _: &Session, page: Bytes) -> Reply<Bytes> {
        self.act(
            Call::Push,
            || Ok(Bytes::from_static(b"<html>sign in to the network</html>")),
            |state| {
                if state.largest_page.is_some_and(|most| page.len() > most) {
                    return Err(ProtocolError::TooLarge);
                }
                let request = PushRequest::decode(&page).map_err(|_| ProtocolError::refused("bad_body"))?;
                let (mut verdicts, mut heads, mut hints) = (Vec::new(), Vec::new(), Vec::new());
                for (index, commit) in (0..).zip(request.commits) {
                    let peeked = peek(&commit.envelope).unwrap();
                    let chain = (peeked.header.device, peeked.header.stream);
                    let (refusal, already) = match state.keys.get(&chain.0).map(|key| open(&commit.envelope, key)) {
                        None => (Some(Refusal::UnknownDevice), false),
                        Some(Err(error)) => (Some(error.refusal()), false),
                        Some(Ok(opened)) => {
                            check_body(&opened.header, commit.body.as_deref().unwrap()).unwrap();
                            Self::take(state, &opened, Entry::new(commit.envelope, commit.body))
                        }
                    };
                    verdicts.push(Verdict { index, refusal, already });
                    let held = state.chains.get(&chain).cloned().unwrap_or_default();
                    let head = (held.len() as u64, held.last().copied().unwrap_or(Hash([0; 32])));
                    if matches!(refusal, Some(Refusal::Gap | Refusal::Fork)) {
                        hints.push(HeadHint { device: chain.0, stream: chain.1, seq: head.0, hash: head.1 });
                    }
                    heads.retain(|h: &ReceiptHead| (h.device, &h.stream) != (chain.0, &chain.1));
                    if head.0 > 0 {
                        heads.push(ReceiptHead { stream: chain.1, device: chain.0, seq: head.0, hash: head.1 });
                    }
                }
                let receipt = (!heads.is_empty()).then(|| self.receipt(state, heads, Vec::new()));
                self.news.send_modify(|n| *n += 1);
                Ok(PushReply { verdicts, server_ms: state.clock_ms, receipt, heads: hints }.encode().into())
            },
        )
    }

    async fn pull(&self, _: &Session, request: PullRequest) -> Reply<Bytes> {
        self.act(
            Call::Pull,
            || Ok(Bytes::from_static(b"\x28\xb5\x2f\xfdgarbage")),
            |state| {
                let cursor = request.cursor.filter(|c| c[0] == state.epoch);
                let from = cursor.map_or(0, |c| usize::from(u16::from_be_bytes([c[1], c[2]])));
                let to = state.log.len().min(from + state.page_entries.unwrap_or(100));
                let mut cursor = vec![state.epoch];
                cursor.extend(u16::try_from(to).unwrap().to_be_bytes());
                let mut heads: HashMap<(DeviceId, StreamId), ReceiptHead> = HashMap::new();
                for entry in &state.log[from..to] {
                    let Opened { header, header_hash } = peek(&entry.envelope).unwrap();
                    let head = ReceiptHead { stream: header.stream, device: header.device, seq: header.seq, hash: header_hash };
                    heads.insert((header.device, header.stream), head);
                }
                let mut reply = PullReply {
                    cursor,
                    more: to < state.log.len(),
                    entries: state.log[from..to].to_vec(),
                    receipt: (!heads.is_empty()).then(|| self.receipt(state, heads.into_values().collect(), Vec::new())),
                    server_ms: state.clock_ms,
                    total: (state.log.len() - to) as u64,
                };
                if let Some(befalls) = state.on_the_way.take_if(|_| !reply.entries.is_empty()) {
                    befalls(&mut reply.entries);
                }
                Ok(reply.encode().unwrap().into())
            },
        )
    }

    async fn missing(&self, _: &Session, stream: &str, hashes: Vec<BlobHash>) -> Reply<MissingReply> {
        self.act(
            Call::Missing,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                let receipt = self.blob_receipt(state, stream, &hashes);
                let missing = hashes.into_iter().filter(|h| !state.blobs.contains_key(&(stream.to_owned(), *h))).collect();
                Ok(MissingReply { missing, receipt })
            },
        )
    }

    async fn upload_create(&self, _: &Session, upload: UploadCreate) -> Reply<UploadState> {
        self.act(
            Call::Create,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                if state.poison == Some(upload.sha256) {
                    return Err(ProtocolError::TooLarge);
                }
                let receipt = self.blob_receipt(state, &upload.stream, &[upload.sha256]);
                state.names += 1;
                let url = format!("/v1/uploads/{}", state.names);
                let offset = if receipt.is_some() { upload.size } else { 0 };
                let made = Upload { stream: upload.stream, sha256: upload.sha256, size: upload.size, data: Vec::new() };
                state.uploads.insert(url.clone(), made);
                Ok(UploadState { url, offset, receipt })
            },
        )
    }

    async fn upload_offset(&self, _: &Session, url: &str) -> Reply<UploadState> {
        self.act(
            Call::Offset,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                let upload = state.uploads.get(url).ok_or_else(|| ProtocolError::refused("upload_gone"))?;
                let receipt = self.blob_receipt(state, &upload.stream, &[upload.sha256]);
                Ok(UploadState { url: url.to_owned(), offset: upload.data.len() as u64, receipt })
            },
        )
    }

    async fn upload_patch(&self, _: &Session, chunk: UploadChunk) -> Reply<UploadState> {
        let pushes = {
            let mut state = self.state();
            std::mem::take(&mut state.chunk_waits_for_push).then(|| {
                state.chunks_waiting += 1;
                state.count(Call::Push)
            })
        };
        if let Some(pushes) = pushes {
            let mut news = self.news.subscribe();
            while self.state().count(Call::Push) == pushes {
                news.changed().await.map_err(|_| ProtocolError::Unreachable("gone".into()))?;
            }
        }
        self.act(
            Call::Patch,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                if state.largest_chunk.is_some_and(|most| chunk.bytes.len() > most) {
                    return Err(ProtocolError::TooLarge);
                }
                if chunk.checksum.is_some_and(|checksum| Hash::of(&chunk.bytes).0 != checksum) {
                    return Err(ProtocolError::refused("checksum_mismatch"));
                }
                let upload = state.uploads.get_mut(&chunk.url).ok_or_else(|| ProtocolError::refused("upload_gone"))?;
                if upload.data.len() as u64 != chunk.offset {
                    return Err(ProtocolError::refused("offset_mismatch"));
                }
                upload.data.extend_from_slice(&chunk.bytes);
                let (offset, stream, sha) = (upload.data.len() as u64, upload.stream.clone(), upload.sha256);
                state.patched.push((chunk.offset, chunk.bytes.len()));
                if let Some((_, happens)) = state.meanwhile.take_if(|(at, _)| *at == state.patched.len()) {
                    happens();
                }
                if offset == state.uploads[&chunk.url].size {
                    let data = state.uploads[&chunk.url].data.clone();
                    if Hash::of(&data).0 != sha {
                        state.uploads.remove(&chunk.url);
                        return Err(ProtocolError::refused("blob_mismatch"));
                    }
                    state.blobs.insert((stream.clone(), sha), data);
                }
                let receipt = self.blob_receipt(state, &stream, &[sha]);
                Ok(UploadState { url: chunk.url, offset, receipt })
            },
        )
    }

    async fn get_blob(&self, _: &Session, stream: &str, sha256: BlobHash, from: u64, len: u64) -> Reply<BlobPart> {
        self.act(
            Call::Blob,
            || Ok(BlobPart { total: 7, bytes: Bytes::from_static(b"garbage") }),
            |state| {
                let data = state.blobs.get(&(stream.to_owned(), sha256)).ok_or_else(|| ProtocolError::refused("blob_unknown"))?;
                let from = usize::try_from(from).unwrap().min(data.len());
                let to = (from + usize::try_from(len).unwrap()).min(data.len());
                Ok(BlobPart { total: data.len() as u64, bytes: Bytes::copy_from_slice(&data[from..to]) })
            },
        )
    }

    async fn live(&self, _: &Session) -> Reply<LiveEvents> {
        self.act(Call::Live, || Err(ProtocolError::Decode("garbage".into())), |_| Ok(()))?;
        let mut news = self.news.subscribe();
        news.mark_changed();
        let feed = Some((news, Arc::clone(&self.state)));
        Ok(Box::pin(futures_util::stream::unfold(feed, |feed| async move {
            let (mut news, state) = feed?;
            news.changed().await.ok()?;
            if state.lock().unwrap().offline {
                return Some((Err(ProtocolError::Unreachable("cut".into())), None));
            }
            Some((Ok(()), Some((news, state))))
        })))
    }
}
