//! Commands, photographs, voice notes and changes of the web pages.

use super::ARGUMENTS;
use super::session::{caller, check, person, told};
use crate::http::{Answer, Rejection, STRANGERS, Site, Unread, busy, gather, let_go};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use bytes::Bytes;
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;
use xuncun_app::{App, AppError, Caller, ErrorCode, meta};
use xuncun_domain::voice_note;

const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a photograph or a voice note waits for room.
const ROOM: Duration = Duration::from_secs(10);

pub(super) async fn call(State(site): State<Site>, Path(name): Path<String>, headers: HeaderMap, body: Body) -> Answer {
    check(&site.endpoint, &headers).await?;
    let caller = caller(&site, &headers).await?;
    let body = arguments(body, if caller.person().is_ok() { ARGUMENTS } else { STRANGERS }).await?;
    let args = if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&body) };
    let args = args.map_err(|_| told(&ErrorCode::BadRequest.into()))?;
    let reply = site.web.app.dispatch(&caller, &name, args).await;
    // What it wrote is signed before the answer, whatever the answer: the page may be gone in a moment.
    seal(&site).await;
    Ok(Json(reply.map_err(|error| told(&error))?).into_response())
}

/// The arguments' JSON.
pub(super) async fn arguments(body: Body, most: usize) -> Result<Bytes, Rejection> {
    gather(body, most).await.map_err(|unread| match unread {
        Unread::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, Json(AppError::from(ErrorCode::BadRequest))).into_response().into(),
        Unread::Broken => told(&ErrorCode::BadRequest.into()),
    })
}

/// A photograph, see [`App::take_photo`].
pub(super) async fn photo(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    let largest = site.endpoint.config.max_photo_bytes;
    keep(site, headers, body, ("x-photo-meta", largest, ErrorCode::PhotoTooLarge), App::take_photo).await
}

/// A voice note, see [`App::keep_voice`].
pub(super) async fn voice(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    keep(site, headers, body, ("x-voice-meta", voice_note::MAX_BYTES, ErrorCode::VoiceTooLarge), App::keep_voice).await
}

/// Who asks, and for what, is looked at before any byte of it; and no more of them are in memory at once than there is room for.
async fn keep<A, V>(
    site: Site,
    headers: HeaderMap,
    body: Body,
    (name, largest, too_large): (&'static str, u64, ErrorCode),
    kept: fn(&App, &Caller, A, Vec<u8>) -> Result<V, AppError>,
) -> Answer
where
    A: DeserializeOwned + Send + 'static,
    V: Serialize + Send + 'static,
{
    let (caller, args) = match asked(&site, &headers, name).await {
        Ok(asked) => asked,
        Err(rejection) => {
            let_go(body).await;
            return Err(rejection);
        }
    };
    let too_large = || told(&AppError::new(too_large).with("max", u32::try_from(largest >> 20).unwrap_or(u32::MAX)));
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
    if length.is_some_and(|length| length > largest) {
        let_go(body).await;
        return Err(too_large());
    }
    let room = site.photos.clone().acquire_many_owned(megabytes(length.unwrap_or(largest)));
    let Ok(Ok(_room)) = tokio::time::timeout(ROOM, room).await else {
        return Err(busy(StatusCode::SERVICE_UNAVAILABLE, ROOM.as_secs()).into());
    };
    let bytes = gather(body, usize::try_from(largest).unwrap_or(usize::MAX)).await.map_err(|unread| match unread {
        Unread::TooLong => too_large(),
        Unread::Broken => StatusCode::BAD_REQUEST.into(),
    })?;
    let app = site.web.app.clone();
    let taken = tokio::task::spawn_blocking(move || kept(&app, &caller, args, bytes.into())).await;
    let view = taken.map_err(|_| Rejection::from(StatusCode::INTERNAL_SERVER_ERROR))?;
    seal(&site).await;
    Ok(Json(view.map_err(|error| told(&error))?).into_response())
}

/// Whose it is, and what of.
async fn asked<A: DeserializeOwned>(site: &Site, headers: &HeaderMap, name: &str) -> Result<(Caller, A), Rejection> {
    check(&site.endpoint, headers).await?;
    let caller = caller(site, headers).await?;
    caller.person().map_err(|error| told(&error))?;
    let particulars = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok((caller, meta(particulars).map_err(|error| told(&error))?))
}

/// Its share of the room, in whole megabytes and at least one.
pub(super) fn megabytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1024 * 1024)).unwrap_or(u32::MAX).max(1)
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
