//! The start page of a demo: fresh one-time links for whoever sits at this machine, and for nobody else.

use super::session::told;
use crate::endpoint::fault;
use crate::http::{Answer, Site, coded};
use crate::storage::Purpose;
use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use xuncun_app::api::{LinkPreview, Overview, Role, StartLink, StartPage, Status};
use xuncun_app::{AppError, ErrorCode};
use xuncun_sync::protocol::Params;

/// The setting that names a person for each role.
const SETTING: &str = "demo_start";
const HOUR: i64 = 3_600_000;

pub(super) async fn start(State(site): State<Site>, ConnectInfo(from): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Answer {
    let endpoint = &site.endpoint;
    if !endpoint.config.demo || !from.ip().is_loopback() || !names_this_machine(&headers) {
        return Err(coded(StatusCode::FORBIDDEN, "not_here", Params::new()).into());
    }
    let people = chosen(&site).await?;
    let directory = endpoint.directory();
    let mut sign_in = Vec::new();
    for (role, key) in [(Role::Supervisor, "supervisor"), (Role::Inspector, "inspector"), (Role::Cadre, "cadre")] {
        let Some(person) = people.get(key) else { continue };
        let name = directory.people.get(person).map(|person| person.name.clone()).unwrap_or_default();
        let code = endpoint.make_code(Purpose::SignIn, person, HOUR).await.map_err(fault)?;
        sign_in.push(StartLink { role, person: name, code });
    }
    let link = match people.get("inspector") {
        Some(person) => Some(endpoint.invite(person, 24 * HOUR).await.map_err(fault)?),
        None => None,
    };
    site.web.catch_up().await;
    renew(&site, people.get("supervisor")).await;
    let (overview, status) = glance(&site, people.get("supervisor")).await.map_err(|error| told(&error))?;
    let page = StartPage {
        district: endpoint.district.name.clone(),
        data_dir: std::path::absolute(&endpoint.config.data).unwrap_or_default().display().to_string(),
        villages: overview.as_ref().map_or(0, |overview| u32::try_from(overview.villages.len()).unwrap_or(u32::MAX)),
        inspected: overview.as_ref().map_or(0, |overview| overview.inspected),
        waiting: overview.as_ref().map_or(0, |overview| overview.waiting),
        today: status.today,
        sign_in,
        enrol_link: link.as_ref().map(|link| link.to_uri()).unwrap_or_default(),
        enrol: link.as_ref().map(LinkPreview::from),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(page)).into_response())
}

/// A page elsewhere can have its name point here; then the browser says that name, not this machine's.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// A person for each role, as the demo chose them.
async fn chosen(site: &Site) -> Result<BTreeMap<String, String>, crate::http::Rejection> {
    let (_, rows) = site.endpoint.storage.row_heads(&["setting"]).await.map_err(fault)?;
    let columns = rows.into_iter().rev().find(|row| row.id == SETTING).map(|row| row.columns).unwrap_or_default();
    let columns: Value = serde_json::from_str(&columns).unwrap_or_default();
    let value = columns.get("value").and_then(Value::as_str).unwrap_or_default();
    Ok(serde_json::from_str(value).unwrap_or_default())
}

/// The demo's round, if the last one is over. Without one the pages are all there, only empty.
async fn renew(site: &Site, supervisor: Option<&String>) {
    let Some(supervisor) = supervisor.cloned() else { return };
    let (app, now) = (site.web.app.clone(), site.endpoint.now());
    match tokio::task::spawn_blocking(move || crate::demo::renew(&app, &supervisor, now)).await {
        Ok(Ok(true)) => tracing::info!("a new round has begun"),
        Ok(Ok(false)) => {}
        Ok(Err(error)) => tracing::error!(%error, "the demo's round"),
        Err(error) => tracing::error!(%error, "the demo's round"),
    }
}

/// The same at the start of a server: before anybody looks.
pub(crate) async fn begin(site: &Site) {
    match chosen(site).await {
        Ok(people) => {
            site.web.catch_up().await;
            renew(site, people.get("supervisor")).await;
        }
        Err(_) => tracing::error!("the demo's people cannot be read"),
    }
}

/// The round at a glance, as the supervisor sees it.
async fn glance(site: &Site, supervisor: Option<&String>) -> Result<(Option<Overview>, Status), AppError> {
    let app = &site.web.app;
    let caller = match supervisor.cloned() {
        Some(person) => {
            let app = app.clone();
            tokio::task::spawn_blocking(move || app.person_caller(&person)).await.map_err(|_| AppError::from(ErrorCode::Internal))??
        }
        None => xuncun_app::Caller::nobody(),
    };
    let read = |json: Value| serde_json::from_value(json).map_err(|_| AppError::from(ErrorCode::Internal));
    let status = read(app.dispatch(&caller, "status", Value::Null).await?)?;
    // A district without a round has nothing to count.
    let overview = app.dispatch(&caller, "overview", Value::Null).await.ok();
    Ok((overview.and_then(|json| serde_json::from_value(json).ok()), status))
}
