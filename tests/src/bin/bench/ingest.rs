//! Processor time of the endpoint for each inspection that it stores: authorization, signature, chain, fsync and receipt included; HTTP and TLS,
//! which are the same whatever is stored, left out.

use crate::measure::{Measure, median, processor, round};
use crate::year::{Year, inspections};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use xuncun_demo::populate::Office;
use xuncun_journal::page::{PushReply, PushRequest};
use xuncun_journal::{Commit, Entry};
use xuncun_sync::protocol::{Protocol, Session};
use xuncun_tests::district::{founded, untouched};

/// Devices that push at once: a group commit has somebody to group.
const AT_ONCE: usize = 16;
/// Of each kind, taking turns.
const RUNS: usize = 3;

pub async fn measure() -> Vec<Measure> {
    let count = inspections() / 10;
    let (mut ones, mut tens) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ones.push(run(count, 1).await);
        tens.push(run(count, 10).await);
    }
    let measure = |name, time: Duration, goal, pages: &str| Measure {
        name,
        unit: "ms",
        value: round(time.as_secs_f64() * 1000.0),
        goal,
        ours: format!("{count} inspections in {pages}, {AT_ONCE} devices at once, in process without HTTP, median of {RUNS} runs"),
        against: "ODK Central 9.6 ms a submission, over HTTP: as published, not measured here".into(),
    };
    vec![measure("server_cpu_page_of_one", median(ones), 0.4, "pages of one"), measure("server_cpu_page_of_ten", median(tens), 0.2, "pages of ten")]
}

async fn run(count: usize, page: usize) -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let (district, plan) = untouched();
    let office = founded(&folder.path().join("server"), &district, &plan).await;
    let mut year = Year::new();
    let sessions = year.register(&office).await;
    // Each tablet's commits go in order; the tablets push at once.
    let mut queues: Vec<Vec<Bytes>> = vec![Vec::new(); sessions.len()];
    let mut open: Vec<Vec<Commit>> = vec![Vec::new(); sessions.len()];
    for n in 0..count {
        let Entry { envelope, body, .. } = year.inspection(n);
        let tablet = n % sessions.len();
        open[tablet].push(Commit::new(envelope, body));
        if open[tablet].len() == page {
            queues[tablet].push(encoded(std::mem::take(&mut open[tablet])));
        }
    }
    let stored: usize = queues.iter().map(|queue| queue.len() * page).sum();
    let protocol = office.protocol();
    let gate = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let before = processor();
    let pushing: Vec<_> =
        queues.into_iter().zip(sessions).map(|(queue, session)| tokio::spawn(push(protocol.clone(), session, queue, gate.clone()))).collect();
    for tablet in pushing {
        tablet.await.unwrap();
    }
    (processor() - before) / u32::try_from(stored).unwrap()
}

fn encoded(commits: Vec<Commit>) -> Bytes {
    PushRequest { commits }.encode().unwrap().into()
}

async fn push(protocol: Arc<dyn Protocol>, session: Session, queue: Vec<Bytes>, gate: Arc<tokio::sync::Semaphore>) {
    for page in queue {
        let _turn = gate.acquire().await.unwrap();
        let reply = PushReply::decode(&protocol.push(&session, page).await.unwrap()).unwrap();
        assert!(reply.verdicts.iter().all(|verdict| verdict.refusal.is_none()), "{:?}", reply.verdicts);
    }
}
