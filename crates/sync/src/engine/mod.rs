//! The engine: one task that keeps a replica and its server equal, for as long as the app runs.
//!
//! It works in rounds. A round looks at what there is to do, does one bounded piece of the most urgent ([`crate::plan`]), and
//! looks again, until nothing is left or something fails; then it rests until it is triggered, something is written, the
//! server says that there is something new, or it is time. It never gives up, and it can be dropped at any point: whatever
//! counts is in the store.

mod by_hand;
mod live;
mod rest;
mod round;

pub use by_hand::ByHand;

use crate::enrol::{NewDevice, enrol, renew};
use crate::error::SyncError;
use crate::let_go::ask_let_go;
use crate::link::{Connect, Link};
use crate::protocol::{BlobHash, InviteReply, InviteRequest, Session};
use crate::replica::Replica;
use crate::status::{Phase, SyncState};
use rand::RngExt as _;
use round::{Pace, Worker};
use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, watch};
use xuncun_journal::EnrolLink;
use xuncun_store::Store;
use xuncun_store::let_go::Spare;

/// Clock and chance, so that tests can hold them.
#[derive(Clone)]
pub struct Nature {
    /// Milliseconds since 1970.
    pub now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Uniform in 0..1.
    pub roll: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Default for Nature {
    fn default() -> Self {
        let now = || {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
        };
        Self { now_ms: Arc::new(now), roll: Arc::new(|| rand::rng().random()) }
    }
}

/// What the device is told of its network and its battery. Originals wait for better ones; everything else goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Conditions {
    /// The network costs money by the byte.
    pub metered: bool,
    /// The battery is nearly empty, and nothing charges it.
    pub battery_low: bool,
    /// A person lets originals go all the same.
    pub originals_anyway: bool,
}

struct Shared {
    replica: Replica,
    connect: Connect,
    nature: Nature,
    wake: Notify,
    asked: AtomicU64,
    conditions: Mutex<Conditions>,
    link: Mutex<Option<(String, Link)>>,
    state: watch::Sender<SyncState>,
}

/// A handle on the engine. Cheap to clone; the work is done by whoever runs [`SyncEngine::run`].
#[derive(Clone)]
pub struct SyncEngine {
    shared: Arc<Shared>,
}

impl SyncEngine {
    /// An engine for this store. Nothing happens before it is run.
    #[must_use]
    pub fn new(store: Arc<Store>, connect: Connect, nature: Nature) -> Self {
        let shared = Shared {
            replica: Replica::new(store),
            connect,
            nature,
            wake: Notify::new(),
            asked: AtomicU64::new(0),
            conditions: Mutex::default(),
            link: Mutex::default(),
            state: watch::Sender::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Works until `shutdown` is ready. One task only may run it.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        let mut worker = Worker::new(Arc::clone(&self.shared), Pace::Together);
        tokio::pin!(shutdown);
        loop {
            let rest = tokio::select! {
                biased;
                () = &mut shutdown => return,
                rest = worker.round() => rest,
            };
            tokio::select! {
                biased;
                () = &mut shutdown => return,
                () = worker.rest(rest) => {}
            }
        }
    }

    /// The engine for a caller who decides when each round is. One task only may run it.
    #[must_use]
    pub fn by_hand(&self) -> ByHand {
        ByHand::new(Arc::clone(&self.shared))
    }

    /// Asks for a round now: a person wants it, the connection came back, the app came to the front. Returns the number that
    /// [`SyncState::answered`] reaches when that round has ended.
    pub fn trigger(&self) -> u64 {
        let asked = self.shared.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.shared.wake.notify_one();
        asked
    }

    /// Asks for a round and waits for its end, however it ends; where news has begun another at once, for the end of that.
    pub async fn sync_now(&self) -> SyncState {
        let mut state = self.status();
        let asked = self.trigger();
        let ended = state.wait_for(|s| s.answered >= asked && s.phase != Phase::Syncing).await;
        ended.map_or_else(|_| SyncState::default(), |state| state.clone())
    }

    /// What it is doing, as it changes.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<SyncState> {
        self.shared.state.subscribe()
    }

    /// Tells it about the network and the battery, and has it look again where they are others.
    pub fn set_conditions(&self, conditions: Conditions) {
        let before = std::mem::replace(&mut *self.shared.conditions.lock().unwrap_or_else(PoisonError::into_inner), conditions);
        if before != conditions {
            self.trigger();
        }
    }

    /// What it was last told.
    #[must_use]
    pub fn conditions(&self) -> Conditions {
        self.shared.conditions()
    }

    /// Joins a district and begins the first pull.
    ///
    /// # Errors
    /// As [`enrol`].
    pub async fn enrol(&self, link: &EnrolLink, device: NewDevice) -> Result<(), SyncError> {
        enrol(&self.shared.replica, &self.shared.connect, link, device).await?;
        self.trigger();
        Ok(())
    }

    /// Joins again with a new key, keeping the data, and sends what waited.
    ///
    /// # Errors
    /// As [`renew`].
    pub async fn renew(&self, link: &EnrolLink, device: NewDevice) -> Result<(), SyncError> {
        renew(&self.shared.replica, &self.shared.connect, link, device).await?;
        self.trigger();
        Ok(())
    }

    /// Has the server make a one-time code.
    ///
    /// # Errors
    /// The protocol's; `NotEnrolled`.
    pub async fn invite(&self, request: InviteRequest) -> Result<InviteReply, SyncError> {
        let link = self.shared.link().await?.ok_or(SyncError::NotEnrolled)?;
        Ok(link.protocol.code_for(&link.session, request).await?)
    }

    /// Fetches a blob that a row names, unless it is here.
    ///
    /// # Errors
    /// As [`crate::download::fetch_blob`]; `NotEnrolled`.
    pub async fn fetch_blob(&self, stream: &str, sha256: BlobHash) -> Result<(), SyncError> {
        let link = self.shared.link().await?.ok_or(SyncError::NotEnrolled)?;
        crate::download::fetch_blob(&link, &self.shared.replica, stream, sha256).await
    }

    /// Fetches the district's ground map, unless the one that the server has is here. Answers whether another one is.
    ///
    /// # Errors
    /// As [`crate::basemap::fetch_basemap`]; `NotEnrolled`.
    pub async fn fetch_basemap(&self, to: &Path, room: u64, sound: impl FnOnce(&Path) -> bool + Send) -> Result<bool, SyncError> {
        let link = self.shared.link().await?.ok_or(SyncError::NotEnrolled)?;
        crate::basemap::fetch_basemap(&link, to, room, sound).await
    }

    /// Asks the server whether originals may leave this device; the replica then knows.
    ///
    /// # Errors
    /// The protocol's and the store's; `NotEnrolled`.
    pub async fn ask_let_go(&self, spare: Vec<Spare>) -> Result<(), SyncError> {
        let link = self.shared.link().await?.ok_or(SyncError::NotEnrolled)?;
        ask_let_go(&link, &self.shared.replica, spare).await
    }
}

impl Shared {
    /// The way to the server, made anew only if the identity changed; `None` before enrolment.
    async fn link(&self) -> Result<Option<Link>, SyncError> {
        let Some(identity) = self.replica.call(|store| store.identity()).await? else { return Ok(None) };
        let name = format!("{} {}", identity.server_url, identity.token);
        let mut kept = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((of, link)) if *of == name => Ok(Some(link.clone())),
            _ => {
                let link = Link { protocol: (self.connect)(&identity.server_url)?, session: Session { token: identity.token } };
                *kept = Some((name, link.clone()));
                Ok(Some(link))
            }
        }
    }

    fn conditions(&self) -> Conditions {
        *self.conditions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    fn now_ms(&self) -> i64 {
        (self.nature.now_ms)()
    }
}
