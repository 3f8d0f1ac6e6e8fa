//! What an operator may set, by file (TOML), by environment (`XUNCUN_…`) or by flag; the later wins.

use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Log lines as people or as machines read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum, Default)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line of words.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folder of the data. Not in the file: the file is found in it.
    #[serde(skip)]
    pub data: PathBuf,
    /// Where to listen. Port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Address that devices reach the server by, for enrolment links; else the one that it listens on.
    pub public_url: Option<String>,
    /// Folder of the built web pages.
    pub ui: Option<PathBuf>,
    /// A district of invented data: the start page hands out links to whoever asks from this machine.
    pub demo: bool,
    /// Certificate chain, PEM.
    pub tls_cert: Option<PathBuf>,
    /// Its key, PEM.
    pub tls_key: Option<PathBuf>,
    /// Log lines as words or JSON.
    pub log: LogFormat,
    /// Largest photograph, bytes.
    pub max_photo_bytes: u64,
    /// Largest page of commits handed out, bytes before compression.
    pub max_page_bytes: usize,
    /// Largest request body, bytes: a page of commits or a chunk of a photograph.
    pub max_body_bytes: usize,
    /// Hours that an upload may rest before it is dropped.
    pub upload_hours: u32,
    /// Largest database, bytes; beyond it the server says that its disk is full. Without, the disk's own end.
    pub max_database_bytes: Option<u64>,
    /// Seconds that a request may take.
    pub timeout_seconds: u64,
    /// A reverse proxy of one's own is in front: clients' addresses are the last in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Limits of requests.
    pub rate: Rates,
}

/// How often somebody may ask, in requests per minute; as many may come at once.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// Of one device or session.
    pub token_per_minute: u32,
    /// Enrolments and sign-ins from one address.
    pub codes_per_minute: u32,
    /// Requests from one address that bring no token, or none that is known: web pages before the sign-in, and whoever guesses.
    pub strangers_per_minute: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { token_per_minute: 6_000, codes_per_minute: 30, strangers_per_minute: 3_000 }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            ui: None,
            demo: false,
            tls_cert: None,
            tls_key: None,
            log: LogFormat::Text,
            max_photo_bytes: 64 * 1024 * 1024,
            max_page_bytes: 1024 * 1024,
            max_body_bytes: 10 * 1024 * 1024,
            upload_hours: 72,
            max_database_bytes: None,
            timeout_seconds: 60,
            behind_proxy: false,
            rate: Rates::default(),
        }
    }
}

/// Why a configuration was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no such TOML, with the place and the reason.
    #[error("{path}: {reason}")]
    Toml {
        /// Which.
        path: String,
        /// Line, column and reason.
        reason: String,
    },
    /// A value cannot be.
    #[error("{0}")]
    Value(String),
}

impl Config {
    /// Reads the file (`data/config.toml` unless named; that one may be missing).
    ///
    /// # Errors
    /// [`ConfigError`], naming the file and the line.
    pub fn load(data: &Path, file: Option<&Path>) -> Result<Self, ConfigError> {
        let path = file.map_or_else(|| data.join("config.toml"), Path::to_path_buf);
        let name = path.display().to_string();
        let mut config: Self = match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| ConfigError::Toml { path: name, reason: error.to_string() })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => Self::default(),
            Err(source) => return Err(ConfigError::Read { path: name, source }),
        };
        config.data = data.to_owned();
        Ok(config)
    }

    /// Refuses what cannot work, in words.
    ///
    /// # Errors
    /// [`ConfigError::Value`].
    pub fn check(&self) -> Result<(), ConfigError> {
        let wrong = |text: &str| Err(ConfigError::Value(text.to_owned()));
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            return wrong("tls_cert and tls_key belong together: give both or neither");
        }
        if self.max_page_bytes < 4 * 1024 || self.max_page_bytes > 4 * 1024 * 1024 {
            return wrong("max_page_bytes must be between 4 KiB and 4 MiB");
        }
        if self.max_body_bytes < 1024 * 1024 {
            return wrong("max_body_bytes must be at least 1 MiB: a commit can be that large");
        }
        if self.demo && self.behind_proxy {
            return wrong(
                "demo serves one-time links to whoever asks, and behind a proxy everybody seems to sit at this machine: leave one of demo and behind_proxy off",
            );
        }
        if self.demo && !self.listen.ip().is_loopback() {
            return wrong("demo serves one-time links to whoever asks: listen on a loopback address, or leave demo off");
        }
        Ok(())
    }
}
