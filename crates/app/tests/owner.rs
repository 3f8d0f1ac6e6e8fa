//! Whose it is: written by the village and its township, seen by those who may read personal data, and in no file of anybody else.

use crate::common::{COUNTY, Device, NOW, WANG, actor, stream};
use serde_json::{Value as Json, json};
use std::io::{Cursor, Read};
use std::path::Path;
use xuncun_app::api::MakeDocument;
use xuncun_app::{Document, ErrorCode};
use xuncun_domain::stream::Class;
use xuncun_journal::Value;

/// Stand nowhere else.
const NAME: &str = "王有福-石破天惊";
const PHONE: &str = "139 7f-0933 0001";
const DIALLED: &str = "139-0933 7310 0001";

/// An illegal structure that the village has reported; the cadre's view of it.
async fn reported(device: &Device) -> Json {
    let key = uuid::Uuid::now_v7().to_string();
    let report = json!({"village": WANG, "key": key, "kind": "illegal_structure", "count": 1, "fix": null, "landmark": "三社路口", "note": ""});
    device.call("report_finding", report).await
}

fn says(finding: &Json, name: &str, phone: &str) -> Json {
    json!({"finding": finding["brief"]["id"], "name": name, "phone": phone})
}

async fn owner(device: &Device, finding: &Json) -> Json {
    device.call("finding", json!({"finding": finding["brief"]["id"]})).await["owner"].clone()
}

/// Of a person who clears in all villages of the township, and may read no personal data: a cadre's grant gives that of its own village alone.
fn of_all_villages(person: &'static str) -> Device {
    let device = Device::new(person);
    let columns = [("person", person), ("role", "cadre"), ("prefixes", "[\"629900100\"]")].map(|(name, value)| (name, Value::from(value)));
    let from = [("valid_from", Value::Int(0))];
    let write = |tx: &mut xuncun_store::WriteTx<'_, '_>| tx.put("grant", &stream(COUNTY, Class::Open), "more", &[&columns[..], &from[..]].concat());
    device.app.store().write(&actor(person, NOW), write).unwrap();
    device
}

/// Does any file below the folder hold these bytes?
fn holds(folder: &Path, needle: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        let found = |bytes: Vec<u8>| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
        if path.is_dir() { holds(&path, needle) } else { found(std::fs::read(&path).unwrap()) }
    })
}

#[tokio::test]
async fn the_village_and_its_township_write_it_and_the_inspector_reads_it() {
    let [cadre, township, ma, director] = ["cadre", "township", "ma", "director"].map(Device::new);
    let finding = reported(&cadre).await;
    assert_eq!((&finding["owner"], &finding["mayOwn"]), (&Json::Null, &json!(true)));
    assert_eq!(cadre.refusal("set_owner", says(&finding, NAME, PHONE)).await, ErrorCode::PhoneMalformed);
    assert_eq!(cadre.refusal("set_owner", says(&finding, &"福".repeat(61), "")).await, ErrorCode::NameTooLong);
    assert_eq!(owner(&cadre, &finding).await, Json::Null, "what was refused left nothing");
    let written = cadre.call("set_owner", says(&finding, &format!(" {NAME} "), DIALLED)).await["owner"].clone();
    assert_eq!(
        (&written["name"], &written["phone"], &written["by"], &written["conflict"]),
        (&json!(NAME), &json!(DIALLED), &json!("cadre"), &json!(false))
    );

    for device in [&township, &ma, &director] {
        cadre.give(device);
        assert_eq!(owner(device, &finding).await["name"], NAME, "{}", device.person);
    }
    for device in [&ma, &director] {
        assert_eq!(device.refusal("set_owner", says(&finding, "别人", "")).await, ErrorCode::Forbidden, "{}", device.person);
        let view = device.call("finding", json!({"finding": finding["brief"]["id"]})).await;
        assert_eq!(view["mayOwn"], false);
    }
    // By its code, and a phone alone; then nothing is known any more.
    let code = json!({"finding": finding["brief"]["code"], "name": "", "phone": "110"});
    assert_eq!(township.call("set_owner", code).await["owner"]["by"], "township");
    assert_eq!(township.call("set_owner", says(&finding, " ", "")).await["owner"], Json::Null);
    township.give(&cadre);
    assert_eq!(owner(&cadre, &finding).await, Json::Null);
}

#[tokio::test]
async fn two_who_write_it_apart_write_one_row_and_settle_it() {
    let (cadre, clerk) = (Device::new("cadre"), Device::new("clerk"));
    let finding = reported(&cadre).await;
    cadre.give(&clerk);
    cadre.call("set_owner", says(&finding, "王有福", "110")).await;
    clerk.call("set_owner", says(&finding, "王有禄", "110")).await;
    cadre.give(&clerk);
    clerk.give(&cadre);
    let here = owner(&cadre, &finding).await;
    assert_eq!((&here, &here["conflict"]), (&owner(&clerk, &finding).await, &json!(true)));
    let inbox = cadre.call("inbox", json!(null)).await;
    let conflict = &inbox["conflicts"][0];
    assert_eq!((&conflict["table"], &conflict["subject"]["kind"], &conflict["both"]), (&json!("owner"), &json!("乱搭乱建"), &Json::Null));
    let sides: Vec<&Json> = conflict["sides"].as_array().unwrap().iter().map(|side| &side["fields"]).collect();
    assert_eq!(sides.len(), 2);
    for fields in sides {
        assert_eq!((fields.as_array().unwrap().len(), &fields[0]["name"]), (1, &json!("name")), "the phone is the same, and no id is shown");
    }
    let args =
        json!({"table": "owner", "stream": conflict["stream"], "id": conflict["id"], "seen": conflict["seen"], "keep": {"kind": "side", "at": 1}});
    assert_eq!(cadre.call("settle", args).await["conflicts"], json!([]));
    cadre.give(&clerk);
    let settled = owner(&clerk, &finding).await;
    assert_eq!((&settled["conflict"], settled["name"] != here["name"]), (&json!(false), true));
}

#[tokio::test]
async fn it_lies_in_no_file_of_whoever_may_not_read_personal_data() {
    let (cadre, ma, elsewhere) = (Device::new("cadre"), Device::new("ma"), of_all_villages("nobody"));
    let finding = reported(&cadre).await;
    cadre.call("set_owner", says(&finding, NAME, DIALLED)).await;
    for device in [&ma, &elsewhere] {
        cadre.give(device);
    }
    let there = elsewhere.call("finding", json!({"finding": finding["brief"]["id"]})).await;
    assert_eq!(
        (&there["brief"]["landmark"], &there["owner"], &there["mayOwn"]),
        (&json!("三社路口"), &Json::Null, &json!(false)),
        "the finding is theirs"
    );
    assert_eq!(elsewhere.refusal("set_owner", says(&finding, "别人", "")).await, ErrorCode::Forbidden);
    // Through a door whose replica holds it, as the server's does.
    let shared = of_all_villages("nobody");
    let all = cadre.app.store().unsent(64 << 20).unwrap();
    let entries: Vec<_> = all.into_iter().map(|commit| xuncun_journal::Entry::new(commit.envelope, commit.body)).collect();
    shared.app.store().apply(&entries).unwrap();
    let seen = shared.call("finding", json!({"finding": finding["brief"]["id"]})).await;
    assert!(!seen.to_string().contains(NAME) && !seen.to_string().contains(DIALLED), "{seen}");
    assert!(shared.call("inbox", json!(null)).await["conflicts"].as_array().unwrap().is_empty());

    let folders = [&cadre, &ma, &shared, &elsewhere].map(|device| std::sync::Arc::clone(&device.dir));
    drop((cadre, ma, shared, elsewhere));
    for secret in [NAME, DIALLED] {
        assert!(folders[..3].iter().all(|folder| holds(folder.path(), secret)), "it lies where it was written, so the search can find it");
        assert!(!holds(folders[3].path(), secret), "{secret} lies with somebody who may not read it");
    }
    assert!(holds(folders[3].path(), "三社路口"), "and what is open does");
}

/// What a file says: of a zip, what is in it.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return bytes.to_vec() };
    let mut all = Vec::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

async fn make(device: &Device, order: &Json) -> Document {
    let order: MakeDocument = serde_json::from_value(order.clone()).unwrap();
    device.app.make_document(&device.caller(), order).await.unwrap()
}

#[tokio::test]
async fn it_is_in_nothing_that_is_handed_on_or_listed() {
    let cadre = Device::new("cadre");
    let finding = reported(&cadre).await;
    let words = json!({"village": "村", "place": "位置", "deadline": "期限", "code": "编码", "noPhoto": "没有照片", "scan": "扫码"});
    let share =
        json!({"what": "share", "finding": finding["brief"]["id"], "day": "{m}-{d}", "link": "", "count": "{n}", "kinds": {}, "words": words});
    let picture = make(&cadre, &share).await.bytes;
    cadre.call("set_owner", says(&finding, NAME, DIALLED)).await;
    assert_eq!(make(&cadre, &share).await.bytes, picture, "a picture for a chat group names nobody");
    for (command, args) in
        [("findings", json!({})), ("village_story", json!({"village": WANG})), ("notices", json!(null)), ("finding_filters", json!(null))]
    {
        let answer = cadre.call(command, args).await.to_string();
        assert!(!answer.contains(NAME) && !answer.contains(DIALLED), "{command}");
    }
    assert_eq!(cadre.call("findings", json!({"query": NAME})).await["total"], 0, "nobody is looked for by name");
    let texts = json!({
        "title": "交办单", "number": "", "recipient": "王家村：", "opening": [], "closing": [], "office": "专班", "date": "2026年11月23日", "receipt": [],
        "day": "{y}年{m}月{d}日", "link": "https://xuncun.example/#/finding/{code}", "kinds": {},
        "sizes": {"volume": "{n} m³", "area": "{n} m²", "storeys": "{n} 层", "sep": "，"},
        "words": {"language": "zh-CN", "colon": "：", "count": "{n} 处", "columns": ["序号", "问题", "整改期限", "照片", "编码"], "village": "村", "place": "位置",
            "description": "情况", "position": "坐标", "noPhoto": "（无照片）", "nothing": "没有"},
    });
    let mut words = serde_json::to_value(xuncun_app::api::ListWords::default()).unwrap();
    words["sizes"] = texts["sizes"].clone();
    let lists = |form: &str| json!({"what": "lists", "form": form, "lists": ["findings"], "filter": {}, "words": words});
    let notice = |form: &str| json!({"what": "notice", "form": form, "scope": "selection", "filter": {}, "texts": texts});
    for order in [lists("csv"), lists("xlsx"), lists("geojson"), lists("gpkg"), notice("docx")] {
        let document = make(&cadre, &order).await;
        let bytes = unpacked(&document.bytes);
        let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(document.ending == "geojson" || has("三社路口"), "{}: the finding itself is in it", order["form"]);
        assert!(!has(NAME) && !has(DIALLED), "{}", order["form"]);
    }
}
