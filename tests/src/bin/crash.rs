//! `crash [KILLS] [SEED]`: kills real processes at random moments and checks what is left. See `xuncun_tests::crash`.
#![allow(clippy::print_stdout, reason = "its figures go to standard output")]

use std::time::Instant;

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<u64>().ok());
    let kills = args.next().flatten().unwrap_or(100);
    let seed = args.next().flatten().unwrap_or_else(|| u64::from(std::process::id()) ^ xuncun_tests::district::now().unsigned_abs());
    println!("{}", serde_json::json!({ "kills": kills, "seed": seed }));
    let began = Instant::now();
    let run = tokio::spawn(xuncun_tests::crash::run(seed, u32::try_from(kills).unwrap_or(u32::MAX)));
    match run.await {
        Ok(done) => {
            let by_phase: serde_json::Map<_, _> = done.iter().map(|(phase, kills)| (format!("{phase:?}").to_lowercase(), (*kills).into())).collect();
            println!("{}", serde_json::json!({ "survived": done.values().sum::<u32>(), "by_phase": by_phase, "seconds": began.elapsed().as_secs() }));
        }
        Err(_) => {
            println!("something was lost. Replay: make crash KILLS={kills} SEED={seed}");
            std::process::exit(1);
        }
    }
}
