//! The way from one device to the server, and everything that can happen on it.

use super::chance::Chance;
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use xuncun_journal::{Commit, PullReply, PushRequest};
use xuncun_server::endpoint::Endpoint;
use xuncun_sync::protocol::*;

/// What happened, by kind: for the figures.
pub type Counts = BTreeMap<&'static str, u64>;

/// Where the server is, if it is up. Shared by all lines.
pub type Place = Arc<Mutex<Option<Arc<Endpoint>>>>;

/// The air that all lines go through: its dice, how bad it is, what was recorded on the way.
pub struct Air {
    /// The present step's dice.
    pub dice: Chance,
    /// One call in so many meets with something; 0: none does.
    pub trouble: u32,
    /// What happened.
    pub counts: Counts,
    /// Pages that passed, to come again later.
    pub echoes: Vec<(Session, Bytes)>,
    /// Pages with more than this many bytes of commits are refused by a proxy.
    pub largest_page: Option<usize>,
    /// What people did while calls were under way, for the story.
    pub told: Vec<String>,
    /// Bytes a second upwards on each line; nothing: as fast as can be.
    pub rate: Option<u64>,
}

/// What goes at once: others on the same line come between.
const PACKET: usize = 1_400;
/// A request without its body.
const REQUEST: usize = 500;

/// What a person does while a call is under way: behind the server's answer, before it is heard.
pub type Meanwhile = Box<dyn FnMut() + Send>;

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Pass,
    LostRequest,
    LostReply,
    CutRequest,
    CutReply,
    Twice,
    TooLarge,
    Busy,
    Proxy,
    Altered,
}

/// A device's line.
pub struct Line {
    place: Place,
    air: Arc<Mutex<Air>>,
    cut: Mutex<bool>,
    meanwhile: Mutex<Option<Meanwhile>>,
    road: tokio::sync::Mutex<()>,
}

impl Line {
    /// A line through this air.
    pub fn new(place: Place, air: Arc<Mutex<Air>>) -> Self {
        Self { place, air, cut: Mutex::default(), meanwhile: Mutex::default(), road: tokio::sync::Mutex::default() }
    }

    /// Cuts it, or mends it.
    pub fn cut(&self, cut: bool) {
        *self.cut.lock().unwrap_or_else(PoisonError::into_inner) = cut;
    }

    /// Is it cut?
    pub fn is_cut(&self) -> bool {
        *self.cut.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this is done while pages are sent and fetched; or nothing.
    pub fn do_meanwhile(&self, act: Option<Meanwhile>) {
        *self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner) = act;
    }

    /// A request of so many bytes goes up, packet by packet.
    async fn travel(&self, bytes: usize) {
        let Some(rate) = self.air().rate else { return };
        for _ in 0..(REQUEST + bytes).div_ceil(PACKET) {
            let _alone = self.road.lock().await;
            tokio::time::sleep(Duration::from_secs_f64(PACKET as f64 / rate as f64)).await;
        }
    }

    /// The server works on threads that tokio knows nothing of: on a line with a rate, time stands still meanwhile, and does not run to the next timer.
    async fn in_no_time<T>(&self, call: impl Future<Output = T>) -> T {
        if self.air().rate.is_none() {
            return call.await;
        }
        let (done, waits) = std::sync::mpsc::channel::<()>();
        let still = tokio::task::spawn_blocking(move || waits.recv());
        let answer = call.await;
        drop(done);
        let _ = still.await;
        answer
    }

    fn time_passes(&self) {
        if let Some(act) = &mut *self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner) {
            act();
        }
    }

    fn air(&self) -> MutexGuard<'_, Air> {
        self.air.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn server(&self) -> Reply<Arc<Endpoint>> {
        if self.is_cut() {
            return Err(lost("no network"));
        }
        self.place.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(|| lost("server down"))
    }

    fn fate(&self, call: &'static str) -> Fate {
        let mut air = self.air();
        if air.trouble == 0
            || !{
                let trouble = air.trouble;
                air.dice.one_in(trouble)
            }
        {
            return Fate::Pass;
        }
        let fates = [
            (3, Fate::LostRequest),
            (5, Fate::LostReply),
            (1, Fate::CutRequest),
            (2, Fate::CutReply),
            (3, Fate::Twice),
            (1, Fate::TooLarge),
            (1, Fate::Busy),
            (1, Fate::Proxy),
            (1, Fate::Altered),
        ];
        let fate = air.dice.weighted(&fates);
        *air.counts.entry(name(fate, call)).or_default() += 1;
        fate
    }

    /// Carries a call whose request and reply are not looked into.
    async fn carry<T, F: Future<Output = Reply<T>>>(&self, call: &'static str, act: impl Fn(Arc<Endpoint>) -> F) -> Reply<T> {
        self.in_no_time(self.carry_through(call, act)).await
    }

    async fn carry_through<T, F: Future<Output = Reply<T>>>(&self, call: &'static str, act: impl Fn(Arc<Endpoint>) -> F) -> Reply<T> {
        let server = self.server()?;
        match self.fate(call) {
            Fate::Pass | Fate::Altered => act(server).await,
            Fate::LostRequest | Fate::CutRequest => Err(lost("request lost")),
            Fate::LostReply | Fate::CutReply => {
                let _ = act(server).await;
                Err(lost("reply lost"))
            }
            Fate::Twice => {
                let _ = act(Arc::clone(&server)).await;
                act(server).await
            }
            Fate::TooLarge => Err(ProtocolError::TooLarge),
            Fate::Busy => Err(ProtocolError::Busy { retry_after: Some(1) }),
            Fate::Proxy => Err(ProtocolError::Status(502)),
        }
    }

    async fn push_through(&self, session: &Session, page: Bytes) -> Reply<Bytes> {
        let server = self.server()?;
        {
            let mut air = self.air();
            if air.largest_page.is_some_and(|most| unpacked(&page) > most) {
                *air.counts.entry("413").or_default() += 1;
                return Err(ProtocolError::TooLarge);
            }
            if air.echoes.len() < 40 {
                air.echoes.push((session.clone(), page.clone()));
            }
        }
        match self.fate("push") {
            Fate::CutRequest => {
                // The server reads a body whole or not at all; half of one is no page to it.
                let half = self.some_of(&page);
                let _ = server.push(session, half).await;
                Err(lost("request cut"))
            }
            Fate::CutReply => {
                let reply = server.push(session, page).await?;
                Ok(self.some_of(&reply))
            }
            Fate::LostRequest => Err(lost("request lost")),
            Fate::LostReply => {
                let _ = server.push(session, page).await;
                Err(lost("reply lost"))
            }
            Fate::Twice => {
                let _ = server.push(session, page.clone()).await;
                server.push(session, page).await
            }
            Fate::TooLarge => Err(ProtocolError::TooLarge),
            Fate::Busy => Err(ProtocolError::Busy { retry_after: Some(1) }),
            Fate::Proxy => Err(ProtocolError::Status(502)),
            Fate::Pass | Fate::Altered => server.push(session, page).await,
        }
    }

    async fn pull_through(&self, session: &Session, request: PullRequest) -> Reply<Bytes> {
        let server = self.server()?;
        match self.fate("pull") {
            Fate::CutReply => {
                let reply = server.pull(session, request).await?;
                Ok(self.some_of(&reply))
            }
            Fate::Altered => {
                let reply = server.pull(session, request).await?;
                Ok(self.altered(&reply).unwrap_or(reply))
            }
            Fate::LostRequest | Fate::CutRequest => Err(lost("request lost")),
            Fate::LostReply => {
                let _ = server.pull(session, request).await;
                Err(lost("reply lost"))
            }
            Fate::Twice => {
                let _ = server.pull(session, request.clone()).await;
                server.pull(session, request).await
            }
            Fate::TooLarge => Err(ProtocolError::TooLarge),
            Fate::Busy => Err(ProtocolError::Busy { retry_after: Some(1) }),
            Fate::Proxy => Err(ProtocolError::Status(502)),
            Fate::Pass => server.pull(session, request).await,
        }
    }

    fn some_of(&self, bytes: &Bytes) -> Bytes {
        let at = self.air().dice.below(bytes.len());
        bytes.slice(..at)
    }

    /// One bit of a commit in the page is another than the server sent.
    fn altered(&self, bytes: &Bytes) -> Option<Bytes> {
        let mut page = PullReply::decode(bytes).ok()?;
        let mut air = self.air();
        let at = air.dice.below(page.entries.len());
        let entry = page.entries.get_mut(at)?;
        let bytes = match &mut entry.body {
            Some(body) if air.dice.one_in(2) => body,
            _ => &mut entry.envelope,
        };
        let at = air.dice.below(bytes.len());
        *bytes.get_mut(at)? ^= 1 << air.dice.below(8);
        page.encode().ok().map(Bytes::from)
    }
}

/// A page comes again, long after it was answered.
pub async fn echo(place: &Place, air: &Arc<Mutex<Air>>) -> bool {
    let (session, page) = {
        let mut air = air.lock().unwrap_or_else(PoisonError::into_inner);
        if air.echoes.is_empty() {
            return false;
        }
        let count = air.echoes.len();
        let at = air.dice.below(count);
        air.echoes.swap_remove(at)
    };
    let server = place.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(server) = server else { return false };
    // Its commits may come one by one and in another order, too.
    let reversed = PushRequest::decode(&page).map(|request| PushRequest { commits: request.commits.into_iter().rev().collect::<Vec<Commit>>() });
    let _ = server.push(&session, page).await;
    if let Some(page) = reversed.ok().and_then(|request| request.encode().ok()) {
        let _ = server.push(&session, page.into()).await;
    }
    true
}

/// Bytes of the commits in a page. How small they are packed is chance, since salts and signatures differ from run to run.
fn unpacked(page: &Bytes) -> usize {
    let size = |commit: &Commit| commit.envelope.len() + commit.body.as_ref().map_or(0, Vec::len);
    PushRequest::decode(page).map_or(page.len(), |request| request.commits.iter().map(size).sum())
}

fn lost(what: &str) -> ProtocolError {
    ProtocolError::Unreachable(what.into())
}

fn name(fate: Fate, call: &'static str) -> &'static str {
    match (fate, call) {
        (Fate::LostRequest | Fate::CutRequest, _) => "requests lost or cut",
        (Fate::LostReply, "push") => "push replies lost",
        (Fate::LostReply, "pull") => "pull replies lost",
        (Fate::LostReply, "patch") => "chunk replies lost",
        (Fate::LostReply, _) => "other replies lost",
        (Fate::CutReply, _) => "replies cut",
        (Fate::Twice, _) => "requests doubled",
        (Fate::TooLarge, _) => "413",
        (Fate::Busy, _) => "503",
        (Fate::Proxy, _) => "502",
        (Fate::Altered, _) => "commits altered on the way",
        (Fate::Pass, _) => "passed",
    }
}

#[async_trait]
impl Protocol for Line {
    async fn enroll(&self, request: EnrollRequest) -> Reply<EnrollReply> {
        self.carry("enroll", |server| {
            let request = request.clone();
            async move { server.enroll(request).await }
        })
        .await
    }

    async fn come_back(&self, request: ReturnRequest) -> Reply<ReturnReply> {
        self.carry("return", |server| {
            let request = request.clone();
            async move { server.come_back(request).await }
        })
        .await
    }

    async fn push(&self, session: &Session, page: Bytes) -> Reply<Bytes> {
        self.travel(page.len()).await;
        let reply = self.in_no_time(self.push_through(session, page)).await;
        self.time_passes();
        reply
    }

    async fn pull(&self, session: &Session, request: PullRequest) -> Reply<Bytes> {
        self.travel(0).await;
        let reply = self.in_no_time(self.pull_through(session, request)).await;
        self.time_passes();
        reply
    }

    async fn missing(&self, session: &Session, stream: &str, hashes: Vec<BlobHash>) -> Reply<MissingReply> {
        self.carry("missing", |server| {
            let (session, stream, hashes) = (session.clone(), stream.to_owned(), hashes.clone());
            async move { server.missing(&session, &stream, hashes).await }
        })
        .await
    }

    async fn upload_create(&self, session: &Session, upload: UploadCreate) -> Reply<UploadState> {
        self.carry("create", |server| {
            let (session, upload) = (session.clone(), upload.clone());
            async move { server.upload_create(&session, upload).await }
        })
        .await
    }

    async fn upload_offset(&self, session: &Session, url: &str) -> Reply<UploadState> {
        self.carry("offset", |server| {
            let (session, url) = (session.clone(), url.to_owned());
            async move { server.upload_offset(&session, &url).await }
        })
        .await
    }

    async fn upload_patch(&self, session: &Session, chunk: UploadChunk) -> Reply<UploadState> {
        self.travel(chunk.bytes.len()).await;
        self.carry("patch", |server| {
            let (session, chunk) = (session.clone(), chunk.clone());
            async move { server.upload_patch(&session, chunk).await }
        })
        .await
    }

    async fn get_blob(&self, session: &Session, stream: &str, sha256: BlobHash, from: u64, len: u64) -> Reply<BlobPart> {
        self.carry("blob", |server| {
            let (session, stream) = (session.clone(), stream.to_owned());
            async move { server.get_blob(&session, &stream, sha256, from, len).await }
        })
        .await
    }

    async fn live(&self, _: &Session) -> Reply<LiveEvents> {
        // Not every proxy lets such a line through; rounds are the simulator's to decide.
        Err(ProtocolError::Status(501))
    }
}
