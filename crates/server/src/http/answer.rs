//! Errors as answers: a status, and a body `{"code", "params"}` that the client switches on.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use xuncun_sync::paths;
use xuncun_sync::protocol::{Params, ProtocolError};
use xuncun_sync::wire::ErrorBody;

/// The status of a coded refusal.
fn status(code: &str) -> StatusCode {
    match code {
        "code_unknown" | "upload_gone" | "blob_unknown" | "basemap_none" => StatusCode::NOT_FOUND,
        "code_used" | "offset_mismatch" => StatusCode::CONFLICT,
        "code_expired" => StatusCode::GONE,
        "too_many_tries" => StatusCode::TOO_MANY_REQUESTS,
        "photo_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "forbidden" | "lost" | "retired" | "csrf" | "recovering" | "not_here" => StatusCode::FORBIDDEN,
        "checksum_mismatch" => StatusCode::from_u16(paths::CHECKSUM_MISMATCH).unwrap_or(StatusCode::CONFLICT),
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A coded refusal as an answer.
pub(crate) fn coded(status: StatusCode, code: &str, params: Params) -> Response {
    (status, Json(ErrorBody { code: code.to_owned(), params })).into_response()
}

/// A protocol error as an answer.
fn refuse(error: ProtocolError) -> Response {
    match error {
        ProtocolError::Refused { code, params } => coded(status(&code), &code, params),
        ProtocolError::Unauthorized => {
            let mut response = StatusCode::UNAUTHORIZED.into_response();
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            response
        }
        ProtocolError::TooLarge => coded(StatusCode::PAYLOAD_TOO_LARGE, "too_large", Params::new()),
        ProtocolError::Decode(_) => coded(StatusCode::UNPROCESSABLE_ENTITY, "bad_request", Params::new()),
        ProtocolError::Busy { retry_after } => busy(StatusCode::SERVICE_UNAVAILABLE, retry_after.unwrap_or(5)),
        ProtocolError::Status(code) => StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
        ProtocolError::Unreachable(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Come back later.
pub(crate) fn busy(status: StatusCode, seconds: u64) -> Response {
    (status, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
}

/// An answer that ends a route early.
pub(crate) struct Rejection(Box<Response>);

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Rejection {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl From<ProtocolError> for Rejection {
    fn from(error: ProtocolError) -> Self {
        refuse(error).into()
    }
}

impl From<StatusCode> for Rejection {
    fn from(status: StatusCode) -> Self {
        status.into_response().into()
    }
}

/// What a route answers with.
pub(crate) type Answer = Result<Response, Rejection>;
