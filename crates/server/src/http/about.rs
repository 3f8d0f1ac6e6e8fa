//! Whether the server is well, what it has done, and what it offers.

use super::Site;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Well means: the storage answers.
pub(super) async fn health(State(site): State<Site>) -> Response {
    match site.endpoint.storage.last_position().await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "health");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

pub(super) async fn metrics(State(site): State<Site>) -> Response {
    let last = site.endpoint.storage.last_position().await.unwrap_or(0);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], site.endpoint.metrics.text(last)).into_response()
}

pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}
