//! Pages: what a device pushes, what a server answers, what is pulled. The first byte says which, and whether it is still to be compressed.

use super::kind;
use xuncun_journal::{PullReply, PushReply, PushRequest, Refusal, limits};

pub fn check(bytes: &[u8]) {
    let (kind, rest) = kind(bytes);
    match kind % 5 {
        0 => push(rest, None),
        1 => push(&compressed(rest), Some(rest)),
        2 => push_reply(rest),
        3 => pull(rest, None),
        _ => pull(&compressed(rest), Some(rest)),
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 1).unwrap()
}

fn push(packed: &[u8], plain: Option<&[u8]>) {
    let Ok(page) = PushRequest::decode(packed) else { return };
    assert!(page.commits.iter().map(|commit| commit.envelope.len() + commit.body.as_ref().map_or(0, Vec::len)).sum::<usize>() <= limits::PAGE_BYTES);
    let written = page.encode().expect("what was read can be written");
    one_form(&written, plain);
    assert_eq!(PushRequest::decode(&written).unwrap(), page);
}

fn push_reply(bytes: &[u8]) {
    let Ok(reply) = PushReply::decode(bytes) else { return };
    let written = reply.encode();
    if reply.verdicts.iter().all(|verdict| verdict.refusal != Some(Refusal::Unsupported)) {
        assert_eq!(written, bytes, "one reply has one form");
    }
    assert_eq!(PushReply::decode(&written).unwrap(), reply);
}

fn pull(packed: &[u8], plain: Option<&[u8]>) {
    let Ok(page) = PullReply::decode(packed) else { return };
    let written = page.encode().expect("what was read can be written");
    if page.entries.iter().all(|entry| entry.refused != Some(Refusal::Unsupported)) {
        one_form(&written, plain);
    }
    assert_eq!(PullReply::decode(&written).unwrap(), page);
}

/// What is inside the compression has one form; the compression may be any.
fn one_form(written: &[u8], plain: Option<&[u8]>) {
    if let Some(plain) = plain {
        assert_eq!(zstd::stream::decode_all(written).unwrap(), plain, "one page has one form");
    }
}
