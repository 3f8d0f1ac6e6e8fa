//! Golden bytes: what is committed under `golden/` must still be read, and still be written, byte for byte.
//!
//! `UPDATE_GOLDEN=1` writes them anew: only together with a new version of the format.

use std::path::PathBuf;

use crate::common::{NOW, STREAM, VISIT, key, puts, sealed, server_key};
use xuncun_journal::ids::Hash;
use xuncun_journal::{
    Body, Claim, Commit, EnrolLink, Entry, Erasure, HeadHint, Header, Hlc, PullReply, PushReply, PushRequest, Receipt, ReceiptBlob, ReceiptHead,
    ReceiptRefusal, Refusal, Replaced, Value, Verdict, decode_body, open,
};

fn golden(name: &str, written: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, format!("{}\n", hex::encode(written))).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let bytes = hex::decode(text.trim()).unwrap();
    assert_eq!(hex::encode(written), hex::encode(&bytes), "{name} is written otherwise than before");
    bytes
}

#[test]
fn header() {
    let sealed = sealed();
    let bytes = golden("header.hex", &sealed.header.encode());
    assert_eq!(Header::decode(&bytes).unwrap(), sealed.header);
    assert_eq!(Hash::of(&bytes), sealed.header_hash);
    assert_eq!(sealed.header.stream.to_string(), STREAM);
    assert_eq!(sealed.header.hlc, Hlc::from_parts(NOW, 4));
}

#[test]
fn body() {
    let sealed = sealed();
    let bytes = golden("body.hex", sealed.commit.body.as_ref().unwrap());
    let mut expected = puts();
    expected.sort_by(|a, b| (&a.table, &a.id).cmp(&(&b.table, &b.id)));
    assert_eq!(decode_body(&sealed.header, &bytes).unwrap(), expected);
    let body = Body::decode(&sealed.header, &bytes).unwrap();
    assert_eq!(body.salt, [0x11; 16]);
    assert_eq!(body.tables.iter().map(|table| table.name).collect::<Vec<_>>(), ["answer", "inspection", "sighting"]);
    assert!(expected[0].columns.contains(&("note".to_owned(), Value::from("村口缺株，东侧裸地"))));
}

#[test]
fn commit() {
    let sealed = sealed();
    let bytes = golden("commit.hex", &sealed.commit.envelope);
    let opened = open(&bytes, &key().public()).unwrap();
    assert_eq!((opened.header, opened.header_hash), (sealed.header, sealed.header_hash));
}

#[test]
fn push_page() {
    let page = PushRequest { commits: vec![sealed().commit, Commit::new(vec![1, 2], None)] };
    let bytes = golden("push.hex", &page.encode().unwrap());
    assert_eq!(PushRequest::decode(&bytes).unwrap(), page);
}

#[test]
fn push_reply() {
    let reply = PushReply {
        verdicts: vec![Verdict { index: 0, refusal: None, already: true }, Verdict { index: 1, refusal: Some(Refusal::ClockAhead), already: false }],
        server_ms: NOW,
        receipt: Some(vec![1, 2, 3]),
        heads: vec![HeadHint { device: key().id(), stream: STREAM.parse().unwrap(), seq: 2, hash: Hash([0x5a; 32]) }],
    };
    let bytes = golden("push_reply.hex", &reply.encode());
    assert_eq!(PushReply::decode(&bytes).unwrap(), reply);
}

#[test]
fn pull_page() {
    let commit = sealed().commit;
    let page = PullReply {
        cursor: b"opaque".to_vec(),
        more: true,
        entries: vec![Entry::new(commit.envelope.clone(), commit.body), Entry::refused(commit.envelope, Refusal::Forbidden)],
        receipt: None,
        server_ms: NOW,
        total: 1_000,
    };
    let bytes = golden("pull.hex", &page.encode().unwrap());
    assert_eq!(PullReply::decode(&bytes).unwrap(), page);
}

#[test]
fn receipt() {
    let sealed = sealed();
    let stream = sealed.header.stream;
    let receipt = Receipt {
        district: "629900".into(),
        epoch: [3; 16],
        at: NOW,
        heads: vec![ReceiptHead { stream, device: key().id(), seq: 3, hash: sealed.header_hash }],
        refused: vec![ReceiptRefusal { stream, device: key().id(), seq: 2, refusal: Refusal::Forbidden }],
        listed: 256,
        blobs: vec![ReceiptBlob { stream, sha256: Hash::of(b"photo"), size: 5, let_go: true }],
    };
    let bytes = golden("receipt.hex", &receipt.sign(&server_key()).unwrap());
    assert_eq!(Receipt::open(&bytes, &server_key().public()).unwrap(), receipt);
    assert!(Receipt::open(&bytes, &key().public()).is_err(), "a receipt of another key");
}

fn erased() -> Erasure {
    let sealed = sealed();
    let body = Body::decode(&sealed.header, sealed.commit.body.as_ref().unwrap()).unwrap();
    Erasure {
        district: "629900".into(),
        at: NOW,
        stream: sealed.header.stream,
        device: sealed.header.device,
        seq: 3,
        hash: sealed.header_hash,
        by: "信息办".into(),
        reason: "本人申请删除".into(),
        replaced: Replaced::of(&body, |_, _| false),
    }
}

#[test]
fn erasure() {
    let erased = erased();
    assert_eq!(erased.replaced.len(), 1, "of rows that were new nothing is said");
    let bytes = golden("erasure.hex", &erased.sign(&server_key()).unwrap());
    assert_eq!(Erasure::open(&bytes, &server_key().public()).unwrap(), erased);
    assert_eq!(Erasure::peek(&bytes).unwrap(), erased);
    assert!(Erasure::open(&bytes, &key().public()).is_err(), "an erasure by another key");
    let (header, hash) = (sealed().header, sealed().header_hash);
    assert!(erased.is_of(&header, hash) && !erased.is_of(&header, Hash([0; 32])));
}

/// A body that was erased travels as the record of that, and never beside a body or a refusal.
#[test]
fn erased_pages() {
    let (envelope, record) = (sealed().commit.envelope, erased().sign(&server_key()).unwrap());
    let entry = Entry { erasure: Some(record.clone()), ..Entry::new(envelope.clone(), None) };
    let page = PullReply { cursor: b"opaque".to_vec(), entries: vec![entry], server_ms: NOW, ..PullReply::default() };
    let bytes = golden("pull_erased.hex", &page.encode().unwrap());
    assert_eq!(PullReply::decode(&bytes).unwrap(), page);
    let push = PushRequest { commits: vec![Commit { proof: Some(record), ..Commit::new(envelope, None) }] };
    let bytes = golden("push_proven.hex", &push.encode().unwrap());
    assert_eq!(PushRequest::decode(&bytes).unwrap(), push);
}

#[test]
fn a_signature_serves_one_purpose() {
    let commit = sealed().commit.envelope;
    assert!(Receipt::open(&commit, &key().public()).is_err(), "a commit is no receipt");
    let record = erased().sign(&server_key()).unwrap();
    assert!(Receipt::open(&record, &server_key().public()).is_err(), "an erasure is no receipt");
    assert!(open(&record, &server_key().public()).is_err(), "and no commit");
}

#[test]
fn enrolment_link() {
    let link = EnrolLink {
        server: "https://xuncun.example.org:8443/jing".into(),
        code: "7KQM-2F4D-XW".into(),
        fingerprint: server_key().public().fingerprint(),
    };
    let bytes = golden("link.hex", link.to_uri().as_bytes());
    assert_eq!(EnrolLink::parse(std::str::from_utf8(&bytes).unwrap()).unwrap(), link);
    assert_eq!(EnrolLink::parse(&link.to_web("https://xuncun.example.org/")).unwrap(), link);
    assert!(!VISIT.is_empty());
}

#[test]
fn claim() {
    let claim = Claim { district: "629900".into(), device: key().id(), token: Hash::of(b"token") };
    let bytes = golden("claim.hex", &claim.sign(&key()).unwrap());
    assert_eq!(Claim::open(&bytes, &key().public()).unwrap(), claim);
}
