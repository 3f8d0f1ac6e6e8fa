//! The demo's district behind the web door, and browsers that are signed in there.

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use xuncun_demo::populate::write;
use xuncun_demo::{DEFAULT_SEED, District, Plan, PlannedVisit};
use xuncun_domain::calendar::{Calendar, DEFAULT_CALENDAR};
use xuncun_domain::standard::Standard;
use xuncun_server::config::Config;
use xuncun_server::demo::DemoOffice;
use xuncun_server::endpoint::system_clock;
use xuncun_server::init::{Init, init};
use xuncun_server::serve::{Server, start_with};
use xuncun_server::storage::Purpose;

/// The demo's district without visits, served.
pub struct Site {
    pub folder: tempfile::TempDir,
    pub server: Server,
    pub district: District,
}

impl Site {
    pub async fn open() -> Self {
        Self::with(|_, _| Vec::new(), |_| {}).await
    }

    /// With these of the demo's visits, and what else is set.
    pub async fn with(keep: impl FnOnce(&District, Vec<PlannedVisit>) -> Vec<PlannedVisit>, change: impl FnOnce(&mut Config)) -> Self {
        xuncun_sync::http::install_crypto();
        let folder = tempfile::tempdir().unwrap();
        let ui = folder.path().join("ui");
        std::fs::create_dir_all(ui.join("assets")).unwrap();
        std::fs::write(ui.join("index.html"), "<!doctype html><title>巡村</title>").unwrap();
        std::fs::write(ui.join("assets/a-1.js"), "export const a = 1;\n".repeat(500)).unwrap();
        std::fs::write(folder.path().join("secret"), "secret").unwrap();
        let mut config = Config { data: folder.path().join("data"), ui: Some(ui), demo: true, ..Config::default() };
        change(&mut config);
        let endpoint = init(&config, Init::new(xuncun_demo::COUNTY.parse().unwrap(), xuncun_demo::COUNTY_NAME)).await.unwrap();
        let district = District::generate(DEFAULT_SEED);
        let now = system_clock()();
        let mut plan = Plan::make(&district, &Standard::default_standard().unwrap(), &Calendar::load(DEFAULT_CALENDAR).unwrap(), now);
        plan.visits = keep(&district, plan.visits);
        let scratch = tempfile::tempdir().unwrap();
        write(&DemoOffice::over(endpoint.clone()), &district, &plan, now, scratch.path()).await.unwrap();
        let server = start_with(endpoint).await.unwrap();
        Self { folder, server, district }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.url())
    }

    pub async fn code(&self, person: &str) -> String {
        self.server.endpoint().make_code(Purpose::SignIn, person, 60_000).await.unwrap()
    }

    pub async fn sign_in(&self, person: &str) -> Page {
        let answer = post(&self.url("/web/sign-in"), "", json!({ "code": self.code(person).await })).await;
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        for part in ["HttpOnly", "SameSite=Strict", "Path=/web"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        Page { base: self.server.url(), cookie: cookie.split(';').next().unwrap().to_owned() }
    }
}

/// A signed-in browser.
pub struct Page {
    pub base: String,
    pub cookie: String,
}

impl Page {
    pub async fn try_call(&self, name: &str, args: Value) -> Response {
        post(&format!("{}/web/call/{name}", self.base), &self.cookie, args).await
    }

    pub async fn call(&self, name: &str, args: Value) -> Value {
        let answer = self.try_call(name, args).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 200, "{name}: {text}");
        serde_json::from_str(&text).unwrap()
    }
}

pub async fn post(url: &str, cookie: &str, body: Value) -> Response {
    Client::new().post(url).header("x-xuncun", "1").header("cookie", cookie).json(&body).send().await.unwrap()
}

pub async fn code_of(answer: Response) -> (StatusCode, String) {
    let status = answer.status();
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    (status, body["code"].as_str().unwrap().to_owned())
}
