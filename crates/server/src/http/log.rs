//! Around each request: its rate, an id, a line in the log, a count.
//!
//! The line names the route's pattern, never the address itself: that may hold a cursor, a code or an upload's id.

use super::answer::busy;
use super::{Site, session};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::net::SocketAddr;
use std::time::Instant;
use xuncun_journal::Hash;
use xuncun_sync::paths;

const REQUEST_ID: &str = "x-request-id";

pub(super) async fn each_request(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (begun, method) = (Instant::now(), request.method().clone());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "pages".to_owned(), |path| path.as_str().to_owned());
    let id = hex::encode(rand::random::<[u8; 6]>());
    let mut response = match limited(&site, &request) {
        Some(seconds) => {
            site.endpoint.metrics.limited();
            busy(StatusCode::TOO_MANY_REQUESTS, seconds)
        }
        None => next.run(request).await,
    };
    let status = response.status().as_u16();
    site.endpoint.metrics.requested(status);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let ms = begun.elapsed().as_millis();
    match status {
        500.. => tracing::error!(%id, %method, route, status, ms = %ms, "request"),
        _ => tracing::info!(%id, %method, route, status, ms = %ms, "request"),
    }
    response
}

/// Seconds to wait, if it asks too often.
fn limited(site: &Site, request: &Request) -> Option<u64> {
    let now = Instant::now();
    let path = request.uri().path();
    if path == paths::ENROLL || path == crate::web::SIGN_IN {
        return site.by_address.ask(address(site, request).as_bytes(), now).err();
    }
    let token = session(request.headers()).token;
    let token = if token.is_empty() { crate::web::cookie(request.headers()).unwrap_or_default() } else { token };
    if token.is_empty() {
        return None;
    }
    site.by_token.ask(&Hash::of(token.as_bytes()).0[..8], now).err()
}

/// Where a request comes from.
fn address(site: &Site, request: &Request) -> String {
    if site.endpoint.config.behind_proxy {
        // The last one is what our own proxy saw; those before it are whatever the client wrote.
        let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
        let last = forwarded.and_then(|value| value.to_str().ok()).and_then(|text| text.rsplit(',').next());
        return last.unwrap_or_default().trim().to_owned();
    }
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string()).unwrap_or_default()
}
