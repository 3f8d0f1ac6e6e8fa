//! `tianditu`.

use super::Failure;
use crate::endpoint::Endpoint;
use clap::Args;
use std::sync::Arc;
use xuncun_basemap::tianditu::{SETTING, key};

/// The key of the online map.
#[derive(Args)]
pub(super) struct Tianditu {
    /// The key, 32 hexadecimal digits, as console.tianditu.gov.cn shows it.
    #[arg(required_unless_present = "remove")]
    key: Option<String>,
    /// Take the key away: devices ask 天地图 for nothing any more.
    #[arg(long, conflicts_with = "key")]
    remove: bool,
}

pub(super) async fn tianditu(endpoint: &Arc<Endpoint>, wanted: &Tianditu) -> Result<(), Failure> {
    let given = wanted.key.as_deref().unwrap_or_default().trim();
    let value = if given.is_empty() {
        String::new()
    } else {
        key(given).ok_or("a key of 天地图 has 32 hexadecimal digits, 0-9 and a-f: copy it anew from console.tianditu.gov.cn")?
    };
    let said = if value.is_empty() {
        "The key is taken away. Devices that sync ask 天地图 for nothing any more."
    } else {
        "The key is set. Maps offer 天地图 once a device has synced; it learns which places its people look at."
    };
    let columns = vec![("name".into(), SETTING.into()), ("value".into(), value.into())];
    endpoint.sign_rows(vec![endpoint.row("setting", SETTING.into(), columns)]).await?;
    println!("{said}");
    Ok(())
}
