//! tus 1.0 (<https://tus.io/protocols/resumable-upload>): core, creation, checksum, expiration, termination.
//!
//! `Upload-Metadata` names `stream` (`code/class`) and `sha256` (hex) of the whole. A chunk with a checksum is taken whole
//! or not at all; one without is taken as it comes, so a connection that breaks off loses nothing that arrived.

use super::underway::Turn;
use super::{Answer, Rejection, Site, let_go, session};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use xuncun_sync::paths::{self, TUS_RESUMABLE, TUS_VERSION, UPLOAD_CHECKSUM, UPLOAD_LENGTH, UPLOAD_METADATA, UPLOAD_OFFSET};
use xuncun_sync::protocol::{Params, Protocol, ProtocolError, Session, UploadChunk, UploadState};
use xuncun_sync::tus::{read_checksum, read_metadata, read_number};

/// A piece that is made durable at a time.
const PIECE: usize = 256 * 1024;
/// What is in the buffers of a line that is left for another is read for so long.
const REST: Duration = Duration::from_millis(200);
/// Silence in the middle of a chunk.
const SILENCE: Duration = Duration::from_secs(60);

pub(super) async fn options(State(site): State<Site>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    set(&mut response, "tus-version", TUS_VERSION);
    set(&mut response, "tus-extension", "creation,checksum,expiration,termination");
    set(&mut response, "tus-checksum-algorithm", "sha256");
    set(&mut response, "tus-max-size", &site.endpoint.config.max_photo_bytes.to_string());
    spoken(response)
}

pub(super) async fn create(State(site): State<Site>, headers: HeaderMap) -> Response {
    made(async {
        speaks(&headers)?;
        let bad = || ProtocolError::refused("bad_upload");
        let size = number(&headers, UPLOAD_LENGTH).ok_or_else(bad)?;
        let upload = said(&headers, UPLOAD_METADATA).and_then(|text| read_metadata(text, size)).ok_or_else(bad)?;
        let session = session(&headers);
        let state = site.endpoint.upload_create(&session, upload).await?;
        let mut response = StatusCode::CREATED.into_response();
        set(&mut response, header::LOCATION.as_str(), &state.url);
        Ok(told(&site, &session, response, &state).await)
    })
    .await
}

pub(super) async fn upload(State(site): State<Site>, Path(id): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    made(async {
        // Some middleboxes let no PATCH or DELETE through; tus has clients say the method in a header then.
        let said = parts.headers.get("x-http-method-override").and_then(|value| Method::from_bytes(value.as_bytes()).ok());
        let method = said.unwrap_or(parts.method);
        if method == Method::OPTIONS {
            return Ok(options(State(site)).await);
        }
        speaks(&parts.headers)?;
        let (session, url) = (session(&parts.headers), format!("{}/{id}", paths::UPLOADS));
        match method {
            Method::HEAD => {
                let length = site.endpoint.upload_facts(&session, &url).await?.size;
                site.underway.end(&id).await;
                let state = site.endpoint.upload_offset(&session, &url).await?;
                let mut response = StatusCode::OK.into_response();
                set(&mut response, UPLOAD_LENGTH, &length.to_string());
                set(&mut response, header::CACHE_CONTROL.as_str(), "no-store");
                Ok(told(&site, &session, response, &state).await)
            }
            Method::PATCH => {
                let state = patch(&site, &session, &id, &parts.headers, body).await?;
                Ok(told(&site, &session, StatusCode::NO_CONTENT.into_response(), &state).await)
            }
            Method::DELETE => {
                site.endpoint.upload_facts(&session, &url).await?;
                site.underway.end(&id).await;
                site.endpoint.end_upload(&session, &url).await?;
                Ok(StatusCode::NO_CONTENT.into_response())
            }
            _ => Err(StatusCode::METHOD_NOT_ALLOWED.into()),
        }
    })
    .await
}

async fn patch(site: &Site, session: &Session, id: &str, headers: &HeaderMap, body: Body) -> Result<UploadState, Rejection> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|value| value != paths::OFFSET_OCTETS) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into());
    }
    let url = format!("{}/{id}", paths::UPLOADS);
    // Whose upload it is comes before what it brings.
    if let Err(error) = site.endpoint.upload_facts(session, &url).await {
        let_go(body).await;
        return Err(error.into());
    }
    let offset = number(headers, UPLOAD_OFFSET).ok_or_else(|| ProtocolError::refused("bad_upload"))?;
    let checksum = match headers.get(UPLOAD_CHECKSUM) {
        Some(_) => Some(said(headers, UPLOAD_CHECKSUM).and_then(read_checksum).ok_or(StatusCode::BAD_REQUEST)?),
        None => None,
    };
    let turn = site.underway.begin(id).await;
    // What does not fit is refused before it is sent in vain.
    let received = site.endpoint.upload_facts(session, &url).await?.received;
    if received != offset {
        let params = Params::from([("offset".into(), received.to_string())]);
        return Err(ProtocolError::Refused { code: "offset_mismatch".into(), params }.into());
    }
    // On a task of its own: what came before the line broke is kept although nobody waits for the answer any more.
    let taking = Taking { site: site.clone(), session: session.clone(), url, offset, checksum, turn };
    tokio::spawn(taking.take(body)).await.unwrap_or_else(|_| Err(StatusCode::INTERNAL_SERVER_ERROR.into()))
}

/// A chunk that comes in.
struct Taking {
    site: Site,
    session: Session,
    url: String,
    offset: u64,
    checksum: Option<[u8; 32]>,
    turn: Turn,
}

impl Taking {
    async fn take(mut self, body: Body) -> Result<UploadState, Rejection> {
        let mut body = body.into_data_stream();
        let (mut gathered, mut state, mut until) = (BytesMut::new(), None, None);
        loop {
            // Without a checksum, as much as is there when the line breaks off, falls silent or is left for another counts.
            let silent = Instant::now() + SILENCE;
            let next = tokio::select! {
                () = self.turn.taken(), if until.is_none() => {
                    until = Some(Instant::now() + REST);
                    continue;
                }
                next = timeout_at(until.unwrap_or(silent), body.next()) => next.map_or(Some(Err(())), |next| next.map(|part| part.map_err(drop))),
            };
            let (ended, broken) = (next.is_none(), matches!(next, Some(Err(()))));
            if let Some(Ok(bytes)) = next {
                gathered.extend_from_slice(&bytes);
            }
            if self.checksum.is_some() && gathered.len() > self.site.endpoint.config.max_body_bytes {
                return Err(ProtocolError::TooLarge.into());
            }
            let due = if self.checksum.is_some() { ended } else { ended || broken || gathered.len() >= PIECE };
            if due && (!gathered.is_empty() || (ended && state.is_none())) {
                let bytes: Bytes = gathered.split().freeze();
                let length = bytes.len() as u64;
                let chunk = UploadChunk { url: self.url.clone(), offset: self.offset, checksum: self.checksum, bytes };
                state = Some(self.site.endpoint.upload_patch(&self.session, chunk).await?);
                self.offset += length;
            }
            if ended || broken {
                return state.ok_or_else(|| ProtocolError::Decode(String::new()).into());
            }
        }
    }
}

/// A header that is text.
fn said<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    said(headers, name).and_then(read_number)
}

/// Refuses another version of tus.
fn speaks(headers: &HeaderMap) -> Result<(), Rejection> {
    if headers.get(TUS_RESUMABLE).is_some_and(|value| value == TUS_VERSION) {
        return Ok(());
    }
    let mut response = StatusCode::PRECONDITION_FAILED.into_response();
    set(&mut response, "tus-version", TUS_VERSION);
    Err(response.into())
}

/// Where the upload is, when it ends, and the receipt once it is whole.
async fn told(site: &Site, session: &Session, mut response: Response, state: &UploadState) -> Response {
    set(&mut response, UPLOAD_OFFSET, &state.offset.to_string());
    if let Some(receipt) = &state.receipt {
        set(&mut response, paths::RECEIPT_HEADER, &STANDARD.encode(receipt));
    } else if let Ok(upload) = site.endpoint.upload_facts(session, &state.url).await {
        set(&mut response, "upload-expires", &http_date(upload.expires_at));
    }
    response
}

/// IMF-fixdate (RFC 9110).
fn http_date(ms: i64) -> String {
    let format = time::macros::format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    let at = time::OffsetDateTime::from_unix_timestamp(ms / 1000).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    at.format(format).unwrap_or_default()
}

async fn made(answer: impl Future<Output = Answer>) -> Response {
    spoken(answer.await.into_response())
}

fn spoken(mut response: Response) -> Response {
    set(&mut response, TUS_RESUMABLE, TUS_VERSION);
    response
}

fn set(response: &mut Response, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        response.headers_mut().insert(name, value);
    }
}
