//! `map://localhost/basemap`: the ground map of this device, by ranges, for the window's own page.

use crate::door::Door;
use crate::media::{reader_of, refusal};
use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};
use tauri::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry};
use xuncun_app::{AppError, ErrorCode};

/// Most bytes of one answer: whoever asks for no range is not given hundreds of megabytes at once.
const MOST: u64 = 16 << 20;

/// A part of the file.
struct Part {
    tag: String,
    from: u64,
    total: u64,
    bytes: Vec<u8>,
}

/// Answers with the part that was asked for.
pub fn answer(context: &UriSchemeContext<'_, Wry>, request: &Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    let ours = context.webview_label() == crate::window::MAIN && request.uri().path() == "/basemap";
    let reader = reader_of(context, request);
    // A browser that asks whether it may ask.
    let asks = request.method() == Method::OPTIONS;
    let range = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok()).and_then(bounds);
    tauri::async_runtime::spawn_blocking(move || {
        let found = if asks {
            Ok(None)
        } else if ours {
            part(&app.state::<Door>(), range).map(Some)
        } else {
            Err(ErrorCode::Forbidden.into())
        };
        let mut answer = found.map_or_else(refusal, response);
        if let Some(reader) = reader {
            let headers = answer.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, reader);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("range"));
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("content-range, content-length, etag"));
        }
        responder.respond(answer);
    });
}

/// First and last byte of `bytes=0-126`: other forms are nothing that the map's reader asks for.
fn bounds(range: &str) -> Option<(u64, u64)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then_some((first, last))
}

fn part(door: &Door, range: Option<(u64, u64)>) -> Result<Part, AppError> {
    let app = door.app()?;
    let file = app.basemap_file(&app.device_caller()?)?;
    let total = file.version.bytes;
    let (first, last) = range.unwrap_or((0, u64::MAX));
    let mut bytes = Vec::new();
    let mut open = file.file;
    open.seek(SeekFrom::Start(first))?;
    open.take((last - first).saturating_add(1).min(MOST)).read_to_end(&mut bytes)?;
    Ok(Part { tag: file.version.tag, from: first, total, bytes })
}

fn response(part: Option<Part>) -> Response<Cow<'static, [u8]>> {
    let Some(part) = part else {
        let mut may = Response::new(Cow::Borrowed(&[][..]));
        *may.status_mut() = StatusCode::NO_CONTENT;
        return may;
    };
    let (size, mut answer) = (part.bytes.len() as u64, Response::new(Cow::Owned(part.bytes)));
    let range = if size == 0 { format!("bytes */{}", part.total) } else { format!("bytes {}-{}/{}", part.from, part.from + size - 1, part.total) };
    // Also of the whole: a reader that asked for a part takes nothing else.
    *answer.status_mut() = if size == 0 { StatusCode::RANGE_NOT_SATISFIABLE } else { StatusCode::PARTIAL_CONTENT };
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "application/vnd.pmtiles");
    set(header::CONTENT_LENGTH, &size.to_string());
    set(header::CONTENT_RANGE, &range);
    set(header::CACHE_CONTROL, "no-store");
    set(header::ETAG, &format!("\"{}\"", part.tag));
    answer
}

#[cfg(test)]
mod tests {
    #[test]
    fn ranges_as_a_maps_reader_asks_for_them() {
        for (range, asked) in [
            ("bytes=0-16383", Some((0, 16383))),
            ("bytes=5-5", Some((5, 5))),
            ("bytes=6-5", None),
            ("bytes=-5", None),
            ("bytes=5-", None),
            ("lines=0-1", None),
            ("bytes=0-1,4-5", None),
        ] {
            assert_eq!(super::bounds(range), asked, "{range}");
        }
    }
}
