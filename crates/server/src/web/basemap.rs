//! The ground map, for web pages.

use super::session::{caller, told};
use crate::http::{Answer, Site, hand_out_basemap};
use axum::extract::State;
use axum::http::HeaderMap;
use xuncun_app::ErrorCode;

pub(super) async fn basemap(State(site): State<Site>, headers: HeaderMap) -> Answer {
    let caller = caller(&site, &headers).await?;
    let file = site.web.app.basemap_file(&caller).map_err(|error| told(&error))?;
    hand_out_basemap(file.file, &file.version.tag, &headers).await.map_err(|error| {
        tracing::error!(%error, "the ground map's file");
        told(&ErrorCode::Storage.into())
    })
}
