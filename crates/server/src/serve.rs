//! A running server: listener, routes, housekeeping, and an orderly end.

use crate::config::{Config, ConfigError};
use crate::endpoint::{Endpoint, OpenError};
use crate::http::{Buckets, Site, Underway, router};
use crate::web::{Web, WebError};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// How long open requests may go on once the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// How long a client may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(20);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The district.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The address.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// The certificate or its key.
    #[error("TLS: {0}")]
    Tls(io::Error),
    /// The server's own replica.
    #[error("the server's own replica: {0}")]
    Replica(#[from] WebError),
}

/// A server that listens.
pub struct Server {
    endpoint: Arc<Endpoint>,
    web: Arc<Web>,
    addr: SocketAddr,
    tls: bool,
    handle: Handle<SocketAddr>,
    stopping: watch::Sender<bool>,
    task: JoinHandle<io::Result<()>>,
}

/// Opens the district in `config.data` and serves it.
///
/// # Errors
/// [`ServeError`].
pub async fn start(config: Config) -> Result<Server, ServeError> {
    config.check()?;
    let endpoint = Endpoint::open(&config).await?;
    start_with(endpoint).await
}

/// Serves an endpoint that is open already.
///
/// # Errors
/// [`ServeError`].
pub async fn start_with(endpoint: Arc<Endpoint>) -> Result<Server, ServeError> {
    let config = endpoint.config.clone();
    let listen = |error| ServeError::Listen(config.listen, error);
    let listener = TcpListener::bind(config.listen).map_err(listen)?;
    listener.set_nonblocking(true).map_err(listen)?;
    let addr = listener.local_addr().map_err(listen)?;
    let tls = match (&config.tls_cert, &config.tls_key) {
        (Some(cert), Some(key)) => {
            xuncun_sync::http::install_crypto();
            Some(RustlsConfig::from_pem_file(cert, key).await.map_err(ServeError::Tls)?)
        }
        _ => None,
    };
    let url = format!("{}://{addr}", if tls.is_some() { "https" } else { "http" });
    endpoint.listening_at(&url);
    endpoint.keep_house();
    let (stopping, stopped) = watch::channel(false);
    let web = Web::open(&endpoint).await.map_err(ServeError::Replica)?;
    let site = Site {
        endpoint: endpoint.clone(),
        web: web.clone(),
        by_token: Arc::new(Buckets::new(config.rate.token_per_minute)),
        by_address: Arc::new(Buckets::new(config.rate.codes_per_minute)),
        strangers: Arc::new(Buckets::new(config.rate.strangers_per_minute)),
        photos: Arc::new(Semaphore::new(crate::web::photo_memory(config.max_photo_bytes))),
        underway: Underway::default(),
        stopping: stopped,
    };
    if config.demo {
        crate::web::begin(&site).await;
    }
    let service = router(site).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let secure = tls.is_some();
    let task = match tls {
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(listener, tls).map_err(listen)?.handle(handle.clone());
            limit_headers(server.http_builder());
            tokio::spawn(server.serve(service))
        }
        None => {
            let mut server = axum_server::from_tcp(listener).map_err(listen)?.handle(handle.clone());
            limit_headers(server.http_builder());
            tokio::spawn(server.serve(service))
        }
    };
    Ok(Server { endpoint, web, addr, tls: secure, handle, stopping, task })
}

fn limit_headers(builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>) {
    builder.http1().timer(hyper_util::rt::TokioTimer::new()).header_read_timeout(HEADERS);
    builder.http2().timer(hyper_util::rt::TokioTimer::new()).keep_alive_interval(Some(HEADERS));
}

impl Server {
    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its address on this machine.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls { "https" } else { "http" }, self.addr)
    }

    /// The endpoint behind it.
    #[must_use]
    pub fn endpoint(&self) -> Arc<Endpoint> {
        self.endpoint.clone()
    }

    /// The web door.
    #[must_use]
    pub fn web(&self) -> Arc<Web> {
        self.web.clone()
    }

    /// Stops: no new connections, open requests end, event streams are closed.
    pub async fn stop(self) {
        let _ = self.stopping.send(true);
        self.handle.graceful_shutdown(Some(GRACE));
        let _ = self.task.await;
        self.web.close().await;
    }
}
