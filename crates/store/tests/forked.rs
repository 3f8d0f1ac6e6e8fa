//! A tablet restored from an old image, a tablet copied, and the new key that ends it: nothing is lost, and all are equal.

use crate::common::{NOW, Replica, VISIT, identity, key, receipt, work};
use std::fs;
use xuncun_journal::receipt::ReceiptHead;
use xuncun_journal::{Entry, Refusal, commit};
use xuncun_store::{CommitVerdict, Healed, Identity, Store, StoreError};

/// The replica as its files are now, in another folder: an image to be restored, or a copy that lives on.
fn image(of: &Replica) -> Replica {
    let dir = tempfile::tempdir().unwrap();
    for name in ["replica.sqlite", "replica.sqlite-wal"] {
        if let Ok(bytes) = fs::read(of.dir.path().join(name)) {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
    }
    let store = Store::open(dir.path()).unwrap();
    Replica { dir, store, n: of.n }
}

fn accepted(replica: &Replica, upto: u64) {
    let verdicts: Vec<_> = (1..=upto).map(|seq| CommitVerdict { stream: work(), seq, refusal: None }).collect();
    replica.mark_verdicts(&verdicts, NOW).unwrap();
}

fn commit_of(replica: &Replica, item: &str, note: &str, at: i64) {
    replica.tap(item, note, at);
    replica.seal().unwrap();
}

#[test]
fn a_restored_image_catches_up_and_what_it_wrote_since_comes_behind() {
    let author = Replica::new(1);
    commit_of(&author, "H1", "before the image", NOW);
    accepted(&author, 1);
    let restored = image(&author);
    commit_of(&author, "H1", "after the image", NOW + 1);
    commit_of(&author, "H2", "after the image, too", NOW + 2);
    commit_of(&author, "H4", "the last", NOW + 3);
    let log = author.commits();
    // On the restored tablet two commits stand in places that the server has given away, and a tap is not sealed yet.
    commit_of(&restored, "H2", "on the restored one", NOW + 4);
    commit_of(&restored, "H3", "on the restored one", NOW + 5);
    restored.tap("H1", "not sealed", NOW + 6);
    assert!(restored.note_fork().unwrap(), "the first time: pull");
    let caught = restored.catch_up(&log, NOW + 10).unwrap();
    assert_eq!(caught.healed, [Healed::Reissued { stream: work(), from: 2, code: Refusal::Fork }]);
    assert!(caught.contradicted.is_empty() && caught.outcome.forked.is_empty() && caught.outcome.waiting == 0, "{caught:?}");
    assert_eq!(restored.note("H1").as_deref(), Some("not sealed"));
    assert_eq!(restored.note("H2").as_deref(), Some("on the restored one"));
    assert_eq!(restored.note("H3").as_deref(), Some("on the restored one"));
    assert_eq!(restored.note("H4").as_deref(), Some("the last"));
    let unsent = restored.unsent(usize::MAX).unwrap();
    let seqs: Vec<u64> = unsent.iter().map(|c| commit::peek(&c.envelope).unwrap().header.seq).collect();
    assert_eq!(seqs, [5], "behind the server's head");
    assert!(!restored.needs_link().unwrap());
    // A reader who gets everything from the server holds the same.
    let reader = Replica::new(2);
    reader.take(&log);
    reader.take(&restored.commits());
    assert_eq!(reader.dump().unwrap(), restored.dump().unwrap());
    // What was written here without knowing what had been written since stands beside it.
    let conflicts: Vec<String> = reader.conflicts().unwrap().into_iter().map(|conflict| conflict.id).collect();
    assert_eq!(conflicts, [format!("{VISIT}/H1"), format!("{VISIT}/H2")]);
    let dump = restored.dump().unwrap();
    restored.rebuild().unwrap();
    assert_eq!(restored.dump().unwrap(), dump);
}

#[test]
fn what_others_wrote_on_the_servers_commit_is_not_taken_as_written_on_ours() {
    let (author, other) = (Replica::new(1), Replica::new(2));
    commit_of(&author, "H1", "one", NOW);
    accepted(&author, 1);
    let restored = image(&author);
    commit_of(&author, "H1", "two", NOW + 1);
    other.take(&author.commits());
    commit_of(&other, "H1", "on two", NOW + 2);
    let log: Vec<Entry> = author.commits().into_iter().chain(other.commits()).collect();
    commit_of(&restored, "H1", "two, but another", NOW + 3);
    restored.catch_up(&log, NOW + 10).unwrap();
    let reader = Replica::new(3);
    reader.take(&log);
    reader.take(&restored.commits());
    assert_eq!(reader.dump().unwrap(), restored.dump().unwrap());
    assert_eq!(restored.note("H1").as_deref(), Some("two, but another"));
}

/// The server leaves out what a device sent itself: what others wrote on that comes alone.
#[test]
fn what_others_wrote_on_a_place_of_ours_waits_for_the_servers_word_on_it() {
    let (author, other, reader) = (Replica::new(1), Replica::new(2), Replica::new(3));
    commit_of(&author, "H1", "one", NOW);
    accepted(&author, 1);
    let copy = image(&author);
    commit_of(&author, "H1", "two", NOW + 1);
    other.take(&author.commits());
    commit_of(&other, "H1", "on two", NOW + 2);
    // A copy of the tablet has written something else into the place that the server gave to the tablet.
    commit_of(&copy, "H2", "two, but another", NOW + 3);
    assert_eq!(copy.catch_up(&other.commits(), NOW + 10).unwrap().outcome.waiting, 1);
    assert_eq!(copy.note("H1").as_deref(), Some("one"), "not on what the copy wrote there");
    copy.catch_up(&author.commits(), NOW + 11).unwrap();
    reader.take(&author.commits());
    reader.take(&other.commits());
    reader.take(&copy.commits());
    assert_eq!(reader.dump().unwrap(), copy.dump().unwrap());
    assert!(copy.conflicts().unwrap().is_empty(), "it was written on what the tablet wrote");
}

#[test]
fn a_reply_that_was_lost_holds_up_what_rests_on_it_until_the_next_one() {
    for renewed in [false, true] {
        let (mut author, other, reader) = (Replica::new(1), Replica::new(2), Replica::new(3));
        commit_of(&author, "H1", "one", NOW);
        let log = author.commits();
        other.take(&log);
        commit_of(&other, "H1", "on one", NOW + 2);
        author.catch_up(&other.commits(), NOW + 10).unwrap();
        if renewed {
            author.renew(&Identity { person: "person-1".into(), ..identity(8) }, NOW + 11).unwrap();
            author.n = 8;
            author.catch_up(&log, NOW + 12).unwrap();
        } else {
            accepted(&author, 1);
        }
        assert_eq!(author.note("H1").as_deref(), Some("on one"), "renewed: {renewed}");
        for replica in [&author, &other] {
            reader.take(&replica.commits());
        }
        reader.take(&log);
        assert_eq!(reader.dump().unwrap(), author.dump().unwrap(), "renewed: {renewed}");
    }
}

#[test]
fn a_page_without_surprises_is_applied_as_ever() {
    let (author, reader) = (Replica::new(1), Replica::new(2));
    commit_of(&author, "H1", "one", NOW);
    commit_of(&author, "H2", "two", NOW + 1);
    let log = author.commits();
    assert_eq!(reader.catch_up(&log, NOW).unwrap().outcome.applied, 2);
    let caught = author.catch_up(&log, NOW).unwrap();
    assert_eq!((caught.outcome.already, caught.healed.len()), (2, 0));
    assert!(author.unsent(usize::MAX).unwrap().is_empty());
}

#[test]
fn a_fork_that_comes_again_needs_a_person_and_a_new_key_keeps_everything() {
    let author = Replica::new(1);
    commit_of(&author, "H1", "accepted", NOW);
    accepted(&author, 1);
    let mut copy = image(&author);
    commit_of(&author, "H1", "by the one", NOW + 1);
    commit_of(&copy, "H2", "by the copy", NOW + 2);
    copy.tap("H3", "not sealed", NOW + 3);
    assert!(copy.note_fork().unwrap());
    assert!(!copy.note_fork().unwrap(), "again: somebody else uses this key");
    let copy_again = copy.restart();
    assert!(copy_again.needs_link().unwrap(), "also after a start");
    copy = copy_again;
    let mut renewed = identity(8);
    assert!(matches!(copy.renew(&renewed, NOW), Err(StoreError::AnotherPerson)));
    renewed.person = "person-1".into();
    let mut elsewhere = renewed.clone();
    elsewhere.root_key = key(199).public();
    assert!(matches!(copy.renew(&elsewhere, NOW), Err(StoreError::AnotherDistrict)));
    copy.renew(&renewed, NOW + 10).unwrap();
    copy.n = 8;
    assert!(!copy.needs_link().unwrap());
    assert_eq!(copy.note("H2").as_deref(), Some("by the copy"));
    assert_eq!(copy.note("H3").as_deref(), Some("not sealed"));
    let unsent = copy.unsent(usize::MAX).unwrap();
    assert_eq!(unsent.len(), 1);
    let header = commit::peek(&unsent[0].envelope).unwrap().header;
    assert_eq!((header.device, header.seq, header.author.as_str()), (key(8).id(), 1, "person-1"));
    assert_eq!(copy.drafts().unwrap().len(), 0, "nothing for a person to do");
    assert_eq!(copy.all_drafts().unwrap().len(), 2, "and yet all is kept");
    // The old chain goes on by the other tablet, and is nothing special any more.
    let log = author.commits();
    let caught = copy.catch_up(&log, NOW + 11).unwrap();
    assert!(caught.outcome.forked.is_empty() && caught.contradicted.is_empty(), "{caught:?}");
    let reader = Replica::new(2);
    reader.take(&log);
    reader.take(&copy.commits());
    assert_eq!(reader.dump().unwrap(), copy.dump().unwrap());
    assert_eq!(copy.undelivered().unwrap().commits, 1);
}

#[test]
fn another_commit_in_a_place_that_a_receipt_names_needs_a_person() {
    let author = Replica::new(1);
    commit_of(&author, "H1", "one", NOW);
    accepted(&author, 1);
    let other = image(&author);
    commit_of(&author, "H1", "two, delivered, then lost by the server", NOW + 1);
    commit_of(&author, "H2", "three, refused", NOW + 2);
    commit_of(&author, "H3", "four", NOW + 3);
    let hash = commit::peek(&author.commits()[1].envelope).unwrap().header_hash;
    author.add_receipt(&receipt(vec![ReceiptHead { stream: work(), device: key(1).id(), seq: 2, hash }], vec![], vec![])).unwrap();
    author.mark_verdicts(&[CommitVerdict { stream: work(), seq: 3, refusal: Some(Refusal::Forbidden) }], NOW).unwrap();
    // Restored, the server took another second commit from a copy of the tablet.
    commit_of(&other, "H4", "two, by the copy", NOW + 4);
    for n in 5..9 {
        commit_of(&other, "H5", &format!("{n}"), NOW + n);
    }
    let log = other.commits();
    let caught = author.catch_up(&log[..4], NOW + 10).unwrap();
    assert_eq!(caught.contradicted.len(), 3);
    // Behind them it goes on where nothing stands here: no other device has forged that, and the pull goes on.
    let more = author.catch_up(&log[4..], NOW + 10).unwrap();
    assert!(more.outcome.forked.is_empty() && !more.contradicted.is_empty(), "{more:?}");
    assert!(caught.healed.is_empty() && caught.outcome.forked.is_empty() && author.needs_link().unwrap());
    let mut renewed = identity(8);
    renewed.person = "person-1".into();
    author.renew(&renewed, NOW + 11).unwrap();
    let author = Replica { n: 8, ..author };
    author.catch_up(&log, NOW + 12).unwrap();
    assert_eq!(author.note("H1").as_deref(), Some("two, delivered, then lost by the server"));
    assert_eq!(author.note("H2"), None, "what was refused stays a draft");
    assert_eq!(author.note("H3").as_deref(), Some("four"));
    assert_eq!(author.note("H4").as_deref(), Some("two, by the copy"));
    assert_eq!(author.drafts().unwrap().len(), 1);
    let reader = Replica::new(2);
    reader.take(&log);
    reader.take(&author.commits());
    assert_eq!(reader.dump().unwrap(), author.dump().unwrap());
}

#[test]
fn what_stands_behind_a_commit_that_was_altered_on_the_way_contradicts_nothing() {
    let (author, other, reader) = (Replica::new(1), Replica::new(2), Replica::new(3));
    commit_of(&author, "H1", "one", NOW);
    accepted(&author, 1);
    let mut copy = image(&author);
    commit_of(&author, "H2", "two", NOW + 1);
    commit_of(&author, "H1", "three", NOW + 2);
    let log = author.commits();
    other.take(&log);
    commit_of(&other, "H1", "on three", NOW + 3);
    commit_of(&copy, "H3", "two, but another", NOW + 4);
    let mut altered = log.clone();
    altered[1].body.as_mut().unwrap()[0] ^= 1;
    let caught = copy.catch_up(&altered, NOW + 10).unwrap();
    assert_eq!(caught.outcome.rejected.len(), 1);
    assert!(caught.contradicted.is_empty() && caught.outcome.forked.is_empty(), "{caught:?}");
    assert!(!copy.needs_link().unwrap(), "nothing that a receipt names is another");
    copy.catch_up(&log, NOW + 11).unwrap();
    copy.catch_up(&other.commits(), NOW + 12).unwrap();
    assert_eq!(copy.note("H1").as_deref(), Some("on three"));
    // The key is used twice indeed: a person signs in again, and what others wrote on the server's chain still comes after it.
    copy.renew(&Identity { person: "person-1".into(), ..identity(8) }, NOW + 13).unwrap();
    copy.n = 8;
    copy.catch_up(&log, NOW + 14).unwrap();
    assert!(copy.conflicts().unwrap().is_empty(), "three was replaced");
    for commits in [log, other.commits(), copy.commits()] {
        reader.take(&commits);
    }
    assert_eq!(reader.dump().unwrap(), copy.dump().unwrap());
}

#[test]
fn a_conflict_that_was_settled_stays_settled_under_the_new_key() {
    let (author, other) = (Replica::new(1), Replica::new(2));
    commit_of(&author, "H1", "mine", NOW);
    commit_of(&other, "H1", "theirs", NOW + 1);
    author.take(&other.commits());
    accepted(&author, 1);
    author.settle("H1", "both", NOW + 2);
    let mut renewed = identity(8);
    renewed.person = "person-1".into();
    author.renew(&renewed, NOW + 3).unwrap();
    let shown = author.note("H1");
    assert_eq!(shown.as_deref(), Some("both"));
    let id = format!("{VISIT}/H1");
    assert_eq!(author.conflict_of("answer", &work(), &id).unwrap(), None);
    author.seal().unwrap();
    assert_eq!(author.conflict_of("answer", &work(), &id).unwrap(), None);
}
