//! Joining a district: make a key, show the code, check the district's root against the link, keep who we are.
//!
//! The key is kept before it is sent: if the answer is lost, or the app dies, the same code with the same key gets the same
//! answer. Nothing that the server says is believed before its root key has the fingerprint that the link promised.

use crate::error::SyncError;
use crate::link::Connect;
use crate::protocol::{EnrollReply, EnrollRequest, ProtocolError, Reply};
use crate::replica::Replica;
use xuncun_journal::{DeviceId, DeviceKey, EnrolLink, Entry, PublicKey};
use xuncun_store::Identity;

/// Where the key lies until the answer has come: `<code> <hex of the secret>`.
const UNDER_WAY: &str = "enrolment_under_way";

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDevice {
    /// Name for the district's list.
    pub name: String,
    /// `linux`, `android`, `ios`, `windows`, `macos`.
    pub platform: String,
}

impl NewDevice {
    /// This machine.
    #[must_use]
    pub fn here(name: &str) -> Self {
        Self { name: name.trim().to_owned(), platform: std::env::consts::OS.to_owned() }
    }
}

/// Joins. The first pull follows: the engine does it, with progress, once it is told that there is an identity.
///
/// # Errors
/// `already_enrolled`, `code_unknown`, `code_used`, `code_expired`, `too_many_tries`, `fingerprint_mismatch`, `server_unreachable`,
/// `server_insecure`, `bad_reply`, and the store's.
pub async fn enrol(replica: &Replica, connect: &Connect, link: &EnrolLink, device: NewDevice) -> Result<Identity, SyncError> {
    if replica.call(|store| store.identity()).await?.is_some() {
        return Err(ProtocolError::refused("already_enrolled").into());
    }
    let Admitted { identity, entries, .. } = admit(replica, connect, link, device).await?;
    let kept = identity.clone();
    replica
        .call(move |store| {
            store.set_identity(&kept)?;
            store.apply(&entries)?;
            store.set_preference(UNDER_WAY, None)
        })
        .await?;
    Ok(identity)
}

/// Joins again with a new key and keeps the data: the key is used twice, or the server does not know it any more. What the
/// server had not taken is recorded again under the new one.
///
/// # Errors
/// `not_enrolled`, `another_district`, `another_person`, and those of [`enrol`]. Nothing is changed then.
pub async fn renew(replica: &Replica, connect: &Connect, link: &EnrolLink, device: NewDevice) -> Result<Identity, SyncError> {
    let known = replica.call(|store| store.identity()).await?.ok_or(SyncError::NotEnrolled)?;
    // Before the code is used up.
    if known.root_key.fingerprint() != link.fingerprint {
        return Err(ProtocolError::refused("another_district").into());
    }
    let Admitted { identity, entries, server_ms } = admit(replica, connect, link, device).await?;
    let kept = identity.clone();
    replica
        .call(move |store| {
            let healed = store.renew(&kept, server_ms)?;
            tracing::warn!(?healed, "this replica is another device now");
            store.apply(&entries)?;
            store.set_preference(UNDER_WAY, None)
        })
        .await?;
    Ok(identity)
}

/// What the district answered to somebody who joins, believed.
struct Admitted {
    identity: Identity,
    /// The root's chain.
    entries: Vec<Entry>,
    server_ms: i64,
}

async fn admit(replica: &Replica, connect: &Connect, link: &EnrolLink, device: NewDevice) -> Result<Admitted, SyncError> {
    let protocol = connect(&link.server)?;
    let key = key_for(replica, &link.code).await?;
    let request =
        EnrollRequest { code: link.code.clone(), public_key: *key.public().as_bytes(), device_name: device.name, platform: device.platform };
    let reply = protocol.enroll(request).await?;
    let root_key = believed(&reply, link)?;
    let identity = Identity {
        key,
        district: reply.district,
        district_name: reply.district_name,
        root_key,
        server_url: link.server.clone(),
        token: reply.token,
        person: reply.person,
        server_device: DeviceId(reply.server_device),
    };
    let entries = reply.commits.into_iter().map(|c| Entry::new(c.envelope, Some(c.body))).collect();
    Ok(Admitted { identity, entries, server_ms: reply.server_ms })
}

/// The root's key, if it is the one whose fingerprint the link carries and the reply names no other device as ours.
fn believed(reply: &EnrollReply, link: &EnrolLink) -> Reply<PublicKey> {
    let root = PublicKey::from_bytes(&reply.root_public_key).map_err(|_| ProtocolError::refused("fingerprint_mismatch"))?;
    if root.fingerprint() != link.fingerprint {
        return Err(ProtocolError::refused("fingerprint_mismatch"));
    }
    Ok(root)
}

async fn key_for(replica: &Replica, code: &str) -> Result<DeviceKey, SyncError> {
    let code = code.to_owned();
    replica
        .call(move |store| {
            if let Some(kept) = store.preference(UNDER_WAY)?
                && let Some((for_code, secret)) = kept.split_once(' ')
                && for_code == code
                && let Ok(secret) = hex::decode(secret)
                && let Ok(secret) = <[u8; 32]>::try_from(secret)
            {
                return Ok(DeviceKey::from_bytes(&secret));
            }
            let key = DeviceKey::generate();
            store.set_preference(UNDER_WAY, Some(&format!("{code} {}", hex::encode(key.to_bytes()))))?;
            Ok(key)
        })
        .await
}
