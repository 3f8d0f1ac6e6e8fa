//! What the field's first screen weighs: the scripts and styles that the built page loads before it can show 今日, gzipped.

use crate::measure::{Measure, round};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The route's own chunk, by its source.
const FIRST_SCREEN: &str = "src/field/today/TodayPage.vue";

pub fn measure() -> Vec<Measure> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist");
    let manifest = std::fs::read_to_string(dist.join(".vite/manifest.json")).expect("build the UI first: scripts/build-ui.sh");
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let mut files = BTreeSet::new();
    for start in ["index.html", FIRST_SCREEN] {
        collect(&manifest, start, &mut files);
    }
    let weight: usize = files.iter().map(|file| gzipped(&std::fs::read(dist.join(file)).unwrap())).sum();
    vec![Measure {
        name: "first_screen_gzip",
        unit: "KB",
        value: round(weight as f64 / 1024.0),
        goal: 80.0,
        ours: format!("{} files of JavaScript and CSS, gzip -9: {weight} bytes", files.len()),
        against: "80 KB in all, maps and camera loaded when needed".into(),
    }]
}

/// The chunk's file and styles, and those of everything that it imports at once.
fn collect(manifest: &Value, key: &str, files: &mut BTreeSet<String>) {
    let chunk = &manifest[key];
    let file = chunk["file"].as_str().unwrap_or_else(|| panic!("{key} is not in the manifest"));
    if !files.insert(file.to_owned()) {
        return;
    }
    files.extend(chunk["css"].as_array().into_iter().flatten().filter_map(|css| css.as_str().map(str::to_owned)));
    for import in chunk["imports"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        collect(manifest, import, files);
    }
}

fn gzipped(bytes: &[u8]) -> usize {
    let mut gzip = Command::new("gzip").args(["-9", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = gzip.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let feeding = std::thread::spawn(move || input.write_all(&bytes).unwrap());
    let made = gzip.wait_with_output().unwrap().stdout.len();
    feeding.join().unwrap();
    made
}
