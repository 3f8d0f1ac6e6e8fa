//! One round: piece by piece until nothing is left or something fails.

mod beside;
mod trouble;

use super::Shared;
use super::live::Line;
use super::rest::Rest;
use crate::backoff::Backoff;
use crate::carry::carry_page;
use crate::chunk::Portion;
use crate::come_back::come_back;
use crate::error::SyncError;
use crate::link::Link;
use crate::plan::{Situation, Step, plan};
use crate::protocol::ProtocolError;
use crate::pull::pull_page;
use crate::push::push_page;
use crate::reoffer::{Pass, Passed};
use crate::replica::Outlook;
use crate::revoked::{Heeded, heed, wipe_if_drained};
use crate::status::{Phase, SyncState};
use crate::upload::Uploads;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use trouble::{is_local_to, needs_person_at};
use xuncun_journal::Refusal;

/// Rows that were tapped are sealed and sent this long after the first of them, if no screen was left before.
pub(super) const SEAL_AFTER: Duration = Duration::from_secs(8);
/// Without a live line the server is asked this often; with one, rarely, in case an event was lost.
const POLL: Duration = Duration::from_secs(60);
const POLL_WITH_LIVE: Duration = Duration::from_secs(600);
/// A chain that the server cannot take yet is offered again this often.
const WAITING: Duration = Duration::from_secs(60);
/// One commit that was too large for a proxy is tried again after this long: it may have been another proxy.
const TOO_LARGE: Duration = Duration::from_secs(10);
/// What needs a person is tried again this often all the same; the rest goes on.
const BLOCKED: Duration = Duration::from_secs(300);
/// What is carried or brought back for others and was not taken is offered again this often.
const CARRYING: Duration = Duration::from_secs(300);
/// Pages that may settle nothing before that is called a failure.
const BARREN: u32 = 3;
/// Reissues in one round before the server is given time.
const REISSUES: u32 = 3;
/// Bytes asked for in a page.
const PULL_BYTES: usize = 1 << 20;

/// Whether anything goes beside anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Commits beside a photograph, small photographs beside each other.
    Together,
    /// One after another: the order hangs on nothing but what is asked for.
    OneByOne,
}

/// Put off until then, for this reason.
type Put = (Instant, &'static str);

/// The state of the task that runs the engine. None of it needs to survive.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) live: Line,
    pub(super) pull_due: bool,
    pub(super) pending_since: Option<Instant>,
    pub(super) pulled_at: Option<Instant>,
    pub(super) uploads: Arc<Uploads>,
    pace: Pace,
    backoff: Backoff,
    page: Portion,
    pull: Portion,
    waiting: BTreeMap<String, Put>,
    blocked: BTreeMap<Step, Put>,
    barren: u32,
    reissues: u32,
    sealed_for: Option<u64>,
    pulling: Option<u64>,
    clock_ahead: Option<i64>,
    /// The server holds commits of our own that we do not: nothing is sent before they are here.
    catching_up: bool,
    reoffer: Pass,
    carry_again: Instant,
    reoffer_again: Instant,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>, pace: Pace) -> Self {
        let pull = Portion::of(PULL_BYTES);
        Self {
            shared,
            live: Line::closed(),
            pull_due: true,
            pending_since: None,
            pulled_at: None,
            uploads: Arc::new(if pace == Pace::Together { Uploads::default() } else { Uploads::one_by_one() }),
            pace,
            backoff: Backoff::default(),
            page: Portion::page(),
            pull,
            waiting: BTreeMap::new(),
            blocked: BTreeMap::new(),
            barren: 0,
            reissues: 0,
            sealed_for: None,
            pulling: None,
            clock_ahead: None,
            catching_up: false,
            reoffer: Pass::default(),
            carry_again: Instant::now(),
            reoffer_again: Instant::now(),
        }
    }

    /// A whole round. Says how to rest after it.
    pub(super) async fn round(&mut self) -> Rest {
        let link = match self.shared.link().await {
            Ok(Some(link)) => link,
            Ok(None) => {
                let answered = self.shared.asked();
                self.publish(|state| *state = SyncState { answered, ..SyncState::default() });
                return Rest::Unenrolled;
            }
            Err(error) => return self.failed(self.shared.asked(), &error),
        };
        let now = Instant::now();
        self.waiting.retain(|_, (until, _)| *until > now);
        self.blocked.retain(|_, (until, _)| *until > now);
        self.barren = 0;
        self.reissues = 0;
        let mut put_aside = Vec::new();
        let mut first: Option<SyncError> = None;
        let mut came_back = false;
        let mut heard = self.shared.asked();
        loop {
            let asked = self.shared.asked();
            if asked != heard {
                // Whoever asks in the middle of a round that is in trouble is not answered with what failed before.
                heard = asked;
                put_aside.clear();
                first = None;
            }
            match self.piece(&link, asked, &put_aside).await {
                Ok(true) => {}
                Ok(false) if asked != self.shared.asked() => {}
                Ok(false) => {
                    return match first {
                        Some(error) => self.failed(asked, &error),
                        None => self.at_rest(&link, asked).await,
                    };
                }
                // A server that was restored to before this device was enrolled is told who it is, once a round.
                Err((_, SyncError::Protocol(ProtocolError::Unauthorized))) if !came_back => {
                    came_back = true;
                    match come_back(&link, &self.shared.replica).await {
                        Ok(true) => {}
                        Ok(false) => return self.failed(asked, &ProtocolError::Unauthorized.into()),
                        Err(error) => return self.failed(asked, &error),
                    }
                }
                Err((step, error)) => match heed(&self.shared.replica, &error, self.shared.now_ms()).await {
                    Ok(Heeded::Wiped) => return self.gone(asked),
                    Ok(Heeded::Forged) => return self.failed(asked, &SyncError::Stopped("revocation_unverified")),
                    Err(error) => return self.failed(asked, &error),
                    Ok(Heeded::Nothing | Heeded::Draining) => match step {
                        // One kind of work is in trouble: the others go on, and the trouble is told at the end.
                        Some(step) if is_local_to(&error, step) => match needs_person_at(&error) {
                            Some(code) => drop(self.blocked.insert(step, (Instant::now() + BLOCKED, code))),
                            None => {
                                put_aside.push(step);
                                first.get_or_insert(error);
                            }
                        },
                        _ => return self.failed(asked, &error),
                    },
                },
            }
        }
    }

    /// Nothing is left to do. A device that was handed in has then delivered all that the server takes of it.
    async fn at_rest(&mut self, link: &Link, asked: u64) -> Rest {
        match wipe_if_drained(&self.shared.replica, self.shared.now_ms()).await {
            Ok(true) => self.gone(asked),
            Ok(false) => self.settled(link, asked).await,
            Err(error) => self.failed(asked, &error),
        }
    }

    /// The replica was wiped: nobody's device, until somebody enrols it.
    fn gone(&mut self, asked: u64) -> Rest {
        *self = Self::new(Arc::clone(&self.shared), self.pace);
        self.publish(|state| *state = SyncState { answered: asked, ..SyncState::default() });
        Rest::Unenrolled
    }

    /// One piece of the most urgent work. False: nothing is left.
    async fn piece(&mut self, link: &Link, asked: u64, put_aside: &[Step]) -> Result<bool, (Option<Step>, SyncError)> {
        let situation = self.look(asked).await.map_err(|e| (None, e))?;
        let Some(step) = self.next(&situation, put_aside) else { return Ok(false) };
        self.publish(|state| state.phase = Phase::Syncing);
        self.act(link, step, put_aside).await.map_err(|e| (Some(step), e))?;
        self.backoff.reset();
        Ok(true)
    }

    /// What there is to do. Seals first what is due: for every trigger, after a failure, and when it has waited long. A round
    /// for the sake of what others wrote does not cut our own taps into small commits.
    async fn look(&mut self, asked: u64) -> Result<Situation, SyncError> {
        let due = self.pending_since.is_some_and(|since| since.elapsed() >= SEAL_AFTER);
        if self.sealed_for != Some(asked) || due {
            self.shared.replica.call(|store| store.seal().map(|_| ())).await?;
            let a_person_asks = asked > self.shared.state.borrow().answered && self.sealed_for != Some(asked);
            if a_person_asks {
                self.pull_due = true;
                self.uploads.forget_waits();
                self.waiting.clear();
                self.blocked.clear();
                (self.carry_again, self.reoffer_again) = (Instant::now(), Instant::now());
            }
            self.sealed_for = Some(asked);
            self.pending_since = None;
        }
        while self.live.heard().is_some() {
            self.pull_due = true;
        }
        self.situation().await
    }

    /// What the plan says, but for what is put aside.
    pub(super) fn next(&self, situation: &Situation, put_aside: &[Step]) -> Option<Step> {
        let held = |step: &Step| self.blocked.contains_key(step) || self.catching_up && *step == Step::Push;
        plan(situation).into_iter().find(|step| !put_aside.contains(step) && !held(step))
    }

    /// When the first chain that was left alone has its turn again.
    pub(super) fn next_turn(&self) -> Option<Instant> {
        self.waiting.values().map(|(until, _)| *until).min()
    }

    /// Looks, and changes nothing.
    pub(super) async fn situation(&mut self) -> Result<Situation, SyncError> {
        let poll = if self.live.is_open() { POLL_WITH_LIVE } else { POLL };
        self.pull_due |= self.pulled_at.is_none_or(|at| at.elapsed() >= poll);
        let outlook = self.shared.replica.outlook().await?;
        self.pull_due |= outlook.no_cursor;
        self.pending_since = if outlook.pending { self.pending_since.or_else(|| Some(Instant::now())) } else { None };
        let blobs = self.uploads.waiting(&self.shared.replica).await?;
        let conditions = self.shared.conditions();
        Ok(Situation {
            unsent: self.has_unsent(&outlook),
            carried: outlook.carried && Instant::now() >= self.carry_again,
            pull_due: self.pull_due,
            reoffer: outlook.reoffer && Instant::now() >= self.reoffer_again,
            thumbs: blobs.thumbs,
            evidence: blobs.evidence,
            voices: blobs.voices,
            originals: blobs.originals,
            metered: conditions.metered,
            battery_low: conditions.battery_low,
            originals_anyway: conditions.originals_anyway,
        })
    }

    fn has_unsent(&self, outlook: &Outlook) -> bool {
        outlook.unsent.iter().any(|stream| !self.waiting.contains_key(stream))
    }

    async fn push(&mut self, link: &Link) -> Result<(), SyncError> {
        let (replica, now_ms) = (self.shared.replica.clone(), self.shared.now_ms());
        let waiting = self.waiting.keys().cloned().collect();
        let pushed = push_page(link, &replica, &mut self.page, &waiting, now_ms).await?;
        self.clock_ahead = Some(now_ms - pushed.server_ms).filter(|_| pushed.sent > 0).or(self.clock_ahead);
        self.barren = if pushed.settled > 0 || !pushed.wait.is_empty() { 0 } else { self.barren + 1 };
        if pushed.settled > 0 {
            // What others wrote on it, and the server lacks, is wanted now.
            self.reoffer_again = Instant::now();
        }
        for (stream, code) in pushed.wait {
            let wait = if code == "too_large" { TOO_LARGE } else { WAITING };
            self.waiting.insert(stream.to_string(), (Instant::now() + wait, code));
        }
        if pushed.forked {
            (self.catching_up, self.pull_due) = (true, true);
            return Ok(());
        }
        if pushed.reissued {
            // What was recorded again is sealed and sent at once; a server that refuses that, too, is given time.
            self.sealed_for = None;
            self.reissues += 1;
        }
        if self.reissues > REISSUES {
            return Err(SyncError::NoProgress("reissue"));
        }
        if self.barren >= BARREN {
            return Err(SyncError::NoProgress("push"));
        }
        Ok(())
    }

    async fn act(&mut self, link: &Link, step: Step, put_aside: &[Step]) -> Result<(), SyncError> {
        let replica = self.shared.replica.clone();
        let now_ms = self.shared.now_ms();
        match step {
            Step::Push => self.push(link).await,
            Step::Pull => match pull_page(link, &replica, self.pull.size(), now_ms).await {
                Ok(pulled) => {
                    self.pull_due = pulled.more;
                    self.catching_up &= pulled.more;
                    self.pulled_at = Some(Instant::now());
                    self.clock_ahead = Some(now_ms - pulled.server_ms);
                    let done = self.pulling.unwrap_or(0) + pulled.entries;
                    self.pulling = pulled.more.then_some(done);
                    let progress = pulled.more.then_some((done, done + pulled.left));
                    self.publish(|state| state.pulling = progress);
                    Ok(())
                }
                Err(SyncError::Protocol(ProtocolError::TooLarge)) if self.pull.cap() => Ok(()),
                Err(error) => Err(error),
            },
            Step::Reoffer => {
                match self.reoffer.piece(link, &replica, &mut self.page).await? {
                    // Our own may rest on what was brought back.
                    Passed::Page(true) => self.waiting.retain(|_, (_, code)| *code != Refusal::Gap.as_str()),
                    Passed::Waits => self.reoffer_again = Instant::now() + CARRYING,
                    Passed::Page(false) | Passed::Done => {}
                }
                Ok(())
            }
            Step::Carry => {
                let passed = carry_page(link, &replica, &mut self.page, now_ms).await?;
                // What the server does not take now is not asked for again at once; what is behind it is.
                if passed.delivered == 0 {
                    self.carry_again = Instant::now() + CARRYING;
                }
                Ok(())
            }
            Step::Upload(kind) => self.upload(link, kind, put_aside).await,
        }
    }

    async fn settled(&mut self, link: &Link, asked: u64) -> Rest {
        self.live.open(link, (self.shared.nature.roll)()).await;
        let problem = self.blocked.values().chain(self.waiting.values()).map(|(_, code)| *code).next();
        let (now, clock_ahead) = (self.shared.now_ms(), self.clock_ahead);
        self.publish(|state| {
            let settled_before = state.settled_at;
            *state = SyncState {
                phase: if problem.is_some() { Phase::Stopped } else { Phase::Idle },
                problem: problem.map(str::to_owned),
                pulling: None,
                clock_ahead,
                settled_at: if problem.is_some() { settled_before } else { Some(now) },
                answered: asked,
            };
        });
        Rest::Settled
    }

    fn failed(&mut self, asked: u64, error: &SyncError) -> Rest {
        let (phase, rest) = match error {
            error if error.needs_person() => (Phase::Stopped, Rest::Stopped),
            SyncError::Protocol(cause) => (Phase::Offline, Rest::Retry(self.backoff.after(cause, (self.shared.nature.roll)()))),
            _ => (Phase::Stopped, Rest::Retry(self.backoff.after(&ProtocolError::Status(0), (self.shared.nature.roll)()))),
        };
        self.live.close();
        self.pull_due = true;
        self.pulling = None;
        // What is tapped meanwhile leaves with the first attempt that gets through.
        self.sealed_for = None;
        self.uploads.lost_touch();
        tracing::info!(code = error.code(), failures = self.backoff.failures(), "the sync has to wait");
        let clock_ahead = self.clock_ahead;
        self.publish(|state| {
            state.phase = phase;
            state.problem = Some(error.code().to_owned());
            state.pulling = None;
            state.clock_ahead = clock_ahead;
            state.answered = asked;
        });
        rest
    }

    fn publish(&self, change: impl FnOnce(&mut SyncState)) {
        self.shared.state.send_if_modified(|state| {
            let before = state.clone();
            change(state);
            *state != before
        });
    }
}
