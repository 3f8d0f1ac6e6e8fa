//! The supervisor's reading: what the app shows of a visit, for the notice to its village.
//!
//! It reads a replica of its own that has pulled everything. The verdicts are written on another, which has not: a replica's clock never
//! falls behind what it has applied, and the verdicts are of days gone by.

use super::device::DemoDevice;
use super::{DemoError, Office};
use crate::{COUNTY, COUNTY_NAME};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use xuncun_app::api::{DeductionView, DoorKind, InspectionView};
use xuncun_app::{App, AppOptions};
use xuncun_journal::page::PullReply;
use xuncun_journal::{DeviceId, DeviceKey, PublicKey};
use xuncun_store::{Identity, Store};
use xuncun_sync::protocol::PullRequest;

pub(super) struct Reader {
    app: Arc<App>,
    person: String,
}

impl Reader {
    /// Pulls all that the device's person may read.
    pub(super) async fn pull(office: &dyn Office, device: &DemoDevice, folder: &Path) -> Result<Self, DemoError> {
        let store = Store::open(folder)?;
        store.set_identity(&Identity {
            key: DeviceKey::generate(),
            district: COUNTY.into(),
            district_name: COUNTY_NAME.into(),
            root_key: PublicKey::from_bytes(&office.root_public_key()).map_err(|error| DemoError::Office(error.to_string()))?,
            server_url: String::new(),
            token: String::new(),
            person: device.person.clone(),
            server_device: DeviceId(office.server_device()),
        })?;
        let mut cursor = None;
        loop {
            let page = device.protocol.pull(&device.session, PullRequest { cursor, max_bytes: None }).await?;
            let page = PullReply::decode(&page)?;
            store.apply(&page.entries)?;
            if !page.more {
                break;
            }
            cursor = Some(page.cursor);
        }
        Ok(Self { app: App::over(Arc::new(store), AppOptions::new(DoorKind::Web)), person: device.person.clone() })
    }

    /// A visit's deductions as the village gets them: without photographs.
    pub(super) async fn deductions(&self, inspection: &str) -> Result<String, DemoError> {
        let caller = self.app.person_caller(&self.person)?;
        let shown = self.app.dispatch(&caller, "inspection", json!({ "inspection": inspection })).await?;
        let shown: InspectionView = serde_json::from_value(shown).map_err(|error| DemoError::Document(error.to_string()))?;
        let bare: Vec<DeductionView> = shown.deductions.into_iter().map(|deduction| DeductionView { photos: Vec::new(), ..deduction }).collect();
        serde_json::to_string(&bare).map_err(|error| DemoError::Document(error.to_string()))
    }
}
