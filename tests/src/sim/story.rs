//! Playing a seed, and making the story of a failing one short.

use super::check::Wrong;
use super::line::Counts;
use super::world::World;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Steps of a story, unless it is told otherwise.
pub const STEPS: u64 = 260;
/// Plays that shortening a story may cost.
const PLAYS: usize = 60;

/// What to play.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// The steps that are played, of 1..=[`STEPS`].
    pub steps: BTreeSet<u64>,
    /// Events that are left out, by name.
    pub without: BTreeSet<String>,
}

impl Plan {
    /// The whole story of a seed.
    pub fn whole(seed: u64) -> Self {
        Self { seed, steps: (1..=STEPS).collect(), without: BTreeSet::new() }
    }

    /// The steps as they are given on the command line: `3,7-9`.
    pub fn steps_text(&self) -> String {
        let mut parts: Vec<(u64, u64)> = Vec::new();
        for step in &self.steps {
            match parts.last_mut() {
                Some((_, end)) if *end + 1 == *step => *end = *step,
                _ => parts.push((*step, *step)),
            }
        }
        let text = |(from, to): &(u64, u64)| if from == to { from.to_string() } else { format!("{from}-{to}") };
        parts.iter().map(text).collect::<Vec<_>>().join(",")
    }

    /// Reads such a list; nothing for one that is none.
    pub fn parse_steps(text: &str) -> Option<BTreeSet<u64>> {
        let mut steps = BTreeSet::new();
        for part in text.split(',') {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (from, to) = (from.trim().parse().ok()?, to.trim().parse::<u64>().ok()?);
            steps.extend(from..=to.min(STEPS));
        }
        Some(steps)
    }
}

/// What came of a play.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What was wrong, and at which step; one behind the last is the end.
    pub wrong: Option<(u64, Wrong)>,
    /// What happened.
    pub told: Vec<String>,
    /// Faults by kind.
    pub counts: Counts,
    /// Taps that were acknowledged.
    pub taps: usize,
    /// Exchanges.
    pub exchanges: u64,
}

/// Where stories are played: in memory where the system has such a folder, since nothing here depends on a real disk.
fn playground() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

/// Plays a plan, on a thread and in a runtime of its own.
pub fn play(plan: &Plan) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).max_blocking_threads(4).build();
    let folder = tempfile::Builder::new().prefix("xuncun-sim").tempdir_in(playground()).expect("a folder");
    runtime.expect("a runtime").block_on(async {
        let mut world = World::new(plan.seed, folder.path()).await;
        world.without.clone_from(&plan.without);
        let mut wrong = None;
        for step in &plan.steps {
            world.story.push(format!("#{step}"));
            if let Err(text) = world.step(plan.seed, *step).await {
                wrong = Some((*step, text));
                break;
            }
        }
        if wrong.is_none()
            && let Err(text) = world.settle().await
        {
            wrong = Some((STEPS + 1, text));
        }
        Outcome { wrong, told: std::mem::take(&mut world.story), counts: world.counts(), taps: world.taps(), exchanges: world.exchanges }
    })
}

/// Leaves out of a failing plan what it fails without.
pub fn shorten(plan: &Plan, failed_at: u64) -> (Plan, Outcome) {
    let mut best = Plan { steps: plan.steps.iter().copied().filter(|step| *step <= failed_at).collect(), ..plan.clone() };
    let mut outcome = play(&best);
    if outcome.wrong.is_none() {
        return (plan.clone(), play(plan));
    }
    let (mut plays, mut size) = (0, best.steps.len().div_ceil(2));
    while size > 0 && plays < PLAYS {
        let steps: Vec<u64> = best.steps.iter().copied().collect();
        let mut shorter = None;
        for part in steps.chunks(size) {
            let without = Plan { steps: best.steps.iter().copied().filter(|step| !part.contains(step)).collect(), ..best.clone() };
            plays += 1;
            let tried = play(&without);
            if tried.wrong.is_some() {
                shorter = Some((without, tried));
                break;
            }
            if plays >= PLAYS {
                break;
            }
        }
        match shorter {
            Some((plan, tried)) => {
                (best, outcome) = (plan, tried);
                size = size.min(best.steps.len().div_ceil(2));
            }
            None => size /= 2,
        }
    }
    (best, outcome)
}
