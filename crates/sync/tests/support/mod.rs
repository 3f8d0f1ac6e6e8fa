//! A scripted server in memory: it keeps chains, blobs and uploads as the real one does, signs receipts, and fails on
//! command. Only for injecting failures; the real endpoint has whole-system tests of its own.

pub mod district;
mod door;

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
    /// The ground map, and its tag.
    pub basemap: Option<(&'static str, Vec<u8>)>,
    uploads: HashMap<String, Upload>,
    pub largest_page: Option<usize>,
    /// The server's backup has every blob.
    pub backed_up: bool,
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
        let receipt = Receipt { district: self.district.clone(), epoch: [state.epoch; 16], at: state.clock_ms, heads, refused, listed: 256, blobs };
        receipt.sign(state.forger.as_ref().unwrap_or(&self.key)).unwrap()
    }

    fn blob_receipt(&self, state: &State, stream: &str, hashes: &[BlobHash]) -> Option<Vec<u8>> {
        let held: Vec<_> = hashes
            .iter()
            .filter_map(|sha| {
                let data = state.blobs.get(&(stream.to_owned(), *sha))?;
                Some(ReceiptBlob { stream: stream.parse().unwrap(), sha256: Hash(*sha), size: data.len() as u64, let_go: state.backed_up })
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
