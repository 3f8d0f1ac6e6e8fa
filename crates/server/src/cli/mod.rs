//! What an operator types. Words for people here are English; they are no part of the UI.

mod basemap;
mod bundle;
mod copies;
mod divisions;
mod erase;
mod inspect;
mod people;
mod serve;
mod tianditu;

use crate::config::{Config, LogFormat};
use crate::endpoint::Endpoint;
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use xuncun_domain::words;
use xuncun_journal::link::format_fingerprint;

/// Whatever went wrong, for a person to read.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The central endpoint of a Xuncun district.
#[derive(Parser)]
#[command(name = "xuncun-server", version, about)]
struct Cli {
    /// Folder of the data.
    #[arg(long, env = "XUNCUN_DATA", default_value = "data", global = true)]
    data: PathBuf,
    /// Configuration file (else config.toml in the data folder).
    #[arg(long, env = "XUNCUN_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new district: keys, first epoch, first rows.
    Init(serve::Init),
    /// Serve the district until SIGTERM or Ctrl-C.
    Serve(Box<Serve>),
    /// Print a one-time enrolment link (or sign-in link) for a person.
    Invite(people::Invite),
    /// List or add people.
    #[command(subcommand)]
    People(people::People),
    /// List devices.
    Devices(people::Devices),
    /// Revoke a device that was handed in (retired) or stolen (lost).
    Revoke(people::Revoke),
    /// Copy the district, consistently, while it is served.
    Backup(copies::Backup),
    /// Put a backup into an empty data folder, in a new epoch.
    Restore(copies::Restore),
    /// Hand-over without a network: take a bundle in, or make one.
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Lay the map's ground: a .pmtiles or .mbtiles file, which every device then fetches.
    Basemap(basemap::Basemap),
    /// Take divisions and their boundaries from a GeoJSON or GeoPackage map.
    Divisions(divisions::Divisions),
    /// Set or take away the district's key of 天地图, whose tiles maps then offer where there is a network.
    Tianditu(tianditu::Tianditu),
    /// Erase what the law asks to be deleted, or list what was.
    #[command(subcommand)]
    Erase(erase::Erase),
    /// Walk every chain, hash, signature and blob; or find the signed rows that a photograph's verification code leads to.
    Verify {
        /// The code at the foot of a photograph's watermark, e.g. 7K3M-9QPD-2F4H.
        #[arg(long)]
        code: Option<String>,
    },
    /// Look at configuration, disk, permissions and clock.
    Doctor,
}

/// Settings that flags and the environment may override.
#[derive(Args)]
struct Serve {
    /// Address to listen on; port 0 lets the system choose.
    #[arg(long, env = "XUNCUN_LISTEN")]
    listen: Option<SocketAddr>,
    /// Write `host:port` into this file once listening.
    #[arg(long, env = "XUNCUN_PORT_FILE")]
    port_file: Option<PathBuf>,
    /// Address that devices reach the server by, for links.
    #[arg(long, env = "XUNCUN_PUBLIC_URL")]
    public_url: Option<String>,
    /// Folder of the built web pages.
    #[arg(long, env = "XUNCUN_UI")]
    ui: Option<PathBuf>,
    /// Serve a start page with one-time links (loopback only).
    #[arg(long, env = "XUNCUN_DEMO", num_args = 0..=1, default_missing_value = "true")]
    demo: Option<bool>,
    /// Certificate chain, PEM.
    #[arg(long, env = "XUNCUN_TLS_CERT")]
    tls_cert: Option<PathBuf>,
    /// Its key, PEM.
    #[arg(long, env = "XUNCUN_TLS_KEY")]
    tls_key: Option<PathBuf>,
    /// Log lines as text or JSON.
    #[arg(long, env = "XUNCUN_LOG", value_enum)]
    log: Option<LogFormat>,
    /// Largest photograph, bytes.
    #[arg(long, env = "XUNCUN_MAX_PHOTO_BYTES")]
    max_photo_bytes: Option<u64>,
    /// Largest page handed out, bytes.
    #[arg(long, env = "XUNCUN_MAX_PAGE_BYTES")]
    max_page_bytes: Option<usize>,
    /// Largest request body, bytes.
    #[arg(long, env = "XUNCUN_MAX_BODY_BYTES")]
    max_body_bytes: Option<usize>,
    /// Hours that an upload may rest.
    #[arg(long, env = "XUNCUN_UPLOAD_HOURS")]
    upload_hours: Option<u32>,
    /// Seconds that a request may take.
    #[arg(long, env = "XUNCUN_TIMEOUT_SECONDS")]
    timeout_seconds: Option<u64>,
    /// Largest database, bytes.
    #[arg(long, env = "XUNCUN_MAX_DATABASE_BYTES")]
    max_database_bytes: Option<u64>,
    /// A reverse proxy of one's own is in front: clients' addresses are the last in X-Forwarded-For.
    #[arg(long, env = "XUNCUN_BEHIND_PROXY", num_args = 0..=1, default_missing_value = "true")]
    behind_proxy: Option<bool>,
}

impl Serve {
    fn over(&self, mut config: Config) -> Config {
        fn set<T: Clone>(to: &mut T, from: &Option<T>) {
            if let Some(value) = from {
                to.clone_from(value);
            }
        }
        set(&mut config.listen, &self.listen);
        set(&mut config.demo, &self.demo);
        set(&mut config.log, &self.log);
        set(&mut config.max_photo_bytes, &self.max_photo_bytes);
        set(&mut config.max_page_bytes, &self.max_page_bytes);
        set(&mut config.max_body_bytes, &self.max_body_bytes);
        set(&mut config.upload_hours, &self.upload_hours);
        set(&mut config.timeout_seconds, &self.timeout_seconds);
        set(&mut config.behind_proxy, &self.behind_proxy);
        config.max_database_bytes = self.max_database_bytes.or(config.max_database_bytes);
        config.public_url = self.public_url.clone().or(config.public_url);
        config.ui = self.ui.clone().or(config.ui);
        config.tls_cert = self.tls_cert.clone().or(config.tls_cert);
        config.tls_key = self.tls_key.clone().or(config.tls_key);
        config
    }
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::load(&cli.data, cli.config.as_deref()) {
        Ok(config) => config,
        Err(error) => return failed(&error),
    };
    let config = if let Command::Serve(serve) = &cli.command { serve.over(config) } else { config };
    start_log(config.log);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let done = runtime.block_on(command(cli.command, config));
    // What still runs in the background has nothing more to say.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    match done {
        Ok(code) => code,
        Err(error) => failed(error.as_ref()),
    }
}

async fn command(command: Command, config: Config) -> Result<ExitCode, Failure> {
    match command {
        Command::Init(init) => serve::init(config, init).await?,
        Command::Serve(options) => serve::serve(config, options.port_file).await?,
        Command::Invite(invite) => people::invite(&open(&config).await?, &invite).await?,
        Command::People(people) => people::people(&open(&config).await?, people).await?,
        Command::Devices(devices) => people::devices(&open(&config).await?, &devices)?,
        Command::Revoke(revoke) => people::revoke(&open(&config).await?, &revoke).await?,
        Command::Backup(backup) => copies::backup(&config, &backup)?,
        Command::Restore(restore) => copies::restore(&config, &restore).await?,
        Command::Bundle(bundle) => return bundle::bundle(&open(&config).await?, bundle).await,
        Command::Basemap(map) => basemap::basemap(&config, &map)?,
        Command::Divisions(map) => divisions::divisions(&open(&config).await?, map).await?,
        Command::Tianditu(wanted) => tianditu::tianditu(&open(&config).await?, &wanted).await?,
        Command::Erase(what) => erase::erase(&open(&config).await?, what).await?,
        Command::Verify { code: None } => return inspect::verify(&open(&config).await?).await,
        Command::Verify { code: Some(code) } => return inspect::verify_code(&open(&config).await?, &code).await,
        Command::Doctor => return inspect::doctor(&config).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// A root key's fingerprint as a link writes it, and as people read it out to each other.
fn fingerprint(bytes: &[u8; 16]) -> String {
    let (chinese, english) = (words::chinese(bytes).join(" "), words::english(bytes).join(" "));
    format!("{}\n  {chinese}\n  {english}", format_fingerprint(bytes))
}

async fn open(config: &Config) -> Result<Arc<Endpoint>, Failure> {
    Ok(Endpoint::open(config).await?)
}

fn failed(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    eprintln!("xuncun-server: {error}");
    ExitCode::FAILURE
}

/// Logs to standard error. `RUST_LOG` chooses what; by default this server's own words at `info`.
fn start_log(format: LogFormat) {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,xuncun_server=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(false).init(),
        LogFormat::Json => log.json().init(),
    }
}
