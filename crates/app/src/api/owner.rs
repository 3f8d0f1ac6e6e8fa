//! Whose a finding is.

use super::Millis;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose a finding is (户主、产权人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnerView {
    /// Name, may be empty.
    pub name: String,
    /// Phone as it is dialled, may be empty.
    pub phone: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Millis,
    /// Two people wrote it differently.
    pub conflict: bool,
}

/// Argument of `set_owner`: whose a finding is. Without a name and a phone it is nobody's that is known.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetOwner {
    /// Finding's row id.
    pub finding: String,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
}
