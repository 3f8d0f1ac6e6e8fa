//! Hand-over without a network: what one device gives, another carries, and the receipts that come back.

use crate::common;
use crate::common::{NOW, ROOT, Replica, SERVER, VISIT, county, key, text, work};
use proptest::prelude::*;
use std::io::Cursor;
use xuncun_domain::stream::StreamId;
use xuncun_journal::bundle::write::Writer;
use xuncun_journal::commit::seal_with_salt;
use xuncun_journal::{DeviceKey, Entry, Hash, Manifest, Receipt, ReceiptBlob, ReceiptHead, Value, What, peek};
use xuncun_store::{Allowed, BundleTaken, Carrying, Giving, NewUpload, StoreError};

const PHOTO: &[u8] = b"a photograph of a pile of firewood";

fn everything(_: &StreamId) -> bool {
    true
}

fn give(from: &Replica, what: What) -> Result<Vec<u8>, StoreError> {
    let find = |_: &StreamId, hash: &Hash| Some(from.blobs().path(hash)).filter(|path| path.is_file());
    let giving = Giving { what, reads: &everything, find: &find, now_ms: NOW };
    from.give_bundle(&giving, Vec::new()).map(|(_, bytes)| bytes)
}

fn take(to: &Replica, bytes: &[u8]) -> Result<BundleTaken, StoreError> {
    to.take_bundle(&mut Cursor::new(bytes), &Allowed { reads: &everything, uploads: &everything })
}

fn refused(to: &Replica, bytes: &[u8]) -> &'static str {
    take(to, bytes).unwrap_err().code()
}

/// All that a bundle may change: rows and chains, what is carried, what is to be sent, which files are here.
fn state(replica: &Replica) -> (String, Carrying, Vec<String>, Vec<String>) {
    let uploads = replica.uploads(1_000).unwrap().iter().map(|upload| format!("{upload:?}")).collect();
    let mut files: Vec<String> = walk(&replica.dir.path().join("blobs"));
    files.sort();
    (replica.dump().unwrap(), replica.carrying().unwrap(), uploads, files)
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path().display().to_string());
        }
    }
    found
}

/// A visit with a photograph, made offline.
fn visit(replica: &Replica) -> Hash {
    replica.tap("H1", "one", NOW);
    photograph(replica, PHOTO);
    Hash::of(PHOTO)
}

fn photograph(replica: &Replica, bytes: &[u8]) {
    let sha256 = replica.blobs().put(bytes).unwrap();
    let size = bytes.len() as u64;
    let upload = NewUpload { stream: work(), sha256, kind: "original".into(), mime: "image/jpeg".into(), size, priority: 2 };
    replica
        .write(&replica.actor(NOW), |tx| {
            let columns = [
                ("owner_table", text("inspection")),
                ("owner_id", text(VISIT)),
                ("sha256", text(&sha256.to_hex())),
                ("size", Value::Int(size as i64)),
                ("mime", text("image/jpeg")),
            ];
            tx.put("photo", &work(), &sha256.to_hex()[..8], &columns)?;
            tx.enqueue_upload(&upload)
        })
        .unwrap();
}

/// The server's word for these commits and files.
fn server_says(entries: &[Entry], files: &[(Hash, u64)]) -> Vec<u8> {
    let mut heads: Vec<ReceiptHead> = Vec::new();
    for entry in entries {
        let opened = peek(&entry.envelope).unwrap();
        let (stream, device) = (opened.header.stream, opened.header.device);
        heads.retain(|head| (head.stream, head.device) != (stream, device));
        heads.push(ReceiptHead { stream, device, seq: opened.header.seq, hash: opened.header_hash });
    }
    let blobs = files.iter().map(|(sha256, size)| ReceiptBlob { stream: work(), sha256: *sha256, size: *size, let_go: false }).collect();
    let receipt = Receipt { district: "629900".into(), epoch: [1; 16], at: NOW, heads, refused: vec![], listed: 256, blobs };
    receipt.sign(&key(SERVER)).unwrap()
}

fn carried(replica: &Replica) -> Vec<Entry> {
    let found = replica.carried(usize::MAX).unwrap().into_iter();
    found.map(|carried| Entry::new(carried.envelope, Some(carried.body))).collect()
}

#[test]
fn carried_and_not_applied_delivered_and_told() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    let photo = visit(&a);
    let before = state(&b);
    let bundle = give(&a, What::Unsent).unwrap();
    let taken = take(&b, &bundle).unwrap();
    assert_eq!((taken.applied, taken.carried, taken.files, taken.left_out), (0, 1, 1, 0));
    assert_eq!(taken.manifest.maker, a.device());
    assert_eq!(b.dump().unwrap(), before.0, "whoever carries a bundle does not apply it");
    assert_eq!(b.note("H1"), None);
    assert!(b.undelivered().unwrap().is_empty(), "it is not B's own");
    assert_eq!(b.blobs().read_checked(&photo).unwrap(), PHOTO);
    assert_eq!(b.uploads(10).unwrap().len(), 1, "the file goes the way of B's own");

    // The server has it; B's receipts go back.
    assert_eq!(give(&b, What::Receipts).unwrap_err().code(), "bundle_empty");
    b.add_receipt(&server_says(&carried(&b), &[(photo, PHOTO.len() as u64)])).unwrap();
    let b = b.restart();
    assert_eq!(b.carrying().unwrap(), Carrying { commits: 0, held: 0, files: 0, delivered: 2 });
    let back = give(&b, What::Receipts).unwrap();
    assert_eq!(a.undelivered().unwrap().commits, 1);
    let told = take(&a, &back).unwrap();
    assert_eq!((told.receipts, told.applied, told.carried), (1, 0, 0));
    assert!(a.undelivered().unwrap().is_empty(), "送达");
    assert_eq!(a.delivered_upto(&work(), &a.device()).unwrap(), 1);
    assert_eq!(a.note("H1").as_deref(), Some("one"));
    assert_eq!(give(&a, What::Unsent).unwrap_err().code(), "bundle_empty");
}

#[test]
fn a_carried_photograph_makes_room_once_the_server_has_it_and_no_sooner() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    let photo = visit(&a);
    let own = b"a photograph of the carrier's own";
    photograph(&b, own);
    let bundle = give(&a, What::Unsent).unwrap();
    take(&b, &bundle).unwrap();
    let load = b.carried_load().unwrap();
    assert_eq!((load.commits, load.inspections.len(), load.photos), (1, 1, 1));
    // Receipts for all else, and for the same bytes in another stream: it stays.
    let elsewhere = ReceiptBlob { stream: county(), sha256: photo, size: PHOTO.len() as u64, let_go: false };
    b.add_receipt(&server_says(&carried(&b), &[(Hash::of(own), own.len() as u64)])).unwrap();
    b.add_receipt(&common::receipt(vec![], vec![], vec![elsewhere])).unwrap();
    assert_eq!(b.blobs().read_checked(&photo).unwrap(), PHOTO);

    let says = server_says(&[], &[(photo, PHOTO.len() as u64)]);
    b.add_receipt(&says).unwrap();
    assert!(!b.blobs().has(&photo), "the server has it, and whoever took it");
    assert_eq!(b.blobs().read_checked(&Hash::of(own)).unwrap(), own, "an original of one's own stays, delivered or not");
    assert_eq!(b.carried_load().unwrap(), xuncun_store::CarriedLoad::default());
    assert_eq!(b.check().unwrap(), []);
    // The receipts are still to be given back, and the same stick brings nothing again.
    assert_eq!(b.carrying().unwrap().delivered, 2);
    assert!(take(&a, &give(&b, What::Receipts).unwrap()).unwrap().receipts > 0);
    assert!(a.undelivered().unwrap().is_empty() && a.blobs().has(&photo));
    let again = take(&b, &bundle).unwrap();
    assert_eq!((again.files, again.files_already), (0, 1));
    assert!(!b.blobs().has(&photo));
}

#[test]
fn a_file_that_could_not_be_freed_is_freed_after_the_next_receipt() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    let photo = visit(&a);
    take(&b, &give(&a, What::Unsent).unwrap()).unwrap();
    // A folder in the file's place cannot be removed as a file can.
    let path = b.blobs().path(&photo);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    b.add_receipt(&server_says(&[], &[(photo, PHOTO.len() as u64)])).unwrap();
    assert!(b.blob_delivered(&work(), &photo).unwrap(), "the receipt counts all the same");
    std::fs::remove_dir(&path).unwrap();
    std::fs::write(&path, PHOTO).unwrap();
    b.add_receipt(&server_says(&carried(&b), &[])).unwrap();
    assert!(!b.blobs().has(&photo));
}

#[test]
fn what_a_village_was_given_to_look_at_stays() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    let photo = visit(&a);
    a.seal().unwrap();
    a.add_receipt(&server_says(&a.commits(), &[(photo, PHOTO.len() as u64)])).unwrap();
    let village = give(&a, What::Village("629900100201".parse().unwrap())).unwrap();
    assert_eq!(take(&b, &village).unwrap().files, 1);
    assert_eq!(b.blobs().read_checked(&photo).unwrap(), PHOTO, "it came with the server's word, and to be seen");
    assert_eq!(b.carrying().unwrap(), Carrying::default(), "nobody waits for a receipt");
    assert_eq!(take(&b, &village).unwrap().files_already, 1);
}

#[test]
fn taken_again_it_changes_nothing() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    visit(&a);
    let bundle = give(&a, What::Unsent).unwrap();
    take(&b, &bundle).unwrap();
    let before = state(&b);
    for _ in 0..2 {
        let again = take(&b, &bundle).unwrap();
        assert_eq!((again.already, again.carried, again.files, again.files_already), (1, 0, 0, 1), "already there");
    }
    assert_eq!(state(&b), before);
    let own = take(&a, &bundle).unwrap();
    assert_eq!((own.already, own.carried, own.left_out), (1, 0, 0), "one's own is there already");
    // Delivered meanwhile: the same stick once more is still known.
    b.add_receipt(&server_says(&carried(&b), &[(Hash::of(PHOTO), PHOTO.len() as u64)])).unwrap();
    let late = take(&b, &bundle).unwrap();
    assert_eq!((late.already, late.carried, late.files), (1, 0, 0));
    assert_eq!(b.carrying().unwrap().commits, 0);
}

#[test]
fn no_cut_and_no_altered_byte_changes_anything() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    visit(&a);
    let bundle = give(&a, What::Unsent).unwrap();
    let before = state(&b);
    for length in 0..bundle.len() {
        assert!(refused(&b, &bundle[..length]).starts_with("bundle_"), "cut to {length}");
    }
    for place in 0..bundle.len() {
        let mut altered = bundle.clone();
        altered[place] ^= 0x04;
        assert!(refused(&b, &altered).starts_with("bundle_"), "byte {place}");
    }
    assert_eq!(state(&b), before);
    assert_eq!(take(&b, &bundle).unwrap().carried, 1, "and the true one is taken after all that");
}

/// A bundle made by hand: its maker's key is right, what is in it need not be.
fn crafted(maker: &DeviceKey, district: &str, entries: &[Entry], receipts: &[Vec<u8>]) -> Vec<u8> {
    let (commits, counted) = (entries.len() as u64, receipts.len() as u64);
    let manifest = Manifest {
        district: district.into(),
        maker: maker.id(),
        made_at: NOW,
        what: What::Unsent,
        commits,
        receipts: counted,
        blobs: 0,
        blob_bytes: 0,
    };
    let mut writer = Writer::begin(Vec::new(), manifest).unwrap();
    writer.commits(entries).unwrap();
    receipts.iter().for_each(|receipt| writer.receipt(receipt).unwrap());
    writer.finish(maker).unwrap()
}

#[test]
fn what_does_not_belong_here_is_refused_whole() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    a.tap("H1", "one", NOW);
    let own = a.commits();
    let before = state(&b);
    assert_eq!(refused(&b, &crafted(&key(1), "629901", &own, &[])), "bundle_wrong_district");
    assert_eq!(refused(&b, &crafted(&key(77), "629900", &own, &[])), "bundle_maker_unknown");
    let mut forged = own.clone();
    *forged[0].envelope.last_mut().unwrap() ^= 1;
    assert_eq!(refused(&b, &crafted(&key(1), "629900", &forged, &[])), "bundle_damaged", "a commit that its author did not sign");
    let mut other = own.clone();
    other[0].body.as_mut().unwrap()[20] ^= 1;
    assert_eq!(refused(&b, &crafted(&key(1), "629900", &other, &[])), "bundle_damaged", "a body that is another");
    let foreign = common::entry(&seal_with_salt(&key(1), common::first_of("629901100201/work".parse().unwrap()), &[], [1; 16]).unwrap());
    assert_eq!(refused(&b, &crafted(&key(1), "629900", &[own[0].clone(), foreign], &[])), "bundle_wrong_district");
    assert_eq!(refused(&Replica::stranger(3), &crafted(&key(1), "629900", &own, &[])), "bundle_maker_unknown");
    assert_eq!(state(&b), before);
}

#[test]
fn a_device_that_was_lost_hands_nothing_over() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    a.tap("H1", "one", NOW);
    let bundle = give(&a, What::Unsent).unwrap();
    for (kind, expected) in [("retired", None), ("lost", Some("bundle_maker_lost"))] {
        let mut fields = common::first_of(county());
        let b = Replica::new(4);
        let head = b.read(|conn| Ok(conn.query_row("SELECT hash FROM chain", [], |row| row.get::<_, Vec<u8>>(0))?)).unwrap();
        (fields.seq, fields.parent) = (2, Some(Hash::from_slice(&head).unwrap()));
        let put = xuncun_journal::Put {
            table: "device".into(),
            id: key(1).id().to_string(),
            deleted: false,
            bases: vec![xuncun_journal::Version { device: key(ROOT).id(), seq: 1 }],
            columns: vec![
                ("key".into(), Value::Bytes(key(1).public().as_bytes().to_vec())),
                ("kind".into(), text("app")),
                ("revoked_at".into(), Value::Int(NOW)),
                ("revoke_kind".into(), text(kind)),
            ],
        };
        b.take(&[common::entry(&seal_with_salt(&key(ROOT), fields, &[put], [2; 16]).unwrap())]);
        assert_eq!(take(&b, &bundle).err().map(|error| error.code()), expected, "{kind}");
    }
    assert_eq!(take(&b, &bundle).unwrap().carried, 1);
}

#[test]
fn only_what_the_person_may_have_is_kept() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    visit(&a);
    let bundle = give(&a, What::Unsent).unwrap();
    let nothing = |_: &StreamId| false;
    let before = state(&b);
    let taken = b.take_bundle(&mut Cursor::new(&bundle), &Allowed { reads: &nothing, uploads: &nothing }).unwrap();
    assert_eq!((taken.left_out, taken.files_left_out, taken.carried, taken.files), (1, 1, 0, 0));
    assert_eq!(state(&b), before);
    let bytes = std::fs::read(b.dir.path().join("replica.sqlite")).unwrap();
    assert!(!bytes.windows(VISIT.len()).any(|window| window == VISIT.as_bytes()), "not a byte of it lies in the file");
    // Who may read and not write carries the record and leaves the photograph.
    let taken = b.take_bundle(&mut Cursor::new(&bundle), &Allowed { reads: &everything, uploads: &nothing }).unwrap();
    assert_eq!((taken.carried, taken.files, taken.files_left_out), (1, 0, 1));
}

#[test]
fn a_village_is_applied_by_the_servers_word_alone() {
    let (a, b, c) = (Replica::new(1), Replica::new(2), Replica::new(3));
    let photo = visit(&a);
    let entries = a.commits();
    a.add_receipt(&server_says(&entries, &[(photo, PHOTO.len() as u64)])).unwrap();
    a.tap("T1", "not delivered yet", NOW + 5);
    let village = What::Village("629900100201".parse().unwrap());
    let bundle = give(&a, village).unwrap();
    let taken = take(&b, &bundle).unwrap();
    assert_eq!((taken.applied, taken.carried, taken.files, taken.receipts), (1, 1, 1, 1));
    assert_eq!((b.note("H1").as_deref(), b.note("T1")), (Some("one"), None), "accepted: applied; not yet: only carried");
    assert!(b.blob_delivered(&work(), &photo).unwrap());
    assert_eq!(take(&b, &bundle).unwrap().already, 2);
    // The same commits by a replica that pulled them: the rows are the same.
    c.take(&entries);
    assert_eq!(b.dump().unwrap(), c.dump().unwrap());
    assert_eq!(give(&a, What::Village("629900100202".parse().unwrap())).unwrap_err().code(), "bundle_empty");
}

#[test]
fn a_lie_about_a_refusal_is_not_believed() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    a.tap("H1", "one", NOW);
    a.seal().unwrap();
    a.tap("H1", "two", NOW + 1);
    let entries = a.commits();
    let receipt = server_says(&entries, &[]);
    let mut lie = entries.clone();
    (lie[0].body, lie[0].refused) = (None, Some(xuncun_journal::Refusal::Forbidden));
    let taken = take(&b, &crafted(&key(1), "629900", &lie, std::slice::from_ref(&receipt))).unwrap();
    assert_eq!(taken.applied, 0, "that it was refused only the server may say");
    assert_eq!(b.note("H1"), None);
    let taken = take(&b, &crafted(&key(1), "629900", &entries, &[receipt])).unwrap();
    assert_eq!(taken.applied, 2);
    assert_eq!(b.note("H1").as_deref(), Some("two"));
}

#[test]
fn a_receipt_of_no_server_proves_nothing() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    a.tap("H1", "one", NOW);
    let entries = a.commits();
    let opened = peek(&entries[0].envelope).unwrap();
    let head = ReceiptHead { stream: work(), device: a.device(), seq: 1, hash: opened.header_hash };
    let forged = Receipt { district: "629900".into(), epoch: [1; 16], at: NOW, heads: vec![head], refused: vec![], listed: 256, blobs: vec![] };
    let taken = take(&b, &crafted(&key(1), "629900", &entries, &[forged.sign(&key(1)).unwrap()])).unwrap();
    assert_eq!((taken.applied, taken.carried, taken.receipts), (0, 1, 0));
}

#[test]
fn a_file_that_is_damaged_does_not_keep_the_others_back() {
    let (a, b) = (Replica::new(1), Replica::new(2));
    let photo = visit(&a);
    photograph(&a, b"another");
    std::fs::write(a.blobs().path(&photo), b"a photograph of a pile of fire_ood").unwrap();
    let taken = take(&b, &give(&a, What::Unsent).unwrap()).unwrap();
    assert_eq!((taken.carried, taken.files), (1, 1));
    assert!(b.blobs().has(&Hash::of(b"another")) && !b.blobs().has(&photo));
}

#[test]
fn what_is_carried_is_handed_on() {
    let (a, b, c) = (Replica::new(1), Replica::new(2), Replica::new(3));
    visit(&a);
    take(&b, &give(&a, What::Unsent).unwrap()).unwrap();
    b.tap("T1", "B's own", NOW + 1);
    let taken = take(&c, &give(&b, What::Unsent).unwrap()).unwrap();
    assert_eq!((taken.carried, taken.files), (2, 1), "A's and B's, from B's hand");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever is made offline comes through two hands whole: what A gave is what C offers.
    #[test]
    fn any_work_survives_any_number_of_hands(
        taps in prop::collection::vec(("[A-Z][0-9]", ".{0,40}", any::<bool>()), 1..12),
        files in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..5_000), 0..4),
        hands in 1..3_usize,
    ) {
        let a = Replica::new(1);
        for (n, (item, note, seal)) in taps.iter().enumerate() {
            a.tap(item, note, NOW + n as i64);
            if *seal {
                a.seal().unwrap();
            }
        }
        files.iter().for_each(|bytes| photograph(&a, bytes));
        let mut bundle = give(&a, What::Unsent).unwrap();
        let mut last = Replica::new(2);
        take(&last, &bundle).unwrap();
        for n in 0..hands {
            bundle = give(&last, What::Unsent).unwrap();
            last = Replica::new(3 + n as u8);
            take(&last, &bundle).unwrap();
        }
        prop_assert_eq!(carried(&last), a.commits());
        for bytes in &files {
            prop_assert_eq!(&last.blobs().read_checked(&Hash::of(bytes)).unwrap(), bytes);
        }
    }
}
