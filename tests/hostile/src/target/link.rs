//! An enrolment link, as somebody pastes it.

use xuncun_journal::EnrolLink;
use xuncun_journal::link::{format_fingerprint, parse_fingerprint};

pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(fingerprint) = parse_fingerprint(&text) {
        assert_eq!(parse_fingerprint(&format_fingerprint(&fingerprint)).unwrap(), fingerprint);
    }
    let Ok(link) = EnrolLink::parse(&text) else { return };
    let (scheme, rest) = link.server.split_once("://").expect("a server has a scheme");
    assert!(["http", "https"].contains(&scheme), "{}", link.server);
    assert!(!rest.contains(['@', '?', '#', ' ', '\\', '"', '<', '\'']) && !rest.bytes().any(|b| b.is_ascii_control()), "{}", link.server);
    assert!(link.code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    assert_eq!(EnrolLink::parse(&link.to_uri()).as_ref(), Ok(&link), "what was read is written, and read again");
    assert_eq!(EnrolLink::parse(&link.to_web("https://example.org/")).as_ref(), Ok(&link));
}
