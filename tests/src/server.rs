//! A real server process over a folder of its own, behind a [`Wire`].

use crate::wire::Wire;
use crate::{program, soon};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// The server and its data.
pub struct TestServer {
    folder: TempDir,
    /// The one address that devices know.
    pub wire: Arc<Wire>,
    process: Option<Child>,
}

impl TestServer {
    /// A server over data that [`crate::district`] has laid out, not started yet.
    pub async fn over(folder: TempDir) -> Self {
        Self { folder, wire: Wire::lay().await, process: None }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    /// Starts the process and leads the wire to it.
    pub async fn start(&mut self) {
        assert!(self.process.is_none(), "the server runs already");
        let port_file = self.folder.path().join("port");
        let _ = std::fs::remove_file(&port_file);
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("server.log")).unwrap();
        let mut process = self.command(&["serve", "--listen", "127.0.0.1:0", "--port-file"]);
        let mut process = process.arg(&port_file).stdout(Stdio::null()).stderr(log).kill_on_drop(true).spawn().unwrap();
        let address = soon("the server to listen", listening(&port_file, &mut process)).await;
        self.wire.lead_to(address.unwrap_or_else(|| panic!("the server did not start:\n{}", self.log())));
        self.process = Some(process);
    }

    /// Stops it as an operator does, and expects it to end in good order.
    pub async fn stop(&mut self) {
        self.wire.lead_nowhere();
        let status = self.end(Signal::SIGTERM).await;
        assert!(status.success(), "the server ended with {status}:\n{}", self.log());
    }

    /// Kills it in the middle of whatever it does.
    pub async fn kill(&mut self) {
        self.wire.lead_nowhere();
        self.end(Signal::SIGKILL).await;
    }

    async fn end(&mut self, signal: Signal) -> ExitStatus {
        let mut process = self.process.take().expect("the server runs");
        let pid = i32::try_from(process.id().expect("it has not ended")).unwrap();
        kill(Pid::from_raw(pid), signal).unwrap();
        soon("the server to end", process.wait()).await.unwrap()
    }

    /// Runs a command of the server's command line and answers with what it printed.
    pub async fn ask(&self, args: &[&str]) -> String {
        let output = soon("the command to end", self.command(args).output()).await.unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that fails, and answers with all that it said.
    pub async fn refuses(&self, args: &[&str]) -> String {
        let output = soon("the command to end", self.command(args).output()).await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(!output.status.success(), "{args:?} was not refused: {}", String::from_utf8_lossy(&said));
        String::from_utf8(said).unwrap()
    }

    /// An enrolment link for a person, leading over the wire.
    pub async fn invite(&self, person: &str) -> String {
        link(&self.ask(&["invite", "--person", person]).await)
    }

    /// An enrolment link that has expired already.
    pub async fn invite_too_late(&self, person: &str) -> String {
        link(&self.ask(&["invite", "--person", person, "--hours", "0"]).await)
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program("xuncun-server-under-test"));
        command.arg("--data").arg(self.data()).args(args).env("XUNCUN_PUBLIC_URL", self.wire.url()).stdin(Stdio::null());
        command
    }
}

/// The address in the port file, once there is one; `None` if the process ended before.
async fn listening(port_file: &Path, process: &mut Child) -> Option<SocketAddr> {
    // The file appears whole, by a rename; there is nothing else to wait on, so it is looked for.
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    loop {
        looks.tick().await;
        if let Ok(text) = std::fs::read_to_string(port_file) {
            return text.trim().parse().ok();
        }
        if process.try_wait().unwrap().is_some() {
            return None;
        }
    }
}

fn link(printed: &str) -> String {
    let link = printed.split_whitespace().find(|word| word.starts_with("xuncun://"));
    link.unwrap_or_else(|| panic!("no link in {printed:?}")).to_owned()
}
