//! The second door to the commands: web pages, over a replica of the server's own.
//!
//! What a web user writes is signed by the server's device in the user's name and sealed at once; the replica is fed by the
//! endpoint in process, like any other. Sessions are cookies; every request that changes anything must say `x-xuncun: 1`,
//! which a page of another site cannot make a browser say.

mod basemap;
mod bundle;
mod call;
mod document;
mod media;
mod session;
mod start;

use crate::endpoint::Endpoint;
use crate::http::{Site, guard};
use crate::storage::Storage;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinHandle;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use xuncun_app::api::DoorKind;
use xuncun_app::{App, AppOptions};
use xuncun_domain::stream::StreamId;
use xuncun_journal::Hash;
use xuncun_store::{Identity, Store};
use xuncun_sync::protocol::{Protocol, Session};

pub(crate) use session::cookie;
pub(crate) use start::begin;

/// Where a one-time code is handed in.
pub const SIGN_IN: &str = "/web/sign-in";
/// Largest JSON of a command.
const ARGUMENTS: usize = 1024 * 1024;
/// How long a photograph may take to come in.
const PHOTO_TIME: Duration = Duration::from_secs(600);
/// How long a request waits for the replica to catch up before it goes on with what is there.
const CATCH_UP: Duration = Duration::from_secs(10);

/// Why the replica could not be opened, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WebError(String);

fn broken(error: impl std::fmt::Display) -> WebError {
    WebError(error.to_string())
}

/// The web door.
pub struct Web {
    app: Arc<App>,
    running: Mutex<Option<JoinHandle<()>>>,
}

impl Web {
    /// Opens the replica in `<data>/replica` and begins to feed it.
    ///
    /// # Errors
    /// [`WebError`].
    pub async fn open(endpoint: &Arc<Endpoint>) -> Result<Arc<Self>, WebError> {
        bundle::clear(&endpoint.config.data);
        let folder = endpoint.config.data.join("replica");
        let store = tokio::task::spawn_blocking(move || Store::open(&folder)).await.map_err(broken)?.map_err(broken)?;
        let store = Arc::new(store);
        identify(endpoint, &store).await?;
        let options = AppOptions {
            clock: endpoint.now.clone(),
            connect: in_process(endpoint),
            basemap: Some(endpoint.config.data.join(xuncun_basemap::FILE)),
            find_blob: Some(held_blobs(endpoint.storage.clone())),
            ..AppOptions::new(DoorKind::Web)
        };
        let app = App::over(store, options);
        let fed = app.clone();
        let running = tokio::spawn(async move { fed.run().await });
        Ok(Arc::new(Self { app, running: Mutex::new(Some(running)) }))
    }

    /// The commands.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Has the replica catch up with the endpoint, within reason.
    pub async fn catch_up(&self) {
        let _ = tokio::time::timeout(CATCH_UP, self.app.engine().sync_now()).await;
    }

    /// Seals what web users wrote and ends the feeding.
    pub async fn close(&self) {
        let app = self.app.clone();
        match tokio::task::spawn_blocking(move || app.close()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(?error, "closing the replica"),
            Err(error) => tracing::error!(%error, "closing the replica"),
        }
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            let _ = running.await;
        }
    }
}

/// The replica is the server's own device; its token is renewed if the endpoint does not know it any more.
async fn identify(endpoint: &Arc<Endpoint>, store: &Arc<Store>) -> Result<(), WebError> {
    let kept = store.identity().map_err(broken)?;
    if let Some(identity) = &kept
        && endpoint.visitor(&Session { token: identity.token.clone() }).await.is_ok()
    {
        return Ok(());
    }
    let session = endpoint.session_for(endpoint.server_device()).await.map_err(broken)?;
    let identity = Identity {
        key: endpoint.server.clone(),
        district: endpoint.district.code.to_string(),
        district_name: endpoint.district.name.clone(),
        root_key: endpoint.district.root,
        server_url: "in-process".into(),
        token: session.token,
        person: crate::init::SERVER_PERSON.into(),
        server_device: endpoint.server_device(),
    };
    store.set_identity(&identity).map_err(broken)
}

/// The endpoint itself instead of a way to it; weakly, or the two would keep each other open.
fn in_process(endpoint: &Arc<Endpoint>) -> xuncun_sync::Connect {
    let weak = Arc::downgrade(endpoint);
    Arc::new(move |_| match weak.upgrade() {
        Some(endpoint) => Ok(endpoint as Arc<dyn Protocol>),
        None => Err(xuncun_sync::protocol::ProtocolError::Unreachable("stopping".into())),
    })
}

/// What devices uploaded lies in the server's storage; a stream's photographs are shown if the stream holds them.
fn held_blobs(storage: Arc<dyn Storage>) -> xuncun_app::FindBlob {
    Arc::new(move |stream: &StreamId, hash: &Hash| -> Option<PathBuf> { storage.held_file(&stream.to_string(), *hash).ok().flatten() })
}

/// The door's routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(SIGN_IN, post(session::sign_in))
        .route("/web/sign-out", post(session::sign_out))
        .route("/web/call/{name}", post(call::call))
        .route("/web/live", get(call::live))
        .route("/web/media/{photo}/{kind}", get(media::media))
        .route("/web/start", get(start::start))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(guard))
}

/// Megabytes that photographs of web pages may take up together: some dozens of a phone's, or four of the largest, whatever the limit is.
pub(crate) fn photo_memory(largest: u64) -> usize {
    usize::try_from(call::megabytes(largest).max(64)).unwrap_or(64) * 4
}

/// The routes that take and hand out large bodies, over lines as slow as they are. Each bounds what it takes by itself, once it knows who asks.
pub(crate) fn large_routes() -> Router<Site> {
    Router::new()
        .route("/web/photo", post(call::photo))
        .route("/web/voice", post(call::voice))
        // A bundle is counted as it comes in, and never held in memory.
        .route("/web/bundle", post(bundle::take))
        .route("/web/bundle/give", post(bundle::give))
        .route("/web/document", post(document::make))
        .route("/web/basemap", get(basemap::basemap))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PHOTO_TIME))
        .layer(middleware::from_fn(guard))
}
