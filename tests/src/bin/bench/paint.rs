//! The desk's findings in Chromium: how long until list and map are there with ten thousand of them, against a hundred.

use crate::findings::{MANY, write};
use crate::first_screen::{pulled, replica};
use crate::measure::{Measure, median};
use serde::Deserialize;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use xuncun_demo::populate::Office;
use xuncun_journal::Commit;
use xuncun_journal::page::{PushReply, PushRequest};
use xuncun_store::{CommitVerdict, Store};
use xuncun_sync::protocol::Session;
use xuncun_tests::district::{founded, untouched};
use xuncun_tests::server::TestServer;

const FEW: usize = 100;
const ROUNDS: usize = 9;
/// Bytes of a page of commits.
const PAGE: usize = 512 * 1024;

/// Milliseconds.
#[derive(Deserialize)]
struct Times {
    list: Vec<f64>,
    map: Vec<f64>,
}

pub async fn measure() -> Vec<Measure> {
    let (few, few_link) = desk(FEW).await;
    let (many, many_link) = desk(MANY).await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/paint.mjs");
    let output = tokio::task::spawn_blocking(move || {
        Command::new("node").arg(script).arg(ROUNDS.to_string()).args([few_link, many_link]).output().expect("node")
    });
    let output = output.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for mut server in [few, many] {
        server.stop().await;
    }
    let [few, many]: [Times; 2] = serde_json::from_slice(&output.stdout).unwrap();
    let middle = |times: &[f64]| median(times.iter().map(|ms| Duration::from_secs_f64(ms / 1e3)).collect());
    let ratio = |name, ours: &[f64], against: &[f64]| {
        let (what, other) = (format!("with {MANY}"), format!("with {FEW}"));
        Measure::ratio(name, 2.0, (&what, middle(ours)), (&other, middle(against)))
    };
    vec![ratio("findings_paint_list", &many.list, &few.list), ratio("findings_paint_map", &many.map, &few.map)]
}

/// A server whose district has so many findings, and a link by which its office signs in.
async fn desk(findings: usize) -> (TestServer, String) {
    let folder = tempfile::tempdir().unwrap();
    let (district, plan) = untouched();
    let data = folder.path().join("server");
    let office = founded(&data, &district, &plan).await;
    let person = &district.guide.supervisor;
    let (session, entries) = pulled(&office, person).await;
    let desk = replica(&folder.path().join("desk"), &office, person, &entries);
    write(&desk, &district, findings);
    push(desk.store(), &office, &session).await;
    drop((desk, office));
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist").canonicalize().expect("build the UI first: scripts/build-ui.sh");
    std::fs::write(data.join("config.toml"), format!("ui = {:?}\n", pages.to_str().unwrap())).unwrap();
    let mut server = TestServer::over(folder).await;
    server.start().await;
    let link = server.ask(&["invite", "--person", person, "--sign-in"]).await.trim().to_owned();
    (server, link)
}

async fn push(store: &Store, office: &dyn Office, session: &Session) {
    loop {
        let outgoing = store.unsent(PAGE).unwrap();
        if outgoing.is_empty() {
            return;
        }
        let commits = outgoing.iter().map(|out| Commit::new(out.envelope.clone(), out.body.clone())).collect();
        let page = PushRequest { commits }.encode().unwrap();
        let reply = office.protocol().push(session, page.into()).await.unwrap();
        let reply = PushReply::decode(&reply).unwrap();
        let judged = outgoing.iter().zip(&reply.verdicts);
        let verdicts: Vec<_> = judged.map(|(out, said)| CommitVerdict { stream: out.stream, seq: out.seq, refusal: said.refusal }).collect();
        assert!(!verdicts.is_empty() && verdicts.iter().all(|verdict| verdict.refusal.is_none()), "{:?}", verdicts.first());
        store.mark_verdicts(&verdicts, reply.server_ms).unwrap();
    }
}
