//! The second door to the commands: web pages, over a replica of the server's own.

use crate::http::Site;
use axum::Router;
use axum::http::HeaderMap;

/// Where a one-time code is handed in.
pub const SIGN_IN: &str = "/web/sign-in";
const COOKIE: &str = "xuncun_session";

/// The web door.
pub struct Web {}

/// Its routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
}

/// The session's token in a request's cookies.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, token)| token.to_owned())
}
