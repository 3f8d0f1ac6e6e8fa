//! Processes that are killed at random moments, by the throw of a seeded dice: a tablet that answers, seals, takes in others' work, uploads or
//! upgrades, and a server under load. After each start, everything that was acknowledged is there.

mod kept;

use crate::device::Device;
use crate::district::{serve, untouched};
use crate::picture;
use crate::server::TestServer;
use crate::visit::shot;
use kept::Kept;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use xuncun_app::api::{Phase as PhotoPhase, SetAnswer, SyncStatus, TakePhoto};
use xuncun_demo::scene::Scene;
use xuncun_domain::answer::AnswerValue;

/// What a process is about when it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The tablet takes answers and photographs.
    Answering,
    /// The tablet makes commits of what is pending.
    Sealing,
    /// The tablet takes in what others did.
    Applying,
    /// The tablet sends photographs.
    Uploading,
    /// The tablet opens with a newer app, and makes its rows anew.
    Migrating,
    /// The server takes commits and photographs.
    Serving,
}

const PHASES: &[Phase] = &[Phase::Answering, Phase::Sealing, Phase::Applying, Phase::Uploading, Phase::Migrating, Phase::Serving];
/// Items that take a count and a note: the tablet's, and the colleague's.
const ITEMS: &[&str] = &["H1", "T1"];
const OTHER_ITEM: &str = "Y2";

/// Kills by phase.
pub type Kills = BTreeMap<Phase, u32>;

struct Story {
    rng: StdRng,
    server: TestServer,
    device: Device,
    colleague: Device,
    inspection: String,
    kept: Kept,
    /// Numbers the notes: a later one was tapped later.
    number: u32,
    pictures: Vec<Vec<u8>>,
}

/// Kills `kills` times and checks after each; panics with what was lost.
pub async fn run(seed: u64, kills: u32) -> Kills {
    let mut story = Story::begin(seed).await;
    let mut done = Kills::new();
    for n in 0..kills {
        // Each phase in turn at first, so that a short run has met them all.
        let phase = *PHASES.get(n as usize).unwrap_or(PHASES.choose(&mut story.rng).unwrap());
        story.kill(phase).await;
        story.holds(&format!("kill {n}, {phase:?}")).await;
        *done.entry(phase).or_default() += 1;
    }
    story.end().await;
    done
}

impl Story {
    async fn begin(seed: u64) -> Self {
        let (district, plan) = untouched();
        let mut server = serve(&district, &plan).await;
        server.start().await;
        let mut device = Device::enrolled(&server.invite(&district.guide.inspector).await, "会没电的平板").await;
        device.deliver_first().await;
        let mut colleague = Device::enrolled(&server.invite(&district.guide.colleague).await, "同事的平板").await;
        colleague.deliver_first().await;
        let village = district.village("柳树湾").unwrap().code.clone();
        let inspection = device.start(&village).await.id;
        colleague.start(&village).await;
        // Few pictures, many photographs: each has a time of its own inside, and so a hash of its own.
        let pictures = (0..3).map(|n| picture::scene(Scene::Garbage, n)).collect();
        let kept = Kept::new(&inspection);
        Self { rng: StdRng::seed_from_u64(seed), server, device, colleague, inspection, kept, number: 0, pictures }
    }

    async fn kill(&mut self, phase: Phase) {
        match phase {
            Phase::Answering => {
                let taps = self.rng.random_range(1..8);
                self.act(taps).await;
                self.kill_after(4).await;
            }
            Phase::Sealing => {
                self.tap_and_wait().await;
                drop(self.device.send("seal_now", Value::Null, None).await);
                self.kill_after(12).await;
            }
            Phase::Applying => {
                for _ in 0..3 {
                    let note = format!("同事 {}", self.rng.random::<u32>());
                    let _: Value = self.colleague.call("set_answer", answer(&self.inspection, OTHER_ITEM, &note)).await;
                    self.colleague.leave().await;
                }
                let _: SyncStatus = self.colleague.deliver().await;
                drop(self.device.send("sync_now", Value::Null, None).await);
                self.kill_after(80).await;
            }
            Phase::Uploading => {
                self.photograph().await;
                drop(self.device.send("sync_now", Value::Null, None).await);
                self.kill_after(150).await;
            }
            Phase::Migrating => {
                self.device.kill().await;
                self.kept.age(&self.device.data());
                let after = self.moment(250);
                self.device.open_and_kill(after).await;
                self.device.open().await;
            }
            Phase::Serving => {
                self.act(4).await;
                drop(self.device.send("sync_now", Value::Null, None).await);
                tokio::time::sleep(self.moment(120)).await;
                self.server.kill().await;
                let verified = self.server.ask(&["verify"]).await;
                assert!(verified.contains(" 0 damaged"), "{verified}");
                self.server.start().await;
            }
        }
    }

    /// Some moment within so many milliseconds: where the process is then is the dice's and the machine's business.
    fn moment(&mut self, milliseconds: u64) -> Duration {
        Duration::from_micros(self.rng.random_range(0..milliseconds * 1000))
    }

    async fn kill_after(&mut self, milliseconds: u64) {
        let moment = self.moment(milliseconds);
        tokio::time::sleep(moment).await;
        self.device.kill().await;
        self.kept.hear();
        self.device.open().await;
    }

    /// Sends taps and a photograph now and then, and waits for none.
    async fn act(&mut self, taps: u32) {
        for _ in 0..taps {
            let item = *ITEMS.choose(&mut self.rng).unwrap();
            self.number += 1;
            let reply = self.device.send("set_answer", answer(&self.inspection, item, &self.number.to_string()), None).await;
            self.kept.sent_tap(item, self.number, reply);
        }
        if self.rng.random_range(0..3) == 0 {
            self.photograph().await;
        }
    }

    async fn tap_and_wait(&mut self) {
        self.number += 1;
        let item = *ITEMS.choose(&mut self.rng).unwrap();
        let _: Value = self.device.call("set_answer", answer(&self.inspection, item, &self.number.to_string())).await;
        self.kept.has_tap(item, self.number);
    }

    async fn photograph(&mut self) {
        self.number += 1;
        let bytes = self.pictures.choose(&mut self.rng).unwrap().clone();
        let meta = shot(&self.inspection, None, Some("H1"), PhotoPhase::Near);
        // A time of its own: no two photographs are the same file.
        let meta = TakePhoto { taken_at: meta.taken_at + i64::from(self.number) * 1000, ..meta };
        let file = self.device.shot(self.number, &bytes);
        let reply = self.device.send("take_photo", serde_json::to_value(meta).unwrap(), Some(&file)).await;
        self.kept.sent_photo(reply);
    }

    /// Everything that was acknowledged is there, and what is there is sound.
    async fn holds(&mut self, when: &str) {
        self.kept.hear();
        let damage: Vec<String> = self.device.call("check", Value::Null).await;
        assert!(damage.is_empty(), "{when}: {damage:?}");
        self.kept.is_in(&self.device.data(), when);
    }

    /// In the end everything arrives, and the server has all that it gave receipts for.
    async fn end(&mut self) {
        self.device.deliver().await;
        self.holds("in the end").await;
        self.device.close().await;
        self.colleague.close().await;
        self.server.stop().await;
        let verified = self.server.ask(&["verify"]).await;
        assert!(verified.contains(" 0 damaged"), "{verified}");
        kept::server_has_what_it_gave_receipts_for(&self.device.data(), &self.server.data());
    }
}

fn answer(inspection: &str, item: &str, note: &str) -> Value {
    let value = Some(AnswerValue::Count { n: 1 });
    let args = SetAnswer { inspection: inspection.into(), item: item.into(), household: None, value, note: Some(note.into()) };
    serde_json::to_value(args).unwrap_or(json!(null))
}
