//! The server of the story: it is killed, restored from a backup and started again, over the real endpoint.

use super::device::Device;
use super::line::{Air, Place};
use super::safe::{Mood, MortalSafe};
use super::screen::Screen;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use xuncun_server::config::Config;
use xuncun_server::copies;
use xuncun_server::endpoint::{Endpoint, Now};
use xuncun_server::init::{Init, init};
use xuncun_server::keys;
use xuncun_server::storage::embedded::Embedded;
use xuncun_store::{Identity, Store};

/// The district's county code.
pub const COUNTY: &str = "629900";

/// The server.
pub struct Server {
    /// Where devices find it.
    pub place: Place,
    /// What it keeps things in, while it is up.
    pub safe: Option<Arc<MortalSafe>>,
    /// Restored, and not sure yet that devices have brought back what they had.
    pub recovering: bool,
    /// Its database, read beside it.
    beside: Option<Connection>,
    config: Config,
    folder: PathBuf,
    now: Now,
    copies: usize,
    backup: Option<PathBuf>,
}

impl Server {
    /// A new district in this folder.
    pub async fn new(folder: &Path, clock: Arc<AtomicI64>) -> Self {
        let now: Now = Arc::new(move || clock.load(Ordering::SeqCst));
        // Small pages, so that their boundaries are met often.
        let config = Config { data: folder.join("server"), max_page_bytes: 4 * 1024, ..Config::default() };
        let made = init(&config, Init { district: COUNTY.parse().unwrap(), name: "清源县".into(), now: now.clone() }).await.unwrap();
        drop(made);
        let mut server = Self {
            place: Place::default(),
            safe: None,
            recovering: false,
            beside: None,
            config,
            folder: folder.to_owned(),
            now,
            copies: 0,
            backup: None,
        };
        server.start().await;
        server
    }

    /// Starts it, unless it is up.
    pub async fn start(&mut self) {
        if self.safe.as_ref().is_some_and(|safe| safe.mood() == Mood::Dead) {
            self.stop();
        }
        if self.safe.is_some() {
            return;
        }
        let safe = Arc::new(MortalSafe::new(Embedded::open(&self.config.data, COUNTY).unwrap()));
        let endpoint = Endpoint::open_on(safe.clone(), COUNTY, &self.config, self.now.clone()).await.unwrap();
        endpoint.listening_at("http://127.0.0.1:9");
        self.safe = Some(safe);
        let database = self.config.data.join("server.db");
        self.beside = Some(Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap());
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(endpoint);
    }

    /// Stops it.
    pub fn stop(&mut self) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.safe = None;
        self.beside = None;
    }

    /// The hash of the commit that stands in this place.
    pub fn holds(&self, stream: &str, device: &[u8], seq: i64) -> Option<Vec<u8>> {
        let sql = "SELECT header_hash FROM commits WHERE district = ?1 AND stream = ?2 AND device = ?3 AND seq = ?4";
        let mut query = self.beside.as_ref()?.prepare_cached(sql).unwrap();
        query.query_row(params![COUNTY, stream, device, seq], |row| row.get(0)).optional().unwrap()
    }

    /// How many commits it took since it began.
    pub fn last_position(&self) -> Option<i64> {
        let mut query = self.beside.as_ref()?.prepare_cached("SELECT last FROM positions WHERE district = ?1").unwrap();
        query.query_row([COUNTY], |row| row.get(0)).optional().unwrap()
    }

    /// Is it up and alive?
    pub fn is_up(&self) -> bool {
        self.safe.as_ref().is_some_and(|safe| safe.mood() != Mood::Dead)
    }

    /// What it answers with.
    pub fn endpoint(&self) -> Arc<Endpoint> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).clone().expect("the server is up")
    }

    /// Makes a backup, in place of the one before.
    pub fn back_up(&mut self) {
        self.copies += 1;
        let to = self.folder.join(format!("backup-{}", self.copies));
        copies::backup(&self.config.data, &to, true).unwrap();
        if let Some(old) = self.backup.replace(to) {
            let _ = std::fs::remove_dir_all(old);
        }
    }

    /// Is there a backup?
    pub fn has_backup(&self) -> bool {
        self.backup.is_some()
    }

    /// Where the last backup lies.
    pub(super) fn backup_folder(&self) -> Option<&Path> {
        self.backup.as_deref()
    }

    /// The disk is gone; the last backup is put in its place.
    pub async fn restore(&mut self) {
        let backup = self.backup.clone().expect("there is a backup");
        self.stop();
        let old = self.config.data.clone();
        self.copies += 1;
        self.config.data = self.folder.join(format!("server-{}", self.copies));
        copies::restore(&backup, &self.config).await.unwrap();
        let _ = std::fs::remove_dir_all(old);
        self.recovering = true;
        self.start().await;
    }

    /// The operator says that the devices have brought back what they had.
    pub async fn end_recovery(&mut self) {
        if self.recovering {
            copies::finish(&self.config).await.unwrap();
            self.recovering = false;
        }
    }
}

/// A replica that reads everything, filled from the beginning: what all others are compared with.
pub struct Reference {
    device: Device,
}

impl Reference {
    /// Its rows.
    pub fn store(&self) -> &Store {
        self.device.store()
    }

    /// What somebody before it would see.
    pub fn screen(&self) -> Screen {
        self.device.screen()
    }
}

impl Server {
    /// A fresh replica with all that the server holds.
    pub async fn reference(&self, folder: &Path, clock: &Arc<AtomicI64>, air: &Arc<Mutex<Air>>) -> Result<Reference, String> {
        let endpoint = self.endpoint();
        let key = keys::read(&self.config.data, keys::SERVER).map_err(|error| error.to_string())?;
        let session = endpoint.session_for(key.id()).await.map_err(|error| error.to_string())?;
        let mut device = Device::new("reference".into(), "server".into(), folder.to_owned(), clock, &self.place, air);
        let identity = Identity {
            server_device: key.id(),
            key,
            district: COUNTY.into(),
            district_name: "清源县".into(),
            root_key: endpoint.district().root,
            server_url: "http://127.0.0.1:9".into(),
            token: session.token,
            person: "server".into(),
        };
        device.store().set_identity(&identity).map_err(|error| error.to_string())?;
        let state = device.exchange().await;
        match state.problem {
            None => Ok(Reference { device }),
            Some(problem) => Err(format!("a fresh replica cannot be filled: {problem}")),
        }
    }
}
