//! What the server takes and what it refuses, over the wire: one row of the table of refusals a test.

use crate::common;
use crate::common::{COUNTY, DAY, MINUTE, World, YEAR, answer, base, put, stream};
use xuncun_domain::grant::Role;
use xuncun_journal::{Commit, DeviceKey, HeaderFields, Hlc, Put, Refusal, Value, seal};
use xuncun_sync::protocol::{Protocol, ProtocolError};

const VILLAGE: &str = "629900100201/work";

async fn one() -> (World, common::Tablet) {
    let world = World::new().await;
    let tablet = world.staff("insp", Role::Inspector, &[COUNTY]).await;
    (world, tablet)
}

#[tokio::test]
async fn accepted_once_and_said_to_be_there_ever_after() {
    let (world, mut tablet) = one().await;
    let first = tablet.seal(VILLAGE, &[answer("a")]);
    let before = world.endpoint().storage().last_position().await.unwrap();
    let reply = tablet.push(std::slice::from_ref(&first.commit)).await;
    assert_eq!((reply.verdicts[0].refusal, reply.verdicts[0].already), (None, false));
    let receipt = tablet.receipt(&reply.receipt.unwrap());
    assert_eq!(receipt.district, COUNTY);
    assert_eq!((receipt.heads[0].seq, receipt.heads[0].hash), (1, first.header_hash));
    // The reply is lost; the client sends the same again, many times, also beside new commits.
    for _ in 0..3 {
        let reply = tablet.push(std::slice::from_ref(&first.commit)).await;
        assert_eq!((reply.verdicts[0].refusal, reply.verdicts[0].already), (None, true));
        assert_eq!(tablet.receipt(&reply.receipt.unwrap()).heads[0].seq, 1);
    }
    let second = tablet.seal(VILLAGE, &[answer("b")]);
    let reply = tablet.push(&[first.commit.clone(), second.commit.clone(), first.commit, second.commit]).await;
    let verdicts: Vec<_> = reply.verdicts.iter().map(|v| (v.refusal, v.already)).collect();
    assert_eq!(verdicts, [(None, true), (None, false), (None, true), (None, true)]);
    assert_eq!(world.endpoint().storage().last_position().await.unwrap(), before + 2, "nothing is stored twice");
}

#[tokio::test]
async fn an_empty_page_is_no_fault() {
    let (_world, tablet) = one().await;
    let reply = tablet.push(&[]).await;
    assert!(reply.verdicts.is_empty() && reply.receipt.is_none());
}

#[tokio::test]
async fn another_commit_at_a_taken_slot_is_a_fork_and_a_hole_is_a_gap() {
    let (_world, mut tablet) = one().await;
    let first = tablet.seal(VILLAGE, &[answer("a")]);
    assert_eq!(tablet.offer(&first).await, (None, false));
    // A cloned tablet: the same place in the chain, other content.
    tablet.forget(&first);
    let clone = tablet.seal(VILLAGE, &[answer("b")]);
    let reply = tablet.push(std::slice::from_ref(&clone.commit)).await;
    assert_eq!(reply.verdicts[0].refusal, Some(Refusal::Fork));
    assert_eq!((reply.heads[0].seq, reply.heads[0].hash), (1, first.header_hash), "what the server holds of the chain");
    // On top of the clone: its parent is another.
    let child = tablet.seal(VILLAGE, &[answer("c")]);
    assert_eq!(tablet.offer(&child).await, (Some(Refusal::Fork), false));
    // Two further on: its parent is not there.
    let grandchild = tablet.seal(VILLAGE, &[answer("d")]);
    let reply = tablet.push(std::slice::from_ref(&grandchild.commit)).await;
    assert_eq!(reply.verdicts[0].refusal, Some(Refusal::Gap));
    assert_eq!(reply.heads[0].seq, 1);
    assert!(reply.receipt.is_none(), "nothing of this page is held");
}

#[tokio::test]
async fn a_gap_in_one_stream_stops_no_other() {
    let (_world, mut tablet) = one().await;
    let skipped = tablet.seal(VILLAGE, &[answer("a")]);
    let hole = tablet.seal(VILLAGE, &[answer("b")]);
    let other = tablet.seal("629900100202/work", &[answer("c")]);
    let reply = tablet.push(&[hole.commit.clone(), other.commit]).await;
    let refusals: Vec<_> = reply.verdicts.iter().map(|v| v.refusal).collect();
    assert_eq!(refusals, [Some(Refusal::Gap), None]);
    let head = &reply.heads[0];
    assert_eq!((head.seq, head.hash.0, head.stream), (0, [0; 32], stream(VILLAGE)));
    let reply = tablet.push(&[skipped.commit, hole.commit]).await;
    assert!(reply.verdicts.iter().all(|v| v.refusal.is_none()), "from the server's head on it goes");
}

#[tokio::test]
async fn clocks() {
    let (world, mut tablet) = one().await;
    for (ahead, refusal) in
        [(-YEAR, None), (0, None), (10 * MINUTE, None), (10 * MINUTE + 1, Some(Refusal::ClockAhead)), (YEAR, Some(Refusal::ClockAhead))]
    {
        let mut fields = tablet.fields(VILLAGE);
        // The grant began a year before the first day: a clock a whole year slow is just inside it.
        fields.hlc = Hlc::from_parts(world.now() + ahead, 0);
        let sealed = tablet.seal_as(fields, &[answer(&format!("a{ahead}"))]);
        assert_eq!(tablet.offer(&sealed).await.0, refusal, "{ahead} ms");
        if refusal.is_some() {
            // Not a verdict: the slot is free for the reissued commit.
            tablet.forget(&sealed);
        }
    }
    let again = tablet.seal(VILLAGE, &[answer("again")]);
    assert_eq!(tablet.offer(&again).await, (None, false));
}

#[tokio::test]
async fn a_refused_commit_is_refused_whole_and_keeps_its_slot() {
    let (_world, mut tablet) = one().await;
    // An inspector may write the answer, not the review: neither is taken.
    let mixed = tablet.seal(VILLAGE, &[answer("a"), put("review", "r", "verdict", "accepted")]);
    let reply = tablet.push(std::slice::from_ref(&mixed.commit)).await;
    assert_eq!(reply.verdicts[0].refusal, Some(Refusal::Forbidden));
    let receipt = tablet.receipt(&reply.receipt.unwrap());
    assert_eq!((receipt.heads[0].seq, receipt.heads[0].hash), (1, mixed.header_hash));
    assert_eq!((receipt.refused[0].seq, receipt.refused[0].refusal), (1, Refusal::Forbidden));
    assert_eq!(tablet.offer(&mixed).await, (Some(Refusal::Forbidden), true), "the same verdict for ever");
    // The chain goes on over it.
    let next = tablet.seal(VILLAGE, &[answer("b")]);
    assert_eq!(tablet.offer(&next).await, (None, false));
    // Readers get the header and the verdict, never the body.
    let (entries, _) = tablet.pull_all(None, None).await;
    let of_village: Vec<_> = entries.iter().filter(|e| xuncun_journal::peek(&e.envelope).unwrap().header.stream == stream(VILLAGE)).collect();
    assert_eq!((of_village[0].body.is_none(), of_village[0].refused), (true, Some(Refusal::Forbidden)));
    assert_eq!((of_village[1].body.is_some(), of_village[1].refused), (true, None));
}

#[tokio::test]
async fn what_rests_on_a_refused_or_unknown_version_is_not_taken() {
    let (_world, mut tablet) = one().await;
    let refused = tablet.seal(VILLAGE, &[put("review", "r", "verdict", "accepted")]);
    assert_eq!(tablet.offer(&refused).await.0, Some(Refusal::Forbidden));
    let mut on_refused = answer("a");
    on_refused.bases = vec![base(&tablet.key, 1)];
    let sealed = tablet.seal(VILLAGE, &[on_refused]);
    assert_eq!(tablet.offer(&sealed).await, (Some(Refusal::RefusedBase), false));
    tablet.forget(&sealed);
    let mut on_nothing = answer("a");
    on_nothing.bases = vec![base(&DeviceKey::generate(), 7)];
    let sealed = tablet.seal(VILLAGE, &[on_nothing]);
    assert_eq!(tablet.offer(&sealed).await, (Some(Refusal::Gap), false));
    tablet.forget(&sealed);
    // Reissued on the accepted state it goes, at the very same slot.
    let sealed = tablet.seal(VILLAGE, &[answer("a")]);
    assert_eq!(sealed.header.seq, 2);
    assert_eq!(tablet.offer(&sealed).await, (None, false));
}

#[tokio::test]
async fn signatures() {
    let (world, mut tablet) = one().await;
    let good = tablet.seal(VILLAGE, &[answer("a")]);
    // Any bit of the envelope altered: refused, and the slot stays free.
    for at in [0, good.commit.envelope.len() / 2, good.commit.envelope.len() - 1] {
        let mut altered = good.commit.clone();
        altered.envelope[at] ^= 1;
        let refusal = tablet.push(&[altered]).await.verdicts[0].refusal;
        assert!(matches!(refusal, Some(Refusal::BadSignature | Refusal::UnknownDevice)), "byte {at}: {refusal:?}");
    }
    for cut in [0, 1, good.commit.envelope.len() - 1] {
        let cut = Commit::new(good.commit.envelope[..cut].to_vec(), good.commit.body.clone());
        assert_eq!(tablet.push(&[cut]).await.verdicts[0].refusal, Some(Refusal::BadSignature));
    }
    // Another body than the header names, or none: whoever carries a commit must not be able to take its slot.
    let mut other = good.commit.clone();
    other.body.as_mut().unwrap()[3] ^= 1;
    assert_eq!(tablet.push(&[other]).await.verdicts[0].refusal, Some(Refusal::BadSignature));
    let carrier = world.staff("carrier", Role::Inspector, &[COUNTY]).await;
    let bare = Commit::new(good.commit.envelope.clone(), None);
    assert_eq!(carrier.push(&[bare]).await.verdicts[0].refusal, Some(Refusal::BadSignature));
    // A key that no device row names.
    let stranger = DeviceKey::generate();
    let sealed = seal(&stranger, HeaderFields { seq: 1, parent: None, ..tablet.fields(VILLAGE) }, &[answer("x")]).unwrap();
    assert_eq!(tablet.offer(&sealed).await, (Some(Refusal::UnknownDevice), false));
    assert_eq!(tablet.offer(&good).await, (None, false), "after all of that the real one is taken");
    // Whoever carries it: a commit speaks for itself.
    let next = tablet.seal(VILLAGE, &[answer("b")]);
    assert_eq!(carrier.offer(&next).await, (None, false));
}

#[tokio::test]
async fn nobody_signs_for_another_or_with_anothers_grant() {
    let (world, mut tablet) = one().await;
    world.person("boss", Role::Supervisor, &[COUNTY]).await;
    for (author, grant) in [("boss", "boss/supervisor"), ("insp", "boss/supervisor"), ("insp", "no/grant"), ("insp", ""), ("boss", "insp/inspector")]
    {
        let mut fields = tablet.fields(VILLAGE);
        (fields.author, fields.grant) = (author.into(), grant.into());
        let sealed = tablet.seal_as(fields, &[answer("a")]);
        assert_eq!(tablet.offer(&sealed).await.0, Some(Refusal::Forbidden), "{author} by {grant}");
    }
}

#[tokio::test]
async fn a_grants_end_and_thirty_days() {
    let world = World::new().await;
    let end = world.now() + DAY;
    world.person_until("late", Role::Inspector, &[COUNTY], Some(end)).await;
    let mut tablet = world.tablet("late", Role::Inspector).await;
    let made_in_time = tablet.seal(VILLAGE, &[answer("a")]);
    world.pass(DAY + 30 * DAY);
    assert_eq!(tablet.offer(&made_in_time).await, (None, false), "made in time, arrived on the last moment");
    // Made after the end.
    let made_late = tablet.seal(VILLAGE, &[answer("b")]);
    assert_eq!(tablet.offer(&made_late).await.0, Some(Refusal::Forbidden));
    // Made in time, arrived a millisecond too late.
    world.pass(1);
    let mut fields = tablet.fields(VILLAGE);
    fields.hlc = Hlc::from_parts(end - 1, 0);
    let sealed = tablet.seal_as(fields, &[answer("c")]);
    assert_eq!(tablet.offer(&sealed).await.0, Some(Refusal::Forbidden));
}

#[tokio::test]
async fn tables_lie_in_their_streams_and_values_in_their_columns() {
    let (_world, mut tablet) = one().await;
    let number = |column: &str, value: Value| Put { columns: vec![(column.into(), value)], ..answer("a") };
    for (to, puts, refusal) in [
        ("629900100201/open", vec![answer("a")], Refusal::BadStream),
        ("629900/work", vec![answer("a")], Refusal::BadStream),
        ("629900100201/work", vec![put("finding", "f", "kind", "pile")], Refusal::BadStream),
        // Another county's.
        ("629901100201/work", vec![answer("a")], Refusal::BadStream),
        ("629900100201/work", vec![number("item", Value::Int(5))], Refusal::BadBody),
        ("629900100201/work", vec![number("household", Value::from("three"))], Refusal::BadBody),
        ("629900100201/work", vec![number("note", Value::Bytes(vec![1]))], Refusal::BadBody),
    ] {
        let sealed = tablet.seal(to, &puts);
        assert_eq!(tablet.offer(&sealed).await.0, Some(refusal), "{to} {}", puts[0].table);
    }
    // A column of a newer version is kept as it is; a table of one waits for a newer server.
    let sealed = tablet.seal(VILLAGE, &[number("mood_2031", Value::Int(5))]);
    assert_eq!(tablet.offer(&sealed).await, (None, false));
    let sealed = tablet.seal(VILLAGE, &[put("hologram", "h", "x", "y")]);
    assert_eq!(tablet.offer(&sealed).await, (Some(Refusal::Unsupported), false));
}

#[tokio::test]
async fn a_commit_that_puts_nothing_is_refused() {
    let world = World::new().await;
    let mut cadre = world.staff("cadre", Role::Cadre, &["629900100201"]).await;
    for to in ["629900/work", "629900100201/open"] {
        let sealed = cadre.seal(to, &[]);
        assert_eq!(cadre.offer(&sealed).await.0, Some(Refusal::BadBody), "{to}: no grant was asked for it");
    }
    let sealed = cadre.seal("629900100201/open", &[put("cleanup", "c", "day", "2026-11-23")]);
    assert_eq!(cadre.offer(&sealed).await.0, None, "the chain goes on");
}

#[tokio::test]
async fn revoked_devices() {
    let world = World::new().await;
    let mut lost = world.staff("lost", Role::Inspector, &[COUNTY]).await;
    let mut retired = world.staff("retired", Role::Inspector, &[COUNTY]).await;
    let friend = world.staff("friend", Role::Inspector, &[COUNTY]).await;
    let known = lost.seal(VILLAGE, &[answer("a")]);
    assert_eq!(lost.offer(&known).await.0, None);
    let unsent = lost.seal(VILLAGE, &[answer("b")]);
    let drained = retired.seal(VILLAGE, &[answer("c")]);
    world.pass(MINUTE);
    world.endpoint().revoke(lost.key.id(), true).await.unwrap();
    world.endpoint().revoke(retired.key.id(), false).await.unwrap();
    // The lost one is told so, whatever it asks, with the root's signed word for it.
    let error = lost.try_push(std::slice::from_ref(&unsent.commit)).await.unwrap_err();
    let ProtocolError::Refused { code, params } = error else { panic!("{error:?}") };
    assert_eq!((code.as_str(), params["device"].as_str()), ("lost", lost.key.id().to_string().as_str()));
    use base64::Engine;
    let envelope = base64::engine::general_purpose::STANDARD.decode(&params["envelope"]).unwrap();
    assert!(xuncun_journal::open(&envelope, &world.endpoint().district().root).is_ok());
    assert_eq!(lost.client.pull(&lost.session, Default::default()).await.unwrap_err().code(), "lost");
    // Somebody else may carry what was known then, nothing more.
    assert_eq!(friend.offer(&known).await, (None, true));
    assert_eq!(friend.offer(&unsent).await.0, Some(Refusal::Lost));
    // The retired one delivers what it had made, and nothing made after; it gets nothing more.
    assert_eq!(retired.offer(&drained).await, (None, false));
    world.pass(MINUTE);
    let after = retired.seal(VILLAGE, &[answer("d")]);
    assert_eq!(retired.offer(&after).await.0, Some(Refusal::Retired));
    assert_eq!(retired.client.pull(&retired.session, Default::default()).await.unwrap_err().code(), "retired");
}

#[tokio::test]
async fn pages_that_are_none() {
    let (_world, tablet) = one().await;
    let page = |bytes: Vec<u8>| tablet.client.push(&tablet.session, bytes.into());
    assert_eq!(page(b"no page".to_vec()).await.unwrap_err().code(), "bad_page");
    // A bomb: nine megabytes of nothing in a few hundred bytes.
    let bomb = zstd::bulk::compress(&vec![0; 9 << 20], 3).unwrap();
    assert!(bomb.len() < 4096);
    assert_eq!(page(bomb).await.unwrap_err(), ProtocolError::TooLarge);
    assert_eq!(page(vec![0; 11 << 20]).await.unwrap_err(), ProtocolError::TooLarge);
    // A whole page of text that is too long for one value cannot even be sealed; the largest that can is taken.
    let stranger = xuncun_sync::protocol::Session { token: "x".repeat(43) };
    assert_eq!(tablet.client.push(&stranger, Vec::new().into()).await.unwrap_err(), ProtocolError::Unauthorized);
}

#[tokio::test]
async fn a_note_of_ten_thousand_characters_is_kept() {
    let (_world, mut tablet) = one().await;
    let sealed = tablet.seal(VILLAGE, &[put("answer", "a", "note", &"字".repeat(10_000))]);
    assert_eq!(tablet.offer(&sealed).await, (None, false));
    let (entries, _) = tablet.pull_all(None, None).await;
    assert_eq!(entries.last().unwrap().body, sealed.commit.body);
}
