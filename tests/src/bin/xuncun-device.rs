//! A device without a window: the app over its own replica, asked by JSON lines on standard input, so that a test can kill it like a battery.
//!
//! One request a line, `{"id":1,"command":"today","args":{…}}`; a photograph is `{"id":2,"command":"take_photo","args":{…},"file":"…"}`,
//! and `save_bundle` and `take_bundle` name their file likewise, in place of the shell's dialog.
//! One reply a line, `{"id":1,"ok":…}` or `{"id":1,"error":{"code":…,"params":…}}`; `{"changed":n}` whenever something changed.
#![allow(clippy::print_stdout, reason = "standard output is what this program speaks on")]

use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use xuncun_app::api::{DoorKind, GiveBundle, TakePhoto};
use xuncun_app::{App, AppError, AppOptions, ErrorCode};

#[derive(Deserialize)]
struct Request {
    id: u64,
    command: String,
    #[serde(default)]
    args: Value,
    file: Option<String>,
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap_or_else(|| ".".to_owned());
    let app = match App::open(Path::new(&folder), options(args.next(), args.next())) {
        Ok(app) => app,
        Err(error) => {
            say(&json!({ "failed": error }));
            std::process::exit(1);
        }
    };
    say(&json!({ "ready": true }));
    let syncing = Arc::clone(&app);
    tokio::spawn(async move { syncing.run().await });
    let mut changes = app.changes();
    tokio::spawn(async move {
        while changes.changed().await.is_ok() {
            let counter = *changes.borrow_and_update();
            say(&json!({ "changed": counter }));
        }
    });
    let taps = taps(&app);
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str::<Request>(&line) {
            Ok(request) if request.command == "set_answer" => drop(taps.send(request)),
            Ok(request) => {
                let app = Arc::clone(&app);
                tokio::spawn(async move { say(&answer(&app, request).await) });
            }
            Err(error) => say(&json!({ "malformed": error.to_string() })),
        }
    }
    // Standard input ends when the test lets the device go in peace.
    if let Err(error) = app.close() {
        say(&json!({ "failed": error }));
    }
}

/// Takes taps one after another, as a screen sends them: which of two on the same answer was the later one is the finger's business, not the
/// scheduler's. All else runs beside them.
fn taps(app: &Arc<App>) -> UnboundedSender<Request> {
    let app = Arc::clone(app);
    let (taps, mut coming) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(tap) = coming.recv().await {
            say(&answer(&app, tap).await);
        }
    });
    taps
}

/// The app's options, with the wall clock some milliseconds ahead if a second argument says so, and so many bytes free on its disk as the file
/// says that a third names, while it is there.
fn options(ahead: Option<String>, space: Option<String>) -> AppOptions {
    let options = AppOptions::new(DoorKind::App);
    let ahead: i64 = ahead.and_then(|text| text.parse().ok()).unwrap_or_default();
    let clock = Arc::clone(&options.clock);
    let system = Arc::clone(&options.space);
    let told = move || std::fs::read_to_string(space.as_ref()?).ok()?.trim().parse().ok();
    let space = Arc::new(move |folder: &Path| told().map_or_else(|| system(folder), Ok));
    AppOptions { clock: Arc::new(move || clock() + ahead), space, ..options }
}

async fn answer(app: &Arc<App>, request: Request) -> Value {
    let id = request.id;
    let reply = match request.file {
        Some(file) if request.command == "take_photo" => photo(app, request.args, file).await,
        Some(file) => bundle(app, &request.command, request.args, file).await,
        None if request.command == "check" => check(app).await,
        None => match app.device_caller() {
            Ok(caller) => app.dispatch(&caller, &request.command, request.args).await,
            Err(error) => Err(error),
        },
    };
    match reply {
        Ok(ok) => json!({ "id": id, "ok": ok }),
        Err(error) => json!({ "id": id, "error": error }),
    }
}

/// What is damaged, as words for a test.
async fn check(app: &Arc<App>) -> Result<Value, AppError> {
    let app = Arc::clone(app);
    let found = tokio::task::spawn_blocking(move || app.store().check()).await;
    let found = found.map_err(|error| AppError::new(ErrorCode::Internal).with("detail", error.to_string()))??;
    Ok(found.iter().map(ToString::to_string).collect())
}

async fn photo(app: &Arc<App>, args: Value, file: String) -> Result<Value, AppError> {
    let bad = |error: &dyn std::fmt::Display| AppError::new(ErrorCode::BadRequest).with("detail", error.to_string());
    let meta: TakePhoto = serde_json::from_value(args).map_err(|error| bad(&error))?;
    let bytes = std::fs::read(&file).map_err(|error| bad(&error))?;
    let app = Arc::clone(app);
    let taken = tokio::task::spawn_blocking(move || app.take_photo(&app.device_caller()?, meta, bytes)).await;
    serde_json::to_value(taken.map_err(|error| bad(&error))??).map_err(|error| bad(&error))
}

async fn bundle(app: &Arc<App>, command: &str, args: Value, file: String) -> Result<Value, AppError> {
    let bad = |error: &dyn std::fmt::Display| AppError::new(ErrorCode::BadRequest).with("detail", error.to_string());
    let (app, saves) = (Arc::clone(app), command == "save_bundle");
    let done = tokio::task::spawn_blocking(move || -> Result<Value, AppError> {
        let caller = app.device_caller()?;
        if saves {
            let args: GiveBundle = serde_json::from_value(args).map_err(|error| bad(&error))?;
            let (view, _) = app.give_bundle(&caller, &args, std::fs::File::create(&file)?)?;
            return serde_json::to_value(view).map_err(|error| bad(&error));
        }
        let outcome = app.take_bundle(&caller, &mut std::fs::File::open(&file)?)?;
        serde_json::to_value(outcome).map_err(|error| bad(&error))
    });
    done.await.map_err(|error| bad(&error))?
}

fn say(line: &Value) {
    let mut out = std::io::stdout().lock();
    // The test may have gone: then nobody is left to tell.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
