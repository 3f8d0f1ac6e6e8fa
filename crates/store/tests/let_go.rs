//! An original leaves only when a receipt says that the server's backup has it, too, and nothing here needs it.

use crate::common::*;
use xuncun_journal::Hash;
use xuncun_journal::receipt::ReceiptBlob;
use xuncun_store::NewUpload;
use xuncun_store::let_go::{DEVELOP, Spare};

/// A photograph with its thumbnail, its original queued; taken at this minute.
fn photograph(replica: &Replica, id: &str, minute: i64) -> Hash {
    let original = replica.blobs().put(format!("original {id}").as_bytes()).unwrap();
    let thumb = replica.blobs().put(format!("thumb {id}").as_bytes()).unwrap();
    let upload =
        |sha256, kind: &str, priority| NewUpload { stream: work(), sha256, kind: kind.into(), mime: "image/jpeg".into(), size: 11, priority };
    replica
        .write(&replica.actor(NOW), |tx| {
            let columns = [
                ("owner_table", text("inspection")),
                ("owner_id", text(VISIT)),
                ("sha256", text(&original.to_hex())),
                ("size", 11.into()),
                ("taken_at", (NOW + minute * 60_000).into()),
            ];
            tx.put("photo", &work(), id, &columns)?;
            let columns = [("photo", text(id)), ("kind", text("thumb")), ("sha256", text(&thumb.to_hex()))];
            tx.put("rendition", &work(), &format!("{id}/thumb"), &columns)?;
            tx.enqueue_upload(&upload(original, "original", 2))?;
            tx.enqueue_upload(&upload(thumb, "thumb", 0))
        })
        .unwrap();
    original
}

fn said(replica: &Replica, originals: &[Hash], let_go: bool) {
    let blobs = originals.iter().map(|sha256| ReceiptBlob { stream: work(), sha256: *sha256, size: 11, let_go });
    replica.add_receipt(&receipt(vec![], vec![], blobs.collect())).unwrap();
}

fn spare(replica: &Replica) -> Vec<Spare> {
    replica.spare_originals(None, 100).unwrap()
}

fn hashes(spare: &[Spare]) -> Vec<Hash> {
    spare.iter().map(|one| one.sha256).collect()
}

#[test]
fn it_leaves_after_the_word_on_the_backup_the_oldest_first_and_no_more_than_is_needed() {
    let replica = Replica::new(1);
    let [late, early, middle] = [("p1", 9), ("p2", 1), ("p3", 5)].map(|(id, minute)| photograph(&replica, id, minute));
    assert_eq!(spare(&replica), [], "they still wait");
    said(&replica, &[late, early, middle], false);
    let held = spare(&replica);
    assert_eq!(hashes(&held), [early, middle, late]);
    assert_eq!(replica.let_go(&held, u64::MAX).unwrap(), (0, 0), "delivered, and in no backup");
    said(&replica, &[late, early, middle], true);
    // Another process, the same files.
    let replica = replica.restart();
    assert!(spare(&replica).iter().all(|one| one.may_leave));
    assert_eq!(replica.let_go(&held, 12).unwrap(), (2, 22));
    let here = |hash: &Hash| replica.blobs().has(hash);
    assert_eq!([early, middle, late].each_ref().map(here), [false, false, true]);
    assert!(["p1", "p2", "p3"].iter().all(|id| here(&Hash::of(format!("thumb {id}").as_bytes()))), "never a thumbnail");
    assert_eq!(hashes(&spare(&replica)), [late]);
    assert_eq!(replica.let_go(&held, 1).unwrap(), (1, 11), "what has left is passed over");
    assert!(replica.undelivered().unwrap().uploads == 3 && replica.check().unwrap().is_empty(), "the thumbnails wait, and nothing is missed");
}

#[test]
fn what_is_needed_here_stays() {
    let replica = Replica::new(1);
    let [waits, undeveloped, unseen, elsewhere, shown, free, blurred] =
        [("p1", 1), ("p2", 2), ("p3", 3), ("p4", 4), ("p5", 5), ("p6", 6), ("p7", 7)].map(|(id, minute)| photograph(&replica, id, minute));
    replica.set_intent(&format!("{DEVELOP}p2"), Some("")).unwrap();
    replica
        .write(&replica.actor(NOW), |tx| {
            // No thumbnail of it.
            tx.delete("rendition", &work(), "p3/thumb")?;
            // The same bytes belong into another place, too, and wait there.
            tx.enqueue_upload(&NewUpload {
                stream: open(),
                sha256: elsewhere,
                kind: "original".into(),
                mime: "image/jpeg".into(),
                size: 11,
                priority: 2,
            })?;
            // Somebody picked a picture as a photograph that is another's thumbnail.
            let columns = [("photo", text("p6")), ("kind", text("evidence")), ("sha256", text(&shown.to_hex()))];
            tx.put("rendition", &work(), "p6/evidence", &columns)?;
            // What a face was behind may have to be blurred otherwise.
            tx.put("photo_mark", &work(), "m1", &[("photo", text("p7")), ("kind", text("blur"))])
        })
        .unwrap();
    said(&replica, &[undeveloped, unseen, elsewhere, shown, free, blurred], true);
    let all: Vec<Spare> = [waits, undeveloped, unseen, elsewhere, shown, free, blurred]
        .map(|sha256| Spare { stream: work(), sha256, size: 11, taken_at: NOW, may_leave: true })
        .into();
    assert_eq!(replica.let_go(&all, u64::MAX).unwrap(), (1, 11));
    assert!(!replica.blobs().has(&free));
    assert!([waits, undeveloped, unseen, elsewhere, shown, blurred].iter().all(|hash| replica.blobs().has(hash)));
}

#[test]
fn a_restored_server_is_asked_once_more() {
    let replica = Replica::new(1);
    let original = photograph(&replica, "p1", 1);
    said(&replica, &[original], true);
    replica.forget_let_go().unwrap();
    let held = spare(&replica);
    assert!(!held[0].may_leave);
    assert_eq!(replica.let_go(&held, u64::MAX).unwrap(), (0, 0));
    said(&replica, &[original], true);
    assert_eq!(replica.let_go(&held, u64::MAX).unwrap(), (1, 11));
}

#[test]
fn many_are_looked_at_page_by_page() {
    let replica = Replica::new(1);
    let taken: Vec<Hash> = (0..7).map(|n| photograph(&replica, &format!("p{n}"), n / 2)).collect();
    said(&replica, &taken, true);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = replica.spare_originals(after.as_ref(), 2).unwrap();
        let Some(last) = page.last().cloned() else { break };
        seen.extend(hashes(&page));
        after = Some(last);
    }
    seen.sort();
    let mut all = taken;
    all.sort();
    assert_eq!(seen, all);
}
