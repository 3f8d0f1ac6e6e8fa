//! A 12-megapixel photograph to its evidence picture and thumbnail, with all hashes, against npm's sharp making the same two.
//!
//! Both are pinned to one core, and what is counted is processor time. sharp runs in a process that stays, with one thread of its own and no
//! cache, and makes the thumbnail of the evidence picture's raster as we do: so is it quickest. Its quality is the one at which its
//! evidence picture is as near to the photograph as ours, measured against the photograph scaled without loss by a third program's Lanczos.

#[path = "../../../../crates/photo/examples/speed/photograph.rs"]
mod photograph;

use crate::measure::{Measure, median, processor};
use image::RgbImage;
use image::imageops::FilterType;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;
use xuncun_photo::{EVIDENCE_SIDE, Picture, Rendition, THUMB_BYTES};

const RUNS: usize = 15;
/// Qualities of sharp among which the one that is as near as ours is looked for.
const QUALITIES: std::ops::RangeInclusive<u32> = 72..=88;

/// On a thread of its own: what is started from it stays on its core, and the other measures keep theirs.
pub fn measure() -> Vec<Measure> {
    std::thread::spawn(|| vec![compared()]).join().unwrap()
}

fn compared() -> Measure {
    pin();
    let photograph = photograph::photograph();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photograph.jpg");
    std::fs::write(&path, &photograph).unwrap();
    let mut sharp = Sharp::start(&path);
    let (evidence, _) = made(&photograph);
    let nearness = Nearness::new(&photograph);
    let near = nearness.of(&evidence.bytes);
    let (quality, theirs) = sharp.as_near(&nearness, near, &folder.path().join("evidence.jpg"));
    drop(nearness);
    let (mut ours, mut against) = (Vec::new(), Vec::new());
    let mut sizes = String::new();
    for run in 0..=RUNS {
        let begun = processor();
        let (evidence, thumbnail) = made(&photograph);
        let spent = processor() - begun;
        assert!(thumbnail.bytes.len() <= THUMB_BYTES);
        let (time, said) = sharp.make(quality, None);
        assert_eq!(said["hashes"][0], hex::encode(xuncun_photo::sha256(&photograph)));
        sizes = format!("{} and {} KB against {} and {}", kilobytes(&evidence), kilobytes(&thumbnail), kb(&said["evidence"]), kb(&said["thumbnail"]));
        // The first is to warm up.
        if run > 0 {
            ours.push(spent);
            against.push(time);
        }
    }
    let what = format!("a core's time, quality 80, {near:.2} dB; {sizes}");
    let other = format!("sharp, quality {quality}, {theirs:.2} dB");
    Measure::ratio("renditions", 1.0, (&what, median(ours)), (&other, median(against)))
}

fn made(photograph: &[u8]) -> (Rendition, Rendition) {
    let (_, picture) = Picture::open(photograph).unwrap();
    (picture.evidence().unwrap(), picture.thumbnail().unwrap())
}

fn kilobytes(rendition: &Rendition) -> usize {
    rendition.bytes.len() / 1024
}

fn kb(bytes: &Value) -> u64 {
    bytes.as_u64().unwrap() / 1024
}

/// To the first core that this process may use.
fn pin() {
    let may = sched_getaffinity(Pid::from_raw(0)).unwrap();
    let core = (0..CpuSet::count()).find(|core| may.is_set(*core).unwrap()).unwrap();
    let mut one = CpuSet::new();
    one.set(core).unwrap();
    sched_setaffinity(Pid::from_raw(0), &one).unwrap();
}

/// How near a picture is to the photograph at its size: peak signal to noise over all three colours, decibels.
struct Nearness(RgbImage);

impl Nearness {
    fn new(photograph: &[u8]) -> Self {
        let full = image::load_from_memory(photograph).unwrap().into_rgb8();
        let height = full.height() * EVIDENCE_SIDE / full.width();
        Self(image::imageops::resize(&full, EVIDENCE_SIDE, height, FilterType::Lanczos3))
    }

    fn of(&self, jpeg: &[u8]) -> f64 {
        let picture = image::load_from_memory(jpeg).unwrap().into_rgb8();
        assert_eq!(picture.dimensions(), self.0.dimensions());
        let squares = picture.iter().zip(self.0.iter()).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum::<u64>();
        10.0 * (255.0_f64.powi(2) * self.0.len() as f64 / squares as f64).log10()
    }
}

/// sharp, in its process: `tests/sharp`.
struct Sharp {
    process: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Sharp {
    fn start(photograph: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("sharp/rendition.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(photograph).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("node; scripts/setup.sh build bench installs sharp");
        let (asked, answers) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        Self { process, asked, answers }
    }

    /// Its processor time for the renditions, and what it says of them.
    fn make(&mut self, quality: u32, write: Option<&Path>) -> (Duration, Value) {
        writeln!(self.asked, "{}", json!({ "quality": quality, "write": write })).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("sharp answers; scripts/setup.sh build bench installs it");
        (Duration::from_micros(said["micros"].as_u64().unwrap()), said)
    }

    /// The quality at which its evidence picture is as near as ours, as far as whole numbers allow, and how near that is.
    fn as_near(&mut self, nearness: &Nearness, ours: f64, file: &Path) -> (u32, f64) {
        let mut of = |quality| {
            self.make(quality, Some(file));
            (quality, nearness.of(&std::fs::read(file).unwrap()))
        };
        let all = QUALITIES.map(&mut of).collect::<Vec<_>>();
        all.into_iter().min_by(|(_, a), (_, b)| (a - ours).abs().total_cmp(&(b - ours).abs())).unwrap()
    }
}

impl Drop for Sharp {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
