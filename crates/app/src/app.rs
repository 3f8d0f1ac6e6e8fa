//! The replica with what commands need around it: a clock, the sync, the standards that were read.

use crate::api::DoorKind;
use crate::basemap::Ground;
use crate::checkup::Checkup;
use crate::conditions::Known;
use crate::darkroom::Darkroom;
use crate::finding::Casebook;
use crate::room::Room;
use crate::space::{TellSpace, system_space};
use crate::standards::Standards;
use crate::standing::Standings;
use crate::{AppError, Caller, ErrorCode};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;
use tokio::sync::watch;
use xuncun_domain::Millis;
use xuncun_domain::calendar::Day;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Hash;
use xuncun_store::query::Connection;
use xuncun_store::{Identity, Store};
use xuncun_sync::{Connect, Nature, SyncEngine, over_http};

/// Tells the time, in milliseconds since 1970.
pub type TellTime = Arc<dyn Fn() -> Millis + Send + Sync>;
/// Where else a blob's bytes may lie: a server keeps what was uploaded in a place of its own.
pub type FindBlob = Arc<dyn Fn(&StreamId, &Hash) -> Option<PathBuf> + Send + Sync>;

/// How an app is opened.
#[derive(Clone)]
pub struct AppOptions {
    /// Through which door it will be asked.
    pub door: DoorKind,
    /// The clock; the system's unless a test or a demo has another.
    pub clock: TellTime,
    /// How the sync reaches the server.
    pub connect: Connect,
    /// Where else blobs may lie.
    pub find_blob: Option<FindBlob>,
    /// Where the ground map lies; in the replica's folder unless a server has it elsewhere.
    pub basemap: Option<PathBuf>,
    /// How much room is left; the system's word unless a test has another.
    pub space: TellSpace,
}

impl AppOptions {
    /// The system's clock, HTTP, no other place for blobs.
    pub fn new(door: DoorKind) -> Self {
        Self { door, clock: Arc::new(system_time), connect: over_http(), find_blob: None, basemap: None, space: system_space() }
    }
}

fn system_time() -> Millis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// The commands' replica.
pub struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) engine: SyncEngine,
    pub(crate) options: AppOptions,
    pub(crate) standards: Standards,
    pub(crate) standings: Standings,
    pub(crate) casebook: Casebook,
    pub(crate) darkroom: Darkroom,
    pub(crate) checkup: Checkup,
    pub(crate) room: Room,
    pub(crate) ground: Ground,
    pub(crate) known: Mutex<Known>,
    closed: watch::Sender<bool>,
}

impl App {
    /// Opens the replica in a folder.
    ///
    /// # Errors
    /// `newer_database`, `damaged`, `disk_full`, `storage`.
    pub fn open(folder: &Path, options: AppOptions) -> Result<Arc<Self>, AppError> {
        Ok(Self::over(Arc::new(Store::open(folder)?), options))
    }

    /// An app over a replica that is open already.
    pub fn over(store: Arc<Store>, options: AppOptions) -> Arc<Self> {
        let nature = Nature { now_ms: Arc::clone(&options.clock), ..Nature::default() };
        let engine = SyncEngine::new(Arc::clone(&store), options.connect.clone(), nature);
        Arc::new(Self {
            store,
            engine,
            options,
            standards: Standards::default(),
            standings: Standings::default(),
            casebook: Casebook::default(),
            darkroom: Darkroom::default(),
            checkup: Checkup::default(),
            room: Room::default(),
            ground: Ground::default(),
            known: Mutex::default(),
            closed: watch::Sender::new(false),
        })
    }

    /// The sync.
    pub const fn engine(&self) -> &SyncEngine {
        &self.engine
    }

    /// The replica.
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Goes up whenever something changed, by a command or by the sync.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.store.subscribe()
    }

    /// What goes on beside the commands, until the app is closed: the sync, making photographs' smaller pictures, a daily look at whether the
    /// data is sound, making room on a full disk, and fetching the ground map. One task only may run it.
    pub async fn run(self: &Arc<Self>) {
        tokio::join!(self.engine.run(self.ended()), self.run_darkroom(), self.run_checkup(), self.run_room(), self.run_basemap());
    }

    /// Waits until the app is closed.
    pub(crate) async fn ended(&self) {
        // An error is a closed channel: the app is gone.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }

    async fn run_darkroom(self: &Arc<Self>) {
        loop {
            let app = Arc::clone(self);
            match tokio::task::spawn_blocking(move || app.develop()).await {
                Ok(Ok(0)) => {}
                // Done, and there may be more by now.
                Ok(Ok(_)) => {
                    self.engine.trigger();
                    continue;
                }
                Ok(Err(error)) => tracing::warn!(%error, "pictures are still to be made"),
                Err(error) => tracing::error!(%error, "the darkroom broke"),
            }
            tokio::select! {
                () = self.ended() => return,
                () = self.darkroom.wait() => {}
            }
        }
    }

    /// Seals what is pending and ends [`App::run`].
    ///
    /// # Errors
    /// `disk_full`, `storage`.
    pub fn close(&self) -> Result<(), AppError> {
        self.closed.send_replace(true);
        if self.store.identity()?.is_some() {
            self.store.seal()?;
        }
        Ok(())
    }

    /// The person of this device, with their grants as they are now.
    ///
    /// # Errors
    /// `storage`.
    pub fn device_caller(&self) -> Result<Caller, AppError> {
        match self.store.identity()? {
            Some(identity) => self.person_caller(&identity.person),
            None => Ok(Caller::nobody()),
        }
    }

    /// A person by their row id: the web door's caller.
    ///
    /// # Errors
    /// `storage`.
    pub fn person_caller(&self, person: &str) -> Result<Caller, AppError> {
        let now = self.now()?;
        self.read(|conn| Caller::load(conn, person, now))
    }

    /// The device's own clock: what the write door takes, which corrects it by itself.
    pub(crate) fn wall(&self) -> Millis {
        (self.options.clock)()
    }

    /// The time, corrected where the device's clock is known from the server to be wrong.
    pub(crate) fn now(&self) -> Result<Millis, AppError> {
        Ok(self.wall().saturating_add(self.store.clock_offset_ms()?))
    }

    pub(crate) fn today(&self) -> Result<Day, AppError> {
        Ok(Day::of(self.now()?))
    }

    pub(crate) fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T, AppError>) -> Result<T, AppError> {
        self.store.try_read(f)
    }

    pub(crate) fn identity(&self) -> Result<Identity, AppError> {
        self.store.identity()?.ok_or_else(|| ErrorCode::NotEnrolled.into())
    }

    /// The county's stream of that class.
    pub(crate) fn county(&self, class: Class) -> Result<StreamId, AppError> {
        stream(&self.identity()?.district, class)
    }
}

/// A stream by its code's text.
pub(crate) fn stream(code: &str, class: Class) -> Result<StreamId, AppError> {
    let code: DivisionCode = code.parse().map_err(|_| AppError::from(ErrorCode::VillageUnknown))?;
    Ok(StreamId::new(code, class))
}
