//! Photographs for web pages, filtered by the caller like everything else.

use super::session::{caller, told};
use crate::http::{Answer, Asked, Site, range};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use std::io::{Cursor, SeekFrom};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use xuncun_app::{AppError, ErrorCode, MediaBody, MediaKind};

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
    let mut source = Source::of(media.body).await.map_err(|error| gone(&error))?;
    let total = source.len().await.map_err(|error| gone(&error))?;
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, from, to) = match asked.map(|text| range(text, total)) {
        None | Some(Asked::All) => (StatusCode::OK, 0, total),
        Some(Asked::Part(from, to)) => (StatusCode::PARTIAL_CONTENT, from, to),
        Some(Asked::Beyond) => {
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{total}"))]).into_response());
        }
    };
    source.seek(from).await.map_err(|error| gone(&error))?;
    let mut response = (status, source.body(to - from)).into_response();
    let mut set = |name, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, media.mime);
    set(header::CONTENT_LENGTH, (to - from).to_string());
    set(header::ACCEPT_RANGES, "bytes".into());
    // A larger picture may stand in until the small one is made: not for ever, and for this session's eyes alone.
    set(header::CACHE_CONTROL, "private, max-age=300".into());
    if status == StatusCode::PARTIAL_CONTENT {
        set(header::CONTENT_RANGE, format!("bytes {from}-{}/{total}", to - 1));
    }
    Ok(response)
}

/// Where a picture's bytes come from: its file, part by part, or what was made to be shown.
enum Source {
    File(File),
    Made(Cursor<Vec<u8>>),
}

impl Source {
    async fn of(body: MediaBody) -> std::io::Result<Self> {
        Ok(match body {
            MediaBody::File(path) => Self::File(File::open(path).await?),
            MediaBody::Made(bytes) => Self::Made(Cursor::new(bytes)),
        })
    }

    async fn len(&self) -> std::io::Result<u64> {
        Ok(match self {
            Self::File(file) => file.metadata().await?.len(),
            Self::Made(bytes) => bytes.get_ref().len() as u64,
        })
    }

    async fn seek(&mut self, from: u64) -> std::io::Result<()> {
        match self {
            Self::File(file) => file.seek(SeekFrom::Start(from)).await?,
            Self::Made(bytes) => bytes.seek(SeekFrom::Start(from)).await?,
        };
        Ok(())
    }

    fn body(self, length: u64) -> Body {
        match self {
            Self::File(file) => Body::from_stream(ReaderStream::new(file.take(length))),
            Self::Made(bytes) => Body::from_stream(ReaderStream::new(bytes.take(length))),
        }
    }
}
