//! The table of refusals, row by row, against a real store: nothing is ever dropped, and the rest goes on.

use crate::support::district::{Device, NOW, OPEN, WORK};
use crate::support::{Call, Fake};
use std::sync::atomic::Ordering;
use std::time::Duration;
use xuncun_journal::Refusal;
use xuncun_sync::Phase;

fn note_of(device: &Device, id: &str) -> Option<String> {
    device
        .store
        .read(|conn| {
            let mut query = conn.prepare("SELECT note FROM answer WHERE id = ?1 AND deleted = 0")?;
            let mut rows = query.query([id])?;
            Ok(match rows.next()? {
                Some(row) => row.get(0)?,
                None => None,
            })
        })
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_for_good_becomes_a_draft_and_the_rest_goes_on() {
    for refusal in [Refusal::Forbidden, Refusal::BadBody, Refusal::TooLarge, Refusal::BadStream] {
        let fake = Fake::district();
        let mut device = Device::enrolled(&fake).await;
        fake.set_offline(true);
        device.answer("i/1", "refused");
        device.tap_in(OPEN, "s/1", "fine");
        device.answer("i/2", "fine");
        fake.state().refuse = vec![(WORK.into(), refusal, 1)];
        fake.set_offline(false);
        device.sync().await;
        assert_eq!(note_of(&device, "i/1"), None, "un-applied");
        assert_eq!(note_of(&device, "i/2").as_deref(), Some("fine"));
        let drafts = device.store.drafts().unwrap();
        assert_eq!(drafts.len(), 1, "kept");
        assert_eq!(drafts[0].code, refusal, "with its reason");
        assert!(device.delivered(), "{refusal:?}");
        fake.assert_holds_all_of(&device);
        // The chain goes on behind the refused slot.
        device.answer("i/3", "later");
        device.sync().await;
        assert!(device.delivered(), "{refusal:?}");
        device.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_base_and_a_clock_ahead_are_reissued_with_the_same_content() {
    for refusal in [Refusal::RefusedBase, Refusal::ClockAhead] {
        let fake = Fake::district();
        let mut device = Device::enrolled(&fake).await;
        fake.set_offline(true);
        device.answer("i/1", "first");
        device.answer("i/2", "second");
        fake.state().refuse = vec![(WORK.into(), refusal, 1)];
        fake.set_offline(false);
        device.sync().await;
        device.until_delivered(Duration::from_secs(30)).await;
        assert_eq!(note_of(&device, "i/1").as_deref(), Some("first"), "{refusal:?}");
        assert_eq!(note_of(&device, "i/2").as_deref(), Some("second"), "{refusal:?}");
        {
            let state = fake.state();
            let accepted = state.log.iter().filter(|e| e.refused.is_none()).count();
            assert!(accepted >= 4, "{refusal:?}");
        }
        device.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_a_year_ahead_takes_the_servers_time() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.set_offline(true);
    let year = 365 * 86_400_000;
    device.clock.store(NOW + year, Ordering::SeqCst);
    device.answer("i/1", "from the future");
    fake.set_offline(false);
    device.sync().await;
    device.until_delivered(Duration::from_secs(60)).await;
    assert_eq!(note_of(&device, "i/1").as_deref(), Some("from the future"));
    let ahead = device.engine.status().borrow().clock_ahead.unwrap();
    assert_eq!(ahead, year);
    // The next tap is stamped with the corrected clock and is accepted at once.
    let pushes = fake.state().count(Call::Push);
    device.answer("i/2", "again");
    device.sync().await;
    assert!(device.delivered());
    assert!(fake.state().count(Call::Push) - pushes <= 2);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn unsupported_waits_while_the_rest_goes_on() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    fake.set_offline(true);
    device.answer("i/1", "newer than the server");
    device.tap_in(OPEN, "s/1", "fine");
    fake.state().refuse = vec![(WORK.into(), Refusal::Unsupported, 3)];
    fake.set_offline(false);
    let state = device.sync().await;
    assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("unsupported")));
    assert_eq!(device.store.undelivered().unwrap().commits, 1);
    assert_eq!(note_of(&device, "i/1").as_deref(), Some("newer than the server"), "kept");
    assert!(device.store.drafts().unwrap().is_empty());
    // The server is upgraded; nobody has to do anything.
    let took = device.until_delivered(Duration::from_secs(600)).await;
    assert!(took > Duration::from_secs(30), "not hammered");
    assert_eq!(device.sync().await.problem, None);
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_lost_our_tail_gets_it_again() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    for n in 0..5 {
        device.answer(&format!("i/{n}"), "x");
        device.sync().await;
    }
    assert!(device.delivered());
    fake.lose_tail(&device, WORK, 2);
    device.answer("i/9", "after the loss");
    device.sync().await;
    fake.assert_holds_all_of(&device);
    assert!(device.delivered());
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_fork_stops_sending_and_nothing_else() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    device.answer("i/1", "x");
    device.sync().await;
    fake.state().refuse = vec![(WORK.into(), Refusal::Fork, usize::MAX)];
    device.answer("i/2", "y");
    fake.plant_divisions(3);
    let state = device.sync().await;
    assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("fork")));
    assert_eq!(note_of(&device, "i/2").as_deref(), Some("y"), "kept");
    let divisions: i64 = device.store.read(|conn| Ok(conn.query_row("SELECT count(*) FROM division", [], |r| r.get(0))?)).unwrap();
    assert_eq!(divisions, 3, "what the others wrote still comes");
    let pushes = fake.state().count(Call::Push);
    fake.plant_divisions_from(3, 2);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let divisions: i64 = device.store.read(|conn| Ok(conn.query_row("SELECT count(*) FROM division", [], |r| r.get(0))?)).unwrap();
    assert_eq!(divisions, 5, "and at once");
    assert_eq!(fake.state().count(Call::Push), pushes, "without asking again and again");
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_unknown_token_stops_with_its_code() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    device.answer("i/1", "x");
    device.tap("i/2", "y");
    fake.state().turn_away = Some("unauthorized");
    let state = device.sync().await;
    assert_eq!((state.phase, state.problem.as_deref()), (Phase::Stopped, Some("unauthorized")));
    let calls = fake.state().calls.len();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(fake.state().calls.len() - calls <= 13, "not hammered");
    assert_eq!(note_of(&device, "i/2").as_deref(), Some("y"), "kept");
    device.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_restored_server_is_offered_everything_again() {
    let fake = Fake::district();
    let mut device = Device::enrolled(&fake).await;
    for n in 0..4 {
        device.answer(&format!("i/{n}"), "x");
        device.tap_in(OPEN, &format!("s/{n}"), "y");
        device.sync().await;
    }
    device.sync().await;
    assert!(device.delivered());
    // The backup lacks the last of our commits, and nothing new is written here.
    fake.lose_tail(&device, WORK, 3);
    fake.lose_tail(&device, OPEN, 1);
    fake.state().epoch = 9;
    device.sync().await;
    device.sync().await;
    fake.assert_holds_all_of(&device);
    assert!(device.delivered());
    let pushes = fake.state().count(Call::Push);
    device.sync().await;
    assert_eq!(fake.state().count(Call::Push), pushes, "once");
    device.stop().await;
}
