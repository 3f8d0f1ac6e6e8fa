//! The HTTP surface: bytes in, [`crate::endpoint`] called, bytes out. No rule of the protocol is decided here.

mod about;
mod answer;
mod basemap;
mod blobs;
mod body;
mod limits;
mod log;
mod pages;
mod ranged;
mod sync;
mod tus;
mod underway;

pub(crate) use answer::{Answer, Rejection, busy, coded};
pub(crate) use basemap::hand_out as hand_out_basemap;
pub use blobs::{Asked, range};
pub(crate) use body::{STRANGERS, Unread, gather, let_go};
pub use limits::Buckets;
pub(crate) use pages::guard;
pub(crate) use ranged::{About, Ranged};
pub use underway::Underway;

use crate::endpoint::Endpoint;
use crate::web::Web;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::routing::{any, get, post};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tower_http::timeout::TimeoutLayer;
use xuncun_sync::paths;
use xuncun_sync::protocol::Session;

/// What every route can reach.
#[derive(Clone)]
pub struct Site {
    /// The endpoint.
    pub endpoint: Arc<Endpoint>,
    /// The web door, once its replica is open.
    pub web: Arc<Web>,
    /// Requests of one token.
    pub by_token: Arc<Buckets>,
    /// Codes tried from one address.
    pub by_address: Arc<Buckets>,
    /// Requests from one address without a token that is known.
    pub strangers: Arc<Buckets>,
    /// Megabytes of web photographs that may be in memory at once.
    pub photos: Arc<Semaphore>,
    /// Uploads that something is coming in for.
    pub underway: Underway,
    /// Turns true when the server stops: open event streams end then.
    pub stopping: watch::Receiver<bool>,
}

/// All routes.
pub fn router(site: Site) -> Router {
    let config = &site.endpoint.config;
    let timeout = Duration::from_secs(config.timeout_seconds);
    // Chunks of an upload are durable one by one and may take as long as they take; each has a timeout of its own. Pieces of a map likewise.
    let uploads = Router::new()
        .route(paths::UPLOADS, post(tus::create).options(tus::options))
        .route(&format!("{}/{{id}}", paths::UPLOADS), any(tus::upload))
        .layer(DefaultBodyLimit::disable())
        .route(paths::BASEMAP, get(basemap::basemap));
    let calls = Router::new()
        .route(paths::ENROLL, post(sync::enroll))
        .route(paths::CODES, post(sync::code_for))
        .route(paths::RETURN, post(sync::come_back))
        .route(paths::COMMITS, post(sync::push).get(sync::pull))
        .route(paths::MISSING, post(sync::missing))
        .route(paths::LIVE, get(sync::live))
        .route(&format!("{}/{{code}}/{{class}}/{{sha256}}", paths::BLOBS), get(blobs::blob))
        .route("/healthz", get(about::health))
        .route("/metrics", get(about::metrics))
        .route("/openapi.json", get(about::openapi))
        .merge(crate::web::routes())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, timeout));
    Router::new()
        .merge(uploads)
        .merge(crate::web::large_routes())
        .merge(calls)
        .merge(pages::routes(config.ui.as_deref()))
        .layer(middleware::from_fn_with_state(site.clone(), log::each_request))
        .with_state(site)
}

/// The bearer token of a request; an empty one is nobody's.
fn session(headers: &HeaderMap) -> Session {
    let value = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    Session { token: value.strip_prefix("Bearer ").unwrap_or_default().to_owned() }
}
