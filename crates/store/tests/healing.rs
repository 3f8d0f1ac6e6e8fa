//! What the server does not take is never lost: un-applied and kept as a draft, or recorded again on the accepted state.

use crate::common::{NOW, Replica, VISIT, open, text, work};
use xuncun_journal::{Entry, Refusal, commit, decode_body};
use xuncun_store::query::{finding, history};
use xuncun_store::{CommitVerdict, Healed};

fn verdict(seq: u64, refusal: Option<Refusal>) -> CommitVerdict {
    CommitVerdict { stream: work(), seq, refusal }
}

fn notes(replica: &Replica, item: &str) -> Vec<String> {
    let id = format!("{VISIT}/{item}");
    let mut all = Vec::new();
    for draft in replica.all_drafts().unwrap() {
        for put in draft.puts.iter().filter(|put| put.id == id) {
            all.extend(put.columns.iter().filter(|(name, _)| name == "note").map(|(_, v)| v.as_text().unwrap().to_owned()));
        }
    }
    all
}

#[test]
fn a_refused_commit_is_undone_and_its_content_kept() {
    let replica = Replica::new(1);
    replica.tap("H1", "accepted", NOW);
    replica.seal().unwrap();
    replica.tap("H1", "refused", NOW + 1);
    replica.tap("H2", "refused too", NOW + 1);
    replica.seal().unwrap();
    replica.tap("H3", "unconcerned", NOW + 2);
    replica.seal().unwrap();
    let verdicts = [verdict(1, None), verdict(2, Some(Refusal::Forbidden)), verdict(3, None)];
    let healed = replica.mark_verdicts(&verdicts, NOW).unwrap();
    assert_eq!(healed, [Healed::Drafted { stream: work(), seq: 2, code: Refusal::Forbidden }]);
    assert_eq!(replica.note("H1").as_deref(), Some("accepted"), "what was there before is back");
    assert_eq!(replica.note("H2"), None);
    assert_eq!(replica.note("H3").as_deref(), Some("unconcerned"), "the rest goes on");
    let drafts = replica.drafts().unwrap();
    assert_eq!((drafts.len(), drafts[0].code, drafts[0].puts.len()), (1, Refusal::Forbidden, 2));
    assert_eq!(notes(&replica, "H1"), ["refused"]);
    assert!(replica.unsent(usize::MAX).unwrap().is_empty());
    // The same answer again, after a lost reply, changes nothing.
    assert!(replica.mark_verdicts(&verdicts, NOW).unwrap().is_empty());
    assert_eq!(replica.drafts().unwrap().len(), 1);
    let dump = replica.dump().unwrap();
    replica.rebuild().unwrap();
    assert_eq!(replica.dump().unwrap(), dump);
    replica.dismiss_draft(drafts[0].number).unwrap();
    assert!(replica.drafts().unwrap().is_empty());
    assert_eq!(replica.all_drafts().unwrap().len(), 1, "and still it is kept");
    // The chain goes on behind the refused header.
    replica.tap("H1", "next", NOW + 3);
    assert_eq!(replica.seal().unwrap()[0].seq, 4);
}

#[test]
fn what_is_kept_of_a_stream_is_marked_as_old_when_a_commit_in_it_is_refused() {
    let replica = Replica::new(1);
    let marks = || replica.read(|conn| Ok((history::mark(conn, &work())?, history::mark(conn, &open())?, finding::marks(conn)?))).unwrap();
    let put = |id: &str, at: i64| {
        replica.write(&replica.actor(at), |tx| tx.put("finding", &open(), id, &[("kind", text("firewood"))])).unwrap();
        replica.tap("H1", id, at);
        replica.seal().unwrap();
    };
    put("first", NOW);
    let one = marks();
    put("second", NOW + 1);
    let two = marks();
    // The first is refused while the second stands: nothing arrives, nothing is tapped, and yet both streams hold something else.
    for stream in [work(), open()] {
        let verdicts = [(1, Some(Refusal::Forbidden)), (2, None)].map(|(seq, refusal)| CommitVerdict { stream, seq, refusal });
        replica.mark_verdicts(&verdicts, NOW).unwrap();
    }
    assert!(replica.read(|conn| Ok(finding::finding(conn, "first")?)).unwrap().is_none());
    let three = marks();
    for (before, after) in [(&one, &two), (&two, &three)] {
        assert_ne!(before.0, after.0);
        assert_ne!(before.1, after.1);
        assert_ne!(before.2, after.2);
    }
    assert_eq!(marks(), three, "and they stay as long as nothing happens");
}

#[test]
fn replicas_that_never_saw_the_refused_body_hold_the_same() {
    let (author, reader) = (Replica::new(1), Replica::new(2));
    author.tap("H1", "accepted", NOW);
    author.seal().unwrap();
    author.tap("H1", "refused", NOW + 1);
    author.seal().unwrap();
    author.tap("H2", "accepted", NOW + 2);
    let mut commits = author.commits();
    author.mark_verdicts(&[verdict(2, Some(Refusal::Forbidden))], NOW).unwrap();
    commits[1] = Entry { body: None, refused: Some(Refusal::Forbidden), ..commits[1].clone() };
    let outcome = reader.take(&commits);
    assert_eq!(outcome.applied, 3, "a refused header keeps the chain whole");
    assert_eq!(reader.dump().unwrap(), author.dump().unwrap());
    // The author may also learn of it by pulling.
    let late = Replica::new(3);
    late.take(&commits);
    assert_eq!(late.dump().unwrap(), author.dump().unwrap());
}

#[test]
fn an_author_who_pulls_a_refusal_of_its_own_commit_undoes_it() {
    let author = Replica::new(1);
    author.tap("H1", "refused", NOW);
    let commit = author.commits().remove(0);
    let outcome = author.take(&[Entry { body: None, refused: Some(Refusal::Forbidden), ..commit }]);
    assert_eq!(outcome.already, 1);
    assert_eq!(author.note("H1"), None);
    assert_eq!(notes(&author, "H1"), ["refused"]);
}

#[test]
fn own_commits_that_come_back_are_accepted() {
    let author = Replica::new(1);
    author.tap("H1", "one", NOW);
    let commits = author.commits();
    assert_eq!(author.unsent(usize::MAX).unwrap().len(), 1);
    let outcome = author.take(&commits);
    assert_eq!((outcome.applied, outcome.already), (0, 1));
    assert!(author.unsent(usize::MAX).unwrap().is_empty());
}

#[test]
fn what_rests_on_a_refused_version_is_recorded_again_on_the_accepted_one() {
    let (author, reader) = (Replica::new(1), Replica::new(2));
    author.tap("H1", "accepted", NOW);
    author.seal().unwrap();
    author.tap("H1", "refused", NOW + 1);
    author.seal().unwrap();
    author.tap("H1", "rests on it", NOW + 2);
    author.tap("H2", "sealed with it", NOW + 2);
    author.seal().unwrap();
    author.tap("H3", "after it", NOW + 3);
    author.seal().unwrap();
    let accepted = author.commits();
    let verdicts = [verdict(1, None), verdict(2, Some(Refusal::Forbidden)), verdict(3, Some(Refusal::RefusedBase)), verdict(4, Some(Refusal::Gap))];
    let healed = author.mark_verdicts(&verdicts, NOW).unwrap();
    assert!(healed.contains(&Healed::Reissued { stream: work(), from: 3, code: Refusal::RefusedBase }), "{healed:?}");
    assert_eq!(author.note("H1").as_deref(), Some("rests on it"));
    assert_eq!(author.note("H3").as_deref(), Some("after it"));
    let unsent = author.unsent(usize::MAX).unwrap();
    assert_eq!(unsent.len(), 1);
    let header = commit::peek(&unsent[0].envelope).unwrap().header;
    assert_eq!((header.seq, header.parent), (3, Some(commit::peek(&accepted[1].envelope).unwrap().header_hash)));
    let puts = decode_body(&header, unsent[0].body.as_ref().unwrap()).unwrap();
    let h1 = puts.iter().find(|put| put.id.ends_with("H1")).unwrap();
    assert_eq!(h1.bases.iter().map(|base| base.seq).collect::<Vec<_>>(), [1]);
    let refused = Entry { body: None, refused: Some(Refusal::Forbidden), ..accepted[1].clone() };
    reader.take(&[accepted[0].clone(), refused]);
    reader.take(&author.commits()[1..]);
    assert_eq!(reader.dump().unwrap(), author.dump().unwrap());
    assert!(reader.conflicts().unwrap().is_empty());
}

#[test]
fn a_clock_a_year_ahead_is_put_right_and_nothing_is_lost() {
    let year = 365 * 86_400_000;
    let author = Replica::new(1);
    author.tap("H1", "right", NOW);
    author.seal().unwrap();
    author.mark_verdicts(&[verdict(1, None)], NOW).unwrap();
    author.tap("H1", "a year ahead", NOW + year);
    author.write(&author.actor(NOW + year), |tx| tx.put("notice", &open(), "n1", &[("score", text("90"))])).unwrap();
    author.seal().unwrap();
    author.tap("H2", "not sealed yet", NOW + year);
    let server_ms = NOW + 60_000;
    author.observe_server_time(NOW + year, server_ms).unwrap();
    for commit in author.unsent(usize::MAX).unwrap() {
        assert!(commit::peek(&commit.envelope).unwrap().header.hlc.too_far_ahead(server_ms));
    }
    let healed = author.mark_verdicts(&[verdict(2, Some(Refusal::ClockAhead))], server_ms).unwrap();
    assert_eq!(healed.len(), 2, "every stream carries the wrong time: {healed:?}");
    let author = author.restart();
    assert_eq!(author.note("H1").as_deref(), Some("a year ahead"));
    assert_eq!(author.note("H2").as_deref(), Some("not sealed yet"));
    // The device's own clock is still wrong; its taps are not.
    author.tap("H3", "later", NOW + year + 5);
    let unsent = author.unsent(usize::MAX).unwrap();
    assert!(!unsent.is_empty());
    for commit in &unsent {
        let header = commit::peek(&commit.envelope).unwrap().header;
        assert!(!header.hlc.too_far_ahead(server_ms), "{header:?}");
    }
    assert!(author.dump().unwrap().contains("score=\"90\""));
    // Put right by its owner, it counts again.
    author.observe_server_time(server_ms, server_ms).unwrap();
    assert_eq!(author.clock_offset_ms().unwrap(), 0);
}

#[test]
fn what_the_server_cannot_take_now_waits_and_lets_the_rest_go_first() {
    let author = Replica::new(1);
    author.tap("H1", "one", NOW);
    author.seal().unwrap();
    author.write(&author.actor(NOW + 1), |tx| tx.put("notice", &open(), "n1", &[("score", text("90"))])).unwrap();
    author.seal().unwrap();
    let healed = author.mark_verdicts(&[verdict(1, Some(Refusal::Unsupported))], NOW).unwrap();
    assert_eq!(healed, [Healed::Held { stream: work(), seq: 1, code: Refusal::Unsupported }]);
    assert_eq!(author.note("H1").as_deref(), Some("one"));
    let unsent = author.unsent(1).unwrap();
    assert_eq!((unsent.len(), unsent[0].stream, unsent[0].held), (1, open(), None));
    let all = author.unsent(usize::MAX).unwrap();
    assert_eq!(all[1].held, Some(Refusal::Unsupported));
    author.mark_verdicts(&[verdict(1, None)], NOW).unwrap();
    assert_eq!(author.unsent(usize::MAX).unwrap().len(), 1);
}

#[test]
fn after_a_gap_everything_from_there_is_offered_again() {
    let author = Replica::new(1);
    for n in 1..4 {
        author.tap("H1", &n.to_string(), NOW + n);
        author.seal().unwrap();
    }
    author.mark_sent(&[(work(), 1), (work(), 2), (work(), 3)]).unwrap();
    assert_eq!(author.unsent(usize::MAX).unwrap().len(), 3, "sent is not accepted");
    author.mark_verdicts(&[verdict(1, None), verdict(2, None), verdict(3, None)], NOW).unwrap();
    assert!(author.unsent(usize::MAX).unwrap().is_empty());
    author.offer_again(&work(), 2).unwrap();
    let seqs: Vec<u64> = author.unsent(usize::MAX).unwrap().iter().map(|commit| commit.seq).collect();
    assert_eq!(seqs, [2, 3]);
}

#[test]
fn pages_are_bounded_by_bytes_and_never_empty() {
    let author = Replica::new(1);
    for n in 0..5 {
        author.tap("H1", &format!("{n}{}", "x".repeat(1_000)), NOW + n);
        author.seal().unwrap();
    }
    let sizes = |max| author.unsent(max).unwrap().len();
    let one = author.unsent(1).unwrap().remove(0);
    let bytes = one.envelope.len() + one.body.as_ref().unwrap().len() + 16;
    assert_eq!(sizes(1), 1);
    assert_eq!(sizes(bytes), 1);
    assert_eq!(sizes(bytes * 2 + 64), 2);
    assert_eq!(sizes(usize::MAX), 5);
}
