//! The tus project's own client and server, in processes of their own: `tests/tus`.

use crate::soon;
use serde_json::json;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A file that their client sends.
pub struct Sent {
    /// Its bytes.
    pub path: PathBuf,
    /// The stream in which the server is to hold it.
    pub stream: String,
    /// Its hash, in hex.
    pub sha256: String,
}

/// Sends files with `tus-js-client`; ends when all are there.
pub async fn send(server: SocketAddr, token: &str, files: &[Sent]) {
    let files: Vec<_> = files.iter().map(|f| json!({ "path": f.path, "stream": f.stream, "sha256": f.sha256, "type": "image/jpeg" })).collect();
    let order = json!({ "endpoint": format!("http://{server}/v1/uploads"), "token": token, "files": files }).to_string();
    let output = soon("their client", node("send.mjs").arg(order).stdin(Stdio::null()).output()).await.expect("node is there");
    assert!(output.status.success(), "their client: {}", String::from_utf8_lossy(&output.stderr));
}

/// `@tus/server` over a folder.
pub struct TheirServer {
    folder: TempDir,
    /// Where it listens.
    pub address: SocketAddr,
    process: Child,
}

impl TheirServer {
    /// Starts it.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = node("serve.mjs");
        command.arg(folder.path()).arg("/v1/uploads").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("node is there");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = soon("their server to listen", lines.next_line()).await.unwrap().expect("a port");
        let address = format!("127.0.0.1:{port}").parse().unwrap();
        Self { folder, address, process }
    }

    /// The files that it holds, those alone that are bytes of an upload.
    pub fn files(&self) -> Vec<Vec<u8>> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_none()).map(|path| std::fs::read(path).unwrap()).collect()
    }

    /// Ends it.
    pub async fn stop(mut self) {
        drop(self.process.stdin.take());
        soon("their server to end", self.process.wait()).await.unwrap();
    }
}

fn node(script: &str) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tus");
    assert!(folder.join("node_modules").is_dir(), "run scripts/setup.sh test first: their client and server are not installed");
    let mut command = Command::new("node");
    command.arg(folder.join(script)).stderr(Stdio::piped()).kill_on_drop(true);
    command
}
