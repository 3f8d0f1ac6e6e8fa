//! A tablet of the demo: a key from the seed, a replica of its own, and the way to the server.

use super::{DemoError, NewDevice, Office};
use crate::dice::Dice;
use crate::{COUNTY, COUNTY_NAME, District, Role};
use bytes::Bytes;
use std::path::Path;
use std::sync::Arc;
use xuncun_domain::Millis;
use xuncun_journal::page::{PushReply, PushRequest};
use xuncun_journal::{Commit, DeviceId, DeviceKey, PublicKey};
use xuncun_store::{Actor, CommitVerdict, Identity, Store};
use xuncun_sync::protocol::{Protocol, Session, UploadChunk, UploadCreate};

const PAGE: usize = 512 * 1024;

/// A blob on its way to the server.
struct Waiting {
    stream: String,
    mime: String,
    sha256: [u8; 32],
    bytes: Vec<u8>,
}

/// A device of somebody in the demo.
pub(super) struct DemoDevice {
    pub(super) store: Store,
    pub(super) person: String,
    grant: String,
    pub(super) session: Session,
    pub(super) protocol: Arc<dyn Protocol>,
    blobs: Vec<Waiting>,
}

impl DemoDevice {
    /// Registers a device for `person` as of `since` and gives it an empty replica.
    pub(super) async fn enrol(office: &dyn Office, district: &District, person: &str, since: Millis, scratch: &Path) -> Result<Self, DemoError> {
        let who = district.people.iter().find(|p| p.id == person).ok_or_else(|| DemoError::Office(format!("no {person}")))?;
        let grant = district.grants.iter().find(|g| g.person == person).map(|g| g.id.clone()).unwrap_or_default();
        let key = DeviceKey::from_bytes(&Dice::new(district.seed, &format!("device {person}")).bytes32());
        let name = match who.role {
            Role::Supervisor => "督查室电脑".to_string(),
            _ => format!("{} 平板", who.name),
        };
        let device = NewDevice { public_key: *key.public().as_bytes(), person: person.to_string(), name, valid_from: since };
        let session = office.add_device(device).await?;
        let store = Store::open(&scratch.join(person))?;
        store.set_identity(&Identity {
            key,
            district: COUNTY.into(),
            district_name: COUNTY_NAME.into(),
            root_key: PublicKey::from_bytes(&office.root_public_key()).map_err(|error| DemoError::Office(error.to_string()))?,
            server_url: String::new(),
            token: session.token.clone(),
            person: person.to_string(),
            server_device: DeviceId(office.server_device()),
        })?;
        Ok(Self { store, person: person.to_string(), grant, session, protocol: office.protocol(), blobs: Vec::new() })
    }

    /// Who writes, with the tablet's clock at `at`.
    pub(super) fn actor(&self, at: Millis) -> Actor {
        Actor { person: self.person.clone(), grant: self.grant.clone(), grant_version: 0, clock_ms: at }
    }

    /// Queues a blob for the next push.
    pub(super) fn send(&mut self, stream: &str, mime: &str, sha256: [u8; 32], bytes: Vec<u8>) {
        self.blobs.push(Waiting { stream: stream.to_string(), mime: mime.to_string(), sha256, bytes });
    }

    /// Sends everything: commits first, then blobs.
    pub(super) async fn push(&mut self) -> Result<(), DemoError> {
        loop {
            let outgoing = self.store.unsent(PAGE)?;
            if outgoing.is_empty() {
                break;
            }
            let commits = outgoing.iter().map(|out| Commit::new(out.envelope.clone(), out.body.clone())).collect();
            let page = PushRequest { commits }.encode()?;
            let reply = PushReply::decode(&self.protocol.push(&self.session, Bytes::from(page)).await?)?;
            if let Some((verdict, refusal)) = reply.verdicts.iter().find_map(|verdict| Some((verdict, verdict.refusal?))) {
                let stream = outgoing.get(usize::try_from(verdict.index).unwrap_or(usize::MAX)).map(|out| out.stream.to_string());
                return Err(DemoError::Refused { stream: stream.unwrap_or_default(), code: refusal.as_str().to_string() });
            }
            // A server that stopped early has judged fewer: the rest goes with the next page.
            let judged = outgoing.iter().take(reply.verdicts.len());
            let accepted: Vec<CommitVerdict> = judged.map(|out| CommitVerdict { stream: out.stream, seq: out.seq, refusal: None }).collect();
            self.store.mark_verdicts(&accepted, reply.server_ms)?;
            if accepted.is_empty() {
                return Err(DemoError::Office("the server takes nothing".into()));
            }
        }
        for blob in std::mem::take(&mut self.blobs) {
            self.upload(blob).await?;
        }
        Ok(())
    }

    async fn upload(&self, blob: Waiting) -> Result<(), DemoError> {
        let size = blob.bytes.len() as u64;
        let create = UploadCreate { stream: blob.stream, sha256: blob.sha256, size, mime: blob.mime };
        let state = self.protocol.upload_create(&self.session, create).await?;
        if state.receipt.is_none() {
            let chunk = UploadChunk { url: state.url, offset: 0, checksum: Some(blob.sha256), bytes: Bytes::from(blob.bytes) };
            self.protocol.upload_patch(&self.session, chunk).await?;
        }
        Ok(())
    }
}
