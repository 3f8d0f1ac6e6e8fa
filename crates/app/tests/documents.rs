//! Files that are handed on: what is in them is what the person sees, whatever they ask for.

use crate::common::{Device, FAR, LI, WANG};
use serde_json::{Value as Json, json};
use std::io::{Cursor, Read};
use xuncun_app::api::{ListWords, MakeDocument, Phase};
use xuncun_app::{AppError, Document, ErrorCode};

/// Handed out to 王家 (two, one of which a photograph shows), 李家 and, in another township, 远村.
async fn district() -> Device {
    let device = Device::new("ma");
    for (village, kinds) in [(WANG, &["firewood", "manure"][..]), (LI, &["earth"]), (FAR, &["illegal_structure"])] {
        let visit = device.start(village).await;
        for kind in kinds {
            let view = device.see(&visit, kind, "", 2).await;
            if *kind == "manure" {
                device.photograph(&visit, None, view["sightings"][0]["id"].as_str(), Phase::Near);
                assert!(device.app.develop().unwrap() > 0);
            }
        }
        device.call("assign", json!({"inspection": visit, "sightings": [], "toTownship": false, "term": null, "note": ""})).await;
    }
    device
}

async fn make(device: &Device, order: Json) -> Result<Document, AppError> {
    let order: MakeDocument = serde_json::from_value(order).unwrap();
    device.app.make_document(&device.caller(), order).await
}

/// Which words stand there is the UI's business: titles are empty, but for what is looked at here.
fn words() -> Json {
    let mut words = serde_json::to_value(ListWords::default()).unwrap();
    words["statuses"] = json!({"open": "待整改"});
    words["kinds"] = json!({"earth": "Earth"});
    words["roads"] = json!("道路");
    words["sizes"] = sizes();
    words
}

fn sizes() -> Json {
    json!({"volume": "{n} m³", "area": "{n} m²", "storeys": "{n} 层", "sep": "，"})
}

fn lists(form: &str, lists: &[&str], filter: Json) -> Json {
    json!({"what": "lists", "form": form, "lists": lists, "filter": filter, "words": words()})
}

fn notice(form: &str, scope: &str, filter: Json) -> Json {
    let words = json!({
        "language": "zh-CN", "colon": "：", "count": "{n} 处", "columns": ["序号", "问题", "整改期限", "照片", "编码"], "village": "村", "place": "位置",
        "description": "情况", "position": "坐标", "noPhoto": "（无照片）", "nothing": "没有",
    });
    let texts = json!({
        "title": "交办单", "number": "", "recipient": "王家村：", "opening": ["发现 {n} 处问题。"], "closing": [], "office": "专班", "date": "2026年11月23日",
        "receipt": [], "day": "{y}年{m}月{d}日", "link": "https://xuncun.example/#/finding/{code}", "kinds": {}, "sizes": sizes(), "words": words,
    });
    json!({"what": "notice", "form": form, "scope": scope, "filter": filter, "texts": texts})
}

fn text(document: &Document) -> String {
    String::from_utf8(document.bytes.clone()).unwrap()
}

/// What a docx says.
fn said(document: &Document) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(&document.bytes)).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_table_holds_what_the_filter_shows() {
    let device = district().await;
    let all = make(&device, lists("csv", &["findings"], json!({}))).await.unwrap();
    assert_eq!((all.mime, all.ending), ("text/csv", "csv"));
    assert_eq!(text(&all).trim().lines().count(), 5, "{}", text(&all));
    assert!(text(&all).contains("待整改") && text(&all).contains("Earth"));
    let one = make(&device, lists("csv", &["findings"], json!({"villages": [WANG], "kinds": ["manure"]}))).await.unwrap();
    assert_eq!(text(&one).trim().lines().count(), 2, "{}", text(&one));
    let listed = device.call("findings", json!({"kinds": ["manure"]})).await;
    let code = listed["rows"][0]["code"].as_str().unwrap();
    assert!(text(&one).contains(code));
    let picked = make(&device, lists("csv", &["findings"], json!({"findings": [listed["rows"][0]["id"]]}))).await.unwrap();
    assert_eq!(text(&picked), text(&one));
    let dates = text(&one).matches("2026-11-23 09:").count();
    assert_eq!(dates, 1, "seen at, in civil time: {}", text(&one));
}

#[tokio::test]
async fn only_what_the_person_sees() {
    let ma = district().await;
    let [cadre, nobody, township, director] = ["cadre", "nobody", "township", "director"].map(Device::new);
    for device in [&cadre, &nobody, &township, &director] {
        ma.give(device);
    }
    let rows = |document: &Document| text(document).trim().lines().count() - 1;
    for (device, seen) in [(&cadre, 2), (&township, 3), (&director, 4)] {
        let made = make(device, lists("csv", &["findings"], json!({}))).await.unwrap();
        assert_eq!(rows(&made), seen, "{}: {}", device.person, text(&made));
    }
    // Somebody else's village is empty, not refused: a filter tells nobody what there is.
    assert_eq!(rows(&make(&cadre, lists("csv", &["findings"], json!({"villages": [FAR]}))).await.unwrap()), 0);
    for order in [lists("csv", &["findings"], json!({})), notice("pdf", "selection", json!({}))] {
        assert_eq!(make(&nobody, order).await.unwrap_err().code, ErrorCode::Forbidden);
    }
    let id = director.call("findings", json!({"villages": [FAR]})).await["rows"][0]["id"].clone();
    let share = json!({"what": "share", "finding": id, "day": "{m}-{d}", "link": "", "count": "{n}", "kinds": {}, "words": share_words()});
    // On a replica that holds it, as the web door's does.
    let there = director.app.person_caller("cadre").unwrap();
    assert_eq!(director.app.make_document(&there, serde_json::from_value(share).unwrap()).await.unwrap_err().code, ErrorCode::Forbidden);
    let order = serde_json::from_value(lists("csv", &["findings"], json!({}))).unwrap();
    assert_eq!(rows(&director.app.make_document(&there, order).await.unwrap()), 2);
}

#[tokio::test]
async fn one_list_where_one_fits_and_all_where_all_do() {
    let device = district().await;
    let entry =
        json!({"village": WANG, "day": "2026-11-23", "figures": [{"figure": "garbage", "amount": "4.5"}], "roads": [{"name": "主路", "km": "1.2"}]});
    let cadre = Device::new("cadre");
    cadre.call("put_ledger", entry).await;
    cadre.give(&device);
    let all = ["findings", "cleanups", "boundaries"];
    for form in ["csv", "geojson"] {
        assert_eq!(make(&device, lists(form, &all, json!({}))).await.unwrap_err().code, ErrorCode::BadRequest);
        assert_eq!(make(&device, lists(form, &[], json!({}))).await.unwrap_err().code, ErrorCode::BadRequest);
    }
    let days = make(&device, lists("csv", &["cleanups"], json!({"from": "2026-11-23", "to": "2026-11-23"}))).await.unwrap();
    assert!(text(&days).contains("4.5") && text(&days).contains("1.2") && text(&days).contains("道路"), "{}", text(&days));
    let before = make(&device, lists("csv", &["cleanups"], json!({"to": "2026-11-22"}))).await.unwrap();
    assert_eq!(text(&before).trim().lines().count(), 1);
    let map: Json =
        serde_json::from_slice(&make(&device, lists("geojson", &["boundaries"], json!({"villages": [WANG]}))).await.unwrap().bytes).unwrap();
    let codes: Vec<&str> = map["features"].as_array().unwrap().iter().map(|one| one["properties"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["629900", "629900100", WANG], "the village and what it lies in");
    let book = make(&device, lists("xlsx", &all, json!({}))).await.unwrap();
    assert_eq!(
        zip::ZipArchive::new(Cursor::new(&book.bytes))
            .unwrap()
            .file_names()
            .filter(|name| name.as_ref().is_ok_and(|name| name.contains("worksheets/sheet")))
            .count(),
        3
    );
    let package = make(&device, lists("gpkg", &all, json!({}))).await.unwrap();
    assert!(package.bytes.starts_with(b"SQLite format 3\0") && package.ending == "gpkg");
}

#[tokio::test]
async fn a_notice_names_what_is_to_be_cleared_and_until_when() {
    let device = district().await;
    let listed = device.call("findings", json!({"villages": [WANG]})).await;
    let document = make(&device, notice("docx", "village", json!({"villages": [WANG], "unsettled": true}))).await.unwrap();
    let says = said(&document);
    for row in listed["rows"].as_array().unwrap() {
        assert!(says.contains(row["code"].as_str().unwrap()));
    }
    let due = listed["rows"][0]["due"].as_str().unwrap();
    let written = format!("2026年{}月{}日", due[5..7].trim_start_matches('0'), due[8..].trim_start_matches('0'));
    assert!(says.contains("发现 2 处问题。") && says.contains(&written), "{written}");
    assert!(says.contains("无照片"), "one of them was never photographed");
    let pdf = make(&device, notice("pdf", "township", json!({"townships": ["629900100"]}))).await.unwrap();
    assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.ending == "pdf");
    assert_eq!(make(&device, notice("pdf", "village", json!({"villages": ["629900100203"]}))).await.unwrap_err().code, ErrorCode::DocumentEmpty);
}

#[tokio::test]
async fn a_visits_notice_is_for_those_who_may_read_the_visit() {
    let device = district().await;
    let id = device.call("findings", json!({"villages": [LI]})).await["rows"][0]["id"].clone();
    let visit = device.call("finding", json!({"finding": id})).await["inspection"].clone();
    let made = make(&device, notice("docx", "village", json!({"inspection": visit}))).await.unwrap();
    assert!(said(&made).contains("发现 1 处问题。"));
    let township = Device::new("township");
    device.give(&township);
    assert_eq!(make(&township, notice("docx", "village", json!({"inspection": visit}))).await.unwrap_err().code, ErrorCode::DocumentEmpty);
}

fn share_words() -> Json {
    json!({"village": "村", "place": "位置", "deadline": "期限", "code": "编码", "noPhoto": "没有照片", "scan": "扫码"})
}

#[tokio::test]
async fn one_finding_as_a_picture() {
    let device = district().await;
    let listed = device.call("findings", json!({"kinds": ["manure"]})).await;
    let share = json!({"what": "share", "finding": listed["rows"][0]["code"], "day": "{m}月{d}日", "link": "https://x.example/#/finding/{code}", "count": "{n} 处", "kinds": {}, "words": share_words()});
    let made = make(&device, share).await.unwrap();
    let picture = image::load_from_memory(&made.bytes).unwrap();
    assert_eq!((picture.width(), made.mime), (1080, "image/jpeg"));
}
