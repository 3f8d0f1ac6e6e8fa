//! A new district: its keys, its first epoch, and the rows that everything else rests on.

use crate::config::Config;
use crate::endpoint::office::{NewDevice, OfficeError, RootRow};
use crate::endpoint::{Endpoint, Now, OpenError, system_clock};
use crate::keys;
use crate::storage::embedded::Embedded;
use crate::storage::{Storage, StorageError};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;
use xuncun_domain::calendar::{Calendar, DEFAULT_CALENDAR};
use xuncun_domain::division::DivisionCode;
use xuncun_domain::grant::DeviceKind;
use xuncun_domain::limit::{LimitError, check_name};
use xuncun_domain::standard::Standard;
use xuncun_journal::DeviceKey;

/// What a district is called.
#[derive(Clone)]
pub struct Init {
    /// County code.
    pub district: DivisionCode,
    /// Name.
    pub name: String,
    /// Clock.
    pub now: Now,
}

impl Init {
    /// A district with the system's clock.
    #[must_use]
    pub fn new(district: DivisionCode, name: &str) -> Self {
        Self { district, name: name.to_owned(), now: system_clock() }
    }
}

/// Why there is no new district.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The code is a township's or a village's.
    #[error("{0} is not a county code (6 digits)")]
    NotACounty(DivisionCode),
    /// The folder has one already.
    #[error("this folder holds district {0} already")]
    Exists(String),
    /// A key file.
    #[error("key file: {0}")]
    Key(#[from] std::io::Error),
    /// The storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The endpoint.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The default standard or calendar.
    #[error("document: {0}")]
    Document(String),
    /// The first rows.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The name is missing or too long.
    #[error("the district's name: {0}")]
    Name(#[from] LimitError),
}

/// Person of the server's own device: nobody's, its commits name whom it signs for.
pub const SERVER_PERSON: &str = "server";

/// Mark of a district whose first rows are not all signed yet.
const MAKING: &str = "making";

/// Makes the district and opens it.
///
/// # Errors
/// [`InitError`]. A run that was cut off can be repeated: until its first rows are signed the district is marked as in the making.
pub async fn init(config: &Config, init: Init) -> Result<Arc<Endpoint>, InitError> {
    if init.district.county() != init.district {
        return Err(InitError::NotACounty(init.district));
    }
    check_name(&init.name)?;
    // Everything about the district is in this folder, and it is nobody else's business.
    DirBuilder::new().recursive(true).mode(0o700).create(&config.data)?;
    let code = init.district.to_string();
    let there = Embedded::district_in(&config.data)?;
    let storage = Embedded::open(&config.data, &code)?;
    if let Some(there) = &there
        && (*there != code || storage.meta(MAKING).await?.is_none())
    {
        return Err(InitError::Exists(there.clone()));
    }
    let root = key(config, keys::ROOT)?;
    let server = key(config, keys::SERVER)?;
    let now = (init.now)();
    if there.is_none() {
        storage.set_meta(MAKING, Vec::new()).await?;
        storage.set_meta("name", init.name.as_bytes().to_vec()).await?;
        storage.set_meta("root", root.public().as_bytes().to_vec()).await?;
        storage.set_meta("cursor_key", rand::random::<[u8; 32]>().to_vec()).await?;
        // Last: from here on it is a district, in the making until its first rows are signed.
        storage.begin_epoch(rand::random(), now, "init").await?;
    }
    drop(storage);
    let endpoint = Endpoint::open_at(config, init.now).await?;
    let device = |key: &DeviceKey, kind: DeviceKind, name: &str, person: &str| NewDevice {
        key: key.public(),
        person: person.to_owned(),
        kind,
        name: name.to_owned(),
        valid_from: now,
    };
    for (key, kind, name, person) in [(&root, DeviceKind::Root, "root", "root"), (&server, DeviceKind::Server, "server", SERVER_PERSON)] {
        if !endpoint.directory().devices.contains_key(&key.id()) {
            endpoint.add_device(device(key, kind, name, person)).await?;
        }
    }
    let name = endpoint.row("setting", "district_name".into(), vec![("name".into(), "district_name".into()), ("value".into(), init.name.into())]);
    endpoint.sign_rows(vec![name]).await?;
    endpoint.sign_rows(documents(&endpoint)?).await?;
    endpoint.storage.drop_meta(MAKING).await?;
    Ok(endpoint)
}

/// The default standard and calendar: a district inspects by them until it publishes its own.
fn documents(endpoint: &Endpoint) -> Result<Vec<RootRow>, InitError> {
    let standard = Standard::default_standard().map_err(|error| InitError::Document(error.to_string()))?;
    let calendar = Calendar::load(DEFAULT_CALENDAR).map_err(|error| InitError::Document(error.to_string()))?;
    let columns = vec![("document".into(), standard.to_json().into()), ("title".into(), standard.title().into()), ("published".into(), 1_i64.into())];
    let document = serde_json::to_string(&calendar.document).map_err(|error| InitError::Document(error.to_string()))?;
    Ok(vec![
        endpoint.row("standard", standard.id().to_owned(), columns),
        endpoint.row("calendar", calendar.id, vec![("document".into(), document.into())]),
    ])
}

/// The key in the file, or a new one: a run that was cut off left its keys behind.
fn key(config: &Config, name: &str) -> std::io::Result<DeviceKey> {
    match keys::read(&config.data, name) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = DeviceKey::generate();
            keys::write(&config.data, name, &key)?;
            Ok(key)
        }
        found => found,
    }
}
