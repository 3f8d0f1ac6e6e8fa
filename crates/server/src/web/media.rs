//! Photographs for web pages, filtered by the caller like everything else.

use super::session::{caller, told};
use crate::http::{About, Answer, Ranged, Site};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use xuncun_app::{AppError, ErrorCode, MediaBody, MediaKind};

/// A larger picture may stand in until the small one is made: not for ever, and for this session's eyes alone.
const KEEP: &str = "private, max-age=300";

fn gone(error: &std::io::Error) -> crate::http::Rejection {
    tracing::error!(%error, "a picture's file");
    told(&ErrorCode::PhotoNotHere.into())
}

pub(super) async fn media(State(site): State<Site>, Path((photo, kind)): Path<(String, String)>, headers: HeaderMap) -> Answer {
    let caller = caller(&site, &headers).await?;
    if kind == "marked" {
        let bytes = site.web.app.marked(&caller, &photo).await.map_err(|error| told(&error))?;
        let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, no-store")];
        return Ok((headers, bytes).into_response());
    }
    let kind = MediaKind::parse(&kind).ok_or_else(|| told(&AppError::from(ErrorCode::BadRequest)))?;
    let media = site.web.app.media(&caller, &photo, kind).await.map_err(|error| told(&error))?;
    let source = match media.body {
        MediaBody::File(path) => Ranged::open(&path).await.map_err(|error| gone(&error))?,
        MediaBody::Made(bytes) => Ranged::made(bytes),
    };
    source.answer(&headers, About { mime: &media.mime, cache: KEEP, tag: None }).await.map_err(|error| gone(&error))
}
