//! The harness of the whole-system tests: a real server process, real device processes, and a wire between them that can be held or cut.
//!
//! Nothing here stands in for the product: the server is the server's own command line, a device is the app without a window, and what
//! a test may do to them is what life does: stop, kill, cut the connection, start again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a harness fails loudly")]

pub mod crash;
pub mod device;
pub mod district;
pub mod picture;
pub mod rough;
pub mod second_client;
pub mod server;
pub mod sim;
pub mod tus_peers;
pub mod visit;
pub mod wire;

use std::path::PathBuf;
use std::time::Duration;

/// How long a test waits for anything before it fails. Far above what is needed: a slow machine is no failure.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One of this package's programs, beside the test that runs it.
pub fn program(name: &str) -> PathBuf {
    let mut folder = std::env::current_exe().expect("the test has a path");
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let path = folder.join(name);
    assert!(path.exists(), "{} is not built: run through cargo", path.display());
    path
}

/// Waits for `future`, at most [`PATIENCE`]; `what` is named when it takes longer.
pub async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited {PATIENCE:?} for {what}"))
}
