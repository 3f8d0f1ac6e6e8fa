//! Joining: codes, lost answers, what a device is told.

use crate::common;
use crate::common::{COUNTY, DAY, World};
use xuncun_domain::grant::Role;
use xuncun_journal::{Claim, DeviceKey, Hash, PublicKey};
use xuncun_server::storage::{MAX_TRIES, REPEAT_MS};
use xuncun_sync::protocol::{EnrollRequest, InviteRequest, Protocol, ProtocolError, PullRequest, ReturnReply, ReturnRequest, Session, WireCommit};

#[tokio::test]
async fn a_device_is_told_what_it_can_check() {
    let world = World::new().await;
    world.person("li", Role::Inspector, &[COUNTY]).await;
    let link = world.endpoint().invite("li", DAY).await.unwrap();
    assert_eq!(link.server, world.server.url());
    let key = DeviceKey::generate();
    let reply = world.enrol(&link.code, &key).await.unwrap();
    let root = PublicKey::from_bytes(&reply.root_public_key).unwrap();
    assert_eq!(root.fingerprint(), link.fingerprint);
    assert_eq!((reply.district.as_str(), reply.district_name.as_str(), reply.person.as_str()), (COUNTY, "清源县", "li"));
    assert_eq!((reply.server_device, reply.server_ms), (world.endpoint().server_device().0, world.now()));
    // The root's chain from its beginning, each signed by the root, the last naming this very device.
    let mut parent = None;
    for (n, commit) in reply.commits.iter().enumerate() {
        let opened = xuncun_journal::open(&commit.envelope, &root).unwrap();
        assert_eq!((opened.header.seq, opened.header.parent), (n as u64 + 1, parent));
        parent = Some(opened.header_hash);
    }
    let last = reply.commits.last().unwrap();
    let header = xuncun_journal::peek(&last.envelope).unwrap().header;
    let puts = xuncun_journal::decode_body(&header, &last.body).unwrap();
    assert_eq!((puts[0].table.as_str(), puts[0].id.clone()), ("device", key.id().to_string()));
    let session = Session { token: reply.token };
    assert!(world.client().pull(&session, PullRequest::default()).await.is_ok());
}

#[tokio::test]
async fn codes_work_once_and_a_lost_answer_does_not_use_one_up() {
    let world = World::new().await;
    world.person("li", Role::Inspector, &[COUNTY]).await;
    let code = world.code("li").await;
    let key = DeviceKey::generate();
    let first = world.enrol(&code, &key).await.unwrap();
    let again = world.enrol(&code, &key).await.unwrap();
    assert_eq!(first.commits, again.commits, "no second row");
    assert_ne!(first.token, again.token);
    assert_eq!(world.enrol(&code, &DeviceKey::generate()).await.unwrap_err().code(), "code_used");
    world.pass(REPEAT_MS);
    assert_eq!(world.enrol(&code, &key).await.unwrap_err().code(), "code_used", "not for ever");
}

#[tokio::test]
async fn codes_end() {
    let world = World::new().await;
    world.person("li", Role::Inspector, &[COUNTY]).await;
    let code = world.code("li").await;
    world.pass(DAY);
    assert_eq!(world.enrol(&code, &DeviceKey::generate()).await.unwrap_err().code(), "code_expired");
    let code = world.code("li").await;
    world.pass(DAY - 1);
    assert!(world.enrol(&code, &DeviceKey::generate()).await.is_ok(), "the last moment");
}

#[tokio::test]
async fn a_code_dies_of_wrong_tries() {
    let world = World::new().await;
    world.person("li", Role::Inspector, &[COUNTY]).await;
    let code = world.code("li").await;
    let wrong = format!("{}{}", &code[..6], "0000000000");
    for n in 1..=MAX_TRIES {
        let expected = if n < MAX_TRIES { "code_unknown" } else { "too_many_tries" };
        assert_eq!(world.enrol(&wrong, &DeviceKey::generate()).await.unwrap_err().code(), expected, "try {n}");
    }
    assert_eq!(world.enrol(&code, &DeviceKey::generate()).await.unwrap_err().code(), "too_many_tries", "the right one too");
    assert_eq!(world.enrol("NOSUCHCODE123456", &DeviceKey::generate()).await.unwrap_err().code(), "code_unknown");
    assert_eq!(world.enrol("", &DeviceKey::generate()).await.unwrap_err().code(), "code_unknown");
}

#[tokio::test]
async fn guessing_from_one_address_is_slowed() {
    let world = World::with(|config| config.rate.codes_per_minute = 3).await;
    for _ in 0..3 {
        assert_eq!(world.enrol("NOSUCHCODE123456", &DeviceKey::generate()).await.unwrap_err().code(), "code_unknown");
    }
    assert_eq!(world.enrol("NOSUCHCODE123456", &DeviceKey::generate()).await.unwrap_err().code(), "server_busy");
}

#[tokio::test]
async fn a_sign_in_code_enrols_nobody_and_a_bad_key_uses_no_code() {
    let world = World::new().await;
    world.person("li", Role::Inspector, &[COUNTY]).await;
    let sign_in = world.endpoint().make_code(xuncun_server::storage::Purpose::SignIn, "li", DAY).await.unwrap();
    assert_eq!(world.enrol(&sign_in, &DeviceKey::generate()).await.unwrap_err().code(), "code_unknown");
    let code = world.code("li").await;
    let request = |public_key| EnrollRequest { code: code.clone(), public_key, device_name: "x".repeat(1_000), platform: "p\u{0}\n".into() };
    assert_eq!(world.client().enroll(request([0; 32])).await.unwrap_err().code(), "bad_key");
    assert!(world.client().enroll(request(*DeviceKey::generate().public().as_bytes())).await.is_ok());
    let longest = world.endpoint().directory().devices.values().map(|device| device.name.chars().count()).max();
    assert_eq!(longest, Some(60));
}

#[tokio::test]
async fn many_at_once_all_get_in() {
    let world = World::new().await;
    world.person("li", Role::Inspector, &[COUNTY]).await;
    let mut tasks = Vec::new();
    for _ in 0..12 {
        let (code, client) = (world.code("li").await, world.client());
        tasks.push(tokio::spawn(async move {
            let public_key = *DeviceKey::generate().public().as_bytes();
            client.enroll(EnrollRequest { code, public_key, device_name: "t".into(), platform: "linux".into() }).await
        }));
    }
    for task in tasks {
        assert!(task.await.unwrap().is_ok());
    }
    // The root, the server, and twelve.
    assert_eq!(world.endpoint().directory().devices.len(), 14);
}

#[tokio::test]
async fn a_token_is_good_for_the_device_alone_that_claims_it_with_its_key() {
    let world = World::new().await;
    world.person("li", Role::Inspector, &[COUNTY]).await;
    let (key, stranger) = (DeviceKey::generate(), DeviceKey::generate());
    let reply = world.enrol(&world.code("li").await, &key).await.unwrap();
    let claim = |device: &DeviceKey, district: &str, by: &DeviceKey| {
        let claim = Claim { district: district.into(), device: device.id(), token: Hash::of(b"its own word") };
        ReturnRequest { claim: claim.sign(by).unwrap(), commits: Vec::new() }
    };
    let own = Session { token: "its own word".into() };
    let client = world.client();
    for wrong in [claim(&key, COUNTY, &stranger), claim(&key, "629800", &key)] {
        assert_eq!(client.come_back(wrong).await.unwrap_err(), ProtocolError::Unauthorized);
    }
    assert!(!client.come_back(claim(&stranger, COUNTY, &stranger)).await.unwrap().known, "nobody's device");
    assert_eq!(client.pull(&own, PullRequest::default()).await.unwrap_err(), ProtocolError::Unauthorized);
    let back = client.come_back(claim(&key, COUNTY, &key)).await.unwrap();
    assert_eq!(back, ReturnReply { known: true, root_seq: reply.commits.len() as u64 });
    assert!(client.pull(&own, PullRequest::default()).await.is_ok());
}

#[tokio::test]
async fn from_somebody_who_is_not_known_only_what_the_root_signed_is_taken() {
    let world = World::new().await;
    let mut tablet = world.tablet("li", Role::Inspector).await;
    let sealed = tablet.seal("629900100201/work", &[common::answer("a")]);
    let stranger = DeviceKey::generate();
    let claim = Claim { district: COUNTY.into(), device: stranger.id(), token: Hash::of(b"t") }.sign(&stranger).unwrap();
    let commits = vec![WireCommit { envelope: sealed.commit.envelope.clone(), body: sealed.commit.body.clone().unwrap() }];
    let before = world.endpoint().storage().last_position().await.unwrap();
    let refused = world.client().come_back(ReturnRequest { claim: claim.clone(), commits }).await.unwrap_err();
    assert_eq!(refused.code(), "bad_page");
    let garbage = vec![WireCommit { envelope: vec![1], body: Vec::new() }];
    assert_eq!(world.client().come_back(ReturnRequest { claim, commits: garbage }).await.unwrap_err().code(), "bad_page");
    let none = ReturnRequest { claim: b"no claim".to_vec(), commits: Vec::new() };
    assert_eq!(world.client().come_back(none).await.unwrap_err().code(), "bad_page");
    assert_eq!(world.endpoint().storage().last_position().await.unwrap(), before);
}

#[tokio::test]
async fn a_deputy_makes_codes_for_the_cadres_of_the_township_and_nobody_elses() {
    let world = World::new().await;
    let town = format!("{COUNTY}100");
    world.person("deputy", Role::Township, &[&town]).await;
    world.person("other", Role::Township, &[&format!("{COUNTY}101")]).await;
    world.person("cadre", Role::Cadre, &[&format!("{town}201")]).await;
    world.person("boss", Role::Supervisor, &[COUNTY]).await;
    let asked = |by: &str, person: &str, sign_in: bool| InviteRequest { by: by.into(), person: person.into(), sign_in };
    let (deputy, other, cadre) =
        (world.tablet("deputy", Role::Township).await, world.tablet("other", Role::Township).await, world.tablet("cadre", Role::Cadre).await);

    let made = world.client().code_for(&deputy.session, asked("deputy", "cadre", false)).await.unwrap();
    assert_eq!((made.server.as_str(), made.expires_ms), (world.server.url().as_str(), world.now() + DAY));
    assert_eq!(world.enrol(&made.code, &DeviceKey::generate()).await.unwrap().person, "cadre");
    assert_eq!(world.enrol(&made.code, &DeviceKey::generate()).await.unwrap_err().code(), "code_used");
    // A code for the pages enrols no device.
    let page = world.client().code_for(&deputy.session, asked("deputy", "cadre", true)).await.unwrap();
    assert_eq!(world.enrol(&page.code, &DeviceKey::generate()).await.unwrap_err().code(), "code_unknown");
    assert!(!format!("{page:?}").contains(&page.code), "a secret is not printed");

    for (session, by, person) in [
        (&deputy.session, "deputy", "boss"),
        (&deputy.session, "deputy", "deputy"),
        (&deputy.session, "deputy", "nobody"),
        (&deputy.session, "other", "cadre"),
        (&other.session, "other", "cadre"),
        (&other.session, "deputy", "cadre"),
        (&cadre.session, "cadre", "cadre"),
    ] {
        let refused = world.client().code_for(session, asked(by, person, false)).await.unwrap_err();
        assert_eq!(refused.code(), "forbidden", "{by} for {person}");
    }
    assert_eq!(
        world.client().code_for(&Session { token: "none".into() }, asked("deputy", "cadre", false)).await.unwrap_err(),
        ProtocolError::Unauthorized
    );

    // Who made it, for whom: kept beside the code; the ones above that nobody but an operator made have no name.
    let database = rusqlite::Connection::open(world.config.data.join("server.db")).unwrap();
    let makers: Vec<(String, String)> = database
        .prepare("SELECT made_by, person FROM codes WHERE made_by IS NOT NULL")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(makers, [("deputy".to_owned(), "cadre".to_owned()), ("deputy".to_owned(), "cadre".to_owned())]);

    // A cadre who becomes more is no longer the deputy's to let in.
    let more = xuncun_server::endpoint::office::RootRow {
        table: "grant".into(),
        stream: format!("{COUNTY}/open").parse().unwrap(),
        id: "cadre/supervisor".into(),
        columns: vec![
            ("person".into(), "cadre".into()),
            ("role".into(), "supervisor".into()),
            ("prefixes".into(), format!("[\"{COUNTY}\"]").into()),
            ("valid_from".into(), 0i64.into()),
        ],
    };
    world.endpoint().sign_rows(vec![more]).await.unwrap();
    assert_eq!(world.client().code_for(&deputy.session, asked("deputy", "cadre", false)).await.unwrap_err().code(), "forbidden");
}
