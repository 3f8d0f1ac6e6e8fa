//! A district-year of inspections as commits: 60,000 visits with 1.4 million answers, signed by a handful of tablets.

use crate::measure::full;
use xuncun_demo::populate::{NewDevice, Office};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Clock, DeviceKey, Entry, Hash, HeaderFields, Hlc, Put, Value, seal};
use xuncun_sync::protocol::Session;

/// Inspections in a district-year.
pub const YEAR: usize = 60_000;
const VILLAGES: usize = 368;
const TABLETS: usize = 24;
/// An inspector of the demo's general team, who may inspect everywhere.
const GENERAL: &str = "person-006";
/// 2026-01-01T00:00:00Z.
const JANUARY: i64 = 1_767_225_600_000;

/// How many to take in this run.
pub fn inspections() -> usize {
    if full() { YEAR } else { YEAR / 10 }
}

/// A tablet with its chains.
struct Tablet {
    key: DeviceKey,
    person: String,
    clock: Clock,
    heads: Vec<Option<(u64, Hash)>>,
}

/// Tablets that inspect a year long.
pub struct Year {
    tablets: Vec<Tablet>,
    streams: Vec<StreamId>,
}

impl Year {
    /// The tablets, with keys that are the same each time.
    pub fn new() -> Self {
        let streams = (0..VILLAGES).map(|n| format!("629900{:03}{:03}/work", 100 + n / 20, 201 + n % 20).parse().unwrap()).collect();
        let tablets = (0..TABLETS)
            .map(|n| Tablet {
                key: DeviceKey::from_bytes(&[n as u8 + 1; 32]),
                person: GENERAL.to_owned(),
                clock: Clock::new(Hlc::from_parts(JANUARY, 0)),
                heads: vec![None; VILLAGES],
            })
            .collect();
        Self { tablets, streams }
    }

    /// Keys and people of the tablets.
    pub fn tablets(&self) -> impl Iterator<Item = (&DeviceKey, &str)> {
        self.tablets.iter().map(|tablet| (&tablet.key, tablet.person.as_str()))
    }

    /// Has the office know the tablets, and signs each in.
    pub async fn register(&self, office: &dyn Office) -> Vec<Session> {
        let mut sessions = Vec::new();
        for (key, person) in self.tablets() {
            let device = NewDevice { public_key: *key.public().as_bytes(), person: person.into(), name: "平板".into(), valid_from: 0 };
            sessions.push(office.add_device(device).await.unwrap());
        }
        sessions
    }

    /// The `n`-th inspection's commit.
    pub fn inspection(&mut self, n: usize) -> Entry {
        let village = (n * 7) % VILLAGES;
        let tablet = &mut self.tablets[n % TABLETS];
        let at = JANUARY + (n as i64) * 500_000;
        let (seq, parent) = tablet.heads[village].map_or((1, None), |(seq, hash)| (seq + 1, Some(hash)));
        let fields = HeaderFields {
            stream: self.streams[village],
            seq,
            parent,
            hlc: tablet.clock.tick(at),
            author: tablet.person.clone(),
            grant: tablet.person.replace("person", "grant"),
            grant_version: 0,
            also: Vec::new(),
        };
        let sealed = seal(&tablet.key, fields, &rows(n, &self.streams[village], 23 + usize::from(n.is_multiple_of(3)), 0)).unwrap();
        tablet.heads[village] = Some((seq, sealed.header_hash));
        Entry::new(sealed.commit.envelope, sealed.commit.body)
    }
}

/// One inspection's rows: itself, its answers, its sightings.
pub fn rows(n: usize, stream: &StreamId, answers: usize, sightings: usize) -> Vec<Put> {
    let put = |table: &str, id: String, columns: Vec<(&str, Value)>| Put {
        table: table.into(),
        id,
        deleted: false,
        bases: Vec::new(),
        columns: columns.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    };
    let id =
        uuid::Uuid::from_u128(0x8000_0000_0000_8000_8000_0000_0000_0000_u128 ^ (n as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
            .to_string();
    let at = JANUARY + (n as i64) * 500_000;
    let mut all = vec![put(
        "inspection",
        id.clone(),
        vec![
            ("round", format!("2026-{:02}a", n % 12 + 1).into()),
            ("village", stream.code.to_string().into()),
            ("team", format!("team-{}", n % 7 + 1).into()),
            ("day", format!("2026-{:02}-{:02}", n % 12 + 1, n % 28 + 1).into()),
            ("kind", "open".into()),
            ("standard", "0123456789abcdef".into()),
            ("started_at", at.into()),
            ("witness_kind", "signed".into()),
            ("witness_name", "王秀兰".into()),
            ("witness_reason", Value::Null),
            ("witness_strokes", Value::Null),
        ],
    )];
    for answer in 0..answers {
        let item = format!("A{answer}");
        let value = format!(r#"{{"kind":"count","n":{}}}"#, (n + answer) % 5);
        all.push(put(
            "answer",
            format!("{id}/{item}"),
            vec![("inspection", id.clone().into()), ("item", item.into()), ("household", Value::Null), ("value", value.into()), ("note", "".into())],
        ));
    }
    for sighting in 0..sightings {
        let seen = uuid::Builder::from_unix_timestamp_millis(at as u64, &[(n % 251) as u8, sighting as u8, 3, 4, 5, 6, 7, 8, 9, (n / 251) as u8])
            .into_uuid();
        all.push(put(
            "sighting",
            seen.to_string(),
            vec![
                ("inspection", id.clone().into()),
                ("kind", "firewood".into()),
                ("grade", "".into()),
                ("count", 1_i64.into()),
                ("lon", (106.684_712_3 + n as f64 * 1e-6).into()),
                ("lat", (35.542_812_7 + n as f64 * 1e-6).into()),
                ("accuracy", 6.0.into()),
                ("landmark", "二社涝坝旁".into()),
                ("item", Value::Null),
                ("fixed_on_spot", 0_i64.into()),
                ("transferred", 0_i64.into()),
                ("finding", Value::Null),
                ("note", "".into()),
                ("seen_at", (at + 60_000).into()),
            ],
        ));
    }
    all
}
