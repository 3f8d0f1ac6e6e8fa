//! The second client: Python, written from `docs/protocol.md` alone, in processes of its own.

use crate::soon;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::process::Command;

/// A device that runs none of our code: a folder with its state, and a process for each command.
pub struct SecondClient(TempDir);

impl SecondClient {
    /// Enrols by a link and pulls everything. Answers with what it says of that.
    pub async fn enrolled(link: &str, name: &str) -> (Self, Value) {
        let client = Self(tempfile::tempdir().unwrap());
        let said = client.run("enrol", &[link, name]).await;
        (client, said)
    }

    /// Runs a command of the client over its state and answers with the object that it printed.
    pub async fn run(&self, command: &str, args: &[&str]) -> Value {
        let state = self.0.path().join("state.json");
        run(command, &state, args).await
    }

    /// Keeps bytes where the client can read them.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Its rows as text, in the form of `Store::dump`.
    pub async fn dump(&self) -> String {
        self.run("dump", &[]).await["rows"].as_str().unwrap().to_owned()
    }
}

/// Runs a command over a file.
pub async fn run(command: &str, path: &Path, args: &[&str]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("second_client/client.py");
    let mut process = Command::new("python3");
    // `-B`: the sources' folder stays as it is.
    process.arg("-B").arg(script).arg(command).arg(path).args(args).stdin(Stdio::null()).kill_on_drop(true);
    let output = soon(command, process.output()).await.expect("python3 is there");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
