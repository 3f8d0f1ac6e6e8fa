//! From the code at the foot of a photograph to the signed row that names it.

use crate::common::{COUNTY, World, answer, put};
use xuncun_domain::grant::Role;
use xuncun_domain::photo_code::{beginning, code};
use xuncun_journal::Hash;
use xuncun_server::verify::photographs;

const VILLAGE: &str = "629900100201/work";

#[tokio::test]
async fn a_code_leads_to_the_signed_row_and_says_if_its_chain_was_touched() {
    let world = World::new().await;
    let mut tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let original = Hash::of(b"a heap by the road").to_hex();
    let other = Hash::of(b"another heap").to_hex();
    for puts in [[answer("a"), put("photo", "p1", "sha256", &original)], [answer("b"), put("photo", "p2", "sha256", &other)]] {
        let sealed = tablet.seal(VILLAGE, &puts);
        assert_eq!(tablet.offer(&sealed).await, (None, false));
    }
    let endpoint = world.endpoint();
    let found = photographs(&endpoint, &beginning(&code(&original).unwrap()).unwrap()).await.unwrap();
    let [row] = &found[..] else { panic!("{found:?}") };
    assert_eq!((row.photo.as_str(), &row.sha256, row.stream.as_str(), row.author.as_str(), row.seq), ("p1", &original, VILLAGE, "i", 1));
    assert_eq!((row.device, row.fault), (tablet.key.id(), None));
    assert!(photographs(&endpoint, &beginning("0000-0000-0000").unwrap()).await.unwrap().is_empty());

    // Somebody with the database writes another photograph's name into the signed body.
    let digits = &beginning(&code(&other).unwrap()).unwrap();
    let db = rusqlite::Connection::open(world.config.data.join("server.db")).unwrap();
    let body: Vec<u8> = db.query_row("SELECT body FROM commits WHERE seq = 2 AND stream = ?1", [VILLAGE], |row| row.get(0)).unwrap();
    let at = body.windows(digits.len()).position(|part| part == digits.as_bytes()).unwrap();
    let mut changed = body;
    changed[at + 20] = if changed[at + 20] == b'0' { b'1' } else { b'0' };
    assert_eq!(db.execute("UPDATE commits SET body = ?1 WHERE seq = 2 AND stream = ?2", rusqlite::params![changed, VILLAGE]).unwrap(), 1);
    drop(db);
    let found = photographs(&endpoint, digits).await.unwrap();
    assert_eq!(
        found.iter().map(|row| (row.photo.as_str(), row.fault)).collect::<Vec<_>>(),
        [("p2", Some("the body is not the one that the header names"))]
    );
}
