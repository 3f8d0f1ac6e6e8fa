//! What an inspection of 24 answers and 2 sightings weighs on the wire, alone and in a page of ten.

use crate::measure::{Measure, round};
use crate::year::rows;
use xuncun_domain::stream::StreamId;
use xuncun_journal::page::PushRequest;
use xuncun_journal::{Clock, Commit, DeviceKey, HeaderFields, Hlc, seal};

pub fn measure() -> Vec<Measure> {
    let commits = commits(10);
    let alone: Vec<usize> = commits.iter().map(|commit| weight(std::slice::from_ref(commit))).collect();
    let largest = alone.iter().max().copied().unwrap_or_default();
    let page = weight(&commits);
    let measure =
        |name, value, goal, ours| Measure { name, unit: "bytes", value: round(value), goal, ours, against: "24 answers, 2 sightings, signed".into() };
    vec![
        measure("bytes_per_inspection_alone", largest as f64, 950.0, format!("largest of ten pages of one, zstd: {largest}")),
        measure("bytes_per_inspection_in_ten", page as f64 / 10.0, 650.0, format!("a page of ten, zstd: {page}")),
    ]
}

/// Inspections of ten villages by one tablet.
pub fn commits(count: usize) -> Vec<Commit> {
    let key = DeviceKey::from_bytes(&[1; 32]);
    let mut clock = Clock::new(Hlc(0));
    (0..count)
        .map(|n| {
            let stream: StreamId = format!("629900100{}/work", 201 + n).parse().unwrap();
            let fields = HeaderFields {
                stream,
                seq: 1,
                parent: None,
                hlc: clock.tick(1_795_000_000_000 + n as i64 * 3_600_000),
                author: "person-006".into(),
                grant: "grant-006".into(),
                grant_version: 3,
                also: Vec::new(),
            };
            seal(&key, fields, &rows(n, &stream, 24, 2)).unwrap().commit
        })
        .collect()
}

fn weight(commits: &[Commit]) -> usize {
    PushRequest { commits: commits.to_vec() }.encode().unwrap().len()
}
