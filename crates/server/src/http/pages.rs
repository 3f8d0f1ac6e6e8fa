//! The web pages: the built UI's files. Whatever is no file is the page itself, which finds its way by what is behind `#`.

use super::Site;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::any;
use std::path::{Component, Path, PathBuf};
use tower_http::compression::CompressionLayer;

/// Nothing from elsewhere but 天地图's tiles, nothing inline but styles, no frames; workers and pictures that the page makes itself.
/// Those tiles are named whether the district has a key or not: a page asks for none without one, a key may be set while pages are open, and the app's
/// policy is fixed when it is built.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self' https://*.tianditu.gov.cn; font-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

const NO_PAGES: &str = "<!doctype html><title>Xuncun</title><p>The web pages are not on this server (see <code>--ui</code>).</p>";

pub(super) fn routes(ui: Option<&Path>) -> Router<Site> {
    let ui = ui.map(Path::to_path_buf);
    Router::new()
        .fallback(any(move |state: State<Site>, request: Request| page(state, ui.clone(), request)))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(guard))
}

async fn page(State(_site): State<Site>, ui: Option<PathBuf>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path();
    if path.starts_with("/v1/") || path.starts_with("/web/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(ui) = ui else { return Html(NO_PAGES).into_response() };
    if let Some(file) = inside(path)
        && let Ok(bytes) = tokio::fs::read(ui.join(&file)).await
    {
        // Built files are named by their content; the others are asked for again each time.
        let lasting = if file.starts_with("assets") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return ([(header::CONTENT_TYPE, kind(&file)), (header::CACHE_CONTROL, lasting)], bytes).into_response();
    }
    match tokio::fs::read(ui.join("index.html")).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], bytes).into_response(),
        Err(_) => Html(NO_PAGES).into_response(),
    }
}

/// A path below the folder; `None` for anything that might lead out of it.
fn inside(path: &str) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    (plain && path.file_name().is_some() && !path.to_string_lossy().contains(['%', '\\', '\0'])).then(|| path.to_path_buf())
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "geojson" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// Headers of web pages.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(self), geolocation=(self), microphone=(self)"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_folder() {
        assert_eq!(inside("/assets/a-1.js"), Some(PathBuf::from("assets/a-1.js")));
        for path in ["/", "", "/../secret", "/a/../../b", "//etc/../x", "/%2e%2e/x", "/a\\..\\b"] {
            assert_eq!(inside(path), None, "{path}");
        }
    }
}
