//! "送达" is said only of what a signed receipt names; and files are never forgotten.

use crate::common::{NOW, Replica, SERVER, VISIT, key, receipt, text, work};
use xuncun_journal::receipt::{ReceiptHead, ReceiptRefusal};
use xuncun_journal::{Hash, Receipt, Refusal};
use xuncun_store::{CommitVerdict, NewUpload, UploadState};

fn photo(sha256: Hash, kind: &str, priority: i64) -> NewUpload {
    NewUpload { stream: work(), sha256, kind: kind.into(), mime: "image/jpeg".into(), size: 5, priority }
}

#[test]
fn accepted_is_not_yet_delivered_and_a_receipt_makes_it_so() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    let undelivered = replica.undelivered().unwrap();
    assert_eq!((undelivered.commits, undelivered.pending_rows), (0, 1));
    assert_eq!(undelivered.inspections.iter().collect::<Vec<_>>(), [VISIT]);
    assert_eq!(undelivered.oldest_ms, Some(NOW));
    replica.seal().unwrap();
    replica.mark_verdicts(&[CommitVerdict { stream: work(), seq: 1, refusal: None }], NOW).unwrap();
    let undelivered = replica.undelivered().unwrap();
    assert_eq!((undelivered.commits, undelivered.pending_rows), (1, 0), "the answer alone proves nothing");
    assert_eq!(replica.delivered_upto(&work(), &replica.device()).unwrap(), 0);
    let signed = replica.receipt(work(), 1, &[]);
    let outcome = replica.add_receipt(&signed).unwrap();
    assert_eq!((outcome.at, outcome.delivered_chains), (NOW, 1));
    assert!(replica.undelivered().unwrap().is_empty());
    assert_eq!(replica.last_receipt_ms().unwrap(), Some(NOW));
    let replica = replica.restart();
    assert_eq!(replica.delivered_upto(&work(), &replica.device()).unwrap(), 1);
    replica.tap("H1", "two", NOW + 5);
    replica.seal().unwrap();
    assert_eq!(replica.undelivered().unwrap().commits, 1, "what came after is not covered");
    replica.add_receipt(&signed).unwrap();
    assert_eq!(replica.undelivered().unwrap().commits, 1);
}

#[test]
fn a_receipt_that_is_not_the_servers_counts_for_nothing() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    replica.seal().unwrap();
    let good = replica.receipt(work(), 1, &[]);
    for place in 0..good.len() {
        let mut bad = good.clone();
        bad[place] ^= 1;
        assert_eq!(replica.add_receipt(&bad).unwrap_err().code(), "receipt_unverified", "byte {place}");
    }
    let plain = Receipt { district: "629900".into(), epoch: [1; 16], at: NOW, heads: vec![], refused: vec![], listed: 256, blobs: vec![] };
    assert!(replica.add_receipt(&plain.sign(&key(1)).unwrap()).is_err(), "a device is no server");
    let elsewhere = Receipt { district: "629901".into(), ..plain };
    assert!(replica.add_receipt(&elsewhere.sign(&key(SERVER)).unwrap()).is_err(), "of another district");
    assert_eq!(replica.undelivered().unwrap().commits, 1);
}

#[test]
fn a_receipt_shows_what_was_cut_off_or_altered() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    replica.seal().unwrap();
    let head = |seq, hash| ReceiptHead { stream: work(), device: replica.device(), seq, hash };
    let other = ReceiptHead { device: key(5).id(), ..head(7, Hash([1; 32])) };
    let outcome = replica.add_receipt(&receipt(vec![head(1, Hash([9; 32])), other], vec![], vec![])).unwrap();
    assert_eq!((outcome.contradictions.len(), outcome.missing.len(), outcome.delivered_chains), (1, 1, 0));
    assert_eq!((outcome.missing[0].device, outcome.missing[0].seq), (key(5).id(), 7));
    assert_eq!(replica.undelivered().unwrap().commits, 1);
}

#[test]
fn a_refusal_in_a_receipt_is_not_delivery() {
    let replica = Replica::new(1);
    replica.tap("H1", "one", NOW);
    replica.seal().unwrap();
    let refused = ReceiptRefusal { stream: work(), device: replica.device(), seq: 1, refusal: Refusal::Forbidden };
    replica.add_receipt(&receipt(vec![], vec![refused], vec![])).unwrap();
    assert_eq!(replica.note("H1"), None);
    assert_eq!(replica.drafts().unwrap().len(), 1);
    assert!(replica.undelivered().unwrap().is_empty(), "it is a draft now, not on its way");
}

#[test]
fn a_file_is_queued_with_its_row_and_leaves_the_queue_by_a_receipt() {
    let replica = Replica::new(1);
    let thumb = replica.blobs().put(b"thumb").unwrap();
    let original = replica.blobs().put(b"photo").unwrap();
    replica
        .write(&replica.actor(NOW), |tx| {
            tx.put("photo", &work(), "p1", &[("owner_table", text("inspection")), ("owner_id", text(VISIT))])?;
            tx.enqueue_upload(&photo(original, "original", 2))?;
            tx.enqueue_upload(&photo(thumb, "thumb", 0))
        })
        .unwrap();
    let replica = replica.restart();
    let queue = replica.uploads(10).unwrap();
    assert_eq!(queue.iter().map(|upload| upload.kind.as_str()).collect::<Vec<_>>(), ["thumb", "original"]);
    assert_eq!((queue[1].size, queue[1].offset, queue[1].state), (5, 0, UploadState::Waiting));
    let undelivered = replica.undelivered().unwrap();
    assert_eq!((undelivered.uploads, undelivered.upload_bytes), (2, 10));
    assert_eq!(undelivered.inspections.len(), 1);
    replica.upload_progress(&work(), &original, Some("/v1/uploads/1"), 3).unwrap();
    let replica = replica.restart();
    let queue = replica.uploads(10).unwrap();
    assert_eq!((queue[1].url.as_deref(), queue[1].offset), (Some("/v1/uploads/1"), 3), "it goes on by the byte");
    replica.seal().unwrap();
    let outcome = replica.add_receipt(&replica.receipt(work(), 1, &[thumb])).unwrap();
    assert_eq!(outcome.delivered_blobs, 1);
    assert!(replica.blob_delivered(&work(), &thumb).unwrap());
    assert!(!replica.blob_delivered(&work(), &original).unwrap());
    assert_eq!(replica.undelivered().unwrap().uploads, 1);
    // The same picture once more in the same stream need not be sent again.
    replica.write(&replica.actor(NOW), |tx| tx.enqueue_upload(&photo(thumb, "thumb", 0))).unwrap();
    assert_eq!(replica.uploads(10).unwrap().len(), 1);
}

#[test]
fn a_file_that_the_server_does_not_want_is_kept_and_can_be_tried_again() {
    let replica = Replica::new(1);
    let hash = replica.blobs().put(b"photo").unwrap();
    replica.write(&replica.actor(NOW), |tx| tx.enqueue_upload(&photo(hash, "original", 2))).unwrap();
    replica.upload_failed(&work(), &hash, "blob_mismatch").unwrap();
    assert!(replica.uploads(10).unwrap().is_empty());
    let failed = replica.failed_uploads(10).unwrap();
    assert_eq!((failed[0].state, failed[0].last_error.as_deref()), (UploadState::Failed, Some("blob_mismatch")));
    assert_eq!(replica.undelivered().unwrap().uploads, 1, "it still is only here");
    assert!(replica.blobs().has(&hash));
    replica.retry_uploads().unwrap();
    assert_eq!(replica.uploads(10).unwrap().len(), 1);
}
