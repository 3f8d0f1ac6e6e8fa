//! Stories of a district in which everything goes wrong; and the proof that the simulator would notice.

use std::time::{Duration, Instant};
use xuncun_journal::planted::{Bug, plant};
use xuncun_tests::sim::story::{Plan, play, shorten};

/// Seeds of the stories in `make test`; as many of them as fit.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=60;
const FIT: Duration = Duration::from_secs(45);
/// Seeds within which a planted bug is found.
const FOUND_WITHIN: u64 = 1_000;

#[test]
fn stories_hold() {
    let until = Instant::now() + FIT;
    let mut played = 0;
    for seed in SEEDS {
        let plan = Plan::whole(seed);
        let outcome = play(&plan);
        if let Some((step, wrong)) = outcome.wrong {
            let (short, outcome) = shorten(&plan, step);
            let told = outcome.told.join("\n");
            panic!("{wrong}\n\nmake sim SEED={seed}\nmake sim SEED={seed} STEPS={}\n\n{told}\n{:?}", short.steps_text(), outcome.wrong);
        }
        played += 1;
        if Instant::now() > until {
            break;
        }
    }
    assert!(played > 0);
    println!("{played} stories");
}

#[test]
fn a_seed_is_one_story() {
    let (one, two) = (play(&Plan::whole(7)), play(&Plan::whole(7)));
    assert_eq!(one.told, two.told);
    assert_eq!(one.counts, two.counts);
}

#[test]
fn steps_are_written_and_read_alike() {
    let steps = Plan::parse_steps("3, 7-9,12").unwrap();
    let plan = Plan { steps: steps.clone(), ..Plan::whole(1) };
    assert_eq!(steps.iter().copied().collect::<Vec<_>>(), [3, 7, 8, 9, 12]);
    assert_eq!((plan.steps_text().as_str(), Plan::parse_steps(&plan.steps_text())), ("3,7-9,12", Some(steps)));
    assert_eq!(Plan::parse_steps("all"), None);
}

/// Each in a process of its own, as nextest runs tests: a planted bug is the whole process's.
macro_rules! planted_bugs {
    ($($name:ident $bug:ident $at:literal)*) => {
        $(#[test]
        fn $name() {
            found(Bug::$bug, $at);
        })*
    };
}

planted_bugs! {
    a_swallowed_reply_is_noticed SwallowedReply 1
    a_page_that_leaves_one_out_is_noticed PageOffByOne 2
    nothing_done_on_a_taken_slot_is_noticed NothingOnTakenSlot 4
    a_clock_that_nobody_guards_is_noticed NoClockGuard 1
    a_receipt_before_its_fsync_is_noticed ReceiptBeforeFsync 1
    a_cursor_that_survives_a_restore_is_noticed CursorSurvivesRestore 1
    a_single_base_is_noticed SingleBase 2
    a_refusal_that_breaks_its_chain_is_noticed RefusalBreaksChain 2
    a_grant_that_counts_at_arrival_only_is_noticed GrantAtArrivalOnly 2
    taps_that_a_reissue_loses_are_noticed PendingLostOnReissue 10
    an_original_that_leaves_before_the_backup_has_it_is_noticed LetGoAtReceipt 1
}

/// Where it was found last is looked first; what changes the stories may move it.
fn found(bug: Bug, at: u64) {
    plant(Some(bug));
    let noticed = (at..=FOUND_WITHIN).chain(1..at).find(|seed| play(&Plan::whole(*seed)).wrong.is_some());
    assert!(noticed.is_some(), "{bug:?} goes unnoticed");
    println!("{bug:?}: seed {}", noticed.unwrap_or_default());
}
