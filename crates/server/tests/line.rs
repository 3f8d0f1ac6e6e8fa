//! The line itself: TLS from files, an orderly stop, events, rates.

use crate::common::{COUNTY, World, answer};
use futures_util::StreamExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use xuncun_domain::grant::Role;
use xuncun_sync::http::HttpClient;
use xuncun_sync::protocol::{Protocol, ProtocolError, PullRequest, Session};

/// A certificate for 127.0.0.1 by an authority whose key nobody has any more, made for this test alone.
fn tls(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

#[tokio::test]
async fn tls_from_files() {
    let world = World::with(|config| (config.tls_cert, config.tls_key) = (Some(tls("cert.pem")), Some(tls("key.pem")))).await;
    assert!(world.server.url().starts_with("https://"));
    let session = Session { token: "x".into() };
    let trusting = HttpClient::with_root(&world.server.url(), Some(&std::fs::read(tls("ca.pem")).unwrap())).unwrap();
    assert_eq!(trusting.pull(&session, PullRequest::default()).await.unwrap_err(), ProtocolError::Unauthorized);
    let wary = HttpClient::new(&world.server.url()).unwrap();
    assert!(matches!(wary.pull(&session, PullRequest::default()).await, Err(ProtocolError::Unreachable(_))));
    let plain = HttpClient::new(&world.server.url().replace("https", "http")).unwrap();
    assert!(plain.pull(&session, PullRequest::default()).await.is_err());
}

#[tokio::test]
async fn whoever_listens_hears_of_what_concerns_him() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let near = world.staff("near", Role::Inspector, &["629900100"]).await;
    let far = world.staff("far", Role::Cadre, &["629900200201"]).await;
    let mut hears = near.client.live(&near.session).await.unwrap();
    let mut silent = far.client.live(&far.session).await.unwrap();
    assert!(hears.next().await.unwrap().is_ok() && silent.next().await.unwrap().is_ok(), "once at the beginning");
    let sealed = writer.seal("629900100201/work", &[answer("a")]);
    assert_eq!(writer.offer(&sealed).await.0, None);
    assert!(tokio::time::timeout(Duration::from_secs(10), hears.next()).await.unwrap().unwrap().is_ok());
    // A row of the whole county reaches both: had the one before reached the far one, two events would be waiting.
    world.person("somebody", Role::Cadre, &["629900200201"]).await;
    assert!(tokio::time::timeout(Duration::from_secs(10), silent.next()).await.unwrap().unwrap().is_ok());
    let more = tokio::time::timeout(Duration::from_millis(300), silent.next()).await;
    assert!(more.is_err(), "one event, not two");
}

#[tokio::test]
async fn it_stops_in_order_while_somebody_listens() {
    let world = World::new().await;
    let tablet = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let mut live = tablet.client.live(&tablet.session).await.unwrap();
    assert!(live.next().await.unwrap().is_ok());
    let begun = Instant::now();
    world.server.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(8), "it does not wait for listeners");
    assert!(live.next().await.is_none_or(|event| event.is_err()), "the stream has ended");
    assert!(matches!(tablet.client.pull(&tablet.session, PullRequest::default()).await, Err(ProtocolError::Unreachable(_))));
}

#[tokio::test]
async fn a_token_that_asks_too_often_is_told_to_wait() {
    let world = World::with(|config| config.rate.token_per_minute = 5).await;
    let tablet = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let other = world.staff("o", Role::Inspector, &[COUNTY]).await;
    for _ in 0..5 {
        tablet.client.pull(&tablet.session, PullRequest::default()).await.unwrap();
    }
    let refused = tablet.client.pull(&tablet.session, PullRequest::default()).await.unwrap_err();
    assert!(matches!(refused, ProtocolError::Busy { retry_after: Some(1..=12) }), "{refused:?}");
    assert!(other.client.pull(&other.session, PullRequest::default()).await.is_ok(), "others are not in the way");
}

#[tokio::test]
async fn behind_a_proxy_addresses_are_what_the_proxy_saw() {
    let world = World::with(|config| (config.behind_proxy, config.rate.codes_per_minute) = (true, 1)).await;
    xuncun_sync::http::install_crypto();
    let enrol = |from: &'static str| {
        let request = reqwest::Client::new().post(format!("{}/v1/enroll", world.server.url())).header("x-forwarded-for", from);
        async move { request.body("x").send().await.unwrap().status().as_u16() }
    };
    assert_eq!(enrol("1.1.1.1, 10.0.0.1").await, 422);
    assert_eq!(enrol("2.2.2.2, 10.0.0.1").await, 429, "what the client writes in front does not count");
    assert_eq!(enrol("10.0.0.2").await, 422);
}
