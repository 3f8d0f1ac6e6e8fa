//! What somebody may make the server hold and do before it knows them, and how long anybody may take.

use crate::common;
use crate::common::{COUNTY, DAY, World, answer};
use bytes::Bytes;
use reqwest::{Client, Response};
use std::sync::atomic::Ordering;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use xuncun_domain::grant::Role;
use xuncun_journal::PushRequest;
use xuncun_sync::protocol::{Protocol, PullRequest, UploadCreate};

const VILLAGE: &str = "629900100201/work";

async fn post(world: &World, path: &str, token: &str, bytes: usize) -> Response {
    let request = Client::new().post(format!("{}{path}", world.server.url())).header("x-xuncun", "1");
    let request = if token.is_empty() { request } else { request.bearer_auth(token) };
    request.body(vec![b' '; bytes]).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_taken_in_once_its_sender_is_known() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let most = world.config.max_body_bytes;
    for path in ["/v1/commits", "/v1/missing"] {
        // To somebody unknown even its length says nothing; to somebody known it is the one thing that they can do something about.
        assert_eq!(post(&world, path, "invented", most + 1).await.status(), 401, "{path}");
        assert_eq!(post(&world, path, "", most + 1).await.status(), 401, "{path}");
        assert_eq!(post(&world, path, &tablet.session.token, most + 1).await.status(), 413, "{path}");
        assert_eq!(post(&world, path, &tablet.session.token, 100).await.status(), 422, "{path}");
    }
    // A chunk of an upload likewise.
    let upload = UploadCreate { stream: VILLAGE.into(), sha256: [1; 32], size: 64 << 20, mime: "image/jpeg".into() };
    let begun = tablet.client.upload_create(&tablet.session, upload).await.unwrap();
    let at = begun.url.rsplit_once("/v1/").map(|(_, rest)| format!("{}/v1/{rest}", world.server.url())).unwrap();
    let chunk = |token: &str| {
        let request = Client::new().patch(&at).bearer_auth(token).header("tus-resumable", "1.0.0").header("upload-offset", "0");
        let request = request.header("content-type", "application/offset+octet-stream").header("upload-checksum", "sha256 AAAA");
        request.body(vec![0; most + 1]).send()
    };
    assert_eq!(chunk("invented").await.unwrap().status(), 401);
    // Enrolment is for everybody, and small.
    assert_eq!(post(&world, "/v1/enroll", "", 4 * 1024 + 1).await.status(), 413);
    assert_eq!(post(&world, "/v1/enroll", "", 4 * 1024).await.status(), 422);
    // So are the calls of a page that nobody has signed in to.
    for path in ["/web/call/status", "/web/sign-in"] {
        assert_eq!(post(&world, path, "", 4 * 1024 + 1).await.status(), 413, "{path}");
    }
    assert_eq!(post(&world, "/web/photo", "", (64 << 20) + 1).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_arguments_of_a_command_are_bounded() {
    let world = World::new().await;
    xuncun_sync::http::install_crypto();
    world.person("i", Role::Inspector, &[COUNTY]).await;
    let code = world.endpoint().make_code(xuncun_server::storage::Purpose::SignIn, "i", DAY).await.unwrap();
    let signed_in =
        Client::new().post(format!("{}/web/sign-in", world.server.url())).header("x-xuncun", "1").json(&serde_json::json!({ "code": code }));
    let cookie = signed_in.send().await.unwrap().headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let call = |bytes: usize| {
        let request = Client::new().post(format!("{}/web/call/status", world.server.url())).header("x-xuncun", "1").header("cookie", &cookie);
        request.body(format!("{}null", " ".repeat(bytes - 4))).send()
    };
    assert_eq!(call(1024 * 1024).await.unwrap().status(), 200);
    let refused = call(1024 * 1024 + 1).await.unwrap();
    assert_eq!(refused.status(), 413);
    let body: serde_json::Value = serde_json::from_slice(&refused.bytes().await.unwrap()).unwrap();
    assert_eq!(body["code"], "bad_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invented_token_has_no_rate_of_its_own() {
    let world = World::with(|config| config.rate.strangers_per_minute = 4).await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    tablet.client.pull(&tablet.session, PullRequest::default()).await.unwrap();
    let ask = |n: usize| {
        let request = Client::new().get(format!("{}/v1/commits", world.server.url()));
        // By turns with a token, with a cookie, with nothing.
        let request = match n % 3 {
            0 => request.bearer_auth(format!("invented-{n}")),
            1 => request.header("cookie", format!("xuncun_session=invented-{n}")),
            _ => request,
        };
        async move { request.send().await.unwrap() }
    };
    let mut refused = 0;
    for n in 0..60 {
        let answer = ask(n).await;
        match answer.status().as_u16() {
            429 => {
                assert!(answer.headers().contains_key("retry-after"));
                refused += 1;
            }
            other => assert_eq!(other, 401),
        }
    }
    assert!(refused > 30, "{refused} of 60");
    // Whoever is known goes on as before, from the same address.
    tablet.client.pull(&tablet.session, PullRequest::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_does_not_end_is_ended() {
    let world = World::with(|config| config.timeout_seconds = 1).await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let mut line = tokio::net::TcpStream::connect(world.server.addr()).await.unwrap();
    let head = format!(
        "POST /v1/commits HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-length: 100\r\n\r\nhalf of it",
        world.server.addr(),
        tablet.session.token
    );
    line.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    line.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 503");
}

#[tokio::test]
async fn an_upload_rests_as_long_as_is_set() {
    let world = World::with(|config| config.upload_hours = 1).await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let upload = UploadCreate { stream: VILLAGE.into(), sha256: [2; 32], size: 1_000, mime: "image/jpeg".into() };
    let begun = tablet.client.upload_create(&tablet.session, upload).await.unwrap();
    world.clock.fetch_add(3_599_000, Ordering::SeqCst);
    assert!(tablet.client.upload_offset(&tablet.session, &begun.url).await.is_ok());
    world.clock.fetch_add(2_000, Ordering::SeqCst);
    assert_eq!(tablet.client.upload_offset(&tablet.session, &begun.url).await.unwrap_err().code(), "upload_gone");
}

/// The disk ends where the database ends: the server says so, and what it has it keeps.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_leaves_nothing_half_stored() {
    let world = World::new().await;
    let mut tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let first = tablet.seal(VILLAGE, &[answer("a")]);
    assert_eq!(tablet.offer(&first).await.0, None);
    let World { folder, mut config, clock, server } = world;
    config.max_database_bytes = Some(1);
    let world = World { folder, config, clock, server }.restart().await;
    let mut tablet = common::Tablet { client: world.client(), ..tablet };
    let before = world.endpoint().storage().last_position().await.unwrap();
    let large = |n: usize| common::put("answer", &format!("large{n}"), "note", &"长".repeat(20_000));
    let page: Vec<_> = (0..3).map(|commit| tablet.seal(VILLAGE, &(0..8).map(|n| large(commit * 8 + n)).collect::<Vec<_>>()).commit).collect();
    let answer = Client::new()
        .post(format!("{}/v1/commits", world.server.url()))
        .bearer_auth(&tablet.session.token)
        .header("content-encoding", "zstd")
        .body(Bytes::from(PushRequest { commits: page.clone() }.encode().unwrap()))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(world.endpoint().storage().last_position().await.unwrap(), before, "not one of the page");
    let (entries, _) = tablet.pull_all(None, None).await;
    assert_eq!(common::slots(&entries).iter().filter(|(stream, _)| stream == VILLAGE).count(), 1, "what it has it hands out");
    // There is room again: the same page is taken.
    let World { folder, mut config, clock, server } = world;
    config.max_database_bytes = None;
    let world = World { folder, config, clock, server }.restart().await;
    let tablet = common::Tablet { client: world.client(), ..tablet };
    let reply = tablet.push(&page).await;
    assert!(reply.verdicts.iter().all(|verdict| verdict.refusal.is_none() && !verdict.already), "{:?}", reply.verdicts);
}
