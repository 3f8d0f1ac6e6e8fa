//! A body that the server has erased by law goes from every replica, with all that was made of it; the chain goes on.

use crate::common;
use crate::common::{NOW, Replica, SERVER, VISIT, county, device_rows, entry, key, receipt, text, work};
use std::fs;
use xuncun_journal::receipt::ReceiptHead;
use xuncun_journal::{Body, Entry, Erasure, Hash, JournalError, Refusal, Replaced, peek};
use xuncun_store::{CommitVerdict, NewUpload};

/// The record of the erasure of a commit, for the sake of one answer.
fn record(of: &Entry, item: &str, by: u8) -> Vec<u8> {
    let opened = peek(&of.envelope).unwrap();
    let body = Body::decode(&opened.header, of.body.as_ref().unwrap()).unwrap();
    let erasure = Erasure {
        district: "629900".into(),
        at: NOW,
        stream: opened.header.stream,
        device: opened.header.device,
        seq: opened.header.seq,
        hash: opened.header_hash,
        by: "office".into(),
        reason: "on request".into(),
        replaced: Replaced::of(&body, |_, id| id == format!("{VISIT}/{item}")),
    };
    erasure.sign(&key(by)).unwrap()
}

/// The commit as the server hands it out from now on.
fn erased(of: &Entry, item: &str) -> Entry {
    Entry { erasure: Some(record(of, item, SERVER)), ..Entry::new(of.envelope.clone(), None) }
}

fn commit_of(replica: &Replica, item: &str, note: &str, at: i64) {
    replica.tap(item, note, at);
    replica.seal().unwrap();
}

fn accepted(replica: &Replica, upto: u64) {
    let verdicts: Vec<_> = (1..=upto).map(|seq| CommitVerdict { stream: work(), seq, refusal: None }).collect();
    replica.mark_verdicts(&verdicts, NOW).unwrap();
}

/// Whether the replica's files hold these words anywhere.
fn holds(replica: &Replica, words: &str) -> bool {
    let files = ["replica.sqlite", "replica.sqlite-wal"];
    files
        .iter()
        .filter_map(|name| fs::read(replica.dir.path().join(name)).ok())
        .any(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
}

/// Three commits: an answer, then another with a second answer beside it, then a third by another device on that second answer.
fn story() -> (Replica, Replica, Vec<Entry>) {
    let (author, other) = (Replica::new(1), Replica::new(2));
    commit_of(&author, "H2", "what H2 said first", NOW);
    author.tap("H1", "a phone number that is to go", NOW + 1);
    author.tap("H2", "what H2 said then", NOW + 1);
    author.seal().unwrap();
    let mut log = author.commits();
    other.take(&log);
    commit_of(&other, "H2", "what the other said on it", NOW + 2);
    log.extend(other.commits());
    author.take(&log);
    accepted(&author, 2);
    (author, other, log)
}

#[test]
fn an_erased_body_goes_with_its_rows_and_the_chain_goes_on() {
    let (author, other, log) = story();
    assert!(holds(&author, "a phone number"));
    let gone = erased(&log[1], "H1");
    for replica in [&author, &other] {
        assert_eq!(replica.take(std::slice::from_ref(&gone)).already, 1);
        assert_eq!(replica.note("H1"), None);
        assert_eq!(replica.note("H2").as_deref(), Some("what the other said on it"));
        assert!(replica.conflicts().unwrap().is_empty(), "what the erased body had replaced does not come back");
        assert!(!holds(replica, "a phone number"), "not in a page nor in the log");
        assert!(replica.check().unwrap().is_empty(), "{:?}", replica.check().unwrap());
    }
    // One that never saw the body holds the same; and so does one that makes its rows anew.
    let late = Replica::new(3);
    late.take(&[log[0].clone(), gone.clone(), log[2].clone()]);
    let dump = late.dump().unwrap();
    assert_eq!(dump, author.dump().unwrap());
    author.rebuild().unwrap();
    assert_eq!(dump, author.dump().unwrap());
    // An old page with the body brings nothing back, and the chain has its next place.
    assert_eq!(author.take(&log).already, 3);
    assert_eq!(dump, author.dump().unwrap());
    assert!(!holds(&author, "a phone number"));
    author.tap("H1", "new", NOW + 9);
    assert_eq!(author.seal().unwrap()[0].seq, 3);
}

#[test]
fn what_stood_beside_it_is_gone_and_not_what_it_was_before() {
    let (_, _, log) = story();
    let reader = Replica::new(3);
    reader.take(&log[..2]);
    reader.take(&[erased(&log[1], "H1")]);
    assert_eq!((reader.note("H1"), reader.note("H2")), (None, None), "an older answer would pass for the latest");
    assert!(reader.check().unwrap().is_empty());
    let late = Replica::new(4);
    late.take(&[log[0].clone(), erased(&log[1], "H1")]);
    assert_eq!(late.dump().unwrap(), reader.dump().unwrap());
}

#[test]
fn whatever_the_order_the_heads_are_the_same() {
    let (_, _, log) = story();
    let page = [log[0].clone(), erased(&log[1], "H1"), log[2].clone()];
    let mut dumps = Vec::new();
    for order in common::permutations(&page) {
        let reader = Replica::new(3);
        order.iter().for_each(|entry| drop(reader.take(std::slice::from_ref(entry))));
        dumps.push(reader.dump().unwrap());
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
    // A commit that waits with its body is told to wait without.
    let reader = Replica::new(4);
    reader.take(std::slice::from_ref(&log[1]));
    reader.take(&[page[1].clone(), log[1].clone(), log[2].clone()]);
    reader.take(std::slice::from_ref(&log[0]));
    assert_eq!(reader.dump().unwrap(), dumps[0]);
    assert!(!holds(&reader, "a phone number"));
}

#[test]
fn a_body_that_is_missing_without_the_servers_word_is_not_believed() {
    let (_, _, log) = story();
    let withheld = Entry::new(log[0].envelope.clone(), None);
    let forged = Entry { erasure: Some(record(&log[0], "H2", 5)), ..withheld.clone() };
    let of_another = Entry { erasure: Some(record(&log[1], "H1", SERVER)), ..withheld.clone() };
    for (bad, error) in [(withheld, JournalError::WrongBody), (forged, JournalError::BadSignature), (of_another, JournalError::BadSignature)] {
        let reader = Replica::new(3);
        let outcome = reader.apply(std::slice::from_ref(&bad)).unwrap();
        assert_eq!(outcome.rejected.iter().map(|rejected| rejected.error).collect::<Vec<_>>(), [error]);
        assert_eq!(reader.apply(&log).unwrap().applied, 3, "its place is free");
    }
}

#[test]
fn the_servers_key_may_come_in_the_same_page() {
    let (_, _, log) = story();
    let reader = Replica::stranger(3);
    let who = device_rows(&[(1, "app"), (2, "app"), (SERVER, "server")]);
    assert_eq!(who.header.stream, county());
    assert_eq!(reader.take(&[entry(&who), log[0].clone(), erased(&log[1], "H1"), log[2].clone()]).applied, 4);
    assert_eq!(reader.note("H2").as_deref(), Some("what the other said on it"));
}

#[test]
fn a_photograph_that_nothing_else_names_goes_and_a_void_form_of_the_row_too() {
    let author = Replica::new(1);
    let bytes = b"a face";
    let sha256 = author.blobs().put(bytes).unwrap();
    let shared = author.blobs().put(b"a heap").unwrap();
    let upload = NewUpload { stream: work(), sha256, kind: "original".into(), mime: "image/jpeg".into(), size: 6, priority: 1 };
    author
        .write(&author.actor(NOW), |tx| {
            tx.enqueue_upload(&upload)?;
            tx.put("photo", &work(), "p1", &[("sha256", text(&sha256.to_hex())), ("item", text("a face on it"))])?;
            tx.put("photo", &work(), "p2", &[("sha256", text(&shared.to_hex()))])
        })
        .unwrap();
    author.seal().unwrap();
    author.write(&author.actor(NOW), |tx| tx.put("photo", &work(), "p3", &[("sha256", text(&shared.to_hex()))])).unwrap();
    author.seal().unwrap();
    // The first was refused for its base, say, and recorded again: its void form is kept as a draft.
    author.reissue(&work(), 1, Refusal::RefusedBase, NOW).unwrap();
    author.seal().unwrap();
    let log = author.commits();
    assert_eq!(log.len(), 1);
    accepted(&author, 1);
    let hash = peek(&log[0].envelope).unwrap().header_hash;
    author.add_receipt(&receipt(vec![ReceiptHead { stream: work(), device: key(1).id(), seq: 1, hash }], vec![], vec![])).unwrap();
    commit_of(&author, "H1", "later", NOW + 5);
    author.write(&author.actor(NOW), |tx| tx.put("photo", &work(), "p4", &[("sha256", text(&shared.to_hex()))])).unwrap();
    author.seal().unwrap();
    author.take(&[erased(&log[0], "none")]);
    assert!(!author.blobs().has(&sha256) && author.blobs().has(&shared), "one is named elsewhere");
    assert!(author.uploads(10).unwrap().is_empty());
    assert!(author.all_drafts().unwrap().is_empty());
    assert!(!holds(&author, "a face on it"));
    let author = author.restart();
    assert!(author.check().unwrap().is_empty());
}

#[test]
fn to_a_restored_server_the_record_is_offered_in_place_of_the_body() {
    let (author, other, log) = story();
    let gone = erased(&log[1], "H1");
    let head = |seq: u64, hash| ReceiptHead { stream: work(), device: key(1).id(), seq, hash };
    for replica in [&author, &other] {
        replica.take(std::slice::from_ref(&gone));
        let hash = peek(&log[1].envelope).unwrap().header_hash;
        replica.add_receipt(&receipt(vec![head(2, hash)], vec![], vec![])).unwrap();
    }
    author.offer_again(&work(), 1).unwrap();
    let own = author.unsent(usize::MAX).unwrap();
    assert_eq!(
        own.iter().map(|c| (c.seq, c.body.is_some(), c.proof.clone())).collect::<Vec<_>>(),
        [(1, true, None), (2, false, gone.erasure.clone())]
    );
    // The other brings it even where the server has the commit: its backup may be from before the erasure.
    let epoch = [7; 16];
    assert_eq!(other.lacking(&epoch, 0, usize::MAX).unwrap().len(), 2);
    let receipt = xuncun_journal::Receipt {
        district: "629900".into(),
        epoch,
        at: NOW,
        heads: vec![head(2, peek(&log[1].envelope).unwrap().header_hash)],
        refused: vec![],
        listed: 256,
        blobs: vec![],
    };
    other.add_receipt(&receipt.sign(&key(SERVER)).unwrap()).unwrap();
    let lacking = other.lacking(&epoch, 0, usize::MAX).unwrap();
    assert_eq!(lacking.len(), 1);
    assert_eq!((&lacking[0].commit.body, &lacking[0].commit.proof), (&None, &gone.erasure));
    assert_ne!(Hash::of(lacking[0].commit.proof.as_ref().unwrap()), Hash::of(&[]));
}

/// A copy of a tablet hears of an erased commit that the other one wrote, in a place that it may read no more: no receipt speaks of the chain.
#[test]
fn an_erased_commit_of_the_own_key_is_not_taken_for_undelivered() {
    let (author, copy) = (Replica::new(1), Replica::new(1));
    commit_of(&author, "H1", "a phone number that is to go", NOW);
    let first = author.commits().remove(0);
    assert_eq!(author.undelivered().unwrap().commits, 1);
    copy.take(&[erased(&first, "H1")]);
    assert!(copy.undelivered().unwrap().is_empty());
}

/// The same of somebody else's: what the server tells of a place that may not be read any more it may have to be told itself, once restored.
#[test]
fn a_record_that_no_receipt_speaks_of_is_brought_back_to_a_restored_server() {
    let author = Replica::new(1);
    commit_of(&author, "H1", "a phone number that is to go", NOW);
    let first = author.commits().remove(0);
    let gone = erased(&first, "H1");
    let reader = Replica::new(2);
    reader.take(std::slice::from_ref(&gone));
    let lacking = reader.lacking(&[7; 16], 0, usize::MAX).unwrap();
    assert_eq!(lacking.iter().map(|offer| (&offer.commit.body, &offer.commit.proof)).collect::<Vec<_>>(), [(&None, &gone.erasure)]);
}
