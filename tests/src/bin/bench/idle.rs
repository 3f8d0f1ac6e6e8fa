//! A sync with nothing new: how many requests, and how many bytes both ways.

use crate::measure::Measure;
use bytes::Bytes;
use xuncun_journal::page::PullReply;
use xuncun_sync::http::HttpClient;
use xuncun_sync::protocol::{Protocol, PullRequest, Session};
use xuncun_tests::district::{serve_with_session, untouched};

pub async fn measure() -> Vec<Measure> {
    let (district, plan) = untouched();
    let (mut server, session) = serve_with_session(&district, &plan).await;
    server.start().await;
    let client = HttpClient::new(&server.wire.url()).unwrap();
    let cursor = drained(&client, &session).await;
    let before = server.wire.passed();
    let reply = pull(&client, &session, Some(cursor)).await;
    assert!(reply.entries.is_empty() && !reply.more);
    let after = server.wire.passed();
    server.stop().await;
    let (up, down) = (after.up - before.up, after.down - before.down);
    let measure =
        |name, unit, value: u64, goal, ours| Measure { name, unit, value: value as f64, goal, ours, against: "one request, 500 bytes".into() };
    vec![
        measure("nothing_new_requests", "requests", after.requests - before.requests, 1.0, "requests on the wire".into()),
        measure("nothing_new_bytes", "bytes", up + down, 500.0, format!("{up} up, {down} down, HTTP/1.1 headers included")),
    ]
}

/// Pulls until there is nothing more, and answers with the cursor.
async fn drained(client: &HttpClient, session: &Session) -> Vec<u8> {
    let mut cursor = None;
    loop {
        let reply = pull(client, session, cursor.take()).await;
        if !reply.more {
            return reply.cursor;
        }
        cursor = Some(reply.cursor);
    }
}

async fn pull(client: &HttpClient, session: &Session, cursor: Option<Vec<u8>>) -> PullReply {
    let page: Bytes = client.pull(session, PullRequest { cursor, max_bytes: None }).await.unwrap();
    PullReply::decode(&page).unwrap()
}
