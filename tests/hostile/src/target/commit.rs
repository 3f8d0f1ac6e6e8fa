//! A header, signed by a device that may sign what it likes, and a body.

use super::two_parts;
use crate::keys::{COMMIT, DEVICE, OTHER, RECEIPT, envelope, key, wrapped};
use xuncun_journal::commit::{open_with, seal_with_salt};
use xuncun_journal::{Body, Hash, Header, HeaderFields, Receipt, Value, check_body, decode_body, limits, open, peek};

pub fn check(bytes: &[u8]) {
    let (payload, body) = two_parts(bytes);
    let read = Header::decode(payload);
    let signed = envelope(DEVICE, COMMIT, payload);
    let opened = open(&signed, &key(DEVICE).public());
    let Ok(header) = read else {
        assert!(opened.is_err() && peek(&signed).is_err(), "an envelope around what is no header was opened");
        return;
    };
    assert_eq!(header.encode(), payload, "one header has one form");
    assert_eq!((header.hash(), header.device == key(DEVICE).id()), (Hash::of(payload), opened.is_ok()));
    nobody_else_signs(&header, payload, &signed);
    if check_body(&header, body).is_ok() {
        assert!(body.len() <= limits::BODY_BYTES && Hash::of(body) == header.body_hash);
    }
    read_body(&header, body);
}

/// Neither another key, nor a signature for another purpose, nor an altered one opens it.
fn nobody_else_signs(header: &Header, payload: &[u8], signed: &[u8]) {
    let device = key(DEVICE).public();
    assert!(open(signed, &key(OTHER).public()).is_err());
    assert!(open(&envelope(OTHER, COMMIT, payload), &device).is_err());
    assert!(open(&envelope(DEVICE, RECEIPT, payload), &device).is_err());
    assert!(open(&wrapped(payload, &[0; 64]), &device).is_err());
    assert!(Receipt::open(signed, &device).is_err(), "a commit is no receipt");
    let by_other = open_with(&envelope(OTHER, COMMIT, payload), |_| Some(device));
    assert!(!by_other.is_ok_and(|(_, verified)| verified));
    assert_eq!(peek(signed).unwrap().header, *header);
}

fn read_body(header: &Header, bytes: &[u8]) {
    let Ok(body) = Body::decode(header, bytes) else {
        assert!(decode_body(header, bytes).is_err());
        return;
    };
    let puts = body.to_puts();
    assert!(puts.len() <= limits::PUTS);
    for pair in puts.windows(2) {
        assert!((&pair[0].table, &pair[0].id) < (&pair[1].table, &pair[1].id), "a row occurs once, in order");
    }
    for put in &puts {
        assert!(put.id.len() <= limits::ID_BYTES && put.bases.len() <= limits::BASES);
        assert!(put.bases.iter().all(|base| base.device != header.device || (1..header.seq).contains(&base.seq)), "a base that is never met");
        for (_, value) in &put.columns {
            assert!(!matches!(value, Value::Real(number) if !number.is_finite()));
        }
    }
    if header.device != key(DEVICE).id() {
        return;
    }
    // Written again, the same puts are read; and what was written once is written the same.
    let fields = HeaderFields {
        stream: header.stream,
        seq: header.seq,
        parent: header.parent,
        hlc: header.hlc,
        author: header.author.clone(),
        grant: header.grant.clone(),
        grant_version: header.grant_version,
        also: header.also.clone(),
    };
    let sealed = seal_with_salt(&key(DEVICE), fields, &puts, body.salt).expect("what was read can be written");
    let written = sealed.commit.body.unwrap();
    assert!(written.len() <= bytes.len(), "{} bytes of body were read from {}", written.len(), bytes.len());
    let again = decode_body(&sealed.header, &written).expect("what was written can be read");
    assert_eq!(sorted(again), sorted(puts));
}

/// The order of columns is the writer's.
fn sorted(mut puts: Vec<xuncun_journal::Put>) -> Vec<xuncun_journal::Put> {
    for put in &mut puts {
        put.columns.sort_by(|a, b| a.0.cmp(&b.0));
    }
    puts
}
