//! The demo district: an ordinary district, filled through its ordinary doors.

use crate::config::Config;

/// Makes it.
///
/// # Errors
/// In words.
pub async fn make(_config: &Config, _seed: u64) -> Result<String, crate::cli::Failure> {
    Err("the demo district has not landed".into())
}
