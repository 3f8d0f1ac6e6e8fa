//! The ground map, for devices.

use super::{About, Answer, Ranged, Site, session};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use std::fs::File;
use xuncun_basemap::{FILE, open};
use xuncun_sync::protocol::ProtocolError;

/// Its media type (<https://www.iana.org/assignments/media-types/application/vnd.pmtiles>).
const MIME: &str = "application/vnd.pmtiles";

pub(super) async fn basemap(State(site): State<Site>, headers: HeaderMap) -> Answer {
    let visitor = site.endpoint.visitor(&session(&headers)).await?;
    if visitor.retired {
        return Err(site.endpoint.retired(&visitor).await.into());
    }
    let found = open(&site.endpoint.config.data.join(FILE)).map_err(|_| ProtocolError::Status(500))?;
    let Some((file, version)) = found else { return Err(ProtocolError::refused("basemap_none").into()) };
    Ok(hand_out(file, &version.tag, &headers).await.map_err(|_| ProtocolError::Status(500))?)
}

/// The file, whole or by range. Whoever has it asks again whether it is the same.
pub(crate) async fn hand_out(file: File, tag: &str, headers: &HeaderMap) -> std::io::Result<Response> {
    Ranged::file(file).answer(headers, About { mime: MIME, cache: "private, no-cache", tag: Some(tag) }).await
}
