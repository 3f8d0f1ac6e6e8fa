//! The demo district: an ordinary district, filled through its ordinary doors.

use crate::config::Config;
use crate::endpoint::office::{NewDevice, RootRow};
use crate::endpoint::{Endpoint, OpenError};
use crate::init::{Init, InitError, init};
use crate::web::{Web, WebError};
use async_trait::async_trait;
use std::sync::Arc;
use xuncun_demo::populate::{self, DemoError, Office};
use xuncun_domain::grant::DeviceKind;
use xuncun_journal::PublicKey;
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
    Ok(summary)
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
