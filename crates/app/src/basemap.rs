//! The ground map: one file that the operator lays at the server and every device fetches, so that a map needs no network.

use crate::api::{BasemapView, DoorKind};
use crate::{App, AppError, Caller, ErrorCode};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use xuncun_basemap::{FILE, Version, inspect, tianditu};
use xuncun_store::query::district;
use xuncun_store::wipe::GROUND;

/// After the start the first exchanges have the line to themselves.
const FIRST: Duration = Duration::from_secs(30);
/// Whether there is another map is asked this often,
const AGAIN: Duration = Duration::from_secs(24 * 3600);
/// and this often where it could not be fetched, or had to wait.
const RETRY: Duration = Duration::from_secs(600);

/// Whoever waits for the ground map, and how it is coming along.
#[derive(Default)]
pub struct Ground {
    asked: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// A person wants it now, over whatever line there is.
    wanted: bool,
    fetching: bool,
    problem: Option<ErrorCode>,
}

impl Ground {
    /// Something changed that it may have waited for: the line, the battery, or whose device this is.
    pub fn look(&self) {
        self.asked.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file of the ground map.
#[derive(Debug)]
pub struct BasemapFile {
    /// Open: whatever takes its place meanwhile is another one.
    pub file: File,
    /// Which one it is.
    pub version: Version,
}

/// Whether the ground map is here.
pub fn basemap(app: &App, caller: &Caller, (): ()) -> Result<BasemapView, AppError> {
    caller.person()?;
    let version = xuncun_basemap::open(&app.basemap_path())?.map(|(_, version)| version);
    let key = app.read(|conn| Ok(district::setting(conn, tianditu::SETTING)?))?;
    let state = app.ground.state();
    Ok(BasemapView {
        here: version.is_some(),
        etag: version.as_ref().map(|file| file.tag.clone()),
        bytes: version.map(|file| file.bytes),
        fetching: state.fetching || state.wanted,
        problem: state.problem,
        tianditu: key.as_deref().and_then(tianditu::key),
    })
}

/// Has the ground map fetched now, also over a line that is paid for: whoever presses the button wants it.
pub fn fetch_basemap(app: &App, caller: &Caller, (): ()) -> Result<BasemapView, AppError> {
    caller.person()?;
    if app.options.door != DoorKind::App {
        return Err(ErrorCode::NotAtThisDoor.into());
    }
    app.ground.state().wanted = true;
    app.ground.asked.notify_one();
    basemap(app, caller, ())
}

impl App {
    fn basemap_path(&self) -> PathBuf {
        self.options.basemap.clone().unwrap_or_else(|| self.store.dir().join(GROUND).join(FILE))
    }

    /// The file of the ground map, for whoever is known here.
    ///
    /// # Errors
    /// `not_enrolled`, `basemap_none`.
    pub fn basemap_file(&self, caller: &Caller) -> Result<BasemapFile, AppError> {
        caller.person()?;
        let (file, version) = xuncun_basemap::open(&self.basemap_path())?.ok_or(ErrorCode::BasemapNone)?;
        Ok(BasemapFile { file, version })
    }

    /// Fetches the ground map whenever there is another one, until the app is closed.
    pub(crate) async fn run_basemap(self: &Arc<Self>) {
        if self.options.door != DoorKind::App {
            return;
        }
        let mut rest = FIRST;
        loop {
            tokio::select! {
                () = self.ended() => return,
                () = self.ground.asked.notified() => {}
                () = tokio::time::sleep(rest) => {}
            }
            let fetched = tokio::select! {
                () = self.ended() => return,
                fetched = self.fetch_ground() => fetched,
            };
            rest = match fetched {
                Ok(true) => AGAIN,
                Ok(false) => RETRY,
                Err(error) => {
                    tracing::debug!(%error, "the ground map was not fetched");
                    RETRY
                }
            };
        }
    }

    /// Fetches it if there is another one, unless it is to wait for a better line, a fuller battery or more room: then `false`.
    async fn fetch_ground(&self) -> Result<bool, AppError> {
        let wanted = {
            let mut state = self.ground.state();
            let wanted = std::mem::take(&mut state.wanted);
            // Under one lock: whoever pressed the button is never told in between that nothing is on its way.
            state.fetching = wanted;
            wanted
        };
        let fetched = self.fetch_ground_now(wanted).await;
        if !matches!(fetched, Ok(false)) {
            {
                let mut state = self.ground.state();
                state.fetching = false;
                // What a person was told stays until the map is here: a look of our own that fails, too, says nothing new.
                if wanted || fetched.is_ok() {
                    state.problem = fetched.as_ref().err().map(|error| error.code);
                }
            }
            self.store.announce();
        }
        fetched
    }

    async fn fetch_ground_now(&self, wanted: bool) -> Result<bool, AppError> {
        if !wanted && (self.originals_wait().is_some() || self.space_left()?.is_some()) {
            return Ok(false);
        }
        let room = self.room_to_spare()?;
        self.ground.state().fetching = true;
        self.store.announce();
        self.engine.fetch_basemap(&self.basemap_path(), room, |path| inspect(path).is_ok()).await?;
        Ok(true)
    }
}
