//! What an operator should know, in words: configuration, keys, disk, clock, storage.

use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::keys;
use std::net::TcpListener;
use xuncun_domain::words;

/// One thing that was looked at.
#[derive(Debug)]
pub struct Finding {
    /// Nothing to do.
    pub well: bool,
    /// What it is.
    pub words: String,
}

/// Below this the disk is called nearly full.
const LEAST_DISK: u64 = 2 << 30;
/// When this was written: a clock before it is wrong.
const BUILT: i64 = 1_795_000_000_000;

/// Looks at everything.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |well: bool, words: String| findings.push(Finding { well, words });
    match config.check() {
        Ok(()) => say(true, "the configuration can work".into()),
        Err(error) => say(false, error.to_string()),
    }
    match &config.public_url {
        Some(url) if url.starts_with("https://") || config.listen.ip().is_loopback() => say(true, format!("devices reach the server by {url}")),
        Some(url) => {
            say(false, format!("devices would reach the server by {url}, which is not encrypted: put TLS in front or set tls_cert and tls_key"))
        }
        None => say(config.listen.ip().is_loopback(), "public_url is not set: enrolment links name the listening address".into()),
    }
    for path in [&config.tls_cert, &config.tls_key, &config.ui].into_iter().flatten() {
        say(path.exists(), format!("{} {}", path.display(), if path.exists() { "is there" } else { "is missing" }));
    }
    match TcpListener::bind(config.listen) {
        Ok(_) => say(true, format!("{} is free to listen on", config.listen)),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => say(true, format!("{} is in use, by this server if it runs", config.listen)),
        Err(error) => say(false, format!("cannot listen on {}: {error}", config.listen)),
    }
    match keys::too_open(&config.data) {
        Ok(open) if open.is_empty() => say(true, "key files are readable by their owner alone".into()),
        Ok(open) => say(false, format!("others can read {}: chmod 600", open.join(", "))),
        Err(error) => say(false, format!("key files: {error}")),
    }
    match nix::sys::statvfs::statvfs(&config.data) {
        Ok(disk) => {
            let free = disk.blocks_available() * disk.fragment_size();
            say(free >= LEAST_DISK, format!("{} GiB of disk are free", free >> 30));
        }
        Err(error) => say(false, format!("{}: {error}", config.data.display())),
    }
    let probe = config.data.join(".doctor");
    match std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => say(true, "the data folder can be written".into()),
        Err(error) => say(false, format!("the data folder cannot be written: {error}")),
    }
    match Endpoint::open(config).await {
        Ok(endpoint) => storage(&endpoint, &mut say).await,
        Err(error) => say(false, error.to_string()),
    }
    findings
}

async fn storage(endpoint: &Endpoint, say: &mut impl FnMut(bool, String)) {
    let district = endpoint.district();
    say(true, format!("district {} {}", district.code, district.name));
    let fingerprint = district.root.fingerprint();
    say(true, format!("the root key's fingerprint reads {} · {}", words::chinese(&fingerprint).join(" "), words::english(&fingerprint).join(" ")));
    say(
        endpoint.root.is_some(),
        if endpoint.root.is_some() {
            "the root key is here: devices can be enrolled".into()
        } else {
            "the root key is not here: nobody can be enrolled".into()
        },
    );
    let now = endpoint.now();
    say(
        now > BUILT,
        format!("the clock says {now} ms{}", if now > BUILT { "" } else { ", which is in the past: every commit would be refused as clock_ahead" }),
    );
    if endpoint.is_recovering().await.unwrap_or(false) {
        say(false, "restored and recovering: run `xuncun-server restore --finish` once the devices have synced".into());
    }
    match endpoint.storage().last_position().await {
        Ok(last) => say(true, format!("the storage answers: {last} commits")),
        Err(error) => say(false, error.to_string()),
    }
}
