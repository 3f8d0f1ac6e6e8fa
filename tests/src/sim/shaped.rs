//! A slow line in the simulator's time: a person goes on working while a heavy photograph goes up.

use super::chance::Chance;
use super::world::World;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;
use xuncun_domain::stream::StreamId;
use xuncun_store::{NewUpload, Store};

/// What came of it.
#[derive(Debug, Clone)]
pub struct Beside {
    /// For each commit, the time from its sealing until a receipt named it.
    pub commits: Vec<Duration>,
    /// The time until a receipt named the photograph.
    pub photograph: Duration,
}

/// Taps and seals every few seconds while a photograph of so many bytes goes up, at so many bytes a second.
pub fn work_beside(seed: u64, bytes: usize, rate: u64) -> Beside {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).max_blocking_threads(16).build();
    let folder = tempfile::tempdir().expect("a folder");
    runtime.expect("a runtime").block_on(async {
        let world = World::new(seed, folder.path()).await;
        let mut dice = Chance::of(seed, 1);
        let (device, stream) = somebody_who_answers(&world);
        world.air().rate = Some(rate);
        let (store, engine) = world.devices[device].engine();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = engine.clone();
        let task = tokio::spawn(async move { running.run(async move { drop(stopped.await) }).await });

        let photograph: Vec<u8> = (0..bytes).map(|n| (n % 251) as u8).collect();
        let sha256 = store.blobs().put(&photograph).unwrap();
        let upload = NewUpload { stream, sha256, kind: "original".into(), mime: "image/jpeg".into(), size: bytes as u64, priority: 3 };
        let actor = world.devices[device].screen().actor("photo", &stream, world.now()).expect("a grant");
        store.write(&actor, |tx| tx.enqueue_upload(&upload)).unwrap();
        let began = Instant::now();
        engine.trigger();

        let mut commits = Vec::new();
        let photograph = loop {
            tokio::time::sleep(Duration::from_millis(dice.between(2_000, 15_000).unsigned_abs())).await;
            if store.undelivered().unwrap().uploads == 0 {
                break began.elapsed();
            }
            let id = format!("visit/{}", commits.len());
            store.write(&actor, |tx| tx.put("answer", &stream, &id, &[("note", "提交".into())])).unwrap();
            store.seal().unwrap();
            let sealed = Instant::now();
            until(&store, |store| store.undelivered().unwrap().commits == 0).await;
            commits.push(sealed.elapsed());
        };
        let _ = stop.send(());
        task.await.unwrap();
        Beside { commits, photograph }
    })
}

/// A device whose person answers in some village.
fn somebody_who_answers(world: &World) -> (usize, StreamId) {
    let streams = super::work::VILLAGES.iter().map(|village| format!("{village}/work").parse::<StreamId>().unwrap());
    let pairs = streams.flat_map(|stream| (0..world.devices.len()).map(move |at| (at, stream)));
    pairs.into_iter().find(|(at, stream)| world.devices[*at].screen().actor("answer", stream, world.now()).is_some()).expect("an inspector")
}

async fn until(store: &Store, holds: impl Fn(&Store) -> bool) {
    let mut changes = store.subscribe();
    while !holds(store) {
        changes.changed().await.expect("the store is there");
    }
}
