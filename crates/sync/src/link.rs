//! A server together with who we are to it.

use crate::protocol::{Protocol, Reply, Session};
use std::sync::Arc;

/// An enrolled replica's way to its server.
#[derive(Clone)]
pub struct Link {
    /// The server.
    pub protocol: Arc<dyn Protocol>,
    /// The token.
    pub session: Session,
}

/// Makes the way to a server from its address: over HTTP in the app, in process in tests and in the server's own replica.
pub type Connect = Arc<dyn Fn(&str) -> Reply<Arc<dyn Protocol>> + Send + Sync>;

/// Over HTTP.
#[must_use]
pub fn over_http() -> Connect {
    Arc::new(|server| Ok(Arc::new(crate::http::HttpClient::new(server)?)))
}
