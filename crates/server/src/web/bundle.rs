//! Bundles at the web door: a stick carried to a desk instead of to the server. A file comes in by an upload and goes out by a
//! download; what is in it is the app's business.

use super::session::{caller, check, told};
use crate::http::{Answer, Rejection, Site};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use futures_util::StreamExt;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tokio_util::io::ReaderStream;
use xuncun_app::api::GiveBundle;
use xuncun_app::{AppError, ErrorCode};

/// Largest file that is taken in through a page; what is larger goes through the command line.
const LARGEST: u64 = 1 << 30;
/// Where files lie while they are looked at.
const FOLDER: &str = "handover";

pub(super) async fn take(State(site): State<Site>, headers: HeaderMap, body: Body) -> Answer {
    check(&site.endpoint, &headers).await?;
    let caller = caller(&site, &headers).await?;
    caller.person().map_err(|error| told(&error))?;
    let mut scratch = Scratch::new(&site).map_err(|error| told(&error.into()))?;
    receive(body, &mut scratch.file).await?;
    let app = site.web.app().clone();
    let taken = tokio::task::spawn_blocking(move || app.take_bundle(&caller, &mut scratch.file)).await;
    let outcome = taken.map_err(|_| Rejection::from(StatusCode::INTERNAL_SERVER_ERROR))?.map_err(|error| told(&error))?;
    // The safe is in this very process: what was carried here is delivered before the page asks how far it is.
    site.web.catch_up().await;
    Ok(Json(outcome).into_response())
}

async fn receive(body: Body, file: &mut File) -> Result<(), Rejection> {
    let (mut pieces, mut length) = (body.into_data_stream(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Rejection::from(StatusCode::BAD_REQUEST))?;
        length += piece.len() as u64;
        if length > LARGEST {
            return Err(told(&ErrorCode::BundleTooLarge.into()));
        }
        file.write_all(&piece).map_err(|error| told(&error.into()))?;
    }
    Ok(())
}

pub(super) async fn give(State(site): State<Site>, headers: HeaderMap, Json(args): Json<GiveBundle>) -> Answer {
    check(&site.endpoint, &headers).await?;
    let caller = caller(&site, &headers).await?;
    let scratch = Scratch::new(&site).map_err(|error| told(&error.into()))?;
    let app = site.web.app().clone();
    let made = tokio::task::spawn_blocking(move || {
        let name = app.bundle_name(&args)?;
        let (view, out) = app.give_bundle(&caller, &args, BufWriter::new(&scratch.file))?;
        drop(out);
        let mut file = scratch.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok::<_, AppError>((view, name, file, scratch))
    });
    let made = made.await.map_err(|_| Rejection::from(StatusCode::INTERNAL_SERVER_ERROR))?;
    let (view, name, file, scratch) = made.map_err(|error| told(&error))?;
    // The file is open: it can be read to its end, and is gone when it has been.
    drop(scratch);
    let view = serde_json::to_string(&view).map_err(|_| Rejection::from(StatusCode::INTERNAL_SERVER_ERROR))?;
    let mut response = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file))).into_response();
    let mut set = |key: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(key, value);
        }
    };
    set(header::CONTENT_TYPE.as_str(), "application/octet-stream");
    set(header::CACHE_CONTROL.as_str(), "no-store");
    set("x-bundle-name", &name);
    set("x-bundle", &percent(&view));
    Ok(response)
}

/// Removes what a process that was killed left behind.
pub(super) fn clear(data: &Path) {
    match std::fs::remove_dir_all(data.join(FOLDER)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => tracing::warn!(%error, "copies of bundles stay behind"),
        _ => {}
    }
}

/// Every byte that is not plain as `%XX`, as the page's `decodeURIComponent` reads it.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A file in the data folder that is gone when this is.
struct Scratch {
    path: PathBuf,
    file: File,
}

impl Scratch {
    fn new(site: &Site) -> std::io::Result<Self> {
        let folder = site.endpoint.config.data.join(FOLDER);
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}.unfinished", hex::encode(rand::random::<[u8; 16]>())));
        let file = File::options().create_new(true).read(true).write(true).open(&path)?;
        Ok(Self { path, file })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "a bundle's copy stays behind");
        }
    }
}
