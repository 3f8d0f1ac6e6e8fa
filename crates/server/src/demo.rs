//! The demo district: an ordinary district, filled through its ordinary doors.

use crate::config::Config;
use crate::endpoint::office::{NewDevice, RootRow};
use crate::endpoint::{Endpoint, OpenError};
use crate::init::{Init, InitError, init};
use crate::web::{Web, WebError};
use async_trait::async_trait;
use std::sync::Arc;
use xuncun_app::{App, AppError};
use xuncun_demo::District;
use xuncun_demo::ground::ground;
use xuncun_demo::populate::{self, DemoError, Office};
use xuncun_domain::calendar::Day;
use xuncun_domain::grant::{DeviceKind, Role};
use xuncun_domain::round::{Period, RoundKind};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{PublicKey, Value};
use xuncun_store::Actor;
use xuncun_store::query::{people, round};
use xuncun_sync::protocol::{Protocol, Session};

/// Why there is no demo district.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The district itself.
    #[error(transparent)]
    Init(#[from] InitError),
    /// Its content.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The server's own replica.
    #[error("the server's own replica: {0}")]
    Web(#[from] WebError),
    /// The folder for the demo's devices.
    #[error("{0}")]
    Folder(#[from] std::io::Error),
    /// Its ground map.
    #[error(transparent)]
    Basemap(#[from] xuncun_basemap::BasemapError),
    /// The demo county's code.
    #[error("the demo county's code is none")]
    Code,
}

/// Makes the demo district of a seed in the data folder, and has the server's own replica catch up with it.
///
/// # Errors
/// [`MakeError`].
pub async fn make(config: &Config, seed: u64) -> Result<populate::Summary, MakeError> {
    let code = xuncun_demo::COUNTY.parse().map_err(|_| MakeError::Code)?;
    let endpoint = init(config, Init::new(code, xuncun_demo::COUNTY_NAME)).await?;
    let scratch = config.data.join("demo-devices");
    std::fs::create_dir_all(&scratch)?;
    let office = DemoOffice::over(endpoint.clone());
    let made = populate::populate(&office, seed, endpoint.now(), &scratch).await;
    std::fs::remove_dir_all(&scratch)?;
    let summary = made?;
    let web = Web::open(&endpoint).await?;
    web.catch_up().await;
    web.close().await;
    // After the people, who can work without it.
    let ground = ground(&District::generate(seed));
    xuncun_basemap::pack_into(&ground, xuncun_demo::COUNTY_NAME, &config.data.join(xuncun_basemap::FILE))?;
    Ok(summary)
}

/// Gives the demo a round for today when its last one is over: the same villages for the same teams, by the supervisor of the start page.
///
/// # Errors
/// What the replica says.
pub fn renew(app: &App, supervisor: &str, now: i64) -> Result<bool, AppError> {
    let period = Period::half_month(Day::of(now));
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let found = app.store().read(|conn| {
        if !round::running(conn, &Day::of(now).to_string())?.is_empty() {
            return Ok(None);
        }
        let Some(last) = round::recent(conn, "0000-00-00", &from)?.into_iter().find(|round| round.kind == RoundKind::Regular.as_str()) else {
            return Ok(None);
        };
        let assignments = round::assignments(conn, &last.id, None)?;
        let grant = people::grants(conn, supervisor)?.into_iter().find(|held| held.grant.role == Role::Supervisor && held.grant.valid_at(now));
        Ok(grant.map(|grant| (last, assignments, grant)))
    })?;
    let (Some((last, assignments, held)), Ok(work)) = (found, format!("{}/work", xuncun_demo::COUNTY).parse::<StreamId>()) else { return Ok(false) };
    let actor = Actor { person: supervisor.to_owned(), grant: held.grant.id, grant_version: held.version, clock_ms: now };
    let id = xuncun_demo::plan::round_id(period);
    app.store().write(&actor, |tx| {
        let columns = [
            ("name", period.half_month_name().into()),
            ("kind", RoundKind::Regular.as_str().into()),
            ("from_day", from.into()),
            ("to_day", to.into()),
            ("standard", last.standard.into()),
            ("items", Value::Null),
            ("weight", "1".into()),
        ];
        tx.put("round", &work, &id, &columns)?;
        for assignment in assignments {
            let row = format!("{id}/{}", assignment.village);
            let columns =
                [("round", id.as_str().into()), ("village", assignment.village.into()), ("team", assignment.team.into()), ("day", Value::Null)];
            tx.put("assignment", &work, &row, &columns)?;
        }
        Ok(())
    })?;
    app.store().seal()?;
    app.engine().trigger();
    Ok(true)
}

/// The district's office over an endpoint.
pub struct DemoOffice {
    endpoint: Arc<Endpoint>,
}

impl DemoOffice {
    /// The office of this endpoint's district.
    #[must_use]
    pub fn over(endpoint: Arc<Endpoint>) -> Self {
        Self { endpoint }
    }
}

fn failed(error: impl std::fmt::Display) -> DemoError {
    DemoError::Office(error.to_string())
}

#[async_trait]
impl Office for DemoOffice {
    async fn put(&self, rows: Vec<populate::RootRow>) -> Result<(), DemoError> {
        let mut signed = Vec::with_capacity(rows.len());
        for row in rows {
            let columns = row.columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            signed.push(RootRow { table: row.table.to_owned(), stream: row.stream.parse().map_err(failed)?, id: row.id, columns });
        }
        self.endpoint.sign_rows(signed).await.map_err(failed)
    }

    async fn add_device(&self, device: populate::NewDevice) -> Result<Session, DemoError> {
        let key = PublicKey::from_bytes(&device.public_key).map_err(failed)?;
        let row = NewDevice { key, person: device.person, kind: DeviceKind::App, name: device.name, valid_from: device.valid_from };
        self.endpoint.add_device(row).await.map_err(failed)?;
        self.endpoint.session_for(key.id()).await.map_err(|error: OpenError| failed(error))
    }

    fn protocol(&self) -> Arc<dyn Protocol> {
        self.endpoint.clone()
    }

    fn root_public_key(&self) -> [u8; 32] {
        *self.endpoint.district().root.as_bytes()
    }

    fn server_device(&self) -> [u8; 16] {
        self.endpoint.server_device().0
    }
}
