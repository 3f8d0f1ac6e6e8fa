//! A voice note's file goes wherever a photograph's does, but for leaving its device.

use crate::common::{NOW, Replica, VISIT, text, work};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Hash, Value, What};
use xuncun_store::reoffer::NamedBlob;
use xuncun_store::{Giving, NewUpload};

const SOUND: &[u8] = b"OggS: the heap behind the pump house";

fn say(replica: &Replica) -> Hash {
    let sha256 = replica.blobs().put(SOUND).unwrap();
    let size = SOUND.len() as u64;
    let upload = NewUpload { stream: work(), sha256, kind: "voice".into(), mime: "audio/ogg".into(), size, priority: 1 };
    replica
        .write(&replica.actor(NOW), |tx| {
            let columns = [
                ("owner_table", text("inspection")),
                ("owner_id", text(VISIT)),
                ("item", text("H1")),
                ("sha256", text(&sha256.to_hex())),
                ("size", Value::Int(size as i64)),
                ("mime", text("audio/ogg")),
            ];
            tx.put("voice_note", &work(), "v1", &columns)?;
            tx.enqueue_upload(&upload)
        })
        .unwrap();
    sha256
}

#[test]
fn it_waits_with_its_visit_and_is_delivered_by_a_receipt_of_its_own() {
    let replica = Replica::new(1);
    let sound = say(&replica);
    let undelivered = replica.undelivered().unwrap();
    assert_eq!((undelivered.uploads, undelivered.inspections.contains(VISIT)), (1, true));
    replica.seal().unwrap();
    replica.add_receipt(&replica.receipt(work(), 1, &[])).unwrap();
    assert_eq!(replica.undelivered().unwrap().uploads, 1);
    replica.add_receipt(&replica.receipt(work(), 1, &[sound])).unwrap();
    assert!(replica.undelivered().unwrap().is_empty());
    assert_eq!(replica.spare_originals(None, 10).unwrap(), [], "it never leaves the device");
}

#[test]
fn a_server_that_lost_it_is_brought_it_again_as_what_it_is() {
    let replica = Replica::new(1);
    let sound = say(&replica);
    replica.seal().unwrap();
    replica.add_receipt(&replica.receipt(work(), 1, &[sound])).unwrap();
    let named = replica.named_blobs(None, 10).unwrap();
    assert_eq!(named, [NamedBlob { stream: work(), sha256: sound }]);
    replica.upload_again(&named).unwrap();
    let [upload] = &replica.uploads(10).unwrap()[..] else { panic!("one file") };
    assert_eq!((upload.sha256, upload.size), (sound, SOUND.len() as u64));
    // Also on a device that never sent it: somebody else's, pulled and fetched.
    let other = Replica::new(2);
    other.take(&replica.commits());
    other.blobs().put(SOUND).unwrap();
    other.upload_again(&other.named_blobs(None, 10).unwrap()).unwrap();
    let [upload] = &other.uploads(10).unwrap()[..] else { panic!("one file") };
    assert_eq!((upload.kind.as_str(), upload.mime.as_str()), ("voice", "audio/ogg"));
}

#[test]
fn a_bundle_of_the_village_brings_it() {
    let (from, to) = (Replica::new(1), Replica::new(2));
    let sound = say(&from);
    from.seal().unwrap();
    let find = |_: &StreamId, hash: &Hash| from.blobs().has(hash).then(|| from.blobs().path(hash));
    let giving = Giving { what: What::Village(work().code), reads: &|_| true, find: &find, now_ms: NOW };
    let (given, bytes) = from.give_bundle(&giving, Vec::new()).unwrap();
    assert_eq!(given.files_missing, 0);
    assert!(bytes.windows(SOUND.len()).any(|part| part == SOUND));
    let outcome = to.take(&from.commits());
    assert!(outcome.rejected.is_empty());
    let named = to.named_blobs(None, 10).unwrap();
    assert_eq!(named.first().map(|blob| blob.sha256), Some(sound));
}

#[test]
fn a_row_that_is_taken_out_names_it_no_more() {
    let replica = Replica::new(1);
    let sound = say(&replica);
    replica.seal().unwrap();
    replica.write(&replica.actor(NOW + 1), |tx| tx.delete("voice_note", &work(), "v1")).unwrap();
    assert_eq!(replica.named_blobs(None, 10).unwrap(), []);
    assert!(replica.blobs().has(&sound), "the bytes stay");
}
