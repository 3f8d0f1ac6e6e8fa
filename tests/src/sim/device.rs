//! A device of the story: the real replica and the real engine, a clock that is wrong, a folder that can be copied.

use super::chance::Chance;
use super::line::{Air, Line, Place};
use super::screen::Screen;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use xuncun_journal::EnrolLink;
use xuncun_store::Store;
use xuncun_sync::protocol::Protocol;
use xuncun_sync::{ByHand, Connect, Nature, NewDevice, SyncEngine, SyncState};

/// What has become of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// In somebody's hands.
    Used,
    /// Handed in: delivers what it has.
    Retired,
    /// Stolen, wiped, or put away.
    Gone,
}

/// A device.
pub struct Device {
    /// Its name in the story.
    pub name: String,
    /// Whose it is: a person's id.
    pub person: String,
    /// What has become of it.
    pub life: Life,
    /// Its folder.
    pub folder: PathBuf,
    /// Its clock minus the true time, in milliseconds.
    pub skew: Arc<AtomicI64>,
    /// Its line to the server.
    pub line: Arc<Line>,
    /// An older state of its folder.
    pub image: Option<PathBuf>,
    running: Option<Running>,
}

struct Running {
    store: Arc<Store>,
    engine: SyncEngine,
    hand: ByHand,
}

impl Device {
    /// A device that is nobody's yet.
    pub fn new(name: String, person: String, folder: PathBuf, clock: &Arc<AtomicI64>, place: &Place, air: &Arc<Mutex<Air>>) -> Self {
        let line = Arc::new(Line::new(place.clone(), air.clone()));
        let mut device = Self { name, person, life: Life::Used, folder, skew: Arc::default(), line, image: None, running: None };
        device.start(clock);
        device
    }

    /// Enrols it, with a key of the dice.
    pub async fn enrol(&mut self, link: &EnrolLink, dice: &mut Chance) {
        let running = self.running.as_ref().expect("it runs");
        let key = hex::encode(dice.key());
        running.store.set_preference("enrolment_under_way", Some(&format!("{} {key}", link.code))).unwrap();
        running.engine.enrol(link, NewDevice { name: self.name.clone(), platform: "sim".into() }).await.unwrap();
    }

    /// The person signs in again: the data stays, the device is another one from now on.
    pub async fn renew(&mut self, link: &EnrolLink, dice: &mut Chance) -> Result<(), String> {
        let running = self.running.as_ref().expect("it runs");
        let key = hex::encode(dice.key());
        running.store.set_preference("enrolment_under_way", Some(&format!("{} {key}", link.code))).unwrap();
        let device = NewDevice { name: self.name.clone(), platform: "sim".into() };
        running.engine.renew(link, device).await.map_err(|error| error.to_string())
    }

    /// Whether there is still somebody's data on it.
    pub fn is_enrolled(&self) -> bool {
        self.store().identity().unwrap().is_some()
    }

    /// Starts the app.
    pub fn start(&mut self, clock: &Arc<AtomicI64>) {
        let store = Arc::new(Store::open(&self.folder).unwrap());
        let (clock, skew, line) = (clock.clone(), self.skew.clone(), self.line.clone());
        let now_ms = Arc::new(move || clock.load(Ordering::SeqCst) + skew.load(Ordering::SeqCst));
        let connect: Connect = Arc::new(move |_| Ok(line.clone() as Arc<dyn Protocol>));
        let engine = SyncEngine::new(store.clone(), connect, Nature { now_ms, roll: Arc::new(|| 0.5) });
        self.running = Some(Running { store, hand: engine.by_hand(), engine });
    }

    /// Ends the app, as a crash does: nothing is said to anybody.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Its replica.
    pub fn store(&self) -> &Store {
        &self.running.as_ref().expect("it runs").store
    }

    /// The replica, and what keeps it equal with the server: for whoever lets it run by itself.
    pub(super) fn engine(&self) -> (Arc<Store>, SyncEngine) {
        let running = self.running.as_ref().expect("it runs");
        (running.store.clone(), running.engine.clone())
    }

    /// One exchange with the server.
    pub async fn exchange(&mut self) -> SyncState {
        self.running.as_mut().expect("it runs").hand.round().await
    }

    /// What the person sees and touches: also while the device is busy with the server.
    pub fn screen(&self) -> Screen {
        let store = self.running.as_ref().expect("it runs").store.clone();
        Screen { device: self.name.clone(), person: self.person.clone(), store, skew: self.skew.clone() }
    }

    /// Keeps a copy of its folder as it is now. The app is closed for it.
    pub fn keep_image(&mut self, to: PathBuf, clock: &Arc<AtomicI64>) {
        self.stop();
        copy(&self.folder, &to);
        if let Some(old) = self.image.replace(to) {
            let _ = std::fs::remove_dir_all(old);
        }
        self.start(clock);
    }

    /// Puts the older state back, as a restored tablet.
    pub fn restore_image(&mut self, clock: &Arc<AtomicI64>) {
        let Some(image) = self.image.clone() else { return };
        self.stop();
        std::fs::remove_dir_all(&self.folder).unwrap();
        copy(&image, &self.folder);
        self.start(clock);
    }
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}
