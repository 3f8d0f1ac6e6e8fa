//! A district for a test: the demo's, with or without its visits, written by the server's own office before the process starts.

use crate::server::TestServer;
use std::time::{SystemTime, UNIX_EPOCH};
use xuncun_demo::{DEFAULT_SEED, District, Plan};
use xuncun_domain::standard::Standard;
use xuncun_server::config::Config;
use xuncun_server::init::{Init, init};

/// Milliseconds since 1970, now.
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// The demo's district and plan as of now, without visits: everything is still to be done.
pub fn untouched() -> (District, Plan) {
    let district = District::generate(DEFAULT_SEED);
    let mut plan = Plan::make(&district, &Standard::default_standard().unwrap(), now());
    plan.visits.clear();
    (district, plan)
}

/// A server with that district in its folder, not started yet.
pub async fn serve(district: &District, plan: &Plan) -> TestServer {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data: folder.path().join("server"), ..Config::default() };
    let endpoint = init(&config, Init::new(xuncun_demo::COUNTY.parse().unwrap(), xuncun_demo::COUNTY_NAME)).await.unwrap();
    let scratch = tempfile::tempdir().unwrap();
    xuncun_demo::populate::write(&xuncun_server::demo::DemoOffice::over(endpoint), district, plan, now(), scratch.path()).await.unwrap();
    TestServer::over(folder).await
}
