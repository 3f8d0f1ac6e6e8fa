//! How long the renditions of a 12-megapixel photograph take on one core: `taskset -c 0 cargo run --release -p xuncun-photo --example speed`.
//!
//! With a folder as its argument it leaves the photograph and both renditions there, for others to be measured at.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program fails loudly and speaks on standard output")]

mod photograph;

use std::time::Duration;
use xuncun_photo::Original;

const RUNS: usize = 9;

/// Time that this thread has had a processor: the machine may be busy with other things.
fn processor() -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(said.split(' ').next().unwrap().parse().unwrap())
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

fn main() {
    let folder = std::env::args().nth(1).map(std::path::PathBuf::from);
    let kept = folder.as_ref().map(|folder| folder.join("photograph.jpg"));
    let bytes = kept.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_else(photograph::photograph);
    let mut times: [Vec<Duration>; 5] = Default::default();
    let mut made = None;
    for _ in 0..RUNS {
        let begun = processor();
        let original = Original::inspect(&bytes).unwrap();
        let inspected = processor() - begun;
        let picture = original.decode(&bytes).unwrap();
        let decoded = processor() - begun;
        let evidence = picture.evidence().unwrap();
        let shown = processor() - begun;
        let thumbnail = picture.thumbnail().unwrap();
        let all = processor() - begun;
        for (times, time) in times.iter_mut().zip([inspected, decoded - inspected, shown - decoded, all - shown, all]) {
            times.push(time);
        }
        made = Some((evidence, thumbnail));
    }
    let (evidence, thumbnail) = made.unwrap();
    let [inspected, decoded, shown, thumb, all] = times.map(median);
    println!("inspect {inspected:.1} ms, decode and shrink {decoded:.1} ms, evidence {shown:.1} ms, thumbnail {thumb:.1} ms; in all {all:.1} ms");
    println!("{} bytes of file, {} of evidence, {} of thumbnail", bytes.len(), evidence.bytes.len(), thumbnail.bytes.len());
    if let Some(folder) = folder {
        for (name, bytes) in [("photograph.jpg", &bytes), ("evidence.jpg", &evidence.bytes), ("thumbnail.jpg", &thumbnail.bytes)] {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}
