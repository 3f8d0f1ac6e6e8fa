//! Measures what the product promises, one JSON line a measure: {name, unit, value, goal, ours, against}; lower is better.
//!
//! Times are medians of runs that take turns with what they are compared to, so that a busy machine slows both. `ONLY=name` runs the
//! measures whose name contains it, `FULL=1` takes a whole district-year instead of a tenth.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring program fails loudly and speaks on standard output"
)]

mod apply;
mod bytes;
mod findings;
mod first_screen;
mod gzip;
mod idle;
mod ingest;
mod measure;
mod paint;
mod renditions;
mod tap;
mod year;

use measure::{Measure, wanted};

#[tokio::main]
async fn main() {
    if wanted("tap") {
        show(tap::measure());
    }
    if wanted("apply_district_year") {
        show(apply::measure());
    }
    if wanted("bytes_per_inspection") {
        show(bytes::measure());
    }
    if wanted("server_cpu") {
        show(ingest::measure().await);
    }
    if wanted("nothing_new") {
        show(idle::measure().await);
    }
    if wanted("first_screen_time") {
        show(first_screen::measure().await);
    }
    if wanted("findings_filter") {
        show(findings::measure().await);
    }
    if wanted("findings_paint") {
        show(paint::measure().await);
    }
    if wanted("renditions") {
        show(renditions::measure());
    }
    if wanted("first_screen_gzip") {
        show(gzip::measure());
    }
}

fn show(measures: Vec<Measure>) {
    for measure in measures {
        println!("{}", serde_json::to_string(&measure).expect("plain data"));
    }
}
