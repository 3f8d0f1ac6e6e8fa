//! The HTTP client against canned answers on a real socket: what goes out, and what it makes of what comes back.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures_util::StreamExt;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use xuncun_sync::http::HttpClient;
use xuncun_sync::protocol::*;

/// Answers one connection with these bytes, and hands back what was asked.
async fn canned(answer: impl Into<Vec<u8>>) -> (HttpClient, JoinHandle<String>) {
    let answer = answer.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = HttpClient::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let asked = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        loop {
            let mut piece = [0; 4096];
            let n = socket.read(&mut piece).await.unwrap();
            request.extend_from_slice(&piece[..n]);
            let text = String::from_utf8_lossy(&request).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
                if body.len() >= length.unwrap_or(0) || n == 0 {
                    break;
                }
            }
        }
        socket.write_all(&answer).await.unwrap();
        socket.shutdown().await.unwrap();
        String::from_utf8_lossy(&request).to_lowercase()
    });
    (client, asked)
}

fn session() -> Session {
    Session { token: "s3cret".into() }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn a_push_says_what_it_is() {
    let (client, asked) = canned(ok("reply")).await;
    let reply = client.push(&session(), Bytes::from_static(b"page")).await.unwrap();
    assert_eq!(&reply[..], b"reply");
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("post /v1/commits http/1.1\r\n"), "{asked}");
    for line in ["authorization: bearer s3cret\r\n", "content-type: application/cbor-seq\r\n", "content-encoding: zstd\r\n"] {
        assert!(asked.contains(line), "{asked}");
    }
    assert!(asked.ends_with("page"));
}

#[tokio::test]
async fn a_pull_with_nothing_new_is_a_few_hundred_bytes() {
    let (client, asked) = canned(ok("x")).await;
    let cursor = vec![0xFB; 40];
    client.pull(&session(), PullRequest { cursor: Some(cursor.clone()), max_bytes: Some(1 << 20) }).await.unwrap();
    let asked = asked.await.unwrap();
    let expected = format!("get /v1/commits?cursor={}&max=1048576 ", BASE64_URL_SAFE_NO_PAD.encode(cursor).to_lowercase());
    assert!(asked.starts_with(&expected), "{asked}");
    assert!(asked.len() < 300, "{}: {asked}", asked.len());
}

#[tokio::test]
async fn an_upload_speaks_tus() {
    let created = "HTTP/1.1 201 Created\r\nlocation: /v1/uploads/abc\r\ntus-resumable: 1.0.0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (client, asked) = canned(created).await;
    let upload = UploadCreate { stream: "629900100201/work".into(), sha256: [0xAB; 32], size: 12, mime: "image/jpeg".into() };
    let state = client.upload_create(&session(), upload).await.unwrap();
    assert_eq!(state, UploadState { url: "/v1/uploads/abc".into(), offset: 0, receipt: None });
    let asked = asked.await.unwrap();
    let metadata = format!(
        "upload-metadata: stream {},sha256 {},filetype {}\r\n",
        BASE64_STANDARD.encode("629900100201/work"),
        BASE64_STANDARD.encode("ab".repeat(32)),
        BASE64_STANDARD.encode("image/jpeg")
    );
    assert!(
        asked.contains(&metadata.to_lowercase()) && asked.contains("upload-length: 12\r\n") && asked.contains("tus-resumable: 1.0.0\r\n"),
        "{asked}"
    );

    let receipt = BASE64_STANDARD.encode([1, 2, 3]);
    let patched = format!("HTTP/1.1 204 No Content\r\nupload-offset: 12\r\nxuncun-receipt: {receipt}\r\nconnection: close\r\n\r\n");
    let (client, asked) = canned(patched).await;
    let chunk = UploadChunk { url: "/v1/uploads/abc".into(), offset: 7, bytes: Bytes::from_static(b"bytes"), checksum: Some([9; 32]) };
    let state = client.upload_patch(&session(), chunk).await.unwrap();
    assert_eq!((state.offset, state.receipt), (12, Some(vec![1, 2, 3])));
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("patch /v1/uploads/abc "), "{asked}");
    let checksum = format!("upload-checksum: sha256 {}\r\n", BASE64_STANDARD.encode([9; 32])).to_lowercase();
    assert!(asked.contains("upload-offset: 7\r\n") && asked.contains(&checksum) && asked.contains("application/offset+octet-stream"), "{asked}");

    let (client, asked) = canned("HTTP/1.1 200 OK\r\nupload-offset: 5\r\nupload-length: 12\r\nconnection: close\r\n\r\n").await;
    assert_eq!(client.upload_offset(&session(), "/v1/uploads/abc").await.unwrap().offset, 5);
    assert!(asked.await.unwrap().starts_with("head /v1/uploads/abc "));
}

#[tokio::test]
async fn a_blob_comes_in_ranges() {
    let answer = "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 10-13/20\r\ncontent-length: 4\r\nconnection: close\r\n\r\nfour";
    let (client, asked) = canned(answer).await;
    let part = client.get_blob(&session(), "629900100201/work", [0xCD; 32], 10, 4).await.unwrap();
    assert_eq!(part, BlobPart { total: 20, bytes: Bytes::from_static(b"four") });
    let asked = asked.await.unwrap();
    assert!(
        asked.starts_with(&format!("get /v1/blobs/629900100201/work/{} ", "cd".repeat(32))) && asked.contains("range: bytes=10-13\r\n"),
        "{asked}"
    );

    let (client, _) = canned(answer).await;
    assert_eq!(client.get_blob(&session(), "a/work", [0; 32], 0, 4).await.unwrap_err().code(), "bad_reply", "another range");
    let long = "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 10-11/20\r\ncontent-length: 9\r\nconnection: close\r\n\r\nfour more";
    let (client, _) = canned(long).await;
    assert_eq!(client.get_blob(&session(), "a/work", [0; 32], 10, 2).await.unwrap_err().code(), "bad_reply", "longer than asked for");
}

#[tokio::test]
async fn errors_carry_their_codes() {
    let json = r#"{"code":"code_expired","params":{"hours":"72"}}"#;
    let answer = |status: &str, extra: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\n{extra}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    };
    for (status, extra, body, code) in [
        ("410 Gone", "", json, "code_expired"),
        ("413 Payload Too Large", "", "<html>", "too_large"),
        ("401 Unauthorized", "", "", "unauthorized"),
        ("403 Forbidden", "", r#"{"code":"lost"}"#, "lost"),
        ("500 Internal Server Error", "", "boom", "server_error"),
        ("302 Found", "location: http://portal.example/login\r\n", "", "server_error"),
    ] {
        let (client, _asked) = canned(answer(status, extra, body)).await;
        let error = client.push(&session(), Bytes::new()).await.unwrap_err();
        assert_eq!(error.code(), code, "{status}");
    }
    let (client, _asked) = canned(answer("503 Service Unavailable", "retry-after: 17\r\n", "")).await;
    assert_eq!(client.push(&session(), Bytes::new()).await.unwrap_err(), ProtocolError::Busy { retry_after: Some(17) });
}

#[tokio::test]
async fn what_is_cut_off_is_unreachable_and_what_is_silent_too() {
    let (client, _asked) = canned("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf").await;
    assert!(matches!(client.push(&session(), Bytes::new()).await, Err(ProtocolError::Unreachable(_))));
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let client = HttpClient::new(&format!("http://{closed}")).unwrap();
    let error = client.push(&session(), Bytes::new()).await.unwrap_err();
    assert!(matches!(&error, ProtocolError::Unreachable(_)));
    assert!(!error.to_string().contains("s3cret"));
}

#[tokio::test]
async fn an_endless_answer_is_not_swallowed() {
    let body = "x".repeat(2 << 20);
    let (client, _asked) = canned(ok(&body)).await;
    assert_eq!(client.push(&session(), Bytes::new()).await.unwrap_err().code(), "bad_reply");
}

#[tokio::test]
async fn live_events_come_and_end_with_the_connection() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n: hello\n\ndata: new\n\ndata: new\n\n";
    let (client, asked) = canned(answer).await;
    let live = client.live(&session()).await.unwrap();
    let events: Vec<_> = tokio::time::timeout(Duration::from_secs(20), live.collect()).await.unwrap();
    assert_eq!(events, [Ok(()), Ok(())]);
    assert!(asked.await.unwrap().contains("authorization: bearer s3cret"));
}

#[test]
fn tokens_are_not_printed() {
    assert!(!format!("{:?}", session()).contains("s3cret"));
}
