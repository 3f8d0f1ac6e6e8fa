//! Around each request: its rate, an id, a line in the log, a count.
//!
//! The line names the route's pattern, never the address itself: that may hold a cursor, a code or an upload's id.

use super::answer::busy;
use super::{Site, session};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;
use xuncun_journal::Hash;
use xuncun_sync::paths;

const REQUEST_ID: &str = "x-request-id";

pub(super) async fn each_request(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (begun, method) = (Instant::now(), request.method().clone());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "pages".to_owned(), |path| path.as_str().to_owned());
    let id = hex::encode(rand::random::<[u8; 6]>());
    let mut response = match limited(&site, Asker::of(&site, &request)).await {
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

/// Seconds to wait, if it asks too often. A token that was invented has no bucket of its own: whoever brings one is asked by address, like those
/// who bring none.
async fn limited(site: &Site, asker: Asker) -> Option<u64> {
    let now = Instant::now();
    if asker.tries_code {
        return site.by_address.ask(&asker.from, now).err();
    }
    let Some(token) = asker.token else { return site.strangers.ask(&asker.from, now).err() };
    let bucket = &token.0[..8];
    if site.by_token.knows(bucket) {
        return site.by_token.ask(bucket, now).err();
    }
    if let Err(seconds) = site.strangers.ask(&asker.from, now) {
        return Some(seconds);
    }
    let known = matches!(site.endpoint.storage.token(token, site.endpoint.now()).await, Ok(Some(_)));
    if known { site.by_token.ask(bucket, now).err() } else { None }
}

/// Who asks, as far as a request says it.
struct Asker {
    from: Vec<u8>,
    /// It hands in a one-time code.
    tries_code: bool,
    /// Hash of the token that it brings.
    token: Option<Hash>,
}

impl Asker {
    fn of(site: &Site, request: &Request) -> Self {
        let path = request.uri().path();
        let token = session(request.headers()).token;
        let token = if token.is_empty() { crate::web::cookie(request.headers()).unwrap_or_default() } else { token };
        Self {
            from: address(site, request),
            tries_code: path == paths::ENROLL || path == crate::web::SIGN_IN,
            token: (!token.is_empty()).then(|| Hash::of(token.as_bytes())),
        }
    }
}

/// Where a request comes from: an address, or for IPv6 the network that one subscriber has.
fn address(site: &Site, request: &Request) -> Vec<u8> {
    let ip = if site.endpoint.config.behind_proxy {
        // The last one is what our own proxy saw; those before it are whatever the client wrote.
        let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
        let last = forwarded.and_then(|value| value.to_str().ok()).and_then(|text| text.rsplit(',').next());
        last.and_then(|text| text.trim().parse().ok())
    } else {
        request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
    };
    match ip {
        Some(IpAddr::V4(ip)) => ip.octets().to_vec(),
        Some(IpAddr::V6(ip)) => ip.octets()[..8].to_vec(),
        None => Vec::new(),
    }
}
