//! Documents at the web door: made when they are asked for, and kept nowhere.

use super::ARGUMENTS;
use super::call::arguments;
use super::session::{caller, check, told};
use crate::http::{Answer, STRANGERS, Site};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use xuncun_app::ErrorCode;

pub(super) async fn make(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    check(&site.endpoint, &headers).await?;
    let caller = caller(&site, &headers).await?;
    let body = arguments(body, if caller.person().is_ok() { ARGUMENTS } else { STRANGERS }).await?;
    let args = serde_json::from_slice(&body).map_err(|_| told(&ErrorCode::BadRequest.into()))?;
    let made = site.web.app().make_document(&caller, args).await.map_err(|error| told(&error))?;
    let headers = [(header::CONTENT_TYPE, made.mime), (header::CACHE_CONTROL, "private, no-store")];
    Ok((headers, [("x-document-ending", made.ending)], made.bytes).into_response())
}
