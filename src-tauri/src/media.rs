//! `media://localhost/<photo>/<thumb|evidence|original|marked>`, `media://localhost/<voice note>/voice`: a photograph's picture or what was said, for
//! the person of this device.

use crate::door::Door;
use std::borrow::Cow;
use tauri::http::{HeaderValue, Request, Response, StatusCode, header};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry};
use xuncun_app::{AppError, ErrorCode, MediaKind};

/// Answers when the picture is here; one that is not may come from the server first.
pub fn answer(context: &UriSchemeContext<'_, Wry>, request: &Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    let ours = context.webview_label() == crate::window::MAIN;
    let path = request.uri().path().to_owned();
    let reader = reader_of(context, request);
    tauri::async_runtime::spawn(async move {
        let found = if ours { media(&app.state::<Door>(), &path).await } else { Err(ErrorCode::Forbidden.into()) };
        let mut answer = found.map_or_else(refusal, |(bytes, mime)| response(StatusCode::OK, &mime, bytes));
        if let Some(reader) = reader {
            answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, reader);
        }
        responder.respond(answer);
    });
}

/// The page whose script reads the answer. It is of another scheme, and may, if it is the window's own page: of a sound, or a map.
pub(crate) fn reader_of(context: &UriSchemeContext<'_, Wry>, request: &Request<Vec<u8>>) -> Option<HeaderValue> {
    let ours = context.webview_label() == crate::window::MAIN;
    request.headers().get(header::ORIGIN).filter(|origin| ours && is_own_page(origin)).cloned()
}

fn is_own_page(origin: &HeaderValue) -> bool {
    origin.to_str().ok().and_then(|origin| origin.parse().ok()).is_some_and(|origin| crate::window::own_page(&origin))
}

async fn media(door: &Door, path: &str) -> Result<(Vec<u8>, String), AppError> {
    let (id, kind) = path.trim_start_matches('/').split_once('/').ok_or(ErrorCode::BadRequest)?;
    let app = door.app()?;
    if kind == "marked" {
        return Ok((app.marked(&app.device_caller()?, id).await?, "image/jpeg".into()));
    }
    let kind = MediaKind::parse(kind).ok_or(ErrorCode::BadRequest)?;
    let media = app.media(&app.device_caller()?, id, kind).await?;
    let mime = media.mime.clone();
    let bytes = tauri::async_runtime::spawn_blocking(move || media.into_bytes()).await.map_err(|_| AppError::from(ErrorCode::Internal))??;
    Ok((bytes, mime))
}

pub(crate) fn refusal(error: AppError) -> Response<Cow<'static, [u8]>> {
    let status = StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response(status, "application/json", serde_json::to_vec(&error).unwrap_or_default())
}

fn response(status: StatusCode, mime: &str, bytes: Vec<u8>) -> Response<Cow<'static, [u8]>> {
    let mut answer = Response::new(Cow::Owned(bytes));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    if let Ok(mime) = mime.parse() {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    // A larger picture may stand in for a while, and a part of one may be blurred; a refusal may be over in a moment.
    let keep = if status == StatusCode::OK { "private, max-age=300" } else { "no-store" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    answer
}
