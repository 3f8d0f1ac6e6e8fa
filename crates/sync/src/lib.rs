//! The protocol, its HTTP client, push, pull and uploads.

pub mod backoff;
pub mod http;
pub mod paths;
pub mod plan;
pub mod protocol;
pub mod wire;
