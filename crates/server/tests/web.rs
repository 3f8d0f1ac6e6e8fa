//! The web door over real HTTP: signing in, commands in a person's name, photographs, and who is kept out.

use crate::common::site::{Page, Site, code_of, post};
use futures_util::StreamExt;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use xuncun_app::api::ListWords;
use xuncun_demo::{District, Outcome, PlannedVisit, Role};
use xuncun_server::config::Config;
use xuncun_server::copies;
use xuncun_server::endpoint::system_clock;

use xuncun_server::serve::start_with;
use xuncun_server::storage::Purpose;

#[tokio::test(flavor = "multi_thread")]
async fn one_time_codes_and_sessions() {
    let site = Site::open().await;
    let supervisor = site.district.guide.supervisor.clone();
    let code = site.code(&supervisor).await;
    let sign_in = site.url("/web/sign-in");
    assert_eq!(code_of(post(&sign_in, "", json!({ "code": "NOSUCHCODE" })).await).await, (StatusCode::NOT_FOUND, "code_unknown".into()));
    let without = Client::new().post(&sign_in).json(&json!({ "code": code })).send().await.unwrap();
    assert_eq!(code_of(without).await, (StatusCode::FORBIDDEN, "csrf".into()));
    let answer = post(&sign_in, "", json!({ "code": code })).await;
    let status: Value = answer.json().await.unwrap();
    assert_eq!((&status["me"]["person"], &status["door"], &status["demo"]), (&supervisor.as_str().into(), &"web".into(), &true.into()));
    assert_eq!(code_of(post(&sign_in, "", json!({ "code": code })).await).await, (StatusCode::CONFLICT, "code_used".into()));
    let old = site.server.endpoint().make_code(Purpose::SignIn, &supervisor, 0).await.unwrap();
    assert_eq!(code_of(post(&sign_in, "", json!({ "code": old })).await).await, (StatusCode::GONE, "code_expired".into()));
    // Nobody: the status is told, nothing else; a device's token opens no page, a page's cookie no device's door.
    let nobody = Page { base: site.server.url(), cookie: String::new() };
    assert_eq!(nobody.call("status", Value::Null).await["me"], Value::Null);
    assert_eq!(code_of(nobody.try_call("overview", Value::Null).await).await.1, "not_enrolled");
    // What visitors share is nobody's to set.
    let wanted = json!({ "locale": "en", "theme": "night", "textSize": 200 });
    assert_eq!(code_of(nobody.try_call("set_preferences", wanted).await).await.1, "not_enrolled");
    assert_eq!(code_of(nobody.try_call("remember_place", json!({ "route": "/review" })).await).await.1, "not_enrolled");
    let shown = nobody.call("status", Value::Null).await;
    assert_eq!((&shown["place"], shown["preferences"]["theme"] == "night"), (&Value::Null, false));
    let page = site.sign_in(&supervisor).await;
    let token = page.cookie.split_once('=').unwrap().1;
    assert_eq!(Client::new().get(site.url("/v1/commits")).bearer_auth(token).send().await.unwrap().status(), 401);
    let device = site.server.endpoint().session_for(site.server.endpoint().server_device()).await.unwrap();
    let stolen = Page { base: site.server.url(), cookie: format!("xuncun_session={}", device.token) };
    assert_eq!(stolen.call("status", Value::Null).await["me"], Value::Null);
    assert_eq!(code_of(page.try_call("no_such", Value::Null).await).await.1, "unknown_command");
    assert_eq!(code_of(page.try_call("review_queue", json!({ "filter": 7 })).await).await.1, "bad_request");
    assert_eq!(post(&site.url("/web/sign-out"), &page.cookie, Value::Null).await.status(), 204);
    assert_eq!(page.call("status", Value::Null).await["me"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_writes_is_signed_by_the_server_in_the_persons_name() {
    let site = Site::open().await;
    let inspector = site.district.guide.inspector.clone();
    let page = site.sign_in(&inspector).await;
    let mut changes = Client::new().get(site.url("/web/live")).header("cookie", &page.cookie).send().await.unwrap().bytes_stream();
    assert!(changes.next().await.unwrap().unwrap().starts_with(b"event: changed"));
    let today = page.call("today", json!({ "position": null })).await;
    let village = today["cards"][0]["village"]["id"].as_str().unwrap().to_owned();
    let endpoint = site.server.endpoint();
    let before = endpoint.storage().last_position().await.unwrap();
    let visit = page.call("start_inspection", json!({ "village": village, "kind": "open" })).await;
    assert_eq!(visit["village"]["id"], village.as_str());
    assert!(changes.next().await.unwrap().is_ok(), "the page hears of it");
    // The feeding is asynchronous: the endpoint says when it has it.
    let stream = format!("{village}/work");
    let head = loop {
        if let Some(head) = endpoint.storage().chain_head(&stream, endpoint.server_device()).await.unwrap() {
            break head;
        }
        site.server.web().catch_up().await;
    };
    assert!(endpoint.storage().last_position().await.unwrap() > before);
    let commit = endpoint.storage().chain(&stream, endpoint.server_device(), head.seq, 1).await.unwrap().remove(0);
    let header = xuncun_journal::open(&commit.envelope, &endpoint.server_key()).unwrap().header;
    assert_eq!((header.author.as_str(), commit.refused), (inspector.as_str(), None));
    // Another person sees it, or does not, by his own grants.
    let cadre = site.sign_in(&site.district.guide.cadre).await;
    let inspection = json!({ "inspection": visit["id"] });
    let (status, code) = code_of(cadre.try_call("inspection", inspection.clone()).await).await;
    assert!(status.is_client_error() && (code == "forbidden" || code == "inspection_unknown"), "{status} {code}");
    assert_eq!(page.call("inspection", inspection).await["id"], visit["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_page_is_for_whoever_sits_here() {
    let site = Site::open().await;
    let get = |host: &'static str| {
        let request = Client::new().get(site.url("/web/start")).header("host", host);
        async move { request.send().await.unwrap() }
    };
    assert_eq!(code_of(get("evil.example:80").await).await, (StatusCode::FORBIDDEN, "not_here".into()));
    let first: Value = get("localhost").await.json().await.unwrap();
    let second: Value = get("127.0.0.1").await.json().await.unwrap();
    assert_eq!((&first["district"], &first["villages"]), (&"清源县".into(), &368.into()));
    let roles: Vec<_> = first["signIn"].as_array().unwrap().iter().map(|link| link["role"].as_str().unwrap().to_owned()).collect();
    assert_eq!(roles, ["supervisor", "inspector", "cadre"]);
    assert_ne!(first["enrolLink"], second["enrolLink"], "fresh each time");
    let link = xuncun_journal::EnrolLink::parse(first["enrolLink"].as_str().unwrap()).unwrap();
    assert_eq!(link.fingerprint, site.server.endpoint().district().root.fingerprint());
    for card in first["signIn"].as_array().unwrap() {
        assert_eq!(post(&site.url("/web/sign-in"), "", json!({ "code": card["code"] })).await.status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_their_headers() {
    let site = Site::open().await;
    let client = Client::new();
    for path in ["/", "/anything", "/index.html"] {
        let page = client.get(site.url(path)).send().await.unwrap();
        let csp = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(csp.contains("default-src 'self'") && csp.contains("frame-ancestors 'none'") && !csp.contains("script-src 'self' 'unsafe"), "{csp}");
        assert_eq!(csp.matches("http").count(), 1, "{csp}");
        assert!(csp.contains("connect-src 'self' https://*.tianditu.gov.cn;"), "tiles of the online map, and nothing else: {csp}");
        assert_eq!(page.headers()["x-content-type-options"], "nosniff");
        assert!(page.text().await.unwrap().contains("巡村"), "{path}");
    }
    let script = client.get(site.url("/assets/a-1.js")).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!((script.status().as_u16(), script.headers()["content-encoding"].to_str().unwrap()), (200, "gzip"));
    assert!(script.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    for path in ["/../secret", "/%2e%2e/secret", "/assets/../../secret", "/assets/%2e%2e/%2e%2e/secret"] {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut line = tokio::net::TcpStream::connect(site.server.addr()).await.unwrap();
        line.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        assert!(!answer.ends_with("secret"), "{path} leads out");
    }
    assert_eq!(client.get(site.url("/v1/nothing")).send().await.unwrap().status(), 404);
    let openapi: Value = client.get(site.url("/openapi.json")).send().await.unwrap().json().await.unwrap();
    for path in ["/v1/enroll", "/v1/return", "/v1/commits", "/v1/live", "/v1/missing", "/v1/uploads", "/v1/blobs/{code}/{class}/{sha256}"] {
        assert!(openapi["paths"][path].is_object(), "{path}");
    }
    assert!(client.get(site.url("/metrics")).send().await.unwrap().text().await.unwrap().contains("xuncun_position "));
    assert_eq!(client.get(site.url("/healthz")).send().await.unwrap().text().await.unwrap(), "ok\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_servers_own_chain_goes_on_where_replicas_left_it() {
    let site = Site::open().await;
    let inspector = site.district.guide.inspector.clone();
    let page = site.sign_in(&inspector).await;
    let backup = site.folder.path().join("backup");
    copies::backup(&site.folder.path().join("data"), &backup, true).unwrap();
    let cards = page.call("today", json!({ "position": null })).await["cards"].clone();
    let village = cards[0]["village"]["id"].as_str().unwrap().to_owned();
    page.call("start_inspection", json!({ "village": village, "kind": "open" })).await;
    let endpoint = site.server.endpoint();
    let stream = format!("{village}/work");
    while endpoint.storage().chain_head(&stream, endpoint.server_device()).await.unwrap().is_none() {
        site.server.web().catch_up().await;
    }
    // A replica elsewhere holds what the server signed after the backup.
    let held = endpoint.storage().chain(&stream, endpoint.server_device(), 1, 100).await.unwrap();
    drop(endpoint);
    let Site { folder, server, district } = site;
    server.stop().await;
    let config = Config { data: folder.path().join("revived"), ..Config::default() };
    copies::restore(&backup, &config).await.unwrap();
    let server = xuncun_server::serve::start(config.clone()).await.unwrap();
    let site = Site { folder, server, district };
    let answer = post(&site.url("/web/sign-in"), "", json!({ "code": "x" })).await;
    assert_eq!(code_of(answer).await, (StatusCode::SERVICE_UNAVAILABLE, "recovering".into()));
    // The replica brings it back; then the server may sign again, and goes on behind it.
    let endpoint = site.server.endpoint();
    let session = endpoint.session_for(endpoint.server_device()).await.unwrap();
    let commits = held.iter().map(|commit| xuncun_journal::Commit::new(commit.envelope.clone(), commit.body.clone())).collect();
    let page_bytes = xuncun_journal::PushRequest { commits }.encode().unwrap();
    let protocol: Arc<dyn xuncun_sync::protocol::Protocol> = endpoint.clone();
    protocol.push(&session, page_bytes.into()).await.unwrap();
    copies::finish(&config).await.unwrap();
    site.server.web().catch_up().await;
    let page = site.sign_in(&inspector).await;
    let note = json!({ "inspection": page.call("today", json!({ "position": null })).await["cards"][0]["inspection"] });
    let visit = page.call("inspection", note).await;
    let item =
        visit["groups"].as_array().unwrap().iter().flat_map(|group| group["items"].as_array().unwrap().clone()).find(|item| item["kind"] == "yes_no");
    if let Some(item) = item {
        let args =
            json!({ "inspection": visit["id"], "item": item["id"], "household": null, "value": { "kind": "yes_no", "yes": true }, "note": "" });
        page.call("set_answer", args).await;
    } else {
        page.call("start_inspection", json!({ "village": cards[1]["village"]["id"], "kind": "open" })).await;
    }
    site.server.web().catch_up().await;
    let heads = endpoint.storage().chain_heads().await.unwrap();
    let own: u64 = heads.iter().filter(|head| head.device == endpoint.server_device() && head.stream.ends_with("/work")).map(|head| head.seq).sum();
    assert!(own > held.len() as u64, "it wrote on");
    let forks: Vec<_> = site.server.web().app().store().drafts().unwrap();
    assert!(forks.is_empty(), "nothing that the server signed was refused");
}

/// Is the village in the places of the guide's inspector, who has four townships?
fn his(district: &District, village: &str) -> bool {
    let inspector = district.people.iter().find(|person| person.id == district.guide.inspector).unwrap();
    let grants: Vec<&String> = district.grants.iter().filter(|grant| grant.person == inspector.id).flat_map(|grant| &grant.prefixes).collect();
    assert!(grants.iter().all(|prefix| prefix.len() == 9) && grants.len() < district.townships.len());
    grants.iter().any(|prefix| village.starts_with(prefix.as_str()))
}

/// Of the inspector's places and of others', a visit that waits and one that was accepted, on whatever day it is.
fn here_and_elsewhere(district: &District, visits: Vec<PlannedVisit>) -> Vec<PlannedVisit> {
    let mut kept: Vec<PlannedVisit> = Vec::new();
    for mut visit in visits.into_iter().rev().filter(|visit| visit.outcome == Outcome::Accepted) {
        let here = his(district, visit.facts.visit.village.as_str());
        match kept.iter().filter(|other| his(district, other.facts.visit.village.as_str()) == here).count() {
            0 => kept.insert(0, visit),
            1 => {
                (visit.outcome, visit.reviewed_at) = (Outcome::Waiting, None);
                kept.insert(0, visit);
            }
            _ => {}
        }
    }
    assert_eq!(kept.len(), 4);
    kept
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspector_of_four_townships_sees_no_other_place() {
    let site = Site::with(here_and_elsewhere, |_| {}).await;
    site.server.web().catch_up().await;
    let (inspector, supervisor) = (site.sign_in(&site.district.guide.inspector).await, site.sign_in(&site.district.guide.supervisor).await);
    let code = |row: &Value| row["village"]["id"].as_str().unwrap().to_owned();
    let everything = json!({ "filter": "all", "query": "" });
    let all = supervisor.call("review_queue", everything.clone()).await;
    assert_eq!((&all["waiting"], all["rows"].as_array().unwrap().len()), (&2.into(), 4), "the replica holds it all");
    let seen = inspector.call("review_queue", everything).await;
    assert_eq!(seen["waiting"], 1, "what waits elsewhere is not even counted");
    assert_eq!(seen["rows"].as_array().unwrap().len(), 2);
    assert!(seen["rows"].as_array().unwrap().iter().all(|row| his(&site.district, &code(row))));

    let (all, seen) = (supervisor.call("overview", Value::Null).await, inspector.call("overview", Value::Null).await);
    let scored = |overview: &Value| -> Vec<String> {
        let villages = overview["villages"].as_array().unwrap();
        villages
            .iter()
            .filter(|row| !row["score"].is_null() || !row["inspection"].is_null())
            .map(|row| row["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(scored(&all).iter().any(|village| !his(&site.district, village)));
    assert!(!scored(&seen).is_empty() && scored(&seen).iter().all(|village| his(&site.district, village)));
    assert_eq!((&seen["waiting"], &all["waiting"]), (&1.into(), &2.into()));
    assert!(seen["planned"].as_u64() < all["planned"].as_u64(), "measured against what the inspector's own places were given");

    for elsewhere in scored(&all).into_iter().filter(|village| !his(&site.district, village)) {
        let found = inspector.call("search_villages", json!({ "query": elsewhere, "position": null })).await;
        assert_eq!((&found[0]["village"]["id"], &found[0]["lastScore"], &found[0]["score"]), (&elsewhere.into(), &Value::Null, &Value::Null));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_outlives_its_round_has_another() {
    let site = Site::open().await;
    let Site { folder, server, district } = site;
    let config = Config { data: folder.path().join("data"), demo: true, ..Config::default() };
    server.stop().await;
    // A month on.
    let later = system_clock()() + 31 * 86_400_000;
    let endpoint = xuncun_server::endpoint::Endpoint::open_at(&config, Arc::new(move || later)).await.unwrap();
    let site = Site { folder, server: start_with(endpoint).await.unwrap(), district };
    let page = site.sign_in(&site.district.guide.inspector).await;
    let today = page.call("today", json!({ "position": null })).await;
    assert!(today["assigned"].as_u64().unwrap() > 0, "{}", today["round"]);
    let round = today["round"]["id"].clone();
    // Once is enough: the start page looks again.
    let first = Client::new().get(site.url("/web/start")).header("host", "localhost").send().await.unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(page.call("today", json!({ "position": null })).await["round"]["id"], round);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_holds_what_the_person_may_see() {
    let site = Site::open().await;
    let address = site.url("/web/document");
    let order = json!({ "what": "lists", "form": "csv", "lists": ["findings"], "filter": {}, "words": ListWords::default() });
    let cadre = site.sign_in(&site.district.guide.cadre).await;
    let village = cadre.call("status", Value::Null).await["me"]["places"][0]["id"].clone();
    let report = json!({ "village": village, "key": "01930000-0000-7000-8000-000000000001", "kind": "earth", "count": 1, "fix": null, "landmark": "涝坝东", "note": "" });
    cadre.call("report_finding", report).await;
    for page in [site.sign_in(&site.district.guide.supervisor).await, cadre] {
        let listed = page.call("findings", json!({})).await["total"].as_u64().unwrap();
        let made = post(&address, &page.cookie, order.clone()).await;
        assert_eq!((made.status(), made.headers()["x-document-ending"].to_str().unwrap()), (StatusCode::OK, "csv"));
        assert_eq!(made.headers()["cache-control"], "private, no-store");
        let text = made.text().await.unwrap();
        assert_eq!((listed, text.trim_end().lines().count(), text.contains("涝坝东")), (1, 2, true), "{text}");
        let odd = post(&address, &page.cookie, json!({ "what": "lists" })).await;
        assert_eq!(code_of(odd).await, (StatusCode::UNPROCESSABLE_ENTITY, "bad_request".into()));
    }
    assert_eq!(code_of(post(&address, "", order).await).await, (StatusCode::UNAUTHORIZED, "not_enrolled".into()));
    let forged = Client::new().post(&address).json(&json!({ "what": "lists" })).send().await.unwrap();
    assert_eq!(code_of(forged).await, (StatusCode::FORBIDDEN, "csrf".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_sees_the_township_and_lets_a_cadre_in_from_a_page() {
    let site = Site::open().await;
    let deputy = site.district.grants.iter().find(|grant| grant.role == Role::Township).unwrap();
    let page = site.sign_in(&deputy.person).await;
    let view = page.call("township", json!({ "township": null })).await;
    assert_eq!(view["township"]["id"], deputy.prefixes[0].as_str());
    let villages = view["villages"].as_array().unwrap();
    assert!(!villages.is_empty() && villages.iter().all(|row| row["village"]["id"].as_str().unwrap().starts_with(&deputy.prefixes[0])));

    let cadre = view["cadres"][0]["person"]["id"].as_str().unwrap();
    let made = page.call("invite", json!({ "person": cadre, "signIn": true })).await;
    let link = made["link"].as_str().unwrap();
    let code = link.strip_prefix(&site.url("/#/sign-in/")).unwrap();
    let status: Value = post(&site.url("/web/sign-in"), "", json!({ "code": code })).await.json().await.unwrap();
    assert_eq!((&status["me"]["person"], &status["me"]["roles"]), (&json!(cadre), &json!(["cadre"])));
    let enrol = page.call("invite", json!({ "person": cadre, "signIn": false })).await;
    assert_eq!((&enrol["enrol"]["server"], enrol["enrol"]["wordsZh"].as_array().unwrap().len()), (&json!(site.server.url()), 6));
    let supervisor = &site.district.guide.supervisor;
    assert_eq!(code_of(page.try_call("invite", json!({ "person": supervisor, "signIn": true })).await).await.1, "forbidden");
    let above = site.sign_in(supervisor).await;
    assert_eq!(code_of(above.try_call("invite", json!({ "person": cadre, "signIn": true })).await).await.1, "forbidden");
}
