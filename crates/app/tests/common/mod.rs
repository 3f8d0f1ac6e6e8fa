//! A small district on replicas of their own: two inspectors of one team, one of another, a supervisor, a township's deputy, two cadres of one village,
//! and somebody without any right.
//! Commits are carried by hand; no server.

use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tempfile::TempDir;
use xuncun_app::api::{DoorKind, Phase, PhotoSource, PhotoView, TakePhoto};
use xuncun_app::{App, AppError, AppOptions, Caller, ErrorCode};
use xuncun_domain::standard::Standard;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::{DeviceKey, Entry, HeaderFields, Hlc, Put, Value, seal};
use xuncun_store::{Actor, Identity};
use xuncun_sync::protocol::ProtocolError;

/// 2026-11-23 09:00 in civil time.
pub const NOW: i64 = 1_795_395_600_000;
pub const COUNTY: &str = "629900";
pub const WANG: &str = "629900100201";
pub const LI: &str = "629900100202";
pub const FAR: &str = "629900101201";
pub const ROUND: &str = "2026-11b";

/// Who has which device. The numbers are their keys.
pub const PEOPLE: [(&str, u8); 10] =
    [("ma", 1), ("zhao", 2), ("sun", 3), ("director", 4), ("cadre", 5), ("nobody", 6), ("deputy", 7), ("gao", 8), ("township", 9), ("clerk", 10)];
const ROOT: u8 = 200;

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_bytes(&[n; 32])
}

pub fn stream(code: &str, class: Class) -> StreamId {
    StreamId::new(code.parse().unwrap(), class)
}

pub struct Device {
    pub app: Arc<App>,
    pub person: &'static str,
    pub dir: Arc<TempDir>,
    pub clock: Arc<AtomicI64>,
    /// Free bytes on its disk.
    pub space: Arc<AtomicU64>,
}

impl Device {
    /// A new tablet of this person, knowing the district and the round.
    pub fn new(person: &'static str) -> Self {
        Self::under(person, &standard())
    }

    /// One in whose district this standard holds.
    pub fn under(person: &'static str, standard: &Standard) -> Self {
        let device = Self::over(person, Arc::new(tempfile::tempdir().unwrap()), Arc::new(AtomicI64::new(NOW)));
        let n = PEOPLE.iter().find(|(name, _)| *name == person).unwrap().1;
        device
            .app
            .store()
            .set_identity(&Identity {
                key: key(n),
                district: COUNTY.into(),
                district_name: "清源县（示例）".into(),
                root_key: key(ROOT).public(),
                server_url: "http://127.0.0.1:1".into(),
                token: "token".into(),
                person: person.into(),
                server_device: key(201).id(),
            })
            .unwrap();
        let outcome = device.app.store().apply(&[district(standard), round(standard)]).unwrap();
        assert!(outcome.rejected.is_empty() && outcome.waiting == 0, "{outcome:?}");
        device
    }

    fn over(person: &'static str, dir: Arc<TempDir>, clock: Arc<AtomicI64>) -> Self {
        let ticking = Arc::clone(&clock);
        let space = Arc::new(AtomicU64::new(u64::MAX));
        let free = Arc::clone(&space);
        let options = AppOptions {
            space: Arc::new(move |_| Ok(free.load(Ordering::SeqCst))),
            clock: Arc::new(move || ticking.fetch_add(10, Ordering::SeqCst)),
            connect: Arc::new(|_| Err(ProtocolError::Unreachable("no network in this test".into()))),
            ..AppOptions::new(DoorKind::App)
        };
        let app = App::open(dir.path(), options).unwrap();
        Self { app, person, dir, clock, space }
    }

    /// The process ends without a word and starts again.
    pub fn restarted(self) -> Self {
        let Self { app, person, dir, clock, .. } = self;
        drop(app);
        Self::over(person, dir, clock)
    }

    pub fn caller(&self) -> Caller {
        self.app.device_caller().unwrap()
    }

    pub async fn try_call(&self, name: &str, args: Json) -> Result<Json, AppError> {
        self.app.dispatch(&self.caller(), name, args).await
    }

    pub async fn call(&self, name: &str, args: Json) -> Json {
        self.try_call(name, args).await.unwrap_or_else(|error| panic!("{name} by {}: {error}", self.person))
    }

    pub async fn refusal(&self, name: &str, args: Json) -> ErrorCode {
        self.try_call(name, args).await.expect_err(name).code
    }

    /// Begins (or joins) a visit; its id.
    pub async fn start(&self, village: &str) -> String {
        let view = self.call("start_inspection", json!({"village": village, "kind": "open"})).await;
        view["id"].as_str().unwrap().to_owned()
    }

    pub async fn view(&self, id: &str) -> Json {
        self.call("inspection", json!({"inspection": id})).await
    }

    pub async fn answer(&self, id: &str, item: &str, value: Json) -> Json {
        self.call("set_answer", json!({"inspection": id, "item": item, "household": null, "value": value, "note": null})).await
    }

    pub async fn see(&self, id: &str, kind: &str, grade: &str, count: u32) -> Json {
        self.call("put_sighting", sighting(id, kind, grade, count)).await
    }

    pub fn photograph(&self, id: &str, item: Option<&str>, sighting: Option<&str>, phase: Phase) -> PhotoView {
        self.app.take_photo(&self.caller(), shot(id, item, sighting, phase), jpeg(self.clock.fetch_add(1, Ordering::SeqCst))).unwrap()
    }

    /// Everything that a submission asks for: all groups closed, the photographs of P1 aside, a witness.
    pub async fn complete(&self, id: &str) {
        let view = self.view(id).await;
        for group in view["groups"].as_array().unwrap() {
            self.call("close_group", json!({"inspection": id, "group": group["id"]})).await;
        }
        for sighting in view["sightings"].as_array().unwrap().iter().filter(|sighting| sighting["photosMissing"] != 0) {
            for phase in [Phase::Near, Phase::Wide] {
                self.photograph(id, None, sighting["id"].as_str(), phase);
            }
        }
        self.call("set_witness", json!({"inspection": id, "kind": "signed", "name": "王秀兰", "reason": "", "strokes": [[10, 10, 900, 900]]})).await;
    }

    pub async fn submit(&self, id: &str) -> Json {
        let outcome = self.call("submit", json!({"inspection": id})).await;
        assert_eq!(outcome["submitted"], true, "{}", outcome["missing"]);
        outcome["view"].clone()
    }

    /// Hands over all that this device has sealed, as far as the other's grants let a server give it.
    pub fn give(&self, to: &Device) {
        let reader = to.caller();
        let entries: Vec<Entry> = self
            .app
            .store()
            .unsent(64 << 20)
            .unwrap()
            .into_iter()
            .filter(|commit| reader.reads(&commit.stream))
            .map(|commit| Entry::new(commit.envelope, commit.body))
            .collect();
        let outcome = to.app.store().apply(&entries).unwrap();
        assert!(outcome.rejected.is_empty() && outcome.forked.is_empty() && outcome.waiting == 0, "{outcome:?}");
    }
}

pub fn sighting(id: &str, kind: &str, grade: &str, count: u32) -> Json {
    json!({"inspection": id, "id": null, "kind": kind, "grade": grade, "count": count, "fix": {"lon": 106.0, "lat": 35.0, "accuracy": 6.0, "altitude": null, "bearing": null},
        "landmark": "二社涝坝旁", "fixedOnSpot": false, "transferred": false, "note": "", "photo": null})
}

pub fn shot(id: &str, item: Option<&str>, sighting: Option<&str>, phase: Phase) -> TakePhoto {
    TakePhoto {
        inspection: Some(id.into()),
        finding: None,
        item: item.map(Into::into),
        sighting: sighting.map(Into::into),
        phase,
        name: None,
        source: PhotoSource::Camera,
        taken_at: NOW,
        offset_min: 480,
        fix: None,
        fixed_at: None,
        key: None,
        pair: None,
        consent_at: None,
    }
}

/// A small picture; no two numbers give the same.
pub fn jpeg(number: i64) -> Vec<u8> {
    let [r, g, b, ..] = number.to_le_bytes();
    let picture = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([r ^ u8::try_from(x).unwrap(), g ^ u8::try_from(y).unwrap(), b]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn put(table: &str, id: &str, columns: Vec<(&str, Value)>) -> Put {
    Put {
        table: table.into(),
        id: id.into(),
        deleted: false,
        bases: vec![],
        columns: columns.into_iter().map(|(name, value)| (name.into(), value)).collect(),
    }
}

fn text(value: &str) -> Value {
    Value::from(value)
}

fn grant(person: &str, role: &str, prefix: &str, team: Option<&str>) -> Put {
    let team = team.map_or(Value::Null, text);
    put(
        "grant",
        &format!("{person}/{role}"),
        vec![
            ("person", text(person)),
            ("role", text(role)),
            ("prefixes", text(&format!("[\"{prefix}\"]"))),
            ("valid_from", Value::Int(0)),
            ("valid_to", Value::Null),
            ("team", team),
        ],
    )
}

fn division(code: &str, name: &str, level: &str, at: (f64, f64)) -> Put {
    put(
        "division",
        code,
        vec![
            ("name", text(name)),
            ("level", text(level)),
            ("demonstration", Value::Int(1)),
            ("lon", Value::Real(at.0)),
            ("lat", Value::Real(at.1)),
            ("boundary", text(&format!("[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{s}]]]", w = at.0, s = at.1, e = at.0 + 0.1, n = at.1 + 0.1))),
        ],
    )
}

/// A 组 of 王家沟村.
fn place(n: u8, name: &str, lon: Option<f64>) -> Put {
    let at = |degrees: Option<f64>| degrees.map_or(Value::Null, Value::Real);
    let columns = vec![("division", text(WANG)), ("kind", text("group")), ("name", text(name)), ("lon", at(lon)), ("lat", at(lon.map(|_| 35.0)))];
    put("place", &format!("{WANG}/{n}"), columns)
}

pub fn standard() -> Standard {
    Standard::default_standard().unwrap()
}

/// The root's first commit: the whole district.
fn district(standard: &Standard) -> Entry {
    let mut puts = vec![
        division(COUNTY, "清源县", "county", (106.0, 35.0)),
        division("629900100", "红泉镇", "township", (106.0, 35.0)),
        division("629900101", "大岭乡", "township", (106.5, 35.5)),
        division(WANG, "王家沟村", "village", (106.0, 35.0)),
        division(LI, "重兴村", "village", (106.01, 35.0)),
        division(FAR, "上坪村", "village", (106.5, 35.5)),
        place(1, "一组", Some(106.02)),
        place(2, "二组", Some(106.01)),
        place(10, "十组", None),
        put("team", "t4", vec![("name", text("督查四组")), ("short", text("四组")), ("kind", text("sub"))]),
        put("team", "t5", vec![("name", text("督查五组")), ("short", text("五组")), ("kind", text("sub"))]),
        put(
            "standard",
            standard.id(),
            vec![("document", text(&standard.to_json())), ("title", text(standard.title())), ("published", Value::Int(NOW - 1000))],
        ),
        put("setting", "demo", vec![("name", text("demo")), ("value", text("true"))]),
        grant("ma", "inspector", COUNTY, Some("t4")),
        grant("zhao", "inspector", COUNTY, Some("t4")),
        grant("sun", "inspector", COUNTY, Some("t5")),
        grant("director", "supervisor", COUNTY, None),
        grant("cadre", "cadre", WANG, None),
        grant("clerk", "cadre", WANG, None),
        grant("township", "township", "629900100", None),
        grant("deputy", "inspector", COUNTY, Some("t4")),
        // Of one township alone.
        grant("gao", "inspector", "629900100", Some("t4")),
        put("duty", &format!("{WANG}/deputy"), vec![("village", text(WANG)), ("person", text("deputy")), ("kind", text("deputy"))]),
    ];
    for (person, n) in PEOPLE {
        puts.push(put("person", person, vec![("name", text(person)), ("title", text(""))]));
        puts.push(put(
            "device",
            &key(n).id().to_string(),
            vec![
                ("key", Value::Bytes(key(n).public().as_bytes().to_vec())),
                ("person", text(person)),
                ("kind", text("app")),
                ("name", text(&format!("tablet of {person}"))),
                ("valid_from", Value::Int(0)),
            ],
        ));
    }
    sealed(ROOT, "root", stream(COUNTY, Class::Open), &puts)
}

/// The supervisor's first commit: the round that is due, and who goes where.
fn round(standard: &Standard) -> Entry {
    let mut puts = vec![put(
        "round",
        ROUND,
        vec![
            ("name", text("11月下半月")),
            ("kind", text("regular")),
            ("from_day", text("2026-11-16")),
            ("to_day", text("2026-11-30")),
            ("standard", text(standard.id())),
        ],
    )];
    for village in [WANG, LI, FAR] {
        puts.push(put("assignment", &format!("{ROUND}/{village}"), vec![("round", text(ROUND)), ("village", text(village)), ("team", text("t4"))]));
    }
    // Not from the supervisor's own tablet: that begins its chain by itself.
    sealed(7, "director", stream(COUNTY, Class::Work), &puts)
}

fn sealed(n: u8, author: &str, stream: StreamId, puts: &[Put]) -> Entry {
    let fields = HeaderFields {
        stream,
        seq: 1,
        parent: None,
        hlc: Hlc::from_parts(NOW - 1_000_000, 0),
        author: author.into(),
        grant: author.into(),
        grant_version: 0,
        also: vec![],
    };
    // Sealed once, with its salt: every replica of the same district is to get the same commit.
    static ONCE: std::sync::Mutex<Vec<((u8, String), Entry)>> = std::sync::Mutex::new(Vec::new());
    let mut known = ONCE.lock().unwrap();
    let name = (n, format!("{stream} {puts:?}"));
    if let Some((_, entry)) = known.iter().find(|(known, _)| *known == name) {
        return entry.clone();
    }
    let made = seal(&key(n), fields, puts).unwrap();
    let entry = Entry::new(made.commit.envelope, made.commit.body);
    known.push((name, entry.clone()));
    entry
}

/// Somebody's row, past every command: for tests of what a replica may receive.
pub fn actor(person: &str, now: i64) -> Actor {
    Actor { person: person.into(), grant: format!("{person}/inspector"), grant_version: 0, clock_ms: now }
}
