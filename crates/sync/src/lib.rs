//! The protocol, its HTTP client, push, pull and uploads.

pub mod paths;
pub mod protocol;
pub mod wire;
