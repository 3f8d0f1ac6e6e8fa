//! Sessions of the web pages: a one-time code in, a cookie out.

use super::Web;
use super::call::arguments;
use crate::endpoint::{Endpoint, fault};
use crate::http::{Answer, Rejection, STRANGERS, Site};
use crate::storage::{CodeOutcome, Purpose};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use xuncun_app::{AppError, Caller, ErrorCode};
use xuncun_journal::Hash;

const COOKIE: &str = "xuncun_session";
/// A working day and a bit: after that a person signs in again.
const LASTS_MS: i64 = 12 * 3_600_000;

/// An error of a command as an answer, the same JSON as at the other door. What went wrong inside is for the operator: the log has it, the page its code.
pub(super) fn told(error: &AppError) -> Rejection {
    let status = StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status.is_server_error() {
        tracing::error!(%error, "a command");
        return (status, Json(AppError::from(error.code))).into_response().into();
    }
    (status, Json(error)).into_response().into()
}

/// Refuses what does not come from the product's own pages, and everything while the server is recovering.
pub(super) async fn check(endpoint: &Endpoint, headers: &HeaderMap) -> Result<(), Rejection> {
    if headers.get("x-xuncun").is_none_or(|value| value != "1") {
        return Err(told(&ErrorCode::Csrf.into()));
    }
    if endpoint.is_recovering().await? {
        return Err(told(&ErrorCode::Recovering.into()));
    }
    Ok(())
}

/// The session's token in a request's cookies.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, token)| token.to_owned())
}

/// Whose session it is; nobody's without one.
pub(super) async fn person(endpoint: &Endpoint, headers: &HeaderMap) -> Result<Option<String>, Rejection> {
    let Some(token) = cookie(headers) else { return Ok(None) };
    let found = endpoint.storage.token(Hash::of(token.as_bytes()), endpoint.now()).await.map_err(fault)?;
    Ok(found.filter(|token| token.web).map(|token| token.person))
}

/// The caller, with the grants as they are now.
pub(super) async fn caller(site: &Site, headers: &HeaderMap) -> Result<Caller, Rejection> {
    match person(&site.endpoint, headers).await? {
        Some(person) => caller_of(&site.web, person).await,
        None => Ok(Caller::nobody()),
    }
}

async fn caller_of(web: &Web, person: String) -> Result<Caller, Rejection> {
    let app = web.app.clone();
    let loaded = tokio::task::spawn_blocking(move || app.person_caller(&person)).await;
    loaded.map_err(|_| Rejection::from(StatusCode::INTERNAL_SERVER_ERROR))?.map_err(|error| told(&error))
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    code: String,
}

pub(super) async fn sign_in(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    let endpoint = &site.endpoint;
    check(endpoint, &headers).await?;
    let asked = arguments(body, STRANGERS).await?;
    let asked: SignIn = serde_json::from_slice(&asked).map_err(|_| told(&ErrorCode::BadRequest.into()))?;
    let person = match endpoint.try_code(&asked.code, Purpose::SignIn, Vec::new()).await.map_err(fault)? {
        CodeOutcome::Person(person) => person,
        CodeOutcome::Unknown => return Err(told(&ErrorCode::CodeUnknown.into())),
        CodeOutcome::Used => return Err(told(&ErrorCode::CodeUsed.into())),
        CodeOutcome::Expired => return Err(told(&ErrorCode::CodeExpired.into())),
        CodeOutcome::TooManyTries => return Err(told(&ErrorCode::TooManyTries.into())),
    };
    let until = endpoint.now() + LASTS_MS;
    let token = endpoint.make_token(endpoint.server_device(), &person, Some(until)).await.map_err(fault)?;
    // The person may be newer than the replica.
    site.web.catch_up().await;
    let caller = caller_of(&site.web, person).await?;
    let status = site.web.app.dispatch(&caller, "status", Value::Null).await.map_err(|error| told(&error))?;
    Ok(with_cookie(&site, Json(status).into_response(), &token, LASTS_MS / 1000))
}

pub(super) async fn sign_out(State(site): State<Site>, headers: HeaderMap) -> Answer {
    check(&site.endpoint, &headers).await?;
    if let Some(token) = cookie(&headers) {
        site.endpoint.storage.drop_token(Hash::of(token.as_bytes())).await.map_err(fault)?;
    }
    Ok(with_cookie(&site, StatusCode::NO_CONTENT.into_response(), "", 0))
}

fn with_cookie(site: &Site, mut response: Response, token: &str, seconds: i64) -> Response {
    let encrypted = site.endpoint.config.tls_cert.is_some() || site.endpoint.public_url().starts_with("https://");
    let secure = if encrypted { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/web; Max-Age={seconds}{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    async fn body(error: &AppError) -> (StatusCode, Value) {
        let response = told(error).into_response();
        let status = response.status();
        (status, serde_json::from_slice(&axum::body::to_bytes(response.into_body(), 4096).await.unwrap()).unwrap())
    }

    #[tokio::test]
    async fn what_went_wrong_inside_is_not_told_to_a_page() {
        for (code, status) in [(ErrorCode::Storage, 500), (ErrorCode::Internal, 500), (ErrorCode::DiskFull, 507), (ErrorCode::Recovering, 503)] {
            let (answered, json) = body(&AppError::new(code).with("detail", "/srv/xuncun/replica.db: disk I/O error")).await;
            assert_eq!((answered.as_u16(), &json["params"]), (status, &serde_json::json!({})), "{code:?}");
        }
        let (status, json) = body(&AppError::new(ErrorCode::NoteTooLong).with("max", 2000_u32)).await;
        assert_eq!((status.as_u16(), &json["params"]["max"]), (422, &serde_json::json!(2000.0)), "what the page can say is told");
    }
}
