//! The district of a story: people, their devices, the server, the time.

use super::chance::Chance;
use super::check;
use super::device::{Device, Life};
use super::events::{Event, Leaning};
use super::future::Newcomer;
use super::ledger::Ledger;
use super::line::{Air, Counts, Meanwhile};
use super::people::{NEWCOMER, Person, cast};
use super::room::Left;
use super::safe::Mood;
use super::safehouse::Server;
use super::work::{Hand, ROUNDS, VILLAGES};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use xuncun_journal::Hash;

/// Monday 2026-11-02, 08:00 in the district.
pub(super) const BEGIN: i64 = 1_793_577_600_000;
pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 86_400_000;
/// No story has more devices.
pub(super) const MOST_DEVICES: usize = 24;

/// The district.
pub struct World {
    pub(super) clock: Arc<AtomicI64>,
    pub(super) air: Arc<Mutex<Air>>,
    pub(super) server: Server,
    pub(super) people: Vec<Person>,
    pub(super) devices: Vec<Device>,
    pub(super) ledger: Arc<Mutex<Ledger>>,
    pub(super) newcomer: Option<Newcomer>,
    pub(super) folder: PathBuf,
    pub(super) settling: bool,
    /// A key is, or was, used twice.
    pub(super) cloned: bool,
    /// The server forgot what came after its backup.
    pub(super) restored: bool,
    /// Originals that left some device.
    pub(super) left: Left,
    /// Files that were erased by law.
    pub(super) erased: BTreeSet<Hash>,
    pub(super) seed: u64,
    events: Vec<(u32, Event)>,
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
        let air = Air {
            dice: Chance::of(seed, 0),
            trouble: 0,
            counts: Counts::new(),
            echoes: Vec::new(),
            largest_page: None,
            told: Vec::new(),
            rate: None,
        };
        let leaning = *Chance::of(seed, 1 << 41).pick(&Leaning::ALL).unwrap_or(&Leaning::Plain);
        let server = Server::new(folder, clock.clone()).await;
        let mut world = Self {
            clock,
            air: Arc::new(Mutex::new(air)),
            server,
            people: Vec::new(),
            devices: Vec::new(),
            ledger: Arc::default(),
            newcomer: None,
            folder: folder.to_owned(),
            settling: false,
            cloned: false,
            restored: false,
            left: Left::new(),
            erased: BTreeSet::new(),
            seed,
            events: leaning.events(),
            without: BTreeSet::new(),
            story: vec![format!("leaning: {leaning:?}")],
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
        world.plan_rounds(&mut dice).await;
        world.newcomer = Some(Newcomer::join(&world.server, NEWCOMER, &mut dice).await);
        world
    }

    /// There are rounds to visit villages in, and everybody who may knows of them.
    async fn plan_rounds(&mut self, dice: &mut Chance) {
        let (screen, now) = (self.devices[0].screen(), self.now());
        for n in 0..ROUNDS {
            let told = Hand { screen: &screen, ledger: &mut self.ledger(), dice, now }.round(n);
            self.story.extend(told);
        }
        for device in &mut self.devices {
            device.exchange().await;
        }
    }

    /// The true time.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// What happened on the lines, and with what was around them.
    pub fn counts(&self) -> Counts {
        self.air().counts.clone()
    }

    /// How many taps were acknowledged.
    pub fn taps(&self) -> usize {
        self.ledger().len()
    }

    /// What all lines go through.
    pub(super) fn air(&self) -> MutexGuard<'_, Air> {
        self.air.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What people saw as saved.
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time goes by.
    pub(super) async fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
        tokio::time::advance(Duration::from_millis(ms.unsigned_abs())).await;
    }

    /// One more for the figures.
    pub(super) fn count(&self, what: &'static str) {
        *self.air().counts.entry(what).or_default() += 1;
    }

    /// One more line of the story.
    pub(super) fn tell(&mut self, text: impl Into<String>) {
        self.story.push(text.into());
    }

    /// One step. What is wrong is told at once.
    pub async fn step(&mut self, seed: u64, step: u64) -> Result<(), check::Wrong> {
        let mut dice = Chance::of(seed, step);
        {
            let mut air = self.air();
            air.dice = Chance::of(seed, step ^ (1 << 40));
            air.trouble = *dice.pick(&[0, 3, 8, 20]).unwrap_or(&0);
        }
        let minutes = if dice.one_in(40) { dice.between(600, 4_000) } else { dice.between(1, 90) };
        self.pass(minutes * MINUTE).await;
        let event = dice.weighted(&self.events);
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
    pub(super) fn some_device(&self, dice: &mut Chance) -> Option<usize> {
        let used: Vec<usize> = (0..self.devices.len()).filter(|at| self.devices[*at].life == Life::Used).collect();
        dice.pick(&used).copied()
    }

    /// The server is up, and its disk takes everything.
    pub(super) fn is_well(&self) -> bool {
        self.server.safe.as_ref().is_some_and(|safe| safe.mood() == Mood::Well)
    }

    /// Somebody does a few things.
    pub(super) fn work(&mut self, dice: &mut Chance, now: i64) {
        let Some(at) = self.some_device(dice) else { return };
        let (screen, ledger) = (self.devices[at].screen(), self.ledger.clone());
        let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..=dice.below(4) {
            let told = Hand { screen: &screen, ledger: &mut ledger, dice, now }.act();
            self.story.extend(told);
        }
    }

    /// A few devices exchange with the server, which somebody may have started for it.
    pub(super) async fn some_exchange(&mut self, dice: &mut Chance) -> Result<(), check::Wrong> {
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
        Ok(())
    }

    /// A device exchanges with the server, and what it believes to be delivered is. Answers whether all went well.
    pub(super) async fn exchange(&mut self, at: usize) -> Result<bool, check::Wrong> {
        self.exchanges += 1;
        if let Some(busy) = self.busy_hand(at) {
            self.devices[at].line.do_meanwhile(Some(busy));
        }
        let state = self.devices[at].exchange().await;
        self.devices[at].line.do_meanwhile(None);
        let told = std::mem::take(&mut self.air().told);
        self.story.extend(told);
        let (name, problem) = (self.devices[at].name.clone(), state.problem);
        if !self.settling || problem.is_some() {
            self.tell(format!("{name} exchanges: {}", problem.as_deref().unwrap_or("well")));
        }
        if let Some(problem @ ("fork" | "unknown_device" | "unauthorized" | "retired")) = problem.as_deref() {
            self.sign_in_again(at, problem).await?;
        }
        if self.devices[at].is_enrolled() {
            check::delivered_is_true(&self.devices[at], &self.server)?;
            check::nothing_is_from_the_future(&self.devices[at], self.now())?;
        } else {
            self.tell(format!("{name} has delivered what it had and is wiped"));
            self.devices[at].stop();
            self.devices[at].life = Life::Gone;
            // What was refused for good was nowhere else.
            self.excuse().await;
        }
        Ok(problem.is_none())
    }

    /// Somebody who goes on working while the device exchanges, as people do.
    fn busy_hand(&self, at: usize) -> Option<Meanwhile> {
        if self.settling || self.devices[at].life != Life::Used {
            return None;
        }
        let mut air = self.air();
        if !air.dice.one_in(3) {
            return None;
        }
        let mut dice = Chance::from_key(air.dice.key());
        let (screen, ledger, air, now) = (self.devices[at].screen(), self.ledger.clone(), self.air.clone(), self.now());
        Some(Box::new(move || {
            if dice.one_in(2) {
                let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
                let told = Hand { screen: &screen, ledger: &mut ledger, dice: &mut dice, now }.act();
                let mut air = air.lock().unwrap_or_else(PoisonError::into_inner);
                *air.counts.entry("taps during an exchange").or_default() += u64::from(told.is_some());
                air.told.extend(told.map(|told| format!("meanwhile {told}")));
            }
        }))
    }

    /// The newer app writes something.
    pub(super) async fn newcomer_writes(&mut self, dice: &mut Chance, now: i64) -> Result<(), check::Wrong> {
        if self.server.is_up()
            && self.is_well()
            && let Some(newcomer) = &mut self.newcomer
        {
            let village = *dice.pick(&VILLAGES[..2]).unwrap_or(&VILLAGES[0]);
            let told = newcomer.write(&self.server, village, now, dice).await?;
            self.count("commits of a newer app");
            self.tell(told);
        }
        Ok(())
    }
}
