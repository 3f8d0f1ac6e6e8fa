//! A device in a process of its own.

use crate::{program, soon};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{oneshot, watch};
use xuncun_app::api::{BundleOutcome, BundleView, InspectionView, PhotoView, Status, SyncStatus, TakePhoto};

/// Bytes that a new tablet has free.
const PLENTY: u64 = 32_000_000_000;

/// What a command refused with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The error's code.
    pub code: String,
    /// Its parameters.
    pub params: Value,
}

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Value, Refused>>>>>;

struct Running {
    process: Child,
    input: ChildStdin,
    waiting: Waiting,
    changes: watch::Receiver<u64>,
    next: u64,
}

/// A tablet: a folder that stays, and a process that comes and goes.
pub struct Device {
    folder: TempDir,
    clock_ahead: i64,
    running: Option<Running>,
}

impl Device {
    /// A new tablet, switched on.
    pub async fn unpack() -> Self {
        Self::unpack_with_clock(0).await
    }

    /// A new tablet whose clock is some milliseconds ahead.
    pub async fn unpack_with_clock(ahead: i64) -> Self {
        let mut device = Self { folder: tempfile::tempdir().unwrap(), clock_ahead: ahead, running: None };
        // How full the disk of whoever runs the tests is, is no part of any story: a full one makes originals leave.
        device.has_free(PLENTY);
        device.open().await;
        device
    }

    /// A new tablet, enrolled by a link.
    pub async fn enrolled(link: &str, name: &str) -> Self {
        let mut device = Self::unpack().await;
        let _: Status = device.call("enrol", json!({ "link": link, "deviceName": name })).await;
        device
    }

    /// Opens the app.
    pub async fn open(&mut self) {
        let mut process = self.launch();
        let input = process.stdin.take().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = soon("the app to open", lines.next_line()).await.unwrap().unwrap_or_default();
        assert!(first.contains("ready"), "the app did not open: {first}");
        let waiting = Waiting::default();
        let (changed, changes) = watch::channel(0);
        let replies = Arc::clone(&waiting);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let line: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the device said {line:?}"));
                if let Some(counter) = line["changed"].as_u64() {
                    changed.send_replace(counter);
                } else if let Some(reply) = line["id"].as_u64().and_then(|id| replies.lock().unwrap().remove(&id)) {
                    // A test that no longer waits is no fault.
                    let _ = reply.send(outcome(line));
                }
            }
            // Whoever still waits learns that the process is gone.
            replies.lock().unwrap().clear();
        });
        self.running = Some(Running { process, input, waiting, changes, next: 1 });
    }

    fn launch(&self) -> Child {
        assert!(self.running.is_none(), "the app is open already");
        let mut command = Command::new(program("xuncun-device"));
        command
            .arg(self.data())
            .arg(self.clock_ahead.to_string())
            .arg(self.folder.path().join("space"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        command.kill_on_drop(true).spawn().unwrap()
    }

    /// Opens the app and kills it a moment later, whether it has opened by then or not.
    pub async fn open_and_kill(&mut self, after: Duration) {
        let mut process = self.launch();
        tokio::time::sleep(after).await;
        process.kill().await.unwrap();
    }

    /// Its folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("replica")
    }

    /// So many bytes are free on its disk from now on.
    pub fn has_free(&self, bytes: u64) {
        std::fs::write(self.folder.path().join("space"), bytes.to_string()).unwrap();
    }

    /// Kills the process as an empty battery does.
    pub async fn kill(&mut self) {
        let mut running = self.running.take().expect("the app is open");
        running.process.kill().await.unwrap();
        // What it had answered is still to be read.
        while running.changes.changed().await.is_ok() {}
    }

    /// Closes the app in good order.
    pub async fn close(&mut self) {
        let Running { mut process, input, .. } = self.running.take().expect("the app is open");
        drop(input);
        let status = soon("the app to close", process.wait()).await.unwrap();
        assert!(status.success(), "the app ended with {status}");
    }

    /// Sends a command; the answer can be awaited, or never come.
    pub async fn send(&mut self, command: &str, args: Value, file: Option<&Path>) -> oneshot::Receiver<Result<Value, Refused>> {
        let running = self.running.as_mut().expect("the app is open");
        let id = running.next;
        running.next += 1;
        let (reply, answered) = oneshot::channel();
        running.waiting.lock().unwrap().insert(id, reply);
        let line = format!("{}\n", json!({ "id": id, "command": command, "args": args, "file": file }));
        running.input.write_all(line.as_bytes()).await.unwrap();
        answered
    }

    /// Calls a command that may refuse.
    pub async fn try_call<T: DeserializeOwned>(&mut self, command: &str, args: Value) -> Result<T, Refused> {
        let answered = self.send(command, args, None).await;
        let reply = soon(command, answered).await.unwrap_or_else(|_| panic!("the device went away during {command}"))?;
        Ok(serde_json::from_value(reply.clone()).unwrap_or_else(|error| panic!("{command} answered {reply}: {error}")))
    }

    /// Calls a command that shall not refuse.
    pub async fn call<T: DeserializeOwned>(&mut self, command: &str, args: Value) -> T {
        self.try_call(command, args).await.unwrap_or_else(|refused| panic!("{command} refused: {refused:?}"))
    }

    /// The code that a command refuses with.
    pub async fn refusal(&mut self, command: &str, args: Value) -> String {
        match self.try_call::<Value>(command, args).await {
            Ok(reply) => panic!("{command} was not refused: {reply}"),
            Err(refused) => refused.code,
        }
    }

    /// Takes a photograph of these bytes.
    pub async fn photograph(&mut self, meta: &TakePhoto, bytes: &[u8]) -> Result<PhotoView, Refused> {
        let file = self.folder.path().join("shot");
        std::fs::write(&file, bytes).unwrap();
        let answered = self.send("take_photo", serde_json::to_value(meta).unwrap(), Some(&file)).await;
        let reply = soon("a photograph", answered).await.expect("the device is there")?;
        Ok(serde_json::from_value(reply).unwrap())
    }

    /// Saves a bundle to this file.
    pub async fn save_bundle(&mut self, what: Value, file: &Path) -> Result<BundleView, Refused> {
        let answered = self.send("save_bundle", what, Some(file)).await;
        let reply = soon("a bundle", answered).await.expect("the device is there")?;
        Ok(serde_json::from_value(reply).unwrap())
    }

    /// Takes the bundle in this file in.
    pub async fn take_bundle(&mut self, file: &Path) -> Result<BundleOutcome, Refused> {
        let answered = self.send("take_bundle", Value::Null, Some(file)).await;
        let reply = soon("a bundle", answered).await.expect("the device is there")?;
        Ok(serde_json::from_value(reply).unwrap())
    }

    /// A photograph's file, of a name of its own.
    pub fn shot(&self, number: u32, bytes: &[u8]) -> PathBuf {
        let file = self.folder.path().join(format!("shot-{number}"));
        std::fs::write(&file, bytes).unwrap();
        file
    }

    /// One visit.
    pub async fn inspection(&mut self, id: &str) -> InspectionView {
        self.call("inspection", json!({ "inspection": id })).await
    }

    /// Where the sync stands.
    pub async fn sync_status(&mut self) -> SyncStatus {
        self.call("sync_status", Value::Null).await
    }

    /// Asks again after each change until `holds`, and answers with what then was.
    pub async fn until<T: DeserializeOwned>(&mut self, what: &str, command: &str, args: Value, holds: impl Fn(&T) -> bool) -> T {
        let mut changes = self.running.as_ref().expect("the app is open").changes.clone();
        let wait = async {
            loop {
                changes.borrow_and_update();
                let reply: T = self.call(command, args.clone()).await;
                if holds(&reply) {
                    return reply;
                }
                changes.changed().await.expect("the device is there");
            }
        };
        soon(what, wait).await
    }

    /// Waits until the district is here.
    pub async fn deliver_first(&mut self) {
        let due = |today: &xuncun_app::api::Today| today.round.is_some() && today.assigned > 0;
        let _: xuncun_app::api::Today = self.until("the round that is due", "today", json!({ "position": null }), due).await;
    }

    /// Syncs now, and waits until everything is delivered by receipt.
    pub async fn deliver(&mut self) -> SyncStatus {
        let _: SyncStatus = self.call("sync_now", Value::Null).await;
        let all = |s: &SyncStatus| s.changes_waiting == 0 && s.photos_waiting == 0 && s.inspections_waiting == 0 && s.delivered_at.is_some();
        self.until("everything to be delivered", "sync_status", Value::Null, all).await
    }
}

fn outcome(mut line: Value) -> Result<Value, Refused> {
    match line.get_mut("error") {
        Some(error) => Err(Refused { code: error["code"].as_str().unwrap_or_default().to_owned(), params: error["params"].take() }),
        None => Ok(line["ok"].take()),
    }
}
