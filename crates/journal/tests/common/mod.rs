//! One commit with everything that the format has, made of fixed keys and a fixed salt.

use xuncun_journal::commit::seal_with_salt;
use xuncun_journal::ids::{Hash, Version};
use xuncun_journal::{DeviceKey, HeaderFields, Hlc, Put, Sealed, Value};

pub const NOW: i64 = 1_795_420_800_000;
pub const STREAM: &str = "629900100201/work";
pub const VISIT: &str = "0f6c1b5e-54a1-8d6e-9c3a-6d1b1f0a2b3c";

pub fn key() -> DeviceKey {
    DeviceKey::from_bytes(&[7; 32])
}

pub fn server_key() -> DeviceKey {
    DeviceKey::from_bytes(&[9; 32])
}

pub fn text(value: &str) -> Value {
    Value::from(value)
}

pub fn columns(pairs: &[(&str, Value)]) -> Vec<(String, Value)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

pub fn puts() -> Vec<Put> {
    let own = key().id();
    let other = DeviceKey::from_bytes(&[8; 32]).id();
    vec![
        Put {
            table: "inspection".into(),
            id: VISIT.into(),
            deleted: false,
            bases: vec![],
            columns: columns(&[
                ("round", text("2026-11b")),
                ("village", text("629900100201")),
                ("kind", text("open")),
                ("started_at", Value::Int(NOW)),
            ]),
        },
        Put {
            table: "answer".into(),
            id: format!("{VISIT}/H1"),
            deleted: false,
            bases: vec![Version { device: own, seq: 2 }],
            columns: columns(&[
                ("inspection", text(VISIT)),
                ("item", text("H1")),
                ("value", text(r#"{"kind":"count","n":2}"#)),
                ("note", text("村口缺株，东侧裸地")),
            ]),
        },
        Put {
            table: "answer".into(),
            id: format!("{VISIT}/T1"),
            deleted: true,
            bases: vec![Version { device: other, seq: 41 }, Version { device: own, seq: 1 }],
            columns: vec![],
        },
        Put {
            table: "sighting".into(),
            id: "01930000-0000-7000-8000-000000000001".into(),
            deleted: false,
            bases: vec![],
            columns: columns(&[
                ("inspection", text(VISIT)),
                ("kind", text("firewood")),
                ("count", Value::Int(-3)),
                ("lon", Value::Real(106.12345)),
                ("lat", Value::Real(35.5)),
                ("from_the_future", Value::Bytes(vec![0, 255])),
            ]),
        },
    ]
}

pub fn fields() -> HeaderFields {
    HeaderFields {
        stream: STREAM.parse().unwrap(),
        seq: 3,
        parent: Some(Hash([0x5a; 32])),
        hlc: Hlc::from_parts(NOW, 4),
        author: "person-007".into(),
        grant: "grant-007".into(),
        grant_version: 12,
        also: vec!["629900100201/open#9".into()],
    }
}

pub fn sealed() -> Sealed {
    seal_with_salt(&key(), fields(), &puts(), [0x11; 16]).unwrap()
}
