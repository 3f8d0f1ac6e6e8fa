//! Commands, photographs and changes of the web pages.

use super::session::{caller, check, person, told};
use crate::http::{Answer, Rejection, Site};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::StreamExt;
use serde_json::Value;
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;
use xuncun_app::{AppError, ErrorCode, photo_meta};

const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) async fn call(State(site): State<Site>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Answer {
    check(&site.endpoint, &headers).await?;
    let caller = caller(&site, &headers).await?;
    let args = if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&body) };
    let args = args.map_err(|_| told(&ErrorCode::BadRequest.into()))?;
    let reply = site.web.app.dispatch(&caller, &name, args).await;
    // What it wrote is signed before the answer, whatever the answer: the page may be gone in a moment.
    seal(&site).await;
    Ok(Json(reply.map_err(|error| told(&error))?).into_response())
}

pub(super) async fn photo(State(site): State<Site>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Answer {
    check(&site.endpoint, &headers).await?;
    let caller = caller(&site, &headers).await?;
    let bytes = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => told(&AppError::new(ErrorCode::PhotoTooLarge).with("max", site.endpoint.config.max_photo_bytes.to_string())),
        status => status.into(),
    })?;
    let meta = headers.get("x-photo-meta").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let args = photo_meta(meta).map_err(|error| told(&error))?;
    let app = site.web.app.clone();
    let taken = tokio::task::spawn_blocking(move || app.take_photo(&caller, args, bytes.to_vec())).await;
    let view = taken.map_err(|_| Rejection::from(StatusCode::INTERNAL_SERVER_ERROR))?;
    seal(&site).await;
    Ok(Json(view.map_err(|error| told(&error))?).into_response())
}

/// Makes commits of what is pending, and has them pushed.
///
/// What cannot be sealed now (a full disk) stays pending and durable in the replica, and is sealed with the next: the
/// answer to a page that only reads must not hang on it.
async fn seal(site: &Site) {
    let store = site.web.app.store().clone();
    match tokio::task::spawn_blocking(move || store.seal()).await {
        Ok(Ok(commits)) if commits.is_empty() => {}
        Ok(Ok(_)) => {
            site.web.app.engine().trigger();
        }
        Ok(Err(error)) => tracing::error!(%error, "sealing what web users wrote"),
        Err(error) => tracing::error!(%error, "sealing what web users wrote"),
    }
}

/// "Something changed", with a counter.
pub(super) async fn live(State(site): State<Site>, headers: HeaderMap) -> Answer {
    if person(&site.endpoint, &headers).await?.is_none() {
        return Err(told(&ErrorCode::NotEnrolled.into()));
    }
    let mut stopping = site.stopping.clone();
    let stop = async move {
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let changes = WatchStream::new(site.web.app.changes());
    let events = changes.map(|counter| Ok::<_, Infallible>(Event::default().event("changed").data(counter.to_string())));
    Ok(Sse::new(events.take_until(Box::pin(stop))).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response())
}
