//! One-time codes: `XXXXXX` finds the row, the rest is the secret. Crockford's base 32, read aloud without mistakes.

use super::{Endpoint, OpenError};
use crate::storage::{Code, CodeOutcome, CodeTry, Purpose, StorageError, TokenRow};
use xuncun_journal::{DeviceId, EnrolLink, Hash};
use xuncun_sync::protocol::Session;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters that find the row.
const ID: usize = 6;
/// Characters of the secret: 50 bits, with five tries.
const SECRET: usize = 10;

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
        let (id, secret) = (random(ID), random(SECRET));
        let now = self.now();
        let secret_hash = Hash::of(secret.as_bytes());
        let code = Code { id: id.clone(), purpose, secret_hash, person: person.to_owned(), created_at: now, expires_at: now + valid_ms };
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
