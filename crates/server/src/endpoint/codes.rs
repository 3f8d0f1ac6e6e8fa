//! One-time codes: `XXXXXX` finds the row, the rest is the secret. Crockford's base 32, read aloud without mistakes.

use super::{Endpoint, OpenError, Visitor, fault};
use crate::storage::{Code, CodeOutcome, CodeTry, Purpose, StorageError, TokenRow};
use xuncun_domain::grant::{may_invite, may_sign_for};
use xuncun_journal::{DeviceId, EnrolLink, Hash};
use xuncun_sync::protocol::{InviteReply, InviteRequest, ProtocolError, Reply, Session};

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters that find the row.
const ID: usize = 6;
/// Characters of the secret: 50 bits, with five tries.
const SECRET: usize = 10;
/// How long a code is good for that a deputy makes: whoever it is for is a call away.
const INVITE_MS: i64 = 24 * 3_600_000;

fn random(length: usize) -> String {
    rand::random::<[u8; ID + SECRET]>().iter().take(length).map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect()
}

/// What was typed, as it was meant.
fn plain(text: &str) -> String {
    let digit = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    text.chars().filter(|c| c.is_ascii_alphanumeric()).map(digit).take(64).collect()
}

/// Both halves of what was typed, the secret as its hash.
#[must_use]
pub fn halves(text: &str) -> (String, Hash) {
    let text = plain(text);
    let (id, secret) = text.split_at(ID.min(text.len()));
    (id.to_owned(), Hash::of(secret.as_bytes()))
}

impl Endpoint {
    /// A one-time code for a person.
    ///
    /// # Errors
    /// The storage's.
    pub async fn make_code(&self, purpose: Purpose, person: &str, valid_ms: i64) -> Result<String, StorageError> {
        self.keep_code(purpose, person, valid_ms, None).await
    }

    async fn keep_code(&self, purpose: Purpose, person: &str, valid_ms: i64, made_by: Option<String>) -> Result<String, StorageError> {
        let (id, secret) = (random(ID), random(SECRET));
        let now = self.now();
        let secret_hash = Hash::of(secret.as_bytes());
        let code = Code { id: id.clone(), purpose, secret_hash, person: person.to_owned(), created_at: now, expires_at: now + valid_ms, made_by };
        self.storage.put_code(code).await?;
        Ok(format!("{id}{secret}"))
    }

    /// An enrolment link for a person.
    ///
    /// # Errors
    /// The storage's.
    pub async fn invite(&self, person: &str, valid_ms: i64) -> Result<EnrolLink, StorageError> {
        let code = self.make_code(Purpose::Enrol, person, valid_ms).await?;
        Ok(EnrolLink { server: self.public_url(), code, fingerprint: self.district.root.fingerprint() })
    }

    /// A code that a township's deputy asks for, for one of its cadres. Who made it stands beside it.
    pub(crate) async fn invite_for(&self, visitor: &Visitor, request: InviteRequest) -> Reply<InviteReply> {
        let directory = self.directory();
        let now = self.now();
        let signs = !visitor.retired && may_sign_for(visitor.kind, &visitor.person, &request.by).is_ok();
        // Who is not there has no grants, and is answered as whoever may not be asked for.
        if !signs || !may_invite(directory.grants_of(&request.by), directory.grants_of(&request.person), now) {
            return Err(ProtocolError::refused("forbidden"));
        }
        if self.is_recovering().await? {
            return Err(ProtocolError::refused("recovering"));
        }
        let purpose = if request.sign_in { Purpose::SignIn } else { Purpose::Enrol };
        let code = self.keep_code(purpose, &request.person, INVITE_MS, Some(request.by.clone())).await.map_err(fault)?;
        tracing::info!(by = %request.by, person = %request.person, purpose = purpose.as_str(), device = %visitor.device, "code made");
        Ok(InviteReply { code, server: self.public_url(), expires_ms: now.saturating_add(INVITE_MS) })
    }

    /// Tries a code.
    pub(crate) async fn try_code(&self, text: &str, purpose: Purpose, by: Vec<u8>) -> Result<CodeOutcome, StorageError> {
        let (id, secret_hash) = halves(text);
        self.storage.redeem_code(CodeTry { id, purpose, secret_hash, by }, self.now()).await
    }

    /// A fresh token: of a device, or of a web session that ends.
    pub(crate) async fn make_token(&self, device: DeviceId, person: &str, web_until: Option<i64>) -> Result<String, StorageError> {
        use base64::Engine;
        let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let row = TokenRow {
            hash: Hash::of(token.as_bytes()),
            web: web_until.is_some(),
            device,
            person: person.to_owned(),
            created_at: self.now(),
            expires_at: web_until,
        };
        self.storage.put_token(row).await?;
        Ok(token)
    }

    /// A session for a device that is registered already: the server's own replica's, a demo device's.
    ///
    /// # Errors
    /// The storage's.
    pub async fn session_for(&self, device: DeviceId) -> Result<Session, OpenError> {
        let person = self.directory().devices.get(&device).map(|device| device.person.clone()).unwrap_or_default();
        Ok(Session { token: self.make_token(device, &person, None).await? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        assert_eq!(halves("7h2k9q-ol1ab"), halves("7H2K9Q011AB"));
        assert_ne!(halves("7H2K9Q011AB").1, halves("7H2K9Q011AC").1);
        assert_eq!(halves("7H").0, "7H");
        assert_eq!(halves("中文").0, "");
    }

    #[test]
    fn codes_are_of_both_halves() {
        let code = format!("{}{}", random(ID), random(SECRET));
        assert_eq!(code.len(), ID + SECRET);
        assert_eq!(plain(&code), code);
    }
}
