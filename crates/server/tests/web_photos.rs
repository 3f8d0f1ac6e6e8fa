//! Photographs through the web door: in, out, and only as many at once as there is room for.

use crate::common::site::{Page, Site, code_of};
use reqwest::Client;
use serde_json::{Value, json};

/// A small picture.
fn heap() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([if (x / 4 + y / 4) % 2 == 0 { 40 } else { 200 }, 120, 90]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn photographs_in_and_out() {
    let site = Site::open().await;
    let page = site.sign_in(&site.district.guide.inspector).await;
    let today = page.call("today", json!({ "position": null })).await;
    let village = today["cards"][0]["village"]["id"].clone();
    let visit = page.call("start_inspection", json!({ "village": village, "kind": "open" })).await;
    let jpeg = heap();
    let meta = json!({
        "inspection": visit["id"], "item": null, "sighting": null, "phase": "overview", "source": "file",
        "takenAt": 1_795_392_000_000_i64, "offsetMin": 480, "fix": null,
    });
    let meta: String = meta.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let send = |bytes: Vec<u8>, meta: String| {
        let request = Client::new().post(site.url("/web/photo")).header("x-xuncun", "1").header("cookie", &page.cookie).header("x-photo-meta", meta);
        async move { request.body(bytes).send().await.unwrap() }
    };
    let answer = send(jpeg.clone(), meta.clone()).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, 200, "{text}");
    let photo: Value = serde_json::from_str(&text).unwrap();
    let url = site.url(&format!("/web/media/{}/original", photo["id"].as_str().unwrap()));
    let read = |cookie: String, range: &'static str| {
        let request = Client::new().get(&url).header("cookie", cookie).header("range", range);
        async move { request.send().await.unwrap() }
    };
    let original = read(page.cookie.clone(), "").await;
    assert_eq!((original.status().as_u16(), original.headers()["content-type"].to_str().unwrap()), (200, "image/jpeg"));
    assert_eq!(original.bytes().await.unwrap(), jpeg, "byte for byte");
    let part = read(page.cookie.clone(), "bytes=10-19").await;
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap()), (206, jpeg[10..20].to_vec().into()));
    assert_eq!(read(String::new(), "").await.status(), 401);
    let cadre = site.sign_in(&site.district.guide.cadre).await;
    assert!(read(cadre.cookie, "").await.status().is_client_error());
    // It reaches the safe like any other: by a commit and an upload.
    let sha = xuncun_journal::Hash::of(&jpeg);
    let stream = format!("{}/work", village.as_str().unwrap());
    while site.server.endpoint().storage().holding(&stream, sha).await.unwrap().is_none() {
        site.server.web().catch_up().await;
    }
    // Whoever may not see the place does not hear that a photograph of it was sent either.
    let sent = |line: Value| line["photosDelivered"].as_u64().unwrap() + line["photosWaiting"].as_u64().unwrap();
    let neighbour = site.sign_in(&site.district.guide.cadre).await;
    assert_eq!(sent(page.call("sync_status", Value::Null).await), 1);
    assert_eq!(sent(neighbour.call("sync_status", Value::Null).await), 0);
    // Once it is covered, whatever is asked for comes burnt, in parts too, whoever asks.
    let all = json!({"inspection": visit["id"], "photo": photo["id"], "kind": "blur", "x1": 0.0, "y1": 0.0, "x2": 1.0, "y2": 1.0, "text": ""});
    page.call("add_mark", all).await;
    let burnt = read(page.cookie.clone(), "").await.bytes().await.unwrap();
    let edges = |bytes: &[u8]| -> usize {
        let picture = image::load_from_memory(bytes).unwrap().into_luma8();
        let differ = |x: u32, y: u32| picture.get_pixel(x, y).0[0].abs_diff(picture.get_pixel(x + 1, y).0[0]) > 12;
        (0..picture.height()).map(|y| (0..picture.width() - 1).filter(|x| differ(*x, y)).count()).sum()
    };
    let (left, before) = (edges(&burnt), edges(&jpeg));
    assert!(left * 10 < before, "{left} of {before} edges");
    let part = read(page.cookie.clone(), "bytes=0-9").await;
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap()), (206, burnt.slice(..10)), "the head of a JPEG is the head of another");
    let admin = site.sign_in(&site.district.guide.admin).await;
    assert_eq!(read(admin.cookie, "").await.bytes().await.unwrap(), burnt);
    // What is no photograph.
    assert_eq!(send(b"no picture".to_vec(), meta.clone()).await.status(), 422);
    let (status, code) = code_of(send(vec![0; (64 << 20) + 1], meta).await).await;
    assert_eq!((status.as_u16(), code.as_str()), (413, "photo_too_large"));
    assert_eq!(code_of(send(jpeg, "%zz".into()).await).await.1, "bad_request");
}

/// The head of a request that promises a photograph of 64 MiB and brings nothing of it.
async fn promise(site: &Site, page: &Page, meta: &str) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt;
    let mut line = tokio::net::TcpStream::connect(site.server.addr()).await.unwrap();
    let head = format!(
        "POST /web/photo HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nx-xuncun: 1\r\nx-photo-meta: {meta}\r\ncontent-length: {}\r\n\r\n",
        site.server.addr(),
        page.cookie,
        64 << 20
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn photographs_that_are_coming_in_have_bounded_room() {
    let site = Site::open().await;
    let page = site.sign_in(&site.district.guide.inspector).await;
    let today = page.call("today", json!({ "position": null })).await;
    let visit = page.call("start_inspection", json!({ "village": today["cards"][0]["village"]["id"], "kind": "open" })).await;
    let meta = json!({
        "inspection": visit["id"], "item": null, "sighting": null, "phase": "overview", "source": "file",
        "takenAt": 1_795_392_000_000_i64, "offsetMin": 480, "fix": null,
    });
    let meta: String = meta.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let send = |cookie: String| {
        let request = Client::new().post(site.url("/web/photo")).header("x-xuncun", "1").header("cookie", cookie).header("x-photo-meta", &meta);
        async move { request.body(heap()).send().await.unwrap().status().as_u16() }
    };
    let mut lines = Vec::new();
    for _ in 0..4 {
        lines.push(promise(&site, &page, &meta).await);
    }
    // The four are heard at some moment soon; from then on there is no room, until one of them goes.
    let mut answers = Vec::new();
    while answers.last() != Some(&503) {
        assert!(answers.len() < 1_000, "{answers:?}");
        answers.push(send(page.cookie.clone()).await);
    }
    // Whoever is not known is told so before any room is asked for.
    assert_eq!(send(String::new()).await, 401);
    lines.clear();
    while answers.last() != Some(&200) {
        assert!(answers.len() < 1_000, "{answers:?}");
        answers.push(send(page.cookie.clone()).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_note_goes_in_and_comes_out_by_the_web_door() {
    let site = Site::open().await;
    let page = site.sign_in(&site.district.guide.inspector).await;
    let today = page.call("today", json!({ "position": null })).await;
    let village = &today["cards"][0]["village"]["id"];
    let visit = page.call("start_inspection", json!({ "village": village, "kind": "open" })).await;
    let meta = json!({"inspection": visit["id"], "item": "H1", "sighting": null, "durationMs": 8_400, "recordedAt": 1_795_392_000_000_i64, "offsetMin": 480});
    let meta: String = meta.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut sound = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm".to_vec();
    sound.extend([7; 3_000]);
    let send = |cookie: String, body: Vec<u8>| {
        let request = Client::new().post(site.url("/web/voice")).header("x-xuncun", "1").header("cookie", cookie).header("x-voice-meta", &meta);
        async move { request.body(body).send().await.unwrap() }
    };
    let voice: Value = send(page.cookie.clone(), sound.clone()).await.json().await.unwrap();
    assert_eq!((&voice["item"], &voice["durationMs"], &voice["here"]), (&json!("H1"), &json!(8_400), &json!(true)));
    let url = site.url(&format!("/web/media/{}/voice", voice["id"].as_str().unwrap()));
    let read = |cookie: String, range: &'static str| {
        let request = Client::new().get(&url).header("cookie", cookie).header("range", range);
        async move { request.send().await.unwrap() }
    };
    let whole = read(page.cookie.clone(), "").await;
    assert_eq!((whole.status().as_u16(), whole.headers()["content-type"].to_str().unwrap()), (200, "audio/webm"));
    assert_eq!(whole.bytes().await.unwrap(), sound, "byte for byte");
    let part = read(page.cookie.clone(), "bytes=10-19").await;
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap()), (206, sound[10..20].to_vec().into()));
    // Not for strangers, nor for the village; what is no sound and what is too much of one is refused by its code.
    assert_eq!((read(String::new(), "").await.status().as_u16(), send(String::new(), sound.clone()).await.status().as_u16()), (401, 401));
    let cadre = site.sign_in(&site.district.guide.cadre).await;
    assert_eq!(read(cadre.cookie.clone(), "").await.status(), 403);
    assert_eq!(send(cadre.cookie, sound.clone()).await.status(), 403);
    let (status, code) = code_of(send(page.cookie.clone(), b"no sound".to_vec()).await).await;
    assert_eq!((status.as_u16(), code.as_str()), (422, "not_a_voice_note"));
    let (status, code) = code_of(send(page.cookie.clone(), vec![0; (8 << 20) + 1]).await).await;
    assert_eq!((status.as_u16(), code.as_str()), (413, "voice_too_large"));
    // It reaches the safe by a commit and an upload, and the desk has it.
    let stream = format!("{}/work", village.as_str().unwrap());
    let sha = xuncun_journal::Hash::of(&sound);
    while site.server.endpoint().storage().holding(&stream, sha).await.unwrap().is_none() {
        site.server.web().catch_up().await;
    }
    let desk = site.sign_in(&site.district.guide.supervisor).await;
    assert_eq!(read(desk.cookie, "").await.bytes().await.unwrap(), sound);
    // One that was taken out is gone for everybody.
    page.call("remove_voice", json!({"inspection": visit["id"], "id": voice["id"]})).await;
    assert_eq!(read(page.cookie.clone(), "").await.status(), 404);
}
