//! Enrolment, pushing, pulling, asking what is missing, and live events.

use super::body::{STRANGERS, Unread, gather, let_go};
use super::{Answer, Rejection, Site, session};
use crate::endpoint::Visitor;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures_util::StreamExt;
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use xuncun_sync::paths;
use xuncun_sync::protocol::{EnrollRequest, InviteRequest, Protocol, ProtocolError, PullRequest, ReturnRequest};
use xuncun_sync::wire::decode_missing;

/// How often a silent event stream says that it is there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

async fn whole(body: Body, most: usize) -> Result<Bytes, Rejection> {
    // Over the limit is the one thing that a client can do something about: halve.
    gather(body, most).await.map_err(|unread| match unread {
        Unread::TooLong => ProtocolError::TooLarge.into(),
        Unread::Broken => ProtocolError::Decode(String::new()).into(),
    })
}

/// The visitor with his body; nobody's is taken in.
async fn known(site: &Site, headers: &HeaderMap, body: Body) -> Result<(Visitor, Bytes), Rejection> {
    match site.endpoint.visitor(&session(headers)).await {
        Ok(visitor) => Ok((visitor, whole(body, site.endpoint.config.max_body_bytes).await?)),
        Err(error) => {
            let_go(body).await;
            Err(error.into())
        }
    }
}

fn cbor(bytes: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, paths::CBOR)], bytes).into_response()
}

pub(super) async fn enroll(State(site): State<Site>, body: Body) -> Answer {
    let request = EnrollRequest::decode(&whole(body, STRANGERS).await?)?;
    let reply = site.endpoint.enroll(request).await?;
    Ok(cbor(reply.encode()))
}

pub(super) async fn code_for(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    let (visitor, asked) = known(&site, &headers, body).await?;
    let reply = site.endpoint.invite_for(&visitor, InviteRequest::decode(&asked)?).await?;
    Ok(cbor(reply.encode()))
}

pub(super) async fn come_back(State(site): State<Site>, body: Body) -> Answer {
    let request = ReturnRequest::decode(&whole(body, paths::RETURN_BYTES).await?)?;
    let reply = site.endpoint.come_back(request).await?;
    Ok(cbor(reply.encode()))
}

pub(super) async fn push(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    let (visitor, page) = known(&site, &headers, body).await?;
    let reply = site.endpoint.take(&visitor, page).await?;
    Ok(cbor(reply))
}

#[derive(Deserialize)]
pub(super) struct PullQuery {
    cursor: Option<String>,
    max: Option<u32>,
}

pub(super) async fn pull(State(site): State<Site>, headers: HeaderMap, Query(query): Query<PullQuery>) -> Answer {
    // A cursor that is no base64 is none of ours: from the beginning, as with any other that we did not write.
    let cursor = query.cursor.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let request = PullRequest { cursor, max_bytes: query.max };
    let reply = site.endpoint.pull(&session(&headers), request).await?;
    Ok(([(header::CONTENT_ENCODING, "zstd")], cbor(reply)).into_response())
}

pub(super) async fn missing(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    let (visitor, asked) = known(&site, &headers, body).await?;
    let (stream, hashes) = decode_missing(&asked)?;
    let reply = site.endpoint.which_missing(&visitor, &stream, hashes).await?;
    Ok(cbor(reply.encode()))
}

pub(super) async fn live(State(site): State<Site>, headers: HeaderMap) -> Answer {
    let events = site.endpoint.live(&session(&headers)).await?;
    let mut stopping = site.stopping.clone();
    let stop = async move {
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    let events = events.map(|_| Ok::<_, Infallible>(Event::default().data("new"))).take_until(Box::pin(stop));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response())
}
