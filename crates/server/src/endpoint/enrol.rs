//! A device joins: a one-time code and a public key in, a root-signed row and a token out.

use super::office::NewDevice;
use super::{Endpoint, fault};
use crate::storage::{CodeOutcome, Purpose};
use xuncun_domain::grant::DeviceKind;
use xuncun_journal::PublicKey;
use xuncun_sync::protocol::{EnrollReply, EnrollRequest, ProtocolError, Reply, WireCommit};

/// Longest name of a device, in characters.
const NAME: usize = 60;
/// Commits of the root's chain read at a time.
const STEP: usize = 500;

impl Endpoint {
    pub(super) async fn admit(&self, request: EnrollRequest) -> Reply<EnrollReply> {
        // A key that is none must not use up the code.
        let key = PublicKey::from_bytes(&request.public_key).map_err(|_| ProtocolError::refused("bad_key"))?;
        if self.root.is_none() {
            return Err(ProtocolError::refused("no_root_key"));
        }
        if self.is_recovering().await? {
            return Err(ProtocolError::refused("recovering"));
        }
        let outcome = self.try_code(&request.code, Purpose::Enrol, request.public_key.to_vec()).await.map_err(fault)?;
        let person = match outcome {
            CodeOutcome::Person(person) => person,
            CodeOutcome::Unknown => return Err(ProtocolError::refused("code_unknown")),
            CodeOutcome::Used => return Err(ProtocolError::refused("code_used")),
            CodeOutcome::Expired => return Err(ProtocolError::refused("code_expired")),
            CodeOutcome::TooManyTries => return Err(ProtocolError::refused("too_many_tries")),
        };
        match self.directory().devices.get(&key.id()) {
            // The answer was lost: the row is there, and only the token is new.
            Some(device) if device.person == person && device.revoked.is_none() => {}
            Some(_) => return Err(ProtocolError::refused("bad_key")),
            None => {
                let name: String = request.device_name.chars().filter(|c| !c.is_control()).take(NAME).collect();
                let device = NewDevice { key, person: person.clone(), kind: DeviceKind::App, name, valid_from: self.now() };
                self.add_device(device).await.map_err(|error| error.into_protocol())?;
            }
        }
        tracing::info!(device = %key.id(), platform = %plain(&request.platform), "enrolled");
        self.metrics.enrolled();
        Ok(EnrollReply {
            district: self.district.code.to_string(),
            district_name: self.district.name.clone(),
            root_public_key: *self.district.root.as_bytes(),
            token: self.make_token(key.id(), &person, None).await.map_err(fault)?,
            person,
            commits: self.root_chain().await?,
            server_device: self.server.id().0,
            server_ms: self.now(),
        })
    }

    /// The root's chain in the district's open stream, from its beginning.
    async fn root_chain(&self) -> Reply<Vec<WireCommit>> {
        let (stream, root) = (self.district.open_stream().to_string(), self.district.root.id());
        let mut commits = Vec::new();
        loop {
            let from = commits.len() as u64 + 1;
            let part = self.storage.chain(&stream, root, from, STEP).await.map_err(fault)?;
            let last = part.len() < STEP;
            commits.extend(part.into_iter().map(|commit| WireCommit { envelope: commit.envelope, body: commit.body.unwrap_or_default() }));
            if last {
                return Ok(commits);
            }
        }
    }
}

/// A platform's name for the log: a word, whatever was sent.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).take(16).collect()
}
