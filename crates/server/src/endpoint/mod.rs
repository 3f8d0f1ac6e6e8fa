//! The central endpoint, in process: what a replica talks to, whichever way it comes.
//!
//! [`Endpoint`] implements the same protocol trait as the HTTP client; the HTTP routes only carry bytes in and out of it.
//! One file a call: [`enrol`], [`push`] (its rules in [`judge`]), [`pull`] (its place in [`cursor`]), [`uploads`], [`blobs`],
//! [`live`]; a file instead of a network in [`bundle`]; what only the district's root may sign is in [`office`], what the law
//! asks to be deleted in [`erase`].

pub mod blobs;
pub mod bundle;
pub mod codes;
mod come_back;
pub mod cursor;
pub mod directory;
pub mod enrol;
pub mod erase;
pub mod judge;
pub mod live;
pub mod office;
mod protocol;
mod pull;
mod push;
mod receipts;
mod shown;
mod uploads;

use crate::config::Config;
use crate::copies::{RECOVERING, RESTORED};
use crate::keys;
use crate::metrics::Metrics;
use crate::storage::embedded::Embedded;
use crate::storage::{Storage, StorageError, TokenRow};
use directory::Directory;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use tokio::sync::broadcast;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::grant::{DeviceKind, ReadScope};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::{DeviceId, DeviceKey, Hash, PublicKey};
use xuncun_sync::protocol::{Params, ProtocolError, Session};

/// Where the time comes from, in milliseconds since 1970; tests bring their own.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The system's clock.
#[must_use]
pub fn system_clock() -> Now {
    Arc::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// What the district is.
#[derive(Debug, Clone)]
pub struct District {
    /// County code.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// The root's public key.
    pub root: PublicKey,
}

impl District {
    /// The stream that says who is who.
    #[must_use]
    pub fn open_stream(&self) -> StreamId {
        StreamId::new(self.code, Class::Open)
    }
}

/// Why an endpoint could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no district in the folder.
    #[error("no district in this folder: run `xuncun-server init` first")]
    NoDistrict,
    /// The storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A key file.
    #[error("key file: {0}")]
    Key(#[from] std::io::Error),
}

/// The server of one district.
pub struct Endpoint {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) district: District,
    pub(crate) epoch: [u8; 16],
    pub(crate) server: DeviceKey,
    /// Not on every machine: without it nobody can be enrolled here.
    pub(crate) root: Option<DeviceKey>,
    pub(crate) cursor_key: Vec<u8>,
    pub(crate) config: Config,
    pub(crate) now: Now,
    pub(crate) metrics: Arc<Metrics>,
    directory: RwLock<Arc<Directory>>,
    news: broadcast::Sender<Arc<[StreamId]>>,
    scopes_kept: Mutex<HashSet<cursor::ScopeId>>,
    office_lock: tokio::sync::Mutex<xuncun_journal::Clock>,
    public_url: RwLock<String>,
    /// Restored from a backup when it was opened: then the storage is asked whether that is over.
    recovering: AtomicBool,
    /// Restored from a backup at some time.
    restored: bool,
    /// The last position that listeners were told of.
    told: AtomicU64,
    this: Weak<Self>,
}

/// Who is calling.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The device.
    pub device: DeviceId,
    /// Its person.
    pub person: String,
    /// Its kind.
    pub kind: DeviceKind,
    /// Handed in: may still deliver, gets nothing more.
    pub retired: bool,
}

impl Endpoint {
    /// Opens the endpoint of the district in `config.data`.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(config: &Config) -> Result<Arc<Self>, OpenError> {
        Self::open_at(config, system_clock()).await
    }

    /// Opens it with a clock of the caller's.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_at(config: &Config, now: Now) -> Result<Arc<Self>, OpenError> {
        let code = Embedded::district_in(&config.data)?.ok_or(OpenError::NoDistrict)?;
        let storage = Embedded::open(&config.data, &code)?;
        if let Some(bytes) = config.max_database_bytes {
            storage.bound(bytes).await?;
        }
        Self::open_on(Arc::new(storage), &code, config, now).await
    }

    /// Opens the endpoint of the district with this code over a storage of the caller's; its keys lie in `config.data`.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open_on(storage: Arc<dyn Storage>, code: &str, config: &Config, now: Now) -> Result<Arc<Self>, OpenError> {
        let damaged = |what: &str| OpenError::Storage(StorageError::Damaged(what.to_owned()));
        let epoch = storage.epoch().await?.ok_or(OpenError::NoDistrict)?;
        let name = String::from_utf8(storage.meta("name").await?.unwrap_or_default()).unwrap_or_default();
        let root_public = storage.meta("root").await?.ok_or_else(|| damaged("no root key"))?;
        let district = District {
            code: code.parse().map_err(|_| damaged("the district's code"))?,
            name,
            root: PublicKey::from_bytes(&root_public).map_err(|_| damaged("the root key"))?,
        };
        let root = match keys::read(&config.data, keys::ROOT) {
            Ok(key) => Some(key),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let directory = Directory::read(storage.as_ref()).await?;
        let server = keys::read(&config.data, keys::SERVER)?;
        let cursor_key = storage.meta("cursor_key").await?.ok_or_else(|| damaged("no cursor key"))?;
        let last = storage.last_position().await?;
        let recovering = storage.meta(RECOVERING).await?.is_some();
        let restored = storage.meta(RESTORED).await?.is_some();
        Ok(Arc::new_cyclic(|this| Self {
            epoch,
            server,
            root: root.filter(|key| key.public() == district.root),
            cursor_key,
            public_url: RwLock::new(config.public_url.clone().unwrap_or_default()),
            config: config.clone(),
            metrics: Arc::default(),
            directory: RwLock::new(Arc::new(directory)),
            news: broadcast::channel(256).0,
            scopes_kept: Mutex::default(),
            office_lock: tokio::sync::Mutex::default(),
            recovering: AtomicBool::new(recovering),
            restored,
            told: AtomicU64::new(last),
            this: this.clone(),
            storage,
            district,
            now,
        }))
    }

    /// The district.
    #[must_use]
    pub fn district(&self) -> &District {
        &self.district
    }

    /// The server's own device.
    #[must_use]
    pub fn server_device(&self) -> DeviceId {
        self.server.id()
    }

    /// Its public key, which receipts are checked with.
    #[must_use]
    pub fn server_key(&self) -> PublicKey {
        self.server.public()
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.now)()
    }

    /// What it keeps things in.
    #[must_use]
    pub fn storage(&self) -> &Arc<dyn Storage> {
        &self.storage
    }

    /// Who is who, as of now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets the address in enrolment links, unless the configuration names one.
    pub fn listening_at(&self, url: &str) {
        let mut public = self.public_url.write().unwrap_or_else(PoisonError::into_inner);
        if public.is_empty() {
            url.clone_into(&mut public);
        }
    }

    /// The address that devices reach the server by.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.public_url.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads who is who again.
    pub(crate) async fn reload_directory(&self) -> Result<Arc<Directory>, StorageError> {
        let fresh = Arc::new(Directory::read(self.storage.as_ref()).await?);
        let mut there = self.directory.write().unwrap_or_else(PoisonError::into_inner);
        if there.generation <= fresh.generation {
            *there = fresh;
        }
        Ok(there.clone())
    }

    /// Restored from a backup, and not told yet that the devices have brought back what they had? Another process says so.
    pub(crate) async fn recovers(&self) -> Result<bool, StorageError> {
        if !self.recovering.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let still = self.storage.meta(RECOVERING).await?.is_some();
        self.recovering.store(still, Ordering::Relaxed);
        Ok(still)
    }

    /// Whose token this is. A lost device's is refused with `lost`, whatever it asks.
    pub(crate) async fn visitor(&self, session: &Session) -> Result<Visitor, ProtocolError> {
        let hash = Hash::of(session.token.as_bytes());
        let token = self.storage.token(hash, self.now()).await.map_err(fault)?;
        let Some(token) = token.filter(|token| !token.web) else { return Err(ProtocolError::Unauthorized) };
        self.visitor_of(&token).await
    }

    async fn visitor_of(&self, token: &TokenRow) -> Result<Visitor, ProtocolError> {
        let directory = self.directory();
        let Some(device) = directory.devices.get(&token.device) else { return Err(ProtocolError::Unauthorized) };
        let visitor = Visitor { device: token.device, person: device.person.clone(), kind: device.kind, retired: device.revoked.is_some() };
        match &device.revoked {
            Some(revoked) if revoked.lost => Err(self.revocation("lost", device).await),
            _ => Ok(visitor),
        }
    }

    /// The refusal of a revoked device, with the root's signed word for it: nobody else can make a tablet wipe itself.
    async fn revocation(&self, code: &str, device: &directory::Device) -> ProtocolError {
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;
        let mut params = Params::from([("device".to_owned(), device.key.id().to_string())]);
        let (by, seq) = device.version;
        let found = self.storage.chain(&self.district.open_stream().to_string(), by, seq, 1).await.unwrap_or_default();
        if let Some(commit) = found.into_iter().next() {
            params.insert("envelope".into(), STANDARD.encode(commit.envelope));
            params.insert("body".into(), STANDARD.encode(commit.body.unwrap_or_default()));
        }
        ProtocolError::Refused { code: code.to_owned(), params }
    }

    /// What the visitor may read now. The server's own replica reads all: it serves web users, each by his own grants.
    pub(crate) fn scope(&self, visitor: &Visitor) -> ReadScope {
        if visitor.kind == DeviceKind::Server {
            let code = self.district.code;
            let all = Class::ALL.map(|class| format!("{code}/{class} {code}/{class}/*")).join(" ");
            return all.parse().unwrap_or_default();
        }
        self.directory().scope_of(&visitor.person, self.now())
    }

    /// The refusal of a device that was handed in.
    pub(crate) async fn retired(&self, visitor: &Visitor) -> ProtocolError {
        match self.directory().devices.get(&visitor.device) {
            Some(device) => self.revocation("retired", device).await,
            None => ProtocolError::Unauthorized,
        }
    }

    /// Listeners have been, or are about to be, told of everything up to here.
    pub(crate) fn told(&self, position: u64) {
        self.told.fetch_max(position, Ordering::Relaxed);
    }

    pub(crate) fn told_of(&self) -> u64 {
        self.told.load(Ordering::Relaxed)
    }

    pub(crate) fn announce(&self, streams: Vec<StreamId>) {
        // Nobody listening is no fault.
        let _ = self.news.send(streams.into());
    }
}

/// A storage that failed, as the caller hears it: come back later. The log has the reason.
pub(crate) fn fault(error: StorageError) -> ProtocolError {
    tracing::error!(%error, "storage");
    match error {
        StorageError::Full => ProtocolError::Busy { retry_after: Some(60) },
        StorageError::Closed => ProtocolError::Busy { retry_after: Some(5) },
        _ => ProtocolError::Status(500),
    }
}

/// A stream id from outside.
pub(crate) fn stream_id(text: &str) -> Result<StreamId, ProtocolError> {
    text.parse().map_err(|_| ProtocolError::refused("bad_stream"))
}
