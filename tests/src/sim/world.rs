//! The district of a story: people, their devices, the server, the time; and what may happen at each step.

use super::chance::Chance;
use super::check;
use super::device::{Device, Life, copy};
use super::future::Newcomer;
use super::ledger::{self, Ledger};
use super::line::{Air, Counts, echo};
use super::safe::Mood;
use super::safehouse::{COUNTY, Server};
use super::work::{Hand, VILLAGES};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use xuncun_domain::grant::{Grant, ReadScope, Role, readable};
use xuncun_server::endpoint::office::NewPerson;

/// Monday 2026-11-02, 08:00 in the district.
const BEGIN: i64 = 1_793_577_600_000;
const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;
/// Whose the newer app is. It keeps its grant: what it was refused nobody could bring back to a restored server.
const NEWCOMER: &str = "insp-5";
/// Exchanges a device within which all must be equal once the faults have stopped.
pub const EXCHANGES: usize = 20;

/// What may happen at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Work,
    Exchange,
    Seal,
    AppDies,
    LineCut,
    LineMended,
    ClockWrong,
    ClockRight,
    Echo,
    ServerDies,
    ServerStops,
    ServerFull,
    BackUp,
    Restore,
    GrantMoves,
    Lost,
    Retired,
    ImageKept,
    ImageRestored,
    Cloned,
    NewDevice,
    SmallPages,
    Newcomer,
}

/// How often each event comes, in the middle of a story.
const EVENTS: &[(u32, Event)] = &[
    (60, Event::Work),
    (50, Event::Exchange),
    (4, Event::Seal),
    (6, Event::AppDies),
    (6, Event::LineCut),
    (5, Event::LineMended),
    (4, Event::ClockWrong),
    (2, Event::ClockRight),
    (5, Event::Echo),
    (5, Event::ServerDies),
    (1, Event::ServerStops),
    (2, Event::ServerFull),
    (3, Event::BackUp),
    (1, Event::Restore),
    (4, Event::GrantMoves),
    (1, Event::Lost),
    (1, Event::Retired),
    (2, Event::ImageKept),
    (1, Event::ImageRestored),
    (1, Event::Cloned),
    (1, Event::NewDevice),
    (2, Event::SmallPages),
    (3, Event::Newcomer),
];

/// A person with every grant that he or she ever had.
struct Person {
    id: String,
    role: Role,
    grants: Vec<Grant>,
}

/// The district.
pub struct World {
    clock: Arc<AtomicI64>,
    air: Arc<Mutex<Air>>,
    server: Server,
    people: Vec<Person>,
    devices: Vec<Device>,
    ledger: Ledger,
    newcomer: Option<Newcomer>,
    folder: PathBuf,
    settling: bool,
    /// A key is, or was, used twice.
    cloned: bool,
    /// The server forgot what came after its backup.
    restored: bool,
    seed: u64,
    /// Events that do not happen in this play.
    pub without: BTreeSet<String>,
    /// What happened, a line a thing.
    pub story: Vec<String>,
    /// Exchanges made.
    pub exchanges: u64,
}

impl World {
    /// A district with a few people, all of them enrolled.
    pub async fn new(seed: u64, folder: &Path) -> Self {
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let mut dice = Chance::of(seed, 0);
        let air = Air { dice: Chance::of(seed, 0), trouble: 0, counts: Counts::new(), echoes: Vec::new(), largest_page: None };
        let server = Server::new(folder, clock.clone()).await;
        let mut world = Self {
            clock,
            air: Arc::new(Mutex::new(air)),
            server,
            people: Vec::new(),
            devices: Vec::new(),
            ledger: Ledger::default(),
            newcomer: None,
            folder: folder.to_owned(),
            settling: false,
            cloned: false,
            restored: false,
            seed,
            without: BTreeSet::new(),
            story: Vec::new(),
            exchanges: 0,
        };
        for (id, role, prefix) in cast() {
            world.add_person(id, role, prefix).await;
        }
        let most = *dice.pick(&[4, 7, 11, 20]).unwrap_or(&4);
        let mut order: Vec<usize> = (0..world.people.len()).collect();
        // A supervisor and an inspector are in every story.
        let mut chosen = vec![0, 2];
        order.retain(|at| !chosen.contains(at));
        while chosen.len() < most {
            if order.is_empty() {
                order = (0..world.people.len()).collect();
            }
            chosen.push(order.swap_remove(dice.below(order.len())));
        }
        for person in chosen {
            world.enrol(person, &mut dice).await;
        }
        world.newcomer = Some(Newcomer::join(&world.server, NEWCOMER, &mut dice).await);
        world
    }

    /// The true time.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// What happened on the lines, and with what was around them.
    pub fn counts(&self) -> Counts {
        self.air.lock().unwrap_or_else(PoisonError::into_inner).counts.clone()
    }

    /// How many taps were acknowledged.
    pub fn taps(&self) -> usize {
        self.ledger.len()
    }

    async fn add_person(&mut self, id: &str, role: Role, prefix: &str) {
        let prefixes = vec![prefix.parse().unwrap()];
        let valid_from = BEGIN - DAY;
        let person = NewPerson {
            id: id.into(),
            name: id.into(),
            title: String::new(),
            role,
            prefixes: prefixes.clone(),
            valid_from,
            valid_to: None,
            team: None,
        };
        self.server.endpoint().add_person(person).await.unwrap();
        let grant = Grant { id: format!("{id}/{role}"), person: id.into(), role, prefixes, valid_from, valid_to: None, team: None };
        self.people.push(Person { id: id.into(), role, grants: vec![grant] });
    }

    async fn enrol(&mut self, person: usize, dice: &mut Chance) {
        let id = self.people[person].id.clone();
        let name = format!("{id}@{}", self.devices.len());
        let link = self.server.endpoint().invite(&id, DAY).await.unwrap();
        let folder = self.folder.join(format!("device-{}", self.devices.len()));
        let mut device = Device::new(name, id, folder, &self.clock, &self.server.place, &self.air);
        device.enrol(&link, dice).await;
        device.exchange().await;
        self.devices.push(device);
    }

    async fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
        tokio::time::advance(Duration::from_millis(ms.unsigned_abs())).await;
    }

    fn count(&self, what: &'static str) {
        *self.air.lock().unwrap_or_else(PoisonError::into_inner).counts.entry(what).or_default() += 1;
    }

    fn tell(&mut self, text: impl Into<String>) {
        self.story.push(text.into());
    }

    /// One step. What is wrong is told at once.
    pub async fn step(&mut self, seed: u64, step: u64) -> Result<(), check::Wrong> {
        let mut dice = Chance::of(seed, step);
        {
            let mut air = self.air.lock().unwrap_or_else(PoisonError::into_inner);
            air.dice = Chance::of(seed, step ^ (1 << 40));
            air.trouble = *dice.pick(&[0, 3, 8, 20]).unwrap_or(&0);
        }
        let minutes = if dice.one_in(40) { dice.between(600, 4_000) } else { dice.between(1, 90) };
        self.pass(minutes * MINUTE).await;
        let event = dice.weighted(EVENTS);
        if self.without.contains(&format!("{event:?}")) {
            return Ok(());
        }
        self.happen(event, &mut dice).await?;
        if step.is_multiple_of(40) {
            self.nothing_is_lost().await?;
        }
        Ok(())
    }

    /// Somebody's device that is in use.
    fn some_device(&self, dice: &mut Chance) -> Option<usize> {
        let used: Vec<usize> = (0..self.devices.len()).filter(|at| self.devices[*at].life == Life::Used).collect();
        dice.pick(&used).copied()
    }

    async fn happen(&mut self, event: Event, dice: &mut Chance) -> Result<(), check::Wrong> {
        let now = self.now();
        match event {
            Event::Work => self.work(dice, now),
            Event::Exchange => {
                if self.server.safe.is_none() && dice.one_in(3) {
                    self.tell("the server is started");
                    self.server.start().await;
                }
                for _ in 0..=dice.below(2) {
                    let living: Vec<usize> = (0..self.devices.len()).filter(|at| self.devices[*at].life != Life::Gone).collect();
                    if let Some(at) = dice.pick(&living) {
                        self.exchange(*at).await?;
                    }
                }
            }
            Event::Seal => {
                if let Some(at) = self.some_device(dice) {
                    self.devices[at].store().seal().map_err(|error| error.to_string())?;
                }
            }
            Event::AppDies => {
                if let Some(at) = self.some_device(dice) {
                    self.count("apps killed");
                    self.tell(format!("the app on {} dies", self.devices[at].name));
                    let clock = self.clock.clone();
                    self.devices[at].stop();
                    self.devices[at].start(&clock);
                }
            }
            Event::LineCut | Event::LineMended => {
                if let Some(at) = self.some_device(dice) {
                    let cut = event == Event::LineCut;
                    self.count(if cut { "lines cut" } else { "lines mended" });
                    self.devices[at].line.cut(cut);
                }
            }
            Event::ClockWrong => {
                if let Some(at) = self.some_device(dice) {
                    let most = *dice.pick(&[20 * MINUTE, DAY, 400 * DAY]).unwrap_or(&DAY);
                    let skew = dice.between(-most, most);
                    self.count("clocks set wrong");
                    self.tell(format!("the clock of {} is {} min off", self.devices[at].name, skew / MINUTE));
                    self.devices[at].skew.store(skew, Ordering::SeqCst);
                }
            }
            Event::ClockRight => {
                if let Some(at) = self.some_device(dice) {
                    self.devices[at].skew.store(0, Ordering::SeqCst);
                }
            }
            Event::Echo => {
                if echo(&self.server.place, &self.air).await {
                    self.count("old pages again, also reversed");
                    self.tell("an old page arrives again");
                }
            }
            Event::ServerDies => self.server_dies(dice).await?,
            Event::ServerStops => {
                self.count("server stops");
                self.tell("the server is stopped");
                self.server.stop();
            }
            Event::ServerFull => {
                if let Some(safe) = &self.server.safe {
                    self.count("server disks full");
                    safe.set_mood(if safe.mood() == Mood::Full { Mood::Well } else { Mood::Full });
                    let mood = format!("the server's disk: {:?}", safe.mood());
                    self.tell(mood);
                }
            }
            Event::BackUp => {
                if self.server.is_up() {
                    self.count("backups");
                    self.tell("a backup is made");
                    self.server.back_up();
                }
            }
            Event::Restore => {
                // Not healed, and kept apart here (docs/reliability.md): a key that is used twice, and a refused header of a device
                // that is gone, which nobody else can bring back to a server that lost it.
                let all_here = self.devices.iter().all(|device| device.life != Life::Gone);
                if self.server.has_backup() && self.server.is_up() && !self.cloned && all_here {
                    self.restored = true;
                    self.nothing_is_lost().await?;
                    self.count("restores");
                    self.tell("the server's disk is gone; the last backup is restored");
                    self.server.restore().await;
                    self.excuse().await;
                }
            }
            Event::GrantMoves => self.grant_moves(dice, now).await?,
            Event::Lost => self.device_goes(dice, true).await?,
            Event::Retired => self.device_goes(dice, false).await?,
            Event::ImageKept => {
                if let Some(at) = self.some_device(dice) {
                    self.tell(format!("{} is imaged", self.devices[at].name));
                    let (to, clock) = (self.folder.join(format!("image-{}-{}", at, self.story.len())), self.clock.clone());
                    self.devices[at].keep_image(to, &clock);
                }
            }
            Event::ImageRestored => {
                if self.restored {
                    return Ok(());
                }
                self.cloned = true;
                let imaged: Vec<usize> =
                    (0..self.devices.len()).filter(|at| self.devices[*at].life == Life::Used && self.devices[*at].image.is_some()).collect();
                if let Some(at) = dice.pick(&imaged).copied() {
                    self.nothing_is_lost().await?;
                    self.count("devices restored from an old image");
                    self.tell(format!("{} is restored from its image", self.devices[at].name));
                    let clock = self.clock.clone();
                    self.devices[at].restore_image(&clock);
                    self.excuse().await;
                }
            }
            Event::Cloned => {
                if self.devices.len() < 24
                    && !self.restored
                    && let Some(at) = self.some_device(dice)
                {
                    self.cloned = true;
                    let clock = self.clock.clone();
                    let (name, person) = (format!("{}'", self.devices[at].name), self.devices[at].person.clone());
                    self.count("devices cloned");
                    self.tell(format!("{} is cloned", self.devices[at].name));
                    let folder = self.folder.join(format!("device-{}", self.devices.len()));
                    self.devices[at].stop();
                    copy(&self.devices[at].folder, &folder);
                    self.devices[at].start(&clock);
                    let clone = Device::new(name, person, folder, &self.clock, &self.server.place, &self.air);
                    self.devices.push(clone);
                }
            }
            Event::NewDevice => {
                if self.server.is_up() && self.is_well() && !self.server.recovering && self.devices.len() < 24 {
                    let person = dice.below(self.people.len());
                    self.count("devices enrolled");
                    self.tell(format!("{} gets a device", self.people[person].id));
                    self.air.lock().unwrap_or_else(PoisonError::into_inner).trouble = 0;
                    self.enrol(person, dice).await;
                }
            }
            Event::SmallPages => {
                let largest = *dice.pick(&[None, Some(1_200), Some(4_000)]).unwrap_or(&None);
                self.air.lock().unwrap_or_else(PoisonError::into_inner).largest_page = largest;
            }
            Event::Newcomer => {
                if self.server.is_up()
                    && self.is_well()
                    && let Some(newcomer) = &mut self.newcomer
                {
                    let village = *dice.pick(&VILLAGES[..2]).unwrap_or(&VILLAGES[0]);
                    let told = newcomer.write(&self.server, village, now, dice).await?;
                    self.count("commits of a newer app");
                    self.tell(told);
                }
            }
        }
        Ok(())
    }

    fn is_well(&self) -> bool {
        self.server.safe.as_ref().is_some_and(|safe| safe.mood() == Mood::Well)
    }

    fn work(&mut self, dice: &mut Chance, now: i64) {
        let Some(at) = self.some_device(dice) else { return };
        for _ in 0..=dice.below(4) {
            let told = Hand { device: &mut self.devices[at], ledger: &mut self.ledger, dice, now }.act();
            self.story.extend(told);
        }
    }

    /// What the app asks a person for, when a key is used twice or the server has forgotten the device.
    async fn sign_in_again(&mut self, at: usize, problem: &str) -> Result<(), check::Wrong> {
        // A tablet that was handed in is asked about only where it does not come to its end: its key is in use elsewhere.
        let asked = self.devices[at].life == Life::Used || self.settling;
        if !self.is_well() || self.server.recovering || self.devices[at].line.is_cut() || !asked {
            return Ok(());
        }
        self.devices[at].life = Life::Used;
        let trouble = std::mem::take(&mut self.air.lock().unwrap_or_else(PoisonError::into_inner).trouble);
        self.count("people who signed in again");
        self.tell(format!("{} signs in again on {} after {problem}", self.devices[at].person, self.devices[at].name));
        let link = self.server.endpoint().invite(&self.devices[at].person, DAY).await.map_err(|error| error.to_string())?;
        let mut dice = Chance::of(self.seed, self.now().unsigned_abs() ^ at as u64);
        self.devices[at].renew(&link, &mut dice).await?;
        self.air.lock().unwrap_or_else(PoisonError::into_inner).trouble = trouble;
        Ok(())
    }

    async fn exchange(&mut self, at: usize) -> Result<(), check::Wrong> {
        self.exchanges += 1;
        let state = self.devices[at].exchange().await;
        let (name, problem) = (self.devices[at].name.clone(), state.problem);
        if !self.settling || problem.is_some() {
            self.tell(format!("{name} exchanges: {}", problem.as_deref().unwrap_or("well")));
        }
        if let Some(problem @ ("fork" | "unknown_device" | "unauthorized" | "retired")) = problem.as_deref() {
            self.sign_in_again(at, problem).await?;
        }
        if self.devices[at].is_enrolled() {
            check::delivered_is_true(&self.devices[at], &self.server).await?;
        } else {
            self.tell(format!("{name} has delivered what it had and is wiped"));
            self.devices[at].stop();
            self.devices[at].life = Life::Gone;
            // What was refused for good was nowhere else.
            self.excuse().await;
        }
        Ok(())
    }

    /// The server is killed in the middle of requests, and started again.
    async fn server_dies(&mut self, dice: &mut Chance) -> Result<(), check::Wrong> {
        let Some(safe) = self.server.safe.clone() else { return Ok(()) };
        let left = dice.below(6) as u32;
        safe.set_mood(if dice.one_in(2) { Mood::DiesBefore(left) } else { Mood::DiesAfter(left) });
        self.count("server kills");
        self.tell(format!("the server is about to die: {:?}", safe.mood()));
        let mut checked = Vec::new();
        for _ in 0..3 {
            if let Some(at) = self.some_device(dice) {
                self.exchange(at).await?;
                checked.push(at);
            }
        }
        safe.set_mood(Mood::Dead);
        self.server.start().await;
        for at in checked.into_iter().filter(|at| self.devices[*at].life != Life::Gone) {
            check::delivered_is_true(&self.devices[at], &self.server).await?;
        }
        Ok(())
    }

    async fn grant_moves(&mut self, dice: &mut Chance, now: i64) -> Result<(), check::Wrong> {
        if !self.is_well() || self.server.recovering {
            return Ok(());
        }
        let at = dice.below(self.people.len());
        if self.people[at].role == Role::Supervisor || self.people[at].id == NEWCOMER {
            return Ok(());
        }
        let village = *dice.pick(&VILLAGES).unwrap_or(&VILLAGES[0]);
        let prefix = match self.people[at].role {
            Role::Township => &village[..9],
            Role::Inspector if dice.one_in(2) => &village[..9],
            _ => village,
        };
        let endpoint = self.server.endpoint();
        let person = &mut self.people[at];
        let mut rows = Vec::new();
        if let Some(last) = person.grants.last_mut() {
            last.valid_to = Some(now);
            rows.push(grant_row(&endpoint, last));
        }
        let id = format!("{}/{}/{}", person.id, person.role, person.grants.len());
        let grant = Grant {
            id,
            person: person.id.clone(),
            role: person.role,
            prefixes: vec![prefix.parse().unwrap()],
            valid_from: now,
            valid_to: None,
            team: None,
        };
        rows.push(grant_row(&endpoint, &grant));
        person.grants.push(grant);
        let told = format!("{} moves to {prefix}", person.id);
        endpoint.sign_rows(rows).await.map_err(|error| error.to_string())?;
        self.count("grants moved");
        self.tell(told);
        Ok(())
    }

    /// A device is stolen, or handed in.
    async fn device_goes(&mut self, dice: &mut Chance, lost: bool) -> Result<(), check::Wrong> {
        let used = self.devices.iter().filter(|device| device.life == Life::Used).count();
        if !self.is_well() || self.server.recovering || used < 3 {
            return Ok(());
        }
        let Some(at) = self.some_device(dice) else { return Ok(()) };
        let id = self.devices[at].store().identity().unwrap().expect("it is enrolled").key.id();
        self.nothing_is_lost().await?;
        self.count(if lost { "devices stolen" } else { "devices handed in" });
        self.tell(format!("{} is {}", self.devices[at].name, if lost { "stolen" } else { "handed in" }));
        self.server.endpoint().revoke(id, lost).await.map_err(|error| error.to_string())?;
        if lost {
            self.devices[at].exchange().await;
            self.devices[at].stop();
            self.devices[at].life = Life::Gone;
            self.excuse().await;
        } else {
            self.devices[at].life = Life::Retired;
        }
        Ok(())
    }

    async fn found(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if self.server.is_up() {
            ledger::on_server(&self.server.endpoint(), &mut found).await;
        }
        for device in self.devices.iter().filter(|device| device.life != Life::Gone) {
            ledger::on_device(device, &mut found);
        }
        found
    }

    /// Every acknowledged tap is on the server or on a living device.
    async fn nothing_is_lost(&mut self) -> Result<(), check::Wrong> {
        if !self.server.is_up() {
            self.server.start().await;
        }
        let found = self.found().await;
        match self.ledger.missing(&found).first() {
            Some(tap) => Err(format!("a tap is lost: {}", tap.told)),
            None => Ok(()),
        }
    }

    async fn excuse(&mut self) {
        if !self.server.is_up() {
            self.server.start().await;
        }
        let found = self.found().await;
        let excused = self.ledger.excuse(&found);
        if excused > 0 {
            self.tell(format!("{excused} taps went with it"));
        }
    }

    /// The faults stop. Within a bounded number of exchanges all are equal, and everything is there.
    pub async fn settle(&mut self) -> Result<(), check::Wrong> {
        {
            let mut air = self.air.lock().unwrap_or_else(PoisonError::into_inner);
            (air.trouble, air.largest_page) = (0, None);
        }
        if let Some(safe) = &self.server.safe
            && safe.mood() != Mood::Dead
        {
            safe.set_mood(Mood::Well);
        }
        self.server.start().await;
        self.tell("the faults stop");
        self.settling = true;
        for device in &self.devices {
            device.line.cut(false);
        }
        for round in 0..EXCHANGES {
            for at in 0..self.devices.len() {
                if self.devices[at].life != Life::Gone {
                    self.pass(MINUTE).await;
                    self.exchange(at).await?;
                }
            }
            self.pass(10 * MINUTE).await;
            if round == 5 {
                self.server.end_recovery().await;
            }
        }
        self.hold().await
    }

    /// Everything that must hold at the end.
    async fn hold(&mut self) -> Result<(), check::Wrong> {
        self.nothing_is_lost().await?;
        check::server_is_sound(&self.server).await?;
        let living: Vec<&Device> = self.devices.iter().filter(|device| device.life != Life::Gone).collect();
        for device in &living {
            check::delivered(device)?;
            check::conflicts_are_shown(device)?;
            let person = self.people.iter().find(|person| person.id == device.person);
            let ever: Vec<ReadScope> = person.iter().flat_map(|person| &person.grants).map(|grant| readable([grant], grant.valid_from)).collect();
            check::reads_no_more(device, &ever)?;
        }
        let reference = self.server.reference(&self.folder.join("reference"), &self.clock, &self.air).await?;
        let now = self.now();
        let scopes: BTreeMap<&str, ReadScope> = self.people.iter().map(|person| (person.id.as_str(), readable(&person.grants, now))).collect();
        let compared: Vec<(&Device, ReadScope)> =
            living.iter().filter_map(|device| Some((*device, scopes.get(device.person.as_str())?.clone()))).collect();
        check::equal(reference.store(), &compared)?;
        if let Some(newcomer) = &self.newcomer {
            newcomer.is_carried(reference.store())?;
        }
        Ok(())
    }
}

fn grant_row(endpoint: &xuncun_server::endpoint::Endpoint, grant: &Grant) -> xuncun_server::endpoint::office::RootRow {
    let prefixes: Vec<String> = grant.prefixes.iter().map(ToString::to_string).collect();
    let columns = vec![
        ("person".into(), grant.person.as_str().into()),
        ("role".into(), grant.role.as_str().into()),
        ("prefixes".into(), serde_json::json!(prefixes).to_string().into()),
        ("valid_from".into(), grant.valid_from.into()),
        ("valid_to".into(), grant.valid_to.into()),
    ];
    endpoint.row("grant", grant.id.clone(), columns)
}

/// The people of every story.
fn cast() -> Vec<(&'static str, Role, &'static str)> {
    vec![
        ("sup-1", Role::Supervisor, COUNTY),
        ("sup-2", Role::Supervisor, COUNTY),
        ("insp-1", Role::Inspector, COUNTY),
        ("insp-2", Role::Inspector, COUNTY),
        ("insp-3", Role::Inspector, "629900100"),
        ("insp-4", Role::Inspector, "629900101"),
        ("insp-5", Role::Inspector, COUNTY),
        ("cadre-1", Role::Cadre, VILLAGES[0]),
        ("cadre-2", Role::Cadre, VILLAGES[1]),
        ("cadre-3", Role::Cadre, VILLAGES[2]),
        ("cadre-4", Role::Cadre, VILLAGES[3]),
        ("cadre-5", Role::Cadre, VILLAGES[4]),
        ("town-1", Role::Township, "629900100"),
        ("town-2", Role::Township, "629900101"),
    ]
}
