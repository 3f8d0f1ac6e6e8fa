//! A district for a test: the demo's, with or without its visits, written by the server's own office before the process starts.

use crate::server::TestServer;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use xuncun_demo::populate::{NewDevice, Office, write};
use xuncun_demo::{DEFAULT_SEED, District, Plan};
use xuncun_domain::calendar::{Calendar, DEFAULT_CALENDAR};
use xuncun_domain::standard::Standard;
use xuncun_journal::DeviceKey;
use xuncun_server::config::Config;
use xuncun_server::demo::DemoOffice;
use xuncun_server::init::{Init, init};
use xuncun_sync::protocol::Session;

/// Milliseconds since 1970, now.
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// The demo's district and plan as of now, without visits: everything is still to be done.
pub fn untouched() -> (District, Plan) {
    let district = District::generate(DEFAULT_SEED);
    let mut plan = Plan::make(&district, &Standard::default_standard().unwrap(), &Calendar::load(DEFAULT_CALENDAR).unwrap(), now());
    plan.visits.clear();
    (district, plan)
}

/// The office of a new district in `folder`, with that district laid out.
pub async fn founded(folder: &Path, district: &District, plan: &Plan) -> DemoOffice {
    let config = Config { data: folder.to_owned(), ..Config::default() };
    let endpoint = init(&config, Init::new(xuncun_demo::COUNTY.parse().unwrap(), xuncun_demo::COUNTY_NAME)).await.unwrap();
    let office = DemoOffice::over(endpoint);
    let scratch = tempfile::tempdir().unwrap();
    write(&office, district, plan, now(), scratch.path()).await.unwrap();
    office
}

/// A server with that district in its folder, not started yet.
pub async fn serve(district: &District, plan: &Plan) -> TestServer {
    serve_with_session(district, plan).await.0
}

/// The same, with the session of a device of the guide's inspector.
pub async fn serve_with_session(district: &District, plan: &Plan) -> (TestServer, Session) {
    let folder = tempfile::tempdir().unwrap();
    let office = founded(&folder.path().join("server"), district, plan).await;
    let key = DeviceKey::from_bytes(&[77; 32]);
    let device = NewDevice { public_key: *key.public().as_bytes(), person: district.guide.inspector.clone(), name: "平板".into(), valid_from: 0 };
    let session = office.add_device(device).await.unwrap();
    drop(office);
    (TestServer::over(folder).await, session)
}
