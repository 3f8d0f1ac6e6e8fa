//! Files and made bytes, whole or by range.

use super::{Asked, range};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::io::{Cursor, SeekFrom};
use std::path::Path;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

/// Where bytes come from: a file, part by part, or memory.
pub(crate) enum Ranged {
    File(File),
    Made(Cursor<Vec<u8>>),
}

/// What is said of them beside their range.
pub(crate) struct About<'a> {
    pub mime: &'a str,
    pub cache: &'a str,
    /// The `ETag`, without its quotation marks.
    pub tag: Option<&'a str>,
}

impl Ranged {
    pub(crate) async fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self::File(File::open(path).await?))
    }

    pub(crate) fn file(open: std::fs::File) -> Self {
        Self::File(File::from_std(open))
    }

    pub(crate) fn made(bytes: Vec<u8>) -> Self {
        Self::Made(Cursor::new(bytes))
    }

    /// The answer to whoever asked with these headers.
    pub(crate) async fn answer(mut self, headers: &HeaderMap, about: About<'_>) -> std::io::Result<Response> {
        let total = self.len().await?;
        let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
        let quoted = about.tag.map(|tag| format!("\"{tag}\""));
        // A part of another file is of no use to whoever has a part of this one (RFC 9110, 13.1.5).
        let condition = headers.get(header::IF_RANGE).and_then(|value| value.to_str().ok());
        let same = condition.is_none_or(|wanted| quoted.as_deref() == Some(wanted));
        let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if quoted.is_some() && known == quoted.as_deref() {
            return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, known.unwrap_or_default().to_owned())]).into_response());
        }
        let (status, from, to) = match asked.filter(|_| same).map(|text| range(text, total)) {
            None | Some(Asked::All) => (StatusCode::OK, 0, total),
            Some(Asked::Part(from, to)) => (StatusCode::PARTIAL_CONTENT, from, to),
            Some(Asked::Beyond) => {
                return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{total}"))]).into_response());
            }
        };
        self.seek(from).await?;
        let mut response = (status, self.body(to - from)).into_response();
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, about.mime);
        set(header::CONTENT_LENGTH, &(to - from).to_string());
        set(header::ACCEPT_RANGES, "bytes");
        set(header::CACHE_CONTROL, about.cache);
        if let Some(tag) = &quoted {
            set(header::ETAG, tag);
        }
        if status == StatusCode::PARTIAL_CONTENT {
            set(header::CONTENT_RANGE, &format!("bytes {from}-{}/{total}", to - 1));
        }
        Ok(response)
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
